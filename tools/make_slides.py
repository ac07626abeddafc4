"""Make slides of the lessons: one page each, without a network: `make slides`.

A slide begins at each heading and at each prediction, so that a class can guess before it sees.
Figures and tables are the ones stored in the worked solutions; code opens on a click. Each page
works in a browser (arrow keys, or a tap) and prints one slide a sheet.

    python tools/make_slides.py            # all lessons, into build/slides
    python tools/make_slides.py 05         # one
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template

import nbformat
from build_notebooks import ROOT, sources, target, versions
from nbconvert import HTMLExporter
from nbformat import NotebookNode

FOLDER = ROOT / "build" / "slides"
PARTS = ROOT / "tools" / "slides"
PREDICTION = "**Before you run it:**"
SOLUTION = "**Worked solution.**"
#: paragraphs after which a slide is full
CLOSES = ("**What you see.**", "**Why people get this wrong.**")
#: what is read in the lesson, not shown to a class
LEFT_OUT = ("What you need", "Your own data", "Sources")
HEADING = re.compile(r"^(#{1,3}) (.+)$", re.MULTILINE)


@dataclass
class Slide:
    """A heading, and the cells below it."""

    title: str
    level: int
    cells: list[NotebookNode] = field(default_factory=list)


def slides(notebook: NotebookNode) -> list[Slide]:
    """Return the slides of a lesson's worked solution."""
    found = [Slide("", 1)]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _begin_after_a_close(found)
            if _is_answer(cell):  # not before the class has had its minutes
                found.append(Slide(found[-1].title, max(2, found[-1].level)))
            found[-1].cells.append(_with_alt(cell))
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
    if paragraph.startswith(PREDICTION):
        found.append(Slide(found[-1].title, found[-1].level))


def _is_answer(cell: NotebookNode) -> bool:
    return "exercise" in cell.metadata.get("tags", [])


def _begin_after_a_close(found: list[Slide]) -> None:
    """Begin a slide where the one before has come to its end."""
    cells = found[-1].cells
    if cells and cells[-1].cell_type == "markdown":
        ending = cells[-1].source.split("\n\n")[-1]
        if ending.startswith(CLOSES):
            found.append(Slide(found[-1].title, max(2, found[-1].level)))


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
                f"<details><summary>Code</summary><pre>{escape(cell.source)}</pre></details>"
            )
        html, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
        parts.append(html)
    return "\n".join(parts)


def page(notebook: NotebookNode, lesson: str) -> str:
    """Return the slides of a lesson as one HTML page."""
    exporter = HTMLExporter(template_name="basic")
    exporter.exclude_input = True
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    exporter.exclude_anchor_links = True
    exporter.sanitize_html = False
    found = slides(notebook)
    title = found[0].title
    sections = []
    for number, slide in enumerate(found, start=1):
        tag = "h1" if slide.level == 1 else "h2"
        sections.append(
            f'<section id="{number}" aria-label="Slide {number} of {len(found)}">'
            f"<{tag}>{escape(slide.title)}</{tag}>\n{body_of(slide, exporter)}<footer>"
            f"{escape(lesson)} {escape(title)} · {number} of {len(found)}</footer></section>"
        )
    parts = {name: (PARTS / f"slides.{name}").read_text(encoding="utf-8") for name in ("css", "js")}
    whole = Template((PARTS / "page.html").read_text(encoding="utf-8"))
    return whole.substitute(title=escape(f"{lesson} {title}"), slides="\n".join(sections), **parts)


def make_slides(lessons: list[Path], folder: Path = FOLDER) -> list[Path]:
    """Write the slides of some lessons; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for source in lessons:
        notebook = nbformat.read(target(source, solutions=True in versions(source)), as_version=4)
        file = folder / f"{source.stem}.html"
        file.write_text(page(notebook, source.stem[:2]), encoding="utf-8", newline="\n")
        made.append(file)
    return made


def main() -> None:
    """Make the slides that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("prefix", nargs="?", default="")
    for file in make_slides(sources(parser.parse_args().prefix)):
        print(f"made {file.relative_to(ROOT).as_posix()}")


if __name__ == "__main__":
    main()
