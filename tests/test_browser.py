"""The real JupyterLab in headless Chromium, as a participant opens it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from build_notebooks import sources
from project import ROOT, need

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LESSONS = [source.stem for source in sources()]
#: set to a folder to keep pictures of what the browser showed
PICTURES = os.environ.get("UXCX_PICTURES", "")


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: where it is, its token, and the folder of its notebooks."""

    url: str
    token: str
    folder: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start `make lab` somewhere else, where it makes its copy of the course."""
    need(bool(CHROMIUM), "Chromium")
    need(shutil.which("make") is not None, "make")
    home = tmp_path_factory.mktemp("lab")
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, home / name)
    own = {
        f"JUPYTER{name}": str(home / name.strip("_").lower())
        for name in ("_CONFIG_DIR", "_RUNTIME_DIR", "LAB_SETTINGS_DIR", "LAB_WORKSPACES_DIR")
    }
    ready = f"{sys.prefix}/lab-ready"
    command = ["make", "lab", f"VENV={sys.prefix}", "--assume-old", ready]
    arguments = f"LAB_ARGS=--no-browser --port={free_port()} --ServerApp.port_retries=0"
    with (home / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [*command, arguments],
            cwd=home,
            env={**os.environ, **own, "MPLBACKEND": ""},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield wait_for(home, server)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def wait_for(home: Path, server: "subprocess.Popen[bytes]") -> Lab:
    """Return the running server as it describes itself."""
    for _ in range(240):
        for file in (home / "runtime_dir").glob("jpserver-*.json"):
            text = file.read_text(encoding="utf-8")
            if not text.rstrip().endswith("}"):
                continue  # it is being written just now
            told = json.loads(text)
            return Lab(told["url"], told["token"], home / "course")
        if server.poll() is not None:
            break
        time.sleep(0.5)
    pytest.fail("JupyterLab did not start:\n" + (home / "log").read_text(encoding="utf-8"))


def test_the_course_is_closed_to_who_has_no_token(lab: Lab) -> None:
    assert len(lab.token) >= 16
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{lab.url}api/contents", timeout=30)
    assert refused.value.code == 403
    refused.value.close()


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_runs_in_the_browser(lab: Lab, name: str) -> None:
    from playwright.sync_api import sync_playwright

    file = lab.folder / f"{name}.ipynb"
    assert not any(cell.execution_count for cell in code_cells(file)), "predictions are spoilt"
    before = code_cells(ROOT / "notebooks" / f"{name}.ipynb")
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{lab.url}lab/tree/{name}.ipynb?token={lab.token}&reset", timeout=120_000)
        page.wait_for_selector(".jp-NotebookPanel h1", timeout=120_000)
        title = page.locator(".jp-NotebookPanel h1").first.inner_text()
        after = restart_and_run_all(page, file, len(before))
        if any("interactive." in cell.source for cell in before):
            touch_the_widget(page)
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))
        browser.close()
    assert title.strip("¶") == title_of(name)
    # JupyterLab itself complains, now and then, that a restart cancels what the old kernel owed.
    assert [error for error in errors if "Canceled future" not in error] == []
    assert [cell.execution_count for cell in after] == list(range(1, len(before) + 1))
    for cell in after:
        failed = any(output.output_type == "error" for output in cell.outputs)
        assert failed == ("raises-exception" in cell.metadata.get("tags", [])), cell.source
    assert figures(after) == figures(before)


def title_of(name: str) -> str:
    """Return a lesson's title, as its source has it."""
    source = ROOT / "lessons" / f"{name}.md"
    return source.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")


def figures(cells: list[nbformat.NotebookNode]) -> int:
    outputs = (output for cell in cells for output in cell.outputs)
    return sum("image/png" in output.get("data", {}) for output in outputs)


def touch_the_widget(page: object) -> None:
    """Move the first slider by a key, and see its words change."""
    words = page.locator("[role=status]").first  # type: ignore[attr-defined]
    words.scroll_into_view_if_needed(timeout=30_000)
    # the words come after the frame: what appears only now has not been changed by the slider
    words.filter(has_text=re.compile(r"\w")).wait_for(timeout=60_000)  # type: ignore[attr-defined]
    before = words.inner_text()
    handle = page.locator(".noUi-handle").first  # type: ignore[attr-defined]
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")  # type: ignore[attr-defined]
    for _ in range(60):
        if words.inner_text() != before:
            return
        time.sleep(0.5)
    pytest.fail(f"the slider was moved, and the words stayed: {before!r}")


def code_cells(file: Path) -> list[nbformat.NotebookNode]:
    cells = nbformat.read(file, as_version=4).cells
    return [cell for cell in cells if cell.cell_type == "code"]


def restart_and_run_all(page: object, file: Path, n: int) -> list[nbformat.NotebookNode]:
    """Restart the kernel and run all cells; once more if JupyterLab lost the command.

    A restart asked for while the kernel is still starting restarts it, and runs nothing.
    """
    for _ in range(3):
        time.sleep(3)
        page.locator(".lm-MenuBar-itemLabel", has_text="Kernel").click()  # type: ignore[attr-defined]
        page.locator(".lm-Menu-itemLabel", has_text="Restart Kernel and Run All Cells").click()  # type: ignore[attr-defined]
        page.get_by_role("button", name="Confirm Kernel Restart").click()  # type: ignore[attr-defined]
        cells = run_to_the_end(page, file, n)
        if cells:
            return cells
    pytest.fail(f"{file.name} did not run to its end")


def run_to_the_end(page: object, file: Path, n: int) -> list[nbformat.NotebookNode]:
    """Save until the last cell has run; the code cells as saved, none if nothing ran for long."""
    started = file.stat().st_mtime_ns
    for waited in range(60):
        time.sleep(2)
        page.keyboard.press("Control+s")  # type: ignore[attr-defined]
        time.sleep(1)
        if file.stat().st_mtime_ns == started:
            continue
        cells = code_cells(file)
        if all(cell.execution_count for cell in cells) and cells[-1].execution_count == n:
            return cells
        if waited > 15 and not any(cell.execution_count for cell in cells):
            return []
    return []
