"""Answers as numbers: declared words, declared codes for "no answer", and what neither explains."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.frames import Frame, collect
from uxcx.intake.clock import seconds_of
from uxcx.results import as_plain, is_na

#: a number as a person or a program writes it; Python's own rule also takes "nan" and "1_000"
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """A column of answers after its words and codes were read.

    Parameters
    ----------
    column : str
        The column, now of numbers.
    unknown : str
        The column of 1 and 0: an answer that is neither a number nor declared.
    raw : str
        The column of the answers as they came, as text; ``""`` if they came as numbers.
    coded : str
        The column of 1 and 0: a declared code for "no answer".
    """

    column: str
    unknown: str
    raw: str
    coded: str


def as_numbers(
    frame: Frame,
    column: str,
    *,
    index: int,
    words: dict[str, float],
    codes: tuple[Any, ...],
    clock: str = "",
) -> tuple[Frame, Mapped]:
    """Return the frame with a column of answers as numbers.

    Parameters
    ----------
    frame : narwhals frame
        The data.
    column : str
        The column.
    index : int
        A number for the names of working columns.
    words : dict of str to float
        Declared words in small letters, and their numbers.
    codes : tuple
        Declared codes for "no answer": numbers, and words in small letters.
    clock : str
        How the texts of times are written; ``""`` where they are numbers.
    """
    unknown, raw, coded = (f"_uxcx_{name}{index}" for name in ("unknown", "raw", "coded"))
    frame, dtype = _plain_type(frame, column)
    if dtype.is_numeric() or dtype == nw.Boolean:
        raw = ""
        # Numbers can be declared as well, such as 2 for no.
        read: dict[Any, float | None] = {
            float(word): value for word, value in words.items() if NUMBER.fullmatch(word)
        }
        no_answer = [code for code in _numbers(codes) if code not in read]
        number = nw.col(column).cast(nw.Float64)
        given = ~number.is_nan()
        if no_answer:
            given = given & ~number.is_in(no_answer)
        mapped: nw.Expr = nw.when(given).then(number)
        for answer, value in read.items():
            mapped = nw.when(number == answer).then(nw.lit(value)).otherwise(mapped)
        frame = frame.with_columns(_flag(column, no_answer).alias(coded), mapped.alias(column))
        frame = frame.with_columns(nw.lit(0).cast(nw.Int64).alias(unknown))
    else:
        text = nw.col(column).cast(nw.String)
        frame = frame.with_columns(text.alias(column), text.alias(raw))
        texts = {value: value.strip().casefold() for value in _distinct(frame, column)}
        read = {value: _read(text, words, codes, clock) for value, text in texts.items()}
        no_answer = [value for value, text in texts.items() if text and _is_code(text, codes)]
        numbers = [math.nan if number is None else number for number in read.values()]
        mapped = nw.lit(None).cast(nw.Float64)
        if read:
            mapped = nw.col(column).replace_strict(
                list(read), numbers, default=None, return_dtype=nw.Float64
            )
        strange = [value for value, number in read.items() if number is None]
        frame = frame.with_columns(
            _flag(column, strange).alias(unknown),
            _flag(column, no_answer).alias(coded),
            mapped.alias(column),
        )
        gone = nw.col(column).is_nan()
        frame = frame.with_columns(nw.when(~gone).then(nw.col(column)).alias(column))
    return frame, Mapped(column=column, unknown=unknown, raw=raw, coded=coded)


def _numbers(codes: tuple[Any, ...]) -> list[float]:
    """Return the codes that are numbers, written as such or as text."""
    return [float(code) for code in codes if NUMBER.fullmatch(str(code))]


def _read(text: str, words: dict[str, float], codes: tuple[Any, ...], clock: str) -> float | None:
    """Return the number of an answer, nan for no answer, and None for one that is not known."""
    if text in words:
        return words[text]
    if not text or _is_code(text, codes):
        return math.nan
    if clock:
        return seconds_of(text, clock)
    number = float(text) if NUMBER.fullmatch(text) else math.inf
    return number if math.isfinite(number) else None


def _is_code(text: str, codes: tuple[Any, ...]) -> bool:
    if text in codes:
        return True
    return bool(NUMBER.fullmatch(text)) and float(text) in _numbers(codes)


def _flag(column: str, values: Iterable[Any]) -> nw.Expr:
    """Return 1 where a column has one of some values, and 0 elsewhere."""
    listed = list(values)
    if not listed:
        return nw.lit(0).cast(nw.Int64)
    return nw.col(column).is_in(listed).fill_null(False).cast(nw.Int64)


def _distinct(frame: Frame, column: str) -> list[Any]:
    """Return the different answers of a column, without missing ones."""
    found = collect(frame.select(column).filter(~nw.col(column).is_null()).unique())
    return [as_plain(value) for value in found[column].to_list()]


def _plain_type(frame: Frame, column: str) -> tuple[Frame, Any]:
    """Return the frame with a column of Python objects as text, and the type of the column.

    A spreadsheet's column of numbers and words becomes such a column in pandas.
    """
    dtype = frame.collect_schema()[column]
    if dtype != nw.Object or isinstance(frame, nw.LazyFrame):
        return frame, dtype
    values = [as_plain(value) for value in frame[column].to_list()]
    texts = [None if value is None or is_na(value) else _as_text(value) for value in values]
    return with_values(frame, column, texts, nw.String()), nw.String()


def with_values(
    frame: nw.DataFrame[Any], column: str, values: list[Any], dtype: Any
) -> nw.DataFrame[Any]:
    """Return a frame in memory with other values in a column, row by row."""
    series = nw.new_series(column, values, dtype, backend=nw.get_native_namespace(frame))
    if frame.implementation.is_pandas():
        # pandas would otherwise match rows by their index labels
        native = series.to_native()
        native.index = frame.to_native().index
        series = nw.from_native(native, series_only=True)
    return frame.with_columns(series)


def _as_text(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
