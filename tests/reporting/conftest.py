"""Two reports, made once: of the shipped export, and of a study whose every text is an attack."""

from pathlib import Path

import pytest
from studies import hostile, kiosk
from typer.testing import CliRunner

from uxcx import report
from uxcx.cli import app

DATE = "2025-06-30"


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of the shipped export, as the command makes it."""
    folder = tmp_path_factory.mktemp("kiosk") / "report"
    done = CliRunner().invoke(app, ["report", str(kiosk()), "--to", str(folder), "--quiet"])
    assert done.exit_code == 0, done.output
    assert f"The report is in {folder}:" in done.output
    return folder


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of a study whose every text is an attack."""
    return report(hostile(tmp_path_factory.mktemp("hostile")), date=DATE)
