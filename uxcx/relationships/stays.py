"""From customers to lengths of stay: who left after how long, and who was last seen when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, rows_phrase
from uxcx.frames import Frame, count_rows, first_rows, require_valid
from uxcx.preparing import own
from uxcx.reducing import grouped, in_order
from uxcx.relationships.calendar import DAYS, Period, day_number
from uxcx.relationships.lives import Lives
from uxcx.relationships.logs import local_time, open_log
from uxcx.results import Group
from uxcx.scales import YES_NO, Scale

LENGTH, LEFT, CENSORED, ENTRY, FROM, TO, ENDED = (
    own(name) for name in ("length", "left", "censored", "entry", "from", "to", "ended")
)
STAY = Scale(minimum=0, maximum=float("inf"), rule="a length of time of 0 or more")


def stays_of_durations(
    data: Any, duration: str, churned: str, *, by: Sequence[str], missing: str
) -> list[tuple[Group, Lives]]:
    """Return each group's stays from lengths that are given, in their own unit."""
    frame = open_log(data, by, duration=duration, churned=churned)
    frame = require_valid(frame, {duration: STAY, churned: YES_NO}, missing=missing)
    known = ~nw.col(duration).is_null() & ~nw.col(churned).is_null()
    lengths = frame.filter(known).with_columns(
        nw.col(duration).alias(LENGTH),
        nw.col(churned).cast(nw.Int64).alias(LEFT),
        nw.lit(-1).alias(ENTRY),
    )
    return _reduced(frame, lengths, by, gaps=frame.filter(~known), aside=None, unit=1.0)


def stays_of_dates(
    data: Any,
    start: str,
    end: str,
    *,
    churned: str | None,
    since: dt.date,
    until: dt.date,
    by: Sequence[str],
    period: Period,
    time_zone: str | None,
    missing: str,
) -> list[tuple[Group, Lives]]:
    """Return each group's stays from days of start and end, in periods of their mean length."""
    frame = open_log(data, by, start=start, end=end, churned=churned)
    frame = local_time(local_time(frame, start, time_zone), end, time_zone)
    needed = [start]
    if churned is not None:
        frame = require_valid(frame, {churned: YES_NO}, missing=missing)
        needed = [start, end, churned]
    known = nw.all_horizontal(*(~nw.col(c).is_null() for c in needed), ignore_nulls=True)
    gaps = frame.filter(~known)
    if missing == "raise" and count_rows(gaps):
        found = first_rows(frame, ~known, [start])
        where = rows_phrase([row for row, _ in found if row is not None], count_rows(gaps))
        raise AnswerError(
            f"{' or '.join(map(repr, needed))} is missing in {where}, and missing='raise' was "
            "asked."
        )
    days = _with_days(frame, known, start, end)
    if churned is not None:
        days = days.with_columns(nw.col(churned).cast(nw.Int64).alias(LEFT))
        seen = nw.col(TO) >= since.toordinal()
        return _reduced(
            frame,
            _lengths(days.filter(seen), since.toordinal()),
            by,
            gaps=gaps,
            aside=days.filter(~seen),
            unit=DAYS[period],
        )
    first, last = since.toordinal(), until.toordinal()
    in_time = (nw.col(ENDED) == 1) & (nw.col(TO) <= last)
    stop = nw.when(in_time).then(nw.col(TO)).otherwise(nw.lit(last))
    days = days.with_columns(in_time.cast(nw.Int64).alias(LEFT), stop.cast(nw.Int64).alias(TO))
    seen = (nw.col(FROM) <= last) & (nw.col(TO) >= first)
    return _reduced(
        frame,
        _lengths(days.filter(seen), first),
        by,
        gaps=gaps,
        aside=days.filter(~seen),
        unit=DAYS[period],
    )


def _with_days(frame: Frame, known: nw.Expr, start: str, end: str) -> Frame:
    """Return the rows that can be used, with the numbers of the days of start and end."""
    schema = frame.collect_schema()
    first, last = nw.col(start), nw.col(end)
    if schema[start] != schema[end]:
        first, last = first.cast(nw.Datetime("us")), last.cast(nw.Datetime("us"))
    ended = ~nw.col(end).is_null()
    # Numbers of days are made of days only: where there is no end, the start stands in.
    days = frame.with_columns(
        ended.cast(nw.Int64).alias(ENDED), nw.when(ended).then(last).otherwise(first).alias(TO)
    )
    days = days.filter(known).with_columns(
        day_number(nw.col(start)).alias(FROM), day_number(nw.col(TO)).alias(TO)
    )
    backwards = nw.col(TO) < nw.col(FROM)
    n = count_rows(days.filter(backwards))
    if n:
        found = first_rows(days, backwards, [start, end])
        shown = ", ".join(f"{a:%Y-%m-%d} to {b:%Y-%m-%d}" for _, (a, b) in found)
        raise AnswerError(
            f"Column {end!r} cannot be before {start!r}; got {shown} in "
            f"{'1 row' if n == 1 else f'{n:,} rows'}. Were the two columns swapped?"
        )
    return days


def _lengths(days: Frame, first: int) -> Frame:
    """Return how long each stayed, and had been there before the first observed day began."""
    before = nw.when(nw.col(FROM) < first).then(first - 1 - nw.col(FROM)).otherwise(nw.lit(-1))
    return days.with_columns(
        (nw.col(TO) - nw.col(FROM)).alias(LENGTH), before.cast(nw.Int64).alias(ENTRY)
    )


def _reduced(
    frame: Frame,
    lengths: Frame,
    by: Sequence[str],
    *,
    gaps: Frame,
    aside: Frame | None,
    unit: float,
) -> list[tuple[Group, Lives]]:
    """Return each group's counts of stays: only these are collected."""
    lengths = lengths.with_columns((1 - nw.col(LEFT)).alias(CENSORED))
    counts = {"left": nw.col(LEFT).sum(), "censored": nw.col(CENSORED).sum()}
    found: dict[Group, list[tuple[float, int, int]]] = {}
    for group, row in grouped(lengths, [*by, LENGTH], counts):
        stay = float(group[-1][1]), int(row["left"]), int(row["censored"])
        found.setdefault(group[:-1], []).append(stay)
    n = {"n": nw.len()}
    late: dict[Group, list[tuple[float, int]]] = {}
    for group, row in grouped(lengths.filter(nw.col(ENTRY) >= 0), [*by, ENTRY], n):
        late.setdefault(group[:-1], []).append((float(group[-1][1]) / unit, int(row["n"])))
    missing = {group: int(row["n"]) for group, row in grouped(gaps, by, n)}
    excluded = (
        {group: int(row["n"]) for group, row in grouped(aside, by, n)} if aside is not None else {}
    )
    rows: list[Any] = [(group, {}) for group in {**found, **missing, **excluded}]
    stays = []
    for group, _ in in_order(frame, by, rows):
        times = sorted(found.get(group, []))
        stays.append(
            (
                group,
                Lives(
                    n=sum(left + censored for _, left, censored in times),
                    times=tuple(time / unit for time, *_ in times),
                    left=tuple(left for _, left, _ in times),
                    censored=tuple(censored for *_, censored in times),
                    late=tuple(sorted(late.get(group, []))),
                    n_missing=missing.get(group, 0),
                    n_excluded=excluded.get(group, 0),
                ),
            )
        )
    return stays
