"""Shapes of a table: columns of words beside columns of numbers, and rows that are long or wide."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from uxcx.intake.opened import Decision

if TYPE_CHECKING:
    import pandas as pd

#: a question with more different answers has no labels
_MOST_ANSWERS = 30
_OF_A_TASK = re.compile(r"\W*(task|t|aufgabe)[ _.-]*(\d{1,2})[ _.:-]+(.+)", re.IGNORECASE)


def find_pairs(frame: pd.DataFrame) -> dict[str, tuple[str, dict[str, float]]]:
    """Return columns of words that say in words what the column of numbers beside them says.

    Returns
    -------
    dict
        By the column of numbers: the column of words, and the number of each word.
    """
    found: dict[str, tuple[str, dict[str, float]]] = {}
    names = list(frame.columns)
    for one, other in itertools.pairwise(names):
        for numbers, words in ((one, other), (other, one)):
            if numbers in found or words in {pair for pair, _ in found.values()}:
                continue
            labels = _labels(frame[numbers], frame[words])
            if labels:
                found[numbers] = (words, labels)
    return found


def _labels(numbers: pd.Series[float], words: pd.Series[str]) -> dict[str, float]:
    import pandas as pd

    if not pd.api.types.is_numeric_dtype(numbers) or pd.api.types.is_bool_dtype(numbers):
        return {}
    if not (pd.api.types.is_string_dtype(words) or words.dtype == object):
        return {}
    if numbers.isna().ne(words.isna()).any():
        return {}
    pairs = pd.DataFrame({"number": numbers, "word": words}).dropna().drop_duplicates()
    n = len(pairs)
    # Three different answers or more, each given by several people: not an id beside a name.
    if not 3 <= n <= _MOST_ANSWERS or numbers.notna().sum() < 2 * n:
        return {}
    if pairs["number"].duplicated().any() or pairs["word"].duplicated().any():
        return {}
    pairs = pairs.sort_values("number")
    return {str(w): float(v) for v, w in zip(pairs["number"], pairs["word"], strict=True)}


def say_pairs(pairs: dict[str, tuple[str, dict[str, float]]]) -> list[Decision]:
    """Say which columns say the same, in words and in numbers."""
    if not pairs:
        return []
    shown = ", ".join(f"{words!r} and {numbers!r}" for numbers, (words, _) in pairs.items())
    return [Decision(what="in words and in numbers", value=shown, why="every word has one number")]


def say_shape(frame: pd.DataFrame) -> list[Decision]:
    """Say whether a table looks wide: the same question in several numbered columns.

    A long table, with a row for each task of a person, is what metrics take.
    """
    stems: dict[str, list[str]] = defaultdict(list)
    for name in frame.columns:
        match = re.fullmatch(
            r"\W*(task|t|aufgabe)[ _.-]*(\d{1,2})[ _.:-]+(.+)", name, re.IGNORECASE
        )
        if match:
            stems[match[3].strip().casefold()].append(name)
    wide = {stem: names for stem, names in stems.items() if len(names) > 1}
    if not wide:
        return []
    shown = "; ".join(f"{stem}: {', '.join(names[:4])}" for stem, names in wide.items())
    return [
        Decision(
            what="shape",
            value="wide: a column for each task",
            why=f"{shown}. intake.lengthen makes a row for each task of it",
        )
    ]
