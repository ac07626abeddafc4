"""Covariates as numbers: categories become indicators of all levels but the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError
from uxcx.frames import Frame, collect

MOST_LEVELS = 50


def is_category(frame: Frame, column: str) -> bool:
    """Return whether a column holds categories or text."""
    dtype = frame.collect_schema()[column]
    if dtype == nw.Object:
        value = collect(frame.select(column).drop_nulls().head(1))[column].to_list()
        return bool(value) and isinstance(value[0], str)
    return bool(dtype in (nw.String, nw.Categorical, nw.Enum))


def levels_of(frame: Frame, column: str) -> list[str]:
    """Return the levels of a category in sorted order, or refuse too many."""
    present = frame.select(nw.col(column).cast(nw.String)).drop_nulls()
    found = collect(present.group_by(column).agg(nw.len().alias("_uxcx_n")).head(MOST_LEVELS + 1))
    levels = sorted(str(level) for level in found[column].to_list())
    if len(levels) > MOST_LEVELS:
        raise AnswerError(
            f"Column {column!r} has more than {MOST_LEVELS} different values: as a category it "
            "says too much. If it names customers, leave it out; else put values together first."
        )
    return levels


def with_indicators(frame: Frame, columns: Sequence[str]) -> tuple[Frame, list[str]]:
    """Return the frame with categories as indicators, and the numeric columns to use."""
    names: list[str] = []
    for column in columns:
        if not is_category(frame, column):
            names.append(column)
            continue
        text = nw.col(column).cast(nw.String)
        added: dict[str, Any] = {
            f"{column}: {level}": nw.when(~text.is_null()).then((text == level).cast(nw.Float64))
            for level in levels_of(frame, column)[1:]
        }
        frame = frame.with_columns(**added)
        names += list(added)
    return frame, names
