"""The budgeting world's journeys: the event log from app to guide to desktop to support and back.

A journey is one customer's one month. All journeys have the same places for events; which of them
happened is a mask, so that a million events are a few array operations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from uxcx.datasets.budgeting_parameters import Parameters
from uxcx.datasets.budgeting_year import HALF, MONTH_STARTS, N_MONTHS, Flags, Year, category
from uxcx.datasets.budgeting_year_tables import CHANNELS, EVENTS, REASONS, STAGES, SUPPORT

if TYPE_CHECKING:
    import pandas as pd

Whole = npt.NDArray[np.int64]

#: the log begins in October
LOG_FROM = 9
#: the places of a journey: event, stage, channel ("" where it differs), typical seconds since
#: the event before
PLACES = (
    ("open", "import", "app", 0),
    ("import", "import", "app", 40),
    ("import error", "import", "app", 3),
    ("import", "import", "app", 120),
    ("start", "reconcile", "app", 30),
    ("read guide", "help", "guide", 150),
    ("back in app", "reconcile", "app", 200),
    ("open desktop", "reconcile", "desktop", 9_000),
    ("ask support", "help", "", 20_000),
    ("back in app", "reconcile", "app", 2_500),
    ("done", "reconcile", "", 170),
    ("give up", "reconcile", "", 240),
    ("report", "report", "app", 110),
)
SPREAD = 0.6


def _day_times(month: Whole, rng: np.random.Generator) -> Whole:
    """Return seconds since 1970 on some day of each month, mostly in the evening."""
    starts = MONTH_STARTS.astype("int64")
    days = (starts[month + 1] - starts[month]) // 86_400
    hour = np.clip(rng.normal(19.0, 3.0, len(month)), 6.0, 23.5)
    day = np.floor(rng.random(len(month)) * (days - 2))
    return np.asarray(starts[month] + day * 86_400 + hour * 3600, dtype="int64")


def _stamps(seconds: Whole) -> npt.NDArray[np.datetime64]:
    return seconds.astype("datetime64[s]")


def events_of(
    p: Parameters, people: pd.DataFrame, year: Year, rng: np.random.Generator, *, first: int
) -> tuple[pd.DataFrame, Whole, npt.NDArray[np.int8]]:
    """Return the event log; and of each contact with support in it, the time and the channel.

    The contacts stand in the order of customers and months.
    """
    import pandas as pd

    who, month = np.nonzero(year.active[:, LOG_FROM:])
    month = month + LOG_FROM
    at = (who, month)
    n, width = len(who), len(PLACES)
    done = year.unaided[at] | year.guide_helped[at] | year.desktop_helped[at]
    done |= year.support_helped[at]
    again = rng.random(n) < 0.15 + 0.25 * (0.5 - p.ux)
    happened = np.ones((n, width), dtype=bool)
    for place in (2, 3):
        happened[:, place] = again
    for place, flags in ((5, year.guide), (6, year.guide), (7, year.desktop)):
        happened[:, place] = flags[at]
    happened[:, 8] = happened[:, 9] = year.support[at]
    happened[:, 10], happened[:, 11] = done, ~done
    happened[:, 12] = done & (rng.random(n) < 0.7)

    typical = np.array([seconds for *_, seconds in PLACES], dtype=np.float32)
    gaps = typical * np.exp(SPREAD * rng.standard_normal((n, width), dtype=np.float32))
    # A small statement is there at once: opened and imported within the same second.
    gaps[rng.random(n) < 0.08, 1] = 0.4
    gaps[:, 4:7] *= np.float32(np.exp(-0.6 * (p.ux - 0.5)))
    passed = np.cumsum(np.where(happened, gaps, 0), axis=1, dtype=np.float64)
    time = (_day_times(month, rng)[:, None] + passed).astype("int64")

    support = rng.choice(len(SUPPORT), n, p=[0.6, 0.4]).astype("int8")
    channel = np.tile(_codes([place[2] or "app" for place in PLACES], CHANNELS), (n, 1))
    channel[:, 8] = support + CHANNELS.index(SUPPORT[0])
    ended = np.where(year.desktop[at] & ~year.support[at], CHANNELS.index("desktop"), 0)
    channel[:, 10] = channel[:, 11] = ended
    rating = _ratings(p, people["skill"].to_numpy()[who], year, at, rng)

    row, where = np.nonzero(happened)
    arrived = time[row, where] + np.where(
        rng.random(len(row)) < p.share_late_events, rng.integers(600, 20_000, len(row)), 0
    )
    order = np.argsort(arrived, kind="stable")
    row, where = row[order], where[order]
    score = rating[row, where]
    log = pd.DataFrame(
        {
            "customer": people["customer"].astype("str").take(who[row]).array,
            "case": (first + who[row]) * (N_MONTHS - LOG_FROM) + month[row] - LOG_FROM + 1,
            "time": _stamps(time[row, where]),
            "stage": category(_codes([x[1] for x in PLACES], STAGES)[where], STAGES),
            "event": category(_codes([x[0] for x in PLACES], EVENTS)[where], EVENTS),
            "channel": category(channel[row, where], CHANNELS),
            "rating": pd.arrays.IntegerArray(score.astype("int64"), score == 0),
        }
    )
    asked = year.support[at]
    return log, time[asked, 8], support[asked]


def _ratings(
    p: Parameters,
    skill: npt.NDArray[np.float64],
    year: Year,
    at: tuple[Whole, Whole],
    rng: np.random.Generator,
) -> npt.NDArray[np.int8]:
    """Return ratings from 1 to 5, 0 for none: of support by what it did, else of the app."""
    n = len(skill)
    helped = year.support_helped[at]
    of_support = 3.2 + 1.2 * helped + 0.6 * (p.cx - 0.5) + rng.normal(0, 0.8, n)
    of_app = 3.2 + 0.9 * year.unaided[at] + 1.5 * (p.ux - 0.5) + 0.2 * skill + rng.normal(0, 0.8, n)
    rating = np.zeros((n, len(PLACES)), dtype="int8")
    for place, value in ((8, of_support), (10, of_app), (11, of_app)):
        given = rng.random(n) < p.share_events_rated
        rating[:, place] = np.where(given, np.clip(np.round(value), 1, 5), 0)
    return rating


def _codes(words: list[str], known: tuple[str, ...]) -> npt.NDArray[np.int8]:
    return np.array([known.index(word) for word in words], dtype="int8")


def contacts_of(
    p: Parameters,
    people: pd.DataFrame,
    year: Year,
    logged: tuple[Whole, npt.NDArray[np.int8]],
    rng: np.random.Generator,
    *,
    first: int,
) -> tuple[pd.DataFrame, Whole]:
    """Return the contacts with support since July, and whose they are as row numbers.

    Those about reconciling are the ones of the log, with its time and channel, from October on.
    What was not settled is often tried once more.
    """
    import pandas as pd

    who, month = np.nonzero(year.support[:, HALF:])
    month = month + HALF
    time = _day_times(month, rng)
    channel = rng.choice(len(SUPPORT), len(who), p=[0.6, 0.4]).astype("int8")
    in_log = month >= LOG_FROM
    time[in_log], channel[in_log] = logged
    helped: Flags = year.support_helped[who, month]
    reason = np.zeros(len(who), dtype="int8")

    others, when = np.nonzero(year.other[:, HALF:])
    when = when + HALF
    who = np.concatenate([who, others])
    time = np.concatenate([time, _day_times(when, rng)])
    channel = np.concatenate([channel, rng.integers(0, 2, len(others)).astype("int8")])
    helped = np.concatenate([helped, year.other_helped[others, when]])
    reason = np.concatenate([reason, rng.integers(1, len(REASONS), len(others)).astype("int8")])

    again = np.flatnonzero(~helped & (rng.random(len(who)) < p.share_repeated))
    later = time[again] + rng.integers(20_000, 400_000, len(again))
    settled = 1 / (1 + np.exp(-(p.contact_resolved + p.contact_resolved_cx * (p.cx - 0.5))))
    n_first = len(who)
    who = np.concatenate([who, who[again]])
    time = np.concatenate([time, later])
    channel = np.concatenate([channel, channel[again]])
    reason = np.concatenate([reason, reason[again]])
    helped = np.concatenate([helped, rng.random(len(again)) < settled])
    is_first = np.arange(len(who)) < n_first

    last = MONTH_STARTS[N_MONTHS].astype("int64")
    order = np.lexsort((time, who))
    order = order[time[order] < last]
    who, time, channel, reason, helped, is_first = (
        values[order] for values in (who, time, channel, reason, helped, is_first)
    )
    ease = (
        p.contact_ease
        + p.contact_ease_cx * (p.cx - 0.5)
        + p.contact_ease_unresolved * ~helped
        + rng.normal(0.0, 1.1, len(who))
    )
    rated = rng.random(len(who)) < p.share_contacts_rated
    begins = np.r_[True, who[1:] != who[:-1]] if len(who) else np.zeros(0, dtype=bool)
    nth = np.arange(len(who)) - np.maximum.accumulate(np.where(begins, np.arange(len(who)), 0))
    frame = pd.DataFrame(
        {
            "contact": (first + who + 1) * 100 + nth + 1,
            "customer": people["customer"].astype("str").take(who).array,
            "time": _stamps(time),
            "channel": category(channel, SUPPORT),
            "reason": category(reason, REASONS),
            "first": is_first,
            "resolved": helped,
            "ease": pd.arrays.IntegerArray(np.clip(np.round(ease), 1, 7).astype("int64"), ~rated),
        }
    )
    return frame, who
