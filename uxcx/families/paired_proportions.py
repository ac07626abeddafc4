"""Paired proportions: the same people, yes or no in each of two conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from uxcx.errors import AnswerError
from uxcx.families.mcnemar import METHODS, TESTS, contrast_pairs
from uxcx.families.paired import Pairs
from uxcx.families.proportion import Proportion
from uxcx.measures import PERCENT, Measure, Unit
from uxcx.results import ComparedNumbers, Estimate


@dataclass(frozen=True, kw_only=True)
class PairedProportions(Pairs):
    """Pairs of yes and no, from their published counts.

    Parameters
    ----------
    first_only, second_only : int
        The discordant pairs: a yes in the first only, in the second only.
    n : int
        All pairs.
    both : int, optional
        Pairs with a yes in both. The comparison does not need it; the two shares do.

    Raises
    ------
    AnswerError
        If a count is negative or not whole, or the parts are more than the whole.

    Examples
    --------
    >>> pairs = PairedProportions(first_only=6, second_only=1, both=7, n=15)
    >>> pairs.compare(labels=("new", "old"))
    proportion, new - old: +33 percentage points [-2, +61] (95%, adjusted Wald of Bonett and
    Price over 15 pairs; p = 0.07, McNemar mid-p test)
    These data do not show a difference in proportion between new and old: with 95% confidence the
    true difference is anywhere from 2 percentage points lower to 61 higher. That does not show
    that the two are the same.

    Seven of fifteen users tell the designs apart, and seven are few.
    """

    first_only: int
    second_only: int
    both: int | None = None

    measure: ClassVar[Measure] = Measure(name="proportion", unit=PERCENT)
    methods: ClassVar[dict[str, str]] = METHODS
    tests: ClassVar[dict[str, str]] = TESTS

    def __post_init__(self) -> None:
        known = () if self.both is None else ("both",)
        self._check_counts("n", "first_only", "second_only", *known)
        parts = self.first_only + self.second_only + (self.both or 0)
        if parts > self.n:
            raise AnswerError(
                f"There cannot be more than all pairs: the parts add up to {parts}, n is {self.n}."
            )

    def __add__(self, other: Self) -> Self:
        """Add pairs of other people."""
        if type(other) is not type(self):
            return NotImplemented
        both = None if self.both is None or other.both is None else self.both + other.both
        return type(self)(
            n=self.n + other.n,
            first_only=self.first_only + other.first_only,
            second_only=self.second_only + other.second_only,
            both=both,
        )

    def swapped(self) -> PairedProportions:
        """Return the pairs with first and second exchanged."""
        return PairedProportions(
            n=self.n, first_only=self.second_only, second_only=self.first_only, both=self.both
        )

    def halves(self, confidence_level: float) -> tuple[Estimate, Estimate] | None:
        """Return the two proportions, where it is known how many succeeded in both."""
        if self.both is None:
            return None
        one, two = (
            Proportion(successes=self.both + only, n=self.n).estimate(
                confidence_level=confidence_level
            )
            for only in (self.first_only, self.second_only)
        )
        return one, two

    def numbers(
        self, *, unit: Unit, method: str | None, test: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the difference of the two proportions, with McNemar's test."""
        del unit
        return contrast_pairs(
            self.first_only,
            self.second_only,
            self.n,
            method=method,
            test=test,
            confidence_level=confidence_level,
            over=self._over,
        )
