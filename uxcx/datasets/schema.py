"""The schema of a data set: one declaration that is dictionary, loader types and validator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "whole number", "number", "yes or no", "date", "category"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its kind, unit, allowed values and meaning.

    Parameters
    ----------
    name : str
        As in the header of the file.
    kind : {"text", "whole number", "number", "yes or no", "date", "category"}
        What it holds; yes or no is stored as 1 and 0.
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
        return "1 (yes), 0 (no)" if self.kind == "yes or no" else ""


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
        """Return a frame as read from CSV with the types that the schema names."""
        import pandas as pd

        frame = frame.copy()
        for column in self.columns:
            values: Any = frame[column.name]
            if column.kind == "category":
                values = pd.Categorical(values, categories=list(column.values), ordered=True)
            elif column.kind in ("whole number", "yes or no"):
                values = values.astype("Int64" if column.may_be_missing else "int64")
            elif column.kind == "number":
                values = values.astype("float64")
            elif column.kind == "date":
                values = pd.to_datetime(values, format="%Y-%m-%d")
            frame[column.name] = values
        return frame

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
