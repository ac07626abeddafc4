"""NASA-TLX: raw and weighted load, other rating scales, and weights that cannot be."""

from __future__ import annotations

import itertools

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uxcx import AnswerError
from uxcx.questionnaires import TLX_DIMENSIONS, tlx_scores

RATINGS = [50, 60, 40, 30, 20, 10]
WEIGHTS = [5, 4, 3, 2, 1, 0]
ITEMS = ["mental", "physical", "temporal", "performance", "effort", "frustration"]
COUNTS = [f"w_{item}" for item in ITEMS]


def test_raw_load_is_the_mean_of_six():
    scores = tlx_scores(RATINGS)
    assert scores.tolist() == pytest.approx([35])
    assert scores.name == "tlx_raw"
    assert len(TLX_DIMENSIONS) == 6


def test_weighted_load_of_a_published_example():
    # UI-Evaluator tests (published): 46
    scores = tlx_scores(RATINGS, weights=WEIGHTS)
    assert scores.tolist() == pytest.approx([46], abs=1e-9)
    assert scores.name == "tlx_weighted"


@pytest.mark.parametrize(("rating", "load"), [(0, 0), (100, 100), (37.5, 37.5)])
def test_equal_ratings_weigh_the_same_whatever_the_weights(rating, load):
    assert tlx_scores([rating] * 6).item() == pytest.approx(load)
    assert tlx_scores([rating] * 6, weights=WEIGHTS).item() == pytest.approx(load)


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_load_of_columns(make):
    data = {item: [rating, 0] for item, rating in zip(ITEMS, RATINGS, strict=True)}
    data |= {count: [weight, 5 - weight] for count, weight in zip(COUNTS, WEIGHTS, strict=True)}
    assert tlx_scores(make(data), items=ITEMS).tolist() == pytest.approx([35, 0])
    assert tlx_scores(make(data), items=ITEMS, weights=COUNTS).tolist() == pytest.approx([46, 0])


def test_another_rating_scale_is_stretched_to_0_to_100():
    assert tlx_scores([1, 21, 11, 11, 11, 11], low=1, high=21).item() == pytest.approx(50)
    assert tlx_scores([10] * 6, high=20).item() == pytest.approx(50)


@settings(max_examples=20)
@given(st.permutations(range(6)), st.lists(st.booleans(), min_size=15, max_size=15))
def test_all_weights_that_fifteen_choices_can_give_are_taken(order, choices):
    weights = [0] * 6
    for (one, other), first in zip(itertools.combinations(order, 2), choices, strict=True):
        weights[one if first else other] += 1
    expected = sum(r * w for r, w in zip(RATINGS, weights, strict=True)) / 15
    assert tlx_scores(RATINGS, weights=weights).item() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (
            [5, 4, 3, 2, 1, 1],
            "NASA-TLX weights count how often each of six dimensions was chosen in 15 pairs; got "
            "5, 4, 3, 2, 1, 1 in row 0 (counted from 0): they sum to 16, not to 15.",
        ),
        (
            [5, 5, 5, 0, 0, 0],
            "NASA-TLX weights count how often each of six dimensions was chosen in 15 pairs; got "
            "5, 5, 5, 0, 0, 0 in row 0 (counted from 0): their sum is 15, but no choices in pairs "
            "give just these.",
        ),
        (
            [6, 4, 3, 2, 0, 0],
            "Column 'weight 1': each must be a whole number from 0 to 5; got 6 in row 0 (counted "
            "from 0). Is this a question with a longer scale, such as 1 to 7?",
        ),
        (
            [5, 4, 3, 2, 1, None],
            "A weighted NASA-TLX score needs all six weights; missing: item 6. Such a sheet has "
            "no score that all would agree on.",
        ),
        ([5, 4, 3, 2, 1], "The weighted NASA-TLX has six items; got 5 weights."),
    ],
)
def test_weights_that_cannot_be_are_refused(weights, message):
    with pytest.raises(AnswerError) as error:
        tlx_scores(RATINGS, weights=weights)
    assert str(error.value) == message


def test_impossible_weights_are_named_with_their_rows():
    rows = [RATINGS + WEIGHTS, [*RATINGS, 5, 4, 3, 2, 1, 1], [*RATINGS, 3, 3, 3, 3, 3, 3]]
    frame = pd.DataFrame(rows, columns=ITEMS + COUNTS)
    with pytest.raises(AnswerError, match=r"got 5, 4, 3, 2, 1, 1 in rows 1, 2 \(counted from 0\)"):
        tlx_scores(frame, items=ITEMS, weights=COUNTS)


@pytest.mark.parametrize(
    ("ratings", "options", "message"),
    [
        ([50, 60], {}, "The NASA-TLX has six items; got 2 ratings."),
        (
            [*RATINGS[:5], None],
            {},
            "A NASA-TLX score needs all six ratings; missing: item 6. Such a sheet has no score "
            "that all would agree on.",
        ),
        (
            [101, *RATINGS[1:]],
            {},
            "Column 'item 1': each must be a number from 0 to 100; got 101 in row 0 (counted from "
            "0).",
        ),
        (
            [0, 21, 11, 11, 11, 11],
            {"low": 1, "high": 21},
            "Column 'item 1': each must be a number from 1 to 21; got 0 in row 0 (counted from "
            "0). Was the scale coded from 0? Then add 1 to make it 1 to 21.",
        ),
    ],
)
def test_ratings_that_break_the_rules_are_refused(ratings, options, message):
    with pytest.raises(AnswerError) as error:
        tlx_scores(ratings, **options)
    assert str(error.value) == message


@pytest.mark.parametrize(("low", "high"), [(100, 0), (5, 5), (0, float("inf")), ("0", 100)])
def test_the_scale_has_two_ends(low, high):
    with pytest.raises(ValueError, match="low must be below high") as error:
        tlx_scores(RATINGS, low=low, high=high)
    assert str(error.value) == f"low must be below high, both numbers; got {low!r} and {high!r}."
