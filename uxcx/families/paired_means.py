"""Paired ratings and times: the mean of the differences, or of the logarithms of ratios."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

from uxcx.families.base import welch_from_variances
from uxcx.families.geometric_mean import GeometricMean, ratio_from_logs
from uxcx.families.mean import Mean, difference_of_means
from uxcx.families.paired import Pairs, one_way
from uxcx.measures import Measure, Unit
from uxcx.results import ComparedNumbers

ONE_PAIR = "one pair does not show how much pairs differ."


@dataclass(frozen=True, kw_only=True)
class PairedMeans(Pairs):
    """Pairs of ratings or scores, from mean and standard deviation of their differences.

    Parameters
    ----------
    n : int
        Pairs.
    mean, sd : float
        Of the differences, first less second, in units of the scale. The standard deviations of
        the two halves are not that of the differences: see
        `uxcx.families.paired_means.sd_of_differences`.

    Raises
    ------
    AnswerError
        If `n` is no count, `mean` not finite, or `sd` below 0.

    Examples
    --------
    >>> PairedMeans(n=12, mean=4.5, sd=6.0).compare(labels=("new", "old"))
    mean, new - old: +5 [+1, +8] (95%, paired t over 12 pairs; p = 0.025, paired t test)
    Mean was 5 higher with new than with old; with 95% confidence the true difference is between
    1 and 8 higher. This alone does not show what caused it.

    Twelve people place the gain anywhere from next to nothing to eight points.
    """

    mean: float
    sd: float

    measure: ClassVar[Measure] = Mean.measure

    def __post_init__(self) -> None:
        super().__post_init__()
        checked = Mean(n=self.n, mean=self.mean, sd=self.sd)
        for name in ("mean", "sd"):
            object.__setattr__(self, name, getattr(checked, name))

    def __add__(self, other: Self) -> Self:
        """Add pairs of other people."""
        if type(other) is not type(self):
            return NotImplemented
        whole = Mean(n=self.n, mean=self.mean, sd=self.sd) + Mean(
            n=other.n, mean=other.mean, sd=other.sd
        )
        return type(self)(n=whole.n, mean=whole.mean, sd=whole.sd)

    def swapped(self) -> Self:
        """Return the pairs with first and second exchanged."""
        return type(self)(n=self.n, mean=-self.mean, sd=self.sd)

    def _t(
        self, method: str | None, test: str | None, confidence_level: float
    ) -> tuple[float, float, float, float, float, float, str]:
        """Return mean, low, high, p, t, df and a caveat, by the paired t test."""
        one_way(method, test)
        return paired_t(self.n, self.mean, self.sd, confidence_level)

    @property
    def _names(self) -> dict[str, str]:
        return {"method": f"paired t over {self._over}", "test": "paired t test"}

    def numbers(
        self, *, unit: Unit, method: str | None, test: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the mean difference with its paired t interval."""
        found = self._t(method, test, confidence_level)
        return difference_of_means(found, unit, **self._names)


@dataclass(frozen=True, kw_only=True)
class PairedRatios(PairedMeans):
    """Pairs of times, from mean and standard deviation of the logarithms of their ratios.

    Parameters
    ----------
    n : int
        Pairs.
    mean, sd : float
        Of ``log(first / second)``, natural logarithms: a mean of -0.22 is 20% faster.

    Raises
    ------
    AnswerError
        If `n` is no count, `mean` not finite, or `sd` below 0.

    Examples
    --------
    >>> PairedRatios(n=12, mean=-0.22, sd=0.25).compare(labels=("new", "old"))
    geometric mean, new / old: 0.80 times [0.68, 0.94] (95%, paired t on logarithms over 12 pairs;
    p = 0.011, paired t test on logarithms)
    Geometric mean was 20% lower with new than with old; with 95% confidence the true difference is
    between 6% and 32% lower. This alone does not show what caused it.

    Each person was timed twice, so that slow people do not blur the comparison.
    """

    measure: ClassVar[Measure] = GeometricMean.measure

    @property
    def _names(self) -> dict[str, str]:
        return {
            "method": f"paired t on logarithms over {self._over}",
            "test": "paired t test on logarithms",
        }

    def numbers(
        self, *, unit: Unit, method: str | None, test: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the ratio of geometric means with its paired t interval."""
        del unit
        return ratio_from_logs(self._t(method, test, confidence_level), **self._names)


def sd_of_differences(first: float, second: float, correlation: float) -> float:
    """Return the standard deviation of differences from those of the halves.

    Parameters
    ----------
    first, second : float
        Standard deviations of the two halves; 0 or more.
    correlation : float
        Of the two halves over people, -1 to 1.

    Returns
    -------
    float
        In the same unit.

    Raises
    ------
    ValueError
        If a number is outside its range.

    Examples
    --------
    >>> round(sd_of_differences(8, 10, correlation=0.8), 2)
    6.0

    People who rate both designs alike differ less than the two sets of ratings suggest.
    """
    if not (first >= 0 and second >= 0):
        raise ValueError(f"Standard deviations must be 0 or more; got {first!r} and {second!r}.")
    if not -1 <= correlation <= 1:
        raise ValueError(f"correlation must be from -1 to 1; got {correlation!r}.")
    variance = first**2 + second**2 - 2 * correlation * first * second
    return math.sqrt(max(0.0, variance))


def paired_t(
    n: int, mean: float, sd: float, confidence_level: float
) -> tuple[float, float, float, float, float, float, str]:
    """Return mean, low, high, p, t, df and a caveat of the changes of n pairs."""
    if n < 2:
        unknown = (math.nan,) * 5
        return (mean, *unknown, ONE_PAIR)
    return welch_from_variances(mean, (sd**2 / n, 0.0), (n - 1, n - 1), confidence_level)
