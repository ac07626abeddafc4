"""The page `docs/linkage.md`: each benchmark rewrites its own section and leaves the others."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

PAGE = Path(__file__).resolve().parent.parent / "docs" / "linkage.md"
#: the sections in their order, and what writes each
SECTIONS = {
    "drivers": "linkage_drivers.py",
    "mediation": "linkage_mediation.py",
    "worlds": "linkage_worlds.py",
    "effects": "linkage_effects.py",
    "speed": "linkage_speed.py",
}
HEAD = """\
# How far linkage finds the truth

*Made by the scripts `benchmarks/linkage_*.py`, a section each. Do not edit it by hand.*

A 95% interval promises to hold the truth in about 95 of 100 studies; how often it does is its
**coverage**. **Bias** is how far the mean of the estimates is from the truth. Where a study cannot
find the truth, because chance did not decide who got what or because not all answered, that shows
here as bias, and the text says why.
"""


@dataclass(frozen=True)
class Row:
    """What many samples gave for one true value."""

    what: str
    truth: float
    estimates: np.ndarray
    lows: np.ndarray
    highs: np.ndarray

    @property
    def bias(self) -> float:
        return float(np.mean(self.estimates) - self.truth)

    @property
    def coverage(self) -> float:
        return float(np.mean((self.lows <= self.truth) & (self.truth <= self.highs)))

    @property
    def is_biased(self) -> bool:
        """Whether the bias is more than chance makes in so many samples."""
        error = np.std(self.estimates, ddof=1) / math.sqrt(len(self.estimates))
        return abs(self.bias) > 3 * error


def rows_of(truths: Mapping[str, float], found: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return a row for each true value; `found` has a (value, low, high) by name a sample."""
    return [
        Row(what, truth, *np.array([tuple(sample[what]) for sample in found]).T)
        for what, truth in truths.items()
    ]


def table(rows: Sequence[Row], *, factor: float = 1.0, digits: int = 3) -> str:
    """Return rows as a table in Markdown; * marks a bias that chance does not explain."""
    lines = ["| | truth | mean estimate | bias | coverage |", "|---|---|---|---|---|"]
    for row in rows:
        mark = "\\*" if row.is_biased else ""
        numbers = (row.truth, float(np.mean(row.estimates)), row.bias)
        shown = [f"{factor * number:.{digits}f}" for number in numbers]
        shown = [row.what, shown[0], shown[1], f"{shown[2]}{mark}", f"{100 * row.coverage:.1f}%"]
        lines.append(f"| {' | '.join(shown)} |")
    return "\n".join(lines)


def many(sample: Any, arguments: Sequence[Any]) -> list[Any]:
    """Return what a function gives for many arguments, on all cores."""
    with ProcessPoolExecutor() as pool:
        return list(pool.map(sample, arguments, chunksize=4))


def write(section: str, text: str) -> None:
    """Write one section of the page."""
    parts = {}
    if PAGE.exists():
        old = PAGE.read_text(encoding="utf-8")
        found = re.findall(r"<!-- begin (\w+) -->\n(.*?)\n<!-- end \1 -->", old, flags=re.DOTALL)
        parts = dict(found)
    parts[section] = text.strip()
    body = "\n\n".join(
        f"<!-- begin {name} -->\n{parts[name]}\n<!-- end {name} -->"
        for name in SECTIONS
        if name in parts
    )
    PAGE.write_text(f"{HEAD}\n{body}\n", encoding="utf-8", newline="\n")
