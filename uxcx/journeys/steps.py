"""From an event log to the time at which each case reached each step: one row a case.

A step is reached at its earliest event after the step before was reached. Going on to the earliest
possible event never loses a case: whatever can follow a later event can follow an earlier one.
Each step is a join and a group-by, so nothing needs to be sorted.

When every start counts, the start is chosen first, by one cumulative maximum a step: the latest
start that leads to each event. Whatever a chain can still reach within its time, a chain that began
later can reach too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import narwhals.stable.v2 as nw

from uxcx.engines import keeps, kept
from uxcx.frames import Frame
from uxcx.journeys.log import CASE, EVENT, SECOND, TIME
from uxcx.journeys.rules import FunnelRules, reached
from uxcx.journeys.steps_in_a_row import times_in_a_row
from uxcx.preparing import own

PLACE, KEY, LEVEL, START, HIT = (own(name) for name in ("place", "key", "level", "start", "hit"))
#: in how many groups a case's start stands; more than one is refused
N_GROUPS = own("n_groups")
#: before all times, where there is no start yet
NEVER = -(2**62)


def case_times(
    frame: Frame, rules: FunnelRules, by: Sequence[str], sequence: str | None = None
) -> Frame:
    """Return one row a case that started: its group, and when it reached each step.

    A case belongs to the group that stands at its start.
    """
    firsts = frame.filter(nw.col(EVENT) == rules.steps[0])
    if rules.between == "nothing":
        cases = times_in_a_row(frame, rules, sequence)
        return _with_groups(cases, firsts, by, len(rules.steps)) if by else cases
    if rules.start == "any" and rules.within is not None:
        starts = _best_starts(frame, rules)
    else:
        # Without a limit of time the first start reaches whatever any other does.
        starts = firsts.group_by(CASE).agg(nw.col(TIME).min().alias(reached(0)))
    if by:
        starts = _with_groups(starts, firsts, by, 1)
    starts = kept(starts)
    for number in range(1, len(rules.steps)):
        starts = _next_step(frame, starts, rules, number, [*by, *([N_GROUPS] if by else [])])
    return starts


def _next_step(
    frame: Frame, cases: Frame, rules: FunnelRules, number: int, carried: Sequence[str]
) -> Frame:
    """Return the cases with the time at which they reached the next step, or null."""
    events = frame.filter(nw.col(EVENT) == rules.steps[number]).select(CASE, TIME)
    time, before = nw.col(TIME), nw.col(reached(number - 1))
    counts = time > before if rules.order == "after" else time >= before
    if rules.within is not None:
        counts = counts & rules.in_time(time, nw.col(reached(0)))
    if keeps(cases):
        # Only those that got there are grouped; this needs the cases twice.
        limits = cases.select(CASE, *dict.fromkeys([reached(0), reached(number - 1)]))
        hits = events.join(cast(Any, limits), on=CASE, how="inner").filter(counts)
        first = hits.group_by(CASE).agg(time.min().alias(reached(number)))
        return kept(cases.join(cast(Any, first), on=CASE, how="left"))
    earlier = [*carried, *(reached(step) for step in range(number))]
    joined = cases.join(cast(Any, events), on=CASE, how="left")
    return (
        joined.with_columns(nw.when(counts).then(time).alias(HIT))
        .group_by(CASE)
        .agg(
            # the same in every row of a case
            *(nw.col(column).max() for column in earlier),
            nw.col(HIT).min().alias(reached(number)),
        )
    )


def _with_groups(cases: Frame, firsts: Frame, by: Sequence[str], n_steps: int) -> Frame:
    """Return the cases with the group at their start, and how many different ones there are."""
    time = nw.col(TIME) == nw.col(reached(0))
    times = [nw.col(reached(step)).max() for step in range(n_steps)]
    found = firsts.select(CASE, TIME, *by).join(cast(Any, cases), on=CASE, how="inner")
    groups = found.filter(time).group_by(CASE, *by).agg(*times)
    return groups.group_by(CASE).agg(
        *times, *(nw.col(column).max() for column in by), nw.len().alias(N_GROUPS)
    )


def _best_starts(frame: Frame, rules: FunnelRules) -> Frame:
    """Return of each case the start that gets furthest; of several, the one nearest to its end.

    The end is where the furthest step was first reached.
    """
    rows = _placed(frame, rules)
    time, place = nw.col(TIME), nw.col(PLACE)
    for number in range(len(rules.steps)):
        here = place == number
        if number == 0:
            start = nw.when(here).then(time)
        else:
            latest = nw.col(own(f"latest_{number - 1}"))
            started = latest > NEVER
            # a difference to NEVER would overflow
            since = nw.when(started).then(latest).otherwise(time)
            start = nw.when(here & started & rules.in_time(time, since)).then(latest)
        column = own(f"start_{number}")
        rows = rows.with_columns(start.otherwise(nw.lit(NEVER)).cast(nw.Int64).alias(column))
        if number < len(rules.steps) - 1:
            latest = nw.col(column).cum_max().over(CASE, order_by=[TIME, KEY])
            rows = rows.with_columns(latest.alias(own(f"latest_{number}")))
    chosen = nw.col(own("start_0"))
    for number in range(1, len(rules.steps)):
        chosen = nw.when(place == number).then(nw.col(own(f"start_{number}"))).otherwise(chosen)
    rows = rows.with_columns(chosen.alias(START)).filter(nw.col(START) > NEVER)
    # The latest start of an event never goes back, so the earliest event has the least of them.
    levels = rows.group_by(CASE, PLACE).agg(nw.col(START).min())
    furthest = levels.with_columns(nw.col(PLACE).max().over(CASE).alias(LEVEL))
    found = furthest.filter(nw.col(PLACE) == nw.col(LEVEL))
    return found.select(CASE, nw.col(START).alias(reached(0)))


def _placed(frame: Frame, rules: FunnelRules) -> Frame:
    """Return a row for each event and each place among the steps that it can take.

    Among events of the same time those of later steps come first, so that none follows another; or
    last, where they may.
    """
    layers: list[Frame] = []
    places = list(enumerate(rules.steps))
    while places:
        layer = {step: number for number, step in reversed(places)}
        places = [(number, step) for number, step in places if layer[step] != number]
        place: Any = nw.lit(-1)
        for step, number in layer.items():
            place = nw.when(nw.col(EVENT) == step).then(nw.lit(number)).otherwise(place)
        rows = frame.filter(nw.col(EVENT).is_in(list(layer)))
        layers.append(
            rows.select(CASE, TIME, EVENT).with_columns(place.cast(nw.Int64).alias(PLACE))
        )
    rows = layers[0] if len(layers) == 1 else nw.concat(cast(Any, layers))
    sign = -1 if rules.order == "after" else 1
    return rows.with_columns((nw.col(PLACE) * sign).alias(KEY))


def seconds(microseconds: nw.Expr) -> nw.Expr:
    """Return microseconds as seconds."""
    return microseconds.cast(nw.Float64) / SECOND
