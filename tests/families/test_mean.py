"""Means of ratings: against SciPy, at the ends of the scale, and where nothing varies."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from uxcx import AnswerError, compare, ux
from uxcx.families import Mean

RATINGS = st.lists(st.integers(1, 7), min_size=2, max_size=40)


def measured(ratings):
    """Return the estimate of ratings from their moments, without a data frame."""
    return ux.seq(Mean(n=len(ratings), mean=np.mean(ratings), sd=np.std(ratings, ddof=1)))


@pytest.mark.parametrize("confidence_level", [0.8, 0.95, 0.99])
def test_interval_is_the_t_interval(confidence_level):
    ratings = [5, 6, 4, 4, 6, 5, 3, 6, 5, 4]
    low, high = stats.t.interval(
        confidence_level, len(ratings) - 1, np.mean(ratings), stats.sem(ratings)
    )
    result = ux.seq(ratings, confidence_level=confidence_level)
    assert (result.low, result.high) == pytest.approx((low, high))


@given(RATINGS)
def test_interval_holds_the_mean_and_stays_on_the_scale(ratings):
    result = measured(ratings)
    assert 1 <= result.low <= result.value + 1e-12
    assert result.value - 1e-12 <= result.high <= 7


@given(RATINGS, RATINGS)
def test_comparison_is_welchs_t_test(first, second):
    assume(np.ptp(first) > 0 and np.ptp(second) > 0)
    result = compare(measured(first), measured(second))
    expected = stats.ttest_ind(first, second, equal_var=False)
    low, high = expected.confidence_interval(0.95)
    assert result.statistic == pytest.approx(expected.statistic)
    assert result.p_value == pytest.approx(expected.pvalue, abs=1e-12)
    assert result.degrees_of_freedom == pytest.approx(expected.df)
    assert (result.low, result.high) == pytest.approx((max(-6, low), min(6, high)))


def test_difference_cannot_pass_the_width_of_the_scale():
    result = compare(ux.seq([1, 7]), ux.seq([7, 1]))
    assert (result.low, result.high) == (-6, 6)


def test_one_answer_has_a_mean_and_no_interval():
    result = ux.seq([6])
    assert result.value == 6
    assert math.isnan(result.low)
    assert math.isnan(result.high)
    assert result.note == "one answer does not show how much answers vary."
    assert repr(result) == (
        "SEQ 6 [interval not known] (n = 1; 95%, t) "
        "Note: one answer does not show how much answers vary."
    )


def test_one_answer_cannot_be_compared():
    result = compare(ux.seq([6]), ux.seq([5, 4, 5]))
    assert result.verdict == "not known"
    assert math.isnan(result.p_value)
    assert result.sentence == (
        "SEQ was 1.3 points of the scale higher with the first than with the second in this "
        "sample, but how sure that is cannot be known: a group with one answer does not show how "
        "much answers vary."
    )


def test_equal_answers_give_no_width_and_say_so():
    result = ux.seq([5, 5, 5])
    assert (result.value, result.low, result.high) == (5, 5, 5)
    assert result.note == (
        "all answers are equal, so the interval has no width; that tells of the sample, not of "
        "everybody."
    )
    assert "plausibly" not in result.sentence


def test_equal_answers_whose_mean_is_no_binary_fraction_give_no_width():
    result = Mean(n=3, mean=0.1, sd=0.0).estimate()
    assert result.low == result.high == result.value


def test_rounding_of_equal_answers_is_not_taken_for_variation():
    result = ux.sus([67.5] * 7, confidence_level=0.99)
    assert result.summary.sd == 0


@pytest.mark.parametrize("second", [[5, 5, 5], [6, 6]])
def test_where_nothing_varies_chance_is_not_judged(second):
    result = compare(ux.seq([5, 5]), ux.seq(second))
    assert math.isnan(result.low)
    assert math.isnan(result.p_value)
    assert result.verdict == "not known"
    assert result.note == "there is no variation to judge chance by."


def test_one_group_without_variation_is_compared_by_the_other():
    result = compare(ux.seq([5, 5, 5]), ux.seq([4, 5, 6, 5, 3, 4]))
    assert result.degrees_of_freedom == pytest.approx(5)
    assert result.low < result.value < result.high


@pytest.mark.parametrize(
    ("moments", "message"),
    [
        ({"n": 3, "mean": float("nan"), "sd": 1}, "mean must be a finite number; got nan."),
        ({"n": 3, "mean": float("inf"), "sd": 1}, "mean must be a finite number; got inf."),
        ({"n": 3, "mean": 4}, "sd must be 0 or more with two answers and more; got nan."),
        (
            {"n": 3, "mean": 4, "sd": -1},
            "sd must be 0 or more with two answers and more; got -1.0.",
        ),
        ({"n": -3, "mean": 4, "sd": 1}, "n must be a whole number of 0 or more; got -3."),
    ],
)
def test_impossible_moments_are_refused(moments, message):
    with pytest.raises(AnswerError) as error:
        Mean(**moments)
    assert str(error.value) == f"Mean: {message}"


def test_unknown_method_is_refused():
    with pytest.raises(ValueError, match="method must be one of") as error:
        Mean(n=3, mean=4, sd=1).estimate(method="z")
    assert str(error.value) == "method must be one of 't', 'bootstrap'; got 'z'."


def test_adding_a_part_without_answers_changes_only_what_is_missing():
    whole = Mean(n=3, mean=4, sd=1) + Mean(n=0, mean=math.nan, n_missing=2)
    assert whole == Mean(n=3, mean=4, sd=1, n_missing=2)
    assert Mean(n=0, mean=math.nan, n_missing=2) + Mean(n=3, mean=4, sd=1) == whole


def test_adding_single_answers_finds_how_much_they_vary():
    parts = [Mean(n=1, mean=value) for value in (2, 4, 9)]
    whole = parts[0] + parts[1] + parts[2]
    assert whole.mean == pytest.approx(5)
    assert whole.sd == pytest.approx(np.std([2, 4, 9], ddof=1))
