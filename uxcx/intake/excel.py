"""Excel workbooks: which sheet, and what its cells hold. No formula is ever computed."""

from __future__ import annotations

import datetime
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from uxcx.errors import IntakeError, nearest
from uxcx.intake.opened import Decision

#: more bytes than this are read row by row, without looking for merged and hidden cells
_LARGE = 20_000_000
_MOST_CELLS = 10_000_000


@dataclass(kw_only=True)
class Cells:
    """The cells of a sheet, without empty rows and columns around them."""

    rows: list[list[Any]]
    decisions: list[Decision] = field(default_factory=list)


def read_cells(path: Path, *, sheet: str | int | None) -> Cells:
    """Return the cells of one sheet of a workbook."""
    try:
        import openpyxl
    except ImportError:
        raise ImportError("Excel files need openpyxl: pip install 'uxcx[files]'") from None
    large = path.stat().st_size > _LARGE
    try:
        with warnings.catch_warnings():
            # What it does not know (charts, drop-down lists) holds no data.
            warnings.simplefilter("ignore")
            # As a stream: openpyxl refuses a path by the name of the file.
            with path.open("rb") as file:
                book = openpyxl.load_workbook(file, data_only=True, read_only=large)
                try:
                    return _cells(book, path, sheet, large=large)
                finally:
                    book.close()
    except (IntakeError, ImportError):
        raise
    except MemoryError:
        raise IntakeError(f"{path.name} does not fit into memory. Save it as CSV.") from None
    except Exception as problem:  # a damaged workbook fails anywhere in openpyxl, with anything
        raise IntakeError(
            f"{path.name} is damaged, or no workbook that can be read "
            f"({type(problem).__name__}: {str(problem)[:200]}). Open it in Excel and save it again."
        ) from None


def _cells(book: Any, path: Path, sheet: str | int | None, *, large: bool) -> Cells:
    chosen, decisions = _choose(book, path.name, sheet)
    if large:
        chosen.reset_dimensions()  # a row then ends with its last entry, whatever the file claims
    elif chosen.max_row * chosen.max_column > _MOST_CELLS:
        raise IntakeError(
            f"{path.name}: the sheet {chosen.title!r} reaches to row {chosen.max_row:,} and column "
            f"{chosen.max_column:,}, mostly empty. Delete what stands far off the table, or save "
            "the sheet as CSV."
        )
    found: list[list[Any]] = []
    n_cells = 0
    for row in chosen.iter_rows(values_only=True):
        last = max((place for place, cell in enumerate(row) if cell is not None), default=-1)
        n_cells += last + 1
        if n_cells > _MOST_CELLS:
            raise IntakeError(
                f"{path.name} has more than {_MOST_CELLS:,} cells. Save the sheet as CSV."
            )
        found.append(list(row[: last + 1]))
    if not large:
        decisions += _hidden(chosen)
        decisions += _merged(chosen, found)
        decisions += _formulas(path, chosen.title, found)
    empty = sum(not row for row in found[: len(found)])
    found = [row for row in found if row]
    if not found:
        raise IntakeError(f"{path.name}: the sheet {chosen.title!r} is empty.")
    if empty:
        decisions.append(Decision(what="empty lines", value=f"{empty:,} passed over"))
    left = min(next(p for p, c in enumerate(row) if c is not None) for row in found)
    width = max(map(len, found))
    rows = [[*row, *[None] * (width - len(row))][left:] for row in found]
    return Cells(rows=_plain(rows, decisions), decisions=decisions)


def _choose(book: Any, name: str, sheet: str | int | None) -> tuple[Any, list[Decision]]:
    """Return the sheet that was asked for, or the first one that is shown and not empty."""
    sheets = book.worksheets
    if not sheets:
        raise IntakeError(f"{name} has no sheet of cells, only charts.")
    titles = [each.title for each in sheets]
    listed = ", ".join(map(repr, titles))
    if sheet is not None:
        place = titles.index(sheet) if sheet in titles else sheet
        if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < len(titles):
            guess = nearest(str(sheet), titles)
            hint = f" Did you mean {guess!r}?" if guess else ""
            raise IntakeError(f"{name} has no sheet {sheet!r}.{hint} The sheets are: {listed}.")
        return sheets[place], [Decision(what="sheet", value=repr(titles[place]), why="given")]
    shown = [each for each in sheets if each.sheet_state == "visible"] or sheets
    filled = [each for each in shown if any(cell is not None for row in _top(each) for cell in row)]
    chosen = (filled or shown)[0]
    why = "the only one" if len(sheets) == 1 else f"the first with entries, of {listed}"
    return chosen, [Decision(what="sheet", value=repr(chosen.title), why=why, option="sheet")]


def _top(sheet: Any) -> Any:
    """Return the first cells of a sheet, row by row."""
    return sheet.iter_rows(max_row=50, max_col=100, values_only=True)


def _hidden(sheet: Any) -> list[Decision]:
    from openpyxl.utils import get_column_letter

    columns = [
        get_column_letter(place)
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden and dimension.min
        for place in range(dimension.min, min(dimension.max, dimension.min + 20) + 1)
    ]
    rows = sum(bool(dimension.hidden) for dimension in sheet.row_dimensions.values())
    found = []
    if columns:
        shown = ", ".join(columns[:10])
        found.append(Decision(what="hidden columns", value=f"{shown} are read like the others"))
    if rows:
        found.append(Decision(what="hidden rows", value=f"{rows:,} are read like the others"))
    return found


def _merged(sheet: Any, rows: list[list[Any]]) -> list[Decision]:
    """Say which cells are merged: only the first of them holds the entry."""
    ranges = [str(each) for each in sheet.merged_cells.ranges]
    if not ranges:
        return []
    shown = ", ".join(ranges[:5]) + (" and more" if len(ranges) > 5 else "")
    return [Decision(what="merged cells", value=shown, why="the entry stands in the first of them")]


def _formulas(path: Path, title: str, rows: list[list[Any]]) -> list[Decision]:
    """Say how many cells hold formulas; their stored values are used, and never computed."""
    import openpyxl

    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, data_only=False)
    formulas = [
        (cell.row - 1, cell.column - 1)
        for row in book[title].iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    if not formulas:
        return []
    bare = sum(
        row >= len(rows) or column >= len(rows[row]) or rows[row][column] is None
        for row, column in formulas
    )
    why = "the values that the workbook stores are used"
    if bare:
        why += f"; {bare:,} have none, and are missing: open the file in Excel and save it"
    return [Decision(what="formulas", value=f"{len(formulas):,} cells", why=why)]


def _plain(rows: list[list[Any]], decisions: list[Decision]) -> list[list[Any]]:
    """Return cells as numbers, texts, dates and yes or no; durations as seconds."""
    errors: Counter[str] = Counter()
    durations = 0
    for row in rows:
        for place, cell in enumerate(row):
            if isinstance(cell, datetime.timedelta):
                row[place] = cell.total_seconds()
                durations += 1
            elif isinstance(cell, datetime.datetime):
                row[place] = cell
            elif isinstance(cell, datetime.date):
                row[place] = datetime.datetime(cell.year, cell.month, cell.day)
            elif isinstance(cell, str) and cell in _ERRORS:
                errors[cell] += 1
                row[place] = None
            elif not isinstance(cell, str | bool | int | float | None):
                row[place] = str(cell)
    if errors:
        shown = ", ".join(f"{error} {n:,} times" for error, n in errors.most_common())
        decisions.append(Decision(what="errors of Excel", value=f"{shown}, read as missing"))
    if durations:
        decisions.append(Decision(what="durations", value=f"{durations:,} cells, as seconds"))
    return rows


_ERRORS = frozenset(
    ("#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!")
)


def cell_text(cell: Any) -> str:
    """Return a cell as the text that stands for it in a column of texts."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ")
    return str(cell)
