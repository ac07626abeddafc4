"""The System Usability Scale (SUS): scoring, and the grades of the curved grading scale.

Brooke (1996), *SUS: a "quick and dirty" usability scale*, in Usability Evaluation in Industry.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal, overload

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError
from uxcx.frames import Frame
from uxcx.questionnaires.sheets import (
    Sheet,
    checked_sheets,
    pandas_of,
    refuse_empty_sheets,
    require_choice,
)
from uxcx.scales import whole_scale

if TYPE_CHECKING:
    import pandas as pd

#: the ten statements, answered from 1 (strongly disagree) to 5 (strongly agree)
SUS_ITEMS = (
    "I think that I would like to use this system frequently.",
    "I found the system unnecessarily complex.",
    "I thought the system was easy to use.",
    "I think that I would need the support of a technical person to be able to use this system.",
    "I found the various functions in this system were well integrated.",
    "I thought there was too much inconsistency in this system.",
    "I would imagine that most people would learn to use this system very quickly.",
    "I found the system very cumbersome to use.",
    "I felt very confident using the system.",
    "I needed to learn a lot of things before I could get going with this system.",
)

SCORE = "_uxcx_sus"
SHEET = Sheet(name="SUS", function="sus_scores", items=10, scale=whole_scale(1, 5))
#: the middle of the scale, which the published imputation puts in for a missing answer
NEUTRAL = 3


@dataclass(frozen=True, kw_only=True)
class SusBand:
    """One grade of the curved grading scale: mean scores from `minimum` to `maximum`."""

    grade: str
    minimum: float
    maximum: float
    percentiles: str


#: Sauro and Lewis (2016), *Quantifying the User Experience*, 2nd ed., table 8.5: from 241 studies
SUS_GRADES_SOURCE = (
    "Curved grading scale from 241 studies: Sauro and Lewis (2016), Quantifying the User "
    "Experience, 2nd edition"
)
_BANDS = (
    ("A+", 84.1, 100.0, "96-100"),
    ("A", 80.8, 84.0, "90-95"),
    ("A-", 78.9, 80.7, "85-89"),
    ("B+", 77.2, 78.8, "80-84"),
    ("B", 74.1, 77.1, "70-79"),
    ("B-", 72.6, 74.0, "65-69"),
    ("C+", 71.1, 72.5, "60-64"),
    ("C", 65.0, 71.0, "41-59"),
    ("C-", 62.7, 64.9, "35-40"),
    ("D", 51.7, 62.6, "15-34"),
    ("F", 0.0, 51.6, "0-14"),
)


def sus_grades() -> tuple[SusBand, ...]:
    """Return the bands of the curved grading scale, best first.

    Returns
    -------
    tuple of SusBand
        Eleven bands with the percentiles of 241 studies that they cover.

    Examples
    --------
    >>> sus_grades()[0]
    SusBand(grade='A+', minimum=84.1, maximum=100.0, percentiles='96-100')

    A mean score of 84.1 and more is among the best of a hundred studies.
    """
    return tuple(
        SusBand(grade=grade, minimum=low, maximum=high, percentiles=percentiles)
        for grade, low, high, percentiles in _BANDS
    )


def sus_grade(score: float) -> SusBand:
    """Return the grade of a mean SUS score.

    The published table has gaps of 0.1 between its bands, so the score is first rounded to one
    decimal (half up: 84.05 is 84.1, an A+).

    Parameters
    ----------
    score : float
        A mean score, 0 to 100.

    Returns
    -------
    SusBand
        Grade, its limits, and the percentiles of other studies.

    Raises
    ------
    AnswerError
        If the score is missing or not between 0 and 100.

    Notes
    -----
    Sauro and Lewis (2016), *Quantifying the User Experience*, 2nd edition, ch. 8. The grade says
    how a mean score ranks among 241 studies, most of them of finished products.

    Examples
    --------
    >>> sus_grade(68).grade
    'C'

    A score of 68 is the middle: half of the studies were higher.
    """
    tenths = to_tenths(valid_score(score))
    return next(band for band in sus_grades() if tenths >= band.minimum)


def valid_score(score: Any, name: str = "SUS") -> float:
    """Return a score as a float, or refuse what is not a number from 0 to 100."""
    given: Any = score
    number = isinstance(given, Real) and not isinstance(given, bool)
    if not (number and 0 <= float(given) <= 100):
        raise AnswerError(f"A {name} score must be a number from 0 to 100; got {score!r}.")
    return float(given)


def to_tenths(score: float) -> float:
    """Return a score rounded to one decimal, half up, as tables with gaps of 0.1 need it."""
    return math.floor(round(score * 10 + 0.5, 9)) / 10


@overload
def sus_scores(
    data: Any, items: Sequence[str] | None = None, *, missing: Literal["refuse"] = "refuse"
) -> pd.Series[float]: ...


@overload
def sus_scores(
    data: Any, items: Sequence[str] | None = None, *, missing: Literal["impute_neutral"]
) -> pd.DataFrame: ...


def sus_scores(
    data: Any, items: Sequence[str] | None = None, *, missing: str = "refuse"
) -> pd.Series[float] | pd.DataFrame:
    """Score SUS answers, one score for each respondent.

    Odd items are worded positively and give the answer less 1; even items are worded negatively
    and give 5 less the answer. The sum times 2.5 runs from 0 to 100. It is not a percentage.

    Parameters
    ----------
    data : data frame, or sequence of ten answers
        One row a respondent; or the ten answers of one respondent, 1 to 5.
    items : sequence of str
        With a data frame: the ten columns, in the order of the questionnaire.
    missing : {"refuse", "impute_neutral"}, optional
        What becomes of a respondent with a missing answer. Refused by default.
        ``"impute_neutral"`` puts in 3, the middle of the scale, as Bangor et al. (2009) did, and
        tells in a second column how many answers of each respondent were put in.

    Returns
    -------
    pandas.Series, or pandas.DataFrame with ``missing="impute_neutral"``
        Scores from 0 to 100 in steps of 2.5, in the order of the rows. With imputation the
        columns `sus` and `n_imputed`, and their sum in words in ``.attrs["note"]``.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        Not ten items; an answer that is not a whole number from 1 to 5; a missing answer, for
        which there is no score that all would agree on. With imputation: a respondent without a
        single answer, or an item that nobody answered.

    Notes
    -----
    Brooke (1996), *SUS: a "quick and dirty" usability scale*. Imputation: Bangor, Kortum and
    Miller (2009), *Journal of Usability Studies* 4(3):114. It draws scores towards 50: an item
    left out by someone who gave the best answers otherwise costs 5 points.

    Examples
    --------
    >>> sus_scores([5, 4, 2, 1, 2, 3, 2, 4, 5, 2]).item()
    55.0
    >>> sus_scores([None, 1, 5, 1, 5, 1, 5, 1, 5, 1], missing="impute_neutral")
        sus  n_imputed
    0  95.0          1

    Brooke's own example scores 55 of 100; the other score rests on nine answers and a guess.
    """
    require_choice("missing", missing, ("refuse", "impute_neutral"))
    if missing == "refuse":
        frame = score_items(data, items)
        return pandas_of(frame, {"sus": nw.col(SCORE)})["sus"]
    frame, columns = checked_sheets(data, items, SHEET, complete=False)
    refuse_empty_sheets(frame, columns, SHEET)
    gaps = [nw.col(column).is_null().cast(nw.Int64) for column in columns]
    frame = frame.with_columns(nw.sum_horizontal(*gaps).alias("_uxcx_gaps"))
    frame = frame.with_columns(*(nw.col(column).fill_null(float(NEUTRAL)) for column in columns))
    scores = pandas_of(frame, {"sus": sus_score(columns), "n_imputed": nw.col("_uxcx_gaps")})
    scores["n_imputed"] = scores["n_imputed"].astype("int64")
    n, respondents = int(scores["n_imputed"].sum()), int((scores["n_imputed"] > 0).sum())
    scores.attrs["note"] = (
        f"{n:,} of {10 * len(scores):,} answers, of {respondents:,} of {len(scores):,} "
        f"respondents, were missing and taken as {NEUTRAL} (Bangor et al. 2009)"
    )
    return scores


def score_items(data: Any, items: Sequence[str] | None) -> Frame:
    """Return the frame with each respondent's score in the column `SCORE`."""
    frame, columns = checked_sheets(data, items, SHEET)
    return frame.with_columns(sus_score(columns).alias(SCORE))


def sus_score(columns: Sequence[str]) -> nw.Expr:
    """Return the score of the columns of ten checked items, as an expression."""
    return nw.sum_horizontal(*_contributions(columns)) * 2.5


def _contributions(columns: Sequence[str]) -> list[nw.Expr]:
    """Return what each item adds, 0 to 4, in the order of the questionnaire."""
    return [
        nw.col(column) - 1 if number % 2 else 5 - nw.col(column)
        for number, column in enumerate(columns, 1)
    ]


#: items 4 and 10, which ask about help and learning
LEARNABLE = (4, 10)


def sus_subscales(data: Any, items: Sequence[str] | None = None) -> pd.DataFrame:
    """Split SUS answers into a usable and a learnable part, each from 0 to 100.

    Items 4 and 10 (needing support, things to learn first) make the learnable part, the other
    eight the usable part. There is no official formula: the weights below are the ones that
    bring each part to 0 to 100, and others have been used.

    Parameters
    ----------
    data : data frame, or sequence of ten answers
        One row a respondent; or the ten answers of one respondent, 1 to 5.
    items : sequence of str
        With a data frame: the ten columns, in the order of the questionnaire.

    Returns
    -------
    pandas.DataFrame
        The columns `usable` (contributions of eight items times 3.125) and `learnable` (of two
        items times 12.5), in the order of the rows.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        Not ten items; an answer that is not a whole number from 1 to 5; a missing answer.

    Notes
    -----
    The two parts: Lewis and Sauro (2009), *The factor structure of the System Usability Scale*.
    The same authors found later that the items part by their positive and negative wording
    instead, and advised to report the SUS as one score (2017, *Revisiting the factor structure
    of the System Usability Scale*, Journal of Usability Studies 12(4):183). Formula as in the R
    package uxer (AGDunn/uxer).

    Examples
    --------
    >>> sus_subscales([4, 1, 4, 3, 4, 1, 4, 1, 4, 4])
       usable  learnable
    0   84.375       37.5

    This person gets on well, but had to learn a lot; two items are thin ground for saying so.
    """
    frame, columns = checked_sheets(data, items, SHEET)
    parts = _contributions(columns)
    usable = [part for number, part in enumerate(parts, 1) if number not in LEARNABLE]
    learnable = [parts[number - 1] for number in LEARNABLE]
    return pandas_of(
        frame,
        {
            "usable": nw.sum_horizontal(*usable) * 3.125,
            "learnable": nw.sum_horizontal(*learnable) * 12.5,
        },
    )
