"""Cases that belong together: sums over customers, when a case is one of their visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError
from uxcx.families.units import UnitSums
from uxcx.frames import Frame
from uxcx.journeys.rules import reached
from uxcx.preparing import own
from uxcx.reducing import grouped
from uxcx.results import Group


@dataclass(frozen=True, kw_only=True)
class FunnelUnits:
    """The sums over units of a funnel.

    Parameters
    ----------
    name : str
        The column that names whose cases belong together.
    from_start, from_step_before : tuple of UnitSums
        Of each step but the first: a unit's cases that reached it (y), and those that started, or
        reached the step before (x).
    n_shared : int
        Units of this group that are in another one too, where there are groups.
    """

    name: str
    from_start: tuple[UnitSums, ...]
    from_step_before: tuple[UnitSums, ...]
    n_shared: int = 0


def lost(sums: UnitSums) -> UnitSums:
    """Return the sums of those that did not reach a step, from the sums of those that did."""
    return UnitSums(
        n_units=sums.n_units,
        x=sums.x,
        y=sums.x - sums.y,
        xx=sums.xx,
        xy=sums.xx - sums.xy,
        yy=sums.xx - 2 * sums.xy + sums.yy,
    )


def units_of(cases: Frame, by: Sequence[str], unit: str, n_steps: int) -> dict[Group, FunnelUnits]:
    """Return the sums over units of each group; only these are collected."""
    steps = range(n_steps)
    there = [own(f"there_{step}") for step in steps]
    cases = cases.with_columns(
        (~nw.col(reached(step)).is_null()).cast(nw.Float64).alias(there[step]) for step in steps
    )
    keys = dict.fromkeys([*by, unit])
    units: Any = cases.group_by(*keys).agg(*(nw.col(column).sum() for column in there))
    shared = (nw.col(there[0]).count().over(unit) > 1).cast(nw.Int64)
    units = units.with_columns(shared.alias(own("shared")))
    wanted = {"shared": nw.col(own("shared")).sum()}
    for step in steps:
        for other in {0, max(0, step - 1), step}:
            product = own(f"product_{other}_{step}")
            units = units.with_columns((nw.col(there[other]) * nw.col(there[step])).alias(product))
            wanted[f"product_{other}_{step}"] = nw.col(product).sum()
        came = own(f"came_{step}")
        units = units.with_columns((nw.col(there[step]) > 0).cast(nw.Int64).alias(came))
        wanted[f"n_{step}"] = nw.col(there[step]).sum()
        wanted[f"units_{step}"] = nw.col(came).sum()
    units = units.with_columns(nw.col(unit).is_null().cast(nw.Int64).alias(own("gap")))
    wanted["gap"] = nw.col(own("gap")).sum()
    rows = grouped(units, by, wanted)
    if any(row["gap"] for _, row in rows):
        raise AnswerError(
            f"Column {unit!r} names whose cases belong together, but it is missing at the start of "
            "some."
        )
    return {group: _units(row, unit, n_steps) for group, row in rows}


def _units(row: dict[str, Any], unit: str, n_steps: int) -> FunnelUnits:
    def sums(origin: int, step: int) -> UnitSums:
        return UnitSums(
            n_units=int(row[f"units_{origin}"]),
            x=float(row[f"n_{origin}"]),
            y=float(row[f"n_{step}"]),
            xx=float(row[f"product_{origin}_{origin}"]),
            xy=float(row[f"product_{origin}_{step}"]),
            yy=float(row[f"product_{step}_{step}"]),
        )

    later = range(1, n_steps)
    return FunnelUnits(
        name=unit,
        from_start=tuple(sums(0, step) for step in later),
        from_step_before=tuple(sums(step - 1, step) for step in later),
        n_shared=int(row["shared"]),
    )
