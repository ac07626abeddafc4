"""Before and after: what came with a change, which is not yet what came of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.amounts import p_text
from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.families import Mean
from uxcx.families.base import welch_from_variances
from uxcx.frames import (
    collect,
    column_names,
    first_rows,
    open_frame,
    require_columns,
    require_valid,
)
from uxcx.linkage.effect import Check, Effect
from uxcx.linkage.outcomes import is_yes_or_no, require_units
from uxcx.linkage.regressions import statsmodels_api
from uxcx.linkage.segments import Mix, mix_of
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


@dataclass(frozen=True, kw_only=True)
class PeriodMean:
    """One period of a before-and-after comparison.

    Parameters
    ----------
    period : object
        As in the data.
    n : int
        Rows with an outcome.
    mean, low, high : float
        Their mean and its t interval over rows; ``nan`` with one row.
    after : bool
        Whether it is with the change.
    expected : float
        What the trend before would have led to; ``nan`` where no trend was fitted.
    """

    period: Any
    n: int
    mean: float
    low: float
    high: float
    after: bool
    expected: float


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
    device is another mix than before: phone went from 20% to 67% (p < 0.0001). At the same mix the
    difference is not -6.0 but +1.9 percentage points.

    Fewer orders came with autofill, because a campaign brought phones at the same time.
    """
    check_confidence_level(confidence_level)
    frame, (outcome,) = open_frame(data, outcome)
    segments = column_names(mix)
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
    sides = _Sides.of(rows, outcome, period, changed_at, unit)
    enough = sides.n_before >= BEFORE and sides.n_after >= AFTER
    numbers, expected = (
        _interrupted(sides, confidence_level) if enough else _plain(sides, confidence_level)
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
            f"n = {int((~sides.after).sum()):,} in {sides.n_before} periods before, "
            f"{int(sides.after.sum()):,} in {sides.n_after} after{units}"
        ),
        n_missing=n_missing,
        rests_on="",
        checks=tuple(checks),
        periods=tuple(_periods(sides, expected, confidence_level)),
        trend=enough,
        mixes=mixes,
    )


@dataclass(frozen=True)
class _Sides:
    """Rows by side, and means by period."""

    y: Array
    after: Array
    unit: Array | None
    periods: list[Any]
    n: Array
    mean: Array
    sd: Array
    n_before: int

    @property
    def n_after(self) -> int:
        return len(self.periods) - self.n_before

    @classmethod
    def of(
        cls, rows: pd.DataFrame, outcome: str, period: str, changed_at: Any, unit: str | None
    ) -> _Sides:
        import numpy as np
        import pandas as pd

        when, periods = pd.factorize(rows[period], sort=True)
        try:
            if pd.api.types.is_datetime64_any_dtype(rows[period]):
                changed_at = pd.Timestamp(changed_at)
            n_before = sum(bool(each < changed_at) for each in periods)
        except (TypeError, ValueError) as error:
            raise AnswerError(
                f"changed_at must be of the kind of column {period!r} ({rows[period].dtype}); got "
                f"{changed_at!r}."
            ) from error
        if not 0 < n_before < len(periods):
            first, last = (str(periods[0]), str(periods[-1])) if len(periods) else ("", "")
            raise AnswerError(
                f"changed_at={changed_at!r} leaves no period "
                f"{'before' if n_before == 0 else 'after'}: column {period!r} runs from {first} to "
                f"{last}."
            )
        y = rows[outcome].to_numpy(dtype=float)
        n = np.bincount(when)
        mean = np.bincount(when, weights=y) / n
        squares = np.bincount(when, weights=(y - mean[when]) ** 2)
        with np.errstate(invalid="ignore", divide="ignore"):
            sd = np.sqrt(squares / (n - 1.0))
        return cls(
            y,
            when >= n_before,
            None if unit is None else pd.factorize(rows[unit])[0],
            [p.date().isoformat() if hasattr(p, "date") else p for p in periods],
            n,
            mean,
            sd,
            n_before,
        )


def _periods(sides: _Sides, expected: Array, confidence_level: float) -> list[PeriodMean]:
    """Return each period with the interval of its mean."""
    found = []
    for position, name in enumerate(sides.periods):
        n, mean, sd = int(sides.n[position]), float(sides.mean[position]), float(sides.sd[position])
        low, high, _ = Mean(n=n, mean=mean, sd=sd).t_interval(confidence_level, None)
        found.append(
            PeriodMean(
                period=name,
                n=n,
                mean=mean,
                low=low,
                high=high,
                after=position >= sides.n_before,
                expected=float(expected[position]),
            )
        )
    return found


def _numbers(value: float, rest: Sequence[float], method: str) -> dict[str, Any]:
    """Return an effect with low, high, p, standard error and degrees of freedom by name."""
    low, high, p, se, df = rest
    note = "" if math.isfinite(low) else "there is no variation to judge chance by."
    return {
        "value": value,
        "low": low,
        "high": high,
        "p_value": p,
        "standard_error": se,
        "degrees_of_freedom": df,
        "method": method,
        "note": note,
    }


def _plain(sides: _Sides, confidence_level: float) -> tuple[dict[str, Any], Array]:
    """Return the difference of both times, over rows or units."""
    import numpy as np

    after = sides.after
    value = float(sides.y[after].mean() - sides.y[~after].mean())
    size = np.where(after, after.sum(), (~after).sum())
    means = np.where(after, sides.y[after].mean(), sides.y[~after].mean())
    influence = np.where(after, 1.0, -1.0) * (sides.y - means) / size
    nothing = np.full(len(sides.periods), math.nan)
    if sides.unit is None:
        parts = []
        for side in (after, ~after):
            n = int(side.sum())
            squares = float((influence[side] ** 2).sum())
            parts.append((squares * n / (n - 1) if n > 1 else math.nan, n - 1))
        variances = parts[0][0], parts[1][0]
        dfs = parts[0][1], parts[1][1]
        method = "Welch's t"
    else:
        summed = np.bincount(sides.unit, weights=influence)
        g = len(summed)
        variances = (float(summed @ summed) * g / (g - 1) if g > 1 else math.nan), 0.0
        dfs, method = (g - 1, 1), "t over units (delta method)"
    if any(math.isnan(v) for v in variances) or not sum(variances) > 0:
        return _numbers(value, [math.nan] * 5, method), nothing
    _, low, high, p, _, df, _ = welch_from_variances(value, variances, dfs, confidence_level)
    return _numbers(value, (low, high, p, math.sqrt(sum(variances)), df), method), nothing


def _interrupted(sides: _Sides, confidence_level: float) -> tuple[dict[str, Any], Array]:
    """Return the mean difference from the trend before, from two lines through the periods."""
    import numpy as np
    import scipy.stats

    t = np.arange(len(sides.periods), dtype=float)
    after = (t >= sides.n_before).astype(float)
    since = after * (t - sides.n_before)
    x = np.column_stack([np.ones(len(t)), t, after, since])
    model = statsmodels_api().WLS(sides.mean, x, weights=sides.n.astype(float))
    usual = model.fit()
    lags = max(1, math.floor(4 * (len(t) / 100) ** (2 / 9)))  # Newey and West 1994
    robust = model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    weights = np.where(after > 0, sides.n, 0) / sides.n[after > 0].sum()
    contrast = np.array([0.0, 0.0, 1.0, float(weights @ since)])
    value = float(contrast @ usual.params)
    se = max(
        math.sqrt(max(0.0, float(contrast @ fit.cov_params() @ contrast)))
        for fit in (usual, robust)
    )
    df = float(len(t) - 4)
    method = "interrupted time series, t with the larger of the usual and Newey-West errors"
    expected = x[:, :2] @ np.asarray(usual.params)[:2]
    if not se > 1e-12:
        return _numbers(value, [math.nan] * 5, method), expected
    half = float(scipy.stats.t.ppf((1 + confidence_level) / 2, df)) * se
    p = 2 * float(scipy.stats.t.sf(abs(value) / se, df))
    return _numbers(value, (value - half, value + half, p, se, df), method), expected


def _else(change: str, changed_at: Any) -> Check:
    sentence = (
        f"A before-and-after comparison cannot tell {change} from whatever else changed around "
        f"{changed_at}: season, prices, campaigns, who comes. Ask what else changed then."
    )
    return Check(name="what else changed", passed=None, sentence=sentence)


def _no_trend(sides: _Sides) -> Check:
    sentence = (
        f"{sides.n_before} periods before and {sides.n_after} after are too few to carry on the "
        f"trend before ({BEFORE} and {AFTER} are needed): if it was going up anyway, that counts "
        "as the change."
    )
    return Check(name="trend before", passed=None, sentence=sentence)


def _same_mix(name: str, mix: Mix, measure: Measure, n_columns: int) -> Check:
    """Look at whether the same kinds of people or visits came before and after."""
    passed = not mix.p_mix * n_columns < ALARM
    if passed:
        sentence = f"{name} is much the same mix as before ({p_text(mix.p_mix)})."
        return Check(name=f"mix of {name}", passed=True, sentence=sentence, p_value=mix.p_mix)
    if not mix.segments:
        sentence = f"Nothing of {name} is there both before and after."
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
        f"{name} is another mix than before: {mix.segments[moved]} went from "
        f"{100 * then[moved]:.0f}% to {100 * now[moved]:.0f}% ({p_text(mix.p_mix)}). At the same "
        f"mix the difference is not {whole} but {alike}{measure.unit.difference}."
    )
    return Check(name=f"mix of {name}", passed=False, sentence=sentence, p_value=mix.p_mix)
