"""UMUX-Lite and UMUX: scores, scales of 5 and 7 points, and the guess at the SUS."""

from __future__ import annotations

import math

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uxcx import AnswerError, ColumnError
from uxcx.questionnaires import (
    UMUX_ITEMS,
    UMUX_LITE_ITEMS,
    sus_equivalent,
    umux_lite_scores,
    umux_scores,
)

FRAMES = pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])


@pytest.mark.parametrize(
    ("answers", "points", "score"),
    [
        ([7, 7], 7, 100),  # UI-Evaluator tests (published)
        ([4, 4], 7, 50),  # its preset_score (peer output)
        ([1, 1], 7, 0),
        ([1, 2], 7, 100 / 12),
        ([5, 5], 5, 100),
        ([3, 3], 5, 50),
        ([1, 1], 5, 0),
        ([1, 2], 5, 12.5),
    ],
)
def test_umux_lite_of_a_sheet(answers, points, score):
    scores = umux_lite_scores(answers, points=points)
    assert scores.tolist() == pytest.approx([score], abs=1e-9)
    assert scores.name == "umux_lite"


@FRAMES
def test_umux_lite_of_columns(make):
    frame = make({"id": ["a", "b", "c"], "needs": [7, 4, 1], "ease": [7, 4, 2]})
    scores = umux_lite_scores(frame, items=["needs", "ease"])
    assert scores.tolist() == pytest.approx([100, 50, 100 / 12])
    assert scores.index.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("answers", "points", "message"),
    [
        ([7, None], 7, "A UMUX-Lite score needs both answers; missing: item 2. "),
        ([7, 7, 7], 7, "The UMUX-Lite has two items; got 3 answers."),
        (
            [5, 6],
            5,
            "Column 'item 2': each must be a whole number from 1 to 5; got 6 in row 0 (counted "
            "from 0). Is this a question with a longer scale, such as 1 to 7?",
        ),
        (
            [0, 6],
            7,
            "Column 'item 1': each must be a whole number from 1 to 7; got 0 in row 0 (counted "
            "from 0). Was the scale coded from 0? Then add 1 to make it 1 to 7.",
        ),
    ],
)
def test_umux_lite_refuses(answers, points, message):
    with pytest.raises(AnswerError) as error:
        umux_lite_scores(answers, points=points)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize("points", [6, 11, None, True, "7"])
def test_umux_lite_has_five_or_seven_points(points):
    with pytest.raises(ValueError, match="points must be") as error:
        umux_lite_scores([4, 4], points=points)
    assert str(error.value) == f"points must be 7 or 5, as the answers were asked; got {points!r}."


@FRAMES
def test_a_missing_answer_is_named_with_its_row(make):
    frame = make({"needs": [7, 4, 1], "ease": [7, None, 2]})
    with pytest.raises(AnswerError, match="needs both answers; missing: 'ease' in "):
        umux_lite_scores(frame, items=["needs", "ease"])


def test_a_frame_needs_its_columns():
    with pytest.raises(TypeError) as error:
        umux_lite_scores(pd.DataFrame({"needs": [7], "ease": [7]}))
    assert str(error.value) == (
        "Name the two columns of the answers: umux_lite_scores(frame, items=[...])."
    )
    with pytest.raises(ColumnError, match="Did you mean 'ease'"):
        umux_lite_scores(pd.DataFrame({"needs": [7], "ease": [7]}), items=["needs", "eas"])


@pytest.mark.parametrize(("score", "sus"), [(100, 87.9), (0, 22.9), (50, 55.4)])
def test_the_guess_at_the_sus_carries_a_warning(score, sus):
    # UI-Evaluator tests: 7 and 7 give 87.9 (published)
    guess = sus_equivalent(score)
    assert guess.value == pytest.approx(sus, abs=1e-9)
    assert "does not recommend its use" in guess.warning
    assert guess.source.startswith("Lewis, Utesch and Maher (2013)")


@pytest.mark.parametrize("score", [-1, 100.1, math.nan, None, "50"])
def test_only_umux_lite_scores_are_turned_into_a_guess(score):
    with pytest.raises(AnswerError) as error:
        sus_equivalent(score)
    assert str(error.value) == f"A UMUX-Lite score must be a number from 0 to 100; got {score!r}."


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ([7, 1, 7, 1], 100),  # Personify feedback-synthesizer (peer output)
        ([1, 7, 1, 7], 0),
        ([4, 4, 4, 4], 50),
        ([7, 7, 7, 7], 50),
        ([2, 7, 1, 7], 100 / 24),
    ],
)
def test_umux_of_a_sheet(answers, score):
    assert umux_scores(answers).tolist() == pytest.approx([score], abs=1e-9)


@settings(max_examples=10)
@given(st.lists(st.lists(st.integers(1, 7), min_size=4, max_size=4), min_size=1, max_size=5))
def test_umux_and_its_mirror_sum_to_100(sheets):
    items = ["a", "b", "c", "d"]
    mirrored = [[8 - answer for answer in sheet] for sheet in sheets]
    one, other = (
        umux_scores(pl.DataFrame(rows, schema=items, orient="row"), items=items)
        for rows in (sheets, mirrored)
    )
    assert (one + other).tolist() == pytest.approx([100] * len(sheets))


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([7, 1, 7], "The UMUX has four items; got 3 answers."),
        ([7, 1, None, math.nan], "A UMUX score needs all four answers; missing: item 3, 4. "),
        ([8, 1, 7, 1], "Column 'item 1': each must be a whole number from 1 to 7; got 8 in row 0"),
        ([6.5, 1, 7, 1], "Column 'item 1': each must be a whole number from 1 to 7; got 6.5 in "),
    ],
)
def test_umux_refuses(answers, message):
    with pytest.raises(AnswerError) as error:
        umux_scores(answers)
    assert str(error.value).startswith(message)


def test_the_lite_items_are_the_positive_ones():
    assert len(UMUX_ITEMS) == 4
    assert UMUX_ITEMS[0::2] == UMUX_LITE_ITEMS
