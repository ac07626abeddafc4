"""The share of cases at each event, step by step, as a table of colours and numbers."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from uxcx.journeys.positions import StepMatrix
from uxcx.journeys.transitions_result import END
from uxcx.plots.look import INK, described, new_axes
from uxcx.results import show

#: where a cell is so dark that its number must be white
DARK = 0.55


def step_matrix(matrix: StepMatrix, *, ax: Axes | None = None) -> Axes:
    """Draw a step matrix: an event a row, a step a column.

    Parameters
    ----------
    matrix : StepMatrix
        Of `journeys.step_matrix`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        With the steps on the x axis and a row for each event, in the order in which they are met.
        Each column adds up to all cases; under it stands how far the interval of a share in it
        reaches at most.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys
    >>> log = pd.DataFrame({
    ...     "case": [1, 1, 2], "event": ["cart", "order", "cart"],
    ...     "time": pd.to_datetime(["2025-03-01 10:00", "2025-03-01 10:02", "2025-03-01 10:00"])})
    >>> ax = step_matrix(journeys.step_matrix(log, max_steps=2))
    >>> ax.get_xlabel()
    'step'

    At the first step both are at the cart; at the second one has ordered and the other has left.
    """
    events, steps = matrix.events, range(1, matrix.max_steps + 1)
    shares = matrix.to_frame().to_numpy()
    ax = new_axes(ax, height=1.6 + 0.42 * len(events))
    ax.grid(visible=False)
    ax.imshow(shares, cmap="Greys", vmin=0, vmax=1, aspect="auto")
    for row, event in enumerate(events):
        for column, step in enumerate(steps):
            n = matrix.counts.get((event, step), 0)
            if not n:
                continue
            share = float(shares[row, column])
            text = f"{show(100 * share, 0)}" if share >= 0.005 else "<1"
            colour = "white" if share > DARK else INK
            ax.text(column, row, text, ha="center", va="center", color=colour, fontsize=9)
    ax.set_yticks(range(len(events)), events)
    ax.set_xticks(range(len(steps)), [str(step) for step in steps])
    ax.set_xticks(np.arange(len(steps) - 1) + 0.5, minor=True)
    ax.set_yticks(np.arange(len(events) - 1) + 0.5, minor=True)
    ax.grid(visible=True, which="minor", axis="both", color="white", linewidth=1.5)
    ax.tick_params(which="both", length=0)
    if END in events and len(events) > 1:
        ax.axhline(len(events) - 1.5, color=INK, linewidth=0.8)
    ax.set_xlabel("step")
    level = f"{100 * matrix.confidence_level:g}%"
    widest = max(
        (e.high - e.low) / 2 for e in (matrix[event, step] for event in events for step in steps)
    )
    margin = f"each share is known to within {show(100 * widest, 1)} points or better ({level})"
    ax.set_title(
        f"Where {matrix.n_cases:,} cases are, in % of them; {margin}", loc="left", fontsize=10
    )
    lines = []
    for step in steps:
        found = [(matrix.counts.get((event, step), 0), event) for event in events]
        ranked = sorted((pair for pair in found if pair[0]), key=lambda pair: -pair[0])
        shown = ", ".join(f"{event} {matrix[event, step]._value_text()}" for _, event in ranked)
        lines.append(f"- step {step}: {shown}")
    first = (
        f"A table of {len(events)} events by {matrix.max_steps} steps: the share of "
        f"{matrix.n_cases:,} cases at each, {margin}. {matrix.n_longer:,} cases go on."
    )
    return described(ax, first, lines)
