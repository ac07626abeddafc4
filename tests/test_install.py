"""The wheel in an empty environment, away from the checkout: data and lesson 03 come with it."""

import os
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest
from project import ROOT

pytestmark = pytest.mark.install

RUN_LESSON = """
import nbclient, nbformat
from importlib import resources
from uxcx import datasets
lesson = resources.files("uxcx") / "course" / "notebooks" / "03_measure_a_usability_test.ipynb"
notebook = nbformat.read(str(lesson), as_version=4)
nbclient.NotebookClient(notebook, kernel_name="python3").execute()
nbformat.write(notebook, "ran.ipynb")
print(datasets.path("budgeting/attempts.csv").parent.parent.parent.name)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the backend that is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_data_notebooks_types_and_licences(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    for file in (
        "uxcx/py.typed",
        "uxcx/course/data/budgeting/attempts.csv",
        "uxcx/course/data/budgeting/truth.csv",
        "uxcx/course/data/concepts.csv",
        "uxcx/course/jupyterlab_overrides.json",
        "uxcx/reporting/report.ipynb",
        "uxcx/reporting/template/index.html.j2",
        "uxcx/reporting/template/report.css",
        "uxcx/course/notebooks/00_start_here.ipynb",
        "uxcx/course/notebooks/solutions/03_measure_a_usability_test.ipynb",
    ):
        assert file in names
    assert sum("licenses/LICENSE" in name for name in names) == 2
    assert not [name for name in names if "checkpoint" in name or "tests/" in name]


def test_lesson_03_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "empty", with_pip=True)
    python = tmp_path / "empty" / ("Scripts" if os.name == "nt" else "bin") / "python"
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    install = [python, "-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt"]
    packages = [f"{wheel}[report]", "ipykernel"]
    subprocess.run([*install, *packages], check=True, cwd=tmp_path, env=clean)
    done = subprocess.run(
        [python, "-c", RUN_LESSON],
        cwd=tmp_path,
        env=clean,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip().endswith("course")
    copied = [python, "-m", "uxcx", "lab", "mine", "--no-open"]
    subprocess.run(copied, cwd=tmp_path, env=clean, check=True)
    assert (tmp_path / "mine" / "solutions" / "03_measure_a_usability_test.ipynb").is_file()
    assert '"image/png"' in (tmp_path / "ran.ipynb").read_text(encoding="utf-8")
