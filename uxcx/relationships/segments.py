"""RFM segments: customers by how recently, how often and how much they buy, by a stated rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, ColumnError
from uxcx.frames import Frame, names_of
from uxcx.preparing import own
from uxcx.relationships.logs import one_row, open_log

FIFTHS = (0.2, 0.4, 0.6, 0.8)
SINCE = own("since")
#: from this score on, the top two fifths
HIGH = 4


def rfm_segments(summary: Any) -> Any:
    """Give each customer scores from 1 to 5 and a segment, from an RFM summary.

    Parameters
    ----------
    summary : data frame
        From `rfm`, of any engine: columns ``frequency``, ``recency``, ``age`` and, if there is one,
        ``monetary_value``.

    Returns
    -------
    data frame
        Of the engine that was given (a lazy frame stays lazy), with more columns:

        - ``recency_score``, ``frequency_score`` and, with money, ``monetary_score``: 1 to 5. The
          score is 1 and how many of the four quintiles of all customers are below the value. For
          recency the value is the time since the last purchase, turned round: 5 is the most recent.
          Without a repeat purchase the monetary score is missing;
        - ``segment``: ``"best"`` (recency and frequency of 4 or 5), ``"slipping away"`` (only
          frequency), ``"new or occasional"`` (only recency), ``"quiet"`` (neither).

    Raises
    ------
    ColumnError
        A column is not there, or one of those made here is there already.
    AnswerError
        There are no customers.

    Notes
    -----
    Quintiles are interpolated linearly. Customers with the same value get the same score, so the
    groups are of one size only where no values are tied: if more than 60% bought once, no
    frequency score is 2 or 3. The cuts are those of these customers: scores of two samples, or
    of two years, cannot be compared.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import relationships
    >>> summary = pd.DataFrame({"customer": list("abcde"), "frequency": [0, 0, 2, 5, 9],
    ...     "recency": [0.0, 0.0, 20.0, 30.0, 10.0], "age": [30.0, 2.0, 25.0, 31.0, 60.0]})
    >>> scores = relationships.rfm_segments(summary)
    >>> scores["segment"].tolist()
    ['quiet', 'new or occasional', 'quiet', 'best', 'slipping away']

    Customer d bought often and lately; e bought most often, but not for long.
    """
    frame = open_log(summary, ["frequency", "recency", "age"])
    names = names_of(frame)
    money = "monetary_value" in names
    made = ["recency_score", "frequency_score", *(["monetary_score"] if money else []), "segment"]
    for name in made:
        if name in names:
            raise ColumnError(f"There is a column {name!r} already. Rename it first.")
    # Turned round, so that more is better in all three.
    frame = frame.with_columns((nw.col("recency") - nw.col("age")).alias(SINCE))
    values = dict(zip(made, [SINCE, "frequency", "monetary_value"], strict=False))
    scores = {name: _score(frame, values[name]) for name in made[:-1]}
    frame = frame.with_columns(**scores)
    recent, often = (nw.col(name) >= HIGH for name in ("recency_score", "frequency_score"))
    segment = (
        nw.when(recent & often)
        .then(nw.lit("best"))
        .otherwise(
            nw.when(often)
            .then(nw.lit("slipping away"))
            .otherwise(nw.when(recent).then(nw.lit("new or occasional")).otherwise(nw.lit("quiet")))
        )
    )
    result: Any = frame.with_columns(segment.alias("segment")).select(*names, *made)
    return result.to_native()


def _score(frame: Frame, column: str) -> nw.Expr:
    """Return 1 and how many quintiles are below the value; missing where the value is."""
    value = nw.col(column)
    wanted = [
        value.quantile(share, interpolation="linear").alias(own(f"q{index}"))
        for index, share in enumerate(FIFTHS)
    ]
    cuts: Sequence[Any] = list(one_row(frame.select(*wanted)).values())
    if cuts[0] is None:
        raise AnswerError(f"There are no customers with a value of {column!r}.")
    above = [(value > float(cut)).cast(nw.Int64) for cut in cuts]
    score = above[0] + above[1] + above[2] + above[3] + 1
    return nw.when(~value.is_null()).then(score)
