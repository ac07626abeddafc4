"""How many answers find a difference, and which differences a number of answers finds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from uxcx.plan.answer import Purpose, SampleSize
from uxcx.plan.checks import (
    PlanError,
    check_between,
    check_choice,
    check_confidence_level,
    check_count,
    check_design_effect,
    check_power,
    smallest,
    whole,
)
from uxcx.plan.contrasts import (
    Contrast,
    Given,
    difference_of_means,
    difference_of_pairs,
    difference_of_proportions,
)
from uxcx.plan.net_scores import difference_of_net_scores
from uxcx.plan.ratios import ratio_of_geometric_means, ratio_of_rates, ratio_of_sums
from uxcx.plan.words import cluster_words

DifferenceKind = Literal[
    "proportion", "mean", "geometric mean", "net score", "rate", "ratio of sums"
]
KINDS = ("proportion", "mean", "geometric mean", "net score", "rate", "ratio of sums")
#: kinds that are planned for two groups only
NOT_PAIRED = ("rate", "ratio of sums")
#: fewer in a group do not show how much answers differ
FEWEST = 2
NOISE = 1e-9


@dataclass(frozen=True)
class Question:
    """What is asked of a study that compares two: all but its size and its power."""

    kind: str
    contrast: Contrast
    ratio: float
    paired: bool
    design_effect: float
    confidence_level: float

    def power_at(self, n: float) -> float:
        """Return the power of a study of n independent answers in the first group, or n pairs."""
        return self.contrast.power(n, n * self.ratio)

    def require_difference(self, first: Any, second: Any) -> None:
        """Refuse two values without a difference between them."""
        if self.contrast.same:
            raise PlanError(
                f"first and second must differ: there is no difference to find; got {first!r} and "
                f"{second!r}. Give the smallest difference that would matter, or plan for "
                "precision."
            )

    def answer(self, purpose: Purpose, n: float, power: float, **more: Any) -> SampleSize:
        """Return the answer for n rows in the first group."""
        first = whole(n)
        return SampleSize(
            kind=self.kind,
            purpose=purpose,
            n=first,
            n_second=None if self.paired else whole(self.ratio * first),
            n_unrounded=n,
            things="pairs" if self.paired else "answers",
            asked=self.contrast.asked,
            difference=self.contrast.difference,
            power=power,
            assumptions=(
                *self.contrast.assumptions,
                *self.contrast.caveat(n / self.design_effect, n / self.design_effect * self.ratio),
                *cluster_words(self.design_effect),
            ),
            **{
                "method": self.contrast.method,
                "confidence_level": self.confidence_level,
                **more,
            },
        )


def difference(
    kind: DifferenceKind,
    *,
    first: Any,
    second: Any,
    sd: Any = None,
    cv: Any = None,
    power: float = 0.8,
    confidence_level: float = 0.95,
    paired: bool = False,
    discordant: float | None = None,
    correlation: float | None = None,
    ratio: float = 1,
    method: str | None = None,
    design_effect: float = 1,
) -> SampleSize:
    """Return how many answers find a difference of this size.

    Parameters
    ----------
    kind : {"proportion", "mean", "geometric mean", "net score", "rate", "ratio of sums"}
        What will be compared.
    first, second : float, or (promoters, detractors)
        The two true values for which the study must be large enough, as stored: proportions 0 to
        1, times in seconds, events per row for rates; for a net score the shares of promoters and
        detractors in each. Take the smallest difference that would matter, not the one that is
        hoped for.
    sd : float or (float, float), optional
        Needed for means: the standard deviation of answers, one or one for each group. For
        geometric means that of the natural logarithms of times. With ``paired=True`` and without
        `correlation` that of the differences within pairs; for a net score that of a person's
        change, where a promoter counts +100 and a detractor -100.
    cv : float or (float, float), optional
        Needed for ratios of sums: the coefficient of variation of rows; see
        `uxcx.plan.precision`.
    power : float, default 0.8
        The share of such studies that must find the difference if it is there.
    confidence_level : float, default 0.95
        Of the test and its interval; between 0 and 1.
    paired : bool, default False
        Whether the same people answer twice; `n` then counts pairs. Not for rates and ratios of
        sums.
    discordant : float, optional
        For paired proportions, the share of pairs that succeed once and fail once. By default
        what it would be if the two answers of a person had nothing in common; it mostly is less.
    correlation : float, optional
        For pairs, how alike a person's two answers are, from -1 to 1: instead of `discordant`, or
        of the `sd` of differences (`sd` is then that of the answers). Take it from earlier data.
    ratio : float, default 1
        Answers in the second group for each in the first.
    method : {"n_minus_1", "pooled"}, optional
        For two proportions: the N-1 test (default), or the z test of textbooks.
    design_effect : float, default 1
        By how much rows of one unit being alike multiplies the answers needed; see
        `uxcx.plan.design_effect`.

    Returns
    -------
    SampleSize
        The smallest n from which on the power is reached.

    Raises
    ------
    PlanError
        If something needed is missing, out of its range, or has no use for this kind, or if
        there is no difference to find.
    ValueError
        If `confidence_level` is not between 0 and 1.

    Notes
    -----
    Proportions: normal approximation with the pooled variance without a difference and separate
    variances with one (Fleiss, Levin and Paik 2003, *Statistical Methods for Rates and
    Proportions*, ch. 4), times (N - 1) / N (Campbell 2007, *Statistics in Medicine* 26:3661).
    Paired proportions: Connor (1987), *Biometrics* 43:207, for McNemar's test. Means, and times
    on logarithms: noncentral t with Welch's degrees of freedom. Net scores: z test of adjusted
    scores with the multinomial variance (Rocks 2016, *The American Statistician* 70:365); pairs by
    t. Rates: the exact conditional test (Przyborowski and Wilenski 1940, *Biometrika* 31:313).
    Ratios of sums: t on logarithms, with the delta method's variance.

    Examples
    --------
    >>> difference("proportion", first=0.9, second=0.75)
    100 answers in each of two groups: a proportion of 90% against 75% with power 80% (95%, N-1
    two-proportion z test)
    >>> difference("net score", first=(0.5, 0.2), second=(0.4, 0.3), paired=True,
    ...            correlation=0.6).n
    105

    Finding fifteen percentage points takes about a hundred people in each group.
    """
    given = Given(sd, cv, discordant, correlation, paired, method, confidence_level)
    question = ask(kind, first, second, given, ratio=ratio, design_effect=design_effect)
    question.require_difference(first, second)
    wanted = check_power(power, confidence_level)
    n = smallest(
        lambda size: question.power_at(size) >= wanted,
        fewest(question),
        asked=f"the difference between first={first!r} and second={second!r}",
    )
    return question.answer("difference", n * question.design_effect, wanted)


def power(
    kind: DifferenceKind,
    *,
    n: int,
    first: Any,
    second: Any,
    sd: Any = None,
    cv: Any = None,
    confidence_level: float = 0.95,
    paired: bool = False,
    discordant: float | None = None,
    correlation: float | None = None,
    ratio: float = 1,
    method: str | None = None,
    design_effect: float = 1,
) -> SampleSize:
    """Return the power of a study: the share of such studies that would find the difference.

    Ask before a study. Afterwards the interval says what is known; the power for the difference
    that was observed adds nothing to the p-value (Hoenig and Heisey 2001, *The American
    Statistician* 55:19).

    Parameters
    ----------
    kind : {"proportion", "mean", "geometric mean", "net score", "rate", "ratio of sums"}
        What will be compared.
    n : int
        Answers in the first group, or pairs; 2 or more.
    first, second : float, or (promoters, detractors)
        The two true values, as in `uxcx.plan.difference`.
    sd : float or (float, float), optional
        Needed for means and geometric means, as in `uxcx.plan.difference`.
    cv : float or (float, float), optional
        Needed for ratios of sums, as in `uxcx.plan.difference`.
    confidence_level : float, default 0.95
        Of the test and its interval; between 0 and 1.
    paired : bool, default False
        Whether the same people answer twice. Not for rates and ratios of sums.
    discordant : float, optional
        For paired proportions, the share of pairs that succeed once and fail once.
    correlation : float, optional
        For pairs, how alike a person's two answers are, as in `uxcx.plan.difference`.
    ratio : float, default 1
        Answers in the second group for each in the first.
    method : {"n_minus_1", "pooled"}, optional
        For two proportions: the N-1 test (default), or the z test of textbooks.
    design_effect : float, default 1
        By how much rows of one unit being alike multiplies the answers needed.

    Returns
    -------
    SampleSize
        With the `power` of this `n`.

    Raises
    ------
    PlanError
        If something needed is missing, out of its range, or has no use for this kind, or if
        there is no difference to find.
    ValueError
        If `confidence_level` is not between 0 and 1.

    Examples
    --------
    >>> power("proportion", n=20, first=0.9, second=0.75)
    20 answers in each of two groups: a proportion of 90% against 75% with power 22.7% (95%, N-1
    two-proportion z test)

    Twenty people in each group would miss such a difference in three of four studies.
    """
    given = Given(sd, cv, discordant, correlation, paired, method, confidence_level)
    question = ask(kind, first, second, given, ratio=ratio, design_effect=design_effect)
    question.require_difference(first, second)
    size = check_size(n, question)
    independent = size / question.design_effect
    return question.answer("power", size, question.power_at(independent))


def ask(
    kind: str, first: Any, second: Any, given: Given, *, ratio: Any, design_effect: Any
) -> Question:
    """Check what was said of a study that compares two, and return what is asked of it."""
    check_choice("kind", kind, KINDS)
    check_confidence_level(given.confidence_level)
    effect = check_design_effect(design_effect)
    groups = check_between("ratio", ratio, 0, math.inf)
    if given.paired and groups != 1:
        raise PlanError(f"ratio is not used with paired=True; got {ratio!r}. Leave it out.")
    if given.paired and kind in NOT_PAIRED:
        raise PlanError(f"paired=True is not offered for a {kind}. Plan two groups instead.")
    if kind != "ratio of sums":
        given.refuse(kind, "cv")
    make: dict[str, Callable[[Any, Any, Given], Contrast]] = {
        "proportion": difference_of_pairs if given.paired else difference_of_proportions,
        "mean": difference_of_means,
        "geometric mean": ratio_of_geometric_means,
        "net score": difference_of_net_scores,
        "rate": ratio_of_rates,
        "ratio of sums": ratio_of_sums,
    }
    contrast = make[kind](first, second, given)
    return Question(
        kind, contrast, groups, bool(given.paired), effect, float(given.confidence_level)
    )


def fewest(question: Question) -> float:
    """Return the fewest answers in the first group that leave enough in both."""
    return FEWEST * max(1.0, 1 / question.ratio)


def check_size(n: Any, question: Question) -> int:
    """Return the size of a study, which must leave enough in both groups."""
    size = check_count("n", n, minimum=FEWEST)
    if size * question.ratio < FEWEST - NOISE:
        raise PlanError(
            f"ratio must leave {FEWEST} answers or more in the second group; got "
            f"{question.ratio:g} for n={n!r}."
        )
    independent = size / question.design_effect
    if min(independent, independent * question.ratio) <= 1:
        raise PlanError(
            f"n must be larger than the design effect; got n={n!r} and "
            f"design_effect={question.design_effect:g}, which tells no more than one answer."
        )
    return size
