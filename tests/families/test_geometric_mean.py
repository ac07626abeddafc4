"""Times: t intervals on logarithms, ratios, and times so different that numbers overflow."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from uxcx import compare, ux
from uxcx.families import GeometricMean

TIMES = st.lists(st.floats(0.5, 2000), min_size=2, max_size=30)


@pytest.mark.parametrize("confidence_level", [0.8, 0.95, 0.99])
def test_interval_is_the_t_interval_of_the_logarithms(confidence_level):
    times = [55, 65, 75, 62, 45, 135, 33.3]
    logs = np.log(times)
    expected = np.exp(
        stats.t.interval(confidence_level, len(times) - 1, logs.mean(), stats.sem(logs))
    )
    result = ux.time_on_task(times, confidence_level=confidence_level)
    assert (result.low, result.high) == pytest.approx(tuple(expected))
    assert result.value == pytest.approx(stats.gmean(times))


def measured(times):
    """Return the estimate of times from their moments, without a data frame."""
    logs = np.log(times)
    sd = 0.0 if len(set(times)) == 1 else logs.std(ddof=1)
    return ux.time_on_task(GeometricMean(n=len(times), mean=logs.mean(), sd=sd))


@given(TIMES)
def test_interval_holds_the_geometric_mean_and_is_above_0(times):
    result = measured(times)
    assert 0 <= result.low <= result.value * (1 + 1e-12)
    assert result.value <= result.high * (1 + 1e-12)


@given(TIMES, TIMES)
def test_ratio_is_welchs_t_test_on_logarithms(first, second):
    assume(min(np.ptp(np.log(first)), np.ptp(np.log(second))) > 1e-6)
    one, two = measured(first), measured(second)
    result = compare(one, two)
    expected = stats.ttest_ind(np.log(first), np.log(second), equal_var=False)
    assert result.effect == "ratio"
    assert result.value == pytest.approx(one.value / two.value)
    assert result.p_value == pytest.approx(expected.pvalue, abs=1e-9)


@given(TIMES, TIMES, st.floats(0.001, 1000))
def test_ratio_does_not_depend_on_the_unit_of_time(first, second, factor):
    plain = compare(measured(first), measured(second))
    other = compare(
        measured([factor * time for time in first]),
        measured([factor * time for time in second]),
    )
    assert other.value == pytest.approx(plain.value)


def test_one_slow_person_moves_the_geometric_mean_less_than_the_arithmetic():
    times = [55, 65, 75, 62, 45, 135]
    assert np.median(times) < ux.time_on_task(times).value < np.mean(times)


def test_one_time_has_a_value_and_no_interval():
    result = ux.time_on_task([60])
    assert result.value == pytest.approx(60)
    assert math.isnan(result.low)
    assert result.note == "one answer does not show how much answers vary."


def test_equal_times_have_no_width():
    result = ux.time_on_task([60] * 5)
    assert result.low == result.high == result.value == pytest.approx(60)


def test_equal_groups_of_equal_times_are_not_known_to_be_equal():
    result = compare(ux.time_on_task([60, 60]), ux.time_on_task([60, 60, 60]))
    assert result.value == 1
    assert math.isnan(result.low)
    assert result.sentence == (
        "Time on task was the same with the first as with the second in this sample, but how "
        "sure that is cannot be known: there is no variation to judge chance by."
    )


def test_two_times_far_apart_have_an_interval_without_end():
    result = ux.time_on_task([1, 1000], confidence_level=0.999)
    assert result.low == 0
    assert result.high == math.inf
    assert "[0.0, ∞]" in repr(result)


def test_a_huge_end_is_shown_with_its_power_of_ten():
    result = ux.time_on_task([1, 1000], confidence_level=0.99)
    assert result.high > 1e90
    assert "e+96]" in repr(result)


def test_a_ratio_without_end_can_be_read():
    result = compare(ux.time_on_task([1, 1000]), ux.time_on_task([2, 500]), confidence_level=0.9999)
    assert result.high > 1e200
    assert result.sentence.startswith(
        "These data do not show a difference in time on task between the first and the second: "
        "with 99.99% confidence the true difference is anywhere from 100% lower to any amount "
        "higher."
    )


def test_a_small_sure_ratio_is_not_shown_as_0_percent():
    slower = GeometricMean(n=100_000, mean=3.004, sd=0.3)
    result = compare(slower, GeometricMean(n=100_000, mean=3.0, sd=0.3))
    assert result.verdict == "difference"
    assert result.sentence.startswith(
        "Geometric mean was 0.4% higher with the first than with the second; with 95% confidence "
        "the true difference is between 0.1% and 0.7% higher."
    )


def test_lower_times_are_favoured():
    quick, slow = ux.time_on_task([20, 22, 25, 21]), ux.time_on_task([80, 85, 90, 70])
    favours = "Since lower is better here, that favours new."
    assert favours in compare(quick, slow, labels=("new", "old")).sentence
    assert favours in compare(slow, quick, labels=("old", "new")).sentence
