"""Gamma-gamma: what customers spend a purchase, where few purchases are seen of each.

Purchases of a customer are gamma (p, nu), and nu differs between customers as gamma (q, v).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
from scipy.special import digamma, gammaln

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.families.base import normal_quantile
from uxcx.frames import (
    collect,
    count_rows,
    first_rows,
    require_columns,
    require_frame,
    require_valid,
)
from uxcx.measures import Unit
from uxcx.relationships.fit import Fit, Parameter
from uxcx.relationships.likelihood import Likelihood, LogLikelihood, dot, maximise
from uxcx.relationships.projection import DELTA, Projection, Projections
from uxcx.results import html_table, show
from uxcx.scales import AMOUNT, AT_LEAST_1, COUNT

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
#: a correlation beyond this is more than "nearly none"
CORRELATED = 0.3
_N = "_uxcx_n"


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class GammaGamma:
    """A fitted gamma-gamma model of spending; see `gamma_gamma`.

    Parameters
    ----------
    fitted : Fit
        The parameters p, q and v.
    correlation : (float, float, float)
        Of frequency and mean value among repeat customers, with the ends of its interval.
    n_missing : int
        Rows left out because a number was missing.
    n_excluded : int
        Customers without a repeat purchase, who say nothing of repeat purchases.
    unit : Unit
        Of values.
    confidence_level : float
        Of all intervals, 0 to 1.
    """

    fitted: Fit
    correlation: tuple[float, float, float]
    n_missing: int
    n_excluded: int
    unit: Unit
    confidence_level: float

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters with standard errors and intervals."""
        return self.fitted.parameters(self.confidence_level)

    @property
    def note(self) -> str:
        """What a reader must know of the fit: the correlation, and what is wrong with it."""
        r, low, high = self.correlation
        if math.isnan(r):
            text = "The correlation of frequency and value is not known (all alike)."
        else:
            ends = "not known" if math.isnan(low) else f"{show(low, 2)}, {show(high, 2)}"
            text = f"The correlation of frequency and value is {show(r, 2)} [{ends}];"
            text += (
                " the model takes it as 0, so do not trust values from it here."
                if abs(r) > CORRELATED
                else " the model takes it as 0."
            )
        if self.fitted.estimates[1] <= 1:
            text += " With q of 1 or less, the mean spend over all customers is infinite."
        return " ".join(filter(None, (self.fitted.note, text)))

    @property
    def mean_spend(self) -> Projection:
        """The mean value of a purchase over all customers: p v / (q - 1)."""
        value, low, high = self.fitted.interval(
            lambda values: expected_spend(values, np.zeros(1), np.zeros(1))[0],
            self.confidence_level,
        )
        return Projection(
            name="mean value of a purchase",
            value=float(value),
            low=float(low),
            high=float(high),
            unit=self.unit,
            confidence_level=self.confidence_level,
            method=f"gamma-gamma, {DELTA}",
            note=self.note,
        )

    def expected_spend(self, frequency: Any, monetary_value: Any) -> Projections:
        """Return the expected value of the next purchase of customers.

        Parameters
        ----------
        frequency : int or array of int
            Repeat purchases, 0 or more.
        monetary_value : float or array of float
            Their mean value; not used where frequency is 0.

        Returns
        -------
        Projections
            Between the customer's own mean and that of all customers; the more purchases, the
            nearer to the customer's own.
        """
        x, mean = np.broadcast_arrays(
            np.atleast_1d(np.asarray(frequency, dtype=float)),
            np.atleast_1d(np.asarray(monetary_value, dtype=float)),
        )
        if np.any(x < 0) or np.any(x % 1 != 0) or not np.all((mean > 0) | (x == 0)):
            raise AnswerError(
                "frequency must be whole numbers of 0 or more, and monetary_value above 0 where "
                "frequency is."
            )
        value, low, high = self.fitted.interval(
            lambda values: expected_spend(values, x, np.where(x == 0, 0.0, mean)),
            self.confidence_level,
        )
        return Projections(
            name="value of a purchase",
            index={"frequency": x, "monetary_value": mean},
            value=value,
            low=low,
            high=high,
            unit=self.unit,
            confidence_level=self.confidence_level,
            method=f"gamma-gamma, {DELTA}",
            note=self.note,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the parameters as a pandas data frame, one row each."""
        return self.fitted.to_frame(self.confidence_level)

    def _counts(self) -> str:
        parts = [f"{self.fitted.n:,} repeat {'customer' if self.fitted.n == 1 else 'customers'}"]
        if self.n_excluded:
            parts.append(f"{self.n_excluded:,} without repeat purchases set aside")
        if self.n_missing:
            parts.append(f"{self.n_missing:,} missing")
        return ", ".join(parts)

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self.parameters))
        return (
            f"gamma-gamma: {shown} ({self._counts()}; {100 * self.confidence_level:g}%, "
            f"maximum likelihood) Note: {self.note}"
        )

    def _repr_html_(self) -> str:
        rows = [
            [p.name, f"{p.value:.4g}", f"{p.se:.2g}", f"{p.low:.4g} to {p.high:.4g}"]
            for p in self.parameters
        ]
        level = f"{100 * self.confidence_level:g}% interval"
        caption = f"gamma-gamma, maximum likelihood, {self._counts()}"
        return html_table(
            caption, ["parameter", "value", "standard error", level], rows, [self.note]
        )


def gamma_gamma(
    data: Any,
    *,
    frequency: str = "frequency",
    monetary_value: str = "monetary_value",
    customers: str | None = None,
    currency: str | None = None,
    confidence_level: float = 0.95,
) -> GammaGamma:
    """Fit the gamma-gamma model of spending to repeat customers (Fader, Hardie and Lee 2005).

    A customer's mean of a few purchases lies partly by chance where it lies; the model draws it
    towards the mean of all, the more so the fewer purchases there are.

    Parameters
    ----------
    data : data frame, or mapping of column to values
        One row a customer.
    frequency : str, default "frequency"
        Column of repeat purchases, whole numbers of 0 or more; customers with 0 are set aside.
    monetary_value : str, default "monetary_value"
        Column of the mean value of these purchases, above 0.
    customers : str, optional
        Column of how many customers a row stands for.
    currency : str, optional
        What stands behind values: ``"EUR"``.
    confidence_level : float, default 0.95
        Of all intervals.

    Returns
    -------
    GammaGamma
        With `parameters`, `mean_spend`, `expected_spend` and the `correlation` of frequency and
        value. Rows with a missing number are left out and counted.

    Raises
    ------
    AnswerError
        A number breaks its rule, or nobody bought again.
    ColumnError
        A column is not there.

    Notes
    -----
    The model takes how often customers buy and how much they spend as unrelated. Their correlation
    is in the result's note, with a warning from 0.3 on.

    References
    ----------
    Fader, Hardie and Lee (2005), RFM and CLV, Journal of Marketing Research 42:415; Fader and
    Hardie (2013), The gamma-gamma model of monetary value, note 25 of brucehardie.com.

    Examples
    --------
    >>> from uxcx import relationships
    >>> spend = relationships.gamma_gamma(
    ...     {
    ...         "frequency": [1, 1, 2, 2, 3, 3, 4, 5, 6, 9],
    ...         "monetary_value": [22, 61, 35, 48, 19, 88, 41, 30, 52, 37],
    ...         "customers": [40, 30, 30, 30, 20, 5, 20, 15, 10, 5],
    ...     },
    ...     customers="customers",
    ...     currency="EUR",
    ... )
    >>> spend.expected_spend([1, 9], [61, 61])
    frequency  monetary_value  value of a purchase  95% interval
            1              61               44 EUR      [39, 51]
            9              61               55 EUR      [50, 62]
    (gamma-gamma, delta method)
    The correlation of frequency and value is 0.00 [-0.14, 0.14]; the model takes it as 0.

    One purchase of 61 is drawn far towards the mean of all, nine of 61 less far.
    """
    check_confidence_level(confidence_level)
    if isinstance(data, dict):
        import pandas as pd

        data = pd.DataFrame(data)
    frame = require_frame(data)
    require_columns(frame, [], frequency=frequency, monetary_value=monetary_value)
    rules = {frequency: COUNT, monetary_value: AMOUNT}
    if customers is not None:
        require_columns(frame, [customers])
        rules[customers] = AT_LEAST_1
    frame = require_valid(frame, rules, missing="exclude")
    x, mean = nw.col(frequency), nw.col(monetary_value)
    frame = frame.with_columns((nw.lit(1.0) if customers is None else nw.col(customers)).alias(_N))
    n_rows = count_rows(frame)
    missing = x.is_null() | (mean.is_null() & (x > 0)) | nw.col(_N).is_null()
    frame = frame.filter(~missing.fill_null(True))
    n_kept = count_rows(frame)
    again = frame.filter(x > 0)
    bad = first_rows(again, mean <= 0, [frequency, monetary_value])
    if bad:
        raise AnswerError(
            f"Column {monetary_value!r}: a repeat customer's mean value must be above 0; got "
            f"{bad[0][1][1]:g} (frequency {bad[0][1][0]:g}). Gifts and returns are no purchases; "
            "leave them out before the mean is made."
        )
    n_excluded = _whole_sum(frame.filter(x == 0))
    table = collect(again.group_by(frequency, monetary_value).agg(nw.col(_N).sum()))
    purchases, values, n = (
        table[name].to_numpy().astype(float) for name in (frequency, monetary_value, _N)
    )
    if not len(n):
        raise AnswerError(
            f"No customer bought again ({frequency!r} is 0 throughout), so that nothing is known "
            "of what repeat purchases are worth."
        )
    order = np.lexsort((values, purchases))
    purchases, values, n = purchases[order], values[order], n[order]
    total = int(n.sum())
    centre = float(np.average(values, weights=n))
    fitted = maximise(
        _likelihood(purchases, values, n), np.array([2.0, 2.0, centre]), ("p", "q", "v"), n=total
    )
    suffix = "" if currency is None else f" {currency}"
    return GammaGamma(
        fitted=fitted,
        correlation=_correlation(purchases, values, n, confidence_level),
        n_missing=n_rows - n_kept,
        n_excluded=n_excluded,
        unit=Unit(name=currency or "value", suffix=suffix, minimum=0.0),
        confidence_level=confidence_level,
    )


def expected_spend(values: Array, frequency: Array, monetary_value: Array) -> Array:
    """Return the expected value of a purchase: linear in the customer's own mean.

    Fader, Hardie and Lee (2005): p (v + x m) / (p x + q - 1); infinite for x = 0 and q <= 1.
    """
    p, q, v = values
    below = p * frequency + q - 1
    with np.errstate(divide="ignore"):
        spend = p * (v + frequency * monetary_value) / below
    return np.asarray(np.where(below > 0, spend, np.inf))


def _whole_sum(frame: Any) -> int:
    return int(collect(frame.select(nw.col(_N).sum())).rows()[0][0] or 0)


def _likelihood(x: Array, mean: Array, n: Array) -> Likelihood:
    """Return the log likelihood with its gradient; gamma functions of distinct counts only."""
    counts, index = np.unique(x, return_inverse=True)
    of_count = np.bincount(index, weights=n)
    logs = dot(n, np.log(mean))
    by_count = np.bincount(index, weights=n * np.log(mean))
    total, spent = float(n.sum()), x * mean
    fixed = float(counts @ (by_count + of_count * np.log(counts)))

    def likelihood(values: Array) -> LogLikelihood:
        p, q, v = values
        px = p * counts
        every = n * np.log(v + spent)
        by = np.bincount(index, weights=every)
        share = np.bincount(index, weights=n / (v + spent))
        value = of_count @ (gammaln(px + q) - gammaln(px)) - total * (gammaln(q) - q * np.log(v))
        value += p * fixed - logs - (px + q) @ by
        upper = digamma(px + q)
        gradient = [
            (of_count * counts) @ (upper - digamma(px)) + fixed - counts @ by,
            of_count @ upper - total * (digamma(q) - np.log(v)) - by.sum(),
            total * q / v - (px + q) @ share,
        ]
        return LogLikelihood(float(value), np.array(gradient))

    return likelihood


def _correlation(
    x: Array, mean: Array, n: Array, confidence_level: float
) -> tuple[float, float, float]:
    """Return Pearson's correlation with its interval by Fisher's transformation."""
    total = float(n.sum())
    dx = x - np.average(x, weights=n)
    dm = mean - np.average(mean, weights=n)
    spread = math.sqrt(dot(n, dx**2) * dot(n, dm**2))
    if spread == 0:
        return math.nan, math.nan, math.nan
    r = float(np.clip(dot(n, dx * dm) / spread, -1, 1))
    if total <= 3 or abs(r) == 1:
        return r, math.nan, math.nan
    width = normal_quantile(confidence_level) / math.sqrt(total - 3)
    return r, math.tanh(math.atanh(r) - width), math.tanh(math.atanh(r) + width)
