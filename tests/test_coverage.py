"""Simulated studies: intervals hold the truth about as often as they say.

Seeds are fixed, so that a result never changes by chance; margins are wide, so that no honest
change of a random number generator fails. Where a naive method is known to fail, it must.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from uxcx import compare, ux
from uxcx.families import (
    Clustered,
    GeometricMean,
    Mean,
    NetScore,
    Overlap,
    Proportion,
    UnitSums,
)
from uxcx.results import Estimate

STUDIES = 400


def share_of_holding(results, truth):
    return np.mean([result.low <= truth <= result.high for result in results])


@pytest.mark.parametrize("n", [5, 10, 20])
@pytest.mark.parametrize("rate", [0.5, 0.8, 0.95])
def test_adjusted_wald_holds_the_true_rate_of_few_people(n, rate):
    # Exactly, not by chance: every number of successes weighed by its probability.
    held = [
        stats.binom.pmf(x, n, rate)
        for x in range(n + 1)
        if _holds(Proportion(successes=x, n=n).estimate(), rate)
    ]
    assert sum(held) > 0.92


@pytest.mark.parametrize("n", [5, 10, 20])
def test_wald_does_not_hold_the_true_rate_which_is_why_it_is_for_teaching(n):
    held = [
        stats.binom.pmf(x, n, 0.95)
        for x in range(n + 1)
        if _holds(Proportion(successes=x, n=n).estimate(method="wald"), 0.95)
    ]
    assert sum(held) < 0.7


def _holds(result: Estimate, truth: float) -> bool:
    return result.low <= truth <= result.high


@pytest.mark.parametrize("n", [10, 30])
@pytest.mark.parametrize("shares", [(0.5, 0.3, 0.2), (0.8, 0.15, 0.05), (0.2, 0.2, 0.6)])
def test_adjusted_wald_holds_the_true_nps(n, shares):
    # Exactly again: every split into promoters, passives and detractors by its probability.
    truth = 100 * (shares[0] - shares[2])
    held = 0.0
    for promoters in range(n + 1):
        for passives in range(n + 1 - promoters):
            counts = promoters, passives, n - promoters - passives
            summary = NetScore(promoters=counts[0], passives=counts[1], detractors=counts[2])
            if _holds(summary.estimate(), truth):
                held += stats.multinomial.pmf(counts, n, shares)
    assert 0.92 < held < 0.99


@pytest.mark.parametrize("n", [5, 12])
def test_t_on_logarithms_holds_the_typical_time(n):
    rng = np.random.default_rng(10)
    logs = rng.normal(math.log(60), 0.6, (STUDIES, n))
    results = [
        GeometricMean(n=n, mean=mean, sd=sd).estimate()
        for mean, sd in zip(logs.mean(axis=1), logs.std(axis=1, ddof=1), strict=True)
    ]
    assert share_of_holding(results, 60) == pytest.approx(0.95, abs=0.03)


def units_of(rng, people: int, tasks: int, *, nature=None):
    """Successes of people at tasks, strongly alike within a person; the true rate is 50%."""
    nature = rng.normal(0, 2, people) if nature is None else nature
    return (nature[:, None] + rng.logistic(0, 1, (people, tasks)) > 0).astype(int)


def clustered(done) -> Clustered:
    """The summary over units of successes in rows of equal length."""
    people, tasks = done.shape
    y = done.sum(axis=1).astype(float)
    return Clustered(
        base=Proportion(successes=int(y.sum()), n=done.size),
        sums=UnitSums(
            n_units=people,
            x=float(done.size),
            y=float(y.sum()),
            xx=float(people * tasks**2),
            xy=float(tasks * y.sum()),
            yy=float(y @ y),
        ),
    )


def test_the_summary_of_units_is_that_of_the_metric():
    import pandas as pd

    done = units_of(np.random.default_rng(1), 6, 4)
    frame = pd.DataFrame({"done": done.ravel(), "person": np.repeat(np.arange(6), 4)})
    assert ux.task_success(frame, "done", unit="person").summary == clustered(done)


@pytest.mark.parametrize(("people", "tasks"), [(8, 6), (20, 5)])
def test_rows_that_are_alike_need_their_unit(people, tasks):
    rng = np.random.default_rng(2)
    summaries = [clustered(units_of(rng, people, tasks)) for _ in range(STUDIES)]
    with_unit = share_of_holding([summary.estimate() for summary in summaries], 0.5)
    without = share_of_holding([summary.base.estimate() for summary in summaries], 0.5)
    assert 0.92 < with_unit < 0.99
    assert without < 0.85


@pytest.mark.parametrize(("people", "tasks"), [(8, 6), (20, 4)])
def test_comparing_over_units_seldom_finds_what_is_not_there(people, tasks):
    rng = np.random.default_rng(3)
    results = [
        clustered(units_of(rng, people, tasks)).compare(clustered(units_of(rng, people, tasks)))
        for _ in range(STUDIES)
    ]
    wrong = np.mean([result.p_value < 0.05 for result in results])
    naive = np.mean(
        [compare(r.first.summary.base, r.second.summary.base).p_value < 0.05 for r in results]
    )
    assert 0.01 < wrong < 0.075
    assert share_of_holding(results, 0) > 0.925
    assert naive > 0.12


def paired_contrast(one: Clustered, two: Clustered, overlap: Overlap):
    from uxcx.measures import PERCENT

    return one.contrast(two, unit=PERCENT, method=None, confidence_level=0.95, overlap=overlap)


@pytest.mark.parametrize("people", [8, 15, 40])
def test_bonett_price_holds_the_true_difference_of_pairs(people):
    # The same people at an easy and a hard task: success 69% and 50% on average.
    rng = np.random.default_rng(4)
    results = []
    for _ in range(STUDIES):
        nature = rng.normal(0, 2, people)
        easy, hard = (units_of(rng, people, 1, nature=nature + ease) for ease in (1.2, 0))
        both = float((easy * hard).sum())
        overlap = Overlap(
            n_units=people, xu=people, xv=float(hard.sum()), yu=float(easy.sum()), yv=both
        )
        results.append(paired_contrast(clustered(easy), clustered(hard), overlap))
    many = rng.normal(0, 2, 400_000)
    truth = np.mean(stats.logistic.cdf(many + 1.2) - stats.logistic.cdf(many))
    assert results[0].method.startswith("adjusted Wald of Bonett and Price")
    assert 0.925 < share_of_holding(results, truth) <= 1


@pytest.mark.parametrize(("people", "tasks"), [(6, 6), (20, 10)])
def test_pairs_of_several_rows_each_are_neither_too_sure_nor_too_shy(people, tasks):
    rng = np.random.default_rng(6)
    results = []
    for _ in range(STUDIES):
        nature = rng.normal(0, 1, people)
        new, old = (units_of(rng, people, tasks, nature=nature) for _ in range(2))
        v, y = old.sum(axis=1), new.sum(axis=1)
        overlap = Overlap(
            n_units=people,
            xu=float(people * tasks**2),
            xv=float(tasks * v.sum()),
            yu=float(tasks * y.sum()),
            yv=float(y @ v),
        )
        results.append(paired_contrast(clustered(new), clustered(old), overlap))
    assert 0.93 < share_of_holding(results, 0) < 0.995
    assert np.mean([result.p_value < 0.05 for result in results]) < 0.075


@pytest.mark.parametrize("shared", [1, 4, 12])
def test_partly_shared_units_are_neither_too_sure_nor_too_shy(shared):
    rng = np.random.default_rng(5)
    n, width, held = 16, [], []
    for _ in range(STUDIES):
        nature = rng.normal(0, 1, 2 * n - shared)
        groups = nature[:n], nature[n - shared :]
        a, b = (group + rng.normal(0, 0.7, n) for group in groups)
        overlap = Overlap(
            n_units=shared,
            xu=float(shared),
            xv=float(b[:shared].sum()),
            yu=float(a[n - shared :].sum()),
            yv=float(a[n - shared :] @ b[:shared]),
        )
        one, two = (
            Clustered(
                base=Mean(n=n, mean=values.mean(), sd=values.std(ddof=1)),
                sums=UnitSums(
                    n_units=n, x=n, y=values.sum(), xx=n, xy=values.sum(), yy=values @ values
                ),
            )
            for values in (a, b)
        )
        from uxcx.measures import NUMBER

        result = one.contrast(two, unit=NUMBER, method=None, confidence_level=0.95, overlap=overlap)
        held.append(result.low <= 0 <= result.high)
        width.append(result.high - result.low)
    assert np.mean(held) == pytest.approx(0.95, abs=0.03)
    # the width that the true standard error would give
    error = math.sqrt(2 * 1.49 / n - 2 * shared * 1.0 / n**2)
    assert np.mean(width) == pytest.approx(2 * 2.04 * error, rel=0.15)
