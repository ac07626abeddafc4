"""UMUX and UMUX-Lite: usability in four questions, or in two.

Finstad (2010), *The Usability Metric for User Experience*, Interacting with Computers 22(5):323.
Lewis, Utesch and Maher (2013), *UMUX-LITE: when there's no time for the SUS*, CHI 2013.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.frames import Frame
from uxcx.questionnaires.sheets import Sheet, checked_sheets, pandas_of
from uxcx.questionnaires.sus import valid_score
from uxcx.scales import whole_scale

if TYPE_CHECKING:
    import pandas as pd

#: the four statements, answered from 1 (strongly disagree) to 7 (strongly agree)
UMUX_ITEMS = (
    "This system's capabilities meet my requirements.",
    "Using this system is a frustrating experience.",
    "This system is easy to use.",
    "I have to spend too much time correcting things with this system.",
)
#: the two positive statements of the UMUX
UMUX_LITE_ITEMS = (UMUX_ITEMS[0], UMUX_ITEMS[2])
#: the working column of scores
LITE_SCORE = "_uxcx_umux_lite"


@dataclass(frozen=True, kw_only=True)
class SusEquivalent:
    """A SUS score guessed from a UMUX-Lite score, and what speaks against using it."""

    value: float
    formula: str
    source: str
    warning: str


def umux_lite_scores(
    data: Any, items: Sequence[str] | None = None, *, points: int = 7
) -> pd.Series[float]:
    """Score UMUX-Lite answers from 0 to 100, one score for each respondent.

    The sum of both answers, less its smallest possible value, as a share of its range. This is
    the raw score; for a guess at the SUS see `sus_equivalent`.

    Parameters
    ----------
    data : data frame, or sequence of two answers
        One row a respondent; or the two answers of one respondent.
    items : sequence of str
        With a data frame: the two columns, requirements first and ease second.
    points : {7, 5}, optional
        Whether answers run from 1 to 7, as published, or from 1 to 5. Five-point answers given
        as 7-point ones are valid numbers, and score too low without any error.

    Returns
    -------
    pandas.Series
        Raw scores from 0 to 100, in the order of the rows.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        Not two items; an answer that is not a whole number of the scale; a missing answer.
    ValueError
        If `points` is neither 7 nor 5.

    Notes
    -----
    Lewis, Utesch and Maher (2013), CHI 2013. Its correlation with the SUS was between 0.74 and
    0.83 in published studies (blucado.com).

    Examples
    --------
    >>> umux_lite_scores([6, 5]).item()
    75.0

    Someone who agrees with both statements, though not strongly, scores 75 of 100.
    """
    frame = score_lite(data, items, points)
    return pandas_of(frame, {"umux_lite": nw.col(LITE_SCORE)})["umux_lite"]


def score_lite(data: Any, items: Sequence[str] | None, points: int) -> Frame:
    """Return the frame with each respondent's score in the column `LITE_SCORE`."""
    if points not in (5, 7) or isinstance(points, bool):
        raise ValueError(f"points must be 7 or 5, as the answers were asked; got {points!r}.")
    sheet = Sheet(
        name="UMUX-Lite",
        function="umux_lite_scores",
        items=2,
        scale=whole_scale(1, int(points)),
    )
    frame, columns = checked_sheets(data, items, sheet)
    return frame.with_columns(umux_lite_score(columns, points).alias(LITE_SCORE))


def umux_lite_score(columns: Sequence[str], points: int) -> nw.Expr:
    """Return the score of the columns of both checked items, as an expression."""
    total = nw.sum_horizontal(*(nw.col(column) for column in columns))
    return (total - 2) * 100 / (2 * (points - 1))


def sus_equivalent(score: float) -> SusEquivalent:
    """Guess the mean SUS score that goes with a mean raw UMUX-Lite score.

    Report the raw score instead where you can: the regression is known to fall short at the
    upper end, and cannot give more than 87.9 or less than 22.9.

    Parameters
    ----------
    score : float
        A raw UMUX-Lite score, 0 to 100.

    Returns
    -------
    SusEquivalent
        The value, its formula and source, and a warning.

    Raises
    ------
    AnswerError
        If the score is missing or not between 0 and 100.

    Notes
    -----
    Regression of Lewis, Utesch and Maher (2013), CHI 2013; the warning is MeasuringU's
    (*Accuracy of SUS estimation with the UX-Lite*).

    Examples
    --------
    >>> sus_equivalent(100).value
    87.9

    The best possible answers are taken for a SUS of 88, which is why the raw score is safer.
    """
    given = valid_score(score, "UMUX-Lite")
    return SusEquivalent(
        value=round(0.65 * given + 22.9, 9),
        formula="0.65 × UMUX-Lite + 22.9",
        source="Lewis, Utesch and Maher (2013), CHI 2013",
        warning="The regression was found to seriously underestimate the SUS at higher levels, "
        "and MeasuringU does not recommend its use: prefer the raw UMUX-Lite score.",
    )


_UMUX = Sheet(name="UMUX", function="umux_scores", items=4, scale=whole_scale(1, 7))


def umux_scores(data: Any, items: Sequence[str] | None = None) -> pd.Series[float]:
    """Score UMUX answers from 0 to 100, one score for each respondent.

    Items 1 and 3 are worded positively and give the answer less 1; items 2 and 4 are worded
    negatively and give 7 less the answer. The sum is shown as a share of 24.

    Parameters
    ----------
    data : data frame, or sequence of four answers
        One row a respondent; or the four answers of one respondent, 1 to 7.
    items : sequence of str
        With a data frame: the four columns, in the order of the questionnaire.

    Returns
    -------
    pandas.Series
        Scores from 0 to 100, in the order of the rows.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        Not four items; an answer that is not a whole number from 1 to 7; a missing answer.

    Notes
    -----
    Finstad (2010), *Interacting with Computers* 22(5):323.

    Examples
    --------
    >>> umux_scores([6, 2, 7, 1]).item()
    91.66666666666667

    Nearly the best answers: 22 of 24 points.
    """
    frame, columns = checked_sheets(data, items, _UMUX)
    points = [
        nw.col(column) - 1 if number % 2 else 7 - nw.col(column)
        for number, column in enumerate(columns, 1)
    ]
    return pandas_of(frame, {"umux": nw.sum_horizontal(*points) * 100 / 24})["umux"]
