"""What a run of the notebooks cannot notice: stored outputs, prose, headings, exercises."""

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from build_notebooks import (
    GLOSSARY,
    NOTEBOOKS,
    blank,
    make,
    same,
    solve,
    sources,
    target,
    versions,
)

from uxcx.learn import exercises

MADE = [(source, solutions) for source in sources() for solutions in versions(source)]
PATHS = sorted(path for path in NOTEBOOKS.rglob("*.ipynb") if path.name != GLOSSARY)
IDS = [path.relative_to(NOTEBOOKS).as_posix() for path in PATHS]
SECTIONS = ("What you will do", "What you will learn", "What you need", "Key points", "Sources")
MEASURING_SECTIONS = ("cannot tell you", "the three lines to change")

each_notebook = pytest.mark.parametrize("path", PATHS, ids=IDS)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook: nbformat.NotebookNode) -> str:
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


def output_text(notebook: nbformat.NotebookNode) -> str:
    """All that the outputs say, with tags of HTML taken away."""
    parts = []
    for cell in code(notebook):
        for output in cell.outputs:
            parts.append(output.get("text", ""))
            parts.append(output.get("evalue", ""))
            data = output.get("data", {})
            parts += [data.get("text/plain", ""), re.sub("<[^>]+>", " ", data.get("text/html", ""))]
    return "\n".join(parts)


def test_there_are_notebooks_for_every_source() -> None:
    assert len(sources()) >= 3
    assert {target(source, solutions=solutions) for source, solutions in MADE} == set(PATHS)


def test_only_the_notebook_for_own_data_has_no_exercises() -> None:
    assert [s.stem for s in sources() if len(versions(s)) == 1] == ["adapt_your_data"]


@pytest.mark.parametrize(
    ("source", "solutions"), MADE, ids=[f"{s.stem}-{'solutions' * k}" for s, k in MADE]
)
def test_notebooks_are_what_their_source_makes(source: Path, solutions: bool) -> None:
    stored = read(target(source, solutions=solutions))
    assert same(make(source, solutions=solutions), stored), "run `make notebooks`"


@each_notebook
def test_valid_and_run_from_top_to_bottom(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    counts = [cell.execution_count for cell in code(notebook)]
    assert counts == list(range(1, len(counts) + 1))


@each_notebook
def test_only_cells_that_say_so_have_errors_and_they_do(path: Path) -> None:
    for cell in code(read(path)):
        failed = any(output.output_type == "error" for output in cell.outputs)
        assert failed == ("raises-exception" in cell.metadata.get("tags", [])), cell.source


@each_notebook
def test_no_cell_wrote_to_stderr(path: Path) -> None:
    streams = [o for cell in code(read(path)) for o in cell.outputs if o.output_type == "stream"]
    assert not [o.text for o in streams if o.name == "stderr"]


@each_notebook
def test_no_output_names_a_place_on_one_machine(path: Path) -> None:
    text = re.sub(r'"image/png": "[^"]*"', "", path.read_text(encoding="utf-8"))
    root = str(NOTEBOOKS.parent)
    assert root not in text
    assert str(Path.home()) not in text
    assert not re.search(r"site-packages|0x[0-9a-f]{6,}", text)


@each_notebook
def test_figures_are_followed_by_their_description(path: Path) -> None:
    for cell in code(read(path)):
        figures = [o for o in cell.outputs if "image/png" in o.get("data", {})]
        if figures:
            assert "print(" in cell.source
            assert "describe(" in cell.source or "description" in cell.source, cell.source
            assert any(o.output_type == "stream" for o in cell.outputs)


@each_notebook
def test_cells_end_neither_in_a_semicolon_nor_in_an_object_without_words(path: Path) -> None:
    for cell in code(read(path)):
        assert not cell.source.rstrip().endswith(";")
        for output in cell.outputs:
            shown = output.get("data", {}).get("text/plain", "")
            assert not re.match(r"<(?!Figure)", shown), shown
            assert "np.float" not in shown
            assert "np.int" not in shown


@each_notebook
def test_one_title_with_a_verb_and_headings_that_do_not_skip(path: Path) -> None:
    headings = re.findall(r"^(#+) (.+)$", prose(read(path)), flags=re.MULTILINE)
    levels = [len(marks) for marks, _ in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@each_notebook
def test_every_lesson_has_the_skeleton(path: Path) -> None:
    headings = re.findall(r"^## (.+)$", prose(read(path)), flags=re.MULTILINE)
    for section in SECTIONS:
        assert section in headings
    if not path.name.startswith("00"):
        for section in MEASURING_SECTIONS:
            assert any(section in heading for heading in headings), section
    assert headings[-1] == "Sources"


@each_notebook
def test_no_sentence_becomes_a_list_because_a_number_begins_its_line(path: Path) -> None:
    for before, line in pairwise(prose(read(path)).splitlines()):
        if re.match(r"\d+\. ", line):
            assert not before.strip() or re.match(r"\d+\. |#|\s", before), line


@each_notebook
def test_numbers_in_the_prose_stand_in_an_output(path: Path) -> None:
    notebook = read(path)
    text = prose(notebook).split("\n## Sources")[0]
    text = re.sub(r"```.*?```|`[^`]*`", " ", text, flags=re.DOTALL)  # code is run, not claimed
    text = re.sub(r"^#+ .*$|^\d+\. ", " ", text, flags=re.MULTILINE)  # headings, list numbers
    text = re.sub(r"\b\d+ minutes\b|\blessons? \d\d\b|\bsection \d+\b", " ", text)
    text = re.sub(r"\*\*\d\d [^*]*\*\*|\b(19|20)\d\ds?\b|\bpart \d+\b", " ", text)
    shown = set(re.findall(r"\d+(?:\.\d+)?", output_text(notebook)))
    claimed = re.findall(r"(?<![\w-])\d+(?:\.\d+)?", text)
    assert not [number for number in claimed if number not in shown]


def test_every_exercise_is_in_its_lesson_with_its_minutes() -> None:
    stated: dict[str, int] = {}
    for source in sources():
        text = source.read_text(encoding="utf-8")
        for number, minutes in re.findall(r"^### Exercise (\d\d-\d+) \((\d+) minutes", text, re.M):
            assert number not in stated
            assert f'("{number}", answer)' in text
            stated[number] = int(minutes)
    assert stated == {exercise.id: exercise.minutes for exercise in exercises().values()}


def test_every_exercise_can_be_answered_and_explains_itself() -> None:
    for exercise in exercises().values():
        if exercise.answer is None:
            assert len(exercise.points) >= 2, exercise.id
        else:
            assert len(exercise.hints) >= 2, exercise.id
            assert exercise.praise, exercise.id
            assert exercise.mistakes or isinstance(exercise.answer(), dict), exercise.id


def test_blanking_takes_the_answer_away_and_solving_takes_the_marks_away() -> None:
    cell = "a = 1\n### BEGIN SOLUTION answer = ...\nanswer = a + 1\n### END SOLUTION\ncheck(answer)"
    assert blank(cell) == "a = 1\nanswer = ...\ncheck(answer)"
    assert solve(cell) == "a = 1\nanswer = a + 1\ncheck(answer)"


@pytest.mark.parametrize(
    "source", [source for source, solutions in MADE if solutions], ids=lambda source: source.stem
)
def test_no_answer_is_left_in_the_exercises(source: Path) -> None:
    learner = make(source, solutions=False)
    answers = re.findall(
        r"### BEGIN SOLUTION[^\n]*\n(.*?)### END SOLUTION",
        source.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert answers
    everything = "\n".join(cell.source for cell in learner.cells)
    assert "SOLUTION" not in everything
    assert "Worked solution" not in everything
    for answer in answers:
        assert answer not in everything
