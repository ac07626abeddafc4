"""Matched comparisons: those without the change, weighted to look like those with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.families.base import t_quantile
from uxcx.frames import collect, column_names, open_frame, require_columns, require_valid
from uxcx.linkage.effect import Check, Effect
from uxcx.linkage.outcomes import is_yes_or_no, require_apart, require_units, two_groups
from uxcx.linkage.phrases import in_words, listed, part_of
from uxcx.linkage.sensitivity import PER_SD, e_value, nearer_to_one
from uxcx.linkage.weighting import BALANCED, Balance, columns_of, weigh
from uxcx.measures import NUMBER, PERCENT, Measure
from uxcx.scales import ANY_NUMBER

if TYPE_CHECKING:
    import pandas as pd

#: more than this share of those with the change outside the others' range: no overlap
OUTSIDE = 0.05
#: fewer effective controls than this: the comparison rests on a handful
FEW = 20


@dataclass(frozen=True, kw_only=True, repr=False)
class Matched(Effect):
    """The effect found by a matched comparison; see `Effect` for what all designs have.

    Parameters
    ----------
    balance : tuple of Balance
        How alike the groups are in each covariate, before and after weighting.
    unadjusted : float
        The difference without weighting.
    without : float
        What those with the change would have had without it.
    effective_controls : float
        How many controls of equal weight would tell as much.
    outside : float
        The share of those with the change whose propensity no control comes near.
    e_value : float
        The least risk ratio that something hidden must have with both the change and the outcome,
        beyond the covariates, to explain the whole interval away; 1 where it holds 0.
    """

    balance: tuple[Balance, ...]
    unadjusted: float
    without: float
    effective_controls: float
    outside: float
    e_value: float

    def balance_to_frame(self) -> pd.DataFrame:
        """Return the balance as a pandas data frame: one row a covariate."""
        import pandas as pd

        return pd.DataFrame([vars(each) for each in self.balance])


def matched(
    data: Any,
    outcome: str,
    *,
    group: str,
    treatment: Any,
    control: Any | None = None,
    covariates: str | Sequence[str],
    unit: str | None = None,
    nothing_hidden: bool = False,
    measure: Measure | None = None,
    labels: tuple[str, str] | None = None,
    confidence_level: float = 0.95,
) -> Matched:
    """Compare those who have a change with others like them.

    Parameters
    ----------
    data : data frame
        A row for each person, or for each of their visits.
    outcome : str
        Column of the outcome: 1 and 0 for yes and no, or any number.
    group : str
        Column of who has the change. Rows of other groups, or of none, are set aside.
    treatment, control : value of `group`
        With the change, and without; `control` may be left out where there are two groups.
    covariates : str or list of str
        Columns of what sets the two apart and moves the outcome, known before the change: numbers
        or categories. Rows without one are set aside and counted in `n_excluded`.
    unit : str, optional
        Column of whose rows belong together.
    nothing_hidden : bool, default False
        Whether you vouch that nothing else than the covariates sets the groups apart and moves the
        outcome. No data can show it. Without it the claim is "went with".
    measure : Measure, optional
        What to call the outcome, and how to show it.
    labels : (str, str), optional
        What treatment and control are called in sentences.
    confidence_level : float, default 0.95
        Between 0 and 1.

    Returns
    -------
    Matched
        The mean effect on those who have the change, with `balance` and checks of balance and
        overlap.

    Raises
    ------
    ColumnError
        A column is not there.
    AnswerError
        A column breaks its rule, or covariates say nothing or the same.

    Notes
    -----
    Controls are weighted by the odds of the propensity (logistic regression on the covariates;
    Rosenbaum and Rubin 1983, *Biometrika* 70:41), and a regression weighted so says what those
    with the change would have had without it; the interval is of its influence function, over
    units, with t. Balance is good where all standardised differences are within 0.1 (Austin 2009,
    *Statistics in Medicine* 28:3083). Nobody is left out for want of a match: where more than 5% of
    those with the change have no control near them, the check of overlap fails. The E-value is that
    of VanderWeele and Ding (2017), *Annals of Internal Medicine* 167:268.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import linkage
    >>> customers = pd.DataFrame({
    ...     "guide": ["read"] * 40 + ["not"] * 80, "days": [30, 50] * 20 + [10, 20, 30, 50] * 20,
    ...     "stayed": ([1, 1, 1, 0] * 10) + ([0, 1, 1, 0, 0, 1, 0, 1] * 10)})
    >>> result = linkage.matched(customers, "stayed", group="guide", treatment="read",
    ...                          covariates="days")
    >>> result.claim
    'went with'

    Readers of the guide stay more often, but who reads guides may be more eager to begin with.
    """
    import numpy as np
    import pandas as pd
    import scipy.stats

    check_confidence_level(confidence_level)
    frame, (outcome,) = open_frame(data, outcome)
    known = column_names(covariates)
    if not known:
        raise ValueError("covariates must name what sets the two groups apart; got none.")
    require_apart({"outcome": outcome, "group": group, "unit": unit, "covariate": known})
    require_columns(frame, [group, *known, *column_names(unit)])
    frame, control, aside = two_groups(frame, group, treatment, control)
    names = labels or (str(treatment), str(control))
    if unit is not None:
        require_units(frame, unit)
    frame = require_valid(frame, {outcome: ANY_NUMBER}, missing="exclude")
    measure = measure or Measure(
        name=outcome, unit=PERCENT if is_yes_or_no(frame, outcome) else NUMBER
    )
    wanted = dict.fromkeys([outcome, group, *known, *column_names(unit)])
    rows = collect(frame.select(*(nw.col(name) for name in wanted))).to_pandas()
    n_missing = int(rows[outcome].isna().sum())
    rows = rows[rows[outcome].notna()]
    complete = rows[known].notna().all(axis=1)
    aside += int((~complete).sum())
    rows = rows[complete]
    treated = (rows[group] == treatment).to_numpy(dtype=bool)
    for name, n in ((names[0], int(treated.sum())), (names[1], int((~treated).sum()))):
        if n < 2:
            raise AnswerError(f"{name} has {n} complete rows; a comparison needs two at least.")
    y = rows[outcome].to_numpy(dtype=float)
    found = weigh(y, treated, columns_of(rows, known))
    influence = found.influence
    if unit is not None:
        influence = np.bincount(pd.factorize(rows[unit])[0], weights=influence)
    size = len(influence)
    df = float(size - 1 - len(found.balance))
    se = math.sqrt(float(influence @ influence) * size / (size - 1)) if df >= 1 else math.nan
    half = t_quantile(confidence_level, df) * se if df >= 1 else math.nan
    p = 2 * float(scipy.stats.t.sf(abs(found.effect) / se, df)) if se > 0 else math.nan
    if not se > 0:
        half = math.nan
    ends = found.effect - half, found.effect + half
    hidden = _to_explain(ends, found.without, float(y.std()), share=measure.unit is PERCENT)
    units = f", {size:,} units by {unit}" if unit else ""
    return Matched(
        measure=measure,
        effect="difference",
        value=found.effect,
        low=found.effect - half,
        high=found.effect + half,
        p_value=p,
        confidence_level=float(confidence_level),
        design="matched comparison",
        change=names[0],
        against=names[1],
        standard_error=se,
        degrees_of_freedom=df,
        method="weighted by the odds of the propensity, with regression (doubly robust), t",
        counts=f"{names[0]} n = {int(treated.sum()):,}, {names[1]} n = {int((~treated).sum()):,}"
        + units,
        n_missing=n_missing,
        n_excluded=aside,
        rests_on=f"That rests on nothing else than {listed(known)} setting the two apart.",
        checks=(
            _balanced(found.balance),
            _overlap(found.outside, found.effective, int((~treated).sum())),
            _hidden(known, hidden, vouched=nothing_hidden),
        ),
        note="" if se > 0 else "there is no variation to judge chance by.",
        balance=found.balance,
        unadjusted=float(y[treated].mean() - y[~treated].mean()),
        without=found.without,
        effective_controls=found.effective,
        outside=found.outside,
        e_value=hidden,
    )


def _balanced(balance: Sequence[Balance]) -> Check:
    worst = max(balance, key=lambda each: abs(each.after))
    passed, before = abs(worst.after) <= BALANCED, max(abs(each.before) for each in balance)
    sentence = (
        f"After weighting the largest standardised difference is {abs(worst.after):.2f} "
        f"({in_words(worst.covariate)}; {before:.2f} at most before)."
    )
    if not passed:
        sentence += " The groups are still unlike in what was measured."
    return Check(name="balance", passed=passed, sentence=sentence)


def _overlap(outside: float, effective: float, n_control: int) -> Check:
    passed = outside <= OUTSIDE and effective >= FEW
    near = (
        f"{part_of(outside)} of those with the change have no control near them"
        if outside
        else "All who have the change have controls near them"
    )
    sentence = (
        f"{near}; after weighting {n_control:,} controls tell as much as {effective:,.0f} of equal "
        "weight."
    )
    if not passed:
        sentence += " There are too few others like them."
    return Check(name="overlap", passed=passed, sentence=sentence)


def _to_explain(ends: tuple[float, float], without: float, sd: float, *, share: bool) -> float:
    """Return the E-value of the end of the interval that is nearer to no effect.

    A mean difference is taken for a risk ratio of exp(0.91 d), as VanderWeele and Ding do.
    """
    if math.isnan(ends[0]) or sd == 0 or (share and not without > 0):
        return math.nan
    low, high = (
        max((without + end) / without, 1e-9) if share else math.exp(PER_SD * end / sd)
        for end in ends
    )
    return e_value(nearer_to_one(low, high))


def _hidden(known: Sequence[str], explains: float, *, vouched: bool) -> Check:
    strength = ""
    if explains > 1:
        strength = (
            f" To explain all of it away, something hidden must make both the change and the "
            f"outcome {explains:.2f} times as likely (E-value)."
        )
    if vouched:
        sentence = (
            f"You vouch that nothing but {listed(known)} sets the groups apart; no data show it."
        )
        return Check(name="nothing hidden", passed=True, sentence=sentence + strength)
    sentence = (
        f"They were made alike in {listed(known)} only: whatever else set apart those who have "
        "it looks the same as its effect."
    )
    return Check(name="nothing hidden", passed=None, sentence=sentence + strength)
