"""The same event log on every engine, and random logs with ties for the journeys' tests."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from numbers import Integral
from typing import Any

import duckdb
import pandas as pd
import polars as pl
from hypothesis import strategies as st

BEGIN = datetime(2024, 3, 30, 12, tzinfo=UTC)
#: case, minutes since BEGIN, event, group
Row = tuple[Any, Any, Any, Any]
COLUMNS = ["case", "time", "event", "group"]


def table(rows: Sequence[Row], *, zone: bool = False) -> pd.DataFrame:
    """Return rows as a pandas frame, minutes made times; None stays missing."""
    begin = BEGIN if zone else BEGIN.replace(tzinfo=None)
    columns = list(zip(*rows, strict=True)) if rows else [[], [], [], []]
    times = [None if minute is None else begin + timedelta(minutes=minute) for minute in columns[1]]
    return pd.DataFrame(
        {
            "case": pd.array(list(columns[0]), dtype="Int64"),
            "time": pd.Series(times, dtype=f"datetime64[us{', UTC' if zone else ''}]"),
            "event": pd.Series(list(columns[2]), dtype="str"),
            "group": pd.Series(list(columns[3]), dtype="str"),
        }
    )


def to_spark(session: Any, frame: pd.DataFrame) -> Any:
    """Return a pandas frame as a Spark one, from plain Python values."""
    zoned = getattr(frame["time"].dtype, "tz", None) is not None
    schema = (
        f"case bigint, time {'timestamp' if zoned else 'timestamp_ntz'}, event string, group string"
    )
    if not len(frame):
        return session.createDataFrame([], schema)
    rows = [
        tuple(None if pd.isna(value) else plain(value) for value in row)
        for row in frame.itertuples(index=False)
    ]
    return session.createDataFrame(rows, schema)


def plain(value: Any) -> Any:
    """Return a value as Spark takes it."""
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return int(value) if isinstance(value, Integral) else value


#: from a pandas frame to the same on each engine; Spark is added by `engine_frame`
ENGINES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "duckdb": lambda frame: duckdb.from_arrow(pl.from_pandas(frame).to_arrow()),
    "pyarrow": lambda frame: pl.from_pandas(frame).to_arrow(),
}
EVERY_ENGINE = (*ENGINES, "spark")


def engine_frame(engine: str, frame: pd.DataFrame, request: Any) -> Any:
    """Return a log on an engine; Spark is started when it is first asked for."""
    if engine == "spark":
        return to_spark(request.getfixturevalue("spark"), frame)
    return ENGINES[engine](frame)


def random_rows(n: int, *, cases: int, minutes: int, events: str, seed: int) -> list[Row]:
    """Return random events: with few minutes there are many ties and duplicates."""
    draw = random.Random(seed)
    groups = {case: draw.choice("xy") for case in range(cases)}
    return [
        (case := draw.randrange(cases), draw.randrange(minutes), draw.choice(events), groups[case])
        for _ in range(n)
    ]


#: small logs full of ties, duplicates, and cases of one event
small_logs: st.SearchStrategy[list[Row]] = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 9), st.sampled_from("ABCD"), st.just("x")),
    min_size=1,
    max_size=40,
)


# --- a plain state machine, to be right rather than fast -----------------------------------------


def walk(
    events: Sequence[tuple[int, str]],
    begin: int,
    steps: Sequence[str],
    *,
    ties: bool,
    within: int | None,
    end_counts: bool,
) -> list[int]:
    """Return when each step is reached by a case that starts at `begin`, as far as it gets."""
    times = [begin]
    for step in steps[1:]:
        before = times[-1]
        later = [
            time
            for time, event in events
            if event == step
            and (time >= before if ties else time > before)
            and (
                within is None or (time - begin <= within if end_counts else time - begin < within)
            )
        ]
        if not later:
            break
        times.append(min(later))
    return times


def by_case(rows: Sequence[Row]) -> dict[Any, list[tuple[int, str]]]:
    """Return each case's times and events; rows that lack something left out."""
    found: dict[Any, list[tuple[int, str]]] = {}
    for case, minute, event, _ in rows:
        if None not in (case, minute, event):
            found.setdefault(case, []).append((minute, event))
    return found


def walked(
    rows: Sequence[Row],
    steps: Sequence[str],
    *,
    start: str = "first",
    ties: bool = False,
    within: int | None = None,
    end_counts: bool = True,
) -> dict[Any, list[int]]:
    """Return of each case that starts when it reached each step, in minutes."""
    found = {}
    for case, events in by_case(rows).items():
        starts = sorted({time for time, event in events if event == steps[0]})
        if not starts:
            continue
        options = {"ties": ties, "within": within, "end_counts": end_counts}
        paths = [
            walk(events, begin, steps, **options)
            for begin in (starts if start == "any" and within is not None else starts[:1])
        ]
        # furthest; there first; begun last
        found[case] = min(paths, key=lambda path: (-len(path), path[-1], -path[0]))
    return found


def walked_in_a_row(
    rows: Sequence[Row], steps: Sequence[str], *, start: str, ties: bool, within: int | None
) -> dict[Any, list[int]]:
    """Return the same where each step must be the very next event, ties in the order of names."""
    found = {}
    for case, unsorted in by_case(rows).items():
        events = sorted(unsorted)
        starts = [place for place, (_, event) in enumerate(events) if event == steps[0]]
        if not starts:
            continue
        if start == "first":
            starts = [place for place in starts if events[place][0] == events[starts[0]][0]]
        paths = []
        for place in starts:
            path = [events[place][0]]
            for (time, event), step in zip(events[place + 1 :], steps[1:], strict=False):
                in_time = within is None or time - path[0] <= within
                if event != step or not in_time or not (ties or time > path[-1]):
                    break
                path.append(time)
            paths.append(path)
        found[case] = min(paths, key=lambda path: (-len(path), path[-1], -path[0]))
    return found
