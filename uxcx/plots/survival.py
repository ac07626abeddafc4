"""Curves of survival: steps, bands, and how many customers they still rest on."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from uxcx.plots.look import INK, described, new_axes
from uxcx.plots.series import SERIES
from uxcx.relationships.survival_curve import SurvivalCurve, SurvivalCurves

#: how far below the axis, in points, the numbers at risk begin
BELOW = -50


def survival(curves: SurvivalCurve | SurvivalCurves, *, ax: Axes | None = None) -> Axes:
    """Draw how many customers stay how long, with bands, and the numbers at risk below.

    Parameters
    ----------
    curves : SurvivalCurve or SurvivalCurves
        From `relationships.survival`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Time on the x axis, the share of customers who are still there in % on the y axis.

    Examples
    --------
    >>> from uxcx import relationships
    >>> import pandas as pd
    >>> stays = pd.DataFrame({"months": [2, 5, 5, 8, 12], "left": [1, 1, 0, 1, 0]})
    >>> ax = survival(relationships.survival(stays, duration="months", churned="left"))
    >>> ax.get_ylabel()
    'still there (%)'

    A staircase that falls to 30% after eight months, in a wide band.
    """
    shown = [curves] if isinstance(curves, SurvivalCurve) else list(curves)
    shown = [curve for curve in shown if curve.lives.n]
    first = shown[0]
    ax = new_axes(ax, height=4.4 + 0.28 * len(shown))
    ax.grid(visible=True, axis="y")
    longest = max(curve.lives.times[-1] for curve in shown) or 1.0
    ax.set_xlim(-0.01 * longest, 1.01 * longest)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    ticks = [tick for tick in ax.get_xticks() if 0 <= tick <= longest]
    ax.set_xticks(ticks)
    lines = []
    for index, curve in enumerate(shown):
        colour, _, line = SERIES[index % len(SERIES)]
        times = np.concatenate([[0.0], curve.lives.times])
        heights = np.concatenate([[1.0], curve.lives.survival()])
        low, high = (
            np.concatenate([[np.nan], end]) for end in curve.lives.band(curve.confidence_level)
        )
        ax.fill_between(
            times, 100 * low, 100 * high, step="post", color=colour, alpha=0.2, linewidth=0
        )
        ax.step(
            times,
            100 * heights,
            where="post",
            color=colour,
            linestyle=line,
            linewidth=2,
            label=curve.label,
        )
        _numbers_at_risk(ax, curve, ticks, row=index, colour=colour)
        lines.append(f"- {curve.label}: {_in_words(curve, ticks)}")
    if len(shown) > 1:
        ax.legend(frameon=False)
    ax.set_ylim(0, 102)
    ax.set_ylabel("still there (%)")
    ax.set_xlabel(f"{first.period}s since the start")
    level = f"{100 * first.confidence_level:g}%"
    ax.set_title(f"How long customers stay, with {level} bands (Kaplan-Meier)", loc="left")
    if isinstance(curves, SurvivalCurves) and len(shown) > 1:
        lines.append(curves.log_rank().sentence)
    return described(
        ax,
        f"A curve of survival: the share of customers still there (%), with {level} bands, over "
        f"{first.period}s; below it how many are still at risk.",
        lines,
    )


def _numbers_at_risk(
    ax: Axes, curve: SurvivalCurve, ticks: list[float], *, row: int, colour: str
) -> None:
    """Write below the axis how many customers are still followed at each tick."""
    # below the numbers of the axis and its label; names of groups stand below "at risk"
    y = BELOW - 15 * (row + bool(curve.group))
    if row == 0:
        ax.annotate(
            "at risk",
            (0, 0),
            (-24, BELOW),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right",
            color=INK,
            fontsize=8.5,
        )
    label = curve.label if len(curve.label) <= 14 else f"{curve.label[:13]}…"
    if curve.group:
        ax.annotate(
            label,
            (0, 0),
            (-24, y),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right",
            color=colour,
            fontsize=8.5,
        )
    for tick in ticks:
        ax.annotate(
            f"{_at_risk(curve, tick):,}",
            (tick, 0),
            (0, y),
            ha="center",
            color=INK,
            fontsize=8.5,
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
        )


def _at_risk(curve: SurvivalCurve, time: float) -> int:
    """Return how many customers were there just before a time."""
    return int(curve.lives.at_risk([time])[0])


def _in_words(curve: SurvivalCurve, ticks: list[float]) -> str:
    points = []
    for tick in ticks[1:]:
        estimate = curve.at(tick)
        if not math.isnan(estimate.value):
            n = _at_risk(curve, tick)
            text = f"{estimate._value_text()} {estimate._interval_text()}"
            points.append(f"{tick:g}: {text}, {n:,} at risk")
    median = curve.median
    half = "not reached" if math.isnan(median.value) else f"{median._value_text()}"
    return f"{'; '.join(points)}; median {half} {median._interval_text()}"
