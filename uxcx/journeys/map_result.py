"""What a journey map holds, and its pain points in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from uxcx.errors import GroupError, nearest
from uxcx.measures import PERCENT, Measure, Unit
from uxcx.results import Estimate, Estimates, html_table

if TYPE_CHECKING:
    import pandas as pd

MET = Measure(
    name="share of cases that come to the stage",
    level="journey",
    unit_of_analysis="case",
    unit=PERCENT,
    formula="cases with an event of the stage / cases",
)
DROP = Measure(
    name="share of its cases that end in the stage",
    level="journey",
    unit_of_analysis="case",
    unit=PERCENT,
    direction="lower is better",
    formula="cases whose last event is of the stage / cases with an event of the stage",
)
EFFORT = Measure(
    name="events a case",
    level="journey",
    unit_of_analysis="case that comes to the stage",
    unit=Unit(name="events a case", minimum=0.0),
    direction="lower is better",
    formula="events of the stage / cases with an event of the stage",
)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage of the journey.

    Parameters
    ----------
    name : str
        As in the log.
    n_events : int
        Events in it.
    met : Estimate
        The share of all cases that come to it.
    effort : Estimate
        Events in it of each case that comes to it.
    drop : Estimate or None
        The share of its cases that end in it; None where ending is the goal.
    rating : Estimate or None
        The mean rating, if there are ratings; of n = 0 where nobody rated.
    """

    name: str
    n_events: int
    met: Estimate
    effort: Estimate
    drop: Estimate | None
    rating: Estimate | None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One channel in one stage.

    Parameters
    ----------
    n_events, n_cases : int
        Its volume.
    rating : Estimate or None
        The mean rating, if there are ratings; of n = 0 where nobody rated.
    """

    n_events: int
    n_cases: int
    rating: Estimate | None


@dataclass(frozen=True, kw_only=True)
class PainPoint:
    """One place to look at first.

    Parameters
    ----------
    stage : str
        Where.
    channel : str or None
        In which channel, if it is of one.
    kind : {"rating", "drop", "effort"}
        What hurts.
    estimate : Estimate
        How much.
    text : str
        In words.
    """

    stage: str
    channel: str | None
    kind: Literal["rating", "drop", "effort"]
    estimate: Estimate
    text: str


@dataclass(frozen=True, kw_only=True, repr=False)
class JourneyMap:
    """A journey by stages and channels; made by `journey_map`, drawn by `plots.journey_map`.

    Parameters
    ----------
    stages : tuple of Stage
        In order.
    cells : dict of (str, str) to Cell
        By stage and channel, where there are events.
    n_cases : int
        All cases.
    overall : Estimate or None
        The mean of all ratings.
    scale : (float, float) or None
        The ends of the scale of ratings.
    goals : tuple of str
        Stages in which a case may end well.
    confidence_level : float
        Of all intervals.
    log : str
        How many events were read, how many set aside, and by which engine.
    """

    stages: tuple[Stage, ...]
    cells: Mapping[tuple[str, str], Cell]
    n_cases: int
    overall: Estimate | None
    scale: tuple[float, float] | None
    goals: tuple[str, ...]
    confidence_level: float
    log: str

    @property
    def names(self) -> list[str]:
        """The names of the stages, in order."""
        return [stage.name for stage in self.stages]

    @property
    def channels(self) -> list[str]:
        """The channels, the busiest first."""
        volume: dict[str, int] = {}
        for (_, channel), cell in self.cells.items():
            volume[channel] = volume.get(channel, 0) + cell.n_events
        return sorted(volume, key=lambda channel: (-volume[channel], channel))

    def __getitem__(self, name: str) -> Stage:
        for stage in self.stages:
            if stage.name == name:
                return stage
        guess = nearest(str(name), self.names)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise GroupError(f"There is no stage {name!r}.{hint}")

    @property
    def ratings(self) -> Estimates:
        """The emotion curve: the mean rating of each stage that has one."""
        rated = [s.rating for s in self.stages if s.rating is not None and s.rating.n]
        return Estimates(rated, by=("stage",))

    @property
    def pain_points(self) -> list[PainPoint]:
        """Where to look first: ratings from the lowest up, the largest drop, the most effort."""
        points: list[PainPoint] = []
        for name in self.names:
            here = [
                self._rated_low(name, channel, self.cells[name, channel].rating)
                for channel in self.channels
                if (name, channel) in self.cells
            ]
            found = [point for point in here if point is not None]
            whole = self._rated_low(name, None, self[name].rating)
            points += found or ([whole] if whole else [])
        points.sort(key=lambda point: point.estimate.value)
        losing = [s for s in self.stages if s.drop is not None and s.drop.value > 0]
        if losing:
            stage = max(losing, key=lambda s: s.drop.value if s.drop else 0.0)
            points.append(_point(stage.name, "drop", stage.drop))
        if len(self.stages) > 1:
            stage = max(self.stages, key=lambda s: s.effort.value)
            points.append(_point(stage.name, "effort", stage.effort))
        return points

    def _rated_low(self, name: str, channel: str | None, rating: Estimate | None) -> Any:
        """Return the pain point of ratings that lie below the mean of all, or None."""
        if self.overall is None or rating is None or not rating.high < self.overall.value:
            return None
        where = f"{name} by {channel}" if channel else name
        return PainPoint(
            stage=name,
            channel=channel,
            kind="rating",
            estimate=rating,
            text=f"{where}: rated {rating._value_text()} {rating._interval_text()}, below the mean "
            f"of all ratings, {self.overall._value_text()}",
        )

    @property
    def sentence(self) -> str:
        """How large the map is, and where it hurts."""
        text = (
            f"{self.n_cases:,} cases go through {len(self.stages):,} stages in "
            f"{len(self.channels):,} channels."
        )
        points = self.pain_points
        return f"{text} Look first at: {'; '.join(p.text for p in points)}." if points else text

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas data frame with one row a stage and channel; values as stored."""
        import pandas as pd

        rows = []
        for stage in self.stages:
            for channel in self.channels:
                cell = self.cells.get((stage.name, channel))
                if cell is None:
                    continue
                row: dict[str, Any] = {
                    "stage": stage.name,
                    "channel": channel,
                    "n_events": cell.n_events,
                    "n_cases": cell.n_cases,
                }
                if cell.rating is not None:
                    row |= {
                        "rating": cell.rating.value,
                        "rating_low": cell.rating.low,
                        "rating_high": cell.rating.high,
                        "n_ratings": cell.rating.n,
                    }
                rows.append(row)
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        return f"journey map: {self.sentence}"

    def _repr_html_(self) -> str:
        level = f"{100 * self.confidence_level:g}%"
        header = ["stage", "events", f"of cases [{level} interval]", "events a case", "end here"]
        header += ["rating"] if self.overall is not None else []
        rows = []
        for stage in self.stages:
            found = [stage.met, stage.effort, stage.drop]
            found += [stage.rating] if self.overall is not None else []
            rows.append([stage.name, f"{stage.n_events:,}", *map(_cell, found)])
        return html_table(
            f"Journey map of {self.n_cases:,} cases", header, rows, [self.sentence, f"{self.log}."]
        )


def _cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return "the goal"
    if not estimate.n:
        return "none"
    return f"{estimate._value_text()} {estimate._interval_text()}"


def _point(stage: str, kind: Literal["drop", "effort"], estimate: Any) -> PainPoint:
    shown = f"{estimate._value_text()} {estimate._interval_text()}"
    text = (
        f"{stage}: {estimate.summary.successes:,} of {estimate.n:,} cases end here, {shown}"
        if kind == "drop"
        else f"{stage}: most events a case, {shown}"
    )
    return PainPoint(stage=stage, channel=None, kind=kind, estimate=estimate, text=text)
