"""What the brand stands for with customers: trust, perception, and whether they buy more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from uxcx.families import Mean, Proportion
from uxcx.measures import PERCENT, Measure, declare, measure_of, rating
from uxcx.measuring import Question, ask
from uxcx.results import Estimate, Estimates
from uxcx.scales import YES_NO, whole_scale

_BY = str | Sequence[str] | None


@declare(
    Measure(
        name="upsell rate",
        lens="CX",
        level="relationship",
        unit_of_analysis="customer",
        unit=PERCENT,
        direction="higher is better",
        formula="customers who moved to a dearer offer in the period / customers who could",
        source="As used in practice; there is no standard source",
        articles="E",
        note=("What is sold to somebody who does not need it does not last."),
    )
)
def upsell_rate(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many customers moved up to a dearer offer within a period.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row a customer.
    column : str, optional
        Column of 1 or True for a customer who moved up, 0 or False for another; not given for an
        array.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    Only customers who could move up belong in, for the whole period. Look at churn beside it: what
    is sold to somebody who does not need it does not last.

    Examples
    --------
    >>> upsell_rate([0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0])
    upsell rate 17% [3, 46] (2 of 12; 95%, adjusted Wald)

    Two of twelve moved up, which leaves open whether it is one in twenty or nearly half.
    """
    question = Question(measure=measure_of("cx.upsell_rate"), family=Proportion, scale=YES_NO)
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
        name="brand trust",
        lens="CX",
        level="relationship",
        unit_of_analysis="respondent",
        unit=rating(1, 7),
        direction="higher is better",
        formula="mean of the answers, 1 (do not trust at all) to 7 (trust fully)",
        source="Chaudhuri and Holbrook (2001), Journal of Marketing 65(2):81",
        articles="AE",
        note=("Their scale has four items; average them for each respondent, or ask one."),
    )
)
def brand_trust(
    data: Any,
    column: str | None = None,
    *,
    scale: tuple[int, int] = (1, 7),
    by: _BY = None,
    unit: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how far customers trust a brand: the mean of their ratings.

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
    The mean with a t interval, clipped to the scale. Ask of the brand, not of the last contact.

    Examples
    --------
    >>> brand_trust([5, 6, 4, 7, 5, 6, 2, 5])
    brand trust 5.0 [3.7, 6.3] (n = 8; 95%, t)

    Eight customers place trust somewhere between the middle and high.
    """
    question = Question(
        measure=replace(measure_of("cx.brand_trust"), unit=rating(*scale)),
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
        name="brand perception",
        lens="CX",
        level="relationship",
        unit_of_analysis="respondent",
        unit=rating(1, 7),
        direction="higher is better",
        formula="mean of the answers, 1 (very unfavourable) to 7 (very favourable)",
        source="Keller (1993), Journal of Marketing 57(1):1",
        articles="AE",
        note=("Also moved by advertising and by the news, not only by experience."),
    )
)
def brand_perception(
    data: Any,
    column: str | None = None,
    *,
    scale: tuple[int, int] = (1, 7),
    by: _BY = None,
    unit: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how favourably people see a brand: the mean of their ratings.

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
    The mean with a t interval, clipped to the scale. Those who never bought may be asked too: say
    who was.

    Examples
    --------
    >>> brand_perception([6, 4, 5, 7, 3, 5, 6, 6])
    brand perception 5.3 [4.2, 6.3] (n = 8; 95%, t)

    Favourable on the whole, in a sample too small to say how much.
    """
    question = Question(
        measure=replace(measure_of("cx.brand_perception"), unit=rating(*scale)),
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
