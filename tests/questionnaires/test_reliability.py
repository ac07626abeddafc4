"""Cronbach's alpha: published values, missing answers, and items that were not reversed."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy.stats import f

from uxcx import AnswerError, ColumnError
from uxcx.questionnaires import cronbach_alpha

# pingouin's data set cronbach_wide_missing (from real-statistics.com): eleven yes-no items
_ROWS = """
11111111111 11111111010 .011.111100 11101101100 11111000100 01.01111000
11110010000 11111000000 01011000010 10010100.00 11100000000 10010000000
"""
QUIZ = [[None if mark == "." else int(mark) for mark in row] for row in _ROWS.split()]
ITEMS = [f"Q{number}" for number in range(1, 12)]


@pytest.mark.parametrize(
    ("missing", "alpha", "counts"),
    # pingouin cronbach_alpha, its docstring, agreeing with R's psych (published)
    [
        ("pairwise", 0.732660835214447, (12, 0, 11)),
        ("complete_cases", 0.8016949152542373, (9, 3, 11)),
    ],
)
@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_alpha_of_a_published_example(make, missing, alpha, counts):
    columns = map(list, zip(*QUIZ, strict=True))
    frame = make(dict(zip(ITEMS, columns, strict=True)))
    result = cronbach_alpha(frame, items=ITEMS, missing=missing, scale=(0, 1))
    assert result.alpha == pytest.approx(alpha, abs=1e-9)
    assert (result.n, result.n_missing, result.n_items) == counts
    assert bool(result.note) == (missing == "pairwise")


def test_the_interval_of_a_published_example():
    # the same docstring (published): 0.435 to 0.909
    result = cronbach_alpha(QUIZ, missing="pairwise")
    assert (result.low, result.high) == pytest.approx((0.435, 0.909), abs=0.0006)


def test_the_interval_of_complete_cases_counts_only_those():
    # pingouin prints 0.581 to 0.933, counting all twelve respondents though three were left out
    alpha = 0.8016949152542373
    complete = cronbach_alpha([row for row in QUIZ if None not in row])
    result = cronbach_alpha(QUIZ)
    assert (result.low, result.high) == (complete.low, complete.high)
    of_twelve = [1 - (1 - alpha) * f.isf(tail, 11, 110) for tail in (0.025, 0.975)]
    assert of_twelve == pytest.approx([0.581, 0.933], abs=0.0006)
    of_nine = [1 - (1 - alpha) * f.isf(tail, 8, 80) for tail in (0.025, 0.975)]
    assert [result.low, result.high] == pytest.approx(of_nine)


def test_items_that_are_the_same_have_an_alpha_of_1():
    result = cronbach_alpha([[1, 1, 1], [2, 2, 2], [4, 4, 4]])
    assert result.alpha == pytest.approx(1)
    assert list(result.item_rest.values()) == pytest.approx([1, 1, 1])


def test_alpha_by_its_definition():
    answers = np.array([[1, 2, 1], [2, 2, 3], [3, 4, 3], [4, 3, 4], [5, 5, 4], [2, 1, 2]])
    parts, whole = answers.var(axis=0, ddof=1).sum(), answers.sum(axis=1).var(ddof=1)
    result = cronbach_alpha(answers)
    assert result.alpha == pytest.approx(3 / 2 * (1 - parts / whole))
    rest = np.corrcoef(answers[:, 0], answers[:, 1:].sum(axis=1))[0, 1]
    assert result.item_rest["item 1"] == pytest.approx(rest)
    assert result.warning == ""


def test_items_that_were_not_reversed_are_named():
    frame = pd.DataFrame(
        {"good": [1, 2, 3, 4, 5], "fine": [1, 2, 3, 5, 4], "nice": [2, 1, 3, 4, 5]}
    )
    frame["bad"] = 6 - frame["good"]
    result = cronbach_alpha(frame, items=list(frame), scale=(1, 5))
    assert result.warning == (
        "'bad' goes against the other items (negative correlation with the rest): were negatively "
        "worded items not reversed?"
    )
    assert result.warning in repr(result)
    frame["bad"] = 6 - frame["bad"]
    reversed_ = cronbach_alpha(frame, items=list(frame), scale=(1, 5))
    assert reversed_.warning == ""
    assert reversed_.alpha > result.alpha


def test_a_wider_interval_for_a_higher_confidence_level():
    narrow, wide = (cronbach_alpha(QUIZ, confidence_level=level) for level in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.alpha < narrow.high < wide.high


def test_one_line_says_all():
    assert repr(cronbach_alpha(QUIZ)) == (
        "Cronbach's alpha 0.80 [0.53, 0.95] (n = 9, 3 missing, 11 items; 95%, Feldt, complete "
        "cases)"
    )


@pytest.mark.parametrize(
    ("answers", "note"),
    [
        ([[1, 2]], "Alpha needs two or more respondents; there is 1 after leaving out."),
        (
            [[1, None], [None, 2]],
            "Alpha needs two or more respondents; there are 0 after leaving out.",
        ),
        (
            [[1, 2], [1, 2], [1, 2]],
            "Alpha is not defined: the respondents' totals do not differ.",
        ),
    ],
)
def test_where_alpha_is_not_defined_the_reason_is_given(answers, note):
    result = cronbach_alpha(answers)
    assert math.isnan(result.alpha)
    assert math.isnan(result.low)
    assert result.note == note


def test_a_constant_item_has_no_correlation():
    result = cronbach_alpha([[1, 3, 1], [2, 3, 2], [3, 3, 4]])
    assert math.isnan(result.item_rest["item 2"])
    assert result.warning == ""


def test_refusals():
    frame = pd.DataFrame({"a": [1, 2, 9], "b": [1, 2, 3]})
    with pytest.raises(AnswerError) as error:
        cronbach_alpha(frame, items=["a", "b"], scale=(1, 5))
    assert str(error.value).startswith(
        "Column 'a': each must be a whole number from 1 to 5; got 9 in row 2 (counted from 0)."
    )
    with pytest.raises(AnswerError) as error:
        cronbach_alpha(frame, items=["a"])
    assert str(error.value) == "Alpha needs two or more different items; got ['a']."
    with pytest.raises(ColumnError, match="There is no column 'c'"):
        cronbach_alpha(frame, items=["a", "c"])
    with pytest.raises(TypeError) as type_error:
        cronbach_alpha(frame)
    assert str(type_error.value) == (
        "Name the columns of the items: cronbach_alpha(frame, items=[...])."
    )
    with pytest.raises(TypeError, match="rows of answers of equal length"):
        cronbach_alpha([1, 2, 3])
    with pytest.raises(ValueError, match="Did you mean 'pairwise'"):
        cronbach_alpha(frame, items=["a", "b"], missing="pair")
    with pytest.raises(ValueError, match="confidence_level must be between 0 and 1; got 95"):
        cronbach_alpha(frame, items=["a", "b"], confidence_level=95)
