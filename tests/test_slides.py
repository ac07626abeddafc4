"""Slides: predictions before results, tasks before answers, and nothing from the network."""

import re

import nbformat
import pytest
from build_notebooks import sources, target, versions
from make_slides import make_slides, page, slides


def notebook(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


def text(source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


def code(source: str, *, tags: tuple[str, ...] = (), printed: str = "", png: bool = False):
    outputs = []
    if printed:
        outputs.append(nbformat.v4.new_output("stream", text=printed))
    if png:
        outputs.append(nbformat.v4.new_output("display_data", {"image/png": "iVBORw0KGgo="}))
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}, outputs=outputs)


LESSON = notebook(
    text("# Look twice\n\nAn idea.\n\n## What you need\n\nTime.\n\n## 1. First\n\nHow it is."),
    text("**Before you run it:** what will come?"),
    code("draw()", printed="A line at 1.", png=True),
    text("**What you see.** One.\n\nAnd then more.\n\n### Exercise 99-1 (2 minutes)\n\nHow many?"),
    code("answer = 1", tags=("exercise",), printed="✔ 99-1: right."),
    text("**Worked solution.** Count.\n\n**Why people get this wrong.** They hurry.\n\nOn we go."),
    text("## Sources\n\nA book."),
)


def bodies() -> list[tuple[str, str]]:
    return [(s.title, " / ".join(c.source for c in s.cells)) for s in slides(LESSON)]


def test_slides_begin_at_headings_predictions_and_where_one_is_full() -> None:
    assert bodies() == [
        ("Look twice", "An idea."),
        ("1. First", "How it is."),
        ("1. First", "**Before you run it:** what will come?"),
        ("1. First", "draw() / **What you see.** One."),
        ("1. First", "And then more."),
        ("Exercise 99-1 (2 minutes)", "How many?"),
        (
            "Exercise 99-1 (2 minutes)",
            "answer = 1 / **Worked solution.** Count.\n\n"
            "**Why people get this wrong.** They hurry.",
        ),
        ("Exercise 99-1 (2 minutes)", "On we go."),
    ]


def test_a_figure_has_its_description_as_alternative_text() -> None:
    html = page(LESSON, "99")
    assert 'alt="A line at 1."' in html
    assert html.count("A line at 1.") == 1


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.stem)
def test_every_lesson_has_slides_that_need_no_network(source, tmp_path) -> None:
    (file,) = make_slides([source], tmp_path)
    html = file.read_text(encoding="utf-8")
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//|@import|url\(", html)
    assert "No description has been provided" not in html
    assert html.count("<h1>") == 1
    stored = nbformat.read(target(source, solutions=True in versions(source)), as_version=4)
    titles = [s.title for s in slides(stored)]
    for number in re.findall(r"^### (Exercise .+)$", source.read_text(encoding="utf-8"), re.M):
        assert titles.count(number) >= 2, number
