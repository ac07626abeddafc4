"""What an effect is an effect on: the column, its kind, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, nearest
from uxcx.families import Mean, Proportion, RatioOfSums
from uxcx.frames import Frame, collect, first_rows, require_valid
from uxcx.measures import NUMBER, PERCENT, Measure
from uxcx.preparing import Question
from uxcx.results import as_plain
from uxcx.scales import AMOUNT, ANY_NUMBER, YES_NO


def question_of(
    frame: Frame, outcome: str, *, per: str | None = None, measure: Measure | None = None
) -> Question:
    """Return the question that an outcome asks: a share of yes, a mean, or a ratio of sums."""
    if per is not None:
        chosen = measure or Measure(name=f"{outcome} per {per}", unit=NUMBER)
        return Question(
            measure=chosen, family=RatioOfSums, scale=AMOUNT, exposure=per, exposure_scale=AMOUNT
        )
    checked = require_valid(frame.select(outcome), {outcome: ANY_NUMBER}, missing="exclude")
    if is_yes_or_no(checked, outcome):
        chosen = measure or Measure(name=outcome, unit=PERCENT)
        return Question(measure=chosen, family=Proportion, scale=YES_NO)
    chosen = measure or Measure(name=outcome, unit=NUMBER)
    return Question(measure=chosen, family=Mean, scale=ANY_NUMBER)


def is_yes_or_no(frame: Frame, column: str) -> bool:
    """Return whether a column of numbers holds nothing but 0, 1 and missing."""
    value = nw.col(column)
    other = (~value.is_null() & (value != 0) & (value != 1)).fill_null(False)
    return not collect(frame.filter(other).head(1)).shape[0]


def two_groups(
    frame: Frame, group: str, treatment: Any, control: Any | None
) -> tuple[Frame, Any, int]:
    """Return the rows of two groups, which the control is, and how many rows were set aside."""
    counts = collect(frame.group_by(group).agg(nw.len().alias("_uxcx_n"))).rows()
    sizes = {as_plain(value): int(n) for value, n in counts}
    present = [value for value in sizes if value is not None]
    others = [value for value in present if value != treatment]
    if control is None and len(others) == 1:
        control = others[0]
    if len(present) < 2:
        only = f"one group only, {present[0]!r}" if present else "no group"
        raise AnswerError(f"Column {group!r} holds {only}: there is nothing to compare with.")
    by_text = {str(value): value for value in present}
    for name, wanted in (("treatment", treatment), ("control", control)):
        if wanted is None or wanted not in present:
            guess = nearest(str(wanted), by_text) if wanted is not None else None
            hint = f" Did you mean {by_text[guess]!r}?" if guess else ""
            raise AnswerError(
                f"{name} must be one of the groups in column {group!r}: "
                f"{', '.join(map(repr, sorted(present, key=str)))}; got {wanted!r}.{hint}"
            )
    if treatment == control:
        raise AnswerError(f"treatment and control must be two groups; got {treatment!r} twice.")
    aside = sum(n for value, n in sizes.items() if value not in (treatment, control))
    return frame.filter(nw.col(group).is_in([treatment, control])), control, aside


def require_apart(parts: Mapping[str, str | Sequence[str] | None]) -> None:
    """Refuse a column that is given two parts; `parts` has the columns by what they are."""
    taken = dict[str, str]()
    for part, columns in parts.items():
        for column in [columns] if isinstance(columns, str) else columns or ():
            if column in taken:
                raise ValueError(
                    f"{column!r} cannot be both {taken[column]} and {part}: name a column for each."
                )
            taken[column] = part


def require_units(frame: Frame, unit: str) -> None:
    """Refuse rows that do not say whose they are."""
    found = first_rows(frame, nw.col(unit).is_null(), [unit])
    if found:
        rows = ", ".join(str(row) for row, _ in found if row is not None)
        where = f"row {rows}" if rows else "some rows"
        raise AnswerError(
            f"Column {unit!r} names whose rows belong together, but it is missing in {where}."
        )
