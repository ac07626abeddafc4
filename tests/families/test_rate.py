"""Rates: exact Poisson intervals, the conditional test, and rates of zero."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.rates import confint_poisson

from uxcx import AnswerError, compare, ux
from uxcx.families import Rate

RATES = st.tuples(st.integers(0, 200), st.integers(1, 80)).map(
    lambda drawn: Rate(n=drawn[1], events=drawn[0])
)


@pytest.mark.parametrize("confidence_level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(("events", "n"), [(0, 1), (0, 20), (1, 3), (12, 20), (300, 40)])
def test_interval_agrees_with_statsmodels(events, n, confidence_level):
    expected = confint_poisson(events, n, method="exact-c", alpha=1 - confidence_level)
    result = Rate(n=n, events=events).estimate(confidence_level=confidence_level)
    assert (result.low, result.high) == pytest.approx(expected, nan_ok=True)
    assert result.low >= 0


@given(RATES)
def test_interval_holds_the_rate(summary):
    result = summary.estimate()
    assert 0 <= result.low <= result.value <= result.high


@given(RATES, RATES)
def test_ratio_is_the_conditional_binomial_test(first, second):
    result = compare(first, second)
    total = first.events + second.events
    if total == 0:
        assert result.p_value == 1
        return
    share = first.exposure / (first.exposure + second.exposure)
    tails = [
        stats.binomtest(first.events, total, share, alternative=side).pvalue
        for side in ("less", "greater")
    ]
    assert result.p_value == pytest.approx(min(1, 2 * min(tails)))
    assert result.low <= result.value <= result.high


@given(RATES, RATES)
def test_interval_and_test_of_a_ratio_agree(first, second):
    result = compare(first, second)
    if abs(result.p_value - 0.05) > 1e-9 and first.events + second.events:
        assert result.verdict in {"difference", "no clear difference"}


def test_zero_events_still_have_an_upper_end():
    result = ux.error_rate([0] * 10)
    assert result.value == 0
    assert result.low == 0
    # the rule of three, for two-sided intervals: -log(0.025) / n
    assert result.high == pytest.approx(-math.log(0.025) / 10)


def test_no_events_in_either_group_give_no_ratio():
    result = compare(Rate(n=5, events=0), Rate(n=9, events=0), labels=("new", "old"))
    assert math.isnan(result.value)
    assert result.verdict == "not known"
    assert repr(result) == (
        "rate, new / old: not known [interval not known] (95%, exact conditional; p = 1, exact "
        "conditional test of two rates)\n"
        "Rate cannot be compared between new and old: there were no events at all, so the ratio "
        "is not known."
    )


def test_a_rate_against_none_is_infinite_and_can_be_read():
    result = compare(Rate(n=9, events=30), Rate(n=9, events=0), labels=("new", "old"))
    assert result.value == math.inf
    assert result.high == math.inf
    assert result.low > 1
    assert result.sentence.startswith(
        "Rate was higher with new than with old, which had none; with 95% confidence the true "
        "difference is at least "
    )
    assert "% higher. This alone" in result.sentence


def test_none_against_a_rate_is_100_percent_lower():
    result = compare(Rate(n=9, events=0), Rate(n=9, events=30), labels=("new", "old"))
    assert result.value == 0
    assert result.low == 0
    assert result.sentence.startswith("Rate was 100% lower with new than with old; ")


def test_exposure_may_be_hours_instead_of_rows():
    result = Rate(n=3, events=6, exposure=1.5).estimate()
    assert result.value == 4
    assert result.summary.counts() == "6 events in 1.5"


def test_one_event_is_not_put_in_the_plural():
    assert Rate(n=3, events=1).counts() == "1 event in 3"


@pytest.mark.parametrize("exposure", [0, -2, float("inf")])
def test_exposure_must_be_above_0(exposure):
    with pytest.raises(AnswerError) as error:
        Rate(n=3, events=1, exposure=exposure)
    assert str(error.value) == f"Rate: exposure must be above 0; got {float(exposure)!r}."


@pytest.mark.parametrize("events", [-1, 0.5])
def test_events_are_whole_numbers(events):
    with pytest.raises(AnswerError) as error:
        Rate(n=3, events=events)
    assert str(error.value) == f"Rate: events must be a whole number of 0 or more; got {events}."


def test_adding_weeks_adds_events_and_exposure():
    whole = Rate(n=3, events=2, exposure=1.5) + Rate(n=4, events=5, exposure=2.5)
    assert whole == Rate(n=7, events=7, exposure=4.0)
