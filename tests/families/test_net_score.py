"""Net scores: the multinomial variance, the added answers, and scores at the ends."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from uxcx import AnswerError, compare, cx
from uxcx.families import NetScore

COUNT = st.integers(0, 60)
ONE_DETRACTOR = {"promoters": 0, "passives": 0, "detractors": 1}


@st.composite
def net_scores(draw: st.DrawFn, least: int = 2) -> NetScore:
    counts = draw(st.tuples(COUNT, COUNT, COUNT).filter(lambda drawn: sum(drawn) >= least))
    return NetScore(promoters=counts[0], passives=counts[1], detractors=counts[2])


@given(net_scores())
def test_variance_is_that_of_answers_coded_100_0_and_minus_100(summary):
    coded = [100] * summary.promoters + [0] * summary.passives + [-100] * summary.detractors
    assert summary.value == pytest.approx(np.mean(coded))
    assert summary.independent_variance() == pytest.approx(np.var(coded) / len(coded), abs=1e-6)


@given(net_scores(), st.floats(0.5, 0.999))
def test_interval_stays_within_100_and_holds_its_score_or_says_so(summary, confidence_level):
    result = summary.estimate(confidence_level=confidence_level)
    assert -100 <= result.low <= result.high <= 100
    holds = result.low - 1e-9 <= result.value <= result.high + 1e-9
    assert holds or "leaves the score itself out" in result.note


@given(net_scores())
def test_at_95_percent_the_interval_holds_every_score_of_two_answers_and_more(summary):
    result = summary.estimate()
    assert result.low <= result.value <= result.high
    assert result.note == ""


def test_the_interval_of_one_answer_leaves_its_score_out_and_says_so():
    result = cx.nps([10])
    assert result.value == 100
    assert result.high < 100
    assert result.note == (
        "with so few answers the interval is drawn to the middle and leaves the score itself out."
    )


@given(net_scores())
def test_detractors_mirror_promoters(summary):
    mirrored = NetScore(
        promoters=summary.detractors, passives=summary.passives, detractors=summary.promoters
    )
    one, two = summary.estimate(), mirrored.estimate()
    assert one.low == pytest.approx(-two.high, abs=1e-9)
    assert one.high == pytest.approx(-two.low, abs=1e-9)


@given(net_scores(least=1), net_scores(least=1), st.sampled_from([0.8, 0.95, 0.9999]))
@example(NetScore(promoters=1, passives=0, detractors=0), NetScore(**ONE_DETRACTOR), 0.9999)
def test_difference_holds_its_estimate_and_stays_within_200(first, second, confidence_level):
    result = compare(first, second, confidence_level=confidence_level)
    assert -200 <= result.low <= result.value + 1e-9
    assert result.value - 1e-9 <= result.high <= 200


@given(net_scores(), net_scores())
def test_interval_and_test_of_a_difference_agree(first, second):
    # Both come from the adjusted scores, so that no "borderline" can appear.
    result = compare(first, second)
    if abs(result.p_value - 0.05) > 1e-9:
        assert result.verdict in {"difference", "no clear difference"}


def test_all_promoters_have_an_interval_and_with_wald_none():
    everybody = NetScore(promoters=10, passives=0, detractors=0)
    assert everybody.estimate().low < 50
    wald = everybody.estimate(method="wald")
    assert (wald.low, wald.high) == (100, 100)
    assert wald.note == "the Wald interval has no width when all answer alike; do not use it."


@pytest.mark.parametrize(
    ("second", "p_value", "words"),
    [
        (NetScore(promoters=4, passives=0, detractors=0), 1.0, "was the same with"),
        (NetScore(promoters=0, passives=4, detractors=0), math.nan, "was 100 points higher with"),
    ],
)
def test_wald_difference_of_scores_without_variance_is_not_known(second, p_value, words):
    result = compare(NetScore(promoters=3, passives=0, detractors=0), second, method="wald")
    assert math.isnan(result.low)
    assert result.p_value == pytest.approx(p_value, nan_ok=True)
    assert result.verdict == "not known"
    assert words in result.sentence


def test_no_answers_are_not_known():
    result = NetScore(promoters=0, passives=0, detractors=0, n_missing=3).estimate()
    assert math.isnan(result.value)
    assert repr(result) == (
        "net score not known [interval not known] (0 promoters, 0 passives, 0 detractors, "
        "3 missing; 95%, adjusted Wald) Note: there are no answers."
    )


def test_one_of_each_is_not_put_in_the_plural():
    summary = NetScore(promoters=1, passives=1, detractors=1)
    assert summary.counts() == "1 promoter, 1 passive, 1 detractor"


@pytest.mark.parametrize("name", ["promoters", "passives", "detractors", "n_missing"])
@pytest.mark.parametrize("value", [-1, 1.5, "3", None])
def test_impossible_counts_are_refused(name, value):
    counts = {"promoters": 1, "passives": 1, "detractors": 1, name: value}
    with pytest.raises(AnswerError) as error:
        NetScore(**counts)
    assert str(error.value) == (
        f"NetScore: {name} must be a whole number of 0 or more; got {value!r}."
    )


@pytest.mark.parametrize(
    ("answer", "group"),
    [(0, "detractors"), (6, "detractors"), (7, "passives"), (8, "passives"), (9, "promoters")],
)
def test_answers_fall_into_their_group(answer, group):
    summary = cx.nps([answer, answer]).summary
    assert getattr(summary, group) == 2
    assert summary.n == 2
