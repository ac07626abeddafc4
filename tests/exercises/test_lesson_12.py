"""Lesson 12's checks: honest routes are accepted, known mistakes are explained."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from uxcx import Study, check, datasets, read
from uxcx.exercises import lesson_12 as lesson
from uxcx.judging import feedback
from uxcx.learn import exercises


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "readers.csv"
    file.write_text(lesson.EXPORT, encoding="utf-8")
    return file


def test_the_guess_of_the_export_has_the_fault_that_is_asked_for(export: Path) -> None:
    assert Study.guess(read(export)).columns == {"seconds": ("secs",), "ces": ("ease",)}


def test_the_days_are_left_until_somebody_decides(export: Path) -> None:
    assert read(export).frame["day"][0] == "03/04/2026"
    assert read(export, dates="day first").frame["day"][0] == pd.Timestamp("2026-04-03")


def test_addresses_of_the_export_never_come_through_a_check(export: Path) -> None:
    checked = check(read(export), Study(respondent="e-mail", group="page", seq="ease"))
    assert checked.personal == {"e-mail": "an e-mail address"}
    assert "@" not in checked.frame.to_csv()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("secs", "seconds on the task"),
        ("ces", "wrong role"),
        ("seq", "right role"),
        ("overall", "no role"),
        ("page", "It is not"),
    ],
)
def test_columns_with_another_role(answer: str, words: str) -> None:
    assert said("12-1", "ease").startswith("✔")
    assert words in said("12-1", answer)


def test_words_as_numbers() -> None:
    right = {"awful": 1, "poor": 2, "so-so": 3, "good": 4, "great": 5}
    assert said("12-2", right).startswith("✔")
    assert "wrong way round" in said("12-2", {word: 6 - n for word, n in right.items()})
    in_order = dict(zip(sorted(right), range(1, 6), strict=True))
    assert "alphabet" in said("12-2", in_order)
    assert "still empty" in said("12-2", {**right, "poor": ...})
    assert "4 of 5 are right" in said("12-2", {**right, "poor": 3})
    assert "Use only these numbers: 1, 2, 3, 4, 5; got 7" in said("12-2", {**right, "poor": 7})
    assert "Use only" in said("12-2", {**right, "poor": "2"})


def test_what_happened_to_rows_by_hand() -> None:
    with datasets.path("raw/budgeting_attempts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert int(rows[6]["errors"]) > int(rows[6]["opportunities"])
    assert float(rows[31]["seconds"]) < 0
    assert int(rows[69]["seq"]) > 7
    assert float(rows[72]["seconds"]) > 3600
    assert rows[144] == rows[36]
    right = {
        "row 6": "more errors than opportunities",
        "row 31": "impossible times",
        "row 69": "off the scale",
        "row 72": "kept",
        "row 144": "duplicates",
    }
    assert said("12-3", right).startswith("✔")
    assert "not impossible" in said("12-3", {**right, "row 72": "impossible times"})
    assert "it was set aside" in said("12-3", {**right, "row 144": "kept"})


def test_rows_that_are_set_aside_by_hand() -> None:
    survey = pd.read_csv(datasets.path("raw/budgeting_survey.csv"))
    off = (survey["recommend"] > 10) & (survey["recommend"] != 99)
    assert said("12-4", off.sum()).startswith("✔")
    assert "before anything" in said("12-4", lesson.set_aside())
    assert "0 of satisfaction is still" in said("12-4", lesson.set_aside(recommend=[99]))
    assert "99 of recommend is still" in said("12-4", lesson.set_aside(satisfaction=[0]))


def test_the_mean_before_and_after_by_hand() -> None:
    survey = pd.read_csv(datasets.path("raw/budgeting_survey.csv"))
    before = survey["recommend"].mean()
    fine = survey[~(survey["recommend"] > 10) & ~(survey["satisfaction"] == 0)]
    gap = before - fine["recommend"].mean()
    assert said("12-5", gap).startswith("✔")
    assert said("12-5", round(gap, 2)).startswith("✔")
    # with the codes declared, no good answer is lost; nearly the same
    kept = survey[~(survey["recommend"] > 10)]["recommend"].mean()
    assert said("12-5", before - kept).startswith("✔")
    assert "sign" in said("12-5", -gap)
    assert "unchecked mean" in said("12-5", before)
    assert "checked mean" in said("12-5", before - gap)
    no_zeros = survey[survey["recommend"].between(1, 10)]["recommend"].mean()
    assert "every 0" in said("12-5", before - no_zeros)
