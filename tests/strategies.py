"""What Hypothesis draws in several test files, and summaries made without data frames.

The plain summaries serve twice: they are quick, and they are an oracle for what `reduce` makes
of the same answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from uxcx import cx, ux
from uxcx.families import Clustered, GeometricMean, Mean, NetScore, Proportion, Rate, UnitSums

#: from answers to values: +1, 0 and -1 for a net score, logarithms for times, 1 and 0 for shares
Values = Callable[[Any], float]


class Metric(NamedTuple):
    """A metric function, its family, valid answers to its question, and their values."""

    name: str
    measure: Callable[..., Any]
    family: type
    answers: st.SearchStrategy[float]
    value: Values


METRICS = [
    Metric("task_success", ux.task_success, Proportion, st.integers(0, 1), float),
    Metric("csat", cx.csat, Proportion, st.integers(1, 5), lambda answer: float(answer >= 4)),
    Metric("time_on_task", ux.time_on_task, GeometricMean, st.floats(0.1, 5000), math.log),
    Metric("error_rate", ux.error_rate, Rate, st.integers(0, 9), float),
    Metric("seq", ux.seq, Mean, st.integers(1, 7), float),
    Metric("ces", cx.ces, Mean, st.integers(1, 7), float),
    Metric("sus", ux.sus, Mean, st.integers(0, 40).map(lambda points: 2.5 * points), float),
    Metric(
        "nps",
        cx.nps,
        NetScore,
        st.integers(0, 10),
        lambda answer: float((answer >= 9) - (answer <= 6)),
    ),
]
METRIC_IDS = [metric.name for metric in METRICS]


def summarise(metric: Metric, answers: Sequence[Any]) -> Any:
    """Return the summary of answers (None is a missing one), by plain Python and NumPy."""
    values = [metric.value(answer) for answer in answers if answer is not None]
    n, counts = len(values), {"n_missing": len(answers) - len(values)}
    if metric.family is Proportion:
        return Proportion(n=n, successes=round(sum(values)), **counts)
    if metric.family is Rate:
        return Rate(n=n, events=round(sum(values)), **counts)
    if metric.family is NetScore:
        up, down = values.count(1), values.count(-1)
        return NetScore(promoters=up, detractors=down, passives=n - up - down, **counts)
    mean = float(np.mean(values)) if n else math.nan
    sd = (0.0 if len(set(values)) == 1 else float(np.std(values, ddof=1))) if n > 1 else math.nan
    return metric.family(n=n, mean=mean, sd=sd, **counts)


def summarise_units(metric: Metric, frame: pd.DataFrame) -> Clustered:
    """Return the summary of the column `answer` over the units of the column `person`."""
    rows = frame.assign(value=frame["answer"].map(metric.value)).groupby("person")["value"]
    x, y = rows.size().to_numpy(float), rows.sum().to_numpy(float)
    sums = {"x": x.sum(), "y": y.sum(), "xx": x @ x, "xy": x @ y, "yy": y @ y}
    return Clustered(
        base=summarise(metric, frame["answer"].tolist()),
        sums=UnitSums(n_units=len(x), **{name: float(total) for name, total in sums.items()}),
    )


def answers(metric: Metric, *, least: int = 1, most: int = 25) -> st.SearchStrategy[list[Any]]:
    """Draw valid answers of a metric, `least` or more, and up to three missing ones."""
    given = st.lists(metric.answers, min_size=least, max_size=most)
    gaps = st.lists(st.none(), max_size=3)
    return st.tuples(given, gaps).map(lambda both: [*both[0], *both[1]])


def estimates(metric: Metric, *, least: int = 1) -> st.SearchStrategy[Any]:
    """Draw estimates of a metric."""
    return answers(metric, least=least).map(lambda drawn: metric.measure(summarise(metric, drawn)))


def any_estimate(*, least: int = 1) -> st.SearchStrategy[Any]:
    """Draw estimates of any metric."""
    return st.sampled_from(METRICS).flatmap(lambda metric: estimates(metric, least=least))


def two_estimates(*, least: int = 1) -> st.SearchStrategy[tuple[Any, Any]]:
    """Draw two estimates of the same metric, which may be any."""
    return st.sampled_from(METRICS).flatmap(
        lambda metric: st.tuples(estimates(metric, least=least), estimates(metric, least=least))
    )


def frames(metric: Metric, *, units: int = 6, most: int = 25) -> st.SearchStrategy[pd.DataFrame]:
    """Draw rows of a metric: an answer, a group `a` or `b`, and a person of `units`.

    Each group has two persons and more.
    """
    row = st.tuples(metric.answers, st.sampled_from("ab"), st.integers(0, units - 1))
    corners = st.tuples(*(metric.answers for _ in range(4))).map(
        lambda drawn: [
            (answer, group, person)
            for answer, (group, person) in zip(
                drawn, [("a", 0), ("a", 1), ("b", 2), ("b", 3)], strict=True
            )
        ]
    )
    return st.tuples(st.lists(row, max_size=most), corners).map(
        lambda both: pd.DataFrame([*both[0], *both[1]], columns=["answer", "group", "person"])
    )
