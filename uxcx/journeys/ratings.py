"""Mean ratings of parts of a journey, their intervals over cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.families.mean import Mean
from uxcx.journeys.log import CASE, COLUMN_OF, RATING, EventLog
from uxcx.measures import Measure, Unit, rating
from uxcx.measuring import Question, ask
from uxcx.results import Estimate
from uxcx.scales import ANY_NUMBER, Scale

#: the ends of a scale of ratings, or None for any numbers
Ends = tuple[float, float] | None


def mean_ratings(
    log: EventLog, by: Sequence[str], ends: Ends, confidence_level: float
) -> dict[tuple[Any, ...], Estimate]:
    """Return the mean rating of each group of events; the key of all together is ``()``."""
    measure = Measure(
        name="mean rating",
        level="journey",
        unit_of_analysis="rating",
        unit=Unit(name="rating") if ends is None else rating(*ends),
        direction="higher is better",
        formula="sum of ratings / number of ratings",
    )
    question = Question(measure=measure, family=Mean, scale=_scale(ends))
    # under its own name, which a message about it must say
    name = log.columns["rating"]
    frame = log.frame.select(CASE, *by, nw.col(RATING).alias(name))
    found = ask(question, frame, name, by=list(by), unit=CASE, confidence_level=confidence_level)
    rated = [found] if isinstance(found, Estimate) else list(found)
    named = {column: role for role, column in COLUMN_OF.items()}
    return {
        tuple(value for _, value in each.group): replace(
            each,
            group=tuple((named[column], value) for column, value in each.group),
            unit_name="case",
            overlaps={},
        )
        for each in rated
    }


def _scale(ends: Ends) -> Scale:
    if ends is None:
        return ANY_NUMBER
    low, high = ends
    return Scale(minimum=float(low), maximum=float(high), rule=f"a number from {low:g} to {high:g}")
