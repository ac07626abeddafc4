"""The bootstrap of anything that is computed from sums over rows.

A regression needs nothing of its rows but sums: of products for a linear one, of scores for a step
of a logistic one. So resamples are drawn of what each row adds to the sums. Where rows are
many, they are first thrown together at random into groups, and groups are drawn: their sums vary
as the sums of rows do, and what a resample costs no longer depends on the number of rows. Rows that
belong together, to a customer, are drawn together.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from uxcx.linkage.observations import Array, Observations
from uxcx.results import decimals_for, show

#: up to so many distinct rows are drawn one by one; more are thrown into so many groups
MOST_ROWS, GROUPS = 5_000, 2_000
#: rows whose terms are held in memory at once
BATCH = 65_536
#: the same data give the same interval, today and tomorrow
SEED = 20_020
RESAMPLES = 1_000

#: what some rows (by their places) add to the sums: one row each
Terms = Callable[[npt.NDArray[np.int64]], Array]
METHODS = {"percentile": "bootstrap percentile", "bca": "bootstrap BCa"}


class Quantity(NamedTuple):
    """A value with the ends of its interval."""

    value: float
    low: float
    high: float

    def text(self, *, factor: float = 1.0, suffix: str = "", signed: bool = False) -> str:
        """Return the value and its interval in words, such as ``"0.31 [0.22, 0.40]"``."""
        value, low, high = (number * factor for number in self)
        if math.isnan(value):
            return "not known"
        decimals = decimals_for(low, high, value)

        def shown(number: float) -> str:
            text = show(number, decimals)
            return f"+{text}" if signed and number > 0 and text.strip("0.") else text

        if math.isnan(low):
            return f"{shown(value)}{suffix} [interval not known]"
        return f"{shown(value)}{suffix} [{shown(low)}, {shown(high)}]"

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


NOT_KNOWN = Quantity(math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class Resampler:
    """Rows, or groups of them, ready to be drawn.

    What it gives are arrays of replicates: the sample first, then the resamples, and for BCa
    intervals the sample without each row. Any function of sums can be applied to all of them.

    Parameters
    ----------
    observations : Observations
        The rows.
    resamples : int
        How many resamples to draw.
    confidence_level : float
        Of the intervals.
    interval : {"percentile", "bca"}
        Their method.
    seed : int
        Of the random numbers; all sums are of the same resamples.
    """

    observations: Observations
    resamples: int
    confidence_level: float
    interval: str = "percentile"
    seed: int = SEED

    @cached_property
    def _groups(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None:
        """The places of all rows, group after group, and where groups begin and end.

        A group is a unit, where rows have one; where units, or rows, are many, it is some of them
        that chance threw together. None where each distinct row is drawn by itself.
        """
        rows, rng = self.observations, np.random.default_rng([self.seed, 1])
        if rows.units is None:
            if len(rows.counts) <= MOST_ROWS:
                return None
            every = np.repeat(np.arange(len(rows.counts)), rows.counts)
            rng.shuffle(every)
            return every, np.linspace(0, len(every), GROUPS + 1).astype(np.int64)
        sizes = np.bincount(rows.units)
        shuffled = rng.permutation(len(sizes))
        place = np.argsort(shuffled)
        ends = np.append(0, np.cumsum(sizes[shuffled]))
        n_groups = len(sizes) if len(sizes) <= MOST_ROWS else GROUPS
        chosen = np.linspace(0, len(sizes), n_groups + 1).astype(np.int64)
        return np.argsort(place[rows.units], kind="stable"), ends[chosen]

    @cached_property
    def _counts(self) -> npt.NDArray[np.int64]:
        """How often each row was seen; each group once."""
        if self._groups is None:
            return self.observations.counts
        return np.ones(len(self._groups[1]) - 1, dtype=np.int64)

    def _group_sums(
        self, terms: Terms, rows: npt.NDArray[np.int64], edges: npt.NDArray[np.int64]
    ) -> Array:
        """Return what each group adds, a batch of groups at a time."""
        n_groups = len(edges) - 1
        at_once = max(1, BATCH * n_groups // len(rows))
        parts = []
        for first in range(0, n_groups, at_once):
            mine = edges[first : first + at_once + 1]
            added = terms(rows[mine[0] : mine[-1]])
            parts.append(np.add.reduceat(added, mine[:-1] - mine[0], axis=0))
        return np.concatenate(parts)

    @cached_property
    def _draws(self) -> Array:
        """How often each row, or group, is in each resample."""
        counts = self._counts
        draw = np.random.default_rng([self.seed, 2]).multinomial
        return draw(counts.sum(), counts / counts.sum(), size=self.resamples).astype(np.float64)

    def sums(self, terms: Terms) -> Array:
        """Return the sums of what rows add: one row for each replicate."""
        if self._groups is None:
            added = terms(np.arange(len(self._counts)))
        else:
            added = self._group_sums(terms, *self._groups)
        total = (self._counts @ added)[None, :]
        parts = [total, self._draws @ added]
        return np.concatenate([*parts, total - added] if self.interval == "bca" else parts)

    def quantity(self, replicates: Array) -> Quantity:
        """Return the sample's value with the interval that its replicates give."""
        value, resampled = float(replicates[0]), replicates[1 : self.resamples + 1]
        if self.interval == "percentile":
            low, high = percentile(resampled, self.confidence_level)
        else:
            left_out = (replicates[self.resamples + 1 :], self._counts)
            low, high = bca(value, resampled, left_out, self.confidence_level)
        return Quantity(value, low, high)

    def quantities(self, replicates: Array) -> list[Quantity]:
        """Return a quantity for each column."""
        return [self.quantity(column) for column in replicates.T]


def percentile(replicates: Array, confidence_level: float) -> tuple[float, float]:
    """Return the percentile interval; resamples without a value are left out of it."""
    known = replicates[np.isfinite(replicates)]
    if len(known) < 0.9 * len(replicates):
        return math.nan, math.nan
    tail = (1 - confidence_level) / 2
    low, high = np.quantile(known, (tail, 1 - tail))
    return float(low), float(high)


def bca(
    value: float,
    replicates: Array,
    left_out: tuple[Array, npt.NDArray[np.int64]],
    confidence_level: float,
) -> tuple[float, float]:
    """Return the bias-corrected and accelerated interval (Efron 1987, *JASA* 82:171).

    Parameters
    ----------
    value : float
        Of the sample.
    replicates : numpy.ndarray
        Of the resamples.
    left_out : tuple of numpy.ndarray
        The statistic without each distinct row (or group), and how often that row was seen.
    confidence_level : float
        Between 0 and 1.
    """
    from scipy.special import ndtr, ndtri

    known = replicates[np.isfinite(replicates)]
    if len(known) < 0.9 * len(replicates) or not math.isfinite(value):
        return math.nan, math.nan
    below = ((known < value).sum() + (known == value).sum() / 2) / len(known)
    if not 0 < below < 1:
        return math.nan, math.nan
    values, counts = left_out
    influence = np.average(values, weights=counts) - values
    spread = float((counts * influence**2).sum())
    acceleration = float((counts * influence**3).sum()) / (6 * spread**1.5) if spread else 0.0
    z0, tail = ndtri(below), (1 - confidence_level) / 2
    z = z0 + ndtri(np.array([tail, 1 - tail]))
    low, high = np.quantile(known, ndtr(z0 + z / (1 - acceleration * z)))
    return float(low), float(high)
