"""An event study: effects by periods since a change, and whether those before it are parallel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from uxcx.amounts import p_text
from uxcx.families.base import t_quantile
from uxcx.linkage.adoption import GroupTime, Waves, average
from uxcx.linkage.effect import Check

#: below this p the periods before the change speak against parallel trends
ALARM = 0.05


@dataclass(frozen=True, kw_only=True)
class PeriodEffect:
    """The difference in differences of one distance from the change.

    Parameters
    ----------
    since : int
        Periods since the change came: 0 is its first period, -1 the last one before, to which
        all others are compared.
    value, low, high : float
        The effect and its interval, as stored; before the change it should be 0.
    rows : int
        Rows with the change that it is made of.
    """

    since: int
    value: float
    low: float
    high: float
    rows: int


def weighted_effect(waves: Waves, weights: Any, confidence_level: float) -> dict[str, Any]:
    """Return a weighted sum with its t interval and test."""
    import scipy.stats

    value, parts = waves.value(weights), waves.variances(weights)
    variance = sum(part for part, _ in parts)
    unknown = {"low": math.nan, "high": math.nan, "p_value": math.nan}
    if not math.isfinite(variance) or any(df < 1 for _, df in parts):
        note = "a group of one does not show how much units differ."
        nothing = {"standard_error": math.nan, "degrees_of_freedom": math.nan, "note": note}
        return {"value": value, **unknown, **nothing}
    if not variance > 0:
        note = "there is no variation to judge chance by."
        return {
            **{"value": value, **unknown, "standard_error": 0.0},
            **{"degrees_of_freedom": math.nan, "note": note},
        }
    df = variance**2 / sum(part**2 / d for part, d in parts)
    se = math.sqrt(variance)
    half = t_quantile(confidence_level, df) * se
    return {
        "value": value,
        "low": value - half,
        "high": value + half,
        "p_value": 2 * float(scipy.stats.t.sf(abs(value) / se, df)),
        "standard_error": se,
        "degrees_of_freedom": df,
        "note": "",
    }


def effects_by_period(
    waves: Waves, cells: Sequence[GroupTime], confidence_level: float
) -> list[PeriodEffect]:
    """Return the effect of each distance from the change; each interval stands for itself."""
    found = [PeriodEffect(since=-1, value=0.0, low=0.0, high=0.0, rows=0)]
    for since in sorted({cell.since for cell in cells}):
        chosen = [cell for cell in cells if cell.since == since]
        numbers = weighted_effect(waves, average(chosen), confidence_level)
        ends = {name: numbers[name] for name in ("value", "low", "high")}
        found.append(PeriodEffect(since=since, **ends, rows=sum(cell.rows for cell in chosen)))
    return sorted(found, key=lambda each: each.since)


def effects_by_wave(
    waves: Waves, cells: Sequence[GroupTime], periods: Sequence[Any], confidence_level: float
) -> list[dict[str, Any]]:
    """Return the effect of each wave in each period."""
    found = []
    for cell in cells:
        numbers = weighted_effect(waves, cell.weights, confidence_level)
        place = {
            "wave": periods[waves.starts[cell.wave]],
            "period": periods[cell.period],
            "since": cell.since,
        }
        found.append(place | {name: numbers[name] for name in ("value", "low", "high")})
    return found


def parallel_trends(waves: Waves, cells: Sequence[GroupTime]) -> tuple[Check, float]:
    """Test whether the periods before the change show an effect: each of them, and their slope.

    Bonferroni over these t tests holds with few units, where a joint Wald test does not.
    """
    import numpy as np

    before = sorted({cell.since for cell in cells if cell.since < 0})
    if not before:
        sentence = (
            "Only one period before the change can be compared, so nothing shows whether both "
            "would have moved alike without it."
        )
        return Check(name="parallel trends", passed=None, sentence=sentence), math.nan
    rows = [average([cell for cell in cells if cell.since == since]) for since in before]
    if len(before) > 1:
        # The last period before is the point that all others are compared with: 0 at -1.
        steps = np.array([*before, -1]) - np.mean([*before, -1])
        rows.append(
            sum(step * row for step, row in zip(steps, rows, strict=False)) / (steps @ steps)
        )
    tested = [weighted_effect(waves, row, 0.95)["p_value"] for row in rows]
    known = [p for p in tested if not math.isnan(p)]
    if not known:
        sentence = "How much the periods before the change vary by chance cannot be known."
        return Check(name="parallel trends", passed=None, sentence=sentence), math.nan
    p = min(1.0, len(known) * min(known))
    n = len(before) + 1
    if p < ALARM:
        sentence = (
            f"Those with the change were already moving differently in the {n} periods before it "
            f"({p_text(p)}): trends were not parallel."
        )
    else:
        sentence = (
            f"The {n} periods before the change do not speak against parallel trends "
            f"({p_text(p)}); that does not show that they were parallel."
        )
    return Check(name="parallel trends", passed=not p < ALARM, sentence=sentence, p_value=p), p
