"""Lesson 06's checks: honest routes are accepted, known mistakes are explained."""

import pandas as pd
import pytest

from uxcx import compare, datasets, ux
from uxcx.exercises import lesson_06 as lesson
from uxcx.judging import feedback
from uxcx.learn import exercises


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


def rates() -> pd.Series:
    rows = lesson.visits()
    return rows[rows["arm"].notna()].groupby("arm", observed=True)["ordered"].mean()


def test_the_difference_by_hand_is_right() -> None:
    difference = rates()["autofill"] - rates()["plain"]
    assert said("06-1", difference).startswith("✔")
    assert said("06-1", round(float(difference), 3)).startswith("✔")
    assert "You gave a percentage" in said("06-1", 100 * difference)
    assert "the sign is not" in said("06-1", -difference)


def test_percent_more_and_ratio_and_one_rate_are_explained() -> None:
    new, old = rates()["autofill"], rates()["plain"]
    assert "how many percent more" in said("06-1", new / old - 1)
    assert "ratio of the two rates" in said("06-1", new / old)
    assert "Take the rate with plain from it" in said("06-1", new)


def test_people_with_both_answers_by_pivot() -> None:
    rows = lesson.rated()
    wide = rows.pivot_table(index="participant", columns="design", values="seq", observed=True)
    assert said("06-2", len(wide.dropna())).startswith("✔")
    assert "You counted answers" in said("06-2", len(rows))
    assert "Some answers are missing" in said("06-2", lesson.people_invited())


def test_knowing_who_is_who_makes_the_interval_narrower() -> None:
    attempts = datasets.load("ecommerce").attempts
    widths = []
    for unit in (None, "participant"):
        ease = ux.seq(attempts, "seq", by="design", unit=unit)
        found = compare(ease["autofill"], ease["plain"])
        widths.append(found.high - found.low)
    assert widths[1] < widths[0]


def test_reasons_for_the_fall_are_answered_one_by_one() -> None:
    assert said("06-3", "b").startswith("✔")
    for letter, words in {"a": "it is not", "c": "leaves out", "d": "Half of the visitors"}.items():
        assert words in said("06-3", letter)


def test_the_odd_one_out() -> None:
    assert said("06-4", "Campaign").startswith("✔")
    for name in ("direct", "search", "social"):
        assert "It does not differ" in said("06-4", name)


def test_not_shown_is_not_the_same() -> None:
    assert lesson.verdict() == "not shown"
    assert said("06-5", "not shown").startswith("✔")
    assert "inside the margin" in said("06-5", "equivalent")
    assert "That is the verdict of compare" in said("06-5", lesson.difference_verdict())
    assert "wholly outside the margin" in said("06-5", "different")


@pytest.mark.parametrize("seed", [21, 22])
def test_the_story_holds_for_other_people(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = datasets.simulate("ecommerce", seed=seed)
    monkeypatch.setattr("uxcx.datasets.load", lambda name: shop)
    assert lesson.odd_one_out() == "campaign"
    assert lesson.verdict() in ("not shown", "different")
    assert 5 <= lesson.people_in_both() <= 40
