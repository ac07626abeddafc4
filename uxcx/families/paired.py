"""Pairs from published counts: the same people measured twice, without their data.

Pairs are compared by their changes, so that a few numbers of the changes are enough. What each
half of the pairs was by itself is not known from them, unless the counts tell it too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from uxcx.comparison import FIRST, SECOND, Comparison, compare
from uxcx.errors import AnswerError
from uxcx.measures import Measure, Unit
from uxcx.results import ComparedNumbers, Estimate, Estimates

#: the column that tells the two halves apart
HALF = "measurement"


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """What all pairs share: how many, and being compared."""

    n: int

    measure: ClassVar[Measure]

    def __post_init__(self) -> None:
        self._check_counts("n")

    def _check_counts(self, *names: str) -> None:
        """Take whole numbers of 0 or more; refuse anything else."""
        for name in names:
            value = whole(f"{type(self).__name__}: {name}", getattr(self, name))
            object.__setattr__(self, name, value)

    @property
    def _over(self) -> str:
        return f"{self.n:,} pair{'s' * (self.n != 1)}"

    def swapped(self) -> Pairs:
        """Return the pairs with first and second exchanged."""
        raise NotImplementedError

    def numbers(
        self, *, unit: Unit, method: str | None, test: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the numbers of the comparison of the two halves: first less, or by, second."""
        raise NotImplementedError

    def halves(self, confidence_level: float) -> tuple[Estimate, Estimate] | None:
        """Return the estimates of the two halves, where the counts tell them."""
        del confidence_level
        return None

    def estimates(
        self,
        *,
        confidence_level: float = 0.95,
        measure: Measure | None = None,
        labels: tuple[str, str] = (FIRST, SECOND),
    ) -> Estimates:
        """Return the two halves, which `compare`, `equivalent` and `not_worse` know for pairs.

        Parameters
        ----------
        confidence_level : float, default 0.95
            Between 0 and 1.
        measure : Measure, optional
            What was measured; by default the family's own.
        labels : (str, str), optional
            What the two are called.

        Returns
        -------
        Estimates
            Two estimates by their labels; ``nan`` and a note where only changes are known.

        Raises
        ------
        ValueError
            If the two labels are the same.
        """
        if labels[0] == labels[1]:
            raise ValueError(f"The two labels must differ; got {labels[0]!r} twice.")
        measure = measure or self.measure
        known = self.halves(confidence_level)
        found = []
        for index, label in enumerate(labels):
            value, low, high, method = math.nan, math.nan, math.nan, "of changes only"
            note = "only the changes are known."
            if known is not None:
                half = known[index]
                value, low, high = half.value, half.low, half.high
                method, note = half.method, half.note
            found.append(
                Estimate(
                    measure=measure,
                    value=value,
                    low=low,
                    high=high,
                    confidence_level=float(confidence_level),
                    method=method,
                    summary=Half(pairs=self, first=index == 0),
                    group=((HALF, str(label)),),
                    note=note,
                )
            )
        return Estimates(found, by=(HALF,))

    def compare(
        self,
        *,
        confidence_level: float = 0.95,
        method: str | None = None,
        test: str | None = None,
        labels: tuple[str, str] = (FIRST, SECOND),
        measure: Measure | None = None,
    ) -> Comparison:
        """Compare the first half of the pairs with the second; see `uxcx.compare`.

        Parameters
        ----------
        confidence_level : float, default 0.95
            Of the interval; between 0 and 1.
        method, test : str, optional
            Of interval and p-value, where the family has several.
        labels : (str, str), optional
            What the two are called in the sentence.
        measure : Measure, optional
            What was measured; by default the family's own.

        Returns
        -------
        Comparison
            Difference or ratio with interval and p-value, and a sentence.

        Raises
        ------
        ValueError
            If an option is not one of those offered, or there are no pairs.
        """
        one, two = self.estimates(labels=labels, measure=measure)
        return compare(
            one, two, confidence_level=confidence_level, method=method, test=test, labels=labels
        )


@dataclass(frozen=True, kw_only=True)
class Half:
    """One half of pairs: knows the other half, and so how to be compared with it."""

    pairs: Pairs
    first: bool

    @property
    def n(self) -> int:
        """How many pairs there are."""
        return self.pairs.n

    #: a pair with a missing half is no pair: it is not among the counts
    n_missing: ClassVar[int] = 0
    n_excluded: ClassVar[int] = 0
    n_units: ClassVar[int | None] = None

    def counts(self) -> str:
        """Return the counts in words."""
        return self.pairs._over

    def contrast(
        self,
        other: Half,
        *,
        unit: Unit,
        method: str | None,
        confidence_level: float,
        test: str | None = None,
    ) -> ComparedNumbers:
        """Return the numbers of the comparison with the other half of the same pairs."""
        if other.pairs != self.pairs or other.first == self.first:
            raise ValueError(
                "One half of pairs can only be compared with the other half of the same pairs."
            )
        pairs = self.pairs if self.first else self.pairs.swapped()
        return pairs.numbers(unit=unit, method=method, test=test, confidence_level=confidence_level)


def one_way(method: str | None, test: str | None) -> None:
    """Refuse to choose where there is nothing to choose from."""
    for kind, name in (("method", method), ("test", test)):
        if name is not None:
            raise ValueError(
                f"{kind}={name!r} is not offered: these pairs are compared by the paired t test. "
                f"Leave {kind} out."
            )


def whole(name: str, value: Any) -> int:
    """Return a count as an int, whatever its type; refuse what is not a whole number."""
    try:
        count = int(value)
    except (TypeError, ValueError, OverflowError):
        count = -1
    if count < 0 or count != value or isinstance(value, str):
        raise AnswerError(f"{name} must be a whole number of 0 or more; got {value!r}.")
    return count
