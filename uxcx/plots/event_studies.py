"""The effect of a change by periods before and since: the figure of parallel trends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from uxcx.plots.look import COLOURS, INK, MARKERS, described, new_axes
from uxcx.results import begin_sentence, show

if TYPE_CHECKING:
    from uxcx.linkage.rollouts import DifferenceInDifferences


def event_study(result: DifferenceInDifferences, *, ax: Axes | None = None) -> Axes:
    """Draw the effect in each period before and since the change, with intervals.

    Before the change all should lie at 0: the groups moved alike. The last period before it is 0
    because all others are compared with it.

    Parameters
    ----------
    result : DifferenceInDifferences
        From `uxcx.linkage.difference_in_differences`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        With periods since the change on the x axis and the effect on the y axis.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import linkage
    >>> weeks = pd.DataFrame(
    ...     [(shop, week, 3 if shop < 3 else None, shop * week % 4) for shop in range(6)
    ...      for week in range(5)], columns=["shop", "week", "changed", "orders"])
    >>> result = linkage.difference_in_differences(
    ...     weeks, "orders", period="week", adopted="changed", unit="shop")
    >>> event_study(result).get_xlabel()
    'periods since the change (-1: the last one before)'

    Points left of the line should lie at 0; those right of it show the effect.
    """
    ax = new_axes(ax, height=4.2)
    unit, lens = result.measure.unit, result.measure.lens
    factor, colour, marker = unit.factor, COLOURS[lens], MARKERS[lens]
    ax.axhline(0, color=INK, linewidth=1)
    ax.axvline(-0.5, color=INK, linewidth=1, linestyle=":")
    for each in result.by_period:
        before = each.since < 0
        if not math.isnan(each.low) and each.since != -1:
            ends = [each.low * factor, each.high * factor]
            ax.plot([each.since] * 2, ends, color=colour, linewidth=2.2, solid_capstyle="butt")
        ax.plot(
            each.since,
            each.value * factor,
            marker=marker,
            markersize=8,
            color=colour,
            markerfacecolor="white" if before else colour,
            markeredgewidth=1.8,
        )
    ax.grid(visible=True, axis="y")
    ax.grid(visible=False, axis="x")
    span = [each.since for each in result.by_period]
    if max(span) - min(span) <= 24:
        ax.set_xticks(range(min(span), max(span) + 1))
    ax.set_xlabel("periods since the change (-1: the last one before)")
    points = unit.difference.strip() or (unit.name if unit.name != "value" else "")
    name = f"effect on {result.measure.name}"
    ax.set_ylabel(f"{name} ({points})" if points else name)
    level = f"{100 * result.confidence_level:g}%"
    ax.set_title(
        f"{begin_sentence(result.change)} by periods since, with {level} intervals "
        "(hollow: before)",
        loc="left",
    )
    lines = [
        _in_words(each.since, (each.value, each.low, each.high), factor, unit.difference)
        for each in result.by_period
    ]
    trend = next(check for check in result.checks if check.name == "parallel trends")
    return described(
        ax,
        f"Effects of {result.change} on {result.measure.name} by periods since the change, with "
        f"{level} intervals; before it they should be 0.",
        [*lines, f"- {trend.sentence}"],
    )


def _in_words(since: int, ends: tuple[float, float, float], factor: float, unit: str) -> str:
    """Return one period in words."""
    n = abs(since)
    when = f"{n} {'period' if n == 1 else 'periods'} {'before' if since < 0 else 'after'}"
    when = "first period with the change" if since == 0 else when
    if since == -1:
        return f"- {when}: 0, compared with itself"
    decimals = 1 if factor == 100 else 3
    value, low, high = (show(end * factor, decimals) for end in ends)
    if math.isnan(ends[1]):
        return f"- {when}: {value}{unit} [interval not known]"
    return f"- {when}: {value}{unit} [{low}, {high}]"
