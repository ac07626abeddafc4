"""The few entries that make a whole column text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from uxcx.errors import rows_phrase
from uxcx.intake.entries import ID, MISSING, is_date, is_number
from uxcx.intake.opened import Decision

#: up to this share of the entries is odd; above it the column is simply text
FEW = 0.1
#: how many entries there must be, and how many odd ones are shown
ENOUGH, SHOWN = 5, 3


def find_odd(name: str, cells: Sequence[str], decimal: str) -> list[Decision]:
    """Return what to say of a column that is text because of a few entries, or nothing.

    Parameters
    ----------
    name : str
        The column.
    cells : sequence of str
        Its entries, without spaces around them; ``""`` where there is none.
    decimal : str
        What stands before decimals.
    """
    entries = {row: c for row, c in enumerate(cells) if c and c.casefold() not in MISSING}
    if len(entries) < ENOUGH:
        return []

    def numeric(cell: str) -> bool:
        return is_number(cell, decimal) and not ID.fullmatch(cell)

    for what, fits in (("numbers", numeric), ("dates", is_date)):
        rows = _misfits(entries, fits, most=int(FEW * len(entries)) or 1)
        if rows:
            shown = ", ".join(dict.fromkeys(repr(entries[row][:40]) for row in rows[:SHOWN]))
            where = rows_phrase(rows[:SHOWN], len(rows))
            why = f"its other entries are {what}; not so {shown} in {where}"
            return [Decision(what="left as text", value=repr(name), why=why)]
    return []


def _misfits(entries: dict[int, str], fits: Callable[[str], bool], *, most: int) -> list[int]:
    """Return the rows whose entries do not fit; none if they are more than `most`."""
    rows: list[int] = []
    for row, entry in entries.items():
        if not fits(entry):
            rows.append(row)
            if len(rows) > most:
                return []
    return rows
