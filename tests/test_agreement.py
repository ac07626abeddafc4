"""Agreement of coders, sizes of an experiment's groups, and shares of a closed question."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import multinomial_proportions_confint

from uxcx import AnswerError, krippendorff_alpha, sample_ratio, shares

#: Krippendorff 2011: four coders, twelve things
CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
#: Sison and Glaz 1995: seven categories
SEVEN = {str(i): n for i, n in enumerate([56, 72, 73, 59, 62, 87, 58])}


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("interval", 0.849)])
def test_krippendorffs_example(level, alpha):
    result = krippendorff_alpha(CODERS, level=level)
    assert result.alpha == pytest.approx(alpha, abs=0.001)
    assert (result.n, result.n_single, result.n_codes) == (11, 1, 40)


def test_agreement_without_variation_or_pairs_is_not_known():
    assert math.isnan(krippendorff_alpha([[1, 1], [1, 1]]).alpha)
    assert "nothing was judged by two" in repr(krippendorff_alpha([[1, None], [math.nan, 2]]))
    assert krippendorff_alpha([["a", "b"], ["a", "b"]]).alpha == 1


def test_coders_that_cannot_be_compared_are_refused():
    with pytest.raises(AnswerError, match="two coders or more; got 1"):
        krippendorff_alpha([[1, 2]])
    with pytest.raises(AnswerError, match="got rows of 2, 1"):
        krippendorff_alpha([[1, 2], [1]])
    with pytest.raises(AnswerError, match="coder 2 gave 'x'"):
        krippendorff_alpha([[1, 2], [1, "x"]], level="interval")


def test_sample_ratio_mismatch():
    # UI-Evaluator, its own tests (published)
    result = sample_ratio({"a": 50000, "b": 49000})
    assert result.p_value == pytest.approx(0.00148, abs=1e-5)
    assert result.mismatch
    assert "do not trust" in result.sentence


def test_sample_ratio_follows_the_plan():
    result = sample_ratio({"new": 1003, "old": 8997}, planned={"old": 9, "new": 1})
    assert result.expected == {"new": 1000, "old": 9000}
    assert not result.mismatch
    with pytest.raises(AnswerError, match="planned must be of the same groups"):
        sample_ratio({"new": 3, "old": 4}, planned={"a": 1, "b": 1})
    with pytest.raises(AnswerError, match="must be a number above 0; got 0"):
        sample_ratio({"new": 3, "old": 4}, planned={"new": 0, "old": 1})
    with pytest.raises(AnswerError, match="two groups with somebody"):
        sample_ratio({"new": 0, "old": 0})


@pytest.mark.parametrize("method", ["sison_glaz", "goodman"])
@pytest.mark.parametrize("counts", [list(SEVEN.values()), [30, 15, 5], [20, 1, 1, 9], [5, 3, 0]])
@pytest.mark.parametrize("confidence_level", [0.8, 0.95])
def test_simultaneous_intervals_agree_with_statsmodels(counts, method, confidence_level):
    expected = multinomial_proportions_confint(
        counts, 1 - confidence_level, method=method.replace("_", "-")
    )
    found = shares(dict(enumerate(counts)), method=method, confidence_level=confidence_level)
    ends = [(each.low, each.high) for each in found]
    assert ends == pytest.approx(np.clip(expected, 0, 1), abs=1e-9)


def test_simultaneous_intervals_that_were_published():
    # R MultinomialCI, and the paper of Sison and Glaz, in statsmodels' tests
    narrow, safe = shares(SEVEN)["0"], shares(SEVEN, method="goodman")["0"]
    assert (narrow.low, narrow.high) == pytest.approx((0.07922912, 0.1643361), abs=1e-4)
    assert (safe.low, safe.high) == pytest.approx((0.085, 0.166), abs=1e-3)


def test_shares_of_rows_count_what_is_missing():
    frame = pd.DataFrame({"why": ["price", "speed", None, "price"]})
    for found in (shares(frame, "why"), shares(list(frame["why"]))):
        assert found.groups == ["price", "speed"]
        assert (found["price"].n, found["price"].n_missing) == (3, 1)


def test_shares_never_lack_width():
    result = shares({"price": 1, "speed": 0})["price"]
    assert result.low < result.high
    assert "Goodman" in result.method
    with pytest.raises(AnswerError, match="need two possible answers; all are 'price'"):
        shares(["price"] * 3)
    with pytest.raises(AnswerError, match="Nobody answered"):
        shares({"price": 0, "speed": 0})
