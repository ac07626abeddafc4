"""Lesson 05's checks: honest routes are accepted, known mistakes are explained."""

import numpy as np
import pytest
import scipy.stats

from uxcx import datasets, ux
from uxcx.exercises import lesson_05 as lesson
from uxcx.families import Proportion
from uxcx.judging import feedback
from uxcx.learn import exercises


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


def test_all_of_five_by_power_by_binomial_and_by_many_draws() -> None:
    truth = datasets.load("ecommerce").truth["address form success, autofill"]
    many = np.random.default_rng(1).binomial(5, truth, 1_000_000)
    for answer in (truth**5, scipy.stats.binom.pmf(5, 5, truth), float((many == 5).mean())):
        assert said("05-1", answer).startswith("✔")
    assert "You gave a percentage" in said("05-1", 100 * truth**5)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (lambda t: 1 / 6, "not equally likely"),
        (lambda t: t, "one person manages"),
        (lambda t: 1 - t**5, "at least one of the five fails"),
        (lambda t: (1 - t) ** 5, "all five fail"),
        (lambda t: 5 * t, "multiplied"),
    ],
)
def test_wrong_chances_are_explained(wrong, reason: str) -> None:
    answer = said("05-1", wrong(lesson.truth()))
    assert answer.startswith("✘")
    assert reason in answer


def test_coverage_by_the_sum_and_by_many_studies() -> None:
    truth = lesson.truth()
    intervals = [
        ux.task_success(Proportion(successes=s, n=5), method="adjusted_wald") for s in range(6)
    ]
    holds = np.array([e.low <= truth <= e.high for e in intervals])
    chances = scipy.stats.binom.pmf(np.arange(6), 5, truth)
    assert said("05-2", float(chances[holds].sum())).startswith("✔")
    many = np.random.default_rng(2).binomial(5, truth, 1_000_000)
    assert said("05-2", float(holds[many].mean())).startswith("✔")


def test_other_coverages_are_explained() -> None:
    assert "That is the coverage of Wald" in said("05-2", lesson.coverage("wald"))
    rows = len(lesson.holding("adjusted_wald"))
    assert "counted the rows" in said("05-2", rows / 6)
    assert "counted the rows" in said("05-2", rows)
    assert "what is promised" in said("05-2", 0.95)


def test_the_textbook_interval_breaks_its_promise_and_the_other_does_not() -> None:
    assert lesson.coverage("wald") < 0.75
    assert lesson.coverage("adjusted_wald") > 0.94


def test_four_times_the_people_for_half_the_width() -> None:
    assert said("05-3", lesson.ratio_of_widths()).startswith("✔")
    assert said("05-3", 2).startswith("✔")
    assert "Divide the widths" in said("05-3", 4)
    assert "The other way round" in said("05-3", 0.51)
    assert "How many times is a division" in said(
        "05-3", lesson.width(16, 20) - lesson.width(64, 80)
    )


def test_hits_are_not_intervals_that_hold() -> None:
    pairs = lesson.pairs()
    assert len(pairs) == 8
    values = np.array([estimate.value for estimate, _ in pairs])
    truths = np.array([truth for _, truth in pairs])
    assert said("05-4", int(np.isclose(values, truths, rtol=0.01, atol=0).sum())).startswith("✔")
    assert "how many intervals hold the truth" in said("05-4", lesson.inside())
    assert "how many do not hit it" in said("05-4", 8 - lesson.hits())
    assert lesson.hits() < lesson.inside()


@pytest.mark.parametrize("letter", ["a", "c", "d"])
def test_other_reasons_for_the_bias_are_answered(letter: str) -> None:
    mistake = {m.value(): m.feedback for m in exercises()["05-5"].mistakes}[letter]
    assert mistake in said("05-5", letter)
    assert said("05-5", "B)").startswith("✔")


def test_those_who_answer_are_not_everybody() -> None:
    from uxcx import cx

    shop = datasets.load("ecommerce")
    nps = cx.nps(shop.survey, "recommend")
    assert nps.low > shop.truth["NPS, all who ordered"] + 2
