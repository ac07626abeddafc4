"""Lesson 08's checks: honest routes are accepted, known mistakes are explained."""

import pytest

from uxcx import compare, cx, datasets, journeys, ux
from uxcx.exercises import lesson_08 as lesson
from uxcx.judging import feedback
from uxcx.learn import exercises


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


def test_lowest_stage() -> None:
    events = datasets.load("airline").events
    by_hand = events.groupby("stage", observed=True)["rating"].mean().idxmin()
    assert said("08-1", by_hand).startswith("✔")
    assert said("08-1", "Boarding").startswith("✔")
    assert "most people leave" in said("08-1", lesson.stage_that_loses_most())
    assert "touchpoint rated lowest" in said("08-1", "report lost bag")


def test_drop_off_at_the_payment() -> None:
    events = datasets.load("airline").events
    counts = events.groupby("event", observed=True)["case"].nunique()
    chosen, paid = counts["choose flight"], counts["pay"]
    searched = counts["search flights"]
    assert said("08-2", 1 - paid / chosen).startswith("✔")
    assert said("08-2", lesson.booking().drop_off["pay"]).startswith("✔")
    assert "divide by 100" in said("08-2", 100 * (1 - paid / chosen))
    assert "of all who searched" in said("08-2", 1 - paid / searched)
    assert "did pay" in said("08-2", paid / chosen)
    assert "conversion of the whole" in said("08-2", paid / searched)
    assert "one step before" in said("08-2", 1 - chosen / searched)


def test_customers_and_visits() -> None:
    events = datasets.load("ecommerce").events
    by_customer = journeys.funnel(events, steps=lesson.CHECKOUT, case="customer")
    assert said("08-3", by_customer.from_start["order"]).startswith("✔")
    assert said("08-3", by_customer.counts[-1] / by_customer.counts[0]).startswith("✔")
    by_visit = journeys.funnel(events, steps=lesson.CHECKOUT)
    assert "conversion of visits" in said("08-3", by_visit.from_start["order"])
    assert "did not order" in said("08-3", 1 - by_customer.from_start["order"].value)


def customers_in_time(*, first_look: bool) -> float:
    """Return by hand the share of customers who ordered within 30 minutes of a look."""
    events = datasets.load("ecommerce").events.sort_values("time", kind="stable")
    rows = events[events["event"].isin(lesson.CHECKOUT)]
    everybody = won = 0
    for _, own in rows.groupby("customer"):
        happened = list(zip(own["event"], own["time"], strict=True))
        starts = [time for name, time in happened if name == "product"]
        if not starts:
            continue
        everybody += 1
        for start in starts[:1] if first_look else starts:
            at = start
            for step in lesson.CHECKOUT[1:]:
                later = [time for name, time in happened if name == step and time > at]
                if not later or (later[0] - start).total_seconds() > 1800:
                    break
                at = later[0]
            else:
                won += 1
                break
    return won / everybody


def test_within_30_minutes_of_any_start() -> None:
    assert said("08-4", customers_in_time(first_look=False)).startswith("✔")
    assert "customer's first look" in said("08-4", customers_in_time(first_look=True))
    assert "without a time limit" in said("08-4", lesson.ordered(case="customer"))
    assert "of visits" in said("08-4", lesson.ordered(case="case"))


def test_the_whole_way() -> None:
    rows = lesson.drawn()
    found = ux.conversion(rows[rows["product"] == 1], "ordered", by="arm", unit="customer")
    verdict = compare(found["autofill"], found["plain"]).verdict
    assert said("08-5", verdict).startswith("✔")
    assert said("08-5", compare(found["plain"], found["autofill"]).verdict).startswith("✔")
    for word in {"difference", "no clear difference"} - {verdict}:
        assert "interval of the difference" in said("08-5", word)
    assert lesson.verdict("address", "payment") == "difference"


def test_the_gap_between_app_and_web() -> None:
    rows = lesson.check_in()
    content = (rows["rating"] >= 4).groupby(rows["channel"], observed=True).mean()
    assert said("08-6", content["app"] - content["web"]).startswith("✔")
    found = cx.csat(rows, "rating", by="channel")
    assert said("08-6", compare(found["app"], found["web"]).value).startswith("✔")
    assert "the sign is not" in said("08-6", content["web"] - content["app"])
    assert "mean ratings" in said("08-6", lesson.gap_of_means())
    assert "app against airport" in said("08-6", content["app"] - content["airport"])
    assert "CSAT in the app" in said("08-6", content["app"])


def test_the_story_holds_for_other_people(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = {name: datasets.simulate(name, seed=41) for name in ("airline", "ecommerce")}
    monkeypatch.setattr("uxcx.datasets.load", worlds.__getitem__)
    assert lesson.lowest_stage() == "boarding"
    assert lesson.gap("app", "web") > 0.15
    assert lesson.verdict("address", "payment") == "difference"
    customers = lesson.ordered(case="customer")
    in_time = lesson.ordered(case="customer", within="30min", start="any")
    from_first = lesson.ordered(case="customer", within="30min", start="first")
    assert customers > in_time > from_first + 0.1
