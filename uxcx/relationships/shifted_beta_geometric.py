"""Shifted-beta-geometric: chances of leaving that differ between customers and never change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, digamma

from uxcx.relationships.renewal import RenewalModel, survivors_from

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class ShiftedBetaGeometric(RenewalModel):
    """A fitted shifted-beta-geometric model; see `shifted_beta_geometric`."""

    name = "shifted-beta-geometric"
    names = ("alpha", "beta")

    @staticmethod
    def _log_survival(values: Array, periods: Array) -> Array:
        alpha, beta = values
        return np.asarray(betaln(alpha, beta + periods) - betaln(alpha, beta))

    @staticmethod
    def _slopes(values: Array, periods: Array) -> Array:
        alpha, beta = values
        return beta_slopes(alpha, beta, periods)


def beta_slopes(alpha: float, beta: float, periods: Array) -> Array:
    """Return the gradient of log B(alpha, beta + t) - log B(alpha, beta)."""
    both = digamma(alpha + beta) - digamma(alpha + beta + periods)
    return np.vstack([both, digamma(beta + periods) - digamma(beta) + both])


def shifted_beta_geometric(
    data: Any,
    *,
    cohort: str = "cohort",
    period: str = "period",
    customers: str = "customers",
    duration: str | None = None,
    churned: str | None = None,
    confidence_level: float = 0.95,
) -> ShiftedBetaGeometric:
    """Fit the shifted-beta-geometric model of renewals (Fader and Hardie 2007).

    Parameters
    ----------
    data : sequence of int, mapping of cohort to such, or data frame
        How many customers of a cohort were there in the beginning and after each period:
        ``[1000, 869, 743]``. Several cohorts may be seen for different times. A data frame has
        a row for each cohort and period; or, with `duration` and `churned`, one a customer.
    cohort, period, customers : str
        The columns of a data frame: the cohort (which may be missing if there is one), the
        period from 0, and how many customers were there.
    duration, churned : str, optional
        In place of these, columns of how many periods a customer has stayed, and of 1 for who
        left at the end of the last of them, 0 for who is still there.
    confidence_level : float, default 0.95
        Of all intervals.

    Returns
    -------
    ShiftedBetaGeometric
        With `parameters`, `survival`, `retention`, `expected_lifetime`, `value` and
        `value_of_base`.

    Raises
    ------
    AnswerError
        Numbers are no counts, grow from one period to the next, or say nothing: nobody left, or
        nobody stayed beyond the first period.
    ColumnError
        A column is not there.
    TypeError
        Only one of `duration` and `churned` was named.

    Notes
    -----
    Customers who are still there are not taken as lost: they stayed for at least so long.

    References
    ----------
    Fader and Hardie (2007), How to project customer retention, Journal of Interactive Marketing
    21(1):76.

    Examples
    --------
    >>> from uxcx import relationships
    >>> model = relationships.shifted_beta_geometric([1000, 869, 743, 653, 593, 551, 517, 491])
    >>> model
    shifted-beta-geometric: alpha = 0.668 [0.493, 0.906], beta = 3.81 [2.54, 5.70] (1,000 customers
    of 1 cohort, 509 of them lost in 7 periods; 95%, maximum likelihood)
    >>> model.survival(12)[12]
    survival, period 12: 38% [34, 42] (95%, shifted-beta-geometric, delta method)

    Of a thousand customers, about 380 will be there after twelve years.
    """
    survivors = survivors_from(data, cohort, period, customers, (duration, churned))
    return ShiftedBetaGeometric.of(survivors, confidence_level)
