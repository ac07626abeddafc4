"""Paired net scores: the same customers, promoter, passive or detractor in each of two waves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from uxcx.errors import AnswerError
from uxcx.families.mean import difference_of_means
from uxcx.families.net_score import NetScore
from uxcx.families.paired import Pairs, one_way, whole
from uxcx.families.paired_means import paired_t
from uxcx.measures import Measure, Unit
from uxcx.results import ComparedNumbers, Estimate

#: what a promoter, a passive and a detractor count
WORTH = (1, 0, -1)
NAMES = ("promoters", "passives", "detractors")
CHANGES = (-2, -1, 0, 1, 2)


@dataclass(frozen=True, kw_only=True, init=False)
class PairedNetScores(Pairs):
    """Pairs of answers to the NPS question, from the published table of both answers.

    Parameters
    ----------
    table : 3 by 3 counts, optional
        Rows are the first answer, columns the second, each in the order promoters, passives,
        detractors: ``table[0][2]`` were promoters first and detractors second.
    changes : mapping of int to int, optional
        Without a table: how many changed by -2, -1, 0, 1 and 2, first less second, where a
        promoter counts 1, a passive 0, and a detractor -1. The two scores are then not known.

    Raises
    ------
    AnswerError
        If the table is not 3 by 3, a change not from -2 to 2, or a count negative or not whole.

    Examples
    --------
    >>> pairs = PairedNetScores(table=[[30, 15, 5], [4, 20, 8], [1, 3, 14]])
    >>> pairs.compare(labels=("November", "May"))
    net score, November - May: +24 points [+10, +38] (95%, paired t over 100 pairs; p = 0.00086,
    paired t test)
    Net score was 24 points higher with November than with May; with 95% confidence the true
    difference is between 10 and 38 points higher. Since higher is better here, that favours
    November. This alone does not show what caused it.

    Of the same hundred customers, more have come closer than have gone.
    """

    changes: tuple[int, int, int, int, int]
    table: tuple[tuple[int, ...], ...] | None

    measure: ClassVar[Measure] = NetScore.measure

    def __init__(
        self,
        *,
        table: Sequence[Sequence[int]] | None = None,
        changes: Mapping[int, int] | None = None,
    ) -> None:
        if (table is None) == (changes is None):
            raise TypeError("Give either table= or changes=.")
        counted = dict.fromkeys(CHANGES, 0)
        rows = None
        if table is not None:
            rows = _checked(table)
            for one, row in zip(WORTH, rows, strict=True):
                for two, count in zip(WORTH, row, strict=True):
                    counted[one - two] += count
        for change, count in (changes or {}).items():
            if change not in counted:
                raise AnswerError(
                    f"PairedNetScores: a change is one of -2, -1, 0, 1 and 2; got {change!r}."
                )
            counted[change] = whole(f"PairedNetScores: how many changed by {change}", count)
        object.__setattr__(self, "changes", tuple(counted.values()))
        object.__setattr__(self, "table", rows)
        object.__setattr__(self, "n", sum(counted.values()))

    def swapped(self) -> PairedNetScores:
        """Return the pairs with first and second exchanged."""
        if self.table is not None:
            return PairedNetScores(table=list(zip(*self.table, strict=True)))
        turned = reversed(self.changes)
        return PairedNetScores(changes=dict(zip(CHANGES, turned, strict=True)))

    def __add__(self, other: PairedNetScores) -> PairedNetScores:
        """Add pairs of other people."""
        if type(other) is not type(self):
            return NotImplemented
        if self.table is not None and other.table is not None:
            pairs = zip(self.table, other.table, strict=True)
            return PairedNetScores(table=[list(map(sum, zip(*two, strict=True))) for two in pairs])
        sums = map(sum, zip(self.changes, other.changes, strict=True))
        return PairedNetScores(changes=dict(zip(CHANGES, sums, strict=True)))

    def halves(self, confidence_level: float) -> tuple[Estimate, Estimate] | None:
        """Return the net scores of the two waves, where the table is known."""
        if self.table is None:
            return None
        one, two = (
            NetScore(**dict(zip(NAMES, map(sum, lines), strict=True))).estimate(
                confidence_level=confidence_level
            )
            for lines in (self.table, zip(*self.table, strict=True))
        )
        return one, two

    def numbers(
        self, *, unit: Unit, method: str | None, test: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the difference of the two scores, in points, with its paired t interval."""
        one_way(method, test)
        n = self.n
        counted = list(zip(CHANGES, self.changes, strict=True))
        mean = sum(change * count for change, count in counted) / n
        squares = sum(count * (change - mean) ** 2 for change, count in counted)
        sd = math.sqrt(squares / (n - 1)) if n > 1 else math.nan
        found = paired_t(n, 100 * mean, 100 * sd, confidence_level)
        return difference_of_means(
            found, unit, method=f"paired t over {self._over}", test="paired t test"
        )


def _checked(table: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Return the table as 3 by 3 whole counts; refuse any other."""
    shape = [len(row) for row in table]
    if shape != [3, 3, 3]:
        raise AnswerError(
            "PairedNetScores: table must be 3 by 3, the first answer (promoters, passives, "
            f"detractors) by the second; got rows of {shape}."
        )
    return tuple(
        tuple(
            whole(f"PairedNetScores: the count of {one} who became {two}", count)
            for two, count in zip(NAMES, row, strict=True)
        )
        for one, row in zip(NAMES, table, strict=True)
    )
