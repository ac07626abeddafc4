"""Means of ratings and scores."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from uxcx.errors import AnswerError
from uxcx.families.base import Design, Interval, Moments, clip
from uxcx.measures import NUMBER, Measure, Unit
from uxcx.results import ComparedNumbers


@dataclass(frozen=True, kw_only=True)
class Mean(Moments):
    """The mean of a rating or score: SEQ, SUS, CSAT as a mean, CES.

    Parameters
    ----------
    n : int
        Answers counted; 0 or more.
    mean : float
        Their mean.
    sd : float
        Their standard deviation with n - 1 in the denominator; not needed for one answer.
    n_missing, n_excluded : int, default 0
        Answers that were missing, or set aside on purpose; they are not in `n`.

    Raises
    ------
    AnswerError
        If a count is negative or not whole, or mean or standard deviation is impossible.

    Examples
    --------
    >>> Mean(n=11, mean=51.6, sd=4.07).estimate()
    mean 52 [49, 54] (n = 11; 95%, t)

    Eleven answers place the true mean between 49 and 54.
    """

    methods: ClassVar[dict[str, str]] = {"t": "t"}
    measure: ClassVar[Measure] = Measure(name="mean", unit=NUMBER)
    resamples: ClassVar[bool] = True

    @classmethod
    def from_counts(cls, counts: Mapping[float, int]) -> Self:
        """Return the summary of published counts: how many gave each answer.

        Parameters
        ----------
        counts : mapping of float to int
            ``{5: 120, 4: 40, 1: 15}``: each answer, and how often it was given.

        Returns
        -------
        Mean
            Of all the answers together.

        Raises
        ------
        AnswerError
            If a count is negative or not whole.

        Examples
        --------
        >>> Mean.from_counts({5: 6, 4: 3, 1: 1}).estimate()
        mean 4.3 [3.4, 5.2] (n = 10; 95%, t)

        Ten answers with one angry one leave the mean open by almost two points.
        """
        for answer, count in counts.items():
            if count < 0 or count != int(count):
                raise AnswerError(
                    f"How many gave the answer {answer:g} must be a whole number of 0 or more; "
                    f"got {count!r}."
                )
        n = int(sum(counts.values()))
        mean = sum(answer * count for answer, count in counts.items()) / n if n else math.nan
        squares = sum(count * (answer - mean) ** 2 for answer, count in counts.items() if count)
        return cls(n=n, mean=mean, sd=math.sqrt(squares / (n - 1)) if n > 1 else math.nan)

    @property
    def value(self) -> float:
        """The mean."""
        return self.mean

    def independent_variance(self) -> float:
        """Return the variance that the estimate would have if rows were independent."""
        return self.sd**2 / self.n

    def interval(
        self,
        *,
        method: str,
        confidence_level: float,
        unit: Unit,
        design: Design | None = None,
    ) -> Interval:
        """Return the mean with its t interval, clipped to the scale."""
        low, high, note = self.t_interval(confidence_level, design)
        if low == high and not math.isinf(unit.maximum - unit.minimum):
            return self._all_alike(confidence_level, unit, design)
        # A rating's interval ends with its scale; of a time or an amount it needs to be said.
        if low < unit.minimum and math.isinf(unit.maximum):
            note = f"the interval was cut off at {unit.minimum:g}, below which nothing can be."
        return Interval(
            self.mean,
            clip(low, unit.minimum, unit.maximum),
            clip(high, unit.minimum, unit.maximum),
            self.methods[method],
            note,
        )

    def _all_alike(self, confidence_level: float, unit: Unit, design: Design | None) -> Interval:
        """Return how far the mean can be when nothing in the sample differs.

        The t interval would have no width. But if none of n differs, up to 1 - (alpha / 2)^(1 / n)
        of all may (Clopper and Pearson 1934, *Biometrika* 26:404), and their answers may lie
        at the ends of the scale: the mean cannot be further away than that.
        """
        n = self.n if design is None else round(design.degrees_of_freedom) + 1
        differ = -math.expm1(math.log((1 - confidence_level) / 2) / n)
        who = "answers are equal" if design is None else "units are alike"
        return Interval(
            self.mean,
            self.mean - differ * (self.mean - unit.minimum),
            self.mean + differ * (unit.maximum - self.mean),
            "exact bound",
            f"all {who}: the interval is as far as the mean could be if those who answer "
            "otherwise were missed by chance.",
        )

    def contrast(
        self, other: Self, *, unit: Unit, method: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the difference of two independent means, by Welch's t."""
        self.choose_method(method)
        numbers = self.welch(other, confidence_level)
        return difference_of_means(numbers, unit, method="Welch's t", test="Welch's t test")


def difference_of_means(
    numbers: tuple[float, float, float, float, float, float, str],
    unit: Unit,
    *,
    method: str,
    test: str,
) -> ComparedNumbers:
    """Return a difference of means, its interval clipped to what the scale allows."""
    difference, low, high, p, t, df, note = numbers
    width = unit.maximum - unit.minimum
    return ComparedNumbers(
        effect="difference",
        value=difference,
        low=clip(low, -width, width),
        high=clip(high, -width, width),
        p_value=p,
        statistic=t,
        degrees_of_freedom=df,
        method=method,
        test=test,
        note=note,
    )
