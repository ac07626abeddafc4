"""Read the plans, row by row, and the questions to discuss in each lesson."""

from __future__ import annotations

import re
from dataclasses import dataclass

from build_notebooks import ROOT

FOLDER = ROOT / "instructor"


@dataclass(frozen=True)
class Row:
    """A row of a plan: when, how long, which parts of which lesson, and what for."""

    at: str
    minutes: int
    lesson: str
    parts: str
    what: str

    @property
    def whole(self) -> bool:
        """Whether all of the lesson is meant."""
        return self.parts == "all"

    @property
    def named(self) -> set[str]:
        """The numbers of the sections and exercises that are named."""
        return set(re.findall(r"\d\d-\d+|\d+", self.parts))


def plans() -> dict[str, list[Row]]:
    """Return each plan's rows by its heading."""
    text = (FOLDER / "plans.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return {
        title: [
            Row(at, int(minutes), lesson, names, what)
            for at, minutes, lesson, names, what in table_rows(body)[1:]
        ]
        for title, body in zip(parts[::2], parts[1::2], strict=True)
    }


def table_rows(page: str) -> list[list[str]]:
    """Return the cells of a page's tables, without the lines under their heads."""
    lines = [line.strip("| ") for line in page.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def to_discuss(lesson: str) -> str:
    """Return the questions to discuss in a lesson, as a list in Markdown."""
    text = (FOLDER / "lessons.md").read_text(encoding="utf-8")
    after = text.split(f"<!-- minutes: {lesson} -->")[1].split("**Discuss.**")[1]
    return after.split("\n## ")[0].strip()
