"""Write `docs/coverage.md`: how often intervals hold the truth and tests err, beside other methods.

``make coverage`` runs it; two cores take about three minutes. Numbers that can be counted out
are exact (`coverage_exact.py`, `coverage_scores.py`), the others simulated with fixed seeds
(`coverage_simulated.py`); the methods of other tools are in `coverage_peers.py`.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import coverage_exact as exact
import coverage_scores as scores
import coverage_simulated as simulated
import numpy as np
from coverage_engine import SIZES, Table, coverage, ends

PAGE = Path(__file__).resolve().parent.parent / "docs" / "coverage.md"
#: what the defaults promise, in shares
LEAST_MEAN, MOST_MEAN = 0.94, 0.97
WORST_PROPORTION, WORST_NPS, MOST_ERROR = 0.92, 0.87, 0.055


#: what is counted out, and what is simulated: each makes a table or two
EXACT: tuple[Callable[..., Any], ...] = (
    exact.proportion_intervals,
    exact.difference_intervals,
    exact.difference_tests,
    exact.pair_tables,
    exact.nps_intervals,
    exact.nps_tests,
    scores.rating_intervals,
    exact.rate_intervals,
    exact.rate_tests,
    scores.benchmark_tests,
)
SIMULATED: tuple[Callable[..., Any], ...] = (
    simulated.rating_tests,
    simulated.time_intervals,
    simulated.time_tests,
    simulated.ratio_intervals,
    simulated.people_tables,
    simulated.corrections,
)


def flat(made: Iterable[Table | list[Table]]) -> list[Table]:
    """Return the tables of several functions in one list."""
    return [table for one in made for table in (one if isinstance(one, list) else [one])]


# --- what the defaults promise ------------------------------------------------------------------


@dataclass(frozen=True)
class Bound:
    """One promise of one default, at every size."""

    what: str
    promise: str
    found: dict[int, float]
    least: float
    most: float

    @property
    def failing(self) -> list[int]:
        """The sizes at which it does not hold."""
        return [n for n, share in self.found.items() if not self.least <= share <= self.most]


def bounds(tables: Sequence[Table]) -> list[Bound]:
    """Return the promises of all exact defaults with what was found."""
    found = []
    for table in tables:
        rows = [row for row in table.rows if row.whose == "default"]
        for row in rows:
            means = {n: cell.mean for n, cell in row.cells.items()}
            name = f"{table.title.partition(':')[0]}: {row.method.partition(': ')[2] or row.method}"
            if "intervals" in table.title:
                promise = f"mean coverage {LEAST_MEAN:.0%} to {MOST_MEAN:.0%}"
                found.append(Bound(name, promise, means, LEAST_MEAN, MOST_MEAN))
            else:
                promise = f"mean type I error at most {MOST_ERROR:.1%}"
                found.append(Bound(name, promise, means, 0.0, MOST_ERROR))
            worst = {"proportion": WORST_PROPORTION, "NPS": WORST_NPS}.get(table.key)
            if worst is not None:
                least = {10: row.cells[10].worst}
                promise = f"least coverage at n = 10 at least {worst:.0%}"
                found.append(Bound(name, promise, least, worst, 1.0))
    return found


def bounds_text(tables: Sequence[Table]) -> str:
    """Return the promises as a table, and whether they hold."""
    lines = ["| default | promise | found in %, by size | holds |", "| --- | --- | --- | --- |"]
    for bound in bounds(tables):
        numbers = ", ".join(f"{n}: {100 * share:.1f}" for n, share in bound.found.items())
        failing = ", ".join(str(n) for n in bound.failing)
        holds = f"**not at {failing}**" if failing else "yes"
        lines.append(f"| {bound.what} | {bound.promise} | {numbers} | {holds} |")
    return "\n".join(lines)


# --- where defaults are weaker ------------------------------------------------------------------


def nps_worst(n: int) -> tuple[float, float]:
    """Return the least coverage of the default NPS interval: with an empty group, and without.

    Without a group the score hangs on one share; coverage jumps where it meets an end. The second
    number is over all shares of 5% and more.
    """
    low, high = ends(score.estimate() for score in exact.net_scores(n))
    jumps = np.concatenate([end + s * 2e-7 for end in (low, high) for s in (-1, 1)])
    score = np.concatenate([jumps, np.linspace(-99, 99, 199)])
    score = score[np.abs(score) <= 99]
    below = -score[score <= 0] / 100
    no_promoters = np.column_stack([np.zeros_like(below), 1 - below, below])
    up = (score + 100) / 200
    no_passives = np.column_stack([up, np.zeros_like(up), 1 - up])
    least = min(
        coverage(exact.nps_space(n, shares), low, high).min()
        for shares in (no_promoters, no_passives)
    )
    inner = exact.simplex(20)
    inner = inner[inner.min(axis=1) >= 0.05 - 1e-9]
    return float(least), float(coverage(exact.nps_space(n, inner), low, high).min())


def percent(share: float) -> str:
    """Return a share in per cent with one decimal."""
    return f"{100 * share:.1f}%"


def series(table: Table, method: str) -> str:
    """Return a method's means in words: "94.1% at 5, ..."."""
    return ", ".join(f"{percent(cell.mean)} at {n}" for n, cell in table[method].items())


def weaker(tables: Sequence[Table]) -> str:
    """Return where the defaults do worse than they say, in plain words."""
    by = {table.key: table for table in tables}
    shares = by["proportion"].default
    means = by["rating"].default.method
    times = next(
        row.method
        for row in by["times"].rows
        if row.whose == "default" and row.method.endswith("exponential")
    )
    everywhere, inside = nps_worst(10)
    good = {n: scores.good_answers(n) for n in SIZES}
    angry = ", ".join(f"{percent(good[n]['mostly 5, a few 1'])} at {n}" for n in SIZES)
    spread = ", ".join(f"{percent(good[n]['mostly 4 and 5'])} at {n}" for n in SIZES)
    unequal = ", ".join(f"{percent(scores.equal_answers(n))} at {n}" for n in SIZES)
    revenue = [
        (row.method.rpartition(" ")[2], row.cells)
        for row in by["ratios"].rows
        if row.whose == "default" and "revenue" in row.method
    ]
    money = "; ".join(
        f"sd of logs {sd}: {percent(cells[10].mean)} at 10, {percent(cells[30].mean)} at 30, "
        f"{percent(cells[50].mean)} at 50"
        for sd, cells in revenue
    )
    errors = next(row for row in by["units"].rows if row.method.startswith("with unit: errors"))
    false = next(
        row for row in by["tests over units"].rows if row.method.startswith("with unit: errors")
    )
    few = min(cell.mean for cell in errors.cells.values())
    most = max(cell.mean for cell in false.cells.values())
    one_sample = by["benchmarks"]["rating: one-sample t"]
    benchmark = ", ".join(f"{percent(cell.mean)} at {n}" for n, cell in one_sample.items())
    nps_benchmark = by["benchmarks"]["NPS: z of the adjusted score"][10]
    text = f"""\
- **Means of ratings with few answers.** The t interval takes means as normal. Ratings are few
  whole numbers, and a skewed handful is not normal: averaged over all shares of answers coverage
  is {series(by["rating"], means)}. Much of this is samples of equal answers, whose interval has no
  width (the result says so); counting those as claiming nothing it would be {unequal}. Where 80%
  answer 5 and 8% answer 1, it is {angry}; where answers are mostly 4 and 5, {spread}. The tests of
  one mean against a benchmark err accordingly: {benchmark}. Show the answers, and take the
  share of 4 and 5, which has an exact law, where a claim hangs on a handful of ratings.
- **One proportion of five people.** The mean is as promised, but at a true rate of
  {shares.cells[5].where} (and its mirror image) the interval of five people holds the truth in
  {percent(shares.cells[5].worst)} of studies.
- **NPS where one group is empty.** Where promoters, passives and detractors are 5% and more each,
  ten answers cover {percent(inside)} or more. Where in truth nobody is a promoter, nobody a
  detractor or nobody passive, the score hangs on one share of two, and the three answers that the
  method adds pull it less than the four that a proportion gets: at its worst, which is between the
  steps of the table, coverage is {percent(everywhere)}. The test against a benchmark errs there in
  up to {percent(nps_benchmark.worst)} of studies of ten.
- **Pairs and rates of few events err on the safe side.** Paired proportions of five people cover
  {percent(by["pairs"].default.cells[5].mean)}: two added pairs weigh much among five. The exact
  Poisson interval promises 95% at least, at every rate, and so covers more on average:
  {series(by["rate"], by["rate"].default.method)} rows. The ratio of two rates, by the same
  reasoning, covers {series(by["two rates"], by["two rates"].default.method)} expected events.
  They are wider than they need be; the exact ones are never too sure at any rate.
- **Times that are far from lognormal.** Exponential times, which have many very short ones, give
  t on logarithms {series(by["times"], times)}.
- **Money.** Revenue per customer is very skewed, and a sample without a large customer does not
  know of them. The log interval covers less than 95%, the plain one still less; lognormal revenue,
  {money}. Ask for hundreds of customers, or say so.
- **Counts of people who are very unlike.** Errors of people whose tendencies vary strongly (gamma
  of shape 0.5), with `unit=`: coverage from {percent(few)}, type I error up to {percent(most)}.
  Without `unit=` it is far worse.
- **Several comparisons of five people.** Holm's chance of any false difference among three
  groups of five is {percent(by["several groups"]["Holm, 3 groups"][5].mean)}: the z test beneath
  it is an approximation."""
    points = text.removeprefix("- ").split("\n- ")
    return "\n".join(
        textwrap.fill(
            " ".join(point.split()),
            width=100,
            initial_indent="- ",
            subsequent_indent="  ",
            break_on_hyphens=False,
        )
        for point in points
    )


INTRODUCTION = """\
# How far the intervals and tests can be trusted

*Made by `make coverage` (`benchmarks/measure_coverage.py`), which takes about three minutes on two
cores. Do not edit it by hand.*

A 95% interval promises that of a hundred studies some 95 give an interval that holds the truth.
How often it really does is its **coverage**. A test at 5% promises to call no more than one in
twenty studies "different" where nothing differs; how often it does is its **type I error**, and
how often it finds a difference that is there is its **power**. Both promises rest on approximations
that can fail in small samples, so they are measured here, for every method that uxcx offers and
for common methods of other tools.

**Exact** where a study can end in finitely many ways: every possible result is given to uxcx, and
the chances of those whose interval holds the truth are added up. These numbers have no sampling
error. **Mean** is over all true values in the range that is named, each counted alike; **least**
(or largest) is the worst of them. **Simulated** otherwise: {studies:,} studies with fixed seeds, so
that a share near 95% has a standard error of {error:.2f} percentage points; bootstrap and
permutation ({resamples} resamples) are simulated in 1,000 studies, with {boot:.2f}. A result for
which a method gives no interval or p-value rules nothing out, and is counted so. Rows in bold are
what uxcx does unless told otherwise; "peer" is a method of other tools, on the same results.

Narrow intervals are good only where coverage is kept: compare widths between rows whose coverage
is alike.

## What the defaults promise

The aim: on average over true values a 95% interval covers 94% to 97%; of ten answers the worst
case is at least 92% for a proportion and 87% for an NPS; tests err at most 5.5% on average. Most
defaults hold it; the last column says which do not, and the next section why. Exact numbers:

{bounds}

## Where the defaults are weaker

{weaker}
"""


def page(counted: Sequence[Table], drawn: Sequence[Table]) -> str:
    """Return the whole document."""
    head = INTRODUCTION.format(
        studies=simulated.STUDIES,
        error=100 * simulated.standard_error(0.95),
        resamples=simulated.RESAMPLES,
        boot=100 * simulated.standard_error(0.95, 1000),
        bounds=bounds_text(counted),
        weaker=weaker([*counted, *drawn]),
    )
    parts = [head, "## Exact\n", *(table.markdown() for table in counted)]
    parts += ["## Simulated\n", *(table.markdown() for table in drawn)]
    return "\n".join(parts)


def main() -> None:
    """Write the page, two tables at a time."""
    with ProcessPoolExecutor(max_workers=2) as pool:
        drawn = [pool.submit(maker) for maker in SIMULATED]
        counted = [pool.submit(maker) for maker in EXACT]
        text = page(*(flat(job.result() for job in jobs) for jobs in (counted, drawn)))
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"Written: {PAGE.relative_to(PAGE.parent.parent)}\n")


if __name__ == "__main__":
    main()
