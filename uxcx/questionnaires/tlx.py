"""NASA-TLX, the Task Load Index: how demanding a task was.

Hart and Staveland (1988), *Development of NASA-TLX (Task Load Index)*, in Human Mental Workload.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from numbers import Real
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, rows_phrase
from uxcx.frames import SHOWN_ROWS, Frame
from uxcx.questionnaires.sheets import (
    Sheet,
    checked_sheets,
    frame_of_sheet,
    one_sheet,
    pandas_of,
)
from uxcx.scales import Scale, whole_scale

if TYPE_CHECKING:
    import pandas as pd

#: the six dimensions; performance runs from good (low load) to poor (high load)
TLX_DIMENSIONS = (
    "mental demand",
    "physical demand",
    "temporal demand",
    "performance",
    "effort",
    "frustration",
)
_WEIGHTS = Sheet(
    name="weighted NASA-TLX",
    function="tlx_scores",
    items=6,
    scale=whole_scale(0, 5),
    noun="weight",
)
#: how many pairs of dimensions were compared
_PAIRS = 15


def tlx_scores(
    data: Any,
    items: Sequence[str] | None = None,
    *,
    weights: Sequence[Any] | None = None,
    low: float = 0,
    high: float = 100,
) -> pd.Series[float]:
    """Score NASA-TLX ratings from 0 (no load) to 100, one score for each respondent.

    Raw: the mean of the six ratings. Weighted: each rating times how often its dimension was
    chosen in 15 comparisons of two, divided by 15.

    Parameters
    ----------
    data : data frame, or sequence of six ratings
        One row a respondent (and task); or the six ratings of one respondent: mental, physical
        and temporal demand, performance, effort, frustration.
    items : sequence of str
        With a data frame: the six columns of ratings.
    weights : sequence of str, or of six whole numbers, optional
        With a data frame: the six columns of weights; else six numbers. In the order of the
        ratings. The raw score by default.
    low, high : float, optional
        The ends of the rating scale as it was asked: 0 and 100, or for example 1 and 21. Ratings
        from 0 to 20 read as 0 to 100 are valid numbers, and score too low without any error.

    Returns
    -------
    pandas.Series
        `tlx_raw` or `tlx_weighted`, 0 to 100, in the order of the rows. Higher is worse.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        Not six ratings or weights; a rating off the scale; a missing rating or weight; weights
        that 15 comparisons of six dimensions cannot give.
    ValueError
        If `low` is not below `high`.

    Notes
    -----
    Hart and Staveland (1988). Performance is asked from "perfect" (low) to "failure" (high): if
    your form asked how good it was, turn it round first. The raw score is the more common one:
    Hart (2006), *NASA-Task Load Index (NASA-TLX); 20 years later*.

    Examples
    --------
    >>> tlx_scores([50, 60, 40, 30, 20, 10]).item()
    35.0
    >>> tlx_scores([50, 60, 40, 30, 20, 10], weights=[5, 4, 3, 2, 1, 0]).item()
    46.0

    What weighs most for this person was also most demanding, so the weighted load is higher.
    """
    sheet = Sheet(name="NASA-TLX", function="tlx_scores", items=6, scale=_rating(low, high))
    sheet = replace(sheet, noun="rating")
    if items is None:
        data = frame_of_sheet(one_sheet(data, sheet))
        items = list(data.columns)
        if weights is not None:
            weighed = frame_of_sheet(one_sheet(weights, _WEIGHTS), start="weight")
            data[list(weighed.columns)] = weighed
            weights = list(weighed.columns)
    frame, columns = checked_sheets(data, items, sheet)
    ratings = [(nw.col(column) - low) * 100 / (high - low) for column in columns]
    if weights is None:
        return pandas_of(frame, {"tlx_raw": nw.sum_horizontal(*ratings) / 6})["tlx_raw"]
    frame, weighing = checked_sheets(frame, weights, _WEIGHTS)
    _require_tally(frame, weighing)
    products = [a * nw.col(b) for a, b in zip(ratings, weighing, strict=True)]
    total = nw.sum_horizontal(*products)
    return pandas_of(frame, {"tlx_weighted": total / _PAIRS})["tlx_weighted"]


def _rating(low: Any, high: Any) -> Scale:
    ends = (low, high)
    if not all(isinstance(end, Real) and math.isfinite(end) for end in ends) or low >= high:
        raise ValueError(f"low must be below high, both numbers; got {low!r} and {high!r}.")
    return Scale(minimum=float(low), maximum=float(high), rule=f"a number from {low:g} to {high:g}")


def _require_tally(frame: Frame, columns: Sequence[str]) -> None:
    """Refuse weights that 15 comparisons of two cannot give.

    Any k dimensions were compared with each other k (k - 1) / 2 times, so the smallest k weights
    sum to at least that, and all six to exactly 15 (Landau 1953).
    """
    import numpy as np

    given = pandas_of(frame, {column: nw.col(column) for column in columns})
    sums = np.cumsum(np.sort(given.to_numpy(), axis=1), axis=1)
    least = np.array([0, 1, 3, 6, 10, 15])
    impossible = np.flatnonzero((sums < least).any(axis=1) | (sums[:, -1] != _PAIRS))
    if not len(impossible):
        return
    first = [int(row) for row in impossible[:SHOWN_ROWS]]
    shown = ", ".join(f"{weight:g}" for weight in given.iloc[first[0]])
    total = sums[first[0], -1]
    reason = (
        f"they sum to {total:g}, not to {_PAIRS}"
        if total != _PAIRS
        else f"their sum is {_PAIRS}, but no choices in pairs give just these"
    )
    raise AnswerError(
        "NASA-TLX weights count how often each of six dimensions was chosen in 15 pairs; got "
        f"{shown} in {rows_phrase(first, len(impossible))}: {reason}."
    )
