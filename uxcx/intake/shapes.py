"""Shapes of a table: columns of words beside columns of numbers, and rows that are long or wide."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.errors import IntakeError
from uxcx.frames import names_of, require_columns
from uxcx.intake.opened import Decision

if TYPE_CHECKING:
    import pandas as pd

#: a question with more different answers has no labels
_MOST_ANSWERS = 30
_OF_A_TASK = re.compile(r"\W*(task|t|aufgabe)[ _.-]*(\d{1,2})[ _.:-]+(.+?)\s*", re.IGNORECASE)


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


def wide_columns(names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the columns of a wide table: by what they hold, and by task.

    Columns named like ``Task 1 success``, ``t2_time`` are those of a wide table.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        match = _OF_A_TASK.fullmatch(name)
        if match:
            found[match[3].strip().casefold()][f"{match[1]} {match[2]}"] = name
    return {what: tasks for what, tasks in found.items() if len(tasks) > 1}


def say_shape(frame: pd.DataFrame) -> list[Decision]:
    """Say whether a table looks wide: the same question in a column for each task."""
    wide = wide_columns(list(frame.columns))
    if not wide:
        return []
    shown = "; ".join(f"{what}: {', '.join(list(c.values())[:4])}" for what, c in wide.items())
    return [
        Decision(
            what="shape",
            value="wide, a column for each task",
            why=f"{shown}; intake.lengthen makes a row for each task of it",
        )
    ]


def lengthen(
    data: Any,
    columns: Mapping[str, Sequence[str]] | None = None,
    *,
    names: Sequence[str] | None = None,
    into: str = "task",
) -> Any:
    """Make a long table of a wide one: a row for each task of a person.

    Parameters
    ----------
    data : data frame, or Opened
        A wide table of any engine, with a column for each task.
    columns : mapping of str to list of str, optional
        The new columns, and for each the wide ones in the order of the tasks:
        ``{"success": ["t1_ok", "t2_ok"], "seconds": ["t1_time", "t2_time"]}``. By default they are
        found by their names, if these are like ``Task 1 success``.
    names : list of str, optional
        What the tasks are called; ``"1"``, ``"2"`` and so on by default, or as they are called in
        the names of the columns.
    into : str, default "task"
        The new column that says which task a row is of.

    Returns
    -------
    data frame
        Of the engine that was given: first all rows of the first task, then of the second. All
        other columns are repeated.

    Raises
    ------
    IntakeError
        If no wide columns are given or found, or they are not as many for each new column.
    ColumnError
        If a column is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> wide = pd.DataFrame({"who": ["p1"], "Task 1 success": [1], "Task 2 success": [0]})
    >>> lengthen(wide)
      who    task  success
    0  p1  Task 1        1
    1  p1  Task 2        0

    One person at two tasks is now two rows, as metrics take them.
    """
    frame: Any = nw.from_native(
        getattr(data, "frame", data) if hasattr(data, "decisions") else data
    )
    present = names_of(frame)
    if columns is None:
        found = wide_columns(present)
        tasks = list(dict.fromkeys(task for each in found.values() for task in each))
        lacking = [what for what, each in found.items() if list(each) != tasks]
        if not found or lacking:
            raise IntakeError(
                "The columns of the tasks cannot be told by their names"
                + (f": {lacking[0]!r} is not there for every task." if lacking else ".")
                + " Give them in columns=."
            )
        columns = {what: list(each.values()) for what, each in found.items()}
        names = tasks if names is None else names
    counts = {len(wide) for wide in columns.values()}
    if len(counts) != 1 or counts == {0}:
        raise IntakeError(
            "Every new column needs as many wide columns as there are tasks; got "
            f"{', '.join(f'{len(wide)} for {new!r}' for new, wide in columns.items()) or 'none'}."
        )
    n = counts.pop()
    names = [str(place) for place in range(1, n + 1)] if names is None else list(names)
    if len(names) != n:
        raise IntakeError(f"There are {n} tasks, but {len(names)} names.")
    taken = [column for wide in columns.values() for column in wide]
    require_columns(frame, taken)
    others = [column for column in present if column not in taken]
    clash = [new for new in (into, *columns) if new in others]
    if clash:
        raise IntakeError(f"There is a column {clash[0]!r} already. Choose another name.")
    parts = [
        frame.select(
            *others,
            nw.lit(name).alias(into),
            *(nw.col(wide[place]).alias(new) for new, wide in columns.items()),
        )
        for place, name in enumerate(names)
    ]
    long = nw.concat(parts, how="vertical").to_native()
    return long.reset_index(drop=True) if hasattr(long, "reset_index") else long
