"""Net scores: the share at the top less the share at the bottom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

from uxcx.families.base import (
    Design,
    Interval,
    SummaryBase,
    clip,
    normal_quantile,
    two_sided_p,
)
from uxcx.families.proportion import effective_size
from uxcx.families.score_interval import tango
from uxcx.measures import NPS_POINTS, Measure, Unit
from uxcx.results import ComparedNumbers


@dataclass(frozen=True, kw_only=True, init=False)
class NetScore(SummaryBase):
    """Promoters less detractors, in points of 100: the Net Promoter Score.

    Parameters
    ----------
    promoters, passives, detractors : int
        Answers of 9 and 10, of 7 and 8, of 0 to 6.
    n_missing, n_excluded : int, default 0
        Answers that were missing, or set aside on purpose; they are not in `n`.

    Raises
    ------
    AnswerError
        If a count is negative or not whole.

    Examples
    --------
    >>> NetScore(promoters=60, passives=25, detractors=15).estimate()
    net score 45 [29, 58] (60 promoters, 25 passives, 15 detractors; 95%, adjusted Wald)

    A hundred answers place the true score between 29 and 58.
    """

    promoters: int
    passives: int
    detractors: int

    methods: ClassVar[dict[str, str]] = {
        "adjusted_wald": "adjusted Wald",
        "score": "score (Tango)",
        "wald": "Wald, for teaching only",
    }
    measure: ClassVar[Measure] = Measure(
        name="net score", unit=NPS_POINTS, direction="higher is better"
    )

    def __init__(
        self,
        *,
        promoters: int,
        passives: int,
        detractors: int,
        n_missing: int = 0,
        n_excluded: int = 0,
    ) -> None:
        for name, value in (
            ("promoters", promoters),
            ("passives", passives),
            ("detractors", detractors),
            ("n_missing", n_missing),
            ("n_excluded", n_excluded),
        ):
            object.__setattr__(self, name, value)
        for name in ("promoters", "passives", "detractors"):
            self._check_count(name)
        object.__setattr__(self, "n", self.promoters + self.passives + self.detractors)
        self.__post_init__()

    def _merge(self, other: Self) -> Self:
        return type(self)(
            promoters=self.promoters + other.promoters,
            passives=self.passives + other.passives,
            detractors=self.detractors + other.detractors,
            n_missing=self.n_missing + other.n_missing,
            n_excluded=self.n_excluded + other.n_excluded,
        )

    def counts(self) -> str:
        """Return the counts in words."""
        return (
            f"{self.promoters:,} promoter{'s' * (self.promoters != 1)}, "
            f"{self.passives:,} passive{'s' * (self.passives != 1)}, "
            f"{self.detractors:,} detractor{'s' * (self.detractors != 1)}"
        )

    @property
    def value(self) -> float:
        """Percentage of promoters less percentage of detractors."""
        return 100 * (self.promoters - self.detractors) / self.n if self.n else math.nan

    def independent_variance(self) -> float:
        """Return the variance of the score (in points) if rows were independent."""
        return score_and_variance(self.promoters, self.detractors, self.n, add=0.0)[1]

    def interval(
        self,
        *,
        method: str,
        confidence_level: float,
        unit: Unit,
        design: Design | None = None,
    ) -> Interval:
        """Return the score with its interval, clipped to -100 to 100.

        The adjusted Wald interval adds three answers: three quarters of one to promoters and to
        detractors, one and a half to passives (Rocks 2016, *Interval estimation for the Net
        Promoter Score*, The American Statistician 70:365). The score interval holds the scores
        that a test of the likeliest answers with that score does not refuse (Tango 1998,
        *Statistics in Medicine* 17:891: a share less another of the same n, as for changes of
        pairs).
        """
        n = effective_size(self.n, design, confidence_level)
        share = n / self.n
        if method == "score":
            low, high = tango(self.promoters * share, self.detractors * share, n, confidence_level)
            return Interval(self.value, 100 * low, 100 * high, self.methods[method])
        centre, variance = score_and_variance(
            self.promoters * share,
            self.detractors * share,
            n,
            add=0.75 if method == "adjusted_wald" else 0.0,
        )
        half = normal_quantile(confidence_level) * math.sqrt(variance)
        low, high = clip(centre - half, -100.0, 100.0), clip(centre + half, -100.0, 100.0)
        note = ""
        if method == "wald" and variance == 0:
            note = "the Wald interval has no width when all answer alike; do not use it."
        elif not low <= self.value <= high:
            note = (
                "with so few answers the interval is drawn to the middle and leaves the score "
                "itself out."
            )
        return Interval(self.value, low, high, self.methods[method], note)

    def contrast(
        self, other: Self, *, unit: Unit, method: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the difference of two independent scores, with interval and test."""
        del unit
        return contrast_net_scores(
            (self.promoters, self.detractors, self.n),
            (other.promoters, other.detractors, other.n),
            method=self.choose_method(method),
            confidence_level=confidence_level,
        )


def score_and_variance(
    promoters: float, detractors: float, n: float, *, add: float
) -> tuple[float, float]:
    """Return a net score in points and its variance.

    Promoters and detractors are not independent: the variance is the multinomial one,
    (p + d - (p - d)²) / n.
    """
    n = n + 4 * add
    p, d = (promoters + add) / n, (detractors + add) / n
    return 100 * (p - d), 1e4 * max(0.0, p + d - (p - d) ** 2) / n


def contrast_net_scores(
    first: tuple[float, float, float],
    second: tuple[float, float, float],
    *,
    method: str,
    confidence_level: float,
) -> ComparedNumbers:
    """Compare two independent net scores; counts may be fractions (effective sample sizes).

    Interval and z test both come from the adjusted scores, so that they agree with each other.
    With ``"score"`` the interval comes from the score intervals of the two (Zou and Donner 2008,
    *Statistics in Medicine* 27:1693, as Newcombe's of two proportions), the test is the same.
    """
    add = 0.0 if method == "wald" else 0.75
    score1, variance1 = score_and_variance(*first, add=add)
    score2, variance2 = score_and_variance(*second, add=add)
    difference = 100 * ((first[0] - first[1]) / first[2] - (second[0] - second[1]) / second[2])
    label = NetScore.methods[method]
    se = math.sqrt(variance1 + variance2)
    if se == 0:
        return ComparedNumbers(
            effect="difference",
            value=difference,
            low=math.nan,
            high=math.nan,
            p_value=1.0 if difference == 0 else math.nan,
            statistic=0.0 if difference == 0 else math.nan,
            degrees_of_freedom=math.nan,
            method=label,
            test="z test",
            note="the Wald interval has no width when all answer alike; do not use it.",
        )
    z = (score1 - score2) / se
    half = normal_quantile(confidence_level) * se
    low, high = score1 - score2 - half, score1 - score2 + half
    if method == "score":
        low, high = _from_two_intervals(first, second, confidence_level)
    return ComparedNumbers(
        effect="difference",
        value=difference,
        low=clip(min(low, difference), -200.0, 200.0),
        high=clip(max(high, difference), -200.0, 200.0),
        p_value=two_sided_p(z),
        statistic=z,
        degrees_of_freedom=math.nan,
        method=label,
        test=f"z test of {'adjusted scores' if add else 'scores'}",
    )


def _from_two_intervals(
    first: tuple[float, float, float],
    second: tuple[float, float, float],
    confidence_level: float,
) -> tuple[float, float]:
    """Return the interval of a difference of net scores from the score intervals of the two."""
    (low1, high1), (low2, high2) = (tango(*each, confidence_level) for each in (first, second))
    score1, score2 = ((up - down) / n for up, down, n in (first, second))
    difference = score1 - score2
    below = math.hypot(score1 - low1, high2 - score2)
    above = math.hypot(high1 - score1, score2 - low2)
    return 100 * (difference - below), 100 * (difference + above)
