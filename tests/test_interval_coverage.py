"""What the defaults promise about coverage and errors, counted out; and `docs/coverage.md`.

The numbers come from the same functions as the document. Where a default does not hold the
promise, the document says so, and the test holds the exact number, so that neither can drift.
"""

from __future__ import annotations

import re

import coverage_exact as exact
import coverage_peers
import coverage_scores as scores
import coverage_simulated as simulated
import measure_coverage
import numpy as np
import pytest
from project import ROOT
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from uxcx import against
from uxcx.families import Mean, NetScore, Proportion, Rate


@pytest.fixture(scope="module")
def counted():
    """The exact tables that are quick at every size, by key."""
    pairs, pair_tests = exact.pair_tables((5, 10, 20))
    rates, rate_tests = exact.rate_tests((2, 5))
    tables = [
        exact.proportion_intervals(),
        exact.difference_intervals((5, 10, 20)),
        exact.difference_tests(),
        pairs,
        pair_tests,
        exact.nps_intervals(),
        exact.nps_tests((5, 10)),
        scores.rating_intervals((5, 10)),
        exact.rate_intervals(),
        rates,
        rate_tests,
    ]
    return {table.key: table for table in tables}


@pytest.mark.parametrize(
    ("key", "outside"),
    [
        ("proportion", {}),
        ("two proportions", {}),
        ("NPS", {}),
        # Two added pairs weigh much among five.
        ("pairs", {5: 0.981}),
        # A guarantee of 95% everywhere costs more than 95% on average.
        ("rate", {5: 0.974}),
        ("two rates", {2: 0.991, 5: 0.976}),
        # The t interval of few, skewed answers is too sure, and has no width if all are equal.
        ("rating", {5: 0.876, 10: 0.924}),
    ],
)
def test_default_intervals_cover_94_to_97_percent_on_average_but_where_known(counted, key, outside):
    cells = counted[key].default.cells
    assert set(outside) <= set(cells)
    for n, cell in cells.items():
        if n in outside:
            assert cell.mean == pytest.approx(outside[n], abs=0.001)
        else:
            assert 0.94 <= cell.mean <= 0.97, (key, n)


def test_the_worst_point_of_the_default_proportion_interval_of_ten(counted):
    assert counted["proportion"].default.cells[10].worst >= 0.92


def test_exact_methods_cover_95_percent_at_every_truth(counted):
    for cell in counted["proportion"]["exact (Clopper-Pearson)"].values():
        assert cell.worst >= 0.95
    for cell in counted["rate"]["exact Poisson"].values():
        assert cell.worst >= 0.95


def test_the_worst_point_of_the_nps_of_ten():
    # 87% holds where each group has some; without one of them it is missed by a point.
    everywhere, inside = measure_coverage.nps_worst(10)
    assert inside >= 0.87
    assert everywhere == pytest.approx(0.860, abs=0.002)


@pytest.mark.parametrize(
    "key", ["tests of two proportions", "tests of pairs", "tests of NPS", "tests of rates"]
)
def test_default_tests_err_at_most_5_and_a_half_percent_on_average(counted, key):
    cells = counted[key].default.cells
    assert all(0 < cell.mean <= 0.055 for cell in cells.values())


def test_wald_fails_where_it_is_known_to_fail(counted):
    assert counted["proportion"]["Wald, for teaching only"][10].mean < 0.8
    assert counted["NPS"]["Wald, shares as independent"][10].mean < 0.85


def test_every_method_on_offer_is_measured(counted):
    for key, methods in (
        ("proportion", Proportion.methods),
        ("two proportions", Proportion.contrast_methods),
        ("NPS", NetScore.methods),
        ("rate", Rate.methods),
    ):
        rows = {row.method for row in counted[key].rows if row.whose != "peer"}
        said = " ".join(counted[key].skipped)
        assert all(label in rows or label in said for label in methods.values())


# --- the counting itself -----------------------------------------------------------------------


@pytest.mark.parametrize(("n", "rate"), [(17, 0.5), (40, 0.5), (10, 0.05)])
def test_coverage_is_what_statsmodels_intervals_have_in_simulated_studies(n, rate):
    # Another program's intervals, and studies in place of chances.
    x = np.random.default_rng(n).binomial(n, rate, 200_000)
    low, high = proportion_confint(x, n, method="normal")
    simulated_share = np.mean((low <= rate) & (rate <= high))
    found = exact.ends(Proportion(successes=k, n=n).estimate(method="wald") for k in range(n + 1))
    space = exact.one_share(n, np.array([rate]))
    assert exact.coverage(space, *found)[0] == pytest.approx(simulated_share, abs=0.004)


def test_chances_add_up_to_one():
    for space in (
        exact.one_share(10, np.array([0.1, 0.9])),
        exact.two_shares(5, np.array([0.2]), np.array([0.7])),
        exact.paired_space(5),
        exact.nps_space(10, exact.simplex(10)),
        exact.rate_space(5, exact.RATES),
        scores.rating_space(10)[0],
    ):
        assert space.chances.sum(axis=1) == pytest.approx(1, abs=1e-8)


def test_fisher_is_that_of_scipy():
    x, y = exact.counts_of(6)
    found = coverage_peers.fisher(x, y, 6)
    wanted = [
        stats.fisher_exact([[a, 6 - a], [b, 6 - b]]).pvalue for a, b in zip(x, y, strict=True)
    ]
    assert found == pytest.approx(wanted)


def test_the_bootstrap_counted_out_is_that_of_many_resamples():
    answers = np.array([1, 2, 2, 4, 5, 5, 5])
    counts = np.array([[1, 2, 0, 1, 3]])
    low, high = coverage_peers.lattice_bootstrap(counts, scores.SCALE, 7)
    means = np.random.default_rng(1).choice(answers, (200_000, 7)).mean(axis=1)
    assert (low[0], high[0]) == pytest.approx(tuple(np.quantile(means, [0.025, 0.975])), abs=1e-9)


@pytest.mark.parametrize("n", [2, 5])
def test_the_interval_of_a_benchmark_test_holds_what_it_does_not_refuse(n):
    # What `refused` rests on.
    for benchmark in (-80, -35, 0, 62.5):
        for score in exact.net_scores(n):
            result = against(score, benchmark)
            assert (result.p_value < 0.05) == (not result.low <= benchmark <= result.high)
    for counts in ({5: n - 1, 1: 1}, {4: 1, 5: n - 1}, {2: 1, 3: n - 1}):
        for benchmark in (1.5, 3, 4.4):
            result = against(Mean.from_counts(counts), benchmark)
            assert (result.p_value < 0.05) == (not result.low <= benchmark <= result.high)


# --- the document ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def document():
    return (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")


def rows_of(document: str, title: str) -> dict[str, dict[str, str]]:
    """Return the cells of a table of the document, by row and column."""
    part = re.split(r"\n##+ ", document.split(f"### {title}\n", 1)[1], maxsplit=1)[0]
    lines = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in part.splitlines()
        if line.startswith("|")
    ]
    head = lines[0]
    return {line[0].strip("* "): dict(zip(head, line, strict=True)) for line in lines[2:]}


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+\.?\d*", text)]


def test_the_document_says_what_is_counted_now(counted, document):
    for table in counted.values():
        written = rows_of(document, table.title)
        assert list(written) == [row.method for row in table.rows], "run `make coverage`"
        for row in table.rows:
            for n, cell in row.cells.items():
                found = written[row.method][f"{table.size} = {n}"]
                # The first number is the mean; the place of the worst may change by rounding.
                now, then = numbers(str(cell)), numbers(found)
                assert then[:2] == pytest.approx(now[:2], abs=0.11), (table.key, row.method, n)


@pytest.mark.parametrize(
    ("title", "row", "column", "again"),
    [
        (
            "Times: intervals",
            "t on logarithms: exponential",
            "n = 5",
            lambda: simulated.time_cell("t_on_logs", "exponential", 5),
        ),
        (
            "Ratios of sums: intervals",
            "delta method on logarithms: revenue per customer, lognormal, sd of logs 1.0",
            "n = 30",
            lambda: simulated.ratio_cell(
                "log", "revenue per customer, lognormal, sd of logs 1.0", 30
            ),
        ),
    ],
    ids=["times", "ratios"],
)
def test_a_simulated_cell_can_be_made_again(document, title, row, column, again):
    written = numbers(rows_of(document, title)[row][column])
    # Another version of NumPy may draw other studies: three standard errors.
    assert written[0] / 100 == pytest.approx(again().mean, abs=3 * simulated.standard_error(0.9))


def test_the_document_owns_up_to_every_promise_that_does_not_hold(counted, document):
    promises = document.split("## What the defaults promise")[1].split("## Where")[0]
    for bound in measure_coverage.bounds(list(counted.values())):
        line = next(
            line
            for line in promises.splitlines()
            if line.startswith(f"| {bound.what} | {bound.promise} |")
        )
        failing = line.split("|")[4]
        assert all(str(n) in failing for n in bound.failing)
        assert bound.failing or not any(str(n) in failing for n in bound.found)


def test_make_has_the_target_that_writes_the_document():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    target = re.search(r"^coverage: .*\n\t(.*)$", makefile, flags=re.MULTILINE)
    assert target
    assert target[1].endswith("benchmarks/measure_coverage.py")
    assert (ROOT / "benchmarks" / "measure_coverage.py").exists()
    assert measure_coverage.PAGE == ROOT / "docs" / "coverage.md"
