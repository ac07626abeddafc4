"""What every world promises, one test for all: schema, size, truth, and clean causal paths."""

from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import generate
import numpy as np
import pandas as pd
import pytest

from uxcx import datasets
from uxcx.datasets import proof, simulation

DATA = Path(generate.__file__).parent
WORLDS = datasets.names()
each_world = pytest.mark.parametrize("name", WORLDS)


@cache
def shipped(name: str) -> datasets.World:
    return datasets.load(name)


def files() -> list[str]:
    found = [f"{name}/{table}.csv" for name in WORLDS for table in shipped(name).tables]
    raw = sorted(file.relative_to(DATA).as_posix() for file in (DATA / "raw").glob("*.csv"))
    kiosk = ["kiosk/kiosk_export.csv", "kiosk/kiosk_study.toml"]
    return [*found, *raw, *kiosk, "sus_export.csv", "README.md"]


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    generate.main(folder, with_truth=False)
    return folder


@pytest.mark.parametrize("name", files())
def test_shipped_files_are_what_the_generator_makes(name: str, remade: Path) -> None:
    assert (DATA / name).read_bytes() == (remade / name).read_bytes()


def test_no_file_lies_in_the_data_folder_that_nobody_makes(remade: Path) -> None:
    for name in WORLDS:
        there = {file.name for file in (DATA / name).iterdir()}
        assert there == {file.name for file in (remade / name).iterdir()} | {"truth.csv"}


@each_world
def test_tables_keep_their_schema(name: str) -> None:
    for table in simulation.declaration(name).TABLES:
        assert table.problems(shipped(name).tables[table.name]) == []


@each_world
def test_keys_refer_to_rows_that_are_there(name: str) -> None:
    tables = shipped(name).tables
    for table in simulation.declaration(name).TABLES:
        for column in table.columns:
            if column.key not in ("", "primary"):
                (key,) = (
                    c.name
                    for t in simulation.declaration(name).TABLES
                    for c in t.columns
                    if t.name == column.key and c.key == "primary"
                )
                known = set(tables[column.key][key])
                assert set(tables[table.name][column.name].dropna()) <= known


@each_world
def test_about_two_thousand_customers_in_files_for_a_spreadsheet(name: str) -> None:
    assert 1500 <= len(shipped(name).customers) <= 2500
    sizes = [file.stat().st_size for file in (DATA / name).iterdir()]
    assert sum(sizes) <= 4 * 2**20
    assert max(len(frame) for frame in shipped(name).tables.values()) < 2**20  # rows of a sheet


@each_world
def test_columns_that_never_lack_and_those_that_may(name: str) -> None:
    for table in simulation.declaration(name).TABLES:
        for column in table.columns:
            lacking = shipped(name).tables[table.name][column.name].isna().any()
            assert lacking == column.may_be_missing, f"{table.name}.{column.name}"


@each_world
def test_the_truth_holds_every_parameter_and_is_found_again_in_other_people(name: str) -> None:
    world, truth = simulation.module(name), shipped(name).truth
    parameters = replace(world.Parameters(), customers=20_000)
    parts = simulation.chunks(name, world.population(parameters), seed=99)
    found = world.estimates(next(parts))
    rng = np.random.default_rng(99)
    few = replace(parameters, customers=2500)
    hidden = pd.DataFrame([world.truths(few, rng=each) for each in rng.spawn(8)])
    assert list(truth) == [*simulation.numbers_of(parameters), *found, *hidden]
    far = {
        what: (each.value, truth[what])
        for what, each in found.items()
        if abs(each.value - truth[what]) > 4.5 * (each.high - each.low) / (2 * 1.96)
    }
    assert far == {}
    assert ((hidden.mean() - pd.Series(truth)[hidden.columns]).abs() <= 5 * hidden.sem()).all()


@each_world
def test_default_intervals_hold_the_truth_in_a_few_samples(name: str) -> None:
    # benchmarks/worlds.py does the same with 200 samples
    n = 6
    held = proof.held_truth(name, shipped(name).truth, samples=n, seed=500)
    # at 95%, 2 of 6 and fewer happens to one of a hundred estimates once in a hundred times
    assert {what: count for what, count in held.items() if count < 3} == {}
    assert 0.91 < sum(held.values()) / (n * len(held)) <= 1


@pytest.mark.parametrize(
    ("name", "what", "group"),
    [
        ("airline", "error rate, website, book", {"design": "website", "task": "book"}),
        ("budgeting", "error rate, old, reconcile", {"design": "old", "task": "reconcile"}),
        ("ecommerce", "address form errors, plain", {"design": "plain"}),
    ],
)
def test_errors_of_one_person_go_together_and_the_interval_knows(
    name: str, what: str, group: dict[str, str]
) -> None:
    world = simulation.module(name)
    made = next(
        simulation.chunks(
            name, world.population(replace(world.Parameters(), customers=6_000)), seed=3
        )
    )
    rows = made["attempts"].dropna(subset=["errors"])
    for column, value in {"attempt": 1, **group}.items():
        rows = rows[rows[column] == value] if column in rows else rows
    errors = rows["errors"].astype(float)
    opportunities = 1 if name == "budgeting" else rows["opportunities"].iloc[0]
    right = errors.std() / opportunities / np.sqrt(len(rows))
    as_if_alone = np.sqrt(errors.mean()) / opportunities / np.sqrt(len(rows))  # Poisson
    estimate = world.estimates(made)[what]
    stated = (estimate.high - estimate.low) / (2 * 1.96)
    assert stated == pytest.approx(right, rel=0.03)
    assert right > 1.04 * as_if_alone  # what was stated when errors counted one by one


@cache
def effects(name: str) -> dict[str, dict[str, float]]:
    return proof.two_by_two(name, customers=12_000, seed=41)


@each_world
def test_the_two_qualities_move_what_they_should_and_nothing_else(name: str) -> None:
    for what, effect in effects(name).items():
        lens = proof.lens_of(name, what)
        for quality in ("UX", "CX"):
            moved = abs(effect[quality])
            if lens in (quality, "both"):
                assert moved > 2.5, (what, quality, effect)
            else:
                assert moved < 4, (what, quality, effect)


@each_world
def test_better_is_better(name: str) -> None:
    estimates = simulation.module(name).estimates(shipped(name).tables)
    for what, effect in effects(name).items():
        # Better sites sell more, and more orders bring more contacts.
        if (name, what) == ("ecommerce", "support load"):
            continue
        sign = {"higher is better": 1, "lower is better": -1}[estimates[what].measure.direction]
        lens = proof.lens_of(name, what)
        for quality in ("UX", "CX"):
            if lens in (quality, "both"):
                assert sign * effect[quality] > 0, (what, quality, effect)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        (name, pattern)
        for name in WORLDS
        for group in ("MOVED_BY_UX", "MOVED_BY_CX", "MOVED_BY_BOTH", "NOT_MOVED")
        for pattern in getattr(simulation.module(name), group)
    ],
)
def test_every_pattern_of_what_moves_an_estimate_fits_one(name: str, pattern: str) -> None:
    assert any(fnmatchcase(what, pattern) for what in shipped(name).truth)


@each_world
def test_the_same_seed_makes_the_same_world_and_another_seed_another(name: str) -> None:
    one, same, other = (datasets.simulate(name, customers=200, seed=seed) for seed in (3, 3, 4))
    for table in one.tables:
        pd.testing.assert_frame_equal(one.tables[table], same.tables[table])
    assert not one.customers.equals(other.customers)


@each_world
@pytest.mark.parametrize("customers", [1, 2, 7])
def test_a_handful_of_customers_keeps_the_schema_too(name: str, customers: int) -> None:
    world = datasets.simulate(name, customers=customers, seed=1)
    assert len(world.customers) == customers
    for table in simulation.declaration(name).TABLES:
        assert table.problems(world.tables[table.name]) == []


@each_world
def test_raw_copies_break_the_schema_and_say_how(name: str) -> None:
    made = simulation.module(name).raw(shipped(name).tables, rng=np.random.default_rng(1))
    assert made
    for table, (frame, faults) in made.items():
        whole = shipped(name).tables[table]
        assert len(faults) >= 3
        assert list(frame.columns) == list(whole.columns)
        assert not frame.astype(str).equals(whole.astype(str))
        text = (DATA / "README.md").read_text(encoding="utf-8")
        assert f"### {name}_{table}.csv" in text
