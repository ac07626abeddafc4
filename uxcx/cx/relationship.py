"""How customers get on with a brand over months and years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.families import NetScore
from uxcx.measures import NPS_POINTS, Measure, declare, measure_of
from uxcx.measuring import Question, ask
from uxcx.results import Estimate, Estimates
from uxcx.scales import whole_scale

_BY = str | Sequence[str] | None


@declare(
    Measure(
        name="NPS",
        lens="CX",
        level="relationship",
        unit_of_analysis="customer",
        unit=NPS_POINTS,
        direction="higher is better",
        formula="100 × (promoters − detractors) / answers; promoters 9-10, detractors 0-6",
        source="Reichheld (2003), The one number you need to grow, Harvard Business Review",
        articles="ABCDE",
        note="A CX metric when asked of the brand, a UX metric when asked of a product (C, D).",
    )
)
def nps(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how likely customers are to recommend: the Net Promoter Score.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or NetScore
        One row a customer; or the counts alone,
        ``NetScore(promoters=60, passives=25, detractors=15)``.
    column : str, optional
        Column of whole answers from 0 (not at all likely) to 10 (extremely likely); not given
        for an array.
    {common}
    method : {"adjusted_wald", "wald"}, optional
        Of the interval; adjusted Wald by default. Wald has no width when all answer alike.

    {returns}

    Notes
    -----
    Reichheld (2003), *Harvard Business Review*. Interval: Rocks (2016), *The American
    Statistician* 70:365.

    Examples
    --------
    >>> nps([10, 9, 9, 8, 7, 6, 10, 3, 9, 8])
    NPS 30 [-19, 65] (5 promoters, 3 passives, 2 detractors; 95%, adjusted Wald)

    Ten answers cannot tell a poor score from an excellent one.
    """
    question = Question(
        measure=measure_of("cx.nps"),
        family=NetScore,
        scale=whole_scale(0, 10),
        value=lambda answer: (answer >= 9).cast(nw.Float64) - (answer <= 6).cast(nw.Float64),
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
