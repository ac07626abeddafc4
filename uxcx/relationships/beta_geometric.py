"""BG/NBD and MBG/NBD: customers may leave after each purchase, each with a chance of their own.

Purchases are Poisson, rates gamma (r, alpha), chances of leaving beta (a, b). In the modified model
a customer may leave after the first purchase too; in the first one they may not, so that all who
never bought again count as alive. Both are one family: `LEAVES` is 0 or 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaln, digamma, gammaln, hyp2f1, zeta

from uxcx.errors import AnswerError
from uxcx.measures import PERCENT
from uxcx.relationships.buying import BuyingModel
from uxcx.relationships.cells import Cells, Columns
from uxcx.relationships.likelihood import Likelihood, LogLikelihood, dot
from uxcx.relationships.projection import Projection, require_periods

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class BetaGeometric(BuyingModel):
    """The family of both models; see `bg_nbd` and `mbg_nbd`."""

    names = ("r", "alpha", "a", "b")
    #: whether a customer may leave at the first purchase: 1 or 0
    leaves: ClassVar[int]

    @classmethod
    def _start(cls, cells: Cells) -> Array:
        return np.array([0.5, float(np.average(cells.age, weights=cells.n)) / 4, 1.0, 2.0])

    @classmethod
    def _likelihood(cls, cells: Cells) -> Likelihood:
        return _likelihood(cells, cls.leaves)

    @classmethod
    def _dead_odds(cls, values: Array, cells: Cells) -> Array:
        """Return the logarithm of the odds of having left."""
        r, alpha, a, b = values
        x = cells.frequency
        chance = b + x + cls.leaves - 1
        # Without a purchase at which to leave, nobody has left.
        possible = (x + cls.leaves) > 0
        longer = np.log((alpha + cells.age) / (alpha + cells.recency))
        odds = np.log(a / np.where(possible, chance, 1.0)) + (r + x) * longer
        return np.where(possible, odds, -np.inf)

    @classmethod
    def _alive(cls, values: Array, cells: Cells) -> Array:
        from scipy.special import expit

        return np.asarray(expit(-cls._dead_odds(values, cells)))

    @classmethod
    def _rate(cls, values: Array, frequency: Array, age: Array, ahead: Array) -> Array:
        # Given alive now: rate gamma (r + x, alpha + T), chance beta (a, b + x + leaves), and
        # E[rate e^(-rate chance s)] is this, with positive terms only.
        r, alpha, a, b = values
        shape, stays = r + frequency, b + frequency + cls.leaves
        time = alpha + age
        series = hyp2f1(shape + 1, stays, a + stays, ahead / (time + ahead))
        return np.asarray(shape / time * (time / (time + ahead)) ** (shape + 1) * series)

    @staticmethod
    def _scale(values: Array) -> float:
        return float(values[1])

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
            name,
            lambda v: purchase_probability(v, x, ahead, self.leaves),
            unit=PERCENT,
            scale="odds",
        )


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class BgNbd(BetaGeometric):
    """A fitted BG/NBD model; see `bg_nbd`."""

    name = "BG/NBD"
    leaves = 0
    caution = (
        "BG/NBD says that a customer who never bought again is alive with certainty, because it "
        "lets customers leave at repeat purchases only. MBG/NBD and Pareto/NBD do not."
    )


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class MbgNbd(BetaGeometric):
    """A fitted MBG/NBD model; see `mbg_nbd`."""

    name = "MBG/NBD"
    leaves = 1


def bg_nbd(
    data: Any,
    *,
    frequency: str = "frequency",
    recency: str = "recency",
    age: str = "age",
    customers: str | None = None,
    confidence_level: float = 0.95,
) -> BgNbd:
    """Fit the BG/NBD model of buying without a contract (Fader, Hardie and Lee 2005).

    Customers buy at rates of their own, and may leave after each repeat purchase.

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
    BgNbd
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
    Trap: in this model a customer who never bought again is alive with probability 1, however
    long ago that was. Use `mbg_nbd` or `pareto_nbd` where that matters.

    References
    ----------
    Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24:275.

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
    >>> model = relationships.bg_nbd(histories, customers="customers")
    >>> model.total_purchases(38)
    purchases of 355 customers in the next 38 periods: 205 purchases [170, 248] (95%, BG/NBD, delta
    method)

    They bought 252 times in the 38 weeks before. They are expected to buy less often now: some
    have left.
    """
    columns = Columns(frequency=frequency, recency=recency, age=age, customers=customers)
    return BgNbd.of(data, columns, confidence_level)


def mbg_nbd(
    data: Any,
    *,
    frequency: str = "frequency",
    recency: str = "recency",
    age: str = "age",
    customers: str | None = None,
    confidence_level: float = 0.95,
) -> MbgNbd:
    """Fit the modified BG/NBD model (Batislam, Denizel and Filiztekin 2007).

    As `bg_nbd`, but a customer may leave after the first purchase too.

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
    MbgNbd
        With `parameters`, `p_alive`, `expected_purchases`, `total_purchases`, `new_customer` and
        `probability_of`. Rows with a missing number are left out and counted.

    Raises
    ------
    AnswerError
        A history is impossible (recency beyond age), or nobody bought again.
    ColumnError
        A column is not there.

    References
    ----------
    Batislam, Denizel and Filiztekin (2007), Empirical validation and comparison of models for
    customer base analysis, International Journal of Research in Marketing 24:201.

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
    >>> model = relationships.mbg_nbd(histories, customers="customers")
    >>> model.p_alive({"frequency": 0, "recency": 0, "age": 38, "customers": 1})[0]
    P(alive), frequency 0, recency 0, age 38, customers 1: 5% [2, 17] (95%, MBG/NBD, delta method)

    Of those who never bought again, most have left; `bg_nbd` would call all of them alive.
    """
    columns = Columns(frequency=frequency, recency=recency, age=age, customers=customers)
    return MbgNbd.of(data, columns, confidence_level)


def _likelihood(cells: Cells, leaves: int) -> Likelihood:
    """Return the log likelihood with its derivatives.

    Gamma functions are of the few distinct frequencies, not of the customers.
    """
    total = float(cells.n.sum())
    counts, index = np.unique(cells.frequency, return_inverse=True)
    of_count = np.bincount(index, weights=cells.n)
    # Who cannot have left: in BG/NBD those without a repeat purchase.
    rows = cells.frequency + leaves > 0
    x, index, n = cells.frequency[rows], index[rows], cells.n[rows]
    last, age = cells.recency[rows], cells.age[rows]
    ages, at = np.unique(cells.age[~rows], return_inverse=True)
    of_age = np.bincount(at, weights=cells.n[~rows]).astype(float)  # a count, if there are none
    # Their chance of leaving is asked of those who could.
    could = counts + leaves > 0
    asked, stays = of_count[could], counts[could] + leaves

    def likelihood(values: Array) -> LogLikelihood:
        r, alpha, a, b = values
        log_alpha, since, until = np.log(alpha), 1 / (alpha + last), 1 / (alpha + age)
        chance = 1 / np.where(could, b + counts + leaves - 1, 1.0)
        long, longer = -np.log(until), np.log(since / until)
        odds = np.log(a * chance)[index] + (r + x) * longer
        small = np.exp(-np.abs(odds))
        gone = np.where(odds > 0, 1.0, small) / (1 + small)
        value = of_count @ gammaln(r + counts) - total * (gammaln(r) - r * log_alpha)
        value += asked @ (betaln(a, b + stays) - betaln(a, b))
        value += dot(n, np.maximum(odds, 0) + np.log1p(small) - (r + x) * long)
        here = dot(of_age, np.log(alpha + ages))
        value -= r * here
        n_gone = n * gone
        gone_by_count = np.bincount(index, weights=n_gone, minlength=len(counts))
        d_r = (
            of_count @ digamma(r + counts)
            - total * (digamma(r) - log_alpha)
            - dot(n, long)
            + dot(n_gone, longer)
            - here
        )
        d_alpha = (
            total * r / alpha
            - dot(r + x, (n - n_gone) * until + n_gone * since)
            - r * (of_age / (alpha + ages)).sum()
        )
        both = digamma(a + b) - digamma(a + b + stays)
        d_a = asked @ both + n_gone.sum() / a
        d_b = asked @ (digamma(b + stays) - digamma(b) + both) - gone_by_count @ chance

        def hessian() -> Array:
            # By what the odds change with each parameter; then what is left of each pair.
            slopes = np.array(
                [longer, (r + x) * (until - since), np.full(len(x), 1 / a), -chance[index]]
            )
            found = np.einsum("in,jn->ij", slopes * (n_gone * (1 - gone)), slopes)
            found[0, 0] += of_count @ zeta(2, r + counts) - total * zeta(2, r)
            mixed = (
                total / alpha
                - dot(n - n_gone, until)
                - dot(n_gone, since)
                - (of_age / (alpha + ages)).sum()
            )
            found[0, 1] += mixed
            found[1, 0] += mixed
            found[1, 1] += (
                dot(r + x, (n - n_gone) * until**2 + n_gone * since**2)
                + r * (of_age / (alpha + ages) ** 2).sum()
                - total * r / alpha**2
            )
            shared = asked @ (zeta(2, a + b) - zeta(2, a + b + stays))
            found[2:, 2:] += shared
            found[2, 2] -= n_gone.sum() / a**2
            found[3, 3] += asked @ (zeta(2, b + stays) - zeta(2, b)) + gone_by_count @ chance**2
            return np.asarray(found)

        return LogLikelihood(float(value), np.array([d_r, d_alpha, d_a, d_b]), hessian)

    return likelihood


def purchase_probability(values: Array, purchases: int, periods: float, leaves: int) -> float:
    """Return the probability of a number of repeat purchases from the first purchase on.

    Fader, Hardie and Lee (2005), equation 8, for `leaves` 0.
    """
    r, alpha, a, b = values
    x, share = purchases, periods / (alpha + periods)
    stay = np.exp(betaln(a, b + x + leaves) - betaln(a, b))
    exactly = np.exp(
        gammaln(r + x) - gammaln(r) - gammaln(x + 1) + r * np.log1p(-share) + x * np.log(share)
    )
    left_then = x + leaves > 0
    leave = np.exp(betaln(a + 1, b + x + leaves - 1) - betaln(a, b)) if left_then else 0.0
    at_least = betainc(x, r, share) if x else 1.0
    return float(stay * exactly + leave * at_least)


def require_count(purchases: Any) -> int:
    """Return a number of purchases, or refuse it."""
    whole = isinstance(purchases, int | np.integer) and not isinstance(purchases, bool)
    if not whole or purchases < 0:
        raise AnswerError(f"purchases must be a whole number of 0 or more; got {purchases!r}.")
    return int(purchases)
