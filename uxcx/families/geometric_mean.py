"""Geometric means: the middle of times, which are skewed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

from uxcx.families.base import Design, Interval, Moments, exponential
from uxcx.measures import SECONDS, Measure, Unit
from uxcx.results import ComparedNumbers


@dataclass(frozen=True, kw_only=True)
class GeometricMean(Moments):
    """The geometric mean of times, from the mean and standard deviation of their logarithms.

    A few very slow people pull the arithmetic mean of task times far above what is typical; the
    geometric mean stays near the median and needs fewer people than the median does (Sauro and
    Lewis 2010, *Average task times in usability tests*, CHI 2010).

    Parameters
    ----------
    n : int
        Times counted; 0 or more.
    mean, sd : float
        Mean and standard deviation of the natural logarithms of the times in seconds.
    n_missing, n_excluded : int, default 0
        Times that were missing, or set aside on purpose (failed tasks); they are not in `n`.

    Raises
    ------
    AnswerError
        If a count is negative or not whole, or mean or standard deviation is impossible.

    Examples
    --------
    >>> GeometricMean(n=6, mean=4.223, sd=0.3747).estimate()
    geometric mean 68 s [46, 101] (n = 6; 95%, t on logarithms)

    The typical time was 68 seconds, and plausibly anything from 46 to 101.
    """

    methods: ClassVar[dict[str, str]] = {"t_on_logs": "t on logarithms"}
    measure: ClassVar[Measure] = Measure(name="geometric mean", unit=SECONDS)

    @property
    def value(self) -> float:
        """The geometric mean, in seconds."""
        return exponential(self.mean) if self.n else math.nan

    def independent_variance(self) -> float:
        """Return the variance of the mean logarithm if rows were independent."""
        return self.sd**2 / self.n

    def interval(
        self,
        *,
        method: str,
        confidence_level: float,
        unit: Unit,
        design: Design | None = None,
    ) -> Interval:
        """Return the geometric mean with the t interval of the logarithms, taken back."""
        low, high, note = self.t_interval(confidence_level, design)
        return Interval(self.value, exponential(low), exponential(high), self.methods[method], note)

    def contrast(
        self, other: Self, *, unit: Unit, method: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the ratio of two geometric means, by Welch's t on logarithms."""
        del unit
        self.choose_method(method)
        return ratio_from_logs(
            self.welch(other, confidence_level),
            method="Welch's t on logarithms",
            test="Welch's t test on logarithms",
        )


def ratio_from_logs(
    numbers: tuple[float, float, float, float, float, float, str], *, method: str, test: str
) -> ComparedNumbers:
    """Return a ratio and its interval from a difference of logarithms."""
    difference, low, high, p, t, df, note = numbers
    return ComparedNumbers(
        effect="ratio",
        value=exponential(difference),
        low=exponential(low),
        high=exponential(high),
        p_value=p,
        statistic=t,
        degrees_of_freedom=df,
        method=method,
        test=test,
        note=note,
    )
