"""The log-rank test: whether groups of customers stay differently long."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from uxcx.amounts import p_text
from uxcx.relationships.lives import Lives, chi_square_p, log_rank_statistic
from uxcx.results import html_table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, repr=False)
class LogRank:
    """The log-rank test: whether curves differ by more than chance.

    Parameters
    ----------
    labels : tuple of str
        What the groups are called.
    left, expected : tuple of float
        How many left, and how many would have if all groups were alike.
    statistic, degrees_of_freedom, p_value : float
        Chi-square; ``nan`` where there is nothing to test.
    confidence_level : float
        Beyond which a difference is spoken of.
    period : str
        The unit of time.
    """

    labels: tuple[str, ...]
    left: tuple[int, ...]
    expected: tuple[float, ...]
    statistic: float
    degrees_of_freedom: int
    p_value: float
    confidence_level: float
    period: str

    @property
    def sentence(self) -> str:
        """What the test shows, and what it does not, in plain words."""
        if math.isnan(self.p_value):
            return "Nobody left while there was anybody to compare with, so nothing can be said."
        which = ", ".join(self.labels[:-1]) + f" and {self.labels[-1]}"
        numbers = (
            f"(log-rank chi-square {self.statistic:.2f}, {self.degrees_of_freedom} "
            f"df, {p_text(self.p_value)})"
        )
        if self.p_value >= 1 - self.confidence_level:
            return (
                f"These data do not show that customers of {which} stay differently long "
                f"{numbers}. That does not show that they stay alike; curves that cross can hide a "
                "difference from this test."
            )
        most = max(
            range(len(self.left)), key=lambda i: self.left[i] / max(self.expected[i], 1e-300)
        )
        return (
            f"Customers of {which} do not stay equally long {numbers}: of {self.labels[most]}, "
            f"{self.left[most]:,} left, where {self.expected[most]:,.1f} would have if all were "
            "alike. This alone does not show what caused it."
        )

    def __repr__(self) -> str:
        return self.sentence

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas data frame of one row a group."""
        import pandas as pd

        return pd.DataFrame(
            {
                "group": list(self.labels),
                "left": list(self.left),
                "expected": list(self.expected),
                "statistic": self.statistic,
                "degrees_of_freedom": self.degrees_of_freedom,
                "p_value": self.p_value,
            }
        )

    def _repr_html_(self) -> str:
        rows = [
            [label, f"{left:,}", f"{expected:,.1f}"]
            for label, left, expected in zip(self.labels, self.left, self.expected, strict=True)
        ]
        header = ["group", "left", "expected if all were alike"]
        return html_table("Log-rank test", header, rows, [self.sentence])


def log_rank(
    lives: Sequence[Lives], *, labels: Sequence[str], period: str, confidence_level: float
) -> LogRank:
    """Test whether the lives of several groups differ by more than chance, all together."""
    statistic, df, expected = log_rank_statistic(list(lives))
    return LogRank(
        labels=tuple(labels),
        left=tuple(sum(each.left) for each in lives),
        expected=tuple(expected),
        statistic=statistic,
        degrees_of_freedom=df,
        p_value=math.nan if math.isnan(statistic) else chi_square_p(statistic, df),
        confidence_level=confidence_level,
        period=period,
    )
