"""The truth is found where it can be, and missed where it must be: few samples, wide margins.

Many samples are in `docs/linkage.md`, by the same functions.
"""

from __future__ import annotations

from typing import Any

import linkage_drivers
import linkage_mediation
import linkage_page
import linkage_worlds
import numpy as np
import pytest
from linkage_mediation import Story

from uxcx import linkage

SAMPLES = 15


@pytest.fixture(autouse=True)
def _few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkage_drivers, "RESAMPLES", 200)
    monkeypatch.setattr(linkage_mediation, "RESAMPLES", 200)
    monkeypatch.setattr(linkage_mediation, "TRUTH", 400_000)
    monkeypatch.setattr(linkage_worlds, "RESAMPLES", 200)


def rows(truths: dict[str, float], found: list[dict[str, Any]]) -> dict[str, linkage_page.Row]:
    return {row.what: row for row in linkage_page.rows_of(truths, found)}


def test_shares_are_found_but_for_a_driver_that_explains_nothing() -> None:
    truths = linkage_drivers.exact("lmg")
    assert sum(value for what, value in truths.items() if what != "R²") == pytest.approx(1)
    found = rows(
        truths,
        [
            linkage_drivers.simulated(seed, n=500, yes=False, method="lmg", interval="percentile")
            for seed in range(SAMPLES)
        ],
    )
    for what in ("R²", "share of a", "share of b", "share of c"):
        assert found[what].coverage >= 0.75, what
        assert abs(found[what].bias) < 0.03, what
    assert found["share of d"].truth == pytest.approx(0)
    assert found["share of d"].lows.min() > 0


def test_effects_on_a_yes_or_no_are_found() -> None:
    story = Story(yes_outcome=True)
    found = rows(
        story.truth(),
        [
            linkage_mediation.of_story(seed, story=story, n=600, interval="percentile")
            for seed in range(SAMPLES // 2)
        ],
    )
    for what, row in found.items():
        assert row.coverage >= 0.75, what
        assert abs(row.bias) < 0.03, what


def test_something_unmeasured_spoils_the_parts_and_not_the_total() -> None:
    story = Story(hidden=0.6)
    found = rows(
        story.truth(),
        [
            linkage_mediation.of_story(seed, story=story, n=1000, interval="percentile")
            for seed in range(SAMPLES)
        ],
    )
    assert found["total"].coverage >= 0.75
    assert found["indirect"].bias > 0.1
    assert found["direct"].bias < -0.1
    # The sentence rests the division on what nobody measured.
    one = linkage.mediation(
        story.sample(1000, 0),
        treatment="x",
        mediator="m",
        outcome="y",
        covariates=["c"],
        design="randomised",
        resamples=100,
    )
    assert "rests on nothing unmeasured moving both m and y" in one.sentence
    assert 0 < one.rho_at_zero < 1


@pytest.mark.parametrize("world", ["ecommerce", "airline"])
def test_in_the_worlds_service_drives_recommending_and_not_the_interface(world: str) -> None:
    make, _ = linkage_worlds.DRIVERS[world]
    found = [linkage_worlds.shares_of(world, make(seed)) for seed in range(3)]
    assert all(max(each, key=lambda k: each[k].value) == "share of late" for each in found)
    assert all(each["share of late"].low > 0.4 for each in found)


def test_what_autofill_does_is_found_in_the_shop() -> None:
    truths = linkage_worlds.true_effects("ecommerce", "autofill on recommending")
    found = [
        linkage_worlds.effects_of(linkage_worlds.shop(seed), "autofill", "recommend")
        for seed in range(8)
    ]
    for effect, truth in truths.items():
        values = np.array([each[effect].value for each in found])
        error = values.std(ddof=1) / np.sqrt(len(values))
        assert abs(values.mean() - truth) < 4 * error, effect


def test_why_the_part_through_satisfaction_comes_out_too_small_in_the_shop() -> None:
    # In truth all that a late parcel does to recommending goes through the answer on five steps.
    truth = linkage_worlds.true_effects("ecommerce", "late parcel on recommending")
    assert truth["indirect"] == pytest.approx(truth["total"])
    shops = [linkage_worlds.shop(seed, 6000) for seed in range(4)]

    def mean(what: str, *, line: bool) -> float:
        found = [
            linkage_worlds.effects_of(shop, "late", "recommend", line=line)[what] for shop in shops
        ]
        return float(np.mean([getattr(each, "value", each) for each in found]))

    # A straight line puts a part past satisfaction; with steps none is left there.
    assert mean("direct", line=True) < -0.15
    assert abs(mean("direct", line=False)) < 0.15
    # What is left of the bias is that the less satisfied do not answer.
    steps, answered = mean("indirect", line=False), mean(linkage_worlds.ANSWERED, line=False)
    assert abs(steps) < abs(truth["indirect"]) - 0.1
    assert abs(answered - truth["indirect"]) < abs(steps - truth["indirect"])


def test_a_page_keeps_the_sections_of_others(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linkage_page, "PAGE", tmp_path / "linkage.md")
    linkage_page.write("effects", "## Effects\n")
    linkage_page.write("drivers", "## Drivers, old")
    linkage_page.write("drivers", "## Drivers\n\nnew")
    text = linkage_page.PAGE.read_text(encoding="utf-8")
    assert text.index("## Drivers\n\nnew") < text.index("## Effects")
    assert "Drivers, old" not in text
