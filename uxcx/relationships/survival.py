"""Survival: how long customers stay, when some of them have not left yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.frames import column_names
from uxcx.relationships.calendar import Period, as_day, check_period
from uxcx.relationships.logs import check_missing
from uxcx.relationships.stays import stays_of_dates, stays_of_durations
from uxcx.relationships.survival_curve import SurvivalCurve, SurvivalCurves


def survival(
    customers: Any,
    *,
    duration: str | None = None,
    churned: str | None = None,
    start: str | None = None,
    end: str | None = None,
    since: str | dt.date | None = None,
    until: str | dt.date | None = None,
    by: str | Sequence[str] | None = None,
    period: Period = "month",
    time_zone: str | None = None,
    missing: Literal["exclude", "raise"] = "exclude",
    confidence_level: float = 0.95,
) -> SurvivalCurve | SurvivalCurves:
    """Measure how many customers stay how long, counting those who are still there.

    Parameters
    ----------
    customers : data frame
        One row a customer, of any engine.
    duration, churned : str, optional
        Columns of how long each customer was observed, 0 or more, in units of `period`; and of 1
        or True for who left then, 0 or False for who was still there.
    start, end : str, optional
        In place of `duration`, columns of the days of joining and leaving. With `until`, who has
        no end, or one after `until`, is still there. With `churned`, `end` is the day on which
        a customer left or was last seen.
    since : date or str, optional
        With `start` and `end`: the first day from which on leaving was recorded. Customers who had
        started before count from that day on, because others like them had left without a trace;
        without `since`, stays come out too long. Who left before it is set aside.
    until : date or str, optional
        The last day on which it was known who is there. Customers who start later are set aside.
    by : str or list of str, optional
        Columns to group by: one curve for each group.
    period : {"month", "week", "day"}, default "month"
        The unit of time. From days, a week is 7 of them and a month 30.44, its mean length.
    time_zone : str, optional
        In which days are told apart, where times have a zone.
    missing : {"exclude", "raise"}, default "exclude"
        Customers without start or duration are counted in `n_missing`, or refused.
    confidence_level : float, default 0.95
        Between 0 and 1.

    Returns
    -------
    SurvivalCurve or SurvivalCurves
        With ``at``, ``median``, ``quantile``, ``restricted_mean``, ``hazard``; and, of several
        groups, ``log_rank``.

    Raises
    ------
    ColumnError
        A column is not there.
    AnswerError
        An end before its start, a negative duration, or nobody to count.
    TypeError
        If the columns named do not make one of the three ways above.

    Notes
    -----
    Kaplan and Meier (1958), *JASA* 53:457, with Greenwood's variance and the log-log interval.
    It takes for granted that who is still there at the end of the observation will not leave
    sooner or later than others who had stayed as long. Computed from the counts of each length of
    stay, so that only these are collected; `scipy.stats.ecdf`, which wants every customer, gives
    the same numbers.

    Examples
    --------
    >>> from uxcx import datasets, relationships
    >>> air = datasets.load("airline")
    >>> curves = relationships.survival(
    ...     air.customers, start="joined", end="left", by="tier",
    ...     since="2024-01-01", until="2025-09-30")
    >>> curves["gold"].at(12)
    survival, gold, month 12: 88% [80, 92] (n = 204; 95%, Kaplan-Meier, log-log)
    >>> curves.log_rank()
    These data do not show that customers of basic, silver and gold stay differently long (log-rank
    chi-square 2.02, 2 df, p = 0.36). That does not show that they stay alike; curves that cross can
    hide a difference from this test.

    Of gold customers, about 88 in 100 are still there after a year; whether they stay longer than
    others is open.
    """
    check_period(period)
    check_missing(missing)
    check_confidence_level(confidence_level)
    groups = column_names(by)
    if duration is not None and churned is not None and not (start or end or since or until):
        stays = stays_of_durations(customers, duration, churned, by=groups, missing=missing)
    elif start and end and duration is None and (churned is None) != (until is None):
        stays = stays_of_dates(
            customers,
            start,
            end,
            churned=churned,
            since=dt.date.min if since is None else as_day(since, "since"),
            until=dt.date.max if until is None else as_day(until, "until"),
            by=groups,
            period=period,
            time_zone=time_zone,
            missing=missing,
        )
    else:
        raise TypeError(
            "Name the columns of one of three ways: duration and churned; start and end, with "
            "until; or start and end, with churned."
        )
    if not sum(lives.n for _, lives in stays):
        raise AnswerError("There are no customers whose stay is known.")
    curves = [
        SurvivalCurve(lives=lives, period=period, confidence_level=confidence_level, group=group)
        for group, lives in stays
    ]
    return SurvivalCurves(curves, by=tuple(groups)) if groups else curves[0]
