"""Rows of one customer are drawn together: several of them tell little more than one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from uxcx import AnswerError, linkage
from uxcx.linkage.observations import observe
from uxcx.linkage.resampling import Resampler


def people(n: int, *, times: int = 1, seed: int = 2) -> pd.DataFrame:
    """Return customers with a treatment, a mediator and an outcome, each `times` over."""
    rng = np.random.default_rng(seed)
    x = (rng.random(n) < 0.5).astype(float)
    m = 0.5 * x + rng.normal(size=n)
    frame = pd.DataFrame({"who": [f"c{i:04}" for i in range(n)], "x": x, "m": m})
    frame["y"] = 0.3 * x + 0.6 * m + rng.normal(size=n)
    return pd.concat([frame] * times, ignore_index=True)


def width(quantity: Any) -> float:
    return float(quantity.high - quantity.low)


@pytest.mark.parametrize("what", ["drivers", "mediation"])
def test_rows_that_are_copies_make_intervals_no_narrower(what: str) -> None:
    def found(frame: pd.DataFrame, **options: Any) -> Any:
        if what == "drivers":
            one = linkage.drivers(frame, outcome="y", drivers=["x", "m"], **options)
            return one["m"].coefficient
        return linkage.mediation(
            frame, treatment="x", mediator="m", outcome="y", **options
        ).indirect

    alone, often = people(300), people(300, times=4)
    right, wrong = found(alone), found(often)
    by_unit = found(often, unit="who")
    assert by_unit.value == pytest.approx(right.value)
    assert width(by_unit) == pytest.approx(width(right), rel=0.15)
    assert width(wrong) == pytest.approx(width(right) / 2, rel=0.15)


def test_means_over_units_vary_as_the_cluster_robust_error_says() -> None:
    rng = np.random.default_rng(3)
    sizes = rng.integers(1, 9, 400)
    who = np.repeat(np.arange(400), sizes)
    y = rng.normal(size=400)[who] + rng.normal(size=len(who))
    rows = observe(pd.DataFrame({"who": who, "y": y}), ["y"], unit="who")
    assert (rows.n, rows.n_units) == (len(who), 400)
    drawn = Resampler(rows, 2000, 0.95)
    sums = drawn.sums(lambda places: np.column_stack([np.ones(len(places)), rows["y"][places]]))
    means = sums[1:, 1] / sums[1:, 0]
    left = np.bincount(who, weights=y - y.mean())
    robust = np.sqrt(left @ left) / len(who)
    assert means.std() == pytest.approx(robust, rel=0.08)
    assert sums[0] == pytest.approx([len(who), y.sum()])


def test_many_units_are_thrown_into_groups() -> None:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"who": np.repeat(np.arange(8000), 2)})
    frame["y"] = rng.normal(size=8000)[frame["who"]]
    rows = observe(frame, ["y"], unit="who")
    drawn = Resampler(rows, 1000, 0.95)
    sums = drawn.sums(lambda places: np.column_stack([np.ones(len(places)), rows["y"][places]]))
    assert sums.shape == (1001, 2)
    means = sums[1:, 1] / sums[1:, 0]
    assert means.std() == pytest.approx(1 / np.sqrt(8000), rel=0.1)


def test_order_of_rows_and_the_kind_of_name_do_not_matter() -> None:
    frame = people(60, times=3)
    options: dict[str, Any] = {"outcome": "y", "drivers": ["x", "m"], "resamples": 100}
    one = linkage.drivers(frame, unit="who", **options)
    other = linkage.drivers(
        frame.sample(frac=1, random_state=1).assign(who=lambda d: d["who"].str[1:].astype(int)),
        unit="who",
        **options,
    )
    assert one["m"].share == pytest.approx(other["m"].share)
    assert "n = 180, 60 units by who" in repr(one)


def test_few_units_are_told_and_missing_ones_refused() -> None:
    frame = people(12, times=5)
    found = linkage.drivers(frame, outcome="y", drivers=["x", "m"], unit="who", resamples=100)
    assert found.notes[0].startswith("12 whos are few to draw from: with fewer than 30 the inter")
    through = linkage.mediation(
        people(40, times=2), treatment="x", mediator="m", outcome="y", unit="who", resamples=100
    )
    assert (through.n, through.n_units) == (80, 40)
    frame.loc[3, "who"] = None
    with pytest.raises(AnswerError, match="'who' names whose rows belong together, but it is mis"):
        linkage.drivers(frame, outcome="y", drivers=["x", "m"], unit="who", resamples=100)
