"""The numbers of the capstone: what proposals cost, and what the airline's data say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uxcx import cx, datasets
from uxcx.exercises.lesson_03 import grouped, one

if TYPE_CHECKING:
    import pandas as pd

#: what the airline's finance department says: customers a year, and what is left of revenue
CUSTOMERS, MARGIN = 200_000, 0.25

#: name, yearly cost in EUR, share of the harm that it is said to undo, the proposers' words
PROPOSALS = (
    ("A", "Polish the seat change", 600_000, 0.90, "Everybody uses the app. It is our showpiece."),
    (
        "B",
        "Handle delays",
        600_000,
        0.50,
        "At the gate we tell people why, and rebook them.",
    ),
    ("C", "Track bags", 500_000, 0.80, "Nothing makes people as angry as a lost bag."),
)


def proposals() -> pd.DataFrame:
    """Return the three proposals as those who make them put it.

    Examples
    --------
    >>> proposals()["proposal"].tolist()
    ['A', 'B', 'C']

    They compete for one budget.
    """
    import pandas as pd

    columns = ["proposal", "what", "cost a year, EUR", "harm undone (claim)", "they say"]
    return pd.DataFrame(PROPOSALS, columns=columns)


def customers() -> pd.DataFrame:
    """Return a row for each customer: their first flight, who they are, and their year.

    Examples
    --------
    >>> sorted(customers()["flight"].unique())
    ['late', 'on time']

    Late is a quarter of an hour and more, as in official statistics.
    """
    airline = datasets.load("airline")
    first = airline.trips[airline.trips["number"] == 1]
    first = first[["customer", "fare", "origin", "delay", "bag_lost"]]
    about = airline.customers[["customer", "tier", "uses", "age"]]
    found: pd.DataFrame = first.merge(about, on="customer").merge(airline.years, on="customer")
    found["flight"] = (found["delay"] >= 15).map({True: "late", False: "on time"})
    lost = found["bag_lost"].fillna(0) == 1
    return found.assign(luggage=lost.map({True: "lost", False: "not lost"}))


def seat_change(*, design: str = "app", attempts: tuple[int, ...] = (1,)) -> float:
    """Return the success of changing a seat."""
    tried = datasets.load("airline").attempts
    kept = (tried["task"] == "change seat") & (tried["design"] == design)
    return float(tried.loc[kept & tried["attempt"].isin(attempts), "completed"].mean())


def every_task() -> float:
    """Return the success with the app over all three tasks."""
    tried = datasets.load("airline").attempts
    kept = (tried["attempt"] == 1) & (tried["design"] == "app")
    return float(tried.loc[kept, "completed"].mean())


def most_unsettled() -> str:
    """Return what most requests that were not settled at once were about."""
    contacts = datasets.load("airline").contacts
    return str(contacts.loc[contacts["resolved"] == 0, "reason"].value_counts().idxmax())


def retention_gap() -> float:
    """Return how much higher retention is after a first flight on time than after a late one."""
    people = customers()
    stayed = people[people["observed"] == 1].groupby("flight")["stayed"].mean()
    return float(stayed["on time"] - stayed["late"])


def gap_without_observed() -> float:
    """Return the gap if those whose year is not over are counted as they stand."""
    stayed = customers().groupby("flight")["stayed"].mean()
    return float(stayed["on time"] - stayed["late"])


def nps_by_flight() -> dict[str, float]:
    """Return the NPS of those who answered, by their first flight."""
    asked = datasets.load("airline").survey.merge(customers()[["customer", "flight"]])
    found = grouped(cx.nps(asked, "recommend", by="flight"))
    return {flight: found[flight].value for flight in ("on time", "late")}


def share_late() -> float:
    """Return the share of all customers whose first flight was late."""
    return float((customers()["flight"] == "late").mean())


def weighted_nps(late: float | None = None) -> float:
    """Return the NPS if late flights had this share; by default the one among all customers."""
    late = share_late() if late is None else late
    nps = nps_by_flight()
    return late * nps["late"] + (1 - late) * nps["on time"]


def answered_nps() -> float:
    """Return the NPS of those who answered."""
    return one(cx.nps(datasets.load("airline").survey, "recommend")).value


def worth() -> float:
    """Return what a customer who stays is worth in a year, in EUR."""
    return MARGIN * float(customers()["spent"].mean())


def most_from_delays(share: float | None = None) -> float:
    """Return what delays cost in a year if all of the gap were theirs, in EUR."""
    share = share_late() if share is None else share
    return share * retention_gap() * CUSTOMERS * worth()


def break_even() -> float:
    """Return the share of the delays' harm that B must undo to earn its cost."""
    return PROPOSALS[1][2] / most_from_delays()
