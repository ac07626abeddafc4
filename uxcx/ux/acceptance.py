"""Whether people come to use one product, and believe it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from uxcx.families import Mean, Proportion, RatioOfSums
from uxcx.measures import PERCENT, Measure, declare, measure_of, rating
from uxcx.measuring import Question, ask
from uxcx.results import Estimate, Estimates
from uxcx.scales import AT_LEAST_1, COUNT, YES_NO, whole_scale

_BY = str | Sequence[str] | None


@declare(
    Measure(
        name="onboarding success",
        lens="UX",
        level="journey",
        unit_of_analysis="new user",
        unit=PERCENT,
        direction="higher is better",
        formula="new users who finished the onboarding / new users who began it",
        source="ISO 9241-11:2018 (effectiveness), applied to the steps of onboarding",
        articles="E",
        note=("Say within how long; those who have not had the time yet are not failures."),
    )
)
def onboarding_success(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many new users got through the onboarding.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row a new user.
    column : str, optional
        Column of 1 or True for a new user who finished it, 0 or False for another; not given for an
        array.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    Leave out who began too recently to have finished. Finishing the steps is not yet being able
    to use the product: see `adoption` and `time_to_value`.

    Examples
    --------
    >>> onboarding_success([1, 1, 0, 1, 1, 0, 1, 1, 1, 0])
    onboarding success 70% [39, 90] (7 of 10; 95%, adjusted Wald)

    Seven of ten finished, which may stand for four in ten or nine.
    """
    question = Question(
        measure=measure_of("ux.onboarding_success"), family=Proportion, scale=YES_NO
    )
    return ask(
        question,
        data,
        column,
        by=by,
        unit=unit,
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )


@declare(
    Measure(
        name="perceived credibility",
        lens="UX",
        level="relationship",
        unit_of_analysis="respondent",
        unit=rating(1, 7),
        direction="higher is better",
        formula="mean of the answers, 1 (not at all believable) to 7 (very believable)",
        source="Fogg and Tseng (1999), The elements of computer credibility, CHI 1999",
        articles="B",
        note=("What people believe of a product, not whether it deserves it."),
    )
)
def credibility(
    data: Any,
    column: str | None = None,
    *,
    scale: tuple[int, int] = (1, 7),
    by: _BY = None,
    unit: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how credible people find a product: the mean of their ratings.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Mean
        One row a respondent.
    column : str, optional
        Column of whole answers on the scale; not given for an array.
    scale : (int, int), default (1, 7)
        The lowest and the highest possible answer.
    {common}

    {returns}

    Notes
    -----
    One question with a mean and a t interval, clipped to the scale. Credibility has two sides,
    trust and expertise: one question cannot tell them apart.

    Examples
    --------
    >>> credibility([6, 5, 7, 4, 6, 5, 6, 3])
    perceived credibility 5.3 [4.2, 6.3] (n = 8; 95%, t)

    Most found it believable; the mean of everybody may still be little above the middle.
    """
    question = Question(
        measure=replace(measure_of("ux.credibility"), unit=rating(*scale)),
        family=Mean,
        scale=whole_scale(*scale),
    )
    return ask(
        question,
        data,
        column,
        by=by,
        unit=unit,
        missing=missing,
        confidence_level=confidence_level,
    )


@declare(
    Measure(
        name="engagement",
        lens="UX",
        level="relationship",
        unit_of_analysis="user",
        unit=PERCENT,
        direction="neither",
        formula="days with use / days of the period, both summed over users",
        source=(
            "Rodden, Hutchinson and Fu (2010), Measuring the user experience on a large scale "
            "(HEART), CHI 2010"
        ),
        articles="B",
        note="More use is not always better: a good tool may need little of it.",
    )
)
def engagement(
    data: Any,
    column: str | None = None,
    *,
    days: str = "days",
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure on what share of days people use a product.

    {declaration}

    Parameters
    ----------
    data : data frame or RatioOfSums
        One row a user.
    column : str, optional
        Column of the number of days with use in the period, whole, 0 or more.
    days : str, default "days"
        Column of how many days the user was observed, whole, 1 or more.
    {common}
    method : {"log", "plain"}, optional
        Of the interval: the delta method on logarithms, which cannot fall below 0, by default.

    {returns}

    Notes
    -----
    Over a month this is what is called stickiness: the mean of daily users over the users of the
    month. Days of one person are alike, which the interval knows from the rows.

    Examples
    --------
    >>> import pandas as pd
    >>> use = pd.DataFrame({"used": [12, 3, 20, 7, 1, 15], "days": [28] * 6})
    >>> engagement(use, "used")
    engagement 35% [16, 76] (58 over 168 in 6 rows; 95%, delta method on logarithms)

    The six used it on about one day in three; they differ too much to say more of others.
    """
    question = Question(
        measure=measure_of("ux.engagement"),
        family=RatioOfSums,
        scale=COUNT,
        exposure=days,
        exposure_scale=AT_LEAST_1,
        within=[(None, days)],
    )
    return ask(
        question,
        data,
        column,
        by=by,
        unit=unit,
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )
