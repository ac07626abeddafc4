"""Any family when rows belong together: several attempts of one participant.

The estimate is a ratio of sums over units: the sum of all values over the sum of all rows. Its
variance comes from the sums of each unit, by the delta method (Cochran 1977, *Sampling
Techniques*, ch. 6), so it knows that rows of one unit are alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import scipy

from uxcx.comparison import Comparison, check_confidence_level, compare
from uxcx.families.base import (
    Design,
    Interval,
    SummaryBase,
    normal_quantile,
    t_quantile,
    welch_from_variances,
)
from uxcx.families.geometric_mean import GeometricMean, ratio_from_logs
from uxcx.families.mcnemar import contrast_pairs
from uxcx.families.mean import difference_of_means
from uxcx.families.net_score import NetScore, contrast_net_scores
from uxcx.families.proportion import Proportion, choose_contrast_method, contrast_proportions
from uxcx.families.rate import Rate
from uxcx.families.ratio import RatioOfSums
from uxcx.families.shared_units import NO_RATIO, contrast_shared, over_units, pairs_of
from uxcx.families.units import Overlap, UnitSums
from uxcx.measures import Measure, Unit
from uxcx.results import ComparedNumbers, Estimate, Group

ONE_UNIT = "one unit does not show how much units differ."


@dataclass(frozen=True, kw_only=True)
class Clustered:
    """A summary of any family together with its sums over units.

    Parts can be added when no unit is in both; a unit that is split over two parts would count
    as two.

    Parameters
    ----------
    base : Proportion, Mean, GeometricMean, NetScore, Rate or RatioOfSums
        The summary of the rows.
    sums : UnitSums
        The sums over units: of successes, ratings, log times, +1 / 0 / -1, or events.
    """

    base: SummaryBase
    sums: UnitSums

    #: of each family, what the sums must be multiplied with to get its value
    factor: ClassVar[dict[type, float]] = {NetScore: 100.0}

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)(base=self.base + other.base, sums=self.sums + other.sums)

    @property
    def n(self) -> int:
        """How many answers were counted."""
        return self.base.n

    @property
    def n_missing(self) -> int:
        """How many answers were missing."""
        return self.base.n_missing

    @property
    def n_excluded(self) -> int:
        """How many answers were set aside on purpose."""
        return self.base.n_excluded

    @property
    def n_units(self) -> int:
        """How many units have an answer."""
        return self.sums.n_units

    def counts(self) -> str:
        """Return the counts in words."""
        return self.base.counts()

    @property
    def scale(self) -> float:
        """What the sums must be multiplied with to get the value."""
        return self.factor.get(type(self.base), 1.0)

    def design(self) -> Design:
        """Return what the grouping does: variance, degrees of freedom, effective sample size.

        Where all rows agree (0% or 100%), they cannot show how alike rows of one unit are; each
        unit then counts as one row, the cautious choice.
        """
        variance = self.sums.variance() * self.scale**2
        base: Any = self.base
        size = base.exposure if isinstance(base, Rate) else float(base.n)
        smallest = size * self.n_units / base.n
        independent = base.independent_variance()
        if not independent > 0:
            n_effective = smallest
        elif variance <= 0:
            n_effective = size
        else:
            n_effective = size * independent / variance
        return Design(
            variance=variance,
            degrees_of_freedom=self.n_units - 1,
            n_effective=min(size, n_effective),
        )

    def estimate(
        self,
        *,
        confidence_level: float = 0.95,
        method: str | None = None,
        measure: Measure | None = None,
        group: Group = (),
    ) -> Estimate:
        """Return the estimate with an interval that knows of units; see `SummaryBase.estimate`."""
        check_confidence_level(confidence_level)
        base, measure = self.base, measure or self.base.measure
        method = base.choose_method(method)
        label = f"{base.methods[method]} over units"
        if not isinstance(base, RatioOfSums):
            label += " (delta method)"
        if base.n == 0:
            plain = base.estimate(confidence_level=confidence_level, measure=measure)
            interval = Interval(math.nan, math.nan, math.nan, label, plain.note)
        elif self.n_units < 2:
            value = float(base.value)  # type: ignore[attr-defined]
            interval = Interval(value, math.nan, math.nan, label, ONE_UNIT)
        else:
            found = base.interval(
                method=method,
                confidence_level=confidence_level,
                unit=measure.unit,
                design=self.design(),
            )
            interval = Interval(found.value, found.low, found.high, label, found.note)
        result = base._as_estimate(interval, measure, confidence_level, group)
        return Estimate(**{**vars(result), "summary": self})

    def compare(
        self,
        other: Self,
        *,
        confidence_level: float = 0.95,
        method: str | None = None,
        labels: tuple[str, str] | None = None,
    ) -> Comparison:
        """Compare with another summary that shares no unit with it; see `uxcx.compare`."""
        return compare(self, other, confidence_level=confidence_level, method=method, labels=labels)

    def contrast(
        self,
        other: Self,
        *,
        unit: Unit,
        method: str | None,
        confidence_level: float,
        overlap: Overlap | None = None,
        test: str | None = None,
    ) -> ComparedNumbers:
        """Return the numbers of a comparison; `overlap` where the groups share units."""
        shared = overlap if overlap is not None and overlap.n_units > 0 else None
        pairs = None if shared is None else pairs_of(self, other, shared)
        if pairs is not None:
            return contrast_pairs(
                *pairs,
                method=method,
                test=test,
                confidence_level=confidence_level,
                over=over_units(self, other, pairs[2]),
            )
        self._check_test(test)
        self._check_method(method, paired=shared is not None)
        if self.n_units < 2 or other.n_units < 2:
            return self.undefined(other, ONE_UNIT)
        if shared is not None:
            return contrast_shared(self, other, shared, unit, confidence_level)
        a, b = self.design(), other.design()
        if isinstance(self.base, Proportion | NetScore):
            return self._by_effective_size(other, (a, b), method, confidence_level)
        return self.from_variances(
            other,
            (a.variance, b.variance),
            (a.degrees_of_freedom, b.degrees_of_freedom),
            unit=unit,
            confidence_level=confidence_level,
            label="t over units (delta method)",
        )

    def _check_test(self, test: str | None) -> None:
        """Refuse a test other than the one that knows of units."""
        offered = Proportion.contrast_tests if isinstance(self.base, Proportion) else {}
        if test is not None and test != next(iter(offered), None):
            raise ValueError(
                f"test={test!r} is for rows that are independent, or for units with one row in "
                "each group; with other units there is one test. Leave test out."
            )

    def _check_method(self, method: str | None, *, paired: bool) -> None:
        """Refuse a method that is not offered, or that takes the groups as independent."""
        if method is None:
            return
        if isinstance(self.base, Proportion):
            choose_contrast_method(method)
        else:
            self.base.choose_method(method)
        if isinstance(self.base, RatioOfSums) and method != "log":
            raise ValueError(
                f"method={method!r} is for rows that are independent; over units ratios are "
                "compared on logarithms. Leave method out."
            )
        if paired:
            raise ValueError(
                f"method={method!r} is for groups that share no units, but these share some. "
                "Leave method out: such a comparison has one method."
            )

    def from_variances(
        self,
        other: Self,
        variances: tuple[float, float],
        dfs: tuple[float, float],
        *,
        unit: Unit,
        confidence_level: float,
        label: str,
    ) -> ComparedNumbers:
        """Return a t comparison from the variances of the two estimates (or of their sum)."""
        one, two = self.sums.ratio, other.sums.ratio
        names = {"method": label, "test": label.replace("t over", "t test over", 1)}
        if isinstance(self.base, Rate | RatioOfSums):
            if not (one > 0 and two > 0):
                return self.undefined(other, NO_RATIO)
            variances = variances[0] / one**2, variances[1] / two**2
            one, two = math.log(one), math.log(two)
        if isinstance(self.base, Rate | RatioOfSums | GeometricMean):
            return ratio_from_logs(
                welch_from_variances(one - two, variances, dfs, confidence_level), **names
            )
        scale = self.scale
        return difference_of_means(
            welch_from_variances(scale * (one - two), variances, dfs, confidence_level),
            unit,
            **names,
        )

    def _by_effective_size(
        self,
        other: Self,
        designs: tuple[Design, Design],
        method: str | None,
        confidence_level: float,
    ) -> ComparedNumbers:
        """Compare proportions or net scores at their effective sample sizes.

        Unlike the plain delta method this gives an interval also where all rows agree. As in the
        estimates, the sizes are made smaller for few units (Korn and Graubard 1998).
        """
        z = normal_quantile(confidence_level)
        df = sum(design.degrees_of_freedom for design in designs)
        shrink = (z / t_quantile(confidence_level, df)) ** 2
        numbers, full = (
            self._at_sizes(
                other,
                (designs[0].n_effective * factor, designs[1].n_effective * factor),
                method,
                confidence_level,
            )
            for factor in (shrink, 1.0)
        )
        # The test takes the whole effective sizes and t: its p must not hang on the confidence.
        p = full.p_value
        if not math.isnan(full.statistic):
            p = min(1.0, 2 * float(scipy.stats.t.sf(abs(full.statistic), df)))
        label = "over units (delta method)"
        return ComparedNumbers(
            **{
                **vars(numbers),
                "p_value": p,
                "statistic": full.statistic,
                "degrees_of_freedom": float(df),
                "method": f"{numbers.method} {label}",
                "test": f"{full.test.replace('z test', 't test')} {label}",
            }
        )

    def _at_sizes(
        self,
        other: Self,
        sizes: tuple[float, float],
        method: str | None,
        confidence_level: float,
    ) -> ComparedNumbers:
        """Compare proportions or net scores as if they came from so many independent rows."""
        one, two = self.base, other.base
        if isinstance(one, Proportion) and isinstance(two, Proportion):
            return contrast_proportions(
                (one.value * sizes[0], sizes[0]),
                (two.value * sizes[1], sizes[1]),
                method=method,
                confidence_level=confidence_level,
            )
        if isinstance(one, NetScore) and isinstance(two, NetScore):
            first, second = sizes[0] / one.n, sizes[1] / two.n
            return contrast_net_scores(
                (one.promoters * first, one.detractors * first, sizes[0]),
                (two.promoters * second, two.detractors * second, sizes[1]),
                method=one.choose_method(method),
                confidence_level=confidence_level,
            )
        raise TypeError("only summaries of one kind can be compared")

    def undefined(self, other: Self, note: str) -> ComparedNumbers:
        """Return a comparison of which only the effect is known, and why."""
        ratio = isinstance(self.base, Rate | RatioOfSums | GeometricMean)
        one, two = self.base.value, other.base.value  # type: ignore[attr-defined]
        value = one - two
        if ratio:
            value = one / two if two else math.inf if one else math.nan
        return ComparedNumbers(
            effect="ratio" if ratio else "difference",
            value=value,
            low=math.nan,
            high=math.nan,
            p_value=math.nan,
            statistic=math.nan,
            degrees_of_freedom=math.nan,
            method="t over units (delta method)",
            test="t test over units (delta method)",
            note=note,
        )
