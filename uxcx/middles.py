"""The three middles of times: geometric mean, median and arithmetic mean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, get_args

import narwhals.stable.v2 as nw

from uxcx.families.base import SummaryBase
from uxcx.families.geometric_mean import GeometricMean
from uxcx.families.mean import Mean
from uxcx.families.median import Median
from uxcx.measures import Measure
from uxcx.measuring import Question
from uxcx.scales import Scale

Middle = Literal["geometric_mean", "median", "mean"]

#: of each middle but the default, its family and what it is called
OTHERS: dict[str, tuple[type[SummaryBase], str]] = {
    "median": (Median, "median"),
    "mean": (Mean, "arithmetic mean"),
}


def _log(amount: nw.Expr) -> nw.Expr:
    """Return logarithms of what is above 0; the rest is refused, but computed all the same."""
    return nw.when(amount > 0).then(amount).log()


def ask_for_middle(measure: Measure, statistic: Any, *, scale: Scale, only: str | None) -> Question:
    """Return the question that asks for one of the middles of a skewed quantity.

    The name of the result says which, so that two different ones cannot be compared.
    """
    if statistic not in get_args(Middle):
        names = ", ".join(map(repr, get_args(Middle)))
        raise ValueError(f"statistic must be one of {names}; got {statistic!r}.")
    if statistic not in OTHERS:
        return Question(measure=measure, family=GeometricMean, scale=scale, value=_log, only=only)
    family, name = OTHERS[statistic]
    formula = measure.formula.replace("geometric mean", name, 1)
    measure = replace(measure, name=f"{measure.name} ({name})", formula=formula)
    return Question(measure=measure, family=family, scale=scale, only=only)
