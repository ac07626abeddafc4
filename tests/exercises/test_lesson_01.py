"""Lesson 01's checks: honest routes are accepted, known mistakes are explained."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from uxcx import concepts
from uxcx.exercises import lesson_01 as lesson
from uxcx.judging import feedback
from uxcx.learn import exercises, reflect

LESSON = (
    Path(__file__).parent.parent.parent / "lessons" / "01_what_is_ux_what_is_cx.md"
).read_text(encoding="utf-8")
RIGHT = {exercise.id: exercise.answer() for exercise in lesson.EXERCISES if exercise.answer}


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


# --- what the notebook asks -----------------------------------------------------------------------


@pytest.mark.parametrize("exercise", ["01-1", "01-3"])
def test_the_notebook_asks_for_exactly_the_things_to_sort(exercise: str) -> None:
    cell = LESSON.split(f"### Exercise {exercise}")[1].split("learn.check")[0]
    blanks = re.findall(r'### BEGIN SOLUTION     "(.+)": "",\n', cell)
    solved = dict(re.findall(r'^    "(.+)": "(\w+)",\n', cell, re.MULTILINE))
    assert blanks == list(solved) == list(RIGHT[exercise])
    assert solved == RIGHT[exercise]


def test_all_words_occur_so_that_the_check_can_name_them() -> None:
    assert set(RIGHT["01-1"].values()) == {"UX", "CX", "both"}
    assert set(RIGHT["01-3"].values()) == {"user", "customer", "both", "neither"}


def test_every_wrong_letter_of_the_quiz_has_a_feedback_of_its_own() -> None:
    for exercise in lesson.EXERCISES[-3:]:
        assert exercise.answer
        cell = LESSON.split(f"### Exercise {exercise.id}")[1].split("<!-- #endregion -->")[0]
        offered = re.findall(r'^- `"(\w)"`', cell, re.MULTILINE)
        wrong = [mistake.value() for mistake in exercise.mistakes]
        assert sorted([exercise.answer(), *wrong]) == offered == ["a", "b", "c"]
    assert len({RIGHT[name] for name in ("01-6", "01-7", "01-8")}) == 3


def test_all_exercises_together_leave_time_to_read() -> None:
    stated = re.search(r"About (\d+) minutes", LESSON)
    assert stated
    assert sum(exercise.minutes for exercise in lesson.EXERCISES) <= 0.7 * int(stated[1])


# --- 01-1 and 01-3: sorting -----------------------------------------------------------------------


@pytest.mark.parametrize("exercise", ["01-1", "01-3"])
def test_sorting_is_right_in_any_case_order_and_with_spaces(exercise: str) -> None:
    right = RIGHT[exercise]
    assert said(exercise, right).startswith("✔")
    assert said(exercise, {key: f" {word.lower()} " for key, word in right.items()})[0] == "✔"
    assert said(exercise, {key: word.upper() for key, word in right.items()}).startswith("✔")
    assert said(exercise, dict(reversed(right.items()))).startswith("✔")


@pytest.mark.parametrize("exercise", ["01-1", "01-3"])
def test_an_untouched_exercise_is_not_answered_rather_than_wrong(exercise: str) -> None:
    told = said(exercise, dict.fromkeys(RIGHT[exercise], ""))
    assert told.startswith(f"{exercise}: not answered yet. Fill in the words")


@pytest.mark.parametrize("exercise", ["01-1", "01-3"])
def test_what_is_still_empty_is_counted(exercise: str) -> None:
    answer = {**RIGHT[exercise], next(iter(RIGHT[exercise])): ""}
    assert f"1 of {len(answer)} are still empty." in said(exercise, answer)


def test_every_wrong_word_for_a_statement_is_explained_and_no_other_statement_named() -> None:
    reasons = concepts.statements().set_index("statement")["why"]
    for statement, right in RIGHT["01-1"].items():
        for word in {"UX", "CX", "both"} - {right}:
            told = said("01-1", {**RIGHT["01-1"], statement: word})
            assert told.startswith("✘ 01-1: not yet. 7 of 8 are right.")
            assert f"- {statement}: {reasons[statement]}" in told
            assert ("the closest word is asked for" in told) == ((right, word) == ("UX", "CX"))
            assert told.count("\n  - ") == 1


def test_two_wrong_statements_are_both_explained() -> None:
    first, second = list(RIGHT["01-1"])[1:3]
    told = said("01-1", {**RIGHT["01-1"], first: "UX", second: "both"})
    assert "Delivery is outside the app." in told
    assert "and not yet a customer." in told
    assert told.count("\n  - ") == 2


def test_one_word_for_everything_is_explained() -> None:
    assert "never false, and it says nothing" in said("01-1", dict.fromkeys(RIGHT["01-1"], "CX"))
    assert "tells nothing apart" in said("01-1", dict.fromkeys(RIGHT["01-1"], "Both"))
    assert "one word would do" in said("01-3", dict.fromkeys(RIGHT["01-3"], "both"))


def test_every_wrong_word_for_a_person_is_explained() -> None:
    for person in lesson.PEOPLE:
        for word in {"user", "customer", "both", "neither"} - {person.word}:
            told = said("01-3", {**RIGHT["01-3"], person.who: word})
            assert f"- {person.who}: {person.why}" in told


def test_words_that_were_not_offered_are_refused() -> None:
    first = next(iter(RIGHT["01-1"]))
    told = said("01-1", {**RIGHT["01-1"], first: "UI"})
    assert "Use only these words: CX, UX, both; got 'ui'." in told


def test_the_word_for_a_person_follows_from_two_facts() -> None:
    def word(*, uses: bool, buys: bool) -> str:
        return lesson.Person("somebody", uses=uses, buys=buys, why="").word

    assert word(uses=True, buys=False) == "user"
    assert word(uses=False, buys=True) == "customer"
    assert word(uses=True, buys=True) == "both"
    assert word(uses=False, buys=False) == "neither"


# --- 01-2: filtering ------------------------------------------------------------------------------


def nps_by_hand() -> int:
    frame = concepts.comparison()
    return int((frame["ux"].str.contains("NPS") | frame["cx"].str.contains("NPS")).sum())


def test_rows_counted_by_any_route_are_right() -> None:
    assert nps_by_hand() == 4
    for answer in (
        nps_by_hand(),
        float(nps_by_hand()),
        np.int64(nps_by_hand()),
        len(concepts.comparison(search="net promoter")),
        concepts.comparison(search="nps").shape[0],
    ):
        assert said("01-2", answer).startswith("✔")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (lambda: len(concepts.comparison()), "every row of every table"),
        (lambda: len(concepts.comparison(table="metrics")), "the length of one table"),
        (lambda: len(concepts.comparison(table="metrics", search="NPS")), "right for one table"),
        (lambda: 3, "So many articles name it"),
        (lambda: concepts.comparison(search="NPS"), "your answer is a whole table"),
        (lambda: "four", "your answer is text"),
    ],
)
def test_wrong_counts_are_explained(wrong, reason: str) -> None:  # type: ignore[no-untyped-def]
    told = said("01-2", wrong())
    assert told.startswith("✘ 01-2")
    assert reason in told


# --- 01-4: who disagrees --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        ["A", "D"],
        ("D", "A"),
        {"a", "d"},
        frozenset({"A ", " D"}),
        "A, D",
        "d,a",
        np.array(["A", "D"]),
        pd.Series(["A", "D"]),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_the_two_articles_are_right_in_any_collection(answer: object) -> None:
    assert said("01-4", answer).startswith("✔")


def test_the_column_itself_is_right() -> None:
    cx = concepts.definitions(term="CX")
    assert said("01-4", cx.loc[cx["aspect"] == "origin", "article"]).startswith("✔")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (list("ABCDE"), "Not all five give a date"),
        (["A"], "It takes two to disagree"),
        ("d", "It takes two to disagree"),
        (["C", "E"], "the picture of the two lenses"),
        (["A", "B"], "Does not belong there: b; 1 more belongs there."),
        (7, "A list is asked for"),
    ],
)
def test_wrong_articles_are_explained(wrong: object, reason: str) -> None:
    told = said("01-4", wrong)
    assert told.startswith("✘ 01-4")
    assert reason in told


# --- 01-5 to 01-8 ---------------------------------------------------------------------------------


def test_the_open_question_shows_its_points_only_after_an_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reflect("01-5", "")
    assert "write a sentence or two first" in capsys.readouterr().out
    reflect("01-5", "I would look at the delivery times first.")
    told = capsys.readouterr().out
    assert all(point in " ".join(told.split()) for point in exercises()["01-5"].points)


@pytest.mark.parametrize("exercise", ["01-6", "01-7", "01-8"])
def test_quiz_letters_are_right_however_they_are_written(exercise: str) -> None:
    letter = RIGHT[exercise]
    for answer in (letter, letter.upper(), f" {letter} ", f"{letter})", f"{letter}."):
        assert said(exercise, answer).startswith("✔")


@pytest.mark.parametrize("exercise", ["01-6", "01-7", "01-8"])
def test_quiz_mistakes_are_explained(exercise: str) -> None:
    for mistake in exercises()[exercise].mistakes:
        told = said(exercise, mistake.value().upper())
        assert told.startswith(f"✘ {exercise}")
        assert mistake.feedback in told
    assert "A word in quotation marks is asked for" in said(exercise, 2)


def test_every_known_mistake_is_wrong_and_gets_its_own_feedback() -> None:
    for exercise in lesson.EXERCISES:
        for mistake in exercise.mistakes:
            wrong = mistake.value()
            if isinstance(wrong, dict):
                wrong = {**RIGHT[exercise.id], **wrong}
            told = said(exercise.id, wrong)
            assert told.startswith(f"✘ {exercise.id}"), wrong
            assert mistake.feedback in told
