"""What was before a change and what was after it, in rows and in periods, and how they differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uxcx.errors import AnswerError
from uxcx.families import Mean
from uxcx.families.base import t_quantile, welch_from_variances
from uxcx.families.proportion import proportion_interval
from uxcx.linkage.regressions import statsmodels_api

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, np.dtype[Any]]


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
        Their mean and its interval over rows: t, or adjusted Wald for a yes or no; ``nan`` where
        it is not known.
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


@dataclass(frozen=True)
class Sides:
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
        """How many periods are after the change."""
        return len(self.periods) - self.n_before

    @classmethod
    def of(
        cls, rows: pd.DataFrame, outcome: str, period: str, changed_at: Any, unit: str | None
    ) -> Sides:
        """Return the sides of rows that have an outcome and a period."""
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


def period_means(
    sides: Sides, expected: Array, confidence_level: float, *, yes_or_no: bool
) -> list[PeriodMean]:
    """Return each period with the interval of its mean."""
    found = []
    for position, name in enumerate(sides.periods):
        n, mean, sd = int(sides.n[position]), float(sides.mean[position]), float(sides.sd[position])
        if yes_or_no:
            low, high = proportion_interval(n * mean, n, "adjusted_wald", confidence_level)
        else:
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


def plain_difference(sides: Sides, confidence_level: float) -> tuple[dict[str, Any], Array]:
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


def interrupted_difference(sides: Sides, confidence_level: float) -> tuple[dict[str, Any], Array]:
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
    half = t_quantile(confidence_level, df) * se
    p = 2 * float(scipy.stats.t.sf(abs(value) / se, df))
    return _numbers(value, (value - half, value + half, p, se, df), method), expected
