"""Making those without the change look like those with it: propensities, weights, balance."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uxcx.errors import AnswerError
from uxcx.linkage.regressions import require_rank, statsmodels_api

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, np.dtype[Any]]

#: standardised differences beyond this are called unlike
BALANCED = 0.1


@dataclass(frozen=True, kw_only=True)
class Balance:
    """How alike the groups are in one covariate, before and after weighting.

    Parameters
    ----------
    covariate : str
        The column, with its category where it has several.
    treated, control, weighted : float
        Mean in the group with the change, in the one without, and in that after weighting.
    before, after : float
        Standardised difference without and with weights: the difference of means over the
        standard deviation of both groups without weights.
    """

    covariate: str
    treated: float
    control: float
    weighted: float
    before: float
    after: float


def columns_of(rows: pd.DataFrame, covariates: list[str]) -> pd.DataFrame:
    """Return covariates as numbers: categories become one column each, but for the first."""
    import numpy as np
    import pandas as pd

    found: dict[str, Any] = {}
    for name in covariates:
        column = rows[name]
        if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            values = column.to_numpy(dtype=float)
            if not np.isfinite(values).all():
                raise AnswerError(f"Column {name!r} must be finite numbers to be a covariate.")
            found[name] = values
            continue
        if pd.api.types.is_datetime64_any_dtype(column):
            found[name] = column.astype("int64").to_numpy(dtype=float)
            continue
        codes, categories = pd.factorize(column, sort=True)
        if len(categories) > 50:
            raise AnswerError(
                f"Column {name!r} has {len(categories):,} categories; a covariate has at most 50. "
                "Is it an identifier?"
            )
        for code, category in enumerate(categories[1:], start=1):
            found[f"{name}: {category}"] = (codes == code).astype(float)
    frame = pd.DataFrame(found, index=rows.index)
    flat = [name for name in frame if frame[name].nunique() < 2]
    if flat:
        raise AnswerError(f"Column {flat[0]!r} is the same in every row, so it explains nothing.")
    return frame


@dataclass(frozen=True)
class Weighted:
    """Weights and what came of them; arrays have a value a row."""

    propensity: Array
    weights: Array
    effect: float
    without: float
    influence: Array
    balance: tuple[Balance, ...]
    outside: float
    effective: float


def weigh(outcome: Array, treated: Array, covariates: pd.DataFrame) -> Weighted:
    """Return the effect on those with the change, by weighting and regression together.

    Controls are weighted by the odds of their propensity, which gives them the covariates of
    those with the change; a regression weighted so then says what these would have had without
    it. The effect is right if either of the two models is (doubly robust; Sant'Anna and Zhao 2020,
    *Journal of Econometrics* 219:101, apply it to differences in time).
    """
    import numpy as np

    api = statsmodels_api()
    scaled = (covariates - covariates.mean()) / covariates.std(ddof=0)
    x = np.column_stack([np.ones(len(scaled)), scaled.to_numpy()])
    if np.linalg.matrix_rank(x.T @ x / len(x), tol=1e-9) < x.shape[1]:
        raise AnswerError(
            f"The covariates {', '.join(map(str, covariates))} say the same: one follows from the "
            "others. Leave one out."
        )
    with warnings.catch_warnings():
        # Separated groups show in the propensities, and are told by the check of overlap.
        warnings.simplefilter("ignore")
        model = api.GLM(treated.astype(float), x, family=api.families.Binomial()).fit()
    propensity = np.clip(np.asarray(model.fittedvalues), 1e-9, 1 - 1e-9)
    weights = np.where(treated, 1.0, propensity / (1 - propensity))
    control = ~treated
    require_rank(x[control], weights[control], "Among those without the change, what was named")
    fitted = api.WLS(outcome[control], x[control], weights=weights[control]).fit()
    expected = x @ np.asarray(fitted.params)
    rest = outcome - expected
    effect = float(rest[treated].mean())
    n_treated, total = float(treated.sum()), float(weights[control].sum())
    influence = np.where(treated, (rest - effect) / n_treated, -weights * rest / total)
    lost = len(x) / max(len(x) - x.shape[1], 1)
    sides = propensity[control]
    outside = (propensity[treated] > sides.max()) | (propensity[treated] < sides.min())
    return Weighted(
        propensity,
        weights,
        effect,
        float(expected[treated].mean()),
        influence * math.sqrt(lost),
        tuple(_balance(covariates, treated, weights)),
        float(outside.mean()),
        float(total**2 / (weights[control] ** 2).sum()),
    )


def _balance(covariates: pd.DataFrame, treated: Array, weights: Array) -> list[Balance]:
    """Return standardised differences (Austin 2009, *Statistics in Medicine* 28:3083)."""
    import numpy as np

    control = ~treated
    found = []
    for name in covariates:
        values = covariates[name].to_numpy()
        one, two = float(values[treated].mean()), float(values[control].mean())
        weighted = float(np.average(values[control], weights=weights[control]))
        sd = math.sqrt((values[treated].var(ddof=1) + values[control].var(ddof=1)) / 2)
        before, after = ((one - x) / sd if sd > 0 else 0.0 for x in (two, weighted))
        found.append(
            Balance(
                covariate=str(name),
                treated=one,
                control=two,
                weighted=weighted,
                before=before,
                after=after,
            )
        )
    return found
