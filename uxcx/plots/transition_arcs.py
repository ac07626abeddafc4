"""Transitions as arcs between events in a column: forward to the right, back to the left."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from uxcx.families.proportion import Proportion
from uxcx.journeys.flow import in_flow
from uxcx.journeys.transitions_result import END, START, Edge, Transitions
from uxcx.measures import Lens
from uxcx.plots.look import COLOURS, INK, LOST, described, new_axes

#: widest arc, in points
WIDEST = 9.0


def transitions(
    result: Transitions,
    *,
    shown: int = 20,
    labelled: int = 8,
    lens: Lens = "any",
    ax: Axes | None = None,
) -> Axes:
    """Draw transitions: an arc for each, as wide as it is frequent.

    Parameters
    ----------
    result : Transitions
        Of `journeys.transitions`.
    shown : int, default 20
        How many transitions to draw, the most frequent ones; the title says how many of all.
    labelled : int, default 8
        How many of them to label with their probability and its interval; loops all are.
    lens : {"UX", "CX", "any"}, default "any"
        Whose journey it is; gives the arcs their colour.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        With the events in a column, from the start above to the end below, in the order that makes
        most transitions go down. Arcs on the right go down, arcs on the left go back up,
        small loops on the left come again.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys, plots
    >>> log = pd.DataFrame({
    ...     "case": [1, 1, 2], "event": ["cart", "order", "cart"],
    ...     "time": pd.to_datetime(["2025-03-01 10:00", "2025-03-01 10:02", "2025-03-01 10:00"])})
    >>> ax = transitions(journeys.transitions(log))
    >>> len(ax.patches)
    4

    Four arcs: from the start to the cart, from there to the order and to the end, and from the
    order to the end.
    """
    starts = [
        Edge(origin=START, target=name, n=n, summary=Proportion(successes=n, n=result.n_cases))
        for name, n in result.start_counts.items()
    ]
    weights = {(edge.origin, edge.target): edge.n for edge in result.edges}
    order = [START, *in_flow(result.states, weights), END]
    place = {name: row for row, name in enumerate(order)}
    edges = sorted([*starts, *result.edges], key=lambda e: (-e.n, e.origin, e.target))
    drawn = edges[:shown]
    most = max(edge.n for edge in drawn)
    ax = new_axes(ax, height=1.4 + 0.62 * len(order))
    ax.grid(visible=False)
    spans = [place[edge.target] - place[edge.origin] for edge in drawn]
    right, left = max(1, *spans), max(1, -min(0, *spans)) if min(0, *spans) else 0.6
    again: dict[str, str] = {}
    for number, (edge, span) in enumerate(zip(drawn, spans, strict=True)):
        colour = LOST if edge.target == END else COLOURS[lens]
        width = max(0.8, WIDEST * edge.n / most)
        top = _arc(ax, place[edge.origin], span, edgecolor=colour, linewidth=width)
        if span == 0:
            again[edge.origin] = f"\nagain {_probability(edge, result)}"
        elif number < labelled:
            _label(ax, top, _probability(edge, result))
    for name, row in place.items():
        n = result.n_cases if name in (START, END) else result.occurrences(name)
        size = 5 + 11 * math.sqrt(min(1.0, n / most))
        ax.plot(0, row, marker="o", markersize=size, color="white", markeredgecolor=INK, zorder=5)
        _label(ax, (-0.45, row), name + again.get(name, ""), ha="right", fontsize=9.5)
    ax.set_yticks([])
    ax.set_ylim(len(order) - 0.4, -0.6)
    ax.set_xlim(-max(2.4, _reach(left) + 0.6), _reach(right) + 1.4)
    ax.set_xticks([])
    for side in ("top", "right", "bottom", "left"):
        ax.spines[side].set_visible(False)
    total = sum(edge.n for edge in edges)
    share = 100 * sum(edge.n for edge in drawn) / total
    many = f"{len(drawn)} of {len(edges)} transitions, {share:.0f}% of all there were"
    whose = f", {result.label}" if result.group else ""
    level = f"{100 * result.confidence_level:g}%"
    ax.set_title(
        f"What follows on what{whose}: {many}\nright: onward; left: back; dark red: the end; "
        f"labels: probability after its origin [{level} interval]",
        loc="left",
        fontsize=10,
    )
    lines = [
        f"- {edge.origin} → {edge.target}: {edge.n:,} times, {_probability(edge, result)}"
        for edge in drawn
    ]
    first = (
        f"Arcs between {len(order) - 2} {result.of}s{whose}, as wide as they are frequent, with "
        f"{level} intervals of their probability after their origin: {many}."
    )
    return described(ax, first, lines)


def _probability(edge: Edge, result: Transitions) -> str:
    """Return a transition's probability after its origin, with its interval."""
    found = (
        result.starts[edge.target]
        if edge.origin == START
        else result.probability(edge.origin, edge.target)
    )
    return f"{found._value_text()} {found._interval_text()}"


def _reach(span: float) -> float:
    """Return how far an arc stands out: less than its span, so that long ones leave room."""
    return float(1.1 * math.sqrt(span))


def _arc(ax: Axes, row: int, span: int, **style: Any) -> tuple[float, float]:
    """Draw an arc, to the right if it goes down, to the left if it goes back, or a loop.

    Returns where it stands out most.
    """
    if span == 0:
        # a drop-shaped loop on the left
        points = [(0, row), (-0.55, row - 0.3), (-0.55, row + 0.3), (0, row)]
        top = (-0.41, float(row))
    else:
        out = _reach(abs(span)) * (1 if span > 0 else -1)
        # A cubic curve reaches three quarters of the way to its two middle points.
        points = [(0, row), (4 / 3 * out, row), (4 / 3 * out, row + span), (0, row + span)]
        top = (out, row + span / 2)
    codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    style |= {"facecolor": "none", "alpha": 0.55, "capstyle": "butt"}
    ax.add_patch(PathPatch(Path(points, codes), **style))
    return top


def _label(ax: Axes, at: tuple[float, float], text: str, **style: Any) -> None:
    """Write a text on a white ground, over the arcs."""
    box: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85}
    style = {"ha": "center", "fontsize": 8, **style}
    ax.text(*at, text, va="center", color=INK, zorder=6, bbox=box, **style)
