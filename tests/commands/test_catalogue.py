"""`uxcx catalogue` lists what `uxcx.catalogue()` gives, to be read."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

import uxcx
from uxcx.cli import app


def test_every_metric_is_listed_under_its_place() -> None:
    shown = CliRunner().invoke(app, ["catalogue"])
    assert shown.exit_code == 0
    table = uxcx.catalogue()
    for function in table["function"]:
        assert f"({function})\n" in shown.output
    assert shown.output.endswith(f"{len(table)} metrics.\n")
    assert "UX, interaction\n===============\n" in shown.output


def test_the_examples_of_its_help_work() -> None:
    shown = CliRunner().invoke(app, ["catalogue", "--help"])
    examples = [line.split() for line in shown.output.splitlines() if "  uxcx catalogue" in line]
    assert len(examples) == 3
    for words in examples:
        assert CliRunner().invoke(app, words[1:]).exit_code == 0


def test_choices_are_those_of_python() -> None:
    shown = CliRunner().invoke(app, ["catalogue", "--lens", "cx", "--level", "journey"])
    table = uxcx.catalogue(lens="CX", level="journey")
    assert [line for line in shown.output.splitlines() if "(cx." in line and line[0] != " "] == [
        f"{row.metric}  ({row.function})" for row in table.itertuples()
    ]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["catalogue", "--search", "zebra"], 1, "uxcx: There is no such metric."),
        (["catalogue", "--lens", "UI"], 2, "'--lens'"),
    ],
)
def test_what_is_refused(words: list[str], code: int, message: str) -> None:
    command = [sys.executable, "-m", "uxcx", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert message in done.stderr


def test_lines_fit_and_odd_signs_do_no_harm() -> None:
    command = [sys.executable, "-m", "uxcx", "catalogue"]
    environment = {"PYTHONIOENCODING": "cp1252", "COLUMNS": "60"}
    import os

    done = subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode("cp1252").splitlines()
    assert max(len(line) for line in lines if line.startswith(" ")) <= 60
