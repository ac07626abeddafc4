"""The budgeting world's relationship: what loyalty leads to in half a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from uxcx.datasets.budgeting_parameters import Parameters
from uxcx.datasets.budgeting_test import logistic
from uxcx.datasets.budgeting_year import (
    HALF,
    MONTH_STARTS,
    N_MONTHS,
    Flags,
    Numbers,
    Year,
    category,
)
from uxcx.datasets.budgeting_year_tables import SERVICES, SOUGHT

if TYPE_CHECKING:
    import pandas as pd

SURVEYED_BEFORE = np.datetime64("2025-06-16")
SURVEYED = np.datetime64("2026-01-05")
#: typical cost of each planning service in EUR
COSTS = np.array([89.0, 59.0, 149.0])


def recommend_of(p: Parameters, loyalty: Numbers, luck: Numbers) -> Numbers:
    """Return the answers from 0 to 10 that a loyalty leads to; `luck` has a deviation of 1."""
    return np.clip(np.round(loyalty + 0.6 + p.recommend_sd * luck), 0, 10)


def survey_in_june_of(
    p: Parameters, people: pd.DataFrame, year: Year, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the answers of June 2025, of those who had joined before and did answer."""
    import pandas as pd

    n = len(people)
    recommend = recommend_of(p, year.loyalty_in_june, rng.normal(size=n))
    skipped = rng.random((2, n)) < p.share_missing
    days = rng.integers(0, 14, n).astype("timedelta64[D]")
    frame = pd.DataFrame(
        {
            "customer": people["customer"],
            "answered": (SURVEYED_BEFORE + days).astype("datetime64[s]"),
            "recommend": np.where(skipped[0], np.nan, recommend),
            "satisfaction": np.where(skipped[1], np.nan, year.satisfaction_in_june),
        }
    )
    chosen = was_there(people, year) & _willing(p, year.satisfaction_in_june, rng)
    return frame[chosen].reset_index(drop=True)


def _willing(p: Parameters, satisfaction: Numbers, rng: np.random.Generator) -> Flags:
    log_odds = p.answer + p.answer_per_satisfaction * (satisfaction - 4)
    return np.asarray(rng.random(len(satisfaction)) < logistic(log_odds))


def survey_of(
    p: Parameters,
    people: pd.DataFrame,
    year: Year,
    contacts: tuple[pd.DataFrame, npt.NDArray[np.int64]],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the answers of January 2026, of those who were there and did answer."""
    import pandas as pd

    n, loyalty = len(people), year.loyalty
    last = np.full(n, -1)
    table, who = contacts
    last[who] = np.arange(len(who))  # the last one stands last
    sought = last >= 0
    codes = table["channel"].cat.codes.to_numpy() + 1
    channel = np.where(sought, np.append(codes, 0)[last], 0).astype("int8")
    settled = np.append(table["resolved"].to_numpy(dtype=bool), True)[last]
    ease = (
        p.contact_ease
        + p.contact_ease_cx * (p.cx - 0.5)
        + p.contact_ease_unresolved * ~settled
        + rng.normal(0.0, 1.3, n)
    )
    late = rng.random(n) < p.share_late_answers
    days = np.where(late, rng.integers(28, 60, n), rng.integers(0, 15, n))

    def answers(felt: Numbers, top: int, bottom: int) -> Numbers:
        value = np.clip(np.round(felt), bottom, top)
        return np.where(rng.random(n) < p.share_missing, np.nan, value)

    frame = pd.DataFrame(
        {
            "customer": people["customer"],
            "answered": (SURVEYED + days).astype("datetime64[s]"),
            "recommend": answers(recommend_of(p, loyalty, rng.normal(size=n)), 10, 0),
            "satisfaction": answers(year.satisfaction, 5, 1),
            "trust": answers(2.0 + 0.45 * loyalty + rng.normal(0, 0.9, n), 7, 1),
            "contact": category(channel, list(SOUGHT)),
            "ease": np.where(sought, np.clip(np.round(ease), 1, 7), np.nan),
        }
    )
    chosen = is_there(year) & _willing(p, year.satisfaction, rng)
    return frame[chosen].reset_index(drop=True)


def was_there(people: pd.DataFrame, year: Year) -> npt.NDArray[np.bool_]:
    """Return who is asked in June: who joined before June and is still a customer."""
    early = people["joined"].to_numpy() < MONTH_STARTS[HALF - 1]
    return np.asarray(early & year.subscribed[:, HALF - 1] & ~year.cancelled[:, HALF - 1])


def is_there(year: Year) -> npt.NDArray[np.bool_]:
    """Return who is a customer when the year has ended."""
    return np.asarray(year.subscribed[:, -1] & ~year.cancelled[:, -1])


def services_of(
    p: Parameters, people: pd.DataFrame, year: Year, rng: np.random.Generator, *, first: int
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Return the planning services bought since July, and by whom as row numbers."""
    import pandas as pd

    rate = np.exp(p.log_services + p.log_services_per_loyalty * (year.loyalty - 7))
    bought = rng.poisson(np.where(year.subscribed[:, HALF:], rate[:, None], 0.0))
    who, month = np.nonzero(bought)
    times = bought[who, month]
    who, month = np.repeat(who, times), np.repeat(month + HALF, times)
    days = (MONTH_STARTS[month + 1] - MONTH_STARTS[month]).astype("timedelta64[D]").astype(int)
    date = MONTH_STARTS[month].astype("datetime64[D]") + np.floor(
        rng.random(len(who)) * days
    ).astype("timedelta64[D]")
    service = rng.choice(len(SERVICES), len(who), p=[0.5, 0.3, 0.2])
    cost = COSTS[service] * np.exp(rng.normal(0.0, 0.2, len(who)))
    begins = np.r_[True, who[1:] != who[:-1]] if len(who) else np.zeros(0, dtype=bool)
    nth = np.arange(len(who)) - np.maximum.accumulate(np.where(begins, np.arange(len(who)), 0))
    frame = pd.DataFrame(
        {
            "purchase": (first + who + 1) * 100 + nth + 1,
            "customer": people["customer"].astype("str").take(who).array,
            "date": date.astype("datetime64[s]"),
            "service": category(service, list(SERVICES)),
            "amount": cost.round(2),
        }
    )
    return frame, who


def outcomes_of(
    p: Parameters,
    people: pd.DataFrame,
    year: Year,
    sums: dict[str, npt.NDArray[Any]],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return what came of each customer; `sums` of contacts, services, and EUR spent."""
    import pandas as pd

    referring = logistic(p.refer + p.refer_per_loyalty * (year.loyalty - 7))
    return pd.DataFrame(
        {
            "customer": people["customer"],
            "there_in_june": year.subscribed[:, HALF - 1] & ~year.cancelled[:, HALF - 1],
            "stayed": is_there(year),
            "referred": year.subscribed[:, HALF:].any(axis=1)
            & (rng.random(len(people)) < referring),
            "spent": sums["spent"].round(2),
            "contacts": sums["contacts"],
            "services": sums["services"],
        }
    )


def wallet_of(
    p: Parameters,
    survey: pd.DataFrame,
    loyalty: pd.Series[float],
    spent: pd.Series[float],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return what some of those who answered the survey say of their spending and of other brands.

    Brands are tied whose appeal differs too little to be told apart.
    """
    import pandas as pd

    chosen = survey["customer"][rng.random(len(survey)) < p.share_wallet].reset_index(drop=True)
    liked = loyalty.loc[chosen].to_numpy()
    own = spent.loc[chosen].to_numpy()
    n = len(chosen)
    others = rng.choice(4, n, p=[0.25, 0.4, 0.25, 0.1])
    appeal = rng.normal(p.other_brands, p.other_brands_sd, (n, 3))
    used = np.arange(3) < others[:, None]
    apart = appeal - liked[:, None]
    above = (used & (apart > 0.3)).sum(axis=1)
    tied = (used & (np.abs(apart) <= 0.3)).sum(axis=1)
    elsewhere = (
        others
        * p.spent_elsewhere
        * np.exp(p.log_elsewhere_per_loyalty * (liked - 7) + rng.normal(0.0, 0.6, n))
    )
    return pd.DataFrame(
        {
            "customer": chosen,
            "own": own,
            "total": (own + elsewhere).round(2),
            "rank": 1 + above + tied / 2,
            "brands": 1 + others,
        }
    )


def spent_since_july(months: pd.DataFrame, who: npt.NDArray[np.int64], n: int) -> Numbers:
    """Return what each of `n` customers paid for their plan since July.

    `who` names the row number of each month's customer.
    """
    late = (months["month"].to_numpy() >= MONTH_STARTS[HALF]) & (
        months["month"].to_numpy() < MONTH_STARTS[N_MONTHS]
    )
    paid = months["amount"].to_numpy()[late]
    return np.asarray(np.bincount(who[late], weights=paid, minlength=n), dtype=np.float64)
