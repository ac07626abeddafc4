"""Beta-discrete-Weibull: chances of leaving that differ between customers and change with time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, digamma

from uxcx.relationships.renewal import RenewalModel, survivors_from
from uxcx.relationships.shifted_beta_geometric import beta_slopes

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class BetaDiscreteWeibull(RenewalModel):
    """A fitted beta-discrete-Weibull model; see `beta_discrete_weibull`."""

    name = "beta-discrete-Weibull"
    names = ("alpha", "beta", "c")

    @staticmethod
    def _log_survival(values: Array, periods: Array) -> Array:
        alpha, beta, c = values
        return np.asarray(betaln(alpha, beta + periods**c) - betaln(alpha, beta))

    @staticmethod
    def _slopes(values: Array, periods: Array) -> Array:
        alpha, beta, c = values
        warped = periods**c
        by_time = digamma(beta + warped) - digamma(alpha + beta + warped)
        by_c = by_time * warped * np.log(np.maximum(periods, 1.0))
        # In period 0 nobody has left, whatever c is; log(1) = 0 serves for it.
        return np.vstack([beta_slopes(alpha, beta, warped), by_c])


def beta_discrete_weibull(
    data: Any,
    *,
    cohort: str = "cohort",
    period: str = "period",
    customers: str = "customers",
    duration: str | None = None,
    churned: str | None = None,
    confidence_level: float = 0.95,
) -> BetaDiscreteWeibull:
    """Fit the beta-discrete-Weibull model of renewals (Fader, Hardie, Liu, Davin and Steenburgh).

    As `shifted_beta_geometric`, which it is for c = 1; with c above 1 a customer's own chance of
    leaving grows with time, below 1 it falls.

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
    BetaDiscreteWeibull
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
    Three parameters need more than a few periods: the likelihood is flat, and parameters that
    look different project nearly the same.

    References
    ----------
    Fader, Hardie, Liu, Davin and Steenburgh (2018), "How to project customer retention" revisited:
    the role of duration dependence, Journal of Interactive Marketing 43:1.

    Examples
    --------
    >>> from uxcx import relationships
    >>> model = relationships.beta_discrete_weibull([1000, 869, 743, 653, 593, 551, 517, 491])
    >>> model.survival(12)[12]
    survival, period 12: 40% [37, 44] (95%, beta-discrete-Weibull, delta method)

    It projects more than the shifted-beta-geometric model does; seen were 394 of a thousand.
    """
    survivors = survivors_from(data, cohort, period, customers, (duration, churned))
    return BetaDiscreteWeibull.of(survivors, confidence_level)
