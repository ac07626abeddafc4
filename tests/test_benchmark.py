"""Tests against a benchmark: published numbers, direction, refusals, and the sentences."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
import reference_inference as reference
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from strategies import METRIC_IDS, METRICS, estimates, frames

from uxcx import against, cx, ux
from uxcx.families import GeometricMean, Mean, NetScore, Proportion, Rate

ALTERNATIVES = ("two-sided", "greater", "less")
EVERY_METRIC = pytest.mark.parametrize("metric", METRICS, ids=METRIC_IDS)


def success(successes, n):
    return ux.task_success(Proportion(successes=successes, n=n))


def somewhere(estimate, share):
    """Return a possible benchmark of an estimate, inside the scale."""
    low, high = max(estimate.unit.minimum, -200.0), min(estimate.unit.maximum, 200.0)
    return low + (0.01 + 0.98 * share) * (high - low)


# --- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("case", reference.PROPORTION_TESTS, ids=lambda case: case.id)
def test_proportions_against_published_p_values(case):
    result = against(
        success(case.successes, case.n),
        case.benchmark,
        alternative=case.alternative,
        method=case.method,
    )
    assert result.p_value == pytest.approx(case.p_value, abs=case.tolerance)


def test_score_z_is_the_published_one():
    result = against(success(13, 16), 0.5, method="score")
    assert result.statistic == pytest.approx(reference.SCORE_Z)
    assert math.isnan(result.degrees_of_freedom)


def test_sus_against_67():
    result = against(ux.sus(Mean(mean=80, sd=23, n=172)), 67, alternative="greater")
    t, df, p = reference.SUS_AGAINST_67
    assert result.statistic == pytest.approx(t, abs=1e-6)
    assert result.degrees_of_freedom == df
    assert result.p_value == pytest.approx(p, rel=1e-6)


def test_times_are_tested_on_logarithms():
    measured = ux.time_on_task(reference.TIMES)
    result = against(measured, 60)
    expected = stats.ttest_1samp(np.log(reference.TIMES), math.log(60))
    assert (result.low, result.high) == pytest.approx(reference.TIMES_INTERVAL, abs=1e-4)
    assert result.statistic == pytest.approx(expected.statistic)
    assert result.p_value == pytest.approx(expected.pvalue)


def test_nps_is_tested_with_the_adjusted_score():
    # Adding 3 answers: 60.75 promoters and 15.75 detractors of 103.
    p, d = 60.75 / 103, 15.75 / 103
    z = (100 * (p - d) - 30) / (100 * math.sqrt((p + d - (p - d) ** 2) / 103))
    result = against(cx.nps(NetScore(promoters=60, passives=25, detractors=15)), 30)
    assert result.statistic == pytest.approx(z)
    assert result.p_value == pytest.approx(2 * stats.norm.sf(z))


def test_rates_are_tested_by_the_poisson_law():
    rate = Rate(n=20, events=12)
    assert against(rate, 1, alternative="less").p_value == pytest.approx(stats.poisson.cdf(12, 20))
    assert against(rate, 0.3, alternative="greater").p_value == pytest.approx(
        stats.poisson.sf(11, 6)
    )
    assert against(rate, 1).p_value == pytest.approx(2 * stats.poisson.cdf(12, 20))


@settings(max_examples=60)
@given(st.integers(1, 40), st.data())
def test_exact_and_mid_p_against_scipy(n, data):
    x = data.draw(st.integers(0, n))
    p = data.draw(st.floats(0.02, 0.98))
    for alternative in ("greater", "less"):
        expected = stats.binomtest(x, n, p, alternative=alternative).pvalue
        exact = against(success(x, n), p, alternative=alternative, method="exact")
        mid = against(success(x, n), p, alternative=alternative)
        assert exact.p_value == pytest.approx(expected, abs=1e-9)
        assert mid.p_value == pytest.approx(expected - stats.binom.pmf(x, n, p) / 2, abs=1e-9)


@settings(max_examples=150)
@given(
    st.sampled_from(METRICS).flatmap(estimates),
    st.floats(0, 1),
    st.sampled_from(ALTERNATIVES),
    st.sampled_from([0.8, 0.95]),
)
def test_interval_and_test_agree(estimate, share, alternative, level):
    benchmark = somewhere(estimate, share)
    result = against(estimate, benchmark, alternative=alternative, confidence_level=level)
    if math.isnan(result.p_value):
        assert result.verdict == "not known"
        assert math.isnan(result.low)
        return
    beside = min(abs(benchmark - result.low), abs(benchmark - result.high))
    if beside > 1e-6 * max(1, abs(benchmark)):
        assert (result.low < benchmark < result.high) == (result.verdict == "not shown")


@EVERY_METRIC
@settings(max_examples=8)
@given(st.data())
def test_interval_and_test_agree_over_units(metric, data):
    measured = metric.measure(data.draw(frames(metric)), "answer", unit="person")
    benchmark = somewhere(measured, data.draw(st.floats(0, 1)))
    result = against(measured, benchmark, alternative=data.draw(st.sampled_from(ALTERNATIVES)))
    assert "over units (delta method)" in result.test
    if math.isnan(result.p_value):
        return
    beside = min(abs(benchmark - result.low), abs(benchmark - result.high))
    if beside > 1e-6 * max(1, abs(benchmark)):
        assert (result.low < benchmark < result.high) == (result.verdict == "not shown")


@settings(max_examples=100)
@given(st.sampled_from(METRICS).flatmap(estimates), st.floats(0, 1))
def test_the_two_directions_are_told_apart(estimate, share):
    benchmark = somewhere(estimate, share)
    up, down, both = (
        against(estimate, benchmark, alternative=name) for name in ("greater", "less", "two-sided")
    )
    if math.isnan(both.p_value):
        return
    assert up.p_value + down.p_value >= 1 - 1e-9
    assert both.p_value == pytest.approx(min(1.0, 2 * min(up.p_value, down.p_value)))
    if estimate.value > benchmark and not isinstance(estimate.summary, Mean | GeometricMean):
        assert down.p_value >= 0.05
    assert not (up.verdict == "above" and down.verdict == "below")


def test_units_widen_the_interval_and_bring_t():
    # 6 people with 4 attempts each that all end alike are worth 6 rows, not 24.
    frame = pd.DataFrame({"who": [i for i in range(6) for _ in range(4)], "ok": [1] * 20 + [0] * 4})
    plain = against(ux.task_success(frame, "ok"), 0.5, method="score")
    units = against(ux.task_success(frame, "ok", unit="who"), 0.5)
    assert plain.verdict == "above"
    assert units.verdict == "not shown"
    assert units.degrees_of_freedom == 5
    assert units.test == "score t at the effective sample size over units (delta method)"
    # n effective of 5 of 6 with the unbiased variance over units: 5/6 * 1/6 / (5/36 / 5) = 5
    assert units.statistic == pytest.approx((5 / 6 - 0.5) / math.sqrt(0.25 / 5))


def test_means_over_units_of_one_row_are_the_plain_t():
    frame = pd.DataFrame({"who": range(5), "seq": [3, 5, 6, 7, 7]})
    plain, units = (ux.seq(frame, "seq", **extra) for extra in ({}, {"unit": "who"}))
    one, two = against(plain, 5), against(units, 5)
    assert one.p_value == pytest.approx(stats.ttest_1samp(frame["seq"], 5).pvalue)
    assert two.p_value == pytest.approx(one.p_value)
    assert (two.low, two.high) == pytest.approx((one.low, one.high))


@settings(max_examples=60)
@given(st.sampled_from(METRICS).flatmap(estimates), st.sampled_from(ALTERNATIVES))
def test_results_are_plain_floats_and_can_be_printed(estimate, alternative):
    result = against(estimate, np.float64(somewhere(estimate, 0.4)), alternative=alternative)
    for name in (
        *("benchmark", "value", "low", "high", "p_value", "statistic", "degrees_of_freedom"),
        "confidence_level",
    ):
        assert type(getattr(result, name)) is float, name
    text = repr(result)
    assert text.count("\n") == 1
    assert "nan" not in text
    assert result.sentence.endswith(".")
    assert not re.search(r"\. [a-z]", result.sentence)
    assert "  " not in text
    assert len(result.to_frame()) == 1
    assert result._repr_html_().startswith("<table><caption")


# --- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("benchmark", "message"),
    [
        (78, "benchmark of task success must be between 0 and 1; got 78. Write 78% as 0.78."),
        (1, "benchmark of task success must be between 0 and 1; got 1."),
        (0, "benchmark of task success must be between 0 and 1; got 0."),
        (-0.2, "benchmark of task success must be between 0 and 1; got -0.2."),
        (math.nan, "benchmark of task success must be between 0 and 1; got nan."),
    ],
)
def test_impossible_benchmarks_of_a_proportion_are_refused(benchmark, message):
    with pytest.raises(ValueError, match="benchmark") as error:
        against(success(9, 11), benchmark)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("estimate", "benchmark", "message"),
    [
        (ux.time_on_task([10, 20]), 0, "benchmark of time on task must be above 0; got 0."),
        (
            ux.sus(Mean(mean=80, sd=23, n=172)),
            101,
            "benchmark of SUS must be from 0 to 100; got 101.",
        ),
        (
            cx.nps(NetScore(promoters=3, passives=2, detractors=1)),
            -101,
            "benchmark of NPS must be from -100 to 100; got -101.",
        ),
        (Rate(n=3, events=2), 0, "benchmark of rate must be above 0; got 0."),
        (Mean(n=3, mean=2, sd=1), math.inf, "benchmark of mean must be a finite number; got inf."),
    ],
)
def test_impossible_benchmarks_are_refused(estimate, benchmark, message):
    with pytest.raises(ValueError, match="benchmark") as error:
        against(estimate, benchmark)
    assert str(error.value) == message


def test_the_ends_of_a_rating_are_possible_benchmarks():
    assert against(ux.sus(Mean(mean=80, sd=23, n=172)), 100).verdict == "below"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: against(0.8, 0.78),
            TypeError,
            "against() takes one estimate; the type of the first is float. Measure first: "
            "against(ux.task_success(...), 0.78).",
        ),
        (
            lambda: against(
                ux.task_success(pd.DataFrame({"ok": [1, 0], "g": "ab"}), "ok", by="g"), 0.5
            ),
            TypeError,
            "against() takes one estimate; the type of the first is Estimates. Take one of its "
            "groups: against(results[group], benchmark).",
        ),
        (
            lambda: against(success(1, 2), success(3, 4)),
            TypeError,
            "benchmark must be a number; its type is Estimate. To compare two estimates, use "
            "compare().",
        ),
        (
            lambda: against(success(1, 2), True),
            TypeError,
            "benchmark must be a number; its type is bool.",
        ),
        (
            lambda: against(success(1, 2), 0.5, alternative="more"),
            ValueError,
            "alternative must be one of 'two-sided', 'greater', 'less'; got 'more'.",
        ),
        (
            lambda: against(success(1, 2), 0.5, method="wald"),
            ValueError,
            "method must be one of 'mid_p', 'exact', 'score'; got 'wald'.",
        ),
        (
            lambda: against(
                ux.task_success(pd.DataFrame({"ok": [1, 0], "who": "ab"}), "ok", unit="who"),
                0.5,
                method="exact",
            ),
            ValueError,
            "method of an estimate made with unit= must be one of 'score'; got 'exact'.",
        ),
        (
            lambda: against(success(1, 2), 0.5, confidence_level=95),
            ValueError,
            "confidence_level must be between 0 and 1; got 95. Write 95% as 0.95.",
        ),
        (
            lambda: against(success(1, 2), 0.5, alternative="less", confidence_level=0.4),
            ValueError,
            "A one-sided test needs a confidence_level above 0.5; got 0.4.",
        ),
        (
            lambda: against(Proportion(successes=0, n=0), 0.5),
            ValueError,
            "proportion has no answers, so there is nothing to test.",
        ),
    ],
)
def test_what_cannot_be_tested_is_refused(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


# --- sentences -------------------------------------------------------------------------------


def test_above_the_benchmark():
    assert against(success(13, 16), 0.5).sentence == (
        "Task success was 81% in this sample (13 of 16), and the data show that the true value is "
        "above the benchmark of 50%: with 95% confidence it is between 57% and 95%. Since higher "
        "is better here, that beats the benchmark."
    )


def test_below_the_benchmark_where_higher_is_better():
    assert against(success(3, 16), 0.5).sentence == (
        "Task success was 19% in this sample (3 of 16), and the data show that the true value is "
        "below the benchmark of 50%: with 95% confidence it is between 5% and 43%. Since higher is "
        "better here, that misses the benchmark."
    )


def test_lower_times_beat_the_benchmark():
    result = against(ux.time_on_task(reference.TIMES), 90, alternative="less")
    assert result.verdict == "below"
    assert result.sentence == (
        "Time on task was 57 s in this sample (n = 7), and the data show that the true value is "
        "below the benchmark of 90 s: with 95% confidence it is at most 68 s. Since lower is "
        "better here, that beats the benchmark."
    )


def test_not_shown_is_not_equal():
    assert against(success(9, 11), 0.8).sentence == (
        "Task success was 82% in this sample (9 of 11). These data do not show that the true value "
        "differs from the benchmark of 80%: with 95% confidence it is between 52% and 97%. That "
        "does not show that it equals the benchmark."
    )


def test_not_shown_one_sided():
    assert against(success(9, 11), 0.8, alternative="greater").sentence == (
        "Task success was 82% in this sample (9 of 11). These data do not show that the true value "
        "is above the benchmark of 80%: with 95% confidence it is at least 57%. That does not show "
        "that it is at or below the benchmark."
    )


def test_the_wrong_direction_shows_nothing_and_says_so():
    # 1 of 16 is far below a half: a one-sided test for more must not be impressed.
    result = against(success(1, 16), 0.5, alternative="greater")
    assert result.p_value > 0.99
    assert result.sentence == (
        "Task success was 6% in this sample (1 of 16). These data do not show that the true value "
        "is above the benchmark of 50%: with 95% confidence it is at least 1%. The sample itself "
        "lies below the benchmark; whether the truth does, this test did not ask."
    )


def test_exactly_the_benchmark():
    result = against(success(5, 10), 0.5)
    assert result.p_value == 1
    assert "(5 of 10). These data do not show that the true value differs" in result.sentence


def test_one_answer_shows_next_to_nothing():
    assert against(success(1, 1), 0.5).verdict == "not shown"
    score = against(cx.nps(NetScore(promoters=1, passives=0, detractors=0)), 99)
    assert score.verdict == "not shown"
    assert (score.p_value, score.high) == (1.0, 100.0)
    assert against(ux.time_on_task([60]), 30).sentence == (
        "Time on task was 60 s in this sample (n = 1), but whether the true value differs from "
        "the benchmark of 30 s cannot be known: one answer does not show how much answers vary."
    )


def test_equal_answers_are_no_proof():
    assert against(ux.seq([5, 5, 5]), 4).sentence == (
        "SEQ was 5.0 in this sample (n = 3), but whether the true value differs from the benchmark "
        "of 4 cannot be known: there is no variation to judge chance by."
    )


def test_one_unit_is_not_enough():
    frame = pd.DataFrame({"ok": [1, 0, 1], "who": "a"})
    result = against(ux.task_success(frame, "ok", unit="who"), 0.5)
    assert result.sentence == (
        "Task success was 66.7% in this sample (2 of 3, 1 unit by who), but whether the true value "
        "differs from the benchmark of 50% cannot be known: one unit does not show how much units "
        "differ."
    )


def test_a_limit_beside_the_benchmark_is_not_shown_as_the_benchmark():
    text = repr(against(Rate(n=20, events=12), 1, alternative="less"))
    assert text.startswith(
        "rate 0.6 per row against a benchmark of 1 per row: at most 0.97 per row (95%, exact "
        "Poisson; p = 0.039)\n"
    )


def test_groups_are_named():
    frame = pd.DataFrame({"ok": [1] * 9 + [0], "design": ["<new>"] * 10})
    result = against(ux.task_success(frame, "ok", by="design")["<new>"], 0.5)
    assert result.sentence.startswith("Task success (<new>) was 90% in this sample (9 of 10), and")
    assert "<new>" not in result._repr_html_()
    assert "task success (&lt;new&gt;)" in result._repr_html_()
