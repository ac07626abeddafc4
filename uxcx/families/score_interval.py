"""Score intervals of a difference of two proportions: Miettinen and Nurminen, and Tango."""

from __future__ import annotations

import math
from collections.abc import Callable

import scipy

from uxcx.families.base import normal_quantile

#: how near to an end a search goes
NEAR = 1e-12


def miettinen_nurminen(
    first: tuple[float, float], second: tuple[float, float], confidence_level: float
) -> tuple[float, float]:
    """Return the differences that the score test does not refuse; counts may be fractions.

    Miettinen and Nurminen (1985), *Statistics in Medicine* 4:213. The variance is that of the
    likeliest pair of proportions with the difference in question, times N / (N - 1); at a
    difference of 0 this is the N-1 two-proportion z test.
    """
    (x1, n1), (x2, n2) = first, second
    observed = x1 / n1 - x2 / n2
    squared = normal_quantile(confidence_level) ** 2
    total = n1 + n2
    # One answer each has no N / (N - 1) of fractions below it.
    factor = total / (total - 1) if total > 1 else math.inf

    def excess(difference: float) -> float:
        p2 = likeliest(first, second, difference)
        p1 = p2 + difference
        variance = factor * (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
        return (observed - difference) ** 2 - squared * variance

    return _ends(observed, excess)


def _ends(observed: float, excess: Callable[[float], float]) -> tuple[float, float]:
    """Return the differences below and above the observed one from which on the test refuses."""

    def end(sign: float) -> float:
        outermost = sign * (1 - NEAR)
        near = observed + sign * 1e-9
        if near * sign >= 1 - 1e-9 or excess(outermost) <= 0:
            return sign
        return float(scipy.optimize.brentq(excess, near, outermost, xtol=1e-12))

    return end(-1.0), end(1.0)


def likeliest(first: tuple[float, float], second: tuple[float, float], difference: float) -> float:
    """Return the likeliest second proportion, where the first is larger by `difference`.

    The logarithm of the likelihood is concave, so its slope has one root or none.
    """
    (x1, n1), (x2, n2) = first, second
    low, high = max(0.0, -difference), min(1.0, 1 - difference)
    inset = NEAR * (high - low)

    def slope(p: float) -> float:
        return (
            _part(x2, p)
            - _part(n2 - x2, 1 - p)
            + _part(x1, p + difference)
            - _part(n1 - x1, 1 - p - difference)
        )

    if slope(low + inset) <= 0:
        return low
    if slope(high - inset) >= 0:
        return high
    return float(scipy.optimize.brentq(slope, low + inset, high - inset, xtol=1e-14))


def _part(count: float, chance: float) -> float:
    return count / max(chance, 1e-300) if count else 0.0


def tango(up: float, down: float, n: float, confidence_level: float) -> tuple[float, float]:
    """Return the interval of a share less another of the same n; counts may be fractions.

    Tango (1998), *Statistics in Medicine* 17:891: the differences that the score test does not
    refuse, with the likeliest shares that have the difference in question. It is for pairs that
    changed up or down, and as well for answers of +1, 0 and -1: both are trinomial.
    """
    observed = (up - down) / n
    squared = normal_quantile(confidence_level) ** 2

    def excess(difference: float) -> float:
        # The likeliest share of -1 is the larger root of a quadratic equation.
        spread = difference * (1 - difference)
        b = -up - down + (2 * n - up + down) * difference
        root = math.sqrt(max(0.0, b**2 + 8 * n * down * spread))
        share = (root - b) / (4 * n)
        variance = max(0.0, 2 * share + spread) / n
        return (observed - difference) ** 2 - squared * variance

    return _ends(observed, excess)
