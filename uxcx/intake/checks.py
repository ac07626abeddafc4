"""What is checked of each answer and each row; every check names its rule, values and cause."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.frames import breaks
from uxcx.intake.answers import Mapped
from uxcx.intake.clock import likely_form
from uxcx.intake.finding import Finding, UnderCheck
from uxcx.intake.roles import TIMED
from uxcx.intake.study import Study
from uxcx.intake.words import likely_values
from uxcx.scales import CURE_OF_CODES, Scale

Statistics = Mapping[str, Any]
#: a time on task above so many medians is very long, unless the study says how long
VERY_LONG = 20
#: how a row begins that sums up the others
TOTALS = (
    *("total", "totals", "sum", "mean", "average", "grand total"),
    *("summe", "gesamt", "mittelwert"),
)
#: before the web there were no such studies
FIRST_YEAR = 1990
#: the items of a sheet that were all answered alike look like a straight line from here on
STRAIGHT_LINE = 5


def _shown(values: Sequence[tuple[Any, ...]]) -> str:
    """Return the different first values of rows, in words."""
    firsts = [value for value, *_ in values]
    texts = [repr(v) if isinstance(v, str) else f"{v:g}" for v in firsts]
    return ", ".join(dict.fromkeys(texts))


def words(table: UnderCheck, mapped: Sequence[Mapped]) -> Iterator[Finding]:
    """Find answers that are neither numbers nor declared words."""
    for each in mapped:
        if each.raw:
            yield Finding(
                check="words",
                severity="must fix",
                column=each.column,
                columns=[each.raw],
                condition=nw.col(each.unknown) == 1,
                say=_say_words(each.column, table.study),
            )


def _say_words(column: str, study: Study) -> Callable[[str, Sequence[tuple[Any, ...]]], str]:
    role, clock = study.answers[column], study.clock_of(column)

    def say(where: str, values: Sequence[tuple[Any, ...]]) -> str:
        texts = [str(value) for value, *_ in values]
        guess = likely_values(texts, role)
        hint = ", ".join(f'"{word}" = {number:g}' for word, number in guess.items())
        if hint:
            cause = f"If that is what they mean, write {hint}."
        elif all(text.strip().endswith("%") for text in texts):
            cause = "Are these percentages? Take the signs away, and look at the scale."
        elif clock:
            cause = f"The study says that its times are written as {clock}."
        elif role in TIMED and likely_form(texts):
            cause = f'Are these times? Declare in clock: "{column}" = "{likely_form(texts)}".'
        else:
            cause = "Write what each word means in numbers, or that it is no answer."
        return (
            f"Column {column!r} holds words that are not declared: {_shown(values)} in {where}. "
            f"{cause}"
        )

    return say


def off_scale(table: UnderCheck, mapped: Sequence[Mapped], stats: Statistics) -> Iterator[Finding]:
    """Find answers that break the rule of their scale, and times that cannot be."""
    for each in mapped:
        role = table.study.answers[each.column]
        scale = table.study.scale_of(role)
        yield Finding(
            check="impossible times" if role in ("seconds", "duration") else "off the scale",
            severity="must fix",
            column=each.column,
            columns=[each.column],
            condition=breaks(nw.col(each.column), scale),
            say=_say_scale(each.column, scale, stats),
        )


def _say_scale(
    column: str, scale: Scale, stats: Statistics
) -> Callable[[str, Sequence[tuple[Any, ...]]], str]:
    def say(where: str, values: Sequence[tuple[Any, ...]]) -> str:
        numbers = [float(value) for value, *_ in values]
        low, high = float(stats[f"min {column}"]), float(stats[f"max {column}"])
        # Here a code need not be replaced in the data: the study can declare it.
        cause = scale.likely_cause(numbers, low, high).replace(
            CURE_OF_CODES, "if so, declare it in missing"
        )
        return f"Column {column!r}: each must be {scale.rule}; got {_shown(values)} in {where}." + (
            f" {cause}" if cause else ""
        )

    return say


def errors_within_opportunities(table: UnderCheck) -> Iterator[Finding]:
    """Find more errors than there were opportunities to make one."""
    errors, possible = table.first("errors"), table.first("opportunities")
    if errors and possible:
        yield Finding(
            check="more errors than opportunities",
            severity="must fix",
            column=errors,
            columns=[errors, possible],
            condition=nw.col(errors) > nw.col(possible),
            say=lambda where, values: (
                f"Column {errors!r} is more than {possible!r}: "
                f"{', '.join(dict.fromkeys(f'{a:g} of {b:g}' for a, b in values))} in {where}. "
                "Were the two columns swapped?"
            ),
        )


def very_long(table: UnderCheck, stats: Statistics) -> Iterator[Finding]:
    """Find times on task that are far longer than the others."""
    seconds = table.first("seconds")
    median = stats.get(f"median {seconds}")
    limit = table.study.longest_seconds or VERY_LONG * (median or math.nan)
    if seconds and not math.isnan(limit):
        why = "longest_seconds" if table.study.longest_seconds else f"{VERY_LONG} times the median"
        yield Finding(
            check="very long times",
            severity="look at",
            column=seconds,
            columns=[seconds],
            condition=nw.col(seconds) > limit,
            say=lambda where, values: (
                f"Column {seconds!r}: {_shown(values)} in {where} is above {why} ({limit:g}). Did "
                "the clock run on, or are some times in milliseconds?"
            ),
        )


def straight_lines(table: UnderCheck) -> Iterator[Finding]:
    """Find sheets on which every item got the same answer."""
    for role in ("sus",):
        items = table.of(role)
        if len(items) < STRAIGHT_LINE:
            continue
        first, *others = (nw.col(item) for item in items)
        same = nw.all_horizontal(*(item == first for item in others), ignore_nulls=False)
        yield Finding(
            check="straight-lining",
            severity="look at",
            column=role,
            columns=[items[0]],
            condition=same,
            say=lambda where, values: (
                f"The same answer to all ten items of the SUS ({_shown(values)}) in {where}. Five "
                "items are worded the other way round, so such a sheet contradicts itself unless "
                "every answer is the middle."
            ),
        )


def speeders(table: UnderCheck, stats: Statistics) -> Iterator[Finding]:
    """Find questionnaires that were filled in far faster than by the others."""
    duration = table.first("duration")
    median = stats.get(f"median {duration}")
    if duration and median and table.study.speeder:
        limit = table.study.speeder * median
        yield Finding(
            check="speeders",
            severity="look at",
            column=duration,
            columns=[duration],
            condition=(nw.col(duration) > 0) & (nw.col(duration) < limit),
            say=lambda where, values: (
                f"Column {duration!r}: {_shown(values)} seconds in {where} is less than "
                f"{100 * table.study.speeder:g}% of the median ({median:g}). Where to draw the "
                "line is not agreed on; decide before looking at the results."
            ),
        )


def times(table: UnderCheck) -> Iterator[Finding]:
    """Find dates that cannot be those of a study, and a column of dates that is text."""
    column = table.first("time")
    if column is None:
        return
    dtype = table.frame.collect_schema()[column]
    if dtype not in (nw.Datetime, nw.Date):
        table.note(
            "no dates",
            "look at",
            f"Column {column!r} holds no dates as it is. uxcx.read finds the format of dates, or "
            "is told it by dates=.",
            column=column,
        )
        return
    year = nw.col(column).dt.year()
    latest = datetime.datetime.now(datetime.UTC).year + 1
    yield Finding(
        check="impossible dates",
        severity="look at",
        column=column,
        columns=[column],
        condition=(year < FIRST_YEAR) | (year > latest),
        say=lambda where, values: (
            f"Column {column!r}: {', '.join(dict.fromkeys(str(day) for day, *_ in values))} in "
            f"{where} is no date of a study. Did a clock fail?"
        ),
    )


def totals(table: UnderCheck, texts: Sequence[str]) -> Iterator[Finding]:
    """Find rows that add up or average the others."""
    for column in texts:
        text = nw.col(column).cast(nw.String).str.strip_chars().str.to_lowercase()
        yield Finding(
            check="a row of totals",
            severity="must fix",
            column=column,
            columns=[column],
            condition=text.is_in(TOTALS),
            say=lambda where, values, column=column: (  # type: ignore[misc]
                f"Column {column!r} says {_shown(values)} in {where}: a row that sums up the "
                "others is nobody's answer."
            ),
        )


def no_answer_to_any(table: UnderCheck, mapped: Sequence[Mapped]) -> Iterator[Finding]:
    """Find rows without a single answer."""
    columns = [each.column for each in mapped]
    if columns:
        nothing = [nw.col(column).is_null() for column in columns]
        nothing += [nw.col(each.unknown) == 0 for each in mapped]
        yield Finding(
            check="no answer at all",
            severity="look at",
            columns=columns[:1],
            condition=nw.all_horizontal(*nothing, ignore_nulls=True),
            say=lambda where, _: (
                f"Not one question of the study was answered in {where}. These rows count as "
                "missing answers."
            ),
        )


def no_group(table: UnderCheck) -> Iterator[Finding]:
    """Find rows that do not say who, which group, task or touchpoint."""
    for role in ("respondent", "group", "task", "touchpoint"):
        for column in table.of(role):
            yield Finding(
                check=f"no {role}",
                severity="look at",
                column=column,
                columns=[column],
                condition=nw.col(column).is_null(),
                say=lambda where, _, column=column, role=role: (  # type: ignore[misc]
                    f"Column {column!r} does not say which {role} in {where}."
                ),
            )
