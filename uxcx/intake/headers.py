"""Which rows of a table are its header: none, one, or the two and three of survey tools."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from uxcx.errors import IntakeError
from uxcx.intake.opened import Decision

MOST_COLUMNS = 16_384
#: rows below a header that are looked at
LOOKED_AT = 50
_IMPORT_ID = re.compile(r"""\{\s*["']*ImportId""")
_NUMBER = re.compile(r"[+-]?[\d.,\s]*\d%?")
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([ T].*)?")
_GAPS = frozenset(("", "na", "n/a", "nan", "null", "none", "-", ".", "#n/a", "#null!"))
#: what a survey tool writes below a question with one answer
_BELOW = frozenset(("response", "open-ended response", "other (please specify)"))
#: a question text has as many letters
_LONG = 15


@dataclass(frozen=True, kw_only=True)
class Header:
    """The names of columns, their questions, and where the answers begin."""

    names: tuple[str, ...]
    questions: dict[str, str]
    start: int
    decisions: tuple[Decision, ...]
    unnamed: frozenset[str] = frozenset()


def find_header(
    rows: Sequence[Sequence[str]], name: str, *, header: int | None, skip: int | None
) -> Header:
    """Return the header of a table.

    Parameters
    ----------
    rows : list of list of str
        The first rows of the table, or all.
    name : str
        The file's name.
    header : int, optional
        How many header rows there are; 0 for none.
    skip : int, optional
        How many rows above the header to pass over.
    """
    decisions = []
    if skip is None:
        skip = _titles(rows)
        if skip:
            shown = "; ".join(" ".join(filter(None, row))[:60] for row in rows[:skip])
            decisions.append(
                Decision(
                    what="rows above the table",
                    value=f"{skip} passed over",
                    why=f"they have one entry: {shown}",
                    option="skip",
                )
            )
    body = rows[skip:]
    if not body:
        raise IntakeError(f"{name} has no table: no row is left below the {skip} passed over.")
    count, why = (header, "given") if header is not None else _count(body)
    if not 0 <= count <= len(body):
        raise IntakeError(f"{name}: header={count} is not possible; there are {len(body):,} rows.")
    width = max(len(row) for row in (body[:count] or body[:LOOKED_AT]))
    if width > MOST_COLUMNS:
        raise IntakeError(
            f"{name} has {width:,} columns, more than the {MOST_COLUMNS:,} that a sheet of Excel "
            "has. Is the delimiter another one, or should rows and columns change places?"
        )
    above = [[*row, *[""] * (width - len(row))] for row in body[:count]]
    names, questions = _names(above, width)
    decisions.append(
        Decision(
            what="header",
            value=f"{count} {'row' if count == 1 else 'rows'}",
            why=why,
            option="header",
        )
    )
    bare = [place for place, name in enumerate(names) if not name]
    names, renamed = _distinct(names)
    if renamed:
        decisions.append(
            Decision(what="names of columns", value=_shown(renamed), why="named twice, or not")
        )
    return Header(
        names=tuple(names),
        questions={n: q for n, q in zip(names, questions, strict=True) if q and q != n},
        start=skip + count,
        decisions=tuple(decisions),
        unnamed=frozenset(names[place] for place in bare),
    )


def _shown(names: Sequence[str]) -> str:
    more = f" and {len(names) - 10:,} more" if len(names) > 10 else ""
    return f"{', '.join(names[:10])}{more}"


def _titles(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows with one entry stand above a table of three columns and more."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:LOOKED_AT]]
    usual = Counter(n for n in filled if n > 1).most_common(1)
    if not usual or usual[0][0] < 3:
        return 0
    return next(place for place, n in enumerate(filled) if n > 1)


def is_number(cell: str) -> bool:
    """Return whether an entry reads as a number, a percentage or a date."""
    text = cell.strip()
    return bool(_NUMBER.fullmatch(text) or _DATE.fullmatch(text))


def _is_gap(cell: str) -> bool:
    return cell.strip().casefold() in _GAPS


def _is_words(cell: str) -> bool:
    return not _is_gap(cell) and not is_number(cell)


def _count(rows: Sequence[Sequence[str]]) -> tuple[int, str]:
    """Return how many rows are header, and why."""
    for place, row in enumerate(rows[:5]):
        if row and sum(bool(_IMPORT_ID.match(cell.strip())) for cell in row) >= len(row) / 2:
            return place + 1, "names, questions and import ids, as survey tools export"
    first = rows[0]
    entries = [cell for cell in first if cell.strip()]
    if entries and sum(map(is_number, entries)) >= len(entries) / 2 and not _counts_up(entries):
        return 0, "the first row holds numbers, not names"
    count = 1
    while count < min(3, len(rows) - 1) and _continues(rows, count):
        count += 1
    why = "the first row holds names"
    if count > 1:
        why = "numbers begin below words" if count == 2 else "numbers begin below three rows"
    return count, why


def _counts_up(entries: Sequence[str]) -> bool:
    """Return whether names are numbers that count up: items of a questionnaire, or years."""
    numbers = [int(entry.strip()) for entry in entries if entry.strip().isdecimal()]
    if not numbers or len(numbers) < sum(map(is_number, entries)):
        return False
    steady = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    items = len(numbers) >= 3 and numbers[0] in (0, 1)
    years = len(numbers) < len(entries) and 1990 <= numbers[0] <= 2100
    return steady and (items or years)


def _continues(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Return whether a row below the first is header too: words above columns of numbers."""
    row, body = rows[place], rows[place + 1 : place + 1 + LOOKED_AT]
    if any(cell.strip().casefold() in _BELOW for cell in row):
        return True
    numeric = []
    for column in range(len(row)):
        below = [r[column] for r in body if column < len(r) and not _is_gap(r[column])]
        if below and sum(map(is_number, below)) >= 0.8 * len(below):
            numeric.append(column)
    words = [row[column] for column in numeric if _is_words(row[column])]
    if numeric and len(words) == len([c for c in numeric if not _is_gap(row[c])]) and words:
        longest = max(map(len, words))
        return len(words) >= 2 or (longest >= _LONG and " " in words[0].strip())
    if numeric or not row:
        return False
    # A table of words alone: question texts are longer than answers.
    filled = [cell for cell in row if cell.strip()]
    below = [cell for r in body for cell in r if cell.strip()]
    if len(filled) < 2 or not below:
        return False
    asked = sum(map(len, filled)) / len(filled)
    return asked >= 2 * _LONG and asked > 2 * sum(map(len, below)) / len(below)


def _names(above: Sequence[Sequence[str]], width: int) -> tuple[list[str], list[str]]:
    """Return names and question texts of a header of any number of rows."""
    if not above:
        return [f"column {place}" for place in range(1, width + 1)], [""] * width
    clean = [[" ".join(cell.split()) for cell in row] for row in above]
    first = clean[0]
    others = [row for row in clean[1:] if not any(_IMPORT_ID.match(cell) for cell in row)]
    questions = [" ".join(filter(None, column)) for column in zip(*others, strict=True)]
    questions = questions or [""] * width
    given = [cell for cell in first if cell]
    if len(clean) == 1 or (len(set(given)) == len(given) == width):
        return first, questions
    # A question over several columns is written above the first of them.
    filled, last = [], ""
    for cell in first:
        last = cell or last
        filled.append(last)
    names = []
    for above_it, below_it in zip(filled, questions, strict=True):
        single = not below_it or below_it.casefold() in _BELOW
        names.append(above_it if single else f"{above_it}: {below_it}".removeprefix(": "))
    return names, names


def _distinct(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return different names for all columns, and what was changed."""
    seen: set[str] = set()
    taken = {name for name in names if name}
    found, renamed = [], []
    numbers: dict[str, int] = defaultdict(lambda: 2)
    for place, name in enumerate(names, 1):
        base = new = name or f"column {place}"
        while new in seen or (new in taken and new != name):
            new = f"{base} ({numbers[base]})"
            numbers[base] += 1
        if new != name:
            renamed.append(repr(new))
        seen.add(new)
        found.append(new)
    return found, renamed
