"""Pareto/NBD: customers may leave at any time, and not only after a purchase.

Purchases are Poisson with gamma rates (r, alpha), lifetimes exponential with gamma rates (s, beta).
Where other software takes differences of hypergeometric functions, which cancel, the chance of
having left is here the integral over the time of leaving. It has positive terms only, and its
gradient is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, expit, gammaln

from uxcx.measures import PERCENT
from uxcx.relationships.beta_geometric import require_count
from uxcx.relationships.buying import BuyingModel
from uxcx.relationships.cells import Cells, Columns
from uxcx.relationships.likelihood import Likelihood, LogLikelihood
from uxcx.relationships.projection import Projection, require_periods

Array = npt.NDArray[np.float64]
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(24)
#: a factor of the integrand falls by e^-40 at most within the points; beyond, nothing is left of it
FALL = 40.0
#: histories integrated at once, so that they stay in the processor's memory
BATCH = 4_096


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class ParetoNbd(BuyingModel):
    """A fitted Pareto/NBD model; see `pareto_nbd`."""

    name = "Pareto/NBD"
    names = ("r", "alpha", "s", "beta")

    @classmethod
    def _start(cls, cells: Cells) -> Array:
        age = float(np.average(cells.age, weights=cells.n))
        return np.array([0.5, age / 4, 0.5, age / 4])

    @classmethod
    def _likelihood(cls, cells: Cells) -> Likelihood:
        return _likelihood(cells)

    @staticmethod
    def _alive(values: Array, cells: Cells) -> Array:
        odds = np.empty(len(cells))
        for start in range(0, len(cells), BATCH):
            rows = slice(start, start + BATCH)
            odds[rows] = _left(values, cells.frequency[rows], cells.recency[rows], cells.age[rows])[
                0
            ]
        return np.asarray(expit(-odds))

    @staticmethod
    def _rate(values: Array, frequency: Array, age: Array, ahead: Array) -> Array:
        r, alpha, s, beta = values
        time = beta + age
        return np.asarray((r + frequency) / (alpha + age) * (time / (time + ahead)) ** s)

    @staticmethod
    def _scale(values: Array) -> float:
        return float(values[3])

    def probability_of(self, purchases: int, periods: float) -> Projection:
        """Return the probability that a new customer makes so many repeat purchases.

        Parameters
        ----------
        purchases : int
            How many repeat purchases, 0 or more.
        periods : float
            Within which time from the first purchase, in the unit of age; above 0.

        Returns
        -------
        Projection
            Between 0 and 1.
        """
        ahead, x = require_periods(periods), require_count(purchases)
        name = f"probability of {x} repeat purchases of a new customer in {ahead:g} periods"
        return self._projection(
            name, lambda v: _purchase_probability(v, x, ahead), unit=PERCENT, scale="odds"
        )


def pareto_nbd(
    data: Any,
    *,
    frequency: str = "frequency",
    recency: str = "recency",
    age: str = "age",
    customers: str | None = None,
    confidence_level: float = 0.95,
) -> ParetoNbd:
    """Fit the Pareto/NBD model of buying without a contract (Schmittlein et al. 1987).

    Customers buy at rates of their own, and leave at any time, at rates of their own.

    Parameters
    ----------
    data : data frame, or mapping of column to values
        One row a customer; or a row for each distinct history, with `customers`.
    frequency : str, default "frequency"
        Column of repeat purchases (purchases after the first), whole numbers of 0 or more.
    recency : str, default "recency"
        Column of the time from the first purchase to the last, in any unit; 0 where there
        is one purchase only.
    age : str, default "age"
        Column of the time from the first purchase to the end of the data, in the same unit.
    customers : str, optional
        Column of how many customers a row stands for.
    confidence_level : float, default 0.95
        Of all intervals.

    Returns
    -------
    ParetoNbd
        With `parameters`, `p_alive`, `expected_purchases`, `total_purchases`, `new_customer` and
        `probability_of`. Rows with a missing number are left out and counted.

    Raises
    ------
    AnswerError
        A history is impossible (recency beyond age), or nobody bought again.
    ColumnError
        A column is not there.

    Notes
    -----
    The parameters of leaving (s, beta) are often vague: few customers tell when they left. What is
    projected from them is more certain than they are.

    References
    ----------
    Schmittlein, Morrison and Colombo (1987), Counting your customers, Management Science 33:1.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import relationships
    >>> histories = pd.DataFrame({
    ...     "frequency": [0, 1, 1, 2, 2, 3, 5, 8],
    ...     "recency": [0, 5, 20, 9, 30, 34, 36, 37],
    ...     "age": [38, 38, 38, 38, 38, 38, 38, 38],
    ...     "customers": [240, 30, 22, 15, 20, 14, 8, 6],
    ... })
    >>> model = relationships.pareto_nbd(histories, customers="customers")
    >>> model.total_purchases(38)
    purchases of 355 customers in the next 38 periods: 169 purchases [130, 220] (95%, Pareto/NBD,
    delta method)

    They bought 252 times in the 38 weeks before. They are expected to buy less often now: some
    have left.
    """
    columns = Columns(frequency=frequency, recency=recency, age=age, customers=customers)
    return ParetoNbd.of(data, columns, confidence_level)


def _left(
    values: Array, x: Array, last: Array, age: Array, *, slopes: bool = False
) -> tuple[Array, list[Array]]:
    """Return the log odds of having left, and their gradient if it is wanted.

    The likelihood of a history is, up to what is common to both,
    (alpha + T)^-(r + x) (beta + T)^-s while alive, plus, for leaving at a time u in (t_x, T), the
    integral of s (alpha + u)^-(r + x) (beta + u)^-(s + 1): Schmittlein et al. (1987), before
    their integral is written as a hypergeometric function. It is taken over the logarithm of u and
    the smaller of alpha and beta, in which both factors are smooth.
    """
    r, alpha, s, beta = values
    shape = r + x
    least = min(alpha, beta)
    begin = least + last
    falls = np.minimum(_until_gone(alpha + last, shape), _until_gone(beta + last, s))
    width = np.log1p(np.minimum(age - last, falls) / begin)
    steps = width[:, None] * ((_POINTS + 1) / 2)
    smaller = begin[:, None] * np.exp(steps)
    log_smaller = np.log(begin)[:, None] + steps
    larger = smaller + abs(beta - alpha)
    log_larger = np.log(larger)
    if alpha <= beta:
        rate_time, log_rate, life_time, log_life = smaller, log_smaller, larger, log_larger
    else:
        rate_time, log_rate, life_time, log_life = larger, log_larger, smaller, log_smaller
    # du = smaller d(step)
    terms = log_smaller - shape[:, None] * log_rate - (s + 1) * log_life
    highest = terms.max(axis=1)
    weights = np.exp(terms - highest[:, None]) * _WEIGHTS
    whole = weights.sum(axis=1)
    log_left = highest + np.log(whole) + np.log(width / 2 + 1e-300) + np.log(s)
    log_stay = -shape * np.log(alpha + age) - s * np.log(beta + age)
    if not slopes:
        return log_left - log_stay, []
    weights /= whole[:, None]
    return log_left - log_stay, [
        -np.einsum("ij,ij->i", weights, log_rate),
        -shape * np.einsum("ij,ij->i", weights, 1 / rate_time),
        1 / s - np.einsum("ij,ij->i", weights, log_life),
        -(s + 1) * np.einsum("ij,ij->i", weights, 1 / life_time),
    ]


def _until_gone(begin: Array, exponent: Array | float) -> Array:
    """Return how long it takes until (begin + u)^-exponent has fallen to nothing."""
    with np.errstate(over="ignore"):
        return np.asarray(begin * np.expm1(FALL / exponent))


def _likelihood(cells: Cells) -> Likelihood:
    """Return the log likelihood with its gradient."""
    total = float(cells.n.sum())
    counts, index = np.unique(cells.frequency, return_inverse=True)
    of_count = np.bincount(index, weights=cells.n)

    def batch(values: Array, rows: slice) -> Array:
        r, alpha, s, beta = values
        x, last, age, n = (
            column[rows] for column in (cells.frequency, cells.recency, cells.age, cells.n)
        )
        odds, slopes = _left(values, x, last, age, slopes=True)
        stay = [
            -np.log(alpha + age),
            -(r + x) / (alpha + age),
            -np.log(beta + age),
            -s / (beta + age),
        ]
        log_stay = (r + x) * stay[0] + s * stay[2]
        gone = expit(odds)
        value = n @ (log_stay + np.logaddexp(0, odds))
        gradient = [n @ (a + gone * (b - a)) for a, b in zip(stay, slopes, strict=True)]
        return np.array([value, *gradient])

    def likelihood(values: Array) -> LogLikelihood:
        r, alpha, s, beta = values
        sums = sum(
            (batch(values, slice(i, i + BATCH)) for i in range(0, len(cells), BATCH)),
            start=np.zeros(5),
        )
        value = sums[0] + of_count @ gammaln(r + counts) - total * gammaln(r)
        value += total * (r * np.log(alpha) + s * np.log(beta))
        gradient = sums[1:] + np.array(
            [
                of_count @ digamma(r + counts) - total * (digamma(r) - np.log(alpha)),
                total * r / alpha,
                total * np.log(beta),
                total * s / beta,
            ]
        )
        return LogLikelihood(float(value), gradient)

    return likelihood


def _purchase_probability(values: Array, purchases: int, periods: float) -> float:
    """Return the probability of a number of repeat purchases from the first purchase on.

    So many while alive throughout, or so many before leaving, integrated over when that is.
    """
    r, alpha, s, beta = values
    least = min(alpha, beta)
    width = np.log1p(np.minimum(periods, _until_gone(beta, s)) / least)
    leaving = least * np.expm1(width * (_POINTS + 1) / 2)
    until = np.append(leaving, periods)
    share = until / (alpha + until)
    exactly = np.exp(
        gammaln(r + purchases)
        - gammaln(r)
        - gammaln(purchases + 1)
        + r * np.log1p(-share)
        + purchases * np.log(share)
    )
    density = s / beta * (beta / (beta + leaving)) ** (s + 1)
    left = density * (least + leaving) * width / 2 * _WEIGHTS
    return float(exactly[:-1] @ left + exactly[-1] * (beta / (beta + periods)) ** s)
