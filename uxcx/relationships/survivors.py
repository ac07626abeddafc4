"""Cohorts with a contract: how many left in which period, and how many are still there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from uxcx.errors import AnswerError, rows_phrase
from uxcx.frames import (
    collect,
    count_rows,
    first_rows,
    names_of,
    require_columns,
    require_valid,
)
from uxcx.preparing import own
from uxcx.relationships.logs import complete, open_log
from uxcx.results import as_plain
from uxcx.scales import COUNT, YES_NO

Array = npt.NDArray[np.float64]
_N = own("n")


@dataclass(frozen=True, kw_only=True)
class Survivors:
    """Customers lost at the end of each period, and customers still there, over all cohorts.

    Parameters
    ----------
    lost : array of float
        How many left at the end of period 1, 2, ...; entry 0 is 0.
    kept : array of float
        How many had stayed for 0, 1, 2, ... periods when they were last seen.
    cohorts : int
        How many cohorts they are of; 1 where customers were given.
    n_missing : int
        Customers of whom it is not known how long they stayed.
    """

    lost: Array
    kept: Array
    cohorts: int
    n_missing: int = 0

    @property
    def customers(self) -> float:
        """How many customers there are."""
        return float(self.lost.sum() + self.kept.sum())

    @property
    def words(self) -> str:
        """The numbers in words."""
        cohorts = "1 cohort" if self.cohorts == 1 else f"{self.cohorts:,} cohorts"
        missing = f", {self.n_missing:,} missing" if self.n_missing else ""
        return (
            f"{self.customers:,.0f} customers of {cohorts}, {self.lost.sum():,.0f} of them lost in "
            f"{len(self.lost) - 1:,} periods{missing}"
        )

    def observed(self) -> Array:
        """Return the share still there after each period, by Kaplan and Meier."""
        gone = np.cumsum(self.lost + self.kept)
        at_risk = self.customers - np.concatenate([[0.0], gone[:-1]])
        shares = 1 - self.lost / np.maximum(at_risk, 1.0)
        return np.asarray(np.cumprod(shares))


def survivors_of_stays(data: Any, *, duration: str, churned: str) -> Survivors:
    """Return who was lost and who is still there, from a row for each customer."""
    frame = open_log(data, duration=duration, churned=churned)
    frame = require_valid(frame, {duration: COUNT, churned: YES_NO}, missing="exclude")
    n_rows = count_rows(frame)
    known = complete(frame, [duration, churned])
    at_once = (nw.col(duration) == 0) & (nw.col(churned) == 1)
    bad = first_rows(known, at_once, [duration])
    if bad:
        rows = [row for row, _ in bad if row is not None]
        n_bad = count_rows(known.filter(at_once))
        raise AnswerError(
            f"Column {duration!r} is 0 for customers who left, in {rows_phrase(rows, n_bad)}. "
            "Who leaves at the end of the first period has stayed for 1."
        )
    table = collect(known.group_by([duration, churned]).agg(nw.len().alias(_N)))
    stays, left, n = (table[name].to_numpy().astype(float) for name in (duration, churned, _N))
    size = int(stays.max()) + 1 if len(stays) else 1
    lost = np.bincount(stays.astype(int), n * left, size).astype(float)
    kept = np.bincount(stays.astype(int), n * (1 - left), size).astype(float)
    return _telling(Survivors(lost=lost, kept=kept, cohorts=1, n_missing=n_rows - int(n.sum())))


def survivors_of(data: Any, *, cohort: str, period: str, customers: str) -> Survivors:
    """Return who was lost and who is still there, from counts of those there in each period."""
    curves = _curves(data, cohort=cohort, period=period, customers=customers)
    if not curves:
        raise AnswerError("There are no cohorts: nothing was given.")
    longest = max(len(curve) for curve in curves.values())
    lost, kept = np.zeros(longest), np.zeros(longest)
    for name, curve in curves.items():
        counts = _checked(curve, name, one=len(curves) == 1)
        lost[1 : len(counts)] -= np.diff(counts)
        kept[len(counts) - 1] += counts[-1]
    return _telling(Survivors(lost=lost, kept=kept, cohorts=len(curves)))


def _telling(found: Survivors) -> Survivors:
    """Return customers of whom something is known, or refuse them."""
    if found.lost.sum() == 0:
        raise AnswerError(
            "Nobody left, so that nothing is known of when customers leave. Watch longer."
        )
    if found.customers == found.lost[1]:
        raise AnswerError(
            "Nobody stayed beyond the first period, so that nothing is known of later ones."
        )
    return found


def _curves(data: Any, *, cohort: str, period: str, customers: str) -> dict[Any, Sequence[Any]]:
    """Return the counts of each cohort, in order of the periods."""
    if isinstance(data, Mapping):
        return {name: list(counts) for name, counts in data.items()}
    opened = nw.from_native(data, pass_through=True)
    if not isinstance(opened, nw.DataFrame | nw.LazyFrame):
        return {"": list(data)}
    require_columns(opened, [], period=period, customers=customers)
    frame: Any = require_valid(opened, {period: COUNT, customers: COUNT}, missing="raise")
    keys = [cohort] if cohort in names_of(frame) else []
    table = collect(frame.select([*keys, period, customers]))
    curves: dict[Any, dict[int, float]] = {}
    for *key, at, count in table.rows():
        name = as_plain(key[0]) if key else ""
        curve = curves.setdefault(name, {})
        if int(at) in curve:
            raise AnswerError(
                f"{_of(name)} has two rows for period {int(at)}. Each cohort has one row a "
                f"period; is column {cohort!r} the cohort?"
            )
        curve[int(at)] = count
    for name, curve in curves.items():
        gaps = sorted(set(range(max(curve) + 1)) - set(curve))
        if gaps:
            raise AnswerError(
                f"{_of(name)} has no row for period {gaps[0]}. Periods run from 0, when all "
                "customers are there, without gaps."
            )
    return {name: [curve[at] for at in sorted(curve)] for name, curve in curves.items()}


def _of(name: Any) -> str:
    return f"Cohort {name!r}" if name != "" else "The cohort"


def _checked(counts: Sequence[Any], name: Any, *, one: bool) -> Array:
    """Return the counts of a cohort, or refuse them."""
    of = _of(name)
    try:
        values = np.array([float(count) for count in counts])
    except (TypeError, ValueError):
        raise AnswerError(
            f"{of}: customers still there must be whole numbers of 0 or more; got "
            f"{list(counts)[:5]!r}."
        ) from None
    bad = np.flatnonzero(~np.isfinite(values) | (values < 0) | (values % 1 != 0))
    if len(bad):
        raise AnswerError(
            f"{of}: customers still there must be whole numbers of 0 or more; got "
            f"{values[bad[0]]:g} for period {bad[0]}. Shares and percentages do not say of how "
            "many customers they are; give the counts."
        )
    if len(values) == 0 or values[0] == 0:
        raise AnswerError(f"{of} has no customers in period 0.")
    if one and len(values) == 1:
        raise AnswerError(f"{of} was seen in period 0 only: nothing is known of who stays.")
    up = np.flatnonzero(np.diff(values) > 0)
    if len(up):
        at = int(up[0])
        raise AnswerError(
            f"{of} grows from {values[at]:g} customers in period {at} to {values[at + 1]:g} in "
            f"period {at + 1}. Who left cannot come back in a model of contracts; for customers "
            "who come and go use bg_nbd, or bg_bb."
        )
    return values
