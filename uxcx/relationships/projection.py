"""What a model says of the future: one number with its interval, or a table of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from uxcx.errors import AnswerError, ColumnError
from uxcx.frames import collect, names_of, open_frame
from uxcx.measures import Unit
from uxcx.results import begin_sentence, decimals_for, html_table, show

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
#: of every interval of a projection
DELTA = "delta method"
#: the column of how many customers share a history
COUNTED = "customers"
#: how many rows are shown
HEAD = 10


@dataclass(frozen=True, kw_only=True, repr=False)
class Projection:
    """One projected number, with how uncertain the model's parameters leave it.

    Parameters
    ----------
    name : str
        What it is.
    value : float
        The expected value.
    low, high : float
        Ends of the interval; ``nan`` where they are not known, with a `note` that says why.
    unit : Unit
        How it is stored and shown.
    confidence_level : float
        Of the interval, 0 to 1.
    method : str
        The model, and how the interval is made.
    note : str
        What a reader must know first, or ``""``.
    of_future : bool
        Whether it is of time to come.
    """

    name: str
    value: float
    low: float
    high: float
    unit: Unit
    confidence_level: float
    method: str
    note: str = ""
    of_future: bool = True

    def _text(self) -> str:
        return _value_text(self.unit, self.value, self.low, self.high)

    def _interval(self) -> str:
        return _interval_text(self.unit, self.value, self.low, self.high)

    def __repr__(self) -> str:
        note = f" Note: {self.note}" if self.note else ""
        return (
            f"{self.name}: {self._text()} {self._interval()} "
            f"({100 * self.confidence_level:g}%, {self.method}){note}"
        )

    @property
    def sentence(self) -> str:
        """The projection as a sentence that can be read out."""
        proviso = " expected, if things go on as before" if self.of_future else ""
        text = f"{begin_sentence(self.name)}: {self._text()}{proviso}."
        if math.isnan(self.low):
            text += " How uncertain that is, is not known."
        elif self.low < self.high:
            ends = self._interval()[1:-1].replace(", ", " and ")
            what = "expected" if self.of_future else "true"
            text += (
                f" With {100 * self.confidence_level:g}% confidence the {what} value is between "
                f"{ends}{self.unit.suffix}"
            )
            text += ", provided that the model is right." if self.of_future else "."
        return f"{text} {begin_sentence(self.note)}".rstrip()

    def to_frame(self) -> pd.DataFrame:
        """Return the projection as a pandas data frame of one row; values as stored."""
        import pandas as pd

        row = {**vars(self), "unit": self.unit.name}
        return pd.DataFrame([row])

    def _repr_html_(self) -> str:
        level = f"{100 * self.confidence_level:g}% interval"
        notes = [self.note] if self.note else []
        row = [self.name, self._text(), self._interval()]
        return html_table(self.method, ["projection", "value", level], [row], notes)


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Projections:
    """Projected numbers: one for each history, period, or whatever the `index` says.

    Parameters
    ----------
    name : str
        What they are.
    index : dict of column to array of float
        What each number is of.
    value, low, high : array of float
        The numbers, and the ends of their intervals.
    unit : Unit
        How they are stored and shown.
    confidence_level : float
        Of the intervals, 0 to 1.
    method : str
        The model, and how the intervals are made.
    note : str
        What a reader must know first, or ``""``.
    """

    name: str
    index: dict[str, Array]
    value: Array
    low: Array
    high: Array
    unit: Unit
    confidence_level: float
    method: str
    note: str = ""

    def __len__(self) -> int:
        return len(self.value)

    def __getitem__(self, row: int) -> Projection:
        where = ", ".join(f"{name} {values[row]:g}" for name, values in self.index.items())
        return Projection(
            name=f"{self.name}, {where}",
            value=float(self.value[row]),
            low=float(self.low[row]),
            high=float(self.high[row]),
            unit=self.unit,
            confidence_level=self.confidence_level,
            method=self.method,
            note=self.note,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas data frame: the index, then `value`, `low` and `high` as stored."""
        import pandas as pd

        return pd.DataFrame({**self.index, "value": self.value, "low": self.low, "high": self.high})

    def for_each(self, customers: Any) -> pd.DataFrame:
        """Return customers with the projection of their history.

        Parameters
        ----------
        customers : data frame
            One row a customer, with the columns of the index (but not of how many customers
            share a history), and whatever else: who they are.

        Returns
        -------
        data frame
            The same rows in pandas, with `value`, `low` and `high`; missing for a history that
            nothing was projected for.

        Raises
        ------
        ColumnError
            A column of the index is not there, or `value`, `low` or `high` is there already.
        """
        keys = [name for name in self.index if name != COUNTED]
        frame, _ = open_frame(customers, keys)
        taken = {"value", "low", "high"} & set(names_of(frame))
        if taken:
            raise ColumnError(
                f"The customers have a column {min(taken)!r} already. Rename it first."
            )
        found = self.to_frame().drop(columns=[COUNTED], errors="ignore")
        table = collect(frame).to_pandas().reset_index(drop=True)
        return table.merge(found, how="left", on=keys)

    def _rows(self) -> list[list[str]]:
        rows = []
        for i in range(min(HEAD, len(self))):
            numbers = self.unit, float(self.value[i]), float(self.low[i]), float(self.high[i])
            rows.append(
                [
                    *(f"{values[i]:g}" for values in self.index.values()),
                    _value_text(*numbers),
                    _interval_text(*numbers),
                ]
            )
        return rows

    def _rest(self) -> str:
        rest = len(self) - HEAD
        return f"{rest:,} more {'row' if rest == 1 else 'rows'} in to_frame()." if rest > 0 else ""

    def __repr__(self) -> str:
        header = [*self.index, self.name, f"{100 * self.confidence_level:g}% interval"]
        table = [header, *self._rows()]
        widths = [max(len(row[i]) for row in table) for i in range(len(header))]
        lines = [
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in table
        ]
        return "\n".join(filter(None, [*lines, self._rest(), f"({self.method})", self.note]))

    def _repr_html_(self) -> str:
        header = [*self.index, self.name, f"{100 * self.confidence_level:g}% interval"]
        notes = [note for note in (self._rest(), self.note) if note]
        return html_table(f"{self.name}: {self.method}", header, self._rows(), notes)


def require_periods(periods: Any, *, whole: bool = False) -> float:
    """Return how far ahead is looked, or refuse what is no length of time."""
    rule = "a whole number of periods, 1 or more" if whole else "a number above 0"
    right = isinstance(periods, int | float | np.integer | np.floating) and not isinstance(
        periods, bool
    )
    if not right or not (math.isfinite(periods) and periods > 0):
        raise AnswerError(f"periods must be {rule}; got {periods!r}.")
    if whole and not float(periods).is_integer():
        raise AnswerError(f"periods must be {rule}; got {periods!r}.")
    return float(periods)


def _value_text(unit: Unit, value: float, low: float, high: float) -> str:
    decimals = decimals_for(low * unit.factor, high * unit.factor, value * unit.factor)
    return f"{show(value * unit.factor, decimals)}{unit.suffix}"


def _interval_text(unit: Unit, value: float, low: float, high: float) -> str:
    if math.isnan(low):
        return "[interval not known]"
    decimals = decimals_for(low * unit.factor, high * unit.factor, value * unit.factor)
    return f"[{show(low * unit.factor, decimals)}, {show(high * unit.factor, decimals)}]"
