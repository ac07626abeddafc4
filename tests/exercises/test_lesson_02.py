"""Lesson 02's checks: honest routes are accepted, known mistakes are explained."""

import pandas as pd
import pytest

from uxcx import compare, cx, datasets, ux
from uxcx.exercises import lesson_02 as lesson
from uxcx.judging import feedback
from uxcx.learn import exercises


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


def test_levels_sorted_right_and_one_wrong() -> None:
    assert said("02-1", {key: level.upper() for key, level in lesson.LEVELS.items()})[0] == "✔"
    for key, level in lesson.LEVELS.items():
        wrong = "journey" if level != "journey" else "interaction"
        answer = said("02-1", {**lesson.LEVELS, key: wrong})
        assert "5 of 6 are right" in answer
        assert lesson.REASONS[key] in answer


def test_the_unit_of_a_journey() -> None:
    assert said("02-2", "case").startswith("✔")
    assert "reconciles every month" in said("02-2", "customer")
    assert "what happened in a row" in said("02-2", "event")
    assert "a part of the way" in said("02-2", "stage")


def test_support_over_three_units() -> None:
    log = datasets.load("budgeting").events
    askers = log.loc[log["event"] == "ask support", "customer"].nunique()
    assert said("02-3", askers / log["customer"].nunique()).startswith("✔")
    assert "of a hundred cases" in said("02-3", lesson.support_of_cases())
    assert "of a hundred rows" in said("02-3", float((log["event"] == "ask support").mean()))
    assert lesson.support_of_events() < lesson.support_of_cases() < lesson.support_of_customers()


def test_cases_done_by_hand() -> None:
    app = datasets.load("budgeting")
    log = app.events.merge(app.customers[["customer", "design"]], on="customer")
    new = log[log["design"] == "new"]
    done = new.loc[new["event"] == "done", "case"].nunique()
    assert said("02-4", done / new["case"].nunique()).startswith("✔")
    assert "the data team's number" in said("02-4", float((new["event"] == "done").mean()))
    both = log.loc[log["event"] == "done", "case"].nunique() / log["case"].nunique()
    assert "both designs together" in said("02-4", both)
    assert "at least once" in said("02-4", lesson.done_by_customers())


def test_nps_within_january() -> None:
    app = datasets.load("budgeting")
    joined = app.survey.merge(app.customers, on="customer").dropna(subset=["recommend"])
    net = joined["recommend"].ge(9).astype(int) - joined["recommend"].le(6).astype(int)
    by_hand = 100 * net.groupby(joined["design"], observed=True).mean()
    gain = by_hand["new"] - by_hand["old"]
    assert said("02-5", gain).startswith("✔")
    assert said("02-5", round(gain)).startswith("✔")
    assert "the sign is not" in said("02-5", -gain)
    assert "prices and design changed together" in said("02-5", lesson.nps_since_june())


@pytest.mark.parametrize("seed", [31, 32])
def test_the_levels_disagree_for_other_people_too(seed: int) -> None:
    app = datasets.simulate("budgeting", seed=seed)
    sus = ux.sus(app.sus, [f"sus_{item}" for item in range(1, 11)], by="design")
    assert compare(sus["new"], sus["old"]).value > 0
    waves = pd.concat([app.survey_june.assign(wave="a"), app.survey.assign(wave="b")])
    nps = cx.nps(waves, "recommend", by="wave", unit="customer")
    assert compare(nps["b"], nps["a"]).high < 0
