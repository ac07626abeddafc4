"""Sample ratio mismatch: whether an experiment's groups are as large as they were meant to be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

from uxcx.amounts import p_text
from uxcx.errors import AnswerError
from uxcx.families.paired import whole
from uxcx.results import html_table

if TYPE_CHECKING:
    import pandas as pd

#: below this the groups are called mismatched: a check that is always made must cry wolf seldom
ALARM = 0.01


@dataclass(frozen=True, kw_only=True, repr=False)
class SampleRatio:
    """Whether groups are as large as they were meant to be.

    Parameters
    ----------
    counts : dict of str to int
        Units in each group.
    expected : dict of str to float
        Units that were to be expected in each.
    statistic, degrees_of_freedom, p_value : float
        Of the chi-square test of goodness of fit.
    """

    counts: dict[str, int]
    expected: dict[str, float]
    statistic: float
    degrees_of_freedom: float
    p_value: float

    @property
    def mismatch(self) -> bool:
        """Whether the groups differ from the plan by more than chance explains (p < 0.01)."""
        return self.p_value < ALARM

    @property
    def sentence(self) -> str:
        """What that means for the experiment."""
        if self.mismatch:
            return (
                "The groups are not as large as planned, by more than chance: do not trust their "
                "comparison before you know who went missing, and why."
            )
        return (
            "The sizes of the groups do not speak against the plan; that does not show that "
            "assignment was sound."
        )

    def __repr__(self) -> str:
        groups = ", ".join(
            f"{name} {count:,} ({self.expected[name]:,.10g} expected)"
            for name, count in self.counts.items()
        )
        return f"sample ratio: {groups}; {p_text(self.p_value)}, chi-square test\n{self.sentence}"

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas data frame of one row a group."""
        import pandas as pd

        return pd.DataFrame(
            {
                "group": list(self.counts),
                "n": list(self.counts.values()),
                "expected": list(self.expected.values()),
                "p_value": self.p_value,
                "mismatch": self.mismatch,
            }
        )

    def _repr_html_(self) -> str:
        rows = [
            [name, f"{count:,}", f"{self.expected[name]:,.10g}"]
            for name, count in self.counts.items()
        ]
        caption = f"sample ratio: {p_text(self.p_value)}, chi-square test"
        return html_table(caption, ["group", "n", "expected"], rows, [self.sentence])


def sample_ratio(
    counts: Mapping[str, int], *, planned: Mapping[str, float] | None = None
) -> SampleRatio:
    """Check whether an experiment's groups are as large as they were meant to be.

    Parameters
    ----------
    counts : mapping of str to int
        Units (users, not visits) assigned to each of two groups or more.
    planned : mapping of str to float, optional
        What share each group was meant to get, as any positive numbers, such as
        ``{"new": 1, "old": 9}``; by default all the same.

    Returns
    -------
    SampleRatio
        Expected counts, p-value and a sentence.

    Raises
    ------
    AnswerError
        If there are fewer than two groups or nobody in them, a count is negative or not whole, or
        the plan is not of the same groups or not of positive numbers.

    Notes
    -----
    Pearson's chi-square test of goodness of fit. Fabijan et al. (2019), *Diagnosing Sample Ratio
    Mismatch in Online Controlled Experiments*, KDD: a mismatch mostly comes from lost units
    (redirects, bots, crashes), and those lost are not like the others.

    Examples
    --------
    >>> from uxcx import sample_ratio
    >>> sample_ratio({"new": 49000, "old": 50000})
    sample ratio: new 49,000 (49,500 expected), old 50,000 (49,500 expected); p = 0.0015,
    chi-square test
    The groups are not as large as planned, by more than chance: do not trust their comparison
    before you know who went missing, and why.

    Whoever is missing from the new design may have left because of it.
    """
    import scipy.stats

    sizes = {str(name): whole(f"counts[{name!r}]", count) for name, count in counts.items()}
    if len(sizes) < 2 or not sum(sizes.values()):
        raise AnswerError(f"A ratio needs two groups with somebody in them; got {dict(counts)!r}.")
    plan: dict[str, Any] = dict.fromkeys(sizes, 1.0)
    if planned is not None:
        plan = {str(name): share for name, share in planned.items()}
        if set(plan) != set(sizes):
            raise AnswerError(
                f"planned must be of the same groups: {', '.join(sizes)}; got {', '.join(plan)}."
            )
    for name, share in plan.items():
        if not (isinstance(share, Real) and 0 < float(share) < math.inf):
            raise AnswerError(f"planned[{name!r}] must be a number above 0; got {share!r}.")
    total, parts = sum(sizes.values()), sum(plan.values())
    expected = {name: float(total * plan[name] / parts) for name in sizes}
    found = scipy.stats.chisquare(list(sizes.values()), list(expected.values()))
    return SampleRatio(
        counts=sizes,
        expected=expected,
        statistic=float(found.statistic),
        degrees_of_freedom=float(len(sizes) - 1),
        p_value=float(found.pvalue),
    )
