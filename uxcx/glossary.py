"""The course's words, each in a plain sentence."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from uxcx.errors import CourseError, nearest

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["anchor", "define", "glossary"]


@cache
def _read() -> pd.DataFrame:
    import pandas as pd

    from uxcx.datasets import path

    return pd.read_csv(path("glossary.csv"), encoding="utf-8", dtype=str)


def glossary() -> pd.DataFrame:
    """Return the words of the course, from A to Z.

    Returns
    -------
    pandas.DataFrame
        One row for each: term, meaning, lesson (where it is met first).

    Examples
    --------
    >>> glossary()["term"].iloc[0]
    'A/B test'

    The words come in the order of the alphabet.
    """
    words = _read()
    order = words["term"].str.casefold().sort_values(kind="stable").index
    return words.loc[order].reset_index(drop=True)


def define(term: str) -> str:
    """Return what a word of the course means.

    Parameters
    ----------
    term : str
        A term of `glossary`, or the letters that stand in brackets behind it; case does not
        matter.

    Returns
    -------
    str
        A plain sentence or two.

    Raises
    ------
    ValueError
        If there is no such word; the nearest one is offered.

    Examples
    --------
    >>> define("NPS").split(";")[0]
    'The percentage of promoters less the percentage of detractors'

    The letters are enough.
    """
    words = dict(zip(_read()["term"], _read()["meaning"], strict=True))
    names = {name.casefold(): name for name in words}
    names |= {name.rpartition("(")[2].rstrip(")").casefold(): name for name in words if "(" in name}
    wanted = str(term).strip().casefold()
    if wanted not in names:
        guess = nearest(wanted, names)
        hint = f" Did you mean {names[guess]!r}?" if guess else ""
        raise CourseError(f"The glossary has no word {term!r}.{hint}")
    return str(words[names[wanted]])


def anchor(term: str) -> str:
    """Return the address of a word in the glossary notebook, as JupyterLab makes it.

    Parameters
    ----------
    term : str
        A term of `glossary`.

    Returns
    -------
    str
        What stands behind ``glossary.ipynb#``.

    Examples
    --------
    >>> anchor("geometric mean")
    'geometric-mean'

    Spaces become hyphens; the rest stays.
    """
    return term.replace(" ", "-")
