"""Data frames in: the only module that knows which engine a frame belongs to.

`open_frame` takes a frame of any engine, or plain arrays; `require_valid` refuses what breaks
the rule of a column. Both work on lazy frames too: what is collected is a handful of counts,
and the first offending rows when there are any.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from typing import Any, cast

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, column_missing, rows_phrase
from uxcx.progress import shown
from uxcx.results import as_plain, is_na
from uxcx.scales import Scale

Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]

#: the column that holds a plain array
VALUES = "_uxcx_values"
ROW = "_uxcx_row"
SHOWN_ROWS = 5


def open_frame(data: Any, column: Any = None) -> tuple[Frame, list[str]]:
    """Return a Narwhals frame of the data, and the names of the columns that were meant.

    Parameters
    ----------
    data : data frame, or 1-D array
        pandas, Polars or anything else that Narwhals takes; or a list, array or series.
    column : str or list of str, optional
        Which columns are meant; not given for an array.

    Raises
    ------
    ColumnError
        A column is not there.
    TypeError
        The data is neither a frame nor a 1-D array, or `column` is missing or superfluous.
    """
    if isinstance(data, nw.DataFrame | nw.LazyFrame):
        frame: Any = data
    else:
        frame = nw.from_native(data, pass_through=True, allow_series=True)
    if isinstance(frame, nw.DataFrame | nw.LazyFrame):
        if column is None:
            raise TypeError(
                "Name the column to measure: the second argument, after the data. "
                f"The columns are: {', '.join(map(repr, names_of(frame)))}."
            )
        columns = column_names(column)
        require_columns(frame, columns)
        return frame, columns
    if column is not None:
        raise TypeError(
            f"A column name ({column!r}) goes with a data frame; the data given is a "
            f"{type(data).__name__}."
        )
    return _frame_of_array(data), [VALUES]


def require_frame(data: Any) -> Frame:
    """Return a Narwhals frame of a data frame, or refuse what is none."""
    frame: Any = nw.from_native(data, pass_through=True)
    if isinstance(frame, nw.DataFrame | nw.LazyFrame):
        return frame
    raise TypeError(
        "Give a data frame (pandas, Polars, PyArrow, a DuckDB relation or PySpark); the type "
        f"of the data is {type(data).__name__}."
    )


def column_names(names: Any) -> list[str]:
    """Return the column names that were given: one, several, or none."""
    if names is None:
        return []
    found = [names] if isinstance(names, str) or not hasattr(names, "__iter__") else list(names)
    for name in found:
        if not isinstance(name, str):
            raise TypeError(
                f"Columns are named by text; got {name!r}. Rename the column to text first."
            )
    return list(dict.fromkeys(found))


def _frame_of_array(data: Any) -> Frame:
    """Return a one-column frame of a 1-D array, list or series."""
    import numpy as np
    import pandas as pd

    series = nw.from_native(data, series_only=True, pass_through=True)
    if isinstance(series, nw.Series):
        return series.alias(VALUES).to_frame()
    if isinstance(data, str | bytes | Mapping | Set) or not hasattr(data, "__len__"):
        raise TypeError(
            "The data must be a data frame or a 1-D array of answers; its type is "
            f"{type(data).__name__}."
        )
    if np.ndim(np.asarray(data, dtype=object)) != 1:
        raise TypeError(
            f"The answers must be 1-D; got an array of shape {np.shape(data)}. Give one column."
        )
    return cast(Frame, nw.from_native(pd.DataFrame({VALUES: pd.Series(data, dtype=_dtype(data))})))


def _dtype(data: Any) -> Any:
    return getattr(data, "dtype", None) if len(data) else "float64"


def spoken(column: str) -> str:
    """Return how a message begins that is about a column, or about a plain array."""
    return "The answers" if column == VALUES else f"Column {column!r}"


def names_of(frame: Frame) -> list[str]:
    """Return the column names of a frame."""
    return frame.collect_schema().names()


def require_columns(frame: Frame, columns: Sequence[str], **named: str | None) -> None:
    """Refuse column names that are not there; those of options first, so that these are named."""
    names = names_of(frame)
    options = {column: option for option, column in named.items() if column is not None}
    for column in (*options, *columns):
        if column not in names:
            raise column_missing(column, names, option=options.get(column))


def to_number(frame: Frame, *columns: str) -> Frame:
    """Return the frame with columns as Float64, missing answers as null.

    NaN counts as missing. Text, dates and other things that are not numbers are refused.
    """
    numbers = []
    for column in columns:
        dtype = frame.collect_schema()[column]
        if dtype == nw.Object:
            frame, dtype = _object_to_number(frame, column)
        if dtype == nw.Unknown and isinstance(frame, nw.DataFrame) and _is_empty(frame, column):
            dtype = nw.Float64()  # the type of a column of nothing but null
        if not (dtype.is_numeric() or dtype == nw.Boolean):
            _refuse_dtype(frame, column, dtype)
        value = nw.col(column).cast(nw.Float64)
        if dtype.is_float():
            value = nw.when(~value.is_nan()).then(value)
        numbers.append(value.alias(column))
    return frame.with_columns(*numbers)


def _is_empty(frame: nw.DataFrame[Any], column: str) -> bool:
    """Return whether a column has nothing but missing answers."""
    return bool(frame[column].is_null().all())


def _object_to_number(frame: Frame, column: str) -> tuple[Frame, Any]:
    """Turn a pandas object column of numbers and missing values into Float64.

    pandas makes such columns when True and False stand beside a missing answer.
    """
    eager = cast("nw.DataFrame[Any]", frame)
    values = [as_plain(value) for value in eager[column].to_list()]
    wrong = [
        (row, value)
        for row, value in enumerate(values)
        if not (value is None or isinstance(value, bool | int | float | Decimal) or is_na(value))
    ]
    if wrong:
        raise _not_numbers(column, wrong[:SHOWN_ROWS], len(wrong))
    numbers = [math.nan if value is None or is_na(value) else float(value) for value in values]
    series = nw.new_series(column, numbers, nw.Float64(), backend=nw.get_native_namespace(eager))
    if eager.implementation.is_pandas():
        # pandas would otherwise match rows by their index labels
        native = series.to_native()
        native.index = eager.to_native().index
        series = nw.from_native(native, series_only=True)
    return eager.with_columns(series), nw.Float64()


def _not_numbers(column: str, wrong: Sequence[tuple[int | None, Any]], n: int) -> AnswerError:
    """Return the error for text or other things in a column of numbers."""
    rows = [row for row, _ in wrong if row is not None]
    values = [value for _, value in wrong]
    shown = ", ".join(repr(value) for value in dict.fromkeys(map(str, values)))
    texts = [str(value).strip().casefold() for value in values]
    if all(_reads_as_number(text) for text in texts):
        cause = "These are numbers stored as text; turn the column into numbers first."
    elif any(text in ("yes", "no", "y", "n", "true", "false", "pass", "fail") for text in texts):
        cause = "Turn words into numbers first, for example .map({'yes': 1, 'no': 0})."
    elif any(text.endswith("%") for text in texts):
        cause = "Take the percent signs away first."
    elif any(text in ("", "-", "na", "n/a", "none", "nan", "null", ".", "?") for text in texts):
        cause = "This looks like a mark for a missing answer; make it a missing value first."
    elif all(re.fullmatch(r"\d+(:[0-5]\d){1,2}", text) for text in texts):
        cause = (
            "Are these minutes and seconds? Turn them into seconds, or have uxcx.check do it: "
            "Study(..., clock={...: 'mm:ss'})."
        )
    else:
        cause = "Declare what each word means in numbers, or choose another column."
    where = rows_phrase(rows, n)
    return AnswerError(f"{spoken(column)} must be numbers; got {shown} in {where}. {cause}")


def _reads_as_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _refuse_dtype(frame: Frame, column: str, dtype: Any) -> None:
    """Refuse a column that does not hold numbers, showing its first entries."""
    kept = nw.col(column)
    present = frame.filter(~kept.is_null())
    n = count_rows(present)
    if dtype == nw.String and n:
        found = first_rows(frame, ~kept.is_null() & ~kept.is_in([""]), [column])
        found = found or first_rows(frame, ~kept.is_null(), [column])
        words, n_words = _only_text(frame, column)
        odd = [(row, values[0]) for row, values in found]
        raise _not_numbers(column, words or odd, n_words or n)
    if n == 0:
        raise no_answers(column, count_rows(frame))
    if dtype in (nw.Categorical, nw.Enum):
        kind, hint = "categories", "Turn the categories into numbers first."
    elif dtype in (nw.Duration, nw.Time):
        kind, hint = "durations or times of day", "Give times as a number of seconds."
    elif dtype in (nw.Datetime, nw.Date):
        kind, hint = "dates", "A time taken is a number of seconds: the end less the start."
    else:
        kind, hint = f"values of type {dtype}", "Choose another column."
    raise AnswerError(f"{spoken(column)} must be numbers; it holds {kind}. {hint}")


def _only_text(frame: Frame, column: str) -> tuple[list[tuple[int | None, Any]], int]:
    """Return the first entries that do not read as numbers, and how many there are."""
    if isinstance(frame, nw.LazyFrame):
        return [], 0
    values = frame[column].to_list()
    wrong: list[tuple[int | None, Any]] = [
        (row, value)
        for row, value in enumerate(values)
        if isinstance(value, str) and not _reads_as_number(value.strip())
    ]
    return wrong[:SHOWN_ROWS], len(wrong)


def count_rows(frame: Frame) -> int:
    """Return how many rows a frame has."""
    return int(collect(frame.select(nw.len().alias("n")))["n"][0])


def collect(frame: Frame) -> nw.DataFrame[Any]:
    """Return a small frame's rows; a lazy frame is computed here and nowhere else."""
    if isinstance(frame, nw.DataFrame):
        return frame
    with shown("query"):
        return frame.collect()


def first_rows(
    frame: Frame, condition: nw.Expr, columns: Sequence[str]
) -> list[tuple[int | None, tuple[Any, ...]]]:
    """Return the first rows that meet a condition: position (None in lazy frames) and values."""
    if isinstance(frame, nw.DataFrame):
        found = frame.with_row_index(ROW).filter(condition).head(SHOWN_ROWS)
        rows = found.select(ROW, *columns).rows()
        return [(int(row[0]), tuple(as_plain(v) for v in row[1:])) for row in rows]
    found = collect(frame.filter(condition).select(*columns).head(SHOWN_ROWS))
    return [(None, tuple(as_plain(v) for v in row)) for row in found.rows()]


def no_answers(column: str, n_rows: int) -> AnswerError:
    """Return the error for a column without a single answer."""
    subject = "There are no answers" if column == VALUES else f"Column {column!r} has no answers"
    if n_rows == 0:
        reason = "nothing was given" if column == VALUES else "there are no rows"
    else:
        reason = "the only one is missing" if n_rows == 1 else f"all {n_rows:,} are missing"
    return AnswerError(f"{subject}: {reason}.")


def check_missing(missing: str) -> None:
    """Refuse another way with missing answers than the two that there are."""
    if missing not in ("exclude", "raise"):
        raise ValueError(f"missing must be 'exclude' or 'raise'; got {missing!r}.")


def require_valid(
    frame: Frame, rules: Mapping[str, Scale], *, missing: str, optional: bool = False
) -> Frame:
    """Return the frame with the columns as numbers, or refuse them by their rules.

    Parameters
    ----------
    frame : narwhals frame
        The data.
    rules : mapping of column to Scale
        The rule of each column.
    missing : {"exclude", "raise"}
        Whether missing answers are let through or refused.
    optional : bool, default False
        Whether columns without a single answer are let through.

    Raises
    ------
    AnswerError
        For the first column, in the order of `rules`, that breaks its rule.
    """
    check_missing(missing)
    frame = to_number(frame, *rules)
    bad = {
        f"_uxcx_bad{index}": breaks(nw.col(column), scale).cast(nw.Int64)
        for index, (column, scale) in enumerate(rules.items())
    }
    # Flags first, then simple sums: SQL engines take no compound expressions in aggregations.
    given = [nw.col(column).count().alias(f"n{index}") for index, column in enumerate(rules)]
    wrong = [nw.col(flag).sum().alias(f"wrong{index}") for index, flag in enumerate(bad)]
    found = _only_row(frame.with_columns(**bad).select(nw.len().alias("rows"), *given, *wrong))
    for index, (column, scale) in enumerate(rules.items()):
        n_rows, n_wrong = int(found["rows"]), int(found[f"wrong{index}"] or 0)
        n_missing = n_rows - int(found[f"n{index}"])
        if n_rows == n_missing and not optional:
            raise no_answers(column, n_rows)
        if n_wrong:
            raise _broken_rule(frame, column, scale, n_wrong)
        if n_missing and missing == "raise":
            gaps = [row for row, _ in first_rows(frame, nw.col(column).is_null(), [column])]
            where = rows_phrase([row for row in gaps if row is not None], n_missing)
            raise AnswerError(
                f"{spoken(column)}: an answer is missing in {where}, and missing='raise' was asked."
            )
    return frame


def _only_row(frame: Frame) -> dict[str, Any]:
    """Return the one row of an aggregation."""
    return collect(frame).rows(named=True)[0]


def breaks(value: nw.Expr, scale: Scale) -> nw.Expr:
    """Return whether an answer breaks the rule: false or null for a missing one."""
    low, high = scale.minimum, scale.maximum
    below = value <= low if scale.above_minimum or low == -math.inf else value < low
    wrong = below | (value >= high if high == math.inf else value > high)
    step = 1.0 if scale.whole else scale.step
    if step:
        # Not by unequal: pandas has NaN for missing, which is unequal to everything.
        steps = value / step
        wrong = wrong | (steps > steps.floor())
    return wrong


def _broken_rule(frame: Frame, column: str, scale: Scale, n_wrong: int) -> AnswerError:
    """Return the error for answers that break the rule of their scale."""
    value = nw.col(column)
    rows = first_rows(frame, breaks(value, scale), [column])
    ends = _only_row(frame.select(value.min().alias("min"), value.max().alias("max")))
    values = [float(values[0]) for _, values in rows]
    shown = ", ".join(f"{value:g}" for value in dict.fromkeys(values))
    positions = [row for row, _ in rows if row is not None]
    cause = scale.likely_cause(values, float(ends["min"]), float(ends["max"]))
    return AnswerError(
        f"{spoken(column)}: each must be {scale.rule}; got {shown} in "
        f"{rows_phrase(positions, n_wrong)}." + (f" {cause}" if cause else "")
    )
