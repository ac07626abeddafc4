"""Sheets of answers: what every questionnaire asks of them before it scores them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, nearest, rows_phrase
from uxcx.frames import Frame, collect, count_rows, first_rows, open_frame, require_valid
from uxcx.results import as_plain
from uxcx.scales import Scale

if TYPE_CHECKING:
    import pandas as pd

_WORDS = {2: "two", 4: "four", 6: "six", 8: "eight", 10: "ten"}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What one respondent's answers to a questionnaire look like.

    Parameters
    ----------
    name : str
        The questionnaire: ``"SUS"``.
    function : str
        The function that scores it, for messages.
    items : int
        How many items it has.
    scale : Scale
        The rule of a valid answer.
    noun : str
        What one answer is called.
    """

    name: str
    function: str
    items: int
    scale: Scale
    noun: str = "answer"

    @property
    def count(self) -> str:
        """How many items there are, in words."""
        return _WORDS.get(self.items, str(self.items))

    @property
    def needs(self) -> str:
        """What a score needs, in words."""
        every = "both" if self.items == 2 else f"all {self.count}"
        return f"A {self.name} score needs {every} {self.noun}s"


def require_choice(what: str, given: object, allowed: Sequence[str]) -> None:
    """Refuse an option that is not there, offering the nearest."""
    if given not in allowed:
        guess = nearest(str(given), allowed)
        hint = f" Did you mean {guess!r}?" if guess else ""
        choices = ", ".join(map(repr, allowed))
        raise ValueError(f"{what} must be one of {choices}; got {given!r}.{hint}")


def one_sheet(data: Any, sheet: Sheet, *, complete: bool = True) -> list[Any]:
    """Return the answers of one respondent, given as a plain sequence."""
    if nw.dependencies.is_into_dataframe(data):
        raise TypeError(
            f"Name the {sheet.count} columns of the {sheet.noun}s: "
            f"{sheet.function}(frame, items=[...])."
        )
    answers = list(data)
    if any(isinstance(answer, list | tuple) or getattr(answer, "ndim", 0) for answer in answers):
        raise TypeError(
            f"Give the {sheet.count} {sheet.noun}s of one respondent, or a data frame with one "
            "row a respondent."
        )
    if len(answers) != sheet.items:
        raise AnswerError(
            f"The {sheet.name} has {sheet.count} items; got {len(answers)} {sheet.noun}s."
        )
    lacking = [number for number, answer in enumerate(answers, 1) if as_plain(answer) is None]
    if lacking and complete:
        raise AnswerError(
            f"{sheet.needs}; missing: item {', '.join(map(str, lacking))}. Such a sheet has no "
            "score that all would agree on."
        )
    return answers


def frame_of_sheet(answers: Sequence[Any], *, start: str = "item") -> pd.DataFrame:
    """Return a frame of one row, its columns called ``"item 1"`` and so on."""
    import pandas as pd

    row = [math.nan if as_plain(answer) is None else answer for answer in answers]
    return pd.DataFrame([row], columns=[f"{start} {n}" for n in range(1, len(row) + 1)])


def checked_sheets(
    data: Any, items: Sequence[str] | None, sheet: Sheet, *, complete: bool = True
) -> tuple[Frame, list[str]]:
    """Return the frame of answers as numbers, checked, and the columns of the items.

    Parameters
    ----------
    data : data frame, or sequence
        One row a respondent; or the answers of one respondent.
    items : sequence of str, optional
        The columns, with a data frame.
    sheet : Sheet
        What the answers must look like.
    complete : bool, default True
        Whether a missing answer is refused.
    """
    if items is None:
        data = frame_of_sheet(one_sheet(data, sheet, complete=complete))
        items = list(data.columns)
    if isinstance(items, str):
        raise TypeError(f"Name {sheet.count} columns, as a list; got {items!r}.")
    items = list(items)
    if len(items) != sheet.items or len(set(items)) != len(items):
        raise AnswerError(
            f"The {sheet.name} has {sheet.count} different items, in the order of the "
            f"questionnaire; got {len(items)} columns"
            f"{' with repeats' if len(set(items)) != len(items) else ''}: "
            f"{', '.join(map(repr, items[:12]))}."
        )
    frame, columns = open_frame(data, items)
    # In a single sheet a column without answers is one gap; in a table, a question never asked.
    lone = not complete and count_rows(frame) == 1
    rules = dict.fromkeys(columns, sheet.scale)
    frame = require_valid(frame, rules, missing="exclude", optional=lone)
    if complete:
        refuse_gaps(frame, columns, sheet)
    return frame, columns


def refuse_gaps(frame: Frame, columns: Sequence[str], sheet: Sheet) -> None:
    """Refuse respondents who left items out, naming items and rows."""
    gap = nw.any_horizontal(*(nw.col(c).is_null() for c in columns), ignore_nulls=True)
    found = first_rows(frame, gap, columns)
    if not found:
        return
    lacking = dict.fromkeys(
        column
        for _, values in found
        for column, value in zip(columns, values, strict=True)
        if value is None
    )
    raise AnswerError(
        f"{sheet.needs}; missing: {', '.join(map(repr, lacking))} in "
        f"{_where(frame, gap, found)}. Leave those respondents out, and say how many they were."
    )


def refuse_empty_sheets(frame: Frame, columns: Sequence[str], sheet: Sheet) -> None:
    """Refuse respondents without a single answer: there is nothing to impute from."""
    empty = nw.all_horizontal(*(nw.col(c).is_null() for c in columns), ignore_nulls=True)
    found = first_rows(frame, empty, columns)
    if found:
        raise AnswerError(
            f"None of the {sheet.count} answers was given in {_where(frame, empty, found)}: there "
            "is nothing to score. Leave those respondents out, and say how many they were."
        )


def _where(
    frame: Frame, condition: nw.Expr, found: Sequence[tuple[int | None, tuple[Any, ...]]]
) -> str:
    rows = [row for row, _ in found if row is not None]
    return rows_phrase(rows, count_rows(frame.filter(condition)))


def pandas_of(frame: Frame, columns: Mapping[str, nw.Expr]) -> pd.DataFrame:
    """Return computed columns as a pandas frame of floats, rows in their order."""
    import pandas as pd

    own = {name: f"_uxcx_{name}" for name in columns}
    wanted = [expression.alias(own[name]) for name, expression in columns.items()]
    found = collect(frame.with_columns(*wanted).select(*own.values()))
    return pd.DataFrame({name: found[own[name]].to_list() for name in columns}, dtype="float64")
