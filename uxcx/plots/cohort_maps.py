"""Cohorts as a heat map, and the curve of their average."""

from __future__ import annotations

from typing import Any

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from uxcx.errors import GroupError
from uxcx.plots.look import COLOURS, INK, described, new_axes
from uxcx.plots.series import SERIES
from uxcx.relationships.cohort_table import BEFORE, DASH, Retention
from uxcx.results import Estimate, begin_sentence, group_label, show

#: up to so many columns there is room for the interval in each cell
ROOM = 13


def cohorts(table: Retention, *, segment: Any = None, ax: Axes | None = None) -> Axes:
    """Draw a table of cohorts as a heat map, with the interval in each cell.

    Parameters
    ----------
    table : Retention
        From `relationships.retention`.
    segment : optional
        Which segment to draw, where the table has several.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        A row for each cohort and a column for each period; cells that are not observed are hatched.
        With more than 13 periods there is room for neither numbers nor intervals, and the
        description has both.

    Raises
    ------
    ValueError
        If no period has ended yet, or the table has several segments and none was chosen.

    Examples
    --------
    >>> from uxcx import datasets, relationships
    >>> orders = datasets.load("ecommerce").orders
    >>> ax = cohorts(relationships.retention(orders, until="2025-10-31"))
    >>> ax.get_xlabel()
    'months after the first'

    Each row begins dark and fades to the right, as customers stay away.
    """
    key = _segment(table, segment)
    cells = [c for c in table.cells if tuple(v for _, v in c.group[:-2]) == key]
    if not cells:
        raise ValueError(f"No {table.period} has ended yet, so there is nothing to draw.")
    names = list(dict.fromkeys(c.group[-2][1] for c in cells))
    places = list(dict.fromkeys(int(c.group[-1][1]) for c in cells))
    at = {(c.group[-2][1], int(c.group[-1][1])): c for c in cells}
    shares = np.array([[at[name, k].value for k in places] for name in names])
    ax = new_axes(ax, height=1.7 + 0.42 * len(names))
    ax.grid(visible=False)
    colours = sns.light_palette(COLOURS["CX"], as_cmap=True)
    ax.set_facecolor("white")
    known = np.ma.masked_invalid(shares)
    image = ax.pcolormesh(
        known, cmap=colours, vmin=0, vmax=float(known.max() or 1), edgecolors="white"
    )
    for row, name in enumerate(names):
        for column, k in enumerate(places):
            _draw_cell(ax, at[name, k], (column, row), room=len(places) <= ROOM)
    ax.set_yticks(
        np.arange(len(names)) + 0.5, [f"{name} (n = {table.sizes[*key, name]:,})" for name in names]
    )
    step = max(1, len(places) // 13)
    ax.set_xticks(np.arange(0, len(places), step) + 0.5, [str(k) for k in places[::step]])
    ax.tick_params(length=0)
    ax.set_ylim(len(names), 0)
    ax.set_xlabel(f"{table.period}s after the first")
    ax.figure.colorbar(
        image, ax=ax, format=lambda x, _: f"{100 * x:.0f}%", label=cells[0].metric, pad=0.015
    )
    where = f", {', '.join(map(str, key))}" if key else ""
    level = f"{100 * cells[0].confidence_level:g}%"
    with_ = f" with {level} intervals" if len(places) <= ROOM else ""
    title = f"{begin_sentence(cells[0].metric)} of cohorts{where}{with_}; hatched: not observed"
    ax.set_title(title, loc="left", fontsize=10.5)
    lines = [f"- {name}: {_in_words([at[name, k] for k in places])}" for name in names]
    return described(
        ax,
        f"A heat map of {table._heading()}{where}; each cell in %, with {level} intervals; {DASH} "
        "is not observed.",
        lines,
    )


def _segment(table: Retention, segment: Any) -> tuple[Any, ...]:
    """Return the key of the segment to draw."""
    if segment is None and len(table.segments) == 1:
        return table.segments[0]
    key = segment if isinstance(segment, tuple) else (segment,)
    if key not in table.segments:
        shown = ", ".join(repr(s[0] if len(s) == 1 else s) for s in table.segments)
        raise GroupError(f"Choose one segment to draw: {shown}; got {segment!r}.")
    return key


def _draw_cell(ax: Axes, cell: Estimate, corner: tuple[int, int], *, room: bool) -> None:
    """Write a cell's share and interval, or hatch it."""
    x, y = corner
    if not cell.n:
        dots = {"hatch": "///", "facecolor": "#f4f4f4", "edgecolor": "#c8c8c8", "linewidth": 0}
        ax.add_patch(_box(x, y, dots))
        return
    if room:
        ax.text(
            *(x + 0.5, y + 0.36),
            show(100 * cell.value, 0),
            ha="center",
            va="center",
            color=INK,
            fontsize=9,
        )
        ends = f"{show(100 * cell.low, 0)}–{show(100 * cell.high, 0)}"
        ax.text(x + 0.5, y + 0.75, ends, ha="center", va="center", color=INK, fontsize=6.5)


def _box(x: int, y: int, style: dict[str, Any]) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), 1, 1, **style)


def _in_words(cells: list[Estimate]) -> str:
    known = [f"{int(c.group[-1][1])}: {c._value_text()} {c._interval_text()}" for c in cells if c.n]
    early = sum(c.note == BEFORE for c in cells)
    late = len(cells) - len(known) - early
    if early:
        known.insert(0, f"{early} before the log begins {DASH}")
    if late:
        known.append(f"{late} not yet observed {DASH}")
    return "; ".join(known)


def retention_curve(table: Retention, *, ax: Axes | None = None) -> Axes:
    """Draw the average of all cohorts, period by period, with its intervals.

    Parameters
    ----------
    table : Retention
        From `relationships.retention`; a curve for each segment.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Periods on the x axis, the share of customers in % on the y axis.

    Raises
    ------
    ValueError
        If no period has ended yet.

    Examples
    --------
    >>> from uxcx import datasets, relationships
    >>> orders = datasets.load("ecommerce").orders
    >>> ax = retention_curve(relationships.retention(orders, until="2025-10-31"))
    >>> ax.get_ylabel()
    'retention (%)'

    The curve falls steeply in the first months and then runs along the bottom.
    """
    curves = [[e for e in table.curve(*segment) if e.n] for segment in table.segments]
    curves = [curve for curve in curves if curve]
    if not curves:
        raise ValueError(f"No {table.period} has ended yet, so there is nothing to draw.")
    ax = new_axes(ax, height=4.2)
    ax.grid(visible=True, axis="y")
    lines = []
    for index, curve in enumerate(curves):
        colour, marker, line = SERIES[index % len(SERIES)]
        at = [int(e.group[-1][1]) for e in curve]
        name = group_label(curve[0].group[:-1])
        low, high = ([100 * getattr(e, end) for e in curve] for end in ("low", "high"))
        ax.fill_between(at, low, high, color=colour, alpha=0.2, linewidth=0)
        ax.plot(
            at,
            [100 * e.value for e in curve],
            marker=marker,
            linestyle=line,
            color=colour,
            markersize=6,
            label=name,
        )
        words = "; ".join(
            f"{k}: {e._value_text()} {e._interval_text()} of {e.n:,}"
            for k, e in zip(at, curve, strict=True)
        )
        lines.append(f"- {name + ', ' if name else ''}{table.period} {words}")
    if table.segments != [()]:
        ax.legend(frameon=False)
    ax.set_ylim(0, 100)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel(f"{table.period}s after the first")
    metric = curves[0][0].metric
    ax.set_ylabel(f"{metric} (%)")
    level = f"{100 * curves[0][0].confidence_level:g}%"
    ax.set_title(f"Average {metric} of all cohorts, with {level} intervals", loc="left")
    note = "each period: the cohorts that were observed then"
    return described(
        ax, f"A curve of the average {metric} (%), with {level} intervals; {note}.", lines
    )
