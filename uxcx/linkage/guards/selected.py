"""Regression to the mean: those chosen for a bad measurement get better by themselves."""

from __future__ import annotations

import math
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.amounts import p_text
from uxcx.errors import AnswerError
from uxcx.frames import collect, open_frame, require_columns, require_valid
from uxcx.linkage.guards.finding import Finding, Findings
from uxcx.linkage.phrases import in_words
from uxcx.linkage.regressions import statsmodels_api
from uxcx.results import decimals_for, show
from uxcx.scales import ANY_NUMBER, YES_NO

ALARM = 0.01
FEWEST = 5


def regression_to_the_mean(data: Any, before: str, after: str, *, selected: str) -> Findings:
    """Look for a change that those selected for their first measurement would show anyway.

    Parameters
    ----------
    data : data frame
        A row for each person or shop, with both measurements. Rows without one are left out.
    before, after : str
        Columns of the first and the second measurement.
    selected : str
        Column of 1 and 0: who was chosen for the change. The others must be there too: they show
        what happens without it.

    Returns
    -------
    Findings
        One: the alarm is given if the selected began further from the middle than the others, and
        a first measurement tells less than all of the second (both p < 0.01).

    Raises
    ------
    ColumnError
        A column is not there.
    AnswerError
        A column breaks its rule, or there are fewer than five of either side.

    Notes
    -----
    Galton (1886), *Journal of the Anthropological Institute* 15:246; Barnett, van der Pols and
    Dobson (2005), *International Journal of Epidemiology* 34:215. The regression of the second on
    the first measurement, among those who were not selected, says what the selected would have come
    to; selecting by the first measurement leaves that regression as it is. It is a straight line
    carried to where the selected began.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from uxcx import linkage
    >>> rng = np.random.default_rng(1)
    >>> true = rng.normal(70, 8, 400)
    >>> shops = pd.DataFrame({"may": true + rng.normal(0, 8, 400),
    ...                       "june": true + rng.normal(0, 8, 400)})
    >>> shops["coached"] = (shops["may"] < 60).astype(int)
    >>> print(linkage.guards.regression_to_the_mean(shops, "may", "june",
    ...                                             selected="coached").sentence)
    The 89 selected began at 53.6 in may, the others at 73.3: by regression to the mean alone they
    would have changed by +8.6. They changed by +9.8, so that +1.1 [-2.3, +4.6] is left for whatever
    was done with them (p < 0.0001). Compare with others who began as low.

    The coached shops got better by ten points, nearly all of which would have come without a coach.
    """
    import scipy.stats

    frame, (before,) = open_frame(data, before)
    require_columns(frame, [after, selected])
    rules = {before: ANY_NUMBER, after: ANY_NUMBER, selected: YES_NO}
    frame = require_valid(frame, rules, missing="exclude")
    rows = collect(frame.select(*(nw.col(name) for name in rules))).to_pandas().dropna()
    chosen = (rows[selected] == 1).to_numpy()
    first, second = rows[before].to_numpy(dtype=float), rows[after].to_numpy(dtype=float)
    for name, n in (("selected", int(chosen.sum())), ("not selected", int((~chosen).sum()))):
        if n < FEWEST:
            raise AnswerError(
                f"{n} with both measurements were {name}; at least {FEWEST} are needed to see "
                "regression to the mean."
            )
    if first[~chosen].std() == 0:
        raise AnswerError(f"Column {before!r} is the same for all who were not selected.")
    api = statsmodels_api()
    fitted = api.OLS(second[~chosen], api.add_constant(first[~chosen])).fit()
    intercept, slope = (float(x) for x in fitted.params)
    start, middle = float(first[chosen].mean()), float(first.mean())
    # What everybody does from one to the other is not regression to the mean.
    drift = intercept + (slope - 1) * middle
    by_itself = (slope - 1) * (start - middle)
    changed = float(second[chosen].mean()) - start
    left = changed - drift - by_itself
    point = [1.0, start]
    fit = float(fitted.cov_params() @ point @ point)
    rest = second[chosen] - intercept - slope * first[chosen]
    se = math.sqrt(float(rest.var(ddof=1)) / len(rest) + fit)
    t = float(scipy.stats.t.ppf(0.975, min(len(rest), int((~chosen).sum()) - 1) - 1))
    p_begin = float(scipy.stats.ttest_ind(first[chosen], first[~chosen], equal_var=False).pvalue)
    less = (slope - 1) / float(fitted.bse[1])
    p_slope = float(scipy.stats.t.cdf(less, fitted.df_resid))
    p = max(p_begin, p_slope)
    found = p < ALARM
    numbers = {
        "start of the selected": start,
        "by regression to the mean": by_itself,
        "change of everybody": drift,
        "change of the selected": changed,
        "left": left,
        "left, low": left - t * se,
        "left, high": left + t * se,
    }
    decimals = 1 + decimals_for(left - t * se, left + t * se, left)

    def text(number: float) -> str:
        shown = show(number, decimals)
        return f"+{shown}" if number > 0 and shown.strip("0.") else shown

    when = in_words(before)
    if found:
        low = "low" if start < middle else "high"
        everybody = "" if abs(drift) < 10.0**-decimals else f", and by {text(drift)} as all did"
        sentence = (
            f"The {int(chosen.sum()):,} selected began at {show(start, decimals)} in {when}, the "
            f"others at {show(float(first[~chosen].mean()), decimals)}: by regression to the mean "
            f"alone they would have changed by {text(by_itself)}{everybody}. They changed by "
            f"{text(changed)}, so that {text(left)} [{text(left - t * se)}, {text(left + t * se)}] "
            f"is left for whatever was done with them ({p_text(p)}). Compare with others who began "
            f"as {low}."
        )
    else:
        sentence = (
            f"The selected began at {show(start, decimals)} in {when}, the others at "
            f"{show(float(first[~chosen].mean()), decimals)}: no regression to the mean that goes "
            "beyond chance."
        )
    return Findings(
        [
            Finding(
                guard="regression to the mean",
                where=f"{before}, {after}",
                found=found,
                sentence=sentence,
                p_value=p,
                numbers=numbers,
            )
        ]
    )
