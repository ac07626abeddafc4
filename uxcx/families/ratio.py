"""Ratios of two sums: revenue per customer, share of wallet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

from uxcx.errors import AnswerError
from uxcx.families.base import (
    Design,
    Interval,
    SummaryBase,
    clip,
    exponential,
    t_quantile,
    welch_from_variances,
)
from uxcx.families.geometric_mean import ratio_from_logs
from uxcx.families.mean import difference_of_means
from uxcx.families.units import UnitSums
from uxcx.measures import NUMBER, Measure, Unit
from uxcx.results import ComparedNumbers

NO_LOG = "a ratio of 0 has no interval on the scale of logarithms."


@dataclass(frozen=True, kw_only=True)
class RatioOfSums(SummaryBase):
    """The sum of y over the sum of x: money per customer, contacts per customer.

    It is not the mean of the rows' own ratios, in which a customer who spends 5 counts as much
    as one who spends 5,000. The variance is the delta method's (Cochran 1977, *Sampling
    Techniques*, ch. 6): it takes rows as independent, but a row's y and x may hang together.

    Parameters
    ----------
    n : int
        Rows counted; 0 or more.
    y, x : float
        The two sums: of what is counted, 0 or more, and of what it is divided by, above 0 where
        there are rows.
    yy, xy, xx : float
        Sums of the squares of y, of the products, and of the squares of x.
    n_missing, n_excluded : int, default 0
        Rows that were missing, or set aside on purpose; they are not in `n`.

    Raises
    ------
    AnswerError
        If a count is negative or not whole, a sum negative or not finite, or `x` not above 0.

    Examples
    --------
    >>> RatioOfSums(n=4, y=60, x=100, yy=1350, xy=2000, xx=3000).estimate()
    ratio 0.60 [0.43, 0.84] (60 over 100 in 4 rows; 95%, delta method on logarithms)

    Sixty over a hundred; four rows leave open whether it is rather less than half or most.
    """

    y: float
    x: float
    yy: float
    xy: float
    xx: float

    methods: ClassVar[dict[str, str]] = {
        "log": "delta method on logarithms",
        "plain": "delta method",
    }
    measure: ClassVar[Measure] = Measure(name="ratio", unit=NUMBER)
    resamples: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("y", "x", "yy", "xy", "xx"):
            value = float(getattr(self, name))
            if not (math.isfinite(value) and value >= 0):
                raise AnswerError(
                    f"RatioOfSums: {name} must be a finite number of 0 or more; got {value!r}."
                )
            object.__setattr__(self, name, value)
        if self.n and not self.x > 0:
            raise AnswerError(
                "RatioOfSums: x, the sum that is divided by, must be above 0; got 0.0."
            )

    def counts(self) -> str:
        """Return the counts in words."""
        if self.x == self.n:
            return super().counts()
        rows = "row" if self.n == 1 else "rows"
        return f"{self.y:,.10g} over {self.x:,.10g} in {self.n:,} {rows}"

    @property
    def value(self) -> float:
        """The ratio of the two sums."""
        return self.y / self.x if self.n else math.nan

    def independent_variance(self) -> float:
        """Return the variance of the ratio if rows were independent, by the delta method."""
        return UnitSums(
            n_units=self.n, x=self.x, y=self.y, xx=self.xx, xy=self.xy, yy=self.yy
        ).variance()

    def interval(
        self,
        *,
        method: str,
        confidence_level: float,
        unit: Unit,
        design: Design | None = None,
    ) -> Interval:
        """Return the ratio with its t interval by the delta method, on logarithms or plain."""
        name, ratio = self.methods[method], self.value
        if design is None and self.n < 2:
            note = "one row does not show how much rows differ."
            return Interval(ratio, math.nan, math.nan, name, note)
        if method == "log" and ratio == 0:
            return Interval(ratio, math.nan, math.nan, name, NO_LOG)
        variance, df = (
            (self.independent_variance(), self.n - 1)
            if design is None
            else (design.variance, design.degrees_of_freedom)
        )
        half = t_quantile(confidence_level, df) * math.sqrt(variance)
        if method == "log":
            low, high = ratio * exponential(-half / ratio), ratio * exponential(half / ratio)
        else:
            low, high = ratio - half, ratio + half
        note = ""
        if variance == 0:
            note = (
                f"all {'rows' if design is None else 'units'} have the same ratio, so the interval "
                "has no width; that tells of the sample, not of everybody."
            )
        low, high = (clip(end, unit.minimum, unit.maximum) for end in (low, high))
        return Interval(ratio, low, high, name, note)

    def contrast(
        self, other: Self, *, unit: Unit, method: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the ratio of two ratios, by Welch's t on logarithms; or plainly the difference."""
        one, two = self.value, other.value
        plain = self.choose_method(method) == "plain"
        label = self.methods[self.choose_method(method)]
        names = {"method": f"Welch's t, {label}", "test": f"Welch's t test, {label}"}
        if min(self.n, other.n) < 2 or (not plain and not (one > 0 and two > 0)):
            return ComparedNumbers(
                effect="difference" if plain else "ratio",
                value=one - two if plain else one / two if two else math.inf if one else math.nan,
                low=math.nan,
                high=math.nan,
                p_value=math.nan,
                statistic=math.nan,
                degrees_of_freedom=math.nan,
                note="a group with one row does not show how much rows differ."
                if min(self.n, other.n) < 2
                else NO_LOG,
                **names,
            )
        variances = self.independent_variance(), other.independent_variance()
        dfs = self.n - 1, other.n - 1
        if plain:
            numbers = welch_from_variances(one - two, variances, dfs, confidence_level)
            return difference_of_means(numbers, unit, **names)
        variances = variances[0] / one**2, variances[1] / two**2
        return ratio_from_logs(
            welch_from_variances(math.log(one) - math.log(two), variances, dfs, confidence_level),
            **names,
        )
