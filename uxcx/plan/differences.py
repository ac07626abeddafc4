"""How many answers find a difference, and which differences a number of answers finds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from uxcx.plan.answer import SampleSize
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
    difference_of_means,
    difference_of_net_scores,
    difference_of_pairs,
    difference_of_proportions,
    ratio_of_geometric_means,
)
from uxcx.plan.words import cluster_words

DifferenceKind = Literal["proportion", "mean", "geometric mean", "net score"]
KINDS = ("proportion", "mean", "geometric mean", "net score")
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

    def answer(self, purpose: Literal["difference", "power"], n: float, power: float) -> SampleSize:
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
            confidence_level=self.confidence_level,
            method=self.contrast.method,
            assumptions=(
                *self.contrast.assumptions,
                *self.contrast.caveat(n / self.design_effect, n / self.design_effect * self.ratio),
                *cluster_words(self.design_effect),
            ),
        )


def difference(
    kind: DifferenceKind,
    *,
    first: Any,
    second: Any,
    sd: Any = None,
    power: float = 0.8,
    confidence_level: float = 0.95,
    paired: bool = False,
    discordant: float | None = None,
    ratio: float = 1,
    method: str | None = None,
    design_effect: float = 1,
) -> SampleSize:
    """Return how many answers find a difference of this size.

    Parameters
    ----------
    kind : {"proportion", "mean", "geometric mean", "net score"}
        What will be compared.
    first, second : float, or (promoters, detractors)
        The two true values for which the study must be large enough, as stored: proportions 0 to
        1, times in seconds; for a net score the shares of promoters and detractors in each. Take
        the smallest difference that would matter, not the one that is hoped for.
    sd : float or (float, float), optional
        Needed for means: the standard deviation of answers, one or one for each group. For
        geometric means that of the natural logarithms of times. With ``paired=True`` that of the
        differences within pairs.
    power : float, default 0.8
        The share of such studies that must find the difference if it is there.
    confidence_level : float, default 0.95
        Of the test and its interval; between 0 and 1.
    paired : bool, default False
        Whether the same people answer twice; `n` then counts pairs. Not for net scores.
    discordant : float, optional
        For paired proportions, the share of pairs that succeed once and fail once. By default
        what it would be if the two answers of a person had nothing in common; it mostly is less.
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
    scores with the multinomial variance (Rocks 2016, *The American Statistician* 70:365).

    Examples
    --------
    >>> difference("proportion", first=0.9, second=0.75)
    100 answers in each of two groups: a proportion of 90% against 75% with power 80% (95%, N-1
    two-proportion z test)

    Finding fifteen percentage points takes about a hundred people in each group.
    """
    question = _ask(
        kind,
        first=first,
        second=second,
        sd=sd,
        confidence_level=confidence_level,
        paired=paired,
        discordant=discordant,
        ratio=ratio,
        method=method,
        design_effect=design_effect,
    )
    wanted = check_power(power, confidence_level)
    fewest = FEWEST * max(1.0, 1 / question.ratio)
    n = smallest(
        lambda size: question.power_at(size) >= wanted,
        fewest,
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
    confidence_level: float = 0.95,
    paired: bool = False,
    discordant: float | None = None,
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
    kind : {"proportion", "mean", "geometric mean", "net score"}
        What will be compared.
    n : int
        Answers in the first group, or pairs; 2 or more.
    first, second : float, or (promoters, detractors)
        The two true values, as in `uxcx.plan.difference`.
    sd : float or (float, float), optional
        Needed for means and geometric means, as in `uxcx.plan.difference`.
    confidence_level : float, default 0.95
        Of the test and its interval; between 0 and 1.
    paired : bool, default False
        Whether the same people answer twice. Not for net scores.
    discordant : float, optional
        For paired proportions, the share of pairs that succeed once and fail once.
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
    question = _ask(
        kind,
        first=first,
        second=second,
        sd=sd,
        confidence_level=confidence_level,
        paired=paired,
        discordant=discordant,
        ratio=ratio,
        method=method,
        design_effect=design_effect,
    )
    size = check_count("n", n, minimum=FEWEST)
    if size * question.ratio < FEWEST - NOISE:
        raise PlanError(
            f"ratio must leave {FEWEST} answers or more in the second group; got {ratio!r} for "
            f"n={n!r}."
        )
    independent = size / question.design_effect
    if min(independent, independent * question.ratio) <= 1:
        raise PlanError(
            f"n must be larger than the design effect; got n={n!r} and "
            f"design_effect={design_effect!r}, which tells no more than one answer."
        )
    return question.answer("power", size, question.power_at(independent))


def _ask(
    kind: str,
    *,
    first: Any,
    second: Any,
    sd: Any,
    confidence_level: float,
    paired: bool,
    discordant: float | None,
    ratio: float,
    method: str | None,
    design_effect: float,
) -> Question:
    check_choice("kind", kind, KINDS)
    check_confidence_level(confidence_level)
    effect = check_design_effect(design_effect)
    groups = check_between("ratio", ratio, 0, math.inf)
    if paired and groups != 1:
        raise PlanError(f"ratio is not used with paired=True; got {ratio!r}. Leave it out.")
    if paired and kind == "net score":
        raise PlanError("paired=True is not offered for a net score. Plan two groups instead.")
    make: dict[str, Callable[..., Contrast]] = {
        "proportion": difference_of_pairs if paired else difference_of_proportions,
        "mean": difference_of_means,
        "geometric mean": ratio_of_geometric_means,
        "net score": difference_of_net_scores,
    }
    contrast = make[kind](
        first,
        second,
        sd=sd,
        discordant=discordant,
        paired=paired,
        method=method,
        confidence_level=confidence_level,
    )
    return Question(kind, contrast, groups, bool(paired), effect, float(confidence_level))
