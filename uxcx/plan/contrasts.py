"""The power of each test that `uxcx.compare` makes by default, for any size of study."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import scipy

from uxcx.families.base import normal_quantile
from uxcx.families.net_score import score_and_variance
from uxcx.plan.checks import (
    PlanError,
    check_between,
    check_choice,
    check_number,
    check_share,
    not_used,
)
from uxcx.plan.widths import check_sd, check_sd_of_logs
from uxcx.plan.words import INDEPENDENT, percent, shares_of, shares_words

#: below so many expected successes or failures a normal approximation is rough
FEW = 5
#: what the adjusted Wald interval of a net score adds to promoters and to detractors
ADDED = 0.75
PAIRS = "Each pair is taken to come from somebody else."


def _no_caveat(first: float, second: float) -> tuple[str, ...]:
    del first, second
    return ()


@dataclass(frozen=True)
class Contrast:
    """Two true values that a study must tell apart, and its power to do so.

    `power` and `caveat` take the sizes of the two groups, which may be fractions.
    """

    power: Callable[[float, float], float]
    difference: float
    asked: str
    method: str
    assumptions: tuple[str, ...]
    caveat: Callable[[float, float], tuple[str, ...]] = _no_caveat


def normal_power(effect: float, se_null: float, se: float, z: float) -> float:
    """Return the two-sided power of a z test.

    `se_null` is the standard error that the test divides by, `se` that of the estimate itself.
    """
    if se <= 0:
        return float(effect > z * se_null)
    near = scipy.stats.norm.sf((z * se_null - effect) / se)
    far = scipy.stats.norm.cdf((-z * se_null - effect) / se)
    return float(near + far)


def t_power(effect: float, se: float, df: float, confidence_level: float) -> float:
    """Return the two-sided power of a t test, from the noncentral t distribution."""
    critical = float(scipy.stats.t.ppf((1 + confidence_level) / 2, df))
    shift = effect / se
    return 1 - _noncentral_t(critical, df, shift) + _noncentral_t(-critical, df, shift)


def _noncentral_t(t: float, df: float, shift: float) -> float:
    """Return how often a noncentral t is at most `t`.

    SciPy gives nan for some tails that are nothing, and some where there are a thousand million
    degrees of freedom. There the normal approximation serves (Johnson, Kotz and Balakrishnan 1995,
    *Continuous Univariate Distributions* 2, ch. 31).
    """
    share = float(scipy.special.nctdtr(df, shift, t))
    if math.isnan(share):
        z = (t * (1 - 1 / (4 * df)) - shift) / math.sqrt(1 + t**2 / (2 * df))
        share = float(scipy.stats.norm.cdf(z))
    return share


def _few(n: float, *shares: float) -> tuple[str, ...]:
    if min(n * share for share in shares) >= FEW:
        return ()
    return (
        f"Fewer than {FEW} successes or failures are expected in a group, so that this is rough.",
    )


def _same(first: Any, second: Any) -> PlanError:
    return PlanError(
        f"first and second must differ: there is no difference to find; got {first!r} and "
        f"{second!r}. Give the smallest difference that would matter, or plan for precision."
    )


def difference_of_proportions(
    first: Any,
    second: Any,
    *,
    sd: Any,
    discordant: Any,
    paired: bool,
    method: str | None,
    confidence_level: float,
) -> Contrast:
    """Return the contrast of two independent proportions."""
    del paired
    not_used("proportion", sd=sd)
    if discordant is not None:
        raise PlanError(
            f"discordant is only used with paired=True; got {discordant!r}. Do the same people "
            "answer twice? Then add paired=True."
        )
    p1, p2 = check_share("first", first), check_share("second", second)
    if p1 == p2:
        raise _same(first, second)
    chosen = check_choice("method", "n_minus_1" if method is None else method, tuple(_Z_TESTS))
    z = normal_quantile(confidence_level)

    def power(n1: float, n2: float) -> float:
        pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
        se_null = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
        if chosen == "n_minus_1":
            se_null *= math.sqrt((n1 + n2) / (n1 + n2 - 1))
        se = math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
        return normal_power(abs(p1 - p2), se_null, se, z)

    return Contrast(
        power,
        p1 - p2,
        f"a proportion of {percent(p1)} against {percent(p2)}",
        _Z_TESTS[chosen],
        (INDEPENDENT,),
        lambda n1, n2: _few(1, n1 * p1, n1 * (1 - p1), n2 * p2, n2 * (1 - p2)),
    )


_Z_TESTS = {"n_minus_1": "N-1 two-proportion z test", "pooled": "two-proportion z test"}


def difference_of_pairs(
    first: Any,
    second: Any,
    *,
    sd: Any,
    discordant: Any,
    paired: bool,
    method: str | None,
    confidence_level: float,
) -> Contrast:
    """Return the contrast of two proportions of the same people."""
    del paired
    not_used("paired proportion", sd=sd, method=method)
    p1, p2 = check_share("first", first), check_share("second", second)
    if p1 == p2:
        raise _same(first, second)
    effect = abs(p1 - p2)
    if discordant is None:
        share = p1 * (1 - p2) + p2 * (1 - p1)
        words = "as many as if a person's two answers had nothing in common"
    else:
        share = check_share("discordant", discordant)
        words = "as was said"
        most = min(p1 + p2, 2 - p1 - p2)
        if not effect - 1e-9 <= share <= most + 1e-9:
            raise PlanError(
                f"discordant must be from {effect:.4g} to {most:.4g} when {percent(p1)} and "
                f"{percent(p2)} succeed; got {discordant!r}. It counts pairs that succeed once "
                "and fail once, whichever way."
            )
    z = normal_quantile(confidence_level)

    def power(n: float, _: float) -> float:
        se = math.sqrt(max(0.0, share - effect**2) / n)
        return normal_power(effect, math.sqrt(share / n), se, z)

    return Contrast(
        power,
        p1 - p2,
        f"a proportion of {percent(p1)} against {percent(p2)}",
        "McNemar's test",
        (f"{percent(share)} of pairs are taken to succeed once and fail once, {words}.", PAIRS),
        lambda n, _: (
            ()
            if n * share >= 2 * FEW
            else (f"Fewer than {2 * FEW} such pairs are expected, so that this is rough.",)
        ),
    )


def _two_sds(sd: Any, check: Callable[[Any], float], *, paired: bool) -> tuple[float, float]:
    if isinstance(sd, Sequence) and not isinstance(sd, str):
        if paired:
            raise PlanError(
                f"sd must be one number with paired=True, that of the differences; got {sd!r}."
            )
        if len(sd) != 2:
            raise PlanError(f"sd must be one number, or one for each of two groups; got {sd!r}.")
        return check(sd[0]), check(sd[1])
    return check(sd), check(sd)


def _t_contrast(
    effect: float, spread: tuple[float, float], *, paired: bool, confidence_level: float
) -> Callable[[float, float], float]:
    def power(n1: float, n2: float) -> float:
        if paired:
            return t_power(effect, spread[0] / math.sqrt(n1), n1 - 1, confidence_level)
        v1, v2 = spread[0] ** 2 / n1, spread[1] ** 2 / n2
        df = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))
        return t_power(effect, math.sqrt(v1 + v2), df, confidence_level)

    return power


def _spread_words(spread: tuple[float, float], what: str, *, paired: bool) -> str:
    if paired:
        return f"The standard deviation of the {what} within pairs is taken to be {spread[0]:g}."
    if spread[0] == spread[1]:
        return f"The standard deviation of {what} is taken to be {spread[0]:g} in both."
    return f"The standard deviations of {what} are taken to be {spread[0]:g} and {spread[1]:g}."


def difference_of_means(
    first: Any,
    second: Any,
    *,
    sd: Any,
    discordant: Any,
    paired: bool,
    method: str | None,
    confidence_level: float,
) -> Contrast:
    """Return the contrast of two means, of two groups or of pairs."""
    not_used("mean", discordant=discordant, method=method)
    a, b = check_number("first", first), check_number("second", second)
    if a == b:
        raise _same(first, second)
    spread = _two_sds(sd, check_sd, paired=paired)
    return Contrast(
        _t_contrast(abs(a - b), spread, paired=paired, confidence_level=confidence_level),
        a - b,
        f"a mean of {a:g} against {b:g}",
        "paired t test" if paired else "Welch's t test",
        (
            _spread_words(spread, "differences" if paired else "answers", paired=paired),
            PAIRS if paired else INDEPENDENT,
        ),
    )


def ratio_of_geometric_means(
    first: Any,
    second: Any,
    *,
    sd: Any,
    discordant: Any,
    paired: bool,
    method: str | None,
    confidence_level: float,
) -> Contrast:
    """Return the contrast of two geometric means, of two groups or of pairs."""
    not_used("geometric mean", discordant=discordant, method=method)
    a = check_between("first", first, 0, math.inf)
    b = check_between("second", second, 0, math.inf)
    effect = abs(math.log(a) - math.log(b))
    if effect == 0:
        raise _same(first, second)
    spread = _two_sds(sd, check_sd_of_logs, paired=paired)
    what = "differences of logarithms" if paired else "logarithms"
    return Contrast(
        _t_contrast(effect, spread, paired=paired, confidence_level=confidence_level),
        a / b,
        f"a geometric mean of {a:g} s against {b:g} s",
        "paired t test on logarithms" if paired else "Welch's t test on logarithms",
        (_spread_words(spread, what, paired=paired), PAIRS if paired else INDEPENDENT),
    )


def difference_of_net_scores(
    first: Any,
    second: Any,
    *,
    sd: Any,
    discordant: Any,
    paired: bool,
    method: str | None,
    confidence_level: float,
) -> Contrast:
    """Return the contrast of two independent net scores."""
    del paired
    not_used("net score", sd=sd, discordant=discordant, method=method)
    shares = shares_of("first", first), shares_of("second", second)
    a, b = (100 * (promoters - detractors) for promoters, detractors in shares)
    if math.isclose(a, b, abs_tol=1e-9):
        raise _same(first, second)
    z = normal_quantile(confidence_level)

    def power(n1: float, n2: float) -> float:
        # The adjusted scores are nearer to 0 by n / (n + 3). Both standard errors are taken on
        # the scale of the plain scores; with groups of one size that changes nothing.
        of_test = of_scores = 0.0
        for (p, d), n in zip(shares, (n1, n2), strict=True):
            adjusted = score_and_variance(p * n, d * n, n, add=ADDED)[1]
            of_test += adjusted * ((n + 4 * ADDED) / n) ** 2
            of_scores += score_and_variance(p * n, d * n, n, add=0.0)[1]
        return normal_power(abs(a - b), math.sqrt(of_test), math.sqrt(of_scores), z)

    return Contrast(
        power,
        a - b,
        f"a net score of {a:.3g} against {b:.3g}",
        "z test of adjusted scores",
        (
            f"Taken for granted: {shares_words(*shares[0])} in the first group, "
            f"{shares_words(*shares[1])} in the second.",
            INDEPENDENT,
        ),
    )
