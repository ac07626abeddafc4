"""UEQ-S, the short User Experience Questionnaire: pragmatic and hedonic quality.

Schrepp, Hinderks and Thomaschewski (2017), *Design and evaluation of a short version of the User
Experience Questionnaire (UEQ-S)*, IJIMAI 4(6):103.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.questionnaires.sheets import Sheet, checked_sheets, pandas_of
from uxcx.scales import whole_scale

if TYPE_CHECKING:
    import pandas as pd

#: the eight pairs of words, the negative one first; four pragmatic, then four hedonic
UEQ_S_ITEMS = (
    ("obstructive", "supportive"),
    ("complicated", "easy"),
    ("inefficient", "efficient"),
    ("confusing", "clear"),
    ("boring", "exciting"),
    ("not interesting", "interesting"),
    ("conventional", "inventive"),
    ("usual", "leading edge"),
)
_UEQ_S = Sheet(name="UEQ-S", function="ueq_s_scores", items=8, scale=whole_scale(1, 7))


def ueq_s_scores(data: Any, items: Sequence[str] | None = None) -> pd.DataFrame:
    """Score UEQ-S answers from -3 to 3: pragmatic and hedonic quality, and overall.

    Every answer less 4; the first four items make pragmatic quality, the last four hedonic
    quality, and all eight the overall score.

    Parameters
    ----------
    data : data frame, or sequence of eight answers
        One row a respondent; or the eight answers of one respondent, from 1 (the negative word)
        to 7 (the positive word).
    items : sequence of str
        With a data frame: the eight columns, in the order of the questionnaire.

    Returns
    -------
    pandas.DataFrame
        The columns `pragmatic`, `hedonic` and `overall`, -3 to 3, in the order of the rows.

    Raises
    ------
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        Not eight items; an answer that is not a whole number from 1 to 7; a missing answer.

    Notes
    -----
    Schrepp, Hinderks and Thomaschewski (2017), *IJIMAI* 4(6):103. In the UEQ-S the negative word
    stands on the left of every pair; in the long UEQ sides change. Benchmarks:
    ``norms.lookup("UEQ-S pragmatic")``.

    Examples
    --------
    >>> ueq_s_scores([6, 7, 6, 5, 3, 4, 2, 3])
       pragmatic  hedonic  overall
    0        2.0     -1.0      0.5

    This person finds the product useful and dull, which the overall score hides.
    """
    frame, columns = checked_sheets(data, items, _UEQ_S)
    answers = [nw.col(column) - 4 for column in columns]
    return pandas_of(
        frame,
        {
            "pragmatic": nw.sum_horizontal(*answers[:4]) / 4,
            "hedonic": nw.sum_horizontal(*answers[4:]) / 4,
            "overall": nw.sum_horizontal(*answers) / 8,
        },
    )
