"""The airline's journeys: searches that become trips, and what happens on a trip."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.datasets.airline_people import People, chance, line
from uxcx.datasets.airline_tables import (
    AIRPORTS,
    DELAYED_FROM,
    FIRST_DAY,
    LAST_DAY,
    REASONS,
    TIME_ZONES,
)

if TYPE_CHECKING:
    from uxcx.datasets.airline_parameters import Parameters

Array = np.ndarray[Any, Any]

FIRST_YEAR = 366  # days of 2024
YEAR = 365  # days that a customer is followed for
HALF_YEAR = 182
#: how often one searches before giving up on a later trip; for the first, until it is booked
PATIENCE = 3
#: popularity of each airport as a destination, and minutes of flight between two of them
POPULARITY = np.array([0.26, 0.26, 0.2, 0.18, 0.1])
MINUTES = np.array(
    [
        [0, 165, 215, 245, 490],
        [165, 0, 115, 225, 480],
        [215, 115, 0, 180, 540],
        [245, 225, 180, 0, 630],
        [490, 480, 540, 630, 0],
    ]
)


@dataclass(frozen=True)
class Trips:
    """Occasions to fly as arrays: trips with us, and those that we did not win.

    Parameters
    ----------
    owner : numpy.ndarray
        Index of the customer.
    departure, booked : numpy.ndarray
        By the timetable, and when it was paid; UTC.
    price : numpy.ndarray
        How dear the fare was for its route; standard deviation 1.
    tries : numpy.ndarray
        How often they searched with us; 0 where they did not come to us.
    won : numpy.ndarray
        Whether they flew with us; what follows from a flight counts only there.
    asked, resolved : numpy.ndarray
        Requests for help and whether they were settled; a column for each reason.
    """

    owner: Array
    departure: Array
    booked: Array
    origin: Array
    destination: Array
    fare: Array
    price: Array
    tries: Array
    won: Array
    delay: Array
    bag: Array
    lost: Array
    asked: Array
    resolved: Array

    def take(self, rows: Array) -> Trips:
        """Return some of them."""
        return Trips(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def with_more(self, more: Trips) -> Trips:
        """Return both, by customer and then by departure."""
        both = Trips(
            **{
                f.name: np.concatenate([getattr(self, f.name), getattr(more, f.name)])
                for f in fields(self)
            }
        )
        return both.take(np.lexsort((both.departure, both.owner)))

    def first(self) -> Trips:
        """Return the first of each customer, which was always won."""
        return self.take(np.flatnonzero(np.diff(self.owner, prepend=-1)))

    def flown(self) -> Trips:
        """Return those with us."""
        return self.take(self.won)

    @property
    def flight_minutes(self) -> Array:
        """How long the flight takes."""
        return np.asarray(MINUTES[self.origin, self.destination])


def places_in_group(groups: Array) -> Array:
    """Return 0, 1, 2 ... within each run of equal values."""
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    sizes = np.diff(starts, append=len(groups))
    return np.asarray(np.arange(len(groups)) - np.repeat(starts, sizes))


def utc(local: Array, airport: Array) -> Array:
    """Return the UTC of local times at airports."""
    import pandas as pd

    found = np.empty(len(local), dtype="datetime64[s]")
    for code, zone in enumerate(TIME_ZONES):
        here = airport == code
        times = pd.DatetimeIndex(local[here]).tz_localize(zone).tz_convert("UTC")
        found[here] = times.tz_localize(None).to_numpy().astype("datetime64[s]")
    return found


def waking_seconds(n: int, rng: np.random.Generator) -> Array:
    """Return times of day at which people book: from 7 to 23, in seconds."""
    return (7 * 3600 + 16 * 3600 * rng.beta(2.2, 1.7, n)).astype(int)


def first_trips(p: Parameters, people: People, *, rng: np.random.Generator) -> Trips:
    """Return the trip of 2024 that makes somebody a customer of this world."""
    owner = np.arange(p.customers)
    day = np.datetime64(FIRST_DAY, "D") + rng.integers(0, FIRST_YEAR, p.customers)
    lead = np.clip(rng.lognormal(np.log(21), 0.9, p.customers), 1, 240).astype(int)
    tries = rng.geometric(line(p.conversion, people.digital))
    return _happen(
        p,
        people,
        owner=owner,
        day=day,
        lead=lead,
        tries=tries,
        won=np.ones(p.customers, dtype=bool),
        rng=rng,
    )


def account_closed(p: Parameters, first: Trips, loyal: Array, *, rng: np.random.Generator) -> Array:
    """Return the day on which each account was closed; not a time where it stayed open."""
    n = p.customers
    leaves = rng.random(n) < chance(line(p.leave, loyal - 6))
    day = first.departure.astype("datetime64[D]") + rng.integers(30, YEAR, n)
    leaves &= day <= np.datetime64(LAST_DAY, "D")
    return np.where(leaves, day, np.datetime64("NaT", "D"))


def later_trips(
    p: Parameters,
    people: People,
    first: Trips,
    loyal: Array,
    closed: Array,
    *,
    rng: np.random.Generator,
) -> Trips:
    """Return all trips: the first ones, and those of the twelve months after them."""
    # Some fly a lot: the number of occasions is overdispersed.
    often = np.asarray(p.flights)[people.tier] * rng.gamma(1.5, 1 / 1.5, p.customers)
    owner = np.repeat(np.arange(p.customers), rng.poisson(often))
    n = len(owner)
    since = rng.integers(12, YEAR, n)
    start = first.departure.astype("datetime64[D]")[owner]
    day = start + since
    lead = np.clip(rng.lognormal(np.log(21), 0.9, n), 1, np.maximum(1, since - 10)).astype(int)
    # Those who left book elsewhere; not a time compares as False, so it is asked this way round.
    with_us = (rng.random(n) < chance(line(p.choose_us, loyal - 6))[owner]) & ~(
        day - lead >= closed[owner]
    )
    needed = rng.geometric(line(p.conversion, people.digital)[owner])
    tries = np.where(with_us, np.minimum(needed, PATIENCE), 0)
    won = with_us & (needed <= PATIENCE)
    in_log = day <= np.datetime64(LAST_DAY, "D") - 5  # time for a long delay, and a request
    more = _happen(
        p,
        people,
        owner=owner[in_log],
        day=day[in_log],
        lead=lead[in_log],
        tries=tries[in_log],
        won=won[in_log],
        rng=rng,
    )
    return first.with_more(more)


def _happen(
    p: Parameters,
    people: People,
    *,
    owner: Array,
    day: Array,
    lead: Array,
    tries: Array,
    won: Array,
    rng: np.random.Generator,
) -> Trips:
    """Return occasions with everything that would happen on the flight."""
    n = len(owner)
    origin = people.home[owner]
    destination = _destinations(origin, rng)
    local = day.astype("datetime64[s]") + rng.integers(6 * 12, 22 * 12, n) * 300
    paid = (day - lead).astype("datetime64[s]") + waking_seconds(n, rng)
    price = rng.normal(0.0, 1.0, n)
    fare = (25 + 0.55 * MINUTES[origin, destination]) * np.exp(0.3 * price)
    late = rng.random(n) < line(p.share_late, p.cx)
    length = rng.lognormal(np.log(line(p.delay_median, p.cx)), p.log_delay_sd, n)
    delay = np.where(late, np.clip(np.round(length), 1, 2880), 0).astype(int)
    bag = rng.random(n) < p.share_bag
    lost = bag & (rng.random(n) < line(p.share_bag_lost, p.cx))
    very_late = delay >= 4 * DELAYED_FROM
    reasons = {
        "booking": line(p.help_booking, people.digital[owner]),
        "delay": np.where(very_late, p.help_very_late, p.help_late * (delay >= DELAYED_FROM)),
        "baggage": p.help_bag_lost * lost,
        "other": np.full(n, p.help_other),
    }
    asked = rng.random((n, len(REASONS))) < np.column_stack([reasons[r] for r in REASONS])
    return Trips(
        owner=owner,
        departure=utc(local, origin),
        booked=utc(paid, origin),
        origin=origin,
        destination=destination,
        fare=np.round(fare, 2),
        price=price,
        tries=tries,
        won=won,
        delay=delay,
        bag=bag,
        lost=lost,
        asked=asked,
        resolved=rng.random((n, len(REASONS))) < line(p.resolved, p.cx),
    )


def _destinations(origin: Array, rng: np.random.Generator) -> Array:
    """Return where people fly to: by popularity, and never where they are."""
    shares = np.where(np.eye(len(AIRPORTS), dtype=bool), 0.0, POPULARITY)
    ends = np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)
    drawn = rng.random(len(origin))
    return np.asarray((drawn[:, None] >= ends[origin]).sum(axis=1)).clip(0, len(AIRPORTS) - 1)
