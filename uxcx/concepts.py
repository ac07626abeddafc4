"""What UX and CX mean: five articles' words as data, to filter, sort and compare.

The articles are A (Lyssna), B (UXtweak), C (OWDT), D (UXPin) and E (Uitop). Everything here is
told in our own words; the letters say which article a fact comes from.

>>> from uxcx import concepts
>>> print(concepts.definitions(term="UI").loc[0, "text"])
What you see and touch of a product on its screen: buttons, menus, colours, text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from uxcx.errors import nearest

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = [
    "Shown",
    "articles",
    "comparison",
    "definitions",
    "further_reading",
    "nested_sets",
    "show",
    "statements",
]

_ARTICLES = (
    ("A", "Lyssna", "CX vs UX", "2025", "a platform for user research"),
    ("B", "UXtweak", "UX vs. CX: What's the Difference?", "undated", "a tool for user research"),
    (
        "C",
        "OWDT",
        "User Experience vs. Customer Experience",
        "undated",
        "web design by an agency",
    ),
    (
        "D",
        "UXPin",
        "Customer Experience vs. User Experience",
        "2022, revised 2025",
        "a tool for prototypes",
    ),
    (
        "E",
        "Uitop",
        "Customer Experience vs. User Experience",
        "2026",
        "interface design by an agency",
    ),
)

_DEFINITIONS = (
    (
        "UX",
        "meaning",
        "User experience: how somebody gets on with one product or service while using it, and "
        "how that feels.",
        "A, B, C, D, E",
    ),
    (
        "UX",
        "place",
        "Inside CX: using the product is one part of dealing with the brand.",
        "A, B, C, D, E",
    ),
    (
        "UX",
        "lens",
        "The micro lens: close up, one product, the next step. The road under your feet. Tactical.",
        "C, E",
    ),
    (
        "UX",
        "covers",
        "Interfaces, usability, information architecture (how content is ordered and named), "
        "interaction and visual design, accessibility, research with users.",
        "A, C, E",
    ),
    (
        "UX",
        "person",
        "The user: whoever uses the product, whether or not they pay for it.",
        "B, D",
    ),
    (
        "UX",
        "owner",
        "Usually the product teams: designers, engineers, product managers. They come from "
        "design, technology, psychology and research.",
        "A, C, D",
    ),
    (
        "UX",
        "origin",
        "The 1990s, with Don Norman at Apple, who made the term popular (A) or coined it (D).",
        "A, D",
    ),
    (
        "CX",
        "meaning",
        "Customer experience: what a customer meets, feels and remembers of a brand, over all "
        "touchpoints, before, during and after the use of its products.",
        "A, B, C, D, E",
    ),
    ("CX", "place", "The whole: UX is one part of it.", "A, B, C, D, E"),
    (
        "CX",
        "lens",
        "The macro lens: from far off, the whole brand, for years. The journey, of which the road "
        "is a part. Strategic.",
        "C, E",
    ),
    (
        "CX",
        "covers",
        "Brand and advertising, sales, delivery, support, care for the relationship, and leaving "
        "(A); fair prices, reputation, social media, the shop (D); welcome, account care, the "
        "time after the purchase (E); packaging (B, C).",
        "A, B, C, D, E",
    ),
    (
        "CX",
        "person",
        "The customer: whoever buys from the brand, or decides to, whether or not they use the "
        "product.",
        "A, B, D",
    ),
    (
        "CX",
        "owner",
        "Usually marketing and customer service (D), with sales and the leaders of the company "
        "(C). They come from business, operations and service design (A).",
        "A, C, D",
    ),
    ("CX", "origin", "The early 2000s, as a discipline of its own.", "A"),
    (
        "CX",
        "origin",
        "Almost two decades after UX, so in the 2010s or just before; credited to Tony Hillson "
        "of New Zealand.",
        "D",
    ),
    (
        "UI",
        "meaning",
        "What you see and touch of a product on its screen: buttons, menus, colours, text.",
        "B",
    ),
    (
        "UI",
        "place",
        "Inside UX: A, C, D and E list interfaces among the things that UX looks after. B says "
        "only that UI and UX are both inside CX.",
        "A, B, C, D, E",
    ),
)

_READING = (
    (
        "Norman, D., and Nielsen, J. The Definition of User Experience (UX). Nielsen Norman "
        "Group, nngroup.com.",
        "Defines UX as wide as the articles define CX: all that an end user has to do with a "
        "company, its services and its products.",
    ),
    (
        "ISO 9241-210:2019. Ergonomics of human-system interaction: human-centred design for "
        "interactive systems.",
        "The international standard counts the use that people expect, so UX begins before the "
        "first use.",
    ),
    (
        "Norman, D., Miller, J., and Henderson, A. (1995). What you see, some of what's in the "
        "future, and how we go about doing it: HI at Apple Computer. CHI '95 Conference "
        "Companion, 155.",
        "Norman's group at Apple, in its own words, in the 1990s.",
    ),
    (
        "Carbone, L. P., and Haeckel, S. H. (1994). Engineering Customer Experiences. Marketing "
        "Management 3(3), 8-19.",
        "Has 'customer experiences' in its title years before either date that the articles "
        "give for CX.",
    ),
    (
        "Lemon, K. N., and Verhoef, P. C. (2016). Understanding Customer Experience Throughout "
        "the Customer Journey. Journal of Marketing 80(6), 69-96.",
        "Where the idea of CX comes from in research, and how the journey came into it.",
    ),
    (
        "Lyssna. CX vs UX. An earlier, undated version of article A, lyssna.com/blog/cx-vs-ux.",
        "Puts the nesting the other way round: CX as a part of UX. The version of 2025 does not.",
    ),
)

#: from the outside in: the letters, the words, and examples of what is in this ring only
_RINGS = (
    ("CX", "customer experience", "brand, price, sales, delivery, support, leaving"),
    ("UX", "user experience", "ease, order of content, accessibility, speed"),
    ("UI", "user interface", "buttons, menus, colours, text"),
)


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
        _require("article", article, [letter for letter, *_ in _ARTICLES])
        found = frame[frame["article"] == article]
        if found.empty:
            raise ValueError(_no_rows(table, article))
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
    import pandas as pd

    frame = pd.DataFrame(_DEFINITIONS, columns=["term", "aspect", "text", "article"])
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
    import pandas as pd

    frame = pd.DataFrame(_ARTICLES, columns=["article", "publisher", "title", "year", "sells"])
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
    import pandas as pd

    return pd.DataFrame(_READING, columns=["source", "why"])


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
    >>> show(comparison(table="overview", article="E").head(1), columns=["aspect", "ux"])
    1 row
    - aspect: definition
      ux: what it is like to use one feature or screen

    In JupyterLab this is a table of one row and two columns.
    """
    import pandas as pd

    from uxcx.errors import column_missing

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


def nested_sets(*, ax: Axes | None = None) -> Axes:
    """Draw UI inside UX inside CX, as the articles have it.

    Parameters
    ----------
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        `uxcx.plots.describe` says in words what it shows.

    Examples
    --------
    >>> from uxcx import plots
    >>> print(plots.describe(nested_sets()))
    Three boxes, each drawn inside the one before it.
    - outermost, CX (customer experience): brand, price, sales, delivery, support, leaving
    - inside CX, UX (user experience): ease, order of content, accessibility, speed
    - inside UX, UI (user interface): buttons, menus, colours, text

    A button is part of all three; a delivery is part of the outermost only.
    """
    import matplotlib.pyplot as plt
    from matplotlib.colors import to_rgb
    from matplotlib.patches import FancyBboxPatch

    from uxcx import plots

    if ax is None:
        _, ax = plt.subplots(figsize=(8, 4.4), layout="constrained")
    colours = {"CX": plots.COLOURS["CX"], "UX": plots.COLOURS["UX"], "UI": plots.COLOURS["UX"]}
    for depth, (letters, words, examples) in enumerate(_RINGS):
        left, bottom, top = 0.45 * depth, 0.35 * depth, 6.0 - 1.75 * depth
        # mixed with white, not transparent: transparent tints would mix with each other
        tint = tuple(1 - 0.22 * (1 - part) for part in to_rgb(colours[letters]))
        ax.add_patch(
            FancyBboxPatch(
                (left, bottom),
                10 - 2 * left,
                top - bottom,
                boxstyle="round,pad=0,rounding_size=0.3",
                facecolor="white" if letters == "UI" else tint,
                edgecolor=colours[letters],
                linewidth=2.5,
                linestyle="--" if letters == "UI" else "-",
            )
        )
        x = left + 0.35
        ax.text(x, top - 0.4, letters, va="center", fontsize=15, weight="bold", color=plots.INK)
        ax.text(x + 0.85, top - 0.4, words, va="center", fontsize=12, color=plots.INK)
        ax.text(x, top - 1.05, examples, va="center", fontsize=11, color=plots.INK)
    ax.set(xlim=(-0.1, 10.1), ylim=(-0.1, 6.1))
    ax.set_axis_off()
    outside = [None, *(letters for letters, *_ in _RINGS)]
    return plots._described(
        ax,
        "Three boxes, each drawn inside the one before it.",
        [
            f"- {f'inside {around}' if around else 'outermost'}, {letters} ({words}): {examples}"
            for around, (letters, words, examples) in zip(outside, _RINGS, strict=False)
        ],
    )


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
        raise ValueError(f"There is no {what} {given!r}.{hint} There are: {', '.join(allowed)}.")


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
        raise ValueError("search is empty; give a word, such as 'loyalty'.")
    # word by word, because "CES" would otherwise be found in "services" and "interfaces"
    pattern = re.compile(r"(?<!\w)" + re.escape(search.strip()), re.IGNORECASE)
    return texts.map(lambda text: bool(pattern.search(text)))
