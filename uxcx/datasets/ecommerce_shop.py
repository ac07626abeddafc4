"""Who comes to the shop, and how far each visit gets: what happens before a parcel is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.datasets.ecommerce_tables import DESIGNS, DEVICES, SOURCES, TEST_BEGINS
from uxcx.datasets.simulation import customer_names

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.datasets.ecommerce_parameters import Parameters

    Array = np.ndarray[Any, np.dtype[Any]]

BEGIN = np.datetime64("2025-01-01", "s")
DAY = 86_400
TEST_DAY = int((np.datetime64(TEST_BEGINS) - BEGIN.astype("datetime64[D]")).astype(int))
JOINING_DAYS = 120
#: visits of a customer to the site, at most; session numbers are customer x 100 + visit
MAX_VISITS = 8
CASES = 100


def chance(log_odds: Array | float) -> Array:
    """Return the probability that has these log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.asarray(log_odds))))


def when(seconds: Array) -> Array:
    """Return points in time, from whole seconds since the begin of the world."""
    return BEGIN + np.asarray(seconds).astype("timedelta64[s]")


def category(codes: Any, values: tuple[str, ...]) -> Any:
    """Return an ordered category from the places of its values; -1 is missing."""
    import pandas as pd

    return pd.Categorical.from_codes(codes, pd.Index(values), ordered=True)


def time_of_day(rng: np.random.Generator, n: int) -> Array:
    """Return seconds since midnight: most people shop in the evening, few at night."""
    return np.mod(rng.normal(19.0, 4.0, n) * 3600, DAY).astype("int64")


@dataclass(frozen=True, kw_only=True)
class People:
    """Customers as they are; one value each."""

    first: int
    joined: Array  # day since the begin
    source: Array
    phone: Array
    autofill: Array  # arm of the test
    intent: Array
    skill: Array
    wealth: Array

    @property
    def n(self) -> int:
        """How many."""
        return len(self.joined)

    def names(self, index: Array) -> Any:
        """Return the names of customers by their place."""
        import pandas as pd

        return pd.array(customer_names(self.first, self.n), dtype="str").take(index)


@dataclass(frozen=True, kw_only=True)
class Visits:
    """Visits to the site in the order of customers, then of time; one value each."""

    customer: Array  # place of the customer
    session: Array
    start: Array  # seconds since the begin
    begins: dict[str, Array]  # the same, of each step, had it been reached
    phone: Array
    in_test: Array
    autofill: Array
    impressions: Array
    clicks: Array
    ease: Array  # of the address form, log odds
    reached: dict[str, Array]  # by step of the funnel

    @property
    def ordered(self) -> Array:
        """Whether each visit ended with an order."""
        return self.reached["ordered"]


def people(
    p: Parameters, rng: np.random.Generator, *, first: int, autofill: bool | None = None
) -> People:
    """Return customers; with `autofill`, all of them are in that arm of the test."""
    n = p.customers
    before = rng.random(n) < p.share_before_test
    place = rng.random(n)
    joined = np.where(before, place * TEST_DAY, TEST_DAY + place * (JOINING_DAYS - TEST_DAY))
    campaign = ~before & (rng.random(n) < p.share_campaign)
    usual = np.searchsorted([0.35, 0.8], rng.random(n))  # direct, search, social
    arm = rng.random(n) < 0.5
    if autofill is not None:
        arm = np.full(n, autofill)
    return People(
        first=first,
        joined=joined.astype("int64"),
        source=np.where(campaign, SOURCES.index("campaign"), usual),
        phone=rng.random(n) < np.where(campaign, p.share_phone_campaign, p.share_phone),
        autofill=arm,
        intent=p.intent_sd * rng.standard_normal(n) + p.intent_campaign * campaign,
        skill=rng.standard_normal(n),
        wealth=rng.standard_normal(n),
    )


def visits(p: Parameters, who: People, rng: np.random.Generator) -> Visits:
    """Return the visits of customers; neither their number nor their time depends on designs."""
    count = np.minimum(1 + rng.poisson(p.more_visits * rng.gamma(2.0, 0.5, who.n)), MAX_VISITS)
    customer = np.repeat(np.arange(who.n), count)
    n = len(customer)
    places = np.cumsum(count) - count
    visit = np.arange(n) - places[customer]
    gap = np.where(visit > 0, 1 + rng.exponential(11.0, n).astype("int64"), 0)
    passed = np.cumsum(gap)
    day = who.joined[customer] + passed - passed[places][customer]
    phone = np.where(
        rng.random(n) < p.share_usual_device, who.phone[customer], ~who.phone[customer]
    )
    in_test = day >= TEST_DAY
    autofill = in_test & who.autofill[customer]
    better = p.step_per_ux * (p.ux - 0.5)
    want = who.intent[customer]
    ease = form_ease(p, who.skill[customer], autofill) + p.form_phone * phone
    odds = {
        "product": p.log_odds_product + 0.5 * want,
        "cart": p.log_odds_cart + want + p.cart_phone * phone + better,
        "address": p.log_odds_address + 0.5 * want + better,
        "payment": ease,
        "ordered": p.log_odds_order + 0.5 * want + better,
    }
    reached, still = {}, np.ones(n, dtype=bool)
    for step, log_odds in odds.items():
        still = still & (rng.random(n) < chance(log_odds))
        reached[step] = still
    impressions = np.minimum(1 + rng.poisson(p.more_impressions, n), 20)
    clicking = p.log_odds_click + p.click_per_ux * (p.ux - 0.5) + 0.5 * want
    start = day * DAY + time_of_day(rng, n)
    return Visits(
        customer=customer,
        session=(who.first + customer + 1) * CASES + visit + 1,
        start=start,
        begins=_step_times(p, start, ease, autofill, rng),
        phone=phone,
        in_test=in_test,
        autofill=autofill,
        impressions=impressions,
        clicks=rng.binomial(impressions, chance(clicking)),
        ease=ease,
        reached=reached,
    )


def _step_times(
    p: Parameters, start: Array, ease: Array, autofill: Array, rng: np.random.Generator
) -> dict[str, Array]:
    """Return when each step begins; some orders stand in the same second as their payment."""
    spread = rng.standard_normal((5, len(start)))
    medians = {"product": 12.0, "cart": 130.0, "address": 35.0, "payment": 1.0, "ordered": 30.0}
    at, now = {}, start
    for row, (step, median) in enumerate(medians.items()):
        lasted = median * np.exp(0.7 * spread[row])
        if step == "payment":
            lasted = form_seconds(p, ease, autofill) * np.exp(p.form_seconds_sd * spread[row])
        if step == "ordered":
            lasted = np.where(spread[row] < -0.5, 0.0, lasted)
        now = now + lasted.astype("int64")
        at[step] = now
    return at


def form_seconds(p: Parameters, ease: Array, autofill: Array) -> Array:
    """Return the median time that a person takes for the address form."""
    # Autofill's own part of the ease is in its factor already.
    easier = ease - p.form_ease - p.form_autofill * autofill
    faster = np.where(autofill, p.form_faster, 1.0)
    return np.asarray(p.form_seconds * faster * np.exp(p.form_log_seconds_per_ease * easier))


def form_ease(p: Parameters, skill: Array, autofill: Array) -> Array:
    """Return the log odds that a person gets the address accepted."""
    return (
        p.form_ease
        + p.form_autofill * autofill
        + p.form_per_ux * (p.ux - 0.5)
        + p.form_per_skill * skill
    )


def customers(p: Parameters, who: People, seen: Visits, rng: np.random.Generator) -> pd.DataFrame:
    """Return the table of customers."""
    import pandas as pd

    tested = np.zeros(who.n, dtype=bool)
    tested[seen.customer[seen.in_test]] = True
    mean = np.array([p.cost_direct, p.cost_search, p.cost_social, p.cost_campaign])[who.source]
    return pd.DataFrame(
        {
            "customer": who.names(np.arange(who.n)),
            "joined": when(who.joined * DAY),
            "source": category(who.source, SOURCES),
            "device": category(who.phone.astype("int8"), DEVICES),
            "arm": category(np.where(tested, who.autofill, -1).astype("int8"), DESIGNS),
            "cost": (mean * rng.gamma(2.0, 0.5, who.n)).round(2),
        }
    )


def sessions(who: People, seen: Visits) -> pd.DataFrame:
    """Return the table of visits."""
    import pandas as pd

    return pd.DataFrame(
        {
            "session": seen.session,
            "customer": who.names(seen.customer),
            "time": when(seen.start),
            "device": category(seen.phone.astype("int8"), DEVICES),
            "source": category(who.source[seen.customer], SOURCES),
            "arm": category(np.where(seen.in_test, seen.autofill, -1).astype("int8"), DESIGNS),
            "design": category(seen.autofill.astype("int8"), DESIGNS),
            "impressions": seen.impressions,
            "clicks": seen.clicks,
            **{step: reached.astype("int64") for step, reached in seen.reached.items()},
        }
    )
