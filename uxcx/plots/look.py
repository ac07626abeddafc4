"""What all figures share: colours, markers, axes, and their description in words."""

from __future__ import annotations

import textwrap
import weakref
from collections.abc import Sequence
from contextlib import AbstractContextManager

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.axes import Axes

#: from seaborn's colour-blind palette
COLOURS = {"UX": "#0173b2", "CX": "#de8f05", "any": "#4d4d4d"}
MARKERS = {"UX": "o", "CX": "s", "any": "D"}
INK = "#262626"
#: what is lost or hurts: so dark that it is told from the others without colour
LOST = "#a3123a"
#: of groups that are neither UX nor CX; from the same palette
GROUP_COLOURS = ("#029e73", "#cc78bc", "#4d4d4d", "#56b4e9", "#ca9161")
GROUP_MARKERS = ("o", "^", "s", "v", "D")

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


def style() -> AbstractContextManager[object]:
    """Return the look that all figures share, in which axes are to be made."""
    look: AbstractContextManager[object] = sns.axes_style(
        "whitegrid", {"axes.edgecolor": "#b0b0b0", "text.color": INK}
    )
    return look


def new_axes(ax: Axes | None, *, height: float) -> Axes:
    """Return the axes to draw on, in the look that all figures share."""
    if ax is None:
        with style():
            _, ax = plt.subplots(figsize=(8, height), layout="constrained")
    ax.grid(visible=False, axis="y")
    ax.set_axisbelow(True)
    return ax


def label_rows(ax: Axes, labels: Sequence[str]) -> None:
    """Name the rows, the first on top."""
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.45, -0.55)


def described(ax: Axes, first: str, lines: Sequence[str]) -> Axes:
    """Keep a figure's description for `describe`, and return its axes."""
    # In lines that a notebook does not break in the middle of a word.
    wrapped = [
        textwrap.fill(first, 88),
        *(textwrap.fill(x, 88, subsequent_indent="  ") for x in lines),
    ]
    _descriptions[ax] = "\n".join(wrapped)
    return ax
