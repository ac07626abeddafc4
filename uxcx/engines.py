"""Engines for work in which the order of rows matters: who does it, and how they count time.

Sums by group are the same on every engine (`frames.py`); what comes after what is not. Three rules,
each of them measured: PyArrow tables are handed to Polars or DuckDB, because windows over groups
put values on the wrong rows there; pandas frames of 100,000 rows and more are handed over as well,
because they would take ten times as long; Ibis tables are refused, because they lose the order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, cast

import narwhals.stable.v2 as nw

from uxcx.frames import Frame, require_columns, require_frame
from uxcx.progress import shown

#: rows from which a pandas frame is handed to a faster engine
LARGE = 100_000
#: who takes frames over, the first that is installed
TAKERS = {"polars": "Polars", "duckdb": "DuckDB"}


def settle(data: Any, columns: Sequence[str] = (), **named: str) -> tuple[Frame, str]:
    """Return a frame of an engine that keeps the order of rows, and what that engine is called.

    Parameters
    ----------
    data : data frame
        pandas, Polars (eager or lazy), a DuckDB relation, PySpark, or a PyArrow table.
    columns : sequence of str
        The columns that are needed; others may be left behind.

    Raises
    ------
    ColumnError
        A column is not there.
    TypeError
        The data is not a frame, or one whose rows lose their order.
    """
    frame = require_frame(data)
    require_columns(frame, columns, **named)
    kind = frame.implementation
    if kind.is_ibis():
        raise TypeError(
            "Ibis tables lose the order of rows. Give the table as a Polars frame, "
            "table.to_polars(), or as a DuckDB relation."
        )
    if kind.is_polars():
        return frame.lazy(), "Polars"
    if kind.is_duckdb():
        return frame, "DuckDB"
    if kind.is_pandas() or kind.is_pyarrow():
        return handed_over(cast(Any, frame), list(dict.fromkeys([*named.values(), *columns])))
    return frame, "PySpark" if kind.is_pyspark() or kind.is_pyspark_connect() else str(kind.value)


def handed_over(
    frame: nw.DataFrame[Any], columns: list[str], takers: Mapping[str, str] | None = None
) -> tuple[Frame, str]:
    """Return a frame in memory on a faster engine, where that is needed or worth while.

    `takers`: to whom it may go, the first that is installed; by default to anyone.
    """
    arrow = frame.implementation.is_pyarrow()
    kept = frame.select(*columns)
    mixed = any(dtype == nw.Object for dtype in kept.schema.values())
    if arrow or (len(frame) >= LARGE and not mixed and find_spec("pyarrow")):
        for taker, name in (takers or TAKERS).items():
            if find_spec(taker):
                whose = "PyArrow" if arrow else "pandas"
                return kept.lazy(backend=cast(Any, taker)), f"{name}, handed over from {whose}"
    if arrow:
        pandas = nw.from_native(kept.to_pandas(), eager_only=True)
        return cast(Frame, pandas), "pandas, handed over from PyArrow"
    return cast(Frame, kept), "pandas"


def with_microseconds(frame: Frame, column: str, name: str) -> Frame:
    """Return the frame with a column of dates or times as whole microseconds since 1970 in UTC.

    Times with a zone are instants, and so unharmed by daylight saving; times without one are
    taken as they stand. Whole numbers are the same on every engine, intervals of time are not.
    """
    dtype = frame.collect_schema()[column]
    zoned = getattr(dtype, "time_zone", None) is not None
    kind = frame.implementation
    if kind.is_duckdb():
        made = f"epoch_us({quoted(column)}) AS {quoted(name)}"
        return _narwhals(cast(Any, frame.to_native()).project(f"*, {made}"))
    if kind.is_pyspark() or kind.is_pyspark_connect():
        marked = f"`{column.replace('`', '``')}`"
        start = "TIMESTAMP_NTZ'1970-01-01 00:00:00'"
        text = (
            f"unix_micros({marked})" if zoned else f"timestampdiff(MICROSECOND, {start}, {marked})"
        )
        functions = __import__("pyspark.sql.functions", fromlist=["expr"])
        return _narwhals(cast(Any, frame.to_native()).withColumn(name, functions.expr(text)))
    time = nw.col(column)
    if dtype == nw.Date:
        time = time.cast(nw.Datetime("us"))
    return frame.with_columns(time.dt.timestamp("us").cast(nw.Int64).alias(name))


def keeps(frame: Frame) -> bool:
    """Return whether to keep a frame that is used more than once; see `kept`."""
    return frame.implementation.is_duckdb()


def kept(frame: Frame) -> Frame:
    """Return a frame of DuckDB that is worked out now and once; any other as it is.

    DuckDB works a relation out anew for each use, and n uses of the one before make 2**n. The rows
    then lie in DuckDB's form in the memory of this process: keep a row a case or a customer's day,
    never a row an event.
    """
    if not keeps(frame):
        return frame
    with shown("query"):
        return _narwhals(cast(Any, frame.to_native()).materialize())


def quoted(column: str) -> str:
    """Return a column's name as SQL writes it."""
    return '"' + column.replace('"', '""') + '"'


def _narwhals(native: Any) -> Frame:
    return cast(Frame, nw.from_native(native))
