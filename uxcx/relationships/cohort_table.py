"""A table of cohorts: an estimate for each cohort and period, and their average."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

from uxcx.families import Proportion
from uxcx.measures import PERCENT, Measure
from uxcx.reducing import Row
from uxcx.relationships.ages import Clock
from uxcx.relationships.calendar import Period, label
from uxcx.results import Estimate, Estimates, Group, begin_sentence, group_label, html_table

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["classic", "rolling", "bounded"]
KINDS: tuple[str, ...] = get_args(Kind)
#: what each kind is called, and whom it counts
NAMES = {"classic": "retention", "rolling": "rolling retention", "bounded": "bounded retention"}
COUNTS = {
    "classic": "active in that {}",
    "rolling": "active in that {} or later",
    "bounded": "active at least once since {} 1",
}
#: why a cell has no value
NOT_YET = "not yet observed."
BEFORE = "not observed: the log begins later."
DASH = "—"


class Place(int):
    """The number of a period, which can be looked up as a number and reads as ``month 3``."""

    period: str

    def __new__(cls, number: int, period: str = "period") -> Self:
        """Return the number with what it counts."""
        place = super().__new__(cls, number)
        place.period = period
        return place

    def __str__(self) -> str:
        return f"{self.period} {int(self)}"


@dataclass(frozen=True)
class Counts:
    """What is collected of a log: cohorts by length of observation, and when they were active.

    `sizes` has a row for each segment, cohort and window of observed periods; `active` for each
    segment, cohort and span of periods, the end not in it.
    """

    sizes: Sequence[Row]
    active: Sequence[tuple[tuple[Any, ...], int, int, int]]


def table_of(
    counts: Counts,
    *,
    by: Sequence[str],
    kind: Kind,
    period: Period,
    cohort: Period,
    clock: Clock,
    until: dt.date,
    first: int,
    up_to: int,
    left_out: Mapping[str, int],
    method: str | None,
    confidence_level: float,
) -> Retention:
    """Return the estimates of a table from its counts."""
    measure = Measure(
        name=NAMES[kind],
        lens="CX",
        level="relationship",
        unit_of_analysis="customer",
        unit=PERCENT,
        direction="higher is better",
    )
    observed: dict[tuple[Any, ...], list[tuple[int, int, int]]] = defaultdict(list)
    for group, row in counts.sizes:
        *names, (_, since), (_, before) = group
        window = int(since), int(before), int(row["n"])
        observed[tuple(value for _, value in names)].append(window)
    active: dict[tuple[Any, ...], list[tuple[int, int, int]]] = defaultdict(list)
    for key, *span in counts.active:
        active[key].append((span[0], span[1], span[2]))
    ends = [before for windows in observed.values() for _, before, _ in windows]
    last = min(up_to, max(ends) - 1)
    estimate = functools.partial(
        _estimate, measure=measure, method=method, confidence_level=confidence_level
    )
    cells: list[Estimate] = []
    pooled: dict[Group, list[Proportion]] = defaultdict(list)
    for key, windows in observed.items():
        segment = tuple(zip(by, key[:-1], strict=True))
        size = sum(number for *_, number in windows)
        for k in range(first, last + 1):
            n = _at(windows, k)
            summary = Proportion(
                successes=_at(active[key], k),
                n=n,
                n_excluded=size - n,
            )
            place = (("cohort", label(key[-1], cohort)), (period, Place(k, period)))
            late = bool(n) or all(before <= k for _, before, _ in windows)
            cells.append(estimate(summary, (*segment, *place), NOT_YET if late else BEFORE))
            pooled[*segment, place[1]].append(summary)
    average = [
        estimate(functools.reduce(operator.add, parts), group, NOT_YET)
        for group, parts in pooled.items()
    ]
    return Retention(
        cells=Estimates(cells, by=(*by, "cohort", period)),
        average=Estimates(average, by=(*by, period)),
        sizes={
            (*key[:-1], label(key[-1], cohort)): sum(number for *_, number in windows)
            for key, windows in observed.items()
        },
        kind=kind,
        period=period,
        clock=clock,
        until=until,
        left_out=dict(left_out),
    )


def _at(spans: Sequence[tuple[int, int, int]], k: int) -> int:
    """Return the number of customers in whose span period k is."""
    return sum(n for since, before, n in spans if since <= k < before)


def _estimate(
    summary: Proportion,
    group: Group,
    why: str,
    *,
    measure: Measure,
    method: str | None,
    confidence_level: float,
) -> Estimate:
    estimate = summary.estimate(
        measure=measure, group=group, method=method, confidence_level=confidence_level
    )
    return estimate if summary.n else replace(estimate, note=why)


@dataclass(frozen=True, kw_only=True, repr=False)
class Retention:
    """Cohorts and what became of them: made by `retention`.

    Pick a cell by cohort and period, ``table["2025-01", 3]``, with segments in front:
    ``table["new", "2025-01", 3]``. Two cells, or two points of `average`, can be given to
    `uxcx.compare`.

    Parameters
    ----------
    cells : Estimates
        One for each cohort and period; without a value where it is not yet observed.
    average : Estimates
        One for each period: the cohorts that are observed so far, added up.
    sizes : dict
        How many customers each cohort has.
    kind : {"classic", "rolling", "bounded"}
        Who counts as retained.
    period : {"month", "week", "day"}
        In what time is counted.
    clock : {"calendar", "start"}
        From where periods are counted.
    until : date
        The last day that was observed.
    left_out : dict
        What could not be used, and how many rows or customers of it there were.
    """

    cells: Estimates
    average: Estimates
    sizes: Mapping[tuple[Any, ...], int]
    kind: Kind
    period: Period
    clock: Clock
    until: dt.date
    left_out: Mapping[str, int]

    def __getitem__(self, cell: Any) -> Estimate:
        return self.cells[cell]

    @property
    def n(self) -> int:
        """How many customers there are in all cohorts."""
        return sum(self.sizes.values())

    def curve(self, *segment: Any) -> list[Estimate]:
        """Return the average of a segment, period by period; of all without segments."""
        return [e for e in self.average if tuple(v for _, v in e.group[:-1]) == segment]

    @property
    def segments(self) -> list[tuple[Any, ...]]:
        """The segments in order; one without a name if there are none."""
        return list(dict.fromkeys(key[:-1] for key in self.sizes))

    def _left_out_text(self) -> str:
        return "; ".join(f"{what} ({n:,})" for what, n in self.left_out.items())

    def _heading(self) -> str:
        cohorts = f"{len(self.sizes):,} cohort{'s' * (len(self.sizes) != 1)}"
        return (
            f"{NAMES[self.kind]} by {self.period} ({COUNTS[self.kind].format(self.period)}): "
            f"{self.n:,} customers in {cohorts}, observed until {self.until.isoformat()}"
        )

    @property
    def sentence(self) -> str:
        """The average of the first and the last period that is observed, in plain words."""
        said = [self._said(segment) for segment in self.segments]
        left_out = f" Not used: {self._left_out_text()}." if self.left_out else ""
        return " ".join(said) + left_out

    def _said(self, segment: tuple[Any, ...]) -> str:
        known = [e for e in self.curve(*segment) if e.n]
        name = ", ".join("(missing)" if value is None else str(value) for value in segment)
        where = f" ({name})" if name else ""
        if not known:
            return f"No {self.period} has ended yet{where}, so retention is not known."
        ends = list({e.group[-1][1]: e for e in (known[0], known[-1])}.items())
        parts = [
            f"in {k} it was {e._value_text()} {e._interval_text()} of {e.n:,}" for k, e in ends
        ]
        text = f"{begin_sentence(NAMES[self.kind])}{where}: {' and '.join(parts)} customers."
        waiting = known[-1].n_excluded
        if waiting:
            text += (
                f" For {ends[-1][0]}, customers who are not observed ({waiting:,}) count neither "
                "as retained nor as lost."
            )
        return text

    def __repr__(self) -> str:
        return f"{self._heading()}\n{self.sentence}"

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy pandas data frame: one row a cohort and period, values as stored."""
        return self.cells.to_frame()

    def wide(self) -> pd.DataFrame:
        """Return a pandas data frame of one row a cohort and one column a period.

        Cells that are not yet observed are missing, not 0.
        """
        import pandas as pd

        rows: dict[tuple[Any, ...], dict[int, float]] = {key: {} for key in self.sizes}
        for cell in self.cells:
            *key, (_, place) = cell.group
            rows[tuple(value for _, value in key)][int(place)] = cell.value
        wide = pd.DataFrame(list(rows.values()))
        wide.columns.name = self.period
        names = list(self.cells.by[:-1])
        wide.index = (
            pd.MultiIndex.from_tuples(rows, names=names)
            if len(names) > 1
            else pd.Index([key for (key,) in rows], name=names[0])
        )
        wide.insert(0, "customers", list(self.sizes.values()))
        return wide

    def _repr_html_(self) -> str:
        periods = list(dict.fromkeys(e.group[-1][1] for e in self.average))
        header = [", ".join(self.cells.by[:-1]), "customers"]
        header += [str(k) for k in periods]
        by_row: dict[str, list[str]] = {}
        for estimate in self.cells:
            name = group_label(estimate.group[:-1])
            shown = estimate._value_text() if estimate.n else DASH
            by_row.setdefault(name, []).append(shown)
        rows = [
            [name, f"{size:,}", *shown]
            for (name, shown), size in zip(by_row.items(), self.sizes.values(), strict=True)
        ]
        for segment in self.segments:
            points = self.curve(*segment)
            name = ", ".join(["all", *map(str, segment)])
            known = [f"{e._value_text()} {e._interval_text()}" if e.n else DASH for e in points]
            n = sum(size for key, size in self.sizes.items() if key[: len(segment)] == segment)
            rows.append([name, f"{n:,}", *known])
        notes = [f"{DASH}: not observed, or not yet.", self.sentence]
        return html_table(self._heading(), header, rows, notes)
