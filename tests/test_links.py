"""Links inside the project lead somewhere, and to a word that is there."""

import re
from pathlib import Path

import pytest
from build_notebooks import make_glossary
from project import ROOT

from uxcx.glossary import anchor, glossary

PAGES = sorted(
    path
    for folder in (".", "docs", "lessons", "instructor", "data")
    for path in (ROOT / folder).glob("*.md")
)
#: lessons are read as notebooks, which stand in this folder
READ_FROM = {"lessons": ROOT / "notebooks"}


def links(path: Path) -> list[str]:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"\]\(((?:[^()\s]|\([^()\s]*\))+)\)", text)  # a link may hold (brackets)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    folder = READ_FROM.get(path.parent.name, path.parent)
    words = {anchor(term) for term in glossary()["term"]}
    for link in links(path):
        if re.match(r"[a-z]+:", link) or link.startswith("#"):
            continue
        file, _, place = link.partition("#")
        assert (folder / file).exists(), link
        if file.endswith("glossary.ipynb") and place:
            assert place in words, link


def test_the_glossary_has_a_heading_for_every_word() -> None:
    text = make_glossary().cells[0].source
    headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert headings == list(glossary()["term"])


def test_links_are_found_in_text_and_not_in_code(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](b.md) `[c](d.md)`\n```\n[e](f.md)\n```\n", encoding="utf-8")
    assert links(page) == ["b.md"]
