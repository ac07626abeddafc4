"""Write the section on speed of `docs/linkage.md`: 2,000 customers, and 2 million.

python benchmarks/linkage_speed.py                     # some five minutes on two free cores
python benchmarks/linkage_speed.py --customers 20000   # the large size; printed only

Every call is of pandas data frames, and none of a sample of them.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from typing import Any

import linkage_page as page
import numpy as np
import pandas as pd

from uxcx import linkage
from uxcx.linkage import Link, Source, guards

SMALL, LARGE = 2_000, 2_000_000
VISITS = 3


def people(n: int) -> pd.DataFrame:
    """Return a row a customer: who chose the change, who got it by lot, and what came of it."""
    rng = np.random.default_rng([n, 1])
    age, late = rng.normal(40, 10, n), (rng.random(n) < 0.25).astype(float)
    app = rng.random(n) < 1 / (1 + np.exp(-0.05 * (age - 40)))
    new = rng.random(n) < 0.5
    satisfaction = np.clip(np.round(4.2 - 1.2 * late + 0.8 * rng.normal(size=n)), 1, 5)
    seconds = np.exp(4 - 0.2 * new + 0.3 * rng.normal(size=n))
    return pd.DataFrame(
        {
            "customer": np.arange(n),
            "age": age,
            "late": late,
            "app": np.where(app, "app", "site"),
            "arm": np.where(new, "new", "old"),
            "plan": rng.choice(["free", "monthly", "yearly"], n),
            "satisfaction": satisfaction,
            "seconds": seconds,
            "before": rng.normal(10, 2, n),
            "recommend": 2 * satisfaction - 0.3 * np.log(seconds) + rng.normal(0, 1, n),
            "again": (rng.random(n) < 0.1 * satisfaction).astype(float),
        }
    )


def visits(n: int) -> pd.DataFrame:
    """Return three visits a customer in the half year before the survey."""
    rng = np.random.default_rng([n, 2])
    rows = n * VISITS
    days = pd.to_timedelta(rng.integers(0, 180, rows), unit="D")
    return pd.DataFrame(
        {
            "customer": np.repeat(np.arange(n), VISITS),
            "time": pd.Timestamp("2025-01-01") + days,
            "seconds": rng.lognormal(4, 0.5, rows),
        }
    )


def survey(n: int) -> pd.DataFrame:
    """Return the answers of half of the customers."""
    rng = np.random.default_rng([n, 3])
    who = np.flatnonzero(rng.random(n) < 0.5)
    return pd.DataFrame(
        {
            "customer": who,
            "answered": pd.Timestamp("2025-07-15"),
            "recommend": rng.integers(0, 11, len(who)),
        }
    )


def panel(n: int) -> pd.DataFrame:
    """Return two months of each customer; half of them get the change in the second."""
    rng = np.random.default_rng([n, 4])
    who, month = np.tile(np.arange(n), 2), np.repeat([0, 1], n)
    changed = np.where(who % 2 == 0, 1.0, np.nan)
    y = rng.normal(size=n)[who] + 0.2 * (month >= changed) + rng.normal(size=2 * n)
    return pd.DataFrame({"customer": who, "month": month, "changed": changed, "y": y})


def calls(n: int) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    """Yield what is measured: its name, what it is given, and the call."""
    rows, seen, answers, months = people(n), visits(n), survey(n), panel(n)
    known = ["late", "seconds", "age", "before"]
    yield (
        "link",
        f"{VISITS} visits a customer, half of them answer",
        lambda: linkage.link(
            rows[["customer", "age", "plan"]],
            experience=[
                Source(
                    name="visits", data=seen, time="time", columns={"seconds": ("seconds", "mean")}
                )
            ],
            outcomes=[
                Source(
                    name="survey",
                    data=answers,
                    time="answered",
                    columns={"recommend": ("recommend", "last")},
                )
            ],
            keep=["age", "plan"],
        ),
    )
    yield (
        "drivers, linear",
        "4 drivers, 1,000 resamples",
        lambda: linkage.drivers(rows, outcome="recommend", drivers=known),
    )
    yield (
        "drivers, logistic",
        "4 drivers, 1,000 resamples",
        lambda: linkage.drivers(rows, outcome="again", drivers=known),
    )
    through: dict[str, Any] = {"treatment": "late", "mediator": "satisfaction"}
    yield (
        "mediation, linear",
        "five steps, a covariate, 1,000 resamples",
        lambda: linkage.mediation(rows, outcome="recommend", covariates=["age"], **through),
    )
    yield (
        "mediation, logistic",
        "five steps, a covariate, 1,000 resamples",
        lambda: linkage.mediation(rows, outcome="again", covariates=["age"], **through),
    )
    yield (
        "experiment",
        "a covariate",
        lambda: linkage.experiment(
            rows, "recommend", group="arm", treatment="new", covariates="before"
        ),
    )
    yield (
        "difference in differences",
        "two months a customer, over customers",
        lambda: linkage.difference_in_differences(
            months, "y", period="month", adopted="changed", unit="customer"
        ),
    )
    yield (
        "before and after",
        "two months a customer, over customers",
        lambda: linkage.before_after(months, "y", period="month", changed_at=1, unit="customer"),
    )
    yield (
        "matched comparison",
        "a number and a category",
        lambda: linkage.matched(
            rows, "recommend", group="app", treatment="app", covariates=["age", "plan"]
        ),
    )
    yield (
        "what if",
        "100,000 runs; knows no customers",
        lambda: linkage.what_if(
            "success",
            start=0.7,
            end=0.8,
            links=[
                Link(cause="success", outcome="orders", effect=(0.3, 0.1, 0.5)),
                Link(cause="orders", outcome="revenue", effect=(60, 50, 70), unit="EUR"),
            ],
        ),
    )
    yield (
        "Simpson's reversal",
        "three segments",
        lambda: guards.simpson(rows, "again", group="app", treatment="app", segments="plan"),
    )


def seconds(call: Callable[[], Any], *, best_of: int) -> float:
    """Return how long a call takes at best."""
    found = []
    for _ in range(best_of):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return min(found)


TEXT = """\
## Speed

Seconds of pandas data frames in memory, with all rows in each call: the best of three calls for
{small:,} customers, one call for {large:,}. On two cores that others used too, so take them as
upper bounds.

| | given | {small:,} customers | {large:,} customers |
|---|---|---|---|
{rows}
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=LARGE)
    large = parser.parse_args().customers
    few = {name: seconds(call, best_of=3) for name, _, call in calls(SMALL)}
    rows = []
    for name, given, call in calls(large):
        rows.append(f"| {name} | {given} | {few[name]:.2f} | {seconds(call, best_of=1):.1f} |")
        print(rows[-1], flush=True)
    text = TEXT.format(small=SMALL, large=large, rows="\n".join(rows))
    if large == LARGE:
        page.write("speed", text)


if __name__ == "__main__":
    main()
