"""What UX and CX mean: five articles' words as data, to filter, sort and compare.

The articles are A (Lyssna), B (UXtweak), C (OWDT), D (UXPin) and E (Uitop). Everything here is
told in our own words; the letters say which article a fact comes from.

>>> from uxcx import concepts
>>> print(concepts.definitions(term="UI").loc[0, "text"])
What you see and touch of a product on its screen: buttons, menus, colours, text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from uxcx.errors import CourseError, nearest
from uxcx.tables import show

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "articles",
    "cases",
    "claims",
    "comparison",
    "definitions",
    "further_reading",
    "show",
    "statements",
    "strategy",
]


def comparison(
    *, table: str | None = None, article: str | None = None, search: str | None = None
) -> pd.DataFrame:
    """Return the articles' comparison tables of UX and CX, or the rows you ask for.

    Parameters
    ----------
    table : {"scope", "strategy", "practitioners", "daily work", "metrics", "overview"}, optional
        Only this table. The first five are article A's; articles C and E have one each, which
        are the table ``"overview"`` here, so that they can be read side by side.
    article : {"A", "C", "E"}, optional
        Only rows from this article; B and D have no tables.
    search : str, optional
        Only rows in which a word begins with this, in any of their texts; case does not matter.

    Returns
    -------
    pandas.DataFrame
        One row for each aspect: table, aspect, ux, cx, article, citation. Article A's metrics
        come in two lists without aspects, so that which one stands beside which means nothing.
        No rows if nothing was found.

    Raises
    ------
    ValueError
        If there is no such table or article, or the article lacks the table; the nearest name
        is offered.
    TypeError
        If a filter is not text.

    Examples
    --------
    >>> comparison(table="overview", article="C")["aspect"].tolist()
    ['focus', 'scope', 'goal', 'responsibility', 'metrics']
    >>> comparison(search="wallet")["cx"].tolist()
    ["share of wallet: how much of a customer's spending comes to the brand"]

    Article C compares five aspects; share of wallet is in one row of all tables, under CX.
    """
    frame = _read("concepts.csv")
    if table is not None:
        _require("table", table, list(frame["table"].unique()))
        frame = frame[frame["table"] == table]
    if article is not None:
        _require("article", article, list(articles()["article"]))
        found = frame[frame["article"] == article]
        if found.empty:
            raise CourseError(_no_rows(table, article))
        frame = found
    if search is not None:
        texts = frame["table"] + "\n" + frame["aspect"] + "\n" + frame["ux"] + "\n" + frame["cx"]
        frame = frame[_begins(texts, search)]
    return frame.reset_index(drop=True)


def definitions(*, term: str | None = None) -> pd.DataFrame:
    """Return what the articles say of UX, CX and UI, in our own words.

    Parameters
    ----------
    term : {"UX", "CX", "UI"}, optional
        Only this term.

    Returns
    -------
    pandas.DataFrame
        One row for each statement: term, aspect (meaning, place, lens, covers, person, owner,
        origin), text, article (the letters of all that say so). CX has two origins, because the
        articles disagree.

    Raises
    ------
    ValueError
        If there is no such term; the nearest one is offered.
    TypeError
        If the term is not text.

    Examples
    --------
    >>> cx = definitions(term="CX")
    >>> cx.loc[cx["aspect"] == "origin", ["text", "article"]].values.tolist()[0]
    ['The early 2000s, as a discipline of its own.', 'A']

    Article A dates CX to the early 2000s; the other origin, in article D, is years later.
    """
    frame = _read("definitions.csv")
    if term is not None:
        _require("term", term, list(frame["term"].unique()))
        frame = frame[frame["term"] == term]
    return frame.reset_index(drop=True)


def articles() -> pd.DataFrame:
    """Return the five articles of the course: who published them, when, and what they sell.

    Returns
    -------
    pandas.DataFrame
        One row for each article: article (its letter), publisher, title, year, sells, citation.

    Examples
    --------
    >>> articles().loc[0, ["article", "sells"]].tolist()
    ['A', 'a platform for user research']

    All five are written by companies that sell what the articles recommend.
    """
    frame = _read("articles.csv")
    frame["citation"] = frame["publisher"] + ", " + frame["title"] + " (" + frame["year"] + ")"
    return frame


def further_reading() -> pd.DataFrame:
    """Return sources outside the five articles, and what each adds or contradicts.

    Returns
    -------
    pandas.DataFrame
        One row for each source: source, why.

    Examples
    --------
    >>> print(further_reading().loc[1, "source"].split(".")[0])
    ISO 9241-210:2019

    The standard is one of the sources that the articles do not mention.
    """
    return _read("further_reading.csv")


def statements(
    *, lens: str | None = None, level: str | None = None, search: str | None = None
) -> pd.DataFrame:
    """Return statements from the working day to sort into UX, CX or both.

    Parameters
    ----------
    lens : {"UX", "CX", "both"}, optional
        Only statements of this lens.
    level : {"interaction", "journey", "relationship"}, optional
        Only statements of this level.
    search : str, optional
        Only statements in which a word begins with this; case does not matter.

    Returns
    -------
    pandas.DataFrame
        One row for each: statement, lens, level, why, article (the letters of those it is built
        on). UX sits inside CX, so the lens names the closest word: UX if one product in use
        decides, CX if something outside it does, both if the articles give it to both fields.

    Raises
    ------
    ValueError
        If there is no such lens or level; the nearest one is offered.
    TypeError
        If a filter is not text.

    Examples
    --------
    >>> statements(lens="CX", level="interaction")["statement"].tolist()
    ['A friendly talk with a shop assistant']

    One short moment, but no product is in use: so CX is not only about long times.
    """
    frame = _read("statements.csv")
    for name, given in (("lens", lens), ("level", level)):
        if given is not None:
            _require(name, given, list(frame[name].unique()))
            frame = frame[frame[name] == given]
    if search is not None:
        frame = frame[_begins(frame["statement"], search)]
    return frame.reset_index(drop=True)


def claims(*, article: str | None = None) -> pd.DataFrame:
    """Return claims with numbers from the articles, and what each leaves out.

    Parameters
    ----------
    article : {"A", "B"}, optional
        Only claims of this article; C, D and E make none with numbers.

    Returns
    -------
    pandas.DataFrame
        One row for each claim: claim, article, named_source (whom the article names), counted,
        of_whom and against_what (as far as the article says), what_we_found.

    Raises
    ------
    ValueError
        If the article makes no such claim.
    TypeError
        If the filter is not text.

    Examples
    --------
    >>> claims().loc[0, ["named_source", "against_what"]].tolist()
    ['PwC', 'nothing']

    A share alone, without anything to compare it with.
    """
    frame = _read("claims.csv")
    if article is not None:
        _require("article", article, list(frame["article"].unique()))
        frame = frame[frame["article"] == article]
    return frame.reset_index(drop=True)


def cases() -> pd.DataFrame:
    """Return the articles' cases to argue about.

    Returns
    -------
    pandas.DataFrame
        One row for each: case, article (the letters of those that name it), ux and cx (what
        belongs to which), question.

    Examples
    --------
    >>> cases()["case"].tolist()[:2]
    ['a banking app', 'insurance bought online']

    None of the questions has a single right answer.
    """
    return _read("cases.csv")


def strategy(*, search: str | None = None) -> pd.DataFrame:
    """Return the articles' advice on bringing UX and CX together.

    Parameters
    ----------
    search : str, optional
        Only rows in which a word begins with this; case does not matter.

    Returns
    -------
    pandas.DataFrame
        One row for each piece of advice: list, step, text, article.

    Raises
    ------
    ValueError
        If `search` is empty.
    TypeError
        If `search` is not text.

    Examples
    --------
    >>> strategy(search="obstacle")["article"].tolist()
    ['E']

    Article E takes goals that pull apart for the biggest obstacle.
    """
    frame = _read("strategy.csv")
    if search is not None:
        frame = frame[_begins(frame["list"] + "\n" + frame["text"], search)]
    return frame.reset_index(drop=True)


@cache
def _cached(name: str) -> pd.DataFrame:
    import pandas as pd

    from uxcx import datasets

    # "none" and "NA" are words here, not missing values
    return pd.read_csv(datasets.path(name), encoding="utf-8", dtype=str, keep_default_na=False)


def _read(name: str) -> pd.DataFrame:
    """Return a fresh copy of a file, so that nothing done to it spoils it for later."""
    return _cached(name).copy()


def _require(what: str, given: object, allowed: Sequence[str]) -> None:
    """Refuse a filter that names nothing, offering the nearest name."""
    if not isinstance(given, str):
        raise TypeError(f"{what} must be text in quotation marks; got {given!r}.")
    if given not in allowed:
        guess = nearest(given, allowed)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise CourseError(f"There is no {what} {given!r}.{hint} There are: {', '.join(allowed)}.")


def _no_rows(table: str | None, article: str) -> str:
    """Return why an article that exists has no rows."""
    frame = _read("concepts.csv")
    own = frame.loc[frame["article"] == article, "table"].unique()
    if not len(own):
        letters = ", ".join(frame["article"].unique())
        return f"Article {article} has no comparison table; these have: {letters}."
    return f"Article {article} has no table {table!r}; it has: {', '.join(own)}."


def _begins(texts: pd.Series[str], search: object) -> pd.Series[bool]:
    """Return in which texts a word begins with `search`."""
    if not isinstance(search, str):
        raise TypeError(f"search must be text in quotation marks; got {search!r}.")
    if not search.strip():
        raise CourseError("search is empty; give a word, such as 'loyalty'.")
    # word by word, because "CES" would otherwise be found in "services" and "interfaces"
    pattern = re.compile(r"(?<!\w)" + re.escape(search.strip()), re.IGNORECASE)
    return texts.map(lambda text: bool(pattern.search(text)))
