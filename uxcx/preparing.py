"""What a metric asks of a column, and the frame made ready for it: checked, and as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, rows_phrase
from uxcx.families.base import SummaryBase
from uxcx.families.proportion import Proportion
from uxcx.families.ratio import RatioOfSums
from uxcx.frames import (
    Frame,
    count_rows,
    first_rows,
    require_valid,
    spoken,
    to_number,
)
from uxcx.measures import Measure
from uxcx.scales import COUNT, Scale

Expression = Callable[[nw.Expr], nw.Expr]


def own(name: str) -> str:
    """Return the name of a working column, which no user's column is likely to be called."""
    return f"_uxcx_{name}"


Y, X, SET_ASIDE, UP, DOWN = (own(name) for name in ("y", "x", "aside", "up", "down"))


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


def prepare(question: Question, frame: Frame, column: str, missing: str) -> Frame:
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
