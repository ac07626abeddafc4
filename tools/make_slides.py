"""Make slides of the lessons and of the plans, without a network: `make slides`.

A slide begins at each heading and at each prediction, so that a class can guess before it sees, and
at each further result. What is seen is said on the next press of a key. Figures and tables are the
ones stored in the worked solutions; code opens on a click. Each page works in a browser and prints
one slide a sheet. A talk and half a day have a page each too, in the order of their plan.

    python tools/make_slides.py            # all, into build/slides
    python tools/make_slides.py 05         # one lesson
"""

from __future__ import annotations

import argparse
import ast
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template

import nbformat
from build_notebooks import ROOT, sources, target, versions
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from plans import Row, plans, to_discuss

from uxcx.learn import exercises
from uxcx.quiz import LETTERS, quiz

FOLDER = ROOT / "build" / "slides"
PARTS = ROOT / "tools" / "slides"
PREDICTION = "**Before you run it:**"
SEEN = "**What you see.**"
SOLUTION = "**Worked solution.**"
#: paragraphs after which a slide is full
CLOSES = (SEEN, "**Why people get this wrong.**")
#: what is read in the lesson, not shown to a class
LEFT_OUT = ("What you need", "Your own data", "Sources")
#: plans with a page of their own: the others are taught from the notebooks
PAGES = {"A talk": "plan_talk", "Half a day": "plan_half_a_day"}
HEADING = re.compile(r"^(#{1,3}) (.+)$", re.MULTILINE)
EXERCISE = "Exercise "
QUIZ = re.compile(r'^learn\.quiz\("(\d\d)"\)', re.MULTILINE)


@dataclass
class Slide:
    """A heading, and the cells below it."""

    title: str
    level: int
    cells: list[NotebookNode] = field(default_factory=list)

    @property
    def part(self) -> str:
        """What a plan calls it: the number of its section or exercise; nothing for other slides."""
        found = re.match(rf"(?:{EXERCISE})?(\d\d-\d+|\d+(?=\.))", self.title)
        return found[1] if found else ""


def slides(notebook: NotebookNode) -> list[Slide]:
    """Return the slides of a lesson's worked solution."""
    found = [Slide("", 1)]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _add_code(found, cell)
            continue
        text = re.sub(r"<!--.*?-->", "", cell.source, flags=re.DOTALL)
        for paragraph in filter(str.strip, text.split("\n\n")):
            _add(found, paragraph.strip("\n"))
    return [
        slide
        for slide in found
        if slide.title and not slide.title.startswith(LEFT_OUT)
        if slide.cells or slide.level == 1
    ]


def _add_code(found: list[Slide], cell: NotebookNode) -> None:
    """Put a cell and its result on the last slide; an answer, or a further result, on a new one."""
    asked = QUIZ.search(cell.source)
    if asked:
        found += [Slide("Quiz", 2, [question]) for question in _questions(asked[1])]
        return
    _begin_after_a_close(found)
    if _is_answer(cell):  # not before the class has had its minutes
        if things := _to_sort(cell.source):
            _add(found, "\n".join(f"- {thing}" for thing in things))
        found.append(Slide(found[-1].title, max(2, found[-1].level)))
    elif cell.get("outputs") and any(c.get("outputs") for c in found[-1].cells):
        last = found[-1].cells
        lead = [last.pop()] if last[-1].cell_type == "markdown" else []
        found.append(Slide(_section(found), max(2, found[-1].level), lead))
    found[-1].cells.append(_with_alt(cell))


def _add(found: list[Slide], paragraph: str) -> None:
    """Put a paragraph on the last slide, or on a new one."""
    heading = HEADING.match(paragraph)
    if heading:
        found.append(Slide(heading[2], len(heading[1])))
        if rest := paragraph[heading.end() :].strip():
            _add(found, rest)
        return
    _begin_after_a_close(found)
    last = found[-1].cells[-1] if found[-1].cells else None
    if paragraph.startswith((PREDICTION, SOLUTION)) and last and not _is_answer(last):
        found.append(Slide(found[-1].title, max(2, found[-1].level)))
        last = None
    if last is not None and last.cell_type == "markdown":
        last.source += f"\n\n{paragraph}"
    else:
        found[-1].cells.append(nbformat.v4.new_markdown_cell(paragraph))
    if PREDICTION in paragraph:
        found.append(Slide(found[-1].title, found[-1].level))


def _is_answer(cell: NotebookNode) -> bool:
    return "exercise" in cell.metadata.get("tags", [])


def _section(found: list[Slide]) -> str:
    """Return under which heading the lesson goes on after an exercise."""
    return next(s.title for s in reversed(found) if not s.title.startswith(EXERCISE))


def _begin_after_a_close(found: list[Slide]) -> None:
    """Begin a slide where the one before has come to its end."""
    cells = found[-1].cells
    if cells and cells[-1].cell_type == "markdown":
        ending = cells[-1].source.split("\n\n")[-1]
        if ending.startswith(CLOSES):
            found.append(Slide(_section(found), max(2, found[-1].level)))


def _to_sort(code: str) -> list[str]:
    """Return what an exercise asks to be sorted: the task is nothing without it."""
    for line in ast.parse(code).body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Dict):
            return [str(key.value) for key in line.value.keys if isinstance(key, ast.Constant)]
    return []


def _questions(lesson: str) -> list[NotebookNode]:
    """Return a lesson's quiz, a question a cell; an answer opens on a click and says why."""
    asked = quiz(lesson)
    cells = []
    for number, question in enumerate(asked.questions, start=1):
        options = [
            f"<details><summary>{letter}) {escape(option.text)}</summary>"
            f"<p>{escape(asked.answer(number, letter))}</p></details>"
            for letter, option in zip(LETTERS, question.options, strict=False)
        ]
        lines = f"<p>{number}. {escape(question.ask)}</p>\n" + "\n".join(options)
        cells.append(nbformat.v4.new_markdown_cell(lines))
    return cells


def _with_alt(cell: NotebookNode) -> NotebookNode:
    """Return a code cell whose figure carries its printed description as its alternative text."""
    copy = nbformat.from_dict(cell)
    outputs = copy.get("outputs", [])
    printed = "".join(o.get("text", "") for o in outputs if o.output_type == "stream")
    if any("image/png" in output.get("data", {}) for output in outputs):
        copy.metadata["alt"] = printed.strip()
        copy["outputs"] = [output for output in outputs if output.output_type != "stream"]
    return copy


def body_of(slide: Slide, exporter: HTMLExporter) -> str:
    """Return the cells of a slide as HTML."""
    parts = []
    for cell in slide.cells:
        if cell.cell_type == "code":
            parts.append(
                f'<details class="code"><summary>Code</summary><pre>{escape(cell.source)}</pre>'
                "</details>"
            )
        html, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
        seen = cell.cell_type == "markdown" and cell.source.startswith(SEEN)
        parts.append(f'<div class="later">{html}</div>' if seen else html)
    return "\n".join(parts) + notes(slide)


def notes(slide: Slide) -> str:
    """Return what only the speaker needs on the slide of a task: hints, and what goes wrong."""
    exercise = exercises().get(slide.part)
    if exercise is None or any(map(_is_answer, slide.cells)):
        return ""
    lines = [*exercise.hints, exercise.why_wrong, *exercise.points]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines if line)
    return f'<aside class="notes"><ul>{items}</ul></aside>'


def page(found: list[Slide], name: str) -> str:
    """Return slides as one HTML page."""
    exporter = HTMLExporter(template_name="basic")
    exporter.exclude_input = True
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    exporter.exclude_anchor_links = True
    exporter.sanitize_html = False
    sections = []
    for number, slide in enumerate(found, start=1):
        tag = "h1" if slide.level == 1 else "h2"
        sections.append(
            f'<section id="{number}" aria-label="Slide {number} of {len(found)}">'
            f"<{tag}>{escape(slide.title)}</{tag}>\n{body_of(slide, exporter)}<footer>"
            f"{escape(name)} · {number} of {len(found)}</footer></section>"
        )
    parts = {name: (PARTS / f"slides.{name}").read_text(encoding="utf-8") for name in ("css", "js")}
    whole = Template((PARTS / "page.html").read_text(encoding="utf-8"))
    return whole.substitute(title=escape(name), slides="\n".join(sections), **parts)


def of_lesson(source: Path, stored: Path | None = None) -> list[Slide]:
    """Return a lesson's slides, with its questions to discuss at the end.

    They are made of the worked solution: that of the course, or the one in a class's folder.
    """
    usual = target(source, solutions=True in versions(source))
    notebook = nbformat.read(stored / usual.name if stored else usual, as_version=4)
    lesson = source.stem[:2] if source.stem[0].isdigit() else source.stem
    cell = nbformat.v4.new_markdown_cell(to_discuss(lesson))
    return [*slides(notebook), Slide("To discuss", 2, [cell])]


def of_plan(rows: list[Row]) -> list[Slide]:
    """Return the slides of a plan: what begins when, and the parts of the lessons that it names."""
    lessons = {
        source.stem[:2]: of_lesson(source) for source in sources() if source.stem[0].isdigit()
    }
    found = []
    for row in rows:
        cell = nbformat.v4.new_markdown_cell(f"At {row.at}, for {row.minutes} minutes")
        found.append(Slide(row.what, 1, [cell]))
        if row.lesson:
            found += [s for s in lessons[row.lesson] if row.whole or s.part in row.named]
    return found


def make_slides(
    lessons: list[Path], folder: Path = FOLDER, stored: Path | None = None
) -> list[Path]:
    """Write the slides of some lessons; return the files."""
    made = []
    for source in lessons:
        found = of_lesson(source, stored)
        made.append(
            write(folder / f"{source.stem}.html", found, f"{source.stem[:2]} {found[0].title}")
        )
    return made


def write(file: Path, found: list[Slide], name: str) -> Path:
    """Write a page of slides; return where it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page(found, name), encoding="utf-8", newline="\n")
    return file


def main() -> None:
    """Make the slides that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("prefix", nargs="?", default="")
    prefix = parser.parse_args().prefix
    made = make_slides(sources(prefix))
    for title, rows in plans().items():
        kind = title.split(" (")[0]
        if kind in PAGES and not prefix:
            made.append(write(FOLDER / f"{PAGES[kind]}.html", of_plan(rows), title))
    for file in made:
        print(f"made {file.relative_to(ROOT).as_posix()}")


if __name__ == "__main__":
    main()
