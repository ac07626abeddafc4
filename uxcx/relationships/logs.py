"""Opening a log: whose rows they are, when they happened, and which of them cannot be used."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, rows_phrase
from uxcx.frames import (
    Frame,
    collect,
    count_rows,
    first_rows,
    require_columns,
    require_frame,
)
from uxcx.results import as_plain


def open_log(data: Any, columns: Sequence[str] = (), **named: str | None) -> Frame:
    """Return a frame in which the columns are there, and those that options name.

    An Arrow table becomes a lazy Polars or DuckDB frame, where one is installed: Narwhals puts
    ordered work on Arrow tables on the wrong rows.
    """
    frame = require_frame(data)
    require_columns(frame, columns, **named)
    if isinstance(frame, nw.DataFrame) and frame.implementation.is_pyarrow():
        for engine in ("polars", "duckdb"):
            if importlib.util.find_spec(engine):
                return frame.lazy(engine)
    return frame


def local_time(frame: Frame, column: str, time_zone: str | None) -> Frame:
    """Return the frame with a column of times in the time zone in which days are counted.

    Raises
    ------
    AnswerError
        The column does not hold dates or times, or has no time zone to convert from.
    ValueError
        The engine converts no time zones; the message says where to set it.
    """
    dtype = frame.collect_schema()[column]
    if not isinstance(dtype, nw.Date | nw.Datetime):
        cause = (
            f" Read it as times first: pandas.to_datetime(frame[{column!r}]), or parse_dates= of "
            "pandas.read_csv."
            if dtype in (nw.String, nw.Object)
            else " Choose another column."
        )
        raise AnswerError(f"Column {column!r} must hold dates or times; it holds {dtype}.{cause}")
    if time_zone is None:
        return frame
    zone = getattr(dtype, "time_zone", None)
    if zone is None:
        raise AnswerError(
            f"Column {column!r} has no time zone, so it cannot be converted to {time_zone!r}. "
            "Say first which zone its times are in, or leave time_zone out to count days as they "
            "stand."
        )
    if zone == time_zone:
        return frame
    try:
        return frame.with_columns(nw.col(column).dt.convert_time_zone(time_zone))
    except (ValueError, NotImplementedError):
        raise ValueError(
            f"Times of this engine are in the zone of its session, {zone!r}. Set that to "
            f"{time_zone!r} (DuckDB: SET TimeZone; Spark: spark.sql.session.timeZone), and leave "
            "time_zone out."
        ) from None


def plain_ids(frame: Frame, column: str) -> Frame:
    """Return the frame with categories as text, so that all engines group them alike."""
    if frame.collect_schema()[column] in (nw.Categorical, nw.Enum):
        return frame.with_columns(nw.col(column).cast(nw.String))
    return frame


def check_missing(missing: str) -> None:
    """Refuse an answer to `missing` that is not offered."""
    if missing not in ("exclude", "raise"):
        raise ValueError(f"missing must be 'exclude' or 'raise'; got {missing!r}.")


def refuse_gaps(frame: Frame, columns: Sequence[str], *, hint: str) -> None:
    """Refuse rows in which one of the columns is missing, naming the first column and its rows."""
    gaps = {f"gap{i}": nw.col(c).is_null().cast(nw.Int64) for i, c in enumerate(columns)}
    counts = one_row(frame.select(**gaps).select(nw.all().sum()))
    for index, column in enumerate(columns):
        n = int(counts[f"gap{index}"] or 0)
        if n:
            found = first_rows(frame, nw.col(column).is_null(), [column])
            rows = [row for row, _ in found if row is not None]
            raise AnswerError(f"Column {column!r} is missing in {rows_phrase(rows, n)}. {hint}")


def complete(frame: Frame, columns: Sequence[str]) -> Frame:
    """Return the rows in which none of the columns is missing."""
    present = nw.all_horizontal(*(~nw.col(c).is_null() for c in columns), ignore_nulls=True)
    return frame.filter(present)


def one_row(frame: Frame) -> Mapping[str, Any]:
    """Return the one row of an aggregation, in plain Python."""
    row = collect(frame).rows(named=True)[0]
    return {name: as_plain(value) for name, value in row.items()}


def refuse_nothing(frame: Frame, what: str) -> None:
    """Refuse a frame without rows."""
    if not count_rows(frame):
        raise AnswerError(f"There are no {what}.")
