"""A quantity by period before and after a change, with the trend that went before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from uxcx.plots.look import COLOURS, INK, MARKERS, described, new_axes
from uxcx.results import begin_sentence, show

if TYPE_CHECKING:
    from uxcx.linkage.interrupted import BeforeAndAfter


def before_and_after(result: BeforeAndAfter, *, ax: Axes | None = None) -> Axes:
    """Draw the mean of each period, and what the trend before the change would have led to.

    Parameters
    ----------
    result : BeforeAndAfter
        From `uxcx.linkage.before_after`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        With the periods on the x axis and the outcome on the y axis.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import linkage
    >>> weeks = pd.DataFrame({"week": range(16), "orders": [5, 6, 5, 7] * 2 + [8, 9, 8, 9] * 2})
    >>> result = linkage.before_after(weeks, "orders", period="week", changed_at=8)
    >>> before_and_after(result).get_ylabel()
    'orders'

    The points after the change lie above the dashed line: more than the trend before led to.
    """
    ax = new_axes(ax, height=4.2)
    unit, lens = result.measure.unit, result.measure.lens
    colour, factor = COLOURS[lens], unit.factor
    places = range(len(result.periods))
    level = f"{100 * result.confidence_level:g}%"
    ax.plot(
        places,
        [each.mean * factor for each in result.periods],
        marker=MARKERS[lens],
        color=colour,
        linewidth=1,
        label=f"mean of the period, with {level} interval",
    )
    for place, each in zip(places, result.periods, strict=True):
        if not math.isnan(each.low):
            span = [each.low * factor, each.high * factor]
            ax.plot([place, place], span, color=colour, linewidth=2.2, solid_capstyle="butt")
    n_before = sum(not each.after for each in result.periods)
    ax.axvline(n_before - 0.5, color=INK, linewidth=1, linestyle=":")
    if result.trend:
        expected = [each.expected * factor for each in result.periods]
        ax.plot(places, expected, color=INK, linestyle="--", label="trend before, carried on")
    step = math.ceil(len(result.periods) / 8)
    shown = list(places)[::step]
    ax.set_xticks(shown, [str(result.periods[place].period) for place in shown])
    ax.grid(visible=True, axis="y")
    name = result.measure.name
    ax.set_ylabel(f"{name} ({unit.name})" if unit.name != "value" else name)
    ax.set_xlabel("period (dotted: the change)")
    ax.set_title(f"{begin_sentence(name)} before and after {result.change}", loc="left")
    ax.legend(loc="best", frameon=False)
    decimals = 1 if factor == 100 else 2
    lines = []
    for each in result.periods:
        text = f"- {each.period}{' (after)' if each.after else ''}: "
        value, low, high = (show(x * factor, decimals) for x in (each.mean, each.low, each.high))
        ends = "interval not known" if math.isnan(each.low) else f"{low}, {high}"
        text += f"{value}{unit.suffix} [{ends}], n = {each.n:,}"
        if each.after and result.trend:
            text += f"; the trend before leads to {show(each.expected * factor, decimals)}"
        lines.append(text)
    return described(
        ax,
        f"{begin_sentence(name)} by period before and after {result.change}; the effect is "
        f"{result._numbers_text()}, and went with the change.",
        lines,
    )
