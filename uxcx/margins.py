"""Margins: what does not matter, and how sure an interval is to stay within it."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

import scipy

from uxcx.comparison import Comparison

#: the p-values that are searched for lie between these
SMALLEST_P, LARGEST_P = 1e-9, 0.5 - 1e-9


def limits(margin: Any, comparison: Comparison) -> tuple[float, float]:
    """Return the ends of what does not matter; refuse an impossible margin."""
    if isinstance(margin, bool) or not isinstance(margin, Real):
        raise TypeError(f"margin must be a number; its type is {type(margin).__name__}.")
    number, unit = float(margin), comparison.measure.unit
    if comparison.effect == "ratio":
        if 1 < number < math.inf:
            return 1 / number, number
        hint = f" Write {1 / number:.4g} for 1/{number:g}." if 0 < number < 1 else ""
        raise ValueError(
            f"{comparison.measure.name} is compared as a ratio, so margin must be a ratio above 1, "
            f"such as 1.2; got {margin!r}.{hint}"
        )
    width = unit.maximum - unit.minimum
    if 0 < number < width:
        return -number, number
    percent = unit.factor == 100 and 1 <= number < 100
    hint = f" Write {number:g} percentage points as {number / 100:g}." if percent else ""
    below = "" if math.isinf(width) else f" and below {width:g}"
    raise ValueError(
        f"margin of {comparison.measure.name} must be above 0{below}; got {margin!r}.{hint}"
    )


def has_width(comparison: Comparison) -> bool:
    """Return whether the interval is known; one without width tells of the sample only."""
    return comparison.low < comparison.high


def p_value_of(at: Any, comparison: Comparison, limit: float, *, lower: bool) -> float:
    """Return the smallest one-sided error rate whose interval stays within a limit."""
    if not has_width(comparison):
        return math.nan

    def room(p_value: float) -> float:
        found = at(p_value)
        end, sign = (found.low, 1.0) if lower else (found.high, -1.0)
        # Ends of ratios may be 0 or without bound; only the sign counts.
        return sign * (math.atan(end) - math.atan(limit))

    if room(LARGEST_P) <= 0:
        return _beyond(at, limit, lower=lower)
    if room(SMALLEST_P) > 0:
        return SMALLEST_P
    return float(scipy.optimize.brentq(room, SMALLEST_P, LARGEST_P, xtol=1e-10))


def _beyond(at: Any, limit: float, *, lower: bool) -> float:
    """Return the p-value where the effect itself is beyond the limit: a half and more."""

    def room(p_value: float) -> float:
        found = at(p_value)
        end, sign = (found.high, 1.0) if lower else (found.low, -1.0)
        return sign * (math.atan(limit) - math.atan(end))

    if room(LARGEST_P) <= 0:
        return 0.5
    if room(SMALLEST_P) > 0:
        return 1 - SMALLEST_P
    return 1 - float(scipy.optimize.brentq(room, SMALLEST_P, LARGEST_P, xtol=1e-10))
