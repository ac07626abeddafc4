"""Before and after: what came with a change, which is not yet what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.amounts import p_text
from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.frames import (
    collect,
    column_names,
    first_rows,
    open_frame,
    require_columns,
    require_valid,
)
from uxcx.linkage.effect import Check, Effect
from uxcx.linkage.outcomes import is_yes_or_no, require_apart, require_units
from uxcx.linkage.periods import require_in_order
from uxcx.linkage.phrases import counted, in_words, part_of
from uxcx.linkage.segments import Mix, mix_of
from uxcx.linkage.sides import (
    PeriodMean,
    Sides,
    interrupted_difference,
    period_means,
    plain_difference,
)
from uxcx.measures import NUMBER, PERCENT, Measure
from uxcx.results import show
from uxcx.scales import ANY_NUMBER

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, np.dtype[Any]]

#: with fewer periods on either side no trend is fitted
BEFORE, AFTER = 8, 4
ALARM = 0.05


@dataclass(frozen=True, kw_only=True, repr=False)
class BeforeAndAfter(Effect):
    """The effect found by a before-and-after comparison; see `Effect`.

    Parameters
    ----------
    periods : tuple of PeriodMean
        Means by period, and what the trend before would have led to.
    trend : bool
        Whether the trend before was carried on (interrupted time series).
    mixes : dict of str to Mix
        For each column of `mix`: both sides over its segments, and at the same mix.
    """

    periods: tuple[PeriodMean, ...]
    trend: bool
    mixes: dict[str, Mix]

    def periods_to_frame(self) -> pd.DataFrame:
        """Return the periods as a pandas data frame."""
        import pandas as pd

        return pd.DataFrame([vars(each) for each in self.periods])


def before_after(
    data: Any,
    outcome: str,
    *,
    period: str,
    changed_at: Any,
    unit: str | None = None,
    mix: str | Sequence[str] | None = None,
    measure: Measure | None = None,
    labels: tuple[str, str] = ("the change", "before"),
    confidence_level: float = 0.95,
) -> BeforeAndAfter:
    """Compare what was before a change with what was after it; it never claims a cause.

    Parameters
    ----------
    data : data frame
        A row for each visit, answer or customer and period.
    outcome : str
        Column of the outcome: 1 and 0 for yes and no, or any number.
    period : str
        Column of the period: a number or a date, such as the first day of its week.
    changed_at : value of `period`
        The first period with the change.
    unit : str, optional
        Column of whose rows belong together.
    mix : str or list of str, optional
        Columns of what else may have changed: device, source, region. Who comes is compared, and
        the difference told at the same mix.
    measure : Measure, optional
        What to call the outcome, and how to show it.
    labels : (str, str)
        What the time with the change and the time before it are called.
    confidence_level : float, default 0.95
        Between 0 and 1.

    Returns
    -------
    BeforeAndAfter
        With at least eight periods before and four after, the mean difference between what was
        and what the trend before would have led to; with fewer, the difference of both times. The
        claim is always "went with".

    Raises
    ------
    ColumnError
        A column is not there.
    AnswerError
        A column breaks its rule, or there is nothing before or after.

    Notes
    -----
    Interrupted time series: a line before, another after, fitted to the means of the periods,
    weighted by their rows (Wagner et al. 2002, *Journal of Clinical Pharmacy and Therapeutics*
    27:299). Periods next to each other are alike, so the larger of the usual standard error and
    that of Newey and West (1987, *Econometrica* 55:703) is taken, with t; with an autocorrelation
    of 0.4 between periods the 95% interval still holds in some 85 of 100 studies only. Without a
    trend: Welch's t of rows or, with `unit`, of sums over units. Units seen on both sides then
    count as pairs would: through their sums.

    Examples
    --------
    >>> from uxcx import datasets, linkage
    >>> visits = datasets.load("ecommerce").sessions.query("arm != 'plain'")
    >>> visits = visits.assign(month=visits["time"].dt.to_period("M").dt.to_timestamp())
    >>> result = linkage.before_after(visits, "ordered", period="month", changed_at="2025-03-01",
    ...                               unit="customer", mix="device", labels=("autofill", "before"))
    >>> result.claim
    'went with'
    >>> print(result.checks[1].sentence)
    The mix of device is another one than before: phone went from 20% to 67% of all (p < 0.0001). At
    the same mix the difference is not -6.0 but +1.9 percentage points.

    Fewer orders came with autofill, because a campaign brought phones at the same time.
    """
    check_confidence_level(confidence_level)
    frame, (outcome,) = open_frame(data, outcome)
    segments = column_names(mix)
    require_apart({"outcome": outcome, "period": period, "unit": unit, "mix": segments})
    require_columns(frame, [period, *segments, *column_names(unit)])
    if unit is not None:
        require_units(frame, unit)
    gap = first_rows(frame, nw.col(period).is_null(), [period])
    if gap:
        raise AnswerError(f"Column {period!r} says when, but it is missing in row {gap[0][0]}.")
    frame = require_valid(frame, {outcome: ANY_NUMBER}, missing="exclude")
    yes_or_no = is_yes_or_no(frame, outcome)
    measure = measure or Measure(name=outcome, unit=PERCENT if yes_or_no else NUMBER)
    wanted = dict.fromkeys([outcome, period, *segments, *column_names(unit)])
    rows = collect(frame.select(*(nw.col(name) for name in wanted))).to_pandas()
    n_missing = int(rows[outcome].isna().sum())
    rows = rows[rows[outcome].notna()]
    require_in_order(rows[period], period)
    sides = Sides.of(rows, outcome, period, changed_at, unit)
    enough = sides.n_before >= BEFORE and sides.n_after >= AFTER
    numbers, expected = (
        interrupted_difference(sides, confidence_level)
        if enough
        else plain_difference(sides, confidence_level)
    )
    mixes = {name: mix_of(sides.y, sides.after, rows[name], sides.unit) for name in segments}
    checks = [
        _else(labels[0], changed_at),
        *(_same_mix(name, mixes[name], measure, len(mixes)) for name in segments),
        *([] if enough else [_no_trend(sides)]),
    ]
    units = f", {len(set(sides.unit.tolist())):,} units by {unit}" if sides.unit is not None else ""
    return BeforeAndAfter(
        measure=measure,
        effect="difference",
        **numbers,
        confidence_level=float(confidence_level),
        design="before and after",
        change=labels[0],
        against=labels[1],
        counts=(
            f"n = {int((~sides.after).sum()):,} in {counted(sides.n_before, 'period')} before, "
            f"{int(sides.after.sum()):,} in {sides.n_after} after{units}"
        ),
        n_missing=n_missing,
        rests_on="",
        checks=tuple(checks),
        periods=tuple(period_means(sides, expected, confidence_level, yes_or_no=yes_or_no)),
        trend=enough,
        mixes=mixes,
    )


def _else(change: str, changed_at: Any) -> Check:
    sentence = (
        f"A before-and-after comparison cannot tell {change} from whatever else changed around "
        f"{changed_at}: season, prices, campaigns, who comes. Ask what else changed then."
    )
    return Check(name="what else changed", passed=None, sentence=sentence)


def _no_trend(sides: Sides) -> Check:
    sentence = (
        f"{counted(sides.n_before, 'period')} before and {sides.n_after} after are too few to "
        f"carry on the trend before ({BEFORE} and {AFTER} are needed): if it was going up anyway, "
        "that counts as the change."
    )
    return Check(name="trend before", passed=None, sentence=sentence)


def _same_mix(name: str, mix: Mix, measure: Measure, n_columns: int) -> Check:
    """Look at whether the same kinds of people or visits came before and after."""
    passed, words = not mix.p_mix * n_columns < ALARM, in_words(name)
    if passed:
        sentence = f"The mix of {words} is much the same as before ({p_text(mix.p_mix)})."
        return Check(name=f"mix of {name}", passed=True, sentence=sentence, p_value=mix.p_mix)
    if not mix.segments:
        sentence = f"No {words} is there both before and after."
        return Check(name=f"mix of {name}", passed=False, sentence=sentence, p_value=mix.p_mix)
    now, then = mix.shares(0), mix.shares(1)
    moved = max(range(len(now)), key=lambda index: now[index] - then[index])
    factor = measure.unit.factor
    decimals = 1 if factor == 100 else 2
    whole, alike = (
        f"{'+' if part.value > 0 else ''}{show(part.value * factor, decimals)}"
        for part in (mix.whole, mix.alike)
    )
    sentence = (
        f"The mix of {words} is another one than before: {mix.segments[moved]} went from "
        f"{part_of(then[moved])} to {part_of(now[moved])} of all ({p_text(mix.p_mix)}). At the "
        f"same mix the difference is not {whole} but {alike}{measure.unit.difference}."
    )
    return Check(name=f"mix of {name}", passed=False, sentence=sentence, p_value=mix.p_mix)
