"""The log of the journeys: the site's entries, then those of the carrier and the warehouse.

As in real logs, steps are repeated (a form sent again, a payment clicked twice), entries share a
second, and what another system wrote stands behind, out of order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.datasets.ecommerce_service import Relationship
from uxcx.datasets.ecommerce_shop import DAY, People, Visits, category, when
from uxcx.datasets.ecommerce_tables import EVENTS, LOGS, STAGES

if TYPE_CHECKING:
    import pandas as pd

    Array = np.ndarray[Any, np.dtype[Any]]

_NAMES = tuple(EVENTS)
_STAGE_OF = np.array([STAGES.index(stage) for stage in EVENTS.values()], dtype="int8")
#: columns of a part of the log, in their order
_CUSTOMER, _CASE, _TIME, _EVENT, _CHANNEL, _RATING = range(6)


def events(
    who: People, seen: Visits, related: Relationship, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the log: each of its two parts in the order of time."""
    import pandas as pd

    parts = [_site(seen, related, rng), _partners(related, rng)]
    log = [np.concatenate(column) for column in zip(*parts, strict=True)]
    event = log[_EVENT]
    return pd.DataFrame(
        {
            "customer": who.names(log[_CUSTOMER]),
            "case": log[_CASE],
            "time": when(log[_TIME]),
            "stage": category(_STAGE_OF[event], STAGES),
            "event": category(event, _NAMES),
            "channel": category(log[_CHANNEL], LOGS),
            "rating": log[_RATING],
        }
    )


def _sorted(columns: list[list[Array]]) -> list[Array]:
    """Return the entries in the order of time; those of one second as they come."""
    joined = [np.concatenate(column) for column in zip(*columns, strict=True)]
    order = np.argsort(joined[_TIME], kind="stable")
    return [column[order] for column in joined]


def _entries(
    name: str,
    customer: Array,
    case: Array,
    time: Array,
    channel: Array | str,
    *,
    rating: Any = None,
) -> list[Array]:
    n = len(customer)
    code = np.full(n, LOGS.index(channel), "int8") if isinstance(channel, str) else channel
    stars = np.full(n, np.nan) if rating is None else rating
    return [customer, case, time, np.full(n, _NAMES.index(name), "int8"), code, stars]


def _stars(felt: Array, share: float, rng: np.random.Generator) -> Array:
    """Return ratings 1 to 5 of the share that gives one."""
    given = np.clip(np.round(felt + 0.8 * rng.standard_normal(len(felt))), 1, 5)
    return np.where(rng.random(len(felt)) < share, given, np.nan)


def _site(seen: Visits, related: Relationship, rng: np.random.Generator) -> list[Array]:
    n = len(seen.customer)
    times = {
        "product": 1 + rng.poisson(1.1, n),
        "cart": 1 + (rng.random(n) < 0.2),
        "address": 1 + rng.poisson(0.5 * np.exp(-0.4 * np.clip(seen.ease, -3, 3))),
        "payment": 1 + (rng.random(n) < 0.06),
        "ordered": np.ones(n, dtype="int64"),
    }
    steps = list(times)
    felt = 3.6 + 0.3 * seen.ease
    parts = []
    for place, (step, count) in enumerate(times.items()):
        at = np.flatnonzero(seen.reached[step])
        row = np.repeat(at, count[at])
        again = np.arange(len(row)) - np.repeat(np.cumsum(count[at]) - count[at], count[at])
        time = seen.begins[step][row]
        if step in ("product", "cart", "address"):
            until = seen.begins[steps[place + 1]][row]
            time = time + (until - time) * again // count[row]  # a payment is doubled at once
        parts.append(
            _entries(
                "order" if step == "ordered" else step,
                seen.customer[row],
                seen.session[row],
                time,
                seen.phone[row].astype("int8"),
                rating=_stars(felt[row], 0.15, rng) if step == "ordered" else None,
            )
        )
    app = np.flatnonzero(related.app)
    parts.append(
        _entries("order", related.customer[app], related.case[app], related.start[app], "app")
    )
    return _sorted(parts)


def _partners(related: Relationship, rng: np.random.Generator) -> list[Array]:
    parcel, customer, case = related.parcel, related.customer, related.case
    arrived = related.arrived
    left = np.minimum(related.start + parcel.dispatched, arrived - 3 * 3600)
    scanned = np.flatnonzero(~parcel.unscanned)
    pleased = _stars(parcel.pleased, 0.2, rng)
    back = np.flatnonzero(parcel.returned)
    asked = (arrived + parcel.asked)[back]
    credited = (parcel.credited_days[back] * DAY).astype("int64")
    bag, courier = (credited * rng.uniform(low, low + 0.2, len(back)) for low in (0.2, 0.55))
    return_times = {
        "return asked": asked,
        "return bag": asked + bag.astype("int64"),
        "courier": asked + courier.astype("int64"),
        "credit": asked + credited,
    }
    return _sorted(
        [
            _entries("dispatched", customer, case, left, "warehouse"),
            _entries(
                "delivered",
                customer[scanned],
                case[scanned],
                arrived[scanned],
                "carrier",
                rating=pleased[scanned],
            ),
            *(
                _entries(
                    name,
                    customer[back],
                    case[back],
                    time,
                    "carrier" if name == "courier" else "warehouse",
                )
                for name, time in return_times.items()
            ),
        ]
    )
