"""Whether customers stay and come back, over months and years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.families import Proportion
from uxcx.measures import PERCENT, Measure, declare, measure_of
from uxcx.measuring import Question, ask
from uxcx.results import Estimate, Estimates
from uxcx.scales import AT_LEAST_1, YES_NO

_BY = str | Sequence[str] | None


@declare(
    Measure(
        name="retention rate",
        lens="CX",
        level="relationship",
        unit_of_analysis="customer",
        unit=PERCENT,
        direction="higher is better",
        formula=(
            "customers at the start who are still there at the end of the period "
            "/ customers at the start"
        ),
        source="Farris et al. (2010), Marketing Metrics",
        articles="ABE",
    )
)
def retention_rate(
    data: Any,
    column: str | None = None,
    *,
    observed: str | None = None,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many customers stayed to the end of a period.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row a customer at the start of the period; new ones do not count.
    column : str, optional
        Column of 1 or True for a customer who stayed, 0 or False for one who left; not given for an
        array.
    observed : str, optional
        Column of 1 or True where the customer could be followed for the whole period; others are
        set aside and counted in `n_excluded`.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    Not yet observed is not retained: customers who joined too late to be followed for the whole
    period belong to neither side. Set them aside with `observed`, those who left among them too,
    or measure survival instead. Periods of different length cannot be compared.

    Examples
    --------
    >>> retention_rate(Proportion(successes=869, n=1000))
    retention rate 86.9% [84.7, 88.9] (869 of 1,000; 95%, adjusted Wald)

    About 87 of 100 stayed; a thousand customers leave little doubt.
    """
    question = Question(
        measure=measure_of("cx.retention_rate"), family=Proportion, scale=YES_NO, only=observed
    )
    return ask(
        question,
        data,
        column,
        by=by,
        unit=unit,
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )


@declare(
    Measure(
        name="churn rate",
        lens="CX",
        level="relationship",
        unit_of_analysis="customer",
        unit=PERCENT,
        direction="lower is better",
        formula=("customers at the start who left within the period / customers at the start"),
        source="Farris et al. (2010), Marketing Metrics",
        articles="ABD",
    )
)
def churn_rate(
    data: Any,
    column: str | None = None,
    *,
    observed: str | None = None,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many customers left within a period.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row a customer at the start of the period; new ones do not count.
    column : str, optional
        Column of 1 or True for a customer who left, 0 or False for one who stayed; not given for an
        array.
    observed : str, optional
        Column of 1 or True where the customer could be followed for the whole period; others are
        set aside and counted in `n_excluded`.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    Not yet observed is not churned: customers who joined too late to be followed for the whole
    period belong to neither side. Set them aside with `observed`, those who left among them too,
    or measure survival instead. Periods of different length cannot be compared.

    Examples
    --------
    >>> churn_rate(Proportion(successes=131, n=1000))
    churn rate 13.1% [11.1, 15.3] (131 of 1,000; 95%, adjusted Wald)

    About 13 of 100 left, in truth between 11 and 15.
    """
    question = Question(
        measure=measure_of("cx.churn_rate"), family=Proportion, scale=YES_NO, only=observed
    )
    return ask(
        question,
        data,
        column,
        by=by,
        unit=unit,
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )


@declare(
    Measure(
        name="repeat purchase rate",
        lens="CX",
        level="relationship",
        unit_of_analysis="customer",
        unit=PERCENT,
        direction="higher is better",
        formula="customers with two orders and more / customers with an order",
        source="Ehrenberg (1988), Repeat-Buying",
        articles="E",
    )
)
def repeat_purchase(
    data: Any,
    column: str | None = None,
    *,
    observed: str | None = None,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many customers bought again.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row a customer.
    column : str, optional
        Column of the number of orders in the period, 1 or more; not given for an array.
    observed : str, optional
        Column of 1 or True where the customer could be followed for the whole period; others are
        set aside and counted in `n_excluded`.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    Who bought for the first time last week has hardly had time to buy again: set those aside with
    `observed`.

    Examples
    --------
    >>> repeat_purchase([1, 3, 1, 2, 1, 1, 5, 1])
    repeat purchase rate 38% [13, 70] (3 of 8; 95%, adjusted Wald)

    Three of eight bought again.
    """
    question = Question(
        measure=measure_of("cx.repeat_purchase"),
        family=Proportion,
        scale=AT_LEAST_1,
        value=lambda orders: (orders >= 2).cast(nw.Float64),
        only=observed,
    )
    return ask(
        question,
        data,
        column,
        by=by,
        unit=unit,
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )
