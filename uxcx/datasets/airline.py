"""The airline world: a flawless booking app and a fragile service.

One causal story. The quality of the app (`ux`) decides how its tasks go, whether a search ends in
a booking, and how the app is rated. The quality of the service (`cx`) decides delays, lost bags,
the staff and what comes of a request for help. Both, and the price, make loyalty; loyalty decides
what customers say of the airline, whether they stay, and how often they fly with it again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from uxcx.datasets.airline_journeys import Trips, account_closed, first_trips, later_trips
from uxcx.datasets.airline_log import contacts_table, events_table, trips_table, years_table
from uxcx.datasets.airline_measures import (
    MOVED_BY_BOTH,
    MOVED_BY_CX,
    MOVED_BY_UX,
    NOT_MOVED,
    estimates,
)
from uxcx.datasets.airline_opinions import answers, loyalty
from uxcx.datasets.airline_parameters import Parameters, population
from uxcx.datasets.airline_people import People, draw_people, usability_test
from uxcx.datasets.airline_raw import raw
from uxcx.datasets.airline_tables import STORY, TABLES

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "MOVED_BY_BOTH",
    "MOVED_BY_CX",
    "MOVED_BY_UX",
    "NOT_MOVED",
    "SEED",
    "STORY",
    "TABLES",
    "Parameters",
    "estimates",
    "population",
    "raw",
    "simulate_chunk",
    "truths",
]

SEED = 11


@dataclass(frozen=True)
class _Story:
    """What happened, before it is written into tables."""

    people: People
    trips: Trips
    loyalty: np.ndarray


def _tell(p: Parameters, *, rng: np.random.Generator, first: int) -> _Story:
    who, flown, liked, again = rng.spawn(4)
    people = draw_people(p, rng=who, first=first)
    start = first_trips(p, people, rng=flown)
    loyal = loyalty(p, people, start, rng=liked)
    opened = start.booked.astype("datetime64[D]") - people.known_for
    closed = account_closed(p, start, loyal, rng=again)
    return _Story(
        people=replace(people, joined=opened, left=closed),
        trips=later_trips(p, people, start, loyal, closed, rng=again),
        loyalty=loyal,
    )


def simulate_chunk(
    parameters: Parameters, *, rng: np.random.Generator, first: int = 0
) -> dict[str, pd.DataFrame]:
    """Simulate `parameters.customers` customers, numbered from `first`.

    Parameters
    ----------
    parameters : Parameters
        The numbers of the story.
    rng : numpy.random.Generator
        The random numbers; each part of the story takes a stream of its own from it.
    first : int
        How many customers stand before these.

    Returns
    -------
    dict of str to pandas.DataFrame
        The tables by name, typed as in the schema.
    """
    p = parameters
    told, logged, asked, answered, tested, panel = rng.spawn(6)
    story = _tell(p, rng=told, first=first)
    people, trips = story.people, story.trips
    contacts = contacts_table(p, people, trips, rng=asked)
    tables = {
        "customers": people.to_frame(),
        **usability_test(p, people, rng=tested),
        "trips": trips_table(people, trips),
        "events": events_table(p, people, trips, contacts, rng=logged),
        "contacts": contacts,
        "survey": answers(p, people, trips.first(), story.loyalty, rng=answered),
        "years": years_table(people, trips, rng=panel),
    }
    return {table.name: table.typed(tables[table.name]) for table in TABLES}


def truths(parameters: Parameters, *, rng: np.random.Generator) -> dict[str, float]:
    """Return what no table shows: the NPS, had everybody answered.

    Parameters
    ----------
    parameters : Parameters
        The numbers of the story.
    rng : numpy.random.Generator
        The random numbers.

    Returns
    -------
    dict of str to float
        In points from -100 to 100.
    """
    told, answered = rng.spawn(2)
    everybody = replace(parameters, answer=(np.inf, 0.0), share_missing=0.0)
    story = _tell(everybody, rng=told, first=0)
    survey = answers(everybody, story.people, story.trips.first(), story.loyalty, rng=answered)
    recommend = survey["recommend"].to_numpy(dtype=float)
    return {"NPS, all customers": float(100 * ((recommend >= 9).mean() - (recommend <= 6).mean()))}
