"""The two ways in which data is refused, and the words for it.

A message names the column, the rule, the value got, where it is, and the likely cause.
"""

from __future__ import annotations

import difflib
import textwrap
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path


class Refusal(ValueError):  # noqa: N818 (the base of errors, never raised itself)
    """Data was refused; shown in a notebook by its message and the line that caused it.

    A learner should read what is wrong, not twenty lines of our own code. Outside notebooks the
    full traceback is shown as for every exception.
    """

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of the traceback."""
        frames = traceback.extract_tb(self.__traceback__)
        own = str(Path(__file__).parent)
        outside = [frame for frame in frames if not frame.filename.startswith(own)]
        # The first frame is IPython's own, which ran the cell.
        where = [f"in line {f.lineno}:  {f.line}" for f in outside if "ipykernel" in f.filename]
        head = f"{type(self).__name__} {where[-1] if where else ''}".rstrip()
        return [head, "", *textwrap.wrap(str(self), 88, break_on_hyphens=False)]


class AnswerError(Refusal):
    """An answer breaks the rule of its question: out of range, text, missing, or none at all."""


class ColumnError(Refusal, KeyError):
    """A column that was named is not in the data.

    It is a `KeyError` too, because that is what data-frame users catch.
    """

    def __str__(self) -> str:
        # KeyError shows the repr of its message, which would print quotes and escapes.
        return str(self.args[0]) if self.args else ""


class IntakeError(Refusal):
    """A file cannot be read as a table, or a study does not fit its data."""


class CourseError(Refusal):
    """A word, table or exercise that was named is not part of the course."""


class GroupError(Refusal, KeyError):
    """A group that was named is not among the estimates."""

    def __str__(self) -> str:
        # As above: the message itself, not its repr.
        return str(self.args[0]) if self.args else ""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the name most like `name`, whatever the case, or None if none is like it."""
    by_folded = {str(other).casefold(): str(other) for other in names}
    found = difflib.get_close_matches(str(name).casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[found[0]] if found else None


def column_missing(name: str, columns: Sequence[str], *, option: str | None = None) -> ColumnError:
    """Return the error for a column that is not there, with the nearest name.

    `option` is how it was asked for; who never named the column learns how to name it.
    """
    guess = nearest(name, columns)
    named = f"{option}=" if option else ""
    hint = f" Did you mean {named}{guess!r}?" if guess else ""
    if option and not guess:
        hint = f" Name yours with {named}."
    separator = next((mark for mark in ";\t|" if mark in columns[0]), "") if columns else ""
    if len(columns) == 1 and separator:
        return ColumnError(
            f"There is no column {name!r}. All of the header stands in one column: the file has "
            f"{separator!r} between its columns. Read it with sep={separator!r}."
        )
    shown = ", ".join(map(repr, columns[:20]))
    if len(columns) > 20:
        shown += f" and {len(columns) - 20:,} more"
    return ColumnError(f"There is no column {name!r}.{hint} The columns are: {shown}.")


def rows_phrase(rows: Sequence[int], n: int) -> str:
    """Return where rows are, in words: ``"row 3"``, ``"rows 1, 4 and 210 more"``.

    Rows are counted from 0, as pandas, Polars and Python count them.
    """
    if not rows:
        return f"{n:,} {'row' if n == 1 else 'rows'}"
    shown = ", ".join(str(row) for row in rows)
    rest = n - len(rows)
    if rest > 0:
        return f"rows {shown} and {rest:,} more (counted from 0)"
    return f"{'row' if n == 1 else 'rows'} {shown} (counted from 0)"
