"""`uxcx lab`: the course is copied once, brought up to date, and never over a learner's edits."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import nbformat
import pytest
from project import ROOT
from typer.testing import CliRunner

from uxcx import course_folder
from uxcx.cli import app
from uxcx.course_folder import MANIFEST, NOTE, SETTINGS, copy_course

LESSON = "00_start_here.ipynb"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small course in place of the shipped one."""
    shipped = tmp_path / "shipped"
    (shipped / "solutions").mkdir(parents=True)
    for name in ("a.ipynb", "b.ipynb", "solutions/a.ipynb"):
        (shipped / name).write_text(f"first {name}", encoding="utf-8")
    (shipped / ".ipynb_checkpoints").mkdir()
    (shipped / ".ipynb_checkpoints" / "a-checkpoint.ipynb").write_text("", encoding="utf-8")
    monkeypatch.setattr(course_folder, "course_notebooks", lambda: shipped)
    monkeypatch.setattr(course_folder, "_not_yet_run", lambda content: content)
    return shipped


def files(folder: Path) -> dict[str, str]:
    """Return the learner's files, those of our own aside."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in found}
    return {
        name: path.read_text(encoding="utf-8")
        for name, path in names.items()
        if not name.startswith(".uxcx") and name != NOTE
    }


def test_the_shipped_course_is_copied_with_lessons_not_yet_run(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    done = CliRunner().invoke(app, ["lab", str(folder), "--no-open"])
    assert done.exit_code == 0, done.output
    shipped = {p.relative_to(ROOT / "notebooks") for p in (ROOT / "notebooks").rglob("*.ipynb")}
    assert {Path(name) for name in files(folder)} == shipped
    assert f"{len(shipped)} notebooks" in done.output
    for name in files(folder):
        copy, original = folder / name, ROOT / "notebooks" / name
        if name.startswith("solutions/"):
            assert copy.read_bytes() == original.read_bytes()
            continue
        there, here = (nbformat.read(path, as_version=4) for path in (copy, original))
        for cell in [cell for cell in here.cells if cell.cell_type == "code"]:
            assert cell.execution_count
            cell.outputs, cell.execution_count = [], None
        assert there == here
    settings = (ROOT / "tools" / "jupyterlab_overrides.json").read_bytes()
    assert (folder / SETTINGS).read_bytes() == settings


def test_a_second_time_nothing_is_done(course: Path, tmp_path: Path) -> None:
    first = copy_course(tmp_path / "mine")
    assert first.added == ("a.ipynb", "b.ipynb", "solutions/a.ipynb")
    again = copy_course(tmp_path / "mine")
    assert again.lines == []
    assert not (tmp_path / "mine" / NOTE).exists()
    done = CliRunner().invoke(app, ["lab", str(tmp_path / "mine"), "--no-open"])
    assert "is up to date, and what you changed is as you left it" in done.output


def test_an_update_replaces_the_untouched_and_is_put_beside_the_edited(
    course: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    copy_course(mine)
    (mine / "a.ipynb").write_text("my own work", encoding="utf-8")
    (mine / "solutions" / "a.ipynb").write_text("my notes", encoding="utf-8")
    (mine / "my_own.ipynb").write_text("mine alone", encoding="utf-8")
    (course / "a.ipynb").write_text("second a", encoding="utf-8")
    (course / "b.ipynb").write_text("second b", encoding="utf-8")
    (course / "c.ipynb").write_text("first c", encoding="utf-8")
    done = copy_course(mine)
    assert done.added == ("c.ipynb",)
    assert done.replaced == ("b.ipynb",)
    assert done.beside == (("a.ipynb", "a_new.ipynb"),)
    assert done.kept == ("solutions/a.ipynb",)
    after = {
        "a.ipynb": "my own work",
        "a_new.ipynb": "second a",
        "b.ipynb": "second b",
        "c.ipynb": "first c",
        "my_own.ipynb": "mine alone",
        "solutions/a.ipynb": "my notes",
    }
    assert files(mine) == after
    note = (mine / NOTE).read_text(encoding="utf-8")
    assert "- a.ipynb: yours stays as it is; the new version is a_new.ipynb" in note
    assert copy_course(mine).lines == []
    assert files(mine) == after


def test_the_next_update_leaves_the_one_before_alone_too(course: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    copy_course(mine)
    (mine / "a.ipynb").write_text("my own work", encoding="utf-8")
    (course / "a.ipynb").write_text("second a", encoding="utf-8")
    copy_course(mine)
    (mine / "a_new.ipynb").write_text("my work on the second", encoding="utf-8")
    (course / "a.ipynb").write_text("third a", encoding="utf-8")
    (course / "b.ipynb").unlink()
    done = copy_course(mine)
    assert done.beside == (("a.ipynb", "a_new_2.ipynb"),)
    assert done.gone == ("b.ipynb",)
    assert files(mine)["a_new.ipynb"] == "my work on the second"
    assert files(mine)["b.ipynb"] == "first b.ipynb"
    note = (mine / NOTE).read_text(encoding="utf-8")
    assert note.index("a_new_2.ipynb") < note.index("a_new.ipynb\n")  # the newest on top


def test_what_was_deleted_comes_back_fresh(course: Path, tmp_path: Path) -> None:
    copy_course(tmp_path / "mine")
    (tmp_path / "mine" / "a.ipynb").unlink()
    assert copy_course(tmp_path / "mine").added == ("a.ipynb",)


def test_an_interrupted_copy_is_finished_the_next_time(course: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    copy_course(mine)
    (mine / "b.ipynb").unlink()
    nothing = json.dumps({"version": "0", "files": {}})
    (mine / MANIFEST).write_text(nothing, encoding="utf-8")
    assert copy_course(mine).added == ("b.ipynb",)
    assert not list(mine.rglob("*.unfinished"))


def test_another_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine", encoding="utf-8")
    command = [sys.executable, "-m", "uxcx", "lab", str(tmp_path), "--no-open"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"uxcx: There is something at {tmp_path} already")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_name_with_a_space_needs_quotation_marks(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["lab", str(tmp_path / "my"), "course", "--no-open"])
    assert isinstance(done.exception, ValueError)
    assert f'uxcx lab "{tmp_path / "my"} course"' in str(done.exception)
    assert not (tmp_path / "my").exists()


def test_without_jupyterlab_it_says_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = CliRunner().invoke(app, ["lab", str(tmp_path / "mine")])
    assert isinstance(done.exception, ImportError)
    assert 'python -m pip install "uxcx[lab]"' in str(done.exception)
    assert not (tmp_path / "mine").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM for a group")
def test_jupyterlab_starts_in_the_copy_and_looks_for_no_news(tmp_path: Path) -> None:
    own = {f"JUPYTER{n}": str(tmp_path / n) for n in ("_CONFIG_DIR", "_RUNTIME_DIR")}
    command = [sys.executable, "-m", "uxcx", "lab", str(tmp_path / "mine"), "--no-browser"]
    command += ["--", "--ServerApp.base_url=/mine/"]
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **own}, stdout=log, stderr=log, start_new_session=True
        )
    try:
        told = wait_for(tmp_path / "_RUNTIME_DIR", process)
        assert told["url"].endswith("/mine/")
        assert Path(told["root_dir"]).resolve() == (tmp_path / "mine").resolve()
        request = urllib.request.Request(
            f"{told['url']}lab/api/settings/@jupyterlab/apputils-extension:notification",
            headers={"Authorization": f"token {told['token']}"},
        )
        properties = fetch(request)["schema"]["properties"]
        assert properties["fetchNews"]["default"] == "false"
        assert properties["checkForUpdates"]["default"] is False
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def fetch(request: urllib.request.Request) -> Any:
    """Return what the server answers; on a busy machine it may take a while until it listens."""
    for _ in range(10):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except OSError as problem:  # refused, or too late
            last = problem
            time.sleep(1)
    pytest.fail(f"JupyterLab did not answer: {last}")


def wait_for(folder: Path, process: "subprocess.Popen[bytes]") -> dict[str, str]:
    """Return the running server as it describes itself."""
    for _ in range(240):
        for file in folder.glob("jpserver-*.json"):
            text = file.read_text(encoding="utf-8")
            if text.rstrip().endswith("}"):  # else it is being written just now
                told: dict[str, str] = json.loads(text)
                return told
        if process.poll() is not None:
            break
        time.sleep(0.25)
    pytest.fail("JupyterLab did not start:\n" + (folder.parent / "log").read_text("utf-8"))
