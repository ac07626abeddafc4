"""UEQ-S: pragmatic, hedonic and overall quality from eight answers."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uxcx import AnswerError
from uxcx.families import Mean
from uxcx.questionnaires import UEQ_S_ITEMS, ueq_s_scores

ITEMS = [f"u{number}" for number in range(1, 9)]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([7] * 8, [3, 3, 3]),
        ([1] * 8, [-3, -3, -3]),
        ([4] * 8, [0, 0, 0]),
        ([7] * 4 + [1] * 4, [3, -3, 0]),
        ([5, 4, 4, 4, 4, 4, 4, 4], [0.25, 0, 0.125]),
    ],
)
def test_scores_of_a_sheet(answers, expected):
    frame = ueq_s_scores(answers)
    assert list(frame) == ["pragmatic", "hedonic", "overall"]
    assert frame.loc[0].tolist() == expected


@settings(max_examples=10)
@given(st.lists(st.lists(st.integers(1, 7), min_size=8, max_size=8), min_size=1, max_size=6))
@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_scores_are_means_less_four(make, sheets):
    answers = np.array(sheets)
    found = ueq_s_scores(make(dict(zip(ITEMS, answers.T, strict=True))), items=ITEMS)
    assert found["pragmatic"].tolist() == pytest.approx(answers[:, :4].mean(axis=1) - 4)
    assert found["hedonic"].tolist() == pytest.approx(answers[:, 4:].mean(axis=1) - 4)
    assert found["overall"].tolist() == pytest.approx(answers.mean(axis=1) - 4)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([4] * 7, "The UEQ-S has eight items; got 7 answers."),
        (
            [4] * 7 + [None],
            "A UEQ-S score needs all eight answers; missing: item 8. Such a sheet has no score "
            "that all would agree on.",
        ),
        (
            [8] + [4] * 7,
            "Column 'item 1': each must be a whole number from 1 to 7; got 8 in row 0 (counted "
            "from 0). Is this a question with a longer scale, such as 1 to 10?",
        ),
        # answers that were already turned into -3 to 3
        (
            [-3] + [2] * 7,
            "Column 'item 1': each must be a whole number from 1 to 7; got -3 in row 0 (counted "
            "from 0).",
        ),
    ],
)
def test_sheets_that_break_the_rules_are_refused(answers, message):
    with pytest.raises(AnswerError) as error:
        ueq_s_scores(answers)
    assert str(error.value) == message


def test_missing_answers_are_named_with_their_rows():
    frame = pl.DataFrame([[4] * 8, [4, None, *[4] * 6]], schema=ITEMS, orient="row")
    with pytest.raises(AnswerError) as error:
        ueq_s_scores(frame, items=ITEMS)
    assert str(error.value) == (
        "A UEQ-S score needs all eight answers; missing: 'u2' in row 1 (counted from 0). Leave "
        "those respondents out, and say how many they were."
    )


def test_the_interval_of_a_published_scale_mean():
    # gitc23/ueqr README, attractiveness (published): a normal interval, 1.3650406 to 1.6503656.
    # Ours is a t interval, which is wider by the ratio of the quantiles (238 answers: 1.0051).
    estimate = Mean(n=238, mean=1.5077031, sd=1.1229238).estimate()
    assert (estimate.low, estimate.high) == pytest.approx((1.3650406, 1.6503656), abs=8e-4)
    half = 1.959964 * 1.1229238 / math.sqrt(238)
    assert (1.5077031 - half, 1.5077031 + half) == pytest.approx((1.3650406, 1.6503656), abs=1e-6)
    assert estimate.high - estimate.low > 2 * half


def test_every_item_has_its_negative_word_first():
    assert len(UEQ_S_ITEMS) == 8
    assert UEQ_S_ITEMS[0] == ("obstructive", "supportive")
    assert UEQ_S_ITEMS[7] == ("usual", "leading edge")
