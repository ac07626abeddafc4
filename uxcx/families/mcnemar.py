"""Pairs of yes and no: McNemar's tests, and intervals of the difference of the two shares.

Only the discordant pairs tell the two apart: those with a yes in the first only (b) and in the
second only (c), of n pairs.
"""

from __future__ import annotations

import math

import scipy

from uxcx.families.base import clip, normal_quantile, two_sided_p
from uxcx.families.score_interval import tango
from uxcx.results import ComparedNumbers

METHODS = {
    "bonett_price": "adjusted Wald of Bonett and Price",
    "adjusted_wald": "adjusted Wald, z²/8 a cell",
    "agresti_min": "adjusted Wald of Agresti and Min",
    "tango": "Tango score",
}
TESTS = {
    "mid_p": "McNemar mid-p test",
    "exact": "McNemar exact conditional test",
    "asymptotic": "McNemar asymptotic test",
}


def choose(kind: str, name: str | None, offered: dict[str, str]) -> str:
    """Return the method or test asked for, or the default; refuse a name that is not offered."""
    if name is None:
        return next(iter(offered))
    if name not in offered:
        raise ValueError(
            f"{kind} must be one of {', '.join(map(repr, offered))} for pairs; got {name!r}."
        )
    return name


def contrast_pairs(
    first_only: int,
    second_only: int,
    n: int,
    *,
    method: str | None,
    test: str | None,
    confidence_level: float,
    over: str,
) -> ComparedNumbers:
    """Compare the two answers of n pairs; `over` says in words over what.

    Tests: Fagerland, Lydersen and Laake (2013), *BMC Medical Research Methodology* 13:91.
    Intervals: Bonett and Price (2012), *Journal of Educational and Behavioral Statistics* 37:479,
    who add one pair that went up and one that went down; Agresti and Min (2005), *Statistics in
    Medicine* 24:729, who add half a pair to each cell; z²/8 to each cell: Sauro and Lewis (2016),
    *Quantifying the User Experience*, ch. 5; Tango (1998), *Statistics in Medicine* 17:891.
    """
    method, test = choose("method", method, METHODS), choose("test", test, TESTS)
    difference = (first_only - second_only) / n
    z = normal_quantile(confidence_level)
    if method == "tango":
        low, high = tango(first_only, second_only, n, confidence_level)
    else:
        # What is added to each of the two discordant cells, and to all pairs.
        add, pairs = {
            "bonett_price": (1.0, 2.0),
            "adjusted_wald": (z**2 / 8, z**2 / 2),
            "agresti_min": (0.5, 2.0),
        }[method]
        b, c, m = first_only + add, second_only + add, n + pairs
        half = z * math.sqrt(b + c - (b - c) ** 2 / m) / m
        low, high = (b - c) / m - half, (b - c) / m + half
    statistic, p = _test(first_only, second_only, test)
    return ComparedNumbers(
        effect="difference",
        value=difference,
        low=clip(min(low, difference), -1.0, 1.0),
        high=clip(max(high, difference), -1.0, 1.0),
        p_value=p,
        statistic=statistic,
        degrees_of_freedom=math.nan,
        method=f"{METHODS[method]} over {over}",
        test=TESTS[test],
    )


def _test(first_only: int, second_only: int, test: str) -> tuple[float, float]:
    """Return statistic (``nan`` where there is none) and two-sided p-value of McNemar's test."""
    discordant = first_only + second_only
    if test == "asymptotic":
        # Without discordant pairs nothing speaks against "no difference": z = 0, p = 1.
        z = (first_only - second_only) / math.sqrt(discordant) if discordant else 0.0
        return z, two_sided_p(z)
    if discordant == 0:
        return math.nan, 1.0
    binomial = scipy.stats.binom(discordant, 0.5)
    fewer = min(first_only, second_only)
    if test == "exact":
        return math.nan, min(1.0, 2 * float(binomial.cdf(fewer)))
    if first_only == second_only:
        return math.nan, float(1 - binomial.pmf(fewer) / 2)
    return math.nan, float(2 * binomial.cdf(fewer) - binomial.pmf(fewer))
