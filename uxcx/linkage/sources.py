"""A source of a link: a table with many rows a customer, and what to make of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import narwhals.stable.v2 as nw

from uxcx.engines import with_microseconds
from uxcx.errors import AnswerError
from uxcx.frames import Frame, count_rows, open_frame, require_valid
from uxcx.linkage.words import named
from uxcx.preparing import own
from uxcx.relationships.logs import one_row, plain_ids
from uxcx.scales import ANY_NUMBER

#: how a customer's rows become one value; the first two are 0 for who has no row
AGGREGATIONS = ("count", "sum", "mean", "min", "max", "first", "last")
ZERO_WITHOUT_ROWS = ("count", "sum")
DAY = 86_400_000_000
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

TIME, ANCHOR, KNOWN = own("time"), own("anchor"), own("known")
When = str | dt.date | dt.datetime | int | float | None


@dataclass(frozen=True, kw_only=True)
class Source:
    """A table of a link: its columns, how they are put together, and from which time.

    Parameters
    ----------
    name : str
        What it is called in the report.
    data : data frame
        Of the same engine as the customers; any number of rows a customer.
    columns : mapping of str to (str, str)
        New columns: ``{"delay": ("delay", "max")}`` makes `delay` from the largest of the
        customer's `delay`. The ways are ``"count"`` (of values), ``"sum"``, ``"mean"``, ``"min"``,
        ``"max"``, ``"first"`` and ``"last"`` (by time). Count and sum are 0 for who has no row: the
        table is taken to record everybody; all others are missing then.
    time : str, optional
        The column of dates or times. Without it `start` and `end` must say when the rows are from.
    start, end : date, or number of days, optional
        Only rows from `start` on and before `end` count. Dates (``"2025-07-01"``), or days from
        each customer's own anchor (``start=-90, end=0``); see `link`.
    customer : str, optional
        The column of the customer, where it is not called as in the table of customers.

    Raises
    ------
    ValueError
        If a way is not one of those, no column is named, or there is no time for it.
    """

    name: str
    data: Any = field(repr=False)
    columns: Mapping[str, tuple[str, str]]
    time: str | None = None
    start: When = None
    end: When = None
    customer: str | None = None

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"The source {self.name!r} names no columns.")
        for new, pair in self.columns.items():
            if not (isinstance(pair, tuple | list) and len(pair) == 2):
                raise ValueError(
                    f"Column {new!r} of {self.name!r} must be made from a column in a way, such as "
                    f"('delay', 'max'); got {pair!r}."
                )
            named(f"The way of {new!r}", pair[1], AGGREGATIONS)
            if pair[1] in ("first", "last") and self.time is None:
                raise ValueError(f"{pair[1]!r} of {self.name!r} needs time=, the column of times.")
        if self.time is None and (self.start is None or self.end is None):
            raise ValueError(
                f"The source {self.name!r} has no time=, so start= and end= must say when its rows "
                "are from: without that nobody knows what came first."
            )
        for option in ("start", "end"):
            microseconds(getattr(self, option), f"{option} of {self.name!r}")

    @property
    def relative(self) -> bool:
        """Whether the window is counted from each customer's anchor."""
        return any(isinstance(when, int | float) for when in (self.start, self.end))


@dataclass(frozen=True)
class Part:
    """A source, put together: one row for each customer who has rows in its window.

    Parameters
    ----------
    source : Source
        It came from.
    frame : narwhals frame
        The customer, the new columns, and the times of the first and last row.
    counts : mapping of str to int
        Rows in all, used, before, after, without time, of unknown customers, of none; ties.
    """

    source: Source
    frame: Frame
    counts: Mapping[str, int]

    @property
    def earliest(self) -> str:
        """The column of the time of a customer's first row."""
        return own(f"earliest {self.source.name}")

    @property
    def latest(self) -> str:
        """The column of the time of a customer's last row."""
        return own(f"latest {self.source.name}")


def microseconds(when: When, option: str) -> int | None:
    """Return a date as microseconds since 1970, or days as microseconds; None for none."""
    if when is None:
        return None
    if isinstance(when, int | float) and not isinstance(when, bool):
        return round(when * DAY)
    if isinstance(when, str):
        try:
            when = dt.datetime.fromisoformat(when)
        except ValueError:
            raise ValueError(
                f"{option} must be a date, such as '2025-07-01', or a number of days from the "
                f"anchor; got {when!r}."
            ) from None
    if isinstance(when, dt.date) and not isinstance(when, dt.datetime):
        when = dt.datetime(when.year, when.month, when.day)
    if not isinstance(when, dt.datetime):
        raise TypeError(
            f"{option} must be a date or a number of days; its type is {type(when).__name__}."
        )
    zoned = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return (zoned - EPOCH) // dt.timedelta(microseconds=1)


def put_together(source: Source, people: Frame, customer: str) -> Part:
    """Return one row for each customer of the source; `people` has customer, anchor and a mark."""
    who, n_timeless = source.customer or customer, 0
    wanted = list(dict.fromkeys(column for column, _ in source.columns.values()))
    frame, _ = open_frame(source.data, [who, *wanted, *([source.time] if source.time else [])])
    if frame.implementation != people.implementation:
        raise TypeError(
            f"The source {source.name!r} is a table of {_called(frame)}, the customers one of "
            f"{_called(people)}: give all tables of one engine."
        )
    if source.time:
        dtype = frame.collect_schema()[source.time]
        if not isinstance(dtype, nw.Date | nw.Datetime):
            raise AnswerError(
                f"Column {source.time!r} of {source.name!r} must hold dates or times; it holds "
                f"{dtype}. Read it as times first, for example with pandas.to_datetime."
            )
        timeless = nw.col(source.time).is_null()
        n_timeless = count_rows(frame.filter(timeless))
        frame = with_microseconds(frame.filter(~timeless), source.time, TIME)
    else:
        frame = frame.with_columns(nw.lit(0).alias(TIME))
    numeric = {c: ANY_NUMBER for c, way in source.columns.values() if way != "count"}
    frame = require_valid(frame, numeric, missing="exclude", optional=True)
    values = [nw.col(column).alias(_value(column)) for column in wanted]
    frame = plain_ids(frame.select(nw.col(who).alias(customer), *values, TIME), customer)
    _require_same_kind(frame, people, customer, source.name)
    joined: Any = cast(Any, frame).join(people, on=customer, how="left")
    flagged, counts = _in_window(joined, source, customer)
    used: Frame = flagged.filter(nw.col(own("used")) == 1)
    part, ties = _aggregated(used, source, customer)
    counts |= {
        "rows": counts["rows"] + n_timeless,
        "timeless": counts["timeless"] + n_timeless,
        "ties": ties,
    }
    return Part(source, part, counts)


def _value(column: str) -> str:
    """Return the working name of a source's column: it may be called as another one is."""
    return own(f"value {column}")


def _called(frame: Frame) -> str:
    return str(frame.implementation.value)


def _require_same_kind(frame: Frame, people: Frame, customer: str, name: str) -> None:
    mine, theirs = frame.collect_schema()[customer], people.collect_schema()[customer]
    if mine.is_numeric() != theirs.is_numeric():
        raise AnswerError(
            f"Column {customer!r} holds {mine} in {name!r} and {theirs} in the table of customers, "
            "so nothing can be joined. Make both text or both whole numbers."
        )


def _in_window(joined: Any, source: Source, customer: str) -> tuple[Any, dict[str, int]]:
    """Return the rows with a mark for those that are used, and how many are not, and why."""
    time, known = nw.col(TIME), ~nw.col(KNOWN).is_null()  # the mark is 1 for all customers
    nobody = nw.col(customer).is_null()
    start, end = (microseconds(when, "") for when in (source.start, source.end))
    before = after = timeless = nw.col(KNOWN) == 0
    if source.time:
        base = nw.col(ANCHOR) if source.relative else 0
        if source.relative:
            timeless = nw.col(ANCHOR).is_null()
        if start is not None:
            before = ~timeless & (time < base + start)
        if end is not None:
            after = ~timeless & (time >= base + end)
    flags = {
        "nobody": nobody,
        "unknown": ~nobody & ~known,
        "timeless": known & timeless,
        "before": known & before,
        "after": known & after,
    }
    marks = {own(k): v.fill_null(False).cast(nw.Int64) for k, v in flags.items()}
    flagged = joined.with_columns(**marks)
    left_out = sum((nw.col(own(k)) for k in flags), nw.lit(0))
    flagged = flagged.with_columns((left_out == 0).cast(nw.Int64).alias(own("used")))
    sums = [nw.col(own(k)).sum().alias(k) for k in (*flags, "used")]
    found = one_row(flagged.select(nw.len().alias("rows"), *sums))
    return flagged, {name: int(value or 0) for name, value in found.items()}


def _aggregated(used: Frame, source: Source, customer: str) -> tuple[Frame, int]:
    """Return one row a customer, and how many customers have a first or last row twice."""
    plain: dict[str, nw.Expr] = {}
    for new, (column, way) in source.columns.items():
        value = nw.col(_value(column))
        if way in ("first", "last"):
            continue
        plain[new] = value.count() if way == "count" else getattr(value, way)()
        plain[own(f"n {new}")] = value.count()
    part: Any = used.group_by(customer).agg(
        nw.col(TIME).min().alias(own(f"earliest {source.name}")),
        nw.col(TIME).max().alias(own(f"latest {source.name}")),
        nw.len().alias(own(f"rows {source.name}")),
        *(expression.alias(new) for new, expression in plain.items()),
    )
    # A sum of nothing but missing values is missing, not 0; engines differ on that.
    seen = [
        nw.when(nw.col(own(f"n {new}")) > 0).then(nw.col(new)).alias(new)
        for new, (_, way) in source.columns.items()
        if way not in ("first", "last", "count")
    ]
    part = part.with_columns(*seen) if seen else part
    ties = 0
    for new, (column, way) in source.columns.items():
        if way in ("first", "last"):
            ends, tied = _at_the_end(used, customer, _value(column), new, way)
            part = part.join(ends, on=customer, how="left")
            ties += tied
    own_columns = [own(f"{which} {source.name}") for which in ("earliest", "latest", "rows")]
    return _computed(part.select(customer, *source.columns, *own_columns)), ties


def _computed(frame: Frame) -> Frame:
    """Return a lazy part computed once: it has a row a customer, and is asked several times."""
    kind = frame.implementation
    if isinstance(frame, nw.LazyFrame) and (kind.is_polars() or kind.is_duckdb()):
        return frame.collect().lazy(backend=cast(Any, kind))
    return frame


def _at_the_end(used: Frame, customer: str, column: str, new: str, way: str) -> tuple[Frame, int]:
    """Return each customer's first or last value: the mean where two have the same time."""
    present: Any = used.filter(~nw.col(column).is_null())
    time = nw.col(TIME).min() if way == "first" else nw.col(TIME).max()
    ends = present.group_by(customer).agg(time.alias(own("end")))
    there = present.join(ends, on=customer, how="inner")
    there = there.filter(nw.col(TIME) == nw.col(own("end")))
    found = there.group_by(customer).agg(
        nw.col(column).mean().alias(new), nw.len().alias(own("same"))
    )
    tied = one_row(
        found.with_columns((nw.col(own("same")) > 1).cast(nw.Int64).alias("n")).select(
            nw.col("n").sum()
        )
    )
    return found.select(customer, new), int(tied["n"] or 0)
