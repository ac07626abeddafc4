"""The airline's customers: who they are, how they try the app, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.datasets.airline_tables import (
    AIRPORTS,
    DESIGNS,
    TASKS,
    TIERS,
)
from uxcx.datasets.simulation import customer_names

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.datasets.airline_parameters import Parameters

Array = np.ndarray[Any, Any]

SHARE_OF_TIER = (0.62, 0.28, 0.1)
SHARE_OF_HOME = (0.3, 0.25, 0.25, 0.15, 0.05)
#: steps of each task at which an error can be made
STEPS = (14, 5, 6)


@dataclass(frozen=True)
class People:
    """Customers as arrays: what the tables show of them, and what stays hidden.

    Parameters
    ----------
    digital : numpy.ndarray
        Quality of what they book with, as it is for them.
    skill : numpy.ndarray
        With apps and websites; standard deviation 1.
    lenient : numpy.ndarray
        How readily they rate well; standard deviation 1.
    known_for : numpy.ndarray
        Days from opening the account to booking the first trip.
    joined, left : numpy.ndarray
        Days on which the account was opened and closed; not a time where that is not so, or not
        yet drawn.
    """

    names: Array
    known_for: Array
    joined: Array
    left: Array
    tier: Array
    home: Array
    age: Array
    app: Array
    digital: Array
    skill: Array
    lenient: Array

    def to_frame(self) -> pd.DataFrame:
        """Return the table of customers."""
        import pandas as pd

        return pd.DataFrame(
            {
                "customer": self.names,
                "joined": self.joined,
                "left": self.left,
                "tier": categories(self.tier, TIERS),
                "home": categories(self.home, AIRPORTS),
                "uses": categories(1 - self.app, DESIGNS),
                "age": self.age,
            }
        )


def line(ends: tuple[float, float], quality: Any) -> Any:
    """Return the value at a quality: the value at 0, and the gain to 1."""
    return ends[0] + ends[1] * quality


def chance(log_odds: Any) -> Any:
    """Return the probability of log odds."""
    return 1 / (1 + np.exp(-log_odds))


def on_scale(values: Array, low: int, high: int) -> Array:
    """Return opinions as whole answers on a scale."""
    return np.clip(np.round(values), low, high)


def categories(codes: Array, values: tuple[str, ...]) -> Any:
    """Return a categorical from the places of its values, which is faster than from the values."""
    import pandas as pd

    kind: Any = pd.Categorical
    return kind.from_codes(codes, list(values), ordered=True)


def draw_people(p: Parameters, *, rng: np.random.Generator, first: int) -> People:
    """Draw customers, numbered from `first`."""
    n = p.customers
    app = (rng.random(n) < p.share_app).astype("int8")
    # A third are new: they open the account to book. Others opened it up to eight years before.
    before = np.minimum(rng.gamma(1.3, 500.0, n), 2900).astype(int)
    never = np.full(n, np.datetime64("NaT", "D"))
    return People(
        names=customer_names(first, n),
        known_for=np.where(rng.random(n) < 0.35, 0, before),
        joined=never,
        left=never,
        tier=rng.choice(len(TIERS), n, p=SHARE_OF_TIER).astype("int8"),
        home=rng.choice(len(AIRPORTS), n, p=SHARE_OF_HOME).astype("int8"),
        age=np.clip(np.round(18 + rng.gamma(4.5, 6.0, n)), 18, 90).astype(int),
        app=app,
        digital=np.where(app == 1, p.ux, p.website),
        skill=rng.normal(0.0, 1.0, n),
        lenient=rng.normal(0.0, 1.0, n),
    )


def usability_test(
    p: Parameters, people: People, *, rng: np.random.Generator
) -> dict[str, pd.DataFrame]:
    """Return attempts and SUS answers: each participant tries the app and the website."""
    import pandas as pd

    n = min(p.participants, p.customers)
    chosen = np.sort(rng.permutation(p.customers)[:n])
    skill, names = people.skill[chosen], people.names[chosen]
    began = rng.permutation(np.arange(n) % 2)  # with which design
    attempts, sheets = [], []
    for code, (design, quality) in enumerate(zip(DESIGNS, (p.ux, p.website), strict=True)):
        about = {"participant": names, "design": design, "place": 1 + (began != code)}
        tries = [
            _try(p, task, quality=quality, skill=skill, about=about, rng=rng)
            for task in range(len(TASKS))
        ]
        attempts += [part for pair in tries for part in pair]
        opinion = line(p.sus, quality) + p.sus_per_skill * skill + rng.normal(0.0, 7.0, n)
        sheets.append(_sus(opinion, names, design, rng))
    rows = pd.concat(attempts, ignore_index=True)
    task_place = rows["task"].map({task: i for i, task in enumerate(TASKS)})
    rows = rows.assign(order=task_place).sort_values(["participant", "place", "order", "attempt"])
    sus = pd.concat(sheets, ignore_index=True).sort_values(["participant", "design"])
    return {
        "attempts": rows.drop(columns="order").reset_index(drop=True),
        "sus": sus.reset_index(drop=True),
    }


def _try(
    p: Parameters,
    task: int,
    *,
    quality: float,
    skill: Array,
    about: dict[str, Any],
    rng: np.random.Generator,
) -> list[pd.DataFrame]:
    """Return the first attempts at one task, and the second ones of some who failed."""
    import pandas as pd

    n = len(skill)
    log_odds = p.ease[task] + p.ease_per_quality * (quality - 0.5) + p.ease_per_skill * skill
    parts = []
    trying = np.ones(n, dtype=bool)
    for attempt in (1, 2):
        completed = rng.random(n) < chance(log_odds)
        log_seconds = (
            np.log(p.seconds[task])
            + p.log_seconds_per_quality * (quality - 0.5)
            + p.log_seconds_per_skill * skill
            + rng.normal(0.0, p.log_seconds_sd, n)
            + 0.3 * ~completed  # giving up takes longer than getting there
        )
        share = p.error_share * np.exp(p.log_errors_per_quality * (quality - 0.5) - 0.4 * skill)
        felt = line(p.seq, quality) + 0.4 * skill + rng.normal(0.0, 0.9, n) - 1.2 * ~completed
        seen = pd.DataFrame(
            {
                **about,
                "task": TASKS[task],
                "attempt": attempt,
                "completed": completed.astype(float),
                "seconds": np.clip(np.exp(log_seconds), 5, 3600).round(1),
                "errors": rng.binomial(STEPS[task], np.minimum(share, 0.9)).astype(float),
                "opportunities": STEPS[task],
                "seq": on_scale(felt, 1, 7),
            }
        )
        # A failed recording loses what was seen; a question skipped loses the answer only.
        lost = rng.random(n) < p.share_missing
        seen.loc[lost, ["completed", "seconds", "errors"]] = np.nan
        seen.loc[rng.random(n) < p.share_missing, "seq"] = np.nan
        parts.append(seen[trying])
        trying = trying & ~completed & (rng.random(n) < 0.3)
    return parts


def _sus(opinion: Array, names: Array, design: str, rng: np.random.Generator) -> pd.DataFrame:
    import pandas as pd

    # Items differ in how readily people agree; these offsets add up to nothing.
    offset = np.array([-0.35, 0.1, 0.15, 0.45, -0.05, 0.1, 0.2, 0.15, -0.25, -0.5])
    contribution = on_scale(
        opinion[:, None] / 25 + offset + rng.normal(0.0, 0.6, (len(opinion), 10)), 0, 4
    ).astype(int)
    odd = np.arange(10) % 2 == 0
    sheet = np.where(odd, contribution + 1, 5 - contribution)
    frame = pd.DataFrame(sheet, columns=[f"sus_{item}" for item in range(1, 11)])
    frame.insert(0, "design", design)
    frame.insert(0, "participant", names)
    return frame
