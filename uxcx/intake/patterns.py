"""What is checked of the table as a whole: repeats, gaps, groups, answers that run backwards."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.frames import collect, count_rows
from uxcx.intake.answers import Mapped
from uxcx.intake.finding import N_REASONS, ROW, Finding, UnderCheck
from uxcx.intake.roles import ROLES
from uxcx.results import as_plain

#: a correlation this far on the wrong side of 0, of so many answers, is worth a look
BACKWARDS, ENOUGH = 0.3, 20
#: a column with more different entries than this holds no groups
MOST_GROUPS = 1000
_ONE = "_uxcx_one"


def repeats(table: UnderCheck, originals: Sequence[str]) -> Iterator[Finding]:
    """Find rows that are there twice, and respondents who answered the same thing again."""
    respondent = table.first("respondent")
    if respondent is None:
        return
    asked = [respondent]
    for role in ("group", "task", "touchpoint"):
        asked += table.of(role)
    keys = [*asked, *table.of("time")]
    if table.lazy and not _has_repeats(table, asked):
        return
    copy = _after_the_first(table, originals, "_uxcx_copy")
    again = _after_the_first(table, keys, "_uxcx_again")
    named = ~nw.col(respondent).is_null()
    told = f"{respondent!r}" + (f" with the same {', '.join(keys[1:])}" if keys[1:] else "")
    yield Finding(
        check="duplicates",
        severity="must fix",
        column=respondent,
        columns=[respondent],
        condition=(nw.col(copy) == 1) & named,
        say=lambda where, _: f"The same row is there before, word for word: {where}.",
    )
    yield Finding(
        check="repeated",
        severity="look at",
        column=respondent,
        columns=[respondent],
        condition=(nw.col(again) == 1) & (nw.col(copy) == 0) & named,
        say=lambda where, _: (
            f"Column {told} is there before, with other answers: {where}. Did somebody answer "
            "twice? If rows may belong to one person, measure with unit=; if not, set these aside."
        ),
    )
    if keys == asked:
        return
    later = _after_the_first(table, asked, "_uxcx_later")
    where_asked = f" with the same {', '.join(asked[1:])}" if asked[1:] else ""
    yield Finding(
        check="answered again",
        severity="look at",
        column=respondent,
        columns=[respondent],
        condition=(nw.col(later) == 1) & (nw.col(again) == 0) & (nw.col(copy) == 0) & named,
        say=lambda where, _: (
            f"Column {respondent!r}{where_asked} is there before, at another time: {where}. Were "
            "these people asked more than once? Measure with unit=, which counts the rows of a "
            "person as one person's, or keep one row of each."
        ),
    )


def _has_repeats(table: UnderCheck, keys: Sequence[str]) -> bool:
    """Return whether any keys are there twice: far quicker than to find out which."""
    listed = table.frame.select(*keys)
    return count_rows(listed.unique()) < count_rows(listed)


def _after_the_first(table: UnderCheck, keys: Sequence[str], name: str) -> str:
    """Add a column of 1 where the keys were there in a row before, and return its name."""
    if isinstance(table.frame, nw.DataFrame):
        first = table.frame.select(ROW, *keys).unique(subset=list(keys), keep="first")
        table.frame = table.frame.with_columns(
            (~nw.col(ROW).is_in(first[ROW].to_list())).cast(nw.Int64).alias(name)
        )
    else:
        counted = table.frame.with_columns(nw.lit(1).alias(_ONE)).with_columns(
            nw.col(_ONE).cum_sum().over(*keys, order_by=keys[0]).alias(name)
        )
        table.frame = counted.with_columns((nw.col(name) > 1).cast(nw.Int64).alias(name))
    return name


def gaps(table: UnderCheck, mapped: Sequence[Mapped], stats: Mapping[str, Any]) -> None:
    """Note how many answers each question lacks, and sheets that are not complete."""
    n_rows = int(stats["rows"])
    for each in mapped:
        n = int(stats[f"gaps {each.column}"] or 0)
        n_coded = int(stats[f"codes {each.column}"] or 0)
        coded = f", {n_coded:,} of them by a code" if n_coded else ""
        if n == n_rows and n_rows:
            table.note(
                "no answers",
                "must fix",
                f"Column {each.column!r} has no answers: all {n:,} are missing{coded}.",
                column=each.column,
                n=n,
            )
        elif n:
            table.note(
                "missing answers",
                "look at",
                f"Column {each.column!r}: {n:,} of {n_rows:,} answers "
                f"({100 * n / n_rows:.0f}%) are missing{coded}.",
                column=each.column,
                n=n,
            )


def incomplete_sheets(table: UnderCheck) -> Iterator[Finding]:
    """Find questionnaires with some answers and not all."""
    for role in ("sus", "umux_lite"):
        items = table.of(role)
        if items:
            lacks = [nw.col(item).is_null() for item in items]
            yield Finding(
                check="incomplete sheets",
                severity="look at",
                column=role,
                columns=items[:1],
                condition=nw.any_horizontal(*lacks, ignore_nulls=True)
                & ~nw.all_horizontal(*lacks, ignore_nulls=True),
                say=lambda where, _, role=role: (  # type: ignore[misc]
                    f"Some items of {role} were left out in {where}: these sheets have no score."
                ),
            )


def groups(table: UnderCheck) -> None:
    """Note groups that differ only in how they are written, and groups of very few rows."""
    for role in ("group", "task", "touchpoint"):
        for column in table.of(role):
            # Rows that are set aside count as 0: SQL engines add up faster than they filter.
            counted = table.frame.with_columns(
                (nw.col(N_REASONS) == 0).cast(nw.Int64).alias(_ONE)
            ).group_by(column)
            found = collect(counted.agg(nw.col(_ONE).sum()).head(MOST_GROUPS + 2))
            pairs = [(as_plain(v), int(n)) for v, n in found.select(column, _ONE).rows()]
            sizes = {group: n for group, n in pairs if n and group is not None}
            if len(sizes) > MOST_GROUPS:
                table.note(
                    "too many groups",
                    "look at",
                    f"Column {column!r} has more than {MOST_GROUPS:,} different entries: is it "
                    f"really the {role}?",
                    column=column,
                )
                continue
            _spellings(table, column, sizes)
            smallest = table.study.smallest_group
            small = [f"{g} ({n})" for g, n in sorted(sizes.items(), key=str) if n < smallest]
            if small:
                table.note(
                    "small groups",
                    "look at",
                    f"Column {column!r}: fewer than {smallest} rows in {', '.join(small[:10])}. "
                    "Such groups are not shown in reports, as they may tell who answered.",
                    column=column,
                )


def _spellings(table: UnderCheck, column: str, sizes: Mapping[Any, int]) -> None:
    alike: dict[str, list[str]] = defaultdict(list)
    for group in sizes:
        alike[" ".join(str(group).casefold().split())].append(str(group))
    for variants in alike.values():
        if len(variants) > 1:
            table.note(
                "spellings",
                "look at",
                f"Column {column!r}: {', '.join(map(repr, sorted(variants)))} are counted as "
                "different groups. Write them alike if they are one.",
                column=column,
                n=min(sizes[variant] for variant in sizes if str(variant) in variants),
            )


def narrow(table: UnderCheck, mapped: Sequence[Mapped], stats: Mapping[str, Any]) -> None:
    """Note columns whose answers use so little of the scale that another one is likely."""
    asked = [(table.study.answers[each.column], [each.column]) for each in mapped]
    asked = [(role, columns) for role, columns in asked if ROLES[role].items is None]
    # One item of a questionnaire may well be answered low by all; the whole of it is not.
    asked += [(role, table.of(role)) for role in ("sus", "umux_lite") if table.of(role)]
    for role, columns in asked:
        scale = table.study.scale_of(role)
        n = sum(int(stats["rows"]) - int(stats[f"gaps {column}"] or 0) for column in columns)
        high = max((stats[f"max {c}"] for c in columns if stats[f"max {c}"] is not None), default=0)
        if not math.isfinite(scale.maximum) or scale.maximum <= 1 or n < ENOUGH:
            continue
        if high <= (scale.minimum + scale.maximum) / 2 or (scale.maximum == 7 and high == 5):
            named = columns[0] if len(columns) == 1 else role
            table.note(
                "narrow",
                "look at",
                f"Column {named!r}: the highest of {n:,} answers is {high:g}, on a scale to "
                f"{scale.maximum:g}. Was it asked on a shorter scale?",
                column=named,
            )


def backwards(table: UnderCheck) -> None:
    """Note ratings that seem to run the other way."""
    pairs: dict[str, tuple[nw.Expr, nw.Expr]] = {}
    items = table.of("sus")
    if len(items) == 10:
        signed = [nw.col(c) if i % 2 == 0 else -nw.col(c) for i, c in enumerate(items)]
        pairs["sus"] = (_total(signed[::2]), -_total(signed[1::2]))
        for place, item in enumerate(items):
            rest = signed[:place] + signed[place + 1 :]
            pairs[f"item {item}"] = (signed[place], _total(rest))
    ratings = [c for role in ("nps", "csat", "ces", "seq") for c in table.of(role)]
    for place, one in enumerate(ratings):
        for other in ratings[place + 1 :]:
            pairs[f"pair {one}\n{other}"] = (nw.col(one), nw.col(other))
    found = _correlations(table, pairs)
    if found.get("sus", 0) > BACKWARDS:
        table.note(
            "reversed items",
            "look at",
            "People who agree with the positive items of the SUS agree with the negative ones "
            f"too (correlation {found['sus']:.2f}). Were the even items turned already? The score "
            "turns them itself, so name them in reversed=.",
            column="sus",
        )
    for name, value in found.items():
        kind, _, columns = name.partition(" ")
        if value >= -BACKWARDS or (kind == "item" and found.get("sus", 0) > BACKWARDS):
            continue
        if kind == "item":
            table.note(
                "reversed items",
                "look at",
                f"Column {columns!r} runs against the other items of the SUS (correlation "
                f"{value:.2f} after turning). Was it turned already, or asked the other way round?",
                column=columns,
            )
        elif kind == "pair":
            one, other = columns.split("\n")
            table.note(
                "reversed items",
                "look at",
                f"Columns {one!r} and {other!r} run against each other (correlation {value:.2f}). "
                "Does one of them have its best answer at the low end? Name it in reversed=.",
                column=one,
            )


def _total(columns: Sequence[nw.Expr]) -> nw.Expr:
    """Return the sum of columns, missing where any is missing."""
    first, *others = columns
    return sum(others, first)


def _correlations(
    table: UnderCheck, pairs: Mapping[str, tuple[nw.Expr, nw.Expr]]
) -> dict[str, float]:
    """Return the Pearson correlation of each pair with enough answers, all in one query."""
    if not pairs:
        return {}
    columns: dict[str, nw.Expr] = {}
    for place, (a, b) in enumerate(pairs.values()):
        both = ~a.is_null() & ~b.is_null() & (nw.col(N_REASONS) == 0)
        products = {"n": a * 0 + 1, "x": a, "y": b, "xx": a * a, "yy": b * b, "xy": a * b}
        columns |= {f"_{key}{place}": nw.when(both).then(e) for key, e in products.items()}
    products_of = table.frame.select(**columns)
    sums = collect(products_of.select(nw.all().sum())).rows(named=True)[0]
    found = {}
    for place, name in enumerate(pairs):
        n, x, y, xx, yy, xy = (
            float(as_plain(sums[f"_{key}{place}"]) or 0)
            for key in ("n", "x", "y", "xx", "yy", "xy")
        )
        spread = (n * xx - x * x) * (n * yy - y * y)
        if n >= ENOUGH and spread > 0:
            found[name] = (n * xy - x * y) / math.sqrt(spread)
    return found
