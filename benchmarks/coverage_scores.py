"""Ratings on a short scale, and tests against a benchmark: exactly, by counting out the answers."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import coverage_peers as peers
import numpy as np
from coverage_engine import (
    NOTHING,
    SIZES,
    Array,
    Cell,
    Space,
    Table,
    coverage,
    ends,
    interval_cell,
    multinomial,
    own_rows,
    peer_rows,
    rejection,
    simplex,
    splits,
)
from coverage_exact import INTERVAL, RATES, TEST, most_events, nps_space, one_share, rate_space
from scipy import stats

from uxcx import against
from uxcx.families import Mean, NetScore, Proportion, Rate
from uxcx.families.one_sample import TESTS
from uxcx.measures import Measure, rating

SCALE = np.arange(1, 6)
MEASURE = Measure(name="rating", unit=rating(1, 5))
#: true shares of the answers 1 to 5: all, in steps of 10 percentage points
SHARES = simplex(10, parts=5)
#: what satisfied people answer
GOOD = {
    "mostly 5, a few 1": (0.08, 0.02, 0.02, 0.08, 0.80),
    "mostly 4 and 5": (0.03, 0.05, 0.12, 0.35, 0.45),
}


def rating_space(n: int, shares: Array = SHARES) -> tuple[Space, Array]:
    """Return the space of mean and spread of n ratings, and the standard deviations.

    Ratings enter by their sum and sum of squares, which are few where the answers are many; the
    chances come from adding one answer at a time.
    """
    chances: dict[tuple[int, int], Array] = {(0, 0): np.ones(len(shares))}
    for _ in range(n):
        longer: dict[tuple[int, int], Array] = {}
        for (total, squares), chance in chances.items():
            for k, answer in enumerate(SCALE):
                key = total + int(answer), squares + int(answer) ** 2
                longer[key] = longer.get(key, 0.0) + chance * shares[:, k]
        chances = longer
    keys = list(chances)
    total, squares = np.array(keys, dtype=float).T
    sd = np.sqrt(np.maximum(0, squares - total**2 / n) / (n - 1))
    truths = shares @ SCALE
    names = ["/".join(f"{100 * share:g}" for share in row) for row in shares]
    return Space(keys, np.array(list(chances.values())).T, truths, names), sd


@functools.cache
def all_ratings(n: int) -> tuple[Space, Array]:
    """Return the space of n ratings at all true shares, made once."""
    return rating_space(n)


def equal_answers(n: int) -> float:
    """Return the mean coverage if samples of equal answers were taken to claim nothing."""
    space, sd = all_ratings(n)
    low, high = (np.array(e) for e in _t_ends(n))
    return float(coverage(space, np.where(sd > 0, low, 1.0), np.where(sd > 0, high, 5.0)).mean())


def _t_ends(n: int, space_and_sd: tuple[Space, Array] | None = None) -> tuple[Array, Array]:
    space, sd = space_and_sd or all_ratings(n)
    return ends(
        Mean(n=n, mean=key[0] / n, sd=float(s)).estimate(measure=MEASURE)
        for key, s in zip(space.outcomes, sd, strict=True)
    )


def rating_intervals(sizes: Sequence[int] = SIZES) -> Table:
    """The mean of a rating from 1 to 5."""
    table = Table(
        "rating",
        "Mean of a rating from 1 to 5: intervals",
        "Every set of n answers, at all true shares of the five answers in steps of 10 percentage "
        "points. Where: shares of the answers 1/2/3/4/5 in %. The bootstrap is not counted out at "
        "n = 50, where 316,251 sets of answers are possible.",
        INTERVAL.format("scale points"),
    )
    spaces = {n: all_ratings(n) for n in sizes}

    def own(method: str, n: int) -> Cell:
        space, sd = spaces[n]
        summaries = (
            Mean(n=n, mean=key[0] / n, sd=float(s))
            for key, s in zip(space.outcomes, sd, strict=True)
        )
        found = ends(s.estimate(method=method, measure=MEASURE) for s in summaries)
        return interval_cell(space, *found, factor=1)

    def z(n: int) -> Cell:
        space, sd = spaces[n]
        mean = np.array(space.outcomes)[:, 0] / n
        half = peers.Z * sd / math.sqrt(n)
        return interval_cell(space, mean - half, mean + half, factor=1)

    def resampled(n: int) -> Cell:
        if n > 20:
            return NOTHING
        outcomes = splits(n, 5)
        found = peers.lattice_bootstrap(np.array(outcomes), SCALE, n)
        space = Space(outcomes, multinomial(outcomes, SHARES), SHARES @ SCALE, spaces[n][0].names)
        return interval_cell(space, *found, factor=1)

    own_rows(table, Mean.methods, own, sizes)
    peer_rows(table, {"z": z, "percentile bootstrap": resampled}, sizes)
    return table


# --- against a benchmark -----------------------------------------------------------------------


def own_p(summaries: Sequence[Any], benchmarks: Array, method: str) -> Array:
    """Return p-values: benchmarks in rows, outcomes in columns."""
    return np.array(
        [[against(s, float(b), method=method).p_value for s in summaries] for b in benchmarks]
    )


def refused(summaries: Sequence[Any], benchmarks: Array, method: str) -> Array:
    """Return 0 where a test refuses a benchmark and 1 where not, in place of p-values.

    The interval of `against` holds just the benchmarks that its test does not refuse (a test in
    `tests/test_interval_coverage.py` sees to it), so that one call for each result is enough.
    """
    middle = float(benchmarks[len(benchmarks) // 2])
    low, high = ends(against(s, middle, method=method) for s in summaries)
    outside = (benchmarks[:, None] < low) | (benchmarks[:, None] > high)
    return np.where(outside, 0.0, 1.0)


def diagonal(space: Space, p_values: Array, there: Space, apart: Array) -> Cell:
    """Return type I error where truth is the benchmark, row by row, and the power."""
    errors = (space.chances * (p_values < 0.05 - 1e-12)).sum(axis=1)
    worst = int(errors.argmax())
    power = float(rejection(there, apart)[0])
    return Cell(float(errors.mean()), float(errors[worst]), space.names[worst], 100 * power)


def benchmark_tests(sizes: Sequence[int] = SIZES) -> Table:
    """Every test of one sample against a fixed number."""
    table = Table(
        "benchmarks",
        "One sample against a benchmark: tests at 5%",
        "Type I error where the benchmark is the truth. Proportions: 5% to 95% in steps of 5; "
        "power at 50% against a truth of 80%. NPS: shares in steps of 5 percentage points, power "
        "at 0 against 60/20/20. Rates: 0.1 to 2 per row; power at 0.5 against 1. Ratings from 1 to "
        "5: shares in steps of 10 points; power at 3 against 3/5/12/35/45.",
        TEST,
    )
    points = np.linspace(0.05, 0.95, 19)
    half = 9  # the position of 50%

    def share_cell(found: Callable[[int], Array], n: int) -> Cell:
        p = found(n)
        space = one_share(n, points)
        return diagonal(space, p, one_share(n, np.array([0.8])), p[half])

    def add(family: type, name: str, cell: Callable[[str, int], Cell]) -> None:
        methods = {method: f"{name}: {label}" for method, label in TESTS[family].items()}
        own_rows(table, methods, cell, sizes)

    def share(method: str, n: int) -> Cell:
        summaries = [Proportion(successes=x, n=n) for x in range(n + 1)]
        return share_cell(lambda _: own_p(summaries, points, method), n)

    def share_wald(n: int) -> Array:
        x = np.arange(n + 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            z = (x / n - points[:, None]) / np.sqrt(x * (n - x) / n**3)
        return np.asarray(2 * stats.norm.sf(np.abs(z)))

    def share_binomial(n: int) -> Array:
        return np.array(
            [[stats.binomtest(x, n, float(p)).pvalue for x in range(n + 1)] for p in points]
        )

    add(Proportion, "proportion", share)
    peer_rows(
        table,
        {
            "proportion: z with the sample's variance": lambda n: share_cell(share_wald, n),
            "proportion: binomial, less probable results": lambda n: share_cell(share_binomial, n),
        },
        sizes,
    )
    shares = simplex(20)
    split = np.array([[0.6, 0.2, 0.2]])

    def score(method: str, n: int) -> Cell:
        space = nps_space(n, shares)
        summaries = [NetScore(promoters=p, passives=m, detractors=d) for p, m, d in space.outcomes]
        found = refused(summaries, np.append(space.truths, 0.0), method)
        return diagonal(space, found[:-1], nps_space(n, split), found[-1])

    add(NetScore, "NPS", score)
    rates = RATES[::10]

    def rate(method: str, n: int) -> Cell:
        space = rate_space(n, rates)
        p = own_p([Rate(n=n, events=x) for x in range(most_events(n) + 1)], rates, method)
        at_half = int(np.argmin(np.abs(rates - 0.5)))
        return diagonal(space, p, rate_space(n, np.array([1.0])), p[at_half])

    add(Rate, "rate", rate)

    def mean(method: str, n: int) -> Cell:
        (space, sd), (there, _) = (
            all_ratings(n),
            rating_space(n, np.array([GOOD["mostly 4 and 5"]])),
        )
        summaries = [
            Mean(n=n, mean=key[0] / n, sd=float(s))
            for key, s in zip(space.outcomes, sd, strict=True)
        ]
        found = refused(summaries, np.append(space.truths, 3.0), method)
        return diagonal(space, found[:-1], there, found[-1])

    add(Mean, "rating", mean)
    return table


def good_answers(n: int) -> dict[str, float]:
    """Return the coverage of the default interval where most people are content."""
    space, sd = rating_space(n, np.array(list(GOOD.values())))
    found = _t_ends(n, (space, sd))
    return dict(zip(GOOD, coverage(space, *found).tolist(), strict=True))
