"""From data to an estimate: open the frame, check it, reduce it to summaries, estimate.

Everything that touches rows happens in `reducing.reduce`; what comes after knows only summaries, so
it costs the same for ten rows and for a billion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from uxcx.errors import AnswerError
from uxcx.families.base import SummaryBase
from uxcx.families.clustered import Clustered
from uxcx.families.counted import Counted
from uxcx.families.median import Median
from uxcx.frames import (
    column_names,
    open_frame,
    require_columns,
    spoken,
)
from uxcx.preparing import Question, count_equal, prepare, refuse, score_levels
from uxcx.reducing import reduce
from uxcx.results import Estimate, Estimates

__all__ = ["Question", "ask"]


def ask(
    question: Question,
    data: Any,
    column: str | None = None,
    *,
    by: str | Sequence[str] | None = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure a column, or label a ready summary; what every metric function calls."""
    options: dict[str, Any] = {"confidence_level": confidence_level, "method": method}
    if isinstance(data, SummaryBase | Clustered | Counted):
        return _label_summary(question, data, (column, by, unit), options)
    resample = question.family.resamples and method == "bootstrap"
    if not resample:
        question.family.choose_method(method)
    if unit is not None and not question.family.takes_units:
        raise ValueError(
            f"unit={unit!r} cannot be given for a {question.family.__name__.lower()}, whose "
            "interval takes every row as independent. Make one row a unit first, or measure the "
            "geometric mean or the mean."
        )
    frame, names = open_frame(data, column)
    if len(names) != 1:
        raise TypeError(f"Give one column to measure; got {len(names)}: {', '.join(names)}.")
    name = names[0]
    groups = tuple(column_names(by))
    others = (unit, question.exposure, question.only, *question.also)
    extra = [column for other in others for column in column_names(other)]
    require_columns(frame, [*groups, *extra])
    if question.levels is not None:
        frame = score_levels(frame, name, question.levels)
    different = count_equal(question, frame, name, groups, unit)
    reduced = reduce(
        prepare(question, different, name, missing),
        question,
        by=groups,
        unit=unit,
        resample=resample,
        refuse=lambda: refuse(question, frame, name, missing),
    )
    results = [
        replace(
            part.summary.estimate(measure=question.measure, group=part.group, **options),
            unit_name=unit or "",
            overlaps=part.overlaps,
        )
        for part in reduced
    ]
    if groups:
        return Estimates(results, by=groups)
    if results[0].n == 0:
        raise AnswerError(f"{spoken(name)}: every answer was set aside, so none is left.")
    return results[0]


def _label_summary(
    question: Question, summary: Any, names: tuple[Any, ...], options: Mapping[str, Any]
) -> Estimate:
    base = summary.base if isinstance(summary, Clustered | Counted) else summary
    if not isinstance(base, question.family):
        raise TypeError(
            f"{question.measure.name} is made from a {question.family.__name__}; got a "
            f"{type(base).__name__}.{_hint_of(base)}"
        )
    if any(name is not None for name in names):
        raise TypeError("column, by and unit go with data; a summary has none of them.")
    return cast(Estimate, summary.estimate(measure=question.measure, **options))


def _hint_of(summary: object) -> str:
    """Return how to ask for a summary that times can have, but not by default."""
    return " Ask for it: statistic='median'." if isinstance(summary, Median) else ""
