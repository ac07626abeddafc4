"""`uxcx doctor`: every problem with what to type, and nothing else changes the exit code."""

import importlib.metadata
import subprocess
import sys
from collections.abc import Iterator

import pytest
from packaging.requirements import Requirement
from project import requirements
from typer.testing import CliRunner

from uxcx import datasets, environment
from uxcx.cli import app
from uxcx.environment import Finding, examine


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the kernel, which takes seconds to start."""
    well = Finding(name="notebook kernel", state="fine")
    monkeypatch.setattr(environment, "_kernel", lambda: well)


def versions(monkeypatch: pytest.MonkeyPatch, **changed: str | None) -> None:
    """Pretend that packages are missing, or are there in another version."""
    real = importlib.metadata.version

    def version(name: str) -> str:
        found = changed.get(name, "")
        if found is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return found or real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)


def states(**options: bool) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(**options)}


def test_here_all_is_well() -> None:
    command = [sys.executable, "-m", "uxcx", "doctor"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("All is well.\n")
    assert done.stderr == ""
    assert "ok  notebook kernel: starts, and has uxcx" in done.stdout
    for world in datasets.names():
        assert f"ok  data of {world}: read" in done.stdout


def of_extra(requirement: Requirement, extras: set[str]) -> bool:
    assert requirement.marker is not None
    return any(requirement.marker.evaluate({"extra": extra}) for extra in extras)


@pytest.mark.usefixtures("no_kernel")
def test_every_declared_package_is_looked_at_once() -> None:
    names = [finding.name for finding in examine()]
    assert len(names) == len(set(names))
    declared = [Requirement(text) for text in importlib.metadata.requires("uxcx") or []]
    ours = {"lab", *environment.EXTRAS}
    wanted = {
        r.name
        for r in declared
        if r.name != "uxcx"
        and (r.marker is None or any(r.marker.evaluate({"extra": e}) for e in ours))
    }
    assert wanted <= set(names)


@pytest.mark.usefixtures("no_kernel")
def test_a_version_out_of_bounds_is_a_problem_with_a_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    versions(monkeypatch, pandas="1.5.3")
    bound = str(requirements()["pandas"].specifier)
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1
    assert f"NO  pandas: 1.5.3, and uxcx needs {bound}" in done.output
    assert f'-m pip install --upgrade "pandas{bound}"' in done.output
    assert "1 problem. Do this, then run  uxcx doctor  again:" in done.output


@pytest.mark.usefixtures("no_kernel")
def test_what_can_be_done_without_is_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    versions(monkeypatch, polars=None, pyspark=None)
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 0, done.output
    assert "--  for Polars, DuckDB and Arrow: polars missing" in done.output
    assert '"uxcx[engines]"' in done.output
    assert '"uxcx[spark]"' in done.output


def test_jupyterlab_is_needed_unless_told_otherwise(
    no_kernel: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions(monkeypatch, jupyterlab=None)
    name = "for JupyterLab and the lessons"
    assert states()[name].state == "problem"
    assert '"uxcx[lab]"' in states()[name].advice
    without = states(lab=False)
    assert without[name].state == "not installed"
    assert "notebook kernel" not in without


@pytest.mark.usefixtures("no_kernel")
def test_java_is_looked_for_only_where_spark_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = Finding(name="Java", state="problem", found="missing", advice="Install Java")
    monkeypatch.setattr(environment, "_java", lambda: missing)
    assert "Java" not in states()
    assert states(spark=True)["Java"].state == "problem"


@pytest.mark.parametrize(
    ("said", "state", "found"),
    [
        ('openjdk version "17.0.9" 2023-10-17', "fine", "version 17"),
        ('java version "1.8.0_391"', "problem", "version 8, and Spark needs 17"),
        ('openjdk version "21"', "fine", "version 21"),
        ("no such thing", "problem", "version not known, and Spark needs 17"),
    ],
)
def test_versions_of_java(
    monkeypatch: pytest.MonkeyPatch, said: str, state: str, found: str
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    answer = subprocess.CompletedProcess([], 0, stdout="", stderr=said)
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: answer)
    finding = environment._java(find=lambda name: name)
    assert (finding.state, finding.found) == (state, found)
    assert environment._java(find=lambda name: None).found == "missing"


@pytest.mark.usefixtures("no_kernel")
def test_data_that_cannot_be_read_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> None:
        raise FileNotFoundError(f"There is no data file '{name}'.")

    monkeypatch.setattr(datasets, "load", load)
    finding = states()["data of budgeting"]
    assert finding.state == "problem"
    assert "There is no data file" in finding.found
    assert "--force-reinstall" in finding.advice


def test_without_the_package_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def metadata(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "metadata", metadata)
    (finding,) = examine()
    assert finding.found == "not installed in this Python"
    assert '"uxcx[lab]"' in finding.advice


def test_a_kernel_of_another_python_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/somewhere/else")
    finding = environment._kernel()
    assert finding.state == "problem"
    assert finding.found.startswith("it runs another Python, in ")
    assert finding.advice.endswith("-m ipykernel install --sys-prefix")


def test_findings_come_as_they_are_known() -> None:
    assert isinstance(examine(), Iterator)
