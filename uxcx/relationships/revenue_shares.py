"""How much of the revenue comes from how few customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, cast

import narwhals.stable.v2 as nw

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError, ColumnError
from uxcx.families import RatioOfSums
from uxcx.frames import Frame, column_names, require_valid
from uxcx.measures import NUMBER, PERCENT, Measure
from uxcx.preparing import own
from uxcx.reducing import grouped, in_order
from uxcx.relationships.calendar import Period, check_period, label, period_number
from uxcx.relationships.logs import (
    check_missing,
    complete,
    local_time,
    open_log,
    plain_ids,
    refuse_gaps,
)
from uxcx.results import Estimate, Estimates, Group, group_label
from uxcx.scales import AMOUNT

TOTAL, PERIOD, RANK, RUNNING, SIZE, SUM, PLACE, CUT, ABOVE, DISTANCE, ONE = (
    own(name)
    for name in (
        *("total", "period", "rank", "running", "size", "sum", "place", "cut", "above"),
        *("distance", "one"),
    )
)
GINI = Measure(
    name="Gini coefficient of revenue",
    lens="CX",
    level="relationship",
    unit_of_analysis="customer",
    unit=replace(NUMBER, name="0 to 1", minimum=0.0, maximum=1.0),
    source="Gini (1914); interval by the projection of Hoeffding (1948)",
)


def concentration(
    transactions: Any,
    *,
    customer: str = "customer",
    amount: str,
    time: str | None = None,
    period: Period = "month",
    statistic: Literal["top_share", "gini"] = "top_share",
    top: float = 0.2,
    by: str | Sequence[str] | None = None,
    time_zone: str | None = None,
    missing: Literal["raise", "exclude"] = "raise",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how much of the revenue comes from how few customers.

    Parameters
    ----------
    transactions : data frame
        One row a purchase, or a customer, of any engine; each customer's amounts are added up.
    customer, amount : str
        Columns of whose purchase it was, and what was paid, 0 or more.
    time : str, optional
        Column of dates or times: one estimate for each period, of the customers with a purchase in
        it.
    period : {"month", "week", "day"}, default "month"
        Weeks begin on Monday.
    statistic : {"top_share", "gini"}, default "top_share"
        The part of the revenue that the largest customers bring; or Gini's coefficient, which is 0
        where all bring the same, and near 1 where one brings all.
    top : float, default 0.2
        How many are "the largest": 0.2 for the top 20%.
    by : str or list of str, optional
        Columns to group by: one estimate for each group.
    time_zone : str, optional
        In which days are told apart, where times have a zone.
    missing : {"raise", "exclude"}, default "raise"
        Rows without customer, amount or time are refused, or left out.
    confidence_level : float, default 0.95
        Between 0 and 1.

    Returns
    -------
    Estimate or Estimates
        One estimate; with `time` or `by` one for each period and group.

    Raises
    ------
    ColumnError
        A column is not there, or is called as the period.
    AnswerError
        Something is missing, an amount is negative, or nobody paid anything.

    Notes
    -----
    Both are ratios of sums over customers, so the interval is the delta method's, on logarithms:
    for the top share with ``(x - q)+ + top q`` above the line, where q parts the largest from the
    others; for Gini with each customer's mean distance from all. A part of a customer counts in
    part: of 7 customers, the top 20% are 1.4. Few very large customers make both intervals too
    narrow: with log-normal amounts, 95% intervals held the truth in about 86% of samples of 50
    customers, 92% of 200 and 93% of 1,000. Customers in several periods count in each;
    `uxcx.compare` takes periods as independent.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import relationships
    >>> paid = pd.DataFrame({"customer": list("abcdefghij"), "paid": [90, 30, 20] + [10] * 7})
    >>> relationships.concentration(paid, amount="paid")
    revenue share of the top 20% 57% [35, 93] (120 over 210 in 10 rows; 95%, delta method on
    logarithms)

    The two largest of ten customers bring more than half of the revenue.
    """
    check_period(period)
    check_missing(missing)
    check_confidence_level(confidence_level)
    if statistic not in ("top_share", "gini"):
        raise ValueError(f"statistic must be 'top_share' or 'gini'; got {statistic!r}.")
    if not 0 < top < 1:
        hint = f" Write {top:g}% as {top / 100:g}." if 1 < top < 100 else ""
        raise ValueError(f"top must be between 0 and 1; got {top!r}.{hint}")
    groups = column_names(by)
    if period in groups and time is not None:
        raise ColumnError(
            f"The column {period!r} of by= is called as a column of the result. Rename it first."
        )
    keys = {column: column for column in groups}
    if time is not None:
        keys[time] = PERIOD
    frame = open_log(transactions, groups, customer=customer, amount=amount, time=time)
    frame = plain_ids(frame, customer)
    frame = require_valid(frame, {amount: AMOUNT}, missing="exclude")
    needed = [customer, amount, *([time] if time is not None else [])]
    if missing == "raise":
        refuse_gaps(frame, needed, hint="Give missing='exclude' to leave such rows out.")
    if time is not None:
        frame = local_time(frame, time, time_zone)
    frame = complete(frame, needed)
    if time is not None:
        frame = frame.with_columns(period_number(nw.col(time), period).alias(PERIOD))
    group_columns = list(keys.values())
    totals = _totals(frame, customer, amount, group_columns)
    if statistic == "gini":
        measure, summaries = GINI, _gini(totals, group_columns)
    else:
        measure, summaries = _top_measure(top), _top_share(totals, group_columns, top)
    rows: list[Any] = [(group, {"summary": summary}) for group, summary in summaries]
    if not rows:
        raise AnswerError("There are no purchases to add up.")
    found: list[Estimate] = []
    for group, row in in_order(totals, group_columns, rows):
        names = group if time is None else (*group[:-1], _dated(group[-1][1], period))
        found.append(
            row["summary"].estimate(measure=measure, group=names, confidence_level=confidence_level)
        )
    if not keys:
        return found[0]
    return Estimates(found, by=(*groups, *([period] if time is not None else [])))


def _dated(number: Any, period: Period) -> tuple[str, str]:
    return period, label(int(number), period)


def _top_measure(top: float) -> Measure:
    return replace(
        GINI,
        name=f"revenue share of the top {100 * top:g}%",
        unit=PERCENT,
        source="Lorenz (1905), Publications of the American Statistical Association 9:209",
    )


def _totals(frame: Frame, customer: str, amount: str, by: Sequence[str]) -> Frame:
    """Return what each customer paid, with the number and the sum of their group.

    Each customer's rank in the group and the running sum go from small to large.
    """
    keys = [ONE, *by]
    paid: Frame = frame.group_by(customer, *by).agg(nw.col(amount).sum().alias(TOTAL))
    paid = paid.with_columns(nw.col(TOTAL).cast(nw.Float64), nw.lit(1.0).alias(ONE))
    return paid.with_columns(
        nw.col(ONE).cum_sum().over(*keys, order_by=TOTAL).alias(RANK),
        nw.col(TOTAL).cum_sum().over(*keys, order_by=TOTAL).alias(RUNNING),
        nw.col(ONE).sum().over(*keys).alias(SIZE),
        nw.col(TOTAL).sum().over(*keys).alias(SUM),
    )


def _top_share(totals: Frame, by: Sequence[str], top: float) -> list[tuple[Group, RatioOfSums]]:
    """Return, for each group, the sums of the top share above the sums of what all paid.

    The largest customers bring n top q and what they paid above q, where q is what the smallest of
    them paid: so a share of customers that is not whole counts in part.
    """
    largest = nw.col(SIZE) * top
    place = nw.col(SIZE) - (largest - largest % 1)
    totals = totals.with_columns((nw.col(RANK) - place).abs().alias(PLACE))
    here = nw.when(nw.col(PLACE) < 0.5).then(nw.col(TOTAL))
    totals = totals.with_columns(here.alias(CUT))
    totals = totals.with_columns(nw.col(CUT).max().over(ONE, *by).alias(CUT))
    more = nw.col(TOTAL) - nw.col(CUT)
    above = nw.when(more > 0).then(more).otherwise(nw.lit(0.0)) + nw.col(CUT) * top
    return _ratios(totals.with_columns(above.alias(ABOVE)), by)


def _gini(totals: Frame, by: Sequence[str]) -> list[tuple[Group, RatioOfSums]]:
    """Return, for each group, the sums of Gini's mean difference above those of what all paid.

    A customer's mean distance from all, less half the mean of these distances, is what one customer
    adds to half of Gini's mean difference (the projection of a U statistic: Hoeffding 1948,
    *Annals of Mathematical Statistics* 19:293).
    """
    total, n = nw.col(TOTAL), nw.col(SIZE)
    distance = (total * (nw.col(RANK) * 2 - n) + nw.col(SUM) - nw.col(RUNNING) * 2) / n
    totals = totals.with_columns(distance.alias(DISTANCE))
    half = nw.col(DISTANCE).sum().over(ONE, *by) / n / 2
    totals = totals.with_columns(half.alias(CUT))
    return _ratios(totals.with_columns((nw.col(DISTANCE) - nw.col(CUT)).alias(ABOVE)), by)


def _ratios(frame: Frame, by: Sequence[str]) -> list[tuple[Group, RatioOfSums]]:
    y, x = nw.col(ABOVE), nw.col(TOTAL)
    products = {"y": y, "x": x, "yy": y * y, "xy": x * y, "xx": x * x}
    frame = frame.with_columns(**{own(name): each for name, each in products.items()})
    sums = {"n": nw.len(), **{name: nw.col(own(name)).sum() for name in products}}
    found = []
    for group, row in grouped(frame, by, sums):
        if not row["n"]:
            continue
        if not row["x"]:
            where = f" in the group {group_label(group)}" if group else ""
            raise AnswerError(f"Nobody paid anything{where}, so there are no shares of it.")
        # What is left of equal amounts is rounding, of either sign.
        sums_of = {name: max(0.0, float(row[name])) for name in products}
        found.append((group, RatioOfSums(n=int(row["n"]), **cast("dict[str, Any]", sums_of))))
    return found
