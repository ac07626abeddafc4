"""The journey map: stages by channels, with volume, ratings, effort, drop-off and pain points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError, nearest
from uxcx.families.mean import Mean
from uxcx.families.proportion import Proportion
from uxcx.frames import collect, column_names
from uxcx.journeys.flow import in_flow
from uxcx.journeys.log import (
    CASE,
    CHANNEL,
    STAGE,
    EventLog,
    opened,
    require_no_gaps,
)
from uxcx.journeys.map_result import DROP, EFFORT, MET, Cell, JourneyMap, Stage
from uxcx.journeys.ratings import mean_ratings
from uxcx.journeys.transitions import NEXT, STATE, followed
from uxcx.journeys.transitions_result import END
from uxcx.preparing import own
from uxcx.reducing import grouped
from uxcx.results import Estimate

N = own("n")


def journey_map(
    events: Any,
    *,
    case: str = "case",
    time: str = "time",
    event: str = "event",
    stage: str = "stage",
    channel: str = "channel",
    rating: str | None = "rating",
    scale: tuple[float, float] | None = None,
    stages: Sequence[str] | None = None,
    goal: str | Sequence[str] | None = None,
    confidence_level: float = 0.95,
    method: str | None = None,
) -> JourneyMap:
    """Draw up the map of a journey from its log: stages by channels, with all their measures.

    Parameters
    ----------
    events : data frame or EventLog
        One row an event; see `event_log` for the engines, and for what is set aside.
    case, time, event : str
        Columns; not needed for an `EventLog`.
    stage, channel : str
        Columns of the part of the journey, and of where it happened; never missing.
    rating : str or None, default "rating"
        Column of ratings, missing where nobody was asked; None if there are none.
    scale : (float, float), optional
        The ends of the scale of ratings, ``(1, 5)``: anything outside is refused, and no interval
        passes them. Without it ratings may be any numbers.
    stages : list of str, optional
        The stages in order; all of them. By default in the order in which few cases go back.
    goal : str or list of str, optional
        Stages in which a case may end well, so that ending there is no drop-off. By default the
        last stage.
    confidence_level : float, default 0.95
        Of all intervals; between 0 and 1.
    method : str, optional
        Of the intervals of shares, see `uxcx.families.Proportion`; adjusted Wald by default.

    Returns
    -------
    JourneyMap
        Stages and cells with their measures, and the pain points in sentences; draw it with
        `plots.journey_map`.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        The times are not dates, a stage or channel is missing, a rating is outside its scale, or a
        name in `stages` or `goal` is none.

    Notes
    -----
    The rating of a stage is that of those who got there and answered, not of those who had left;
    ratings of one case are alike, so intervals count cases. Effort is the number of events that a
    case has in a stage. A pain point is a touchpoint whose ratings lie, with their whole interval,
    below the mean of all ratings; the stage that loses the largest share of its cases; and the
    stage that takes the most events. Pain points are where to look first, not causes.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys
    >>> visit = [("search", "web", 5), ("pay", "web", 4), ("pay", "phone", 1), ("fly", "cabin", 4)]
    >>> log = pd.DataFrame(
    ...     [(case, pd.Timestamp(2025, 3, 1, 10, minute), channel, stage, channel, rating)
    ...      for case in range(20)
    ...      for minute, (stage, channel, rating) in enumerate(visit[: 2 + case % 3])],
    ...     columns=["case", "time", "event", "stage", "channel", "rating"])
    >>> result = journeys.journey_map(log, scale=(1, 5))
    >>> for point in result.pain_points:
    ...     print(point.text)
    pay by phone: rated 1.0 [1.0, 2.0], below the mean of all ratings, 3.68
    pay: 14 of 20 cases end here, 70% [48, 86]
    pay: most events a case, 1.65 [1.42, 1.88]

    Paying is the place to look at first, above all on the phone.
    """
    check_confidence_level(confidence_level)
    method = Proportion.choose_method(method)
    columns = {"case": case, "time": time, "event": event, "stage": stage, "channel": channel}
    log, _ = opened(events, rating=rating, **columns)
    rated = rating is not None and "rating" in log.columns
    for role in ("stage", "channel"):
        log.need(role, "journey_map()")
        require_no_gaps(log, role)
    per_stage = _stages(log)
    flows = _flows(log)
    names = _in_order(flows, list(per_stage), stages, log)
    goals = [str(name) for name in column_names(goal)] or names[-1:]
    _require_stages(goals, names, log)
    n_cases = int(collect(log.frame.select(nw.col(CASE).n_unique())).rows()[0][0])
    options: dict[str, Any] = {"confidence_level": confidence_level, "method": method}

    def share(measure: Any, successes: int, n: int, name: str) -> Estimate:
        summary = Proportion(successes=successes, n=n)
        return summary.estimate(measure=measure, group=(("stage", name),), **options)

    def ratings(by: list[str]) -> dict[tuple[Any, ...], Estimate]:
        return mean_ratings(log, by, scale, confidence_level) if rated else {}

    by_stage, by_cell, overall = ratings([STAGE]), ratings([STAGE, CHANNEL]), ratings([])
    made = [
        Stage(
            name=name,
            n_events=int(row["n"]),
            met=share(MET, int(row["cases"]), n_cases, name),
            effort=Mean(
                n=int(row["cases"]), mean=float(row["mean"]), sd=float(row["sd"] or 0)
            ).estimate(confidence_level=confidence_level, measure=EFFORT, group=(("stage", name),)),
            drop=None
            if name in goals
            else share(DROP, flows.get((name, END), 0), int(row["cases"]), name),
            rating=by_stage.get((name,)),
        )
        for name, row in ((name, per_stage[name]) for name in names)
    ]
    cells = {
        key: Cell(n_events=n, n_cases=cases, rating=by_cell.get(key))
        for key, (n, cases) in _cells(log).items()
    }
    return JourneyMap(
        stages=tuple(made),
        cells=cells,
        n_cases=n_cases,
        overall=overall.get(()),
        scale=None if scale is None else (float(scale[0]), float(scale[1])),
        goals=tuple(goals),
        confidence_level=float(confidence_level),
        log=log.note,
    )


def _stages(log: EventLog) -> dict[str, dict[str, Any]]:
    """Return of each stage its cases, its events, and their mean and spread over cases."""
    cases = log.frame.group_by(CASE, STAGE).agg(nw.len().alias(N))
    cases = cases.with_columns(nw.col(N).cast(nw.Float64))
    n = nw.col(N)
    wanted = {"cases": nw.len(), "n": n.sum(), "mean": n.mean(), "sd": n.std(ddof=1)}
    return {str(keys[0][1]): row for keys, row in grouped(cases, [STAGE], wanted)}


def _flows(log: EventLog) -> dict[tuple[str, str], int]:
    """Return how often a stage directly follows on another, or the end does."""
    rows = grouped(followed(log, "stage", (), None, ties=False), [STATE, NEXT], {"n": nw.len()})
    return {
        (str(keys[0][1]), END if keys[1][1] is None else str(keys[1][1])): int(row["n"])
        for keys, row in rows
    }


def _cells(log: EventLog) -> dict[tuple[str, str], tuple[int, int]]:
    """Return of each stage and channel how many events and cases there are."""
    cases = log.frame.group_by(CASE, STAGE, CHANNEL).agg(nw.len().alias(N))
    rows = grouped(cases, [STAGE, CHANNEL], {"n": nw.col(N).sum(), "cases": nw.len()})
    return {
        (str(keys[0][1]), str(keys[1][1])): (int(row["n"]), int(row["cases"])) for keys, row in rows
    }


def _in_order(
    flows: Mapping[tuple[str, str], int],
    found: Sequence[str],
    stages: Sequence[str] | None,
    log: EventLog,
) -> list[str]:
    """Return the stages as they were ordered, or as cases go through them."""
    if stages is None:
        return in_flow(found, flows)
    names = column_names(stages)
    _require_stages(names, found, log)
    missing = [name for name in found if name not in names]
    if missing:
        shown = ", ".join(map(repr, missing))
        raise AnswerError(f"stages must name all of them; {shown} of the log is not there.")
    return names


def _require_stages(names: Sequence[str], known: Sequence[str], log: EventLog) -> None:
    for name in names:
        if name not in known:
            guess = nearest(name, known)
            hint = f" Did you mean {guess!r}?" if guess else ""
            shown = ", ".join(map(repr, known))
            raise AnswerError(
                f"Column {log.columns['stage']!r} has no stage {name!r}.{hint} The stages are: "
                f"{shown}."
            )
