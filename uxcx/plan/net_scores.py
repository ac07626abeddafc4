"""Differences of net scores, as `uxcx.compare` tests them by default."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from uxcx.families.base import normal_quantile
from uxcx.families.net_score import score_and_variance
from uxcx.plan.checks import PlanError
from uxcx.plan.contrasts import PAIRS, Contrast, Given, Spread
from uxcx.plan.powers import normal_power, share_within
from uxcx.plan.widths import check_sd
from uxcx.plan.words import INDEPENDENT, against, shares_of, shares_words

#: what the adjusted Wald interval of a net score adds to promoters and to detractors
ADDED = 0.75


def difference_of_net_scores(first: Any, second: Any, given: Given) -> Contrast:
    """Return the contrast of two net scores, of two groups or of the same people."""
    given.refuse("net score", "discordant", "method")
    shares = shares_of("first", first), shares_of("second", second)
    a, b = (100 * (promoters - detractors) for promoters, detractors in shares)
    same = math.isclose(a, b, abs_tol=1e-9)
    asked = f"a net score of {against(f'{a:.3g}', f'{b:.3g}')}"
    words = (
        f"Taken for granted: {shares_words(*shares[0])} in the first group, "
        f"{shares_words(*shares[1])} in the second."
    )
    level = given.confidence_level
    if given.paired:
        spread = _spread_of_change(shares, given)
        return Contrast(
            spread.power(a - b, level),
            spread.within(a - b, level),
            a - b,
            same,
            asked,
            "paired t test",
            "paired t",
            (words.replace(" group", " answers", 1), spread.words, PAIRS),
            longest=200,
            unit=" points",
        )
    given.refuse("net score of two groups", "sd", "correlation")
    z = normal_quantile(level)

    def power(n1: float, n2: float) -> float:
        # The adjusted scores are nearer to 0 by n / (n + 3). Both standard errors are taken on
        # the scale of the plain scores; with groups of one size that changes nothing.
        of_test = of_scores = 0.0
        for (p, d), n in zip(shares, (n1, n2), strict=True):
            adjusted = score_and_variance(p * n, d * n, n, add=ADDED)[1]
            of_test += adjusted * ((n + 4 * ADDED) / n) ** 2
            of_scores += score_and_variance(p * n, d * n, n, add=0.0)[1]
        return normal_power(abs(a - b), math.sqrt(of_test), math.sqrt(of_scores), z)

    def within(n1: float, n2: float, low: float, high: float) -> float:
        centre = of_interval = of_scores = 0.0
        for sign, (p, d), n in zip((1, -1), shares, (n1, n2), strict=True):
            score, variance = score_and_variance(p * n, d * n, n, add=ADDED)
            centre += sign * score
            of_interval += variance
            plain = score_and_variance(p * n, d * n, n, add=0.0)[1]
            of_scores += plain * (n / (n + 4 * ADDED)) ** 2
        half = z * math.sqrt(of_interval)
        return share_within(low, high, centre=centre, se=math.sqrt(of_scores), half=half)

    return Contrast(
        power,
        within,
        a - b,
        same,
        asked,
        "z test of adjusted scores",
        "adjusted Wald",
        (words, INDEPENDENT),
        longest=200,
        unit=" points",
    )


def _spread_of_change(shares: Sequence[tuple[float, float]], given: Given) -> Spread:
    """Return the standard deviation of a person's change, in points: -200 to 200."""
    if given.sd is not None:
        if given.correlation is not None:
            raise PlanError("sd and correlation say the same: give one of the two.")
        change = check_sd(given.sd)
        if change > 200:
            raise PlanError(
                "sd of a person's change is at most 200 points, from detractor (-100) to promoter "
                f"(+100); got {given.sd!r}."
            )
        words = f"The standard deviation of a person's change is taken to be {change:g} points."
        return Spread(change, change, True, words)
    if given.correlation is None:
        raise PlanError(
            "A net score of the same people needs correlation=, how alike a person's two answers "
            "are, or sd=, the standard deviation of a person's change, where a promoter counts "
            "+100 and a detractor -100."
        )
    correlation = given.check_correlation()
    one, two = (1e2 * math.sqrt(max(0.0, p + d - (p - d) ** 2)) for p, d in shares)
    change = math.sqrt(max(0.0, one**2 + two**2 - 2 * correlation * one * two))
    if change == 0:
        raise PlanError("With these shares nobody's answers vary, so there is nothing to plan.")
    words = (
        f"The correlation of a person's two answers is taken to be {correlation:g}, so that the "
        f"standard deviation of the change is {change:.3g} points."
    )
    return Spread(change, change, True, words)
