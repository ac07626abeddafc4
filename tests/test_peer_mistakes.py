"""Mistakes that other packages make, and that this one must not."""

from __future__ import annotations

import math

import pytest

from uxcx import AnswerError, against, compare, cx, questionnaires, ux
from uxcx.families import (
    NetScore,
    PairedProportions,
    Proportion,
    Rate,
)


def test_missing_answers_are_not_in_n():
    result = ux.seq([5, 6, None, 7])
    assert (result.n, result.n_missing, result.value) == (3, 1, 6)


def test_mcnemar_without_discordant_pairs_has_p_1_and_not_0():
    pairs = PairedProportions(first_only=0, second_only=0, both=5, n=8)
    for test in ("mid_p", "exact", "asymptotic"):
        assert pairs.compare(test=test).p_value == 1


def test_miettinen_nurminen_of_none_against_some():
    result = compare(
        Proportion(successes=0, n=16), Proportion(successes=15, n=72), method="miettinen_nurminen"
    )
    assert -1 < result.low < result.value < result.high < 1


@pytest.mark.parametrize("n", [1, 5, 100])
@pytest.mark.parametrize("method", [m for m in Proportion.methods if m != "wald"])
def test_no_success_and_only_successes_have_an_interval_with_width(n, method):
    for successes in (0, n):
        result = Proportion(successes=successes, n=n).estimate(method=method)
        assert result.low < result.high


@pytest.mark.parametrize("n", [1, 5, 100])
@pytest.mark.parametrize("method", ["adjusted_wald", "score"])
def test_net_scores_at_their_ends_have_an_interval_with_width(n, method):
    for counts in ((n, 0, 0), (0, n, 0), (0, 0, n)):
        summary = NetScore(
            **dict(zip(("promoters", "passives", "detractors"), counts, strict=True))
        )
        result = summary.estimate(method=method)
        assert result.low < result.high
        difference = compare(summary, summary, method=method)
        assert difference.low < 0 < difference.high


def test_no_events_have_an_interval_with_width():
    result = Rate(events=0, exposure=10, n=10).estimate()
    assert result.low == 0 < result.high


def test_one_sided_tests_know_their_direction():
    low = against(Proportion(successes=2, n=20), 0.5, alternative="greater")
    high = against(Proportion(successes=18, n=20), 0.5, alternative="greater")
    assert low.p_value > 0.99
    assert high.p_value < 0.01


def test_ends_of_an_interval_are_ends_and_not_margins():
    result = cx.nps(NetScore(promoters=60, passives=25, detractors=15))
    assert result.low < result.value < result.high
    assert set(result.to_frame().columns) >= {"value", "low", "high"}


def test_a_sus_score_of_nan_has_no_grade():
    with pytest.raises((AnswerError, ValueError)):
        questionnaires.sus_grade(math.nan)


@pytest.mark.parametrize("answer", [11, -1, 6.5])
def test_an_impossible_answer_is_neither_promoter_nor_detractor(answer):
    with pytest.raises(AnswerError):
        cx.nps([9, 7, answer])


def test_a_missing_sus_item_is_not_the_worst_answer():
    with pytest.raises(AnswerError):
        questionnaires.sus_scores([None, 1, 5, 1, 5, 1, 5, 1, 5, 1], missing="refuse")


def test_a_time_of_0_is_refused_and_not_a_mean_of_0():
    with pytest.raises(AnswerError):
        ux.time_on_task([10, 0, 20])


def test_everybody_successful_in_both_groups_has_p_1_and_not_nan():
    everybody = Proportion(successes=5, n=5)
    for test in ("n_minus_1", "fisher_mid_p", "fisher"):
        assert compare(everybody, everybody, test=test).p_value == 1
