"""Simulating worlds: parameters, engines, folders written in one piece, the command line."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from uxcx import datasets, ux
from uxcx.cli import app
from uxcx.datasets import files, simulation
from uxcx.datasets.engines import ENGINES


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation.chunks, "__kwdefaults__", {"size": 150})


def test_words_and_numbers_of_quality() -> None:
    poor = datasets.simulate("budgeting", customers=50, ux="poor", cx=0.7)
    assert (poor.parameters["ux"], poor.parameters["cx"]) == (0.1, 0.7)
    assert datasets.simulate("budgeting", customers=50).parameters["ux"] == 0.5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"ux": "bad"}, r"^ux must be 'poor', 'good' or a number from 0 to 1; got 'bad'\.$"),
        ({"cx": 1.01}, r"^cx must be 'poor', 'good' or a number from 0 to 1; got 1\.01\.$"),
        ({"cx": float("nan")}, r"^cx must be .*; got nan\.$"),
        ({"customers": 0}, r"^customers must be a whole number from 1; got 0\.$"),
        ({"customers": 2.5}, r"^customers must be a whole number from 1; got 2\.5\.$"),
        ({"answr": 1}, r"has no parameter 'answr'\. Did you mean 'answer'\?$"),
        ({"engine": "polar"}, r"no engine 'polar'\. Did you mean 'polars'\?"),
        ({"form": "xls"}, r"^form must be one of 'parquet', 'csv'; got 'xls'\.$"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        datasets.simulate("budgeting", **arguments)


def test_an_unknown_world_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"no data set 'budgetin'\. Did you mean 'budgeting'\?"):
        datasets.simulate("budgetin")


def test_the_shipped_world_is_that_of_the_stated_seed() -> None:
    again = datasets.simulate("budgeting", seed=simulation.module("budgeting").SEED)
    for name, frame in datasets.load("budgeting").tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame, check_exact=False, rtol=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_measures_the_same(engine: str) -> None:
    def measured(world: datasets.World) -> dict:
        found = ux.task_success(world.attempts, "completed", by="design", unit="participant")
        return {str(each.group[0][1]): (each.value, each.low, each.n) for each in found}

    expected = measured(datasets.load("budgeting"))
    found = measured(datasets.load("budgeting", engine=engine))
    assert set(found) == set(expected)
    for design, values in expected.items():
        assert found[design] == pytest.approx(values)


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_categories_keep_their_order_in_every_engine_that_knows_one(engine: str) -> None:
    found = ux.task_success(
        datasets.load("budgeting", engine=engine).attempts, "completed", by="design"
    )
    assert [each.group[0][1] for each in found] == ["old", "new"]


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_folder_holds_what_memory_would(tmp_path: Path, form: str, engine: str) -> None:
    folder = tmp_path / "new" / "world"
    memory = datasets.simulate("budgeting", customers=400, seed=2)
    made = datasets.simulate(
        "budgeting", customers=400, seed=2, to=folder, form=form, engine=engine, progress=False
    )
    assert repr(made) == repr(memory)
    assert made.parameters == memory.parameters
    again = datasets.load(folder)
    for name, frame in memory.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame, check_exact=False)
    assert ux.time_on_task(made.attempts, "seconds").value == pytest.approx(
        ux.time_on_task(memory.attempts, "seconds").value
    )
    assert [file.name for file in folder.parent.iterdir()] == ["world"]


@pytest.mark.usefixtures("small_chunks")
def test_scans_are_lazy(tmp_path: Path) -> None:
    datasets.simulate("budgeting", customers=200, to=tmp_path / "w", progress=False)
    assert type(datasets.load(tmp_path / "w", engine="polars").events).__name__ == "LazyFrame"
    assert "Relation" in type(datasets.load(tmp_path / "w", engine="duckdb").events).__name__


def test_what_exists_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"it stays as it is\. Name a new folder"):
        datasets.simulate("budgeting", customers=50, to=tmp_path / "mine", progress=False)
    assert (tmp_path / "mine" / "thesis.txt").read_text(encoding="utf-8") == "years of work"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("problem", [KeyboardInterrupt, ValueError])
def test_an_interrupt_leaves_nothing_behind(
    tmp_path: Path, problem: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(Path, "write_text", stop)  # the label, at the very end
    with pytest.raises(problem):
        datasets.simulate("budgeting", customers=50, to=tmp_path / "w", progress=False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_appears_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError, match="meanwhile"), files.in_one_piece(tmp_path / "w"):
        (tmp_path / "w").mkdir()
    assert [path.name for path in tmp_path.iterdir()] == ["w"]


def test_a_folder_without_a_label_is_no_world(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no simulated world"):
        datasets.load(tmp_path)


def test_the_first_customers_do_not_depend_on_how_many_follow() -> None:
    parameters = simulation.parameters_for("budgeting", customers=500)
    more = simulation.parameters_for("budgeting", customers=1200)
    few = next(simulation.chunks("budgeting", parameters, seed=5, size=500))
    many = next(simulation.chunks("budgeting", more, seed=5, size=500))
    for name, frame in few.items():
        pd.testing.assert_frame_equal(frame, many[name])


def test_truth_of_other_parameters_is_computed_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        simulation.true_values, "__kwdefaults__", {"customers": 2400, "size": 1200, "seed": 3}
    )
    poor = datasets.simulate("budgeting", customers=100, ux="poor").truth
    assert poor["ux"] == 0.1
    assert poor["SUS, old"] < datasets.load("budgeting").truth["SUS, old"] - 5
    with pytest.raises(ValueError, match="two chunks"):
        simulation.true_values("budgeting", customers=100, size=100)


def test_truth_is_rounded_to_what_the_chunks_settle() -> None:
    assert simulation.settled(np.array([0.51, 0.53, 0.52, 0.52])) == 0.52
    assert simulation.settled(np.array([101.0, 151.0, 99.0, 170.0])) == 130.0
    assert simulation.settled(np.array([0.25, 0.25])) == 0.25


# --- the command line -----------------------------------------------------------------------------


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "uxcx", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_help_shows_examples_that_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = CliRunner().invoke(app, ["simulate", "--help"])
    assert shown.exit_code == 0
    examples = [line.split() for line in shown.output.splitlines() if "  uxcx simulate" in line]
    assert len(examples) == 3
    for words in examples[:2]:
        done = CliRunner().invoke(app, [*words[1:], "--customers", "60", "--quiet"])
        assert done.exit_code == 0, done.output
        assert "datasets.load" in done.output
    assert datasets.load(tmp_path / "poor_app").parameters["ux"] == 0.1


def test_a_world_on_the_command_line_is_that_of_python(tmp_path: Path) -> None:
    done = run("simulate", "budgeting", str(tmp_path / "w"), "--customers", "80", "--seed", "4")
    assert done.returncode == 0
    assert "80" in done.stderr  # the bar
    label = json.loads((tmp_path / "w" / "world.json").read_text(encoding="utf-8"))
    assert (label["world"], label["seed"], label["format"]) == ("budgeting", 4, "csv")
    same = datasets.simulate("budgeting", customers=80, seed=4)
    pd.testing.assert_frame_equal(datasets.load(tmp_path / "w").events, same.events)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["simulate", "budgetting"], 1, "uxcx: There is no data set 'budgetting'. Did you mean"),
        (["simulate", "budgeting", "w", "--ux", "2"], 1, "uxcx: ux must be 'poor', 'good' or"),
        (["simulate", "budgeting", "w", "--format", "xls"], 2, "'--format'"),
        (["simulate"], 2, "Missing argument"),
        (["simulat"], 2, "No such command 'simulat'"),
    ],
)
def test_what_is_refused_is_said_in_a_line_and_by_the_exit_code(
    words: list[str], code: int, message: str
) -> None:
    done = run(*words)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_told() -> None:
    import uxcx

    assert CliRunner().invoke(app, ["--version"]).output == f"uxcx {uxcx.__version__}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_control_c_ends_it_cleanly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "uxcx", "simulate", "budgeting", str(tmp_path / "w")]
    process = subprocess.Popen([*command, "--customers", "3000000"], stderr=subprocess.PIPE)
    while not any(tmp_path.iterdir()):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in said
    assert list(tmp_path.iterdir()) == []
