"""Whether customers speak for a brand: what they would do, and what they did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.families import NetScore, Proportion
from uxcx.measures import NPS_POINTS, PERCENT, Measure, declare, measure_of
from uxcx.measuring import Question, ask
from uxcx.results import Estimate, Estimates
from uxcx.scales import YES_NO, whole_scale

_BY = str | Sequence[str] | None


@declare(
    Measure(
        name="NPS",
        lens="CX",
        level="relationship",
        unit_of_analysis="customer",
        unit=NPS_POINTS,
        direction="higher is better",
        formula="100 × (promoters − detractors) / answers; promoters 9-10, detractors 0-6",
        source="Reichheld (2003), The one number you need to grow, Harvard Business Review",
        articles="ABCDE",
        disputed="A CX metric when asked of the brand, a UX metric when asked of a product (C, D).",
    )
)
def nps(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how likely customers are to recommend: the Net Promoter Score.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or NetScore
        One row a customer; or the counts alone,
        ``NetScore(promoters=60, passives=25, detractors=15)``.
    column : str, optional
        Column of whole answers from 0 (not at all likely) to 10 (extremely likely); not given
        for an array.
    {common}
    method : {"adjusted_wald", "score", "wald"}, optional
        Of the interval; adjusted Wald by default. Wald has no width when all answer alike.

    {returns}

    Notes
    -----
    Reichheld (2003), *Harvard Business Review*. Interval: Rocks (2016), *The American
    Statistician* 70:365.

    Examples
    --------
    >>> nps([10, 9, 9, 8, 7, 6, 10, 3, 9, 8])
    NPS 30 [-19, 65] (5 promoters, 3 passives, 2 detractors; 95%, adjusted Wald)

    Ten answers cannot tell a poor score from an excellent one.

    Waves of a survey are compared as pairs where the same customers answered both; ``unit=`` says
    who they are. Some may be in one wave only:

    >>> import pandas as pd
    >>> from uxcx import compare
    >>> waves = pd.DataFrame({
    ...     "customer": [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 7],
    ...     "wave": ["1st"] * 6 + ["2nd"] * 6,
    ...     "answer": [3, 6, 7, 9, 8, 5, 7, 6, 9, 10, 9, 9],
    ... })
    >>> before, after = nps(waves, "answer", by="wave", unit="customer")
    >>> compare(after, before).method
    't over 7 units, 5 of them in both (delta method)'

    Five of the seven customers are their own yardstick.
    """
    question = Question(
        measure=measure_of("cx.nps"),
        family=NetScore,
        scale=whole_scale(0, 10),
        value=lambda answer: (answer >= 9).cast(nw.Float64) - (answer <= 6).cast(nw.Float64),
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
        name="referral rate",
        lens="CX",
        level="relationship",
        unit_of_analysis="customer",
        unit=PERCENT,
        direction="higher is better",
        formula="customers who referred somebody / customers",
        source=("Schmitt, Skiera and Van den Bulte (2011), Journal of Marketing 75(1):46"),
        articles="A",
        note="What people did; NPS asks what they would do.",
    )
)
def referral_rate(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many customers brought another one.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row a customer.
    column : str, optional
        Column of 1 or True for a customer who referred somebody, 0 or False for another; not given
        for an array.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    Counts customers who refer, not the customers they bring. Say within which period; a new
    customer has had less time for it.

    Examples
    --------
    >>> referral_rate([0, 0, 1, 0, 0, 0, 0, 1, 0, 0])
    referral rate 20% [5, 52] (2 of 10; 95%, adjusted Wald)

    Two of ten did; it may be one in twenty or half of all.
    """
    question = Question(measure=measure_of("cx.referral_rate"), family=Proportion, scale=YES_NO)
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
        name="positive reviews",
        lens="CX",
        level="relationship",
        unit_of_analysis="review",
        unit=PERCENT,
        direction="higher is better",
        formula="reviews of 4 and 5 stars / reviews",
        source="Chevalier and Mayzlin (2006), Journal of Marketing Research 43:345",
        articles="E",
        note=("Those who review chose to: the interval tells of them, not of all customers."),
    )
)
def positive_reviews(
    data: Any,
    column: str | None = None,
    *,
    from_stars: int = 4,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many reviews are good: the share with four and five stars.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row a review.
    column : str, optional
        Column of whole stars from 1 to 5; not given for an array.
    from_stars : int, default 4
        The fewest stars that count as good, from 2 to 5.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    The share throws away how bad the others were. Reviewers of several products: give `unit`.

    Examples
    --------
    >>> positive_reviews([5, 4, 1, 5, 3, 5, 2, 4])
    positive reviews 63% [30, 87] (5 of 8; 95%, adjusted Wald)

    Five of eight are good, which does not yet say more than half.
    """
    if from_stars not in (2, 3, 4, 5):
        raise ValueError(f"from_stars must be 2, 3, 4 or 5; got {from_stars!r}.")
    question = Question(
        measure=measure_of("cx.positive_reviews"),
        family=Proportion,
        scale=whole_scale(1, 5),
        value=lambda stars: (stars >= from_stars).cast(nw.Float64),
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
