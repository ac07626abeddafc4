"""The families whose studies can end in finitely many ways: coverage and errors without chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import coverage_peers as peers
import numpy as np
from coverage_engine import (
    LEVEL,
    SIZES,
    Array,
    Cell,
    Space,
    Table,
    contrast_methods,
    coverage,
    ends,
    error_cell,
    interval_cell,
    multinomial,
    own_rows,
    pairs_of,
    peer_rows,
    rejection,
    simplex,
    splits,
)
from scipy import stats

from uxcx import families
from uxcx.families import Clustered, NetScore, Overlap, Proportion, Rate, UnitSums
from uxcx.measures import NPS_POINTS, PERCENT, per

INTERVAL = "mean coverage in % / least coverage, and where / mean width in {}"
TEST = "mean type I error in % / largest, and where / power in %"
#: true shares of both, first only, second only and neither, in steps of 10 percentage points
PAIRED = simplex(10, parts=4)


def grid(step: float) -> Array:
    """Return the proportions from one step above 0 to one below 1."""
    return np.linspace(step, 1 - step, round(1 / step) - 1)


# --- one proportion ----------------------------------------------------------------------------


def one_share(n: int, truths: Array) -> Space:
    """Return the space of so many successes of n."""
    x = np.arange(n + 1)
    chances = stats.binom.pmf(x[None, :], n, truths[:, None])
    return Space([(int(k),) for k in x], chances, truths, [f"{100 * p:.1f}%" for p in truths])


def beside_ends(low: Array, high: Array, least: float, most: float) -> Array:
    """Return truths on both sides of each end: coverage jumps there, so the least is there."""
    found = np.concatenate([e + s * 2e-9 for e in (low, high) for s in (-1, 1)])
    return np.unique(found[(found >= least) & (found <= most)])


def cell_with_jumps(
    space_at: Callable[[Array], Space], truths: Array, low: Array, high: Array, factor: float
) -> Cell:
    """Return the cell over the truths, and the least coverage between them as well."""
    cell = interval_cell(space_at(truths), low, high, factor=factor)
    between = beside_ends(low, high, truths[0], truths[-1])
    if not len(between):
        return cell
    space = space_at(between)
    held = coverage(space, low, high)
    worst = int(held.argmin())
    if held[worst] >= cell.worst:
        return cell
    return Cell(cell.mean, float(held[worst]), space.names[worst], cell.extra)


def proportion_intervals(sizes: Sequence[int] = SIZES) -> Table:
    """One proportion: every interval."""
    table = Table(
        "proportion",
        "One proportion: intervals",
        "Every number of successes of n, at true rates from 1% to 99%; the least coverage is "
        "looked for at every rate between, not only on a grid.",
        INTERVAL.format("percentage points"),
    )
    truths = np.linspace(0.01, 0.99, 981)

    def cell(ends_of: tuple[Array, Array], n: int) -> Cell:
        return cell_with_jumps(lambda at: one_share(n, at), truths, *ends_of, 100.0)

    def own(method: str, n: int) -> Cell:
        found = (Proportion(successes=x, n=n).estimate(method=method) for x in range(n + 1))
        return cell(ends(found), n)

    own_rows(table, Proportion.methods, own, sizes)
    others: dict[str, Callable[[Array, int], tuple[Array, Array]]] = {
        "Wilson with continuity correction": peers.continuity_corrected_wilson,
        "binomial test turned round": peers.inverted_binomial_test,
        "Wald on log odds": peers.logit,
        "t on 0 and 1": peers.t_of_0_and_1,
        "percentile bootstrap": peers.bootstrap_of_a_share,
    }
    peer_rows(
        table,
        {
            name: lambda n, f=function: cell(f(np.arange(n + 1), n), n)
            for name, function in others.items()
        },
        sizes,
    )
    return table


# --- two proportions ---------------------------------------------------------------------------


def two_shares(n: int, first: Array, second: Array) -> Space:
    """Return the space of successes of n in each of two groups, at paired-up true rates."""
    x = np.arange(n + 1)
    one, two = (stats.binom.pmf(x[None, :], n, p[:, None]) for p in (first, second))
    chances = (one[:, :, None] * two[:, None, :]).reshape(len(first), -1)
    names = [f"{100 * p:.0f}% and {100 * q:.0f}%" for p, q in zip(first, second, strict=True)]
    return Space(pairs_of(range(n + 1)), chances, first - second, names)


def shares_compared(method: str | None, n: int, test: str | None = None) -> list[Any]:
    """Return every comparison of two groups of n, as uxcx makes it."""
    one = [Proportion(successes=x, n=n) for x in range(n + 1)]
    choice: dict[str, Any] = {} if test is None else {"test": test}
    return [
        a.contrast(b, unit=PERCENT, method=method, confidence_level=LEVEL, **choice)
        for a, b in pairs_of(one)
    ]


def counts_of(n: int) -> tuple[Array, Array]:
    """Return the two counts of every outcome, in the order of `two_shares`."""
    x, y = np.array(pairs_of(range(n + 1))).T
    return x, y


def difference_intervals(sizes: Sequence[int] = SIZES) -> Table:
    """Two independent proportions: every interval of the difference."""
    table = Table(
        "two proportions",
        "Two independent proportions: intervals of the difference",
        "Every pair of results of two groups of n each, at all pairs of true rates from 4% to 96% "
        "in steps of 4.",
        INTERVAL.format("percentage points"),
    )
    points = grid(0.04)
    first, second = (axis.ravel() for axis in np.meshgrid(points, points, indexing="ij"))
    spaces = {n: two_shares(n, first, second) for n in sizes}
    own_rows(
        table,
        Proportion.contrast_methods,
        lambda method, n: interval_cell(spaces[n], *ends(shares_compared(method, n))),
        sizes,
    )
    peer_rows(
        table,
        {
            "Welch's t on 0 and 1": lambda n: interval_cell(
                spaces[n], *peers.welch_of_0_and_1(*counts_of(n), n)[:2]
            )
        },
        sizes,
    )
    return table


def own_tests(
    table: Table,
    methods: dict[str, str],
    compared: Callable[[str, int], list[Any]],
    cell: Callable[[Array, int], Cell],
    sizes: Sequence[int],
) -> None:
    """Add a row for each test that a family's methods come with."""
    seen: dict[str, str] = {}
    for method, label in methods.items():
        try:
            name = compared(method, sizes[0])[-2].test
        except (ValueError, TypeError) as error:
            table.skipped.append(f"{label} ({str(error).splitlines()[0]})")
            continue
        seen.setdefault(name, method)
    own_rows(
        table,
        {method: name for name, method in seen.items()},
        lambda method, n: cell(np.array([r.p_value for r in compared(method, n)]), n),
        sizes,
    )


def difference_tests(sizes: Sequence[int] = SIZES) -> Table:
    """Two independent proportions: every test."""
    table = Table(
        "tests of two proportions",
        "Two independent proportions: tests at 5%",
        "Type I error at equal true rates from 1% to 99%; power at 50% against 80%.",
        TEST,
    )
    points = grid(0.01)
    nulls = {n: two_shares(n, points, points) for n in sizes}
    apart = {n: two_shares(n, np.array([0.5]), np.array([0.8])) for n in sizes}

    def cell(p: Array, n: int) -> Cell:
        return error_cell(nulls[n], p, float(rejection(apart[n], p)[0]))

    offered = getattr(Proportion, "contrast_tests", None)
    if offered:
        own_rows(
            table,
            offered,
            lambda test, n: cell(np.array([r.p_value for r in shares_compared(None, n, test)]), n),
            sizes,
        )
    else:
        own_tests(table, contrast_methods(Proportion), shares_compared, cell, sizes)
    peer_rows(
        table,
        {
            "pooled z test": lambda n: cell(peers.pooled_z(*counts_of(n), n), n),
            "chi-squared, Yates's correction": lambda n: cell(peers.yates(*counts_of(n), n), n),
            "Fisher exact test": lambda n: cell(peers.fisher(*counts_of(n), n), n),
            "Fisher mid-p test": lambda n: cell(peers.fisher(*counts_of(n), n, mid=True), n),
            "Welch's t test on 0 and 1": lambda n: cell(
                peers.welch_of_0_and_1(*counts_of(n), n)[2], n
            ),
        },
        sizes,
    )
    return table


# --- pairs -------------------------------------------------------------------------------------


def paired(both: int, up: int, down: int, neither: int) -> tuple[Clustered, Clustered, Overlap]:
    """Return people who did two tasks once each, as `reduce` would sum them up."""
    n = both + up + down + neither
    one, two = (
        Clustered(
            base=Proportion(successes=y, n=n),
            sums=UnitSums(n_units=n, x=n, y=y, xx=n, xy=y, yy=y),
        )
        for y in (both + up, both + down)
    )
    return one, two, Overlap(n_units=n, xu=n, xv=both + down, yu=both + up, yv=both)


def pairs_compared(n: int, **choice: str) -> list[Any]:
    """Return every comparison of n pairs; it hangs on the discordant pairs alone."""
    found: dict[tuple[int, int], Any] = {}
    results = []
    for table in splits(n, 4):
        key = table[1], table[2]
        if key not in found:
            one, two, overlap = paired(*table)
            options: dict[str, Any] = {"method": None, **choice}
            found[key] = one.contrast(
                two, unit=PERCENT, confidence_level=LEVEL, overlap=overlap, **options
            )
        results.append(found[key])
    return results


def paired_space(n: int, shares: Array = PAIRED) -> Space:
    """Return the space of n pairs: of both, first only, second only, neither."""
    outcomes = splits(n, 4)
    names = ["/".join(f"{100 * s:g}" for s in row) for row in shares]
    return Space(outcomes, multinomial(outcomes, shares), shares[:, 1] - shares[:, 2], names)


def up_and_down(n: int) -> tuple[Array, Array]:
    """Return the discordant pairs of every outcome."""
    counts = np.array(splits(n, 4))
    return counts[:, 1], counts[:, 2]


def pair_tables(sizes: Sequence[int] = SIZES) -> list[Table]:
    """Two proportions of the same people: intervals, and tests."""
    intervals = Table(
        "pairs",
        "Paired proportions: intervals of the difference",
        "Every 2 by 2 table of n people who did two tasks, at all true shares of its four fields "
        "in steps of 10 percentage points. Where: success in both/first only/second only/neither, "
        "in %.",
        INTERVAL.format("percentage points"),
    )
    tests = Table(
        "tests of pairs",
        "Paired proportions: tests at 5%",
        "Type I error where as many succeed in the first only as in the second only; power at "
        "45/35/5/15. n is the number of people, of whom only those who succeeded in one and not "
        "in the other tell anything.",
        TEST,
    )
    spaces = {n: paired_space(n) for n in sizes}
    equal = PAIRED[(PAIRED[:, 1] == PAIRED[:, 2]) & (PAIRED[:, 1] > 0)]
    nulls = {n: paired_space(n, equal) for n in sizes}
    there = {n: paired_space(n, np.array([[0.45, 0.35, 0.05, 0.15]])) for n in sizes}

    def tested(p: Array, n: int) -> Cell:
        return error_cell(nulls[n], p, float(rejection(there[n], p)[0]))

    first = pairs_compared(sizes[0])[0]
    declared = getattr(families, "PairedProportions", None)
    methods = declared.methods if declared else {"": first.method.partition(" over ")[0]}
    offered = declared.tests if declared else {"": first.test}

    def compared(kind: str, name: str, n: int) -> list[Any]:
        return pairs_compared(n, **({kind: name} if name else {}))

    own_rows(
        intervals,
        methods,
        lambda method, n: interval_cell(spaces[n], *ends(compared("method", method, n))),
        sizes,
    )
    own_rows(
        tests,
        offered,
        lambda test, n: tested(np.array([r.p_value for r in compared("test", test, n)]), n),
        sizes,
    )

    def margins(n: int) -> tuple[Array, Array]:
        both, up, down, _ = np.array(splits(n, 4)).T
        return both + up, both + down

    def ignored(n: int) -> tuple[Array, Array]:
        lookup = shares_compared(None, n)
        one, two = margins(n)
        return ends(lookup[a * (n + 1) + b] for a, b in zip(one, two, strict=True))

    peer_rows(
        intervals,
        {
            "Wald for pairs": lambda n: interval_cell(
                spaces[n], *peers.paired_wald(*up_and_down(n), n)
            ),
            "Agresti-Caffo, pairs ignored": lambda n: interval_cell(spaces[n], *ignored(n)),
        },
        sizes,
    )
    peer_rows(
        tests,
        {
            "McNemar asymptotic test": lambda n: tested(peers.mcnemar(*up_and_down(n)), n),
            "McNemar, Edwards's correction": lambda n: tested(
                peers.mcnemar(*up_and_down(n), correction=1), n
            ),
            "McNemar exact conditional test": lambda n: tested(
                peers.mcnemar_exact(*up_and_down(n)), n
            ),
            "pooled z test, pairs ignored": lambda n: tested(peers.pooled_z(*margins(n), n), n),
        },
        sizes,
    )
    return [intervals, tests]


# --- net scores --------------------------------------------------------------------------------


def nps_space(n: int, shares: Array) -> Space:
    """Return the space of promoters, passives and detractors among n."""
    outcomes = splits(n, 3)
    names = ["/".join(f"{100 * s:g}" for s in row) for row in shares]
    truths = 100 * (shares[:, 0] - shares[:, 2])
    return Space(outcomes, multinomial(outcomes, shares), truths, names)


def net_scores(n: int) -> list[NetScore]:
    """Return every net score of n answers."""
    return [NetScore(promoters=p, passives=m, detractors=d) for p, m, d in splits(n, 3)]


def nps_intervals(sizes: Sequence[int] = SIZES) -> Table:
    """Net scores: every interval."""
    table = Table(
        "NPS",
        "Net Promoter Score: intervals",
        "Every split of n answers, at all true shares of promoters, passives and detractors in "
        "steps of 2.5 percentage points, those without passives included. Where: shares of "
        "promoters/passives/detractors in %.",
        INTERVAL.format("points"),
    )
    spaces = {n: nps_space(n, simplex(40)) for n in sizes}

    def own(method: str, n: int) -> Cell:
        return interval_cell(
            spaces[n], *ends(s.estimate(method=method) for s in net_scores(n)), factor=1
        )

    own_rows(table, NetScore.methods, own, sizes)

    def from_variance(quantile: float, variance: Callable[..., Array], n: int) -> Cell:
        p, _, d = np.array(splits(n, 3)).T
        score, half = 100 * (p - d) / n, quantile * np.sqrt(variance(p, d, n))
        return interval_cell(spaces[n], score - half, score + half, factor=1)

    def resampled(n: int) -> Cell:
        found = peers.lattice_bootstrap(np.array(splits(n, 3)), np.array([1, 0, -1]), n)
        return interval_cell(spaces[n], 100 * found[0], 100 * found[1], factor=1)

    peer_rows(
        table,
        {
            "t on 100, 0, -100": lambda n: from_variance(
                float(stats.t.ppf(1 - peers.TAIL, n - 1)), peers.nps_variance, n
            ),
            "Wald, shares as independent": lambda n: from_variance(
                peers.Z, peers.nps_of_independent_shares, n
            ),
            "percentile bootstrap": resampled,
        },
        sizes,
    )
    return table


def nps_tests(sizes: Sequence[int] = (5, 10, 20)) -> Table:
    """Two net scores: every test."""
    table = Table(
        "tests of NPS",
        "Two Net Promoter Scores: tests at 5%",
        "Type I error where both groups have the same true shares, in steps of 10 percentage "
        "points; power at 60/30/10 against 30/40/30. Two groups of 50 can end in 1.8 million ways, "
        "which are not counted out here.",
        TEST,
    )
    shares = simplex(10)

    def two(n: int, first: Array, second: Array) -> Space:
        one, other = nps_space(n, first), nps_space(n, second)
        chances = (one.chances[:, :, None] * other.chances[:, None, :]).reshape(len(first), -1)
        return Space([], chances, one.truths - other.truths, one.names)

    nulls = {n: two(n, shares, shares) for n in sizes}
    apart = {n: two(n, np.array([[0.6, 0.3, 0.1]]), np.array([[0.3, 0.4, 0.3]])) for n in sizes}

    def cell(p: Array, n: int) -> Cell:
        return error_cell(nulls[n], p, float(rejection(apart[n], p)[0]))

    def compared(method: str, n: int) -> list[Any]:
        return [
            a.contrast(b, unit=NPS_POINTS, method=method, confidence_level=LEVEL)
            for a, b in pairs_of(net_scores(n))
        ]

    def by_variance(n: int, variance: Callable[..., Array], *, t: bool) -> Cell:
        p, _, d = np.array(splits(n, 3)).T
        score, v = 100 * (p - d) / n, variance(p, d, n)
        with np.errstate(divide="ignore", invalid="ignore"):
            total = v[:, None] + v[None, :]
            z = np.abs(score[:, None] - score[None, :]) / np.sqrt(total)
            df = total**2 / ((v[:, None] ** 2 + v[None, :] ** 2) / (n - 1))
            found = 2 * (stats.t.sf(z, df) if t else stats.norm.sf(z))
        return cell(found.ravel(), n)

    own_tests(table, contrast_methods(NetScore), compared, cell, sizes)
    peer_rows(
        table,
        {
            "Welch's t test on 100, 0, -100": lambda n: by_variance(n, peers.nps_variance, t=True),
            "z test, shares as independent": lambda n: by_variance(
                n, peers.nps_of_independent_shares, t=False
            ),
        },
        sizes,
    )
    return table


# --- rates -------------------------------------------------------------------------------------

RATES = np.linspace(0.1, 2.0, 191)


def most_events(n: int) -> int:
    """Return a count that no study with these rates reaches but once in a billion."""
    return int(stats.poisson.isf(1e-10, RATES[-1] * n)) + 1


def rate_space(n: int, rates: Array) -> Space:
    """Return the space of events in an exposure of n."""
    x = np.arange(most_events(n) + 1)
    chances = stats.poisson.pmf(x[None, :], n * rates[:, None])
    return Space([(int(k),) for k in x], chances, rates, [f"{r:.2f}" for r in rates])


def rate_intervals(sizes: Sequence[int] = SIZES) -> Table:
    """One rate: every interval."""
    table = Table(
        "rate",
        "A rate of independent events: intervals",
        "Every number of events in n rows, at true rates from 0.1 to 2 events per row; the least "
        "coverage is looked for at every rate between.",
        INTERVAL.format("events per row"),
    )

    def cell(found: tuple[Array, Array], n: int) -> Cell:
        return cell_with_jumps(lambda at: rate_space(n, at), RATES, *found, 1.0)

    def own(method: str, n: int) -> Cell:
        rates = (Rate(n=n, events=x) for x in range(most_events(n) + 1))
        return cell(ends(rate.estimate(method=method) for rate in rates), n)

    own_rows(table, Rate.methods, own, sizes)
    others = {
        "score": peers.poisson_score,
        "Jeffreys": peers.poisson_jeffreys,
        "square root": peers.poisson_square_root,
        "Wald": peers.poisson_wald,
    }
    peer_rows(
        table,
        {
            name: lambda n, f=function: cell(f(np.arange(most_events(n) + 1), n), n)
            for name, function in others.items()
        },
        sizes,
    )
    return table


def rate_tests(expected: Sequence[int] = (2, 5, 10, 20)) -> list[Table]:
    """Two rates: intervals of their ratio, and tests; they hang on expected events alone."""
    intervals = Table(
        "two rates",
        "Two rates: intervals of their ratio",
        "Every pair of counts, both groups alike in exposure; the first group expects so many "
        "events, the second as many times 1, 1.5, 2 and 3. Widths are left out: without an event "
        "in the second group a ratio has no upper end.",
        "mean coverage in % / least coverage, and where",
        size="expected events",
    )
    tests = Table(
        "tests of rates",
        "Two rates: tests at 5%",
        "Type I error where both groups expect so many events; power against twice as many.",
        "type I error in % / power in %",
        size="expected events",
    )
    ratios = np.array([1.0, 1.5, 2.0, 3.0])

    def space(mu: int, times: Array) -> Space:
        top = int(stats.poisson.isf(1e-9, mu * 3)) + 1
        x = np.arange(top + 1)
        one = stats.poisson.pmf(x, mu)
        chances = np.array([np.outer(one, stats.poisson.pmf(x, mu * k)).ravel() for k in times])
        return Space(pairs_of(range(top + 1)), chances, 1 / times, [f"1 to {k:g}" for k in times])

    spaces = {mu: space(mu, ratios) for mu in expected}
    cache: dict[tuple[str | None, int], list[Any]] = {}

    def compared(method: str | None, mu: int) -> list[Any]:
        if (method, mu) not in cache:
            cache[method, mu] = [
                Rate(n=10, events=x).contrast(
                    Rate(n=10, events=y), unit=per("row"), method=method, confidence_level=LEVEL
                )
                for x, y in spaces[mu].outcomes
            ]
        return cache[method, mu]

    def held(found: tuple[Array, Array], mu: int) -> Cell:
        cell = interval_cell(spaces[mu], *found)
        return Cell(cell.mean, cell.worst, cell.where)

    def tested(p: Array, mu: int) -> Cell:
        found = rejection(spaces[mu], p)
        return Cell(float(found[0]), float(found[0]), "", 100 * float(found[2]))

    def counts(mu: int) -> tuple[Array, Array]:
        x, y = np.array(spaces[mu].outcomes).T
        return x, y

    methods = contrast_methods(Rate)
    own_rows(intervals, methods, lambda m, mu: held(ends(compared(m, mu)), mu), expected)
    own_tests(tests, methods, compared, tested, expected)
    peer_rows(
        intervals,
        {"Wald on logarithms": lambda mu: held(peers.rates_log_ends(*counts(mu)), mu)},
        expected,
    )
    peer_rows(
        tests,
        {
            "conditional mid-p test": lambda mu: tested(peers.rates_mid_p(*counts(mu)), mu),
            "score z test": lambda mu: tested(peers.rates_score(*counts(mu)), mu),
            "Wald z test on logarithms": lambda mu: tested(peers.rates_wald(*counts(mu)), mu),
        },
        expected,
    )
    return [intervals, tests]
