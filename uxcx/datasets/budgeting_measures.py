"""What can be measured in the budgeting world, by the package's own defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from uxcx import cx, ux
from uxcx.datasets.budgeting_tables import TASKS
from uxcx.results import Estimate, Estimates

if TYPE_CHECKING:
    import pandas as pd

#: patterns of `fnmatch`: which estimates the quality of interaction moves, and of service
MOVED_BY_UX = (
    "task success*",
    "time on task*",
    "error rate*",
    "SEQ*",
    "SUS*",
    "reconciled unaided*",
    "import errors*",
    "rating of the app*",
)
MOVED_BY_CX = ("first contact resolution", "CES", "rating of support")
MOVED_BY_BOTH = (
    "reconciled in the end",
    "NPS*",
    "CSAT*",
    "trust",
    "retention rate",
    "referral rate",
    "revenue per customer",
    "support load",
    "share of wallet*",
)
NOT_MOVED = ()

SUS_COLUMNS = [f"sus_{item}" for item in range(1, 11)]


def estimates(tables: Mapping[str, pd.DataFrame]) -> dict[str, Estimate]:
    """Measure everything that lessons ask for.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of the world.

    Returns
    -------
    dict of str to Estimate
        By metric and group, such as ``"task success, new, reconcile"``.
    """
    return {
        **_usability_test(tables["attempts"], tables["sus"]),
        **_tried_both(tables["attempts_both"]),
        **_use(tables["months"], tables["events"]),
        **_help(tables["contacts"], tables["events"]),
        **_relationship(tables),
    }


def _each(name: str, found: Estimate | Estimates, end: str = "") -> dict[str, Estimate]:
    """Return estimates by name and group; groups stand before `end`."""
    if isinstance(found, Estimate):
        return {name + end: found}
    return {
        f"{name}, {', '.join(str(value) for _, value in each.group)}{end}": each for each in found
    }


def _by_task(rows: pd.DataFrame, by: list[str]) -> dict[str, Estimate]:
    """Return the four measures of a task; one row a participant in each group."""
    who: dict[str, Any] = {"by": by, "unit": "participant"}
    return {
        **_each("task success", ux.task_success(rows, "completed", **who)),
        **_each("time on task", ux.time_on_task(rows, "seconds", completed="completed", **who)),
        **_each("error rate", ux.error_rate(rows, "errors", **who)),
        **_each("SEQ", ux.seq(rows, "seq", **who)),
    }


def _usability_test(attempts: pd.DataFrame, sus: pd.DataFrame) -> dict[str, Estimate]:
    alone = ux.task_success(attempts, "completed", by="design", unit="participant")
    return {
        **_by_task(attempts, ["design", "task"]),
        **_each("task success", alone),
        **_each("SUS", ux.sus(sus, SUS_COLUMNS, by="design")),
    }


def _tried_both(attempts: pd.DataFrame) -> dict[str, Estimate]:
    rows = attempts[attempts["task"] == TASKS[1]]
    return {f"{name}, tried both": each for name, each in _by_task(rows, ["design"]).items()}


def _use(months: pd.DataFrame, events: pd.DataFrame) -> dict[str, Estimate]:
    used = months[months["active"] == 1]
    cases = _cases(events)
    ended = events[events["event"].isin(["done", "give up"])]
    unaided = ux.task_success(used, "reconciled", by="design", unit="customer")
    wrong = ux.error_rate(used, "import_errors", opportunities="lines", unit="customer")
    return {
        **_each("reconciled unaided in a month", unaided),
        **_each("import errors", wrong),
        **_each("reconciled in the end", ux.conversion(cases, "done", unit="customer")),
        **_each("rating of the app", ux.satisfaction(ended, "rating", unit="customer")),
    }


def _cases(events: pd.DataFrame) -> pd.DataFrame:
    """Return one row a journey: whose, and whether it ended with a reconciled month."""
    ended = events[events["event"].isin(["done", "give up"])]
    return ended[["customer"]].assign(done=(ended["event"] == "done").astype("int64"))


def _help(contacts: pd.DataFrame, events: pd.DataFrame) -> dict[str, Estimate]:
    settled = cx.first_contact_resolution(contacts, "resolved", observed="first", unit="customer")
    asked = events[events["event"] == "ask support"]
    return {
        **_each("first contact resolution", settled),
        **_each("CES", cx.ces(contacts, "ease", unit="customer")),
        **_each("rating of support", cx.csat_mean(asked, "rating", unit="customer")),
    }


def _relationship(tables: Mapping[str, pd.DataFrame]) -> dict[str, Estimate]:
    survey, outcomes, wallet = tables["survey"], tables["outcomes"], tables["wallet"]
    designs = tables["customers"][["customer", "design"]]
    joined = survey.merge(designs, on="customer")
    before = tables["survey_june"].merge(designs, on="customer")
    return {
        **_each("NPS", cx.nps(survey, "recommend")),
        **_each("NPS", cx.nps(joined, "recommend", by="design")),
        **_each("NPS in June", cx.nps(before, "recommend", by="design")),
        **_each("CSAT", cx.csat(survey, "satisfaction")),
        **_each("CSAT", cx.csat(joined, "satisfaction", by="design")),
        **_each("CSAT in June", cx.csat(before, "satisfaction", by="design")),
        **_each("trust", cx.csat_mean(survey, "trust", scale=(1, 7))),
        **_each("retention rate", cx.retention_rate(outcomes, "stayed", observed="there_in_june")),
        **_each("referral rate", cx.referral_rate(outcomes, "referred")),
        **_each("revenue per customer", cx.revenue_per_customer(outcomes, "spent", currency="EUR")),
        **_each("support load", cx.support_load(outcomes, "contacts")),
        **_each("share of wallet", cx.share_of_wallet(wallet, "own", category="total")),
        **_each("share of wallet by rank", cx.wallet_allocation(wallet, "rank", brands="brands")),
    }


__all__ = [
    "MOVED_BY_BOTH",
    "MOVED_BY_CX",
    "MOVED_BY_UX",
    "NOT_MOVED",
    "estimates",
]
