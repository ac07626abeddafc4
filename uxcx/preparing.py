"""What a metric asks of a column, and the frame made ready for it: checked, and as values."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, rows_phrase
from uxcx.families.base import Moments, SummaryBase
from uxcx.families.proportion import Proportion
from uxcx.families.ratio import RatioOfSums
from uxcx.frames import (
    Frame,
    breaks,
    check_missing,
    count_rows,
    first_rows,
    names_of,
    require_valid,
    spoken,
    to_number,
)
from uxcx.measures import Measure
from uxcx.scales import COUNT, YES_NO, Scale

Expression = Callable[[nw.Expr], nw.Expr]


def own(name: str) -> str:
    """Return the name of a working column, which no user's column is likely to be called."""
    return f"_uxcx_{name}"


Y, X, SET_ASIDE, WRONG, SIZE = (own(name) for name in ("y", "x", "a", "wrong", "size"))
#: up to so many different rows are worth counting before anything else is done
FEW = 250


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


def count_equal(
    question: Question, frame: Frame, column: str, by: Sequence[str], unit: str | None
) -> Frame:
    """Return each different row once, and how many there are of it, where that will be few.

    On a short scale millions of answers are a handful of different ones, and all that follows is
    then done with these. An engine counts equal rows faster than it checks each.
    """
    rules = _rules(question, column)
    exact = not issubclass(question.family, Moments) or question.value is None
    few = math.prod(scale.steps + 2 for scale in rules.values()) <= FEW
    schema = frame.collect_schema()
    plain = all(schema[name].is_numeric() or schema[name] == nw.Boolean for name in rules)
    if unit is not None or question.exposure or not (exact and few and plain):
        return frame
    return frame.group_by(*dict.fromkeys([*by, *rules])).agg(nw.len().alias(SIZE))


def prepare(question: Question, frame: Frame, column: str, missing: str) -> Frame:
    """Add the working columns that `reduce` adds up.

    Rows that break a rule are marked and have no value. Whoever adds up and finds one marked calls
    `refuse`, so that good data are looked at once.
    """
    check_missing(missing)
    rules = _rules(question, column)
    # Sizes too: as floats they are added up exactly, in the 32 bits of Polars they overflow.
    frame = to_number(frame, *rules, *({SIZE} & set(names_of(frame))))
    broken = [breaks(nw.col(name), scale) for name, scale in rules.items()]
    broken += [check.broken for check in _checks_of_pairs(question, column)]
    if missing == "raise":
        broken += [nw.col(name).is_null() for name in rules]
    wrong = functools.reduce(operator.or_, (each.fill_null(False) for each in broken))
    frame = frame.with_columns(wrong.alias(WRONG))
    answer = nw.col(column)
    value = question.value(answer) if question.value else answer
    kept = ~answer.is_null() & ~nw.col(WRONG)
    if question.also:
        kept = kept & ~value.is_null()
    exposure: nw.Expr = nw.lit(1.0)
    if question.exposure:
        exposure = nw.col(question.exposure)
        kept = kept & ~exposure.is_null()
    working = []
    if question.only:
        # A missing mark is not a yes: such answers are set aside with the others.
        chosen = (nw.col(question.only) == 1).fill_null(False)
        working.append((kept & ~chosen).cast(nw.Int64).alias(SET_ASIDE))
        kept = kept & chosen
    return frame.with_columns(
        nw.when(kept).then(value).alias(Y),
        nw.when(kept).then(exposure).otherwise(nw.lit(0.0)).alias(X),
        *working,
    )


def refuse(question: Question, frame: Frame, column: str, missing: str) -> None:
    """Look at the rows a second time, and raise what says which of them break a rule, and how."""
    frame = require_valid(frame, _rules(question, column), missing=missing)
    for check in _checks_of_pairs(question, column):
        found = first_rows(frame, check.broken, check.columns)
        if found:
            rows = [row for row, _ in found if row is not None]
            shown = ", ".join(dict.fromkeys(f"{a:g} of {b:g}" for _, (a, b) in found))
            where = rows_phrase(rows, count_rows(frame.filter(check.broken)))
            raise AnswerError(f"{check.rule}; got {shown} in {where}. {check.cause}")


def _rules(question: Question, column: str) -> dict[str, Scale]:
    """Return the rule of each column of a question."""
    rules = {column: question.scale}
    if question.exposure:
        rules[question.exposure] = question.exposure_scale
    if question.only:
        rules[question.only] = YES_NO
    return rules | dict(question.also)


@dataclass(frozen=True)
class _CheckOfPair:
    """A rule that two columns must keep together."""

    columns: tuple[str, str]
    broken: nw.Expr
    rule: str
    cause: str


def _checks_of_pairs(question: Question, column: str) -> list[_CheckOfPair]:
    """Return what refuses more events than opportunities, and events without exposure."""
    pairs = [(first or column, second or column) for first, second in question.within]
    if question.exposure and question.family is Proportion:
        pairs.append((column, question.exposure))
    checks = [
        _CheckOfPair(
            (small, large),
            nw.col(small) > nw.col(large),
            f"Column {small!r} cannot be more than {large!r}",
            "Were the two columns swapped?",
        )
        for small, large in pairs
    ]
    if question.exposure and question.family is not RatioOfSums:
        checks.append(
            _CheckOfPair(
                (column, question.exposure),
                (nw.col(question.exposure) <= 0) & ~nw.col(column).is_null(),
                f"Column {question.exposure!r} must be above 0 where {column!r} is given",
                "Make both missing where there was no opportunity.",
            )
        )
    return checks


def score_levels(frame: Frame, column: str, levels: Mapping[Any, float]) -> Frame:
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
