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
from uxcx.questionnaires import SUS_ITEMS, sus_grade, sus_grades, sus_scores, sus_subscales

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


@pytest.mark.parametrize("score", [-0.1, 100.1, math.nan, math.inf, None, pd.NA, True, "68", [68]])
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


# --- missing answers -------------------------------------------------------------------------


def test_a_missing_answer_imputed_is_counted():
    # SUS Analysis Toolkit and others take 3 "according to Bangor et al. 2009": 95, never 90
    scores = sus_scores([None, *[1, 5] * 4, 1], missing="impute_neutral")
    assert scores.to_dict("list") == {"sus": [95.0], "n_imputed": [1]}
    assert scores.attrs["note"] == (
        "1 of 10 answers, of 1 of 1 respondents, were missing and taken as 3 (Bangor et al. 2009)"
    )


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_imputation_leaves_complete_sheets_alone(make):
    sheets = [BROOKE, [None, *BROOKE[1:9], None], [3] * 10]
    data = {
        item: list(answers) for item, answers in zip(ITEMS, zip(*sheets, strict=True), strict=True)
    }
    scores = sus_scores(make(data), items=ITEMS, missing="impute_neutral")
    # items 1 and 10 become 3 and 3: 2 less for the first, 1 less for the last
    assert scores["sus"].tolist() == [55.0, 47.5, 50.0]
    assert scores["n_imputed"].tolist() == [0, 2, 0]
    assert scores["n_imputed"].dtype == "int64"


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_missing_answers_are_refused_unless_imputation_is_asked_for(make):
    data = {item: [3, None if item == "q3" else 3] for item in ITEMS}
    with pytest.raises(AnswerError, match="needs all ten answers; missing: 'q3' in row 1"):
        sus_scores(make(data), items=ITEMS)


def test_without_any_answer_there_is_nothing_to_impute_from():
    frame = frame_of(BROOKE, [math.nan] * 10, BROOKE)
    with pytest.raises(AnswerError) as error:
        sus_scores(frame, items=ITEMS, missing="impute_neutral")
    assert str(error.value) == (
        "None of the ten answers was given in row 1 (counted from 0): there is nothing to score. "
        "Leave those respondents out, and say how many they were."
    )
    with pytest.raises(AnswerError, match="None of the ten answers was given in row 0"):
        sus_scores([None] * 10, missing="impute_neutral")


def test_an_item_that_nobody_answered_is_not_imputed():
    frame = frame_of(BROOKE, BROOKE).astype("float64")
    frame["q4"] = math.nan
    with pytest.raises(AnswerError, match="Column 'q4' has no answers: all 2 are missing"):
        sus_scores(frame, items=ITEMS, missing="impute_neutral")


def test_imputation_does_not_excuse_invalid_answers():
    with pytest.raises(AnswerError, match="Column 'item 2': each must be a whole number from 1"):
        sus_scores([None, 7, *BROOKE[2:]], missing="impute_neutral")


def test_a_rule_for_missing_answers_that_is_not_there():
    with pytest.raises(ValueError, match="must be one of") as error:
        sus_scores(BROOKE, missing="impute")
    assert str(error.value) == (
        "missing must be one of 'refuse', 'impute_neutral'; got 'impute'. Did you mean "
        "'impute_neutral'?"
    )


def test_several_sheets_need_a_frame():
    with pytest.raises(TypeError) as error:
        sus_scores([BROOKE, BROOKE])
    assert str(error.value) == (
        "Give the ten answers of one respondent, or a data frame with one row a respondent."
    )


def test_one_column_is_not_ten():
    with pytest.raises(TypeError) as error:
        sus_scores(frame_of(BROOKE), items="q1")
    assert str(error.value) == "Name ten columns, as a list; got 'q1'."


# --- subscales -------------------------------------------------------------------------------


def test_best_and_worst_sheets_have_best_and_worst_parts():
    # AGDunn/uxer score_sus(subscales=TRUE), run in R (peer output): 100 and 100
    assert sus_subscales([5, 1] * 5).to_dict("list") == {"usable": [100.0], "learnable": [100.0]}
    assert sus_subscales([1, 5] * 5).to_dict("list") == {"usable": [0.0], "learnable": [0.0]}


def test_only_items_4_and_10_are_learnable():
    sheet = [5, 1] * 5
    sheet[3] = sheet[9] = 5
    assert sus_subscales(sheet).to_dict("list") == {"usable": [100.0], "learnable": [0.0]}


@settings(max_examples=10)
@given(st.lists(SHEET, min_size=1, max_size=8))
def test_four_fifths_usable_and_one_fifth_learnable_make_the_score(sheets):
    parts = sus_subscales(pl.DataFrame(sheets, schema=ITEMS, orient="row"), items=ITEMS)
    whole = 0.8 * parts["usable"] + 0.2 * parts["learnable"]
    assert whole.tolist() == pytest.approx(sus_scores(frame_of(*sheets), items=ITEMS).tolist())


def test_parts_need_all_ten_answers():
    with pytest.raises(AnswerError, match=r"needs all ten answers; missing: item 10\."):
        sus_subscales([*BROOKE[:9], None])
