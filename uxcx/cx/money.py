"""What the relationship is worth, and what it costs: ratios of sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from uxcx.families import RatioOfSums
from uxcx.measures import (
    Measure,
    Unit,
    declare,
    measure_of,
    per,
)
from uxcx.measuring import Question, ask
from uxcx.results import Estimate, Estimates
from uxcx.scales import AMOUNT, COUNT

_BY = str | Sequence[str] | None


@declare(
    Measure(
        name="revenue per customer",
        lens="CX",
        level="relationship",
        unit_of_analysis="customer",
        unit=per("customer"),
        direction="higher is better",
        formula="revenue of the period / customers",
        source="Farris et al. (2010), Marketing Metrics",
        articles="A",
    )
)
def revenue_per_customer(
    data: Any,
    column: str | None = None,
    *,
    customers: str | None = None,
    currency: str | None = None,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure what a customer spends within a period: revenue over customers.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or RatioOfSums
        One row a customer; or many, with `customers`.
    column : str, optional
        Column of the revenue in the period, 0 or more; not given for an array.
    customers : str, optional
        Column of how many customers a row stands for, where a row is a month or a shop.
    currency : str, optional
        What stands behind the number: ``"EUR"``.
    {common}
    method : {"log", "plain", "bootstrap"}, optional
        Of the interval: the delta method on logarithms, which cannot fall below 0, by default. The
        bootstrap (BCa) draws rows, or units, again and again; it keeps every distinct row.

    {returns}

    Notes
    -----
    A few large customers make up much of it, so the interval is made on logarithms and is wider
    above. Customers who spent nothing count with 0, not as missing.

    Examples
    --------
    >>> revenue_per_customer([120, 80, 0, 45, 310, 95], currency="EUR")
    revenue per customer 108 EUR [38, 306] (n = 6; 95%, delta method on logarithms)

    About 108 a customer in this sample, but six customers leave more than a factor of two open on
    either side.
    """
    question = Question(
        measure=_in(measure_of("cx.revenue_per_customer"), currency),
        family=RatioOfSums,
        scale=AMOUNT,
        exposure=customers,
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
        name="support load",
        lens="CX",
        level="relationship",
        unit_of_analysis="customer",
        unit=Unit(
            name="contacts per 100 customers",
            suffix=" per 100 customers",
            factor=100.0,
            minimum=0.0,
        ),
        direction="lower is better",
        formula="100 × contacts with support / customers",
        source="Dixon, Toman and DeLisi (2013), The Effortless Experience",
        articles="E",
        note="Falls when things work, and also when support cannot be found.",
    )
)
def support_load(
    data: Any,
    column: str | None = None,
    *,
    customers: str | None = None,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how much support customers need: contacts per 100 customers.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or RatioOfSums
        One row a customer; or many, with `customers`.
    column : str, optional
        Column of the number of contacts in the period, 0 or more; not given for an array.
    customers : str, optional
        Column of how many customers a row stands for, where a row is a week or a country.
    {common}
    method : {"log", "plain", "bootstrap"}, optional
        Of the interval: the delta method on logarithms, which cannot fall below 0, by default. The
        bootstrap (BCa) draws rows, or units, again and again; it keeps every distinct row.

    {returns}

    Notes
    -----
    Stored per customer, shown per 100. Some customers call often, which this interval knows from
    the rows, while a Poisson interval would take calls as independent.

    Examples
    --------
    >>> support_load([0, 0, 1, 0, 3, 0, 0, 1, 0, 0])
    support load 50 per 100 customers [12, 201] (n = 10; 95%, delta method on logarithms)

    Fifty contacts per 100 customers in this sample; three of the five came from one customer,
    so that the interval is wide.
    """
    question = Question(
        measure=measure_of("cx.support_load"), family=RatioOfSums, scale=COUNT, exposure=customers
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
        name="acquisition cost",
        lens="CX",
        level="relationship",
        unit_of_analysis="campaign or month",
        unit=per("new customer"),
        direction="lower is better",
        formula="cost of winning customers / customers won",
        source="Farris et al. (2010), Marketing Metrics",
        articles="E",
        note="Says nothing of what the customers are worth.",
    )
)
def acquisition_cost(
    data: Any,
    column: str | None = None,
    *,
    customers: str = "customers",
    currency: str | None = None,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure what it costs to win a customer: cost over new customers.

    {declaration}

    Parameters
    ----------
    data : data frame or RatioOfSums
        One row a campaign, a channel or a month.
    column : str, optional
        Column of the cost, 0 or more.
    customers : str, default "customers"
        Column of how many customers were won.
    currency : str, optional
        What stands behind the number: ``"EUR"``.
    {common}
    method : {"log", "plain", "bootstrap"}, optional
        Of the interval: the delta method on logarithms, which cannot fall below 0, by default. The
        bootstrap (BCa) draws rows, or units, again and again; it keeps every distinct row.

    {returns}

    Notes
    -----
    Rows that cost money and won nobody belong in: the sums are divided, not the rows. Rows as few
    as twelve months say little of the next one.

    Examples
    --------
    >>> import pandas as pd
    >>> months = pd.DataFrame({"cost": [900, 1200, 700, 1000], "won": [30, 36, 0, 34]})
    >>> acquisition_cost(months, "cost", customers="won", currency="EUR")
    acquisition cost 38 EUR [17, 83] (3,800 over 100 in 4 rows; 95%, delta method on logarithms)

    The month that won nobody is in the 38 a customer, and in the width of the interval.
    """
    question = Question(
        measure=_in(measure_of("cx.acquisition_cost"), currency),
        family=RatioOfSums,
        scale=AMOUNT,
        exposure=customers,
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


def _in(measure: Measure, currency: str | None) -> Measure:
    """Return the declaration with the currency in its unit."""
    if currency is None:
        return measure
    unit = replace(measure.unit, name=f"{currency} {measure.unit.name}", suffix=f" {currency}")
    return replace(measure, unit=unit)
