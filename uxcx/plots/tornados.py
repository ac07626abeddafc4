"""What an outcome hangs on: the tornado of a what-if."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from uxcx.linkage.phrases import part_of
from uxcx.plots.look import COLOURS, INK, described, label_rows, new_axes

if TYPE_CHECKING:
    from uxcx.linkage.scenario_result import WhatIf


def tornado(result: WhatIf, *, ax: Axes | None = None) -> Axes:
    """Draw how far the outcome moves as one assumption goes to the ends of its interval.

    Parameters
    ----------
    result : WhatIf
        From `uxcx.linkage.what_if`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        With the change of the outcome on the x axis, and a bar an assumption: the widest on top,
        below them all together.

    Raises
    ------
    ValueError
        If nothing is uncertain.

    Examples
    --------
    >>> from uxcx.linkage import Link, what_if
    >>> result = what_if("success", start=0.7, end=0.8, links=[
    ...     Link(cause="success", outcome="orders", effect=(0.3, 0.1, 0.5), unit="%")])
    >>> tornado(result).get_xlabel()
    'change of orders (percentage points)'

    One bar from 1 to 5 percentage points.
    """
    if not result.assumptions:
        raise ValueError("Nothing in this chain is uncertain, so there is nothing to draw.")
    last = result[result.outcome]
    factor = 100.0 if last.unit == "%" else 1.0
    rows = sorted(result.assumptions, key=lambda each: each.outcome_low - each.outcome_high)
    ax = new_axes(ax, height=1.8 + 0.7 * (len(rows) + 1))
    for row, each in enumerate(rows):
        left, right = each.outcome_low * factor, each.outcome_high * factor
        # With an edge, a bar that is next to nothing can still be seen.
        style: dict[str, Any] = {"color": COLOURS["any"], "alpha": 0.75, "linewidth": 2}
        ax.barh(row, right - left, left=left, height=0.55, **style)
    ends = [last.low * factor, last.high * factor]
    ax.plot(ends, [len(rows)] * 2, color=INK, linewidth=3, solid_capstyle="butt")
    ax.plot(last.value * factor, len(rows), marker="D", markersize=8, color=INK)
    ax.axvline(last.value * factor, color=INK, linewidth=1)
    ax.axvline(0, color=INK, linewidth=1, linestyle=":")
    names = [f"{_broken(each.name)}\n({part_of(each.share)} of the variance)" for each in rows]
    label_rows(ax, [*names, "all together"])
    ax.use_sticky_edges = False
    ax.margins(x=0.08)
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.10g}"))
    unit = last._suffix.strip()
    ax.set_xlabel(f"change of {last.name} ({unit})" if unit else f"change of {last.name}")
    level = f"{100 * result.confidence_level:g}%"
    verb = "caused" if result.claim == "caused" else "only went with it"
    ax.set_title(f"What {last.name} hangs on ({level}; {verb})", loc="left")
    lines = [
        f"- {each.name}: {last._text(each.outcome_low)} to {last._text(each.outcome_high)}"
        f"{last._suffix}, {part_of(each.share)} of the variance"
        for each in rows
    ]
    return described(
        ax,
        f"A tornado of {last.name}, if {result.cause} went {result._step}: its change when one "
        "assumption goes to the ends of its interval.",
        [*lines, f"- all together: {last}, {result.claim}"],
    )


def _broken(name: str) -> str:
    """Return a long name in two lines."""
    return name.replace(" to ", "\nto ", 1) if len(name) > 24 else name
