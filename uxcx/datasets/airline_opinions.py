"""What the airline's customers think of it after their first trip, and what they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.datasets.airline_people import People, chance, line, on_scale
from uxcx.datasets.airline_tables import DELAYED_FROM

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.datasets.airline_journeys import Trips
    from uxcx.datasets.airline_parameters import Parameters

Array = np.ndarray[Any, Any]


def trouble(p: Parameters, trips: Trips) -> Array:
    """Return what delay, a lost bag and unsettled requests take from loyalty; 0 and less."""
    late = trips.delay >= DELAYED_FROM
    log_delay = np.log(np.maximum(trips.delay, DELAYED_FROM) / DELAYED_FROM)
    return np.asarray(
        late * p.loyalty_late
        + p.loyalty_per_log_delay * log_delay
        + p.loyalty_bag_lost * trips.lost
        + p.loyalty_unresolved * (trips.asked & ~trips.resolved).any(axis=1)
    )


def loyalty(p: Parameters, people: People, first: Trips, *, rng: np.random.Generator) -> Array:
    """Return each customer's loyalty after the first trip."""
    return np.asarray(
        p.loyalty_mean
        + p.loyalty_per_quality * (people.digital - 0.5 + 0.1 * people.skill)
        + p.loyalty_per_service * (p.cx - 0.5)
        + trouble(p, first)
        + p.loyalty_per_price * first.price
        + p.loyalty_per_tier * people.tier
        + rng.normal(0.0, p.loyalty_sd, p.customers)
    )


def answers(
    p: Parameters, people: People, first: Trips, loyal: Array, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the survey: what those say who answer."""
    import pandas as pd

    n = p.customers
    landed = first.departure.astype("datetime64[D]")
    asked = landed + rng.integers(14, 29, n)
    # Most answer within days; a reminder brings some weeks later.
    waited = np.minimum(rng.lognormal(0.6, 1.3, n), 120).astype(int)
    of_app = line(p.recommend_app, people.digital) + 0.7 * people.skill
    frame = pd.DataFrame(
        {
            "customer": people.names,
            "asked": asked,
            "answered": asked + waited,
            "recommend": on_scale(7 + 1.5 * (loyal - 7) + rng.normal(0.0, 1.0, n), 0, 10),
            "recommend_app": np.where(
                people.app == 1, on_scale(of_app + rng.normal(0.0, 1.6, n), 0, 10), np.nan
            ),
            "satisfaction": on_scale(1.0 + 0.4 * loyal + rng.normal(0.0, 0.6, n), 1, 5),
            "trust": on_scale(0.7 + 0.65 * loyal + rng.normal(0.0, 0.9, n), 1, 7),
        }
    )
    for question in ("recommend", "recommend_app", "satisfaction", "trust"):
        frame[question] = frame[question].mask(rng.random(n) < p.share_missing)
    answered = rng.random(n) < chance(p.answer[0] + p.answer[1] * (loyal - 6))
    said: pd.DataFrame = frame[answered].reset_index(drop=True)
    return said
