"""Drivers as bars of shares, and on the grid of importance and performance."""

from __future__ import annotations

import math
from typing import cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from uxcx.linkage.drivers_result import Driver, Drivers
from uxcx.linkage.performance import ImportancePerformance
from uxcx.linkage.resampling import Quantity
from uxcx.plots.look import COLOURS, INK, MARKERS, described, label_rows, new_axes


def drivers(found: Drivers, *, ax: Axes | None = None) -> Axes:
    """Draw what each driver explains of an outcome, with its interval.

    Parameters
    ----------
    found : Drivers
        From `linkage.drivers`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Shares on the x axis, the driver that explains most on top.

    Examples
    --------
    >>> from uxcx import datasets, linkage, plots
    >>> shop = datasets.load("ecommerce")
    >>> found = linkage.drivers(shop.survey, outcome="recommend", drivers=["delivery", "trust"])
    >>> ax = plots.drivers(found)
    >>> ax.get_xlabel()
    'share of what all drivers explain (%)'

    Two bars, of which that of trust is the longer one.
    """
    alone = found.method == "first"
    ax = new_axes(ax, height=1.6 + 0.5 * len(found))
    for row, driver in enumerate(found):
        value, low, high = (100 * number for number in _shown(driver, alone=alone))
        ax.barh(row, value, height=0.55, color=COLOURS["any"], alpha=0.35)
        if not math.isnan(low):
            ax.plot([low, high], [row, row], color=COLOURS["any"], linewidth=2.5)
        ax.plot(value, row, marker=MARKERS["any"], markersize=8, color=COLOURS["any"])
    label_rows(ax, [driver.name for driver in found])
    ax.set_xlim(left=-0.02 * ax.get_xlim()[1])
    of_what = (
        f"{found.r_squared_name} of each driver alone (%)"
        if alone
        else "share of what all drivers explain (%)"
    )
    ax.set_xlabel(of_what)
    together = found.r_squared.text(factor=100, suffix="%")
    level = f"{100 * found.confidence_level:g}%"
    ax.set_title(
        f"Drivers of {found.outcome}: all together {together} ({found.r_squared_name})", loc="left"
    )
    return described(
        ax,
        f"A bar chart: drivers of {found.outcome}, {of_what}, with {level} intervals. Together "
        f"they explain {together} ({found.r_squared_name}).",
        [f"- {driver.name}: {found.share_text(driver)}" for driver in found],
    )


def _shown(driver: Driver, *, alone: bool) -> Quantity:
    return driver.explained if alone else driver.share


def importance_performance(grid: ImportancePerformance, *, ax: Axes | None = None) -> Axes:
    """Draw the drivers on the grid of importance and performance, with both intervals.

    Parameters
    ----------
    grid : ImportancePerformance
        From `linkage.importance_performance`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Performance on the x axis, importance on the y axis, lines at their means; at the top left
        what matters and does badly.

    Examples
    --------
    >>> from uxcx import datasets, linkage, plots
    >>> shop = datasets.load("ecommerce")
    >>> found = linkage.drivers(shop.survey, outcome="recommend", drivers=["delivery", "trust"])
    >>> scales = {"delivery": (1, 5), "trust": (1, 7)}
    >>> ax = plots.importance_performance(linkage.importance_performance(found, scales=scales))
    >>> ax.get_xlabel()
    'performance (% of the way from worst to best)'

    Trust stands at the top left: it matters, and is further from its best.
    """
    ax = new_axes(ax, height=5.2)
    ax.grid(visible=False)
    names = [item.name for item in grid]
    for item in grid:
        x, y = 100 * item.performance.value, 100 * item.importance.value
        for quantity, horizontal in ((item.performance, True), (item.importance, False)):
            ends = [100 * quantity.low, 100 * quantity.high]
            line = (ends, [y, y]) if horizontal else ([x, x], ends)
            ax.plot(*line, color=COLOURS["any"], linewidth=1.8, alpha=0.7)
        ax.plot(x, y, marker=MARKERS["any"], markersize=8, color=COLOURS["any"])
    _limits(ax, grid)
    ax.axvline(100 * grid.performance_line, color=INK, linewidth=1, linestyle="--")
    ax.axhline(100 * grid.importance_line, color=INK, linewidth=1, linestyle="--")
    for words, place, sides in (
        ("concentrate here", (0.01, 0.99), ("left", "top")),
        ("keep up the good work", (0.99, 0.99), ("right", "top")),
        ("low priority", (0.01, 0.01), ("left", "bottom")),
        ("possible overkill", (0.99, 0.01), ("right", "bottom")),
    ):
        ax.annotate(
            words, place, xycoords="axes fraction", ha=sides[0], va=sides[1], color="#595959"
        )
    ax.set_xlabel("performance (% of the way from worst to best)")
    ax.set_ylabel(f"importance ({grid.importance_name}, %)")
    _name_points(ax, grid)
    level = f"{100 * grid.confidence_level:g}%"
    ax.set_title(f"What to improve for {grid.outcome}, with {level} intervals", loc="left")
    return described(
        ax,
        f"A grid of importance (up) and performance (right) of {len(names)} drivers of "
        f"{grid.outcome}, with {level} intervals and lines at the means.",
        [
            f"- {item.name}: importance {grid.text(item.importance)}, performance "
            f"{grid.text(item.performance)}: {grid.place_text(item)}"
            for item in grid
        ],
    )


def _limits(ax: Axes, grid: ImportancePerformance) -> None:
    """Show the whole of both scales as far as there is something, with room for the words."""
    xs = [100 * end for item in grid for end in (item.performance.low, item.performance.high)]
    ys = [100 * item.importance.high for item in grid]
    room = 0.12 * (max(xs) - min(xs)) + 5
    ax.set_xlim(min(xs) - room, max(xs) + room)
    ax.set_ylim(-0.08 * max(ys), 1.15 * max(ys))


#: where a name may stand beside its point, in points: the first that is free
BESIDE = tuple(
    (across, up, align)
    for distance in (10, 22, 34)
    for up in (distance, -distance)
    for across, align in ((7, "left"), (-7, "right"))
)


def _drawn(ax: Axes, grid: ImportancePerformance) -> list[Bbox]:
    """Return where on the page points, intervals and the lines between places are."""
    middle = (100 * grid.performance_line, 100 * grid.importance_line)
    x, y = ax.transData.transform(middle)
    found = [Bbox.from_bounds(x, 0, 1, 1e6), Bbox.from_bounds(0, y, 1e6, 1)]
    for item in grid:
        ends = [(100 * p, 100 * i) for p, i in zip(item.performance, item.importance, strict=True)]
        (x, y), (x0, y0), (x1, y1) = ax.transData.transform(ends)
        found += [
            Bbox.from_bounds(x - 6, y - 6, 12, 12),
            Bbox.from_extents(x0, y - 1, x1, y + 1),
            Bbox.from_extents(x - 1, y0, x + 1, y1),
        ]
    return found


def _name_points(ax: Axes, grid: ImportancePerformance) -> None:
    """Name the points where no other name and no other point stands."""
    figure = cast(Figure, ax.get_figure(root=True))
    figure.draw_without_rendering()  # so that places on the page are known
    inside, taken = ax.get_window_extent(), _drawn(ax, grid)
    for item in grid:
        point = (100 * item.performance.value, 100 * item.importance.value)
        best: tuple[float, Annotation, Bbox] | None = None
        for across, up, align in BESIDE:
            text = ax.annotate(
                item.name,
                point,
                (across, up),
                textcoords="offset points",
                ha=align,
                va="center",
                color=INK,
            )
            box = text.get_window_extent()
            outside = box.x0 < inside.x0 or box.x1 > inside.x1
            clashes = sum(box.overlaps(other) for other in taken) + 2 * outside
            if best is None or clashes < best[0]:
                if best is not None:
                    best[1].remove()
                best = (clashes, text, box)
            else:
                text.remove()
            if not clashes:
                break
        if best is not None:
            taken.append(best[2])
