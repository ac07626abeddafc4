"""What a SUS score is worth: percentiles, adjectives, acceptability, and items."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uxcx import AnswerError
from uxcx.questionnaires import (
    SUS_ITEMS,
    sus_acceptability,
    sus_adjective,
    sus_item_benchmarks,
    sus_percentile,
    sus_scores,
)

SCORE = st.floats(0, 100)


# --- percentiles -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "percentile"),
    # measuringu.com/interpret-sus-score: 68 -> 50, 74 -> 70, 75 -> 73; the ends of the table
    [(0, 0), (50, 13), (68, 50), (74, 70), (75, 73), (80, 88), (90, 99.8), (100, 100)],
)
def test_percentiles_at_the_published_points(score, percentile):
    assert sus_percentile(score).percentile == pytest.approx(percentile, abs=1e-12)


def test_percentiles_between_points_lie_on_a_straight_line():
    assert sus_percentile(67.5).percentile == pytest.approx(48.5)
    # measuringu.com: a score of 52 is at about the 15th percentile
    assert sus_percentile(52).percentile == pytest.approx(15.4)


@pytest.mark.parametrize(
    ("score", "percentile"),
    # SUS Analysis Toolkit, Charts.parametrizePercentile, run (peer output)
    [(0, 0.16), (50, 12.96), (68, 49.12), (74, 69.47), (80.3, 87.65)],
)
def test_percentiles_on_the_curve(score, percentile):
    result = sus_percentile(score, scheme="curve")
    assert result.percentile == pytest.approx(percentile, abs=0.005)
    assert "SUS Analysis Toolkit" in result.source


def test_the_curve_is_clipped_where_it_leaves_the_scale():
    # the toolkit itself prints 100.07
    assert sus_percentile(100, scheme="curve").percentile == 100


@given(SCORE)
def test_the_two_schemes_say_nearly_the_same(score):
    table, curve = (sus_percentile(score, scheme=s).percentile for s in ("table", "curve"))
    assert 0 <= table <= 100
    assert 0 <= curve <= 100
    assert abs(table - curve) < 2


@given(SCORE, SCORE)
def test_a_higher_score_never_ranks_lower(one, two):
    low, high = sorted((one, two))
    assert sus_percentile(low).percentile <= sus_percentile(high).percentile


# --- adjectives ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "word"),
    # Bangor et al. 2009: the means themselves, the ends, and around the middle of two of them
    [
        *((0, "Worst Imaginable"), (12.5, "Worst Imaginable"), (16.4, "Worst Imaginable")),
        *((16.41, "Awful"), (20.3, "Awful"), (35.7, "Poor"), (50.9, "OK"), (71.4, "Good")),
        *((78.45, "Good"), (78.46, "Excellent"), (85.5, "Excellent"), (88.2, "Excellent")),
        *((88.21, "Best Imaginable"), (90.9, "Best Imaginable"), (100, "Best Imaginable")),
    ],
)
def test_the_adjective_of_the_nearest_mean(score, word):
    assert sus_adjective(score).word == word


@pytest.mark.parametrize(
    ("score", "word"),
    [
        *((0, "Worst Imaginable"), (25.0, "Worst Imaginable"), (25.1, "Poor"), (51.6, "Poor")),
        *((51.7, "OK"), (71.0, "OK"), (71.1, "Good"), (80.7, "Good"), (80.8, "Excellent")),
        *((84.0, "Excellent"), (84.1, "Best Imaginable"), (100, "Best Imaginable")),
        # in the gaps of the table scores are rounded half up
        *((25.04, "Worst Imaginable"), (25.05, "Poor"), (84.05, "Best Imaginable")),
    ],
)
def test_the_adjective_of_the_range(score, word):
    assert sus_adjective(score, scheme="measuringu").word == word


def test_an_adjective_says_whose_it_is():
    assert sus_adjective(68).source.startswith("Bangor, Kortum and Miller (2009)")
    assert sus_adjective(68).note == "the nearest of the published means, which are no cut-offs"
    assert "did not differ significantly" in sus_adjective(20).note
    assert sus_adjective(68, scheme="measuringu").source.startswith("measuringu.com")


# --- acceptability ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "score", "word"),
    [
        *(("bangor", 0, "Not acceptable"), ("bangor", 49.99, "Not acceptable")),
        *(("bangor", 50, "Marginal (low)"), ("bangor", 62.49, "Marginal (low)")),
        *(("bangor", 62.5, "Marginal (high)"), ("bangor", 69.99, "Marginal (high)")),
        *(("bangor", 70, "Acceptable"), ("bangor", 100, "Acceptable")),
        *(("measuringu", 51.6, "Not acceptable"), ("measuringu", 51.65, "Marginal")),
        *(("measuringu", 71.0, "Marginal"), ("measuringu", 71.1, "Acceptable")),
        *(("sus_toolkit", 51.69, "Not acceptable"), ("sus_toolkit", 51.7, "Marginal")),
        *(("sus_toolkit", 72.59, "Marginal"), ("sus_toolkit", 72.6, "Acceptable")),
    ],
)
def test_acceptability_on_both_sides_of_each_line(scheme, score, word):
    result = sus_acceptability(score, scheme=scheme)
    assert (result.word, result.scheme) == (word, scheme)


# --- items -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "benchmarks"),
    # Lewis and Sauro 2018, JUS 13(3):158 (published)
    [
        (68, [3.39, 2.45, 3.67, 1.85, 3.55, 2.20, 3.71, 2.25, 3.72, 2.09]),
        (80, [3.80, 1.85, 4.24, 1.51, 3.96, 1.77, 4.19, 1.66, 4.25, 1.65]),
    ],
)
def test_item_benchmarks_are_those_of_the_paper(score, benchmarks):
    frame = sus_item_benchmarks(score)
    assert frame["benchmark"].tolist() == pytest.approx(benchmarks, abs=0.006)
    assert frame["item"].tolist() == list(range(1, 11))
    assert frame["statement"].tolist() == list(SUS_ITEMS)
    assert frame["direction"].tolist() == ["higher is better", "lower is better"] * 5


@pytest.mark.parametrize(("score", "rescored"), [(68, 67.998), (80, 79.996)])
def test_item_benchmarks_scored_again_give_the_score(score, rescored):
    items = sus_item_benchmarks(score)["benchmark"]
    again = 2.5 * ((items[0::2] - 1).sum() + (5 - items[1::2]).sum())
    assert again == pytest.approx(rescored, abs=0.0005)


@given(SCORE)
def test_item_benchmarks_stay_on_the_scale(score):
    assert sus_item_benchmarks(score)["benchmark"].between(1, 5).all()


# --- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "function", [sus_percentile, sus_adjective, sus_acceptability, sus_item_benchmarks]
)
@pytest.mark.parametrize(
    "score", [-0.1, 100.1, math.nan, np.float64("nan"), math.inf, None, pd.NA, True, "68", [68]]
)
def test_only_scores_are_taken(function, score):
    with pytest.raises(AnswerError) as error:
        function(score)
    assert str(error.value) == f"A SUS score must be a number from 0 to 100; got {score!r}."


@pytest.mark.parametrize(
    ("function", "scheme", "message"),
    [
        (
            sus_percentile,
            "curved",
            "scheme must be one of 'table', 'curve'; got 'curved'. Did you mean 'curve'?",
        ),
        (
            sus_adjective,
            "Bangor",
            "scheme must be one of 'bangor_means', 'measuringu'; got 'Bangor'. Did you mean "
            "'bangor_means'?",
        ),
        (
            sus_acceptability,
            None,
            "scheme must be one of 'bangor', 'measuringu', 'sus_toolkit'; got None.",
        ),
    ],
)
def test_a_scheme_that_is_not_there(function, scheme, message):
    with pytest.raises(ValueError, match="scheme must be") as error:
        function(68, scheme=scheme)
    assert str(error.value) == message


def test_the_score_of_a_sheet_can_be_given_on():
    assert sus_percentile(sus_scores([4, 2] * 5).mean()).percentile == 73
