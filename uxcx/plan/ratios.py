"""Ratios of times, rates and sums, as `uxcx.compare` tests them by default."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from uxcx.plan.checks import PlanError, check_between, check_number
from uxcx.plan.contrasts import PAIRS, Contrast, Given, Spread, spread_of
from uxcx.plan.powers import rates_differ, rates_within
from uxcx.plan.widths import check_cv, check_sd_of_logs
from uxcx.plan.words import INDEPENDENT, against

POISSON = "Events count as independent of each other; people who make one error often make more."


def _log(limit: float) -> float:
    return math.log(limit) if limit > 0 else -math.inf


def _of_logs(spread: Spread, a: float, b: float, level: float) -> dict[str, Any]:
    """Return what a comparison on logarithms has, whatever it is of."""
    effect = math.log(a) - math.log(b)
    within = spread.within(effect, level)
    return {
        "power": spread.power(effect, level),
        "within": lambda n1, n2, low, high: within(n1, n2, _log(low), _log(high)),
        "difference": a / b,
        "same": effect == 0,
        "is_ratio": True,
    }


def ratio_of_geometric_means(first: Any, second: Any, given: Given) -> Contrast:
    """Return the contrast of two geometric means, of two groups or of pairs."""
    given.refuse("geometric mean", "discordant", "method")
    a = check_between("first", first, 0, math.inf)
    b = check_between("second", second, 0, math.inf)
    spread = spread_of(
        given, check_sd_of_logs, answers="logarithms", differences="differences of logarithms"
    )
    return Contrast(
        **_of_logs(spread, a, b, given.confidence_level),
        asked=f"a geometric mean of {against(f'{a:g} s', f'{b:g} s')}",
        method="paired t test on logarithms" if given.paired else "Welch's t test on logarithms",
        interval="paired t on logarithms" if given.paired else "Welch's t on logarithms",
        assumptions=(spread.words, PAIRS if given.paired else INDEPENDENT),
    )


def ratio_of_sums(first: Any, second: Any, given: Given) -> Contrast:
    """Return the contrast of two ratios of sums, by the delta method on logarithms."""
    given.refuse("ratio of sums", "sd", "discordant", "correlation", "method")
    a = check_between("first", first, 0, math.inf)
    b = check_between("second", second, 0, math.inf)
    cv = given.cv
    several = isinstance(cv, Sequence) and not isinstance(cv, str)
    if several and len(cv) != 2:
        raise PlanError(f"cv must be one number, or one for each of two groups; got {cv!r}.")
    one, two = (check_cv(cv[0]), check_cv(cv[1])) if several else (check_cv(cv), check_cv(cv))
    words = f"The coefficient of variation of the rows is taken to be {one:g} in both"
    if one != two:
        words = f"The coefficients of variation of the rows are taken to be {one:g} and {two:g}"
    return Contrast(
        **_of_logs(Spread(one, two, False, words), a, b, given.confidence_level),
        asked=f"a ratio of sums of {against(f'{a:g}', f'{b:g}')}",
        method="Welch's t test, delta method on logarithms",
        interval="Welch's t, delta method on logarithms",
        assumptions=(f"{words}; a few very large rows make it larger.", INDEPENDENT),
    )


def ratio_of_rates(first: Any, second: Any, given: Given) -> Contrast:
    """Return the contrast of two rates, by the exact conditional test."""
    given.refuse("rate", "sd", "discordant", "correlation", "method")
    rates = check_number("first", first), check_number("second", second)
    for name, rate in zip(("first", "second"), rates, strict=True):
        if rate < 0:
            raise PlanError(f"{name} must be 0 or more for a rate; got {rate:g}.")
    a, b = rates
    if a == b == 0:
        raise PlanError(
            "first and second cannot both be 0: without any events there is no ratio to tell of."
        )
    level = given.confidence_level
    return Contrast(
        power=lambda n1, n2: rates_differ((a * n1, b * n2), (n1, n2), level),
        within=lambda n1, n2, low, high: rates_within(
            (a * n1, b * n2), (n1, n2), (low, high), level
        ),
        difference=a / b if b else math.inf,
        same=a == b,
        asked=f"a rate of {against(f'{a:g}', f'{b:g}')}, in events per row",
        method="exact conditional test of two rates",
        interval="exact conditional",
        assumptions=(POISSON, INDEPENDENT),
        is_ratio=True,
    )
