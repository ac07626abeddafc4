"""Lesson 07's checks: honest routes are accepted, known mistakes are explained."""

import math

import pytest

from uxcx import datasets, plan, ux
from uxcx.families import Proportion
from uxcx.judging import feedback
from uxcx.learn import exercises


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


def test_precision_by_trying_sizes_one_by_one() -> None:
    def half_width(n: int) -> float:
        found = plan.precision("proportion", half_width=0.05, expected=0.9)
        assert found.method == "adjusted Wald"
        z2 = 1.959964**2
        p = (0.9 * n + z2 / 2) / (n + z2)
        return 1.959964 * math.sqrt(p * (1 - p) / (n + z2))

    by_hand = next(n for n in range(2, 1000) if half_width(n) <= 0.05)
    assert said("07-1", by_hand).startswith("✔")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"half_width": 0.05}, "That is the worst case"),
        ({"half_width": 0.1, "expected": 0.9}, "ten points to either side"),
        ({"half_width": 0.025, "expected": 0.9}, "the distance to one side"),
    ],
)
def test_other_precisions_are_explained(options: dict, words: str) -> None:
    assert words in said("07-1", plan.precision("proportion", **options).n)


def test_a_difference_by_the_power_of_neighbouring_sizes() -> None:
    def enough(n: int) -> bool:
        return plan.power("proportion", n=n, first=0.8, second=0.6).power >= 0.8

    by_search = next(n for n in range(60, 120) if enough(n))
    assert said("07-2", by_search).startswith("✔")
    assert "both groups together" in said("07-2", 2 * by_search)
    small = plan.difference("proportion", first=0.8, second=0.7).n
    assert "for seven of ten" in said("07-2", small)
    assert "It needs even fewer" in said("07-2", round(small / 2))


def test_discovery_by_the_share_discovered() -> None:
    by_search = next(n for n in range(1, 100) if plan.discovered(0.1, n) >= 0.85)
    assert said("07-3", by_search).startswith("✔")
    assert "One too few" in said("07-3", by_search - 1)
    assert "fewer than half" in said("07-3", 5)
    assert plan.discovered(0.1, 5) < 0.5


def test_invitations() -> None:
    airline = datasets.load("airline")
    share = airline.survey["answered"].notna().sum() / len(airline.customers)
    assert said("07-4", 1000 / share).startswith("✔")
    assert said("07-4", math.ceil(1000 / share)).startswith("✔")
    assert "Divide by the share" in said("07-4", 1000 * share)
    assert "You added the share" in said("07-4", 1000 * (2 - share))
    assert "who do not answer" in said("07-4", 1000 / (1 - share))


def test_what_the_model_answer_says_is_so() -> None:
    assert plan.discovered(0.33, 5) > 0.8
    assert ux.task_success(Proportion(successes=5, n=5)).low < 0.6
    assert plan.precision("net score", half_width=5).n > 500
