"""The airline world measured: every metric of its lessons, and what moves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from uxcx import cx, ux
from uxcx.datasets.airline_people import categories
from uxcx.datasets.airline_tables import DELAYED_FROM
from uxcx.families import Proportion
from uxcx.measures import PERCENT, Direction, Measure
from uxcx.measuring import Question, ask
from uxcx.results import Estimate, Estimates
from uxcx.scales import YES_NO

if TYPE_CHECKING:
    import pandas as pd

SUS_ITEMS = [f"sus_{number}" for number in range(1, 11)]
#: what nobody is asked to rate
NOT_RATED = ("choose flight", "ask for help")

_OF_APP = ("search flights", "pay", "check in")

MOVED_BY_UX = (
    "task success, app, *",
    "time on task, app, *",
    "error rate, app, *",
    "SEQ, app, *",
    "SUS, app",
    "product NPS",
    "conversion, app",
    "search to choice, app",
    *(f"{metric}, {event}, app" for metric in ("CSAT", "mean rating") for event in _OF_APP),
)
MOVED_BY_CX = (
    "delayed flights",
    "lost bags",
    "first contact resolution",
    "CES",
    *(
        f"{metric}, {event}, {channel}"
        for metric in ("CSAT", "mean rating")
        for event, channel in (
            ("drop bag", "airport"),
            ("board", "airport"),
            ("fly", "cabin"),
            ("collect bag", "airport"),
            ("report lost bag", "airport"),
            ("rate the trip", "web"),
        )
    ),
)
MOVED_BY_BOTH = (
    "NPS",
    "NPS, *",
    "CSAT",
    "trust",
    "CSAT, rate the trip, app",
    "mean rating, rate the trip, app",
    "contacts per 100 customers",
    "repeat booking within six months",
    "repeat purchase rate",
    "revenue per customer",
    "share of wallet",
    "retention rate",
    "churn rate",
)
NOT_MOVED = (
    "task success, website, *",
    "time on task, website, *",
    "error rate, website, *",
    "SEQ, website, *",
    "SUS, website",
    "conversion, web",
    "search to choice, web",
    *(f"{metric}, {event}, web" for metric in ("CSAT", "mean rating") for event in _OF_APP),
    "CSAT, check in, airport",
    "mean rating, check in, airport",
)


def _share(name: str, formula: str, direction: Direction) -> Question:
    """Return the question after a share that is a record of operations, not a metric of ours."""
    measure = Measure(
        name=name, lens="CX", level="journey", unit=PERCENT, direction=direction, formula=formula
    )
    return Question(measure=measure, family=Proportion, scale=YES_NO)


_DELAYED = _share(
    "delayed flights", f"flights {DELAYED_FROM} minutes late and more / flights", "lower is better"
)
_LOST = _share("lost bags", "bags that did not arrive with the flight / bags", "lower is better")
_REPEAT = _share("repeat booking", "customers who booked again / customers", "higher is better")
_CHOSE = _share(
    "search to choice", "searches in which a flight was chosen / searches", "higher is better"
)


def _named(name: str, found: Any) -> dict[str, Estimate]:
    """Return estimates by group, such as ``"SEQ, app, book"``."""
    if isinstance(found, Estimates):
        return {", ".join([name, *(str(value) for _, value in one.group)]): one for one in found}
    return {name: found}


def estimates(tables: Mapping[str, pd.DataFrame]) -> dict[str, Estimate]:
    """Estimate every metric that the lessons ask for, as anybody can from the tables.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of the airline world.

    Returns
    -------
    dict of str to Estimate
        By names such as ``"task success, app, book"`` and ``"NPS, delayed"``. Where a customer
        has several rows, they are taken together (``unit="customer"``).
    """
    return {
        **_of_the_test(tables["attempts"], tables["sus"]),
        **_of_the_journey(tables),
        **_of_the_relationship(tables),
    }


def _of_the_test(attempts: pd.DataFrame, sus: pd.DataFrame) -> dict[str, Estimate]:
    first = attempts[attempts["attempt"] == 1]
    by = ["design", "task"]
    return {
        **_named("task success", ux.task_success(first, "completed", by=by)),
        **_named("time on task", ux.time_on_task(first, "seconds", completed="completed", by=by)),
        **_named(
            "error rate",
            ux.error_rate(
                first,
                "errors",
                opportunities="opportunities",
                by=by,
                unit="participant",  # somebody's errors in several steps go together
            ),
        ),
        **_named("SEQ", ux.seq(first, "seq", by=by)),
        **_named("SUS", ux.sus(sus, SUS_ITEMS, by="design")),
    }


def _of_the_journey(tables: Mapping[str, pd.DataFrame]) -> dict[str, Estimate]:
    events, trips, contacts = tables["events"], tables["trips"], tables["contacts"]
    found = searches_of(events)
    rated = events[~events["event"].isin(NOT_RATED)]
    flown = trips.assign(delayed=(trips["delay"] >= DELAYED_FROM).astype("int64"))
    with_bag = trips[trips["bag"] == 1]
    of: dict[str, Any] = {"unit": "customer"}
    touchpoint = ["event", "channel"]
    return {
        **_named("search to choice", ask(_CHOSE, found, "chose", by="channel", **of)),
        **_named("conversion", ux.conversion(found, "paid", by="channel", **of)),
        **_named("CSAT", cx.csat(rated, "rating", by=touchpoint, **of)),
        **_named("mean rating", cx.csat_mean(rated, "rating", by=touchpoint, **of)),
        **_named("delayed flights", ask(_DELAYED, flown, "delayed", **of)),
        **_named("lost bags", ask(_LOST, with_bag, "bag_lost", **of)),
        **_named(
            "first contact resolution", cx.first_contact_resolution(contacts, "resolved", **of)
        ),
        **_named("CES", cx.ces(contacts, "ease", **of)),
    }


def _of_the_relationship(tables: Mapping[str, pd.DataFrame]) -> dict[str, Estimate]:
    survey = with_segments(tables)
    years = tables["years"]
    left = years.assign(left=1 - years["stayed"])
    return {
        **_named("product NPS", ux.product_nps(survey, "recommend_app")),
        **_named("NPS", cx.nps(survey, "recommend")),
        **_named("NPS", cx.nps(survey, "recommend", by="tier")),
        **_named("NPS", cx.nps(survey, "recommend", by="flight")),
        **_named("CSAT", cx.csat(survey, "satisfaction")),
        **_named("trust", cx.csat_mean(survey, "trust", scale=(1, 7))),
        **_named("contacts per 100 customers", cx.support_load(years, "contacts")),
        **_named("repeat booking within six months", ask(_REPEAT, years, "repeat_6")),
        **_named("repeat purchase rate", cx.repeat_purchase(years, "trips", observed="observed")),
        **_named(
            "revenue per customer",
            cx.revenue_per_customer(years[years["observed"] == 1], "spent", currency="EUR"),
        ),
        **_named(
            "share of wallet",
            cx.share_of_wallet(years.dropna(subset=["category"]), "spent", category="category"),
        ),
        **_named("retention rate", cx.retention_rate(years, "stayed", observed="observed")),
        **_named("churn rate", cx.churn_rate(left, "left", observed="observed")),
    }


def searches_of(events: pd.DataFrame) -> pd.DataFrame:
    """Return one row a search: its channel, and whether a flight was chosen and paid."""
    found = events.loc[events["event"] == "search flights", ["customer", "case", "channel"]]
    return found.assign(
        chose=found["case"].isin(events.loc[events["event"] == "choose flight", "case"]),
        paid=found["case"].isin(events.loc[events["event"] == "pay", "case"]),
        channel=found["channel"].cat.remove_unused_categories(),
    ).astype({"chose": "int64", "paid": "int64"})


def with_segments(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the survey with the customer's tier, and whether the first flight was delayed."""
    trips = tables["trips"]
    first = trips.loc[trips["number"] == 1, ["customer", "delay"]]
    survey = tables["survey"].merge(tables["customers"][["customer", "tier"]], on="customer")
    survey = survey.merge(first, on="customer", validate="one_to_one")
    late = (survey["delay"] >= DELAYED_FROM).to_numpy(dtype="int8")
    return survey.assign(flight=categories(late, ("on time", "delayed")))
