"""Whether those of whom something is known differ from the others in what is known of all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.comparison import compare
from uxcx.effects import effect_sizes
from uxcx.families import Mean
from uxcx.frames import Frame, collect, to_number
from uxcx.linkage.covariates import is_category, levels_of
from uxcx.linkage.guards.finding import holm
from uxcx.linkage.resampling import Quantity
from uxcx.preparing import own
from uxcx.results import as_plain

#: differences below it are called small (Austin 2009, *Statistics in Medicine* 28:3083)
SMALL = 0.1


@dataclass(frozen=True, kw_only=True)
class Selected:
    """How those who have a part differ, in one thing that is known of all, from those who do not.

    Parameters
    ----------
    part : str
        What some have and others lack; ``"all parts"`` for complete customers.
    known : str
        What they are compared in.
    with_part, without_part : float
        Its mean; of a category's level its share.
    n_with, n_without : int
        Customers of whom it is known.
    difference : Quantity
        With less without, in standard deviations (Hedges' g); its interval stands for itself.
    p_value : float
        Of the difference, corrected by Holm for all that a part's customers are compared in.
    confidence_level : float
        Of the interval.
    """

    part: str
    known: str
    with_part: float
    without_part: float
    n_with: int
    n_without: int
    difference: Quantity
    p_value: float
    confidence_level: float

    @property
    def matters(self) -> bool:
        """Whether the difference is clear, for all that was looked at, and not small."""
        return self.p_value < 1 - self.confidence_level and abs(self.difference.value) >= SMALL


def known_of_all(frame: Frame, columns: Sequence[str]) -> tuple[Frame, dict[str, str]]:
    """Return the frame with what is known as numbers: columns, and what they are called."""
    names: dict[str, str] = {}
    for column in columns:
        if not is_category(frame, column):
            number = own(f"known {column}")
            frame = to_number(frame.with_columns(nw.col(column).alias(number)), number)
            names[number] = column
            continue
        text = nw.col(column).cast(nw.String)
        for level in levels_of(frame, column):
            number = own(f"known {column} {level}")
            flag = nw.when(~text.is_null()).then((text == level).cast(nw.Float64))
            frame = frame.with_columns(flag.alias(number))
            names[number] = f"{column}: {level}"
    return frame, names


def selection(
    frame: Frame, flag: str, part: str, known: dict[str, str], *, confidence_level: float
) -> list[Selected]:
    """Compare customers with a flag of 1 to those with 0, the largest difference first."""
    aggregations: list[nw.Expr] = []
    for place, column in enumerate(known):
        value = nw.col(column)
        aggregations += [
            value.count().alias(f"n{place}"),
            value.mean().alias(f"mean{place}"),
            value.std(ddof=1).alias(f"sd{place}"),
        ]
    rows = collect(frame.group_by(flag).agg(*aggregations)).rows(named=True)
    sides: dict[int, Any] = {int(row[flag]): row for row in rows}
    if set(sides) != {0, 1}:
        return []
    compared = []
    for place, name in enumerate(known.values()):
        one, other = (_mean(sides[side], place) for side in (1, 0))
        if one.n and other.n:
            both = compare(one, other, confidence_level=confidence_level)
            compared.append((name, one, other, both))
    # Of twenty things in which they are alike, one would differ "clearly".
    p_values = holm([1.0 if math.isnan(both.p_value) else both.p_value for *_, both in compared])
    found = []
    for (name, one, other, both), p in zip(compared, p_values, strict=True):
        g = effect_sizes(both)["Hedges' g"]
        found.append(
            Selected(
                part=part,
                known=name,
                with_part=one.mean,
                without_part=other.mean,
                n_with=one.n,
                n_without=other.n,
                difference=Quantity(g.value, g.low, g.high),
                p_value=p,
                confidence_level=confidence_level,
            )
        )
    return sorted(found, key=lambda each: -_size(each.difference.value))


def _size(number: float) -> float:
    return 0.0 if math.isnan(number) else abs(number)


def _mean(row: dict[str, Any], place: int) -> Mean:
    n = int(row[f"n{place}"])
    mean, sd = as_plain(row[f"mean{place}"]), as_plain(row[f"sd{place}"])
    sd = math.nan if n < 2 else 0.0 if sd is None or sd < 1e-12 * abs(mean) else float(sd)
    return Mean(n=n, mean=math.nan if n == 0 else float(mean), sd=sd)
