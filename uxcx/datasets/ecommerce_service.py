"""What happens once something is ordered: parcels, returns, help, and what customers make of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.datasets.ecommerce_shop import (
    CASES,
    DAY,
    People,
    Visits,
    category,
    chance,
    time_of_day,
    when,
)
from uxcx.datasets.ecommerce_tables import CONTACT_CHANNELS, FOLLOWED_DAYS, REASONS, SITES

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.datasets.ecommerce_parameters import Parameters

    Array = np.ndarray[Any, np.dtype[Any]]

#: app orders of a customer in the time that they are followed, at most; their numbers begin here
MAX_APP_ORDERS, FIRST_APP_CASE = 8, 20
ASKED_AFTER_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Parcels:
    """What happens with orders, whoever makes them; one value each."""

    items: Array
    dear: Array  # how dear an item was, in standard deviations of logarithms
    value: Array
    promised: Array  # days after the order
    delivered: Array  # days after the order
    delivery_time: Array  # seconds since midnight
    dispatched: Array  # seconds after the order, unless it is delivered earlier
    late: Array
    unscanned: Array
    wrong_size: Array
    returned: Array
    asked: Array  # seconds after the delivery
    credited_days: Array
    reason: Array  # place in REASONS; as many as they are without a case
    sought: Array  # seconds after the delivery
    contact_channel: Array
    resolved: Array
    ease: Array  # 1 to 7, nan without an answer
    pleased: Array  # with the delivery, before rounding to 1 to 5

    @property
    def contacted(self) -> Array:
        """Whether help was sought."""
        return self.reason < len(REASONS)

    @property
    def days_late(self) -> Array:
        """How many days after the promised one each was delivered; 0 if on time."""
        return np.asarray(np.maximum(self.delivered - self.promised, 0))

    def take(self, index: Array) -> Parcels:
        """Return some of them."""
        return Parcels(**{f.name: getattr(self, f.name)[index] for f in fields(self)})


def parcels(
    p: Parameters, n: int, rng: np.random.Generator, *, late: bool | None = None
) -> Parcels:
    """Return what happens with `n` orders; with `late`, all of them come late, or none."""
    service = p.cx - 0.5
    is_late = rng.random(n) < chance(p.log_odds_late + p.late_per_cx * service)
    if late is not None:
        is_late = np.full(n, late)
    promised = rng.integers(2, 5, n)
    early = (rng.random(n) < 0.35).astype("int64")
    log_delay = np.log(p.days_late) + p.days_late_log_per_cx * service
    delay = np.ceil(np.exp(log_delay + 0.6 * rng.standard_normal(n))).astype("int64")
    wrong = rng.random(n) < chance(p.log_odds_wrong_size + p.wrong_size_per_cx * service)
    returned = rng.random(n) < np.where(wrong, p.share_returned_wrong, p.share_returned_other)
    credit = p.credit_days * np.exp(
        p.credit_log_per_cx * service + p.credit_log_sd * rng.standard_normal(n)
    )
    seeking = rng.random((3, n))
    seeks_late = is_late & (seeking[0] < p.contact_late)
    seeks_return = returned & (seeking[1] < p.contact_returned)
    seeks_other = seeking[2] < p.contact_other
    reason = np.select([seeks_late, seeks_return, seeks_other], [0, 1, 2], len(REASONS))
    settled = p.log_odds_resolved + p.resolved_per_cx * service + p.resolved_late * (reason == 0)
    resolved = rng.random(n) < chance(settled)
    felt = p.ease_mean + p.ease_resolved * resolved + p.ease_per_cx * service
    ease = np.clip(np.round(felt + 1.3 * rng.standard_normal(n)), 1, 7)
    items = 1 + rng.poisson(p.more_items, n)
    dear = rng.standard_normal(n)
    return Parcels(
        items=items,
        dear=dear,
        value=items * p.price * np.exp(p.price_log_sd * dear),
        promised=promised,
        delivered=promised + np.where(is_late, delay, -early),
        delivery_time=rng.integers(9 * 3600, 19 * 3600, n),
        dispatched=(18 * 3600 * np.exp(0.4 * rng.standard_normal(n))).astype("int64"),
        late=is_late,
        unscanned=rng.random(n) < p.share_unscanned,
        wrong_size=wrong,
        returned=returned,
        asked=(2 * DAY * np.exp(0.7 * rng.standard_normal(n))).astype("int64"),
        credited_days=np.clip(credit.round(1), 0.5, 120),
        reason=reason,
        sought=(0.6 * DAY * np.exp(rng.standard_normal(n))).astype("int64"),
        contact_channel=np.searchsorted([0.45, 0.75], rng.random(n)),
        resolved=resolved,
        ease=np.where(rng.random(n) < 0.7, ease, np.nan),
        pleased=4.7 - 2.1 * is_late - 0.8 * wrong + 0.8 * rng.standard_normal(n),
    )


@dataclass(frozen=True, kw_only=True)
class Relationship:
    """What became of customers; one value for each customer, orders apart."""

    bought: Array
    first_in_test: Array  # whether the first order was made in the test
    loyalty: Array
    recommend: Array  # had everybody answered; nan where nothing was ordered
    satisfaction: Array
    revenue: Array
    repeated: Array
    customer: Array  # of each order, as all below, in the order of customers, then of time
    case: Array
    number: Array
    app: Array
    start: Array
    parcel: Parcels
    visit: Array  # place of the visit to the site; -1 for the app

    @property
    def satisfied(self) -> Array:
        """Whether each customer would answer 4 or 5."""
        return self.satisfaction >= 4

    @property
    def arrived(self) -> Array:
        """When each order was delivered, in seconds since the begin."""
        midnight = self.start // DAY * DAY
        return np.asarray(midnight + self.parcel.delivered * DAY + self.parcel.delivery_time)


def relationship(
    p: Parameters,
    who: People,
    seen: Visits,
    rng: np.random.Generator,
    *,
    late: bool | None = None,
    satisfaction: Array | None = None,
) -> Relationship:
    """Return what became of customers; with `late`, all first parcels come late, or none.

    With `satisfaction`, they are as satisfied as that, instead of by what they met.
    """
    streams = rng.spawn(4)
    bought_at = np.flatnonzero(seen.ordered)
    is_first = np.r_[True, np.diff(seen.customer[bought_at]) > 0][: len(bought_at)]
    first_at, later_at = bought_at[is_first], bought_at[~is_first]
    buyer = seen.customer[first_at]
    # A first parcel for everybody, bought or not, so that twins have the same one.
    firsts = parcels(p, who.n, streams[0], late=late).take(buyer)
    loyalty, satisfied = np.full((2, who.n), np.nan)
    luck = streams[1].standard_normal((3, who.n))
    content = _content(p, seen.ease[first_at], firsts) + p.content_sd * luck[1][buyer]
    felt = p.satisfaction_low + p.satisfaction_per_content * content
    satisfied[buyer] = np.clip(np.round(felt), 1, 5)
    if satisfaction is not None:
        satisfied[buyer] = satisfaction[buyer]
    loyalty[buyer] = (
        p.loyalty_mean
        + p.loyalty_per_satisfaction * (satisfied[buyer] - 4)
        + p.loyalty_autofill * seen.autofill[first_at]
        + p.loyalty_per_price * firsts.dear
        + p.loyalty_sd * luck[0][buyer]
    )
    app_customer, app_start, app_place = _app_orders(
        p, loyalty, buyer, seen.begins["ordered"][first_at], streams[2]
    )
    n_app = len(app_customer)
    more = parcels(p, len(later_at) + n_app, streams[3])
    customer = np.r_[buyer, seen.customer[later_at], app_customer]
    start = np.r_[seen.begins["ordered"][first_at], seen.begins["ordered"][later_at], app_start]
    order = np.lexsort((start, customer))
    visit = np.r_[first_at, later_at, np.full(n_app, -1)]
    app_case = (who.first + app_customer + 1) * CASES + FIRST_APP_CASE + app_place
    case = np.r_[seen.session[first_at], seen.session[later_at], app_case]
    joined = Parcels(
        **{f.name: np.r_[getattr(firsts, f.name), getattr(more, f.name)] for f in fields(Parcels)}
    ).take(order)
    customer, start = customer[order], start[order]
    value = (joined.value * np.exp(p.price_log_sd_people * who.wealth[customer])).round(2)
    object.__setattr__(joined, "value", value)
    begins = np.flatnonzero(np.r_[True, np.diff(customer) > 0][: len(customer)])
    size = np.diff(np.r_[begins, len(customer)])
    number = np.arange(len(customer)) - np.repeat(begins, size) + 1
    in_time = start - np.repeat(start[begins], size) <= FOLLOWED_DAYS * DAY
    in_test = np.zeros(who.n, dtype=bool)
    in_test[buyer] = seen.in_test[first_at]
    return Relationship(
        bought=~np.isnan(loyalty),
        first_in_test=in_test,
        loyalty=loyalty,
        recommend=_recommend(loyalty, luck[2]),
        satisfaction=satisfied,
        revenue=np.bincount(customer, value * ~joined.returned, minlength=who.n),
        repeated=np.bincount(customer, (number > 1) & in_time, minlength=who.n) > 0,
        customer=customer,
        case=case[order],
        number=number,
        app=visit[order] < 0,
        start=start,
        parcel=joined,
        visit=visit[order],
    )


def _content(p: Parameters, ease: Array, parcel: Parcels) -> Array:
    """Return how content the first order leaves customers, before chance."""
    helped = np.where(parcel.resolved, p.content_resolved, p.content_unresolved)
    return np.asarray(
        p.content_mean
        + p.content_per_form_ease * (ease - p.form_ease)
        + p.content_per_ux * (p.ux - 0.5)
        + p.content_per_cx * (p.cx - 0.5)
        + p.content_late * parcel.late
        + p.content_late_day * parcel.days_late
        + p.content_wrong_size * parcel.wrong_size
        + p.content_slow_credit * parcel.credited_days * parcel.returned
        + helped * parcel.contacted
    )


def _recommend(loyalty: Array, noise: Array) -> Array:
    """Return answers 0 to 10: the angry go to the end, and many take 5 for 'neither'."""
    angry = 0.8 * np.maximum(6.0 - loyalty, 0.0)
    answer = np.clip(np.round(loyalty - angry + 0.5 * noise), 0, 10)
    unsure = (np.abs(answer - 5) == 1) & (noise > 0.3)
    return np.where(unsure, 5.0, answer)


def _app_orders(
    p: Parameters, loyalty: Array, buyer: Array, begin: Array, rng: np.random.Generator
) -> tuple[Array, Array, Array]:
    """Return customer, time and place of orders in the app: Poisson, from one number each."""
    draw = rng.random(len(loyalty))[buyer]
    rate = p.app_orders * np.exp(p.app_log_per_loyalty * (loyalty[buyer] - 8.0))
    term = np.exp(-rate)
    below, count = term.copy(), np.zeros(len(buyer), dtype="int64")
    for k in range(1, MAX_APP_ORDERS + 1):
        count += draw > below
        term = term * rate / k
        below = below + term
    customer = np.repeat(buyer, count)
    place = np.arange(len(customer)) - np.repeat(np.cumsum(count) - count, count)
    day = np.repeat(begin // DAY, count) + rng.integers(8, FOLLOWED_DAYS, len(customer))
    return customer, day * DAY + time_of_day(rng, len(customer)), place + 1


def orders(who: People, related: Relationship) -> pd.DataFrame:
    """Return the table of orders."""
    import pandas as pd

    parcel, day = related.parcel, related.start // DAY
    unscanned = parcel.unscanned
    delivered = when((day + parcel.delivered) * DAY)
    delivered[unscanned] = np.datetime64("NaT")
    return pd.DataFrame(
        {
            "order": related.case,
            "customer": who.names(related.customer),
            "time": when(related.start),
            "channel": category(related.app.astype("int8"), SITES),
            "number": related.number,
            "items": parcel.items,
            "value": parcel.value,
            "promised": when((day + parcel.promised) * DAY),
            "delivered": delivered,
            "late": np.where(unscanned, np.nan, parcel.late),
            "wrong_size": parcel.wrong_size,
            "returned": parcel.returned,
            "credited_days": np.where(parcel.returned, parcel.credited_days, np.nan),
        }
    )


def contacts(who: People, related: Relationship, rng: np.random.Generator) -> pd.DataFrame:
    """Return the table of cases; who waits for a parcel seeks help before it comes."""
    import pandas as pd

    rows = np.flatnonzero(related.parcel.contacted)
    parcel = related.parcel.take(rows)
    due = (related.start[rows] // DAY + parcel.promised + 1) * DAY
    waiting = due + rng.integers(8 * 3600, 20 * 3600, len(rows))
    time = np.where(parcel.reason == 0, waiting, related.arrived[rows] + parcel.sought)
    time = np.where(parcel.reason == 1, time + parcel.asked, time)
    return pd.DataFrame(
        {
            "contact": related.case[rows] * 10 + 1,
            "customer": who.names(related.customer[rows]),
            "order": related.case[rows],
            "time": when(time),
            "channel": category(parcel.contact_channel, CONTACT_CHANNELS),
            "reason": category(parcel.reason, REASONS),
            "resolved": parcel.resolved,
            "ease": parcel.ease,
        }
    )


def _first_orders(related: Relationship) -> Array:
    return np.flatnonzero(related.number == 1)


def survey(
    p: Parameters, who: People, related: Relationship, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the answers a month after the first order; the satisfied answer more often."""
    import pandas as pd

    rows = _first_orders(related)
    customer = related.customer[rows]
    satisfied = related.satisfaction[customer]
    share = p.answer_rate * np.exp(p.answer_log_per_satisfaction * (satisfied - 4))
    rows = rows[rng.random(len(rows)) < share]
    customer = related.customer[rows]
    n = len(rows)
    asked = related.start[rows] // DAY + ASKED_AFTER_DAYS
    waited = np.minimum(1.6 * np.exp(1.2 * rng.standard_normal(n)), 60).astype("int64")
    trust = np.clip(np.round(1.6 + 0.47 * related.loyalty[customer] + rng.normal(0, 0.9, n)), 1, 7)
    answers = {
        "recommend": related.recommend[customer],
        "delivery": np.clip(np.round(related.parcel.pleased[rows]), 1, 5),
        "satisfaction": related.satisfaction[customer],
        "trust": trust,
    }
    skipped = rng.random((len(answers), n)) < p.share_missing
    return pd.DataFrame(
        {
            "customer": who.names(customer),
            "order": related.case[rows],
            "asked": when(asked * DAY),
            "answered": when((asked + waited) * DAY),
            **{
                question: np.where(skipped[place], np.nan, answer)
                for place, (question, answer) in enumerate(answers.items())
            },
        }
    )


def reviews(who: People, related: Relationship, rng: np.random.Generator) -> pd.DataFrame:
    """Return reviews: the delighted and the angry write, the others seldom do."""
    import pandas as pd

    rows = _first_orders(related)
    loyalty = related.loyalty[related.customer[rows]]
    writes = 0.12 + 0.30 * chance(2.0 * (loyalty - 10.0)) + 0.35 * chance(2.0 * (4.5 - loyalty))
    chosen = rng.random(len(rows)) < writes
    rows, loyalty = rows[chosen], loyalty[chosen]
    n = len(rows)
    stars = np.clip(np.round(3.6 + 0.8 * (loyalty - 7.0) + rng.normal(0, 0.6, n)), 1, 5)
    day = related.start[rows] // DAY + related.parcel.delivered[rows] + rng.integers(1, 21, n)
    return pd.DataFrame(
        {
            "order": related.case[rows],
            "customer": who.names(related.customer[rows]),
            "date": when(day * DAY),
            "stars": stars.astype("int64"),
        }
    )
