"""Resampling from counts: the bootstrap and the permutation test of ratios of sums.

A mean is the sum of y over the sum of x = 1, so both serve means and ratios, over rows and over
units. Rows that are equal are drawn together, as one count: what this costs depends on how many
*distinct* rows there are, and not on how many rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

Array = npt.NDArray[np.float64]
#: from sums (one row a resample) to a statistic
Statistic = Callable[[Array], Array]

#: how many resamples are drawn; 9,999 and the sample itself make 10,000
RESAMPLES = 9_999
#: the same data give the same interval, today and tomorrow
SEED = 20_020
#: how many numbers are held in memory at once
BATCH = 2_000_000
#: drawing one count takes as long as drawing so many rows
COUNT_COST = 20


@dataclass(frozen=True)
class Rows:
    """Distinct rows, and how often each was seen."""

    columns: Array
    counts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[tuple[float, ...]]) -> Rows:
        """Return rows whose last entry is how often they were seen."""
        table = np.array(rows, dtype=float)
        return cls(table[:, :-1], table[:, -1].astype(np.int64))

    @property
    def n(self) -> int:
        """How many rows there are."""
        return int(self.counts.sum())

    @property
    def sums(self) -> Array:
        """The sums of the columns, as one row."""
        return np.asarray(self.counts @ self.columns)[None, :]

    def leaving_one_out(self) -> Array:
        """Return the sums without one of each distinct row."""
        return np.asarray(self.sums - self.columns)

    @property
    def are_many(self) -> bool:
        """Whether rows repeat so seldom that they are quicker drawn one by one than counted."""
        return self.n < COUNT_COST * len(self.counts)

    def by_counts(self, draw: Callable[[int], Any]) -> Array:
        """Return the sums of `RESAMPLES` draws; `draw` gives how often each distinct row came."""
        return _in_batches(len(self.counts), lambda size: draw(size).astype(float) @ self.columns)

    def by_rows(self, draw: Callable[[int], Any], width: int) -> Array:
        """Return the sums of `RESAMPLES` draws; `draw` gives the places of `width` rows."""
        columns = np.repeat(self.columns, self.counts, axis=0).T

        def sums(size: int) -> Array:
            places = draw(size)
            return np.stack([column[places].sum(axis=1) for column in columns], axis=1)

        return _in_batches(width, sums)

    def resampled(self, rng: np.random.Generator) -> Array:
        """Return the sums of resamples with replacement."""
        n = self.n
        if self.are_many:
            return self.by_rows(lambda size: rng.integers(n, size=(size, n)), n)
        return self.by_counts(lambda size: rng.multinomial(n, self.counts / n, size=size))

    def parted(self, rng: np.random.Generator, n: int) -> Array:
        """Return the sums of `n` rows drawn without replacement."""
        if self.are_many:
            every = np.arange(self.n)

            def places(size: int) -> Any:
                shuffled = rng.permuted(np.tile(every, (size, 1)), axis=1)
                return shuffled[:, :n]

            return self.by_rows(places, self.n)
        return self.by_counts(
            lambda size: rng.multivariate_hypergeometric(
                self.counts, n, size=size, method="marginals"
            )
        )


def _in_batches(width: int, draw: Callable[[int], Array]) -> Array:
    """Return `RESAMPLES` rows, drawn a few at a time so that memory holds them."""
    size = max(1, BATCH // width)
    starts = range(0, RESAMPLES, size)
    return np.concatenate([draw(min(size, RESAMPLES - start)) for start in starts])


def bootstrap_interval(
    samples: Sequence[Rows], statistic: Statistic, confidence_level: float, *, mirrored: bool
) -> tuple[float, float]:
    """Return the ends of the BCa bootstrap interval; ``nan`` where it cannot be made.

    Efron (1987), *JASA* 82:171, section 6 of Efron and Tibshirani (1993) for the acceleration; of
    several samples as `scipy.stats.bootstrap` does it. `mirrored` says that the true distribution
    of the statistic is symmetric about 0, as it is for two samples that are the same.
    """
    rng = np.random.default_rng(SEED)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = statistic(np.hstack([sample.resampled(rng) for sample in samples]))
        value = float(statistic(np.hstack([sample.sums for sample in samples]))[0])
        acceleration = _acceleration(samples, statistic)
    if mirrored:
        drawn = np.concatenate([drawn, -drawn])
    if np.isnan(drawn).any() or not math.isfinite(acceleration):
        return math.nan, math.nan
    equal = np.isclose(drawn, value, rtol=1e-12, atol=1e-12)
    bias = scipy.special.ndtri(float(((drawn < value) & ~equal).mean() + equal.mean() / 2))
    if not math.isfinite(bias):
        return math.nan, math.nan
    tail = (1 - confidence_level) / 2
    shares = [_share(bias, acceleration, scipy.special.ndtri(q)) for q in (tail, 1 - tail)]
    low = float(np.quantile(drawn, shares[0], method="lower"))
    high = float(np.quantile(drawn, shares[1], method="higher"))
    # Where a few values decide, what BCa moves may pass the estimate; the interval holds it.
    return min(low, value), max(high, value)


def _share(bias: float, acceleration: float, quantile: float) -> float:
    """Return which share of the resamples lies below an end of the interval."""
    moved = bias + quantile
    denominator = 1 - acceleration * moved
    if denominator <= 0:
        return 0.0 if quantile < 0 else 1.0
    return float(scipy.special.ndtr(bias + moved / denominator))


def _acceleration(samples: Sequence[Rows], statistic: Statistic) -> float:
    """Return BCa's acceleration from the samples with one row left out."""
    sums = [sample.sums for sample in samples]
    cubes = squares = 0.0
    for index, sample in enumerate(samples):
        left = sample.leaving_one_out()
        others = [
            left if place == index else np.repeat(total, len(left), axis=0)
            for place, total in enumerate(sums)
        ]
        values = statistic(np.hstack(others))
        n, weights = sample.n, sample.counts
        mean = (weights @ values) / n
        influence = (n - 1) * (mean - values)
        cubes += float(weights @ influence**3) / n**3
        squares += float(weights @ influence**2) / n**2
    return cubes / (6 * squares**1.5) if squares > 0 else math.nan


def permutation_p(one: Rows, two: Rows, statistic: Statistic) -> tuple[float, bool]:
    """Return the two-sided p-value of two independent samples, and whether it is exact.

    Which rows are in which sample is chance if nothing else differs. Good (2005), *Permutation,
    Parametric and Bootstrap Tests of Hypotheses*, ch. 3; all ways are counted where there are at
    most `RESAMPLES` of them, by `scipy.stats.permutation_test`, else as many are drawn.
    """
    if one.n > two.n:
        one, two = two, one  # the smaller is drawn: the test is two-sided, so it may be either
    size = _distance(statistic)
    if math.comb(one.n + two.n, one.n) <= RESAMPLES:
        rows = np.vstack([one.columns, two.columns])
        places = (
            np.repeat(np.arange(len(one.counts)), one.counts),
            np.repeat(np.arange(len(two.counts)) + len(one.counts), two.counts),
        )
        return _exact(places, rows, size, "independent"), True
    pooled = Rows.of(_pooled(one, two))
    first = pooled.parted(np.random.default_rng(SEED), one.n)
    drawn = np.hstack([first, pooled.sums - first])
    return _p_of(drawn, np.hstack([one.sums, two.sums]), size), False


def paired_permutation_p(pairs: Rows, statistic: Statistic) -> tuple[float, bool]:
    """Return the two-sided p-value of pairs, and whether it is exact.

    If nothing differs, which of a pair's two sides came first is chance. The columns of the first
    side stand before those of the second.
    """
    size, half = _distance(statistic), pairs.columns.shape[1] // 2
    sides = pairs.columns[:, :half], pairs.columns[:, half:]
    if 2**pairs.n <= RESAMPLES:
        rows = np.vstack(sides)
        first = np.repeat(np.arange(len(pairs.counts)), pairs.counts)
        return _exact((first, first + len(pairs.counts)), rows, size, "samples"), True
    gain = sides[1] - sides[0]
    rng = np.random.default_rng(SEED)
    moved = Rows(gain, pairs.counts).by_counts(
        lambda n: rng.binomial(pairs.counts, 0.5, size=(n, len(pairs.counts)))
    )
    drawn = pairs.sums + np.hstack([moved, -moved])
    return _p_of(drawn, pairs.sums, size), False


def _distance(statistic: Statistic) -> Statistic:
    """Return how far a statistic is from 0; rounding must not tell equal ones apart."""

    def distance(sums: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.abs(statistic(sums))
        # 0 over 0 cannot be judged: it counts as extreme, the cautious choice.
        whole: Array = np.where(np.isnan(found), np.inf, found)
        return np.round(whole, 10)

    return distance


def _exact(places: tuple[Any, Any], rows: Array, size: Statistic, kind: Any) -> float:
    """Return the p-value over all permutations of places in two samples, by SciPy."""
    import scipy.stats

    def of_places(first: Any, second: Any, axis: int = -1) -> Any:
        sums = np.concatenate([rows[np.asarray(p)].sum(axis=axis - 1) for p in (first, second)], -1)
        flat = size(sums.reshape(-1, sums.shape[-1])).reshape(sums.shape[:-1])
        # SciPy's tolerance of infinity is not a number; the largest float does as well.
        return np.minimum(flat, np.finfo(float).max / 4)

    test: Any = scipy.stats.permutation_test
    result = test(
        places,
        of_places,
        permutation_type=kind,
        vectorized=True,
        n_resamples=RESAMPLES,
        alternative="greater",
        axis=-1,
    )
    return float(result.pvalue)


def _p_of(drawn: Array, seen: Array, size: Statistic) -> float:
    """Return the share of draws as extreme as what was seen, which is one of them.

    Phipson and Smyth (2010), *Statistical Applications in Genetics and Molecular Biology* 9:39.
    """
    return float((1 + np.count_nonzero(size(drawn) >= size(seen)[0])) / (1 + len(drawn)))


def _pooled(one: Rows, two: Rows) -> list[tuple[float, ...]]:
    """Return the distinct rows of both, sorted, with their counts."""
    total: dict[tuple[float, ...], int] = {}
    for sample in (one, two):
        for row, count in zip(sample.columns.tolist(), sample.counts.tolist(), strict=True):
            total[tuple(row)] = total.get(tuple(row), 0) + count
    return [(*row, count) for row, count in sorted(total.items())]
