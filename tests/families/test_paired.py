"""Pairs from published counts: the same numbers as from the rows, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from uxcx import AnswerError, compare, cx, equivalent, not_worse, ux
from uxcx.families import (
    PairedMeans,
    PairedNetScores,
    PairedProportions,
    PairedRatios,
)
from uxcx.families.mcnemar import METHODS, TESTS
from uxcx.families.paired_means import sd_of_differences

NUMBERS = ("value", "low", "high", "p_value", "statistic", "degrees_of_freedom")
CELLS = st.tuples(*[st.integers(0, 30)] * 4).filter(lambda cells: sum(cells) > 1)


def paired(first, second):
    n = len(first)
    return pd.DataFrame(
        {
            "person": [*range(n), *range(n)],
            "group": ["a"] * n + ["b"] * n,
            "answer": [*first, *second],
        }
    )


def numbers(comparison):
    return [getattr(comparison, name) for name in NUMBERS]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("cells", [(59, 6, 16, 80), (7, 6, 1, 1), (0, 9, 0, 0), (4, 0, 0, 3)])
def test_counts_of_pairs_and_their_rows_give_the_same_numbers(cells, method, test):
    both, first, second, neither = cells
    one = [1] * both + [1] * first + [0] * second + [0] * neither
    two = [1] * both + [0] * first + [1] * second + [0] * neither
    a, b = ux.task_success(paired(one, two), "answer", by="group", unit="person")
    rows = compare(a, b, method=method, test=test)
    pairs = PairedProportions(first_only=first, second_only=second, both=both, n=sum(cells))
    counts = pairs.compare(method=method, test=test)
    assert repr(numbers(rows)) == repr(numbers(counts))
    assert (counts.first.value, counts.second.value) == (a.value, b.value)


def test_mean_of_differences_and_rows_give_the_same_numbers():
    before, after = [5, 3, 4, 6, 2, 5, 4], [6, 4, 4, 7, 4, 5, 6]
    a, b = ux.seq(paired(after, before), "answer", by="group", unit="person")
    change = np.subtract(after, before)
    counts = PairedMeans(n=7, mean=change.mean(), sd=change.std(ddof=1)).compare()
    assert numbers(counts) == pytest.approx(numbers(compare(a, b)), rel=1e-12)
    assert counts.p_value == pytest.approx(stats.ttest_rel(after, before).pvalue, rel=1e-12)


def test_mean_of_log_ratios_and_rows_give_the_same_numbers():
    before, after = [50, 80, 120, 66, 70], [40, 75, 100, 66, 50]
    a, b = ux.time_on_task(paired(after, before), "answer", by="group", unit="person")
    logs = np.log(after) - np.log(before)
    counts = PairedRatios(n=5, mean=logs.mean(), sd=logs.std(ddof=1)).compare()
    assert numbers(counts) == pytest.approx(numbers(compare(a, b)), rel=1e-9)
    assert counts.effect == "ratio"


TABLE = [[30, 4, 1], [15, 20, 3], [5, 8, 14]]


def rows_of(table):
    pairs = [
        (one, two)
        for one, line in zip((10, 8, 3), table, strict=True)
        for two, count in zip((10, 8, 3), line, strict=True)
        for _ in range(count)
    ]
    return paired(*zip(*pairs, strict=True))


def test_table_of_two_waves_and_rows_give_the_same_numbers():
    a, b = cx.nps(rows_of(TABLE), "answer", by="group", unit="person")
    counts = PairedNetScores(table=TABLE).compare()
    assert numbers(counts) == pytest.approx(numbers(compare(a, b)), rel=1e-12)
    assert (counts.first.value, counts.second.value) == pytest.approx((a.value, b.value))


def test_changes_alone_give_the_same_as_the_table():
    table = PairedNetScores(table=TABLE)
    changes = PairedNetScores(changes={-2: 5, -1: 23, 0: 64, 1: 7, 2: 1})
    assert numbers(changes.compare()) == numbers(table.compare())
    assert math.isnan(changes.compare().first.value)
    assert changes.compare().first.note == "only the changes are known."


@given(CELLS)
def test_exchanging_the_halves_changes_the_sign(cells):
    both, first, second, _ = cells
    pairs = PairedProportions(first_only=first, second_only=second, both=both, n=sum(cells))
    for method in METHODS:
        one, two = pairs.compare(method=method), pairs.swapped().compare(method=method)
        assert (one.low, one.high) == pytest.approx((-two.high, -two.low), abs=1e-9)
        assert one.p_value == two.p_value
        assert one.low <= one.value <= one.high
        assert one.low < one.high


@given(CELLS)
def test_mcnemars_tests_agree_with_statsmodels(cells):
    both, first, second, neither = cells
    pairs = PairedProportions(first_only=first, second_only=second, n=sum(cells))
    table = [[both, first], [second, neither]]
    exact = pairs.compare(test="exact").p_value
    assert exact == pytest.approx(mcnemar(table, exact=True).pvalue if first + second else 1.0)
    if first + second:
        result = mcnemar(table, exact=False, correction=False)
        assert pairs.compare(test="asymptotic").p_value == pytest.approx(result.pvalue)


@pytest.mark.parametrize("method", METHODS)
def test_intervals_hold_the_true_difference_of_pairs(method):
    # By enumeration: 20 pairs, 30% rise and 10% fall.
    n, up, down = 20, 0.3, 0.1
    held = 0.0
    for b in range(n + 1):
        for c in range(n + 1 - b):
            chance = stats.multinomial.pmf([b, c, n - b - c], n, [up, down, 1 - up - down])
            found = PairedProportions(first_only=b, second_only=c, n=n).compare(method=method)
            held += chance * (found.low <= up - down <= found.high)
    assert 0.93 <= held <= 0.975


def test_concordant_pairs_are_not_needed_for_the_comparison():
    known = PairedProportions(first_only=6, second_only=1, both=7, n=15)
    unknown = PairedProportions(first_only=6, second_only=1, n=15)
    assert numbers(known.compare()) == numbers(unknown.compare())
    assert math.isnan(unknown.compare().first.value)
    assert "only the changes are known" in repr(unknown.estimates())


def test_halves_are_equivalent_or_not_worse_like_any_two_estimates():
    pairs = PairedProportions(first_only=9, second_only=8, both=180, n=200)
    new, old = pairs.estimates(labels=("new", "old"))
    assert equivalent(new, old, margin=0.06).verdict == "equivalent"
    assert not_worse(new, old, margin=0.06, direction="higher is better").verdict == "not worse"
    assert compare(old, new).value == pytest.approx(-compare(new, old).value)


def test_pairs_of_other_people_add_up():
    one = PairedProportions(first_only=3, second_only=1, both=2, n=6)
    two = PairedProportions(first_only=3, second_only=0, both=5, n=9)
    assert one + two == PairedProportions(first_only=6, second_only=1, both=7, n=15)
    half = PairedNetScores(table=TABLE)
    assert (half + half).table[1] == (30, 40, 6)
    assert (half + half).changes == tuple(2 * count for count in half.changes)
    change = PairedMeans(n=2, mean=1, sd=math.sqrt(2)) + PairedMeans(n=1, mean=4, sd=math.nan)
    assert (change.n, change.mean, change.sd) == pytest.approx((3, 2, 2))
    with pytest.raises(TypeError):
        PairedMeans(n=2, mean=1, sd=1) + PairedRatios(n=2, mean=1, sd=1)


@pytest.mark.parametrize(
    "pairs",
    [
        PairedMeans(n=1, mean=2, sd=math.nan),
        PairedRatios(n=1, mean=0.1, sd=math.nan),
        PairedNetScores(changes={2: 1}),
    ],
    ids=["mean", "ratio", "net-score"],
)
def test_one_pair_has_a_value_and_no_interval(pairs):
    result = pairs.compare()
    assert math.isnan(result.low)
    assert math.isnan(result.p_value)
    assert result.note == "one pair does not show how much pairs differ."


@pytest.mark.parametrize(
    "pairs",
    [
        PairedProportions(first_only=0, second_only=0, n=0),
        PairedMeans(n=0, mean=math.nan, sd=math.nan),
        PairedNetScores(changes={}),
    ],
    ids=["proportion", "mean", "net-score"],
)
def test_without_pairs_there_is_nothing_to_compare(pairs):
    with pytest.raises(ValueError, match="has no answers, so there is nothing to compare"):
        pairs.compare()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: PairedProportions(first_only=6, second_only=6, n=10),
            "There cannot be more than all pairs: the parts add up to 12, n is 10.",
        ),
        (
            lambda: PairedProportions(first_only=-1, second_only=6, n=10),
            "PairedProportions: first_only must be a whole number of 0 or more; got -1.",
        ),
        (
            lambda: PairedNetScores(table=[[1, 2], [3, 4]]),
            "PairedNetScores: table must be 3 by 3, the first answer (promoters, passives, "
            "detractors) by the second; got rows of [2, 2].",
        ),
        (
            lambda: PairedNetScores(changes={3: 1}),
            "PairedNetScores: a change is one of -2, -1, 0, 1 and 2; got 3.",
        ),
        (
            lambda: PairedNetScores(changes={1: 0.5}),
            "PairedNetScores: how many changed by 1 must be a whole number of 0 or more; got 0.5.",
        ),
        (lambda: PairedMeans(n=5, mean=1, sd=-1), "Mean: sd must be 0 or more with two answers"),
    ],
    ids=["too-many", "negative", "two-by-two", "change-of-3", "half-a-pair", "negative-sd"],
)
def test_impossible_counts_are_refused(make, message):
    with pytest.raises(AnswerError) as error:
        make()
    assert str(error.value).startswith(message)


def test_options_that_are_not_offered_are_refused():
    pairs = PairedProportions(first_only=6, second_only=1, n=15)
    with pytest.raises(ValueError, match="test must be one of 'mid_p', 'exact', 'asymptotic'"):
        pairs.compare(test="fisher")
    with pytest.raises(ValueError, match="method='wald' is not offered"):
        PairedMeans(n=5, mean=1, sd=1).compare(method="wald")
    with pytest.raises(TypeError, match="either table= or changes="):
        PairedNetScores()
    with pytest.raises(ValueError, match="labels must differ; got 'new' twice"):
        pairs.compare(labels=("new", "new"))
    one, _ = pairs.estimates()
    with pytest.raises(ValueError, match="the other half of the same pairs"):
        compare(one, one)


def test_sd_of_differences():
    rng = np.random.default_rng(1)
    one = rng.normal(size=50)
    two = one + rng.normal(size=50)
    r = np.corrcoef(one, two)[0, 1]
    found = sd_of_differences(one.std(ddof=1), two.std(ddof=1), correlation=r)
    assert found == pytest.approx((one - two).std(ddof=1))
    with pytest.raises(ValueError, match="correlation must be from -1 to 1; got 2"):
        sd_of_differences(1, 1, correlation=2)
    with pytest.raises(ValueError, match="0 or more; got -1 and 1"):
        sd_of_differences(-1, 1, correlation=0)


@pytest.mark.parametrize(
    ("customers", "test"),
    [
        (range(100), "paired t test over 100 shared units"),
        (range(100, 200), "t test of adjusted scores over units"),
        (range(40, 140), "t test over 140 units, 60 of them in both"),
    ],
    ids=["the-same", "others", "partly-the-same"],
)
def test_waves_of_the_nps_are_compared_by_who_answered(customers, test):
    frame = rows_of(TABLE)
    second = frame["group"] == "b"
    frame.loc[second, "person"] = list(customers)
    before, after = cx.nps(frame, "answer", by="group", unit="person")
    result = compare(after, before)
    assert result.value == pytest.approx(after.value - before.value)
    assert result.low < result.value < result.high
    assert result.test.startswith(test)


def test_other_metrics_have_no_choice_of_tests():
    a, b = ux.seq(paired([5, 3, 4], [6, 4, 4]), "answer", by="group")
    with pytest.raises(ValueError, match="test='exact' is for proportions; SEQ is compared by one"):
        compare(a, b, test="exact")
