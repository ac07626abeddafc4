"""What reading a file gives back: the table, the questions, and what was decided on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.frames import names_of
from uxcx.results import html_table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One thing that was decided while a file was read.

    Parameters
    ----------
    what : str
        What was decided: ``"delimiter"``.
    value : str
        What was found or given.
    why : str
        What spoke for it.
    option : str
        The option of `read` that decides otherwise, or ``""``.
    """

    what: str
    value: str
    why: str = ""
    option: str = ""

    def __str__(self) -> str:
        why = f" ({self.why})" if self.why else ""
        other = f" Decide otherwise with {self.option}=." if self.option else ""
        return f"{self.what}: {self.value}{why}.{other}"


@dataclass(frozen=True, kw_only=True, repr=False)
class Opened:
    """A table that was read from a file.

    Parameters
    ----------
    frame : data frame
        The rows: a pandas frame, or what the engine that was asked for reads piece by piece.
    questions : mapping of str to str
        The question of each column, where the file has it.
    labels : mapping of str to mapping
        What the words of a column stand for in numbers, where the file says so: value labels of
        SPSS, or a column of words beside one of numbers.
    decisions : tuple of Decision
        What was decided while reading, in the order of reading.
    path : Path
        The file.
    """

    frame: Any
    questions: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    path: Path

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return names_of(nw.from_native(self.frame))

    @property
    def sentence(self) -> str:
        """What was read, in words."""
        n_columns = len(self.columns)
        columns = f"{n_columns:,} {'column' if n_columns == 1 else 'columns'}"
        frame = nw.from_native(self.frame)
        if isinstance(frame, nw.LazyFrame):
            return f"{self.path.name}: {columns}, rows not loaded."
        return (
            f"{self.path.name}: {len(frame):,} {'row' if len(frame) == 1 else 'rows'}, {columns}."
        )

    def __repr__(self) -> str:
        return "\n".join([self.sentence, *(f"- {decision}" for decision in self.decisions)])

    def to_frame(self) -> pd.DataFrame:
        """Return the decisions as a pandas data frame: one row a decision."""
        import pandas as pd

        columns = ["what", "value", "why", "option"]
        return pd.DataFrame([vars(decision) for decision in self.decisions], columns=columns)

    def _repr_html_(self) -> str:
        rows = [[d.what, d.value, d.why, f"{d.option}=" * bool(d.option)] for d in self.decisions]
        header = ["decision", "found", "why", "decide otherwise"]
        return html_table(self.sentence, header, rows, [])
