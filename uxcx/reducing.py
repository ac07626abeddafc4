"""From a prepared frame to summaries: the only group-by sums, which any engine can do."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, cast

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, rows_phrase
from uxcx.families.base import Moments, SummaryBase
from uxcx.families.clustered import Clustered
from uxcx.families.counted import Counted
from uxcx.families.median import Median
from uxcx.families.net_score import NetScore
from uxcx.families.proportion import Proportion
from uxcx.families.rate import Rate
from uxcx.families.ratio import RatioOfSums
from uxcx.families.units import Overlap, UnitSums
from uxcx.frames import (
    Frame,
    collect,
    count_rows,
    first_rows,
    names_of,
)
from uxcx.preparing import SIZE, WRONG, Question, X, Y, own
from uxcx.results import Group, as_plain, group_label

#: a group, and its aggregations by name
Row = tuple[Group, dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """One group's summary, and the products of its sums with other groups that share units."""

    group: Group
    summary: SummaryBase | Clustered | Counted
    overlaps: dict[Group, Overlap]


#: what each family adds up beside its counts: working columns by their letters, and products
SUMS: dict[type[SummaryBase], tuple[str, ...]] = {
    Proportion: ("y", "x"),
    NetScore: ("y", "yy"),
    Rate: ("y", "x"),
    RatioOfSums: ("y", "x", "yy", "xy", "xx"),
}


def reduce(
    frame: Frame,
    question: Question,
    *,
    by: Sequence[str],
    unit: str | None,
    resample: bool = False,
    refuse: Callable[[], None],
) -> list[Part]:
    """Reduce a prepared frame to one summary a group; only these few numbers are collected.

    Medians and what is to be resampled need more of them: how often each distinct row was seen.
    `refuse` is called where a row was marked as wrong, or a column has not a single answer.
    """
    family = question.family
    rows = in_order(frame, by, _totals(frame, question, by, unit))
    wrong = any(row["wrong"] for _, row in rows)
    answered = ["n", *(f"n of {column}" for column in question.also)]
    if wrong or not all(any(row[name] for _, row in rows) for name in answered):
        refuse()
    if wrong:
        raise AnswerError(
            "Some answers broke a rule when they were added up, but none did a moment later. The "
            "data must stay the same while they are measured."
        )
    if unit is not None and any(row["named"] < row["rows"] for _, row in rows):
        raise _nobody(frame, unit)
    if issubclass(family, Median):
        seen = _distinct(frame, by, [Y])
        rows = [(group, {**row, "seen": seen.get(group, ())}) for group, row in rows]
    if issubclass(family, RatioOfSums) and question.exposure:
        _require_denominators(rows, question.exposure)
    parts = [Part(group, _summary(family, row), {}) for group, row in rows]
    if unit is not None:
        return _with_units(frame, parts, by, unit, resample=resample)
    if not resample:
        return parts
    pairs = _distinct(frame, by, [X, Y])
    return [_counted(part, pairs.get(part.group, ()), over_units=False) for part in parts]


def _totals(frame: Frame, question: Question, by: Sequence[str], unit: str | None) -> list[Row]:
    """Return what is counted and added up of each group, all of it in one look at the rows."""
    moments = issubclass(question.family, Moments)
    counts = {"wrong": nw.col(WRONG).any()}
    counts |= {f"n of {column}": nw.col(column).count() for column in question.also}
    if unit is not None:
        counts["named"] = nw.col(unit).count()
    sums = list(SUMS.get(question.family, ()))
    if question.only:
        sums.append("a")
    if SIZE not in names_of(frame):
        counts |= {"rows": nw.len(), "n": nw.col(Y).count()}
        if moments:
            counts |= {"mean": nw.col(Y).mean(), "sd": nw.col(Y).std(ddof=1)}
        return _added_up(frame, by, counts, sums)
    # Each row stands for several. Of each that has an answer, x is 1.
    counts["rows"] = nw.col(SIZE).sum()
    sums += ["x", *(("y", "yy") if moments else ())]
    rows = _added_up(frame, by, counts, sums, times=[SIZE])
    return [(group, {**row, "n": row["x"]}) for group, row in rows]


def _added_up(
    frame: Frame,
    by: Sequence[str],
    counts: Mapping[str, nw.Expr],
    sums: Sequence[str],
    *,
    times: Sequence[str] = (),
) -> list[Row]:
    """Return the counts of each group, and its sums: "xy" is that of the products of x and y."""
    products = {
        own(f"sum_{letters}"): functools.reduce(
            operator.mul, (nw.col(column) for column in [*map(own, letters), *times])
        )
        for letters in sums
    }
    if products:  # as columns first: SQL engines take no compound expressions in aggregations
        frame = frame.with_columns(**products)
    total = {letters: nw.col(own(f"sum_{letters}")).sum() for letters in sums}
    return grouped(frame, by, {**counts, **total})


def _nobody(frame: Frame, unit: str) -> AnswerError:
    """Return the error for rows that do not say whose they are."""
    gap = nw.col(unit).is_null()
    gaps = first_rows(frame, gap, [unit])
    where = rows_phrase([row for row, _ in gaps if row is not None], count_rows(frame.filter(gap)))
    return AnswerError(
        f"Column {unit!r} names whose rows belong together, but it is missing in {where}."
    )


def _counted(part: Part, pairs: Any, *, over_units: bool) -> Part:
    """Return a part whose summary also holds its rows, or the sums of its units."""
    base = cast(SummaryBase, part.summary)
    return replace(part, summary=Counted(base=base, pairs=pairs, over_units=over_units))


def _distinct(
    frame: Frame, by: Sequence[str], columns: Sequence[str]
) -> dict[Group, tuple[tuple[float, ...], ...]]:
    """Return each group's distinct values of working columns, and how often each was seen."""
    found: dict[Group, list[tuple[float, ...]]] = {}
    kept = frame.filter(~nw.col(Y).is_null())
    n = nw.col(SIZE).sum() if SIZE in names_of(frame) else nw.len()
    for keys, row in grouped(kept, [*by, *columns], {"n": n}):
        values = (float(value) for _, value in keys[len(by) :])
        found.setdefault(keys[: len(by)], []).append((*values, int(row["n"])))
    return {group: tuple(rows) for group, rows in found.items()}


def _require_denominators(rows: Sequence[Row], exposure: str) -> None:
    """Refuse to divide by 0, naming the first group in which that would happen."""
    for group, row in rows:
        if row["n"] and not row["x"]:
            where = f" in the group {group_label(group)}" if group else ""
            raise AnswerError(
                f"Column {exposure!r} adds up to 0{where}, and nothing can be divided by 0."
            )


def grouped(frame: Frame, by: Sequence[str], aggregations: Mapping[str, nw.Expr]) -> list[Row]:
    """Return each group with its aggregations by name; a column may be called ``"n"`` too."""
    named = [expression.alias(own(f"agg_{name}")) for name, expression in aggregations.items()]
    if by:
        found: Frame = frame.group_by(*by).agg(*named)  # missing groups are kept
    else:
        found = frame.select(*named)
    return [
        (
            tuple((column, as_plain(row[column])) for column in by),
            {name: as_plain(row[own(f"agg_{name}")]) for name in aggregations},
        )
        for row in collect(found).rows(named=True)
    ]


def in_order(frame: Frame, by: Sequence[str], rows: list[Row]) -> list[Row]:
    """Return rows by group, in the order of ordered categories or else of the values."""
    schema = frame.collect_schema()
    orders = {
        column: {value: place for place, value in enumerate(schema[column].categories)}  # type: ignore[attr-defined]
        for column in by
        if schema[column] == nw.Enum
    }

    def place(column: str, value: Any) -> tuple[Any, ...]:
        if value is None:
            return (2, "", 0)
        if column in orders:
            return (0, "", orders[column].get(value, len(orders[column])))
        if isinstance(value, str):
            return (1, value, 0)
        try:
            return (0, "", float(value))
        except (TypeError, ValueError):
            return (1, str(value), 0)

    return sorted(rows, key=lambda row: [place(column, value) for column, value in row[0]])


def _summary(family: type[SummaryBase], row: Mapping[str, Any]) -> SummaryBase:
    """Return one family's summary from the sums of a group."""
    n, aside = int(row["n"] or 0), int(row.get("a") or 0)
    counts = {"n_missing": int(row["rows"]) - n - aside, "n_excluded": aside}
    if issubclass(family, Median):
        return family(values=row["seen"], **counts)
    if issubclass(family, NetScore):
        net, both = int(row["y"] or 0), int(row["yy"] or 0)  # of +1, 0 and -1
        up, down = (both + net) // 2, (both - net) // 2
        return family(promoters=up, detractors=down, passives=n - both, **counts)
    if issubclass(family, Moments):
        mean, sd = (row["mean"], row["sd"]) if "mean" in row else _moments(n, row["y"], row["yy"])
        if n > 1 and sd is not None and sd <= 1e-14 * abs(mean):
            sd = 0.0  # what is left of equal answers is rounding
        return family(n=n, mean=math.nan if mean is None else mean, sd=sd, **counts)
    if issubclass(family, RatioOfSums):
        y, x, yy, xy, xx = (float(row[name] or 0) for name in ("y", "x", "yy", "xy", "xx"))
        return family(n=n, y=y, x=x, yy=yy, xy=xy, xx=xx, **counts)
    total, exposure = row["y"] or 0, row["x"] or 0
    if issubclass(family, Rate):
        return family(n=n, events=total, exposure=exposure, **counts)
    if issubclass(family, Proportion):
        return family(n=exposure, successes=total, **counts)
    raise TypeError(f"{family.__name__} has no reduction")


def _moments(n: int, y: float, yy: float) -> tuple[float, float]:
    """Return mean and standard deviation from sums that are exact, as those of short scales are."""
    if n < 2:
        return (y if n else math.nan), math.nan
    total = Fraction(y)
    return float(total / n), math.sqrt((n * Fraction(yy) - total**2) / (n * (n - 1)))


# --- units ----------------------------------------------------------------------------------------


def _with_units(
    frame: Frame, parts: list[Part], by: Sequence[str], unit: str, *, resample: bool = False
) -> list[Part]:
    """Add to each group's summary the sums over its units, and over the units it shares."""
    rows_of_unit = own("rows_of_unit")
    sums = [nw.col(X).sum(), nw.col(Y).sum(), nw.col(Y).count().alias(rows_of_unit)]
    keys = dict.fromkeys([*by, unit])
    units: Frame = frame.group_by(*keys).agg(*sums).filter(nw.col(rows_of_unit) > 0)
    if resample:
        pairs, shared = _distinct(units, by, [X, Y]), _overlaps(units, by, unit, resample=True)
        return [
            replace(
                _counted(part, pairs.get(part.group, ()), over_units=True),
                overlaps=shared.get(part.group, {}),
            )
            for part in parts
        ]
    by_group = dict(_added_up(units, by, {"n_units": nw.len()}, SUMS[RatioOfSums]))
    overlaps = _overlaps(units, by, unit)
    return [
        Part(
            part.group,
            Clustered(
                base=cast(SummaryBase, part.summary), sums=_unit_sums(by_group.get(part.group))
            ),
            overlaps.get(part.group, {}),
        )
        for part in parts
    ]


def _unit_sums(row: Mapping[str, Any] | None) -> UnitSums:
    if row is None or not row["n_units"]:
        return UnitSums(n_units=0, x=0.0, y=0.0, xx=0.0, xy=0.0, yy=0.0)
    return UnitSums(
        n_units=int(row["n_units"]),
        **{name: float(row[name]) for name in ("x", "y", "xx", "xy", "yy")},
    )


def _overlaps(
    units: Frame, by: Sequence[str], unit: str, *, resample: bool = False
) -> dict[Group, dict[Group, Overlap]]:
    """Return, for each two groups that share units, the products of their sums."""
    if not by:
        return {}
    n_groups = own("n_groups")
    per_unit = units.group_by(unit).agg(nw.len().alias(n_groups))
    if not count_rows(per_unit.filter(nw.col(n_groups) > 1)):
        return {}
    other = [own(f"other_{index}") for index in range(len(by))]
    right: Any = units.select(
        nw.col(unit),
        *(nw.col(column).alias(name) for column, name in zip(by, other, strict=True)),
        nw.col(X).alias(own("u")),
        nw.col(Y).alias(own("v")),
    )
    pairs: Frame = units.join(right, on=unit, how="inner")
    both = [*by, *other]
    joint = _distinct(pairs, both, [X, Y, own("u"), own("v")]) if resample else {}
    names = [a + b for a in "xy" for b in "uv"]
    found: dict[Group, dict[Group, Overlap]] = {}
    for group, row in _added_up(pairs, both, {"n_units": nw.len()}, names):
        here = group[: len(by)]
        there = tuple((c, value) for c, (_, value) in zip(by, group[len(by) :], strict=True))
        if here != there:
            found.setdefault(here, {})[there] = Overlap(
                n_units=int(row["n_units"]),
                pairs=joint.get(group, ()),
                **{name: float(row[name]) for name in names},
            )
    return found
