"""How old a relationship is on a day, in whole days, weeks or months, by one of two clocks.

The clock of the calendar counts the midnights, Mondays or firsts of a month that have passed since
the start. The customer's own clock counts spans from the first day on: seven days are a week, and
a month is over on the day of the same number, or on the last day of a month that has no such day
(from 31 January to 28 February is a month).
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, get_args

import narwhals.stable.v2 as nw

from uxcx.relationships.calendar import Period, day_number, period_number, period_of, whole

Clock = Literal["calendar", "start"]
CLOCKS: tuple[str, ...] = get_args(Clock)
#: months of the calendar with 30 days, counted from 0
SHORT = (3, 5, 8, 10)


def moment(time: nw.Expr, period: Period, clock: Clock) -> nw.Expr:
    """Return a time as a whole number that keeps the order and is enough to count ages."""
    if clock == "calendar":
        return period_number(time, period)
    if period == "month":
        return period_number(time, "month") * 31 + time.dt.day().cast(nw.Int64) - 1
    return day_number(time)


def moment_of(day: dt.date, period: Period, clock: Clock) -> int:
    """Return the same of one date."""
    if clock == "calendar":
        return period_of(day, period)
    if period == "month":
        return period_of(day, "month") * 31 + day.day - 1
    return day.toordinal()


def age(start: nw.Expr, now: nw.Expr, period: Period, clock: Clock) -> nw.Expr:
    """Return how many periods have passed between two moments, the second not the earlier one."""
    if clock == "calendar" or period == "day":
        return now - start
    if period == "week":
        return whole(now - start, 7)
    day, month = now % 31, whole(now, 31)
    not_yet = (day < start % 31) & (day + 1 < _days_in(month))
    return month - whole(start, 31) - not_yet.cast(nw.Int64)


def _days_in(month: nw.Expr) -> nw.Expr:
    """Return the number of days of a month, by the rule of the Gregorian calendar."""
    year, place = whole(month, 12), month % 12
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    february = leap.cast(nw.Int64) + 28
    others = nw.when(place.is_in(SHORT)).then(nw.lit(30)).otherwise(nw.lit(31))
    return nw.when(place == 1).then(february).otherwise(others)
