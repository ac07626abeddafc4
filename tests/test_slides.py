"""Slides: predictions before results, tasks before answers, and nothing from the network."""

import re

import nbformat
import pytest
from build_notebooks import sources, target, versions
from make_slides import PAGES, make_slides, of_plan, page, slides
from plans import plans

from uxcx.learn import exercises
from uxcx.quiz import quiz


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
        ("1. First", "On we go."),
    ]


def test_a_further_result_has_a_slide_of_its_own_with_the_text_before_it() -> None:
    first, second = code("a", printed="1"), code("b", printed="2")
    lesson = notebook(text("## 1. Two\n\nOne:"), first, text("And another:"), second, code("c = 3"))
    assert [[c.source for c in s.cells] for s in slides(lesson)] == [
        ["One:", "a"],
        ["And another:", "b", "c = 3"],
    ]


def test_a_guess_comes_before_its_result_wherever_it_stands() -> None:
    asked = text("## 1. Guess\n\nWhat is it? **Before you run it:** guess.")
    assert len(slides(notebook(asked, code("a", printed="1")))) == 2


def test_what_is_to_be_sorted_stands_on_the_slide_of_the_task() -> None:
    answer = 'answer = {\n    "A late parcel": "CX",\n    "A form": "UX",\n}'
    lesson = notebook(
        text("### Exercise 01-1 (6 minutes)\n\nSort."), code(answer, tags=("exercise",))
    )
    task, solved = slides(lesson)
    assert task.cells[0].source == "Sort.\n\n- A late parcel\n- A form"
    assert task.part == solved.part == "01-1"


def test_a_quiz_has_a_slide_for_each_question() -> None:
    asked = slides(notebook(text("## Quiz"), code('learn.quiz("00")')))
    assert len(asked) == len(quiz("00").questions)
    for slide, question in zip(asked, quiz("00").questions, strict=True):
        assert question.ask in slide.cells[0].source
        assert slide.cells[0].source.count("<details>") == len(question.options)


def test_what_is_seen_waits_and_hints_are_for_the_speaker() -> None:
    task = text("### Exercise 01-1 (6 minutes)\n\nSort.")
    html = page(slides(notebook(*LESSON.cells, task, code("answer = 1", tags=("exercise",)))), "99")
    assert '<div class="later">' in html
    assert html.count('<aside class="notes">') == 1
    assert exercises()["01-1"].hints[0].split(".")[0] in html


def test_a_plan_has_a_page_of_its_parts_in_order() -> None:
    titles = {title: rows for title, rows in plans().items() if title.split(" (")[0] in PAGES}
    assert len(titles) == len(PAGES)
    for rows in titles.values():
        found = of_plan(rows)
        assert [s.title for s in found if s.level == 1 and s.title in {r.what for r in rows}] == [
            row.what for row in rows
        ]
        shown = {s.part for s in found}
        assert set().union(*(row.named for row in rows)) <= shown


def test_a_figure_has_its_description_as_alternative_text() -> None:
    html = page(slides(LESSON), "99")
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
