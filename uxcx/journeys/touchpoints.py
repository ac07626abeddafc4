"""Touchpoints: how many cases meet each, how often, when, and how they rate it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.comparison import check_confidence_level
from uxcx.errors import GroupError, nearest
from uxcx.families.proportion import Proportion
from uxcx.frames import collect
from uxcx.journeys.durations import spoken_time
from uxcx.journeys.log import CASE, EVENT, TIME, opened
from uxcx.journeys.ratings import mean_ratings
from uxcx.journeys.steps import seconds
from uxcx.measures import PERCENT, Measure
from uxcx.preparing import own
from uxcx.reducing import grouped
from uxcx.results import Estimate, Estimates, html_table

if TYPE_CHECKING:
    import pandas as pd

MET = Measure(
    name="share of cases that meet the touchpoint",
    level="journey",
    unit_of_analysis="case",
    unit=PERCENT,
    formula="cases with the event / cases",
)
AGAIN = Measure(
    name="share of its cases that meet the touchpoint again",
    level="journey",
    unit_of_analysis="case",
    unit=PERCENT,
    formula="cases with the event more than once / cases with the event",
)
N, SINCE, REPEATED = own("n"), own("since"), own("repeated")


@dataclass(frozen=True, kw_only=True)
class Touchpoint:
    """One touchpoint: an event as all cases together meet it.

    Parameters
    ----------
    name : str
        The event.
    n : int
        How often it occurred.
    met, again : Estimate
        The share of all cases that meet it, and of these the share that meets it again.
    since_start : float
        The median time from the first event of a case to its first meeting with it, in seconds.
    rating : Estimate or None
        The mean rating, if ratings were named.
    """

    name: str
    n: int
    met: Estimate
    again: Estimate
    since_start: float
    rating: Estimate | None


class Touchpoints:
    """The touchpoints of a journey, in the order in which they are met.

    Parameters
    ----------
    touchpoints : sequence of Touchpoint
        One for each event.
    n_cases : int
        All cases.
    log : str
        How many events were read, how many set aside, and by which engine.
    """

    def __init__(self, touchpoints: Sequence[Touchpoint], *, n_cases: int, log: str) -> None:
        self._by_name = {each.name: each for each in touchpoints}
        self.n_cases = n_cases
        self.log = log

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Any:
        return iter(self._by_name.values())

    @property
    def names(self) -> list[str]:
        """The names of the touchpoints, in the order in which they are met."""
        return list(self._by_name)

    def __getitem__(self, name: str) -> Touchpoint:
        if name in self._by_name:
            return self._by_name[name]
        guess = nearest(str(name), self._by_name)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise GroupError(f"There is no touchpoint {name!r}.{hint}")

    @property
    def ratings(self) -> Estimates:
        """The mean ratings of all touchpoints that have one, to draw with `plots.estimates`."""
        rated = [each.rating for each in self if each.rating is not None]
        return Estimates(rated, by=("touchpoint",))

    @property
    def sentence(self) -> str:
        """What most cases meet, and which is rated lowest."""
        most = max(self, key=lambda each: each.met.value)
        text = (
            f"{self.n_cases:,} cases meet {len(self):,} touchpoints; most meet {most.name!r} "
            f"({most.met._value_text()} of cases)."
        )
        rated = [e for e in self.ratings if e.n > 1]
        if not rated:
            return text
        worst = min(rated, key=lambda e: e.value)
        return (
            f"{text} The lowest rating has {worst.group[0][1]!r}: {worst._value_text()} "
            f"{worst._interval_text()}."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas data frame with one row a touchpoint; shares 0 to 1, times in seconds."""
        import pandas as pd

        rows = []
        for each in self:
            row: dict[str, Any] = {"touchpoint": each.name, "n": each.n}
            shown = {"met": each.met, "again": each.again, "rating": each.rating}
            for name, estimate in shown.items():
                if estimate is not None:
                    row |= {
                        name: estimate.value,
                        f"{name}_low": estimate.low,
                        f"{name}_high": estimate.high,
                    }
            rows.append(row | {"since_start": each.since_start})
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        lines = [
            f"{each.name}: {each.n:,} times; {each.met._value_text()} {each.met._interval_text()} "
            f"of cases"
            for each in self
        ]
        return "\n".join([f"touchpoints: {self.sentence}", *lines])

    def _repr_html_(self) -> str:
        level = f"{100 * next(iter(self)).met.confidence_level:g}%"
        rated = any(each.rating is not None for each in self)
        header = ["touchpoint", "times", f"of cases [{level} interval]", "of these again"]
        header += [
            "median time since the start",
            *([f"rating [{level} interval]"] if rated else []),
        ]
        rows = []
        for each in self:
            row = [each.name, f"{each.n:,}"]
            row += [f"{e._value_text()} {e._interval_text()}" for e in (each.met, each.again)]
            row.append(spoken_time(each.since_start))
            if rated and each.rating is not None:
                found = each.rating
                row.append(f"{found._value_text()} {found._interval_text()}" if found.n else "none")
            rows.append(row)
        caption = f"Touchpoints of {self.n_cases:,} cases"
        return html_table(caption, header, rows, [self.sentence, f"{self.log}."])


def touchpoints(
    events: Any,
    *,
    case: str = "case",
    time: str = "time",
    event: str = "event",
    rating: str | None = None,
    scale: tuple[float, float] | None = None,
    confidence_level: float = 0.95,
    method: str | None = None,
) -> Touchpoints:
    """Describe each touchpoint: how many cases meet it, how often, when, and how they rate it.

    Parameters
    ----------
    events : data frame or EventLog
        One row an event; see `event_log` for the engines, and for what is set aside.
    case, time, event : str
        Columns; not needed for an `EventLog`.
    rating : str, optional
        Column of ratings; missing where nobody was asked.
    scale : (float, float), optional
        The ends of the scale of ratings, ``(1, 5)``: anything outside is refused, and no interval
        passes them. Without it ratings may be any numbers.
    confidence_level : float, default 0.95
        Of all intervals; between 0 and 1.
    method : str, optional
        Of the intervals of shares, see `uxcx.families.Proportion`; adjusted Wald by default.

    Returns
    -------
    Touchpoints
        One for each event, in the order of the median time since a case's first event.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        The times are not dates, no row is left, or a rating is outside its scale.

    Notes
    -----
    Ratings of one case are alike: their intervals count cases, not ratings
    (`uxcx.families.Clustered`). Whoever leaves before a touchpoint does not rate it.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys
    >>> log = pd.DataFrame({
    ...     "case": [1, 1, 1, 2, 2, 3],
    ...     "time": pd.to_datetime("2025-03-01 10:00")
    ...     + pd.to_timedelta([0, 2, 5, 0, 9, 1], unit="min"),
    ...     "event": ["open", "import", "import", "open", "import", "open"],
    ...     "rating": [5, 2, None, 4, 3, None]})
    >>> result = journeys.touchpoints(log, rating="rating", scale=(1, 5))
    >>> print(result.sentence)
    3 cases meet 2 touchpoints; most meet 'open' (100% of cases). The lowest rating has 'import':
    2.5 [1.0, 5.0].
    >>> result["import"].again
    share of its cases that meet the touchpoint again, import: 50% [9, 91] (1 of 2; 95%, adjusted
    Wald)

    The import is rated lower than the opening, but two ratings leave its true mean open.
    """
    check_confidence_level(confidence_level)
    method = Proportion.choose_method(method)
    log, _ = opened(events, case=case, time=time, event=event, rating=rating)
    first = nw.col(TIME).min().over(CASE)
    since = log.frame.select(CASE, TIME, EVENT).with_columns((nw.col(TIME) - first).alias(SINCE))
    cases = since.group_by(CASE, EVENT).agg(nw.len().alias(N), nw.col(SINCE).min())
    cases = cases.with_columns(
        (nw.col(N) > 1).cast(nw.Int64).alias(REPEATED), seconds(nw.col(SINCE)).alias(SINCE)
    )
    wanted = {
        "cases": nw.len(),
        "n": nw.col(N).sum(),
        "again": nw.col(REPEATED).sum(),
        "since": nw.col(SINCE).quantile(0.5, interpolation="linear"),
    }
    rows = [(str(keys[0][1]), row) for keys, row in grouped(cases, [EVENT], wanted)]
    rows.sort(key=lambda item: (float(item[1]["since"]), item[0]))
    n_cases = int(collect(log.frame.select(nw.col(CASE).n_unique())).rows()[0][0])
    ratings = mean_ratings(log, [EVENT], scale, confidence_level) if "rating" in log.columns else {}

    def share(measure: Measure, successes: int, n: int, name: str) -> Estimate:
        return Proportion(successes=successes, n=n).estimate(
            confidence_level=confidence_level,
            method=method,
            measure=measure,
            group=(("touchpoint", name),),
        )

    found = [
        Touchpoint(
            name=name,
            n=int(row["n"]),
            met=share(MET, int(row["cases"]), n_cases, name),
            again=share(AGAIN, int(row["again"]), int(row["cases"]), name),
            since_start=float(row["since"]),
            rating=_as_touchpoint(ratings.get((name,)), name),
        )
        for name, row in rows
    ]
    return Touchpoints(found, n_cases=n_cases, log=log.note)


def _as_touchpoint(estimate: Estimate | None, name: str) -> Estimate | None:
    return None if estimate is None else replace(estimate, group=(("touchpoint", name),))
