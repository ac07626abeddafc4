"""Figures: each takes data or results, draws on an Axes, and can say in words what it shows.

UX is blue with round markers, CX is orange with square ones, in every figure of the course.
Intervals are always drawn. `describe(ax)` gives the figure in words, for readers who cannot see
it and for tests that read it.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Sequence
from typing import Any, cast

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from uxcx.families import NetScore
from uxcx.families.clustered import Clustered
from uxcx.frames import collect, open_frame, require_columns, require_valid
from uxcx.questionnaires.sus import SUS_GRADES_SOURCE, sus_grade, sus_grades
from uxcx.results import Estimate, Estimates, show
from uxcx.scales import SECONDS_ABOVE_0
from uxcx.ux import time_on_task

__all__ = ["describe", "estimates", "nps_stack", "sus_scale", "task_times"]

#: from seaborn's colour-blind palette
COLOURS = {"UX": "#0173b2", "CX": "#de8f05", "any": "#4d4d4d"}
MARKERS = {"UX": "o", "CX": "s", "any": "D"}
#: detractors, passives, promoters: told apart by lightness too
NPS_COLOURS = ("#b35806", "#d9d9d9", "#2d79b5")
INK = "#262626"

_descriptions: weakref.WeakKeyDictionary[Axes, str] = weakref.WeakKeyDictionary()


def describe(ax: Axes) -> str:
    """Return in words what a figure shows.

    Parameters
    ----------
    ax : matplotlib Axes
        Returned by a function of this module.

    Returns
    -------
    str
        What is on the axes, and every value with its interval.

    Raises
    ------
    ValueError
        If the axes were not drawn by uxcx.

    Examples
    --------
    >>> from uxcx import plots, ux
    >>> print(plots.describe(plots.estimates(ux.task_success([1, 1, 1, 1, 0]))))
    A dot plot of task success (%), with 95% intervals.
    - task success: 80% [36, 98]

    The dot stands at 80%, in the middle of a long line.
    """
    if ax not in _descriptions:
        raise ValueError("Only figures drawn by uxcx.plots can be described.")
    return _descriptions[ax]


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
    ax = _axes(ax, height=1.4 + 0.45 * len(shown))
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
    _label_rows(ax, [e.label for e in shown])
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
    return _described(
        ax,
        f"A dot plot of {first.metric} ({first.unit.name}), with {level} intervals.",
        lines,
    )


def nps_stack(
    results: Estimate | Estimates | Sequence[Estimate], *, ax: Axes | None = None
) -> Axes:
    """Draw what an NPS is made of: the shares of detractors, passives and promoters.

    Parameters
    ----------
    results : Estimate, Estimates, or sequence of Estimate
        From `cx.nps`; a bar for each group.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        A stacked bar for each estimate; at its right the score with its interval.

    Raises
    ------
    ValueError
        If an estimate is not an NPS, or has no answers.

    Examples
    --------
    >>> from uxcx import cx
    >>> print(describe(nps_stack(cx.nps([10, 9, 8, 7, 3]))))
    A stacked bar of detractors, passives and promoters, with the NPS and its 95% interval.
    - NPS: 20% detractors, 40% passives, 40% promoters; NPS 20 [-39, 64]

    Two promoters and one detractor in five: a score of 20, which could be almost anything.
    """
    shown = [results] if isinstance(results, Estimate) else list(results)
    bars = [(estimate, _net_score(estimate)) for estimate in shown]
    if not bars:
        raise ValueError("There are no estimates to draw.")
    ax = _axes(ax, height=1.9 + 0.5 * len(bars))
    names = ("detractors (0-6)", "passives (7-8)", "promoters (9-10)")
    lines = []
    for row, (estimate, counts) in enumerate(bars):
        shares = [
            100 * n / counts.n for n in (counts.detractors, counts.passives, counts.promoters)
        ]
        left = 0.0
        for share, colour, name in zip(shares, NPS_COLOURS, names, strict=True):
            ax.barh(row, share, left=left, color=colour, edgecolor="white", label=name, height=0.66)
            if share >= 6:
                ink = INK if colour == NPS_COLOURS[1] else "white"
                ax.text(
                    left + share / 2, row, f"{show(share, 0)}%", ha="center", va="center", color=ink
                )
            left += share
        score = f"NPS {estimate._value_text()} {estimate._interval_text()}"
        ax.text(101.5, row, score, va="center", ha="left", color=INK, clip_on=False)
        words = ", ".join(
            f"{show(share, 0)}% {name.split()[0]}"
            for share, name in zip(shares, names, strict=True)
        )
        lines.append(f"- {estimate.label}: {words}; {score}")
    _label_rows(ax, [estimate.label for estimate, _ in bars])
    ax.set_xlim(0, 100)
    ax.set_xlabel("share of answers (%)")
    level = f"{100 * shown[0].confidence_level:g}%"
    ax.set_title(f"What the NPS is made of; score with {level} interval", loc="left", pad=26)
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(
        handles[:3],
        labels[:3],
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=3,
        frameon=False,
        borderaxespad=0.1,
        handlelength=1.2,
    )
    return _described(
        ax,
        "A stacked bar of detractors, passives and promoters, with the NPS and its "
        f"{level} interval.",
        lines,
    )


def _net_score(estimate: Estimate) -> NetScore:
    summary: Any = estimate.summary
    base = summary.base if isinstance(summary, Clustered) else summary
    if not isinstance(base, NetScore):
        raise ValueError(f"nps_stack() draws results of cx.nps; got {estimate.metric}.")
    if base.n == 0:
        raise ValueError(f"{estimate.label} has no answers to draw.")
    return base


def sus_scale(
    results: Estimate | Estimates | Sequence[Estimate], *, ax: Axes | None = None
) -> Axes:
    """Draw SUS scores with their intervals on the scale of grades.

    Parameters
    ----------
    results : Estimate, Estimates, or sequence of Estimate
        From `ux.sus`; a row for each group.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Scores from 0 to 100 over bands of the curved grading scale.

    Raises
    ------
    ValueError
        If an estimate is not a SUS score, or there is none.

    Notes
    -----
    Grades rank a score among 241 published studies (Sauro and Lewis 2016). The letters A to F
    are those of the scale; its plus and minus grades are named in the description.

    Examples
    --------
    >>> from uxcx import ux
    >>> print(describe(sus_scale(ux.sus([87.5, 60, 75, 80, 72.5]))))
    SUS scores from 0 to 100 on the curved grading scale, with 95% intervals.
    - SUS: 75 [62, 88], grade B; the interval runs from D to A+

    Five people: the score is a B, but the true score may be a D or an A+.
    """
    shown = [results] if isinstance(results, Estimate) else list(results)
    if not shown:
        raise ValueError("There are no estimates to draw.")
    for estimate in shown:
        if estimate.measure.function != "ux.sus" or math.isnan(estimate.value):
            raise ValueError(f"sus_scale() draws results of ux.sus; got {estimate.metric}.")
    ax = _axes(ax, height=1.7 + 0.5 * len(shown))
    _grade_bands(ax)
    lines = []
    for row, estimate in enumerate(shown):
        ends = ""
        if not math.isnan(estimate.low):
            ax.plot([estimate.low, estimate.high], [row, row], color=COLOURS["UX"], linewidth=2.5)
            grades = [sus_grade(end).grade for end in (estimate.low, estimate.high)]
            ends = f"; the interval runs from {grades[0]} to {grades[1]}"
        ax.plot(estimate.value, row, marker=MARKERS["UX"], markersize=9, color=COLOURS["UX"])
        grade = sus_grade(estimate.value).grade
        lines.append(
            f"- {estimate.label}: {estimate._value_text()} {estimate._interval_text()}, "
            f"grade {grade}{ends}"
        )
    _label_rows(ax, [estimate.label for estimate in shown])
    ax.set_xlim(0, 100)
    ax.set_xlabel("SUS score (0 to 100; not a percentage)")
    level = f"{100 * shown[0].confidence_level:g}%"
    ax.set_title(f"SUS with {level} intervals, and its grades", loc="left", pad=22)
    ax.annotate(
        SUS_GRADES_SOURCE,
        (0, 0),
        (0, -44),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=8,
        color="#595959",
    )
    return _described(
        ax,
        f"SUS scores from 0 to 100 on the curved grading scale, with {level} intervals.",
        lines,
    )


def _grade_bands(ax: Axes) -> None:
    """Shade the bands of the letters A, B, C, D and F, and name them above the axes."""
    starts: dict[str, float] = {}
    for band in sus_grades():
        starts[band.grade[0]] = band.minimum  # best first, so the last one is the lowest
    end = 100.0
    for shade, (letter, start) in zip(
        ("#d0d0d0", "#dcdcdc", "#e7e7e7", "#f1f1f1", "#fafafa"), starts.items(), strict=True
    ):
        ax.axvspan(start, end, color=shade, zorder=0, linewidth=0)
        ax.annotate(
            letter,
            ((start + end) / 2, 1.0),
            (0, 4),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            color=INK,
        )
        end = start


def task_times(
    data: Any,
    column: str,
    *,
    completed: str | None = None,
    by: str | None = None,
    unit: str | None = None,
    confidence_level: float = 0.95,
    ax: Axes | None = None,
) -> Axes:
    """Draw every task time, and the geometric mean with its interval.

    Parameters
    ----------
    data : data frame
        One row an attempt.
    column : str
        Column of times in seconds, above 0.
    completed : str, optional
        Column of 1 where the task was completed; other attempts are drawn hollow and are not in
        the mean.
    by : str, optional
        Column to group by: a row for each group.
    unit : str, optional
        Column that names whose rows belong together; see `ux.time_on_task`.
    confidence_level : float, default 0.95
        Of the interval.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Times on a logarithmic x axis, on which the geometric mean is the middle.

    Raises
    ------
    ColumnError, AnswerError
        As `ux.time_on_task`.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"seconds": [55, 65, 75, 62, 45, 135]})
    >>> print(describe(task_times(times, "seconds")))
    Every task time as a dot on a logarithmic axis in seconds, and the geometric mean with its 95%
    interval.
    - time on task: 68 s [46, 101]; 6 times from 45 to 135 s

    Five times stand close together and one far to the right.
    """
    result = time_on_task(
        data, column, completed=completed, by=by, unit=unit, confidence_level=confidence_level
    )
    shown = [result] if isinstance(result, Estimate) else list(result)
    points = _points(data, column, completed, by)
    ax = _axes(ax, height=1.6 + 0.75 * len(shown))
    lines = []
    for row, estimate in enumerate(shown):
        key = estimate.group[0][1] if estimate.group else None
        times, done = points.get(key, (np.array([]), np.array([], dtype=bool)))
        heights = row - 0.12 - 0.26 * _spread(len(times))
        for chosen, face in ((done, COLOURS["UX"]), (~done, "white")):
            ax.scatter(
                times[chosen],
                heights[chosen],
                s=28,
                facecolors=face,
                edgecolors=COLOURS["UX"],
                linewidths=1.2,
            )
        if not math.isnan(estimate.value):
            if not math.isnan(estimate.low):
                ax.plot([estimate.low, estimate.high], [row + 0.16] * 2, color=INK, linewidth=2.5)
            ax.plot(estimate.value, row + 0.16, marker="D", markersize=8, color=INK)
        lines.append(f"- {estimate.label}: {_times_in_words(estimate, times, done)}")
    ax.set_xscale("log")
    _seconds_axis(ax, [t for times, _ in points.values() for t in times])
    _label_rows(ax, [estimate.label for estimate in shown])
    hollow = completed is not None and any(not done.all() for _, done in points.values())
    level = f"{100 * confidence_level:g}%"
    ax.set_title(
        f"Task times (dots{', hollow: not completed' if hollow else ''}); "
        f"geometric mean with {level} interval",
        loc="left",
        fontsize=10.5,
    )
    return _described(
        ax,
        "Every task time as a dot on a logarithmic axis in seconds, and the geometric mean with "
        f"its {level} interval."
        + (" Hollow dots: the task was not completed; not in the mean." if hollow else ""),
        lines,
    )


def _points(
    data: Any, column: str, completed: str | None, by: str | None
) -> dict[Any, tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
    """Return the times of each group, and whether their task was completed."""
    frame, _ = open_frame(data, column)
    columns = [c for c in (by, completed) if c]
    require_columns(frame, columns)
    frame = require_valid(frame, {column: SECONDS_ABOVE_0}, missing="exclude")
    table = collect(frame.select(list(dict.fromkeys([column, *columns])))).to_pandas()
    table = table[table[column].notna()]
    groups = table.groupby(by, dropna=False, observed=True) if by else [(None, table)]
    found = {}
    for key, rows in groups:
        done = (
            rows[completed].astype("Float64").fillna(0).to_numpy(dtype=float) == 1
            if completed
            else np.ones(len(rows), dtype=bool)
        )
        missing = isinstance(key, float) and math.isnan(key)
        found[None if missing else key] = (rows[column].to_numpy(dtype=float), done)
    return cast("dict[Any, Any]", found)


def _spread(n: int) -> np.ndarray[Any, Any]:
    """Return n heights from 0 to 1 that look scattered and are the same every time.

    The additive recurrence of the golden ratio, whose points never bunch.
    """
    golden = (math.sqrt(5) - 1) / 2
    return np.asarray((np.arange(n) * golden) % 1.0)


def _times_in_words(
    estimate: Estimate, times: np.ndarray[Any, Any], done: np.ndarray[Any, Any]
) -> str:
    text = f"{estimate._value_text()} {estimate._interval_text()}"
    kept = times[done]
    if len(kept):
        ends = f"{show(float(kept.min()), 0)} to {show(float(kept.max()), 0)} s"
        text += f"; {len(kept):,} {'time' if len(kept) == 1 else 'times'} from {ends}"
    if len(times) > len(kept):
        text += f"; {len(times) - len(kept):,} not completed"
    return text


def _seconds_axis(ax: Axes, times: Sequence[float]) -> None:
    """Label a logarithmic axis with round numbers of seconds."""
    ticks = np.array([1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400])
    low, high = (min(times) * 0.8, max(times) * 1.25) if times else (1, 3600)
    inside = [tick for tick in ticks if low <= tick <= high]
    ax.set_xlim(low, high)
    ax.set_xticks(inside or [low, high], [f"{tick:g}" for tick in inside or [low, high]])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlabel("time on task (seconds, logarithmic axis)")


# --- what all figures share -----------------------------------------------------------------------


def _axes(ax: Axes | None, *, height: float) -> Axes:
    """Return the axes to draw on, in the look that all figures share."""
    if ax is None:
        with sns.axes_style("whitegrid", {"axes.edgecolor": "#b0b0b0", "text.color": INK}):
            _, ax = plt.subplots(figsize=(8, height), layout="constrained")
    ax.grid(visible=False, axis="y")
    ax.set_axisbelow(True)
    return ax


def _label_rows(ax: Axes, labels: Sequence[str]) -> None:
    """Name the rows, the first on top."""
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.45, -0.55)


def _described(ax: Axes, first: str, lines: Sequence[str]) -> Axes:
    _descriptions[ax] = "\n".join([first, *lines])
    return ax
