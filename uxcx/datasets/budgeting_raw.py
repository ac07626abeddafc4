"""Copies of budgeting tables with impossible values, for the lesson on checking data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def raw(
    tables: Mapping[str, pd.DataFrame], *, rng: np.random.Generator
) -> dict[str, tuple[pd.DataFrame, list[str]]]:
    """Return faulty copies of tables, each with its faults in words.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of the world.
    rng : numpy.random.Generator
        Which rows are spoilt.

    Returns
    -------
    dict of str to (pandas.DataFrame, list of str)
        By table: the copy, and a line for each fault. Rows are counted from 0.
    """
    return {
        "attempts": _attempts(tables["attempts"], rng),
        "survey": _survey(tables["survey"], rng),
    }


def _pick(rng: np.random.Generator, n: int, k: int) -> list[int]:
    """Return `k` different rows in their order."""
    return sorted(int(row) for row in rng.choice(n, k, replace=False))


def _attempts(table: pd.DataFrame, rng: np.random.Generator) -> tuple[pd.DataFrame, list[str]]:
    import pandas as pd

    frame: Any = table.astype(object).where(table.notna(), None)
    seen = [row for row in range(len(frame)) if frame.loc[row, "completed"] is not None]
    picked = [seen[place] for place in _pick(rng, len(seen), 8)]
    swapped, negative, twice, high, slow, *yes = picked[:7]
    frame.loc[swapped, "errors"] = int(frame.loc[swapped, "opportunities"]) + 3
    frame.loc[negative, "seconds"] = -float(frame.loc[negative, "seconds"])
    frame.loc[high, "seq"] = 9
    frame.loc[slow, "seconds"] = 1000 * float(frame.loc[slow, "seconds"])
    for row in yes:
        frame.loc[row, "completed"] = "yes"
    frame.loc[picked[7], "design"] = str(frame.loc[picked[7], "design"]).upper()
    frame = pd.concat([frame, frame.iloc[[twice]]], ignore_index=True)
    return frame, [
        f"row {swapped}: more errors than opportunities to make one",
        f"row {negative}: a time below 0",
        f"row {high}: an answer of 9 on a scale from 1 to 7",
        f"row {slow}: a time in milliseconds, where all others are in seconds",
        f"rows {', '.join(map(str, yes))}: the word yes, where all others have 1 or 0",
        f"row {picked[7]}: the design in capital letters",
        f"row {len(frame) - 1}: row {twice} once more",
    ]


def _survey(table: pd.DataFrame, rng: np.random.Generator) -> tuple[pd.DataFrame, list[str]]:
    frame: Any = table.copy()
    answered = [row for row in range(len(frame)) if not bool(frame["recommend"].isna()[row])]
    picked = [answered[place] for place in _pick(rng, len(answered), 12)]
    frame["answered"] = frame["answered"].dt.strftime("%Y-%m-%d").astype(object)
    for row in picked[:6]:
        frame.loc[row, "recommend"] = 99
    frame.loc[picked[6], "recommend"] = 11
    for row in picked[7:9]:
        frame.loc[row, "satisfaction"] = 0
    day = str(frame.loc[picked[9], "answered"])
    frame.loc[picked[9], "answered"] = f"{day[8:]}.{day[5:7]}.{day[:4]}"
    other = str(frame.loc[picked[10], "customer"])
    frame.loc[picked[11], "customer"] = other
    return frame, [
        f"rows {', '.join(map(str, picked[:6]))}: 99 for no answer to the question about "
        "recommending",
        f"row {picked[6]}: an answer of 11 on a scale from 0 to 10",
        f"rows {', '.join(map(str, picked[7:9]))}: an answer of 0 on a scale from 1 to 5",
        f"row {picked[9]}: a date written day first",
        f"rows {picked[10]} and {picked[11]}: the same customer twice, with different answers",
    ]
