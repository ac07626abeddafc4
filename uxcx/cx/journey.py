"""What customers say of getting one thing done, over several steps and channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.families import Mean, Proportion
from uxcx.measures import PERCENT, Measure, declare, measure_of, rating
from uxcx.measuring import Question, ask
from uxcx.results import Estimate, Estimates
from uxcx.scales import whole_scale

#: the lowest answer that counts as satisfied, by the width of a scale that starts at 1; the
#: conventions of survey tools (4 and 5 of 5, 6 and 7 of 7, 8 to 10 of 10)
SATISFIED_FROM = {3: 3, 4: 3, 5: 4, 6: 5, 7: 6, 10: 8}
_BY = str | Sequence[str] | None


@declare(
    Measure(
        name="CSAT",
        lens="CX",
        level="journey",
        unit_of_analysis="answer after a contact",
        unit=PERCENT,
        direction="higher is better",
        formula="satisfied answers / answers",
        source="Top-two-box share; Farris et al. (2010), Marketing Metrics, ch. 2",
        articles="CE",
        note="Also asked of single interactions: then it is a UX metric.",
    )
)
def csat(
    data: Any,
    column: str | None = None,
    *,
    scale: tuple[int, int] = (1, 5),
    satisfied_from: int | None = None,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many customers are satisfied: the share of top answers.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row an answer.
    column : str, optional
        Column of whole answers on the scale; not given for an array.
    scale : (int, int), default (1, 5)
        The lowest and the highest possible answer.
    satisfied_from : int, optional
        The lowest answer that counts as satisfied. By default, for scales from 1: 3 of 3, 3 and
        4 of 4, 4 and 5 of 5, 5 and 6 of 6, 6 and 7 of 7, 8 to 10 of 10.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    Top boxes throw away how satisfied the others were; the mean of the ratings does not.

    Examples
    --------
    >>> csat([5, 4, 4, 2, 5, 3, 1, 4])
    CSAT 63% [30, 87] (5 of 8; 95%, adjusted Wald)

    Five of eight were satisfied; it may be a third or five in six of all customers.
    """
    low, high = scale
    lowest = SATISFIED_FROM.get(high) if low == 1 and satisfied_from is None else satisfied_from
    if lowest is None or not low < lowest <= high:
        raise ValueError(
            f"Which answers of the scale {low} to {high} are satisfied ones? Give "
            f"satisfied_from=, a number above {low} and up to {high}; got {satisfied_from!r}."
        )
    top: int = lowest
    question = Question(
        measure=measure_of("cx.csat"),
        family=Proportion,
        scale=whole_scale(low, high),
        value=lambda answer: (answer >= top).cast(nw.Float64),
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
        name="CES",
        lens="CX",
        level="journey",
        unit_of_analysis="answer after a contact",
        unit=rating(1, 7),
        direction="higher is better",
        formula="mean agreement, 1 to 7, with 'the company made it easy to handle my issue'",
        source="Dixon, Toman and DeLisi (2013), The Effortless Experience (CES 2.0)",
        articles="ABC",
        note="The first wording (2010) asked for effort, so that lower was better.",
    )
)
def ces(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how easy customers find it to get something done: the Customer Effort Score.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Mean
        One row an answer.
    column : str, optional
        Column of whole answers from 1 (strongly disagree that it was easy) to 7 (strongly
        agree); not given for an array.
    {common}

    {returns}

    Notes
    -----
    The mean with a t interval, clipped to 1 to 7. Wording of CES 2.0: Dixon, Toman and DeLisi
    (2013).

    Examples
    --------
    >>> ces([7, 6, 5, 7, 3, 6, 2, 7])
    CES 5.4 [3.8, 7.0] (n = 8; 95%, t)

    Most found it easy, but eight answers leave much room.
    """
    question = Question(measure=measure_of("cx.ces"), family=Mean, scale=whole_scale(1, 7))
    return ask(
        question,
        data,
        column,
        by=by,
        unit=unit,
        missing=missing,
        confidence_level=confidence_level,
    )
