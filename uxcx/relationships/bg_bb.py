"""BG/BB: customers who may buy once a period, such as donors in a year, and may leave before each.

Chances of buying are beta (alpha, beta), chances of leaving beta (gamma, delta).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, digamma, gammaln

from uxcx.errors import AnswerError
from uxcx.measures import PERCENT
from uxcx.relationships.beta_geometric import require_count
from uxcx.relationships.buying import BuyingModel
from uxcx.relationships.cells import Cells, Columns
from uxcx.relationships.likelihood import Likelihood, LogLikelihood, dot
from uxcx.relationships.projection import Projection, require_periods

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class BgBb(BuyingModel):
    """A fitted BG/BB model; see `bg_bb`."""

    name = "BG/BB"
    names = ("alpha", "beta", "gamma", "delta")
    whole_periods = True

    @classmethod
    def _start(cls, cells: Cells) -> Array:
        return np.array([1.0, 1.0, 1.0, 2.0])

    @classmethod
    def _likelihood(cls, cells: Cells) -> Likelihood:
        return _likelihood(cells)

    @staticmethod
    def _alive(values: Array, cells: Cells) -> Array:
        paths = _Paths.of(cells)
        terms, _ = paths.terms(values)
        logs = paths.sums(terms)
        alpha, beta, gamma, delta = values
        stay = betaln(alpha + cells.frequency, beta + cells.age - cells.frequency) - betaln(
            alpha, beta
        )
        next_one = betaln(gamma, delta + cells.age + 1) - betaln(gamma, delta)
        return np.asarray(np.exp(stay + next_one - logs))

    @staticmethod
    def _rate(values: Array, frequency: Array, age: Array, ahead: Array) -> Array:
        """Return the chance of buying in the period `ahead`, given alive in the next one."""
        alpha, beta, gamma, delta = values
        buys = (alpha + frequency) / (alpha + beta + age)
        stays = betaln(gamma, delta + age + ahead) - betaln(gamma, delta + age + 1)
        return np.asarray(buys * np.exp(stays))

    @staticmethod
    def _scale(values: Array) -> float:
        return 1.0

    def _while_alive(
        self, values: Array, frequency: Array, age: Array, periods: float, discount: float = 0.0
    ) -> Array:
        """Return purchases ahead of a customer alive in the next period: a sum over periods."""
        ahead = np.arange(1.0, periods + 1)
        rate = self._rate(values, frequency[:, None], age[:, None], ahead)
        return np.asarray((rate * np.exp(-discount * ahead)).sum(axis=1))

    def probability_of(self, purchases: int, periods: float) -> Projection:
        """Return the probability that a new customer buys in so many of the next periods.

        Parameters
        ----------
        purchases : int
            In how many periods, 0 or more.
        periods : int
            Of how many, 1 or more.

        Returns
        -------
        Projection
            Between 0 and 1.
        """
        ahead, x = require_periods(periods, whole=True), require_count(purchases)
        if x > ahead:
            raise AnswerError(f"{x} purchases need at least {x} periods; got periods={ahead:g}.")
        name = f"probability of {x} repeat purchases of a new customer in {ahead:g} periods"
        return self._projection(
            name, lambda v: _purchase_probability(v, x, int(ahead)), unit=PERCENT, scale="odds"
        )


def bg_bb(
    data: Any,
    *,
    frequency: str = "frequency",
    recency: str = "recency",
    age: str = "age",
    customers: str | None = None,
    confidence_level: float = 0.95,
) -> BgBb:
    """Fit the BG/BB model of one purchase a period at most (Fader, Hardie and Shang 2010).

    Customers buy in a period with a chance of their own, and leave before one with a chance of
    their own: donors by year, guests of a yearly event, subscribers who may skip a month.

    Parameters
    ----------
    data : data frame, or mapping of column to values
        One row a customer; or a row for each distinct history, with `customers`.
    frequency : str, default "frequency"
        Column of the number of later periods with a purchase, whole numbers of 0 or more.
    recency : str, default "recency"
        Column of the last such period: 1 is the one after the first purchase; 0 if there is none.
    age : str, default "age"
        Column of how many periods there were after the first purchase.
    customers : str, optional
        Column of how many customers a row stands for.
    confidence_level : float, default 0.95
        Of all intervals.

    Returns
    -------
    BgBb
        With `parameters`, `p_alive` (in the next period), `expected_purchases`,
        `total_purchases`, `new_customer` and `probability_of`. Rows with a missing number are left
        out and counted.

    Raises
    ------
    AnswerError
        A history is impossible (recency beyond age, two purchases in one period), or nobody
        bought again.
    ColumnError
        A column is not there.

    References
    ----------
    Fader, Hardie and Shang (2010), Customer-base analysis in a discrete-time noncontractual
    setting, Marketing Science 29:1086.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import relationships
    >>> donors = pd.DataFrame({
    ...     "frequency": [0, 1, 1, 2, 1, 2, 2, 3],
    ...     "recency": [0, 1, 2, 2, 3, 3, 3, 3],
    ...     "age": [3, 3, 3, 3, 3, 3, 3, 3],
    ...     "customers": [310, 100, 30, 70, 40, 25, 45, 180],
    ... })
    >>> model = relationships.bg_bb(donors, customers="customers")
    >>> model.total_purchases(3)
    purchases of 800 customers in the next 3 periods: 701 purchases [587, 836] (95%, BG/BB, delta
    method)

    They gave 960 times in the three years before. Less is to be expected now: some have left.
    """
    columns = Columns(frequency=frequency, recency=recency, age=age, customers=customers)
    return BgBb.of(data, columns, confidence_level)


@dataclass(frozen=True)
class _Paths:
    """All ways to a history: alive to the end, or left before one of the silent periods."""

    cell: npt.NDArray[np.int64]
    frequency: Array
    #: periods lived, and whether the customer left after them
    lived: Array
    left: Array
    n_cells: int

    @classmethod
    def of(cls, cells: Cells) -> _Paths:
        silent = (cells.age - cells.recency).astype(np.int64)
        cell = np.repeat(np.arange(len(cells)), silent + 1)
        first = np.concatenate([[0], np.cumsum(silent + 1)[:-1]])
        lived = cells.recency[cell] + np.arange(len(cell)) - first[cell]
        return cls(
            cell=cell,
            frequency=cells.frequency[cell],
            lived=lived,
            left=(lived < cells.age[cell]).astype(float),
            n_cells=len(cells),
        )

    def terms(self, values: Array) -> tuple[Array, tuple[Array, ...]]:
        """Return the log likelihood of each way, and its gradient."""
        alpha, beta, gamma, delta = values
        bought, skipped = alpha + self.frequency, beta + self.lived - self.frequency
        leave, stay = gamma + self.left, delta + self.lived
        terms = betaln(bought, skipped) - betaln(alpha, beta)
        terms = terms + betaln(leave, stay) - betaln(gamma, delta)
        either = digamma(alpha + beta) - digamma(bought + skipped)
        ends = digamma(gamma + delta) - digamma(leave + stay)
        return terms, (
            digamma(bought) - digamma(alpha) + either,
            digamma(skipped) - digamma(beta) + either,
            digamma(leave) - digamma(gamma) + ends,
            digamma(stay) - digamma(delta) + ends,
        )

    def sums(self, terms: Array) -> Array:
        """Return the log likelihood of each history."""
        highest = np.full(self.n_cells, -np.inf)
        np.maximum.at(highest, self.cell, terms)
        shares = np.exp(terms - highest[self.cell])
        return np.asarray(highest + np.log(np.bincount(self.cell, shares, self.n_cells)))


def _likelihood(cells: Cells) -> Likelihood:
    """Return the log likelihood with its gradient: Fader, Hardie and Shang (2010), equation 4."""
    paths = _Paths.of(cells)

    def likelihood(values: Array) -> LogLikelihood:
        terms, slopes = paths.terms(values)
        logs = paths.sums(terms)
        weight = np.exp(terms - logs[paths.cell]) * cells.n[paths.cell]
        return LogLikelihood(dot(cells.n, logs), np.array([dot(weight, slope) for slope in slopes]))

    return likelihood


def _purchase_probability(values: Array, purchases: int, periods: int) -> float:
    """Return the probability of a number of purchases in the periods after the first one."""
    alpha, beta, gamma, delta = values
    lived = np.arange(purchases, periods + 1.0)
    left = (lived < periods).astype(float)
    ways = gammaln(lived + 1) - gammaln(purchases + 1) - gammaln(lived - purchases + 1)
    logs = ways + betaln(alpha + purchases, beta + lived - purchases) - betaln(alpha, beta)
    logs = logs + betaln(gamma + left, delta + lived) - betaln(gamma, delta)
    return float(np.exp(logs).sum())
