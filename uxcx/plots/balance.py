"""How alike two groups are in what was measured, before and after weighting (Love plot)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from uxcx.plots.look import COLOURS, INK, MARKERS, described, label_rows, new_axes
from uxcx.results import begin_sentence, show

if TYPE_CHECKING:
    from uxcx.linkage.matching import Matched


def love_plot(result: Matched, *, ax: Axes | None = None) -> Axes:
    """Draw the standardised difference of each covariate, before and after weighting.

    Parameters
    ----------
    result : Matched
        From `uxcx.linkage.matched`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        With the standardised difference on the x axis and a row a covariate, the most unlike on
        top; dotted lines stand at 0.1 on either side.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import linkage
    >>> customers = pd.DataFrame({
    ...     "guide": ["read"] * 40 + ["not"] * 80, "days": [30, 50] * 20 + [10, 20, 30, 50] * 20,
    ...     "stayed": ([1, 1, 1, 0] * 10) + ([0, 1, 1, 0, 0, 1, 0, 1] * 10)})
    >>> result = linkage.matched(customers, "stayed", group="guide", treatment="read",
    ...                          covariates="days")
    >>> love_plot(result).get_xlabel()
    'standardised difference, with less without the change'

    Filled points between the dotted lines: the groups are alike after weighting.
    """
    from uxcx.linkage.weighting import BALANCED

    lens = result.measure.lens
    colour, marker = COLOURS[lens], MARKERS[lens]
    rows = sorted(result.balance, key=lambda each: -abs(each.before))
    ax = new_axes(ax, height=1.8 + 0.4 * len(rows))
    ax.axvline(0, color=INK, linewidth=1)
    for limit in (-BALANCED, BALANCED):
        ax.axvline(limit, color=INK, linewidth=1, linestyle=":")
    style: dict[str, Any] = {
        "marker": marker,
        "markersize": 9,
        "color": colour,
        "linestyle": "none",
    }
    for row, each in enumerate(rows):
        ax.plot([each.before, each.after], [row, row], color=colour, linewidth=1, alpha=0.5)
        for value, fill, label in (
            (each.before, "white", "before weighting"),
            (each.after, colour, "after weighting"),
        ):
            ax.plot(value, row, markerfacecolor=fill, label=label if row == 0 else None, **style)
    label_rows(ax, [each.covariate for each in rows])
    ax.set_xlabel("standardised difference, with less without the change")
    ax.set_title(
        f"{begin_sentence(result.change)} and {result.against}: how alike they are", loc="left"
    )
    ax.legend(loc="best", frameon=False)
    lines = [f"- {e.covariate}: {show(e.before, 2)} before, {show(e.after, 2)} after" for e in rows]
    return described(
        ax,
        f"Standardised differences of {result.change} and {result.against}, before and after "
        f"weighting; within {BALANCED:g} they count as alike.",
        lines,
    )
