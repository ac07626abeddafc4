"""The catalogue of all metrics, made from their declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uxcx import cx, ux  # noqa: F401 (their functions declare the metrics)
from uxcx.measures import Lens, Level, declared

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = [
    "function",
    "metric",
    "lens",
    "level",
    "unit of analysis",
    "unit",
    "direction",
    "formula",
    "source",
    "articles",
    "note",
    "disputed",
]


def catalogue(
    *, lens: Lens | None = None, level: Level | None = None, search: str | None = None
) -> pd.DataFrame:
    """List the metrics of uxcx, from their declarations.

    Parameters
    ----------
    lens : {"UX", "CX"}, optional
        Only metrics of this lens.
    level : {"interaction", "journey", "relationship"}, optional
        Only metrics of this level.
    search : str, optional
        Only metrics that have this word in any of their texts; case does not matter.

    Returns
    -------
    pandas.DataFrame
        One row a metric: function, metric, lens, level, unit of analysis, unit, direction,
        formula, source, articles (letters as in the course), note, and where the articles
        disagree on its place.

    Raises
    ------
    ValueError
        If `lens` or `level` is not one of the names above.

    Examples
    --------
    >>> catalogue(lens="UX", level="relationship")["function"].tolist()[:4]
    ['ux.adoption', 'ux.app_rating', 'ux.product_nps', 'ux.credibility']

    These metrics ask how people get on with one product over a long time.
    """
    import pandas as pd

    for name, given, allowed in (
        ("lens", lens, ("UX", "CX")),
        ("level", level, ("interaction", "journey", "relationship")),
    ):
        if given is not None and given not in allowed:
            raise ValueError(f"{name} must be one of {', '.join(allowed)}; got {given!r}.")
    rows = [
        {
            "function": m.function,
            "metric": m.name,
            "lens": m.lens,
            "level": m.level,
            "unit of analysis": m.unit_of_analysis,
            "unit": m.unit.name,
            "direction": m.direction,
            "formula": m.formula,
            "source": m.source,
            "articles": m.articles,
            "note": m.note,
            "disputed": m.disputed,
        }
        for m in sorted(declared().values(), key=lambda m: m.lens != "UX")
        if lens in (None, m.lens)
        and level in (None, m.level)
        and (search is None or search.lower() in " ".join(map(str, vars(m).values())).lower())
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)
