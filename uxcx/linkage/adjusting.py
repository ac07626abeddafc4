"""Two groups adjusted for what was known before: CUPED, which is analysis of covariance.

Rows are reduced to one set of cross-products a group, over rows or over units; nothing after that
depends on how many there were.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError
from uxcx.families.base import exponential, welch_from_variances
from uxcx.frames import Frame, collect
from uxcx.linkage.regressions import statsmodels_api
from uxcx.preparing import X, Y, own
from uxcx.results import as_plain

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

#: difference or ratio, low, high, p, t, degrees of freedom, note
Numbers = tuple[float, float, float, float, float, float, str]


@dataclass(frozen=True)
class Arm:
    """One group of an experiment: a ratio of sums, adjusted or not, with its variance."""

    value: float
    variance: float
    n: int


@dataclass(frozen=True)
class Arms:
    """Both groups, first the one with the change."""

    first: Arm
    second: Arm

    @property
    def variance(self) -> float:
        """Of the difference."""
        return self.first.variance + self.second.variance

    def difference(self, confidence_level: float) -> Numbers:
        """Return the difference by Welch's t."""
        a, b = self.first, self.second
        return welch_from_variances(
            a.value - b.value, (a.variance, b.variance), (a.n - 1, b.n - 1), confidence_level
        )

    def ratio(self, confidence_level: float) -> Numbers:
        """Return the ratio by Welch's t on logarithms (delta method)."""
        a, b = self.first, self.second
        if not (a.value > 0 and b.value > 0):
            value = a.value / b.value if b.value else math.nan
            return (
                *(value, math.nan, math.nan, math.nan, math.nan, math.nan),
                "a ratio needs both groups above 0.",
            )
        log, low, high, p, t, df, note = welch_from_variances(
            math.log(a.value) - math.log(b.value),
            (a.variance / a.value**2, b.variance / b.value**2),
            (a.n - 1, b.n - 1),
            confidence_level,
        )
        return exponential(log), exponential(low), exponential(high), p, t, df, note


@dataclass(frozen=True)
class Adjusted:
    """Both groups without and with adjustment, and how alike they were before."""

    plain: Arms
    adjusted: Arms
    #: of each covariate, the two means and the p-value of their difference
    before: tuple[tuple[str, float, float, float], ...]

    @property
    def gain(self) -> float:
        """The share of the variance that the adjustment took away."""
        plain = self.plain.variance
        return 1 - self.adjusted.variance / plain if plain > 0 else 0.0


def reduce_arms(
    frame: Frame,
    group: str,
    groups: tuple[Any, Any],
    *,
    covariates: Sequence[str],
    unit: str | None,
) -> Adjusted:
    """Return both groups of a prepared frame, adjusted for covariates.

    Deng et al. (2013), *Improving the Sensitivity of Online Controlled Experiments by Utilizing
    Pre-Experiment Data*, WSDM, with one slope for both groups. Ratios are adjusted through their
    linear part (Deng et al. 2018, *Applying the Delta Method in Metric Analytics*, KDD).
    """
    kept = frame.filter(~nw.col(Y).is_null())
    names = [own(f"c{index}") for index in range(len(covariates))]
    given = [nw.col(c).alias(name) for c, name in zip(covariates, names, strict=True)]
    rows = kept.select(group, *([unit] if unit else []), Y, X, *given)
    if unit:
        sums = [nw.col(Y).sum(), nw.col(X).sum(), *(nw.col(name).mean() for name in names)]
        rows = rows.group_by(group, unit).agg(*sums)
    first = _totals(rows, group, [Y, X, *names])
    ratios = {g: first[g][Y] / first[g][X] for g in groups}
    n = {g: int(first[g]["n"]) for g in groups}
    # Centred before they are multiplied: squares of large numbers lose their last digits.
    is_first = nw.col(group) == groups[0]
    r = nw.when(is_first).then(nw.lit(ratios[groups[0]])).otherwise(nw.lit(ratios[groups[1]]))
    sizes = [first[g][X] / n[g] for g in groups]
    x = nw.when(is_first).then(nw.lit(sizes[0])).otherwise(nw.lit(sizes[1]))
    everybody = {name: sum(first[g][name] for g in groups) / sum(n.values()) for name in names}
    z = ((nw.col(Y) - r * nw.col(X)) / x).alias(own("z"))
    centred = rows.select(group, z, *((nw.col(c) - everybody[c]).alias(c) for c in names))
    reduced = {
        g: _Sums(n[g], ratios[g], *_products(centred, group, g, [*names, own("z")], n[g]))
        for g in groups
    }
    return _adjust(reduced[groups[0]], reduced[groups[1]], covariates, list(everybody.values()))


@dataclass(frozen=True)
class _Sums:
    """One group: its size, its ratio, and means and cross-products of covariates and outcome."""

    n: int
    ratio: float
    means: Array
    products: Array


def _totals(rows: Frame, group: str, columns: Sequence[str]) -> dict[Any, dict[str, float]]:
    """Return the sums of columns in each group, and how many rows it has."""
    sums = [nw.col(c).sum().alias(own(f"sum_{i}")) for i, c in enumerate(columns)]
    found = collect(rows.group_by(group).agg(nw.len().alias(own("n")), *sums)).rows(named=True)
    return {
        as_plain(row[group]): {
            "n": float(row[own("n")]),
            **{c: float(row[own(f"sum_{i}")] or 0) for i, c in enumerate(columns)},
        }
        for row in found
    }


def _products(
    rows: Frame, group: str, value: Any, columns: Sequence[str], n: int
) -> tuple[Array, Array]:
    """Return the means of columns in a group, and their cross-products about these means."""
    import numpy as np

    k = len(columns)
    here = rows.filter(nw.col(group) == value)
    pairs = [(i, j) for i in range(k) for j in range(i, k)]
    products = here.select(
        *columns,
        *((nw.col(columns[i]) * nw.col(columns[j])).alias(own(f"p{i}_{j}")) for i, j in pairs),
    )
    names = [*columns, *(own(f"p{i}_{j}") for i, j in pairs)]
    sums = collect(products.select(*(nw.col(name).sum() for name in names))).rows()[0]
    means = np.array([float(total or 0) for total in sums[:k]]) / n
    found = np.empty((k, k))
    for (i, j), total in zip(pairs, sums[k:], strict=True):
        found[i, j] = found[j, i] = float(total or 0) - n * means[i] * means[j]
    return means, found


def _adjust(
    first: _Sums, second: _Sums, covariates: Sequence[str], centres: Sequence[float]
) -> Adjusted:
    import numpy as np

    k, total = len(covariates), first.n + second.n
    slopes = _slopes(first.products + second.products, covariates) if k else np.zeros(0)
    weights = np.append(-slopes, 1.0)
    lost = (total - 2) / (total - 2 - k) if total > 2 + k else math.nan

    def arm(group: _Sums, chosen: Array, value: float, factor: float = 1.0) -> Arm:
        squares = max(0.0, float(chosen @ group.products @ chosen)) * factor
        size = group.n
        return Arm(value, squares / (size * (size - 1)) if size > 1 else math.nan, size)

    def both(chosen: Array, *, adjusted: bool) -> Arms:
        values = [g.ratio - float(slopes @ g.means[:k]) * adjusted for g in (first, second)]
        factor = lost if adjusted else 1.0
        return Arms(
            *(arm(g, chosen, v, factor) for g, v in zip((first, second), values, strict=True))
        )

    before = []
    for index, name in enumerate(covariates):
        only = np.eye(k + 1)[index]
        sides = [arm(g, only, float(g.means[index]) + centres[index]) for g in (first, second)]
        p = Arms(*sides).difference(0.95)[3]
        before.append((name, sides[0].value, sides[1].value, p))
    plain = both(np.eye(k + 1)[k], adjusted=False)
    return Adjusted(plain, both(weights, adjusted=True) if k else plain, tuple(before))


def _slopes(within: Array, covariates: Sequence[str]) -> Array:
    """Return the regression of the last variable on the others, from their cross-products.

    A root of the cross-products stands for the rows: it has the same products, and so the same
    least squares.
    """
    import numpy as np

    known = within[:-1, :-1]
    for index, name in enumerate(covariates):
        if not known[index, index] > 0:
            raise AnswerError(f"Column {name!r} is the same in every row, so it explains nothing.")
    scale = np.sqrt(np.diag(known))
    if np.linalg.matrix_rank(known / np.outer(scale, scale), tol=1e-9) < len(covariates):
        raise AnswerError(
            f"The covariates {', '.join(covariates)} say the same: one follows from the others. "
            "Leave one out."
        )
    values, vectors = np.linalg.eigh(within)
    rows = np.sqrt(np.clip(values, 0.0, None))[:, None] * vectors.T
    fitted = statsmodels_api().OLS(rows[:, -1], rows[:, :-1]).fit()
    return np.asarray(fitted.params)
