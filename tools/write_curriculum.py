"""Write `docs/curriculum.md`: every idea of the course, and the section that teaches it.

A lesson's source says what a section teaches in a comment that readers do not see:

    <!-- teaches: D1 D2 -->

The ideas and their letters are in `tools/curriculum.csv`. An idea that no section teaches, or a
letter that no idea has, is an error.

    python tools/write_curriculum.py            # write the page
    python tools/write_curriculum.py --check    # only say what is missing
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "curriculum.md"
INTRO = """\
# What the course teaches, and where

Made by `python tools/write_curriculum.py` from marks in the lessons. The letters name the articles:
A Lyssna, B UXtweak, C OWDT, D UXPin, E Uitop (`data/articles.csv`).
"""


def ideas() -> list[dict[str, str]]:
    """Return every idea: id, group, idea, articles."""
    with (ROOT / "tools" / "curriculum.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def taught(folder: Path = ROOT / "lessons") -> dict[str, list[str]]:
    """Return, for each id, where it is taught: ``01, What is what``."""
    found: dict[str, list[str]] = {}
    for source in sorted(folder.glob("*.md")):
        heading = ""
        for line in source.read_text(encoding="utf-8").splitlines():
            if match := re.match(r"#{1,3} (.+)", line):
                heading = re.sub(r"^\d+\. ", "", match[1])
            elif match := re.match(r"<!-- teaches: (.+) -->", line):
                place = f"{source.stem[:2]}, {heading}"
                for name in match[1].split():
                    found.setdefault(name, []).append(place)
    return found


def problems(places: dict[str, list[str]]) -> list[str]:
    """Return the ideas that nothing teaches, and the marks that stand for no idea."""
    known = {idea["id"]: idea["idea"] for idea in ideas()}
    missing = [f"{name} is taught nowhere: {known[name]}" for name in known if name not in places]
    unknown = [f"{name} is no idea ({', '.join(places[name])})" for name in places.keys() - known]
    return missing + sorted(unknown)


def page(places: dict[str, list[str]]) -> str:
    """Return the page."""
    lines = [INTRO]
    group = ""
    for idea in ideas():
        if idea["group"] != group:
            group = idea["group"]
            lines += [f"\n## {group}\n", "| idea | articles | lesson, section |", "|---|---|---|"]
        where = "; ".join(places.get(idea["id"], []))
        lines.append(f"| {idea['idea']} | {', '.join(idea['articles'])} | {where} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write or check."""
    places = taught()
    found = problems(places)
    for problem in found:
        print(problem)
    if "--check" not in sys.argv:
        PAGE.write_text(page(places), encoding="utf-8", newline="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
