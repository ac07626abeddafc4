"""The System Usability Scale (SUS): scoring, and the grades of the curved grading scale.

Brooke (1996), *SUS: a "quick and dirty" usability scale*, in Usability Evaluation in Industry.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.errors import AnswerError, rows_phrase
from uxcx.frames import Frame, collect, first_rows, open_frame, require_valid
from uxcx.results import as_plain
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
    given: Any = score
    if not (isinstance(given, Real) and 0 <= float(given) <= 100):
        raise AnswerError(f"A SUS score must be a number from 0 to 100; got {score!r}.")
    tenths = math.floor(round(float(score) * 10 + 0.5, 9)) / 10
    return next(band for band in sus_grades() if tenths >= band.minimum)


def sus_scores(data: Any, items: Sequence[str] | None = None) -> pd.Series[float]:
    """Score SUS answers, one score for each respondent.

    Odd items are worded positively and give the answer less 1; even items are worded negatively
    and give 5 less the answer. The sum times 2.5 runs from 0 to 100. It is not a percentage.

    Parameters
    ----------
    data : data frame, or sequence of ten answers
        One row a respondent; or the ten answers of one respondent, 1 to 5.
    items : sequence of str
        With a data frame: the ten columns, in the order of the questionnaire.

    Returns
    -------
    pandas.Series
        Scores from 0 to 100 in steps of 2.5, in the order of the rows.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        Not ten items; an answer that is not a whole number from 1 to 5; a missing answer, for
        which there is no score that all would agree on.

    Notes
    -----
    Brooke (1996), *SUS: a "quick and dirty" usability scale*.

    Examples
    --------
    >>> sus_scores([5, 4, 2, 1, 2, 3, 2, 4, 5, 2]).item()
    55.0

    Brooke's own example scores 55 of 100.
    """
    if items is None:
        answers = _one_respondent(data)
        columns = [f"item {number}" for number in range(1, 11)]
        import pandas as pd

        data, items = pd.DataFrame([answers], columns=columns), columns
    frame = score_items(data, items)
    scores = collect(frame.select(SCORE))[SCORE].to_pandas()
    return scores.rename("sus").astype("float64").reset_index(drop=True)


def _one_respondent(data: Any) -> list[Any]:
    if nw.dependencies.is_into_dataframe(data):
        raise TypeError("Name the ten columns of the answers: sus_scores(frame, items=[...]).")
    answers = list(data)
    if len(answers) != 10:
        raise AnswerError(f"The SUS has ten items; got {len(answers)} answers.")
    lacking = [number for number, answer in enumerate(answers, 1) if as_plain(answer) is None]
    if lacking:
        raise AnswerError(
            "A SUS score needs all ten answers; missing: item "
            f"{', '.join(map(str, lacking))}. Such a sheet has no score that all would agree on."
        )
    return answers


def score_items(data: Any, items: Sequence[str]) -> Frame:
    """Return the frame with each respondent's score in the column `SCORE`."""
    items = list(items)
    if len(items) != 10 or len(set(items)) != 10:
        raise AnswerError(
            "The SUS has ten different items, in the order of the questionnaire; got "
            f"{len(items)} columns{' with repeats' if len(set(items)) != len(items) else ''}: "
            f"{', '.join(map(repr, items[:12]))}."
        )
    frame, columns = open_frame(data, items)
    scale = whole_scale(1, 5)
    frame = require_valid(frame, dict.fromkeys(columns, scale), missing="exclude")
    gap = nw.any_horizontal(*(nw.col(c).is_null() for c in columns), ignore_nulls=True)
    found = first_rows(frame, gap, columns)
    if found:
        lacking = dict.fromkeys(
            column
            for _, values in found
            for column, value in zip(columns, values, strict=True)
            if value is None
        )
        rows = [row for row, _ in found if row is not None]
        n = int(collect(frame.filter(gap).select(nw.len().alias("n")))["n"][0])
        raise AnswerError(
            f"A SUS score needs all ten answers; missing: {', '.join(map(repr, lacking))} in "
            f"{rows_phrase(rows, n)}. Leave those respondents out, and say how many they were."
        )
    positive = [nw.col(column) - 1 for column in columns[0::2]]
    negative = [5 - nw.col(column) for column in columns[1::2]]
    return frame.with_columns((nw.sum_horizontal(*positive, *negative) * 2.5).alias(SCORE))
