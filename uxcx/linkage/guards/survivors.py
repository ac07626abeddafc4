"""Survivors only: those who left are not in the survey."""

from __future__ import annotations

import math
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.amounts import p_text
from uxcx.comparison import compare
from uxcx.errors import AnswerError
from uxcx.families import Mean, Proportion
from uxcx.frames import collect, open_frame, require_columns, require_valid
from uxcx.linkage.guards.finding import Finding, Findings
from uxcx.linkage.phrases import in_words, part_of
from uxcx.results import begin_sentence, show
from uxcx.scales import ANY_NUMBER, YES_NO

ALARM = 0.01


def survivors_only(data: Any, answer: str, *, left: str, earlier: str | None = None) -> Findings:
    """Look for a survey that asks only those who are still there.

    Parameters
    ----------
    data : data frame
        A row for each customer, of all who were there at the beginning.
    answer : str
        Column of the answer; missing for those who gave none.
    left : str
        Column of 1 and 0: who has left since.
    earlier : str, optional
        Column of something known of all from before: an earlier answer, the number of failures. It
        shows whether those who left were others.

    Returns
    -------
    Findings
        One: the alarm is given if those who left answered less often than those who stayed and,
        with `earlier`, had been otherwise (both p < 0.01).

    Raises
    ------
    ColumnError
        A column is not there.
    AnswerError
        A column breaks its rule, or nobody left, or nobody stayed.

    Notes
    -----
    Wald (1943), *A Method of Estimating Plane Vulnerability Based on Damage of Survivors*.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import linkage
    >>> customers = pd.DataFrame({
    ...     "left": [0] * 60 + [1] * 40, "june": [6, 7] * 30 + [3, 4] * 20,
    ...     "january": [6, 7, None] * 20 + [None] * 40})
    >>> print(linkage.guards.survivors_only(customers, "january", left="left",
    ...                                     earlier="june").sentence)
    January was answered by 0% of the 40 who left and 67% of the 60 who stayed (p < 0.0001): it is
    the answer of survivors. In june those who left had been at 3.50 and those who stayed at 6.50
    (p < 0.0001); whoever answered january had been at 6.50, all together at 5.30.

    The survey in January looks better than it did in June, because the unhappy are gone.
    """
    frame, (answer,) = open_frame(data, answer)
    require_columns(frame, [left, *([earlier] if earlier else [])])
    frame = require_valid(frame, {left: YES_NO}, missing="raise")
    frame = require_valid(frame, {answer: ANY_NUMBER}, missing="exclude", optional=True)
    if earlier:
        frame = require_valid(frame, {earlier: ANY_NUMBER}, missing="exclude")
    wanted = dict.fromkeys([answer, left, *([earlier] if earlier else [])])
    rows = collect(frame.select(*(nw.col(name) for name in wanted))).to_pandas()
    gone = (rows[left] == 1).to_numpy()
    there = rows[answer].notna().to_numpy()
    if gone.all() or not gone.any():
        who = "Everybody" if gone.all() else "Nobody"
        raise AnswerError(f"{who} left by column {left!r}, so there is nothing to compare.")
    shares = [
        Proportion(successes=int(there[side].sum()), n=int(side.sum())) for side in (gone, ~gone)
    ]
    p = compare(*shares, test="fisher").p_value
    found = shares[0].value < shares[1].value and p < ALARM
    asked = in_words(answer)
    numbers = {"answered, left": shares[0].value, "answered, stayed": shares[1].value}
    sentence = (
        f"{begin_sentence(asked)} was answered by {part_of(shares[0].value)} of the "
        f"{shares[0].n:,} who left and {part_of(shares[1].value)} of the {shares[1].n:,} who "
        f"stayed ({p_text(p)})"
    )
    sentence += ": it is the answer of survivors." if found else "."
    if earlier:
        values = rows[earlier].to_numpy(dtype=float)
        sides = [_mean(values[side]) for side in (gone, ~gone)]
        p_earlier = compare(*sides).p_value if min(side.n for side in sides) > 1 else 1.0
        p_earlier = 1.0 if math.isnan(p_earlier) else p_earlier
        answered, everybody = _mean(values[there]), _mean(values)
        found = found and p_earlier < ALARM
        p = max(p, p_earlier)
        one, two, three, four = (show(side.mean, 2) for side in (*sides, answered, everybody))
        numbers |= {
            "earlier, left": sides[0].mean,
            "earlier, stayed": sides[1].mean,
            "earlier, answered": answered.mean,
            "earlier, all": everybody.mean,
        }
        sentence += (
            f" In {in_words(earlier)} those who left had been at {one} and those who stayed at "
            f"{two} ({p_text(p_earlier)}); whoever answered {asked} had been at {three}, all "
            f"together at {four}."
        )
    elif found:
        sentence += " What those who left would have said is not known."
    return Findings(
        [
            Finding(
                guard="survivors only",
                where=answer,
                found=found,
                sentence=sentence,
                p_value=p,
                numbers=numbers,
            )
        ]
    )


def _mean(values: Any) -> Mean:
    import numpy as np

    known = values[~np.isnan(values)]
    if not len(known):
        return Mean(n=0, mean=math.nan)
    sd = float(known.std(ddof=1)) if len(known) > 1 else math.nan
    return Mean(n=len(known), mean=float(known.mean()), sd=sd)
