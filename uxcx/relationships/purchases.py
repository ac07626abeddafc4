"""Recency, frequency and monetary value: what a log of purchases says of each customer."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, ColumnError
from uxcx.frames import Frame, require_valid
from uxcx.preparing import own
from uxcx.relationships.calendar import DAYS, as_day, check_period, day_number
from uxcx.relationships.logs import (
    check_missing,
    complete,
    local_time,
    one_row,
    open_log,
    plain_ids,
    refuse_gaps,
)
from uxcx.scales import AMOUNT

DAY, SUM, FIRST, LATER = (own(name) for name in ("day", "sum", "first", "later"))
SUMMARY = ("frequency", "recency", "age", "monetary_value")


def rfm(
    transactions: Any,
    *,
    customer: str = "customer",
    time: str = "time",
    amount: str | None = None,
    until: str | dt.date | None = None,
    period: Literal["day", "week"] = "day",
    time_zone: str | None = None,
    missing: Literal["raise", "exclude"] = "raise",
) -> Any:
    """Sum up each customer's purchases: recency, frequency, age and monetary value.

    Parameters
    ----------
    transactions : data frame
        One row a purchase, of any engine and in any order.
    customer, time : str
        Columns of whose purchase it was, and when: dates or times.
    amount : str, optional
        Column of what was paid, 0 or more; without it there is no monetary value.
    until : date or str, optional
        The last day that counts, ``"1997-09-30"``; the last day with a purchase by default.
        Later purchases are left aside, for a check of forecasts on them.
    period : {"day", "week"}, default "day"
        The unit of recency and age; a week is seven days, and parts of it count.
    time_zone : str, optional
        In which days are told apart, ``"Europe/Berlin"``, where times have a zone.
    missing : {"raise", "exclude"}, default "raise"
        Rows without customer, time or amount are refused, or left out.

    Returns
    -------
    data frame
        One row a customer, of the engine that was given (a lazy frame stays lazy; others are
        sorted by customer), with the columns

        - `customer`, by its own name;
        - ``frequency``: days with a purchase after the first one, x;
        - ``recency``: time from the first to the last purchase, t_x; 0 where there is one only;
        - ``age``: time from the first purchase to the end of `until`, T;
        - ``monetary_value``: mean of what was paid on the days after the first one; missing where
          there is none.

    Raises
    ------
    ColumnError
        A column is not there, or `customer` is called as one of the columns made here.
    AnswerError
        There is no purchase until then, something is missing, an amount is negative, or times
        are not times.

    Notes
    -----
    Purchases of one day count as one, and their amounts are added, as in the CDNOW study (Fader,
    Hardie and Lee 2005, *Marketing Science* 24:275). The first purchase is the start of the
    relationship: frequency counts repetitions, and money what repetitions bring.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import relationships
    >>> orders = pd.DataFrame(
    ...     {"customer": ["a", "a", "a", "b"],
    ...      "time": pd.to_datetime(["2025-01-01", "2025-01-15", "2025-01-15", "2025-01-20"]),
    ...      "paid": [20.0, 30.0, 10.0, 50.0]})
    >>> print(relationships.rfm(orders, amount="paid", until="2025-01-31").to_string(index=False))
    customer  frequency  recency  age  monetary_value
           a          1     14.0 30.0            40.0
           b          0      0.0 11.0             NaN

    Customer a came back once, after 14 of 30 days, and paid 40 that day; b has not come back yet.
    """
    check_period(period, among=("day", "week"))
    check_missing(missing)
    if customer in SUMMARY:
        raise ColumnError(
            f"The column of customers cannot be called {customer!r}, as one of the columns made "
            "here is. Rename it first."
        )
    end = None if until is None else as_day(until, "until")
    eager_arrow = _is_arrow(transactions)
    frame = open_log(transactions, customer=customer, time=time, amount=amount)
    frame = plain_ids(local_time(frame, time, time_zone), customer)
    if amount is not None:
        frame = require_valid(frame, {amount: AMOUNT}, missing="exclude")
    columns = [customer, time, *([amount] if amount else [])]
    if missing == "raise":
        refuse_gaps(frame, columns, hint="Give missing='exclude' to leave such rows out.")
    paid = nw.col(amount) if amount else nw.lit(0.0)
    days = complete(frame.select(*columns), columns).select(
        nw.col(customer), day_number(nw.col(time)).alias(DAY), paid.alias(SUM)
    )
    ends = one_row(days.select(nw.col(DAY).min().alias("first"), nw.col(DAY).max().alias("last")))
    _require_purchases(ends, end)
    last = ends["last"] if end is None else end.toordinal()
    result: Any = _summed(days.filter(nw.col(DAY) <= last), customer, int(last), DAYS[period])
    result = result.select(customer, *SUMMARY[: 4 if amount else 3])
    if isinstance(result, nw.DataFrame):
        result = result.sort(customer)
    elif eager_arrow:
        result = result.sort(customer).collect("pyarrow")
    return result.to_native()


def _is_arrow(data: Any) -> bool:
    opened = nw.from_native(data, pass_through=True)
    return isinstance(opened, nw.DataFrame) and opened.implementation.is_pyarrow()


def _require_purchases(ends: Any, until: dt.date | None) -> None:
    """Refuse a log without purchases, or with none until then."""
    if ends["last"] is None:
        raise AnswerError("There are no purchases to sum up.")
    if until is not None and ends["first"] > until.toordinal():
        first = dt.date.fromordinal(int(ends["first"]))
        raise AnswerError(
            f"There are no purchases until {until.isoformat()}: the first was on "
            f"{first.isoformat()}."
        )


def _summed(days: Frame, customer: str, last: int, unit: float) -> Frame:
    """Return one row a customer from purchases with their days."""
    daily = days.group_by(customer, DAY).agg(nw.col(SUM).sum())
    firsts = daily.group_by(customer).agg(nw.col(DAY).min().alias(FIRST))
    joined: Any = daily.join(firsts, on=customer, how="inner")  # type: ignore[arg-type]
    later = (nw.col(DAY) > nw.col(FIRST)).cast(nw.Int64)
    marked = joined.with_columns(later.alias(LATER), (nw.col(SUM) * later).alias(SUM))
    summed: Frame = marked.group_by(customer).agg(
        nw.col(FIRST).min(), nw.col(DAY).max(), nw.col(LATER).sum(), nw.col(SUM).sum()
    )
    repeats = nw.col(LATER).cast(nw.Int64)
    return summed.select(
        nw.col(customer),
        repeats.alias("frequency"),
        ((nw.col(DAY) - nw.col(FIRST)).cast(nw.Float64) / unit).alias("recency"),
        ((last - nw.col(FIRST)).cast(nw.Float64) / unit).alias("age"),
        nw.when(repeats > 0)
        .then(nw.col(SUM).cast(nw.Float64) / repeats.cast(nw.Float64))
        .alias("monetary_value"),
    )
