"""The budgeting world: a subscription app whose monthly reconciliation was redesigned.

One causal story. The app's design, and the quality of interaction in general (`ux`), set how hard
its tasks are; that decides success, time, errors, how easy it felt, and who needs help. The
quality of service (`cx`) decides what comes of asking for help. Both make satisfaction;
satisfaction and the price make loyalty; loyalty decides who stays, recommends, trusts, and buys.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from uxcx.datasets.budgeting_journeys import contacts_of, events_of
from uxcx.datasets.budgeting_measures import (
    MOVED_BY_BOTH,
    MOVED_BY_CX,
    MOVED_BY_UX,
    NOT_MOVED,
    estimates,
)
from uxcx.datasets.budgeting_parameters import Parameters
from uxcx.datasets.budgeting_raw import raw
from uxcx.datasets.budgeting_relationship import (
    outcomes_of,
    services_of,
    spent_since_july,
    survey_in_june_of,
    survey_of,
    wallet_of,
)
from uxcx.datasets.budgeting_test import attempts_of, choose_participants, sus_of
from uxcx.datasets.budgeting_truth import truths
from uxcx.datasets.budgeting_year import HIDDEN, live, make_people, months_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "MOVED_BY_BOTH",
    "MOVED_BY_CX",
    "MOVED_BY_UX",
    "NOT_MOVED",
    "SEED",
    "Parameters",
    "estimates",
    "population",
    "raw",
    "simulate_chunk",
    "truths",
]

#: of the shipped sample, in which the two comparisons of lesson 03 come out differently: clear
#: for the task that was redesigned, not for all three together
SEED = 29


def simulate_chunk(
    parameters: Parameters, *, rng: np.random.Generator, first: int = 0
) -> dict[str, pd.DataFrame]:
    """Simulate customers, numbered from `first`; the usability tests with the very first ones.

    Parameters
    ----------
    parameters : Parameters
        The numbers of the story.
    rng : numpy.random.Generator
        Of the random numbers; each table gets a stream of its own.
    first : int
        How many customers stand before these.

    Returns
    -------
    dict of str to pandas.DataFrame
        The tables of the schema by name.
    """
    import pandas as pd

    p = parameters
    names = "people year choice attempts both sus months events contacts services outcomes"
    stream = dict(zip([*names.split(), "survey", "wallet", "june"], rng.spawn(14), strict=True))
    people = make_people(p, stream["people"], first)
    year = live(p, people, stream["year"])
    n = len(people)

    studied = p if first == 0 else replace(p, participants_per_design=0, participants_both=0)
    tried, tried_both = choose_participants(studied, people, stream["choice"])
    months = months_of(p, people, year, stream["months"])
    events, asked_at, asked_by = events_of(p, people, year, stream["events"], first=first)
    contacts, callers = contacts_of(
        p, people, year, (asked_at, asked_by), stream["contacts"], first=first
    )
    services, buyers = services_of(p, people, year, stream["services"], first=first)
    bought = np.bincount(buyers, weights=services["amount"].to_numpy(), minlength=n)
    joined = people["joined"].to_numpy().astype("datetime64[M]").astype(int) - 55 * 12
    who = np.repeat(np.arange(n), 12 - np.maximum(joined, 0))
    spent = bought + spent_since_july(months, who, n)
    sums = {
        "contacts": np.bincount(callers, minlength=n),
        "services": np.bincount(buyers, minlength=n),
        "spent": spent,
    }
    survey = survey_of(p, people, year, (contacts, callers), stream["survey"])
    return {
        "customers": people.drop(columns=HIDDEN),
        "attempts": attempts_of(p, tried, stream["attempts"]).drop(columns="place"),
        "sus": sus_of(p, tried, stream["sus"]),
        "attempts_both": attempts_of(p, tried_both, stream["both"]),
        "months": months,
        "events": events,
        "contacts": contacts,
        "survey_june": survey_in_june_of(p, people, year, stream["june"]),
        "survey": survey,
        "wallet": wallet_of(
            p,
            survey,
            pd.Series(year.loyalty, index=people["customer"]),
            pd.Series(spent.round(2), index=people["customer"]),
            stream["wallet"],
        ),
        "services": services,
        "outcomes": outcomes_of(p, people, year, sums, stream["outcomes"]),
    }


def population(parameters: Parameters) -> Parameters:
    """Return the parameters with studies as large as there are customers for.

    A sixth of the customers is in each arm of the usability tests, and everybody who answers the
    survey is asked about spending too.
    """
    n = parameters.customers // 6
    return replace(parameters, participants_per_design=n, participants_both=n, share_wallet=1.0)
