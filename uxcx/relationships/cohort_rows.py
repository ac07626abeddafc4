"""Who started when, and what they did after: events and starts made ready for counting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.engines import handed_over, keeps, kept
from uxcx.errors import AnswerError
from uxcx.frames import Frame, collect, count_rows, names_of
from uxcx.preparing import own
from uxcx.relationships.ages import Clock, age, moment, moment_of
from uxcx.relationships.calendar import Period, day_number, period_number
from uxcx.relationships.logs import complete, local_time, one_row, open_log, plain_ids
from uxcx.results import as_plain

DAY, MOMENT, FIRST_DAY, START, COHORT, FROM, TO, N = (
    own(name) for name in ("day", "moment", "first_day", "start", "cohort", "from", "to", "n")
)
#: how many events a row of the log stands for
EVENTS = own("events")


@dataclass(frozen=True)
class Plan:
    """How time is cut: the period, who belongs together, the clock, and the moment of the end."""

    period: Period
    cohort: Period
    clock: Clock
    time_zone: str | None

    @property
    def days_apart(self) -> bool:
        """Whether each day is a moment of its own."""
        return self.clock == "start" or self.period == "day"

    def numbers(self, time: nw.Expr) -> dict[str, nw.Expr]:
        """Return the day of a time, its moment, and the cohort of those who start then."""
        return {
            DAY: day_number(time),
            MOMENT: moment(time, self.period, self.clock),
            COHORT: period_number(time, self.cohort),
        }

    def age(self, now: nw.Expr) -> nw.Expr:
        """Return how many periods have passed since the start."""
        return age(nw.col(START), now, self.period, self.clock)

    def window(self, begin: dt.date, end: dt.date, *, whole: bool) -> dict[str, nw.Expr]:
        """Return which periods of a customer were observed as a whole: from FROM, before TO.

        `whole`: nothing of a customer who could not be followed from period 1 on.
        """
        day = dt.timedelta(days=1)
        before, after = (moment_of(d, self.period, self.clock) for d in (begin - day, end + day))
        to = self.age(nw.lit(after)).cast(nw.Int64)
        # Where the start is not before the log, every period is in it.
        early = nw.col(START) <= before
        since = nw.when(early).then(self.age(nw.lit(before)) + 1).otherwise(nw.lit(0))
        if whole:
            since = nw.when(since <= 1).then(since).otherwise(to)
        return {FROM: since.cast(nw.Int64), TO: to}


def read_events(
    events: Any, customer: str, time: str, segments: Mapping[str, str], plan: Plan
) -> tuple[Frame, dict[str, int], tuple[dt.date, dt.date]]:
    """Return the events that can be used, how many others there are, and the first and last day.

    A row is a customer and a day, with how many events it stands for.
    """
    frame = _read(events, customer, time, segments, plan)
    keys = [customer, *segments.values()]
    if keeps(frame):
        frame = kept(_by_day(frame, keys, time))  # so that the log is read once
    names = {customer: "events without a customer", time: "events without a time"}
    gone, first, last = _missing(frame, names)
    if last is None:
        raise AnswerError("There are no events with a customer and a time.")
    frame = complete(frame, [customer, time])
    if EVENTS not in names_of(frame):
        frame = _by_day(frame, keys, time)
    numbers = plan.numbers(nw.col(time))
    log = kept(frame.select(customer, *segments.values(), EVENTS, **numbers))
    return log, gone, (_day(first), _day(last))


def read_starts(
    starts: Any, customer: str, start: str, segments: Mapping[str, str], plan: Plan
) -> tuple[Frame, dict[str, int]]:
    """Return each customer's start, cohort and segments as given, and who has none."""
    frame = _read(starts, customer, start, segments, plan)
    names = {customer: "starts without a customer", start: "customers without a start"}
    gone, *_ = _missing(frame, names)
    frame = complete(frame, [customer, start])
    per = frame.group_by(customer).agg(nw.len().alias(N))
    _refuse_repeated(per, customer, "more than one row of starts")
    numbers = plan.numbers(nw.col(start))
    return (
        frame.select(
            customer,
            *segments.values(),
            numbers[DAY].alias(FIRST_DAY),
            numbers[MOMENT].alias(START),
            numbers[COHORT].alias(COHORT),
        ),
        gone,
    )


def first_events(log: Frame, customer: str, segments: Mapping[str, str]) -> Frame:
    """Return each customer's start, cohort and segments, from the first event."""
    firsts: Frame = log.group_by(customer, *segments.values()).agg(
        nw.col(MOMENT).min().alias(START), nw.col(COHORT).min()
    )
    if segments:
        per = firsts.group_by(customer).agg(nw.len().alias(N))
        _refuse_repeated(per, customer, f"more than one segment of {', '.join(segments)}")
    return firsts


def until_day(frame: Frame, day: str, end: dt.date, what: str) -> tuple[Frame, int]:
    """Return the rows until the end of the observation, and how many come after it."""
    kept = frame.filter(nw.col(day) <= end.toordinal())
    n, n_kept = count_events(frame), count_events(kept)
    if not n_kept:
        raise AnswerError(f"There are no {what} until {end.isoformat()}.")
    return kept, n - n_kept


def since_day(log: Frame, begin: dt.date) -> tuple[Frame, int]:
    """Return the events since the log was kept, and how many come before."""
    kept = log.filter(nw.col(DAY) >= begin.toordinal())
    return kept, count_events(log) - count_events(kept)


def count_events(frame: Frame) -> int:
    """Return how many events a log has, or how many rows another frame."""
    if EVENTS not in names_of(frame):
        return count_rows(frame)
    return int(one_row(frame.select(nw.col(EVENTS).sum()))[EVENTS] or 0)


def _read(data: Any, customer: str, time: str, segments: Mapping[str, str], plan: Plan) -> Frame:
    frame = open_log(data, list(segments), customer=customer, time=time)
    if isinstance(frame, nw.DataFrame) and frame.implementation.is_pandas():
        # Not to DuckDB, which tells days apart in the time zone of its session.
        used = list(dict.fromkeys([customer, time, *segments]))
        frame, _ = handed_over(frame, used, {"polars": "Polars"})
    columns = [nw.col(column).alias(name) for column, name in segments.items()]
    frame = frame.select(customer, time, *columns)
    return plain_ids(local_time(frame, time, plan.time_zone), customer)


def _by_day(log: Frame, keys: Sequence[str], time: str) -> Frame:
    """Return one row a customer and day, so that days are numbered once and not for each event."""
    if isinstance(log, nw.DataFrame) and log.implementation.is_pandas():  # has no type for days
        return log.with_columns(nw.lit(1).alias(EVENTS))
    if log.collect_schema()[time] != nw.Date:
        log = log.with_columns(nw.col(time).dt.date())
    return log.group_by(*keys, time).agg(nw.len().alias(EVENTS))


def _missing(frame: Frame, names: Mapping[str, str]) -> tuple[dict[str, int], Any, Any]:
    """Return how many rows lack a column, and the first and last time of those that lack none.

    A row that lacks two columns is counted for the first; the last column is the time.
    """
    weight = nw.col(EVENTS) if EVENTS in names_of(frame) else nw.lit(1)
    flags, before = {}, nw.lit(False)
    for index, column in enumerate(names):
        gap = nw.col(column).is_null()
        flags[own(f"gap{index}")] = (gap & ~before).cast(nw.Int64) * weight
        before = before | gap
    time = nw.when(~before).then(nw.col(list(names)[-1])).alias(own("time"))
    flagged = frame.select(time, **flags)
    ends = {own("first"): nw.col(own("time")).min(), own("last"): nw.col(own("time")).max()}
    found = one_row(flagged.select(*(nw.col(flag).sum() for flag in flags), **ends))
    counts = [int(found[flag] or 0) for flag in flags]
    return dict(zip(names.values(), counts, strict=True)), found[own("first")], found[own("last")]


def _day(time: Any) -> dt.date:
    """Return the day of a time, or the day that was given."""
    return time.date() if isinstance(time, dt.datetime) else time


def _refuse_repeated(per_customer: Frame, customer: str, where: str) -> None:
    """Refuse customers of whom there are several rows."""
    several = per_customer.filter(nw.col(N) > 1).sort(customer)
    found = collect(several.select(customer).head(1)).rows()
    if found:
        n = count_rows(several)
        others = f", and {n - 1:,} more {'is' if n == 2 else 'are'}" if n > 1 else ""
        raise AnswerError(
            f"Customer {as_plain(found[0][0])!r} is in {where}{others}. Each customer must be in "
            "one."
        )
