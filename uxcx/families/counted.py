"""A mean or a ratio together with the answers it came from: for bootstrap and permutation."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np

from uxcx.comparison import Comparison, check_confidence_level, compare
from uxcx.errors import AnswerError
from uxcx.families.base import Interval, SummaryBase, exponential
from uxcx.families.clustered import ONE_UNIT, Clustered
from uxcx.families.mean import Mean
from uxcx.families.ratio import NO_LOG, RatioOfSums
from uxcx.families.resampling import (
    RESAMPLES,
    Array,
    Rows,
    bootstrap_interval,
    paired_permutation_p,
    permutation_p,
)
from uxcx.families.units import Overlap, UnitSums
from uxcx.measures import Measure, Unit
from uxcx.results import ComparedNumbers, Estimate, Group

BOOTSTRAP = f"BCa bootstrap of {RESAMPLES:,} resamples"
#: with fewer rows or units the interval comes out too narrow
FEW = 20
NO_INTERVAL = (
    "in some resamples there is nothing to divide by, or everything rests on one row, so the "
    "bootstrap has no interval."
)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A mean or ratio of sums with its answers: how often each was given.

    Metrics make it with ``method="bootstrap"``. It grows with the number of distinct rows: at most
    seven entries for a seven-point scale, but nearly one a customer for amounts of money. Parts
    can be added; over units only where no unit is in both.

    Parameters
    ----------
    base : Mean or RatioOfSums
        The summary of the rows.
    pairs : iterable of (x, y, count)
        How often each pair was seen: of a mean x is 1 and y the answer, of a ratio y is divided
        by x; over units the two are a unit's sums.
    over_units : bool, default False
        Whether pairs are of units and not of rows.

    Raises
    ------
    AnswerError
        If a count is negative or not whole, or the pairs are not those of `base`.

    Notes
    -----
    The BCa bootstrap (Efron 1987, *JASA* 82:171) and the permutation test (Good 2005,
    *Permutation, Parametric and Bootstrap Tests of Hypotheses*), with `RESAMPLES` resamples and a
    fixed seed: the same data give the same numbers. Below 20 rows the bootstrap's intervals are
    too narrow (Hesterberg 2015, *The American Statistician* 69:371), which the result says.

    Examples
    --------
    >>> from uxcx import ux
    >>> answers = [5, 6, 7, 4, 6, 5, 7, 6, 5, 6, 4, 5, 7, 6, 2, 6, 7, 5, 6, 6]
    >>> ux.seq(answers, method="bootstrap")
    SEQ 5.6 [4.9, 6.0] (n = 20; 95%, BCa bootstrap of 9,999 resamples)

    The one low answer makes the interval longer below than above, as a t interval never is.
    """

    base: SummaryBase
    pairs: tuple[tuple[float, float, int], ...]
    over_units: bool = False

    #: the comparison that knows the answers; the names of the base's methods do too
    methods: ClassVar[tuple[str, str]] = ("permutation", "bootstrap")

    def __post_init__(self) -> None:
        total: dict[tuple[float, float], int] = {}
        for x, y, count in self.pairs:
            if count < 0 or count != int(count):
                raise AnswerError(
                    f"Counted: how often a pair was seen must be a whole number of 0 or more; got "
                    f"{count!r}."
                )
            total[float(x), float(y)] = total.get((float(x), float(y)), 0) + int(count)
        pairs = tuple((x, y, count) for (x, y), count in sorted(total.items()) if count)
        object.__setattr__(self, "pairs", pairs)
        rows = sum(count for _, _, count in pairs)
        base: Any = self.base
        if not isinstance(base, Mean | RatioOfSums):
            raise AnswerError(f"Counted: base must be a Mean or RatioOfSums; got {base!r}.")
        if not self.over_units and rows != base.n:
            raise AnswerError(f"Counted: {rows:,} pairs do not make a summary of {base.n:,} rows.")

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self) or self.over_units != other.over_units:
            return NotImplemented
        return replace(self, base=self.base + other.base, pairs=(*self.pairs, *other.pairs))

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
    def size(self) -> int:
        """How many rows, or units, are drawn in each resample."""
        return sum(count for _, _, count in self.pairs)

    @property
    def n_units(self) -> int | None:
        """How many units the answers came from, if rows were grouped into units."""
        return self.size if self.over_units else None

    def counts(self) -> str:
        """Return the counts in words."""
        return self.base.counts()

    @property
    def plain(self) -> SummaryBase | Clustered:
        """The summary without the answers, for the methods that need only moments."""
        if not self.over_units:
            return self.base
        rows = Rows.of(self.pairs) if self.pairs else None
        names = ("x", "y", "xx", "xy", "yy")
        if rows is None:
            return Clustered(base=self.base, sums=UnitSums(n_units=0, **dict.fromkeys(names, 0.0)))
        (x, y), counts = rows.columns.T, rows.counts
        columns = (x, y, x * x, x * y, y * y)
        sums = {name: float(counts @ each) for name, each in zip(names, columns, strict=True)}
        return Clustered(base=self.base, sums=UnitSums(n_units=self.size, **sums))

    def estimate(
        self,
        *,
        confidence_level: float = 0.95,
        method: str | None = None,
        measure: Measure | None = None,
        group: Group = (),
    ) -> Estimate:
        """Return the estimate, by default with a bootstrap interval; see `SummaryBase.estimate`."""
        check_confidence_level(confidence_level)
        measure = measure or self.base.measure
        if method not in (None, "bootstrap"):
            found = self.plain.estimate(
                confidence_level=confidence_level, method=method, measure=measure, group=group
            )
            return replace(found, summary=self)
        value = float(self.base.value)  # type: ignore[attr-defined]
        low, high, note = self._ends(value, confidence_level)
        label = f"{BOOTSTRAP} over units" if self.over_units else BOOTSTRAP
        interval = Interval(value, low, high, label, note)
        made = self.base._as_estimate(interval, measure, float(confidence_level), group)
        return replace(made, summary=self)

    def _ends(self, value: float, confidence_level: float) -> tuple[float, float, str]:
        """Return the ends of the interval and a caveat."""
        who = "units" if self.over_units else "answers"
        if self.size == 0:
            return math.nan, math.nan, "there are no answers."
        if self.size == 1:
            note = (
                ONE_UNIT if self.over_units else "one answer does not show how much answers vary."
            )
            return math.nan, math.nan, note
        # A unit's own ratio: where all are alike, no resample differs.
        if all(abs(y - value * x) <= 1e-12 * max(abs(y), abs(value * x)) for x, y, _ in self.pairs):
            note = (
                f"all {who} are alike, so the interval has no width; that tells of the sample, not "
                "of everybody."
            )
            return value, value, note
        low, high = bootstrap_interval(
            [Rows.of(self.pairs)], _ratio, confidence_level, mirrored=False
        )
        if math.isnan(low):
            return low, high, NO_INTERVAL
        return low, high, few_note(self.size, who)

    def compare(
        self,
        other: Self,
        *,
        confidence_level: float = 0.95,
        method: str | None = None,
        labels: tuple[str, str] | None = None,
    ) -> Comparison:
        """Compare with another summary of the same kind; see `uxcx.compare`."""
        return compare(self, other, confidence_level=confidence_level, method=method, labels=labels)

    def contrast(
        self,
        other: Self,
        *,
        unit: Unit,
        method: str | None,
        confidence_level: float,
        overlap: Overlap | None = None,
    ) -> ComparedNumbers:
        """Return the numbers of a comparison: permutation test, and bootstrap interval."""
        if self.over_units != other.over_units:
            raise ValueError("Only one of the two knows which rows belong together (unit=).")
        shared = overlap.n_units if overlap is not None else 0
        if method not in (None, *self.methods):
            return self._by_moments(other, unit, method, confidence_level, overlap)
        if shared and not shared == self.size == other.size:
            raise ValueError(
                f"The groups share {shared:,} units, but have {self.size:,} and {other.size:,}: "
                "bootstrap and permutation need all units in both groups, or none. Leave out those "
                f"in only one, or compare with method={next(iter(self.base.methods))!r}."
            )
        if overlap is not None and shared:
            return self._resampled(other, overlap.pairs, confidence_level)
        return self._resampled(other, None, confidence_level)

    def _by_moments(
        self,
        other: Self,
        unit: Unit,
        method: str | None,
        confidence_level: float,
        overlap: Overlap | None,
    ) -> ComparedNumbers:
        """Compare by a method that needs only moments, such as Welch's t."""
        method = self.base.choose_method(method)
        one: Any = self.plain
        if isinstance(one, Clustered):
            default = next(iter(self.base.methods))
            options = {"method": None if method == default else method, "overlap": overlap}
        else:
            options = {"method": method}
        found: ComparedNumbers = one.contrast(
            other.plain, unit=unit, confidence_level=confidence_level, **options
        )
        return found

    def _resampled(
        self, other: Self, joint: tuple[tuple[float, ...], ...] | None, confidence_level: float
    ) -> ComparedNumbers:
        ratio = isinstance(self.base, RatioOfSums)
        one, two = float(self.base.value), float(other.base.value)  # type: ignore[attr-defined]
        value = one - two if not ratio else one / two if two else math.inf if one else math.nan
        who = "units" if self.over_units else "answers"
        over = " over units" if self.over_units else ""
        if joint is not None:
            over = f" over {self.size:,} shared units"
        numbers: dict[str, Any] = {
            "effect": "ratio" if ratio else "difference",
            "value": value,
            "statistic": math.nan,
            "degrees_of_freedom": math.nan,
            "method": f"{BOOTSTRAP}{over}",
        }
        unknown: dict[str, Any] = {"low": math.nan, "high": math.nan, "p_value": math.nan}
        name = f"{'paired ' if joint is not None else ''}permutation test{over}"
        reason = ""
        if min(self.size, other.size) < 2:
            reason = f"a group with one {who.removesuffix('s')} does not show how much {who} vary."
        elif ratio and not (one > 0 and two > 0):
            reason = NO_LOG
        if reason:
            return ComparedNumbers(**numbers, **unknown, test=name, note=reason)
        statistic = _log_ratio if ratio else _difference
        samples, turned, mirrored = _in_order(self.pairs, other.pairs, joint)
        if joint is None:
            p, exact = permutation_p(samples[0], samples[1], statistic)
        else:
            p, exact = paired_permutation_p(samples[0], statistic)
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = bootstrap_interval(samples, statistic, confidence_level, mirrored=mirrored)
        low, high = (-high, -low) if turned else (low, high)
        note = few_note(min(self.size, other.size), who)
        if math.isnan(low):
            note = NO_INTERVAL
        if ratio:
            low, high = exponential(low), exponential(high)
        test = f"exact {name}" if exact else f"{name}, {RESAMPLES:,} resamples"
        return ComparedNumbers(**numbers, low=low, high=high, p_value=p, test=test, note=note)


def few_note(size: int, who: str) -> str:
    """Return the caveat of a bootstrap interval of few rows, or nothing."""
    if size >= FEW:
        return ""
    return f"with fewer than {FEW} {who} a bootstrap interval is usually too narrow."


def _in_order(
    one: tuple[tuple[float, float, int], ...],
    two: tuple[tuple[float, float, int], ...],
    joint: tuple[tuple[float, ...], ...] | None,
) -> tuple[list[Rows], bool, bool]:
    """Return the samples in an order of their own, so that a against b mirrors b against a.

    Also whether they were turned round, and whether both orders are the same.
    """
    if joint is None:
        turned = one > two
        first, second = (two, one) if turned else (one, two)
        return [Rows.of(first), Rows.of(second)], turned, one == two
    here = tuple(sorted(joint))
    there = tuple(sorted((u, v, x, y, count) for x, y, u, v, count in joint))
    return [Rows.of(min(here, there))], here > there, here == there


def _ratio(sums: Array) -> Array:
    """Return the sum of y over the sum of x."""
    return np.asarray(sums[:, 1] / sums[:, 0])


def _difference(sums: Array) -> Array:
    """Return the difference of two ratios of sums."""
    return np.asarray(sums[:, 1] / sums[:, 0] - sums[:, 3] / sums[:, 2])


def _log_ratio(sums: Array) -> Array:
    """Return the logarithm of the ratio of two ratios of sums."""
    first, second = sums[:, 1] / sums[:, 0], sums[:, 3] / sums[:, 2]
    return np.asarray(np.log(first) - np.log(second))
