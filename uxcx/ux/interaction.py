"""What people do with one product at one moment: time, errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from uxcx.families import Proportion, Rate
from uxcx.measures import PERCENT, SECONDS, Measure, declare, measure_of, per
from uxcx.measuring import Question, ask
from uxcx.middles import Middle, ask_for_middle
from uxcx.results import Estimate, Estimates
from uxcx.scales import COUNT, SECONDS_ABOVE_0, Scale

_BY = str | Sequence[str] | None
CREDIT = Scale(minimum=0, maximum=1, rule="a score from 0 to 1")


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
    statistic: Middle = "geometric_mean",
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure the typical time that a task takes: the geometric mean.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or GeometricMean (Median, Mean)
        One row an attempt.
    column : str, optional
        Column of times in seconds, above 0; not given for an array.
    completed : str, optional
        Column of 1 or True where the task was completed. Times of other attempts are set aside
        and counted in `n_excluded`: how long it takes to give up is another question.
    {common}
    {statistic}

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

    >>> time_on_task([55, 65, 75, 62, 45, 135], statistic="median")
    time on task (median) 64 s [45, 135] (n = 6; 95%, order statistics)

    The median is near, but with six people nothing narrower than the whole range will do.
    """
    question = ask_for_middle(
        measure_of("ux.time_on_task"), statistic, scale=SECONDS_ABOVE_0, only=completed
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
        name="error rate",
        lens="UX",
        level="interaction",
        unit_of_analysis="attempt",
        unit=per("attempt"),
        direction="lower is better",
        formula="errors / attempts, or errors / opportunities",
        source="Sauro and Lewis (2016); Garwood (1936), Biometrika 28:437",
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
    measure, family = measure_of("ux.error_rate"), Rate
    question = Question(measure=measure, family=family, scale=COUNT)
    if opportunities is not None or isinstance(data, Proportion):
        measure = replace(measure, unit=PERCENT)
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
