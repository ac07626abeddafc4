"""Medians, bootstrap and permutation: parts, mirrors, range, engines, and too few."""

from __future__ import annotations

import math

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uxcx import against, compare, cx, ux
from uxcx.families import Mean, Median
from uxcx.families.median import rank_of_interval, smallest_n

TIMES = st.lists(st.integers(1, 500), min_size=1, max_size=40)
RATINGS = st.lists(st.integers(1, 7), min_size=2, max_size=12)


def median(times):
    return Median(values=[(time, 1) for time in times])


def kept(ratings):
    return ux.seq(ratings, method="bootstrap")


@given(TIMES, TIMES)
def test_parts_add_up_to_the_whole(first, second):
    assert median(first) + median(second) == median(first + second)
    assert median(first).value == np.median(first)


@settings(max_examples=5)
@given(RATINGS, RATINGS)
def test_counted_parts_add_up_to_the_whole(first, second):
    parts, whole = kept(first).summary + kept(second).summary, kept(first + second).summary
    assert parts.pairs == whole.pairs
    assert parts.base.mean == pytest.approx(whole.base.mean)


@given(TIMES)
def test_median_interval_holds_the_median_and_is_the_sign_test_turned_round(times):
    result = median(times).estimate()
    assert math.isnan(result.low) == (len(times) < 6)
    if len(times) >= 6:
        assert min(times) <= result.low <= result.value <= result.high <= max(times)
        assert against(median(times), result.low).p_value >= 0.05
        assert against(median(times), result.low * (1 - 1e-9)).p_value <= 0.05


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95, 0.99])
def test_ranks_are_the_largest_that_hold_the_level(level):
    for n in range(1, 60):
        tails = [sum(math.comb(n, k) for k in range(r)) / 2**n for r in range(n + 1)]
        fits = [r for r in range(1, n + 1) if tails[r] <= (1 - level) / 2 * (1 + 1e-12)]
        assert rank_of_interval(n, level) == max(fits, default=0)
        assert (n >= smallest_n(level)) == bool(fits)


@given(TIMES, TIMES)
def test_comparing_medians_mirrors(first, second):
    one, two = compare(median(first), median(second)), compare(median(second), median(first))
    assert one.p_value == pytest.approx(two.p_value, nan_ok=True)
    assert one.low == pytest.approx(1 / two.high, nan_ok=True)


@settings(max_examples=5, deadline=None)
@given(RATINGS, RATINGS)
def test_resampled_comparison_mirrors_and_stays_in_range(first, second):
    a, b = kept(first), kept(second)
    for result in (a, b):
        if not math.isnan(result.low):
            assert 1 <= result.low <= result.value + 1e-12
            assert result.value - 1e-12 <= result.high <= 7
    one, two = compare(a, b), compare(b, a)
    assert one.p_value == two.p_value
    assert one.low == pytest.approx(-two.high, nan_ok=True)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_every_engine_gives_the_same(engine):
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "seconds": rng.integers(5, 60, 80),
            "answer": rng.integers(1, 8, 80),
            "design": ["new", "old"] * 40,
            "person": np.arange(80) // 4,
        }
    )
    other = pl.from_pandas(frame) if engine == "polars" else duckdb.from_df(frame)
    for data in (frame, other):
        times = ux.time_on_task(data, "seconds", by="design", statistic="median")
        plain = ux.seq(data, "answer", by="design", method="bootstrap")
        paired = ux.seq(data, "answer", by="design", unit="person", method="bootstrap")
        money = cx.revenue_per_customer(data, "seconds", by="design", method="bootstrap")
        found = [repr(compare(*result)) for result in (times, plain, paired, money)]
        if data is frame:
            expected = found
    assert found == expected


def test_a_median_takes_no_unit_and_too_few_times_say_so():
    frame = pd.DataFrame({"s": [4, 5, 6], "p": [1, 1, 2]})
    with pytest.raises(ValueError, match="unit='p' cannot be given for a median"):
        ux.time_on_task(frame, "s", unit="p", statistic="median")
    assert ux.time_on_task(frame, "s", statistic="median").note == (
        "95% confidence needs 6 times and more. The whole range, 4 to 6, holds the true median in "
        "75% of studies of this size."
    )
    with pytest.raises(ValueError, match="statistic must be one of"):
        ux.time_on_task([3, 4], statistic="mode")


def test_a_mean_cut_off_at_0_says_so():
    result = ux.time_on_task([1, 1, 60], statistic="mean")
    assert result.low == 0
    assert result.note == "the interval was cut off at 0, below which nothing can be."


def test_moments_cannot_be_permuted():
    with pytest.raises(ValueError, match="measure with method='bootstrap', then compare"):
        compare(Mean(n=5, mean=4, sd=1), Mean(n=5, mean=3, sd=1), method="permutation")
    with pytest.raises(ValueError, match="Only one of the two estimates kept its answers"):
        compare(ux.seq([1, 2, 3]), kept([1, 2, 3]))


def test_partly_shared_units_are_refused():
    frame = pd.DataFrame({"s": [4, 5, 6, 3], "g": ["a", "a", "b", "b"], "p": [1, 2, 2, 3]})
    estimates = ux.seq(frame, "s", by="g", unit="p", method="bootstrap")
    with pytest.raises(ValueError, match="share 1 units, but have 2 and 2"):
        compare(*estimates)
    assert not math.isnan(compare(*estimates, method="t").p_value)


def test_a_ready_median_must_be_asked_for():
    with pytest.raises(TypeError, match="Ask for it: statistic='median'"):
        ux.time_on_task(median([4, 5]))
    assert ux.time_on_task(median([4, 5]), statistic="median").value == 4.5


def test_medians_of_equal_times_and_of_one_say_why_nothing_is_known():
    assert compare(median([5] * 9), median([5] * 9)).note == (
        "there is no variation to judge chance by."
    )
    assert compare(median([5]), median([5, 6])).note == (
        "a group with one time does not show how much times vary."
    )
    result = against(median([4, 5, 6]), 2)
    assert result.verdict == "not known"
    assert result.note == "3 times are too few: whatever they were, the sign test shows nothing."
