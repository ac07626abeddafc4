"""Funnels are the same on every engine, and the same as a plain state machine says."""

from __future__ import annotations

import math
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import (
    ENGINES,
    EVERY_ENGINE,
    engine_frame,
    random_rows,
    small_logs,
    table,
    walked,
    walked_in_a_row,
)

from uxcx import journeys, ux

RULES = [
    {"start": start, "order": order, "within": within, "boundary": boundary}
    for start in ("first", "any")
    for order in ("after", "at_or_after")
    for within, boundary in ((None, "in"), (4, "in"), (4, "out"))
]


def measured(frame, steps, rules, **options):
    within = rules["within"]
    limit = None if within is None else timedelta(minutes=within)
    return journeys.funnel(frame, steps=steps, **{**rules, "within": limit}, **options)


def expected(rows, steps, rules):
    """Return counts and times, by the state machine."""
    if rules.get("between") == "nothing":
        return summed(
            walked_in_a_row(
                rows,
                steps,
                start=rules["start"],
                ties=rules["order"] == "at_or_after",
                within=rules["within"],
            ),
            steps,
        )
    paths = walked(
        rows,
        steps,
        start=rules["start"],
        ties=rules["order"] == "at_or_after",
        within=rules["within"],
        end_counts=rules["boundary"] == "in",
    )
    return summed(paths, steps)


def summed(found, steps):
    """Return how many reached each step, and the seconds between steps of those who did."""
    paths = found.values()
    counts = tuple(sum(len(path) > step for path in paths) for step in range(len(steps)))
    gaps = [
        [60.0 * (path[step] - path[step - 1]) for path in paths if len(path) > step]
        for step in range(1, len(steps))
    ]
    return counts, gaps


def check(result, counts, gaps):
    assert result.counts == counts
    for times, quantiles, each in zip(result.times, result.quantiles, gaps, strict=True):
        logs = pd.Series([math.log(gap) for gap in each if gap > 0], dtype=float)
        assert (times.n, times.n_excluded) == (len(logs), len(each) - len(logs))
        assert times.mean == pytest.approx(logs.mean(), rel=1e-9, nan_ok=True)
        assert times.sd == pytest.approx(logs.std(), rel=1e-9, abs=1e-9, nan_ok=True)
        wanted = pd.Series(each, dtype=float).quantile([0.25, 0.5, 0.75])
        assert quantiles == pytest.approx(tuple(wanted), nan_ok=True)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_rule_on_every_engine(engine, request):
    rows = random_rows(400, cases=30, minutes=15, events="ABCDE", seed=5)
    frame = engine_frame(engine, table(rows), request)
    for rules in RULES:
        check(measured(frame, ["A", "B", "C"], rules), *expected(rows, ["A", "B", "C"], rules))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("start", ["first", "any"])
def test_a_step_that_comes_again(engine, start, request):
    rows = random_rows(300, cases=20, minutes=15, events="AABC", seed=6)
    frame = engine_frame(engine, table(rows), request)
    rules = {"start": start, "order": "after", "within": 6, "boundary": "in"}
    for steps in (["A", "B", "A"], ["A", "A"], ["A", "A", "B", "A"]):
        check(measured(frame, steps, rules), *expected(rows, steps, rules))


@pytest.mark.parametrize("engine", ["pandas", "polars lazy", "duckdb"])
@settings(max_examples=30)
@given(rows=small_logs, rules=st.sampled_from(RULES), steps=st.sampled_from(["AB", "ABC", "DCA"]))
def test_any_log_gives_what_the_state_machine_gives(engine, rows, rules, steps):
    counts, gaps = expected(rows, steps, rules)
    if not counts[0] or any(step not in {row[2] for row in rows} for step in steps):
        return
    check(measured(ENGINES[engine](table(rows)), list(steps), rules), counts, gaps)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_groups_on_every_engine(engine, request):
    rows = random_rows(400, cases=40, minutes=30, events="ABC", seed=7)
    frame = engine_frame(engine, table(rows), request)
    rules = {"start": "any", "order": "after", "within": 9, "boundary": "out"}
    results = measured(frame, ["A", "B", "C"], rules, by="group")
    assert results.groups == ["x", "y"]
    for group in "xy":
        mine = [row for row in rows if row[3] == group]
        check(results[group], *expected(mine, ["A", "B", "C"], rules))


IN_A_ROW = [
    {"start": start, "order": order, "within": within, "boundary": "in", "between": "nothing"}
    for start in ("first", "any")
    for order in ("after", "at_or_after")
    for within in (None, 3)
]


@pytest.mark.parametrize("engine", ["pandas", "polars lazy", "duckdb"])
@settings(max_examples=30)
@given(
    rows=small_logs, rules=st.sampled_from(IN_A_ROW), steps=st.sampled_from(["AB", "ABA", "DCA"])
)
def test_steps_in_a_row_are_what_the_state_machine_gives(engine, rows, rules, steps):
    counts, gaps = expected(rows, steps, rules)
    if not counts[0] or any(step not in {row[2] for row in rows} for step in steps):
        return
    check(measured(ENGINES[engine](table(rows)), list(steps), rules), counts, gaps)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_steps_in_a_row_on_every_engine(engine, request):
    rows = random_rows(500, cases=40, minutes=60, events="AB", seed=9)
    results = measured(
        engine_frame(engine, table(rows), request), ["A", "B", "A"], IN_A_ROW[5], by="group"
    )
    for group in "xy":
        mine = [row for row in rows if row[3] == group]
        check(results[group], *expected(mine, ["A", "B", "A"], IN_A_ROW[5]))


LARGE = {"start": "any", "order": "at_or_after", "within": 10, "boundary": "in"}


@pytest.fixture(scope="module")
def large():
    """Give a log of more than 100,000 rows with ties, and what the state machine says."""
    rows = random_rows(110_000, cases=20_000, minutes=40, events="ABCDEF", seed=8)
    return table(rows), expected(rows, ["A", "B", "C"], LARGE)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_large_log_with_ties(engine, large, request):
    frame, wanted = large
    check(measured(engine_frame(engine, frame, request), ["A", "B", "C"], LARGE), *wanted)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_cases_of_one_customer_count_as_less(engine, request):
    rows = [
        (case, minute, event, f"customer {case // 3}")
        for case, minute, event, _ in random_rows(400, cases=60, minutes=30, events="ABC", seed=3)
    ]
    steps = ["A", "B", "C"]
    result = journeys.funnel(engine_frame(engine, table(rows), request), steps=steps, unit="group")
    paths = walked(rows, steps)
    cases = pd.DataFrame(
        [(case // 3, len(path) > 1, len(path) > 2) for case, path in paths.items()],
        columns=["customer", "b", "c"],
    )
    pairs = [
        (result.from_start["C"], ux.task_success(cases, "c", unit="customer")),
        (
            result.from_step_before["C"],
            ux.task_success(cases[cases["b"]], "c", unit="customer"),
        ),
        (
            result.drop_off["C"],
            ux.task_success(
                cases[cases["b"]].assign(gone=lambda frame: ~frame["c"]), "gone", unit="customer"
            ),
        ),
    ]
    for found, wanted in pairs:
        assert found.value == pytest.approx(wanted.value)
        assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high))
        assert (found.n, found.n_units) == (wanted.n, wanted.n_units)
    assert "units by group" in repr(result.from_start["B"])
