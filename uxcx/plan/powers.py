"""How often a test finds a difference, and an interval stays within margins, at a size of study."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy

from uxcx.families.base import normal_quantile, t_quantile

#: more expected events than this are counted by the normal law, with the same result
MANY_EVENTS = 1e5
#: points at which an average over samples is taken
NODES = 100


def normal_power(effect: float, se_null: float, se: float, z: float) -> float:
    """Return the two-sided power of a z test.

    `se_null` is the standard error that the test divides by, `se` that of the estimate itself.
    """
    if se <= 0:
        return float(effect > z * se_null)
    near = scipy.stats.norm.sf((z * se_null - effect) / se)
    far = scipy.stats.norm.cdf((-z * se_null - effect) / se)
    return float(near + far)


def t_power(effect: float, se: float, df: float, confidence_level: float) -> float:
    """Return the two-sided power of a t test, from the noncentral t distribution."""
    critical = t_quantile(confidence_level, df)
    shift = effect / se
    return 1 - _noncentral_t(critical, df, shift) + _noncentral_t(-critical, df, shift)


def _noncentral_t(t: float, df: float, shift: float) -> float:
    """Return how often a noncentral t is at most `t`.

    SciPy gives nan for some tails that are nothing, and some where there are a thousand million
    degrees of freedom. There the normal approximation serves (Johnson, Kotz and Balakrishnan 1995,
    *Continuous Univariate Distributions* 2, ch. 31).
    """
    share = float(scipy.special.nctdtr(df, shift, t))
    if math.isnan(share):
        z = (t * (1 - 1 / (4 * df)) - shift) / math.sqrt(1 + t**2 / (2 * df))
        share = float(scipy.stats.norm.cdf(z))
    return share


def share_within(
    low: float, high: float, *, centre: float, se: float, half: float, df: float = math.inf
) -> float:
    """Return how often an interval lies between two limits.

    Its middle varies normally around `centre` with `se`. Its half-width is `half`, times the
    standard deviation of a sample with `df` degrees of freedom where that is estimated: the exact
    power of two one-sided t tests (Phillips 1990, *Journal of Pharmacokinetics and
    Biopharmaceutics* 18:137).
    """

    def at(widening: np.ndarray) -> np.ndarray:
        above, below = high - centre - half * widening, low - centre + half * widening
        if se <= 0:
            return ((below < 0) & (above > 0)).astype(float)
        normal = scipy.special.ndtr
        return np.maximum(0.0, normal(above / se) - normal(below / se))

    if math.isinf(df) or half <= 0:
        return float(at(np.ones(1))[0])
    # Samples that vary more than this never give an interval that is narrow enough.
    widest = (high - low) / (2 * half)
    most = 1.0 if math.isinf(widest) else float(scipy.special.chdtr(df, df * widest**2))
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    shares = most * (nodes + 1) / 2
    widening = np.sqrt(2 * scipy.special.gammaincinv(df / 2, shares) / df)
    return float(np.sum(weights / 2 * most * at(widening)))


def rates_differ(
    events: tuple[float, float], exposures: tuple[float, float], confidence_level: float
) -> float:
    """Return the power of the exact conditional test of two rates, from the expected events.

    Given their sum, the first count is binomial (Przyborowski and Wilenski 1940, *Biometrika*
    31:313); the sum is Poisson.
    """
    tail = (1 - confidence_level) / 2
    share = exposures[0] / sum(exposures)
    if sum(events) > MANY_EVENTS:
        effect, se = _log_ratio(events, exposures)
        return normal_power(abs(effect), se, se, normal_quantile(confidence_level))
    totals, weights = _totals(sum(events))
    first = scipy.stats.binom(totals, events[0] / sum(events))
    fewer = first.cdf(scipy.stats.binom.ppf(tail, totals, share) - 1)
    more = first.sf(scipy.stats.binom.isf(tail, totals, share))
    return float(np.sum(weights * (fewer + more)))


def rates_within(
    events: tuple[float, float],
    exposures: tuple[float, float],
    limits: tuple[float, float],
    confidence_level: float,
) -> float:
    """Return how often the exact conditional interval of a ratio lies between two limits."""
    tail = (1 - confidence_level) / 2
    if sum(events) > MANY_EVENTS:
        effect, se = _log_ratio(events, exposures)
        low, high = (math.log(end) if end else -math.inf for end in limits)
        half = normal_quantile(confidence_level) * se
        return share_within(low, high, centre=effect, se=se, half=half)
    totals, weights = _totals(sum(events))
    first = scipy.stats.binom(totals, events[0] / sum(events))
    odds = [end * exposures[0] / exposures[1] for end in limits]
    least: Any = np.zeros_like(totals)
    most: Any = totals
    if limits[0] > 0:
        least = scipy.stats.binom.isf(tail, totals, odds[0] / (1 + odds[0])) + 1
    if math.isfinite(limits[1]):
        most = scipy.stats.binom.ppf(tail, totals, odds[1] / (1 + odds[1])) - 1
    found = np.maximum(0.0, first.cdf(most) - first.cdf(least - 1))
    return float(np.sum(weights * found))


def _totals(expected: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of events that may happen, from 1 up, and how often each does."""
    reach = 9 * math.sqrt(expected) + 20
    totals = np.arange(max(1, math.floor(expected - reach)), math.ceil(expected + reach) + 1)
    return totals, scipy.stats.poisson.pmf(totals, expected)


def _log_ratio(events: tuple[float, float], exposures: tuple[float, float]) -> tuple[float, float]:
    if min(events) <= 0:
        return math.inf, 1.0
    ratio = events[0] / exposures[0] / (events[1] / exposures[1])
    return math.log(ratio), math.sqrt(1 / events[0] + 1 / events[1])
