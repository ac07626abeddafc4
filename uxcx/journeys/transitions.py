"""What follows directly on what: counts and probabilities, starts, ends and loops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import narwhals.stable.v2 as nw

from uxcx.comparison import check_confidence_level
from uxcx.families.proportion import Proportion
from uxcx.frames import Frame
from uxcx.journeys.groups import Groups
from uxcx.journeys.log import (
    CASE,
    COLUMN_OF,
    TIME,
    EventLog,
    opened,
    require_no_gaps,
    require_one_group,
)
from uxcx.journeys.transitions_result import END, Edge, Transitions
from uxcx.preparing import own
from uxcx.reducing import Row, grouped, in_order
from uxcx.results import Group

Of = Literal["event", "channel", "stage"]
STATE, NEXT, NEXT_TIME, TIE, N, X = (
    own(name) for name in ("state", "next", "next_time", "tie", "n", "x")
)
YY, XY, PART = (own(name) for name in ("yy", "xy", "part"))


def transitions(
    events: Any,
    *,
    case: str = "case",
    time: str = "time",
    event: str = "event",
    channel: str | None = None,
    stage: str | None = None,
    of: Of = "event",
    sequence: str | None = None,
    by: str | Sequence[str] | None = None,
    unit: Literal["case"] | None = "case",
    confidence_level: float = 0.95,
    method: str | None = None,
) -> Transitions | Groups[Transitions]:
    """Count which event directly follows which, and with what probability.

    After each event comes exactly one thing: another event of the case, the same one again (a
    loop), or the end of the case. The probabilities of what follows an event add up to 1.

    Parameters
    ----------
    events : data frame or EventLog
        One row an event; see `event_log` for the engines, and for what is set aside.
    case, time, event : str
        Columns; not needed for an `EventLog`.
    channel, stage : str, optional
        Columns; needed where `of` names them.
    of : {"event", "channel", "stage"}, default "event"
        What is followed. With ``"channel"`` the transitions are handoffs from channel to channel,
        and loops are events that stay in theirs.
    sequence : str, optional
        Column that orders the events of a case that have the same time. Without it they are taken
        in the order of their names, the same on every engine, and counted in `n_ties`.
    by : str or list of str, optional
        Column or columns to group by; the same in all events of a case.
    unit : {"case", None}, default "case"
        The transitions of one case are alike, so they tell less than as many of different cases:
        intervals count with that. None takes every transition as independent, which is two
        to three times faster and too narrow; ties are not counted then.
    confidence_level : float, default 0.95
        Of all intervals; between 0 and 1.
    method : str, optional
        Of the intervals, see `uxcx.families.Proportion`; adjusted Wald by default.

    Returns
    -------
    Transitions or Groups of Transitions
        Counts, probabilities, starts, ends and loops with their intervals; with `by=` one for each
        group.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        The times are not dates, the entries of `of` are missing in some rows, or a case has two
        groups.
    ValueError
        An option is not one of those above.

    Notes
    -----
    The directly-follows graph of process mining: van der Aalst (2016), *Process Mining: Data
    Science in Action*. Events that are there twice count as two, with a loop between them. The
    intervals are those of a ratio of sums over cases (`uxcx.families.Clustered`).

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys
    >>> paths = ["open import done", "open import error import done", "open import error"]
    >>> log = pd.DataFrame(
    ...     [(case, pd.Timestamp(2025, 3, 1, 10, minute), event)
    ...      for case, path in enumerate(paths) for minute, event in enumerate(path.split())],
    ...     columns=["case", "time", "event"])
    >>> result = journeys.transitions(log)
    >>> result["import", "error"]
    probability of the transition, import, error: 50% [5, 95] (2 of 4, 3 units by case; 95%,
    adjusted Wald over units (delta method))
    >>> print(result.sentence)
    3 cases made 8 transitions between 4 events. Most frequent: open → import (3), import → done
    (2), import → error (2).

    Half of the imports were followed by an error; three cases leave open how many would be.
    """
    check_confidence_level(confidence_level)
    method = Proportion.choose_method(method)
    for name, value, choices in (("of", of, get_args(Of)), ("unit", unit, ("case", None))):
        if value not in choices:
            raise ValueError(
                f"{name} must be one of {', '.join(map(repr, choices))}; got {value!r}."
            )
    log, groups = opened(
        events,
        case=case,
        time=time,
        event=event,
        by=by,
        channel=channel,
        stage=stage,
        also=sequence,
    )
    log.need(of, "transitions()")
    require_one_group(log, groups)
    rows = _reduce(log, of, groups, sequence, over_cases=unit is not None)
    found: dict[Group, list[Row]] = {}
    for keys, row in rows:
        found.setdefault(keys[: len(groups)], []).append((keys[len(groups) :], row))
    results = [
        Transitions(
            edges=_edges(part, over_cases=unit is not None),
            of=of,
            n_ties=sum(int(row["ties"]) for _, row in part) if unit and not sequence else None,
            confidence_level=float(confidence_level),
            method=method,
            log=log.note,
            group=group,
        )
        for group, part in found.items()
    ]
    return Groups(results, by=groups) if groups else results[0]


def followed(
    log: EventLog, of: str, by: Sequence[str], sequence: str | None, *, ties: bool
) -> Frame:
    """Return each event's state and the next one of its case, which is null at the end."""
    column = COLUMN_OF[of]
    also = [sequence] if sequence else []
    frame = log.frame.select(CASE, TIME, nw.col(column).alias(STATE), *dict.fromkeys([*by, *also]))
    if of != "event":
        require_no_gaps(log, of)
    order = [TIME, *also, STATE]
    wanted = [nw.col(STATE).shift(-1).over(CASE, order_by=order).alias(NEXT)]
    if ties:
        wanted.append(nw.col(TIME).shift(-1).over(CASE, order_by=order).alias(NEXT_TIME))
    frame = frame.with_columns(*wanted)
    if ties:
        tie = (nw.col(NEXT_TIME) == nw.col(TIME)).fill_null(False)
        frame = frame.with_columns(tie.cast(nw.Int64).alias(TIE))
    return frame


def _reduce(
    log: EventLog, of: str, by: Sequence[str], sequence: str | None, *, over_cases: bool
) -> list[Row]:
    """Return the counts of each transition, and the sums over cases; only these are collected."""
    frame = followed(log, of, by, sequence, ties=over_cases and not sequence)
    keys = [*by, STATE, NEXT]
    if not over_cases:
        return in_order(log.frame, by, grouped(frame, keys, {"n": nw.len()}))
    tie = nw.col(TIE).sum() if not sequence else nw.len()
    cases: Any = frame.group_by(*dict.fromkeys([CASE, *keys])).agg(
        nw.len().alias(N), tie.alias(TIE)
    )
    # How often the case had the state, and so the chance to go on from it.
    cases = cases.with_columns(nw.col(N).cast(nw.Float64)).with_columns(
        nw.col(N).sum().over(CASE, *by, STATE).alias(X)
    )
    n, x = nw.col(N), nw.col(X)
    cases = cases.with_columns(
        (n * n).alias(YY),
        (n * x).alias(XY),
        # these add up to 1 for each case that had the state
        (n / x).alias(PART),
    )
    wanted = {name: nw.col(own(name)).sum() for name in ("n", "yy", "xy", "part")}
    return in_order(log.frame, by, grouped(cases, keys, {**wanted, "ties": nw.col(TIE).sum()}))


def _edges(rows: Sequence[Row], *, over_cases: bool) -> tuple[Edge, ...]:
    """Return the transitions of a group, the most frequent first."""
    named = [(str(keys[0][1]), keys[1][1], row) for keys, row in rows]
    totals: dict[str, Mapping[str, float]] = {}
    for state in dict.fromkeys(state for state, _, _ in named):
        mine = [row for name, _, row in named if name == state]
        totals[state] = {
            # The squares of a case's x are the sum of its products n x over all that follows.
            name: sum(float(row[name]) for row in mine)
            for name in (("n", "xy", "part") if over_cases else ("n",))
        }
    edges = [
        Edge.of(state, END if after is None else str(after), row, totals[state])
        for state, after, row in named
    ]
    return tuple(sorted(edges, key=lambda edge: (-edge.n, edge.origin, edge.target)))
