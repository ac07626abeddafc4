"""How long customers stayed, some of whom are still there: the counts that survival needs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn, Self

import numpy as np
import scipy

from uxcx.errors import AnswerError
from uxcx.families.base import Design, Interval, SummaryBase, clip, normal_quantile, two_sided_p
from uxcx.measures import PERCENT, Measure, Unit
from uxcx.results import ComparedNumbers

LOG_LOG = "Kaplan-Meier, log-log"
NOBODY_LEFT_YET = "nobody had left by then, so that the log-log interval is not defined."
ALL_LEFT = "everybody had left by then, so that the log-log interval is not defined."

Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, kw_only=True)
class Lives(SummaryBase):
    """Each length of stay, how many customers left after it, and how many were last seen then.

    Those last seen are censored: they stayed at least that long. Summaries can be added, so that
    shards and regions merge, and published tables can be entered.

    Parameters
    ----------
    n : int
        Customers; the sum of `left` and `censored`.
    times : tuple of float
        Distinct lengths of stay, 0 or more, from short to long.
    left, censored : tuple of int
        How many left after each, and how many were there still when last seen.
    late : tuple of (float, int)
        After how long customers came to be observed, and how many, where that was later than from
        the start: nobody would know of those who had left before, so they are at risk only from
        then on (left truncation; Klein and Moeschberger 2003, *Survival Analysis*, ch. 4.6).
    n_missing, n_excluded : int, default 0
        Customers whose length of stay is not known, or who were set aside; they are not in `n`.

    Raises
    ------
    AnswerError
        If the counts do not add up, or the times are not from short to long.

    Examples
    --------
    >>> Lives(n=5, times=(1, 3), left=(1, 1), censored=(0, 3)).survival()
    array([0.8, 0.6])

    One of five left after 1 month; three were there still when last seen after 3.
    """

    times: tuple[float, ...]
    left: tuple[int, ...]
    censored: tuple[int, ...]
    late: tuple[tuple[float, int], ...] = ()

    measure: ClassVar[Measure] = Measure(name="survival", unit=PERCENT)
    takes_units: ClassVar[bool] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not len(self.times) == len(self.left) == len(self.censored):
            raise AnswerError("Lives: times, left and censored must have one length.")
        if sum(self.left) + sum(self.censored) != self.n:
            raise AnswerError("Lives: left and censored must add up to n.")
        steps = zip(self.times, self.times[1:], strict=False)
        if self.times and (self.times[0] < 0 or any(a >= b for a, b in steps)):
            raise AnswerError("Lives: times must be 0 or more, and from short to long.")

    def counts(self) -> str:
        """Return the counts in words."""
        return f"{self.n:,} customers, {sum(self.left):,} left"

    def _merge(self, other: Self) -> Self:
        found: dict[float, tuple[int, int]] = {}
        for one in (self, other):
            for time, left, censored in zip(one.times, one.left, one.censored, strict=True):
                before = found.get(time, (0, 0))
                found[time] = before[0] + left, before[1] + censored
        times = sorted(found)
        return type(self)(
            n=self.n + other.n,
            n_missing=self.n_missing + other.n_missing,
            n_excluded=self.n_excluded + other.n_excluded,
            times=tuple(times),
            left=tuple(found[time][0] for time in times),
            censored=tuple(found[time][1] for time in times),
            late=_added(self.late, other.late),
        )

    def contrast(
        self, other: Self, *, unit: Unit, method: str | None, confidence_level: float
    ) -> NoReturn:
        """Refuse: a median or mean stay alone does not tell two curves apart."""
        raise ValueError(
            "Medians and means of a stay are not compared here. Compare whole curves by "
            "curves.log_rank(), or two of them at one time: compare(a.at(6), b.at(6))."
        )

    def at_risk(self, times: Sequence[float] | None = None) -> Numbers:
        """Return how many customers were there, and observed, just before each time."""
        at = np.asarray(self.times if times is None else times, dtype=float)
        gone = np.concatenate([[0], np.cumsum(np.add(self.left, self.censored))])
        entries = np.array([time for time, _ in self.late])
        come = np.concatenate([[0], np.cumsum([n for _, n in self.late])])
        still = self.n - gone[np.searchsorted(self.times, at)]
        return np.asarray(still - come[-1] + come[np.searchsorted(entries, at)], dtype=float)

    def survival(self) -> Numbers:
        """Return the share of customers who stay longer than each time.

        The product-limit estimate of Kaplan and Meier (1958), *JASA* 53:457. Those who are last
        seen at a time count as there until after it.
        """
        return np.asarray(np.cumprod(1 - np.asarray(self.left) / self.at_risk()))

    def greenwood(self) -> Numbers:
        """Return the variance of the logarithm of `survival` at each time.

        Greenwood (1926), *Reports on Public Health and Medical Subjects* 33. Not finite once
        everybody has left.
        """
        n, left = self.at_risk(), np.asarray(self.left, dtype=float)
        with np.errstate(divide="ignore"):
            return np.asarray(np.cumsum(left / (n * (n - left))))

    def band(self, confidence_level: float) -> tuple[Numbers, Numbers]:
        """Return the log-log interval at each time; ``nan`` where survival is 1 or 0.

        Kalbfleisch and Prentice (1980), *The Statistical Analysis of Failure Time Data*: made on
        the scale log(-log S), it stays between 0 and 1.
        """
        z = normal_quantile(confidence_level)
        survival = self.survival()
        with np.errstate(divide="ignore", invalid="ignore"):
            log = np.log(survival)
            half = z * np.sqrt(self.greenwood()) / -log
            low, high = survival ** np.exp(half), survival ** np.exp(-half)
        known = (survival > 0) & (survival < 1)
        return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _added(
    first: tuple[tuple[float, int], ...], second: tuple[tuple[float, int], ...]
) -> tuple[tuple[float, int], ...]:
    found: Counter[float] = Counter()
    for time, n in (*first, *second):
        found[time] += n
    return tuple(sorted(found.items()))


@dataclass(frozen=True, kw_only=True)
class SurvivalAt(SummaryBase):
    """The share of customers who stay longer than a time, with what its interval needs.

    Parameters
    ----------
    n : int
        Customers of the curve.
    survival : float
        From 0 to 1.
    variance : float
        Greenwood's, of the logarithm of `survival`.
    """

    survival: float
    variance: float

    methods: ClassVar[dict[str, str]] = {"log_log": LOG_LOG}
    measure: ClassVar[Measure] = Measure(name="survival", unit=PERCENT)
    takes_units: ClassVar[bool] = False

    def _merge(self, other: Self) -> NoReturn:
        raise TypeError("Points of curves do not add up. Add up their Lives.")

    def interval(
        self,
        *,
        method: str,
        confidence_level: float,
        unit: Unit,
        design: Design | None = None,
    ) -> Interval:
        """Return the share with its log-log interval."""
        s, name = self.survival, self.methods[method]
        if not 0 < s < 1:
            return Interval(s, math.nan, math.nan, name, NOBODY_LEFT_YET if s else ALL_LEFT)
        half = normal_quantile(confidence_level) * self._deviation()
        return Interval(s, s ** math.exp(half), s ** math.exp(-half), name)

    def _deviation(self) -> float:
        """Return the standard error of log(-log S)."""
        return math.sqrt(self.variance) / -math.log(self.survival)

    def contrast(
        self, other: Self, *, unit: Unit, method: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the difference of two curves at one time.

        Interval: from those of the two (MOVER: Zou and Donner 2008, *Statistics in Medicine*
        27:1693). Test: on the scale log(-log S), which Klein, Logan, Harhoff and Andersen (2007),
        *Statistics in Medicine* 26:4505, found to keep its level.
        """
        self.choose_method(method)
        one, two = (
            each.interval(method="log_log", confidence_level=confidence_level, unit=unit)
            for each in (self, other)
        )
        difference = one.value - two.value
        z, note = math.nan, one.note or two.note
        low = high = math.nan
        if not note:
            low = difference - math.hypot(one.value - one.low, two.high - two.value)
            high = difference + math.hypot(one.high - one.value, two.value - two.low)
            logs = (math.log(-math.log(each.survival)) for each in (self, other))
            above = next(logs) - next(logs)
            # More of -log S is less survival: the sign is that of the difference.
            z = -above / math.hypot(self._deviation(), other._deviation())
        return ComparedNumbers(
            effect="difference",
            value=difference,
            low=clip(low, -1.0, 1.0) if note == "" else math.nan,
            high=clip(high, -1.0, 1.0) if note == "" else math.nan,
            p_value=math.nan if note else two_sided_p(z),
            statistic=z,
            degrees_of_freedom=math.nan,
            method="MOVER of log-log intervals",
            test="z test on log(-log S)",
            note=note,
        )


def log_rank_statistic(groups: list[Lives]) -> tuple[float, int, list[float]]:
    """Return the log-rank chi-square of several groups, its degrees of freedom, and expectations.

    Mantel (1966), *Cancer Chemotherapy Reports* 50:163: at each time, those who left are held
    against what chance would give each group, with the hypergeometric variance. `scipy.stats`
    has it for two groups and single customers.
    """
    times = sorted({time for lives in groups for time in lives.times})
    k = len(groups)
    risk, left = np.zeros((k, len(times))), np.zeros((k, len(times)))
    for row, lives in enumerate(groups):
        left[row, np.searchsorted(times, lives.times)] = lives.left
        risk[row] = lives.at_risk(times)
    n, d = risk.sum(axis=0), left.sum(axis=0)
    share = np.divide(risk, n, out=np.zeros_like(risk), where=n > 0)
    expected = (share * d).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(n > 1, d * (n - d) / (n - 1), 0.0)
    variance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    beyond = (left.sum(axis=1) - expected)[:-1]
    variance = variance[:-1, :-1]
    if np.linalg.matrix_rank(variance) < k - 1:
        return math.nan, k - 1, expected.tolist()
    return float(beyond @ np.linalg.solve(variance, beyond)), k - 1, expected.tolist()


def chi_square_p(statistic: float, degrees_of_freedom: int) -> float:
    """Return the p-value of a chi-square statistic."""
    return float(scipy.stats.chi2.sf(statistic, degrees_of_freedom))
