"""One log on every engine, and what comes back from any of them as pandas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa


def arrow(frame: pd.DataFrame) -> pa.Table:
    """Return a pandas frame as an Arrow table, missing values as null."""
    return pa.Table.from_pandas(frame, preserve_index=False)


#: from a pandas frame to a frame of each engine
ENGINES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "pandas with a shuffled index": lambda frame: frame.set_axis(range(len(frame))[::-1], axis=0),
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "duckdb": lambda frame: duckdb.from_arrow(arrow(frame)),
    "arrow": arrow,
}


def on_spark(session: Any, frame: pd.DataFrame) -> Any:
    """Return a pandas frame on Spark."""
    return session.createDataFrame(arrow(frame))


def to_pandas(native: Any) -> pd.DataFrame:
    """Return a frame of any engine as pandas."""
    frame = nw.from_native(native)
    return (frame.collect() if isinstance(frame, nw.LazyFrame) else frame).to_pandas()
