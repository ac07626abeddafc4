"""One summary against a fixed number: tests, and the intervals that are the tests turned round.

Every interval here holds exactly the benchmarks that its test would not refuse, so interval and
test cannot contradict each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import scipy

from uxcx.families.base import Design, clip, exponential, normal_quantile, t_quantile
from uxcx.families.clustered import ONE_UNIT, Clustered
from uxcx.families.counted import Counted
from uxcx.families.geometric_mean import GeometricMean
from uxcx.families.mean import Mean
from uxcx.families.median import Median
from uxcx.families.net_score import NetScore, score_and_variance
from uxcx.families.proportion import Proportion, proportion_interval
from uxcx.families.rate import Rate

Alternative = Literal["two-sided", "greater", "less"]

#: the tests of each family, the default first
TESTS: dict[type, dict[str, str]] = {
    Proportion: {"mid_p": "binomial mid-p", "exact": "exact binomial", "score": "score z"},
    Mean: {"t": "one-sample t"},
    GeometricMean: {"t_on_logs": "one-sample t on logarithms"},
    Median: {"sign": "sign test"},
    NetScore: {"adjusted_wald": "z of the adjusted score"},
    Rate: {"exact": "exact Poisson"},
}
#: the only test where rows belong together
UNIT_TESTS: dict[type, dict[str, str]] = {
    Proportion: {"score": "score t at the effective sample size"},
    NetScore: {"adjusted_wald": "t of the adjusted score at the effective sample size"},
    Rate: {"score": "score t at the effective exposure"},
}


@dataclass(frozen=True, kw_only=True)
class OneSample:
    """The numbers of a test against a benchmark; the interval is two-sided."""

    value: float
    low: float
    high: float
    p_value: float
    statistic: float
    degrees_of_freedom: float
    test: str
    note: str = ""


def offered_for(summary: object) -> dict[str, str]:
    """Return the tests offered for a summary, the default first; none for an unknown kind."""
    if isinstance(summary, Counted):
        summary = summary.plain
    if isinstance(summary, Clustered):
        return {**TESTS, **UNIT_TESTS}.get(type(summary.base), {})
    return TESTS.get(type(summary), {})


def one_sample(
    summary: object,
    benchmark: float,
    *,
    alternative: Alternative,
    method: str,
    interval_level: float,
) -> OneSample:
    """Test a summary against a benchmark; `interval_level` is that of a two-sided interval."""
    design = None
    if isinstance(summary, Counted):
        summary = summary.plain
    test = offered_for(summary)[method]
    if isinstance(summary, Clustered):
        test += " over units (delta method)"
        if summary.n_units < 2:
            value = float(summary.base.value)  # type: ignore[attr-defined]
            return OneSample(value=value, **_unknown(), test=test, note=ONE_UNIT)
        design, summary = summary.design(), summary.base
    tail = _Tail(alternative, interval_level, design)
    if isinstance(summary, Proportion):
        return _proportion(summary, benchmark, method, test, tail)
    if isinstance(summary, NetScore):
        return _net_score(summary, benchmark, test, tail)
    if isinstance(summary, Rate):
        return _rate(summary, benchmark, test, tail)
    if isinstance(summary, Median):
        return _median(summary, benchmark, test, tail)
    if isinstance(summary, Mean | GeometricMean):
        return _mean(summary, benchmark, test, tail)
    raise TypeError(f"{type(summary).__name__} has no test against a benchmark")


def _unknown() -> dict[str, Any]:
    names = ("low", "high", "p_value", "statistic", "degrees_of_freedom")
    return dict.fromkeys(names, math.nan)


@dataclass(frozen=True)
class _Tail:
    """Which way a test looks, how wide its interval is, and t instead of z over units."""

    alternative: Alternative
    interval_level: float
    design: Design | None

    @property
    def degrees_of_freedom(self) -> float:
        return math.nan if self.design is None else float(self.design.degrees_of_freedom)

    def quantile(self, degrees_of_freedom: float) -> float:
        if math.isnan(degrees_of_freedom):
            return normal_quantile(self.interval_level)
        return t_quantile(self.interval_level, degrees_of_freedom)

    def p_of(self, statistic: float, degrees_of_freedom: float) -> float:
        """Return the p-value of a statistic that is large where the value is."""
        by_z = math.isnan(degrees_of_freedom)
        law = scipy.stats.norm() if by_z else scipy.stats.t(degrees_of_freedom)
        return self.of_tails(float(law.sf(statistic)), float(law.cdf(statistic)))

    def of_tails(self, upper: float, lower: float) -> float:
        """Return the p-value from the chances of a result so large and of one so small.

        Two-sided it is twice the smaller tail, which agrees with intervals of equal tails.
        """
        if self.alternative == "greater":
            return min(1.0, upper)
        if self.alternative == "less":
            return min(1.0, lower)
        return min(1.0, 2 * min(upper, lower))


def _proportion(
    summary: Proportion, benchmark: float, method: str, test: str, tail: _Tail
) -> OneSample:
    successes, n, p = summary.successes, summary.n, summary.value
    names: dict[str, Any] = {"value": p, "test": test}
    if method == "score":
        size = n if tail.design is None else tail.design.n_effective
        df = tail.degrees_of_freedom
        z = (p - benchmark) / math.sqrt(benchmark * (1 - benchmark) / size)
        # Wilson's interval with t in place of z is Wilson's with a size that much smaller.
        shrunk = size * (normal_quantile(tail.interval_level) / tail.quantile(df)) ** 2
        low, high = proportion_interval(p * shrunk, shrunk, "wilson", tail.interval_level)
        numbers: dict[str, Any] = {
            "p_value": tail.p_of(z, df),
            "statistic": z,
            "degrees_of_freedom": df,
        }
        return OneSample(low=min(low, p), high=max(high, p), **numbers, **names)
    half = 0.5 if method == "mid_p" else 0.0
    upper, lower = binomial_tails(successes, n, benchmark, without=half)
    if method == "exact":
        low, high = proportion_interval(successes, n, "exact", tail.interval_level)
    else:
        low, high = mid_p_interval(successes, n, tail.interval_level)
    return OneSample(
        low=low,
        high=high,
        p_value=tail.of_tails(upper, lower),
        statistic=math.nan,
        degrees_of_freedom=math.nan,
        **names,
    )


def binomial_tails(successes: int, n: int, p: float, *, without: float) -> tuple[float, float]:
    """Return the chances of so many successes or more, and of so many or fewer.

    `without` is the share of the chance of exactly this result that is left out of each: 0 for
    the exact test, a half for mid-p (Lancaster 1961, *JASA* 56:223).
    """
    law = scipy.stats.binom(n, p)
    same = without * float(law.pmf(successes))
    return float(law.sf(successes - 1)) - same, float(law.cdf(successes)) - same


def mid_p_interval(successes: int, n: int, confidence_level: float) -> tuple[float, float]:
    """Return the proportions that the mid-p test does not refuse.

    Berry and Armitage (1995), *The Statistician* 44:417.
    """
    tail = (1 - confidence_level) / 2

    def end(side: int) -> float:
        def excess(p: float) -> float:
            return binomial_tails(successes, n, p, without=0.5)[side] - tail

        return float(scipy.optimize.brentq(excess, 0.0, 1.0, xtol=1e-12))

    return (0.0 if successes == 0 else end(0)), (1.0 if successes == n else end(1))


def _net_score(summary: NetScore, benchmark: float, test: str, tail: _Tail) -> OneSample:
    size = summary.n if tail.design is None else tail.design.n_effective
    share = size / summary.n
    centre, variance = score_and_variance(
        summary.promoters * share, summary.detractors * share, size, add=0.75
    )
    se, df = math.sqrt(variance), tail.degrees_of_freedom
    z, half = (centre - benchmark) / se, tail.quantile(df) * se
    # A few answers are drawn to the middle. Where that alone puts the score on the other side of
    # the benchmark there is no evidence: 1 promoter of 1 does not show a score below 99.
    if (summary.value - benchmark) * z <= 0:
        z = 0.0
    return OneSample(
        value=summary.value,
        low=clip(min(centre - half, summary.value), -100.0, 100.0),
        high=clip(max(centre + half, summary.value), -100.0, 100.0),
        p_value=tail.p_of(z, df),
        statistic=z,
        degrees_of_freedom=df,
        test=test,
    )


def _rate(summary: Rate, benchmark: float, test: str, tail: _Tail) -> OneSample:
    rate = summary.value
    names: dict[str, Any] = {"value": rate, "test": test}
    if tail.design is not None:
        size, df = tail.design.n_effective, tail.degrees_of_freedom
        z = (rate - benchmark) / math.sqrt(benchmark / size)
        quantile = tail.quantile(df)
        middle = rate + quantile**2 / (2 * size)
        half = quantile * math.sqrt(rate / size + quantile**2 / (4 * size**2))
        numbers: dict[str, Any] = {
            "p_value": tail.p_of(z, df),
            "statistic": z,
            "degrees_of_freedom": df,
        }
        return OneSample(low=max(0.0, middle - half), high=middle + half, **numbers, **names)
    law = scipy.stats.poisson(benchmark * summary.exposure)
    found = summary.interval(
        method="exact", confidence_level=tail.interval_level, unit=summary.measure.unit
    )
    return OneSample(
        low=found.low,
        high=found.high,
        p_value=tail.of_tails(float(law.sf(summary.events - 1)), float(law.cdf(summary.events))),
        statistic=math.nan,
        degrees_of_freedom=math.nan,
        **names,
    )


def _median(summary: Median, benchmark: float, test: str, tail: _Tail) -> OneSample:
    """Test a median by the sign test; its interval is that of the order statistics.

    Conover (1999), *Practical Nonparametric Statistics*, section 3.4. Times equal to the benchmark
    speak for neither side, so they count on the cautious one of each tail.
    """
    low, high, _ = summary.order_interval(tail.interval_level)
    if math.isnan(low):
        times = "time is" if summary.n == 1 else "times are"
        note = f"{summary.n:,} {times} too few: whatever they were, the sign test shows nothing."
        return OneSample(value=summary.value, **_unknown(), test=test, note=note)
    not_above = sum(count for value, count in summary.values if value <= benchmark)
    not_below = sum(count for value, count in summary.values if value >= benchmark)
    coin = scipy.stats.binom(summary.n, 0.5)
    return OneSample(
        value=summary.value,
        low=low,
        high=high,
        p_value=tail.of_tails(float(coin.cdf(not_above)), float(coin.cdf(not_below))),
        statistic=math.nan,
        degrees_of_freedom=math.nan,
        test=test,
    )


def _mean(summary: Mean | GeometricMean, benchmark: float, test: str, tail: _Tail) -> OneSample:
    """Test a mean by t; a geometric mean on logarithms, taken back."""
    if isinstance(summary, Mean):
        return _t_test(summary, benchmark, test, tail)
    logs = _t_test(summary, math.log(benchmark), test, tail)
    ends = {name: exponential(getattr(logs, name)) for name in ("low", "high")}
    return OneSample(**{**vars(logs), **ends, "value": summary.value})


def _t_test(summary: Mean | GeometricMean, benchmark: float, test: str, tail: _Tail) -> OneSample:
    low, high, note = summary.t_interval(tail.interval_level, tail.design)
    numbers: dict[str, Any] = {**_unknown(), "value": summary.mean}
    if tail.design is None:
        variance, df = summary.sd**2 / summary.n, float(summary.n - 1)
    else:
        variance, df = tail.design.variance, tail.degrees_of_freedom
    if math.isnan(low):
        return OneSample(**numbers, test=test, note=note)
    if variance == 0:
        note = "there is no variation to judge chance by."
        return OneSample(**numbers, test=test, note=note)
    t = (summary.mean - benchmark) / math.sqrt(variance)
    numbers = {**numbers, "low": low, "high": high, "p_value": tail.p_of(t, df), "statistic": t}
    return OneSample(**{**numbers, "degrees_of_freedom": df}, test=test)
