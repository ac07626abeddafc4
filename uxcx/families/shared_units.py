"""Comparing two groups that share units: the same participants used both designs.

Each unit's sums in the two groups give a covariance. With one row a unit in each group the result
is that of pairs: the paired t test, and McNemar's for proportions.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import scipy

from uxcx.families.base import clip, t_quantile
from uxcx.families.proportion import Proportion
from uxcx.families.rate import Rate
from uxcx.families.ratio import RatioOfSums
from uxcx.families.units import Overlap
from uxcx.measures import Unit
from uxcx.results import ComparedNumbers

if TYPE_CHECKING:
    from uxcx.families.clustered import Clustered

NO_RATIO = "a rate of 0 has no ratio with an interval over units."


def over_units(first: Clustered, second: Clustered, shared: int) -> str:
    """Return in words over which units two groups are compared."""
    if shared == first.n_units == second.n_units:
        return f"{shared:,} shared units"
    return f"{first.n_units + second.n_units - shared:,} units, {shared:,} of them in both"


def pairs_of(first: Clustered, second: Clustered, overlap: Overlap) -> tuple[int, int, int] | None:
    """Return how many units succeeded in the first only, in the second only, and how many are.

    This follows from the sums where each unit has one row in each group and rows are successes or
    not; elsewhere it does not, and None is returned.
    """
    if not (isinstance(first.base, Proportion) and isinstance(second.base, Proportion)):
        return None
    n = overlap.n_units
    one, two = first.sums, second.sums
    if n < 2 or not all(s.n_units == s.x == s.xx == n for s in (one, two)):
        return None
    return round(one.y - overlap.yv), round(two.y - overlap.yv), n


def contrast_shared(
    first: Clustered, second: Clustered, overlap: Overlap, unit: Unit, confidence_level: float
) -> ComparedNumbers:
    """Compare two groups that share units: the variance of the difference has a covariance."""
    one, two = first.sums, second.sums
    logs = isinstance(first.base, Rate | RatioOfSums)
    if logs and not (one.y > 0 and two.y > 0):
        return first.undefined(second, NO_RATIO)
    scale = first.scale
    weights = (1 / one.ratio, 1 / two.ratio) if logs else (scale, scale)
    variances = weights[0] ** 2 * one.variance(), weights[1] ** 2 * two.variance()
    covariance = weights[0] * weights[1] * overlap.covariance(one, two)
    variance = sum(variances) - 2 * covariance
    # What is left of units that all changed alike is rounding, not variance.
    variance = 0.0 if variance <= 1e-12 * sum(variances) else variance
    df = degrees_of_freedom(first, second, overlap, variances, covariance)
    over = over_units(first, second, overlap.n_units)
    paired = "paired " if overlap.n_units == one.n_units == two.n_units else ""
    label = f"{paired}t over {over} (delta method)"
    if isinstance(first.base, Proportion):
        return _proportions(
            (first, second), variance, df, confidence_level=confidence_level, over=over, label=label
        )
    back = one.ratio**2 if logs else 1.0
    return first.from_variances(
        second,
        (variance * back, 0.0),
        (df, df),
        unit=unit,
        confidence_level=confidence_level,
        label=label,
    )


def degrees_of_freedom(
    first: Clustered,
    second: Clustered,
    overlap: Overlap,
    variances: tuple[float, float],
    covariance: float,
) -> float:
    """Return Satterthwaite's degrees of freedom where only some units may be shared.

    Three sets of units add to the variance of the difference: those of the first group only, of
    the second only, and of both. Where all are shared these are the degrees of freedom of the
    paired t test, where none are those of Welch's.
    """
    n, m, shared = first.n_units, second.n_units, overlap.n_units
    parts = (
        (variances[0] * (n - shared) / n, (n - shared) * (1 - 1 / n)),
        (variances[1] * (m - shared) / m, (m - shared) * (1 - 1 / m)),
        (
            variances[0] * shared / n + variances[1] * shared / m - 2 * covariance,
            shared * (1 - 2 / (n + m)),
        ),
    )
    total = sum(max(0.0, variance) for variance, _ in parts)
    if total == 0:
        return float(max(n, m) - 1)
    return total**2 / sum(variance**2 / df for variance, df in parts if variance > 0)


def _proportions(
    groups: tuple[Clustered, Clustered],
    variance: float,
    df: float,
    *,
    confidence_level: float,
    over: str,
    label: str,
) -> ComparedNumbers:
    """Compare proportions whose units have several rows, or of which only some are shared.

    The interval of Bonett and Price (2012, *Journal of Educational and Behavioral Statistics*
    37:479) adds one unit that changed up and one that changed down. For the number of pairs stands
    the harmonic mean of the rows that each group is worth; the two added units then do what
    Agresti and Caffo's do where none is shared.
    """
    first, second = groups
    n = 2 / (1 / _rows_worth(first) + 1 / _rows_worth(second))
    difference = first.sums.ratio - second.sums.ratio
    # Two pseudo-units, +1 and -1, join the n differences with this sum of squares.
    squares = variance * n * (n - 1) + n * difference**2 + 2
    centre = n * difference / (n + 2)
    adjusted = (squares / (n + 2) - centre**2) / (n + 2)
    quantile = t_quantile(confidence_level, df)
    half = quantile * math.sqrt(max(0.0, adjusted))
    statistic = math.nan
    if variance > 0:
        statistic = difference / math.sqrt(variance)
    elif difference == 0:
        statistic = 0.0
    return ComparedNumbers(
        effect="difference",
        value=difference,
        low=clip(min(centre - half, difference), -1.0, 1.0),
        high=clip(max(centre + half, difference), -1.0, 1.0),
        p_value=1.0 if statistic == 0 else 2 * float(scipy.stats.t.sf(abs(statistic), df)),
        statistic=statistic,
        degrees_of_freedom=df,
        method=f"adjusted Wald of Bonett and Price over {over}",
        test=label.replace("t over", "t test over", 1),
    )


def _rows_worth(group: Clustered) -> float:
    """Return how many independent rows a proportion is worth; with one row a unit, all."""
    if not group.base.independent_variance() > 0:  # type: ignore[attr-defined]
        return float(group.n_units)
    factor = group.n_units / (group.n_units - 1)
    return min(float(group.base.n), group.design().n_effective * factor)
