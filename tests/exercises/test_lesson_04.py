"""Lesson 04's checks: honest routes are accepted, known mistakes are explained."""

import pytest

from uxcx import compare, cx, datasets
from uxcx.exercises import lesson_04 as lesson
from uxcx.judging import feedback
from uxcx.learn import exercises


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


def test_nps_of_counts() -> None:
    assert said("04-1", 20).startswith("✔")
    assert said("04-1", 45 - 25).startswith("✔")
    assert "left the passives out" in said("04-1", 100 * 40 / 140)
    assert "difference of the counts" in said("04-1", 40)
    assert "percentage of promoters" in said("04-1", 45)
    assert "given in points" in said("04-1", 0.2)


def test_where_most_unhappy_ratings_come_from() -> None:
    rows = lesson.rated()
    by_hand = rows.assign(bad=rows["rating"] <= 3).groupby("event", observed=True)["bad"].sum()
    assert said("04-2", by_hand.idxmax()).startswith("✔")
    assert said("04-2", "Board").startswith("✔")
    assert "lowest CSAT" in said("04-2", "report lost bag")
    assert "most of them are good" in said("04-2", "search flights")
    assert lesson.lowest_csat() == "report lost bag"


def test_phone_or_app() -> None:
    contacts = datasets.load("airline").contacts
    found = cx.first_contact_resolution(contacts, "resolved", by="channel", unit="customer")
    verdict = compare(found["phone"], found["app"]).verdict
    assert said("04-3", verdict).startswith("✔")
    wrong = {"difference", "no clear difference"} - {verdict}
    for word in wrong:
        assert "Look at the interval" in said("04-3", word)


def test_retention_with_and_without_those_not_observed() -> None:
    rows = lesson.years()
    assert said("04-4", rows["stayed"].sum() / len(rows)).startswith("✔")
    over = rows.loc[rows["observed"] == 1, "stayed"].mean()
    assert "That is the right rate" in said("04-4", over)
    assert "as lost" in said("04-4", lesson.retention_counting_the_rest_as_lost())
    assert lesson.retention_of_all() > lesson.retention() + 0.005


def test_the_gap_between_late_and_on_time() -> None:
    rows = lesson.asked().dropna(subset=["recommend"])
    net = (rows["recommend"] >= 9).astype(int) - (rows["recommend"] <= 6).astype(int)
    by_hand = 100 * net.groupby(rows["flight"]).mean()
    gap = by_hand["on time"] - by_hand["late"]
    assert said("04-5", gap).startswith("✔")
    assert said("04-5", round(gap)).startswith("✔")
    assert "the sign is not" in said("04-5", -gap)
    assert "mean answers" in said("04-5", lesson.mean_gap())
    assert "late ones among them" in said("04-5", lesson.gap_to_everybody())


@pytest.mark.parametrize("seed", [41, 42])
def test_the_story_holds_for_other_people(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    airline = datasets.simulate("airline", seed=seed)
    monkeypatch.setattr("uxcx.datasets.load", lambda name: airline)
    assert lesson.most_unhappy() == "board"
    assert lesson.lowest_csat() == "report lost bag"
    assert lesson.nps_gap() > 60
