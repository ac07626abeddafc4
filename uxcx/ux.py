"""UX metrics: how people get on with one product, measured at the interaction.

Every function takes data (a data frame of any engine, or a plain 1-D array), the column to
measure, and returns an `Estimate`; with ``by=`` it returns one for each group.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from uxcx.families import GeometricMean, Mean, Proportion, Rate
from uxcx.frames import open_frame
from uxcx.measures import PERCENT, SECONDS, Measure, Unit, declare, declared, per, rating
from uxcx.measuring import Question, ask
from uxcx.questionnaires.sus import SCORE, score_items
from uxcx.results import Estimate, Estimates
from uxcx.scales import COUNT, SECONDS_ABOVE_0, YES_NO, Scale, whole_scale

__all__ = ["error_rate", "seq", "sus", "task_success", "time_on_task"]

_BY = str | Sequence[str] | None


@declare(
    Measure(
        name="task success",
        lens="UX",
        level="interaction",
        unit_of_analysis="attempt",
        unit=PERCENT,
        direction="higher is better",
        formula="successful attempts / attempts",
        source="ISO 9241-11:2018 (effectiveness); Sauro and Lewis (2016), ch. 3",
        articles="CDE",
    )
)
def task_success(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many attempts at a task succeeded (completion rate).

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row an attempt; or the counts alone, ``Proportion(successes=4, n=5)``.
    column : str, optional
        Column of 1 or True for success, 0 or False for failure; not given for an array.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wald"}, optional
        Of the interval; adjusted Wald by default, which holds the true rate about as often as it
        says even with five people. Wald is offered for teaching: it does not.

    {returns}

    Notes
    -----
    Agresti and Coull (1998), *The American Statistician* 52:119; for usability tests: Sauro and
    Lewis (2005), *Estimating completion rates from small samples*.

    Examples
    --------
    >>> task_success([1, 1, 1, 1, 0])
    task success 80% [36, 98] (4 of 5; 95%, adjusted Wald)

    Four of five succeeded, which does not yet rule out that most people fail.
    """
    question = Question(measure=_of("ux.task_success"), family=Proportion, scale=YES_NO)
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
        name="time on task",
        lens="UX",
        level="interaction",
        unit_of_analysis="attempt",
        unit=SECONDS,
        direction="lower is better",
        formula="geometric mean of the times of successful attempts",
        source="Sauro and Lewis (2010), Average task times in usability tests, CHI 2010",
        articles="ACE",
    )
)
def time_on_task(
    data: Any,
    column: str | None = None,
    *,
    completed: str | None = None,
    by: _BY = None,
    unit: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure the typical time that a task takes: the geometric mean.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or GeometricMean
        One row an attempt.
    column : str, optional
        Column of times in seconds, above 0; not given for an array.
    completed : str, optional
        Column of 1 or True where the task was completed. Times of other attempts are set aside
        and counted in `n_excluded`: how long it takes to give up is another question.
    {common}

    {returns}

    Notes
    -----
    A t interval on the logarithms, taken back. Sauro and Lewis (2010), *Average task times in
    usability tests: what to report?*, CHI 2010.

    Examples
    --------
    >>> time_on_task([55, 65, 75, 62, 45, 135])
    time on task 68 s [46, 101] (n = 6; 95%, t on logarithms)

    One slow person moves the arithmetic mean to 73 seconds, the geometric mean only to 68.
    """
    question = Question(
        measure=_of("ux.time_on_task"),
        family=GeometricMean,
        scale=SECONDS_ABOVE_0,
        value=lambda seconds: seconds.log(),
        only=completed,
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
        name="error rate",
        lens="UX",
        level="interaction",
        unit_of_analysis="attempt",
        unit=per("attempt"),
        direction="lower is better",
        formula="errors / attempts, or errors / opportunities",
        source="Sauro and Lewis (2016), ch. 2; Garwood (1936), Biometrika 28:437",
        articles="ACDE",
        note="CX professionals seldom follow error rates, but they move churn and NPS (D).",
    )
)
def error_rate(
    data: Any,
    column: str | None = None,
    *,
    opportunities: str | None = None,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many errors people make: per attempt, or per opportunity to make one.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, Rate, or (with opportunities) Proportion
        One row an attempt.
    column : str, optional
        Column of the number of errors in the attempt, 0 or more; not given for an array.
    opportunities : str, optional
        Column of how many errors could have been made in the attempt. The result is then the
        share of opportunities that went wrong, and `n` counts opportunities; an attempt without
        errors or opportunities given is one in `n_missing`.
    {common}
    method : str, optional
        Per attempt only ``"exact"`` (Poisson). With `opportunities` as for `task_success`.

    {returns}

    Notes
    -----
    The exact Poisson interval takes errors as independent. Where people have several attempts
    they are not: give `unit`.

    Examples
    --------
    >>> error_rate([0, 0, 2, 1, 0, 0, 3, 0, 0, 0])
    error rate 0.6 per attempt [0.2, 1.3] (6 events in 10; 95%, exact Poisson)

    Six errors in ten attempts: somewhere between one in five attempts and more than one in each.
    """
    measure, family = _of("ux.error_rate"), Rate
    question = Question(measure=measure, family=family, scale=COUNT)
    if opportunities is not None or isinstance(data, Proportion):
        measure = Measure(**{**vars(measure), "unit": PERCENT})
        question = Question(measure=measure, family=Proportion, scale=COUNT, exposure=opportunities)
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
    question = Question(measure=_of("ux.seq"), family=Mean, scale=whole_scale(1, 7))
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
    question = Question(measure=_of("ux.sus"), family=Mean, scale=SUS_SCORE)
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


def _of(function: str) -> Measure:
    return declared()[function]
