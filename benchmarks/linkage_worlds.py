"""Samples of the three worlds, each as the one row a customer that linkage needs."""

from __future__ import annotations

from typing import Any

import pandas as pd

from uxcx import datasets, linkage
from uxcx.linkage import Source

CUSTOMERS = 2_000


def shop(seed: int, customers: int = CUSTOMERS) -> pd.DataFrame:
    """Return the first orders of the shop: late, wrong size, autofill, answers, ordered again."""
    tables = datasets.simulate("ecommerce", customers=customers, seed=seed).tables
    orders, sessions = tables["orders"], tables["sessions"]
    first = orders[orders["number"] == 1][["customer", "order", "time", "late", "wrong_size"]]
    visit = sessions.set_index("session")
    second = orders[orders["number"] == 2].set_index("customer")["time"]
    frame = first.merge(
        tables["survey"][["order", "recommend", "satisfaction"]], on="order", how="left"
    )
    return frame.assign(
        autofill=(frame["order"].map(visit["design"].astype(str)) == "autofill").astype(float),
        in_test=frame["order"].map(visit["arm"].astype(str)).isin(["plain", "autofill"]),
        repeated=((frame["customer"].map(second) - frame["time"]).dt.days <= 180).astype(float),
    )


def flights(seed: int, customers: int = CUSTOMERS) -> pd.DataFrame:
    """Return the airline's customers, linked: the flights up to the survey, and its answers."""
    tables = datasets.simulate("airline", customers=customers, seed=seed).tables
    first = tables["trips"][tables["trips"]["number"] == 1]
    first = first.assign(late=(first["delay"] >= 15).astype(float))
    people = tables["customers"].assign(app=(tables["customers"]["uses"] == "app").astype(float))
    found = linkage.link(
        people,
        experience=[
            Source(
                name="first flight",
                data=first,
                time="departure",
                columns={"late": ("late", "max"), "bag_lost": ("bag_lost", "sum")},
            )
        ],
        outcomes=[_survey(tables["survey"])],
        keep=["app", "tier"],
    )
    frame: pd.DataFrame = found.frame
    return frame.assign(bag_lost=frame["bag_lost"].fillna(0))


def app(seed: int, customers: int = CUSTOMERS) -> pd.DataFrame:
    """Return the budgeting app's customers, linked: their half year, and the survey after it."""
    tables = datasets.simulate("budgeting", customers=customers, seed=seed).tables
    people = tables["customers"].assign(new=(tables["customers"]["design"] == "new").astype(float))
    contacts = tables["contacts"].assign(unsettled=1.0 - tables["contacts"]["resolved"])
    found = linkage.link(
        people,
        experience=[
            Source(
                name="months",
                data=tables["months"],
                time="month",
                start="2025-07-01",
                end="2026-01-01",
                columns={"unaided": ("reconciled", "mean")},
            ),
            Source(
                name="contacts",
                data=contacts,
                time="time",
                end="2026-01-01",
                columns={"unsettled": ("unsettled", "sum")},
            ),
        ],
        outcomes=[_survey(tables["survey"], start="2026-01-01")],
        keep=["plan", "new"],
    )
    frame: pd.DataFrame = found.frame
    return frame


def _survey(survey: pd.DataFrame, **window: Any) -> Source:
    return Source(
        name="survey",
        data=survey,
        time="answered",
        columns={
            "recommend": ("recommend", "last"),
            "satisfaction": ("satisfaction", "last"),
        },
        **window,
    )
