"""Whole paths through a journey, ranked by how many take them and by what comes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import narwhals.stable.v2 as nw

from uxcx.comparison import check_confidence_level
from uxcx.families.proportion import Proportion
from uxcx.frames import Frame, collect
from uxcx.journeys.log import CASE, EVENT, opened, require_event
from uxcx.journeys.positions import BEFORE, KEPT, PLACE, numbered, require_steps
from uxcx.measures import PERCENT, Measure
from uxcx.preparing import own
from uxcx.results import Estimate, as_plain, html_table

if TYPE_CHECKING:
    import pandas as pd

Repeats = Literal["keep", "collapse"]

TAKEN = Measure(
    name="share of cases that take the path",
    level="journey",
    unit_of_analysis="case",
    unit=PERCENT,
    formula="cases that take the path / cases",
)
CAME_OF_IT = Measure(
    name="share of the path's cases with the outcome",
    level="journey",
    unit_of_analysis="case",
    unit=PERCENT,
    formula="cases of the path that reach the outcome / cases of the path",
)
N, GOOD, LENGTH, LONGER = own("n"), own("good"), own("length"), own("longer")


@dataclass(frozen=True, kw_only=True)
class Path:
    """One path: its events, how many cases take it, and how many of these reach the outcome.

    Parameters
    ----------
    events : tuple of str
        In order; empty for cases that begin with the outcome.
    longer : bool
        Whether these are only the first events of longer paths.
    n : int
        Cases.
    reached : int or None
        Cases that reach the outcome, if one was named.
    """

    events: tuple[str, ...]
    longer: bool
    n: int
    reached: int | None

    @property
    def text(self) -> str:
        """The path in one line."""
        if not self.events:
            return "(nothing before)"
        return " → ".join([*self.events, *(["…"] if self.longer else [])])


@dataclass(frozen=True, kw_only=True, repr=False)
class Paths:
    """The most frequent paths; made by `paths`.

    Parameters
    ----------
    paths : tuple of Path
        The most frequent first.
    n_cases : int
        All cases.
    n_paths : int
        How many different paths there are.
    outcome : str or None
        The event that was named as the outcome.
    n_reached : int or None
        All cases that reach it.
    confidence_level : float
        Of all intervals.
    method : str
        Of the intervals.
    log : str
        How many events were read, how many set aside, and by which engine.
    """

    paths: tuple[Path, ...]
    n_cases: int
    n_paths: int
    outcome: str | None
    n_reached: int | None
    confidence_level: float
    method: str
    log: str

    def _estimate(self, path: Path, measure: Measure, successes: int, n: int) -> Estimate:
        return Proportion(successes=successes, n=n).estimate(
            confidence_level=self.confidence_level,
            method=self.method,
            measure=measure,
            group=(("path", path.text),),
        )

    def share(self, path: Path) -> Estimate:
        """Return the share of all cases that take a path."""
        return self._estimate(path, TAKEN, path.n, self.n_cases)

    def outcome_of(self, path: Path) -> Estimate:
        """Return the share of a path's cases that reach the outcome."""
        if path.reached is None:
            raise ValueError("No outcome was named: paths(..., outcome='order').")
        return self._estimate(path, CAME_OF_IT, path.reached, path.n)

    def by_outcome(self, *, least: int = 30) -> list[Path]:
        """Return the paths ranked by the share that reaches the outcome, the best first.

        Parameters
        ----------
        least : int, default 30
            Paths of fewer cases are left out: the best and the worst of many small ones are so by
            chance.
        """
        chosen = [path for path in self.paths if path.n >= least]
        return sorted(chosen, key=lambda path: (-self.outcome_of(path).value, -path.n, path.text))

    @property
    def sentence(self) -> str:
        """How many paths there are, and which most cases take."""
        top = self.paths[0]
        share = self.share(top)
        text = (
            f"{self.n_cases:,} cases took {self.n_paths:,} different paths. The most frequent is "
            f"{top.text}: {share._value_text()} {share._interval_text()} of cases."
        )
        if self.outcome is None:
            return text
        found = self.outcome_of(top)
        return (
            f"{text} Of these {found._value_text()} {found._interval_text()} reached "
            f"{self.outcome!r}; of all cases {self.n_reached:,} did."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas data frame with one row a path, the most frequent first."""
        import pandas as pd

        rows = []
        for path in self.paths:
            share = self.share(path)
            row = {
                "path": path.text,
                "n": path.n,
                "share": share.value,
                "low": share.low,
                "high": share.high,
            }
            if path.reached is not None:
                found = self.outcome_of(path)
                row |= {
                    "reached": path.reached,
                    "outcome": found.value,
                    "outcome_low": found.low,
                    "outcome_high": found.high,
                }
            rows.append(row)
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        lines = [f"{path.n:,}: {path.text}" for path in self.paths]
        return "\n".join([f"paths: {self.sentence}", *lines])

    def _repr_html_(self) -> str:
        level = f"{100 * self.confidence_level:g}%"
        header = ["path", "cases", f"of all cases [{level} interval]"]
        header += [f"reached {self.outcome} [{level} interval]"] if self.outcome else []
        rows = []
        for path in self.paths:
            found = [self.share(path), *([self.outcome_of(path)] if self.outcome else [])]
            cells = [f"{e._value_text()} {e._interval_text()}" for e in found]
            rows.append([path.text, f"{path.n:,}", *cells])
        caption = f"The {len(self.paths):,} most frequent of {self.n_paths:,} paths"
        return html_table(caption, header, rows, [self.sentence, f"{self.log}."])


def paths(
    events: Any,
    *,
    case: str = "case",
    time: str = "time",
    event: str = "event",
    sequence: str | None = None,
    outcome: str | None = None,
    repeats: Repeats = "keep",
    max_steps: int = 10,
    top: int = 20,
    confidence_level: float = 0.95,
    method: str | None = None,
) -> Paths:
    """Rank the paths that cases take, by how many do and by what comes of it.

    Parameters
    ----------
    events : data frame or EventLog
        One row an event; see `event_log` for the engines, and for what is set aside.
    case, time, event : str
        Columns; not needed for an `EventLog`.
    sequence : str, optional
        Column that orders the events of a case that have the same time; by name without it.
    outcome : str, optional
        An event that is hoped for, or feared. Paths then end before the first one: what comes at
        the same time or later is no part of them.
    repeats : {"keep", "collapse"}, default "keep"
        Whether the same event several times in a row stays several times, or counts as once.
    max_steps : int, default 10
        Paths are told apart by so many first events; longer ones end in "…".
    top : int, default 20
        How many paths to return, the most frequent ones.
    confidence_level : float, default 0.95
        Of all intervals; between 0 and 1.
    method : str, optional
        Of the intervals, see `uxcx.families.Proportion`; adjusted Wald by default.

    Returns
    -------
    Paths
        The most frequent paths, each with its share of cases and of the outcome;
        ``by_outcome()`` ranks them by that.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        The times are not dates, no row is left, or no event has the name of the outcome.
    ValueError
        An option is not one of those above.

    Notes
    -----
    Nobody was given a path by lot: that a path ends well more often does not show that it would
    for those who took another.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys
    >>> made = ["open import done", "open import done", "open import error", "open help"]
    >>> log = pd.DataFrame(
    ...     [(case, pd.Timestamp(2025, 3, 1, 10, minute), event)
    ...      for case, path in enumerate(made) for minute, event in enumerate(path.split())],
    ...     columns=["case", "time", "event"])
    >>> result = journeys.paths(log, outcome="done")
    >>> print(result.sentence)
    4 cases took 3 different paths. The most frequent is open → import: 50% [15, 85] of cases. Of
    these 100% [29, 100] reached 'done'; of all cases 2 did.

    Whoever imported without an error was done; but these are two cases.
    """
    check_confidence_level(confidence_level)
    method = Proportion.choose_method(method)
    require_steps(max_steps)
    if repeats not in get_args(Repeats):
        raise ValueError(f"repeats must be 'keep' or 'collapse'; got {repeats!r}.")
    log, _ = opened(events, also=sequence, case=case, time=time, event=event)
    frame = numbered(log, sequence, until=outcome, collapse=repeats == "collapse")
    made, columns = _one_row_a_path(_one_row_a_case(frame, outcome, max_steps), max_steps)
    total = collect(made.select(nw.len().alias("paths"), nw.col(N).sum(), nw.col(GOOD).sum()))
    n_paths, n_cases, n_reached = (int(value or 0) for value in total.rows()[0])
    if outcome is not None and not n_reached:
        require_event(log, outcome)
    descending = [True, *([False] * len(columns))]
    ranked = made.sort(N, *columns, descending=descending, nulls_last=False).head(top)
    found = [
        Path(
            events=tuple(str(row[c]) for c in columns[:-1] if as_plain(row[c]) is not None),
            longer=bool(row[LONGER]),
            n=int(row[N]),
            reached=None if outcome is None else int(row[GOOD]),
        )
        for row in collect(ranked).rows(named=True)
    ]
    return Paths(
        paths=tuple(found),
        n_cases=n_cases,
        n_paths=n_paths,
        outcome=outcome,
        n_reached=None if outcome is None else n_reached,
        confidence_level=float(confidence_level),
        method=method,
        log=log.note,
    )


def _one_row_a_case(frame: Frame, outcome: str | None, max_steps: int) -> Frame:
    """Return of each case its first events, whether there are more, and whether it got there."""
    places = range(1, max_steps + 1)
    here = nw.col(KEPT) == 1
    frame = frame.with_columns(
        *(
            nw.when(here & (nw.col(PLACE) == place)).then(nw.col(EVENT)).alias(own(f"at_{place}"))
            for place in places
        ),
        (nw.lit(0) if outcome is None else (~nw.col(BEFORE).is_null()).cast(nw.Int64)).alias(GOOD),
    )
    cases = frame.group_by(CASE).agg(
        *(nw.col(own(f"at_{place}")).max() for place in places),
        nw.col(PLACE).max().alias(LENGTH),
        nw.col(GOOD).max(),
    )
    return cases.with_columns((nw.col(LENGTH) > max_steps).cast(nw.Int64).alias(LONGER))


def _one_row_a_path(cases: Frame, max_steps: int) -> tuple[Frame, list[str]]:
    """Return of each path how many cases take it and get there, and the columns that tell paths."""
    columns = [*(own(f"at_{place}") for place in range(1, max_steps + 1)), LONGER]
    made = cases.group_by(*columns).agg(nw.len().alias(N), nw.col(GOOD).sum())
    return made, columns
