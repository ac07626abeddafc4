"""The same numbers from an event log in several ways: each a function of a Parquet file.

What comes back is a mapping that `performance.py` compares before anything is timed. Packages are
imported inside the functions: each runs in a process, and some in an environment, of its own.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

Answer = dict[str, Any]
STEPS = ["visit", "product", "cart", "address", "order"]
UP_TO = 30
END = "(end)"


def duck(file: str) -> Any:
    """Return a connection to DuckDB with little memory, and the file as a relation."""
    import duckdb

    connection = duckdb.connect(
        config={"memory_limit": "3GB", "temp_directory": tempfile.gettempdir()}
    )
    connection.execute("SET enable_progress_bar = false")
    return connection, connection.read_parquet(file)


def sql(file: str, query: str) -> list[tuple[Any, ...]]:
    """Return what a query says of the table ``log``."""
    connection, log = duck(file)
    log.create_view("log")
    return connection.execute(query).fetchall()


def polars(file: str) -> Any:
    """Return the file as a lazy Polars frame."""
    import polars as pl

    return pl.scan_parquet(file)


def pandas(file: str, *columns: str) -> Any:
    """Return columns of the file as a pandas frame."""
    import pandas as pd

    return pd.read_parquet(file, columns=list(columns))


# --- funnel: how many cases reach each step within an hour ----------------------------------------


def funnel_of(log: Any) -> Answer:
    """Return the counts of the funnel of uxcx."""
    from uxcx import journeys

    found = journeys.funnel(log, steps=STEPS, within="1h")
    return dict(zip(STEPS, found.counts, strict=True))


def funnel_sql(file: str) -> Answer:
    query = (
        """WITH s0 AS (SELECT "case", min(time) AS t FROM log WHERE event = 'visit' GROUP BY 1)"""
    )
    for number, step in enumerate(STEPS[1:], 1):
        query += f""", s{number} AS (
            SELECT log."case", min(log.time) AS t
            FROM log JOIN s{number - 1} AS before USING ("case") JOIN s0 USING ("case")
            WHERE event = '{step}' AND log.time > before.t
            AND log.time <= s0.t + INTERVAL 1 HOUR GROUP BY 1)"""
    counts = ", ".join(f"(SELECT count(*) FROM s{number})" for number in range(len(STEPS)))
    return dict(zip(STEPS, sql(file, f"{query} SELECT {counts}")[0], strict=True))


def funnel_polars(file: str) -> Answer:
    import polars as pl

    log, time = polars(file), pl.col("time")
    cases = log.filter(pl.col("event") == STEPS[0]).group_by("case").agg(time.min().alias("start"))
    cases = cases.with_columns(before="start")
    layers = [cases.select(pl.len())]
    for step in STEPS[1:]:
        events = log.filter(pl.col("event") == step).select("case", "time")
        hits = events.join(cases, on="case").filter(
            (time > pl.col("before")) & (time <= pl.col("start") + timedelta(hours=1))
        )
        cases = hits.group_by("case").agg(pl.col("start").first(), time.min().alias("before"))
        layers.append(cases.select(pl.len()))
    return dict(zip(STEPS, (layer.item() for layer in pl.collect_all(layers)), strict=True))


def funnel_pandas(file: str) -> Answer:
    import pandas as pd

    log = pandas(file, "case", "time", "event")
    start = log[log["event"] == STEPS[0]].groupby("case")["time"].min()
    before, counts = start, [len(start)]
    for step in STEPS[1:]:
        events = log[log["event"] == step]
        since, begun = events["case"].map(before), events["case"].map(start)
        soon = events["time"] <= begun + pd.Timedelta(hours=1)
        before = events[(events["time"] > since) & soon].groupby("case")["time"].min()
        counts.append(len(before))
    return dict(zip(STEPS, counts, strict=True))


# --- transitions: what directly follows what, and with what sums over cases ----------------------


def transitions_of(log: Any, unit: Any) -> Answer:
    """Return the counts of the transitions of uxcx, and with a unit the sums over cases."""
    from uxcx import journeys

    edges = journeys.transitions(log, unit=unit).edges
    if unit is None:
        return {f"{edge.origin} > {edge.target}": edge.n for edge in edges}
    sums: dict[str, Any] = {f"{edge.origin} > {edge.target}": edge.summary.sums for edge in edges}
    return {name: [s.y, s.yy, s.xy] for name, s in sums.items()}


NEXT = """SELECT "case", event, lead(event) OVER (PARTITION BY "case" ORDER BY time, event) AS next
    FROM log"""


def transitions_sql(file: str) -> Answer:
    rows = sql(file, f"SELECT event, next, count(*) FROM ({NEXT}) GROUP BY ALL")
    return {f"{event} > {after or END}": n for event, after, n in rows}


def transitions_sql_cases(file: str) -> Answer:
    rows = sql(
        file,
        f"""WITH pairs AS (SELECT "case", event, next, count(*) AS n FROM ({NEXT}) GROUP BY ALL),
        sums AS (SELECT *, sum(n) OVER (PARTITION BY "case", event) AS x FROM pairs)
        SELECT event, next, sum(n), sum(n * n), sum(n * x) FROM sums GROUP BY ALL""",
    )
    return {f"{event} > {after or END}": [float(v) for v in sums] for event, after, *sums in rows}


def _next_polars(file: str) -> Any:
    import polars as pl

    log = polars(file).select("case", "time", "event").sort("case", "time", "event")
    same = pl.col("case").shift(-1) == pl.col("case")
    return log.with_columns(next=pl.when(same).then(pl.col("event").shift(-1)))


def transitions_polars(file: str) -> Answer:
    import polars as pl

    rows = _next_polars(file).group_by("event", "next").agg(pl.len()).collect().rows()
    return {f"{event} > {after or END}": n for event, after, n in rows}


def transitions_polars_cases(file: str) -> Answer:
    import polars as pl

    pairs = _next_polars(file).group_by("case", "event", "next").agg(n=pl.len().cast(pl.Float64))
    both = pairs.with_columns(x=pl.col("n").sum().over("case", "event"))
    n = pl.col("n")
    sums = [n.sum(), (n * n).sum().alias("yy"), (n * pl.col("x")).sum().alias("xy")]
    rows = both.group_by("event", "next").agg(*sums).collect().rows()
    return {f"{event} > {after or END}": sums for event, after, *sums in rows}


def transitions_pandas(file: str) -> Answer:
    log = pandas(file, "case", "time", "event").sort_values(["case", "time", "event"])
    after = log.groupby("case")["event"].shift(-1).fillna(END)
    counts = log.groupby([log["event"], after]).size()
    return {f"{event} > {then}": int(n) for (event, then), n in counts.items()}


def transitions_retentioneering(file: str) -> Answer:
    sys.modules["posthog"] = None  # type: ignore[assignment]  # it would report each use
    from retentioneering import Eventstream

    log = pandas(file, "case", "time", "event")
    schema = {"path_cols": ["case"], "event_col": "event", "timestamp_col": "time"}
    matrix = Eventstream(log, schema).transition_graph_data(edge_weight="count")
    return {
        f"{event} > {END if after == 'path_end' else after}": int(n)
        for event, row in matrix.iterrows()
        for after, n in row.items()
        if n and event not in ("path_start", "path_end")
    }


def transitions_pm4py(file: str) -> Answer:
    import pm4py

    log = pm4py.format_dataframe(
        pandas(file, "case", "time", "event"),
        case_id="case",
        activity_key="event",
        timestamp_key="time",
    )
    edges, _, ends = pm4py.discover_dfg(log)
    found = {f"{event} > {after}": int(n) for (event, after), n in edges.items()}
    return found | {f"{event} > {END}": int(n) for event, n in ends.items()}


# --- cohorts: how many of those who began on a day are active on each day after -------------------


def cohorts_of(log: Any) -> Answer:
    """Return who was active when, from the retention of uxcx."""
    from uxcx import relationships

    table = relationships.retention(log, period="day", up_to=UP_TO)
    found = {}
    for cell in table.cells:
        (_, cohort), (_, age) = cell.group
        if cell.summary.successes:
            found[f"{cohort} + {str(age).split()[-1]}"] = int(cell.summary.successes)
    return found


def _cohorts(rows: Any) -> Answer:
    return {f"{cohort} + {int(age)}": int(n) for cohort, age, n in rows if 0 < age <= UP_TO}


def cohorts_sql(file: str) -> Answer:
    return _cohorts(
        sql(
            file,
            """WITH days AS (SELECT DISTINCT customer, time::DATE AS day FROM log),
            starts AS (SELECT customer, min(day) AS start FROM days GROUP BY customer)
            SELECT start, day - start AS age, count(*) FROM days JOIN starts USING (customer)
            GROUP BY ALL""",
        )
    )


def cohorts_polars(file: str) -> Answer:
    import polars as pl

    days = polars(file).select("customer", day=pl.col("time").dt.date()).unique()
    both = days.with_columns(start=pl.col("day").min().over("customer"))
    age = (pl.col("day") - pl.col("start")).dt.total_days()
    return _cohorts(both.group_by("start", age=age).agg(pl.len()).collect().rows())


def cohorts_pandas(file: str) -> Answer:
    log = pandas(file, "customer", "time")
    days = log.assign(day=log["time"].dt.floor("D"))[["customer", "day"]].drop_duplicates()
    start = days.groupby("customer")["day"].transform("min")
    counts = days.groupby([start.rename("start"), (days["day"] - start).dt.days]).size()
    return _cohorts((start.date(), age, n) for (start, age), n in counts.items())


# --- Net Promoter Score by channel ----------------------------------------------------------------


def nps_of(log: Any) -> Answer:
    """Return promoters and detractors of each channel, from the score of uxcx."""
    from uxcx import cx

    return {
        estimate.group[0][1]: [estimate.summary.promoters, estimate.summary.detractors]
        for estimate in cx.nps(log, "rating", by="channel")
    }


def nps_sql(file: str) -> Answer:
    query = """SELECT channel, count(*) FILTER (rating >= 9), count(*) FILTER (rating <= 6)
        FROM log GROUP BY channel"""
    return {channel: [up, down] for channel, up, down in sql(file, query)}


def nps_polars(file: str) -> Answer:
    import polars as pl

    up, down = (pl.col("rating") >= 9).sum(), (pl.col("rating") <= 6).sum()
    rows = polars(file).group_by("channel").agg(up.alias("up"), down.alias("down")).collect()
    return {channel: [n_up, n_down] for channel, n_up, n_down in rows.rows()}


def nps_pandas(file: str) -> Answer:
    log = pandas(file, "channel", "rating")
    parts = log.assign(up=log["rating"] >= 9, down=log["rating"] <= 6).groupby("channel")
    return {
        c: [int(row["up"]), int(row["down"])] for c, row in parts[["up", "down"]].sum().iterrows()
    }


def _ours(of: Callable[..., Answer], columns: list[str], *more: Any) -> dict[str, Any]:
    return {
        "uxcx on DuckDB": lambda file: of(duck(file)[1], *more),
        "uxcx on Polars": lambda file: of(polars(file), *more),
        "uxcx on pandas": lambda file: of(pandas(file, *columns), *more),
    }


LOG = ["case", "time", "event"]
CONTENDERS: dict[str, dict[str, Callable[[str], Answer]]] = {
    "funnel": {
        "DuckDB SQL": funnel_sql,
        "Polars": funnel_polars,
        "pandas": funnel_pandas,
        **_ours(funnel_of, LOG),
    },
    "cohorts": {
        "DuckDB SQL": cohorts_sql,
        "Polars": cohorts_polars,
        "pandas": cohorts_pandas,
        **_ours(cohorts_of, ["customer", "time"]),
    },
    "NPS by channel": {
        "DuckDB SQL": nps_sql,
        "Polars": nps_polars,
        "pandas": nps_pandas,
        **_ours(nps_of, ["channel", "rating"]),
    },
    "transitions, counted": {
        "DuckDB SQL": transitions_sql,
        "Polars": transitions_polars,
        "pandas": transitions_pandas,
        "retentioneering": transitions_retentioneering,
        "pm4py": transitions_pm4py,
        **_ours(transitions_of, LOG, None),
    },
    "transitions, with sums over cases": {
        "DuckDB SQL": transitions_sql_cases,
        "Polars": transitions_polars_cases,
        "uxcx on DuckDB": lambda file: transitions_of(duck(file)[1], "case"),
        "uxcx on Polars": lambda file: transitions_of(polars(file), "case"),
    },
}
