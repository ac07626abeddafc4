// One slide on, one slide back: arrow keys, space, Page Up and Page Down, Home and End. What is seen
// is said one press later, or on a click; N shows and hides the speaker's notes.
const slides = [...document.querySelectorAll("section")];
const here = () => slides.findIndex((s) => s.getBoundingClientRect().bottom > innerHeight / 2);
const go = (n) => slides[Math.min(Math.max(n, 0), slides.length - 1)].scrollIntoView();
const show = (slide) => {
  const hidden = slide.querySelector(".later:not(.shown)");
  hidden?.classList.add("shown");
  return Boolean(hidden);
};
const forward = () => {
  const slide = slides[here()];
  if (show(slide)) return;
  if (slide.getBoundingClientRect().bottom > innerHeight + 8) scrollBy(0, 0.8 * innerHeight);
  else go(here() + 1);
};
const back = () => go(here() - 1);
document.body.classList.add("stepwise");
slides.forEach((slide) => slide.addEventListener("click", (event) => {
  if (event.target.matches("img")) {
    document.fullscreenElement ? document.exitFullscreen() : event.target.requestFullscreen();
  } else if (!event.target.closest("details, a")) show(slide);
}));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === " " && event.target.closest("summary, a")) return;
  if (event.key === "n") document.body.classList.toggle("with-notes"), fit();
  const act = {
    ArrowRight: forward, ArrowDown: forward, PageDown: forward,
    ArrowLeft: back, ArrowUp: back, PageUp: back,
    " ": event.shiftKey ? back : forward,
    Home: () => go(0), End: () => go(slides.length - 1),
  }[event.key];
  if (act) { event.preventDefault(); act(); }
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
