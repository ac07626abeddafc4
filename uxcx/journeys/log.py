"""The event log: who, when, what; opened once, its rules kept in one place.

Every function of `uxcx.journeys` opens its log here, so the rules hold for all of them:

- rows without a case, a time or an event are set aside and counted in `n_missing`;
- rows may come in any order;
- times with a zone are instants, times without one are taken as they stand;
- two events of a case at the same time have no order; each function says what it makes of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.engines import settle, with_microseconds
from uxcx.errors import AnswerError, nearest
from uxcx.frames import (
    Frame,
    collect,
    column_names,
    first_rows,
    to_number,
)
from uxcx.preparing import own
from uxcx.results import as_plain

CASE, TIME, EVENT, CHANNEL, STAGE, RATING = (
    own(name) for name in ("case", "time", "event", "channel", "stage", "rating")
)
#: the working columns of names, by what they are of
COLUMN_OF = {"event": EVENT, "channel": CHANNEL, "stage": STAGE}
SECOND = 1_000_000


@dataclass(frozen=True, kw_only=True)
class EventLog:
    """An event log, checked and ready; made by `event_log`.

    Parameters
    ----------
    frame : narwhals frame
        The rows that have a case, a time and an event, with working columns beside their own.
    columns : mapping of str to str
        Which column is the case, the time, the event, the channel, the stage, the rating.
    also : tuple of str
        Further columns that can be grouped by.
    n_events : int
        Rows that have all three.
    n_missing : int
        Rows that were set aside because one of the three is missing.
    missing : mapping of str to int
        How many rows lack the case, the time, the event; a row may lack several.
    engine : str
        Who does the work: "pandas", "Polars, handed over from pandas", "DuckDB", ...
    """

    frame: Frame
    columns: Mapping[str, str]
    also: tuple[str, ...]
    n_events: int
    n_missing: int
    missing: Mapping[str, int]
    engine: str

    def __repr__(self) -> str:
        return f"event log of {self.note}"

    @property
    def note(self) -> str:
        """What was read, and by whom, in words."""
        events = f"{self.n_events:,} event{'s' * (self.n_events != 1)}"
        if not self.n_missing:
            return f"{events}, none set aside ({self.engine})"
        lacking = ", ".join(f"{n:,} without {role}" for role, n in self.missing.items() if n)
        return f"{events}, {self.n_missing:,} set aside: {lacking} ({self.engine})"

    def need(self, role: str, function: str) -> None:
        """Refuse a log that was opened without a column that a function needs."""
        if role not in self.columns:
            raise TypeError(f"{function} needs {role}=, the name of a column of the events.")


def event_log(
    events: Any,
    *,
    case: str = "case",
    time: str = "time",
    event: str = "event",
    channel: str | None = None,
    stage: str | None = None,
    rating: str | None = None,
    also: str | Sequence[str] | None = None,
) -> EventLog:
    """Open an event log: one row an event, of a case, at a time.

    Parameters
    ----------
    events : data frame
        pandas, Polars (eager or lazy), a DuckDB relation, PySpark, or a PyArrow table; its rows in
        any order. A pandas frame of 100,000 rows and more is handed to Polars or DuckDB if one of
        them is installed, a PyArrow table always; `engine` says so.
    case : str, default "case"
        Column of whose journey it is: a session, a visit, a customer.
    time : str, default "time"
        Column of dates or times, never text or numbers; read to the microsecond. Times with a
        zone are instants: an hour is an hour on the night when the clocks change. Times without a
        zone are taken as they stand.
    event : str, default "event"
        Column of what happened: the touchpoint. Numbers are taken as names.
    channel, stage : str, optional
        Columns of where it happened, and in which part of the journey.
    rating : str, optional
        Column of numbers: what the customer gave for it; missing where nobody was asked.
    also : str or list of str, optional
        Further columns, to group by.

    Returns
    -------
    EventLog
        To give to the functions of `uxcx.journeys` in place of the data frame. Rows that lack a
        case, a time or an event are set aside, and counted in `n_missing`.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        The times are not dates, the ratings not numbers, or no row is left.
    TypeError
        The data is not a data frame, or one whose rows lose their order (Ibis).

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys
    >>> visits = pd.DataFrame({
    ...     "visit": [1, 1, 2, None],
    ...     "at": pd.to_datetime(["2025-03-01 10:00", "2025-03-01 10:02"] * 2),
    ...     "page": ["product", "cart", "product", "cart"]})
    >>> journeys.event_log(visits, case="visit", time="at", event="page")
    event log of 3 events, 1 set aside: 1 without case (pandas)

    Three rows can be used; the fourth belongs to no visit.
    """
    columns = {"case": case, "time": time, "event": event}
    optional = {"channel": channel, "stage": stage, "rating": rating}
    columns |= {role: name for role, name in optional.items() if name is not None}
    more = tuple(column_names(also))
    frame, engine = settle(events, more, **columns)
    schema = frame.collect_schema()
    _require_times(frame, time, schema[time])
    lacking = {role: _is_missing(columns[role], schema) for role in ("case", "time", "event")}
    any_lacking = lacking["case"] | lacking["time"] | lacking["event"]
    flags = {own(f"no_{role}"): flag for role, flag in (*lacking.items(), ("any", any_lacking))}
    # Flags first, then simple sums: SQL engines take no compound expressions in aggregations.
    counted = frame.select(**{name: flag.cast(nw.Int64) for name, flag in flags.items()})
    found = collect(
        counted.select(nw.len().alias(own("rows")), *(nw.col(name).sum() for name in flags))
    ).rows(named=True)[0]
    n_rows, n_missing = int(found[own("rows")]), int(found[own("no_any")] or 0)
    missing = {role: int(found[own(f"no_{role}")] or 0) for role in lacking}
    if n_rows == n_missing:
        raise AnswerError(_nothing_left(n_rows, missing, columns))
    if n_missing:
        frame = frame.filter(~any_lacking)
    frame = with_microseconds(frame, time, TIME)
    frame = frame.with_columns(nw.col(case).alias(CASE), _words(event, schema).alias(EVENT))
    for role, name in (("channel", CHANNEL), ("stage", STAGE)):
        if role in columns:
            frame = frame.with_columns(_words(columns[role], schema).alias(name))
    if rating is not None:
        frame = to_number(frame, rating).with_columns(nw.col(rating).alias(RATING))
    return EventLog(
        frame=frame,
        columns=columns,
        also=more,
        n_events=n_rows - n_missing,
        n_missing=n_missing,
        missing=missing,
        engine=engine,
    )


def opened(
    events: Any,
    *,
    by: str | Sequence[str] | None = None,
    also: str | Sequence[str] | None = None,
    **columns: str | None,
) -> tuple[EventLog, tuple[str, ...]]:
    """Return the log that was given, or open the data frame; and the columns to group by."""
    groups, more = tuple(column_names(by)), column_names(also)
    if not isinstance(events, EventLog):
        options: dict[str, Any] = {"also": [*groups, *more], **columns}
        return event_log(events, **options), groups
    known = [*events.also, *events.columns.values()]
    for column in (*groups, *more):
        if column not in known:
            raise TypeError(
                f"The log was opened without {column!r}: event_log(..., also={column!r})."
            )
    return events, groups


def require_event(log: EventLog, name: str) -> None:
    """Refuse a name that no event has."""
    if len(collect(log.frame.filter(nw.col(EVENT) == name).select(EVENT).head(1))):
        return
    names = sorted(str(row[0]) for row in collect(log.frame.select(EVENT).unique()).rows())
    guess = nearest(name, names)
    hint = f" Did you mean {guess!r}?" if guess else ""
    shown = ", ".join(map(repr, names[:20]))
    rest = f" and {len(names) - 20:,} more" if len(names) > 20 else ""
    raise AnswerError(
        f"Column {log.columns['event']!r} has no event {name!r}.{hint} The events are: "
        f"{shown}{rest}."
    )


def _is_missing(column: str, schema: Any) -> nw.Expr:
    """Return whether an entry is missing; NaN is, in a column of floats."""
    value = nw.col(column)
    if schema[column].is_float():
        return (value.is_null() | value.is_nan()).fill_null(True)
    return value.is_null()


def _words(column: str, schema: Any) -> nw.Expr:
    """Return a column as text."""
    return nw.col(column) if schema[column] == nw.String else nw.col(column).cast(nw.String)


def _require_times(frame: Frame, column: str, dtype: Any) -> None:
    """Refuse times that are text, numbers or anything else but dates and times."""
    if dtype in (nw.Datetime, nw.Date):
        return
    found = first_rows(frame, ~nw.col(column).is_null(), [column])
    shown = f"; got {found[0][1][0]!r}" if found else ""
    if dtype == nw.String:
        kind = "text"
        cure = f"Read them first, for example pd.to_datetime(frame[{column!r}], utc=True)."
    elif dtype.is_numeric():
        kind = "numbers"
        cure = (
            "Say what they count, for example "
            f"pd.to_datetime(frame[{column!r}], unit='s', utc=True)."
        )
    elif dtype == nw.Object:
        kind = "Python objects, perhaps of several time zones"
        cure = f"Make them one kind: pd.to_datetime(frame[{column!r}], utc=True)."
    else:
        kind, cure = f"values of type {dtype}", "Choose another column."
    raise AnswerError(f"Column {column!r} must be dates or times; it holds {kind}{shown}. {cure}")


def _nothing_left(n_rows: int, missing: Mapping[str, int], columns: Mapping[str, str]) -> str:
    if n_rows == 0:
        return "There are no events: the frame has no rows."
    lacking = ", ".join(f"{columns[role]!r} in {n:,}" for role, n in missing.items() if n)
    return f"No event is left: of {n_rows:,} rows, all lack something ({lacking})."


def plain_groups(frame: Frame, by: Sequence[str]) -> Frame:
    """Return the frame with categories as text, so that each engine can take their largest."""
    schema = frame.collect_schema()
    words = [c for c in by if schema[c] in (nw.Categorical, nw.Enum)]
    return frame.with_columns(*(nw.col(c).cast(nw.String) for c in words)) if words else frame


def require_no_gaps(log: EventLog, role: str) -> None:
    """Refuse entries that are missing: leaving them out would make neighbours of strangers."""
    gap = nw.col(COLUMN_OF[role]).is_null().cast(nw.Int64).alias(own("n"))
    n = int(collect(log.frame.select(gap).select(nw.col(own("n")).sum())).rows()[0][0] or 0)
    if n:
        raise AnswerError(
            f"Column {log.columns[role]!r} is missing in {n:,} event{'s' * (n != 1)}. What follows "
            "on what would change if they were left out: fill them, for example with 'unknown', or "
            "leave them out yourself."
        )


def require_one_group(log: EventLog, by: Sequence[str]) -> None:
    """Refuse cases whose events have two groups."""
    if not by:
        return
    pairs = log.frame.group_by(CASE, *by).agg(nw.len().alias(own("n")))
    cases = pairs.group_by(CASE).agg(nw.len().alias(own("n"))).filter(nw.col(own("n")) > 1)
    found = collect(cases.select(nw.len().alias(own("n")), nw.col(CASE).min())).rows()[0]
    n, example = int(found[0]), as_plain(found[1])
    if n:
        columns = " and ".join(map(repr, by))
        raise AnswerError(
            f"{n:,} case{'s have' if n != 1 else ' has'} events of two groups of {columns}, for "
            f"example {log.columns['case']} {example!r}. Group by something that is the same in "
            "all events of a case."
        )
