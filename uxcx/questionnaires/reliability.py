"""Cronbach's alpha: how closely the items of a questionnaire hang together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError
from uxcx.frames import open_frame, require_valid
from uxcx.questionnaires.sheets import pandas_of, require_choice
from uxcx.scales import ANY_NUMBER, whole_scale

if TYPE_CHECKING:
    import pandas as pd

_METHODS = {"complete_cases": "complete cases", "pairwise": "pairwise covariances"}


@dataclass(frozen=True, kw_only=True, repr=False)
class Reliability:
    """Cronbach's alpha with its interval, and what to look at before believing it.

    Parameters
    ----------
    alpha : float
        Cronbach's alpha; `nan` where it is not defined, with the reason in `note`.
    low, high : float
        Its interval (Feldt).
    confidence_level : float
        Of the interval.
    n : int
        Respondents used.
    n_missing : int
        Respondents left out: with a missing answer or, pairwise, without any answer.
    n_items : int
        Items.
    method : str
        What was done about missing answers.
    item_rest : mapping of str to float
        Each item's correlation with the mean of the others.
    warning : str
        Which items go against the rest, so that they look as if they were not reversed.
    note : str
        Why alpha is not defined, or how its interval is only approximate.
    """

    alpha: float
    low: float
    high: float
    confidence_level: float
    n: int
    n_missing: int
    n_items: int
    method: str
    item_rest: dict[str, float] = field(default_factory=dict)
    warning: str = ""
    note: str = ""

    def __repr__(self) -> str:
        missing = f", {self.n_missing:,} missing" if self.n_missing else ""
        level = f"{self.confidence_level * 100:g}%, Feldt, {self.method}"
        line = (
            f"Cronbach's alpha {self.alpha:.2f} [{self.low:.2f}, {self.high:.2f}] "
            f"(n = {self.n:,}{missing}, {self.n_items} items; {level})"
        )
        return "\n".join(filter(None, (line, self.warning, self.note)))


def cronbach_alpha(
    data: Any,
    items: Sequence[str] | None = None,
    *,
    scale: tuple[int, int] | None = None,
    missing: str = "complete_cases",
    confidence_level: float = 0.95,
) -> Reliability:
    """Measure how closely the items of a questionnaire hang together: Cronbach's alpha.

    Reverse negatively worded items first (on a scale from 1 to 5: 6 less the answer); items that
    look unreversed are named in `warning`.

    Parameters
    ----------
    data : data frame, or 2-D array
        One row a respondent, one column an item.
    items : sequence of str
        With a data frame: the columns of the items, two or more.
    scale : tuple of two int, optional
        The ends of the answer scale, such as ``(1, 5)``: other answers are then refused.
    missing : {"complete_cases", "pairwise"}, optional
        Leave out respondents with a missing answer (default), or compute each covariance from
        those who answered both items, as pingouin and R's psych do.
    confidence_level : float, default 0.95
        Of the interval.

    Returns
    -------
    Reliability
        Alpha with its interval, `n`, `n_missing`, the item-rest correlations, and a warning.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        Fewer than two items; an answer off the scale; an item that nobody answered.

    Notes
    -----
    Cronbach (1951), *Psychometrika* 16:297. Interval: Feldt, Woodruff and Salih (1987), *Applied
    Psychological Measurement* 11:93. A high alpha does not show that items measure one thing, and
    it rises with the number of items.

    Examples
    --------
    >>> cronbach_alpha([[1, 2, 1], [2, 2, 3], [3, 4, 3], [4, 3, 4], [5, 5, 4], [2, 1, 2]])
    Cronbach's alpha 0.92 [0.65, 0.99] (n = 6, 3 items; 95%, Feldt, complete cases)

    The three items hang together closely, as far as six respondents can tell.
    """
    require_choice("missing", missing, tuple(_METHODS))
    if not 0 < confidence_level < 1:
        raise ValueError(f"confidence_level must be between 0 and 1; got {confidence_level!r}.")
    answers = _answers(data, items, scale)
    used = answers.dropna(how="any" if missing == "complete_cases" else "all")
    n, k = used.shape
    alpha, reason = _alpha(used)
    low, high = _feldt(alpha, n, k, confidence_level)
    rest = _item_rest(used)
    against = [item for item, correlation in rest.items() if correlation < 0]
    incomplete = bool(used.isna().to_numpy().any())
    return Reliability(
        alpha=alpha,
        low=low,
        high=high,
        confidence_level=confidence_level,
        n=n,
        n_missing=len(answers) - n,
        n_items=k,
        method=_METHODS[missing],
        item_rest=rest,
        warning=_warning(against),
        note=reason
        or ("Answers are missing, so the interval is only approximate." if incomplete else ""),
    )


def _answers(data: Any, items: Sequence[str] | None, scale: tuple[int, int] | None) -> pd.DataFrame:
    """Return the answers as a pandas frame of floats, checked."""
    import numpy as np
    import pandas as pd

    if items is None:
        if nw.dependencies.is_into_dataframe(data):
            raise TypeError("Name the columns of the items: cronbach_alpha(frame, items=[...]).")
        if np.ndim(np.asarray(data, dtype=object)) != 2:
            raise TypeError("Give a data frame, or rows of answers of equal length.")
        data = pd.DataFrame(data)
        data.columns = [f"item {number}" for number in range(1, data.shape[1] + 1)]
        items = list(data.columns)
    if isinstance(items, str) or len(list(items)) < 2 or len(set(items)) != len(list(items)):
        raise AnswerError(f"Alpha needs two or more different items; got {items!r}.")
    frame, columns = open_frame(data, list(items))
    rule = ANY_NUMBER if scale is None else whole_scale(*scale)
    frame = require_valid(frame, dict.fromkeys(columns, rule), missing="exclude")
    return pandas_of(frame, {column: nw.col(column) for column in columns})


def _alpha(answers: pd.DataFrame) -> tuple[float, str]:
    """Return alpha, or nan and why it is not defined."""
    n, k = answers.shape
    if n < 2:
        return math.nan, f"Alpha needs two or more respondents; there {_are(n)} after leaving out."
    covariances = answers.cov().to_numpy()
    total = float(covariances.sum())
    if not total > 1e-12:
        return math.nan, "Alpha is not defined: the respondents' totals do not differ."
    return float(k / (k - 1) * (1 - covariances.trace() / total)), ""


def _are(n: int) -> str:
    return "is 1" if n == 1 else f"are {n}"


def _feldt(alpha: float, n: int, k: int, confidence_level: float) -> tuple[float, float]:
    from scipy.stats import f

    if math.isnan(alpha):
        return math.nan, math.nan
    tail = (1 - confidence_level) / 2
    df = n - 1, (n - 1) * (k - 1)
    low, high = (1 - (1 - alpha) * float(f.isf(p, *df)) for p in (tail, 1 - tail))
    return low, high


def _item_rest(answers: pd.DataFrame) -> dict[str, float]:
    """Return each item's correlation with the mean of the others; nan where one is constant."""
    totals, counts = answers.sum(axis=1), answers.notna().sum(axis=1)
    found = {}
    for item in answers.columns:
        # Where both are there: this answer, and another one at least.
        both = answers[item].notna() & (counts > 1)
        one = answers.loc[both, item]
        other = (totals[both] - one) / (counts[both] - 1)
        varied = len(one) > 1 and one.std() > 1e-12 and other.std() > 1e-12
        found[str(item)] = float(one.corr(other)) if varied else math.nan
    return found


def _warning(against: Sequence[str]) -> str:
    if not against:
        return ""
    names = ", ".join(map(repr, against))
    verb = "goes" if len(against) == 1 else "go"
    return (
        f"{names} {verb} against the other items (negative correlation with the rest): were "
        "negatively worded items not reversed?"
    )
