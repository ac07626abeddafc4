"""What people say of one product right after using it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from uxcx.families import Mean
from uxcx.frames import open_frame
from uxcx.measures import Measure, Unit, declare, measure_of, rating
from uxcx.measuring import Question, ask
from uxcx.questionnaires.sus import SCORE, score_items
from uxcx.questionnaires.umux import LITE_SCORE, score_lite
from uxcx.results import Estimate, Estimates
from uxcx.scales import Scale, whole_scale

_BY = str | Sequence[str] | None


@declare(
    Measure(
        name="SEQ",
        lens="UX",
        level="interaction",
        unit_of_analysis="attempt",
        unit=rating(1, 7),
        direction="higher is better",
        formula="mean of the answers, 1 (very difficult) to 7 (very easy)",
        source="Sauro and Dumas (2009), Comparison of three one-question, post-task usability "
        "questionnaires, CHI 2009",
        articles="E",
        note="The field's standard for what E calls momentary satisfaction.",
    )
)
def seq(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how easy a task felt: the Single Ease Question, asked right after it.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Mean
        One row an attempt.
    column : str, optional
        Column of whole answers from 1 (very difficult) to 7 (very easy); not given for an array.
    {common}
    {mean_method}

    {returns}

    Notes
    -----
    The mean with a t interval, clipped to 1 to 7. Sauro and Dumas (2009), CHI 2009.

    Examples
    --------
    >>> seq([5, 6, 7, 4, 6, 5, 7, 6, 5, 6, 4, 5])
    SEQ 5.5 [4.9, 6.1] (n = 12; 95%, t)

    Twelve people found the task rather easy.
    """
    question = Question(measure=measure_of("ux.seq"), family=Mean, scale=whole_scale(1, 7))
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
        name="SUS",
        lens="UX",
        level="interaction",
        unit_of_analysis="respondent",
        unit=Unit(name="score, 0 to 100", difference=" points", minimum=0.0, maximum=100.0),
        direction="higher is better",
        formula="2.5 × (sum of odd answers − 5 + 25 − sum of even answers), averaged",
        source='Brooke (1996), SUS: a "quick and dirty" usability scale',
        articles="CE",
        note="A score, not a percentage: 68 is the middle of published studies.",
    )
)
def sus(
    data: Any,
    columns: str | Sequence[str] | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how usable people find a product: the mean System Usability Scale score.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array of scores, or Mean
        One row a respondent.
    columns : list of ten str, or str, optional
        The ten columns of answers (1 to 5) in the order of the questionnaire; or the one column
        of finished scores (0 to 100, multiples of 2.5). Not given for an array of scores.
    {common}
    {mean_method}

    {returns}

    Notes
    -----
    Mean with a t interval, clipped to 0 to 100. Respondents with a missing item are refused: say
    yourself what becomes of them. Scoring: Brooke (1996). Grades: `questionnaires.sus_grade`.

    Examples
    --------
    >>> sus([87.5, 87.5, 90, 82.5, 75, 77.5, 60, 90, 85, 75, 80, 72.5])
    SUS 80 [75, 86] (n = 12; 95%, t)

    Twelve people place the true score somewhere between 75 and 86.
    """
    question = Question(measure=measure_of("ux.sus"), family=Mean, scale=SUS_SCORE)
    if columns is not None and not isinstance(columns, str):
        data, columns = score_items(data, columns), SCORE
    elif not isinstance(data, Mean):
        open_frame(data, columns)
    return ask(
        question,
        data,
        columns,
        by=by,
        unit=unit,
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )


class _SusScore(Scale):
    """Finished SUS scores: a number that ten answers from 1 to 5 can give."""

    def likely_cause(self, values: Sequence[float], smallest: float, largest: float) -> str:
        if largest <= 7 and smallest >= 0:
            return (
                "These look like answers to single items: give the ten columns, "
                "ux.sus(frame, [ten columns]), or score one sheet with sus_scores()."
            )
        if all(self.minimum <= value <= self.maximum for value in values):
            return "Was this averaged over respondents? Give the score of each respondent."
        return super().likely_cause(values, smallest, largest)


SUS_SCORE = _SusScore(
    minimum=0, maximum=100, step=2.5, rule="a SUS score, a multiple of 2.5 from 0 to 100"
)


@declare(
    Measure(
        name="UMUX-Lite",
        lens="UX",
        level="interaction",
        unit_of_analysis="respondent",
        unit=Unit(name="score, 0 to 100", difference=" points", minimum=0.0, maximum=100.0),
        direction="higher is better",
        formula="100 × (sum of both answers − smallest sum) / (largest − smallest sum), averaged",
        source="Lewis, Utesch and Maher (2013), UMUX-LITE: when there's no time for the SUS, CHI "
        "2013",
        note="A raw score, not a guess at the SUS.",
    )
)
def umux_lite(
    data: Any,
    columns: str | Sequence[str] | None = None,
    *,
    points: int = 7,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure in two questions how useful and usable people find a product.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array of scores, or Mean
        One row a respondent.
    columns : list of two str, or str, optional
        The two columns of answers, requirements first and ease second; or the one column of
        finished scores (0 to 100). Not given for an array of scores.
    points : {7, 5}, optional
        Whether answers run from 1 to 7, as published, or from 1 to 5.
    {common}
    {mean_method}

    {returns}

    Notes
    -----
    Mean of the raw scores with a t interval, clipped to 0 to 100. Respondents with a missing item
    are refused: say yourself what becomes of them. Lewis, Utesch and Maher (2013). What goes with
    it on the scale of the SUS is a guess: `questionnaires.sus_equivalent`.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"meets": [6, 7, 4, 5, 6], "easy": [5, 7, 3, 6, 6]})
    >>> umux_lite(answers, ["meets", "easy"])
    UMUX-Lite 75 [49, 100] (n = 5; 95%, t)

    Five people leave it open whether the product is mediocre or excellent.
    """
    question = Question(measure=measure_of("ux.umux_lite"), family=Mean, scale=SCORE_TO_100)
    if columns is not None and not isinstance(columns, str):
        data, columns = score_lite(data, columns, points), LITE_SCORE
    elif not isinstance(data, Mean):
        open_frame(data, columns)
    return ask(
        question,
        data,
        columns,
        by=by,
        unit=unit,
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )


SCORE_TO_100 = Scale(minimum=0, maximum=100, rule="a score from 0 to 100")


@declare(
    Measure(
        name="satisfaction",
        lens="UX",
        level="interaction",
        unit_of_analysis="answer after an interaction",
        unit=rating(1, 5),
        direction="higher is better",
        formula="mean of the answers, 1 (very dissatisfied) to 5 (very satisfied)",
        source="ISO 9241-11:2018 (satisfaction); Sauro and Lewis (2016)",
        articles="AE",
        note=(
            "The same question after a contact with the company is CSAT (cx.csat, cx.csat_mean)."
        ),
    )
)
def satisfaction(
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
    """Measure how satisfied people are with one interaction: the mean of their ratings.

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
    The mean with a t interval, clipped to the scale. Ask right after the interaction; later,
    people answer about the company.

    Examples
    --------
    >>> satisfaction([4, 5, 3, 4, 2, 5, 4, 4])
    satisfaction 3.9 [3.0, 4.7] (n = 8; 95%, t)

    Most of the eight were satisfied; the mean of everybody may still lie mid-scale.
    """
    question = Question(
        measure=replace(measure_of("ux.satisfaction"), unit=rating(*scale)),
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
