"""A curve of survival: how many customers are still there after how long, and what it tells."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.errors import AnswerError, GroupError
from uxcx.families import Rate
from uxcx.families.base import Interval, normal_quantile
from uxcx.measures import PERCENT, Measure, Unit
from uxcx.relationships.cohort_table import Place
from uxcx.relationships.lives import LOG_LOG, Lives, SurvivalAt
from uxcx.relationships.log_rank import LogRank, log_rank
from uxcx.results import Estimate, Estimates, Group, group_label, html_table, key_of

if TYPE_CHECKING:
    import pandas as pd

SURVIVAL = Measure(
    name="survival",
    lens="CX",
    level="relationship",
    unit_of_analysis="customer",
    unit=PERCENT,
    direction="higher is better",
)
TOO_LONG = "nobody was followed for that long."


@dataclass(frozen=True, kw_only=True, repr=False)
class SurvivalCurve:
    """The share of customers who stay longer than a time, by Kaplan and Meier.

    Parameters
    ----------
    lives : Lives
        How many left, and how many were last seen, after each length of stay.
    period : str
        The unit of time: ``"month"``.
    confidence_level : float
        Of all intervals.
    group : tuple of (column, value)
        The group, when the curve was made with ``by=``.
    """

    lives: Lives
    period: str
    confidence_level: float
    group: Group = ()

    @property
    def label(self) -> str:
        """The group in words, or ``"all customers"``."""
        return group_label(self.group) or "all customers"

    def at(self, time: float) -> Estimate:
        """Return the share of customers who stay longer than a time.

        Parameters
        ----------
        time : float
            In the curve's unit, 0 or more.

        Returns
        -------
        Estimate
            With the log-log interval; two of them can be given to `uxcx.compare`. Without a value
            beyond the longest stay that was observed.
        """
        if not time >= 0:
            raise ValueError(f"time must be 0 or more; got {time!r}.")
        lives, place = self.lives, int(np.searchsorted(self.lives.times, time, side="right"))
        survival = float(lives.survival()[place - 1]) if place else 1.0
        known = bool(lives.times) and (time <= lives.times[-1] or survival == 0)
        variance = float(lives.greenwood()[place - 1]) if place else 0.0
        summary = SurvivalAt(
            n=lives.n if known else 0,
            n_missing=lives.n_missing,
            n_excluded=lives.n_excluded,
            survival=survival,
            variance=variance,
        )
        where = Place(int(time), self.period) if time == int(time) else f"{self.period} {time:g}"
        estimate = summary.estimate(
            measure=SURVIVAL,
            group=(*self.group, (self.period, where)),
            confidence_level=self.confidence_level,
        )
        return estimate if known else replace(estimate, note=TOO_LONG)

    def quantile(self, share: float) -> Estimate:
        """Return the time by which a share of the customers has left; 0.5 gives the median.

        Parameters
        ----------
        share : float
            Between 0 and 1.

        Returns
        -------
        Estimate
            The first time at which survival is 1 - share or less. The interval holds the times at
            which the log-log band crosses that line (Brookmeyer and Crowley 1982, *Biometrics*
            38:29); an end that the band never reaches is infinite.
        """
        if not 0 < share < 1:
            raise ValueError(f"share must be between 0 and 1; got {share!r}.")
        low, high = self.lives.band(self.confidence_level)
        survival, rest = self.lives.survival(), 1 - share
        value = self._first(survival <= rest + 1e-12)
        # Where everybody has left the band is not defined, but its lower end has been there.
        ends = (
            self._first((low <= rest) | (survival == 0)),
            self._first(high <= rest),
        )
        name = "median stay" if share == 0.5 else f"stay of the first {100 * share:g}%"
        reached = math.isfinite(value)
        note = "" if reached else "fewer than that had left by the end of the observation."
        if reached and math.isinf(ends[1]):
            note = "the upper end was not reached by the end of the observation."
        interval = Interval(value if reached else math.nan, *ends, LOG_LOG, note)
        return self._time(name, interval)

    @property
    def median(self) -> Estimate:
        """The time by which half of the customers have left, with its interval."""
        return self.quantile(0.5)

    def restricted_mean(self, until: float) -> Estimate:
        """Return the mean stay within a time: the area under the curve up to there.

        Parameters
        ----------
        until : float
            Above 0, and no longer than the longest stay that was observed.

        Returns
        -------
        Estimate
            With a normal interval (Klein and Moeschberger 2003, *Survival Analysis*, ch. 4.5).
        """
        lives = self.lives
        if not lives.times or not 0 < until <= lives.times[-1]:
            longest = lives.times[-1] if lives.times else 0
            raise ValueError(
                f"until must be above 0 and no more than the longest stay, {longest:g}; got "
                f"{until!r}."
            )
        inside = np.asarray(lives.times) < until
        times = np.asarray(lives.times)[inside]
        heights = np.concatenate([[1.0], lives.survival()[inside]])
        areas = heights * np.diff(np.concatenate([[0.0], times, [until]]))
        left, risk = np.asarray(lives.left)[inside], lives.at_risk()[inside]
        rest = areas[::-1].cumsum()[::-1][1:]
        some = left < risk
        variance = float(((rest**2 * left)[some] / (risk * (risk - left))[some]).sum())
        mean, z = float(areas.sum()), normal_quantile(self.confidence_level)
        ends = (
            max(0.0, mean - z * math.sqrt(variance)),
            min(until, mean + z * math.sqrt(variance)),
        )
        note = "" if variance else "nobody left in that time, so that the interval has no width."
        name = f"mean stay within {until:g} {self.period}s"
        method = "area under Kaplan-Meier, normal"
        half = z * math.sqrt(variance)
        ends = max(0.0, mean - half), min(until, mean + half)
        return self._time(name, Interval(mean, *ends, method, note))

    def hazard(self, up_to: int | None = None) -> Estimates:
        """Return how many leave in each period, of those who are still there.

        Parameters
        ----------
        up_to : int, optional
            The last period; 12, or the last one in which somebody was there, by default.

        Returns
        -------
        Estimates
            Customers who left over the time that all spent in the period, with the exact Poisson
            interval: who is last seen in the middle of a month counts for half of it.
        """
        lives = self.lives
        longest = lives.times[-1] if lives.times else 0.0
        last = min(12, math.ceil(longest)) if up_to is None else min(up_to, math.ceil(longest))
        measure = replace(
            SURVIVAL,
            name="hazard",
            direction="lower is better",
            unit=Unit(
                name=f"% a {self.period}", suffix=f"% a {self.period}", factor=100.0, minimum=0.0
            ),
        )
        times = np.asarray(lives.times)
        counts = np.add(lives.left, lives.censored)
        found = []
        for k in range(1, last + 1):
            spent = np.clip(times - (k - 1), 0, 1)
            unseen = sum(n * min(max(entry - (k - 1), 0.0), 1.0) for entry, n in lives.late)
            # Who leaves on the first day leaves in the first period.
            since = times > k - 1 if k > 1 else times >= 0
            here = since & (times <= k)
            to_come = sum(n for entry, n in lives.late if entry >= k)
            summary = Rate(
                n=int(counts[since].sum()) - to_come,
                events=int(np.asarray(lives.left)[here].sum()),
                exposure=round(float((spent * counts).sum()) - unseen, 3),
            )
            group = (*self.group, (self.period, Place(k, self.period)))
            found.append(
                summary.estimate(
                    measure=measure, group=group, confidence_level=self.confidence_level
                )
            )
        return Estimates(found, by=(*(column for column, _ in self.group), self.period))

    def _first(self, reached: Any) -> float:
        """Return the first time at which something is so; infinite if it never is."""
        places = np.flatnonzero(reached)
        return float(self.lives.times[places[0]]) if len(places) else math.inf

    def _time(self, name: str, interval: Interval) -> Estimate:
        """Return an estimate of a time from its interval."""
        unit = Unit(
            name=f"{self.period}s",
            suffix=f" {self.period}s",
            difference=f" {self.period}s",
            minimum=0.0,
        )
        return Estimate(
            measure=replace(SURVIVAL, name=name, unit=unit),
            value=interval.value,
            low=math.nan if math.isnan(interval.value) else interval.low,
            high=math.nan if math.isnan(interval.value) else interval.high,
            confidence_level=self.confidence_level,
            method=interval.method,
            summary=self.lives,
            group=self.group,
            note=interval.note,
        )

    @property
    def sentence(self) -> str:
        """The curve in plain words: how many, how many left, and the median stay."""
        lives, median = self.lives, self.median
        left = sum(lives.left)
        text = (
            f"Of {lives.n:,} customers ({self.label}), {left:,} left; {lives.n - left:,} were "
            "still there when last seen, and count as staying at least that long."
        )
        if math.isnan(median.value):
            text += " More than half were still there, so that the median stay is not known."
        elif math.isinf(median.high):
            text += (
                f" Half had left after {median._value_text()}, plausibly not before "
                f"{median._shown(median.low)}; the upper end is not reached yet."
            )
        else:
            text += (
                f" Half had left after {median._value_text()}, plausibly between "
                f"{median._shown(median.low)} and {median._shown(median.high)}."
            )
        for n, what in ((lives.n_missing, "missing"), (lives.n_excluded, "set aside")):
            text += f" {n:,} {what}." if n else ""
        return text

    def __repr__(self) -> str:
        return f"survival by {self.period}, {self.label}: {self.sentence}"

    def to_frame(self) -> pd.DataFrame:
        """Return the curve as a pandas data frame: a row for each length of stay."""
        import pandas as pd

        low, high = self.lives.band(self.confidence_level)
        return pd.DataFrame(
            {
                **{column: [value] * len(self.lives.times) for column, value in self.group},
                self.period: list(self.lives.times),
                "at_risk": [int(n) for n in self.lives.at_risk()],
                "left": list(self.lives.left),
                "censored": list(self.lives.censored),
                "survival": self.lives.survival(),
                "low": low,
                "high": high,
            }
        )

    def _repr_html_(self) -> str:
        return curves_table([self], [])


class SurvivalCurves:
    """Curves of several groups: iterate, or pick one by its group.

    Parameters
    ----------
    curves : sequence of SurvivalCurve
        One for each group.
    by : tuple of str
        The columns that were grouped by.
    """

    def __init__(self, curves: Sequence[SurvivalCurve], *, by: tuple[str, ...]) -> None:
        self._by_key = {key_of(curve.group): curve for curve in curves}
        self.by = by

    def __len__(self) -> int:
        return len(self._by_key)

    def __iter__(self) -> Iterator[SurvivalCurve]:
        return iter(self._by_key.values())

    def __getitem__(self, group: Any) -> SurvivalCurve:
        if group not in self._by_key:
            groups = ", ".join(map(repr, self._by_key))
            raise GroupError(
                f"There is no group {group!r} of {' and '.join(self.by)}. The groups are: {groups}."
            )
        return self._by_key[group]

    @property
    def groups(self) -> list[Any]:
        """The groups in order."""
        return list(self._by_key)

    def log_rank(self) -> LogRank:
        """Test whether the curves differ by more than chance, all of them together."""
        curves = list(self)
        if len(curves) < 2:
            raise AnswerError("There is one group only, so there is nothing to compare it with.")
        return log_rank(
            [curve.lives for curve in curves],
            labels=[curve.label for curve in curves],
            period=curves[0].period,
            confidence_level=curves[0].confidence_level,
        )

    def __repr__(self) -> str:
        return "\n".join(repr(curve) for curve in self)

    def to_frame(self) -> pd.DataFrame:
        """Return all curves as a tidy pandas data frame."""
        import pandas as pd

        return pd.concat([curve.to_frame() for curve in self], ignore_index=True)

    def _repr_html_(self) -> str:
        notes = [self.log_rank().sentence] if len(self) > 1 else []
        return curves_table(list(self), notes)


def curves_table(curves: Sequence[SurvivalCurve], notes: list[str]) -> str:
    """Return curves as an accessible HTML table: a row a group."""
    first = curves[0]
    level = f"{100 * first.confidence_level:g}%"
    header = ["group", "customers", "left", f"median stay, {first.period}s", f"{level} interval"]
    rows = []
    for curve in curves:
        median = curve.median
        known = not math.isnan(median.value)
        rows.append(
            [
                curve.label,
                f"{curve.lives.n:,}",
                f"{sum(curve.lives.left):,}",
                median._shown(median.value) if known else "not reached",
                f"{median._shown(median.low)} to {median._shown(median.high)}" if known else "—",
            ]
        )
    return html_table(f"Survival by {first.period}: {LOG_LOG}", header, rows, notes)
