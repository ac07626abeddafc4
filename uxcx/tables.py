"""Tables to read: wrapped, left-aligned, nothing cut off, accessible, and everything escaped."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from uxcx.errors import column_missing

if TYPE_CHECKING:
    import pandas as pd


__all__ = ["Shown", "show"]


class Shown:
    """A table to look at: left-aligned, wrapped, with a caption that counts its rows.

    Made by `show`. Its text form has a line for each cell, so that nothing is cut off.

    Parameters
    ----------
    caption : str
        What stands above it.
    header : sequence of str
        The names of the columns.
    rows : sequence of sequence of str
        The cells.
    """

    def __init__(self, caption: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        count = f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}"
        self.caption = f"{caption} ({count})" if caption else count
        self.header = list(header)
        self.rows = [list(row) for row in rows]

    def __repr__(self) -> str:
        lines = [self.caption]
        for row in self.rows:
            for number, (name, cell) in enumerate(zip(self.header, row, strict=True)):
                lines.append(f"{'- ' if number == 0 else '  '}{name}: {cell}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        style = ' style="text-align:left;vertical-align:top"'
        head = "".join(f'<th scope="col"{style}>{html.escape(name)}</th>' for name in self.header)
        body = "".join(
            f'<tr><th scope="row"{style}>{html.escape(row[0])}</th>'
            + "".join(f"<td{style}>{html.escape(cell)}</td>" for cell in row[1:])
            + "</tr>"
            for row in self.rows
        )
        return (
            f'<table><caption style="text-align:left">{html.escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def show(frame: pd.DataFrame, *, columns: Sequence[str] | None = None, caption: str = "") -> Shown:
    """Show a table of texts so that it can be read: wrapped, left-aligned, nothing cut off.

    Parameters
    ----------
    frame : pandas.DataFrame
        Such as `comparison` returns.
    columns : sequence of str, optional
        Which columns, in which order; all by default.
    caption : str, optional
        What stands above the table; the number of rows is added.

    Returns
    -------
    Shown
        JupyterLab draws it as a table; printed, it is a list.

    Raises
    ------
    TypeError
        If `frame` is not a data frame, or `columns` is a single text.
    ColumnError
        If a column is not there; the nearest name is offered.

    Examples
    --------
    >>> from uxcx.concepts import comparison
    >>> show(comparison(table="overview", article="E").head(1), columns=["aspect", "ux"])
    1 row
    - aspect: definition
      ux: what it is like to use one feature or screen

    In JupyterLab this is a table of one row and two columns.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"show() takes a data frame; got a {type(frame).__name__}.")
    if isinstance(columns, str):
        raise TypeError(f"columns must be a list of names, such as [{columns!r}].")
    names = [str(name) for name in frame.columns]
    for name in columns or ():
        if name not in names:
            raise column_missing(name, names)
    shown = frame if columns is None else frame[list(columns)]
    rows = [[str(cell) for cell in row] for row in shown.itertuples(index=False, name=None)]
    return Shown(caption, [str(name) for name in shown.columns], rows)
