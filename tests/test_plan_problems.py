"""Problem discovery: how many participants meet a design's problems."""

import math

import numpy as np
import pandas as pd
import pytest

from uxcx import plan

# Sauro and Lewis (2016), Quantifying the User Experience, ch. 7, table 7.5: four participants,
# seven problems. The book rounds to p = 0.71, deflated 0.345, Good-Turing 0.62, and 0.48.
MET = np.array(
    [[1, 1, 1, 0, 1, 1, 1], [1, 1, 1, 0, 1, 0, 1], [1, 1, 1, 1, 1, 0, 0], [1, 1, 1, 0, 0, 1, 0]]
)


@pytest.mark.parametrize(("p", "n", "share"), [(0.31, 5, 0.844), (0.1, 6, 0.469)])
def test_discovered_share_of_the_literature(p: float, n: int, share: float) -> None:
    # The tests of UI-Evaluator; the first is Nielsen and Landauer's five users.
    assert plan.discovered(p, n) == pytest.approx(share, abs=0.001)


def test_discovered_at_the_ends() -> None:
    assert plan.discovered(0, 10) == 0
    assert plan.discovered(1, 1) == 1
    assert plan.discovered(0.5, 0) == 0


@pytest.mark.parametrize(
    ("p", "goal", "n"),
    [
        (0.15, 0.85, 12),  # ceil(ln(1 - 0.85) / ln(1 - 0.15)): the tests of UI-Evaluator
        (0.5, 0.75, 2),  # exactly reached, so not rounded up
        (0.5, 0.7500001, 3),
        (1, 0.99, 1),
        (0.9, 0.1, 1),
    ],
)
def test_participants_needed(p: float, goal: float, n: int) -> None:
    result = plan.discovery(p, goal)
    assert result.n == n
    assert plan.discovered(p, n) >= goal - 1e-12
    assert n == 1 or plan.discovered(p, n - 1) < goal


def test_a_discovery_plan_in_words() -> None:
    assert plan.discovery(0.9, 0.5).sentence == (
        "Plan for 1 participant: that is enough for 50% of the problems that 90% of people meet, "
        "on average. Problems that fewer than 90% of people meet will be seen less often. "
        "Participants are taken to be like the users, and their tasks like the users' tasks."
    )


def test_the_adjusted_share_of_a_published_table() -> None:
    result = plan.estimate_discovery(MET)
    assert (result.n, result.n_problems, result.n_once) == (4, 7, 1)
    assert result.p_observed == pytest.approx(20 / 28)
    # By hand: (5/7 - 1/4) * 3/4 and (5/7) / (8/7); the book's 0.345 and 0.621 start from 0.71.
    assert result.p_deflated == pytest.approx(39 / 112)
    assert result.p_good_turing == pytest.approx(0.625)
    assert result.p == pytest.approx(0.4866, abs=1e-4)
    assert result.share_met == pytest.approx(1 - (1 - result.p) ** 4)
    assert result.sentence == (
        "4 participants met 7 different problems, 1 of them only once. On average 71.4% met a "
        "problem; allowing for the problems that nobody has met yet, about 49%. So far probably "
        "about 93% of such problems were met. This is a rough number: it has no interval."
    )


@pytest.mark.parametrize("as_given", [np.asarray, pd.DataFrame, np.ndarray.tolist])
def test_tables_of_any_kind_and_problems_that_nobody_met(as_given) -> None:
    with_empty = np.column_stack([MET, np.zeros(4, dtype=int)])
    assert plan.estimate_discovery(as_given(with_empty)) == plan.estimate_discovery(MET)


def test_the_estimate_as_frame_and_table() -> None:
    result = plan.estimate_discovery(MET)
    assert result.to_frame().iloc[0]["share_met"] == pytest.approx(result.share_met)
    shown = result._repr_html_()
    assert "<caption" in shown
    assert shown.count('scope="col"') == 5


def test_adjustment_takes_away_what_small_studies_promise_too_much() -> None:
    # 200 problems that 15% of people meet; four participants see those that they meet.
    rng = np.random.default_rng(20261122)
    results = [plan.estimate_discovery(rng.random((4, 200)) < 0.15) for _ in range(50)]
    assert np.mean([r.p_observed for r in results]) > 0.28
    assert np.mean([r.p for r in results]) < 0.16


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (
            [[0, 2], [1, 1]],
            "matrix must hold only 0 and 1; got 2 in row 0, column 1 (counted from 0). How often a "
            "participant met a problem does not count here: write 1.",
        ),
        (
            [[0, 1], [1, math.nan]],
            "matrix must hold only 0 and 1; got nan in row 1, column 1 (counted from 0). Is it "
            "missing? Write 0 where a participant did not meet a problem.",
        ),
        (
            [["P1", 1], ["P2", 0]],
            "matrix must hold only 0 and 1, in rows of one length. Is a column of names among the "
            "problems? Make it the index, or leave it out.",
        ),
        (
            [[1, 1], [1]],
            "matrix must hold only 0 and 1, in rows of one length. Is a column of names among the "
            "problems? Make it the index, or leave it out.",
        ),
        (
            [0, 1],
            "matrix must have two dimensions: a row a participant, a column a problem; got 1.",
        ),
        (
            [[0, 1]],
            "matrix must have two participants or more, one a row: one does not show which "
            "problems are met again; got 1.",
        ),
        (
            [[0, 0], [0, 0]],
            "matrix has no problem that anybody met, so that p is not known.",
        ),
    ],
)
def test_refused_tables(matrix, message: str) -> None:
    with pytest.raises(plan.PlanError) as caught:
        plan.estimate_discovery(matrix)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plan.discovered(31, 5), "p must be from 0 to 1; got 31. Write 31% as 0.31."),
        (lambda: plan.discovered(0.3, 2.5), "n must be a whole number of 0 or more; got 2.5."),
        (lambda: plan.discovered(0.3, -1), "n must be a whole number of 0 or more; got -1."),
        (
            lambda: plan.discovery(0),
            "p must be above 0; got 0. A problem that nobody meets is never seen.",
        ),
        (
            lambda: plan.discovery(0.3, 85),
            "goal must be above 0 and below 1; got 85. Write 85% as 0.85.",
        ),
        (
            lambda: plan.discovery(0.3, 1),
            "goal must be above 0 and below 1; got 1. No number of participants is certain to meet "
            "all.",
        ),
        (
            lambda: plan.discovery(1e-12),
            "p=1e-12 asks for more than 1,000,000,000 answers. Is it in the right unit?",
        ),
        (
            lambda: plan.design_effect(0.3, 5),
            "rows_per_unit must be 1 or more; got 0.3. Were the two swapped?",
        ),
        (lambda: plan.design_effect(5, 30), "icc must be from 0 to 1; got 30. Write 30% as 0.3."),
    ],
)
def test_refused_numbers(call, message: str) -> None:
    with pytest.raises(plan.PlanError) as caught:
        call()
    assert str(caught.value) == message
