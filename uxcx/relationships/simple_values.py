"""Values of customers by a formula: one retention rate for all, and no model of how they differ."""

from __future__ import annotations

import math
from typing import Any, cast

import narwhals.stable.v2 as nw
import numpy as np

from uxcx.cx.money import revenue_per_customer
from uxcx.errors import AnswerError
from uxcx.measures import NUMBER, Unit
from uxcx.relationships.discounting import number, require_margin
from uxcx.relationships.logs import check_missing, complete, open_log, refuse_gaps
from uxcx.relationships.projection import Projection
from uxcx.results import Estimate

MULTIPLE = Unit(name="times the yearly margin", suffix=" times the margin", minimum=0.0)


def margin_multiple(
    retention: float | Estimate, *, discount_rate: float, growth: float = 0.0
) -> Projection:
    """Return how many yearly margins a customer is worth: r / (1 + i - r).

    Parameters
    ----------
    retention : float, or Estimate of a proportion
        Which share of customers stays for another year, 0 to below 1. With an estimate, the
        ends of its interval give the ends of this one.
    discount_rate : float
        What money loses in worth a year: 0.10 for 10%; above 0.
    growth : float, default 0
        By which share a customer's margin grows each year; below the discount rate.

    Returns
    -------
    Projection
        The multiple of the margin of one year; the first margin comes after one year.

    Raises
    ------
    AnswerError
        A number breaks its rule.

    Notes
    -----
    All customers are taken to leave with the same chance, in all years. Where they differ, those
    who stay are the faithful ones, and the multiple is too low: see `shifted_beta_geometric`.

    References
    ----------
    Gupta and Lehmann (2003), Customers as assets, Journal of Interactive Marketing 17(1):9.

    Examples
    --------
    >>> from uxcx import families, relationships
    >>> stayed = families.Proportion(successes=160, n=200).estimate()
    >>> relationships.margin_multiple(stayed, discount_rate=0.12)
    margin multiple: 2.5 times the margin [1.9, 3.1] (95%, Gupta and Lehmann, 12% a year)

    A customer is worth about two and a half yearly margins, perhaps two, perhaps three.
    """
    rate = number(discount_rate, "discount_rate", "above 0, such as 0.12 for 12%")
    grows = number(growth, "growth", "a share below the discount rate, such as 0.02 for 2%")
    if not 0 < rate < 1:
        hint = " Was it given in percent?" if rate >= 1 else ""
        raise AnswerError(
            f"discount_rate must be above 0 and below 1, such as 0.12 for 12%; got {rate:g}.{hint}"
        )
    if not -1 < grows < rate:
        raise AnswerError(
            f"growth must be above -1 and below the discount rate of {rate:g}; got {grows:g}."
        )
    known = isinstance(retention, Estimate)
    ends = (
        (retention.value, retention.low, retention.high)
        if isinstance(retention, Estimate)
        else (number(retention, "retention", "a share from 0 to below 1"),) * 3
    )
    if not 0 <= ends[0] <= 1:
        hint = " Was it given in percent?" if ends[0] > 1 else ""
        raise AnswerError(f"retention must be a share from 0 to below 1; got {ends[0]:g}.{hint}")
    value, low, high = (r / (1 + rate - r * (1 + grows)) for r in ends)
    unknown = "" if known else "How uncertain the retention is, is not known."
    return Projection(
        name="margin multiple",
        value=value,
        low=low if known else math.nan,
        high=high if known else math.nan,
        unit=MULTIPLE,
        confidence_level=retention.confidence_level if isinstance(retention, Estimate) else 0.95,
        method=f"Gupta and Lehmann, {100 * rate:g}% a year",
        note=unknown,
    )


def retention_spending_value(
    *, margin: float, retention_cost: float, periods: int, retention: float, discount_rate: float
) -> float:
    """Return what a customer is worth who is kept at a cost: case 1 of Berger and Nasr.

    Parameters
    ----------
    margin : float
        What a customer brings in a period, 0 or more; the first comes at once.
    retention_cost : float
        What is spent in a period to keep a customer, in the middle of it; 0 or more.
    periods : int
        How many periods after the first one, 0 or more.
    retention : float
        Which share of customers stays for another period, 0 to 1.
    discount_rate : float
        What money loses in worth a period: 0.20 for 20%; 0 or more.

    Returns
    -------
    float
        The value, discounted to the first margin; an interval would need those of what is put in.

    Raises
    ------
    AnswerError
        A number breaks its rule.

    References
    ----------
    Berger and Nasr (1998), Customer lifetime value: marketing models and applications, Journal of
    Interactive Marketing 12(1):17.

    Examples
    --------
    >>> from uxcx import relationships
    >>> value = relationships.retention_spending_value(
    ...     margin=260, retention_cost=50, periods=10, retention=0.75, discount_rate=0.2
    ... )
    >>> round(value, 2)
    568.78

    A customer who brings 260 a year and stays with 75% is worth about 570.
    """
    numbers = {
        "margin": (margin, math.inf),
        "retention_cost": (retention_cost, math.inf),
        "retention": (retention, 1.0),
        "discount_rate": (discount_rate, math.inf),
    }
    for name, (given, most) in numbers.items():
        rule = "0 or more" if math.isinf(most) else "a share from 0 to 1"
        if not 0 <= number(given, name, rule) <= most:
            raise AnswerError(f"{name} must be {rule}; got {given:g}.")
    if isinstance(periods, bool) or not isinstance(periods, int | np.integer) or periods < 0:
        raise AnswerError(f"periods must be a whole number of 0 or more; got {periods!r}.")
    time = np.arange(periods + 1)
    kept = retention ** time.astype(float)
    earned = margin * (kept / (1 + discount_rate) ** time).sum()
    spent = retention_cost * (kept[:-1] / (1 + discount_rate) ** (time[1:] - 0.5)).sum()
    return float(earned - spent)


def markov_chain_value(transitions: Any, margins: Any, *, discount_rate: float) -> list[float]:
    """Return what a customer is worth in each state of a Markov chain.

    Parameters
    ----------
    transitions : 2-D array of float
        The probability to go from the state of the row to that of the column within a period;
        rows sum to 1.
    margins : 1-D array of float
        What a customer brings in a period in each state; costs are negative.
    discount_rate : float
        What money loses in worth a period: 0.20 for 20%; above 0.

    Returns
    -------
    list of float
        The value for each state over all time, with the margin of the present period undiscounted.

    Raises
    ------
    AnswerError
        A row is no distribution, the sizes differ, or the rate is not above 0.

    References
    ----------
    Pfeifer and Carraway (2000), Modeling customer relationships as Markov chains, Journal of
    Interactive Marketing 14(2):43.

    Examples
    --------
    >>> from uxcx import relationships
    >>> value = relationships.markov_chain_value(
    ...     [[0.3, 0.7], [0.0, 1.0]], [40, 0], discount_rate=0.2
    ... )
    >>> [round(v, 2) for v in value]
    [53.33, 0.0]

    A customer who buys now is worth 53, one who has left nothing.
    """
    moves, gains = np.asarray(transitions, dtype=float), np.asarray(margins, dtype=float)
    if moves.ndim != 2 or moves.shape[0] != moves.shape[1] or gains.shape != moves.shape[:1]:
        raise AnswerError(
            "transitions must be a square table with a row for each state, and margins one "
            f"number for each; got shapes {moves.shape} and {gains.shape}."
        )
    if not np.all(np.isfinite(gains)):
        raise AnswerError(f"margins must be finite numbers; got {gains.tolist()!r}.")
    for row, chances in enumerate(moves):
        total = float(chances.sum())
        if not (np.all(chances >= 0) and abs(total - 1) < 1e-6):
            raise AnswerError(
                f"Each row of transitions must be probabilities that sum to 1; row {row} (counted "
                f"from 0) is {chances.tolist()!r} with sum {total:g}."
            )
    rate = number(discount_rate, "discount_rate", "above 0, such as 0.20 for 20%")
    if rate <= 0:
        raise AnswerError(f"discount_rate must be above 0, such as 0.20 for 20%; got {rate:g}.")
    value = np.linalg.solve(np.eye(len(gains)) - moves / (1 + rate), gains)
    return [float(v) for v in value]


def historic_value(
    transactions: Any,
    *,
    amount: str,
    customer: str = "customer",
    margin: float = 1.0,
    missing: str = "raise",
    confidence_level: float = 0.95,
    currency: str | None = None,
) -> Projection:
    """Return what a customer has brought so far: the mean of all they paid, times the margin.

    Parameters
    ----------
    transactions : data frame
        One row a purchase, of any engine.
    amount : str
        Column of what was paid, 0 or more.
    customer : str, default "customer"
        Column of whose purchase it was.
    margin : float, default 1
        Which share of it is earned; above 0 to 1.
    missing : {"raise", "exclude"}, default "raise"
        Rows without customer or amount are refused, or left out.
    confidence_level : float, default 0.95
        Of the interval.
    currency : str, optional
        What stands behind the number: ``"EUR"``.

    Returns
    -------
    Projection
        Of a customer with at least one purchase; the interval is that of
        `cx.revenue_per_customer`.

    Raises
    ------
    ColumnError
        A column is not there.
    AnswerError
        An amount is negative, or something is missing.

    Notes
    -----
    It looks back only: new customers count with the little that they have paid so far.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import relationships
    >>> orders = pd.DataFrame(
    ...     {
    ...         "customer": ["a", "a", "b", "c", "c", "c", "d", "e"],
    ...         "paid": [40.0, 35.0, 60.0, 25.0, 30.0, 20.0, 90.0, 45.0],
    ...     }
    ... )
    >>> relationships.historic_value(orders, amount="paid", margin=0.3, currency="EUR")
    historic value of a customer (5 customers): 21 EUR [15, 28] (95%, margin 30%, delta method on
    logarithms)

    A customer has earned the shop about 21 so far.
    """
    check_missing(missing)
    share = require_margin(margin)
    frame = open_log(transactions, customer=customer, amount=amount)
    if missing == "raise":
        refuse_gaps(
            frame, [customer, amount], hint="Give missing='exclude' to leave such rows out."
        )
    frame = complete(frame, [customer, amount])
    spent = frame.group_by(customer).agg(nw.col(amount).sum())
    found = cast(
        Estimate,
        revenue_per_customer(spent, amount, confidence_level=confidence_level, currency=currency),
    )
    unit = Unit(name=currency or NUMBER.name, suffix=f" {currency}" if currency else "", minimum=0)
    return Projection(
        name=f"historic value of a customer ({found.n:,} customers)",
        value=found.value * share,
        low=found.low * share,
        high=found.high * share,
        unit=unit,
        confidence_level=confidence_level,
        method=f"margin {100 * share:g}%, {found.method}",
        note=found.note,
        of_future=False,
    )
