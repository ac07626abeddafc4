"""The airline's records: trips, the event log, requests for help, and the customer's year."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.datasets.airline_journeys import HALF_YEAR, YEAR, Trips, places_in_group
from uxcx.datasets.airline_people import People, categories, line
from uxcx.datasets.airline_tables import (
    AIRPORTS,
    CHANNELS,
    DELAYED_FROM,
    EVENTS,
    LAST_DAY,
    REASONS,
    STAGE_OF,
    STAGES,
    TIME_ZONES,
)

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.datasets.airline_parameters import Parameters

Array = np.ndarray[Any, Any]

APP, WEB, AIRPORT, CABIN, PHONE = range(len(CHANNELS))
#: part of the airport's and the cabin's rows that arrives hours late
SHARE_UPLOADED_LATE = 0.03
SHARE_CHECKED_IN_ONLINE = 0.75
SHARE_IN_PANEL = 0.6


@dataclass(frozen=True)
class Searches:
    """Searches as arrays, by customer and in order of time; the last of a won trip was paid."""

    owner: Array
    names: Array
    time: Array
    paid: Array


def searches(people: People, trips: Trips, *, rng: np.random.Generator) -> Searches:
    """Return every search: those before the one that was paid were days earlier."""
    trip = np.repeat(np.arange(len(trips.owner)), trips.tries)
    owner = trips.owner[trip]
    left = trips.tries[trip] - 1 - places_in_group(trip)
    days = left * rng.integers(1, 4, len(trips.owner))[trip]
    hours = np.where(left > 0, rng.uniform(-3, 3, len(trip)), 0.0)
    return Searches(
        owner=owner,
        names=case_names(people.names[owner], 1 + places_in_group(owner)),
        time=trips.booked[trip] - _seconds(86_400 * days + 3600 * hours),
        paid=(left == 0) & trips.won[trip],
    )


def case_names(customers: Array, number: Array) -> Array:
    """Return names of cases, such as ``c00012-03``."""
    return np.char.add(np.char.add(customers, "-"), np.char.zfill(number.astype("U"), 2))


def paid_names(people: People, trips: Trips) -> Array:
    """Return the case of each trip that was flown: the number of the search that was paid."""
    starts = np.flatnonzero(np.diff(trips.owner, prepend=-1))
    up_to = np.cumsum(trips.tries)
    before = np.repeat(up_to[starts] - trips.tries[starts], np.diff(starts, append=len(up_to)))
    return case_names(people.names[trips.owner], up_to - before)[trips.won]


def trips_table(people: People, trips: Trips) -> pd.DataFrame:
    """Return the trips that were flown."""
    import pandas as pd

    flown = trips.flown()
    return pd.DataFrame(
        {
            "case": paid_names(people, trips),
            "customer": people.names[flown.owner],
            "number": 1 + places_in_group(flown.owner),
            "booked": flown.booked,
            "departure": flown.departure,
            "origin": categories(flown.origin, AIRPORTS),
            "destination": categories(flown.destination, AIRPORTS),
            "fare": flown.fare,
            "delay": flown.delay,
            "bag": flown.bag.astype(int),
            "bag_lost": np.where(flown.bag, flown.lost, np.nan),
        }
    )


def contacts_table(
    p: Parameters, people: People, trips: Trips, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the requests for help; about a booking before the flight, else after it."""
    import pandas as pd

    flown, names = trips.flown(), paid_names(people, trips)
    trip, reason = np.nonzero(flown.asked)
    n = len(trip)
    owner = flown.owner[trip]
    resolved = flown.resolved[trip, reason]
    ends = flown.departure + (flown.delay + flown.flight_minutes) * np.timedelta64(60, "s")
    before = (flown.departure - flown.booked).astype(int)[trip] * rng.random(n)
    after = rng.lognormal(np.log(20 * 3600), 1.0, n).clip(900, 2 * 86_400)
    is_booking = reason == REASONS.index("booking")
    time = np.where(
        is_booking, flown.booked[trip] + before.astype(int), ends[trip] + after.astype(int)
    )
    ease = line(p.contact_ease, p.cx) + 2.2 * resolved + rng.normal(0.0, 1.1, n)
    digital = np.where(people.app[owner] == 1, APP, WEB)
    frame = pd.DataFrame(
        {
            "contact": np.char.add(names[trip], np.array(["b", "d", "l", "o"])[reason]),
            "customer": people.names[owner],
            "case": names[trip],
            "time": time,
            "channel": categories(np.where(rng.random(n) < 0.55, PHONE, digital), CHANNELS),
            "reason": categories(reason, REASONS),
            "resolved": resolved.astype(int),
            "ease": np.clip(np.round(ease), 1, 7),
        }
    )
    frame["ease"] = frame["ease"].mask(rng.random(n) < 0.3)
    return frame


def years_table(people: People, trips: Trips, *, rng: np.random.Generator) -> pd.DataFrame:
    """Return each customer's twelve months after the first flight."""
    import pandas as pd

    n = len(people.names)
    flown, first = trips.flown(), trips.first()
    since = flown.booked - first.departure[flown.owner]
    again = (since > np.timedelta64(0, "s")) & (since < np.timedelta64(HALF_YEAR * 86_400, "s"))
    over = first.departure.astype("datetime64[D]") + YEAR <= np.datetime64(LAST_DAY, "D")
    spent = np.bincount(flown.owner, flown.fare, minlength=n)
    anywhere = np.bincount(trips.owner, trips.fare, minlength=n)
    return pd.DataFrame(
        {
            "customer": people.names,
            "observed": over.astype(int),
            "repeat_6": np.minimum(np.bincount(flown.owner, again, minlength=n), 1).astype(int),
            "trips": np.bincount(flown.owner, minlength=n),
            "spent": spent.round(2),
            "category": np.where(rng.random(n) < SHARE_IN_PANEL, anywhere.round(2), np.nan),
            "contacts": np.bincount(flown.owner, flown.asked.sum(axis=1), minlength=n).astype(int),
            "stayed": np.isnat(people.left).astype(int),
        }
    )


@dataclass
class _Log:
    """Events on their way into the log, a block for each touchpoint."""

    p: Parameters
    people: People
    rng: np.random.Generator
    blocks: list[dict[str, Array]] = field(default_factory=list)

    def add(
        self,
        event: str,
        *,
        owner: Array,
        case: Array,
        time: Array,
        place: Array,
        channel: Any,
        rated: Any = None,
        share_rated: float | None = None,
    ) -> None:
        """Add a touchpoint; `rated` is how good it was, on the scale of the rating."""
        n = len(owner)
        rating = np.full(n, np.nan)
        if rated is not None:
            felt = rated + 0.3 * self.people.lenient[owner] + self.rng.normal(0.0, 0.8, n)
            share = self.p.share_rated if share_rated is None else share_rated
            said = self.rng.random(n) < share
            rating[said] = np.clip(np.round(felt[said]), 1, 5)
        self.blocks.append(
            {
                "owner": owner,
                "case": case,
                "time": time.astype("datetime64[s]"),
                "place": place,
                "event": np.full(n, EVENTS.index(event), dtype="int8"),
                "channel": np.broadcast_to(np.asarray(channel, dtype="int8"), (n,)),
                "rating": rating,
            }
        )

    def columns(self) -> dict[str, Array]:
        return {
            name: np.concatenate([block[name] for block in self.blocks]) for name in self.blocks[0]
        }


def events_table(
    p: Parameters,
    people: People,
    trips: Trips,
    contacts: pd.DataFrame,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the log, in the order in which rows arrived."""
    import pandas as pd

    looked = searches(people, trips, rng=rng)
    log = _Log(p, people, rng)
    _before_the_trip(log, looked)
    flown, cases = trips.flown(), np.flatnonzero(looked.paid)
    _on_the_trip(log, flown, cases)
    trip, _ = np.nonzero(flown.asked)  # of each row of contacts
    owner = flown.owner[trip]
    log.add(
        "ask for help",
        owner=owner,
        case=cases[trip],
        time=contacts["time"].to_numpy(),
        place=people.home[owner],
        channel=contacts["channel"].cat.codes.to_numpy(),
    )
    rows = log.columns()
    n = len(rows["owner"])
    in_place = (rows["channel"] == AIRPORT) | (rows["channel"] == CABIN)
    whole_minutes = rows["time"].astype("datetime64[m]").astype("datetime64[s]")
    rows["time"] = np.where(in_place, whole_minutes, rows["time"])
    late = in_place & (rng.random(n) < SHARE_UPLOADED_LATE)
    arrived = rows["time"].astype("int64") + late * rng.integers(3600, 30 * 3600, n)
    order = np.argsort(arrived, kind="stable")
    rows = {name: values[order] for name, values in rows.items()}
    stage = np.array([STAGES.index(STAGE_OF[event]) for event in EVENTS])[rows["event"]]
    return pd.DataFrame(
        {
            "customer": pd.Series(people.names, dtype="str").take(rows["owner"]).array,
            "case": pd.Series(looked.names, dtype="str").take(rows["case"]).array,
            "time": rows["time"],
            "time_zone": categories(rows["place"], TIME_ZONES),
            "stage": categories(stage, STAGES),
            "event": categories(rows["event"], EVENTS),
            "channel": categories(rows["channel"], CHANNELS),
            "rating": rows["rating"],
        }
    )


def _seconds(values: Any) -> Array:
    return np.asarray(values).astype("timedelta64[s]")


def _before_the_trip(log: _Log, looked: Searches) -> None:
    """Add searching, choosing and paying."""
    p, people, rng = log.p, log.people, log.rng
    owner, n = looked.owner, len(looked.owner)
    quality = people.digital[owner]
    rated = line(p.rating_digital, quality) + 0.2 * people.skill[owner]
    slowness = np.exp(p.log_seconds_per_quality * (quality - 0.5))
    to_choose = rng.lognormal(np.log(100), 0.7, n) * slowness
    to_pay = rng.lognormal(np.log(200), 0.6, n) * slowness
    chosen = looked.time - _seconds(to_pay)
    chose = looked.paid | (rng.random(n) < 0.4)
    common: dict[str, Any] = {
        "owner": owner,
        "case": np.arange(n),
        "place": people.home[owner],
        "channel": np.where(people.app[owner] == 1, APP, WEB),
    }
    for event, time, rows, how in (
        ("search flights", chosen - _seconds(to_choose), slice(None), rated),
        ("choose flight", chosen, chose, None),
        ("pay", looked.time, looked.paid, rated),
    ):
        log.add(
            event,
            time=time[rows],
            rated=None if how is None else how[rows],
            **{name: values[rows] for name, values in common.items()},
        )


def _on_the_trip(log: _Log, trips: Trips, case: Array) -> None:
    """Add check-in, bag drop, boarding, flight, baggage and the rating at the end."""
    p, people, rng = log.p, log.people, log.rng
    owner, n = trips.owner, len(trips.owner)
    leaves = trips.departure + _seconds(60 * trips.delay)
    arrives = leaves + _seconds(60 * trips.flight_minutes)
    staff = line(p.rating_staff, p.cx)
    late = trips.delay >= DELAYED_FROM
    log_delay = np.log(np.maximum(trips.delay, DELAYED_FROM) / DELAYED_FROM)
    digital = line(p.rating_digital, people.digital[owner]) + 0.2 * people.skill[owner]
    by_app = np.where(people.app[owner] == 1, APP, WEB)

    online = rng.random(n) < SHARE_CHECKED_IN_ONLINE
    at_airport = _seconds(rng.uniform(70, 150, n) * 60)
    ahead = np.minimum(
        rng.uniform(3 * 3600, 23 * 3600, n), 0.9 * (trips.departure - trips.booked).astype(int)
    )
    checked_in = trips.departure - np.where(online, _seconds(ahead), at_airport)
    # At the airport a machine checks people in, and takes the bag in the same minute.
    dropped = np.where(online, trips.departure - _seconds(rng.uniform(50, 140, n) * 60), checked_in)
    home, there = trips.origin, trips.destination
    belt = arrives + _seconds(rng.uniform(10, 45, n) * 60)
    said = arrives + _seconds(rng.lognormal(np.log(9 * 3600), 1.0, n).clip(1800, 2 * 86_400))
    overall = (
        4.4
        + 1.0 * (people.digital[owner] - 0.5)
        + 0.6 * (p.cx - 0.5)
        - late * (0.9 + 0.4 * log_delay)
        - 1.2 * trips.lost
    )
    with_bag, lost = trips.bag & ~trips.lost, trips.lost
    everybody = np.ones(n, dtype=bool)
    responds = rng.random(n) < 0.2
    for event, rows, time, place, channel, rated in (
        ("check in", online, checked_in, home, by_app, digital),
        ("check in", ~online, checked_in, home, AIRPORT, np.full(n, 4.2)),
        ("drop bag", trips.bag, dropped, home, AIRPORT, np.full(n, staff + 0.1)),
        (
            "board",
            everybody,
            leaves - _seconds(rng.uniform(15, 35, n) * 60),
            home,
            AIRPORT,
            staff + 0.3 - late * (0.9 + 0.45 * log_delay),
        ),
        ("fly", everybody, leaves, home, CABIN, staff + 0.2 - 0.4 * late),
        ("collect bag", with_bag, belt, there, AIRPORT, np.full(n, staff)),
        ("report lost bag", lost, belt, there, AIRPORT, np.full(n, line(p.rating_lost_bag, p.cx))),
        ("rate the trip", responds, said, home, by_app, overall),
    ):
        log.add(
            event,
            owner=owner[rows],
            case=case[rows],
            time=time[rows],
            place=place[rows],
            channel=channel if isinstance(channel, int) else channel[rows],
            rated=rated[rows],
            share_rated=1.0 if event == "rate the trip" else None,
        )
