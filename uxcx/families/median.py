"""Medians of times, from how often each time was measured."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import scipy

from uxcx.errors import AnswerError
from uxcx.families.base import (
    Design,
    Interval,
    SummaryBase,
    exponential,
    normal_quantile,
    two_sided_p,
)
from uxcx.measures import SECONDS, Measure, Unit
from uxcx.results import ComparedNumbers

#: of times, how often each was measured
Counts = tuple[tuple[float, int], ...]


@dataclass(frozen=True, kw_only=True, init=False)
class Median(SummaryBase):
    """The median of times, which needs no assumption on how times are spread.

    Unlike the other summaries it holds every distinct time, so it grows with their number: times
    in whole seconds take a few hundred entries, however many rows there are; times to the
    millisecond nearly one a row.

    Parameters
    ----------
    values : mapping of float to int, or iterable of (float, int)
        Times in seconds, above 0, and how often each was measured.
    n_missing, n_excluded : int, default 0
        Times that were missing, or set aside on purpose (failed tasks); they are not in `n`.

    Raises
    ------
    AnswerError
        If a count is negative or not whole, or a time not above 0.

    Notes
    -----
    The interval goes from the r-th smallest to the r-th largest time, with the largest r for
    which a binomial count of n tosses of a fair coin is below r with a chance of at most half of
    what the confidence leaves (David and Nagaraja 2003, *Order Statistics*, section 7.1). It holds
    the true median at least as often as it says, whatever the times are like. Comparisons: Price
    and Bonett (2002), *Journal of Statistical Computation and Simulation* 72:119, and Bonett and
    Price (2020), *Journal of Educational and Behavioral Statistics* 45:750.

    Examples
    --------
    >>> Median(values={45: 1, 55: 1, 62: 1, 65: 1, 75: 1, 135: 1}).estimate()
    median 64 s [45, 135] (n = 6; 95%, order statistics)

    With six times nothing narrower than the whole range will do for 95%.
    """

    values: Counts

    methods: ClassVar[dict[str, str]] = {"order_statistics": "order statistics"}
    contrast_methods: ClassVar[dict[str, str]] = {
        "price_bonett": "Price and Bonett's interval of a ratio of medians"
    }
    measure: ClassVar[Measure] = Measure(name="median", unit=SECONDS)
    takes_units: ClassVar[bool] = False

    def __init__(
        self,
        *,
        values: Mapping[float, int] | Iterable[tuple[float, int]],
        n_missing: int = 0,
        n_excluded: int = 0,
    ) -> None:
        pairs = values.items() if isinstance(values, Mapping) else values
        total: dict[float, int] = {}
        for value, count in pairs:
            if not (math.isfinite(value) and value > 0):
                raise AnswerError(f"Median: each time must be a number above 0; got {value!r}.")
            if count < 0 or count != int(count):
                raise AnswerError(
                    f"Median: how often {value:g} was measured must be a whole number of 0 or "
                    f"more; got {count!r}."
                )
            if count:
                total[float(value)] = total.get(float(value), 0) + int(count)
        object.__setattr__(self, "values", tuple(sorted(total.items())))
        object.__setattr__(self, "n", sum(total.values()))
        object.__setattr__(self, "n_missing", n_missing)
        object.__setattr__(self, "n_excluded", n_excluded)
        self.__post_init__()

    def _merge(self, other: Self) -> Self:
        return type(self)(
            values=(*self.values, *other.values),
            n_missing=self.n_missing + other.n_missing,
            n_excluded=self.n_excluded + other.n_excluded,
        )

    def smallest(self, rank: int) -> float:
        """Return the time of this rank, from 1 for the smallest."""
        ends = list(itertools.accumulate(count for _, count in self.values))
        return self.values[bisect.bisect_left(ends, rank)][0]

    @property
    def value(self) -> float:
        """The median: the middle time, or the mean of the two in the middle."""
        if not self.n:
            return math.nan
        return (self.smallest((self.n + 1) // 2) + self.smallest(self.n // 2 + 1)) / 2

    def interval(
        self,
        *,
        method: str,
        confidence_level: float,
        unit: Unit,
        design: Design | None = None,
    ) -> Interval:
        """Return the median with the interval between two order statistics."""
        del unit, design
        low, high, note = self.order_interval(confidence_level)
        return Interval(self.value, low, high, self.methods[method], note)

    def order_interval(self, confidence_level: float) -> tuple[float, float, str]:
        """Return the ends of the interval and a caveat; ``nan`` where n is too small for it."""
        rank = rank_of_interval(self.n, confidence_level)
        if rank == 0:
            needed = smallest_n(confidence_level)
            held = "" if self.n < 2 else _range_text(self, 1 - 0.5 ** (self.n - 1))
            note = f"{100 * confidence_level:g}% confidence needs {needed:,} times and more.{held}"
            return math.nan, math.nan, note
        low, high = self.smallest(rank), self.smallest(self.n - rank + 1)
        note = ""
        if low == high:
            note = (
                "the times in the middle are equal, so the interval has no width; that tells of "
                "the sample, not of everybody."
            )
        return low, high, note

    def log_standard_error(self) -> float:
        """Return the standard error of the median's logarithm, by Price and Bonett.

        The width of an interval between two order statistics, divided by that of the normal
        interval of the same confidence.
        """
        rank = max(1, round(self.n / 2 - math.sqrt(self.n)))
        quantile = float(scipy.stats.norm.isf(scipy.stats.binom.cdf(rank - 1, self.n, 0.5)))
        width = math.log(self.smallest(self.n - rank + 1)) - math.log(self.smallest(rank))
        return width / (2 * quantile)

    def contrast(
        self, other: Self, *, unit: Unit, method: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the ratio of two medians, by Price and Bonett."""
        del unit
        if method not in (None, "price_bonett"):
            raise ValueError(f"method for two medians must be 'price_bonett'; got {method!r}.")
        low = high = p = z = math.nan
        note = ""
        difference = math.log(self.value) - math.log(other.value)
        if min(self.n, other.n) < 2:
            note = "a group with one time does not show how much times vary."
        else:
            se = math.hypot(self.log_standard_error(), other.log_standard_error())
            if se > 0:
                half = normal_quantile(confidence_level) * se
                low, high = exponential(difference - half), exponential(difference + half)
                z = difference / se
                p = two_sided_p(z)
            else:
                note = "there is no variation to judge chance by."
        return ComparedNumbers(
            effect="ratio",
            value=self.value / other.value,
            low=low,
            high=high,
            p_value=p,
            statistic=z,
            degrees_of_freedom=math.nan,
            method=self.contrast_methods["price_bonett"],
            test="z test of Price and Bonett",
            note=note,
        )


def rank_of_interval(n: int, confidence_level: float) -> int:
    """Return r of the interval from the r-th smallest to the r-th largest of n; 0 if none."""
    tail = (1 - confidence_level) / 2
    rank = int(scipy.stats.binom.ppf(tail, n, 0.5))
    # ppf gives the smallest count whose chance to be reached is at least the tail: at equality
    # the rank may be one more.
    return rank + 1 if scipy.stats.binom.cdf(rank, n, 0.5) <= tail * (1 + 1e-12) else rank


def smallest_n(confidence_level: float) -> int:
    """Return how many values the range needs to hold the median with this confidence."""
    return math.ceil(1 - math.log2(1 - confidence_level) - 1e-12)


def _range_text(summary: Median, held: float) -> str:
    low, high = summary.smallest(1), summary.smallest(summary.n)
    return (
        f" The whole range, {low:.4g} to {high:.4g}, holds the true median in {100 * held:.4g}% of "
        "studies of this size."
    )
