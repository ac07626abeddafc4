"""The journey map on one page: emotion curve, channels, drop-off, effort, pain points."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from uxcx.journeys.map_result import JourneyMap, Stage
from uxcx.measures import Lens
from uxcx.plots.look import COLOURS, INK, LOST, MARKERS, described
from uxcx.results import Estimate

#: heights of the parts, in inches
CURVE, CHANNEL, BARS, LINE = 2.3, 0.6, 1.5, 0.25
SMALL = 8.5
#: pain points of ratings that are put in words
SHOWN = 5
#: the largest bubble, in points
BUBBLE = 30.0


def journey_map(result: JourneyMap, *, lens: Lens = "CX", ax: Axes | None = None) -> Axes:
    """Draw a journey map, to be hung on the wall.

    Parameters
    ----------
    result : JourneyMap
        Of `journeys.journey_map`.
    lens : {"UX", "CX", "any"}, default "CX"
        Whose journey it is; gives the curve its colour.
    ax : matplotlib Axes, optional
        Where to draw, large: the map has parts of its own in it. A new figure by default.

    Returns
    -------
    matplotlib Axes
        Stages from left to right. From above: the emotion curve with its intervals and the mean of
        all ratings; the channels, circles as large as they have cases, with their rating; the
        share of cases that come to a stage, and of these the share that ends there; the effort;
        and the pain points in words.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys
    >>> log = pd.DataFrame({
    ...     "case": [1, 1, 2], "event": ["look", "pay", "look"], "stage": ["look", "pay", "look"],
    ...     "channel": ["web", "phone", "web"], "rating": [4, 2, 5],
    ...     "time": pd.to_datetime(["2025-03-01 10:00", "2025-03-01 10:02", "2025-03-01 10:00"])})
    >>> ax = journey_map(journeys.journey_map(log, scale=(1, 5)))
    >>> len(ax.child_axes)
    3

    The curve falls from looking to paying; with three ratings its intervals are wide.
    """
    rated = result.overall is not None and any(s.rating and s.rating.n for s in result.stages)
    words = _words(result)
    heights = {
        "curve": CURVE if rated else 0.0,
        "channels": CHANNEL * len(result.channels) + 0.2,
        "bars": BARS,
        "words": LINE * (len(words) + 1),
    }
    gap = 0.28
    whole = sum(heights.values()) + gap * 3
    if ax is None:
        width = max(9.0, 2.2 + 1.35 * len(result.stages))
        _, ax = plt.subplots(figsize=(width, whole + 0.9), layout="constrained")
    ax.set_axis_off()
    top = 1.0
    parts: dict[str, Axes] = {}
    for name in ("curve", "channels", "bars"):
        if not heights[name]:
            continue
        share = heights[name] / whole
        part = ax.inset_axes((0.12, top - share, 0.88, share))
        part.set_xlim(-0.5, len(result.stages) - 0.5)
        part.set_xticks([])
        for side in ("top", "right", "left", "bottom"):
            part.spines[side].set_visible(False)
        for number in range(0, len(result.stages), 2):
            part.axvspan(number - 0.5, number + 0.5, color="#f3f3f3", zorder=0)
        parts[name] = part
        top -= share + gap / whole
    if rated:
        _curve(parts["curve"], result, lens)
    _channels(parts["channels"], result, rated=rated)
    _bars(parts["bars"], result)
    first = parts["curve"] if rated else parts["channels"]
    first.xaxis.tick_top()
    first.set_xticks(range(len(result.stages)), [_folded(s.name) for s in result.stages])
    first.tick_params(axis="x", length=0, labelsize=11)
    for label in first.get_xticklabels():
        label.set_fontweight("bold")
    _listed(ax, words, top, LINE / whole)
    level = f"{100 * result.confidence_level:g}%"
    circles = "Circles are as large as their cases"
    if rated:
        circles += ", the lighter the better rated; ringed: below the mean of all ratings"
    ax.set_title(
        f"Journey of {result.n_cases:,} cases, with {level} intervals\n{circles}", loc="left"
    )
    return described(ax, _summary(result, level), [*_lines(result), *(f"- {w}" for w in words)])


def _folded(name: str) -> str:
    return textwrap.fill(name, 13)


def _words(result: JourneyMap) -> list[str]:
    """Return the pain points in words, of ratings the lowest only."""
    points = result.pain_points
    low = [point.text for point in points if point.kind == "rating"]
    more = f"and {len(low) - SHOWN:,} more that are ringed above" if len(low) > SHOWN else ""
    others = [point.text for point in points if point.kind != "rating"]
    return [*low[:SHOWN], *([more] if more else []), *others]


def _curve(ax: Axes, result: JourneyMap, lens: Lens) -> None:
    """Draw the emotion curve: the mean rating of each stage, and of all."""
    colour, hurts = COLOURS[lens], _hurting(result)
    found: list[tuple[int, Estimate]] = [
        (x, s.rating) for x, s in enumerate(result.stages) if s.rating is not None and s.rating.n
    ]
    ax.plot([x for x, _ in found], [e.value for _, e in found], color=colour, linewidth=1.6)
    for x, estimate in found:
        shade = LOST if (result.stages[x].name, None) in hurts else colour
        if not math.isnan(estimate.low):
            ax.plot([x, x], [estimate.low, estimate.high], color=shade, linewidth=2.6)
        ax.plot(x, estimate.value, marker=MARKERS[lens], markersize=10, color=shade)
        ax.annotate(
            f"{estimate._value_text()}\n{estimate._interval_text()}",
            (x, min(estimate.value, estimate.low)),
            xytext=(0, -9),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=SMALL,
            color=shade if shade == LOST else INK,
        )
    if result.overall is not None:
        ax.axhline(result.overall.value, color=INK, linewidth=0.9, linestyle="--")
        ax.text(
            len(result.stages) - 0.5,
            result.overall.value,
            f"all {result.overall._value_text()}",
            ha="right",
            va="bottom",
            fontsize=SMALL,
            color=INK,
        )
    if result.scale is not None:
        low, high = result.scale
        margin = 0.06 * (high - low)
        ax.set_ylim(low - margin, high + margin)
    ax.set_ylabel(_named(found), fontsize=9)


def _named(found: Sequence[tuple[int, Estimate]]) -> str:
    return f"mean rating\n({found[0][1].unit.name})" if found else "mean rating"


def _hurting(result: JourneyMap) -> set[tuple[str, str | None]]:
    """Return the stages, and stages with channels, whose ratings are pain points."""
    low = [point for point in result.pain_points if point.kind == "rating"]
    return {(p.stage, p.channel) for p in low}


def _channels(ax: Axes, result: JourneyMap, *, rated: bool) -> None:
    """Draw a circle for each channel of a stage: its cases by size, its rating as a shade."""
    hurts = _hurting(result)
    most = max(cell.n_cases for cell in result.cells.values())
    colours = mpl.colormaps["cividis"]
    ends = _ends(result)
    for row, channel in enumerate(result.channels):
        ax.axhline(row, color="#dcdcdc", linewidth=0.8, zorder=1)
        for x, stage in enumerate(result.stages):
            cell = result.cells.get((stage.name, channel))
            if cell is None:
                continue
            size = 6 + (BUBBLE - 6) * math.sqrt(cell.n_cases / most)
            mark = (stage.name, channel) in hurts
            known = cell.rating is not None and cell.rating.n > 0
            shade = "#c9c9c9"
            if known and cell.rating is not None and ends[1] > ends[0]:
                shade = mpl.colors.to_hex(
                    colours(0.15 + 0.85 * (cell.rating.value - ends[0]) / (ends[1] - ends[0]))
                )
            ax.plot(
                x - 0.12,
                row,
                marker="o",
                markersize=size,
                color=shade,
                markeredgecolor=LOST if mark else "white",
                markeredgewidth=2.6 if mark else 0.8,
                zorder=3,
            )
            text = f"{cell.n_cases:,}"
            if known and cell.rating is not None:
                text = f"{cell.rating._value_text()}\n{text}"
            ax.annotate(
                text,
                (x - 0.12, row),
                xytext=(size / 2 + 4, 0),
                textcoords="offset points",
                va="center",
                fontsize=SMALL,
                color=LOST if mark else INK,
                fontweight="bold" if mark else "normal",
                linespacing=0.95,
            )
    ax.set_yticks(range(len(result.channels)), result.channels)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(result.channels) - 0.4, -0.6)
    ax.set_ylabel("rating,\ncases" if rated else "cases", fontsize=9)


def _ends(result: JourneyMap) -> tuple[float, float]:
    """Return the ratings that the darkest and the lightest circle stand for."""
    if result.scale is not None:
        return result.scale
    values = [c.rating.value for c in result.cells.values() if c.rating is not None and c.rating.n]
    return (min(values), max(values)) if values else (0.0, 0.0)


def _bars(ax: Axes, result: JourneyMap) -> None:
    """Draw the share of cases that come to each stage, and what part of them ends there."""
    worst = [point.stage for point in result.pain_points if point.kind == "drop"]
    hard = [point.stage for point in result.pain_points if point.kind == "effort"]
    for x, stage in enumerate(result.stages):
        met = 100 * stage.met.value
        ax.bar(x, met, width=0.5, color="#bdbdbd", zorder=2)
        ends = [100 * stage.met.low, 100 * stage.met.high]
        ax.plot([x - 0.2] * 2, ends, color=INK, linewidth=1.4, zorder=4)
        if stage.drop is not None and stage.drop.value > 0:
            lost = met * stage.drop.value
            colour = LOST if stage.name in worst else "#7f7f7f"
            ax.bar(x, lost, width=0.5, color=colour, zorder=3)
        ax.text(
            x,
            -8,
            _under(stage),
            ha="center",
            va="top",
            fontsize=SMALL,
            color=LOST if stage.name in (*worst, *hard) else INK,
            linespacing=1.15,
        )
    ax.set_ylim(-100, 108)
    ax.set_yticks([0, 50, 100])
    ax.set_ylabel("cases that\ncome (%)", fontsize=9)
    ax.yaxis.set_label_coords(-0.075, 0.7)


def _under(stage: Stage) -> str:
    """Return what stands under a bar: who ends there, and the effort."""
    ends = (
        "the goal\n"
        if stage.drop is None
        else f"{stage.drop._value_text()} end\n{stage.drop._interval_text()}"
    )
    return f"{ends}\n{stage.effort._value_text()} {stage.effort._interval_text()}\nevents a case"


def _listed(ax: Axes, words: Sequence[str], top: float, line: float) -> None:
    """Write the pain points under the map."""
    if not words:
        return
    ax.text(0.0, top, "Look first at", fontweight="bold", color=LOST, va="top", fontsize=10)
    for number, text in enumerate(words, start=1):
        ax.text(0.0, top - number * line, f"• {text}", va="top", fontsize=9.5, color=INK)


def _summary(result: JourneyMap, level: str) -> str:
    return (
        f"A journey map of {result.n_cases:,} cases with {level} intervals: "
        f"{len(result.stages)} stages from left to right, {len(result.channels)} channels."
    )


def _lines(result: JourneyMap) -> list[str]:
    """Return each stage in words."""
    lines = []
    for stage in result.stages:
        found = [
            f"{stage.met._value_text()} of cases come",
            "ending here is the goal"
            if stage.drop is None
            else f"{stage.drop._value_text()} {stage.drop._interval_text()} of these end here",
            f"{stage.effort._value_text()} {stage.effort._interval_text()} events a case",
        ]
        if stage.rating is not None and stage.rating.n:
            found.insert(0, f"rated {stage.rating._value_text()} {stage.rating._interval_text()}")
        busy = [
            f"{channel} {result.cells[stage.name, channel].n_cases:,}"
            for channel in result.channels
            if (stage.name, channel) in result.cells
        ]
        lines.append(f"- {stage.name}: {', '.join(found)}; cases by channel: {', '.join(busy)}")
    return lines
