"""Ratios of sums: against the delta method by residuals, SciPy's t, and at their edges."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from uxcx import AnswerError, compare, cx
from uxcx.families import RatioOfSums

AMOUNTS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=2, max_size=30
).filter(lambda rows: any(y for y, _ in rows))
SPENT = [(50, 100), (10, 80), (200, 250), (30, 120), (45, 60), (0, 40)]


def summary(rows) -> RatioOfSums:
    y, x = np.array(rows, dtype=float).T
    return RatioOfSums(n=len(rows), y=y.sum(), x=x.sum(), yy=y @ y, xy=x @ y, xx=x @ x)


def standard_error(rows) -> float:
    """By the residuals of each row, not by sums of squares (Cochran 1977, ch. 6)."""
    y, x = np.array(rows, dtype=float).T
    residuals = y - x * y.sum() / x.sum()
    n = len(rows)
    return math.sqrt(n / (n - 1) * (residuals**2).sum()) / x.sum()


@pytest.mark.parametrize("confidence_level", [0.8, 0.95])
def test_intervals_are_the_delta_methods(confidence_level):
    ratio, se = 335 / 650, standard_error(SPENT)
    t = stats.t.ppf((1 + confidence_level) / 2, 5)
    plain = summary(SPENT).estimate(method="plain", confidence_level=confidence_level)
    assert (plain.value, plain.low, plain.high) == pytest.approx(
        (ratio, ratio - t * se, ratio + t * se)
    )
    log = summary(SPENT).estimate(confidence_level=confidence_level)
    factor = math.exp(t * se / ratio)
    assert (log.low, log.high) == pytest.approx((ratio / factor, ratio * factor))


def test_per_customer_the_plain_interval_is_that_of_a_mean():
    revenue = [120, 80, 0, 45, 310, 95]
    low, high = stats.t.interval(0.95, 5, np.mean(revenue), stats.sem(revenue))
    result = cx.revenue_per_customer(revenue, method="plain")
    assert (result.low, result.high) == pytest.approx((max(0, low), high))


@given(AMOUNTS, AMOUNTS)
def test_parts_add_up_to_the_whole(first, second):
    parts, whole = summary(first) + summary(second), summary(first + second)
    one, two = parts.estimate(), whole.estimate()
    assert (one.n, one.value) == (two.n, pytest.approx(two.value))
    assert (one.low, one.high) == pytest.approx((two.low, two.high), rel=1e-5)


@given(AMOUNTS)
def test_log_interval_holds_the_ratio_and_stays_above_0(rows):
    result = summary(rows).estimate()
    assert 0 <= result.low <= result.value <= result.high


@given(AMOUNTS)
def test_rows_give_the_summary(rows):
    frame = pd.DataFrame(rows, columns=["cost", "won"])
    result = cx.acquisition_cost(frame, "cost", customers="won")
    assert result.summary == summary(rows)


def test_one_row_a_unit_is_no_unit():
    frame = pd.DataFrame(SPENT, columns=["us", "all"]).assign(who=list("abcdef"))
    plain = cx.share_of_wallet(frame, "us", category="all")
    units = cx.share_of_wallet(frame, "us", category="all", unit="who")
    assert (units.low, units.high) == pytest.approx((plain.low, plain.high))
    assert units.method == "delta method on logarithms over units"


def test_rows_of_one_customer_tell_less_than_as_many_customers():
    frame = pd.DataFrame(SPENT * 4, columns=["us", "all"]).assign(who=list("abcdef") * 4)
    rows = cx.share_of_wallet(frame, "us", category="all")
    units = cx.share_of_wallet(frame, "us", category="all", unit="who")
    assert units.value == rows.value
    assert units.high / units.low > 1.5 * rows.high / rows.low


def test_two_ratios_are_compared_as_a_ratio_by_welchs_t_on_logarithms():
    other = [(20, 100), (35, 90), (10, 60), (5, 50)]
    result = compare(summary(SPENT), summary(other))
    r, s = 335 / 650, 70 / 300
    v, w = (standard_error(SPENT) / r) ** 2, (standard_error(other) / s) ** 2
    df = (v + w) ** 2 / (v**2 / 5 + w**2 / 3)
    half = stats.t.ppf(0.975, df) * math.sqrt(v + w)
    assert (result.effect, result.value) == ("ratio", pytest.approx(r / s))
    assert (result.low, result.high) == pytest.approx(
        (r / s * math.exp(-half), r / s * math.exp(half))
    )
    assert result.p_value == pytest.approx(
        2 * stats.t.sf(abs(math.log(r / s)) / math.sqrt(v + w), df)
    )
    assert result.method == "Welch's t, delta method on logarithms"


def test_the_plain_method_compares_by_difference():
    first, second = [120, 80, 10, 45], [60, 20, 40, 30, 10]
    expected = stats.ttest_ind(first, second, equal_var=False)
    result = compare(
        cx.revenue_per_customer(first), cx.revenue_per_customer(second), method="plain"
    )
    low, high = expected.confidence_interval()
    assert (result.effect, result.value) == ("difference", pytest.approx(63.75 - 32))
    assert (result.low, result.high) == pytest.approx((low, high))
    assert result.p_value == pytest.approx(expected.pvalue)


def test_two_years_of_the_same_customers_are_paired():
    frame = pd.DataFrame(
        {
            "who": list("abcde") * 2,
            "year": [1] * 5 + [2] * 5,
            "spent": [10, 20, 35, 50, 80, 12, 23, 40, 61, 90],
        }
    )
    first, second = cx.revenue_per_customer(frame, "spent", by="year", unit="who")
    paired, apart = compare(second, first), compare(second.summary, first.summary)
    assert (paired.effect, paired.value) == ("ratio", pytest.approx(226 / 195))
    assert "paired t over 5 shared units" in paired.method
    assert paired.low > 1 > apart.low
    for method in ("plain", "log"):
        with pytest.raises(ValueError, match="Leave method out"):
            compare(second, first, method=method)


def test_a_ratio_of_0_has_a_value_and_a_reason():
    result = cx.support_load([0, 0, 0])
    assert (result.value, math.isnan(result.low)) == (0, True)
    assert result.note == "a ratio of 0 has no interval on the scale of logarithms."
    against = compare(cx.support_load([0, 1, 2]), result)
    assert (against.value, against.note) == (math.inf, result.note)


def test_one_row_and_equal_rows_say_what_they_cannot_show():
    assert summary([(3, 4)]).estimate().note == "one row does not show how much rows differ."
    alike = summary([(1, 2), (2, 4), (3, 6)]).estimate()
    assert (alike.low, alike.value, alike.high) == (0.5, 0.5, 0.5)
    assert alike.note == (
        "all rows have the same ratio, so the interval has no width; that tells of the sample, "
        "not of everybody."
    )
    with_one = compare(summary([(3, 4)]), summary(SPENT))
    assert with_one.note == "a group with one row does not show how much rows differ."


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"x": 0}, "RatioOfSums: x, the sum that is divided by, must be above 0; got 0.0."),
        ({"y": -5}, "RatioOfSums: y must be a finite number of 0 or more; got -5.0."),
        ({"xx": math.inf}, "RatioOfSums: xx must be a finite number of 0 or more; got inf."),
    ],
)
def test_impossible_sums_are_refused(wrong, message):
    with pytest.raises(AnswerError) as error:
        RatioOfSums(**{"n": 2, "y": 1, "x": 2, "yy": 1, "xy": 1, "xx": 2, **wrong})
    assert str(error.value) == message
