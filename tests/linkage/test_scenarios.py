"""What-if: algebra, variances by hand, and the claim of the weakest link."""

import math

import numpy as np
import pandas as pd
import pytest

from uxcx import AnswerError, cx, datasets, linkage, plots
from uxcx.linkage import Link

SUCCESS = {"start": 0.71, "end": 0.80}


def chain(**changed: object) -> list[Link]:
    first: dict[str, object] = {"effect": (0.033, 0.013, 0.053), "per": 0.09, "claim": "caused"}
    return [
        Link(cause="success", outcome="conversion", **{**first, **changed}),
        Link(
            cause="conversion",
            outcome="orders",
            effect=400_000,
            claim="by definition",
            unit="orders",
        ),
        Link(
            cause="orders",
            outcome="revenue",
            effect=(62, 55, 69),
            claim="by definition",
            unit="EUR",
        ),
    ]


def test_values_are_products_and_links_that_meet_add_up() -> None:
    links = [
        *chain(),
        Link(cause="success", outcome="NPS", effect=6, per=0.09, claim="caused", unit="points"),
        Link(cause="NPS", outcome="orders", effect=50, claim="caused", unit="orders"),
    ]
    found = linkage.what_if("success", links=links, **SUCCESS)
    assert found["conversion"].value == pytest.approx(0.033)
    assert found["NPS"].value == pytest.approx(6)
    assert found["orders"].value == pytest.approx(0.033 * 400_000 + 300)
    assert found["revenue"].value == pytest.approx((0.033 * 400_000 + 300) * 62)
    assert [change.name for change in found.changes][-1] == "revenue"


def test_interval_and_shares_of_a_product_by_hand() -> None:
    found = linkage.what_if("success", links=chain(), **SUCCESS)
    a, b = (0.033, 0.02 / 1.959964), (62.0, 7 / 1.959964)
    # Goodman (1960), JASA 55:708: the variance of a product of independent numbers.
    parts = (b[0] * a[1]) ** 2, (a[0] * b[1]) ** 2, (a[1] * b[1]) ** 2
    total = sum(parts)
    rng = np.random.default_rng(7)
    product = 400_000 * rng.normal(*a, 1_000_000) * rng.normal(*b, 1_000_000)
    expected = np.quantile(product, [0.025, 0.975])
    last = found["revenue"]
    assert (last.low, last.high) == pytest.approx(tuple(expected), rel=0.02)
    shares = {each.name: each.share for each in found.assumptions}
    assert shares["success to conversion"] == pytest.approx(parts[0] / total, abs=0.01)
    assert shares["orders to revenue"] == pytest.approx(parts[1] / total, abs=0.01)
    assert found.most is not None
    assert found.most.name == "success to conversion"
    assert found.most.outcome_low == pytest.approx(0.013 * 400_000 * 62)


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, two, other = (
        linkage.what_if("success", links=chain(), seed=seed, runs=5000, **SUCCESS)
        for seed in (1, 1, 2)
    )
    assert one == two
    assert one["revenue"].low != other["revenue"].low
    assert one["revenue"].value == other["revenue"].value


def test_the_claim_is_that_of_the_weakest_link_on_the_way() -> None:
    strong = linkage.what_if("success", links=chain(), **SUCCESS)
    assert strong.claim == "caused"
    assert "that would change revenue by" in strong.sentence
    weak = linkage.what_if("success", links=chain(claim=None), **SUCCESS)
    assert weak.claim == "went with"
    assert "would be expected to go with it" in weak.sentence
    assert "is not shown, because of the weakest link, success to conversion." in weak.sentence
    aside = [*chain(), Link(cause="success", outcome="NPS", effect=(5, 1, 9), unit="points")]
    found = linkage.what_if("success", links=aside, outcome="revenue", **SUCCESS)
    # A weak link that is not on the way does not spoil the claim of the others.
    assert found["NPS"].claim == "went with"
    assert found["revenue"].claim == found.claim == "caused"


def failed_experiment() -> linkage.Experiment:
    data = pd.DataFrame(
        {"arm": ["a"] * 1200 + ["b"] * 1000, "y": [1] * 900 + [0] * 300 + [1] * 500 + [0] * 500}
    )
    return linkage.experiment(data, "y", group="arm", treatment="a")


def test_a_downgraded_effect_downgrades_the_chain() -> None:
    effect = failed_experiment()
    assert effect.claim == "went with"
    links = chain(effect=effect, claim=None)
    found = linkage.what_if("success", links=links, **SUCCESS)
    assert found.claim == "went with"
    assert found["revenue"].weakest == "success to conversion"
    assert "because of the weakest link" in found.sentence
    with pytest.raises(ValueError, match="a what-if cannot make a cause of that"):
        chain(effect=effect, claim="caused")


def test_an_effect_brings_its_interval_and_a_step_its_own() -> None:
    data = pd.DataFrame({"arm": ["a", "b"] * 500, "y": [1, 0, 1, 1] * 250})
    effect = linkage.experiment(data, "y", group="arm", treatment="a")
    found = linkage.what_if(
        "success",
        links=[Link(cause="success", outcome="sales", effect=effect, per=0.2)],
        start=0.5,
        end=0.7,
    )
    assert found.claim == "caused"
    assert found["sales"].value == pytest.approx(effect.value)
    assert found["sales"].low == pytest.approx(effect.low, abs=0.003)
    unsure = Link(cause="success", outcome="sales", effect=effect, per=(0.2, 0.1, 0.3))
    wide = linkage.what_if("success", links=[unsure], start=0.5, end=0.7)
    assert wide["sales"].high > found["sales"].high
    assert {each.name for each in wide.assumptions} == {
        "success to sales",
        "the step of success then (0.2)",
    }


def test_the_address_form_of_the_shop() -> None:
    shop = datasets.load("ecommerce")
    trial = linkage.experiment(
        shop.sessions, "ordered", group="arm", treatment="autofill", unit="customer"
    )
    value = cx.revenue_per_customer(shop.orders.query("channel == 'site'"), "value", currency="EUR")
    links = [
        Link(cause="form", outcome="conversion", effect=trial, per=0.09),
        Link(
            cause="conversion", outcome="orders", effect=9600, claim="by definition", unit="a year"
        ),
        Link(cause="orders", outcome="revenue", effect=value, claim="by definition", unit="EUR"),
    ]
    found = linkage.what_if("form", links=links, **SUCCESS)
    # The true effect of autofill, which raises success by 9 points, lies within.
    assert found["conversion"].low < shop.truth["autofill on conversion"] < found["conversion"].high
    assert found.claim == trial.claim == "caused"
    assert found["revenue"].value == pytest.approx(trial.value * 9600 * value.value)
    rating = linkage.matched(
        shop.sessions, "ordered", group="design", treatment="autofill", covariates="device"
    )
    assert (
        linkage.what_if(
            "form",
            links=[Link(cause="form", outcome="conversion", effect=rating, per=0.09)],
            **SUCCESS,
        ).claim
        == "went with"
    )


def test_more_than_was_measured_is_said() -> None:
    found = linkage.what_if("success", links=chain(), start=0.5, end=0.8)
    assert found.beyond == ("success to conversion",)
    assert "larger than the one that was measured" in found.sentence
    assert linkage.what_if("success", links=chain(), **SUCCESS).beyond == ()


def test_either_way_and_down() -> None:
    links = chain(effect=(0.01, -0.03, 0.05))
    found = linkage.what_if("success", links=links, **SUCCESS)
    assert "that may change revenue by" in found.sentence
    assert "It may go either way: up in 69 of 100 simulated runs." in found.sentence
    down = linkage.what_if("success", links=chain(), start=0.8, end=0.71)
    assert down["conversion"].value == pytest.approx(-0.033)
    assert "were lowered from 80% to 71%" in down.sentence


def test_asymmetrical_intervals_keep_their_sides() -> None:
    link = Link(cause="x", outcome="y", effect=(10, 8, 30), unit="EUR")
    found = linkage.what_if("x", links=[link], start=0, end=1, unit="number")
    assert (found["y"].low, found["y"].high) == pytest.approx((8, 30), rel=0.02)


def test_nothing_uncertain() -> None:
    link = Link(cause="x", outcome="y", effect=2, unit="EUR", claim="caused")
    found = linkage.what_if("x", links=[link], start=1, end=4, unit="points")
    assert found["y"].low == found["y"].high == found["y"].value == 6
    assert found.most is None
    with pytest.raises(ValueError, match="Nothing in this chain is uncertain"):
        plots.tornado(found)


def test_refusals() -> None:
    with pytest.raises(AnswerError) as refused:
        linkage.what_if("succes", links=chain(), **SUCCESS)
    assert str(refused.value) == (
        "The link success to conversion hangs in the air: nothing moves 'success'. Did you mean "
        "'succes'?"
    )
    with pytest.raises(AnswerError, match="Write 71% as"):
        linkage.what_if("success", links=chain(), start=71, end=80)
    with pytest.raises(AnswerError, match="there is no step to carry through"):
        linkage.what_if("success", links=chain(), start=0.8, end=0.8)
    with pytest.raises(AnswerError, match="needs a link at least"):
        linkage.what_if("success", links=[], **SUCCESS)
    circle = [
        *chain(),
        Link(cause="revenue", outcome="mood", effect=1),
        Link(cause="mood", outcome="orders", effect=1),
    ]
    with pytest.raises(AnswerError, match="The chain goes round: orders to revenue"):
        linkage.what_if("success", links=circle, **SUCCESS)
    back = [*chain(), Link(cause="revenue", outcome="success", effect=1)]
    with pytest.raises(AnswerError, match="revenue to success moves what you move yourself"):
        linkage.what_if("success", links=back, **SUCCESS)
    with pytest.raises(AnswerError, match="There are two links success to conversion"):
        linkage.what_if("success", links=[*chain(), chain()[0]], **SUCCESS)
    with pytest.raises(KeyError, match="Did you mean 'revenue'"):
        linkage.what_if("success", links=chain(), outcome="revenu", **SUCCESS)
    with pytest.raises(AnswerError, match="must lie within its interval"):
        Link(cause="a", outcome="b", effect=(5, 6, 7))
    with pytest.raises(AnswerError, match="must be a number, "):
        Link(cause="a", outcome="b", effect="much")
    with pytest.raises(AnswerError, match="the step may have been 0"):
        Link(cause="a", outcome="b", effect=1, per=(0.1, -0.1, 0.3))
    with pytest.raises(AnswerError, match="A link needs two things"):
        Link(cause="a", outcome="a", effect=1)
    with pytest.raises(AnswerError, match="the effect is a ratio"):
        Link(cause="a", outcome="b", effect=failed_experiment().ratio)
    with pytest.raises(ValueError, match="runs must be 1,000 or more"):
        linkage.what_if("success", links=chain(), runs=10, **SUCCESS)
    with pytest.raises(AnswerError, match="finite number"):
        Link(cause="a", outcome="b", effect=math.nan)


def test_out() -> None:
    found = linkage.what_if("success", links=chain(), **SUCCESS)
    assert found.to_frame()["claim"].tolist() == ["caused"] * 3
    assert found.assumptions_to_frame()["share"].is_monotonic_decreasing
    assert found.links_to_frame()["claim"].tolist() == ["caused", "by definition", "by definition"]
    html = found._repr_html_()
    assert "share of variance" in html
    assert "<caption" in html
    said = plots.describe(plots.tornado(found)).replace("\n  ", " ")
    assert "- success to conversion: +320,000 to +1,310,000 EUR" in said
    assert "all together" in said
