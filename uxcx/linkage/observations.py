"""From a frame of any engine to numbers: the columns asked for, and how often each row was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from uxcx.errors import AnswerError
from uxcx.frames import Frame, collect, column_names, count_rows, open_frame, require_valid
from uxcx.linkage.outcomes import require_units
from uxcx.preparing import own
from uxcx.scales import AMOUNT, ANY_NUMBER

Array = npt.NDArray[np.float64]

WEIGHT, COUNT, UNIT = own("weight"), own("count"), own("unit")
#: rows that tell whether counting equal ones is worth its while
LOOKED_AT = 10_000


@dataclass(frozen=True)
class Observations:
    """Complete rows of some numeric columns, equal ones counted together.

    Parameters
    ----------
    columns : tuple of str
        Their names.
    values : numpy.ndarray of shape (rows, columns)
        Distinct rows; rows that are seldom equal may stand here more than once.
    counts : numpy.ndarray of shape (rows,)
        How many rows of the frame each stands for.
    weights : numpy.ndarray of shape (rows,)
        What each of those rows weighs; 1 unless weights were given.
    n_missing : int
        Rows in which one of the columns was missing; they are not here.
    units : numpy.ndarray of shape (rows,), optional
        Whose each row is, counted from 0 and in this order; None where each is somebody else's.
    """

    columns: tuple[str, ...]
    values: Array
    counts: npt.NDArray[np.int64]
    weights: Array
    n_missing: int
    units: npt.NDArray[np.int64] | None = None

    @property
    def n_units(self) -> int | None:
        """How many units the rows belong to, if that was said."""
        return None if self.units is None else int(self.units[-1]) + 1

    @property
    def n(self) -> int:
        """How many complete rows there are."""
        return int(self.counts.sum())

    @property
    def mass(self) -> Array:
        """What each distinct row weighs in all."""
        return np.asarray(self.counts * self.weights, dtype=np.float64)

    def __getitem__(self, column: str) -> Array:
        return np.asarray(self.values[:, self.columns.index(column)], dtype=np.float64)

    def is_binary(self, column: str) -> bool:
        """Return whether a column holds nothing but 0 and 1."""
        return bool(np.isin(self[column], (0.0, 1.0)).all())


def observe(
    data: Any,
    columns: Sequence[str],
    *,
    weights: str | None = None,
    unit: str | None = None,
    called: Mapping[str, str] | None = None,
) -> Observations:
    """Return the complete rows of some columns.

    Parameters
    ----------
    data : data frame
        Of any engine; lazy ones count equal rows where they are, and give only those.
    columns : sequence of str
        Numeric columns.
    weights : str, optional
        A column of weights, 0 or more.
    unit : str, optional
        A column of whose rows belong together.
    called : mapping of str to str, optional
        What columns are called in messages, where that is something else.

    Raises
    ------
    ColumnError
        If a column is not there.
    AnswerError
        If a column is not numeric, infinite, without answers, always the same; if a weight is
        negative or missing; or if no row is complete.
    """
    names, called = list(columns), called or {}
    frame, _ = open_frame(data, [*names, *column_names(weights), *column_names(unit)])
    if unit:
        require_units(frame, unit)
    frame = require_valid(frame, dict.fromkeys(names, ANY_NUMBER), missing="exclude")
    if weights:
        frame = require_valid(frame, {weights: AMOUNT}, missing="raise")
    weight = nw.col(weights) if weights else nw.lit(1.0)
    # Adding 0 turns -0.0 into 0.0: Arrow would count them as different.
    plain = [nw.col(name) + 0.0 for name in names]
    whose = [nw.col(unit).alias(UNIT)] if unit else []
    rows: Frame = frame.select(*plain, weight.alias(WEIGHT), *whose)
    n_rows = count_rows(rows)
    complete: Frame = rows.drop_nulls(names)
    found = collect(complete if unit else _counted(complete, [*names, WEIGHT]))
    if unit:
        found = found.with_columns(nw.lit(1).alias(COUNT))
    table = np.asarray(found.select(*names, WEIGHT, COUNT).to_numpy(), dtype=np.float64)
    order, units = _order(table), None
    if unit and len(table):
        units = np.unique(np.asarray(found[UNIT].to_list()), return_inverse=True)[1]
        order = order[np.argsort(units[order], kind="stable")]
        units = units[order]
    table = table[order]
    counts = table[:, -1].astype(np.int64)
    n = int(counts.sum())
    if n == 0:
        raise AnswerError(
            f"No row has all of {', '.join(repr(called.get(name, name)) for name in names)}: each "
            f"of the {n_rows:,} rows misses one or more of them."
        )
    for place, name in enumerate(names):
        if len(table) and np.ptp(table[:, place]) == 0:
            raise AnswerError(
                f"Column {called.get(name, name)!r} is {table[0, place]:g} in each of the {n:,} "
                "complete rows: what does not vary cannot go with anything."
            )
    return Observations(
        columns=tuple(names),
        values=np.ascontiguousarray(table[:, : len(names)]),
        counts=counts,
        weights=np.ascontiguousarray(table[:, -2]),
        n_missing=n_rows - n,
        units=units,
    )


def _counted(frame: Frame, columns: list[str]) -> Frame:
    """Return distinct rows with their count, where rows repeat; else all rows, each once."""
    looked_at = collect(frame.head(LOOKED_AT))
    if len(looked_at.unique()) > len(looked_at) / 2:
        return frame.with_columns(nw.lit(1).alias(COUNT))
    return frame.group_by(*columns).agg(nw.len().alias(COUNT))


def _order(table: Array) -> npt.NDArray[np.int64]:
    """Return an order of rows that follows from their values: engines have none in common.

    It is that of a weighted sum of each row, so that resamples are the same on every engine.
    """
    scale = np.abs(table).max(axis=0, initial=0.0)
    directions = np.sqrt(np.arange(2.0, 2.0 + table.shape[1]))
    key = np.zeros(len(table))
    for place in range(table.shape[1]):
        if scale[place] > 0:
            key += table[:, place] * (directions[place] / scale[place])
    return np.argsort(key, kind="stable")
