"""An effect and its two ways: through a mediator, and past it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from uxcx.plots.look import COLOURS, INK, MARKERS, described, label_rows, new_axes
from uxcx.results import begin_sentence

if TYPE_CHECKING:
    from uxcx.linkage.mediation_result import Mediation


def mediation(result: Mediation, *, ax: Axes | None = None) -> Axes:
    """Draw the total effect, and what of it goes through the mediator and past it.

    Parameters
    ----------
    result : Mediation
        From `uxcx.linkage.mediation`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        With the effect on the x axis and three rows: the total, through the mediator, past it. A
        hollow mark shows what would go through the mediator had all answered, where that differs.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from uxcx import linkage
    >>> late = np.repeat([0, 1], 100)
    >>> frame = pd.DataFrame({"late": late, "ease": 5 - late + np.tile(range(4), 50)})
    >>> frame["recommend"] = 2 * frame["ease"] + np.tile(range(5), 40)
    >>> found = linkage.mediation(frame, treatment="late", mediator="ease", outcome="recommend")
    >>> mediation(found).get_xlabel()
    'difference in the mean of recommend'

    The two lower rows add up to the first: here nearly all goes through ease.
    """
    ax = new_axes(ax, height=3.4)
    factor = 100.0 if result.outcome_model == "logistic" else 1.0
    parts = {
        "total": result.total,
        f"through {result.mediator}": result.indirect,
        f"past {result.mediator}": result.direct,
    }
    for row, quantity in enumerate(parts.values()):
        value, low, high = (number * factor for number in quantity)
        colour = INK if row == 0 else COLOURS["any"]
        ax.barh(row, value, height=0.5, color=COLOURS["any"], alpha=0.25)
        if not math.isnan(low):
            ax.plot([low, high], [row, row], color=colour, linewidth=2.5, solid_capstyle="butt")
        ax.plot(value, row, marker=MARKERS["any"], markersize=9, color=colour)
    ax.axvline(0, color=INK, linewidth=1)
    label_rows(ax, list(parts))
    answered = result.had_all_answered
    if not math.isnan(answered):
        ax.plot(
            answered * factor,
            1.36,
            marker=MARKERS["any"],
            markersize=7,
            color=INK,
            markerfacecolor="white",
            linestyle="none",
            label=f"had all answered, if {result.mediator} decides who does",
        )
        ax.legend(loc="best", frameon=False)
    unit = " (percentage points)" if factor == 100 else ""
    ax.set_xlabel(f"{result.scale}{unit}")
    level = f"{100 * result.confidence_level:g}%"
    verb = "caused" if result.claim == "caused" else "went with it"
    ax.set_title(
        f"{begin_sentence(result.change)}: total effect and its ways ({level}; {verb})", loc="left"
    )
    lines = [
        f"- {name}: {result.text(effect)}"
        for name, effect in zip(parts, ("total", "indirect", "direct"), strict=True)
    ]
    if not math.isnan(answered):
        lines.append(
            f"- through {result.mediator}, had all answered and if it decides who does: "
            f"{result.had_all_answered * factor:.3g}"
        )
    return described(
        ax,
        f"A bar chart: {result.scale}{unit} with {result.change} against {result.against}, with "
        f"{level} intervals; the two ways add up to the total ({verb}).",
        lines,
    )
