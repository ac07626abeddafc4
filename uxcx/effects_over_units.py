"""Effect sizes where rows belong together: repeated attempts of one person, and pairs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, cast

from uxcx.families.base import exponential, normal_quantile, t_quantile
from uxcx.families.clustered import Clustered
from uxcx.families.mean import Mean
from uxcx.families.proportion import Proportion, proportion_interval
from uxcx.families.units import Overlap

DELTA = "delta method over units, t"
BONETT = "Bonett 2008, Psychological Methods 13:99"
DZ = "Borenstein et al. 2009, Introduction to Meta-Analysis"
MATCHED = "Fagerland, Lydersen and Laake 2014, Statistics in Medicine 33:2850 (transformed Wilson)"
ONE_UNIT = "one unit does not show how much units differ."
AT_AN_END = (
    "the interval is not defined over units where a group is at {end}: there the logarithm or its "
    "variance does not exist."
)
NO_VARIATION = "answers do not vary within the groups, so there is nothing to divide by."
NOBODY_CHANGED = "nobody succeeded once and failed once, so there are no odds of changing."
#: the name of a scale with its value, ends, source and note
Row = dict[str, Any]


@dataclass(frozen=True)
class OverUnits:
    """Two clustered summaries: what their units say of the variances of the two and of both.

    `pairs` is the number of units where each has one row in each group, else None.
    """

    first: Clustered
    second: Clustered
    overlap: Overlap | None
    level: float

    @property
    def few(self) -> bool:
        """Whether a group has a single unit."""
        return min(self.first.n_units, self.second.n_units) < 2

    @property
    def df(self) -> int:
        """Degrees of freedom: the units of the smaller group, less one (the cautious choice)."""
        return min(self.first.n_units, self.second.n_units) - 1

    @property
    def pairs(self) -> int | None:
        """How many pairs there are, if each unit has one row in each group."""
        if self.overlap is None:
            return None
        n = self.overlap.n_units
        alike = all(s.n_units == s.x == s.xx == n for s in (self.first.sums, self.second.sums))
        return n if alike else None

    def variance(self, one: float, two: float) -> float:
        """Return the variance of the difference of two transformed values, from their slopes."""
        covariance = 0.0
        if self.overlap is not None and self.overlap.n_units:
            covariance = self.overlap.covariance(self.first.sums, self.second.sums)
        parts = one**2 * self.first.sums.variance(), two**2 * self.second.sums.variance()
        return max(0.0, sum(parts) - 2 * one * two * covariance)

    def half(self, variance: float) -> float:
        """Return half of the t interval."""
        return t_quantile(self.level, self.df) * math.sqrt(variance)


def rows(both: OverUnits) -> list[Row]:
    """Return the effect on every scale, with an interval that knows of units."""
    if isinstance(both.first.base, Proportion):
        found = [_risk_ratio(both), _odds_ratio(both)]
        if both.pairs is not None:
            found.append(_matched_odds_ratio(both))
        return [*found, _cohens_h(both)]
    found = [_hedges_g(both)]
    if both.pairs is not None:
        found.append(_hedges_g_z(both))
    return found


def _row(name: str, value: float, source: str, half: float = math.nan, note: str = "") -> Row:
    ends = {"low": value - half, "high": value + half}
    return {"name": name, "value": value, **ends, "source": source, "note": note}


def _shares(both: OverUnits) -> tuple[float, float, str]:
    """Return the two shares, and why there is no interval on a scale of logarithms."""
    p, q = both.first.sums.ratio, both.second.sums.ratio
    if both.few:
        return p, q, ONE_UNIT
    ends = [share for share in (p, q) if share in (0.0, 1.0)]
    return p, q, AT_AN_END.format(end=f"{100 * ends[0]:g}%") if ends else ""


def _ratio(one: float, two: float) -> float:
    return one / two if two else math.inf if one else math.nan


def _of_log(name: str, value: float, half: float) -> Row:
    """Return a ratio whose interval is made on the logarithm."""
    row = _row(name, value, f"{DELTA}, on the logarithm")
    row["low"], row["high"] = value * exponential(-half), value * exponential(half)
    return row


def _risk_ratio(both: OverUnits) -> Row:
    p, q, note = _shares(both)
    if note:
        return _row("risk ratio", _ratio(p, q), f"{DELTA}, on the logarithm", note=note)
    return _of_log("risk ratio", p / q, both.half(both.variance(1 / p, 1 / q)))


def _odds_ratio(both: OverUnits) -> Row:
    p, q, note = _shares(both)
    if note:
        value = _ratio(p * (1 - q), q * (1 - p))
        return _row("odds ratio", value, f"{DELTA}, on the logarithm", note=note)
    slopes = 1 / (p * (1 - p)), 1 / (q * (1 - q))
    value = p / (1 - p) / (q / (1 - q))
    return _of_log("odds ratio", value, both.half(both.variance(*slopes)))


def _matched_odds_ratio(both: OverUnits) -> Row:
    """Return the odds of changing one way rather than the other, over pairs."""
    overlap: Any = both.overlap
    one, two = both.first.sums, both.second.sums
    squares, change = one.yy + two.yy - 2 * overlap.yv, one.y - two.y
    up, down = round((squares + change) / 2), round((squares - change) / 2)
    if up + down == 0:
        return _row("matched odds ratio", math.nan, MATCHED, note=NOBODY_CHANGED)
    ends = proportion_interval(up, up + down, "wilson", both.level)
    low, high = (_ratio(share, 1 - share) for share in ends)
    row = _row("matched odds ratio", _ratio(up, down), MATCHED)
    return {**row, "low": low, "high": high}


def _cohens_h(both: OverUnits) -> Row:
    p, q, note = _shares(both)
    value = 2 * math.asin(math.sqrt(p)) - 2 * math.asin(math.sqrt(q))
    if note == ONE_UNIT:
        return _row("Cohen's h", value, DELTA, note=note)
    if note:
        # At an end the slope does not exist, but the effective size does: variance 1 / n.
        variance = sum(1 / group.design().n_effective for group in (both.first, both.second))
    else:
        variance = both.variance(1 / math.sqrt(p * (1 - p)), 1 / math.sqrt(q * (1 - q)))
    row = _row("Cohen's h", value, DELTA, both.half(variance))
    return {**row, "low": max(-math.pi, row["low"]), "high": min(math.pi, row["high"])}


def small_sample_correction(df: float) -> float:
    """Return Hedges' exact factor (1981, *Journal of Educational Statistics* 6:107)."""
    if df < 2:
        return math.nan
    return exponential(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def _hedges_g(both: OverUnits) -> Row:
    """Return the difference over the root of the mean variance of the answers of both groups."""
    one, two = cast(Mean, both.first.base), cast(Mean, both.second.base)
    name = "Hedges' g" if both.overlap is None else "Hedges' g_av"
    if both.few:
        return _row(name, math.nan, DELTA, note=ONE_UNIT)
    squared = (one.sd**2 + two.sd**2) / 2
    if squared == 0:
        return _row(name, math.nan, DELTA, note=NO_VARIATION)
    plain = (one.mean - two.mean) / math.sqrt(squared)
    n = both.pairs
    if n is not None and both.overlap is not None:
        # Bonett's variance, in which the two standard deviations hang together as well.
        shared = both.overlap.covariance(both.first.sums, both.second.sums) * n
        change = one.sd**2 + two.sd**2 - 2 * shared
        variance = plain**2 * (one.sd**4 + two.sd**4 + 2 * shared**2) / (8 * squared**2 * (n - 1))
        variance += max(0.0, change) / (squared * (n - 1))
        source, df = BONETT, n - 1
        half = normal_quantile(both.level) * math.sqrt(variance)
    else:
        variance = both.variance(1, 1) / squared + plain**2 / (2 * both.df)
        source, df = DELTA, both.first.n_units + both.second.n_units - 2
        half = both.half(variance)
    return _row(name, small_sample_correction(df) * plain, source, half)


def _hedges_g_z(both: OverUnits) -> Row:
    """Return the mean change over the standard deviation of the changes."""
    one, two = cast(Mean, both.first.base), cast(Mean, both.second.base)
    n = cast(int, both.pairs)
    if both.few:
        return _row("Hedges' g_z", math.nan, DZ, note=ONE_UNIT)
    change = both.variance(1, 1) * n
    if change <= 1e-12 * (one.sd**2 + two.sd**2):
        note = "all pairs changed alike, so there is nothing to divide by."
        return _row("Hedges' g_z", math.nan, DZ, note=note)
    value = small_sample_correction(n - 1) * (one.mean - two.mean) / math.sqrt(change)
    half = normal_quantile(both.level) * math.sqrt(1 / n + value**2 / (2 * n))
    return _row("Hedges' g_z", value, DZ, half)
