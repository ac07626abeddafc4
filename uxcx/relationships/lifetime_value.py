"""What customers without a contract are worth: purchases ahead, times what each brings, today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from uxcx.errors import AnswerError
from uxcx.measures import Unit
from uxcx.relationships.buying import NEWCOMER, BuyingModel
from uxcx.relationships.cells import Cells, cells_of
from uxcx.relationships.discounting import Discount, number, require_margin
from uxcx.relationships.gamma_gamma import GammaGamma, expected_spend
from uxcx.relationships.likelihood import dot
from uxcx.relationships.projection import (
    COUNTED,
    DELTA,
    Projection,
    Projections,
    require_periods,
)
from uxcx.results import html_table

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class LifetimeValue:
    """What customers are worth within a horizon; see `lifetime_value`.

    Parameters
    ----------
    customers : Projections
        The value of one customer with each history.
    total : Projection
        Of all customers together.
    mean : Projection
        Of a customer on average.
    new_customer : Projection
        Of the repeat purchases of a customer who is won now.
    """

    customers: Projections
    total: Projection
    mean: Projection
    new_customer: Projection

    @property
    def note(self) -> str:
        """How it was discounted, and what a reader must know."""
        return self.total.note

    @property
    def sentence(self) -> str:
        """The value of all customers as a sentence that can be read out."""
        return self.total.sentence

    def to_frame(self) -> pd.DataFrame:
        """Return the value of one customer with each history, as a pandas data frame."""
        return self.customers.to_frame()

    def __repr__(self) -> str:
        first = self.total
        lines = [f"{p.name}: {p._text()} {p._interval()}" for p in self._three()]
        level = f"({100 * first.confidence_level:g}%, {first.method})"
        return "\n".join([*lines, level, f"Note: {self.note}"])

    def _three(self) -> tuple[Projection, Projection, Projection]:
        return self.total, self.mean, self.new_customer

    def _repr_html_(self) -> str:
        level = f"{100 * self.total.confidence_level:g}% interval"
        rows = [[p.name, p._text(), p._interval()] for p in self._three()]
        return html_table(self.total.method, ["projection", "value", level], rows, [self.note])


def lifetime_value(
    data: Any,
    *,
    buying: BuyingModel,
    spend: GammaGamma | float,
    margin: float,
    periods: float,
    annual_discount_rate: float,
    periods_per_year: float,
    monetary_value: str = "monetary_value",
) -> LifetimeValue:
    """Return what customers are worth: margins of their purchases to come, as of today.

    Parameters
    ----------
    data : data frame, or mapping of column to values
        Customers, with the columns that `buying` was fitted to, and `monetary_value` where
        `spend` is a model.
    buying : BuyingModel
        How often they will buy: from `bg_nbd`, `mbg_nbd`, `pareto_nbd` or `bg_bb`.
    spend : GammaGamma, or float
        What they spend a purchase: from `gamma_gamma`, or one number above 0 for all.
    margin : float
        Which share of the value of a purchase is earned; above 0 to 1.
    periods : float
        The horizon, in the unit of age; above 0.
    annual_discount_rate : float
        What money loses in worth a year: 0.10 for 10%; 0 for none.
    periods_per_year : float
        How many periods a year has: 52 for weeks, 365.25 for days.
    monetary_value : str, default "monetary_value"
        Column of the mean value of repeat purchases.

    Returns
    -------
    LifetimeValue
        Of each history, of all customers, of a customer on average, and of a new customer.

    Raises
    ------
    AnswerError
        A number breaks its rule.
    ColumnError
        A column is not there.

    Notes
    -----
    Money is discounted from the moment of each purchase (continuously; for `bg_bb` from the end of
    its period). Intervals (delta method on logarithms) hold how uncertain the parameters of both
    models are, taken as independent of each other. What customers will really buy varies by chance
    as well: little in the sum over many, far more in a single one.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import relationships
    >>> customers = pd.DataFrame({
    ...     "frequency": [0, 1, 1, 2, 2, 3, 5, 8],
    ...     "recency": [0, 5, 20, 9, 30, 34, 36, 37],
    ...     "age": [38, 38, 38, 38, 38, 38, 38, 38],
    ...     "monetary_value": [0, 35, 52, 41, 29, 60, 38, 44],
    ...     "n": [240, 30, 22, 15, 20, 14, 8, 6],
    ... })
    >>> buying = relationships.bg_nbd(customers, customers="n")
    >>> worth = relationships.lifetime_value(
    ...     customers, buying=buying, spend=40.0, margin=0.3, periods=52,
    ...     annual_discount_rate=0.10, periods_per_year=52,
    ... )
    >>> worth
    value of 355 customers in 52 periods: 3,151 [2,555, 3,887]
    value of a customer on average in 52 periods: 8.9 [7.2, 10.9]
    value of the repeat purchases of a new customer in 52 periods: 11 [9, 14]
    (95%, BG/NBD and one value for all, delta method)
    Note: Margin 30%, discounted at 10% a year, which is 0.183% a period with 52 periods a year.
    Every purchase is taken to be of 40.

    A customer of this shop earns it about 9 in the next year, on average; one won now about 11.
    """
    ahead = require_periods(periods, whole=buying.whole_periods)
    share = require_margin(margin)
    discount = Discount(annual_rate=annual_discount_rate, periods_per_year=periods_per_year)
    columns = buying.columns
    if isinstance(spend, GammaGamma):
        columns = replace(columns, monetary_value=monetary_value)
        fitted, unit = buying.fitted.joined(spend.fitted), spend.unit
        note = spend.note
    else:
        amount = number(spend, "spend", "a number above 0, or a gamma_gamma model")
        if amount <= 0:
            raise AnswerError(f"spend must be above 0; got {amount:g}.")
        fitted, unit = buying.fitted, Unit(name="value", minimum=0.0)
        note = f"Every purchase is taken to be of {amount:g}."
    cells = cells_of(data, columns, whole_periods=buying.whole_periods, optional_count=True)
    n_buying = len(buying.fitted.estimates)

    def worth(of: Cells) -> Callable[[Array], Array]:
        purchases = buying._purchases(of, ahead, discount.continuous)

        def derived(values: Array) -> Array:
            each = purchases(values[:n_buying])
            if isinstance(spend, GammaGamma):
                spent = np.zeros(len(of)) if of.spent is None else of.spent / of.n
                return share * each * expected_spend(values[n_buying:], of.frequency, spent)
            return share * each * spend

        return derived

    level = buying.confidence_level
    spending = "gamma-gamma" if isinstance(spend, GammaGamma) else "one value for all"
    method = f"{buying.name} and {spending}, {DELTA}"
    notes = [
        f"Margin {100 * share:g}%, {discount.words}.",
        note,
        buying.note,
    ]
    told = " ".join(filter(None, notes))

    customers, newcomer = worth(cells), worth(NEWCOMER)

    def everything(values: Array) -> Array:
        """Return the value of each history, of all customers, and of a new one, in one pass."""
        each = customers(values)
        return np.concatenate([each, [dot(cells.n, each)], newcomer(values)])

    value, low, high = fitted.interval(everything, level)

    def one(name: str, at: int) -> Projection:
        return Projection(
            name=name,
            value=float(value[at]),
            low=float(low[at]),
            high=float(high[at]),
            unit=unit,
            confidence_level=level,
            method=method,
            note=told,
        )

    total = one(f"value of {cells.customers:,} customers in {ahead:g} periods", -2)
    n = cells.customers
    return LifetimeValue(
        customers=Projections(
            name=f"value in {ahead:g} periods",
            index={
                columns.frequency: cells.frequency,
                columns.recency: cells.recency,
                columns.age: cells.age,
                **({} if cells.spent is None else {monetary_value: cells.spent / cells.n}),
                COUNTED: cells.n,
            },
            value=value[:-2],
            low=low[:-2],
            high=high[:-2],
            unit=unit,
            confidence_level=level,
            method=method,
            note=told,
        ),
        total=total,
        mean=replace(
            total,
            name=f"value of a customer on average in {ahead:g} periods",
            value=total.value / n,
            low=total.low / n,
            high=total.high / n,
        ),
        new_customer=one(
            f"value of the repeat purchases of a new customer in {ahead:g} periods", -1
        ),
    )
