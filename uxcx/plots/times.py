"""Every task time as a dot, and the geometric mean with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from uxcx.frames import collect, open_frame, require_columns, require_valid
from uxcx.plots.look import COLOURS, INK, described, label_rows, new_axes
from uxcx.results import Estimate, show
from uxcx.scales import SECONDS_ABOVE_0
from uxcx.ux import time_on_task


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
    >>> from uxcx.plots import describe
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
    ax = new_axes(ax, height=1.6 + 0.75 * len(shown))
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
    label_rows(ax, [estimate.label for estimate in shown])
    hollow = completed is not None and any(not done.all() for _, done in points.values())
    level = f"{100 * confidence_level:g}%"
    ax.set_title(
        f"Task times (dots{', hollow: not completed' if hollow else ''}); "
        f"geometric mean with {level} interval",
        loc="left",
        fontsize=10.5,
    )
    return described(
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
