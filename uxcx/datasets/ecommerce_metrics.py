"""What can be measured in the ecommerce world, by the package's defaults, and what moves it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from uxcx import cx, ux
from uxcx.datasets.ecommerce_tables import FOLLOWED_DAYS, FUNNEL
from uxcx.measures import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from uxcx.results import Estimate, Estimates

MOVED_BY_UX: tuple[str, ...] = (
    "address form success*",
    "address form time*",
    "address form errors*",
    "SEQ*",
    "SUS*",
    "click-through rate",
    "conversion*",
    "customers who ordered*",
    "* to cart",
    "* to address",
    "* to payment",
    "* to ordered",
    "cart abandonment",
    "acquisition cost",
)
MOVED_BY_CX: tuple[str, ...] = (
    "parcels late",
    "wrong size",
    "return rate",
    "credit time",
    "first contact resolution",
    "CES",
    "support load, first order",
    "CSAT, delivery",
)
MOVED_BY_BOTH: tuple[str, ...] = (
    "NPS*",
    "CSAT",
    "trust",
    "repeat purchase",
    "revenue per customer",
    "stars",
    "positive reviews",
    "support load",
)
#: whether a product is looked at depends on what one came for
NOT_MOVED: tuple[str, ...] = ("visit to product",)

_DAY_SECONDS = 86_400
_DAYS = Unit(name="days", suffix=" days", factor=1 / _DAY_SECONDS, minimum=0.0)


def per_customer(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row a customer: what they ordered, spent and asked, 0 where they did not.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The world's tables.

    Returns
    -------
    pandas.DataFrame
        ``customers`` with ``orders`` (within 180 days after the first), ``bought`` (1 or 0),
        ``revenue`` (EUR, of orders not returned), ``contacts`` and, of the first order,
        ``contacts_first`` and ``late`` (missing where there is none, or it was not scanned).
    """
    orders, contacts = tables["orders"], tables["contacts"]
    frame = tables["customers"].set_index("customer")
    first = orders[orders["number"] == 1].set_index("customer")
    since = orders["time"] - orders["customer"].map(first["time"])
    followed = orders[since.dt.days < FOLLOWED_DAYS]
    kept = orders[orders["returned"] == 0]
    early = contacts[contacts["order"].isin(first["order"])]
    sums = {
        "orders": followed.groupby("customer").size(),
        "revenue": kept.groupby("customer")["value"].sum(),
        "contacts": contacts.groupby("customer").size(),
        "contacts_first": early.groupby("customer").size(),
    }
    for name, values in sums.items():
        frame[name] = values.reindex(frame.index, fill_value=0)
    frame["bought"] = (frame["orders"] > 0).astype("int64")
    frame["late"] = first["late"].reindex(frame.index)
    return frame.reset_index()


def estimates(tables: Mapping[str, pd.DataFrame]) -> dict[str, Estimate]:
    """Return every metric of the world that can be measured from its tables.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The world's tables.

    Returns
    -------
    dict of str to Estimate
        By name; intervals are by customer where one has several rows.
    """
    people = per_customer(tables)
    return {
        **_usability(tables),
        **_site(tables["sessions"], people),
        **_service(tables, people),
        **_relationship(tables, people),
    }


def _one(found: Estimate | Estimates) -> Estimate:
    return cast("Estimate", found)


def _each(name: str, found: Estimate | Estimates) -> dict[str, Estimate]:
    groups = cast("Estimates", found)
    return {", ".join([name, *(str(value) for _, value in one.group)]): one for one in groups}


def _usability(tables: Mapping[str, pd.DataFrame]) -> dict[str, Estimate]:
    attempts, sus = tables["attempts"], tables["sus"]
    items = [f"sus_{item}" for item in range(1, 11)]
    return {
        **_each("address form success", ux.task_success(attempts, "completed", by="design")),
        **_each(
            "address form time",
            ux.time_on_task(attempts, "seconds", completed="completed", by="design"),
        ),
        **_each(
            "address form errors",
            ux.error_rate(
                attempts,
                "errors",
                opportunities="opportunities",
                by="design",
                unit="participant",  # somebody's errors in several fields go together
            ),
        ),
        **_each("SEQ", ux.seq(attempts, "seq", by="design")),
        **_each("SUS", ux.sus(sus, items, by="design")),
    }


def _as(name: str, found: Estimate | Estimates, *, of: str, unit: Unit | None = None) -> Estimate:
    """Return an estimate under the name of what was measured, where the catalogue has none."""
    estimate = _one(found)
    measure = replace(
        estimate.measure,
        name=name,
        lens="CX",
        level="journey",
        unit_of_analysis=of,
        unit=unit or estimate.unit,
        direction="higher is better" if name == "trust" else "lower is better",
        formula=f"{name}: mean over each {of}",
    )
    return replace(estimate, measure=measure)


def _site(sessions: pd.DataFrame, people: pd.DataFrame) -> dict[str, Estimate]:
    tested = sessions[sessions["arm"].notna()]
    carts = sessions[sessions["cart"] == 1]
    left = carts.assign(left=1 - carts["ordered"])
    of: dict[str, Any] = {"unit": "customer"}
    found = {
        **_each("conversion", ux.conversion(tested, "ordered", by="arm", unit="customer")),
        "conversion": _one(ux.conversion(sessions, "ordered", unit="customer")),
        # Over all visits, before the test too, designs differ in who came and by which device.
        **_each("conversion, all visits", ux.conversion(sessions, "ordered", by="design", **of)),
        **_each(
            "conversion, all visits",
            ux.conversion(sessions, "ordered", by=["design", "device"], **of),
        ),
        "conversion before the test": _one(
            ux.conversion(sessions[sessions["arm"].isna()], "ordered", **of)
        ),
        **_each("customers who ordered", _ordered_in_test(tested)),
    }
    before = "visit"
    for step in FUNNEL:
        reached = sessions if before == "visit" else sessions[sessions[before] == 1]
        found[f"{before} to {step}"] = _one(ux.conversion(reached, step, unit="customer"))
        before = step
    return {
        **found,
        "cart abandonment": _one(ux.cart_abandonment(left, "left", unit="customer")),
        "click-through rate": _one(
            ux.click_through_rate(sessions, "clicks", impressions="impressions", unit="customer")
        ),
        "acquisition cost": _one(
            cx.acquisition_cost(people, "cost", customers="bought", currency="EUR")
        ),
    }


def _ordered_in_test(tested: pd.DataFrame) -> Estimate | Estimates:
    """Measure how many customers ordered in the test: one row for each, as they were drawn."""
    drawn = tested.groupby("customer", sort=False).agg(arm=("arm", "first"), got=("ordered", "max"))
    return ux.conversion(drawn, "got", by="arm")


def _service(tables: Mapping[str, pd.DataFrame], people: pd.DataFrame) -> dict[str, Estimate]:
    orders, contacts, survey = tables["orders"], tables["contacts"], tables["survey"]
    credit = orders.assign(seconds=orders["credited_days"] * _DAY_SECONDS)
    credit = credit[credit["returned"] == 1]
    buyers = people[people["bought"] == 1]
    return {
        # A share of orders with something wrong is measured as any share of a journey is.
        "parcels late": _as(
            "parcels late", ux.abandonment(orders, "late", unit="customer"), of="order"
        ),
        "wrong size": _as(
            "wrong size", ux.abandonment(orders, "wrong_size", unit="customer"), of="order"
        ),
        "return rate": _as(
            "return rate", ux.abandonment(orders, "returned", unit="customer"), of="order"
        ),
        "credit time": _as(
            "credit time",
            ux.time_to_value(credit, "seconds", unit="customer"),
            of="return",
            unit=_DAYS,
        ),
        "first contact resolution": _one(
            cx.first_contact_resolution(contacts, "resolved", unit="customer")
        ),
        "CES": _one(cx.ces(contacts, "ease", unit="customer")),
        "support load, first order": _one(cx.support_load(buyers, "contacts_first")),
        "CSAT, delivery": _one(cx.csat(survey, "delivery")),
    }


def _relationship(tables: Mapping[str, pd.DataFrame], people: pd.DataFrame) -> dict[str, Estimate]:
    late = people.set_index("customer")["late"]
    survey = tables["survey"]
    parcel = survey["customer"].map(late).map({1: "late parcel", 0: "parcel on time"})
    known = survey.assign(parcel=parcel)[parcel.notna()]
    reviews = tables["reviews"]
    buyers = people[people["bought"] == 1]
    return {
        "NPS": _one(cx.nps(survey, "recommend")),
        **_each("NPS", cx.nps(known, "recommend", by="parcel")),
        "CSAT": _one(cx.csat(survey, "satisfaction")),
        "trust": _as("trust", cx.csat_mean(survey, "trust", scale=(1, 7)), of="customer"),
        "repeat purchase": _one(cx.repeat_purchase(buyers, "orders")),
        "revenue per customer": _one(cx.revenue_per_customer(people, "revenue", currency="EUR")),
        "stars": _one(ux.app_rating(reviews, "stars")),
        "positive reviews": _one(cx.positive_reviews(reviews, "stars")),
        "support load": _one(cx.support_load(people, "contacts")),
    }
