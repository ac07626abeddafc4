"""From an event log to a funnel: the options, the checks, and the reduction."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.families.geometric_mean import GeometricMean
from uxcx.families.proportion import Proportion
from uxcx.frames import Frame, collect
from uxcx.journeys.durations import duration
from uxcx.journeys.funnel_result import QUANTILES, Funnel, Funnels
from uxcx.journeys.funnel_units import FunnelUnits, units_of
from uxcx.journeys.log import CASE, EventLog, opened, plain_groups, require_event
from uxcx.journeys.rules import Between, Boundary, FunnelRules, Order, Start, reached
from uxcx.journeys.steps import N_GROUPS, case_times, seconds
from uxcx.preparing import own
from uxcx.reducing import Row, grouped, in_order
from uxcx.results import Group, as_plain


def funnel(
    events: Any,
    *,
    steps: Sequence[Any],
    case: str = "case",
    time: str = "time",
    event: str = "event",
    start: Start = "first",
    order: Order = "after",
    within: timedelta | str | None = None,
    boundary: Boundary = "in",
    between: Between = "anything",
    sequence: str | None = None,
    by: str | Sequence[str] | None = None,
    unit: str | None = None,
    confidence_level: float = 0.95,
    method: str | None = None,
) -> Funnel | Funnels:
    """Count how many cases go through the steps in order, and where the others stop.

    A case is in the funnel if it has the first step. It reaches each further step at the earliest
    event that the rules allow after the step before; other events may lie between.

    Parameters
    ----------
    events : data frame or EventLog
        One row an event; see `event_log` for the engines, and for what is set aside.
    steps : list of str
        The names of two events or more, in order. A name may be there twice ("search", "product",
        "search"), if `order` is ``"after"``.
    case, time, event : str
        Columns; not needed for an `EventLog`.
    start : {"first", "any"}, default "first"
        Where the clock of `within` begins: at the first event of the first step that a case has,
        or at any of them. With ``"any"`` the start counts that gets furthest; of several,
        the latest that gets there as early as any does. Without `within` the two are the same.
    order : {"after", "at_or_after"}, default "after"
        Whether a step must come strictly later than the one before, or may bear the same time.
        Times that are whole days need ``"at_or_after"``.
    within : timedelta or str, optional
        How long after the start a step may come: ``"30min"``, ``"2h"``, ``"7d"`` (a day has 24
        hours). No limit by default.
    boundary : {"in", "out"}, default "in"
        Whether a step exactly at the end of `within` counts.
    between : {"anything", "nothing"}, default "anything"
        Whether other events of the case may lie between two steps, or each step must be the very
        next event. Of several starts that count, the one that gets furthest is taken.
    sequence : str, optional
        Column that orders the events of a case that have the same time, where it matters which is
        next; by name without it.
    by : str or list of str, optional
        Column or columns to group by. A case belongs to the group that stands at its start.
    unit : str, optional
        Column that names whose cases belong together: the customer, where a case is a visit and
        customers have many. Cases of one customer are alike, so they tell less than as many of
        different customers; intervals of shares then count with that, those of times do not.
    confidence_level : float, default 0.95
        Of all intervals; between 0 and 1.
    method : str, optional
        Of the intervals of proportions, see `uxcx.families.Proportion`; adjusted Wald by default.

    Returns
    -------
    Funnel or Funnels
        Counts, conversions, drop-offs and times with their intervals; with `by=` one for each
        group.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        No event has the name of a step, the times are not dates, or two groups stand at the start
        of one case.
    ValueError
        An option is not one of those above, or there are fewer than two steps.

    Notes
    -----
    Rows without a case, a time or an event are set aside and counted. The order of rows does not
    matter, and an event that is there twice counts as once. Without `unit` cases count as
    independent, and intervals come out too narrow if they are not. A case that has not got to a
    step *yet* counts as not having reached it: end the log's cases early enough that `within` has
    passed for all.

    ``start="any"`` and ``boundary="in"`` are the rules of ClickHouse's ``windowFunnel``, and with
    ``between="nothing"`` those of its ``strict_order``;
    ``start="first"``, ``order="at_or_after"`` and ``boundary="out"`` those of funneljoin's
    "first-firstafter" with ``max_gap``.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys
    >>> visits = pd.DataFrame({
    ...     "case": [1, 1, 1, 2, 2, 3, 4],
    ...     "time": pd.to_datetime("2025-03-01 10:00")
    ...     + pd.to_timedelta([0, 2, 5, 0, 9, 1, 3], unit="min"),
    ...     "event": ["product", "cart", "order", "product", "cart", "product", "product"]})
    >>> result = journeys.funnel(visits, steps=["product", "cart", "order"], within="1h")
    >>> result.from_start["order"]
    conversion from the start, order: 25% [3, 71] (1 of 4; 95%, adjusted Wald)
    >>> print(result.sentence)
    Of 4 cases that started with 'product', 1 reached 'order': 25% [3, 71]. Most are lost between
    'product' and 'cart': 2 of 4, 50% [15, 85].

    One visit of four ended in an order; from so few the true share may be 3% or 71%.
    """
    check_confidence_level(confidence_level)
    method = Proportion.choose_method(method)
    rules = FunnelRules(
        steps=tuple(str(step) for step in _listed(steps)),
        start=start,
        order=order,
        within=duration(within),
        boundary=boundary,
        between=between,
    )
    also = [name for name in (sequence, unit) if name is not None]
    log, groups = opened(events, case=case, time=time, event=event, by=by, also=also)
    rows, units = _reduce(log, rules, groups, sequence, unit)
    _require_steps(log, rules, rows)
    found = [
        Funnel(
            rules=rules,
            group=group,
            counts=tuple(int(row[f"n{step}"] or 0) for step in range(len(rules.steps))),
            times=tuple(_times(row, step) for step in range(1, len(rules.steps))),
            quantiles=tuple(_quantiles(row, step) for step in range(1, len(rules.steps))),
            confidence_level=float(confidence_level),
            method=method,
            log=log.note,
            units=units.get(group),
        )
        for group, row in rows
    ]
    return Funnels(found, by=groups) if groups else found[0]


def _listed(steps: Any) -> Sequence[Any]:
    if isinstance(steps, str) or not isinstance(steps, Sequence):
        raise TypeError(f"steps is a list of events' names, in order; got {steps!r}.")
    return steps


def _reduce(
    log: EventLog,
    rules: FunnelRules,
    by: Sequence[str],
    sequence: str | None,
    unit: str | None,
) -> tuple[list[Row], dict[Group, FunnelUnits]]:
    """Return the counts and sums of each group, and those over units; only these are collected."""
    carried = list(dict.fromkeys([*by, *([unit] if unit else [])]))
    cases = case_times(plain_groups(log.frame, carried), rules, carried, sequence)
    wanted: dict[str, nw.Expr] = {"n0": nw.len()}
    for step in range(1, len(rules.steps)):
        taken = seconds(nw.col(reached(step)) - nw.col(reached(step - 1)))
        cases = cases.with_columns(taken.alias(own(f"taken_{step}")))
        took = nw.col(own(f"taken_{step}"))
        # Where both are at the same time there is no logarithm.
        logarithm = nw.when(took > 0).then(took).log()
        cases = cases.with_columns(logarithm.alias(own(f"log_{step}")))
        wanted[f"n{step}"] = nw.col(reached(step)).count()
        wanted[f"logs{step}"] = nw.col(own(f"log_{step}")).count()
        wanted[f"mean{step}"] = nw.col(own(f"log_{step}")).mean()
        wanted[f"sd{step}"] = nw.col(own(f"log_{step}")).std(ddof=1)
        for number, quantile in enumerate(QUANTILES):
            wanted[f"quantile{step}_{number}"] = nw.col(own(f"taken_{step}")).quantile(
                quantile, interpolation="linear"
            )
    if carried:
        wanted["groups"] = nw.col(N_GROUPS).max()
    rows = grouped(cases, by, wanted)
    if any((row.get("groups") or 1) > 1 for _, row in rows):
        raise _two_groups(log, cases, carried)
    units = units_of(cases, by, unit, len(rules.steps)) if unit else {}
    return in_order(log.frame, by, rows), units


def _times(row: Mapping[str, Any], step: int) -> GeometricMean:
    """Return the summary of the times since the step before; those of no length set aside."""
    n = int(row[f"logs{step}"] or 0)
    mean, sd = row[f"mean{step}"], row[f"sd{step}"]
    if n > 1 and sd is not None and sd <= 1e-14 * abs(mean):
        sd = 0.0  # what is left of equal times is rounding
    return GeometricMean(
        n=n,
        n_excluded=int(row[f"n{step}"] or 0) - n,
        mean=math.nan if mean is None else float(mean),
        sd=math.nan if sd is None else float(sd),
    )


def _quantiles(row: Mapping[str, Any], step: int) -> tuple[float, ...]:
    found = (row[f"quantile{step}_{number}"] for number in range(len(QUANTILES)))
    return tuple(math.nan if value is None else float(value) for value in found)


def _require_steps(log: EventLog, rules: FunnelRules, rows: Sequence[Any]) -> None:
    """Refuse steps that are no event's name; asked only where nobody got to a step."""
    empty = [
        step
        for number, step in enumerate(rules.steps)
        if not any(row[f"n{number}"] for _, row in rows)
    ]
    if not empty:
        return
    for step in empty:
        require_event(log, step)


def _two_groups(log: EventLog, cases: Frame, by: Sequence[str]) -> AnswerError:
    """Return the error for a case at whose start two groups stand."""
    mixed = cases.filter(nw.col(N_GROUPS) > 1)
    example = as_plain(collect(mixed.select(CASE).head(1)).rows()[0][0])
    n = int(collect(mixed.select(nw.len())).rows()[0][0])
    column = " and ".join(map(repr, by))
    return AnswerError(
        f"At the start of {n:,} case{'s' * (n != 1)} stand two values of {column}, for example of "
        f"{log.columns['case']} {example!r}, so it is not known which group counts. Two events of "
        "the first step have the same time: keep one of them."
    )
