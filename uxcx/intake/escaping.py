"""Texts of a data file that a spreadsheet would take for a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: a spreadsheet takes a text that starts with one of these for a formula or a command; the last
#: four are the full-width signs, which some programs turn into the plain ones
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def spreadsheet_text(value: Any) -> Any:
    r"""Return a value that a spreadsheet shows and does not run.

    Parameters
    ----------
    value : any
        A cell.

    Returns
    -------
    any
        Text that a spreadsheet would take for a formula, with an apostrophe before it; all else
        as it came. Numbers stay numbers.

    Notes
    -----
    OWASP, *CSV Injection*: cells that begin with ``=``, ``+``, ``-``, ``@``, a tab, a carriage
    return, a line feed or a full-width sign are given an apostrophe. The writer of the file must
    quote fields that hold separators or quotes, as `pandas.DataFrame.to_csv` does.

    Examples
    --------
    >>> spreadsheet_text('=HYPERLINK("https://example.org")')
    '\'=HYPERLINK("https://example.org")'
    >>> spreadsheet_text(-3.5)
    -3.5

    The formula is now text; the number is still a number.
    """
    # Programs that trim a cell would find the sign behind its spaces.
    if isinstance(value, str) and (value.startswith(STARTS) or value.lstrip().startswith(STARTS)):
        return "'" + value
    return value


def spreadsheet_safe(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts, names of columns and index a spreadsheet does not run.

    Parameters
    ----------
    table : pandas.DataFrame
        A table to be written as CSV or Excel.

    Returns
    -------
    pandas.DataFrame
        A copy; see `spreadsheet_text`.

    Examples
    --------
    >>> import pandas as pd
    >>> spreadsheet_safe(pd.DataFrame({"who": ["@sum(1)", "ann"], "n": [1, 2]}))["who"].tolist()
    ["'@sum(1)", 'ann']

    Only the text that looks like a formula was changed.
    """
    import pandas as pd

    safe = table.copy()
    safe.columns = pd.Index([spreadsheet_text(name) for name in table.columns])
    if isinstance(table.index, pd.MultiIndex):
        safe.index = pd.MultiIndex.from_tuples(
            [tuple(map(spreadsheet_text, entry)) for entry in table.index], names=table.index.names
        )
    else:
        safe.index = table.index.map(spreadsheet_text)
    for place in range(safe.shape[1]):
        column = safe.iloc[:, place]
        if isinstance(column.dtype, pd.CategoricalDtype):
            column = column.astype(object)
        if not pd.api.types.is_numeric_dtype(column) and column.dtype.kind not in "mM":
            texts = column.map(spreadsheet_text, na_action="ignore")
            safe.isetitem(place, texts.to_numpy())
    return safe
