"""How many answers show that two are the same, or one not worse, but for a margin."""

from __future__ import annotations

import math
from typing import Any, Literal

from uxcx.measures import Direction
from uxcx.plan.answer import SampleSize
from uxcx.plan.checks import PlanError, check_choice, check_number, check_power, smallest
from uxcx.plan.contrasts import Contrast, Given
from uxcx.plan.differences import DifferenceKind, ask, check_size, fewest

DIRECTIONS = ("higher is better", "lower is better")


def equivalent(
    kind: DifferenceKind,
    *,
    first: Any,
    second: Any,
    margin: float,
    n: int | None = None,
    power: float | None = None,
    sd: Any = None,
    cv: Any = None,
    confidence_level: float = 0.95,
    paired: bool = False,
    discordant: float | None = None,
    correlation: float | None = None,
    ratio: float = 1,
    design_effect: float = 1,
) -> SampleSize:
    """Return how many answers show that two are the same, but for a margin.

    Parameters
    ----------
    kind : {"proportion", "mean", "geometric mean", "net score", "rate", "ratio of sums"}
        What will be compared.
    first, second : float, or (promoters, detractors)
        The two true values, as in `uxcx.plan.difference`; mostly the same twice. A true difference
        of half the margin needs far more answers.
    margin : float
        The largest difference that does not matter, as in `uxcx.equivalent`: a difference as
        stored, or for times, rates and ratios of sums a ratio above 1.
    n : int, optional
        If given, the power of a study of this size is returned instead: answers in the first
        group, or pairs.
    power : float, optional
        The share of such studies that must show it; 0.8 if neither this nor `n` is given.
    sd, cv, discordant, correlation : float, optional
        As in `uxcx.plan.difference`.
    confidence_level : float, default 0.95
        Of each of the two one-sided tests, above 0.5: at 0.95 the interval is that of 90%.
    paired : bool, default False
        Whether the same people answer twice; `n` then counts pairs.
    ratio : float, default 1
        Answers in the second group for each in the first.
    design_effect : float, default 1
        By how much rows of one unit being alike multiplies the answers needed.

    Returns
    -------
    SampleSize
        The smallest n from which on the power is reached, or the `power` of an `n`.

    Raises
    ------
    PlanError
        If something needed is missing, out of its range, or has no use for this kind, or if the
        true difference is not within the margin.
    ValueError
        If `confidence_level` is not between 0 and 1.

    Notes
    -----
    The chance that the interval of `uxcx.compare` lies within the margin (Schuirmann 1987,
    *Journal of Pharmacokinetics and Biopharmaceutics* 15:657). Means and times: exact, over the
    distribution of the sample's variance (Phillips 1990, same journal, 18:137), with Welch's
    degrees of freedom. Rates: exact. Proportions and net scores: normal approximation.

    Examples
    --------
    >>> equivalent("proportion", first=0.9, second=0.9, margin=0.05)
    618 answers in each of two groups: a proportion of 90% in both with power 80% (95%, two
    one-sided tests, Agresti-Caffo)

    To show that two designs are alike within five percentage points takes hundreds of people.
    """
    given = Given(sd, cv, discordant, correlation, paired, None, confidence_level)
    return _plan(
        "equivalent",
        kind,
        (first, second),
        given,
        margin=margin,
        direction=None,
        n=n,
        power=power,
        ratio=ratio,
        design_effect=design_effect,
    )


def not_worse(
    kind: DifferenceKind,
    *,
    first: Any,
    second: Any,
    margin: float,
    direction: Direction = "higher is better",
    n: int | None = None,
    power: float | None = None,
    sd: Any = None,
    cv: Any = None,
    confidence_level: float = 0.95,
    paired: bool = False,
    discordant: float | None = None,
    correlation: float | None = None,
    ratio: float = 1,
    design_effect: float = 1,
) -> SampleSize:
    """Return how many answers show that the first is no worse than the second, but for a margin.

    Parameters
    ----------
    kind : {"proportion", "mean", "geometric mean", "net score", "rate", "ratio of sums"}
        What will be compared.
    first, second : float, or (promoters, detractors)
        The two true values, as in `uxcx.plan.difference`; mostly the same twice.
    margin : float
        The largest loss that is accepted, as in `uxcx.not_worse`.
    direction : {"higher is better", "lower is better"}, default "higher is better"
        Which way is better; lower for times and errors.
    n : int, optional
        If given, the power of a study of this size is returned instead.
    power : float, optional
        The share of such studies that must show it; 0.8 if neither this nor `n` is given.
    sd, cv, discordant, correlation : float, optional
        As in `uxcx.plan.difference`.
    confidence_level : float, default 0.95
        Of the one-sided test, above 0.5.
    paired : bool, default False
        Whether the same people answer twice; `n` then counts pairs.
    ratio : float, default 1
        Answers in the second group for each in the first.
    design_effect : float, default 1
        By how much rows of one unit being alike multiplies the answers needed.

    Returns
    -------
    SampleSize
        The smallest n from which on the power is reached, or the `power` of an `n`.

    Raises
    ------
    PlanError
        If something needed is missing, out of its range, or has no use for this kind, or if the
        first is truly worse by the margin or more.
    ValueError
        If `confidence_level` is not between 0 and 1.

    Notes
    -----
    As `uxcx.plan.equivalent`, with one of its two limits (Piaggio et al. 2012, *JAMA* 308:2594).

    Examples
    --------
    >>> not_worse("geometric mean", first=60, second=60, margin=1.2, sd=0.5,
    ...           direction="lower is better")
    94 answers in each of two groups: a geometric mean of 60 s in both with power 80% (95%, one
    one-sided test, Welch's t on logarithms)

    Ruling out that the new design takes a fifth longer needs about a hundred people in each group.
    """
    check_choice("direction", direction, DIRECTIONS)
    given = Given(sd, cv, discordant, correlation, paired, None, confidence_level)
    return _plan(
        "not worse",
        kind,
        (first, second),
        given,
        margin=margin,
        direction=direction,
        n=n,
        power=power,
        ratio=ratio,
        design_effect=design_effect,
    )


def _plan(
    purpose: Literal["equivalent", "not worse"],
    kind: str,
    values: tuple[Any, Any],
    given: Given,
    *,
    margin: Any,
    direction: str | None,
    n: Any,
    power: Any,
    ratio: Any,
    design_effect: Any,
) -> SampleSize:
    level = check_number("confidence_level", given.confidence_level)
    if not 0.5 < level < 1:
        raise PlanError(f"confidence_level of a one-sided test must be above 0.5; got {level:g}.")
    if n is not None and power is not None:
        raise PlanError("n and power: give one of the two, and the other is computed.")
    # The interval of two one-sided tests at 95% is that of 90%.
    both = Given(**{**vars(given), "confidence_level": 2 * level - 1})
    question = ask(kind, *values, both, ratio=ratio, design_effect=design_effect)
    contrast = question.contrast
    width = _check_margin(margin, kind, contrast)
    low, high = (1 / width, width) if contrast.is_ratio else (-width, width)
    if direction == "higher is better":
        high = math.inf
    if direction == "lower is better":
        low = 0.0 if contrast.is_ratio else -math.inf
    at_a_limit = any(math.isclose(contrast.difference, end, rel_tol=1e-9) for end in (low, high))
    if at_a_limit or not low < contrast.difference < high:
        raise PlanError(
            f"{contrast.asked}: the true difference is not within the margin, so that no study "
            f"could show what is asked; got margin={margin!r}."
        )

    def power_at(size: float) -> float:
        return contrast.within(size, size * question.ratio, low, high)

    words, loss = f"{width:.10g} times", f"by a factor of {width:.10g} or more"
    if not contrast.is_ratio:
        factor = 100 if kind == "proportion" else 1
        words = f"{width * factor:.10g}{contrast.unit}"
        loss = f"by {words} or more"
    finding = f"show that the two are the same, but for less than the margin of {words}"
    tests = "two one-sided tests"
    if purpose == "not worse":
        finding = f"show that the first is not worse {loss}"
        tests = "one one-sided test"
    more = {
        "margin": width,
        "finding": finding,
        "method": f"{tests}, {contrast.interval}",
        "confidence_level": level,
    }
    if n is not None:
        size = check_size(n, question)
        return question.answer("power", size, power_at(size / question.design_effect), **more)
    wanted = check_power(0.8 if power is None else power, level)
    found = smallest(
        lambda size: power_at(size) >= wanted,
        fewest(question),
        asked=f"margin={margin!r}",
    )
    return question.answer(purpose, found * question.design_effect, wanted, **more)


def _check_margin(margin: Any, kind: str, contrast: Contrast) -> float:
    number = check_number("margin", margin)
    if contrast.is_ratio:
        if number > 1:
            return number
        hint = f" Write {1 / number:.4g} for 1/{number:g}." if 0 < number < 1 else ""
        raise PlanError(
            f"A {kind} is compared as a ratio, so margin must be a ratio above 1, such as 1.2; got "
            f"{margin!r}.{hint}"
        )
    if 0 < number < contrast.longest:
        return number
    percent = kind == "proportion" and 1 <= number < 100
    hint = f" Write {number:g} percentage points as {number / 100:g}." if percent else ""
    below = "" if math.isinf(contrast.longest) else f" and below {contrast.longest:g}"
    raise PlanError(f"margin must be above 0{below}; got {margin!r}.{hint}")
