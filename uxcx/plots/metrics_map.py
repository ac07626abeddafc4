"""All metrics on the two axes: lens by level."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from uxcx.metrics import catalogue
from uxcx.plots.look import COLOURS, INK, MARKERS, described

_LENSES = ("UX", "CX")
_LEVELS = ("interaction", "journey", "relationship")


def metrics_map(*, ax: Axes | None = None) -> Axes:
    """Draw where each metric stands: its lens, and its level.

    Parameters
    ----------
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default, which is as high as its longest lists need.

    Returns
    -------
    matplotlib Axes
        A box for each lens and level with its metrics; a hollow marker where the articles
        disagree on the place. `uxcx.plots.describe` says in words what it shows.

    Examples
    --------
    >>> from uxcx.plots import describe
    >>> "- CX, interaction: none" in describe(metrics_map())
    True

    One box is empty: a customer at one moment is a user, and is asked as one.
    """
    table = catalogue()
    cells = {
        (lens, level): table[(table["lens"] == lens) & (table["level"] == level)]
        for lens in _LENSES
        for level in _LEVELS
    }
    heights = {lens: max(len(cells[lens, level]) for level in _LEVELS) + 1.2 for lens in _LENSES}
    if ax is None:
        size = (10, 0.8 + 0.27 * sum(heights.values()))
        _, ax = plt.subplots(figsize=size, layout="constrained")
    top = sum(heights.values())
    ax.set(xlim=(-0.18, 3.02), ylim=(-0.9, top + 1.1))
    ax.set_axis_off()
    for column, level in enumerate(_LEVELS):
        ax.text(column + 0.5, top + 0.5, level, ha="center", fontsize=13, weight="bold", color=INK)
    lines = []
    for lens in _LENSES:
        middle = top - heights[lens] / 2
        ax.text(-0.1, middle, lens, ha="center", va="center", fontsize=15, weight="bold", color=INK)
        for column, level in enumerate(_LEVELS):
            _draw_box(ax, lens, (column, top - heights[lens]), heights[lens])
            names = []
            for row, metric in enumerate(cells[lens, level].to_dict("records")):
                y = top - 1.1 - row
                open_place = bool(metric["disputed"])
                ax.plot(
                    column + 0.08,
                    y,
                    marker=MARKERS[lens],
                    color=COLOURS[lens],
                    markerfacecolor="white" if open_place else COLOURS[lens],
                    markersize=6,
                )
                ax.text(column + 0.13, y, metric["metric"], va="center", fontsize=10.5, color=INK)
                names.append(metric["metric"] + " (disputed)" * open_place)
            lines.append(f"- {lens}, {level}: {', '.join(names) or 'none'}")
        top -= heights[lens]
    ax.text(0, -0.55, "hollow: the articles disagree on its place", fontsize=9.5, color=INK)
    return described(ax, "The metrics in boxes, by lens and level.", lines)


def _draw_box(ax: Axes, lens: str, corner: tuple[float, float], height: float) -> None:
    ax.add_patch(
        Rectangle(
            (corner[0] + 0.02, corner[1] + 0.1),
            0.96,
            height - 0.2,
            facecolor="none",
            edgecolor=COLOURS[lens],
            linewidth=1.5,
        )
    )
