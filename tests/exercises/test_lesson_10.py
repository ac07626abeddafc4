"""Lesson 10's checks: honest routes are accepted, known mistakes are explained."""

import pandas as pd
import pytest

from uxcx import datasets, linkage
from uxcx.exercises import lesson_10 as lesson
from uxcx.judging import feedback
from uxcx.learn import exercises


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


def test_each_study_claimed_wrongly_gets_its_reason() -> None:
    right = lesson.claims()
    assert said("10-1", right).startswith("✔")
    for study, (claim, reason) in lesson.STUDIES.items():
        other = "went with" if claim == "caused" else "caused"
        answer = said("10-1", {**right, study: other})
        assert "3 of 4 are right" in answer
        assert reason in answer


def test_the_bias_by_hand() -> None:
    shop = datasets.load("ecommerce")
    visits = shop.sessions[shop.sessions["arm"] != "plain"]
    after = visits["time"] >= pd.Timestamp("2025-03-01")
    found = visits.loc[after, "ordered"].mean() - visits.loc[~after, "ordered"].mean()
    truth = shop.truth["autofill on conversion"]
    assert said("10-2", found - truth).startswith("✔")
    assert "the sign is not" in said("10-2", truth - found)
    assert "That is what the study found" in said("10-2", found)
    assert "You added them" in said("10-2", found + truth)
    assert "That is the truth" in said("10-2", truth)
    assert said("10-2", ...).startswith("10-2: not answered")


def test_the_difference_in_differences_by_hand_and_by_the_library() -> None:
    app = datasets.load("budgeting")
    since = app.customers.set_index("customer")["redesigned"].notna()
    changes = {}
    for has_it in (True, False):
        who = since[since == has_it].index
        january = app.survey.loc[app.survey["customer"].isin(who), "recommend"].mean()
        june = app.survey_june.loc[app.survey_june["customer"].isin(who), "recommend"].mean()
        changes[has_it] = january - june
    assert said("10-3", changes[True] - changes[False]).startswith("✔")
    assert said("10-3", round(changes[True] - changes[False], 2)).startswith("✔")
    assert "the prices in it" in said("10-3", changes[True])
    assert "the change of those who wait" in said("10-3", changes[False])
    assert "You added" in said("10-3", changes[True] + changes[False])
    assert "in January" in said("10-3", lesson.gap("2026-01"))
    assert changes[False] < changes[True]


@pytest.mark.parametrize(
    ("exercise", "letter", "words"),
    [
        ("10-4", "a", "counted elsewhere"),
        ("10-4", "c", "what came first"),
        ("10-4", "d", "a month after"),
        ("10-5", "a", "the wrong place"),
        ("10-5", "c", "the truth says 0"),
        ("10-5", "d", "standard errors"),
    ],
)
def test_letters(exercise: str, letter: str, words: str) -> None:
    assert said(exercise, "b").startswith("✔")
    assert words in said(exercise, letter)


def test_money_by_the_chain_and_by_hand() -> None:
    effect = lesson.effect_by_lot()
    chain = linkage.what_if(
        "autofill",
        start=0,
        end=1,
        links=[
            linkage.Link(cause="autofill", outcome="conversion", effect=effect),
            linkage.Link(cause="conversion", outcome="orders", effect=150_000, unit="orders"),
            linkage.Link(cause="orders", outcome="revenue", effect=(62, 55, 69), unit="EUR"),
        ],
        runs=1000,
    )
    assert said("10-6", chain["revenue"].value).startswith("✔")
    assert said("10-6", effect.value * 150_000 * 62).startswith("✔")
    assert "visits of the figure" in said("10-6", effect.value * 400_000 * 62)
    assert "Those are orders" in said("10-6", chain["orders"].value)
    assert not said("10-6", chain["revenue"].high).startswith("✔")


@pytest.mark.parametrize("seed", [21, 22])
def test_the_story_holds_for_other_people(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = {
        name: datasets.simulate(name, seed=seed, progress=False)
        for name in ("ecommerce", "budgeting")
    }
    monkeypatch.setattr("uxcx.datasets.load", worlds.__getitem__)
    assert lesson.found_before_after() < 0 < lesson.true_effect()
    assert lesson.difference_in_differences() > 0
    assert lesson.change("waits") < -0.3
