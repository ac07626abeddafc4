"""What counts as going through the steps of a funnel: the rules, named and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, cast, get_args

import narwhals.stable.v2 as nw

from uxcx.journeys.durations import exact_time
from uxcx.preparing import own

Start = Literal["first", "any"]
Order = Literal["after", "at_or_after"]
Boundary = Literal["in", "out"]
Between = Literal["anything", "nothing"]


def reached(step: int) -> str:
    """Return the working column of when a step was reached; steps count from 0."""
    return own(f"reached_{step}")


@dataclass(frozen=True, kw_only=True)
class FunnelRules:
    """What counts as going through the steps.

    Parameters
    ----------
    steps : tuple of str
        The names of the events, in order.
    start : {"first", "any"}
        Which events of the first step may start: the first of a case, or any.
    order : {"after", "at_or_after"}
        Whether a step must come strictly later than the one before, or may have the same time.
    within : timedelta, optional
        How long after the start the last step may come.
    boundary : {"in", "out"}
        Whether a step exactly at the end of that time still counts.
    between : {"anything", "nothing"}
        Whether other events of the case may lie between two steps.
    """

    steps: tuple[str, ...]
    start: Start = "first"
    order: Order = "after"
    within: timedelta | None = None
    boundary: Boundary = "in"
    between: Between = "anything"

    def __post_init__(self) -> None:
        for name, choices in (
            ("start", Start),
            ("order", Order),
            ("boundary", Boundary),
            ("between", Between),
        ):
            value = getattr(self, name)
            if value not in get_args(choices):
                offered = " or ".join(map(repr, get_args(choices)))
                raise ValueError(f"{name} must be {offered}; got {value!r}.")
        if len(self.steps) < 2:
            raise ValueError(f"A funnel has two steps or more; got {list(self.steps)!r}.")
        if (
            self.order == "at_or_after"
            and self.between == "anything"
            and len(set(self.steps)) < len(self.steps)
        ):
            twice = next(step for step in self.steps if self.steps.count(step) > 1)
            raise ValueError(
                f"The step {twice!r} is there twice. With order='at_or_after' one event could "
                "count for both; use order='after'."
            )
        if self.within is not None and self.within <= timedelta(0):
            raise ValueError(f"within must be longer than nothing; got {self.within}.")

    @property
    def text(self) -> str:
        """The rules as a sentence."""
        later = "strictly after" if self.order == "after" else "at the time of or after"
        starts = "the first" if self.start == "first" else "any"
        if self.within is None:
            limit = "without a time limit"
        else:
            end = "that moment included" if self.boundary == "in" else "that moment excluded"
            limit = f"within {exact_time(self.within)} of the start, {end}"
        gap = ", with nothing between them" if self.between == "nothing" else ""
        return (
            f"Each step {later} the one before{gap}, from {starts} {self.steps[0]!r} of a case, "
            f"{limit}."
        )

    @property
    def microseconds(self) -> int | None:
        """How long the steps may take, in microseconds."""
        return None if self.within is None else self.within // timedelta(microseconds=1)

    def in_time(self, time: nw.Expr, start: nw.Expr) -> nw.Expr:
        """Return whether a time is soon enough after a start."""
        limit = cast(int, self.microseconds)
        return time - start <= limit if self.boundary == "in" else time - start < limit
