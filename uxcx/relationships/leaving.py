"""Churn and retention within a period, from who joined and left when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

import narwhals.stable.v2 as nw

from uxcx import cx
from uxcx.errors import AnswerError
from uxcx.frames import column_names, count_rows
from uxcx.preparing import own
from uxcx.relationships.calendar import as_day, day_number
from uxcx.relationships.logs import check_missing, complete, local_time, open_log, refuse_gaps
from uxcx.results import Estimate, Estimates

FROM, TO, SEEN, ENDED, FOLLOWED = (
    own(name) for name in ("from", "to", "seen", "ended", "followed")
)
STAYED, LEFT = own("stayed"), own("left")


def churn(
    customers: Any,
    *,
    start: str = "joined",
    end: str = "left",
    since: str | dt.date,
    until: str | dt.date,
    last_seen: str | None = None,
    what: Literal["churn", "retention"] = "churn",
    by: str | Sequence[str] | None = None,
    time_zone: str | None = None,
    missing: Literal["raise", "exclude"] = "raise",
    method: str | None = None,
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many of the customers at the start of a period left within it.

    Parameters
    ----------
    customers : data frame
        One row a customer, of any engine.
    start, end : str, default "joined", "left"
        Columns of the days of joining and leaving; no end for who has not left.
    since, until : date or str
        The first and the last day of the period. Who joined before it and had not left by then is
        counted; who left on one of its days has churned.
    last_seen : str, optional
        Column of the last day on which each customer was followed. Who was not followed to the end
        of the period and had not left is set aside, and counted in `n_excluded`: not yet observed
        is neither retained nor churned.
    what : {"churn", "retention"}, default "churn"
        Which share: of those who left (`uxcx.cx.churn_rate`), or of those who stayed
        (`uxcx.cx.retention_rate`).
    by : str or list of str, optional
        Columns to group by: one estimate for each group.
    time_zone : str, optional
        In which days are told apart, where times have a zone.
    missing : {"raise", "exclude"}, default "raise"
        Customers without a start are refused, or left out.
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.
    confidence_level : float, default 0.95
        Between 0 and 1.

    Returns
    -------
    Estimate or Estimates
        The metric of `uxcx.cx`; one for each group with `by`.

    Raises
    ------
    ColumnError
        A column is not there.
    AnswerError
        Nobody was there at the start of the period, or times are not times.
    ValueError
        If the period ends before it begins, or an option is none of those above.

    Notes
    -----
    Customers who join within the period are in neither number: who joined last week had little time
    to leave. Periods of different length cannot be compared; `survival` uses all customers, those
    who joined late as well.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import relationships
    >>> customers = pd.DataFrame({
    ...     "joined": pd.to_datetime(["2024-05-01", "2024-08-10", "2024-12-01", "2025-01-15"]),
    ...     "left": pd.to_datetime(["2025-01-20", None, None, "2025-01-30"])})
    >>> relationships.churn(customers, since="2025-01-01", until="2025-01-31")
    churn rate 33% [6, 80] (1 of 3; 95%, adjusted Wald)

    One of the three who were there at the turn of the year left in January; the fourth came later.
    """
    if what not in ("churn", "retention"):
        raise ValueError(f"what must be 'churn' or 'retention'; got {what!r}.")
    first, last = as_day(since, "since"), as_day(until, "until")
    if last < first:
        raise ValueError(f"until ({last}) must not be before since ({first}).")
    check_missing(missing)
    groups = column_names(by)
    frame = open_log(customers, groups, start=start, end=end, last_seen=last_seen)
    times = [column for column in (start, end, last_seen) if column is not None]
    for column in times:
        frame = local_time(frame, column, time_zone)
    if missing == "raise":
        refuse_gaps(frame, [start], hint="Give missing='exclude' to leave such rows out.")
    frame = complete(frame, [start])
    # Numbers of days are made of days only: where one is missing, the start stands in.
    given = {ENDED: ~nw.col(end).is_null()}
    names = {start: FROM, end: TO}
    if last_seen is not None:
        names[last_seen] = SEEN
    schema = frame.collect_schema()
    days = {}
    for column, name in names.items():
        day, stand_in = nw.col(column), nw.col(start)
        if schema[column] != schema[start]:
            day, stand_in = day.cast(nw.Datetime("us")), stand_in.cast(nw.Datetime("us"))
        days[name] = nw.when(~nw.col(column).is_null()).then(day).otherwise(stand_in)
    frame = frame.with_columns(**days, **given)
    frame = frame.with_columns(**{name: day_number(nw.col(name)) for name in names.values()})
    begin, finish = first.toordinal(), last.toordinal()
    ended = nw.col(ENDED)
    there = frame.filter((nw.col(FROM) < begin) & ~(ended & (nw.col(TO) < begin)))
    if not count_rows(there):
        raise AnswerError(f"No customer was there at the start of {first.isoformat()}.")
    left = ended & (nw.col(TO) <= finish)
    followed = left | (nw.col(SEEN) >= finish) if last_seen is not None else nw.lit(True)
    there = there.with_columns(
        left.cast(nw.Int64).alias(LEFT),
        (~left).cast(nw.Int64).alias(STAYED),
        followed.cast(nw.Int64).alias(FOLLOWED),
    )
    metric, column = (cx.churn_rate, LEFT) if what == "churn" else (cx.retention_rate, STAYED)
    return metric(
        there,
        column,
        observed=FOLLOWED,
        by=groups or None,
        method=method,
        confidence_level=confidence_level,
    )
