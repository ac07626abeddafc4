"""The report in headless Chromium: no request, no error, and nothing that keeps people out."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from project import need

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
#: set to a folder to keep pictures of what the browser showed
PICTURES = os.environ.get("UXCX_PICTURES", "")


@pytest.fixture
def pages(shipped: Path, attacked: Path) -> dict[str, Path]:
    return {"kiosk": shipped / "report.html", "hostile": attacked / "report.html"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    need(bool(CHROMIUM), "Chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


def axe() -> str:
    """Return axe-core, which looks for what keeps people from reading a page."""
    found = importlib.util.find_spec("axe_playwright_python")
    need(found is not None, "axe-playwright-python")
    assert found is not None
    assert found.origin is not None
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["kiosk", "hostile"])
def test_nothing_is_asked_for_and_nothing_goes_wrong(
    pages: dict[str, Path], browser: Any, name: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1000, "height": 900})
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[name].as_uri())
    assert said == []
    assert {url for url in asked if not url.startswith("data:")} == {pages[name].as_uri()}
    title = page.title()
    assert title.startswith("Study <script>" if name == "hostile" else "Ticket machine")
    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    light, dark = "rgb(255, 255, 255)", "rgb(13, 17, 23)"
    assert colours[0] == (light if scheme == "light" else dark)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/report_{name}_{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


@pytest.mark.parametrize(("name", "scheme"), [("kiosk", "light"), ("hostile", "dark")])
def test_axe_finds_nothing_at_all(
    pages: dict[str, Path], browser: Any, name: str, scheme: str
) -> None:
    script = axe()
    # The page forbids all scripts, so the one that looks at it is let by.
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(pages[name].as_uri())
    page.evaluate(script)
    result = page.evaluate("axe.run()")
    context.close()
    assert len(result["passes"]) > 20
    found = [(v["id"], v["impact"], v["nodes"][0]["html"][:80]) for v in result["violations"]]
    assert found == []


def test_on_paper_the_figures_are_in_words_and_the_ink_is_black(
    pages: dict[str, Path], browser: Any
) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(pages["kiosk"].as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(
        "[...document.querySelectorAll('details pre')].every(e => e.getClientRects().length > 0)"
    )
    pdf = page.pdf(format="A4")
    context.close()
    assert pdf.startswith(b"%PDF")
