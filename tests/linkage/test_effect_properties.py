"""What must hold of every effect, whatever the data; and all engines give the same."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uxcx import datasets, linkage
from uxcx.linkage import Link, guards

SEEDS = st.integers(0, 10_000)
#: each example fits regressions
FEW = settings(max_examples=6)


def panel(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    unit, week = np.divmod(np.arange(12 * 6), 6)
    wave = np.array([2.0, 4.0, np.nan])[unit % 3]
    return pd.DataFrame({"unit": unit, "week": week, "changed": wave, "y": rng.normal(size=72)})


@FEW
@given(SEEDS, st.floats(-50, 50), st.floats(-50, 50))
def test_a_rollout_does_not_see_what_units_and_periods_bring_along(
    seed: int, own: float, trend: float
) -> None:
    options = {"period": "week", "adopted": "changed", "unit": "unit"}
    data = panel(seed)
    moved = data.assign(y=data["y"] + own * data["unit"] ** 2 + trend * data["week"] ** 2)
    one, two = (linkage.difference_in_differences(each, "y", **options) for each in (data, moved))
    assert two.value == pytest.approx(one.value, abs=1e-6)
    # What units bring along is in their means, but not in their changes.
    assert two.standard_error == pytest.approx(one.standard_error, abs=1e-5)


@FEW
@given(SEEDS, st.floats(0.1, 10), st.floats(-20, 20))
def test_effects_follow_the_scale_of_the_outcome(seed: int, factor: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    data = pd.DataFrame(
        {"arm": ["a", "b"] * 20, "x": rng.normal(size=40), "y": rng.normal(size=40)}
    )
    scaled = data.assign(y=factor * data["y"] + shift)
    options: dict[str, Any] = {"group": "arm", "treatment": "a", "covariates": "x"}
    for design in (linkage.experiment, linkage.matched):
        one, two = (design(each, "y", **options) for each in (data, scaled))
        assert two.value == pytest.approx(factor * one.value, abs=1e-6)
        assert two.high - two.low == pytest.approx(factor * (one.high - one.low), abs=1e-6)


@FEW
@given(SEEDS)
def test_swapping_the_groups_of_an_experiment_turns_the_sign(seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = pd.DataFrame(
        {"arm": ["a", "b"] * 25, "x": rng.normal(size=50), "y": rng.integers(0, 2, 50)}
    )
    for covariates in (None, "x"):
        one, two = (
            linkage.experiment(data, "y", group="arm", treatment=arm, covariates=covariates)
            for arm in "ab"
        )
        assert one.value == pytest.approx(-two.value, abs=1e-12)
        assert one.low == pytest.approx(-two.high, abs=1e-9)
        assert one.claim == two.claim


@FEW
@given(st.floats(0.01, 0.4), st.floats(0.1, 5))
def test_twice_the_step_is_twice_the_change(step: float, slope: float) -> None:
    links = [Link(cause="a", outcome="b", effect=(slope, slope - 0.05, slope + 0.05))]
    one, two = (
        linkage.what_if("a", start=0.1, end=0.1 + k * step, links=links, runs=1000) for k in (1, 2)
    )
    assert two["b"].value == pytest.approx(2 * one["b"].value)
    assert two["b"].low == pytest.approx(2 * one["b"].low)


@FEW
@given(SEEDS)
def test_where_the_mix_is_the_same_nothing_comes_of_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = pd.DataFrame({"arm": ["a", "b"] * 30, "kind": ["x"] * 20 + ["y"] * 40})
    data["y"] = rng.normal(size=60)
    numbers = guards.simpson(data, "y", group="arm", treatment="a", segments="kind")[0].numbers
    assert numbers["made by the mix"] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_other_engines_agree(engine: str) -> None:
    def shown(which: str) -> list[str]:
        shop = datasets.load("ecommerce", engine=which)
        options: dict[str, Any] = {"group": "design", "treatment": "autofill", "unit": "customer"}
        trip = {"period": "impressions", "changed_at": 4, "unit": "customer", "mix": "device"}
        return [
            repr(linkage.matched(shop.sessions, "ordered", covariates=["device"], **options)),
            repr(guards.simpson(shop.sessions, "ordered", segments="device", **options)),
            repr(linkage.before_after(shop.sessions, "ordered", **trip)),
        ]

    assert shown("pandas") == shown(engine)
