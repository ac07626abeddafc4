"""Lesson 09's checks: honest routes are accepted, known mistakes are explained."""

import pandas as pd
import pytest

from uxcx import cx, datasets, relationships
from uxcx.exercises import lesson_09 as lesson
from uxcx.judging import feedback
from uxcx.learn import exercises


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


def test_a_cell_of_the_cohort_table() -> None:
    app = datasets.load("budgeting")
    january = app.customers[app.customers["joined"].between("2025-01-01", "2025-01-31")]
    july = app.months[app.months["month"] == "2025-07-01"]
    by_hand = july[july["customer"].isin(january["customer"])]["subscribed"].mean()
    assert said("09-1", by_hand).startswith("✔")
    table = lesson.table()
    assert said("09-1", table["2025-01", 6]).startswith("✔")
    assert "average of all cohorts" in said("09-1", table.average[6])
    assert "cohort of June" in said("09-1", table["2025-06", 6])
    assert "month 5" in said("09-1", table["2025-01", 5])
    assert "were not there" in said("09-1", 1 - by_hand)


def test_who_has_left_within_11_months() -> None:
    rows = lesson.new_with_end()
    assert (rows["left"].dropna() == rows["month"].dropna() + pd.offsets.MonthEnd()).all()
    curve = relationships.survival(rows, start="joined", end="left", until="2025-12-31")
    left = 1 - curve.at(11).value
    assert said("09-2", left).startswith("✔")
    assert "still there" in said("09-2", curve.at(11))
    assert "cancelled so far" in said("09-2", rows["left"].notna().mean())
    assert left > rows["left"].notna().mean() + 0.02


def test_who_came_back() -> None:
    months = datasets.load("budgeting").months
    by_june = months[(months["cancelled"] == 1) & (months["month"] <= "2025-06-01")]
    gone = set(by_june["customer"])
    returned = set(months.loc[months["returned"] == 1, "customer"])
    assert said("09-3", len(gone & returned) / len(gone)).startswith("✔")
    assert "only lately" in said("09-3", lesson.cancelled()["back"].mean())
    assert "half a year yet" in said("09-3", lesson.came_back(by_june=False))


def test_credited_in_time() -> None:
    days = lesson.orders()["credited_days"].dropna()
    in_time = (days <= 14).sum() / len(days)
    assert said("09-4", in_time).startswith("✔")
    assert "divide by 100" in said("09-4", 100 * in_time)
    assert "never sent back" in said("09-4", (days <= 14).sum() / len(lesson.orders()))
    assert "broke its word" in said("09-4", 1 - in_time)


def test_lifetime_value() -> None:
    years = datasets.load("airline").years
    stayed = cx.retention_rate(years, "stayed", observed="observed")
    multiple = relationships.margin_multiple(stayed, discount_rate=0.10)
    assert said("09-5", 40 * multiple.value).startswith("✔")
    by_hand = sum(40 * (stayed.value / 1.1) ** year for year in range(1, 400))
    assert said("09-5", by_hand).startswith("✔")
    stay = stayed.value
    assert "full worth" in said("09-5", 40 * stay / (1 - stay))
    assert "undiscounted" in said("09-5", 40 / (1 - stay))
    assert "one more year" in said("09-5", 40 * stay)
    assert "Now the margin" in said("09-5", multiple.value)


def test_the_story_holds_for_other_people(monkeypatch: pytest.MonkeyPatch) -> None:
    app = datasets.simulate("budgeting", seed=41)
    monkeypatch.setattr("uxcx.datasets.load", lambda name: app)
    assert 1 - lesson.still_there() > lesson.cancelled_so_far() + 0.02
    assert lesson.came_back(by_june=True) > lesson.came_back(by_june=False) + 0.1
