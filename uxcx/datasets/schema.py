"""The schema of a data set: one declaration that is dictionary, loader types and validator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "whole number", "number", "yes or no", "date", "time", "category"]
#: how times stand in a CSV file, which spreadsheets and every engine read
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
DATE_FORMAT = "%Y-%m-%d"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its kind, unit, allowed values and meaning.

    Parameters
    ----------
    name : str
        As in the header of the file.
    kind : {"text", "whole number", "number", "yes or no", "date", "time", "category"}
        What it holds; yes or no is stored as 1 and 0. A time is to the second, in UTC, and stored
        without a time zone, as ``2025-03-04 12:33:00``.
    meaning : str
        In a sentence.
    unit : str
        Such as ``"seconds"``; empty where there is none.
    values : tuple of str
        For a category: the allowed values in their order.
    minimum, maximum : float
        For numbers: the ends of what is possible, both included.
    key : str
        ``"primary"``, or the table that it refers to.
    may_be_missing : bool
        Whether there are rows without a value.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    key: str = ""
    may_be_missing: bool = False

    @property
    def allowed(self) -> str:
        """The allowed values in words."""
        if self.values:
            return ", ".join(self.values)
        if self.minimum is not None and self.maximum is not None:
            return f"{self.minimum:g} to {self.maximum:g}"
        if self.minimum is not None:
            return f"{self.minimum:g} and more"
        ends = {"yes or no": "1 (yes), 0 (no)", "date": "year-month-day"}
        return ends.get(self.kind, "year-month-day hour:minute:second" if self.is_time else "")

    @property
    def is_time(self) -> bool:
        """Whether it holds points in time to the second."""
        return self.kind == "time"


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a data set: what a row is, and its columns."""

    name: str
    row: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)

    def typed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame, as read from CSV or just simulated, with the types of the schema.

        Text is ``str``, dates and times ``datetime64[us]``, categories ordered, whole numbers
        ``int64``, or ``Int64`` where they may be missing. Columns stand in the schema's order.
        """
        import pandas as pd

        return pd.DataFrame(
            {column.name: _typed_column(column, frame[column.name]) for column in self.columns}
        )

    def to_csv(self, frame: pd.DataFrame, file: Any, *, header: bool = True) -> None:
        """Write a typed frame as the course's CSV files are written: the same bytes everywhere."""
        text = frame.copy(deep=False)
        for column in self.columns:
            if column.kind in ("date", "time"):
                text[column.name] = _as_text(frame[column.name], "s" if column.is_time else "D")
        text.to_csv(file, index=False, encoding="utf-8", lineterminator="\n", header=header)

    def problems(self, frame: pd.DataFrame) -> list[str]:
        """Return what in a frame does not fit the schema, a line each; empty when all fits."""
        names = [column.name for column in self.columns]
        if list(frame.columns) != names:
            return [f"{self.name}: the columns are {list(frame.columns)}, not {names}"]
        return [
            f"{self.name}.{column.name}: {problem}"
            for column in self.columns
            for problem in _column_problems(column, frame[column.name])
        ]


def _typed_column(column: Column, values: pd.Series[Any]) -> Any:
    import pandas as pd

    if column.kind == "category":
        dtype = pd.CategoricalDtype(list(column.values), ordered=True)
        return values if values.dtype == dtype else pd.Categorical(values, dtype=dtype)
    if column.kind in ("whole number", "yes or no"):
        return values.astype("Int64" if column.may_be_missing else "int64")
    if column.kind == "number":
        return values.astype("float64")
    if column.kind in ("date", "time"):
        if not pd.api.types.is_datetime64_dtype(values.dtype):
            form = TIME_FORMAT if column.is_time else DATE_FORMAT
            values = pd.to_datetime(values, format=form)
        return values.astype("datetime64[us]")
    return values.astype("str").where(values.notna())


def _as_text(values: pd.Series[Any], unit: Literal["D", "s"]) -> pd.Series[Any]:
    """Return points in time as text; a hundred times faster than strftime."""
    import numpy as np
    import pandas as pd

    text = np.char.replace(np.datetime_as_string(values.to_numpy(), unit=unit), "T", " ")
    return pd.Series(text, index=values.index).where(values.notna())


def _column_problems(column: Column, values: pd.Series[Any]) -> Iterable[str]:
    present = values.dropna()
    n_missing = len(values) - len(present)
    if n_missing and not column.may_be_missing:
        yield f"{n_missing} values are missing"
    if column.key == "primary" and not present.is_unique:
        yield "a key stands twice"
    if column.values:  # noqa: PD011 (not a data frame)
        odd = set(present.astype(str)) - set(column.values)
        if odd:
            yield f"values that are not allowed: {', '.join(sorted(odd))}"
    if column.kind == "date" and len(present) and (present != present.dt.normalize()).any():
        yield "a date has a time of day"
    if column.is_time and len(present) and (present != present.dt.floor("s")).any():
        yield "a time is finer than a second"
    if column.kind in ("whole number", "number", "yes or no"):
        low = 0 if column.kind == "yes or no" else column.minimum
        high = 1 if column.kind == "yes or no" else column.maximum
        if low is not None and (present < low).any():
            yield f"a value is below {low:g}"
        if high is not None and (present > high).any():
            yield f"a value is above {high:g}"
        if column.kind != "number" and (present != present.round()).any():
            yield "a value is not whole"


def dictionary_markdown(title: str, intro: str, tables: Iterable[Table]) -> str:
    """Return the dictionary of a data set as Markdown."""
    lines = [f"## {title}", "", intro, ""]
    for table in tables:
        lines += [
            f"### {table.name}",
            "",
            f"One row is {table.row}.",
            "",
            "| column | kind | unit | allowed | missing | meaning |",
            "|---|---|---|---|---|---|",
        ]
        for c in table.columns:
            key = {"": "", "primary": " Key."}.get(c.key, f" Refers to {c.key}.")
            missing = "possible" if c.may_be_missing else "never"
            lines.append(
                f"| `{c.name}` | {c.kind} | {c.unit} | {c.allowed} | {missing} | {c.meaning}{key} |"
            )
        lines.append("")
    return "\n".join(lines)
