"""The System Usability Scale: sheets, columns of answers, and the grades."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uxcx import AnswerError, ColumnError
from uxcx.questionnaires import SUS_ITEMS, sus_grade, sus_grades, sus_scores

BROOKE = [5, 4, 2, 1, 2, 3, 2, 4, 5, 2]
ITEMS = [f"q{number}" for number in range(1, 11)]
SHEET = st.lists(st.integers(1, 5), min_size=10, max_size=10)


def frame_of(*sheets):
    return pd.DataFrame(list(sheets), columns=ITEMS)


@settings(max_examples=10)
@given(st.lists(SHEET, min_size=1, max_size=8))
def test_scores_are_those_of_the_definition(sheets):
    expected = [
        2.5 * (sum(a - 1 for a in sheet[0::2]) + sum(5 - a for a in sheet[1::2]))
        for sheet in sheets
    ]
    assert sus_scores(frame_of(*sheets), items=ITEMS).tolist() == expected


@settings(max_examples=10)
@given(SHEET)
def test_a_sheet_and_its_mirror_sum_to_100(sheet):
    mirrored = [6 - answer for answer in sheet]
    assert sus_scores(frame_of(sheet, mirrored), items=ITEMS).sum() == 100


def test_three_everywhere_is_50():
    assert sus_scores([3] * 10).item() == 50


@pytest.mark.parametrize("sheet", [BROOKE, tuple(BROOKE), np.array(BROOKE), pd.Series(BROOKE)])
def test_one_sheet_may_come_in_any_sequence(sheet):
    scores = sus_scores(sheet)
    assert scores.tolist() == [55.0]
    assert scores.name == "sus"


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_scores_come_in_the_order_of_the_rows(make):
    data = {item: [answer, 3] for item, answer in zip(ITEMS, BROOKE, strict=True)}
    scores = sus_scores(make(data), items=ITEMS)
    assert scores.tolist() == [55.0, 50.0]
    assert scores.index.tolist() == [0, 1]


def test_scores_of_a_filtered_frame_keep_to_their_rows():
    frame = frame_of([3] * 10, BROOKE, [5, 1] * 5).set_axis([30, 10, 20], axis=0)
    assert sus_scores(frame, items=ITEMS).tolist() == [50.0, 55.0, 100.0]


def test_the_order_of_the_items_is_that_of_the_questionnaire():
    swapped = [ITEMS[1], ITEMS[0], *ITEMS[2:]]
    assert sus_scores(frame_of(BROOKE), items=swapped).item() != 55


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        (
            [0, *BROOKE[1:]],
            "Column 'item 1': each must be a whole number from 1 to 5; got 0 in row 0 (counted "
            "from 0). Was the scale coded from 0? Then add 1 to make it 1 to 5.",
        ),
        (
            [7, 0] * 5,
            "Column 'item 1': each must be a whole number from 1 to 5; got 7 in row 0 (counted "
            "from 0). Is this a question with a longer scale, such as 1 to 7?",
        ),
        (
            [None, 1, 5, 1, 5, 1, 5, 1, 5, math.nan],
            "A SUS score needs all ten answers; missing: item 1, 10. Such a sheet has no score "
            "that all would agree on.",
        ),
        (BROOKE[:9], "The SUS has ten items; got 9 answers."),
        ([*BROOKE, 3], "The SUS has ten items; got 11 answers."),
    ],
)
def test_a_sheet_that_breaks_the_rules_is_refused(sheet, message):
    with pytest.raises(AnswerError) as error:
        sus_scores(sheet)
    assert str(error.value) == message


def test_missing_items_are_named_with_their_rows():
    frame = frame_of(*[BROOKE] * 8).astype("Int64")
    frame.loc[2:, "q3"] = pd.NA
    frame.loc[4, "q7"] = pd.NA
    with pytest.raises(AnswerError) as error:
        sus_scores(frame, items=ITEMS)
    assert str(error.value) == (
        "A SUS score needs all ten answers; missing: 'q3', 'q7' in rows 2, 3, 4, 5, 6 and 1 more "
        "(counted from 0). Leave those respondents out, and say how many they were."
    )


@pytest.mark.parametrize(
    ("items", "message"),
    [
        (
            ITEMS[:3],
            "The SUS has ten different items, in the order of the questionnaire; got 3 columns: "
            "'q1', 'q2', 'q3'.",
        ),
        (
            [*ITEMS[:9], "q1"],
            "The SUS has ten different items, in the order of the questionnaire; got 10 columns "
            "with repeats: 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7', 'q8', 'q9', 'q1'.",
        ),
    ],
)
def test_ten_different_columns_are_needed(items, message):
    with pytest.raises(AnswerError) as error:
        sus_scores(frame_of(BROOKE), items=items)
    assert str(error.value) == message


def test_a_column_that_is_not_there_offers_the_nearest():
    with pytest.raises(ColumnError, match=r"There is no column 'Q1'\. Did you mean 'q1'"):
        sus_scores(frame_of(BROOKE), items=["Q1", *ITEMS[1:]])


def test_a_frame_needs_its_columns():
    with pytest.raises(TypeError) as error:
        sus_scores(frame_of(BROOKE))
    assert str(error.value) == (
        "Name the ten columns of the answers: sus_scores(frame, items=[...])."
    )


# --- grades ----------------------------------------------------------------------------------


def test_grades_cover_0_to_100_without_overlap():
    bands = sus_grades()
    assert bands[0].maximum == 100
    assert bands[-1].minimum == 0
    for higher, lower in itertools.pairwise(bands):
        assert round(higher.minimum - lower.maximum, 9) == 0.1


@given(st.floats(0, 100))
def test_every_score_has_one_grade_that_holds_it(score):
    band = sus_grade(score)
    assert band.minimum - 0.05 <= score <= band.maximum + 0.0500001


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_higher_score_never_has_a_lower_grade(one, two):
    order = [band.grade for band in sus_grades()]
    low, high = sorted((one, two))
    assert order.index(sus_grade(high).grade) <= order.index(sus_grade(low).grade)


@pytest.mark.parametrize("score", [-0.1, 100.1, math.nan, math.inf, None, "68", [68]])
def test_only_scores_are_graded(score):
    with pytest.raises(AnswerError) as error:
        sus_grade(score)
    assert str(error.value) == f"A SUS score must be a number from 0 to 100; got {score!r}."


@pytest.mark.parametrize("score", [68, 68.0, np.float64(68), np.float32(68), np.int64(68)])
def test_scores_of_any_number_type_are_graded(score):
    assert sus_grade(score).grade == "C"


def test_the_questionnaire_has_ten_statements_that_alternate():
    assert len(SUS_ITEMS) == 10
    assert "easy to use" in SUS_ITEMS[2]
    assert "cumbersome" in SUS_ITEMS[7]
