"""Cohort retention: of those who started together, how many are still active, period by period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.comparison import check_confidence_level
from uxcx.errors import ColumnError
from uxcx.families import Proportion
from uxcx.frames import Frame, column_names
from uxcx.preparing import own
from uxcx.reducing import grouped, in_order
from uxcx.relationships.ages import CLOCKS, Clock
from uxcx.relationships.calendar import Period, as_day, check_period, first_day, period_of
from uxcx.relationships.cohort_rows import (
    COHORT,
    DAY,
    EVENTS,
    FIRST_DAY,
    FROM,
    MOMENT,
    START,
    TO,
    N,
    Plan,
    count_events,
    first_events,
    read_events,
    read_starts,
    since_day,
    until_day,
)
from uxcx.relationships.cohort_table import KINDS, Counts, Kind, Retention, table_of
from uxcx.relationships.logs import one_row

AGE = own("age")
#: how far a table reaches where nothing else is asked
UP_TO = {"day": 30, "week": 12, "month": 12}


def retention(
    events: Any,
    *,
    customer: str = "customer",
    time: str = "time",
    starts: Any = None,
    start: str = "joined",
    by: str | Sequence[str] | None = None,
    period: Period = "month",
    kind: Kind = "classic",
    clock: Clock = "calendar",
    cohort: Period | None = None,
    since: str | dt.date | None = None,
    until: str | dt.date | None = None,
    up_to: int | None = None,
    time_zone: str | None = None,
    method: str | None = None,
    confidence_level: float = 0.95,
) -> Retention:
    """Measure how many of those who started together are active in each period after.

    Parameters
    ----------
    events : data frame
        One row an event (a visit, a purchase), of any engine and in any order; several at the same
        time, or the same one twice, change nothing. A pandas frame of 100,000 rows and more is
        handed to Polars if that is installed.
    customer, time : str
        Columns of whose event it was, and when: dates or times.
    starts : data frame, optional
        One row a customer, of the same engine, with `customer` and `start`. Without it customers
        start with their first event, and those who never had one are not known of.
    start : str, default "joined"
        Column of `starts`: when the customer started.
    by : str or list of str, optional
        Columns of segments, of `starts` if that is given, else of `events`, where a customer must
        be in one segment throughout.
    period : {"month", "week", "day"}, default "month"
        Weeks begin on Monday.
    kind : {"classic", "rolling", "bounded"}, default "classic"
        Who counts as retained at period k: those active in period k (classic; some tools call it
        N-day), in period k or later (rolling, unbounded), or at least once in the periods 1 to k
        (bounded).
    clock : {"calendar", "start"}, default "calendar"
        How periods are counted: by the calendar, so that month 1 is the calendar month after the
        one of the start; or from each customer's own first day.
    cohort : {"month", "week", "day"}, optional
        Who belongs together: those who started in the same one; as `period` by default.
    since : date or str, optional
        With `starts`: the first day that the log was kept; by default the first day of the period
        with the first event.
    until : date or str, optional
        The last day that was observed as a whole; by default the day of the last event. Give it
        where the log was kept on: a quiet day at its end is a day too.
    up_to : int, optional
        The last period shown; 30 days, 12 weeks or 12 months by default.
    time_zone : str, optional
        In which days are told apart, ``"Europe/Berlin"``, where times have a zone.
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the intervals; adjusted Wald by default.
    confidence_level : float, default 0.95
        Between 0 and 1.

    Returns
    -------
    Retention
        ``cells``, an Estimate for each cohort and period; ``average``, the curve of all cohorts;
        and how many rows could not be used, in ``left_out``.

    Raises
    ------
    ColumnError
        A column is not there, or is called as one of the columns of the result.
    AnswerError
        No event can be used, times are not times, a customer stands twice in `starts` or is in
        two segments.
    ValueError
        If an option is none of those above.

    Notes
    -----
    A period counts only where it has ended by `until`. Before that a cell is not yet observed: it
    has no value, which is not 0, and its customers are counted in `n_excluded`. With first events
    as starts everybody is active in period 0, so the table begins with period 1; and who had come
    before the log was kept passes for new, in its first cohorts. Rolling
    retention of late periods is too low, since there was less time to come back.

    The average adds up the cohorts that are observed at that period, so that a large cohort counts
    for more. Those not yet observed are in its `n_excluded`. As the cohorts differ from period to
    period, the curve of averages may rise.

    Examples
    --------
    >>> from uxcx import compare, datasets, relationships
    >>> app = datasets.load("budgeting")
    >>> active = app.months[app.months["active"] == 1]
    >>> table = relationships.retention(
    ...     active, time="month", starts=app.customers, by="design", until="2025-12-31")
    >>> table["new", "2025-01", 6]
    retention, new, 2025-01, month 6: 66% [56, 75] (57 of 86; 95%, adjusted Wald)
    >>> table["new", "2025-06", 9].note
    'not yet observed.'
    >>> compare(table.average["new", 6], table.average["old", 6]).verdict
    'no clear difference'

    About two thirds of the new design's January cohort were active in month 6; what becomes of
    the June cohort by month 9 is not known at the end of the year.
    """
    period, cohort = _checked(period, kind, clock, cohort, up_to)
    if since is not None and starts is None:
        raise TypeError("since goes with starts: a log alone does not know who came before it.")
    check_confidence_level(confidence_level)
    Proportion.choose_method(method)
    groups = column_names(by)
    _refuse_taken(groups, period)
    segments = {column: own(f"by{index}") for index, column in enumerate(groups)}
    plan = Plan(period, cohort, clock, time_zone)
    of_events = segments if starts is None else {}
    log, left_out, (first, last) = read_events(events, customer, time, of_events, plan)
    begin = first_day(period_of(first, period), period) if since is None else as_day(since, "since")
    end = last if until is None else as_day(until, "until")
    if end < last:
        log, left_out["events after the last observed day"] = until_day(log, DAY, end, "events")
    if starts is None:
        if isinstance(log, nw.DataFrame) or not plan.days_apart:
            # The cohort is that of a customer's first event, not of each.
            moments = log.group_by(customer, *segments.values(), MOMENT)
            log = moments.agg(nw.col(COHORT).min(), nw.col(EVENTS).sum())
        firsts = first_events(log, customer, segments)
        both = _joined(log, firsts, customer)
    else:
        if first < begin:
            log, left_out["events before the first observed day"] = since_day(log, begin)
        firsts, more = read_starts(starts, customer, start, segments, plan)
        log, firsts = _alike(log, firsts)
        firsts, late = until_day(firsts, FIRST_DAY, end, "customers who start")
        left_out |= {**more, "customers who start after the last observed day": late}
        both = _joined(log, firsts, customer)
        left_out |= _unusable(log, both)
        both = both.filter(nw.col(MOMENT) >= nw.col(START))
    most = UP_TO[period] if up_to is None else up_to
    window = plan.window(begin, end, whole=kind == "bounded")
    counts = count(
        firsts.with_columns(**window),
        both.with_columns(**window, **{AGE: plan.age(nw.col(MOMENT))}),
        customer=customer,
        segments=list(segments.values()),
        kind=kind,
        up_to=most,
        distinct=starts is None and (clock == "calendar" or period == "day"),
        complete=starts is None,
    )
    return table_of(
        counts,
        by=groups,
        kind=kind,
        period=period,
        cohort=cohort,
        clock=clock,
        until=end,
        first=0 if starts is not None and kind != "bounded" else 1,
        up_to=most,
        left_out={what: n for what, n in left_out.items() if n},
        method=method,
        confidence_level=confidence_level,
    )


def _checked(
    period: Period, kind: str, clock: str, cohort: Period | None, up_to: int | None
) -> tuple[Period, Period]:
    check_period(period)
    if cohort is not None:
        check_period(cohort)
    for name, value, among in (("kind", kind, KINDS), ("clock", clock, CLOCKS)):
        if value not in among:
            raise ValueError(f"{name} must be one of {', '.join(map(repr, among))}; got {value!r}.")
    if up_to is not None and (not isinstance(up_to, int) or up_to < 1):
        raise ValueError(f"up_to must be a whole number of 1 or more; got {up_to!r}.")
    return period, cohort or period


def _refuse_taken(groups: Sequence[str], period: str) -> None:
    for name in groups:
        if name in ("cohort", period):
            raise ColumnError(
                f"The column {name!r} of by= is called as a column of the result. Rename it first."
            )


def _alike(log: Frame, firsts: Frame) -> tuple[Frame, Frame]:
    """Return events and starts both on Polars, where one of them is."""
    if isinstance(log, nw.DataFrame) == isinstance(firsts, nw.DataFrame):
        return log, firsts
    kinds = [frame.implementation for frame in (log, firsts)]
    if all(kind.is_polars() or kind.is_pandas() for kind in kinds):
        return _lazy(log), _lazy(firsts)
    return log, firsts


def _lazy(frame: Frame) -> Frame:
    return frame.lazy("polars") if isinstance(frame, nw.DataFrame) else frame


def _joined(log: Frame, firsts: Frame, customer: str) -> Frame:
    """Return the events of the customers whose start is known, with that start."""
    events = log.select(customer, MOMENT, EVENTS)
    return events.join(firsts, on=customer, how="inner")  # type: ignore[arg-type]


def _unusable(log: Frame, both: Frame) -> dict[str, int]:
    """Return how many events are of customers without a start, or come before it."""
    early = (nw.col(MOMENT) < nw.col(START)).cast(nw.Int64) * nw.col(EVENTS)
    counted = both.select(EVENTS, early.alias(N))
    found = one_row(counted.select(nw.col(EVENTS).sum(), nw.col(N).sum()))
    return {
        "events of customers without a start": count_events(log) - int(found[EVENTS] or 0),
        "events before the start": int(found[N] or 0),
    }


def count(
    firsts: Frame,
    both: Frame,
    *,
    customer: str,
    segments: Sequence[str],
    kind: Kind,
    up_to: int,
    distinct: bool,
    complete: bool,
) -> Counts:
    """Return how many customers were observed for how long, and how many were active when.

    `distinct`: no customer stands twice in one period. `complete`: every customer has an event in
    period 0, so that those who were active then are all; counted so, the log is read once less.
    """
    keys, window = [*segments, COHORT], [FROM, TO]
    n = {"n": nw.len()}
    if kind == "classic":
        # Each customer once a period.
        ages: Frame = both.filter(nw.col(AGE) <= up_to)
        if not distinct:
            ages = ages.group_by(customer, *keys, *window, AGE).agg(nw.len())
    else:
        pick = nw.col(AGE).max() if kind == "rolling" else nw.col(AGE).min()
        later = both if kind == "rolling" else both.filter(nw.col(AGE) >= 1)
        ages = later.group_by(customer, *keys, *window).agg(pick)
    rows = grouped(ages, [*keys, *window, AGE], n)
    if complete and kind == "classic":
        sizes = [(group[:-1], row) for group, row in rows if group[-1][1] == 0]
    else:
        sizes = grouped(firsts, [*keys, *window], n)
    sizes = in_order(firsts, [*keys, *window], sizes)
    spans = []
    for group, row in rows:
        *key, since, before, seen = (value for _, value in group)
        if kind == "classic":
            since, before = max(since, seen), min(before, seen + 1)
        elif kind == "rolling":  # in every period up to the last event
            before = min(before, seen + 1)
        else:  # from the first return on
            since = max(since, seen)
        spans.append((tuple(key), int(since), int(before), int(row["n"])))
    return Counts(sizes=sizes, active=spans)
