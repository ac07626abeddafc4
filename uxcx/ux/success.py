"""Whether people succeed with one product at one moment: at all, in time, in part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import narwhals.stable.v2 as nw

from uxcx.families import Mean, Proportion
from uxcx.measures import PERCENT, Measure, declare, measure_of
from uxcx.measuring import Question, ask
from uxcx.results import Estimate, Estimates
from uxcx.scales import SECONDS_ABOVE_0, YES_NO, Scale

_BY = str | Sequence[str] | None
CREDIT = Scale(minimum=0, maximum=1, rule="a score from 0 to 1")


@declare(
    Measure(
        name="task success",
        lens="UX",
        level="interaction",
        unit_of_analysis="attempt",
        unit=PERCENT,
        direction="higher is better",
        formula="successful attempts / attempts",
        source="ISO 9241-11:2018 (effectiveness); Sauro and Lewis (2016)",
        articles="CDE",
    )
)
def task_success(
    data: Any,
    column: str | None = None,
    *,
    point: Literal["observed", "lewis_sauro", "laplace", "wilson"] = "observed",
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
    point : {"observed", "lewis_sauro", "laplace", "wilson"}, default "observed"
        What is reported as the value: the share that was seen, or a better guess of the true rate
        from few attempts; see `uxcx.families.Proportion.point_estimate`. Interval and comparisons
        rest on the counts either way.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
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

    >>> round(task_success([1, 1, 1, 1, 1], point="lewis_sauro").value, 3)
    0.857

    Five of five is not 100%: the next one may fail.
    """
    question = Question(measure=measure_of("ux.task_success"), family=Proportion, scale=YES_NO)
    found = ask(
        question,
        data,
        column,
        by=by,
        unit=unit,
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )
    if point == "observed":
        return found
    if isinstance(found, Estimates):
        return Estimates([_with_point(each, point) for each in found], by=found.by)
    return _with_point(found, point)


#: what each rule for a point estimate is called in results
_POINTS = {"lewis_sauro": "Lewis and Sauro", "laplace": "LaPlace", "wilson": "Wilson"}


def _with_point(found: Estimate, point: str) -> Estimate:
    """Return the estimate with another point estimate, named in its method."""
    if not isinstance(found.summary, Proportion):
        raise ValueError(
            f"point={point!r} is for attempts of different people: leave out unit= or point=."
        )
    value = found.summary.point_estimate(point)
    method = f"{found.method}; value by the rule of {_POINTS[point]}"
    # In tiny samples the guess may fall outside an interval made by another method.
    low, high = min(found.low, value), max(found.high, value)
    return replace(found, value=value, low=low, high=high, method=method)


@declare(
    Measure(
        name="success within the limit",
        lens="UX",
        level="interaction",
        unit_of_analysis="attempt",
        unit=PERCENT,
        direction="higher is better",
        formula="attempts that succeeded within the time limit / attempts",
        source=("Tullis and Albert (2013); Sauro and Lewis (2016)"),
        articles="CDE",
    )
)
def success_within(
    data: Any,
    column: str | None = None,
    *,
    seconds: str = "seconds",
    limit: float,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many attempts at a task succeeded within a time limit.

    {declaration}

    Parameters
    ----------
    data : data frame or Proportion
        One row an attempt; or the counts alone, ``Proportion(successes=4, n=5)``.
    column : str, optional
        Column of 1 or True for success, 0 or False for failure; not given for an array.
    seconds : str, default "seconds"
        Column of times in seconds, above 0.
    limit : float
        The longest time, in seconds, that still counts; above 0.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    A failure is a failure whatever its time; a success without a time is missing, because nobody
    knows on which side of the limit it fell. Choose the limit before looking at the data.

    Examples
    --------
    >>> import pandas as pd
    >>> attempts = pd.DataFrame({"done": [1, 1, 1, 0, 1], "took": [40, 55, 95, 30, 58]})
    >>> success_within(attempts, "done", seconds="took", limit=60)
    success within the limit 60% [23, 88] (3 of 5; 95%, adjusted Wald)

    Three of five succeeded within a minute; a fourth was slower.
    """
    if not limit > 0:
        raise ValueError(f"limit must be a number of seconds above 0; got {limit!r}.")

    def within_limit(done: nw.Expr) -> nw.Expr:
        took = nw.col(seconds)
        known = (done == 0) | ~took.is_null()
        return nw.when(known).then(
            ((done == 1) & (took <= limit)).fill_null(False).cast(nw.Float64)
        )

    question = Question(
        measure=measure_of("ux.success_within"),
        family=Proportion,
        scale=YES_NO,
        value=within_limit,
        also={seconds: SECONDS_ABOVE_0},
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
        name="success with partial credit",
        lens="UX",
        level="interaction",
        unit_of_analysis="attempt",
        unit=PERCENT,
        direction="higher is better",
        formula="mean of the declared scores of the levels of success, 0 to 1",
        source=("Tullis and Albert (2013), Measuring the User Experience"),
        articles="CDE",
    )
)
def success_with_credit(
    data: Any,
    column: str | None = None,
    *,
    scores: Mapping[Any, float],
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure success in levels: the mean of what each level is worth.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Mean
        One row an attempt.
    column : str, optional
        Column of levels, words or codes, each of them named in `scores`; not given for an array.
    scores : mapping of level to float
        What each level is worth, from 0 to 1: ``{"alone": 1, "with help": 0.5, "failed": 0}``.
    {common}
    {mean_method}

    {returns}

    Notes
    -----
    A mean with a t interval, clipped to 0% to 100%. What a level is worth is a decision, not a
    finding: declare it before looking at the data, and report it. Tullis and Albert
    (2013).

    Examples
    --------
    >>> worth = {"alone": 1, "with help": 0.5, "failed": 0}
    >>> success_with_credit(["alone", "with help", "alone", "failed", "with help"], scores=worth)
    success with partial credit 60% [8, 100] (n = 5; 95%, t)

    Two managed alone and two with help, which counts here as three successes of five.
    """
    wrong = {level: score for level, score in scores.items() if not 0 <= score <= 1}
    if wrong or not scores:
        raise ValueError(f"scores must name what each level is worth, from 0 to 1; got {wrong}.")
    question = Question(
        measure=measure_of("ux.success_with_credit"), family=Mean, scale=CREDIT, levels=scores
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
