"""Cases laid side by side: the share at each event step by step, and whole paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.comparison import check_confidence_level
from uxcx.errors import GroupError, nearest
from uxcx.families.proportion import Proportion
from uxcx.frames import Frame
from uxcx.journeys.log import CASE, EVENT, TIME, EventLog, opened
from uxcx.journeys.transitions_result import END
from uxcx.measures import PERCENT, Measure
from uxcx.preparing import own
from uxcx.reducing import grouped
from uxcx.results import Estimate, html_table

if TYPE_CHECKING:
    import pandas as pd

AT_STEP = Measure(
    name="share of cases at the step",
    level="journey",
    unit_of_analysis="case",
    unit=PERCENT,
    formula="cases whose event at this place it is / cases",
)
KEPT, PLACE, BEFORE = own("kept"), own("place"), own("before")


def numbered(
    log: EventLog, sequence: str | None, *, until: str | None = None, collapse: bool = False
) -> Frame:
    """Return the events with their place in their case, from 1; what does not count has KEPT 0.

    With `until` only events before the first one of that name count, with `collapse` only the first
    of several equal ones in a row.
    """
    also = [sequence] if sequence else []
    frame = log.frame.select(CASE, TIME, EVENT, *also)
    order = [TIME, *also, EVENT]
    kept = nw.col(TIME) == nw.col(TIME)
    if until is not None:
        found = nw.when(nw.col(EVENT) == until).then(nw.col(TIME))
        frame = frame.with_columns(found.alias(BEFORE))
        frame = frame.with_columns(nw.col(BEFORE).min().over(CASE).alias(BEFORE))
        kept = nw.col(BEFORE).is_null() | (nw.col(TIME) < nw.col(BEFORE))
    frame = frame.with_columns(kept.cast(nw.Int64).alias(KEPT))
    if collapse:
        last = own("last")
        frame = frame.with_columns(nw.col(EVENT).shift(1).over(CASE, order_by=order).alias(last))
        again = (nw.col(EVENT) == nw.col(last)).fill_null(False)
        frame = frame.with_columns(
            nw.when(again).then(nw.lit(0)).otherwise(nw.col(KEPT)).alias(KEPT)
        )
    return frame.with_columns(nw.col(KEPT).cum_sum().over(CASE, order_by=order).alias(PLACE))


@dataclass(frozen=True, kw_only=True, repr=False)
class StepMatrix:
    """The share of cases at each event, step by step; made by `step_matrix`.

    Parameters
    ----------
    counts : dict of (str, int) to int
        How many cases had an event as their first, second, ... one; ``"(end)"`` for those that had
        ended before.
    n_cases : int
        All cases.
    max_steps : int
        How many steps were looked at.
    n_longer : int
        Cases that went on after the last of these steps.
    confidence_level : float
        Of all intervals.
    method : str
        Of the intervals.
    log : str
        How many events were read, how many set aside, and by which engine.
    """

    counts: dict[tuple[str, int], int]
    n_cases: int
    max_steps: int
    n_longer: int
    confidence_level: float
    method: str
    log: str

    @property
    def events(self) -> list[str]:
        """The events in the order in which cases meet them on average, the end last."""
        total: dict[str, int] = {}
        places: dict[str, int] = {}
        for (event, step), n in self.counts.items():
            total[event] = total.get(event, 0) + n
            places[event] = places.get(event, 0) + step * n
        names = sorted(
            (event for event in total if event != END),
            key=lambda event: (places[event] / total[event], event),
        )
        return [*names, END]

    def __getitem__(self, cell: tuple[str, int]) -> Estimate:
        """Return the share of cases at an event at a step, steps counted from 1."""
        event, step = cell
        if event not in self.events:
            guess = nearest(str(event), self.events)
            hint = f" Did you mean {guess!r}?" if guess else ""
            raise GroupError(f"There is no event {event!r}.{hint}")
        if step not in range(1, self.max_steps + 1):
            raise GroupError(f"Steps are counted from 1 to {self.max_steps}; got {step!r}.")
        return Proportion(successes=self.counts.get((event, step), 0), n=self.n_cases).estimate(
            confidence_level=self.confidence_level,
            method=self.method,
            measure=AT_STEP,
            group=(("event", event), ("step", step)),
        )

    @property
    def sentence(self) -> str:
        """What most cases have at the first steps, and how many go on after the last."""
        parts = []
        for step in range(1, min(3, self.max_steps) + 1):
            best = max(self.events, key=lambda event: self.counts.get((event, step), 0))
            parts.append(f"at step {step} {best!r} ({self[best, step]._value_text()})")
        return (
            f"The most frequent of {self.n_cases:,} cases: {', '.join(parts)}. "
            f"{self.n_longer:,} go on after step {self.max_steps}."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the shares as a pandas data frame: an event a row, a step a column."""
        import pandas as pd

        steps = range(1, self.max_steps + 1)
        rows = [[self.counts.get((e, s), 0) / self.n_cases for s in steps] for e in self.events]
        return pd.DataFrame(rows, index=self.events, columns=list(steps)).rename_axis(
            index="event", columns="step"
        )

    def __repr__(self) -> str:
        return f"step matrix of {len(self.events) - 1} events: {self.sentence}"

    def _repr_html_(self) -> str:
        steps = range(1, self.max_steps + 1)
        rows = [
            [event, *(self[event, step]._value_text() for step in steps)] for event in self.events
        ]
        header = ["event", *(f"step {step}" for step in steps)]
        return html_table(
            "Share of cases at each event, step by step",
            header,
            rows,
            [self.sentence, f"{self.log}."],
        )


def step_matrix(
    events: Any,
    *,
    case: str = "case",
    time: str = "time",
    event: str = "event",
    sequence: str | None = None,
    max_steps: int = 10,
    confidence_level: float = 0.95,
    method: str | None = None,
) -> StepMatrix:
    """Return the share of cases at each event, step by step.

    Parameters
    ----------
    events : data frame or EventLog
        One row an event; see `event_log` for the engines, and for what is set aside.
    case, time, event : str
        Columns; not needed for an `EventLog`.
    sequence : str, optional
        Column that orders the events of a case that have the same time; by name without it.
    max_steps : int, default 10
        How many steps to look at, 1 or more.
    confidence_level : float, default 0.95
        Of all intervals; between 0 and 1.
    method : str, optional
        Of the intervals, see `uxcx.families.Proportion`; adjusted Wald by default.

    Returns
    -------
    StepMatrix
        Of each event and step the share of all cases; each step adds up to 1 with the cases
        that have ended.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        The times are not dates, or no row is left.
    ValueError
        `max_steps` is not a whole number of 1 or more.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys
    >>> paths = ["open import done", "open import error", "open help"]
    >>> log = pd.DataFrame(
    ...     [(case, pd.Timestamp(2025, 3, 1, 10, minute), event)
    ...      for case, path in enumerate(paths) for minute, event in enumerate(path.split())],
    ...     columns=["case", "time", "event"])
    >>> result = journeys.step_matrix(log, max_steps=2)
    >>> result["help", 2]
    share of cases at the step, help, 2: 33% [6, 80] (1 of 3; 95%, adjusted Wald)
    >>> print(result.sentence)
    The most frequent of 3 cases: at step 1 'open' (100%), at step 2 'import' (67%). 2 go on after
    step 2.

    One of three looks for help at once; three cases cannot say how many of a thousand would.
    """
    check_confidence_level(confidence_level)
    method = Proportion.choose_method(method)
    require_steps(max_steps)
    log, _ = opened(events, also=sequence, case=case, time=time, event=event)
    frame = numbered(log, sequence).filter(nw.col(PLACE) <= max_steps + 1)
    counts: dict[tuple[str, int], int] = {}
    for keys, row in grouped(frame, [EVENT, PLACE], {"n": nw.len()}):
        counts[str(keys[0][1]), int(keys[1][1])] = int(row["n"])
    there = [
        sum(n for (_, step), n in counts.items() if step == s) for s in range(1, max_steps + 2)
    ]
    counts = {key: n for key, n in counts.items() if key[1] <= max_steps}
    for step in range(2, max_steps + 1):
        counts[END, step] = there[0] - there[step - 1]
    return StepMatrix(
        counts=dict(sorted(counts.items())),
        n_cases=there[0],
        max_steps=max_steps,
        n_longer=there[max_steps],
        confidence_level=float(confidence_level),
        method=method,
        log=log.note,
    )


def require_steps(max_steps: Any) -> None:
    """Refuse a number of steps that is none."""
    if isinstance(max_steps, bool) or not isinstance(max_steps, int) or max_steps < 1:
        raise ValueError(f"max_steps must be a whole number of 1 or more; got {max_steps!r}.")
