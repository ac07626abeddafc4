"""Which metrics the columns of a study allow, and how each is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import narwhals.stable.v2 as nw

from uxcx import cx, ux
from uxcx.cx.journey import SATISFIED_FROM
from uxcx.frames import names_of
from uxcx.intake import Checked
from uxcx.measures import Measure
from uxcx.results import Estimate, Estimates

Ask = Callable[..., Estimate | Estimates]


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One metric of one column, before it is measured.

    Parameters
    ----------
    measure : Measure
        What it is.
    role : str
        The role of the column in the study.
    column : str
        The column of the checked table.
    title : str
        What it is called in the report: the metric, and the column where several have its role.
    function : callable
        The metric function.
    options : dict
        What it is given beside data, column, ``by`` and ``unit``.
    """

    measure: Measure
    role: str
    column: str
    title: str
    function: Ask
    options: dict[str, Any] = field(default_factory=dict)

    def ask(self, frame: Any, **options: Any) -> Estimate | Estimates:
        """Measure it."""
        return self.function(frame, self.column, **self.options, **options)


def planned(checked: Checked) -> Iterator[Planned]:
    """Yield each metric that the columns of the study allow, in the order of the report.

    Parameters
    ----------
    checked : Checked
        A table that was checked against its study.

    Yields
    ------
    Planned
        One metric of one column.
    """
    study, there = checked.study, names_of(nw.from_native(checked.frame))
    for role, ways in _WAYS.items():
        columns = _score_of(checked, role) or [
            column for column in study.columns.get(role, ()) if column in there
        ]
        for column in columns:
            for function, options in ways(checked, there):
                measure = function.measure  # type: ignore[attr-defined]
                several = f", {column}" if len(columns) > 1 else ""
                yield Planned(
                    measure=measure,
                    role=role,
                    column=column,
                    title=f"{measure.name}{several}",
                    function=function,
                    options=options,
                )


Way = tuple[Ask, dict[str, Any]]
_Ways = Callable[[Checked, list[str]], list[Way]]


def _just(function: Ask) -> _Ways:
    return lambda checked, there: [(function, {})]


def _with(function: Ask, **roles: str) -> _Ways:
    """Return a metric with options that are columns, where the study has such columns."""

    def ways(checked: Checked, there: list[str]) -> list[Way]:
        named = {option: getattr(checked.study, role) for option, role in roles.items()}
        return [(function, {o: c for o, c in named.items() if c is not None and c in there})]

    return ways


def _csat(checked: Checked, there: list[str]) -> list[Way]:
    """Return the share of satisfied answers, where a convention says which these are; the mean."""
    scale = checked.study.scales.get("csat", (1, 5))
    share = scale[0] == 1 and scale[1] in SATISFIED_FROM
    ways: list[Way] = [(cx.csat, {"scale": scale})] if share else []
    return [*ways, (cx.csat_mean, {"scale": scale})]


def _score_of(checked: Checked, role: str) -> list[str]:
    """Return the column of a questionnaire's score, if the role is a questionnaire."""
    return [checked.scores[role]] if role in checked.scores else []


_WAYS: dict[str, _Ways] = {
    "success": _just(ux.task_success),
    "seconds": _with(ux.time_on_task, completed="success"),
    "errors": _with(ux.error_rate, opportunities="opportunities"),
    "clicks": _with(ux.number_of_clicks, completed="success"),
    "seq": _just(ux.seq),
    "sus": _just(ux.sus),
    "umux_lite": _just(ux.umux_lite),
    "csat": _csat,
    "ces": _just(cx.ces),
    "nps": _just(cx.nps),
}
