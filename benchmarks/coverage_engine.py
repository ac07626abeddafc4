"""How often an interval holds the truth, how wide it is, and how often a test errs: exactly.

Where a study can end in finitely many ways, each way has a chance at each truth. An interval's
coverage at a truth is then the sum of the chances of all results whose interval holds it, and a
test's type I error that of all results which it refuses though nothing is there.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlogy

Array = npt.NDArray[Any]
SIZES = (5, 10, 20, 50)
LEVEL = 0.95
#: what an end of an interval may miss a truth by and still hold it: rounding
ROUNDING = 1e-9


@dataclass(frozen=True)
class Space:
    """Every result of a study (or of a sample of them), and its chance at each truth."""

    outcomes: list[tuple[int, ...]]
    chances: Array  # truths in rows, outcomes in columns
    truths: Array
    names: Sequence[str]


@dataclass(frozen=True)
class Cell:
    """An interval or a test at one sample size, averaged over the truths."""

    mean: float
    worst: float
    where: str
    #: mean width of an interval, power of a test; nan where there is none
    extra: float = math.nan

    def __str__(self) -> str:
        if math.isnan(self.mean):
            return "—"
        parts = [f"{100 * self.mean:.1f}"]
        if self.where:
            parts.append(f"{100 * self.worst:.1f} at {self.where}")
        if not math.isnan(self.extra):
            parts.append(f"{self.extra:.3g}" if self.extra < 1000 else f"{self.extra:.0f}")
        return " / ".join(parts)


NOTHING = Cell(math.nan, math.nan, "")


@dataclass(frozen=True)
class Row:
    """One method at every sample size."""

    method: str
    whose: str  # "default", "uxcx" or "peer"
    cells: dict[int, Cell]


@dataclass
class Table:
    """One family: what was measured, in words, and its rows."""

    key: str
    title: str
    text: str
    columns: str  # what stands in a cell
    rows: list[Row] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    size: str = "n"

    def __getitem__(self, method: str) -> dict[int, Cell]:
        return next(row.cells for row in self.rows if row.method == method)

    @property
    def default(self) -> Row:
        """The row of the method that uxcx takes unless told otherwise."""
        return next(row for row in self.rows if row.whose == "default")

    def markdown(self) -> str:
        """Return the table with its words."""
        sizes = list(self.rows[0].cells)
        head = ["method", "whose", *(f"{self.size} = {n}" for n in sizes)]
        lines = [head, ["---", "---", *("---:" for _ in sizes)]]
        for row in self.rows:
            bold = "**" if row.whose == "default" else ""
            name = f"{bold}{row.method}{bold}"
            whose = {"default": "uxcx, default"}.get(row.whose, row.whose)
            lines.append([name, whose, *(str(row.cells[n]) for n in sizes)])
        rows = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        skipped = "".join(f"\n\nNot measured: {reason}" for reason in self.skipped)
        return f"### {self.title}\n\n{self.text}\n\nEach cell: {self.columns}.\n\n{rows}{skipped}\n"


# --- exact numbers -----------------------------------------------------------------------------


def coverage(space: Space, low: Array, high: Array) -> Array:
    """Return the coverage at each truth; a result without an interval rules nothing out."""
    truths = space.truths[:, None]
    outside = (low > truths + ROUNDING) | (high < truths - ROUNDING)
    held: Array = 1 - (space.chances * outside).sum(axis=1)
    return held


def interval_cell(space: Space, low: Array, high: Array, *, factor: float = 100.0) -> Cell:
    """Return mean and least coverage over the truths, and the mean width."""
    held = coverage(space, low, high)
    width = np.where(np.isnan(low), 0.0, high - low)
    worst = int(held.argmin())
    mean_width = float((space.chances @ width).mean()) if np.isfinite(width).all() else math.nan
    return Cell(float(held.mean()), float(held[worst]), space.names[worst], factor * mean_width)


def rejection(space: Space, p_values: Array) -> Array:
    """Return how often a test at 5% refuses, at each truth; an unknown p refuses nothing."""
    found: Array = space.chances @ (p_values < 1 - LEVEL - 1e-12).astype(float)
    return found


def error_cell(null: Space, p_values: Array, power: float = math.nan) -> Cell:
    """Return mean and largest type I error over the truths, and the power as given."""
    errors = rejection(null, p_values)
    worst = int(errors.argmax())
    return Cell(float(errors.mean()), float(errors[worst]), null.names[worst], 100 * power)


def ends(results: Iterable[Any]) -> tuple[Array, Array]:
    """Return the lower and upper ends of intervals."""
    pairs = np.array([(result.low, result.high) for result in results], dtype=float)
    return pairs[:, 0], pairs[:, 1]


def multinomial(outcomes: Sequence[tuple[int, ...]], shares: Array) -> Array:
    """Return the chance of each outcome (columns) at each set of shares (rows)."""
    counts = np.array(outcomes, dtype=float)
    coefficient = gammaln(counts.sum(axis=1) + 1) - gammaln(counts + 1).sum(axis=1)
    logs = coefficient[None, :] + sum(
        xlogy(counts[:, k][None, :], shares[:, k][:, None]) for k in range(shares.shape[1])
    )
    return np.asarray(np.exp(logs))


def splits(n: int, parts: int) -> list[tuple[int, ...]]:
    """Return every way to split n answers into so many parts."""
    if parts == 1:
        return [(n,)]
    return [(first, *rest) for first in range(n + 1) for rest in splits(n - first, parts - 1)]


def simplex(steps: int, parts: int = 3) -> Array:
    """Return shares that add up to 1, on a grid, without those of which one is 1."""
    grid = [split for split in splits(steps, parts) if max(split) < steps]
    return np.array(grid, dtype=float) / steps


# --- rows --------------------------------------------------------------------------------------

Measured = Callable[[int], Cell]


def own_rows(
    table: Table,
    methods: dict[str, str],
    measured: Callable[[str, int], Cell],
    sizes: Sequence[int],
) -> None:
    """Add a row for each method that a family declares; the first is its default.

    A method that cannot work from a summary alone is named below the table, with its reason.
    """
    for position, (method, label) in enumerate(methods.items()):
        try:
            cells = {n: measured(method, n) for n in sizes}
        except (ValueError, TypeError) as error:
            table.skipped.append(f"{label} ({str(error).splitlines()[0]})")
            continue
        table.rows.append(Row(label, "default" if position == 0 else "uxcx", cells))


def peer_rows(table: Table, peers: dict[str, Measured], sizes: Sequence[int]) -> None:
    """Add a row for each method of other tools that uxcx does not offer under that name."""
    own = {row.method.casefold() for row in table.rows}
    for name, measured in peers.items():
        if name.casefold() not in own:
            table.rows.append(Row(name, "peer", {n: measured(n) for n in sizes}))


def contrast_methods(family: Any) -> dict[str, str]:
    """Return the methods that a family offers for comparing two."""
    found: dict[str, str] = getattr(family, "contrast_methods", None) or family.methods
    return dict(found)


def pairs_of(outcomes: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Return every outcome of one group with every outcome of another."""
    return list(itertools.product(outcomes, outcomes))
