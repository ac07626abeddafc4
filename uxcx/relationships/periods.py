"""Any metric, period by period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, ColumnError
from uxcx.frames import column_names, count_rows
from uxcx.preparing import own
from uxcx.relationships.calendar import Period, check_period, label, period_number
from uxcx.relationships.logs import check_missing, local_time, open_log, refuse_gaps
from uxcx.results import Estimate, Estimates, Group

NUMBER = own("period")


def over_time(
    metric: Callable[..., Any],
    data: Any,
    column: str,
    *,
    time: str,
    period: Period = "month",
    by: str | Sequence[str] | None = None,
    time_zone: str | None = None,
    missing_time: str = "raise",
    **options: Any,
) -> Estimates:
    """Measure a metric for each day, week or month.

    Parameters
    ----------
    metric : callable
        A metric of `uxcx.ux` or `uxcx.cx`: ``cx.share_of_wallet``, ``cx.nps``.
    data : data frame
        Rows with a time, of any engine.
    column : str
        Column that the metric is made of.
    time : str
        Column of dates or times.
    period : {"month", "week", "day"}, default "month"
        Weeks begin on Monday.
    by : str or list of str, optional
        Columns to group by, beside the period.
    time_zone : str, optional
        In which days are told apart, where times have a zone.
    missing_time : {"raise", "exclude"}, default "raise"
        Rows without a time are refused, or left out.
    **options
        Of the metric: ``category=``, ``unit=``, ``method=``. Give ``unit=`` where somebody has
        several rows: it also makes `uxcx.compare` know who is in both periods.

    Returns
    -------
    Estimates
        One for each period that has rows, from early to late. The first and the last may be
        observed in part only.

    Raises
    ------
    ColumnError
        A column is not there, or is called as the period.
    AnswerError
        A time is missing or is not a time, or what the metric refuses.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import cx, relationships
    >>> spent = pd.DataFrame({
    ...     "day": pd.to_datetime(["2025-01-09", "2025-01-20", "2025-02-03", "2025-02-25"]),
    ...     "us": [50, 0, 80, 30], "all": [100, 80, 120, 90]})
    >>> relationships.over_time(cx.share_of_wallet, spent, "us", category="all", time="day")
    share of wallet, 2025-01: 28% [0, 100] (50 over 180 in 2 rows; 95%, delta method on logarithms)
    share of wallet, 2025-02: 52% [1, 100] (110 over 210 in 2 rows; 95%, delta method on logarithms)

    Two customers a month say next to nothing, whatever the shares were.
    """
    check_period(period)
    check_missing(missing_time)
    groups = column_names(by)
    if period in groups:
        raise ColumnError(
            f"The column {period!r} of by= is called as a column of the result. Rename it first."
        )
    frame = local_time(open_log(data, [column, *groups], time=time), time, time_zone)
    if missing_time == "raise":
        refuse_gaps(frame, [time], hint="Give missing_time='exclude' to leave such rows out.")
    frame = frame.filter(~nw.col(time).is_null())
    if not count_rows(frame):
        raise AnswerError(f"Column {time!r} has no times.")
    frame = frame.with_columns(period_number(nw.col(time), period).alias(NUMBER))
    found = metric(frame, column, by=[*groups, NUMBER], **options)
    return Estimates([_dated(e, period) for e in found], by=(*groups, period))


def _dated(estimate: Estimate, period: Period) -> Estimate:
    """Return the estimate with its period's name in place of its number."""
    overlaps = {_named(group, period): shared for group, shared in estimate.overlaps.items()}
    return replace(estimate, group=_named(estimate.group, period), overlaps=overlaps)


def _named(group: Group, period: Period) -> Group:
    *names, (_, number) = group
    return (*names, (period, label(int(number), period)))
