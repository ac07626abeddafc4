"""Every number that somebody else has published or computed, against ours."""

from __future__ import annotations

import math

import pandas as pd
import pytest
import reference

from uxcx import compare, cx, questionnaires, ux
from uxcx.families import GeometricMean, Mean, NetScore, Proportion


def _by_id(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case[0])


def paired_frame(cells):
    """Rows of two groups, `a` and `b`, whose units have the cells both, a only, b only, neither."""
    outcomes = [(1, 1), (1, 0), (0, 1), (0, 0)]
    pairs = [outcome for outcome, n in zip(outcomes, cells, strict=True) for _ in range(n)]
    return pd.DataFrame(
        {
            "person": list(range(len(pairs))) * 2,
            "group": ["a"] * len(pairs) + ["b"] * len(pairs),
            "done": [a for a, _ in pairs] + [b for _, b in pairs],
        }
    )


def compare_pairs(cells):
    a, b = ux.task_success(paired_frame(cells), "done", by="group", unit="person")
    return compare(a, b)


@_by_id(reference.PROPORTION_INTERVALS)
def test_interval_of_a_proportion(case):
    summary = Proportion(successes=case.successes, n=case.n)
    result = summary.estimate(method=case.method)
    assert (result.low, result.high) == pytest.approx(case.expected, abs=case.tolerance)
    assert result.value == case.successes / case.n


@_by_id(reference.PROPORTION_INTERVALS)
def test_interval_is_the_same_from_rows_as_from_counts(case):
    rows = [1] * case.successes + [0] * (case.n - case.successes)
    from_rows = ux.task_success(rows, method=case.method)
    from_counts = ux.task_success(
        Proportion(successes=case.successes, n=case.n), method=case.method
    )
    assert repr(from_rows) == repr(from_counts)
    assert (from_rows.low, from_rows.high) == (from_counts.low, from_counts.high)


@_by_id(reference.WILSON_CENTRES)
def test_middle_of_the_wilson_interval(case):
    _, successes, n, middle, tolerance, _ = case
    result = Proportion(successes=successes, n=n).estimate(method="wilson")
    assert (result.low + result.high) / 2 == pytest.approx(middle, abs=tolerance)


@_by_id(reference.PROPORTION_DIFFERENCES)
def test_interval_of_a_difference_of_proportions(case):
    (x1, n1), (x2, n2) = case.first, case.second
    result = compare(
        Proportion(successes=x1, n=n1), Proportion(successes=x2, n=n2), method=case.method
    )
    assert (result.low, result.high) == pytest.approx(case.expected, abs=case.tolerance)
    assert result.value == x1 / n1 - x2 / n2


@_by_id(reference.N1_TESTS)
def test_n_minus_1_test(case):
    _, (x1, n1), (x2, n2), z, p, tolerance, _ = case
    result = compare(Proportion(successes=x1, n=n1), Proportion(successes=x2, n=n2))
    assert result.statistic == pytest.approx(z, abs=tolerance)
    assert result.p_value == pytest.approx(p, abs=tolerance)


def test_n_minus_1_test_is_pearsons_times_n_less_1_over_n():
    # Campbell 2007: 37 of 455 against 22 of 438 gives a chi-square of 3.4920793464198625
    result = compare(Proportion(successes=37, n=455), Proportion(successes=22, n=438))
    assert result.statistic**2 == pytest.approx(3.4920793464198625, abs=1e-10)


@_by_id(reference.MCNEMAR_MID_P)
def test_mcnemar_mid_p_of_paired_rows(case):
    result = compare_pairs(case.cells)
    assert result.p_value == pytest.approx(case.expected, abs=case.tolerance)
    assert result.test == "McNemar mid-p test"


@_by_id(reference.BONETT_PRICE_INTERVALS)
def test_bonett_price_interval_of_paired_rows(case):
    result = compare_pairs(case.cells)
    assert (result.low, result.high) == pytest.approx(case.expected, abs=case.tolerance)
    assert "Bonett and Price" in result.method


@pytest.mark.parametrize("cells", [(59, 6, 16, 80), (7, 6, 1, 1), (1, 1, 7, 12), (3, 0, 5, 2)])
def test_bonett_price_interval_follows_its_formula(cells):
    both, first, second, neither = cells
    n = both + first + second + neither
    p12, p21 = (first + 1) / (n + 2), (second + 1) / (n + 2)
    half = 1.959963985 * math.sqrt((p12 + p21 - (p12 - p21) ** 2) / (n + 2))
    result = compare_pairs(cells)
    assert result.low == pytest.approx(max(-1, p12 - p21 - half), abs=1e-8)
    assert result.high == pytest.approx(min(1, p12 - p21 + half), abs=1e-8)


@_by_id(reference.TIMES)
def test_geometric_mean_of_times(case):
    _, times, value, low, high, tolerance, _ = case
    result = ux.time_on_task(times)
    assert (result.low, result.high) == pytest.approx((low, high), abs=tolerance)
    if value is not None:
        assert result.value == pytest.approx(value, abs=tolerance)


def test_geometric_mean_of_10_20_40_is_20():
    assert ux.time_on_task([10, 20, 40]).value == pytest.approx(20, abs=1e-9)


def test_geometric_mean_from_published_moments():
    result = GeometricMean(n=6, mean=4.223, sd=0.3747).estimate()
    assert (result.low, result.high) == pytest.approx((46.0, 101.2), abs=0.1)


@_by_id(reference.NPS_INTERVALS)
def test_interval_of_the_nps(case):
    _, promoters, passives, detractors, value, low, high, tolerance, method, _ = case
    summary = NetScore(promoters=promoters, passives=passives, detractors=detractors)
    result = cx.nps(summary, method=method)
    assert result.value == pytest.approx(value)
    assert (result.low, result.high) == pytest.approx((low, high), abs=tolerance)


@_by_id(reference.NPS_STANDARD_ERRORS)
def test_standard_error_of_the_nps(case):
    _, promoters, passives, detractors, error, tolerance, _ = case
    summary = NetScore(promoters=promoters, passives=passives, detractors=detractors)
    assert math.sqrt(summary.independent_variance()) == pytest.approx(error, abs=tolerance)


@_by_id(reference.NPS_SCORES)
def test_nps_of_answers(case):
    _, answers, score, _ = case
    assert cx.nps(answers).value == pytest.approx(score, abs=1e-9)


def test_ten_promoters_of_ten():
    result = cx.nps([10] * 10)
    assert (result.low, result.high) == pytest.approx((47.5, 100), abs=0.05)


def test_wald_difference_of_two_nps():
    case = reference.NPS_DIFFERENCE_WALD
    first, second = (
        NetScore(promoters=p, passives=n, detractors=d)
        for p, n, d in (case["first"], case["second"])
    )
    result = compare(first, second, method="wald")
    assert result.value == pytest.approx(case["value"])
    assert (result.low, result.high) == pytest.approx((case["low"], case["high"]), abs=1e-4)
    assert result.p_value == pytest.approx(case["p"], abs=1e-6)


def test_adjusted_difference_of_two_nps_adds_three_answers_to_each():
    def adjusted(promoters, passives, detractors):
        n = promoters + passives + detractors + 3
        p, d = (promoters + 0.75) / n, (detractors + 0.75) / n
        return 100 * (p - d), 1e4 * (p + d - (p - d) ** 2) / n

    (one, v1), (two, v2) = adjusted(60, 25, 15), adjusted(45, 30, 25)
    half = 1.959963985 * math.sqrt(v1 + v2)
    result = compare(
        NetScore(promoters=60, passives=25, detractors=15),
        NetScore(promoters=45, passives=30, detractors=25),
    )
    assert (result.low, result.high) == pytest.approx((one - two - half, one - two + half))
    assert result.statistic == pytest.approx((one - two) / math.sqrt(v1 + v2))
    assert result.value == pytest.approx(25)


def test_nps_interval_is_two_sided():
    # An interval with the one-sided quantile of 95% is a 90% interval.
    summary = NetScore(promoters=60, passives=25, detractors=15)
    narrow = summary.estimate(confidence_level=0.9)
    assert (narrow.low, narrow.high) == pytest.approx((31.6496, 55.7290), abs=1e-4)


@_by_id(reference.SUS_SHEETS)
def test_sus_score_of_a_sheet(case):
    _, answers, score, _ = case
    assert questionnaires.sus_scores(answers).tolist() == [score]


@_by_id(reference.MEANS)
def test_mean_with_its_t_interval(case):
    _, metric, answers, value, low, high, tolerance, _ = case
    result = getattr(ux, metric)(answers)
    assert result.value == pytest.approx(value, abs=tolerance)
    assert (result.low, result.high) == pytest.approx((low, high), abs=tolerance)


def test_mean_and_sd_of_twenty_sus_scores():
    # SUS Analysis Toolkit (peer output): 79.875 and 11.016584388046386
    result = ux.sus(reference.SUS_SCORES_OF_20)
    assert result.value == pytest.approx(79.875, abs=1e-9)
    assert result.summary.sd == pytest.approx(11.016584388046386, abs=1e-9)


@_by_id(reference.WELCH)
def test_welch_from_published_moments(case):
    _, first, second, difference, numbers, tolerance, _ = case
    a, b = (Mean(n=n, mean=mean, sd=sd) for n, mean, sd in (first, second))
    result = compare(a, b)
    assert result.value == pytest.approx(difference)
    found = (result.statistic, result.degrees_of_freedom, result.p_value, result.low, result.high)
    assert found == pytest.approx(numbers, abs=tolerance)


@pytest.mark.parametrize(("score", "grade"), reference.SUS_GRADES)
def test_grade_of_a_sus_score(score, grade):
    assert questionnaires.sus_grade(score).grade == grade


@pytest.mark.parametrize(("highest", "satisfied_from"), reference.SATISFIED_FROM)
def test_satisfied_answers_by_scale(highest, satisfied_from):
    answers = list(range(1, highest + 1))
    result = cx.csat(answers, scale=(1, highest))
    assert result.summary.successes == highest + 1 - satisfied_from


def test_csat_is_the_top_share_and_not_the_net():
    # 9 great, 6 not good: the top share is 60%, the net of both would be 20%
    assert cx.csat([5] * 9 + [1] * 6).value == pytest.approx(0.6)
