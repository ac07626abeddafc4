"""The same study many times over: which of the intervals hold the truth."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from uxcx.plots.look import COLOURS, INK, described, new_axes
from uxcx.results import Estimate

#: a miss is told apart by colour, by marker and by a thicker line
MISSED = "#a31621"


def many_studies(results: Sequence[Estimate], *, truth: float, ax: Axes | None = None) -> Axes:
    """Draw the intervals of many studies of the same thing, and which of them hold the truth.

    Parameters
    ----------
    results : sequence of Estimate
        One metric, measured again and again: one estimate a study.
    truth : float
        The true value, as stored (0 to 1 for a proportion).
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        With one upright line for each study, and the truth as a line across.

    Raises
    ------
    ValueError
        If there is nothing to draw, the estimates are of different metrics, or an interval is not
        known.

    Examples
    --------
    >>> from uxcx import plots, ux
    >>> studies = [ux.task_success([1, 1, 1, 1, 0]), ux.task_success([0, 0, 0, 0, 1])]
    >>> print(plots.describe(many_studies(studies, truth=0.85)))
    2 upright lines, one for each study: the 95% interval of task success (%; adjusted
    Wald), with a dot at its value, and a line across at the truth.
    1 of 2 intervals holds the truth, 85%.
    The values run from 20 to 80.

    The second study was unlucky: its whole interval lies below the truth.
    """
    shown = list(results)
    if not shown:
        raise ValueError("There are no studies to draw.")
    first = shown[0]
    if any((e.metric, e.unit) != (first.metric, first.unit) for e in shown):
        raise ValueError("Only estimates of one metric can be drawn on one axis.")
    if any(math.isnan(e.low) for e in shown):
        raise ValueError("An interval is not known: a study with one answer cannot be drawn.")
    ax = new_axes(ax, height=3.6)
    factor, colour = first.unit.factor, COLOURS[first.measure.lens]
    ends = [(e.low * factor, e.high * factor, e.value * factor) for e in shown]
    for holds, ink, marker, width, label in (
        (True, colour, "o", 1.6, "holds the truth"),
        (False, MISSED, "X", 2.6, "misses it"),
    ):
        at = [i for i, e in enumerate(shown) if holds_truth(e, truth) is holds]
        if not at:
            continue
        low, high, value = zip(*(ends[i] for i in at), strict=True)
        places = [i + 1 for i in at]
        ax.vlines(places, low, high, color=ink, linewidth=width)
        ax.plot(places, value, marker, color=ink, markersize=4.5, label=label)
    ax.axhline(truth * factor, color=INK, linewidth=1.2, linestyle="--", label="the truth")
    ax.grid(visible=True, axis="y")
    ax.grid(visible=False, axis="x")
    ax.set_xlabel("study")
    ax.set_ylabel(f"{first.metric} ({first.unit.name})")
    level = f"{100 * first.confidence_level:g}%"
    ax.set_title(f"{len(shown)} studies, each with its {level} interval", loc="left")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=3, frameon=False)
    return described(
        ax,
        f"{len(shown)} upright lines, one for each study: the {level} interval of {first.metric} "
        f"({first.unit.name}; {first.method}), with a dot at its value, and a line across at the "
        "truth.",
        [
            describe_holding(shown, truth=truth),
            f"The values run from {first._shown(min(e.value for e in shown))} to "
            f"{first._shown(max(e.value for e in shown))}.",
        ],
    )


def holds_truth(estimate: Estimate, truth: float) -> bool:
    """Return whether the interval of an estimate holds the truth; its ends count as inside."""
    return estimate.low <= truth <= estimate.high


def describe_holding(results: Sequence[Estimate], *, truth: float) -> str:
    """Return in words how many intervals hold the truth."""
    holding = sum(holds_truth(e, truth) for e in results)
    unit = results[0].unit
    return (
        f"{holding} of {len(results)} intervals {'holds' if holding == 1 else 'hold'} the truth, "
        f"{truth * unit.factor:.4g}{unit.suffix}."
    )
