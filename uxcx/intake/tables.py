"""From the rows of a text file or the cells of a sheet to a frame with types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uxcx.errors import IntakeError, column_missing
from uxcx.intake import delimited, scanning
from uxcx.intake.checks import TOTALS
from uxcx.intake.decoding import Decoded, decode
from uxcx.intake.excel import cell_text
from uxcx.intake.headers import Header, find_header
from uxcx.intake.opened import Decision
from uxcx.intake.values import Rules, Typed, find_decimal, type_columns

if TYPE_CHECKING:
    import pandas as pd

#: how much of a large file is looked at to find out how it is laid out
SAMPLE = 300_000
#: how many rows are looked at to find out how dates are written
DATED = 500
#: the encodings that DuckDB and Polars read
UTF8 = ("utf-8", "utf-8-sig", "ascii")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the user said of the layout; None is to be found out."""

    delimiter: str | None
    encoding: str | None
    decimal: str | None
    header: int | None
    skip: int | None


def read_text(
    path: Path, options: Options, rules: Rules
) -> tuple[pd.DataFrame, dict[str, str], list[Decision]]:
    """Return a text file read whole, its questions, and the decisions."""
    decoded = decode(path.read_bytes(), path.name, options.encoding)
    rows, _, decisions = _rows(decoded, path.name, options)
    header = find_header(rows, path.name, header=options.header, skip=options.skip)
    body, names, found = _body(rows, header, path.name)
    frame, more, _ = _typed(names, body, header, options, rules)
    decisions += [*header.decisions, *found, *more, *_say_last(body)]
    return frame, header.questions, decisions


def _rows(
    decoded: Decoded, name: str, options: Options
) -> tuple[list[list[str]], str, list[Decision]]:
    """Return the rows of a text, its delimiter, and the decisions."""
    delimiter, text, decision = delimited.find_delimiter(decoded.text, options.delimiter)
    rows, found = delimited.parse(text, delimiter, name)
    if not rows:
        raise IntakeError(f"{name} holds no entries, only empty lines.")
    return rows, delimiter, [*decoded.decisions, decision, *found]


def _body(
    rows: Sequence[list[str]], header: Header, name: str
) -> tuple[list[list[str]], list[str], list[Decision]]:
    """Return the rows of answers, all of one length, and the names of their columns."""
    body, names = list(rows[header.start :]), list(header.names)
    decisions = []
    if body and all(len(row) == len(names) + 1 for row in body) and "row" not in names:
        # R writes the names of rows without a name above them.
        names = ["row", *names]
        decisions.append(
            Decision(what="first column", value="'row'", why="there is one name less than entries")
        )
    body, found = delimited.level(body, len(names), name)
    return body, names, [*decisions, *found]


def _typed(
    names: Sequence[str],
    body: Sequence[Sequence[str]],
    header: Header,
    options: Options,
    rules: Rules,
) -> tuple[pd.DataFrame, list[Decision], Typed]:
    """Return rows of text as a frame with types."""
    import pandas as pd

    columns: dict[str, Sequence[str]] = {
        name: [row[place] for row in body] for place, name in enumerate(names)
    }
    empty = [n for n in header.unnamed if not any(cell.strip() for cell in columns[n])]
    decisions = []
    if empty and len(empty) < len(columns):
        n = len(empty)
        decisions.append(
            Decision(
                what="left out",
                value=f"{n} {'column' if n == 1 else 'columns'} without name and entries",
            )
        )
        columns = {name: column for name, column in columns.items() if name not in empty}
    unknown = sorted(rules.text - set(columns))
    if unknown:
        raise column_missing(unknown[0], list(columns))
    decimal, decision = find_decimal(columns.values(), options.decimal)
    typed = type_columns(columns, replace(rules, decimal=decimal))
    decisions += [*([decision] if decision else []), *typed.decisions]
    return pd.DataFrame(typed.columns, index=range(len(body))), decisions, typed


def _say_last(body: Sequence[Sequence[str]]) -> list[Decision]:
    """Say if the last rows are totals or notes; they are kept."""
    if not body or len(body[0]) < 3:
        return []
    first = next((cell.strip().casefold() for cell in body[-1] if cell.strip()), "")
    if first in TOTALS:
        why = "it is kept; check sets it aside"
        return [Decision(what="last row", value=f"begins with {first!r}", why=why)]
    notes = 0
    for row in reversed(body):
        if sum(bool(cell.strip()) for cell in row) != 1:
            break
        notes += 1
    if 0 < notes < len(body):
        return [
            Decision(what="last rows", value=f"{notes} with one entry only", why="they are kept")
        ]
    return []


def from_cells(
    rows: list[list[Any]], name: str, options: Options, rules: Rules
) -> tuple[pd.DataFrame, dict[str, str], list[Decision]]:
    """Return the cells of a sheet as a frame, its questions, and the decisions."""
    import pandas as pd

    top = [[cell_text(cell) for cell in row] for row in rows[:60]]
    header = find_header(top, name, header=options.header, skip=options.skip)
    body, width = rows[header.start :], len(header.names)
    words = [[row[place] for row in body if isinstance(row[place], str)] for place in range(width)]
    decimal, decision = find_decimal(words, options.decimal)
    plain: dict[str, Any] = {}
    texts: list[str] = []
    for place, column in enumerate(header.names):
        cells = [row[place] for row in body]
        kinds = {type(cell) for cell in cells if cell is not None}
        if (
            column in rules.text
            or str in kinds
            or len(kinds - {int, float}) > 1
            or (kinds - {int, float} and kinds & {int, float})
        ):
            texts.append(column)
        elif not kinds and column in header.unnamed:
            continue
        else:
            plain[column] = pd.Series(cells, dtype=None if kinds else "float64")
    if rules.text - set(header.names):
        raise column_missing(sorted(rules.text - set(header.names))[0], list(header.names))
    point = {column: header.names.index(column) for column in texts}
    written: dict[str, Sequence[str]] = {
        column: [_written(row[place], decimal) for row in body] for column, place in point.items()
    }
    typed = type_columns(written, replace(rules, decimal=decimal))
    both = plain | typed.columns
    frame = pd.DataFrame(
        {column: both[column] for column in header.names if column in both}, index=range(len(body))
    )
    decisions = [*header.decisions, *([decision] if decision else []), *typed.decisions]
    decisions += _say_last([[cell_text(cell) for cell in row] for row in body[-20:]])
    return frame, header.questions, decisions


def _written(cell: Any, decimal: str) -> str:
    """Return a cell as text, numbers with the decimals that the texts beside them have."""
    text = cell_text(cell)
    return text.replace(".", ",") if isinstance(cell, float) and decimal == "," else text


def decode_start(path: Path, encoding: str | None) -> Decoded:
    """Return the first lines of a text file."""
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    decoded = decode(start, path.name, encoding)
    if len(start) < SAMPLE:
        return decoded
    return replace(decoded, text=decoded.text[: decoded.text.rfind("\n") + 1])


def scan_text(
    path: Path, options: Options, rules: Rules, engine: str
) -> tuple[Any, dict[str, str], list[Decision]]:
    """Return a text file as a lazy table, laid out as its first rows show."""
    decoded = decode_start(path, options.encoding)
    if decoded.encoding not in UTF8:
        raise IntakeError(
            f"{path.name} is {decoded.encoding}, and only UTF-8 is read piece by piece. Save it as "
            "UTF-8, or read it whole with engine='pandas'."
        )
    rows, delimiter, decisions = _rows(decoded, path.name, options)
    header = find_header(rows, path.name, header=options.header, skip=options.skip)
    if any("\n" in cell or "\r" in cell for row in rows[: header.start] for cell in row):
        raise IntakeError(
            f"{path.name} has header entries over several lines, which are not read piece by "
            "piece. Read it whole with engine='pandas'."
        )
    body, names, found = _body(rows, header, path.name)
    frame, more, typed = _typed(names, body, header, options, rules)
    kinds = {name: _kind(frame[name]) if name in frame else scanning.TEXT for name in names}
    dated = [
        row[place]
        for place, name in enumerate(names)
        if kinds[name] == scanning.DATE
        for row in body[:DATED]
    ]
    layout = scanning.Layout(
        path=path,
        delimiter=delimiter,
        decimal=typed.decimal,
        formats=scanning.formats_of(typed.dates, dated),
        skip=_lines_above(decoded.text, delimiter, header.start),
        kinds=kinds,
    )
    lazy, last = scanning.scan(layout, engine)
    sampled = Decision(
        what="types of columns",
        value=f"from the first {len(body):,} rows",
        why="then checked in all",
    )
    return lazy, header.questions, [*decisions, *header.decisions, *found, *more, sampled, *last]


def _kind(column: pd.Series[Any]) -> str:
    kinds = {"M": scanning.DATE, "b": scanning.FLAG, "i": scanning.NUMBER, "f": scanning.NUMBER}
    if str(column.dtype) == "boolean":
        return scanning.FLAG
    return kinds.get(column.dtype.kind, scanning.TEXT)


def _lines_above(text: str, delimiter: str, start: int) -> int:
    """Return how many lines of a file stand above the row number `start`."""
    lines = text.splitlines()
    hint = 1 if lines and lines[0].lower().startswith("sep=") else 0
    seen = 0
    for place, line in enumerate(lines[hint:], hint):
        if seen == start:
            return place
        seen += bool(line.strip(delimiter + ' \t"'))
    return len(lines)
