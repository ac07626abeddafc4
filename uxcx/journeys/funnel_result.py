"""What a funnel gives back: counts, conversions, drop-offs and times, with words."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from uxcx.families.clustered import Clustered
from uxcx.families.geometric_mean import GeometricMean
from uxcx.families.proportion import Proportion
from uxcx.families.units import UnitSums
from uxcx.journeys.durations import spoken_time
from uxcx.journeys.funnel_units import FunnelUnits, lost
from uxcx.journeys.groups import Groups
from uxcx.journeys.rules import FunnelRules
from uxcx.measures import PERCENT, SECONDS, Measure
from uxcx.results import Estimates, Group, group_label, html_table

if TYPE_CHECKING:
    import pandas as pd

FROM_START = Measure(
    name="conversion from the start",
    level="journey",
    unit_of_analysis="case",
    unit=PERCENT,
    direction="higher is better",
    formula="cases that reached the step / cases that started",
)
FROM_STEP_BEFORE = Measure(
    name="conversion from the step before",
    level="journey",
    unit_of_analysis="case",
    unit=PERCENT,
    direction="higher is better",
    formula="cases that reached the step / cases that reached the step before",
)
DROP_OFF = Measure(
    name="drop-off before the step",
    level="journey",
    unit_of_analysis="case",
    unit=PERCENT,
    direction="lower is better",
    formula="cases that did not reach the step / cases that reached the step before",
)
TIME_SINCE = Measure(
    name="time since the step before",
    level="journey",
    unit_of_analysis="case that reached the step",
    unit=SECONDS,
    formula="geometric mean of the times between the two steps",
)
#: of the times between two steps
QUANTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, kw_only=True, repr=False)
class Funnel:
    """How many cases got through the steps; made by `funnel`.

    Parameters
    ----------
    rules : FunnelRules
        What counted as going through the steps; `rules.text` says it in a sentence.
    counts : tuple of int
        How many cases reached each step; the first is how many started.
    times : tuple of GeometricMean
        Of each step but the first, the summary of the times since the step before, in seconds.
        Times of no length have no logarithm: they are set aside and counted in `n_excluded`.
    quantiles : tuple of (float, float, float)
        Of each step but the first, the quartiles of these times in seconds.
    confidence_level : float
        Of all intervals.
    method : str
        Of the intervals of proportions.
    log : str
        How many events were read, how many set aside, and by which engine.
    group : tuple of (column, value)
        The group, when the funnel was made with ``by=``.
    units : FunnelUnits or None
        The sums over units, when it was made with ``unit=``.
    """

    rules: FunnelRules
    counts: tuple[int, ...]
    times: tuple[GeometricMean, ...]
    quantiles: tuple[tuple[float, ...], ...]
    confidence_level: float
    method: str
    log: str
    group: Group = ()
    units: FunnelUnits | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """The names of the steps; a name that comes again has its number behind it."""
        seen: dict[str, int] = {}
        names = []
        for step in self.rules.steps:
            seen[step] = seen.get(step, 0) + 1
            names.append(step if seen[step] == 1 else f"{step} ({seen[step]})")
        return tuple(names)

    @property
    def label(self) -> str:
        """The group in words, or nothing."""
        return group_label(self.group)

    def _proportions(
        self,
        measure: Measure,
        parts: list[tuple[int, int]],
        sums: Sequence[UnitSums | None],
    ) -> Estimates:
        """Return a proportion for each of the last steps; parts are (successes, n)."""
        found = []
        for step, (successes, n), over_units in zip(self.steps[1:], parts, sums, strict=True):
            base = Proportion(successes=successes, n=n)
            summary = base if over_units is None else Clustered(base=base, sums=over_units)
            estimate = summary.estimate(
                confidence_level=self.confidence_level,
                method=self.method,
                measure=measure,
                group=(("step", step),),
            )
            found.append(replace(estimate, unit_name=self.units.name if self.units else ""))
        return Estimates(found, by=("step",))

    @property
    def from_start(self) -> Estimates:
        """Of each step but the first, the share of those who started that reached it."""
        sums = self.units.from_start if self.units else [None] * len(self.times)
        return self._proportions(FROM_START, [(n, self.counts[0]) for n in self.counts[1:]], sums)

    @property
    def from_step_before(self) -> Estimates:
        """Of each step but the first, the share of those at the step before that reached it."""
        sums = self.units.from_step_before if self.units else [None] * len(self.times)
        pairs = [(here, before) for before, here in itertools.pairwise(self.counts)]
        return self._proportions(FROM_STEP_BEFORE, pairs, sums)

    @property
    def drop_off(self) -> Estimates:
        """Of each step but the first, the share of those at the step before that did not."""
        pairs = [(before - here, before) for before, here in itertools.pairwise(self.counts)]
        sums: list[UnitSums | None] = [None] * len(self.times)
        if self.units:
            sums = [lost(each) for each in self.units.from_step_before]
        return self._proportions(DROP_OFF, pairs, sums)

    @property
    def time_since_step_before(self) -> Estimates:
        """Of each step but the first, the typical time since the step before, in seconds."""
        return Estimates(
            [
                times.estimate(
                    confidence_level=self.confidence_level,
                    measure=TIME_SINCE,
                    group=(("step", step),),
                )
                for step, times in zip(self.steps[1:], self.times, strict=True)
            ],
            by=("step",),
        )

    @property
    def biggest_drop(self) -> tuple[str, str]:
        """The step before and the step between which most cases were lost; the first of equals."""
        lost = [before - here for before, here in zip(self.counts, self.counts[1:], strict=False)]
        place = lost.index(max(lost))
        return self.steps[place], self.steps[place + 1]

    @property
    def sentence(self) -> str:
        """How many got through, and where most were lost."""
        whose = f" ({self.label})" if self.group else ""
        last = self.from_start[self.steps[-1]]
        text = (
            f"Of {self.counts[0]:,} cases{whose} that started with {self.steps[0]!r}, "
            f"{self.counts[-1]:,} reached {self.steps[-1]!r}: {last._value_text()} "
            f"{last._interval_text()}."
        )
        before, here = self.biggest_drop
        drop = self.drop_off[here]
        if not drop.value > 0:
            return f"{text} Nobody was lost on the way."
        lost_here = f"{drop.summary.counts()}, {drop._value_text()} {drop._interval_text()}"
        return f"{text} Most are lost between {before!r} and {here!r}: {lost_here}."

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas data frame with one row a step; proportions 0 to 1, times in seconds."""
        import pandas as pd

        names = [f"time_quantile_{100 * q:g}" for q in QUANTILES]
        rows: list[dict[str, Any]] = []
        for place, step in enumerate(self.steps):
            row: dict[str, Any] = {**dict(self.group), "step": step, "n": self.counts[place]}
            shown: list[tuple[str, Estimates]] = [
                ("from_start", self.from_start),
                ("from_step_before", self.from_step_before),
                ("time", self.time_since_step_before),
            ]
            for name, estimates in shown:
                found = estimates[step] if place else None
                for end in ("value", "low", "high"):
                    column = name if end == "value" else f"{name}_{end}"
                    row[column] = getattr(found, end) if found else math.nan
            quantiles = self.quantiles[place - 1] if place else (math.nan,) * len(names)
            rows.append(row | dict(zip(names, quantiles, strict=True)))
        return pd.DataFrame(rows)

    def _cells(self) -> list[list[str]]:
        """Return the rows of a table for readers."""
        rows = [[self.steps[0], f"{self.counts[0]:,}", "", "", ""]]
        for step, n in zip(self.steps[1:], self.counts[1:], strict=True):
            shares = (self.from_start[step], self.from_step_before[step])
            middle = self.time_since_step_before[step]
            rows.append(
                [
                    step,
                    f"{n:,}",
                    *(f"{e._value_text()} {e._interval_text()}" for e in shares),
                    spoken_time(middle.value),
                ]
            )
        return rows

    def __repr__(self) -> str:
        head = f"funnel{', ' + self.label if self.group else ''}: {self.rules.text}"
        lines = [
            f"{step}: {n:,}"
            + (f"; {cells[2]} of start, {cells[3]} of step before" if place else "")
            for place, (step, n, cells) in enumerate(
                zip(self.steps, self.counts, self._cells(), strict=True)
            )
        ]
        return "\n".join([head, *lines])

    def _repr_html_(self) -> str:
        level = f"{100 * self.confidence_level:g}%"
        header = [
            "step",
            "cases",
            f"of the start [{level} interval]",
            f"of the step before [{level} interval]",
            "typical time since the step before",
        ]
        caption = (
            f"Funnel{', ' + self.label if self.group else ''}: {Proportion.methods[self.method]}"
        )
        notes = [self.sentence, self.rules.text, f"{self.log}."]
        return html_table(caption, header, self._cells(), notes)


class Funnels(Groups[Funnel]):
    """Funnels of several groups: iterate, or pick one by its group, ``results["new"]``."""

    def at(self, step: str) -> Estimates:
        """Return the conversion from the start to a step, an estimate for each group.

        Parameters
        ----------
        step : str
            One of the steps but the first.

        Returns
        -------
        Estimates
            To draw with `plots.estimates`, or to compare with `compare_all`.
        """
        return Estimates(
            [replace(funnel.from_start[step], group=funnel.group) for funnel in self], by=self.by
        )
