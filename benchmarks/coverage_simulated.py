"""The families whose studies cannot be counted out: coverage and errors in simulated studies.

Each table at each size has random numbers of its own, so that any of them can be made again
alone. Methods at the same size see the same studies.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from coverage_engine import LEVEL, SIZES, Array, Cell, Row, Table, contrast_methods
from coverage_exact import shares_compared
from coverage_peers import TAIL
from scipy import stats

from uxcx import families
from uxcx.families import (
    Clustered,
    GeometricMean,
    Mean,
    Proportion,
    Rate,
    RatioOfSums,
    UnitSums,
)
from uxcx.measures import PERCENT, SECONDS, Unit, per, rating
from uxcx.multiple import adjust

STUDIES = 4000
RESAMPLES = 400

INTERVAL = "coverage in % / {}"
TEST = "type I error in % / power in %"


def stream(*names: object) -> np.random.Generator:
    """Return random numbers that belong to a table, a world and a size."""
    return np.random.default_rng(zlib.crc32(repr(names).encode()))


def standard_error(share: float, studies: int = STUDIES) -> float:
    """Return the standard error of a share of simulated studies."""
    return math.sqrt(share * (1 - share) / studies)


def interval_cell(low: Array, high: Array, truth: float, factor: float) -> Cell:
    """Return coverage and mean width; a study without an interval rules nothing out."""
    known = ~np.isnan(low)
    missed = known & ((low > truth) | (high < truth))
    width = float(np.mean((high - low)[known])) if known.any() else math.nan
    return Cell(1 - float(missed.mean()), math.nan, "", factor * width)


def of(results: Iterable[Any]) -> tuple[Array, Array]:
    """Return the ends of results as arrays."""
    pairs = np.array([(r.low, r.high) for r in results])
    return pairs[:, 0], pairs[:, 1]


def tested(null: Array, apart: Array) -> Cell:
    """Return the share of p-values below 5% without a difference, and with one."""
    errors = float(np.mean(null < 1 - LEVEL))
    return Cell(errors, errors, "", 100 * float(np.mean(apart < 1 - LEVEL)))


def t_ends(values: Array) -> tuple[Array, Array]:
    """Return the t interval of the mean of each row."""
    n = values.shape[1]
    mean, se = values.mean(axis=1), values.std(axis=1, ddof=1) / math.sqrt(n)
    half = stats.t.ppf(1 - TAIL, n - 1) * se
    return mean - half, mean + half


def percentile_bootstrap(
    columns: Sequence[Array], statistic: Callable[..., Array], rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return the percentile bootstrap's ends for each row; rows are drawn together."""
    low, high = [], []
    for rows in zip(*columns, strict=True):
        picked = rng.integers(0, len(rows[0]), (RESAMPLES, len(rows[0])))
        found = statistic(*(row[picked] for row in rows))
        low.append(np.quantile(found, TAIL))
        high.append(np.quantile(found, 1 - TAIL))
    return np.array(low), np.array(high)


# --- times -------------------------------------------------------------------------------------

Draw = Callable[[np.random.Generator, tuple[int, int]], Array]
#: name, how to draw times, and the true mean logarithm and true mean
WORLDS: dict[str, tuple[Draw, float, float]] = {
    "lognormal, sd of logs 0.6": (
        lambda rng, shape: rng.lognormal(math.log(60), 0.6, shape),
        math.log(60),
        60 * math.exp(0.18),
    ),
    "lognormal, sd of logs 1.2": (
        lambda rng, shape: rng.lognormal(math.log(60), 1.2, shape),
        math.log(60),
        60 * math.exp(0.72),
    ),
    "gamma of shape 2": (
        lambda rng, shape: rng.gamma(2, 30, shape),
        math.log(30) + 1 - float(np.euler_gamma),
        60.0,
    ),
    "exponential": (
        lambda rng, shape: rng.exponential(60, shape),
        math.log(60) - float(np.euler_gamma),
        60.0,
    ),
}


def geometric_means(times: Array) -> list[GeometricMean]:
    """Return the summary of each row of times."""
    logs = np.log(times)
    n = times.shape[1]
    return [
        GeometricMean(n=n, mean=mean, sd=sd)
        for mean, sd in zip(logs.mean(axis=1), logs.std(axis=1, ddof=1), strict=True)
    ]


def time_cell(method: str, world: str, n: int, studies: int = STUDIES) -> Cell:
    """Return the coverage of the geometric mean's interval in one world at one size."""
    draw, log_mean, _ = WORLDS[world]
    times = draw(stream("times", world, n), (studies, n))
    truth = math.exp(log_mean)
    found = of(s.estimate(method=method) for s in geometric_means(times))
    return interval_cell(*found, truth, 100 / truth)


def median_rows(world: str) -> list[Row]:
    """Return rows of the median's intervals, where uxcx offers a median of times."""
    declared = getattr(families, "Median", None)
    draw = WORLDS[world][0]
    truth = {"gamma": float(stats.gamma.median(2, scale=30)), "exponential": 60 * math.log(2)}.get(
        world.partition(" of")[0], 60.0
    )

    def cell(method: str, n: int) -> Cell:
        times = draw(stream("times", world, n), (STUDIES, n))
        summaries = (declared(values=[(float(t), 1) for t in row]) for row in times)
        return interval_cell(*of(s.estimate(method=method) for s in summaries), truth, 100 / truth)

    return [
        Row(f"median, {label}: {world}", "uxcx", {n: cell(method, n) for n in SIZES})
        for method, label in (declared.methods.items() if declared else ())
    ]


def time_intervals() -> Table:
    """Times: intervals of the geometric mean, and t on raw times for the arithmetic one."""
    table = Table(
        "times",
        "Times: intervals",
        "Times from four worlds: two lognormal, as task times often are, and two skewed ones that "
        "are not. Each method is held against the truth that it means: the geometric mean for t "
        "on logarithms, the arithmetic mean for t on raw times.",
        INTERVAL.format("mean width in % of the truth"),
    )
    for world, (draw, log_mean, mean) in WORLDS.items():
        for position, (method, label) in enumerate(GeometricMean.methods.items()):
            cells = {n: time_cell(method, world, n) for n in SIZES}
            whose = "uxcx" if position else "default"
            table.rows.append(Row(f"{label}: {world}", whose, cells))
        table.rows += median_rows(world)
        raw, boot = {}, {}
        for n in SIZES:
            times = draw(stream("times", world, n), (STUDIES, n))
            raw[n] = interval_cell(*t_ends(times), mean, 100 / mean)
            truth = math.exp(log_mean)
            low, high = percentile_bootstrap(
                [np.log(times[:1000])], lambda logs: logs.mean(axis=1), stream("boot", world, n)
            )
            boot[n] = interval_cell(np.exp(low), np.exp(high), truth, 100 / truth)
        table.rows.append(Row(f"t on raw times: {world}", "peer", raw))
        table.rows.append(Row(f"percentile bootstrap, geometric mean: {world}", "peer", boot))
    return table


def row_test(one: Array, two: Array, *, equal_spread: bool) -> Array:
    """Return SciPy's t test of each row of two groups."""
    found = stats.ttest_ind(one, two, axis=1, equal_var=equal_spread)
    return np.asarray(found.pvalue)


def time_tests() -> Table:
    """Two groups of times: Welch on logarithms beside tests of raw times."""
    table = Table(
        "tests of times",
        "Two groups of times: tests at 5%",
        "Both groups from the same world; for power the second is 1.6 times as slow.",
        TEST,
    )
    for world in ("lognormal, sd of logs 0.6", "gamma of shape 2"):
        draw = WORLDS[world][0]
        studies = {
            n: [draw(stream("two times", world, n, g), (STUDIES, n)) for g in range(2)]
            for n in SIZES
        }

        def welch(one: Array, two: Array, method: str) -> Array:
            groups = zip(geometric_means(one), geometric_means(two), strict=True)
            return np.array(
                [
                    a.contrast(b, unit=SECONDS, method=method, confidence_level=LEVEL).p_value
                    for a, b in groups
                ]
            )

        tests: dict[str, tuple[str, Callable[[Array, Array], Array]]] = {}
        for position, (method, label) in enumerate(contrast_methods(GeometricMean).items()):
            whose = "uxcx" if position else "default"
            tests[f"Welch's t, {label}"] = (
                whose,
                lambda one, two, m=method: welch(one, two, m),
            )
        tests["Welch's t on raw times"] = (
            "peer",
            lambda one, two: row_test(one, two, equal_spread=False),
        )
        tests["Student's t on raw times"] = (
            "peer",
            lambda one, two: row_test(one, two, equal_spread=True),
        )
        tests["Mann-Whitney"] = (
            "peer",
            lambda one, two: np.asarray(stats.mannwhitneyu(one, two, axis=1).pvalue),
        )
        for name, (whose, test) in tests.items():
            cells = {
                n: tested(test(one, two), test(one, 1.6 * two)) for n, (one, two) in studies.items()
            }
            table.rows.append(Row(f"{name}: {world}", whose, cells))
    return table


# --- ratios ------------------------------------------------------------------------------------


def draw_ratio(world: str, rng: np.random.Generator, studies: int, n: int) -> tuple[Array, Array]:
    """Return y and x of each row."""
    shape = (studies, n)
    if world.startswith("revenue"):
        return rng.lognormal(3, float(world[-3:]), shape), np.ones(shape)
    orders = rng.geometric(0.4, shape).astype(float)
    return rng.poisson(0.5 * orders).astype(float), orders


RATIO_WORLDS = {
    "revenue per customer, lognormal, sd of logs 1.0": math.exp(3.5),
    "revenue per customer, lognormal, sd of logs 1.5": math.exp(3 + 1.125),
    "contacts per order": 0.5,
}


def ratio_cell(method: str, world: str, n: int, studies: int = STUDIES) -> Cell:
    """Return the coverage of one interval of a ratio in one world at one size."""
    y, x = draw_ratio(world, stream("ratio", world, n), studies, n)
    truth = RATIO_WORLDS[world]
    found = of(
        RatioOfSums(n=n, y=b.sum(), x=a.sum(), yy=b @ b, xy=a @ b, xx=a @ a).estimate(method=method)
        for b, a in zip(y, x, strict=True)
    )
    return interval_cell(*found, truth, 100 / truth)


def ratio_intervals() -> Table:
    """Ratios of sums: every interval."""
    sizes = (5, 10, 20, 30, 50)
    table = Table(
        "ratios",
        "Ratios of sums: intervals",
        "Revenue per customer, very skewed; and contacts per order, where customers have one "
        "order and more. A sample without a single contact has no interval on logarithms, and "
        "rules nothing out. Widths can be huge on logarithms where a handful is very unlike.",
        INTERVAL.format("mean width in % of the truth"),
    )
    for world, truth in RATIO_WORLDS.items():
        for position, (method, label) in enumerate(RatioOfSums.methods.items()):
            try:
                cells = {n: ratio_cell(method, world, n) for n in sizes}
            except (ValueError, TypeError) as error:
                table.skipped.append(f"{label}: {world} ({str(error).splitlines()[0]})")
                continue
            whose = "uxcx" if position else "default"
            table.rows.append(Row(f"{label}: {world}", whose, cells))
        boot = {}
        for n in sizes:
            y, x = draw_ratio(world, stream("ratio", world, n), STUDIES, n)
            found = percentile_bootstrap(
                [y[:1000], x[:1000]],
                lambda b, a: b.sum(axis=1) / a.sum(axis=1),
                stream("boot", world, n),
            )
            boot[n] = interval_cell(*found, truth, 100 / truth)
        table.rows.append(Row(f"percentile bootstrap: {world}", "peer", boot))
    return table


# --- rows of the same people -------------------------------------------------------------------

TASKS = 4
#: name: family, unit, true value, how to draw people by tasks, and what a width is told in
PEOPLE: dict[str, tuple[type, Unit, float, Draw, float]] = {
    "success, people alike by half": (
        Proportion,
        PERCENT,
        0.5,
        lambda rng, s: (
            rng.normal(0, 1.8, s)[..., None] + rng.logistic(0, 1, (*s, TASKS)) > 0
        ).astype(float),
        100.0,
    ),
    "rating 1 to 7, people alike by half": (
        Mean,
        rating(1, 7),
        math.nan,
        lambda rng, s: np.clip(
            np.round(5 + rng.normal(0, 1, s)[..., None] + rng.normal(0, 1, (*s, TASKS))), 1, 7
        ),
        1.0,
    ),
    "time, people alike by half": (
        GeometricMean,
        SECONDS,
        60.0,
        lambda rng, s: (
            math.log(60) + rng.normal(0, 0.5, s)[..., None] + rng.normal(0, 0.5, (*s, TASKS))
        ),
        100 / 60,
    ),
    "errors, people very unlike (gamma of shape 0.5)": (
        Rate,
        per("attempt"),
        0.5,
        lambda rng, s: rng.poisson(rng.gamma(0.5, 1.0, s)[..., None] * np.ones(TASKS)).astype(
            float
        ),
        1.0,
    ),
}


def truth_of_people(world: str) -> float:
    """Return the true value: known, or that of a million people."""
    truth, draw = PEOPLE[world][2:4]
    if not math.isnan(truth):
        return truth
    return float(draw(stream("truth", world), (1, 250_000)).mean())


def clustered(world: str, rows: Array) -> Clustered:
    """Return the summary over units of one study: people in rows, tasks in columns."""
    family = PEOPLE[world][0]
    people, tasks = rows.shape
    y, n = rows.sum(axis=1), rows.size
    base: Any
    if family is Proportion:
        base = Proportion(n=n, successes=int(y.sum()))
    elif family is Rate:
        base = Rate(n=n, events=int(y.sum()))
    else:
        base = family(n=n, mean=float(rows.mean()), sd=float(rows.std(ddof=1)))
    total = float(y.sum())
    sums = UnitSums(
        n_units=people, x=n, y=total, xx=people * tasks**2, xy=tasks * total, yy=float(y @ y)
    )
    return Clustered(base=base, sums=sums)


def people_studies(
    world: str, n: int, *, group: int = 0, studies: int = STUDIES
) -> list[Clustered]:
    """Return simulated studies of n people."""
    drawn = PEOPLE[world][3](stream("people", world, n, group), (studies, n))
    return [clustered(world, rows) for rows in drawn]


def people_cell(world: str, n: int, *, with_unit: bool, studies: int = STUDIES) -> Cell:
    """Return the coverage of the default interval, with `unit=` or without."""
    found = people_studies(world, n, studies=studies)
    unit, factor = PEOPLE[world][1], PEOPLE[world][4]
    measure = vars(found[0].base.measure)
    named = type(found[0].base.measure)(**{**measure, "unit": unit})
    results = ((s if with_unit else s.base).estimate(measure=named) for s in found)
    return interval_cell(*of(results), truth_of_people(world), factor)


def people_tables() -> list[Table]:
    """Several rows a person: intervals and tests, with `unit=` and as if rows were people."""
    intervals = Table(
        "units",
        "Several rows of each person: intervals",
        f"n people with {TASKS} tasks each. With `unit=` the rows of one person count as alike; "
        "without, as most tools have it unless told, every row counts as another person.",
        INTERVAL.format("mean width: percentage points, scale points, % of the truth, errors"),
        size="people",
    )
    tests = Table(
        "tests over units",
        "Several rows of each person: tests at 5%",
        "Two groups of n other people each, from the same world; power is left out, since the "
        "tests without `unit=` gain theirs from errors.",
        "type I error in %",
        size="people",
    )
    for world in PEOPLE:
        for with_unit in (True, False):
            how = "with unit" if with_unit else "rows as people"
            whose = "default" if with_unit else "peer"
            cells = {n: people_cell(world, n, with_unit=with_unit) for n in SIZES}
            intervals.rows.append(Row(f"{how}: {world}", whose, cells))
            cells = {n: people_error(world, n, with_unit=with_unit) for n in SIZES}
            tests.rows.append(Row(f"{how}: {world}", whose, cells))
    return [intervals, tests]


def people_error(world: str, n: int, *, with_unit: bool, studies: int = STUDIES) -> Cell:
    """Return the type I error of the default test, with `unit=` or without."""
    unit = PEOPLE[world][1]
    pairs = zip(
        people_studies(world, n, studies=studies),
        people_studies(world, n, group=1, studies=studies),
        strict=True,
    )
    p = np.array(
        [
            (a if with_unit else a.base)
            .contrast(b if with_unit else b.base, unit=unit, method=None, confidence_level=LEVEL)
            .p_value
            for a, b in pairs
        ]
    )
    errors = float(np.mean(p < 1 - LEVEL))
    return Cell(errors, errors, "")


# --- ratings: two groups -----------------------------------------------------------------------

ANSWERS = np.arange(1.0, 6.0)
SPREADS = {
    "even": (0.2, 0.2, 0.2, 0.2, 0.2),
    "mostly 4 and 5": (0.03, 0.05, 0.12, 0.35, 0.45),
}


def means_of(answers: Array) -> list[Mean]:
    """Return the summary of each row of ratings."""
    n = answers.shape[1]
    return [
        Mean(n=n, mean=mean, sd=sd)
        for mean, sd in zip(answers.mean(axis=1), answers.std(axis=1, ddof=1), strict=True)
    ]


def rating_tests() -> Table:
    """Two groups of ratings: Welch beside Student, ranks and permutations."""
    table = Table(
        "tests of ratings",
        "Two groups of ratings from 1 to 5: tests at 5%",
        "Both groups from the same answers; in the last rows the second is four times as large "
        "and answers 2, 3 and 4 only, with the same mean. Power: against a world of mean 2.4.",
        TEST,
    )
    lower = (0.3, 0.3, 0.2, 0.1, 0.1)
    cases = {name: (shares, shares, 1) for name, shares in SPREADS.items()}
    cases["unequal groups and spreads"] = (SPREADS["even"], (0.0, 0.25, 0.5, 0.25, 0.0), 4)

    def welch(one: Array, two: Array) -> Array:
        results = (
            a.contrast(b, unit=rating(1, 5), method=None, confidence_level=LEVEL)
            for a, b in zip(means_of(one), means_of(two), strict=True)
        )
        return np.nan_to_num(np.array([r.p_value for r in results]), nan=1.0)

    def student(one: Array, two: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            n, m = one.shape[1], two.shape[1]
            pooled = ((n - 1) * one.var(axis=1, ddof=1) + (m - 1) * two.var(axis=1, ddof=1)) / (
                n + m - 2
            )
            t = (one.mean(axis=1) - two.mean(axis=1)) / np.sqrt(pooled * (1 / n + 1 / m))
        return np.nan_to_num(2 * stats.t.sf(np.abs(t), n + m - 2), nan=1.0)

    def permutation(one: Array, two: Array) -> Array:
        rng = stream("permutation", one.shape, two.shape)
        n, both = one.shape[1], np.concatenate([one, two], axis=1)[:1000]
        observed = np.abs(both[:, :n].mean(axis=1) - both[:, n:].mean(axis=1))
        order = np.argsort(rng.random((RESAMPLES, both.shape[1])), axis=1)
        p = np.empty(len(both))
        for i, row in enumerate(both):
            mixed = row[order]
            apart = np.abs(mixed[:, :n].mean(axis=1) - mixed[:, n:].mean(axis=1))
            p[i] = (1 + np.sum(apart >= observed[i] - 1e-12)) / (RESAMPLES + 1)
        return p

    tests = {
        "Welch's t test": ("default", welch),
        "Student's t test": ("peer", student),
        "Mann-Whitney": ("peer", mann_whitney),
        "permutation of means": ("peer", permutation),
    }
    for case, (first, second, times) in cases.items():
        drawn = {}
        for n in SIZES:
            rng = stream("ratings", case, n)
            one = rng.choice(ANSWERS, (STUDIES, n), p=first)
            two = rng.choice(ANSWERS, (STUDIES, times * n), p=second)
            other = rng.choice(ANSWERS, (STUDIES, times * n), p=lower)
            drawn[n] = one, two, other
        for name, (whose, test) in tests.items():
            cells = {n: tested(test(a, b), test(a, c)) for n, (a, b, c) in drawn.items()}
            table.rows.append(Row(f"{name}: {case}", whose, cells))
    return table


def mann_whitney(one: Array, two: Array) -> Array:
    """Return SciPy's test of each row, by the normal law with ties; all equal: p = 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = stats.mannwhitneyu(one, two, axis=1, method="asymptotic")
    return np.nan_to_num(np.asarray(found.pvalue), nan=1.0)


# --- several groups ----------------------------------------------------------------------------


def corrections() -> Table:
    """All pairs of several groups that do not differ: how often any pair is called different."""
    table = Table(
        "several groups",
        "All pairs of several groups: chance of any false difference",
        "Groups of n with a true rate of 50% each, every pair by the N-1 z test; 100,000 simulated "
        "studies. Holm's correction is the default of `compare_all`.",
        "chance in % that one pair or more comes out below 5%",
    )
    for groups in (3, 5):
        counts = {n: stream("groups", groups, n).binomial(n, 0.5, (100_000, groups)) for n in SIZES}
        for correction in ("holm", "benjamini-hochberg", "none"):
            cells = {}
            for n in SIZES:
                p = np.array([r.p_value for r in shares_compared(None, n)]).reshape(n + 1, n + 1)
                studies = np.unique(np.sort(counts[n], axis=1), axis=0, return_counts=True)
                errors = 0.0
                for found, times in zip(*studies, strict=True):
                    all_pairs = [
                        p[found[i], found[j]] for i in range(groups) for j in range(i + 1, groups)
                    ]
                    if min(all_pairs) >= 1 - LEVEL:
                        continue  # no correction makes a p-value smaller
                    errors += times * (min(adjust(all_pairs, correction)) < 1 - LEVEL)
                share = errors / len(counts[n])
                cells[n] = Cell(share, share, "")
            name = {"holm": "Holm", "none": "no correction"}.get(correction, "Benjamini-Hochberg")
            whose = "default" if correction == "holm" else "uxcx"
            table.rows.append(Row(f"{name}, {groups} groups", whose, cells))
    return table
