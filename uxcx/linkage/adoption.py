"""Waves of adoption: means of each wave in each period, and differences in their differences.

All that is kept of the rows is, for each wave and period, how many there were and their mean, and
for each wave how its means vary together over units.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

Control = Literal["not yet", "never"]
Base = Literal["last", "all"]


@dataclass(frozen=True)
class Waves:
    """Means of each wave (row) in each period (column), and how they vary.

    Parameters
    ----------
    starts : tuple of int
        For each wave the position of its first period with the change; the number of periods for
        those who never had it.
    n, mean : arrays of waves by periods
        Rows and their mean.
    covariance : array of waves by periods by periods
        Of the means of a wave, over units.
    units : array of waves
        Units of each wave.
    independent : bool
        Whether each row is a unit of its own.
    """

    starts: tuple[int, ...]
    n: Array
    mean: Array
    covariance: Array
    units: Array
    independent: bool

    @property
    def n_periods(self) -> int:
        """How many periods there are."""
        return int(self.n.shape[1])

    @cached_property
    def treated(self) -> list[int]:
        """The waves that had the change within these periods."""
        return [wave for wave, start in enumerate(self.starts) if start < self.n_periods]

    def value(self, weights: Array) -> float:
        """Return a weighted sum of the means."""
        used = weights != 0
        return float((weights[used] * self.mean[used]).sum())

    def variances(self, weights: Array) -> list[tuple[float, float]]:
        """Return the variance of a weighted sum, in independent parts with degrees of freedom."""
        parts = []
        for wave in range(len(self.starts)):
            w, v = weights[wave], self.covariance[wave]
            if self.independent:
                cells = [(w[t] ** 2 * v[t, t], self.n[wave, t] - 1) for t in w.nonzero()[0]]
                parts += [(float(x), float(df)) for x, df in cells]
            elif w.any():
                parts.append((float(w @ v @ w), float(self.units[wave] - 1)))
        return parts


def reduce_waves(
    outcome: Array, unit: Array | None, period: Array, wave: Array, starts: tuple[int, ...]
) -> Waves:
    """Reduce rows to waves.

    Parameters
    ----------
    outcome : array of float
        One value a row.
    unit : array of int or None
        Whose each row is, counted from 0; None where each row is somebody else's.
    period, wave : array of int
        Positions of period and wave, from 0.
    starts : tuple of int
        As in `Waves`.
    """
    import numpy as np
    from scipy import sparse

    n_waves, n_periods = len(starts), int(period.max()) + 1
    cell = wave * n_periods + period
    n = np.bincount(cell, minlength=n_waves * n_periods)
    sums = np.bincount(cell, weights=outcome, minlength=n_waves * n_periods)
    with np.errstate(invalid="ignore"):
        mean = sums / n
    rest = outcome - mean[cell]
    n, mean = n.reshape(n_waves, n_periods), mean.reshape(n_waves, n_periods)
    covariance = np.zeros((n_waves, n_periods, n_periods))
    units = np.zeros(n_waves)
    for index in range(n_waves):
        here = wave == index
        counts = np.maximum(n[index], 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            if unit is None:
                squares = np.bincount(period[here], weights=rest[here] ** 2, minlength=n_periods)
                few = n[index] / (n[index] - 1.0)
                covariance[index] = np.diag(squares / counts**2 * few)
                units[index] = here.sum()
                continue
            shape = (int(unit.max()) + 1, n_periods)
            table = sparse.coo_matrix((rest[here], (unit[here], period[here])), shape=shape).tocsr()
            size = len(np.unique(unit[here]))
            products = (table.T @ table).toarray() / np.outer(counts, counts)
            covariance[index] = products * (size / (size - 1.0) if size > 1 else math.nan)
            units[index] = size
    return Waves(starts, n, mean, covariance, units, independent=unit is None)


@dataclass(frozen=True)
class GroupTime:
    """One wave in one period, against those without the change: weights of the means.

    `since` counts periods from the wave's first one with the change, which is 0.
    """

    wave: int
    period: int
    since: int
    weights: Array
    rows: int


def group_times(waves: Waves, *, control: Control, base: Base) -> Iterator[GroupTime]:
    """Yield the difference in differences of each wave and period that can be compared.

    Callaway and Sant'Anna (2021), *Journal of Econometrics* 225:200, without covariates: a wave's
    change since its base period, less the change of all who are without at both times. A wave that
    already has the change is never a control.
    """
    import numpy as np

    for wave in waves.treated:
        start = waves.starts[wave]
        if start == 0:
            continue
        for period in range(waves.n_periods):
            last = start - 1
            # What came before is always shown against the last period before.
            bases = range(start) if base == "all" and period >= start else [last]
            if period == last or not waves.n[wave, [period, *bases]].all():
                continue
            clean = [
                other
                for other, first in enumerate(waves.starts)
                if other != wave
                and first > max(period, last)
                and (control == "not yet" or first >= waves.n_periods)
                and waves.n[other, [period, *bases]].all()
            ]
            if not clean:
                continue
            weights = np.zeros_like(waves.mean)
            shares = waves.n[clean, period] / waves.n[clean, period].sum()
            for row, share in [(wave, 1.0), *zip(clean, -shares, strict=True)]:
                weights[row, period] += share
                for each in bases:
                    weights[row, each] -= share / len(bases)
            yield GroupTime(wave, period, period - start, weights, int(waves.n[wave, period]))


def average(cells: Sequence[GroupTime]) -> Array:
    """Return the weights of the mean over cells, each as often as it has rows."""
    total = sum(cell.rows for cell in cells)
    found: Array = sum(cell.weights * (cell.rows / total) for cell in cells)  # type: ignore[assignment]
    return found
