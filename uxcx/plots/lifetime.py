"""What models of lifetime foretell: beside what happened, and how sure it is who is still there."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from uxcx.plots.look import COLOURS, INK, MARKERS, described, new_axes
from uxcx.relationships import BuyingModel, Holdout, RenewalModel
from uxcx.results import show

#: how lines of several kinds of customers differ, beside their labels
_LINES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (3, 1, 1, 1, 1, 1)))


def holdout(check: Holdout, *, ax: Axes | None = None) -> Axes:
    """Draw actual beside expected purchases, by how often customers had bought again before.

    Parameters
    ----------
    check : Holdout
        From `relationships.holdout`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Repeat purchases in the calibration on the x axis, mean purchases after it on the y axis.

    Examples
    --------
    >>> from uxcx import datasets, relationships
    >>> orders = datasets.load("ecommerce").orders
    >>> check = relationships.holdout(
    ...     orders, relationships.mbg_nbd, calibration_end="2025-05-31", until="2025-08-31"
    ... )
    >>> ax = holdout(check)
    >>> ax.get_xlabel()
    'repeat purchases in the calibration, and customers'

    Dark dots are what happened, orange squares what was expected.
    """
    table = check.by_frequency()
    ax = new_axes(ax, height=4.2)
    at = np.arange(len(table))
    series = (
        ("actual", -0.12, INK, MARKERS["any"]),
        ("expected", 0.12, COLOURS["CX"], MARKERS["CX"]),
    )
    for name, shift, colour, marker in series:
        low, high = table[f"{name}_low"], table[f"{name}_high"]
        ax.vlines(at + shift, np.maximum(low, 0), high, color=colour, linewidth=2.5)
        ax.plot(
            at + shift, table[name], marker, color=colour, markersize=7, linestyle="", label=name
        )
    labels = [f"{row.frequency}\nn = {row.customers:,}" for row in table.itertuples()]
    ax.set_xticks(at, labels)
    ax.set_xlabel("repeat purchases in the calibration, and customers")
    span = f"{round(check.periods, 1):g} {check.period}s"
    ax.set_ylabel(f"mean purchases in the {span} after")
    ax.set_ylim(bottom=0)
    ax.grid(visible=True, axis="y")
    ax.legend(loc="upper left", frameon=False)
    level = f"{100 * check.confidence_level:g}%"
    ax.set_title(f"{check.model.name}: foretold and happened, with {level} intervals", loc="left")
    lines = [
        f"- {row.frequency} ({row.customers:,} customers): actual {row.actual:.2f} "
        f"[{row.actual_low:.2f}, {row.actual_high:.2f}], expected {row.expected:.2f} "
        f"[{row.expected_low:.2f}, {row.expected_high:.2f}]"
        for row in table.itertuples()
    ]
    return described(
        ax,
        f"Mean purchases in the {span} after the calibration, by repeat purchases in it: actual, "
        f"and expected by {check.model.name}, with {level} intervals.",
        [*lines, check.sentence],
    )


def holdout_over_time(check: Holdout, *, ax: Axes | None = None) -> Axes:
    """Draw actual and expected purchases, summed up from the end of the calibration on.

    Parameters
    ----------
    check : Holdout
        From `relationships.holdout`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Periods after the calibration on the x axis, purchases until then on the y axis. The band
        holds how uncertain the parameters are, the bar at the end all that is uncertain.

    Examples
    --------
    >>> from uxcx import datasets, relationships
    >>> orders = datasets.load("ecommerce").orders
    >>> check = relationships.holdout(
    ...     orders, relationships.mbg_nbd, calibration_end="2025-05-31", until="2025-08-31"
    ... )
    >>> ax = holdout_over_time(check)
    >>> ax.get_xlabel()
    'weeks after the calibration'

    The dark line is what happened.
    """
    table = check.over_time()
    ax = new_axes(ax, height=4.2)
    time = np.append(0, table[check.period])
    expected, low, high = (
        np.append(0.0, table[name]) for name in ("expected", "expected_low", "expected_high")
    )
    ax.fill_between(time, low, high, color=COLOURS["CX"], alpha=0.25, linewidth=0)
    ax.plot(time, expected, color=COLOURS["CX"], linestyle="--", label="expected")
    ax.plot(time, np.append(0, table["actual"]), color=INK, label="actual")
    total, difference = check.predicted.value, check.difference
    width = (difference.high - difference.low) / 2
    ax.vlines(check.periods, total - width, total + width, color=COLOURS["CX"], linewidth=2.5)
    ax.set_xlabel(f"{check.period}s after the calibration")
    ax.set_ylabel("purchases until then")
    ax.set_xlim(left=0)
    ax.set_ylim(bottom=0)
    ax.grid(visible=True, axis="y")
    ax.legend(loc="upper left", frameon=False)
    level = f"{100 * check.confidence_level:g}%"
    ax.set_title(
        f"{check.model.name}: band for the parameters, bar for chance as well ({level})",
        loc="left",
        fontsize=10.5,
    )
    rows = table.iloc[np.unique(np.linspace(0, len(table) - 1, 4).astype(int))]
    lines = [
        f"- {check.period} {row[check.period]:g}: actual {row['actual']:,.0f}, expected "
        f"{row['expected']:,.0f} [{row['expected_low']:,.0f}, {row['expected_high']:,.0f}]"
        for _, row in rows.iterrows()
    ]
    return described(
        ax,
        "Purchases summed up from the end of the calibration on: actual, and expected by "
        f"{check.model.name} with a {level} band.",
        [*lines, check.sentence],
    )


def p_alive(
    model: BuyingModel, *, frequencies: tuple[int, ...] = (1, 3, 8), ax: Axes | None = None
) -> Axes:
    """Draw how likely customers are still there, by how long they have been silent.

    Parameters
    ----------
    model : BuyingModel
        From `relationships.bg_nbd`, `mbg_nbd`, `pareto_nbd` or `bg_bb`.
    frequencies : tuple of int, default (1, 3, 8)
        Repeat purchases: a line for each, five at most, each 1 or more.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Time since the last purchase on the x axis, P(alive) with its interval on the y axis, for
        customers whose first purchase is as long ago as that of the oldest customer.

    Raises
    ------
    ValueError
        Frequencies are not whole numbers of 1 or more, or more than five.

    Examples
    --------
    >>> from uxcx import relationships
    >>> model = relationships.bg_nbd(
    ...     {
    ...         "frequency": [0, 1, 1, 2, 2, 3, 5, 8],
    ...         "recency": [0, 5, 20, 9, 30, 34, 36, 37],
    ...         "age": [38, 38, 38, 38, 38, 38, 38, 38],
    ...         "customers": [240, 30, 22, 15, 20, 14, 8, 6],
    ...     },
    ...     customers="customers",
    ... )
    >>> ax = p_alive(model)
    >>> ax.get_xlabel()
    'time since the last purchase (unit of age)'

    The more often a customer bought before, the sooner silence means that they have left.
    """
    whole = all(isinstance(x, int) and x >= 1 for x in frequencies)
    if not whole or not 1 <= len(frequencies) <= len(_LINES):
        raise ValueError(
            f"frequencies must be one to {len(_LINES)} whole numbers of 1 or more; got "
            f"{frequencies!r}."
        )
    age = float(model.cells.age.max())
    ax = new_axes(ax, height=4.2)
    lines = []
    columns = model.columns
    for x, style in zip(frequencies, _LINES, strict=False):
        if model.whole_periods:
            silence = np.arange(0, age - x + 1)
        else:
            silence = np.linspace(0, age * 0.99, 100)
        if not len(silence):
            continue
        found = model.p_alive(
            {
                columns.frequency: np.full(len(silence), float(x)),
                columns.recency: age - silence,
                columns.age: np.full(len(silence), age),
            }
        )
        # Histories come back in order of recency: the longest silence first.
        value, low, high = (100 * part[::-1] for part in (found.value, found.low, found.high))
        ax.fill_between(silence, low, high, color=COLOURS["CX"], alpha=0.2, linewidth=0)
        times = "1 repeat purchase" if x == 1 else f"{x} repeat purchases"
        ax.plot(silence, value, color=INK, linestyle=style, label=times)
        at = np.unique(np.linspace(0, len(silence) - 1, 4).astype(int))
        words = ", ".join(
            f"{show(value[i], 0)}% [{show(low[i], 0)}, {show(high[i], 0)}] after {silence[i]:.3g}"
            for i in at
        )
        lines.append(f"- {times}: {words}")
    ax.set_xlabel("time since the last purchase (unit of age)")
    ax.set_ylabel("P(alive) (%)")
    ax.set_ylim(-2, 102)
    ax.set_xlim(left=0)
    ax.grid(visible=True, axis="y")
    ax.legend(loc="best", frameon=False)
    level = f"{100 * model.confidence_level:g}%"
    ax.set_title(
        f"{model.name}: P(alive) of customers of age {age:.3g}, with {level} bands", loc="left"
    )
    return described(
        ax,
        f"P(alive) by {model.name} with {level} bands, by the time since the last purchase, of "
        f"customers whose first purchase is {age:.3g} ago.",
        lines,
    )


def projected_survival(model: RenewalModel, periods: int, *, ax: Axes | None = None) -> Axes:
    """Draw which share of customers is still there: seen, and projected.

    Parameters
    ----------
    model : RenewalModel
        From `relationships.shifted_beta_geometric` or `beta_discrete_weibull`.
    periods : int
        How far to look, 1 or more.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Periods on the x axis; dots for what was seen, a line with its band for the model.

    Examples
    --------
    >>> from uxcx import relationships
    >>> model = relationships.shifted_beta_geometric([1000, 869, 743, 653, 593, 551, 517, 491])
    >>> ax = projected_survival(model, 12)
    >>> ax.get_xlabel()
    'periods since the start'

    Dots are seen; the line goes on from where they end.
    """
    found = model.survival(periods)
    time = found.index["period"]
    ax = new_axes(ax, height=4.2)
    value, low, high = (100 * part for part in (found.value, found.low, found.high))
    ax.fill_between(time, low, high, color=COLOURS["CX"], alpha=0.25, linewidth=0)
    ax.plot(time, value, color=COLOURS["CX"], linestyle="--", label=f"{model.name}")
    seen = 100 * model.survivors.observed()[: periods + 1]
    ax.plot(np.arange(len(seen)), seen, MARKERS["CX"], color=INK, label="seen", markersize=6)
    ax.set_xlabel("periods since the start")
    ax.set_ylabel("customers still there (%)")
    ax.set_ylim(0, 102)
    ax.set_xlim(left=-0.2)
    ax.grid(visible=True, axis="y")
    ax.legend(loc="best", frameon=False)
    level = f"{100 * model.confidence_level:g}%"
    ax.set_title(f"Customers still there, with a {level} band", loc="left")
    lines = []
    for i, period in enumerate(time):
        there = f", seen {show(seen[i], 1)}%" if i < len(seen) else ""
        lines.append(
            f"- after {period:g}: {show(value[i], 1)}% [{show(low[i], 1)}, {show(high[i], 1)}]"
            f"{there}"
        )
    return described(
        ax,
        f"The share of customers still there by {model.name}, with a {level} band, and as seen.",
        lines,
    )
