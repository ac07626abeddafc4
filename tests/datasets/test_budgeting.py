"""The budgeting world: deterministic, as its schema says, and with a truth that samples find."""

import math
from dataclasses import replace
from pathlib import Path

import generate
import numpy as np
import pandas as pd
import pytest

from uxcx import cx, datasets, ux
from uxcx.datasets import budgeting
from uxcx.datasets.budgeting_tables import TABLES

ITEMS = [f"sus_{number}" for number in range(1, 11)]
DATA = Path(generate.__file__).parent


@pytest.fixture(scope="module")
def shipped() -> datasets.World:
    return datasets.load("budgeting")


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    generate.main(folder, truth_customers=1000)
    return folder


@pytest.mark.parametrize(
    "name",
    [*(f"budgeting/{table.name}.csv" for table in TABLES), "sus_export.csv", "README.md"],
)
def test_shipped_files_are_what_the_generator_makes(name: str, remade: Path) -> None:
    assert (DATA / name).read_bytes() == (remade / name).read_bytes()


def test_the_shipped_truth_is_found_again_in_other_people(shipped: datasets.World) -> None:
    again = budgeting.true_values(customers=120_000, seed=99)
    assert list(again) == list(shipped.truth)
    for what, value in shipped.truth.items():
        wide = 3.0 if "NPS" in what else 4.0 if "time" in what else 0.5 if "SUS" in what else 0.03
        assert abs(again[what] - value) <= wide, what


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_tables_keep_their_schema(table: datasets.Table, shipped: datasets.World) -> None:
    assert table.problems(shipped.tables[table.name]) == []


def test_the_same_seed_makes_the_same_world_and_another_seed_another() -> None:
    one, same, other = (budgeting.simulate(seed=seed) for seed in (3, 3, 4))
    for name in one:
        pd.testing.assert_frame_equal(one[name], same[name])
    assert not one["attempts"].equals(other["attempts"])


def test_keys_refer_to_rows_that_are_there(shipped: datasets.World) -> None:
    customers = set(shipped.customers["customer"])
    assert set(shipped.attempts["participant"]) <= customers
    assert set(shipped.survey["customer"]) <= customers
    assert set(shipped.sus["participant"]) == set(shipped.attempts["participant"])


def test_each_participant_tried_three_tasks_with_one_design(shipped: datasets.World) -> None:
    by_person = shipped.attempts.groupby("participant")
    assert (by_person.size() == 3).all()
    assert (by_person["task"].nunique() == 3).all()
    assert len(shipped.attempts[["participant", "design"]].drop_duplicates()) == len(by_person)


def test_errors_never_exceed_opportunities(shipped: datasets.World) -> None:
    seen = shipped.attempts.dropna(subset=["errors"])
    assert (seen["errors"] <= seen["opportunities"]).all()


def test_effort_is_asked_of_those_who_sought_help(shipped: datasets.World) -> None:
    survey = shipped.survey
    assert (survey["ease"].isna() == (survey["contact"] == "none")).all()


def test_default_intervals_hold_the_truth_about_as_often_as_they_say(
    shipped: datasets.World,
) -> None:
    truth, held, n = shipped.truth, {"success": 0, "time": 0, "SUS": 0, "NPS": 0}, 60
    for seed in range(100, 100 + n):
        world = budgeting.simulate(replace(budgeting.Parameters(), customers=150), seed=seed)
        attempts = world["attempts"]
        rows = attempts[(attempts["task"] == "reconcile") & (attempts["design"] == "new")]
        survey = world["survey"].merge(world["customers"], on="customer")
        found = {
            "success": (
                ux.task_success(attempts, "completed", by="design", unit="participant")["new"],
                truth["task success, new"],
            ),
            "time": (
                ux.time_on_task(rows, "seconds", completed="completed"),
                truth["time on task, new, reconcile"],
            ),
            "SUS": (ux.sus(world["sus"], ITEMS, by="design")["old"], truth["SUS, old"]),
            "NPS": (cx.nps(survey, "recommend"), truth["NPS"]),
        }
        for name, (estimate, value) in found.items():
            held[name] += estimate.low <= value <= estimate.high
    # 95% of 60 is 57; fewer than 51 happens once in a thousand times or less
    assert all(count >= 51 for count in held.values()), held


def test_the_story_shows_in_large_samples() -> None:
    found = budgeting.true_values(customers=40_000, seed=5)
    assert found["task success, new, reconcile"] > found["task success, old, reconcile"] + 0.25
    assert found["time on task, new, reconcile"] < 0.8 * found["time on task, old, reconcile"]
    assert found["SUS, new"] > found["SUS, old"] + 10
    assert found["NPS, new"] > found["NPS, old"] + 10


def test_people_differ_so_that_their_attempts_are_alike() -> None:
    attempts = budgeting.simulate(
        replace(budgeting.Parameters(), customers=8000, participants_per_design=2000)
    )["attempts"]
    wide = attempts.pivot_table(index="participant", columns="task", values="completed")
    together = np.corrcoef(wide.dropna()["import"], wide.dropna()["report"])[0, 1]
    assert 0.15 < together < 0.6


def test_marginals_look_like_life(shipped: datasets.World) -> None:
    seconds = shipped.attempts["seconds"].dropna()
    assert seconds.mean() > seconds.median()
    sus = shipped.sus[ITEMS].to_numpy()
    assert {1, 2, 3, 4, 5} <= set(sus.ravel().tolist())
    assert shipped.survey["recommend"].value_counts().idxmax() >= 9
    assert not math.isclose(shipped.truth["SUS, old"], shipped.truth["SUS, new"])
