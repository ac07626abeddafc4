"""What answers that are missing do to a mediation: who does not answer may be less satisfied."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np

from uxcx.frames import Frame, collect
from uxcx.linkage.natural_effects import Models, fit_models, natural_effects
from uxcx.linkage.observations import Array, Observations
from uxcx.linkage.resampling import Resampler
from uxcx.preparing import own

#: in logarithms, for a standard deviation of the mediator: more would be no guess any more
STEEPEST = 1.0


@dataclass(frozen=True)
class Answered:
    """How many rows each group of a treatment has, control first, and how many are complete."""

    rows: tuple[int, int]
    complete: tuple[int, int]

    @property
    def anything_missing(self) -> bool:
        """Whether some rows are not complete."""
        return self.rows != self.complete

    @property
    def shares(self) -> tuple[float, float]:
        """The share of complete rows, control first."""
        return self.complete[0] / self.rows[0], self.complete[1] / self.rows[1]


def answered(
    frame: Frame, treatment: str, levels: tuple[float, float], others: list[str]
) -> Answered | None:
    """Return how many rows are complete in each group; None for a treatment of other values."""
    complete = ~nw.any_horizontal(*(nw.col(c).is_null() for c in others), ignore_nulls=True)
    known = frame.filter(~nw.col(treatment).is_null())
    marked = known.select((nw.col(treatment) + 0.0).alias(treatment), complete=complete)
    marked = marked.with_columns(nw.col("complete").cast(nw.Int64))
    counts = marked.group_by(treatment).agg(
        nw.len().alias(own("n")), nw.col("complete").sum().alias(own("complete"))
    )
    found = collect(counts.head(3)).rows()
    sides: dict[float, Any] = {float(row[0]): (int(row[1]), int(row[2] or 0)) for row in found}
    if set(sides) != set(levels):
        return None
    control, treated = (sides[level] for level in levels)
    return Answered((control[0], treated[0]), (control[1], treated[1]))


def had_all_answered(
    rows: Observations,
    found: Answered,
    *,
    treatment: str,
    mediator: str,
    outcome: str,
    covariates: list[str],
    models: Models,
) -> float:
    """Return the indirect effect had all answered, if the mediator alone decides who answers.

    Among those with the same mediator, then, as many answer with the treatment as without. So
    what the two groups' shares differ by tells how steeply answering rises with the mediator: the
    treatment is what Wang, Shao and Fang (2021, *Statistica Sinica* 31:647) call a nonresponse
    instrument. Answering is taken to grow by the same factor with each step of the mediator;
    ``nan`` where no factor, or only a huge one, gives these shares.
    """
    from scipy.optimize import brentq

    t, m = rows[treatment], rows[mediator]
    sd = math.sqrt(float(np.cov(m, aweights=rows.mass)))
    scaled = (m - np.average(m, weights=rows.mass)) / sd
    sides = [t == level for level in models.levels]

    def gap(slope: float) -> float:
        """How far the shares are from what this slope would make of them, in logarithms."""
        control, treated = (
            math.log(np.average(np.exp(-slope * scaled[side]), weights=rows.mass[side]))
            for side in sides
        )
        return treated - control - math.log(found.shares[0] / found.shares[1])

    if gap(-STEEPEST) * gap(STEEPEST) > 0:
        return math.nan
    slope = float(brentq(gap, -STEEPEST, STEEPEST))
    weighted = replace(rows, weights=rows.weights * np.exp(-slope * scaled))
    again = fit_models(
        weighted,
        treatment=treatment,
        mediator=mediator,
        outcome=outcome,
        covariates=covariates,
        kinds=(models.kind, models.outcome.kind),
        interaction=models.interaction,
        levels=models.levels,
    )
    means = natural_effects(Resampler(weighted, 1, 0.95), again).means
    return float(indirect(means)[0])


def indirect(means: dict[tuple[int, int], Array]) -> Array:
    """Return the indirect effect: the mean of both ways to take the direct one."""
    return np.asarray((means[1, 1] - means[1, 0] + means[0, 1] - means[0, 0]) / 2)
