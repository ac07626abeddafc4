"""The answer checks: right by several honest routes, wrong with the reason."""

import math

import numpy as np
import pandas as pd
import pytest

from uxcx import compare, learn, ux
from uxcx.errors import CourseError
from uxcx.judging import feedback
from uxcx.learn import Exercise, Mistake

TABLE = pd.DataFrame({"ok": [1, 0], "design": ["old", "new"]})
GROUPS = ux.task_success(TABLE, "ok", by="design")

NUMBER = Exercise(
    id="99-1",
    minutes=1,
    answer=lambda: 0.4,
    unit="%",
    praise="Yes.",
    why_wrong="Because.",
    hints=("one", "two"),
    mistakes=(Mistake(value=lambda: 0.6, feedback="That is the other share."),),
)
WORD = Exercise(id="99-2", minutes=1, answer=lambda: "participant", praise="Yes.", hints=("h",))
SEVERAL = Exercise(id="99-3", minutes=1, answer=lambda: {"A", "D"}, praise="Yes.")
SORTING = Exercise(id="99-4", minutes=1, answer=lambda: {"x": "UX", "y": "CX"}, praise="Yes.")


@pytest.mark.parametrize("answer", [0.4, np.float64(0.4), np.array([0.4]), 0.4004])
def test_a_right_number_of_any_kind_is_right(answer: object) -> None:
    assert feedback(NUMBER, answer) == "✔ 99-1: right. Yes. Because."


def test_an_estimate_counts_by_its_value() -> None:
    assert feedback(NUMBER, ux.task_success([1, 1, 0, 0, 0])).startswith("✔")


def test_a_comparison_counts_by_its_value() -> None:
    first, second = ux.task_success([1, 1, 1, 1, 0]), ux.task_success([1, 1, 0, 0, 0])
    assert feedback(NUMBER, compare(first, second)).startswith("✔")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (40, "You gave a percentage, 40."),
        (-0.4, "the sign is not"),
        (0.6, "That is the other share."),
        (0.9, "too large"),
        (0.1, "too small"),
        (math.nan, "nan"),
        ("0.5", "your answer is text, in quotation marks. Leave the quotation marks away: 0.5"),
        ("0,5", "Leave the quotation marks away: 0.5"),
        ("50 %", "Leave the quotation marks and the percent sign away: 0.5"),
        ("half", "your answer is text, in quotation marks.\n"),
        ((0, 4), "a comma separates two answers. Write the decimal sign as a point: 0.4"),
        ((0, 4, 5), "your answer is a list.\n"),
        ([0.4], "your answer is a list. Leave the brackets away."),
        (True, "A number is asked for; your answer is True or False."),
        (ux.task_success, "a command that was not run, since () is missing behind it."),
        (pd.DataFrame({"a": [1, 2]}), "is a whole table. To count its rows, put len( ) around it."),
        (pd.Series([1, 2]), "A number is asked for; your answer is a whole column."),
        ({"a": 1}, "A number is asked for; your answer is a list of pairs, in curly brackets."),
        (GROUPS, "is a table of several groups. Pick one of them, by putting ['new'] or another"),
        (1j, "something else (complex)."),
    ],
)
def test_a_wrong_number_is_told_why(answer: object, reason: str) -> None:
    said = feedback(NUMBER, answer)
    assert said.startswith("✘ 99-1: not yet.")
    assert reason in said
    assert 'learn.hint("99-1")' in said


@pytest.mark.parametrize("answer", [..., None])
def test_no_answer_yet_is_not_a_wrong_answer(answer: object) -> None:
    assert feedback(NUMBER, answer).startswith("99-1: not answered yet.")


@pytest.mark.parametrize("answer", ["participant", " Participant ", "PARTICIPANT"])
def test_case_and_spaces_of_a_word_do_not_matter(answer: str) -> None:
    assert feedback(WORD, answer).startswith("✔")


@pytest.mark.parametrize(
    ("answer", "reason"), [("task", "It is not 'task'."), (3, "your answer is a number.")]
)
def test_a_wrong_word_is_told_why(answer: object, reason: str) -> None:
    assert reason in feedback(WORD, answer)


@pytest.mark.parametrize(
    "answer", [{"A", "D"}, ["d", "a"], ("D", "A"), "A, D", "A and D", ["A, D"], "a & d"]
)
def test_a_collection_in_any_order_is_right(answer: object) -> None:
    assert feedback(SEVERAL, answer).startswith("✔")


@pytest.mark.parametrize("answer", ["A", "AD", "A, B, D", ["A and B"], "Android"])
def test_words_in_one_text_are_told_apart_and_no_other_passes(answer: object) -> None:
    assert feedback(SEVERAL, answer).startswith("✘")


def test_what_is_no_collection_is_told_how_to_write_one() -> None:
    assert 'A list is asked for, such as ["one", "another"]' in feedback(SEVERAL, 3)


def test_a_wrong_collection_is_told_what_is_too_much_and_how_many_lack() -> None:
    assert "Does not belong there: b; 1 more belongs there." in feedback(SEVERAL, ["A", "B"])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"x": "UX", "y": ""}, "1 of 2 are still empty."),
        ({"x": "UX", "y": "UI"}, "Use only these words: CX, UX; got 'ui'."),
        ({"x": "CX", "y": "CX"}, "1 of 2 are right. Think again about:\n  - x"),
        ({"x": "UX"}, "The line 'y' is no longer there."),
        ("UX", "Fill in the words"),
    ],
)
def test_a_wrong_sorting_names_what_to_think_about_again(answer: object, reason: str) -> None:
    assert reason in feedback(SORTING, answer)


def test_a_right_sorting_is_right_in_any_case() -> None:
    assert feedback(SORTING, {"x": "ux", "y": " CX "}).startswith("✔")


def test_hints_come_one_after_the_other_and_the_last_stays(
    capsys: pytest.CaptureFixture[str],
) -> None:
    learn._progress.hints.pop("03-1", None)
    for _ in range(3):
        learn.hint("03-1")
    said = capsys.readouterr().out
    assert said.count("Run the cell again for the next one.") == 1
    assert said.count("The worked solution is in the folder solutions.") == 2
    lines = [line[:11] for line in said.splitlines() if line[:4] == "Hint"]
    assert lines == ["Hint 1 of 2", "Hint 2 of 2", "Hint 2 of 2"]


def test_a_number_without_quotation_marks_is_no_exercise() -> None:
    with pytest.raises(CourseError, match=r'stands in quotation marks, such as "03-2"; got -1\.'):
        learn.check(00 - 1, 1)  # type: ignore[arg-type]


def test_an_unknown_exercise_is_refused_with_the_nearest() -> None:
    with pytest.raises(CourseError, match=r"There is no exercise '03-01'\. Did you mean '03-1'\?"):
        learn.check("03-01", 1)


def test_open_and_closed_questions_are_not_mixed_up() -> None:
    with pytest.raises(ValueError, match=r"03-7 has no single right answer: use learn\.reflect"):
        learn.check("03-7", 1)
    with pytest.raises(ValueError, match=r"03-1 has a right answer: use learn\.check"):
        learn.reflect("03-1", "a sentence of five words")


def test_reflecting_asks_for_a_sentence_first(capsys: pytest.CaptureFixture[str]) -> None:
    learn.reflect("03-7", ...)
    assert "write a sentence or two first" in capsys.readouterr().out
    learn.reflect("03-7", "The redesign helped with the one task.")
    assert "Good ones mention:\n  - what improved" in capsys.readouterr().out


def test_the_environment_check_finds_nothing_missing_here(
    capsys: pytest.CaptureFixture[str],
) -> None:
    learn.check_environment()
    said = capsys.readouterr().out
    assert "✘" not in said
    assert said.endswith("All is well.\n")


def test_the_environment_check_says_what_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import importlib.metadata

    known = importlib.metadata.version

    def version(name: str) -> str:
        if name == "seaborn":
            raise importlib.metadata.PackageNotFoundError(name)
        return known(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    learn.check_environment()
    said = capsys.readouterr().out
    assert "✘ seaborn: type  pip install seaborn  in a terminal." in said
    assert said.endswith("1 to mend before you go on.\n")
