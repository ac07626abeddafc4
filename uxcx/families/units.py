"""Sums over units: what is kept of rows that belong together."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, kw_only=True)
class UnitSums:
    """Sums over units: y is a unit's sum of values, x its number of rows (or its exposure)."""

    n_units: int
    x: float
    y: float
    xx: float
    xy: float
    yy: float

    def __add__(self, other: UnitSums) -> UnitSums:
        return UnitSums(
            **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        )

    @property
    def ratio(self) -> float:
        """Sum of values over sum of rows."""
        return self.y / self.x if self.x else math.nan

    def variance(self) -> float:
        """Return the variance of the ratio, by the delta method; ``nan`` for one unit."""
        if self.n_units < 2:
            return math.nan
        r = self.ratio
        parts = self.yy, -2 * r * self.xy, r**2 * self.xx
        squares = sum(parts)
        # What is left of equal units is rounding, not variance.
        if squares <= 1e-12 * sum(abs(part) for part in parts):
            squares = 0.0
        return squares / self.x**2 * self.n_units / (self.n_units - 1)


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Products of sums over the units that two groups share: x and y here, u and v there.

    `pairs` are the sums themselves, (x, y, u, v, how often), where they were kept to be resampled.
    """

    n_units: int
    xu: float
    xv: float
    yu: float
    yv: float
    pairs: tuple[tuple[float, ...], ...] = field(default=(), repr=False)

    def mirrors(self, other: Overlap) -> bool:
        """Return whether the other says the same of the two groups, seen from the other one."""
        pairs = ((self.xu, other.xu), (self.xv, other.yu), (self.yu, other.xv), (self.yv, other.yv))
        return self.n_units == other.n_units and all(
            math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in pairs
        )

    def covariance(self, first: UnitSums, second: UnitSums) -> float:
        """Return the covariance of the two ratios.

        The factor for few units is the geometric mean of those of the two variances, so that the
        variance of the difference cannot be negative.
        """
        r, s = first.ratio, second.ratio
        products = self.yv - r * self.xv - s * self.yu + r * s * self.xu
        n, m = first.n_units, second.n_units
        return products / (first.x * second.x) * math.sqrt(n / (n - 1) * m / (m - 1))
