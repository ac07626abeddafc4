"""Equivalence and non-inferiority: against statsmodels, direction, refusals, and the sentences."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.weightstats import ttost_ind

from uxcx import cx, equivalent, not_worse, ux
from uxcx.families import GeometricMean, Mean, NetScore, Proportion, Rate

LABELS = ("new", "old")
SEQ = ([5, 6, 7, 6, 5, 6, 4, 7, 6, 5], [6, 5, 6, 7, 5, 5, 6, 6, 4])


def success(x, n):
    return ux.task_success(Proportion(successes=x, n=n))


def typical(seconds, n, sd=0.4):
    return ux.time_on_task(GeometricMean(n=n, mean=math.log(seconds), sd=sd))


@pytest.mark.parametrize("margin", [0.2, 0.5, 1.0, 2.0])
def test_means_against_statsmodels(margin):
    p, lower, upper = ttost_ind(*SEQ, -margin, margin, usevar="unequal")
    one, two = ux.seq(SEQ[0]), ux.seq(SEQ[1])
    assert equivalent(one, two, margin=margin).p_value == pytest.approx(p, abs=1e-8)
    assert not_worse(one, two, margin=margin).p_value == pytest.approx(lower[1], abs=1e-8)
    as_cost = not_worse(one, two, margin=margin, direction="lower is better")
    assert as_cost.p_value == pytest.approx(upper[1], abs=1e-8)


def test_an_effect_beyond_the_margin_has_a_p_value_above_a_half():
    high = [x + 2 for x in SEQ[0]]
    one, two = (
        cx.ces(Mean(n=len(x), mean=np.mean(x), sd=np.std(x, ddof=1))) for x in (SEQ[1], high)
    )
    expected = ttost_ind(SEQ[1], high, -1, 1, usevar="unequal")
    result = equivalent(one, two, margin=1)
    assert result.p_value == pytest.approx(expected[0], abs=1e-8)
    assert result.p_value > 0.5


def test_times_are_a_ratio_and_logs_agree_with_statsmodels():
    one, two = [30, 41, 38, 52, 36, 44], [33, 40, 45, 47, 39, 50, 36]
    expected = ttost_ind(
        np.log(one), np.log(two), -math.log(1.25), math.log(1.25), usevar="unequal"
    )
    result = equivalent(ux.time_on_task(one), ux.time_on_task(two), margin=1.25)
    assert result.p_value == pytest.approx(expected[0], abs=1e-8)
    assert (result.low_limit, result.high_limit) == pytest.approx((0.8, 1.25))


@settings(max_examples=40)
@given(
    st.integers(1, 60),
    st.integers(1, 60),
    st.data(),
    st.floats(0.02, 0.9),
    st.sampled_from([0.9, 0.95, 0.975]),
)
def test_the_p_value_agrees_with_the_verdict(n, m, data, margin, level):
    one, two = success(data.draw(st.integers(0, n)), n), success(data.draw(st.integers(0, m)), m)
    for ask in (equivalent, not_worse):
        result = ask(one, two, margin=margin, confidence_level=level)
        if abs(result.p_value - (1 - level)) > 1e-6:
            shown = result.verdict in ("equivalent", "not worse")
            assert shown == (result.p_value < 1 - level)
        assert result.comparison.confidence_level == pytest.approx(2 * level - 1)
        assert type(result.p_value) is float


def test_the_order_does_not_matter_to_equivalence_but_to_not_worse():
    one, two = success(450, 500), success(420, 500)
    assert equivalent(one, two, margin=0.1).p_value == pytest.approx(
        equivalent(two, one, margin=0.1).p_value
    )
    assert not_worse(one, two, margin=0.05).verdict == "not worse"
    assert not_worse(two, one, margin=0.02).verdict == "worse"
    assert not_worse(two, one, margin=0.05).verdict == "not shown"


def test_lower_is_better_for_times_and_errors():
    fast, slow = typical(30, 40), typical(60, 40)
    assert not_worse(fast, slow, margin=1.1).verdict == "not worse"
    assert not_worse(slow, fast, margin=1.1).verdict == "worse"
    few, many = (ux.error_rate(Rate(n=200, events=events)) for events in (20, 90))
    assert not_worse(few, many, margin=1.1).verdict == "not worse"
    assert not_worse(many, few, margin=1.1).verdict == "worse"


def test_nps_margins_are_in_points():
    one, two = (cx.nps(NetScore(promoters=p, passives=300, detractors=200)) for p in (510, 500))
    assert equivalent(one, two, margin=10).verdict == "equivalent"
    assert "margin 10 points" in repr(equivalent(one, two, margin=10))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: equivalent(success(4, 5), success(4, 5), margin=5),
            ValueError,
            "margin of task success must be above 0 and below 1; got 5. Write 5 percentage points "
            "as 0.05.",
        ),
        (
            lambda: equivalent(success(4, 5), success(4, 5), margin=-0.05),
            ValueError,
            "margin of task success must be above 0 and below 1; got -0.05.",
        ),
        (
            lambda: equivalent(Mean(n=3, mean=1, sd=1), Mean(n=3, mean=1, sd=1), margin=0),
            ValueError,
            "margin of mean must be above 0; got 0.",
        ),
        (
            lambda: equivalent(typical(30, 9), typical(30, 9), margin=0.8),
            ValueError,
            "time on task is compared as a ratio, so margin must be a ratio above 1, such as 1.2; "
            "got 0.8. Write 1.25 for 1/0.8.",
        ),
        (
            lambda: equivalent(success(4, 5), success(4, 5), margin="5%"),
            TypeError,
            "margin must be a number; its type is str.",
        ),
        (
            lambda: not_worse(
                Proportion(successes=4, n=5), Proportion(successes=4, n=5), margin=0.1
            ),
            ValueError,
            'proportion has no better direction of its own: give direction="higher is better" or '
            'direction="lower is better".',
        ),
        (
            lambda: equivalent(success(4, 5), success(4, 5), margin=0.1, confidence_level=0.5),
            ValueError,
            "A one-sided test needs a confidence_level above 0.5; got 0.5.",
        ),
    ],
)
def test_what_cannot_be_tested_is_refused(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


# --- sentences -------------------------------------------------------------------------------


def test_shown():
    assert equivalent(
        success(450, 500), success(448, 500), margin=0.05, labels=LABELS
    ).sentence == (
        "These data show that task success is the same with new as with old, but for less than the "
        "margin of 5 percentage points: the 90% interval, from 3 percentage points lower to 4 "
        "higher, lies within it."
    )


def test_a_difference_too_small_to_matter():
    result = equivalent(success(9000, 10000), success(8900, 10000), margin=0.05, labels=LABELS)
    assert result.verdict == "equivalent"
    assert result.sentence.endswith(
        "between 0.3 and 1.7 percentage points higher, lies within it. Some difference there is, "
        "but one too small to matter."
    )


def test_shown_to_be_different():
    result = equivalent(success(100, 100), success(50, 100), margin=0.05, labels=LABELS)
    assert result.sentence == (
        "These data show that task success is not the same with new as with old: the 90% interval, "
        "between 41 and 57 percentage points higher, lies wholly beyond the margin of 5 percentage "
        "points."
    )


def test_no_worse():
    assert not_worse(typical(30, 30), typical(31, 30), margin=1.2, labels=LABELS).sentence == (
        "These data show that time on task is no worse with new than with old, but for less than "
        "the margin of 1.2 times: the 90% interval, from 19% lower to 15% higher, leaves out any "
        "greater loss."
    )


def test_shown_to_be_worse():
    assert not_worse(success(50, 100), success(100, 100), margin=0.01, labels=LABELS).sentence == (
        "These data show that task success is worse with new than with old, by more than the "
        "margin of 1 percentage point: the 90% interval, between 41 and 57 percentage points "
        "lower, lies wholly beyond it."
    )


@pytest.mark.parametrize("n", [1, 5])
def test_equal_results_of_few_people_show_nothing(n):
    result = equivalent(success(n, n), success(n, n), margin=0.1, labels=LABELS)
    assert result.comparison.value == 0
    assert result.verdict == "not shown"
    assert "These data do not show that task success is the same with new as with old" in (
        result.sentence
    )
    assert result.sentence.endswith(
        "still holds differences greater than the margin of 10 percentage points. Nor do they show "
        "the contrary; more answers would narrow the interval."
    )


def test_not_shown_to_be_no_worse():
    assert not_worse(success(9, 10), success(8, 10), margin=0.05, labels=LABELS).sentence == (
        "These data do not show that task success is no worse with new than with old: the 90% "
        "interval, from 19 percentage points lower to 35 higher, still holds losses greater than "
        "the margin of 5 percentage points. Nor do they show the contrary; more answers would "
        "narrow the interval."
    )


def test_an_interval_without_width_is_no_proof():
    result = equivalent(success(5, 5), success(5, 5), margin=0.05, method="wald", labels=LABELS)
    assert result.verdict == "not known"
    assert math.isnan(result.p_value)
    assert result.sentence == (
        "Whether task success is the same with new as with old cannot be known from these data. "
        "The Wald interval has no width at 0% and 100%, which is why it is not used."
    )


def test_one_answer_or_no_events_leave_it_unknown():
    alone = not_worse(typical(30, 1), typical(30, 5), margin=1.2, labels=LABELS)
    assert alone.sentence == (
        "Whether time on task is no worse with new than with old cannot be known from these data. "
        "A group with one answer does not show how much answers vary."
    )
    none = equivalent(Rate(n=9, events=0), Rate(n=9, events=0), margin=2)
    assert none.sentence.endswith("There were no events at all, so the ratio is not known.")
    assert "p not known" in repr(none)


def test_what_is_printed_and_shown():
    result = equivalent(success(450, 500), success(448, 500), margin=0.05, labels=("<b>", "&"))
    assert repr(result).count("\n") == 1
    page = result._repr_html_()
    assert "<b>" not in page
    assert "<caption" in page
    row = result.to_frame().iloc[0]
    assert (row["question"], row["verdict"]) == ("equivalent", "equivalent")
    assert row["interval_level"] == pytest.approx(0.9)
