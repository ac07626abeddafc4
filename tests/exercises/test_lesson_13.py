"""Lesson 13's checks: honest routes are accepted, known mistakes are explained."""

import pandas as pd
import pytest

from uxcx import compare, cx, datasets, ux
from uxcx.exercises import capstone
from uxcx.exercises import lesson_13 as lesson
from uxcx.judging import feedback
from uxcx.learn import exercises
from uxcx.results import Estimate, Estimates


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


def test_seat_change_by_hand() -> None:
    tried = datasets.load("airline").attempts
    seats = tried[(tried["task"] == "change seat") & (tried["design"] == "app")]
    firsts = seats[seats["attempt"] == 1]
    success = ux.task_success(firsts, "completed", unit="participant")
    assert isinstance(success, Estimate)
    first = success.value
    assert said("13-1", first).startswith("✔")
    assert "You gave a percentage" in said("13-1", 100 * first)
    assert "share who failed" in said("13-1", 1 - first)
    assert "That is the website" in said("13-1", capstone.seat_change(design="website"))
    assert "all three tasks" in said("13-1", capstone.every_task())
    again = capstone.seat_change(attempts=(1, 2))
    assert again != pytest.approx(first, abs=0.005)
    assert "Second attempts" in said("13-1", again)


def test_most_unsettled_requests() -> None:
    contacts = datasets.load("airline").contacts
    by_hand = (1 - contacts["resolved"]).groupby(contacts["reason"], observed=True).sum()
    assert said("13-2", by_hand.idxmax()).startswith("✔")
    assert by_hand.idxmax() == "delay"
    assert "How often does it" in said("13-2", "baggage")


def test_retention_gap_by_hand() -> None:
    people = capstone.customers()
    assert len(people) == people["customer"].nunique() == len(datasets.load("airline").years)
    rates = cx.retention_rate(people, "stayed", observed="observed", by="flight")
    assert isinstance(rates, Estimates)
    assert said("13-3", compare(rates["on time"], rates["late"]).value).startswith("✔")
    assert "the sign is not" in said("13-3", compare(rates["late"], rates["on time"]).value)
    assert "Give observed=" in said("13-3", capstone.gap_without_observed())
    nps = capstone.nps_by_flight()
    assert "what people said" in said("13-3", nps["on time"] - nps["late"])


def test_weighted_nps_by_hand() -> None:
    people = capstone.customers()
    asked = datasets.load("airline").survey.dropna(subset=["recommend"])
    asked = asked.merge(people[["customer", "flight"]])
    sizes = people["flight"].value_counts() / asked["flight"].value_counts()
    points = (asked["recommend"] >= 9).astype(int) - (asked["recommend"] <= 6).astype(int)
    weight = asked["flight"].map(sizes)
    by_hand = float(100 * (points * weight).sum() / weight.sum())
    assert said("13-4", by_hand).startswith("✔")
    assert by_hand < capstone.answered_nps()
    assert "unweighted" in said("13-4", capstone.answered_nps())
    assert "middle of the two" in said("13-4", capstone.weighted_nps(0.5))
    assert "wrong way round" in said("13-4", capstone.weighted_nps(1 - capstone.share_late()))


def test_what_may_be_claimed() -> None:
    right = lesson.right_claims()
    assert said("13-5", right).startswith("✔")
    for sentence, (word, reason) in lesson.CLAIMS.items():
        for other in lesson.WORDS:
            if other != word:
                assert reason in said("13-5", {**right, sentence: other})


def test_break_even_by_hand() -> None:
    people = capstone.customers()
    rates = people[people["observed"] == 1].groupby("flight")["stayed"].mean()
    kept = (people["flight"] == "late").mean() * (rates["on time"] - rates["late"]) * 200_000
    revenue = cx.revenue_per_customer(people, "spent", currency="EUR")
    assert isinstance(revenue, Estimate)
    share = 600_000 / (kept * 0.25 * revenue.value)
    assert said("13-6", share).startswith("✔")
    assert said("13-6", round(share, 2)).startswith("✔")
    assert "as if every flight" in said("13-6", share * (people["flight"] == "late").mean())
    assert "Only the margin" in said("13-6", share * 0.25)
    assert "other way round" in said("13-6", 1 / share)
    assert "what they claim" in said("13-6", 0.5)


def test_the_brief_has_one_proposal_that_can_pay() -> None:
    people = capstone.customers()
    over = people[people["observed"] == 1]
    most = {}
    for name, group, untouched, hurt, touched in (
        ("A", "uses", "app", "website", (people["uses"] == "app").mean()),
        ("B", "flight", "on time", "late", capstone.share_late()),
        ("C", "luggage", "not lost", "lost", (people["luggage"] == "lost").mean()),
    ):
        rates = over.groupby(group, observed=True)["stayed"].mean()
        most[name] = touched * (rates[untouched] - rates[hurt]) * 200_000 * capstone.worth()
    most["A"] *= 1 - capstone.seat_change()
    costs = capstone.proposals().set_index("proposal")["cost a year, EUR"]
    pays = pd.Series(most) > costs
    assert pays.to_dict() == {"A": False, "B": True, "C": False}
