// One slide on, one slide back: arrow keys, space, Page Up and Page Down, Home and End.
const slides = [...document.querySelectorAll("section")];
const here = () => slides.findIndex((s) => s.getBoundingClientRect().bottom > innerHeight / 2);
const go = (n) => slides[Math.min(Math.max(n, 0), slides.length - 1)].scrollIntoView();
document.addEventListener("keydown", (event) => {
  if (event.target.closest("summary, a, input")) return;
  const to = {
    ArrowRight: () => here() + 1, ArrowDown: () => here() + 1, PageDown: () => here() + 1,
    " ": () => here() + (event.shiftKey ? -1 : 1),
    ArrowLeft: () => here() - 1, ArrowUp: () => here() - 1, PageUp: () => here() - 1,
    Home: () => 0, End: () => slides.length - 1,
  }[event.key];
  if (to) { event.preventDefault(); go(to()); }
});
// A slide with much on it is set smaller, down to where it can still be read.
const fit = () => slides.forEach((slide) => {
  slide.style.fontSize = "";
  for (let size = 0.95; slide.scrollHeight > innerHeight + 1 && size > 0.6; size -= 0.05) {
    slide.style.fontSize = `${size}em`;
  }
});
addEventListener("load", fit);
addEventListener("resize", fit);
