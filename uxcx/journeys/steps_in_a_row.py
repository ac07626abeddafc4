"""Steps with nothing between them: each the very next event of the case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import narwhals.stable.v2 as nw

from uxcx.frames import Frame
from uxcx.journeys.log import CASE, EVENT, TIME
from uxcx.journeys.rules import FunnelRules, reached
from uxcx.preparing import own

DEPTH, ARRIVAL, FIRST = own("depth"), own("arrival"), own("first")


def times_in_a_row(frame: Frame, rules: FunnelRules, sequence: str | None) -> Frame:
    """Return one row a case that started: when it reached each step, with nothing between them.

    Of the starts that count the one is taken that gets furthest; of several the one that gets there
    first, then the latest.
    """
    also = [sequence] if sequence else []
    order = [TIME, *also, EVENT]
    rows: Any = frame.select(CASE, TIME, EVENT, *also)
    later = range(1, len(rules.steps))
    rows = rows.with_columns(
        nw.col(TIME).alias(reached(0)),
        *(
            nw.col(column).shift(-n).over(CASE, order_by=order).alias(own(f"{name}_{n}"))
            for n in later
            for column, name in ((TIME, "time"), (EVENT, "next"))
        ),
    ).filter(nw.col(EVENT) == rules.steps[0])
    if rules.start == "first":
        rows = rows.with_columns(nw.col(TIME).min().over(CASE).alias(FIRST))
        rows = rows.filter(nw.col(TIME) == nw.col(FIRST))
    depth, arrival = nw.lit(0), nw.col(TIME)
    for n in later:
        time, before = nw.col(own(f"time_{n}")), nw.col(reached(n - 1))
        counts = (nw.col(own(f"next_{n}")) == rules.steps[n]) & ~before.is_null()
        counts = counts & (time > before if rules.order == "after" else time >= before)
        if rules.within is not None:
            counts = counts & rules.in_time(time, nw.col(reached(0)))
        rows = rows.with_columns(nw.when(counts).then(time).alias(reached(n)))
        there = ~nw.col(reached(n)).is_null()
        depth = depth + there.cast(nw.Int64)
        arrival = nw.when(there).then(nw.col(reached(n))).otherwise(arrival)
    rows = rows.with_columns(depth.alias(DEPTH), arrival.alias(ARRIVAL))
    for column, best in ((DEPTH, "max"), (ARRIVAL, "min"), (reached(0), "max")):
        rows = rows.with_columns(getattr(nw.col(column), best)().over(CASE).alias(FIRST))
        rows = rows.filter(nw.col(column) == nw.col(FIRST))
    times: Sequence[str] = [reached(0), *(reached(n) for n in later)]
    return cast(Frame, rows.group_by(CASE).agg(*(nw.col(column).max() for column in times)))
