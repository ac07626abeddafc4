"""What customers say of getting one thing done, over several steps and channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.families import Mean, Proportion
from uxcx.measures import PERCENT, Measure, declare, measure_of, rating
from uxcx.measuring import Question, ask
from uxcx.results import Estimate, Estimates
from uxcx.scales import YES_NO, whole_scale

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
        source="Top-two-box share; Farris et al. (2010), Marketing Metrics",
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
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
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
    method: str | None = None,
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
    {mean_method}

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
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )


@declare(
    Measure(
        name="mean CSAT",
        lens="CX",
        level="journey",
        unit_of_analysis="answer after a contact",
        unit=rating(1, 5),
        direction="higher is better",
        formula="mean of the answers, 1 (very dissatisfied) to 5 (very satisfied)",
        source=("Fornell et al. (1996), Journal of Marketing 60(4):7; Farris et al. (2010)"),
        articles="CE",
        note="Not comparable with the share of satisfied answers (cx.csat).",
    )
)
def csat_mean(
    data: Any,
    column: str | None = None,
    *,
    scale: tuple[int, int] = (1, 5),
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how satisfied customers are: the mean of their answers.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Mean
        One row an answer.
    column : str, optional
        Column of whole answers on the scale; not given for an array.
    scale : (int, int), default (1, 5)
        The lowest and the highest possible answer.
    {common}
    {mean_method}

    {returns}

    Notes
    -----
    The mean with a t interval, clipped to the scale. Unlike the share of top answers it uses
    every answer; means of scales of different length cannot be compared.

    Examples
    --------
    >>> csat_mean([5, 4, 4, 2, 5, 3, 1, 4])
    mean CSAT 3.5 [2.3, 4.7] (n = 8; 95%, t)

    On the average rather satisfied, but eight answers leave room for the middle of the scale.
    """
    question = Question(
        measure=replace(measure_of("cx.csat_mean"), unit=rating(*scale)),
        family=Mean,
        scale=whole_scale(*scale),
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
        name="CES (2010)",
        lens="CX",
        level="journey",
        unit_of_analysis="answer after a contact",
        unit=rating(1, 5),
        direction="lower is better",
        formula="mean effort, 1 (very low) to 5 (very high)",
        source=(
            "Dixon, Freeman and Toman (2010), Stop trying to delight your "
            "customers, Harvard Business Review"
        ),
        articles="ABC",
        note="Lower is better; CES 2.0 (cx.ces) turned the scale round.",
    )
)
def ces_2010(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how much effort customers had: the first wording of the Customer Effort Score.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Mean
        One row an answer.
    column : str, optional
        Column of whole answers from 1 (very low effort) to 5 (very high effort); not given for an
        array.
    {common}
    {mean_method}

    {returns}

    Notes
    -----
    'How much effort did you personally have to put forth to handle your request?' Some took 5 for
    the best answer, one reason for the new wording of 2013. The mean with a t interval.

    Examples
    --------
    >>> ces_2010([1, 2, 2, 4, 1, 3, 2, 5])
    CES (2010) 2.5 [1.3, 3.7] (n = 8; 95%, t)

    Rather little effort on the average; two of the eight had much.
    """
    question = Question(measure=measure_of("cx.ces_2010"), family=Mean, scale=whole_scale(1, 5))
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
        name="first contact resolution",
        lens="CX",
        level="journey",
        unit_of_analysis="case",
        unit=PERCENT,
        direction="higher is better",
        formula="cases settled at the first contact / cases",
        source=(
            "Feinberg et al. (2000), International Journal of Service Industry Management 11:131"
        ),
        articles="A",
        note="Ask the customer; a case that the desk closed may be open to them.",
    )
)
def first_contact_resolution(
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
    """Measure how many cases were settled at the first contact.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row a case, not a contact.
    column : str, optional
        Column of 1 or True for a case settled at the first contact, 0 or False for another; not
        given for an array.
    observed : str, optional
        Column of 1 or True where the time to come back is over; other cases are set aside and
        counted in `n_excluded`.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    A case counts as settled when the customer has not come back with it within a time fixed
    beforehand; cases younger than that are set aside with `observed`.

    Examples
    --------
    >>> first_contact_resolution([1, 1, 0, 1, 1, 0, 1, 1])
    first contact resolution 75% [40, 94] (6 of 8; 95%, adjusted Wald)

    Six of eight needed one contact only.
    """
    question = Question(
        measure=measure_of("cx.first_contact_resolution"),
        family=Proportion,
        scale=YES_NO,
        only=observed,
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
