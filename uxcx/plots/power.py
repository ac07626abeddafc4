"""How likely studies of several sizes are to find a difference that is there."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from uxcx.plan.answer import SampleSize
from uxcx.plots.look import COLOURS, INK, MARKERS, described, new_axes

#: what most plans ask for; Cohen (1988), Statistical Power Analysis for the Behavioral Sciences
USUAL = 0.8


def power(results: Sequence[SampleSize], *, ax: Axes | None = None) -> Axes:
    """Draw the power of studies of several sizes.

    Parameters
    ----------
    results : sequence of SampleSize
        From `uxcx.plan.power`: one question, several sizes.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        With the answers in a group on the x axis and the power on the y axis.

    Raises
    ------
    ValueError
        If there is nothing to draw, a plan has no power, or they ask different questions.

    Examples
    --------
    >>> from uxcx import plan, plots
    >>> sizes = [plan.power("proportion", n=n, first=0.8, second=0.6) for n in (20, 80)]
    >>> print(plots.describe(power(sizes)))
    A curve: how many of 100 studies find the difference, by their size (a proportion of 80%
    against 60%), with a line across at the usual 80.
    - 20 answers in a group: 27 of 100
    - 80 answers in a group: 79 of 100

    A study of twenty in a group would miss the difference three times of four.
    """
    shown = sorted(results, key=lambda result: result.n)
    if not shown:
        raise ValueError("There are no plans to draw.")
    first = shown[0]
    if any(math.isnan(result.power) for result in shown):
        raise ValueError("A plan has no power: make it with plan.power(..., n=...).")
    if any(result.asked != first.asked for result in shown):
        raise ValueError("Only plans of one question can be drawn on one axis.")
    ax = new_axes(ax, height=3.4)
    each = "in a group" if first.n_second else "in all"
    sizes = [result.n for result in shown]
    found = [100 * result.power for result in shown]
    ax.plot(sizes, found, color=COLOURS["any"], marker=MARKERS["any"], markersize=6)
    ax.axhline(100 * USUAL, color=INK, linewidth=1.2, linestyle="--", label="the usual aim")
    ax.grid(visible=True, axis="y")
    ax.set_ylim(0, 103)
    ax.set_xlim(left=0)
    ax.set_xlabel(f"{first.things} {each}")
    ax.set_ylabel("of 100 studies find it")
    ax.set_title(first.asked, loc="left")
    ax.legend(loc="lower right", frameon=False)
    return described(
        ax,
        f"A curve: how many of 100 studies find the difference, by their size ({first.asked}), "
        f"with a line across at the usual {100 * USUAL:.0f}.",
        [
            f"- {result.n:,} {result.things} {each}: {100 * result.power:.0f} of 100"
            for result in shown
        ],
    )
