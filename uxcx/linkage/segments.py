"""Two groups over segments: their difference as it is, and at the same mix of segments."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uxcx.errors import AnswerError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, np.dtype[Any]]


MOST_SEGMENTS = 50


@dataclass(frozen=True, kw_only=True)
class Part:
    """A quantity with its standard error.

    Parameters
    ----------
    value, standard_error, p_value : float
        ``nan`` where not known; the test is against 0.
    """

    value: float
    standard_error: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class Mix:
    """Two groups, over all rows and within segments.

    Parameters
    ----------
    segments : tuple of str
        Segments that both groups have.
    n : tuple of (int, int)
        Rows of each segment in the first and second group.
    mean : tuple of (float, float)
        Mean of each segment in the first and second group.
    whole, alike, shift : Part
        The difference over all rows; at the same mix of segments in both groups (that of both
        together); and what the mix alone makes, which is the first less the second.
    p_mix : float
        Of the test that both groups have the same mix.
    n_left_out : int
        Rows of segments that only one group has.
    """

    segments: tuple[str, ...]
    n: tuple[tuple[int, int], ...]
    mean: tuple[tuple[float, float], ...]
    whole: Part
    alike: Part
    shift: Part
    p_mix: float
    n_left_out: int

    @property
    def against(self) -> int:
        """In how many segments the difference goes against that over all rows."""
        return sum((one - two) * self.whole.value < 0 for one, two in self.mean)

    @property
    def reverses(self) -> bool:
        """Whether the difference turns round at the same mix."""
        return self.whole.value * self.alike.value < 0

    def shares(self, group: int) -> list[float]:
        """Return the share of each segment in a group."""
        total = sum(n[group] for n in self.n)
        return [n[group] / total for n in self.n]


def mix_of(outcome: Array, first: Array, segment: pd.Series, unit: Array | None) -> Mix:
    """Return two groups over segments, with variances over units.

    Direct standardisation, with the shares of both groups together as weights (Rothman, Greenland
    and Lash 2008, *Modern Epidemiology*); the variance of all three is that of their influence
    functions, added up over units.

    Parameters
    ----------
    outcome : array of float
        One value a row, none missing.
    first : array of bool
        Whether a row is of the first group.
    segment : pandas.Series
        The segment of each row; missing is a segment of its own.
    unit : array of int or None
        Whose each row is, counted from 0.
    """
    import numpy as np
    import pandas as pd
    import scipy.stats

    codes, found = pd.factorize(segment.astype("object").fillna("(missing)"), sort=False)
    names = [str(name) for name in found]
    size = len(names)
    if size > MOST_SEGMENTS:
        raise AnswerError(
            f"Column {segment.name!r} has {size:,} different values; at most {MOST_SEGMENTS} make "
            "a mix. Is it an identifier, or a number that should be cut into groups first?"
        )
    cell = codes + size * ~first
    n = np.bincount(cell, minlength=2 * size).reshape(2, size)
    sums = np.bincount(cell, weights=outcome, minlength=2 * size).reshape(2, size)
    shared: Array = np.asarray((n > 0).all(axis=0))
    kept = shared[codes]
    if not shared.any():
        unknown = Part(value=math.nan, standard_error=math.nan, p_value=math.nan)
        return Mix(
            segments=(),
            n=(),
            mean=(),
            whole=unknown,
            alike=unknown,
            shift=unknown,
            p_mix=0.0,
            n_left_out=len(outcome),
        )
    y, who, where = outcome[kept], first[kept], codes[kept]
    group = (~who).astype(int)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums / n
    totals = (n * shared).sum(axis=1)
    overall = np.array([(sums[g] * shared).sum() / totals[g] for g in (0, 1)])
    share = np.where(shared, n.sum(axis=0), 0) / totals.sum()
    gaps = np.where(shared, mean[0] - mean[1], 0.0)
    whole, alike = float(overall[0] - overall[1]), float(share @ gaps)
    sign = np.where(who, 1.0, -1.0)
    of_whole = sign * (y - overall[group]) / totals[group]
    of_alike = sign * share[where] * (y - mean[group, where]) / n[group, where]
    of_alike += (gaps[where] - alike) / totals.sum()
    units = None if unit is None else unit[kept]
    parts = [
        _part(value, influence, units)
        for value, influence in (
            (whole, of_whole),
            (alike, of_alike),
            (whole - alike, of_whole - of_alike),
        )
    ]
    table = n[:, shared]
    p_mix = 1.0
    if table.shape[1] > 1:
        if units is not None:  # each unit once, in the segment and group of its first row
            _, at = np.unique(units, return_index=True)
            table = np.bincount(where[at] + size * group[at], minlength=2 * size)
            table = table.reshape(2, size)
            table = table[:, table.sum(axis=0) > 0]
        if (table.sum(axis=1) > 0).all():
            p_mix = float(scipy.stats.chi2_contingency(table, correction=False).pvalue)
    order = sorted(np.flatnonzero(shared).tolist(), key=lambda index: names[index])
    return Mix(
        segments=tuple(names[s] for s in order),
        n=tuple((int(n[0, s]), int(n[1, s])) for s in order),
        mean=tuple((float(mean[0, s]), float(mean[1, s])) for s in order),
        whole=parts[0],
        alike=parts[1],
        shift=parts[2],
        p_mix=p_mix,
        n_left_out=int((~kept).sum()),
    )


def _part(value: float, influence: Array, unit: Array | None) -> Part:
    """Return a quantity with its standard error over rows or units, and a t test against 0."""
    import numpy as np
    import scipy.stats

    if unit is not None:
        influence = np.bincount(unit, weights=influence)
        influence = influence[np.bincount(unit) > 0]
    size = len(influence)
    if size < 3:
        return Part(value=value, standard_error=math.nan, p_value=math.nan)
    se = math.sqrt(float(influence @ influence) * size / (size - 1))
    # What is left where the mix is the same is rounding.
    if se <= 1e-12:
        return Part(value=value, standard_error=0.0, p_value=1.0)
    p = 2 * float(scipy.stats.t.sf(abs(value) / se, size - 2))
    return Part(value=value, standard_error=se, p_value=p)
