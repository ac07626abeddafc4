"""`uxcx check`: every problem at once, and rows that were set aside, safe to open."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from studies import FORMULA, hostile, kiosk
from typer.testing import CliRunner

import uxcx
from uxcx import Study
from uxcx.cli import app

EXPORT = kiosk().parent / "kiosk_export.csv"


def run(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "uxcx", "check", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_says_what_python_says() -> None:
    done = CliRunner().invoke(app, ["check", str(EXPORT), "--study", str(kiosk())])
    opened = uxcx.read(EXPORT)
    assert done.output == f"{opened!r}\n\n{uxcx.check(opened, kiosk())!r}\n" + (
        "Row 0 is the first row below the header.\n"
    )
    assert done.exit_code == 1  # there are problems to fix


def test_a_study_is_proposed_and_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text(
        "participant,completed\n" + "".join(f"p{i},{i % 2}\n" for i in range(8)), encoding="utf-8"
    )
    study = tmp_path / "study.toml"
    words = [str(tmp_path / "answers.csv"), "--study", str(study)]
    without = run(*words)
    assert (without.returncode, without.stderr) == (
        1,
        f"uxcx: There is no study file {study}. To have one proposed, add --propose.\n",
    )
    done = CliRunner().invoke(app, ["check", *words, "--propose"])
    assert done.exit_code == 0, done.output
    assert "8 of 8 rows can be measured" in done.output
    assert (Study.read(study).file, Study.read(study).name) == ("answers.csv", "answers")
    again = run(*words, "--propose")
    assert again.returncode == 1
    assert "Traceback" not in again.stderr


def test_rows_set_aside_are_written_once_and_do_nothing(tmp_path: Path) -> None:
    study = hostile(tmp_path, rows=6)
    text = (tmp_path / "hostile.csv").read_text(encoding="utf-8")
    last = text.rstrip("\n").split("\n")[-1]
    (tmp_path / "hostile.csv").write_text(text + last + "\n", encoding="utf-8")
    aside = tmp_path / "aside.csv"
    words = [tmp_path / "hostile.csv", "--study", study, "--set-aside", aside]
    assert run(*words).returncode == 1
    rows = pd.read_csv(aside)
    assert rows["reason"].tolist() == ["duplicates: who"]
    assert rows["who"].tolist()[0].startswith(f"'{FORMULA}")
    again = run(*words)
    assert "aside.csv" in again.stderr
    assert "Traceback" not in again.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["gone.csv"], 1, "uxcx: There is no file 'gone.csv'"),
        ([], 2, "Missing argument"),
    ],
)
def test_what_is_refused(words: list[str], code: int, message: str) -> None:
    done = run(*words)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr
