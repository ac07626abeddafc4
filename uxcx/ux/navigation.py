"""How people find their way at one moment: clicks, detours, what draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.families import Mean, Proportion
from uxcx.measures import (
    PERCENT,
    Measure,
    Unit,
    declare,
    measure_of,
)
from uxcx.measuring import Question, ask
from uxcx.middles import Middle, ask_for_middle
from uxcx.results import Estimate, Estimates
from uxcx.scales import AT_LEAST_1, COUNT, YES_NO

_BY = str | Sequence[str] | None


@declare(
    Measure(
        name="number of clicks",
        lens="UX",
        level="interaction",
        unit_of_analysis="attempt",
        unit=Unit(name="clicks", suffix=" clicks", minimum=0.0),
        direction="lower is better",
        formula="geometric mean of the clicks of successful attempts",
        source=("Tullis and Albert (2013), Measuring the User Experience"),
        articles="A",
        note="Fewer is not always better: three easy clicks beat one hard one.",
    )
)
def number_of_clicks(
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
    """Measure how many clicks a task typically takes: the geometric mean.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or GeometricMean (Median, Mean)
        One row an attempt.
    column : str, optional
        Column of the number of clicks or taps, 1 or more; not given for an array.
    completed : str, optional
        Column of 1 or True where the task was completed; other attempts are set aside and counted
        in `n_excluded`.
    {common}
    {statistic}

    {returns}

    Notes
    -----
    Clicks are skewed as times are, with a few attempts that wander; so they are averaged on
    logarithms and compared as a ratio, as in `time_on_task`.

    Examples
    --------
    >>> number_of_clicks([4, 5, 4, 6, 19])
    number of clicks 6 clicks [3, 14] (n = 5; 95%, t on logarithms)

    The one who wandered for 19 clicks moves the middle little, but widens the interval.
    """
    question = ask_for_middle(
        measure_of("ux.number_of_clicks"), statistic, scale=AT_LEAST_1, only=completed
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
        name="lostness",
        lens="UX",
        level="interaction",
        unit_of_analysis="attempt",
        unit=Unit(name="0, no detour, and more", difference="", minimum=0.0),
        direction="lower is better",
        formula=(
            "mean of √((N/S − 1)² + (R/N − 1)²); S pages visited, N of them different, R needed"
        ),
        source=(
            "Smith (1996), Towards a practical measure of hypertext usability, "
            "Interacting with Computers 8:365"
        ),
        articles="A",
    )
)
def lostness(
    data: Any,
    column: str | None = None,
    *,
    different: str = "different",
    needed: str | int,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how lost people get: pages visited against the shortest path.

    {declaration}

    Parameters
    ----------
    data : data frame or Mean
        One row an attempt.
    column : str, optional
        Column of the pages visited, each visit counted, 1 or more.
    different : str, default "different"
        Column of how many different pages were visited; not more than were visited.
    needed : int or str
        The fewest pages that the task needs, or the column that has it for each row.
    {common}
    {mean_method}

    {returns}

    Notes
    -----
    Smith (1996) found people below 0.4 not lost, and above 0.5 lost for certain. The mean with a
    t interval, which is cut off at 0.

    Examples
    --------
    >>> import pandas as pd
    >>> visits = pd.DataFrame({"visited": [4, 8, 5], "different": [4, 5, 4]})
    >>> lostness(visits, "visited", different="different", needed=4)
    lostness 0.2 [0.0, 0.7] (n = 3; 95%, t) Note: the interval was cut off at 0, below which nothing
    can be.

    One went straight there and two took detours; three attempts leave it open how lost people
    are.
    """
    also = {different: AT_LEAST_1}
    if isinstance(needed, str):
        also[needed] = AT_LEAST_1
    elif needed < 1:
        raise ValueError(f"needed must be 1 page or more; got {needed!r}.")

    def detour(visited: nw.Expr) -> nw.Expr:
        fewest = nw.col(needed) if isinstance(needed, str) else nw.lit(float(needed))
        unique = nw.col(different)
        return ((unique / visited - 1) ** 2 + (fewest / unique - 1) ** 2).sqrt()

    question = Question(
        measure=measure_of("ux.lostness"),
        family=Mean,
        scale=AT_LEAST_1,
        value=detour,
        also=also,
        within=[(different, None)],
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
        name="click-through rate",
        lens="UX",
        level="interaction",
        unit_of_analysis="impression",
        unit=PERCENT,
        direction="higher is better",
        formula="clicks / impressions",
        source="Farris et al. (2010), Marketing Metrics",
        articles="AB",
        note="Says that people were drawn, not that they found what they came for.",
    )
)
def click_through_rate(
    data: Any,
    column: str | None = None,
    *,
    impressions: str | None = None,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many of those who saw something clicked on it.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row an impression; or many, with `impressions`.
    column : str, optional
        Column of 1 or True for a click, 0 or False for none; or with `impressions` the number of
        clicks. Not given for an array.
    impressions : str, optional
        Column of how often it was shown, where a row is a day or a page and not one impression;
        `n` counts impressions then.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    Impressions of one person hang together: give `unit`. Count at most one click for each
    impression, or the share may pass 100%, which is refused.

    Examples
    --------
    >>> click_through_rate(Proportion(successes=42, n=1000))
    click-through rate 4.2% [3.1, 5.6] (42 of 1,000; 95%, adjusted Wald)

    Between 3 and 6 of a hundred who see it click.
    """
    question = Question(
        measure=measure_of("ux.click_through_rate"),
        family=Proportion,
        scale=YES_NO if impressions is None else COUNT,
        exposure=impressions,
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
