"""From data to an estimate: open the frame, check it, reduce it to summaries, estimate.

Everything that touches rows happens in `reduce`, as group-by sums that any engine can do; what
comes after knows only summaries, so it costs the same for ten rows and for a billion.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    column_names,
    count_rows,
    first_rows,
    open_frame,
    require_columns,
    require_valid,
    spoken,
    to_number,
)
from uxcx.measures import Measure
from uxcx.results import Estimate, Estimates, Group, as_plain, group_label
from uxcx.scales import COUNT, Scale

Expression = Callable[[nw.Expr], nw.Expr]
#: a group, and its aggregations by name
Row = tuple[Group, dict[str, Any]]


def _own(name: str) -> str:
    """Return the name of a working column, which no user's column is likely to be called."""
    return f"_uxcx_{name}"


Y, X, SET_ASIDE, UP, DOWN = (_own(name) for name in ("y", "x", "aside", "up", "down"))


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
    exposure_scale : Scale, optional
        The rule of `exposure`; whole numbers of 0 or more by default.
    only : str, optional
        Column of 1 and 0: answers where it is not 1 are set aside and counted in `n_excluded`.
    also : mapping of column to Scale, optional
        Further columns that `value` reads. Where it gives nothing, the answer is missing.
    within : sequence of (column, column), optional
        Pairs of columns of which the first cannot be more than the second; None for the column
        that is measured.
    levels : mapping, optional
        What each answer is worth, where answers are words or codes and not yet numbers.
    """

    measure: Measure
    family: type[SummaryBase]
    scale: Scale
    value: Expression | None = None
    exposure: str | None = None
    exposure_scale: Scale = COUNT
    only: str | None = None
    also: Mapping[str, Scale] = field(default_factory=dict)
    within: Sequence[tuple[str | None, str | None]] = ()
    levels: Mapping[Any, float] | None = None


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
        frame = _score_levels(frame, name, question.levels)
    frame = _prepare(question, frame, name, missing)
    reduced = reduce(
        frame, question.family, by=groups, unit=unit, exposure=question.exposure, resample=resample
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


def _prepare(question: Question, frame: Frame, column: str, missing: str) -> Frame:
    """Check the columns of a question, and add the working columns that `reduce` adds up."""
    rules = {column: question.scale}
    if question.exposure:
        rules[question.exposure] = question.exposure_scale
    if question.only:
        rules[question.only] = Scale(
            minimum=0, maximum=1, whole=True, rule="1 or True for yes, 0 or False for no"
        )
    rules |= question.also
    frame = require_valid(frame, rules, missing=missing)
    _require_within(frame, column, question)
    answer = nw.col(column)
    value = question.value(answer) if question.value else answer
    kept = ~answer.is_null()
    if question.also:
        kept = kept & ~value.is_null()
    exposure: nw.Expr = nw.lit(1.0)
    if question.exposure:
        exposure = nw.col(question.exposure)
        kept = kept & ~exposure.is_null()
    aside = nw.lit(0)
    if question.only:
        # A missing mark is not a yes: such answers are set aside with the others.
        chosen = (nw.col(question.only) == 1).fill_null(False)
        aside = (kept & ~chosen).cast(nw.Int64)
        kept = kept & chosen
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
    pairs = [(first or column, second or column) for first, second in question.within]
    if question.exposure and question.family is Proportion:
        pairs.append((column, question.exposure))
    checks = [
        (
            (small, large),
            nw.col(small) > nw.col(large),
            f"Column {small!r} cannot be more than {large!r}",
            "Were the two columns swapped?",
        )
        for small, large in pairs
    ]
    if question.exposure and question.family is not RatioOfSums:
        checks.append(
            (
                (column, question.exposure),
                nw.col(question.exposure) <= 0,
                f"Column {question.exposure!r} must be above 0 where {column!r} is given",
                "Make both missing where there was no opportunity.",
            )
        )
    for columns, breaks, rule, cause in checks:
        both = ~nw.col(columns[0]).is_null() & ~nw.col(columns[1]).is_null()
        wrong = (both & breaks).fill_null(False)
        found = first_rows(frame, wrong, columns)
        if found:
            rows = [row for row, _ in found if row is not None]
            shown = ", ".join(dict.fromkeys(f"{a:g} of {b:g}" for _, (a, b) in found))
            where = rows_phrase(rows, count_rows(frame.filter(wrong)))
            raise AnswerError(f"{rule}; got {shown} in {where}. {cause}")


def _score_levels(frame: Frame, column: str, levels: Mapping[Any, float]) -> Frame:
    """Return the frame with each answer replaced by what its level is worth."""
    words = all(isinstance(level, str) for level in levels)
    answer = nw.col(column)
    if words:
        dtype = frame.collect_schema()[column]
        if dtype.is_numeric() or dtype == nw.Boolean:
            raise AnswerError(
                f"{spoken(column)} must be one of {', '.join(map(repr, levels))}; it holds "
                "numbers. Name the numbers in scores=."
            )
        answer = answer.cast(nw.String)
    else:
        levels = {float(level): score for level, score in levels.items()}
        frame = to_number(frame, column)
    unknown = (~answer.is_null() & ~answer.is_in(list(levels))).fill_null(False)
    found = first_rows(frame, unknown, [column])
    if found:
        rows = [row for row, _ in found if row is not None]
        shown = ", ".join(dict.fromkeys(_level(value) for _, (value,) in found))
        where = rows_phrase(rows, count_rows(frame.filter(unknown)))
        raise AnswerError(
            f"{spoken(column)}: each must be one of {', '.join(map(_level, levels))}; got {shown} "
            f"in {where}. Give its score in scores=."
        )
    worth: Any = None
    for level, score in levels.items():
        here = nw.when(answer == level).then(nw.lit(float(score)))
        worth = here if worth is None else here.otherwise(worth)
    return frame.with_columns(worth.cast(nw.Float64).alias(column))


def _level(level: Any) -> str:
    """Return a word in quotes, a number without."""
    return repr(level) if isinstance(level, str) else f"{level:g}"


@dataclass(frozen=True)
class Part:
    """One group's summary, and the products of its sums with other groups that share units."""

    group: Group
    summary: SummaryBase | Clustered | Counted
    overlaps: dict[Group, Overlap]


def reduce(
    frame: Frame,
    family: type[SummaryBase],
    *,
    by: Sequence[str],
    unit: str | None,
    exposure: str | None = None,
    resample: bool = False,
) -> list[Part]:
    """Reduce a prepared frame to one summary a group; only these few numbers are collected.

    Medians and what is to be resampled need more of them: how often each distinct row was seen.
    """
    counted = {
        "rows": nw.len(),
        "n": nw.col(Y).count(),
        "y": nw.col(Y).sum(),
        "x": nw.col(X).sum(),
        "aside": nw.col(SET_ASIDE).sum(),
        "up": nw.col(UP).sum(),
        "down": nw.col(DOWN).sum(),
    }
    if issubclass(family, Moments):
        counted |= {"mean": nw.col(Y).mean(), "sd": nw.col(Y).std(ddof=1)}
    if issubclass(family, RatioOfSums):
        x, y = nw.col(X), nw.col(Y)
        products = {"xx": x * x, "xy": x * y, "yy": y * y}
        frame = frame.with_columns(**{_own(name): each for name, each in products.items()})
        counted |= {name: nw.col(_own(name)).sum() for name in products}
    rows = _sorted(frame, by, _grouped(frame, by, counted))
    if issubclass(family, Median):
        seen = _distinct(frame, by, [Y])
        rows = [(group, {**row, "seen": seen.get(group, ())}) for group, row in rows]
    if issubclass(family, RatioOfSums) and exposure:
        _require_denominators(rows, exposure)
    parts = [Part(group, _summary(family, row), {}) for group, row in rows]
    if unit is not None:
        return _with_units(frame, parts, by, unit, resample=resample)
    if not resample:
        return parts
    pairs = _distinct(frame, by, [X, Y])
    return [_counted(part, pairs.get(part.group, ()), over_units=False) for part in parts]


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
    for keys, row in _grouped(kept, [*by, *columns], {"n": nw.len()}):
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


def _grouped(frame: Frame, by: Sequence[str], aggregations: Mapping[str, nw.Expr]) -> list[Row]:
    """Return each group with its aggregations by name; a column may be called ``"n"`` too."""
    named = [expression.alias(_own(f"agg_{name}")) for name, expression in aggregations.items()]
    if by:
        found: Frame = frame.group_by(*by).agg(*named)  # missing groups are kept
    else:
        found = frame.select(*named)
    return [
        (
            tuple((column, as_plain(row[column])) for column in by),
            {name: as_plain(row[_own(f"agg_{name}")]) for name in aggregations},
        )
        for row in collect(found).rows(named=True)
    ]


def _sorted(frame: Frame, by: Sequence[str], rows: list[Row]) -> list[Row]:
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
    n, aside = int(row["n"]), int(row["aside"] or 0)
    counts = {"n_missing": int(row["rows"]) - n - aside, "n_excluded": aside}
    if issubclass(family, Median):
        return family(values=row["seen"], **counts)
    if issubclass(family, NetScore):
        up, down = int(row["up"]), int(row["down"])
        return family(promoters=up, detractors=down, passives=n - up - down, **counts)
    if issubclass(family, Moments):
        mean, sd = row["mean"], row["sd"]
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


# --- units ----------------------------------------------------------------------------------------


def _with_units(
    frame: Frame, parts: list[Part], by: Sequence[str], unit: str, *, resample: bool = False
) -> list[Part]:
    """Add to each group's summary the sums over its units, and over the units it shares."""
    gap = nw.col(unit).is_null()
    gaps = first_rows(frame, gap, [unit])
    if gaps:
        rows = [row for row, _ in gaps if row is not None]
        where = rows_phrase(rows, count_rows(frame.filter(gap)))
        raise AnswerError(
            f"Column {unit!r} names whose rows belong together, but it is missing in {where}."
        )
    rows_of_unit = _own("rows_of_unit")
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
    x, y = nw.col(X), nw.col(Y)
    products = units.with_columns(
        **{_own("xx"): x * x, _own("xy"): x * y, _own("yy"): y * y},
    )
    total = {c: nw.col(_own(c)).sum() for c in ("x", "y", "xx", "xy", "yy")}
    by_group = dict(_grouped(products, by, {"n_units": nw.len(), **total}))
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
    n_groups = _own("n_groups")
    per_unit = units.group_by(unit).agg(nw.len().alias(n_groups))
    shared = per_unit.filter(nw.col(n_groups) > 1).select(unit)
    if not count_rows(shared):
        return {}
    both: Any = units.join(cast(Any, shared), on=unit, how="inner")
    other = [_own(f"other_{index}") for index in range(len(by))]
    right = both.select(
        nw.col(unit),
        *(nw.col(column).alias(name) for column, name in zip(by, other, strict=True)),
        nw.col(X).alias(_own("u")),
        nw.col(Y).alias(_own("v")),
    )
    pairs = both.join(right, on=unit, how="inner")
    sums = [X, Y, _own("u"), _own("v")]
    joint = _distinct(cast(Frame, pairs), [*by, *other], sums) if resample else {}
    names = [a + b for a in "xy" for b in "uv"]
    pairs = pairs.with_columns(
        **{_own(name): nw.col(_own(name[0])) * nw.col(_own(name[1])) for name in names}
    )
    total = {name: nw.col(_own(name)).sum() for name in names}
    found: dict[Group, dict[Group, Overlap]] = {}
    for group, row in _grouped(pairs, [*by, *other], {"n_units": nw.len(), **total}):
        here = group[: len(by)]
        there = tuple((c, value) for c, (_, value) in zip(by, group[len(by) :], strict=True))
        if here != there:
            found.setdefault(here, {})[there] = Overlap(
                n_units=int(row["n_units"]),
                pairs=joint.get(group, ()),
                **{name: float(row[name]) for name in names},
            )
    return found
