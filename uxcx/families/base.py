"""What every family of statistics shares: counts, adding up, and making an `Estimate`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import ClassVar, Self

import scipy

from uxcx.comparison import Comparison, check_confidence_level, compare
from uxcx.errors import AnswerError
from uxcx.measures import Measure, Unit
from uxcx.results import ComparedNumbers, Estimate, Group


@dataclass(frozen=True)
class Interval:
    """A value with its interval, as a family computes it; `Estimate` adds names and words."""

    value: float
    low: float
    high: float
    method: str
    note: str = ""


@dataclass(frozen=True)
class Design:
    """What grouping rows into units (participants) does to an estimate.

    `variance` is the variance of the estimate by the delta method over units, `degrees_of_freedom`
    the number of units less one, and `n_effective` the number of independent rows that would
    tell as much (Kish 1965, *Survey Sampling*, ch. 5).
    """

    variance: float
    degrees_of_freedom: float
    n_effective: float


@dataclass(frozen=True, kw_only=True)
class SummaryBase:
    """The few numbers that one kind of statistic needs.

    Summaries of the same kind can be added (weeks, shards, partitions) and the sum is the
    summary of all their rows together.
    """

    n: int
    n_missing: int = 0
    n_excluded: int = 0

    methods: ClassVar[Mapping[str, str]] = {}
    measure: ClassVar[Measure] = Measure(name="value")
    #: whether the statistic can know of rows that belong together
    takes_units: ClassVar[bool] = True
    #: whether the answers can be resampled, if they are kept; see `Counted`
    resamples: ClassVar[bool] = False

    def __post_init__(self) -> None:
        for name in ("n", "n_missing", "n_excluded"):
            self._check_count(name)

    def _check_count(self, name: str) -> None:
        """Take a whole number of 0 or more, whatever its type; refuse anything else."""
        value = getattr(self, name)
        try:
            whole = int(value)
        except (TypeError, ValueError, OverflowError):
            whole = -1
        if whole < 0 or whole != value or isinstance(value, str):
            raise AnswerError(
                f"{type(self).__name__}: {name} must be a whole number of 0 or more; got {value!r}."
            )
        object.__setattr__(self, name, whole)

    @property
    def n_units(self) -> int | None:
        """Not known here: each row counts as a unit of its own."""
        return None

    def counts(self) -> str:
        """Return the counts in words."""
        return f"n = {self.n:,}"

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return self._merge(other)

    def _merge(self, other: Self) -> Self:
        """Add every count; families with moments override this."""
        return type(self)(
            **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        )

    # --- statistics: each family fills these in ------------------------------------------------

    def interval(
        self,
        *,
        method: str,
        confidence_level: float,
        unit: Unit,
        design: Design | None = None,
    ) -> Interval:
        """Return value and interval; `design` when rows are grouped into units."""
        raise NotImplementedError

    def contrast(
        self, other: Self, *, unit: Unit, method: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the numbers of a comparison with another summary of the same kind."""
        raise NotImplementedError

    # --- what users call -----------------------------------------------------------------------

    def estimate(
        self,
        *,
        confidence_level: float = 0.95,
        method: str | None = None,
        measure: Measure | None = None,
        group: Group = (),
    ) -> Estimate:
        """Return the estimate with its interval.

        Parameters
        ----------
        confidence_level : float, default 0.95
            Between 0 and 1.
        method : str, optional
            One of the family's `methods`; the first of them by default.
        measure : Measure, optional
            What is measured; by default the family's own, without lens and level.
        group : tuple of (column, value), optional
            The group that the summary is of.

        Returns
        -------
        Estimate
            With ``nan`` and a note where something cannot be known.

        Raises
        ------
        ValueError
            If `confidence_level` or `method` is none of the above.
        """
        check_confidence_level(confidence_level)
        method = self.choose_method(method)
        measure = measure or self.measure
        if self.n == 0:
            nothing = Interval(
                math.nan, math.nan, math.nan, self.methods[method], "there are no answers."
            )
            return self._as_estimate(nothing, measure, confidence_level, group)
        interval = self.interval(
            method=method, confidence_level=confidence_level, unit=measure.unit
        )
        return self._as_estimate(interval, measure, confidence_level, group)

    def _as_estimate(
        self, interval: Interval, measure: Measure, confidence_level: float, group: Group
    ) -> Estimate:
        return Estimate(
            measure=measure,
            value=float(interval.value),
            low=float(interval.low),
            high=float(interval.high),
            confidence_level=float(confidence_level),
            method=interval.method,
            summary=self,
            group=group,
            note=interval.note,
        )

    def compare(
        self,
        other: Self,
        *,
        confidence_level: float = 0.95,
        method: str | None = None,
        labels: tuple[str, str] | None = None,
    ) -> Comparison:
        """Compare with another summary of the same kind; see `uxcx.compare`."""
        return compare(self, other, confidence_level=confidence_level, method=method, labels=labels)

    @classmethod
    def choose_method(cls, method: str | None) -> str:
        """Return the method asked for, or the default; refuse a name that is not offered."""
        if method is None:
            return next(iter(cls.methods))
        if cls.resamples and method in ("bootstrap", "permutation"):
            raise ValueError(
                f"method={method!r} needs the answers themselves, and these estimates hold only "
                "what sums them up: measure with method='bootstrap', then compare."
            )
        if method not in cls.methods:
            offered = [*cls.methods, *(["bootstrap"] if cls.resamples else [])]
            raise ValueError(
                f"method must be one of {', '.join(map(repr, offered))}; got {method!r}."
            )
        return method


@dataclass(frozen=True, kw_only=True)
class Moments(SummaryBase):
    """Count, mean and standard deviation: enough for every interval and test of a mean."""

    mean: float
    sd: float = field(default=math.nan)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("mean", "sd"):
            value = getattr(self, name)
            object.__setattr__(self, name, math.nan if value is None else float(value))
        if self.n > 0 and not math.isfinite(self.mean):
            raise AnswerError(
                f"{type(self).__name__}: mean must be a finite number; got {self.mean!r}."
            )
        if self.n > 1 and not (math.isfinite(self.sd) and self.sd >= 0):
            raise AnswerError(
                f"{type(self).__name__}: sd must be 0 or more with two answers and more; "
                f"got {self.sd!r}."
            )

    def _merge(self, other: Self) -> Self:
        """Merge two means and variances.

        Chan, Golub and LeVeque (1983), *The American Statistician* 37:242.
        """
        counts = {
            "n": self.n + other.n,
            "n_missing": self.n_missing + other.n_missing,
            "n_excluded": self.n_excluded + other.n_excluded,
        }
        if self.n == 0 or other.n == 0:
            filled = other if self.n == 0 else self
            return type(self)(**counts, mean=filled.mean, sd=filled.sd)
        n = counts["n"]
        delta = other.mean - self.mean
        squares = self._sum_of_squares() + other._sum_of_squares() + delta**2 * self.n * other.n / n
        return type(self)(
            **counts, mean=self.mean + delta * other.n / n, sd=math.sqrt(squares / (n - 1))
        )

    def _sum_of_squares(self) -> float:
        return 0.0 if self.n < 2 else self.sd**2 * (self.n - 1)

    def t_interval(
        self, confidence_level: float, design: Design | None
    ) -> tuple[float, float, str]:
        """Return the ends of the t interval of the mean, and a caveat."""
        if design is None and self.n < 2:
            return math.nan, math.nan, "one answer does not show how much answers vary."
        variance, df = (
            (self.sd**2 / self.n, self.n - 1)
            if design is None
            else (design.variance, design.degrees_of_freedom)
        )
        half = t_quantile(confidence_level, df) * math.sqrt(variance)
        note = ""
        if variance == 0:
            who = "answers are equal" if self._sum_of_squares() == 0 else "units are alike"
            note = (
                f"all {who}, so the interval has no width; that tells of the sample, not of "
                "everybody."
            )
        return self.mean - half, self.mean + half, note

    def welch(
        self, other: Moments, confidence_level: float
    ) -> tuple[float, float, float, float, float, float, str]:
        """Return difference, low, high, p, t, df and a caveat, by Welch's t test.

        Welch (1947), *Biometrika* 34:28; degrees of freedom by Satterthwaite.
        """
        difference = self.mean - other.mean
        if self.n < 2 or other.n < 2:
            return (
                *(difference, math.nan, math.nan, math.nan, math.nan, math.nan),
                "a group with one answer does not show how much answers vary.",
            )
        variances = self.sd**2 / self.n, other.sd**2 / other.n
        return welch_from_variances(
            difference, variances, (self.n - 1, other.n - 1), confidence_level
        )


def welch_from_variances(
    difference: float,
    variances: tuple[float, float],
    degrees_of_freedom: tuple[float, float],
    confidence_level: float,
) -> tuple[float, float, float, float, float, float, str]:
    """Return difference, low, high, p, t, df and a caveat from two variances of estimates."""
    variance = variances[0] + variances[1]
    if variance == 0:
        unknown = (math.nan,) * 5
        return difference, *unknown, "there is no variation to judge chance by."
    df = variance**2 / sum(
        v**2 / d for v, d in zip(variances, degrees_of_freedom, strict=True) if v > 0
    )
    se = math.sqrt(variance)
    half = t_quantile(confidence_level, df) * se
    t = difference / se
    p = 2 * float(scipy.stats.t.sf(abs(t), df))
    return difference, difference - half, difference + half, p, t, df, ""


def exponential(number: float) -> float:
    """Return e to the power of a number; ``inf`` where that is too large for a float."""
    try:
        return math.exp(number)
    except OverflowError:
        return math.inf


def normal_quantile(confidence_level: float) -> float:
    """Return z of a two-sided interval: 1.96 for 95%."""
    return float(scipy.special.ndtri((1 + confidence_level) / 2))


def t_quantile(confidence_level: float, df: float) -> float:
    """Return t of a two-sided interval: 2.09 for 95% and 19 degrees of freedom."""
    return float(scipy.stats.t.ppf((1 + confidence_level) / 2, df))


def two_sided_p(z: float) -> float:
    """Return the two-sided p-value of a standard normal statistic."""
    return min(1.0, 2 * float(scipy.special.ndtr(-abs(z))))


def clip(number: float, minimum: float, maximum: float) -> float:
    """Return the number, moved to the nearest end if it lies outside."""
    return min(max(number, minimum), maximum)
