"""Rows of a text file: the delimiter, quotes, and rows of the wrong length."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from uxcx.errors import IntakeError, rows_phrase
from uxcx.intake.opened import Decision

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
#: stands between the columns of a file that has only one
NO_DELIMITER = "\x1f"
#: how many lines are looked at to find the delimiter
LINES = 200
_HINT = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


def words_for(delimiter: str) -> str:
    """Return a delimiter in words."""
    return DELIMITERS.get(delimiter, repr(delimiter))


def find_delimiter(text: str, given: str | None) -> tuple[str, str, Decision]:
    """Return the delimiter, the text without a hint on it, and the decision."""
    hint = _HINT.match(text)
    if hint:
        text = text[hint.end() :]
    if given is not None:
        if len(given) != 1 or given in '\r\n"':
            raise IntakeError(f"A delimiter is one character, such as ';'; got {given!r}.")
        return given, text, _decision(words_for(given), "given")
    if hint:
        return hint[1], text, _decision(words_for(hint[1]), "the first line says so")
    scores = {mark: _score(text, mark) for mark in DELIMITERS}
    best = max(scores, key=lambda mark: scores[mark])
    share, columns = scores[best]
    if columns < 2 or share < 0.5:
        return NO_DELIMITER, text, _decision("none, there is one column", "no mark splits lines")
    why = f"{100 * share:.0f}% of the lines have {columns} columns"
    return best, text, _decision(words_for(best), why)


def _decision(value: str, why: str) -> Decision:
    return Decision(what="delimiter", value=value, why=why, option="delimiter")


def _score(text: str, delimiter: str) -> tuple[float, int]:
    """Return how many lines a delimiter splits alike, and into how many columns."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lengths: Counter[int] = Counter()
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                lengths[len(row)] += 1
            if lengths.total() == LINES:
                break
    except csv.Error:
        return 0.0, 0
    several = {length: n for length, n in lengths.items() if length > 1}
    if not several:
        return 0.0, 1
    # Of two lengths that are as common, the longer: titles above a table are short.
    columns = max(several, key=lambda length: (several[length], length))
    return several[columns] / lengths.total(), columns


def parse(text: str, delimiter: str, name: str) -> tuple[list[list[str]], list[Decision]]:
    """Return the rows of a text, without empty lines.

    Raises
    ------
    IntakeError
        If a quote is never closed, or an entry is too long to be one.
    """
    decisions = []
    try:
        rows = _rows(text, delimiter, strict=True)
    except csv.Error as problem:
        if "unexpected end of data" in str(problem):
            line = _open_quote(text, delimiter)
            raise IntakeError(
                f"{name}: a quote is opened in line {line:,} (counted from 1) and never closed. "
                "Was the file cut off? Or is it an inch mark, and there should be none?"
            ) from None
        try:
            rows = _rows(text, delimiter, strict=False)
        except csv.Error as again:
            raise IntakeError(
                f"{name}: an entry is too long, or is no text ({again}). Is a quote never closed?"
            ) from None
        decisions.append(
            Decision(what="quotes", value="taken as they are", why="some are not doubled inside")
        )
    empty = sum(not any(cell.strip() for cell in row) for row in rows)
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if empty:
        decisions.append(Decision(what="empty lines", value=f"{empty:,} passed over"))
    return rows, decisions


def _rows(text: str, delimiter: str, *, strict: bool) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))


def _open_quote(text: str, delimiter: str) -> int:
    """Return the line, from 1, of the row in which the last quote is opened."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for _ in reader:
            line = reader.line_num + 1
    except csv.Error:
        pass
    return line


def level(
    rows: Sequence[list[str]], width: int, name: str
) -> tuple[list[list[str]], list[Decision]]:
    """Return rows of the same length: missing entries at the end are missing, more are refused.

    Parameters
    ----------
    rows : list of list of str
        The rows below the header.
    width : int
        How many columns the header has.
    name : str
        The file's name.
    """
    longer = [
        place
        for place, row in enumerate(rows)
        if len(row) > width and any(cell.strip() for cell in row[width:])
    ]
    if longer:
        where = rows_phrase(longer[:5], len(longer))
        most = len(rows[longer[0]])
        raise IntakeError(
            f"{name}: the header has {width} columns, but {len(longer):,} "
            f"{'row has' if len(longer) == 1 else 'rows have'} more, such as {most}: {where}, "
            "below the header. Does an entry hold the delimiter, and no quotes around it?"
        )
    short = [place for place, row in enumerate(rows) if len(row) < width]
    decisions = []
    if short:
        last = "; the last one is among them: was the file cut off" * (short[-1] == len(rows) - 1)
        decisions.append(
            Decision(
                what="short rows",
                value=f"{len(short):,} filled with missing entries",
                why=f"{rows_phrase(short[:5], len(short))}{last}",
            )
        )
    return [(row + [""] * (width - len(row)))[:width] for row in rows], decisions
