"""The worlds' event logs give back what the worlds' other tables and their truth say."""

from __future__ import annotations

from uxcx import datasets, journeys, plots

STEPS = ["product", "cart", "address", "payment", "order"]


def test_the_shop_by_device():
    shop = datasets.load("ecommerce")
    funnels = journeys.funnel(
        shop.events, steps=STEPS, order="at_or_after", within="1d", by="channel", unit="customer"
    )
    flags = ["product", "cart", "address", "payment", "ordered"]
    wanted = shop.sessions.groupby("device")[flags].sum()
    for device in ("desktop", "phone"):
        assert funnels[device].counts == tuple(wanted.loc[device])
    assert journeys.compare_steps(funnels["desktop"], funnels["phone"]).differences[0] == "cart"
    # paying and ordering may bear the same second, and are then no two steps one after the other
    strict = journeys.funnel(shop.events, steps=STEPS, within="1d")
    together = journeys.funnel(shop.events, steps=STEPS, within="1d", order="at_or_after")
    ties = journeys.transitions(shop.events).n_ties
    assert 0 < together.counts[4] - strict.counts[4] <= ties


def test_the_airline_converts_as_its_truth_says():
    airline = datasets.load("airline")
    found = journeys.funnel(airline.events, steps=["search flights", "pay"], by="channel").at("pay")
    for channel in ("app", "web"):
        truth = airline.truth[f"conversion, {channel}"]
        # three standard errors: 95% intervals miss one truth of twenty
        margin = 1.5 * (found[channel].high - found[channel].low) / 2
        assert abs(found[channel].value - truth) < margin


def test_the_airline_as_a_map():
    airline = datasets.load("airline")
    result = journeys.journey_map(airline.events, scale=(1, 5), goal=["feedback", "in flight"])
    assert result.names[:2] == ["search", "booking"]
    assert result.names.index("bag drop") < result.names.index("boarding")
    assert result["boarding"].rating.high < result["search"].rating.low
    assert result.pain_points[0].stage == "boarding"
    words = plots.describe(plots.journey_map(result))
    assert "boarding by airport: rated" in words


def test_the_app_in_transitions():
    app = datasets.load("budgeting")
    result = journeys.transitions(app.events)
    assert result.n_cases == app.events["case"].nunique()
    helped = result["read guide", "back in app"]
    assert helped.value == 1.0
    channels = journeys.transitions(app.events, channel="channel", of="channel")
    assert channels.n_transitions == result.n_transitions
