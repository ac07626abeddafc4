"""Whether a world keeps its promises: intervals that hold the truth, and clean causal paths."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from uxcx.datasets import simulation

LENSES = ("UX", "CX", "both", "neither")


def lens_of(name: str, what: str) -> str:
    """Return by what a world declares an estimate to be moved: UX, CX, both or neither.

    Parameters
    ----------
    name : str
        The world.
    what : str
        The name of the estimate.

    Raises
    ------
    ValueError
        If it is declared not at all or more than once.
    """
    world = simulation.module(name)
    declared = (world.MOVED_BY_UX, world.MOVED_BY_CX, world.MOVED_BY_BOTH, world.NOT_MOVED)
    found = [
        lens
        for lens, patterns in zip(LENSES, declared, strict=True)
        if any(fnmatchcase(what, pattern) for pattern in patterns)
    ]
    if len(found) != 1:
        raise ValueError(f"{name}: {what!r} is declared {len(found)} times, not once: {found}")
    return found[0]


def held_truth(name: str, truth: Mapping[str, float], *, samples: int, seed: int) -> dict[str, int]:
    """Return in how many simulated samples each default interval holds the true value.

    Parameters
    ----------
    name : str
        The world.
    truth : mapping of str to float
        The true values.
    samples : int
        How many worlds of the default size to simulate.
    seed : int
        Of the first; the others follow.
    """
    world = simulation.module(name)
    held: dict[str, int] = {}
    for place in range(samples):
        made = simulation.whole(name, world.Parameters(), seed=seed + place)
        for what, estimate in world.estimates(made).items():
            inside = estimate.low <= truth[what] <= estimate.high
            held[what] = held.get(what, 0) + inside
    return held


def two_by_two(name: str, *, customers: int, seed: int) -> dict[str, dict[str, float]]:
    """Return how far the quality of interaction and of service move each estimate.

    Four worlds are simulated: each quality poor and good. The effect of one is its mean over both
    levels of the other, in standard errors; these are a quarter of the 95% intervals' widths.

    Parameters
    ----------
    name : str
        The world.
    customers : int
        In each of the four worlds; studies are as large as they admit.
    seed : int
        Of the first of the four.

    Returns
    -------
    dict of str to dict
        For each estimate: ``"UX"`` and ``"CX"``, the effects in standard errors.
    """
    world = simulation.module(name)
    cells: dict[tuple[str, str], dict[str, Any]] = {}
    for place, (ux, cx) in enumerate(
        (u, c) for u in simulation.QUALITY for c in simulation.QUALITY
    ):
        chosen = simulation.parameters_for(name, customers=customers, ux=ux, cx=cx)
        if hasattr(world, "population"):
            chosen = replace(world.population(chosen), customers=customers)
        cells[ux, cx] = world.estimates(simulation.whole(name, chosen, seed=seed + place))
    found = {}
    for what in cells["poor", "poor"]:
        value = {cell: made[what].value for cell, made in cells.items()}
        widths = [made[what].high - made[what].low for made in cells.values()]
        error = math.hypot(*widths) / (2 * 1.96)
        down, up = value["poor", "poor"], value["good", "good"]
        ux_effect = up + value["good", "poor"] - down - value["poor", "good"]
        cx_effect = up + value["poor", "good"] - down - value["good", "poor"]
        found[what] = {"UX": ux_effect / error, "CX": cx_effect / error}
    return found
