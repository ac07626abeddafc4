"""From data to an estimate: open the frame, check it, reduce it to summaries, estimate.

Everything that touches rows happens in `reduce`, as group-by sums that any engine can do; what
comes after knows only summaries, so it costs the same for ten rows and for a billion.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, rows_phrase
from uxcx.families.base import Moments, SummaryBase
from uxcx.families.clustered import Clustered, Overlap, UnitSums
from uxcx.families.net_score import NetScore
from uxcx.families.proportion import Proportion
from uxcx.families.rate import Rate
from uxcx.frames import (
    Frame,
    collect,
    first_rows,
    open_frame,
    require_columns,
    require_valid,
    spoken,
)
from uxcx.measures import Measure
from uxcx.results import Estimate, Estimates, Group, as_plain
from uxcx.scales import COUNT, Scale

Expression = Callable[[nw.Expr], nw.Expr]

# Working columns, which no user's column is likely to be called.
Y, X, SET_ASIDE, UP, DOWN = (f"_uxcx_{name}" for name in ("y", "x", "aside", "up", "down"))


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a metric asks of a column: its rule, its family, and how answers become values.

    Parameters
    ----------
    measure : Measure
        The metric's declaration.
    family : type
        The family of statistics.
    scale : Scale
        The rule of a valid answer.
    value : callable, optional
        From the column (a Narwhals expression) to the values of the family: 1 and 0 for a
        proportion, +1, 0 and -1 for a net score, logarithms for times. The answers themselves
        by default.
    exposure : str, optional
        Column of what events are counted against.
    only : str, optional
        Column of 1 and 0: answers where it is not 1 are set aside and counted in `n_excluded`.
    """

    measure: Measure
    family: type[SummaryBase]
    scale: Scale
    value: Expression | None = None
    exposure: str | None = None
    only: str | None = None


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
    if isinstance(data, SummaryBase | Clustered):
        return _label_summary(question, data, (column, by, unit), options)
    question.family.choose_method(method)
    frame, names = open_frame(data, column)
    if len(names) != 1:
        raise TypeError(f"Give one column to measure; got {len(names)}: {', '.join(names)}.")
    name = names[0]
    groups = (by,) if isinstance(by, str) else tuple(by or ())
    extra = [c for c in (question.exposure, question.only) if c is not None]
    require_columns(frame, [*groups, *([unit] if unit else []), *extra])
    frame = _prepare(question, frame, name, missing)
    reduced = reduce(frame, question.family, by=groups, unit=unit)
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
    base = summary.base if isinstance(summary, Clustered) else summary
    if not isinstance(base, question.family):
        raise TypeError(
            f"{question.measure.name} is made from a {question.family.__name__}; got a "
            f"{type(base).__name__}."
        )
    if any(name is not None for name in names):
        raise TypeError("column, by and unit go with data; a summary has none of them.")
    return cast(Estimate, summary.estimate(measure=question.measure, **options))


def _prepare(question: Question, frame: Frame, column: str, missing: str) -> Frame:
    """Check the columns of a question, and add the working columns that `reduce` adds up."""
    rules = {column: question.scale}
    if question.exposure:
        rules[question.exposure] = COUNT
    if question.only:
        rules[question.only] = Scale(
            minimum=0, maximum=1, whole=True, rule="1 or True for yes, 0 or False for no"
        )
    frame = require_valid(frame, rules, missing=missing)
    answer = nw.col(column)
    kept = ~answer.is_null()
    exposure: nw.Expr = nw.lit(1.0)
    if question.exposure:
        exposure = nw.col(question.exposure)
        kept = kept & ~exposure.is_null()
        _require_within(frame, column, question)
    aside = nw.lit(0)
    if question.only:
        # A missing mark is not a yes: such answers are set aside with the others.
        chosen = (nw.col(question.only) == 1).fill_null(False)
        aside = (kept & ~chosen).cast(nw.Int64)
        kept = kept & chosen
    value = question.value(answer) if question.value else answer
    frame = frame.with_columns(
        nw.when(kept).then(value).alias(Y),
        nw.when(kept).then(exposure).otherwise(nw.lit(0.0)).alias(X),
        aside.alias(SET_ASIDE),
    )
    return frame.with_columns(
        (nw.col(Y) > 0).fill_null(False).cast(nw.Int64).alias(UP),
        (nw.col(Y) < 0).fill_null(False).cast(nw.Int64).alias(DOWN),
    )


def _require_within(frame: Frame, column: str, question: Question) -> None:
    """Refuse more events than opportunities, and events where there was no exposure."""
    exposure = cast(str, question.exposure)
    wrong = (nw.col(exposure) <= 0) & ~nw.col(column).is_null()
    rule = f"{exposure!r} must be above 0"
    if question.family is Proportion:
        wrong = wrong | (nw.col(column) > nw.col(exposure))
        rule += f", and {column!r} cannot be more than {exposure!r}"
    found = first_rows(frame, wrong.fill_null(False), [column, exposure])
    if found:
        rows = [row for row, _ in found if row is not None]
        pairs = ", ".join(f"{a:g} of {b:g}" for _, (a, b) in found)
        raise AnswerError(
            f"{rule}; got {pairs} in {rows_phrase(rows, len(found))}. Were the two columns swapped?"
        )


@dataclass(frozen=True)
class Part:
    """One group's summary, and the products of its sums with other groups that share units."""

    group: Group
    summary: SummaryBase | Clustered
    overlaps: dict[Group, Overlap]


def reduce(
    frame: Frame, family: type[SummaryBase], *, by: Sequence[str], unit: str | None
) -> list[Part]:
    """Reduce a prepared frame to one summary a group; only these few numbers are collected."""
    counted = [
        nw.len().alias("rows"),
        nw.col(Y).count().alias("n"),
        nw.col(Y).sum().alias("y"),
        nw.col(X).sum().alias("x"),
        nw.col(SET_ASIDE).sum().alias("aside"),
        nw.col(UP).sum().alias("up"),
        nw.col(DOWN).sum().alias("down"),
    ]
    if issubclass(family, Moments):
        counted += [nw.col(Y).mean().alias("mean"), nw.col(Y).std(ddof=1).alias("sd")]
    rows = _grouped(frame, by, counted)
    parts = {
        group: Part(group, _summary(family, row), {}) for group, row in _sorted(frame, by, rows)
    }
    if unit is None:
        return list(parts.values())
    return _with_units(frame, list(parts.values()), by, unit)


def _grouped(
    frame: Frame, by: Sequence[str], aggregations: Sequence[nw.Expr]
) -> list[dict[str, Any]]:
    if by:
        found: Frame = frame.group_by(*by).agg(*aggregations)  # missing groups are kept
    else:
        found = frame.select(*aggregations)
    return [
        {key: as_plain(value) for key, value in row.items()}
        for row in collect(found).rows(named=True)
    ]


def _sorted(
    frame: Frame, by: Sequence[str], rows: list[dict[str, Any]]
) -> list[tuple[Group, dict[str, Any]]]:
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

    ordered = sorted(rows, key=lambda row: [place(c, row[c]) for c in by])
    return [(tuple((c, row[c]) for c in by), row) for row in ordered]


def _summary(family: type[SummaryBase], row: Mapping[str, Any]) -> SummaryBase:
    """Return one family's summary from the sums of a group."""
    n, aside = int(row["n"]), int(row["aside"] or 0)
    counts = {"n_missing": int(row["rows"]) - n - aside, "n_excluded": aside}
    if issubclass(family, NetScore):
        up, down = int(row["up"]), int(row["down"])
        return family(promoters=up, detractors=down, passives=n - up - down, **counts)
    if issubclass(family, Moments):
        mean, sd = row["mean"], row["sd"]
        if n > 1 and sd is not None and sd <= 1e-14 * abs(mean):
            sd = 0.0  # what is left of equal answers is rounding
        return family(n=n, mean=math.nan if mean is None else mean, sd=sd, **counts)
    total, exposure = row["y"] or 0, row["x"] or 0
    if issubclass(family, Rate):
        return family(n=n, events=total, exposure=exposure, **counts)
    if issubclass(family, Proportion):
        return family(n=exposure, successes=total, **counts)
    raise TypeError(f"{family.__name__} has no reduction")


# --- units ----------------------------------------------------------------------------------------


def _with_units(frame: Frame, parts: list[Part], by: Sequence[str], unit: str) -> list[Part]:
    """Add to each group's summary the sums over its units, and over the units it shares."""
    gaps = first_rows(frame, nw.col(unit).is_null(), [unit])
    if gaps:
        where = rows_phrase([row for row, _ in gaps if row is not None], len(gaps))
        raise AnswerError(
            f"Column {unit!r} names whose rows belong together, but it is missing in {where}."
        )
    sums = [nw.col(X).sum().alias("x"), nw.col(Y).sum().alias("y"), nw.col(Y).count().alias("k")]
    units: Frame = frame.group_by(*by, unit).agg(*sums).filter(nw.col("k") > 0)
    x, y = nw.col("x"), nw.col("y")
    products = units.with_columns((x * x).alias("xx"), (x * y).alias("xy"), (y * y).alias("yy"))
    total = [nw.len().alias("n_units"), *(nw.col(c).sum() for c in ("x", "y", "xx", "xy", "yy"))]
    by_group = {tuple((c, row[c]) for c in by): row for row in _grouped(products, by, total)}
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


def _overlaps(units: Frame, by: Sequence[str], unit: str) -> dict[Group, dict[Group, Overlap]]:
    """Return, for each two groups that share units, the products of their sums."""
    if not by:
        return {}
    per_unit = units.group_by(unit).agg(nw.len().alias("groups"))
    shared = per_unit.filter(nw.col("groups") > 1).select(unit)
    if not int(collect(shared.select(nw.len().alias("n")))["n"][0]):
        return {}
    both: Any = units.join(cast(Any, shared), on=unit, how="inner")
    other = {column: f"_uxcx_other_{index}" for index, column in enumerate(by)}
    right = both.select(
        nw.col(unit),
        *(nw.col(column).alias(name) for column, name in other.items()),
        nw.col("x").alias("u"),
        nw.col("y").alias("v"),
    )
    pairs = both.join(right, on=unit, how="inner")
    pairs = pairs.with_columns(
        *((nw.col(a) * nw.col(b)).alias(a + b) for a in ("x", "y") for b in ("u", "v"))
    )
    total = [nw.len().alias("n_units"), *(nw.col(c).sum() for c in ("xu", "xv", "yu", "yv"))]
    found: dict[Group, dict[Group, Overlap]] = {}
    for row in _grouped(pairs, [*by, *other.values()], total):
        here = tuple((c, row[c]) for c in by)
        there = tuple((c, row[name]) for c, name in other.items())
        if here != there:
            found.setdefault(here, {})[there] = Overlap(
                n_units=int(row["n_units"]),
                **{name: float(row[name]) for name in ("xu", "xv", "yu", "yv")},
            )
    return found
