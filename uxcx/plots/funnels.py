"""Funnels: the share of the start that gets to each step, and what is lost between them."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from uxcx.journeys.durations import spoken_time
from uxcx.journeys.funnel_result import Funnel, Funnels
from uxcx.measures import Lens
from uxcx.plots.look import (
    COLOURS,
    GROUP_COLOURS,
    GROUP_MARKERS,
    INK,
    LOST,
    described,
    label_rows,
    new_axes,
)
from uxcx.results import Estimate


def funnel(result: Funnel | Funnels, *, lens: Lens = "any", ax: Axes | None = None) -> Axes:
    """Draw a funnel: how many get to each step, and where they are lost.

    Parameters
    ----------
    result : Funnel or Funnels
        Of `journeys.funnel`. One funnel is drawn as bars with what is lost between them; those of
        several groups as points side by side.
    lens : {"UX", "CX", "any"}, default "any"
        Whose journey it is; gives one funnel its colour.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        With the share of those who started on the x axis and a row for each step.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys
    >>> log = pd.DataFrame({
    ...     "case": [1, 1, 2], "event": ["cart", "order", "cart"],
    ...     "time": pd.to_datetime(["2025-03-01 10:00", "2025-03-01 10:02", "2025-03-01 10:00"])})
    >>> ax = funnel(journeys.funnel(log, steps=["cart", "order"]))
    >>> ax.get_xlabel()
    'share of the cases that started (%)'

    Two bars: all of the carts, and the half of them that was ordered.
    """
    if isinstance(result, Funnels):
        return _groups(result, ax)
    colour = COLOURS[lens]
    ax = new_axes(ax, height=1.5 + 0.85 * len(result.steps))
    biggest = result.biggest_drop[1]
    lines = [f"- {result.steps[0]}: {result.counts[0]:,} cases started"]
    for row, step in enumerate(result.steps):
        found = result.from_start[step] if row else None
        value = 100 * found.value if found else 100.0
        ax.barh(row, value, height=0.5, color=colour, alpha=0.85)
        if found is None:
            continue
        _interval(ax, found, row, INK, 1.6)
        if not math.isnan(found.high):
            past = 100 * found.high > 90
            at, side = (
                (100 * found.low - 1.5, "right") if past else (100 * found.high + 1.2, "left")
            )
            text = found._value_text()
            ax.text(at, row, text, va="center", ha=side, color="white" if past else INK)
        drop, time = result.drop_off[step], result.time_since_step_before[step]
        lost = f"−{drop._value_text()} {drop._interval_text()}" if drop.n else "nobody was left"
        typical = f"; typically {spoken_time(time.value)}" if time.n else ""
        marked = step == biggest and bool(drop.n) and drop.value > 0
        ax.text(
            1.0,
            row - 0.5,
            f"{lost}{' the biggest drop' if marked else ''}{typical}",
            va="center",
            fontsize=9,
            color=LOST if marked else INK,
            fontweight="bold" if marked else "normal",
        )
        lines.append(
            f"- {step}: {result.counts[row]:,} cases, {found._value_text()} "
            f"{found._interval_text()} of the start; lost before it: {drop._value_text()} "
            f"{drop._interval_text()} of the step before"
            f"{', the biggest drop' if marked else ''}{typical} since the step before"
            if time.n
            else f"- {step}: {result.counts[row]:,} cases"
        )
    label_rows(ax, [f"{s}\n{n:,} cases" for s, n in zip(result.steps, result.counts, strict=True)])
    level = f"{100 * result.confidence_level:g}%"
    whose = f", {result.label}" if result.group else ""
    _finish(ax, f"From {result.steps[0]} to {result.steps[-1]}{whose}, with {level} intervals")
    first = f"A funnel{whose} with {level} intervals. {result.rules.text} {result.sentence}"
    return described(ax, first, lines)


def _interval(ax: Axes, estimate: Estimate, row: float, colour: str, width: float) -> None:
    """Draw an interval of a proportion."""
    if not math.isnan(estimate.low):
        ends = [100 * estimate.low, 100 * estimate.high]
        ax.plot(ends, [row, row], color=colour, linewidth=width, solid_capstyle="butt")
        ax.plot(ends, [row, row], linestyle="", marker="|", markersize=8, color=colour)


def _finish(ax: Axes, title: str) -> None:
    ax.set_xlim(0, 103)
    ax.set_xlabel("share of the cases that started (%)")
    ax.set_title(title, loc="left")


def _groups(results: Funnels, ax: Axes | None) -> Axes:
    """Draw the funnels of several groups side by side."""
    funnels = list(results)
    steps = funnels[0].steps
    ax = new_axes(ax, height=1.6 + len(steps) * (0.35 + 0.22 * len(funnels)))
    lines = []
    for number, each in enumerate(funnels):
        colour = GROUP_COLOURS[number % len(GROUP_COLOURS)]
        marker = GROUP_MARKERS[number % len(GROUP_MARKERS)]
        offset = 0.6 * (number + 0.5) / len(funnels) - 0.3
        values = [100.0, *(100 * e.value for e in each.from_start)]
        rows = [row + offset for row in range(len(steps))]
        ax.plot(values, rows, linestyle=":", linewidth=1, color=colour, alpha=0.6)
        ax.plot(
            values,
            rows,
            linestyle="",
            marker=marker,
            markersize=8,
            color=colour,
            label=f"{each.label} ({each.counts[0]:,})",
        )
        for row, found in zip(rows[1:], each.from_start, strict=True):
            _interval(ax, found, row, colour, 2.2)
        shown = ", ".join(
            f"{e.label} {e._value_text()} {e._interval_text()}" for e in each.from_start
        )
        lines.append(f"- {each.label}, {each.counts[0]:,} cases: {shown}")
    label_rows(ax, steps)
    level = f"{100 * funnels[0].confidence_level:g}%"
    _finish(ax, f"From {steps[0]} to {steps[-1]}, with {level} intervals")
    ax.legend(title=", ".join(results.by), loc="lower right", frameon=True)
    first = (
        f"Funnels of {len(funnels)} groups by {' and '.join(results.by)}, the share of those who "
        f"started with {level} intervals. {funnels[0].rules.text}"
    )
    return described(ax, first, lines)
