"""Published answers on times, means and ratios, each with where it was read."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from uxcx import AnswerError, against, compare, cx, ux
from uxcx.families import Mean, RatioOfSums

# tea-tasting: make_users_data(rng=42), 4,000 users; control first. Made with version 1.14.0.
SESSIONS = [Mean(n=2023, mean=4038 / 2023, sd=1.0039408904321798)]
SESSIONS += [Mean(n=1977, mean=3920 / 1977, sd=0.9871172388085111)]
ORDERS = [Mean(n=2023, mean=1073 / 2023, sd=0.8624145410377282)]
ORDERS += [Mean(n=1977, mean=1133 / 1977, sd=0.8630072928115449)]
REVENUE = [Mean(n=2023, mean=10602.60 / 2023, sd=9.646776019347344)]
REVENUE += [Mean(n=1977, mean=11328.43 / 1977, sd=10.385210315994982)]
ORDERS_PER_SESSION = [RatioOfSums(n=2023, y=1073, x=4038, yy=2073, xy=2648, xx=10098)]
ORDERS_PER_SESSION += [RatioOfSums(n=1977, y=1133, x=3920, yy=2121, xy=2730, xx=9698)]


def test_time_median_ci_30():
    # uxstats time_stats, large-n branch, run in R (peer output)
    result = ux.time_on_task(range(1, 31), statistic="median")
    assert (result.low, result.high) == (10, 21)


def test_time_mean_median():
    # MeasuringU, Average task times: what to report (2010) (published)
    times = [100, 101, 102, 103, 104]
    assert ux.time_on_task(times, statistic="mean").value == 102
    assert ux.time_on_task(times, statistic="median").value == 102


@pytest.mark.parametrize("statistic", ["geometric_mean", "median", "mean"])
def test_time_zero_negative(statistic):
    for wrong in (0, -1):
        with pytest.raises(AnswerError, match="a time in seconds above 0"):
            ux.time_on_task([10, wrong, 20], statistic=statistic)


def test_ratio_of_medians():
    # R statpsych, ci.ratio.median2, its manual (published)
    first = [36, 44, 47, 42, 49, 39, 46, 31, 33, 48]
    second = [32, 39, 26, 35, 43, 27, 40, 37, 34, 29, 49, 42, 40]
    result = compare(*(ux.time_on_task(times, statistic="median") for times in (first, second)))
    found = (result.value, result.low, result.high)
    assert found == pytest.approx((1.162162, 0.927667, 1.455933), abs=1e-6)


def test_means_welch_uxr():
    # joe-chelladurai/uxr README, run in R 4.2.2 (published)
    result = compare(ux.seq([4, 2, 5, 3, 6, 2, 5]), ux.seq([5, 2, 1, 2, 1, 3, 2]))
    found = (result.statistic, result.degrees_of_freedom, result.p_value, result.low, result.high)
    assert found == pytest.approx((1.99, 11.8, 0.0707, -0.156, 3.3), abs=0.06)


def test_means_bench_uxr():
    # joe-chelladurai/uxr README, run in R 4.2.2 (published)
    result = against(ux.sus(Mean(n=172, mean=80, sd=23)), 67, alternative="greater")
    assert result.statistic == pytest.approx(7.412757, abs=1e-5)
    assert result.p_value == pytest.approx(2.732705e-12, rel=1e-5)


def test_ueq_ci():
    # gitc23/ueqr README, attractiveness, normal quantile (published): t is wider by t / z
    result = Mean(n=238, mean=1.5077031, sd=1.1229238).estimate()
    half = (1.6503656 - 1.3650406) / 2 * stats.t.ppf(0.975, 237) / stats.norm.ppf(0.975)
    assert (result.low, result.high) == pytest.approx((1.5077031 - half, 1.5077031 + half))


def test_ab_means_tea():
    # tea-tasting, docs/data-backends.md (peer docs)
    found = [group.value for pair in (SESSIONS, ORDERS, REVENUE) for group in pair]
    expected = (1.996045, 1.982802, 0.5304, 0.573091, 5.241028, 5.730111)
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("pair", "p", "method"),
    [
        (SESSIONS, 0.674, None),
        (ORDERS_PER_SESSION, 0.0762, "plain"),
        (ORDERS, 0.118, None),
        (REVENUE, 0.123, None),
    ],
    ids=["sessions", "orders_per_session", "orders", "revenue"],
)
def test_ab_pvalues_tea(pair, p, method):
    # tea-tasting README (peer docs)
    assert compare(*pair, method=method).p_value == pytest.approx(p, abs=0.0005)


def test_bootstrap_interval_is_scipys():
    answers = np.random.default_rng(4).exponential(20, 40).round(1)
    expected = stats.bootstrap((answers,), np.mean, n_resamples=9999, rng=1).confidence_interval
    result = cx.revenue_per_customer(answers, method="bootstrap")
    assert (result.low, result.high) == pytest.approx(tuple(expected), abs=0.5)


@pytest.mark.parametrize(("kind", "unit"), [("independent", None), ("samples", "person")])
def test_permutation_test_is_scipys(kind, unit):
    import pandas as pd

    a, b = [3, 5, 6, 7, 2], [1, 2, 4, 3, 2]
    frame = pd.DataFrame({"seq": a + b, "design": ["a"] * 5 + ["b"] * 5, "person": [*range(5)] * 2})
    result = compare(*ux.seq(frame, "seq", by="design", unit=unit, method="bootstrap"))
    expected = stats.permutation_test(
        (a, b), lambda x, y: np.mean(x) - np.mean(y), permutation_type=kind
    )
    assert result.p_value == pytest.approx(expected.pvalue)
    assert "exact" in result.test
