"""Comparisons as dots with their intervals, beside the line of "no difference"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from uxcx.comparison import Comparison
from uxcx.plots.look import COLOURS, INK, MARKERS, described, label_rows, new_axes

BAND = "#e3e3e3"


def differences(results: Any, *, ax: Axes | None = None) -> Axes:
    """Draw differences or ratios with their intervals, and where "no difference" is.

    Parameters
    ----------
    results : Comparison, EquivalenceTest, Comparisons, or sequence of these
        Comparisons of one metric. For an `EquivalenceTest` the margin is drawn as a band.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        With the effect on the x axis and a row for each comparison, the first on top.

    Raises
    ------
    ValueError
        If there is nothing to draw, the comparisons are of different metrics, or some are
        differences and others ratios.

    Examples
    --------
    >>> from uxcx import compare, plots
    >>> from uxcx.families import Proportion
    >>> found = compare(Proportion(successes=10, n=12), Proportion(successes=4, n=13),
    ...                 labels=("new", "old"))
    >>> print(plots.describe(differences(found)))
    A dot plot: difference in proportion (percentage points), with 95% intervals, and a line at
    no difference.
    - new - old: +53 percentage points [+13, +77]; the interval leaves out no difference

    The line from 13 to 77 does not reach the line at 0.
    """
    given = [results] if hasattr(results, "sentence") else list(results)
    shown = [_comparison(result) for result in given]
    if not shown:
        raise ValueError("There are no comparisons to draw.")
    first = shown[0]
    if any((c.measure.name, c.measure.unit, c.effect) != _kind(first) for c in shown):
        raise ValueError(
            "Only comparisons of one metric, all differences or all ratios, can be drawn on one "
            "axis."
        )
    ax = new_axes(ax, height=1.6 + 0.45 * len(shown))
    ratio = first.effect == "ratio"
    unit, lens = first.measure.unit, first.measure.lens
    factor = 1.0 if ratio else unit.factor
    if ratio:
        ax.set_xscale("log")
        for set_formatter in (ax.xaxis.set_major_formatter, ax.xaxis.set_minor_formatter):
            set_formatter(lambda value, _: f"{value:g}")
    for row, found in enumerate(shown):
        if not math.isnan(found.low):
            ends = [found.low * factor, found.high * factor]
            ax.plot(ends, [row, row], color=COLOURS[lens], linewidth=2.5, solid_capstyle="butt")
        ax.plot(found.value * factor, row, marker=MARKERS[lens], markersize=9, color=COLOURS[lens])
    ax.axvline(first._null * factor, color=INK, linewidth=1.2, linestyle="--")
    margin = _draw_margin(given, ax, factor)
    label_rows(ax, [_label(found) for found in shown])
    what = "ratio" if ratio else "difference"
    words = f"difference in {first.measure.name}"
    where = (unit.difference or unit.suffix).strip() or unit.name
    if ratio:
        words, where = f"ratio of {first.measure.name}", "1 is no difference"
    ax.set_xlabel(f"{words} ({where})")
    level = f"{100 * first.confidence_level:g}%"
    ax.set_title(f"{first.measure.name}: {what}s, with {level} intervals", loc="left")
    return described(
        ax,
        f"A dot plot: {words} ({where}), with {level} intervals, and a "
        f"line at no difference.{margin}",
        [f"- {_label(found)}: {found._numbers_text()}; {_reading(found)}" for found in shown],
    )


def _comparison(result: Any) -> Comparison:
    """Return the comparison inside a pair of several, or inside an equivalence test."""
    found = getattr(result, "comparison", result)
    if not isinstance(found, Comparison):
        raise ValueError(f"Only comparisons can be drawn; its type is {type(result).__name__}.")
    return found


def _kind(found: Comparison) -> tuple[Any, ...]:
    return found.measure.name, found.measure.unit, found.effect


def _label(found: Comparison) -> str:
    operator = "-" if found.effect == "difference" else "/"
    return f"{found.labels[0]} {operator} {found.labels[1]}"


def _reading(found: Comparison) -> str:
    if math.isnan(found.low):
        return "the interval is not known"
    verb = "leaves out" if found.interval_excludes_no_difference else "holds"
    return f"the interval {verb} no difference"


def _draw_margin(given: Sequence[Any], ax: Axes, factor: float) -> str:
    """Draw the margin of equivalence tests as a band, where there is one for all; say so."""
    margins = {(getattr(r, "low_limit", None), getattr(r, "high_limit", None)) for r in given}
    if len(margins) != 1:
        return ""
    low, high = margins.pop()
    if low is None or high is None:
        return ""
    left, right = ax.get_xlim()
    ends = [low * factor, high * factor]
    shown = [end for end in ends if math.isfinite(end)]
    ax.set_xlim(min(left, *(1.15 * e for e in shown)), max(right, *(1.15 * e for e in shown)))
    left, right = ax.get_xlim()
    from_, to = (
        end if math.isfinite(end) else side for end, side in zip(ends, (left, right), strict=True)
    )
    ax.axvspan(from_, to, color=BAND, zorder=0)
    ax.set_xlim(left, right)
    if len(shown) == 2:
        return f" A grey band marks the margin, from {shown[0]:g} to {shown[1]:g}."
    beyond = "up" if math.isinf(ends[1]) else "down"
    return (
        f" A grey band marks what is not worse by more than the margin, from {shown[0]:g} {beyond}."
    )
