"""Estimates of one metric as dots with their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from uxcx.plots.look import COLOURS, MARKERS, described, label_rows, new_axes
from uxcx.results import Estimate, Estimates


def estimates(
    results: Estimate | Estimates | Sequence[Estimate], *, ax: Axes | None = None
) -> Axes:
    """Draw estimates of one metric with their intervals.

    Parameters
    ----------
    results : Estimate, Estimates, or sequence of Estimate
        One metric; a row for each group.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        With the value on the x axis and a row for each estimate, the first on top.

    Raises
    ------
    ValueError
        If there is nothing to draw, or the estimates are of different metrics.

    Examples
    --------
    >>> from uxcx import ux
    >>> ax = estimates(ux.task_success([1, 1, 1, 1, 0]))
    >>> ax.get_xlabel()
    'task success (%)'

    One dot at 80% with a line from 36% to 98%.
    """
    shown = [results] if isinstance(results, Estimate) else list(results)
    if not shown:
        raise ValueError("There are no estimates to draw.")
    first = shown[0]
    if any((e.metric, e.unit) != (first.metric, first.unit) for e in shown):
        raise ValueError("Only estimates of one metric can be drawn on one axis.")
    ax = new_axes(ax, height=1.4 + 0.45 * len(shown))
    factor, lens = first.unit.factor, first.measure.lens
    for row, estimate in enumerate(shown):
        if not math.isnan(estimate.low):
            ax.plot(
                [estimate.low * factor, estimate.high * factor],
                [row, row],
                color=COLOURS[lens],
                linewidth=2.5,
                solid_capstyle="butt",
            )
        ax.plot(
            estimate.value * factor, row, marker=MARKERS[lens], markersize=9, color=COLOURS[lens]
        )
    label_rows(ax, [e.label for e in shown])
    ax.set_xlabel(f"{first.metric} ({first.unit.name})")
    minimum, maximum = first.unit.minimum * factor, first.unit.maximum * factor
    if math.isfinite(minimum) and math.isfinite(maximum):
        margin = 0.02 * (maximum - minimum)
        ax.set_xlim(minimum - margin, maximum + margin)
    elif math.isfinite(minimum):
        ax.set_xlim(left=minimum)
    level = f"{100 * first.confidence_level:g}%"
    ax.set_title(f"{first.metric}, with {level} intervals", loc="left")
    lines = [f"- {e.label}: {e._value_text()} {e._interval_text()}" for e in shown]
    return described(
        ax,
        f"A dot plot of {first.metric} ({first.unit.name}), with {level} intervals.",
        lines,
    )
