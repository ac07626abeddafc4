"""Days, weeks and months as whole numbers, which every engine can count with alike.

A day is numbered as `datetime.date.toordinal` does (1 is Monday, 1 January of the year 1), a week
begins on Monday, a month is that of the calendar. Each rule stands here twice: as a Narwhals
expression for the rows, and in plain Python for the handful of numbers that come back.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, get_args

import narwhals.stable.v2 as nw

Period = Literal["day", "week", "month"]
PERIODS: tuple[str, ...] = get_args(Period)
#: the mean length of a month of the Gregorian calendar: 400 years have 146,097 days
DAYS = {"day": 1.0, "week": 7.0, "month": 146097 / 4800}


def check_period(period: str, *, among: tuple[str, ...] = PERIODS) -> None:
    """Refuse a period that is not offered."""
    if period not in among:
        names = ", ".join(map(repr, among))
        raise ValueError(f"period must be one of {names}; got {period!r}.")


def whole(number: nw.Expr, divisor: int) -> nw.Expr:
    """Return how often a divisor goes into a whole number of 0 or more.

    As ``//`` would, which Narwhals writes out for SQL engines in so many words, several times over
    where one stands in another, that they take longer to read the query than to run it.
    """
    return ((number - number % divisor) / divisor).cast(nw.Int64)


def day_number(time: nw.Expr) -> nw.Expr:
    """Return the day of a time without gaps, as a whole number."""
    years = time.dt.year().cast(nw.Int64) - 1
    leap_days = whole(years, 4) - whole(years, 100) + whole(years, 400)
    return years * 365 + leap_days + time.dt.ordinal_day().cast(nw.Int64)


def period_number(time: nw.Expr, period: Period) -> nw.Expr:
    """Return the day, week or month of a time without gaps, as a whole number."""
    if period == "month":
        return time.dt.year().cast(nw.Int64) * 12 + time.dt.month().cast(nw.Int64) - 1
    day = day_number(time)
    return whole(day - 1, 7) if period == "week" else day


def period_of(day: dt.date, period: Period) -> int:
    """Return the number of the day, week or month that a date is in."""
    if period == "month":
        return day.year * 12 + day.month - 1
    return (day.toordinal() - 1) // 7 if period == "week" else day.toordinal()


def first_day(number: int, period: Period) -> dt.date:
    """Return the first day of a numbered day, week or month."""
    if period == "month":
        return dt.date(number // 12, number % 12 + 1, 1)
    return dt.date.fromordinal(number * 7 + 1 if period == "week" else number)


def label(number: int, period: Period) -> str:
    """Return what a period is called: ``"2025-03"``, or its first day, ``"2025-03-03"``."""
    day = first_day(number, period).isoformat()
    return day[:7] if period == "month" else day


def as_day(value: Any, name: str) -> dt.date:
    """Return the date that was given for an option: a date, a datetime, or text of ISO form."""
    if isinstance(value, str):
        try:
            return dt.datetime.fromisoformat(value).date()
        except ValueError:
            raise ValueError(
                f"{name} must be a date, such as '2025-12-31'; got {value!r}."
            ) from None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    raise TypeError(
        f"{name} must be a date, such as '2025-12-31'; its type is {type(value).__name__}."
    )
