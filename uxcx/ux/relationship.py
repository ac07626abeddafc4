"""What people make of one product over weeks and months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError
from uxcx.families import Mean, NetScore, Proportion
from uxcx.measures import (
    NPS_POINTS,
    PERCENT,
    Measure,
    declare,
    measure_of,
    rating,
)
from uxcx.measuring import Question, ask
from uxcx.results import Estimate, Estimates
from uxcx.scales import YES_NO, whole_scale

_BY = str | Sequence[str] | None


@declare(
    Measure(
        name="feature adoption",
        lens="UX",
        level="relationship",
        unit_of_analysis="user",
        unit=PERCENT,
        direction="higher is better",
        formula="users who used the feature in the period / active users",
        source=(
            "Rodden, Hutchinson and Fu (2010), Measuring the user experience on a"
            " large scale (HEART), CHI 2010"
        ),
        articles="A",
    )
)
def adoption(
    data: Any,
    column: str | None = None,
    *,
    observed: str | None = None,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many users took up a feature within a period.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row an active user.
    column : str, optional
        Column of 1 or True for a user of the feature, 0 or False for another; not given for an
        array.
    observed : str, optional
        Column of 1 or True where the user was there for the whole period; others are set aside and
        counted in `n_excluded`.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    Say of which users (active in the period, or those the feature is for) and within how long;
    users who came too late to have had the whole period are set aside with `observed`.

    Examples
    --------
    >>> adoption([1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0])
    feature adoption 25% [8, 54] (3 of 12; 95%, adjusted Wald)

    Three of twelve took it up, which may stand for one in twelve or for half of all.
    """
    question = Question(
        measure=measure_of("ux.adoption"), family=Proportion, scale=YES_NO, only=observed
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
        name="app rating",
        lens="UX",
        level="relationship",
        unit_of_analysis="rating in a store",
        unit=rating(1, 5),
        direction="higher is better",
        formula="mean of the ratings, 1 to 5 stars",
        source=(
            "Hu, Zhang and Pavlou (2009), Communications of the ACM 52:144 (who rates, and how)"
        ),
        articles="B",
        note="Those who rate chose to: the interval tells of them, not of all users.",
    )
)
def app_rating(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure the mean of the ratings in an app store, from ratings or from their counts.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, mapping of stars to counts, or Mean
        One row a rating; or how many gave each number of stars, ``{5: 120, 4: 40, 1: 15}``.
    column : str, optional
        Column of whole ratings from 1 to 5; not given for an array or for counts.
    {common}
    {mean_method}

    {returns}

    Notes
    -----
    Ratings of apps are seldom normal (many 5, many 1), and stores weigh recent ones more, so the
    number in the store may differ. The mean with a t interval, clipped to 1 to 5.

    Examples
    --------
    >>> app_rating({5: 120, 4: 40, 3: 10, 2: 5, 1: 25})
    app rating 4.13 [3.93, 4.32] (n = 200; 95%, t)

    Most gave five stars and some one; the mean, between the two camps, hides both.
    """
    if isinstance(data, Mapping):
        wrong = [stars for stars in data if stars not in (1, 2, 3, 4, 5)]
        if wrong:
            raise AnswerError(
                f"Stars run from 1 to 5; got counts of {', '.join(map(repr, wrong))}."
            )
        data = Mean.from_counts(data)
    question = Question(measure=measure_of("ux.app_rating"), family=Mean, scale=whole_scale(1, 5))
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
        name="product NPS",
        lens="UX",
        level="relationship",
        unit_of_analysis="user",
        unit=NPS_POINTS,
        direction="higher is better",
        formula=("100 × (promoters − detractors) / answers; promoters 9-10, detractors 0-6"),
        source=("Reichheld (2003), The one number you need to grow, Harvard Business Review"),
        articles="CD",
        disputed=(
            "A UX metric when asked of a product, a CX metric when asked of the brand (C, D)."
        ),
    )
)
def product_nps(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how likely users are to recommend a product: NPS through the lens of UX.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or NetScore
        One row a user; or the counts alone,
        ``NetScore(promoters=60, passives=25, detractors=15)``.
    column : str, optional
        Column of whole answers from 0 (not at all likely) to 10 (extremely likely), asked of the
        product by name; not given for an array.
    {common}
    method : {"adjusted_wald", "score", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    The same arithmetic as `cx.nps`, but another question: it cannot be compared with the brand's.
    Interval: Rocks (2016), *The American Statistician* 70:365.

    Examples
    --------
    >>> product_nps([10, 9, 9, 8, 7, 6, 10, 3, 9, 8])
    product NPS 30 [-19, 65] (5 promoters, 3 passives, 2 detractors; 95%, adjusted Wald)

    Ten answers cannot tell a poor score from an excellent one.
    """
    question = Question(
        measure=measure_of("ux.product_nps"),
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
