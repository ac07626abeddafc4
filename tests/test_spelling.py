"""Lessons, documents, docstrings and comments are spelled as in Britain; offline, by typos."""

import subprocess
import sysconfig
from pathlib import Path

import pytest
from project import ROOT, need

TYPOS = next(Path(sysconfig.get_path("scripts")).glob("typos*"), None)


def misspelled(place: Path) -> list[str]:
    need(TYPOS is not None, "typos")
    command = [str(TYPOS), "--config", str(ROOT / "pyproject.toml"), "--format", "brief", "."]
    done = subprocess.run(
        command, cwd=place, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert not done.stderr
    return done.stdout.splitlines()


def test_nothing_is_misspelled() -> None:
    assert misspelled(ROOT) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("They recieve a letter.", "`recieve`"),
        ("We analyze it.", "`analyze`"),
        ("We analyse the behaviour.", None),
    ],
)
def test_common_misspellings_and_american_spelling_are_found(
    tmp_path: Path, text: str, word: str | None
) -> None:
    (tmp_path / "lesson.md").write_text(text, encoding="utf-8")
    found = misspelled(tmp_path)
    assert len(found) == (word is not None)
    assert all(word in line for line in found)
