"""How many answers make an interval as narrow as wanted."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from uxcx.families.base import Design, exponential, normal_quantile
from uxcx.families.geometric_mean import GeometricMean
from uxcx.families.mean import Mean
from uxcx.families.net_score import NetScore, score_and_variance
from uxcx.families.proportion import Proportion, proportion_interval
from uxcx.families.rate import Rate, rate_interval
from uxcx.families.ratio import RatioOfSums
from uxcx.families.score_interval import tango
from uxcx.measures import NPS_POINTS
from uxcx.plan.answer import SampleSize
from uxcx.plan.checks import (
    PlanError,
    check_between,
    check_choice,
    check_confidence_level,
    check_design_effect,
    check_number,
    check_share,
    not_used,
    smallest,
    whole,
)
from uxcx.plan.words import (
    INDEPENDENT,
    cluster_words,
    percent,
    shares_of,
    shares_words,
)

Kind = Literal["proportion", "mean", "geometric mean", "net score", "rate", "ratio of sums"]
KINDS = ("proportion", "mean", "geometric mean", "net score", "rate", "ratio of sums")
#: logarithms of times seldom have a standard deviation above 1; seconds mostly do
LARGEST_SD_OF_LOGS = 3.0
#: a coefficient of variation above 20 is one given in percent
LARGEST_CV = 20.0
NOISE = 1e-12


@dataclass(frozen=True)
class Width:
    """Half the width of an interval for any n, and what there is to say of it."""

    half: Callable[[float], float]
    minimum: int
    asked: str
    method: str
    assumptions: tuple[str, ...]


def precision(
    kind: Kind,
    *,
    half_width: float,
    expected: Any = None,
    sd: float | None = None,
    cv: float | None = None,
    method: str | None = None,
    confidence_level: float = 0.95,
    design_effect: float = 1,
) -> SampleSize:
    """Return how many answers make the interval as narrow as wanted.

    Parameters
    ----------
    kind : {"proportion", "mean", "geometric mean", "net score", "rate", "ratio of sums"}
        What will be measured.
    half_width : float
        Half of the interval's width, as stored: 0.1 is 10 percentage points; points for a net
        score; the unit of the scale for a mean; events per row for a rate. For a geometric mean
        and a ratio of sums a share: 0.2 when the upper end is to be 20% above the value.
    expected : float, or (promoters, detractors), optional
        The value that is expected. A proportion is taken as 0.5 and a net score as half promoters
        and half detractors when nothing is said: no other value needs more answers. Needed for a
        rate; not used for means, times and ratios of sums, whose width does not depend on it.
    sd : float, optional
        The standard deviation, needed for a mean; of the natural logarithms of the times for a
        geometric mean. To plan for a change of the same people, give that of the change.
    cv : float, optional
        Needed for a ratio of sums: the coefficient of variation, the standard deviation of what
        customers spend over its mean. Where rows have a denominator of their own, that of
        y - ratio * x over the mean of y.
    method : str, optional
        One of the family's methods, its default otherwise; ``"wald"`` is the textbook formula.
    confidence_level : float, default 0.95
        Between 0 and 1.
    design_effect : float, default 1
        By how much rows of one unit being alike multiplies the answers needed; see
        `uxcx.plan.design_effect`.

    Returns
    -------
    SampleSize
        The smallest n from which on every study of that size or larger is as precise as wanted,
        if the answers come out as expected.

    Raises
    ------
    PlanError
        If something needed is missing, out of its range, or has no use for this kind.
    ValueError
        If `confidence_level` is not between 0 and 1.

    Notes
    -----
    Computed from the same intervals that `uxcx` reports: adjusted Wald for proportions and net
    scores, t for means, t on logarithms for times and ratios of sums, exact Poisson for rates.
    Half of the interval is counted as it would be shown, cut off at the ends of the scale. Wald:
    z² p (1 - p) / d² (Sauro and Lewis 2016, *Quantifying the User Experience*).

    Examples
    --------
    >>> precision("proportion", half_width=0.15)
    39 answers: a proportion of about 50% known to ± 15 percentage points (95%, adjusted Wald)
    >>> precision("proportion", half_width=0.15, method="wald").n
    43

    The textbook formula asks for four answers more than the interval that is reported needs.
    """
    check_choice("kind", kind, KINDS)
    check_confidence_level(confidence_level)
    effect = check_design_effect(design_effect)
    make = {
        "proportion": _proportion,
        "mean": _mean,
        "geometric mean": _geometric_mean,
        "net score": _net_score,
        "rate": _rate,
        "ratio of sums": _ratio_of_sums,
    }[kind]
    wanted = check_number("half_width", half_width)
    spread = sd
    if kind == "ratio of sums":
        not_used(kind, sd=sd)
        spread = cv
    else:
        not_used(kind, cv=cv)
    width = make(half_width, expected, spread, method, confidence_level)
    n = smallest(
        lambda size: width.half(size) <= wanted * (1 + NOISE),
        float(width.minimum),
        asked=f"half_width={half_width!r}",
    )
    return SampleSize(
        kind=kind,
        purpose="precision",
        n=whole(n * effect),
        n_unrounded=n * effect,
        asked=width.asked,
        half_width=wanted,
        confidence_level=float(confidence_level),
        method=width.method,
        assumptions=(*width.assumptions, *cluster_words(effect)),
    )


def _proportion(
    wanted: float, expected: Any, sd: Any, method: str | None, confidence_level: float
) -> Width:
    not_used("proportion", sd=sd)
    method = Proportion.choose_method(method)
    hint = f" Write {wanted:g} percentage points as {wanted / 100:g}." if 1 <= wanted < 50 else ""
    check_between("half_width", wanted, 0, 0.5, hint=hint)
    p = 0.5 if expected is None else check_share("expected", expected)
    z = normal_quantile(confidence_level)
    if method == "wald" and p in (0.0, 1.0):
        raise PlanError(
            f"expected must be above 0 and below 1 with method='wald'; got {expected!r}. The Wald "
            "interval has no width there, so that no n is too small for it."
        )

    def half(n: float) -> float:
        if method == "wald":  # not cut off at 0 and 1, as in textbooks
            return z * math.sqrt(p * (1 - p) / n)
        low, high = proportion_interval(p * n, n, method, confidence_level)
        return (max(high, p) - min(low, p)) / 2

    toward = (
        "50% needs the most answers, so that any other value comes out narrower."
        if p == 0.5
        else f"If it comes out nearer to 50% than {percent(p)} is, the interval is wider."
    )
    asked = (
        f"a proportion of about {percent(p)} known to ± {percent(wanted)[:-1]} percentage points"
    )
    return Width(half, 1, asked, Proportion.methods[method], (toward, INDEPENDENT))


def _mean(
    wanted: float, expected: Any, sd: Any, method: str | None, confidence_level: float
) -> Width:
    not_used("mean", expected=expected)
    method = Mean.choose_method(method)
    check_between("half_width", wanted, 0, math.inf)
    spread = check_sd(sd)

    def half(n: float) -> float:
        low, high, _ = Mean(n=2, mean=0.0, sd=spread).t_interval(
            confidence_level, Design(spread**2 / n, n - 1, n)
        )
        return (high - low) / 2

    words = f"The standard deviation is taken to be {spread:g}; if it is larger in the study, "
    return Width(
        half,
        2,
        f"a mean known to ± {wanted:g}",
        Mean.methods[method],
        (words + "the interval is wider.", INDEPENDENT),
    )


def _geometric_mean(
    wanted: float, expected: Any, sd: Any, method: str | None, confidence_level: float
) -> Width:
    not_used("geometric mean", expected=expected)
    method = GeometricMean.choose_method(method)
    hint = f" It is a share: write {wanted:g}% as {wanted / 100:g}."
    check_between("half_width", wanted, 0, 5, hint=hint if wanted >= 5 else "")
    spread = check_sd_of_logs(sd)

    def half(n: float) -> float:
        _, high, _ = GeometricMean(n=2, mean=0.0, sd=spread).t_interval(
            confidence_level, Design(spread**2 / n, n - 1, n)
        )
        return exponential(high) - 1

    below = percent(1 - 1 / (1 + wanted))
    words = (
        f"The standard deviation of the logarithms is taken to be {spread:g}; if it is larger in "
        "the study, the interval is wider."
    )
    return Width(
        half,
        2,
        f"a geometric mean known to within {percent(wanted)} above and {below} below",
        GeometricMean.methods[method],
        (words, INDEPENDENT),
    )


def _net_score(
    wanted: float, expected: Any, sd: Any, method: str | None, confidence_level: float
) -> Width:
    not_used("net score", sd=sd)
    method = NetScore.choose_method(method)
    check_between("half_width", wanted, 0, 100)
    if 0 < wanted < 1:
        raise PlanError(
            f"half_width of a net score is in points, from 1 up; got {wanted:g}. Write "
            f"{wanted:g} as {100 * wanted:g} points."
        )
    promoters, detractors = (0.5, 0.5) if expected is None else shares_of("expected", expected)
    add = 0.75 if method == "adjusted_wald" else 0.0
    z = normal_quantile(confidence_level)
    if method == "wald" and score_and_variance(promoters, detractors, 1, add=0)[1] == 0:
        raise PlanError(
            f"expected must not be all alike with method='wald'; got {expected!r}. The Wald "
            "interval has no width there, so that no n is too small for it."
        )

    def half(n: float) -> float:
        if method == "score":
            low, high = tango(promoters * n, detractors * n, n, confidence_level)
            return 100 * (high - low) / 2
        centre, variance = score_and_variance(promoters * n, detractors * n, n, add=add)
        margin = z * math.sqrt(variance)
        if not add:
            return margin
        low, high = NPS_POINTS.minimum, NPS_POINTS.maximum
        return (min(centre + margin, high) - max(centre - margin, low)) / 2

    worst = (
        "No other shares need more answers."
        if (promoters, detractors) == (0.5, 0.5)
        else "With more promoters and detractors, and fewer passives, the interval is wider."
    )
    words = shares_words(promoters, detractors)
    return Width(
        half,
        1,
        f"a net score of about {100 * (promoters - detractors):.3g} known to ± {wanted:g} points",
        NetScore.methods[method],
        (f"Taken for granted: {words}. {worst}", INDEPENDENT),
    )


def _rate(
    wanted: float, expected: Any, sd: Any, method: str | None, confidence_level: float
) -> Width:
    not_used("rate", sd=sd)
    method = Rate.choose_method(method)
    check_between("half_width", wanted, 0, math.inf)
    if expected is None:
        raise PlanError("expected is needed for a rate: how many events a row are expected?")
    rate = check_number("expected", expected)
    if rate < 0:
        raise PlanError(f"expected must be 0 or more for a rate; got {expected!r}.")

    def half(n: float) -> float:
        low, high = rate_interval(rate * n, n, confidence_level)
        return (high - low) / 2

    return Width(
        half,
        1,
        f"a rate of about {rate:g} per row known to ± {wanted:g}",
        Rate.methods[method],
        (
            f"If there are more than {rate:g} events a row, the interval is wider.",
            "Events count as independent of each other; people who make one error often make more.",
        ),
    )


def _ratio_of_sums(
    wanted: float, expected: Any, cv: Any, method: str | None, confidence_level: float
) -> Width:
    not_used("ratio of sums", expected=expected)
    method = RatioOfSums.choose_method(method)
    hint = f" It is a share: write {wanted:g}% as {wanted / 100:g}." if wanted >= 5 else ""
    check_between("half_width", wanted, 0, 5, hint=hint)
    spread = check_cv(cv)

    def half(n: float) -> float:
        _, high, _ = Mean(n=2, mean=0.0, sd=spread).t_interval(
            confidence_level, Design(spread**2 / n, n - 1, n)
        )
        return exponential(high) - 1 if method == "log" else high

    below = percent(1 - 1 / (1 + wanted)) if method == "log" else percent(wanted)
    words = (
        f"The coefficient of variation of the rows is taken to be {spread:g}; a few very large "
        "rows make it larger, and the interval wider."
    )
    return Width(
        half,
        2,
        f"a ratio of sums known to within {percent(wanted)} above and {below} below",
        RatioOfSums.methods[method],
        (words, INDEPENDENT),
    )


def check_cv(cv: Any) -> float:
    """Return a coefficient of variation, which must be given and above 0."""
    if cv is None:
        raise PlanError(
            "cv is needed: the coefficient of variation of earlier rows, their standard deviation "
            "over their mean."
        )
    number = check_number("cv", cv)
    hint = f" Write {number:g}% as {number / 100:g}." if number >= LARGEST_CV else ""
    return check_between("cv", cv, 0, LARGEST_CV, hint=hint)


def check_sd(sd: Any, name: str = "sd") -> float:
    """Return a standard deviation, which must be given and above 0."""
    if sd is None:
        raise PlanError(
            "sd is needed: the standard deviation of earlier answers. For a rating that was never "
            "asked, a quarter of the scale's length is a common guess."
        )
    return check_between(name, sd, 0, math.inf)


def check_sd_of_logs(sd: Any) -> float:
    """Return a standard deviation of logarithms; one in seconds is refused."""
    if sd is None:
        raise PlanError(
            "sd is needed: the standard deviation of the natural logarithms of earlier times. "
            "From a mean m and a standard deviation s in seconds it is about "
            "sqrt(log(1 + (s / m)²))."
        )
    hint = (
        " Is it in seconds? From a mean m and a standard deviation s in seconds it is about "
        "sqrt(log(1 + (s / m)²))."
    )
    number = check_number("sd", sd)
    return check_between(
        "sd", sd, 0, LARGEST_SD_OF_LOGS, hint=hint if number >= LARGEST_SD_OF_LOGS else ""
    )
