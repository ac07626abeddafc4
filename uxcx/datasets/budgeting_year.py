"""The budgeting world's year: month after month, for all customers at once.

What happens in a month follows from what went before: who met bad service is less loyal, who is
less loyal leaves. The loop goes over twelve months; customers are columns of numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from uxcx.datasets.budgeting_parameters import Parameters
from uxcx.datasets.budgeting_tables import PLANS, REGIONS
from uxcx.datasets.budgeting_test import logistic
from uxcx.datasets.simulation import customer_names

if TYPE_CHECKING:
    import pandas as pd

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]

N_MONTHS = 12
#: July: support keeps its records, and outcomes are counted, from here on
HALF = 6
MONTH_STARTS = np.arange("2025-01", "2026-02", dtype="datetime64[M]").astype("datetime64[s]")


#: columns of people that no table shows: how well they use apps; what they like the app, answer
#: about satisfaction, and hold to brands, beside all that the story knows
HIDDEN = ["skill", "liking", "leaning", "faith"]
#: bad service is remembered for so many months
REMEMBERED = 6


def category(codes: Any, words: Sequence[str]) -> Any:
    """Return an ordered category of codes that count from 0."""
    import pandas as pd

    return pd.Categorical.from_codes(codes, pd.Index(list(words)), ordered=True)


@dataclass(frozen=True, kw_only=True)
class Year:
    """What happened: an array of customers by months for each thing."""

    subscribed: Flags
    active: Flags
    new_design: Flags
    #: reconciled unaided; what the stuck ones turned to; what it ended with
    unaided: Flags
    guide: Flags
    guide_helped: Flags
    desktop: Flags
    desktop_helped: Flags
    support: Flags
    support_helped: Flags
    #: contacts about other matters, and whether they were settled
    other: Flags
    other_helped: Flags
    cancelled: Flags
    returned: Flags
    #: at the end of the year, and at the end of June
    satisfaction: Numbers
    loyalty: Numbers
    satisfaction_in_june: Numbers
    loyalty_in_june: Numbers


def make_people(p: Parameters, rng: np.random.Generator, first: int) -> pd.DataFrame:
    """Return the customers, with what is hidden of them: `HIDDEN`."""
    import pandas as pd

    n = p.customers
    region = rng.choice(len(REGIONS), n, p=p.regions)
    plan = rng.choice(len(PLANS), n, p=p.plans)
    month = np.array(p.redesigned_in)[region]
    start = np.append(MONTH_STARTS[:N_MONTHS], np.datetime64("NaT"))[np.minimum(month - 1, 12)]
    joined = np.datetime64("2024-07-01") + rng.integers(0, 365, n)
    disappointed = rng.random(n) < p.share_disappointed
    return pd.DataFrame(
        {
            "customer": customer_names(first, n),
            "joined": joined.astype("datetime64[s]"),
            "plan": category(plan, list(PLANS)),
            "age": np.clip(np.round(18 + rng.gamma(4.0, 6.5, n)), 18, 90).astype(int),
            "region": category(region, list(REGIONS)),
            "design": category((month <= N_MONTHS).astype("int8"), ["old", "new"]),
            "redesigned": start,
            "skill": rng.normal(0.0, 1.0, n),
            "liking": rng.normal(0.0, p.content_sd, n) + p.content_disappointed * disappointed,
            "leaning": rng.normal(0.0, p.satisfaction_sd, n),
            "faith": rng.normal(0.0, p.loyalty_sd, n),
        }
    )


def live(p: Parameters, people: pd.DataFrame, rng: np.random.Generator) -> Year:
    """Return what the customers did and met in 2025, month by month."""
    n = len(people)
    joined = people["joined"].to_numpy().astype("datetime64[M]").astype(int) - 55 * 12
    region = people["region"].cat.codes.to_numpy()
    redesigned = np.array(p.redesigned_in)[region] - 1
    skill = people["skill"].to_numpy()
    ux, cx = p.ux - 0.5, p.cx - 0.5
    before = p.content_mean + p.content_ux * ux + p.content_per_skill * skill
    before = before + people["liking"].to_numpy()
    chance = p.month_reconciled + np.array(p.month_regions)[region] + p.month_ux * ux
    chance = chance + p.month_per_skill * skill
    resolved = float(logistic(p.contact_resolved + p.contact_resolved_cx * cx))
    names = [f.name for f in fields(Year) if not f.name.startswith(("satisfaction", "loyalty"))]
    found = {name: np.zeros((n, N_MONTHS), dtype=bool) for name in names}
    gone = np.zeros(n, dtype=bool)
    last_bad = np.full(n, -REMEMBERED)
    satisfied, loyal = np.empty((N_MONTHS, n)), np.empty((N_MONTHS, n))
    for month in range(N_MONTHS):
        u = rng.random((11, n))
        now = {name: array[:, month] for name, array in found.items()}
        here = joined <= month
        now["returned"][:] = here & gone & (u[0] < p.share_returning)
        gone &= ~now["returned"]
        now["subscribed"][:] = here & ~gone
        now["active"][:] = now["subscribed"] & (u[1] < p.share_active)
        now["new_design"][:] = month >= redesigned
        can = np.clip(chance + p.month_trend * month + p.month_gain * now["new_design"], 0.02, 0.98)
        now["unaided"][:] = now["active"] & (u[2] < can)
        stuck = now["active"] & ~now["unaided"]
        now["guide"][:] = stuck & (u[3] < p.share_guide)
        now["guide_helped"][:] = now["guide"] & (u[4] < p.guide_helps)
        stuck &= ~now["guide_helped"]
        now["desktop"][:] = stuck & (u[5] < p.share_desktop)
        now["desktop_helped"][:] = now["desktop"] & (u[6] < p.desktop_helps)
        stuck &= ~now["desktop_helped"]
        now["support"][:] = stuck & (u[7] < p.share_support)
        now["support_helped"][:] = now["support"] & (u[8] < resolved)
        now["other"][:] = now["subscribed"] & (u[9] < p.other_contacts)
        now["other_helped"][:] = now["other"] & (u[10] < resolved)
        bad = (now["support"] & ~now["support_helped"]) | (now["other"] & ~now["other_helped"])
        last_bad[bad] = month
        content = before + p.content_gain * now["new_design"]
        content = content + p.content_bad_service * (month - last_bad < REMEMBERED)
        satisfied[month] = _satisfaction(p, content, people)
        risen = month + 1 >= p.prices_rise_in
        loyal[month] = _loyalty(p, satisfied[month], now["new_design"], people, risen=risen)
        leaving = logistic(p.leave + p.leave_per_loyalty * (loyal[month] - 7))
        now["cancelled"][:] = now["subscribed"] & (rng.random(n) < leaving)
        gone |= now["cancelled"]
    return Year(
        **found,
        satisfaction=satisfied[-1],
        loyalty=loyal[-1],
        satisfaction_in_june=satisfied[HALF - 1],
        loyalty_in_june=loyal[HALF - 1],
    )


def _satisfaction(p: Parameters, content: Numbers, people: pd.DataFrame) -> Numbers:
    """Return how satisfied people are, as they would answer: 1 to 5."""
    felt = p.satisfaction_low + p.satisfaction_per_content * content + people["leaning"].to_numpy()
    return np.asarray(np.clip(np.round(felt), 1, 5))


def _loyalty(
    p: Parameters, satisfaction: Numbers, new_design: Flags, people: pd.DataFrame, *, risen: bool
) -> Numbers:
    """Return what satisfaction and price make of loyalty."""
    price = np.array(p.loyalty_price) + risen * np.array(p.loyalty_price_rise)
    return np.asarray(
        p.loyalty_mean
        + p.loyalty_per_satisfaction * (satisfaction - 4)
        + p.loyalty_gain * new_design
        + price[people["plan"].cat.codes.to_numpy()]
        + people["faith"].to_numpy()
    )


def months_of(
    p: Parameters, people: pd.DataFrame, year: Year, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the table of customers' months, from the month of joining on."""
    import pandas as pd

    n = len(people)
    joined = people["joined"].to_numpy().astype("datetime64[M]").astype(int)
    month = np.arange(N_MONTHS)
    row, column = np.nonzero(joined[:, None] - 55 * 12 <= month)
    at = (row, column)
    active = year.active[at]
    busy = rng.gamma(6.0, p.lines / 6.0, n)
    lines = 1 + rng.poisson(busy[row])
    share = p.share_import_errors * np.exp(
        p.log_import_errors_ux * (p.ux - 0.5) + 0.4 * rng.normal(size=n)
    )
    wrong = rng.binomial(lines, np.clip(share, 0, 0.9)[row])
    plan = people["plan"].cat.codes.to_numpy()[row]
    risen = column + 1 >= p.prices_rise_in
    price = np.where(risen, np.array(p.risen_prices)[plan], np.array(p.prices)[plan])
    due = (plan == 1) | ((plan == 2) & (joined[row] % 12 == column))
    new = year.new_design[at].astype("int8")

    def if_active(values: npt.NDArray[Any]) -> Any:
        return pd.arrays.IntegerArray(values.astype("int64"), ~active)

    return pd.DataFrame(
        {
            "customer": people["customer"].astype("str").take(row).array,
            "month": MONTH_STARTS[column],
            "design": category(new, ["old", "new"]),
            "subscribed": year.subscribed[at],
            "active": active,
            "reconciled": if_active(year.unaided[at]),
            "lines": if_active(lines),
            "import_errors": if_active(wrong),
            "amount": np.where(due & year.subscribed[at], price, 0.0),
            "cancelled": year.cancelled[at],
            "returned": year.returned[at],
        }
    )
