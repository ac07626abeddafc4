"""Every code block of the README: Python runs as a doctest, commands are run or looked up here."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars
import pyarrow as pa
import pytest
from project import ROOT, pyproject
from typer.testing import CliRunner
from uv import find_uv_bin

from uxcx import datasets, journeys
from uxcx.cli import app

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
COMMANDS = [
    line for language, block in BLOCKS if language != "python" for line in block.splitlines()
]

#: each command of the README and how it is tested
TESTED = {
    "make lab": "run by tests/test_browser.py",
    "make test": "runs this",
    "py -m venv .venv": "the same for Windows as the next lines",
    r".venv\Scripts\python -m pip install --constraint constraints.txt --editable .[lab]": "below",
    r".venv\Scripts\uxcx lab course": "the same for Windows as the next lines",
    "conda env create --file environment.yml": "tests/test_dependencies.py",
    "conda activate uxcx": "below",
    "uxcx lab course": "as uxcx lab my_course",
    "uv venv": "below",
    "uv pip install --constraint constraints.txt --editable .[lab]": "below",
    "uv run --no-sync uxcx lab course": "below, without opening it",
    "uxcx lab my_course": "below, without opening it; opened by tests/commands/test_lab.py",
    "uxcx doctor": "below",
    "uxcx check data/kiosk/kiosk_export.csv --study data/kiosk/kiosk_study.toml": "below",
    "uxcx report data/kiosk/kiosk_study.toml --to kiosk_report": "below",
    "uxcx simulate airline poor_service --cx poor --customers 5000": "below",
}


def test_every_command_is_one_that_is_tested() -> None:
    assert list(TESTED) == COMMANDS


def test_every_block_has_a_language_that_is_tested() -> None:
    assert {language for language, _ in BLOCKS} == {"bash", "bat", "python"}
    python = [block for language, block in BLOCKS if language == "python"]
    assert all(block.startswith(">>> ") for block in python)  # else it would not be a doctest


def test_what_the_commands_name_is_there() -> None:
    for command in COMMANDS:
        for path in re.findall(r"[\w\\/.]+\.(?:ipynb|txt|yml)", command):
            assert (ROOT / Path(path.replace("\\", "/"))).is_file(), command
        for extra in re.findall(r"\.\[(\w+)\]", command):
            assert extra in pyproject()["project"]["optional-dependencies"]
    assert "name: uxcx\n" in (ROOT / "environment.yml").read_text(encoding="utf-8")


def test_make_has_the_targets_that_are_named() -> None:
    if shutil.which("make") is None:
        pytest.skip("needs make")
    named = [c.split()[1] for c in COMMANDS if c.startswith("make ")]
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named += re.findall(r"`make (\w+)`", text)
    for target in named:
        done = subprocess.run(
            ["make", "--dry-run", target, f"PYTHON={sys.executable}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_uv_commands_install_the_course(tmp_path: Path) -> None:
    """On a copy, with the names that the README uses."""
    uv = find_uv_bin()
    for name in ("uxcx", "data", "notebooks", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("pyproject.toml", "constraints.txt", "README.md", "LICENSE", "LICENSE-lessons"):
        shutil.copy(ROOT / name, tmp_path / name)
    commands = [c for c in COMMANDS if c.startswith("uv ")]
    commands[-1] += " --no-open"
    # An active environment would be taken in place of the new one.
    clean = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "CONDA_PREFIX")}
    for command in commands:
        subprocess.run([uv, *command.split()[1:]], cwd=tmp_path, env=clean, check=True)
    assert (tmp_path / ".venv").is_dir()
    assert (tmp_path / "course" / "00_start_here.ipynb").is_file()


def test_the_simulated_world_can_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (command,) = (c for c in COMMANDS if c.startswith("uxcx simulate"))
    done = CliRunner().invoke(app, command.split()[1:])
    assert done.exit_code == 0, done.output
    folder = command.split()[3]
    assert f'datasets.load(Path("{folder}"))' in README
    world = datasets.load(Path(folder))
    assert (world.parameters["cx"], len(world.customers)) == (0.1, 5000)


def test_the_course_is_copied_and_the_computer_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command, more in (("uxcx lab my_course", ["--no-open"]), ("uxcx doctor", [])):
        assert command in COMMANDS
        done = CliRunner().invoke(app, [*command.split()[1:], *more])
        assert done.exit_code == 0, done.output
    assert (tmp_path / "my_course" / "00_start_here.ipynb").is_file()


def test_the_export_is_checked_and_becomes_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data" / "kiosk", tmp_path / "data" / "kiosk")
    monkeypatch.chdir(tmp_path)
    command, then = (c for c in COMMANDS if "kiosk" in c)
    checked = CliRunner().invoke(app, command.split()[1:])
    assert checked.exit_code == 1  # there are problems to fix
    assert "50 of 54 rows can be measured" in checked.output
    done = CliRunner().invoke(app, then.split()[1:])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "kiosk_report" / "report.html").is_file()


SOURCES = re.findall(r"^\| (?:Parquet|a cluster|a warehouse).* \| `(.+)` \|$", README, re.MULTILINE)


def test_the_same_funnel_comes_from_wherever_the_events_are(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each source of the table under Scale, with the call that is named above it."""
    assert len(SOURCES) == 4
    assert "`journeys.funnel(events, steps=steps)`" in README
    times = pd.to_datetime(["2025-03-01 10:00", "2025-03-01 10:02", "2025-03-01 10:05"])
    events = pd.DataFrame({"case": [1, 1, 2], "time": times, "event": ["view", "order", "view"]})
    monkeypatch.chdir(tmp_path)
    (tmp_path / "events").mkdir()
    for number, part in enumerate((events[:1], events[1:])):
        part.to_parquet(tmp_path / "events" / f"{number}.parquet")
    duckdb.sql("ATTACH IF NOT EXISTS ':memory:' AS warehouse")
    duckdb.sql("CREATE TABLE warehouse.events AS FROM 'events/*.parquet'")
    spark.createDataFrame(pa.Table.from_pandas(events)).createOrReplaceTempView("events")
    try:
        names = {"duckdb": duckdb, "polars": polars, "spark": spark}
        for source in SOURCES:
            found = journeys.funnel(eval(source, names), steps=["view", "order"])
            assert found.counts == (2, 1), source
    finally:
        duckdb.sql("DETACH warehouse")
        spark.catalog.dropTempView("events")


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_table_of_lessons_is_that_of_the_notebooks() -> None:
    listed = re.findall(r"^\| \[[^]]+\]\((notebooks/[^)]+)\) \| (\d+) \|$", README, re.MULTILINE)
    found = ROOT.glob("notebooks/[0-9]*.ipynb")
    there = sorted(path.relative_to(ROOT).as_posix() for path in found)
    assert [path for path, _ in listed] == there
    for path, minutes in listed:
        source = ROOT / "lessons" / (Path(path).stem + ".md")
        needs = source.read_text(encoding="utf-8").split("## What you need")[1].split("\n## ")[0]
        assert re.search(rf"\b{minutes} minutes\b", needs), path
