"""The pitfalls of two articles, each in data in which it happens: what misses it, and what sees it.

>>> from uxcx import pitfalls
>>> pitfalls.names()[:2]
['separate silos', 'ignoring emotion']

Article C names five, article E six. Every number is measured in a world of the course when it is
asked for; nothing is typed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from uxcx import cx, datasets, ux
from uxcx.errors import CourseError, nearest
from uxcx.results import Estimate, Estimates
from uxcx.tables import Shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Pitfall", "names", "pitfall", "table"]

#: minutes after which the airline's flights are counted as late here
LATE = 15
SUS_ITEMS = [f"sus_{item}" for item in range(1, 11)]


@dataclass(frozen=True, kw_only=True)
class Pitfall:
    """A pitfall, and two measurements of one world: one that misses it, and one that sees it.

    Parameters
    ----------
    name : str
        In a few words.
    article : str
        The letter of the article that names it.
    happens : str
        What people do.
    world : str
        The world of the course in which it happens.
    missed_by, seen_by : str
        What is measured, in words.
    misses, sees : callable
        Each measures its estimate when it is called.
    """

    name: str
    article: str
    happens: str
    world: str
    missed_by: str
    seen_by: str
    misses: Callable[[], Estimate]
    sees: Callable[[], Estimate]

    def __repr__(self) -> str:
        return (
            f"{self.name} ({self.article}): {self.happens} In the world {self.world!r}:\n"
            f"  missed by {self.missed_by}: {self.misses()!r}\n"
            f"  seen by {self.seen_by}: {self.sees()!r}"
        )

    def _repr_html_(self) -> str:
        return _shown([self], f"{self.name} ({self.article}): {self.happens}")._repr_html_()


def _one(found: Estimate | Estimates) -> Estimate:
    return cast("Estimate", found)


def _of(found: Estimate | Estimates, group: Any) -> Estimate:
    return cast("Estimates", found)[group]


def _airline() -> Any:
    return datasets.load("airline")


def _app() -> Any:
    return datasets.load("budgeting")


def _shop() -> Any:
    return datasets.load("ecommerce")


def _ratings(event: str) -> Estimate:
    """Return the CSAT of one touchpoint of the airline."""
    events = _airline().events
    rows = events[(events["event"] == event) & events["rating"].notna()]
    return _one(cx.csat(rows, "rating", unit="customer"))


def _by_parcel() -> pd.DataFrame:
    """Return the shop's survey with whether the parcel was late."""
    shop = _shop()
    orders = shop.orders[["order", "late"]]
    joined: pd.DataFrame = shop.survey.merge(orders, on="order")
    return joined[joined["late"].notna()]


def _cases() -> pd.DataFrame:
    """Return the cases of the budgeting app: rows, whether done, whether support was asked."""
    app = _app()
    log = app.events
    flags = log.assign(
        rows=1,
        done=(log["event"] == "done").astype("int64"),
        asked=(log["event"] == "ask support").astype("int64"),
    )
    sums = flags.groupby(["customer", "case"], as_index=False)[["rows", "done", "asked"]].sum()
    sums["ended"] = sums["done"].map(lambda n: "done" if n else "not done")
    joined: pd.DataFrame = sums.merge(app.customers[["customer", "design"]], on="customer")
    return joined


def _visits_per_source() -> Estimate:
    """Return the share of visits that the source with the highest conversion brings."""
    visits = _shop().sessions
    rates = cast("Estimates", ux.conversion(visits, "ordered", by="source", unit="customer"))
    best = max(rates.groups, key=lambda source: rates[source].value)
    mine = visits.assign(mine=(visits["source"] == best).astype("int64"))
    share = _one(ux.conversion(mine, "mine", unit="customer"))
    return _named(share, f"visits from {best}, of all")


def _named(estimate: Estimate, name: str) -> Estimate:
    """Return an estimate under the name of what was counted."""
    return replace(estimate, measure=replace(estimate.measure, name=name))


def _best_source() -> Estimate:
    visits = _shop().sessions
    rates = cast("Estimates", ux.conversion(visits, "ordered", by="source", unit="customer"))
    return max(rates, key=lambda estimate: estimate.value)


def _nps_by_flight(flight: str) -> Estimate:
    airline = _airline()
    first = airline.trips[airline.trips["number"] == 1][["customer", "delay"]]
    asked = airline.survey.merge(first, on="customer")
    asked["flight"] = (asked["delay"] >= LATE).map({True: "late", False: "on time"})
    return _of(cx.nps(asked, "recommend", by="flight"), flight)


def _support_load(design: str) -> Estimate:
    app = _app()
    year = app.outcomes.merge(app.customers[["customer", "design"]], on="customer")
    return _of(cx.support_load(year, "contacts", by="design"), design)


PITFALLS = (
    Pitfall(
        name="separate silos",
        article="C",
        happens="One team looks after usability, another after loyalty, and nobody after both.",
        world="airline",
        missed_by="the app team's SUS",
        seen_by="the NPS of the airline",
        misses=lambda: _of(ux.sus(_airline().sus, SUS_ITEMS, by="design"), "app"),
        sees=lambda: _one(cx.nps(_airline().survey, "recommend")),
    ),
    Pitfall(
        name="ignoring emotion",
        article="C",
        happens="What works is taken for what is liked.",
        world="airline",
        missed_by="success at checking in with the app",
        seen_by="the share content after boarding",
        misses=lambda: _of(
            ux.task_success(
                _airline().attempts.query("task == 'check in'"),
                "completed",
                by="design",
                unit="participant",
            ),
            "app",
        ),
        sees=lambda: _ratings("board"),
    ),
    Pitfall(
        name="unconnected feedback",
        article="C",
        happens="Surveys lie in one place and deliveries in another.",
        world="ecommerce",
        missed_by="the NPS of all together",
        seen_by="the NPS of those whose parcel was late",
        misses=lambda: _one(cx.nps(_shop().survey, "recommend")),
        sees=lambda: _of(cx.nps(_by_parcel(), "recommend", by="late"), 1),
    ),
    Pitfall(
        name="no common goals",
        article="C",
        happens="Each department reaches its own aim, and the aims pull apart.",
        world="ecommerce",
        missed_by="marketing's share of visits that the campaign brings",
        seen_by="how many of these visits end with an order",
        misses=lambda: _named(
            _one(
                ux.conversion(
                    _shop().sessions.assign(
                        campaign=lambda t: (t["source"] == "campaign").astype("int64")
                    ),
                    "campaign",
                    unit="customer",
                )
            ),
            "visits from the campaign, of all",
        ),
        sees=lambda: _of(
            ux.conversion(_shop().sessions, "ordered", by="source", unit="customer"), "campaign"
        ),
    ),
    Pitfall(
        name="neglecting what comes after the purchase",
        article="C",
        happens="The checkout is polished, and the parcel is somebody else's affair.",
        world="ecommerce",
        missed_by="success with the address form",
        seen_by="the share content with a late delivery",
        misses=lambda: _of(ux.task_success(_shop().attempts, "completed", by="design"), "autofill"),
        sees=lambda: _of(cx.csat(_by_parcel(), "delivery", by="late"), 1),
    ),
    Pitfall(
        name="experience as an add-on",
        article="E",
        happens="Features first; whether people get through with them is nice to have.",
        world="budgeting",
        missed_by="how many customers use the feature at all",
        seen_by="how many of their months end reconciled, with the old design",
        misses=lambda: _named(
            _one(
                ux.conversion(
                    _app().customers.assign(
                        used=lambda t: t["customer"].isin(_app().events["customer"]).astype("int64")
                    ),
                    "used",
                )
            ),
            "customers who use it",
        ),
        sees=lambda: _of(ux.conversion(_cases(), "done", by="design", unit="customer"), "old"),
    ),
    Pitfall(
        name="measuring what is easy to measure",
        article="E",
        happens="Clicks are counted because they are there; more of them looks like more interest.",
        world="budgeting",
        missed_by="clicks in a case, where it came to its end",
        seen_by="clicks in a case, where it did not",
        misses=lambda: _of(
            ux.number_of_clicks(_cases(), "rows", by="ended", unit="customer"), "done"
        ),
        sees=lambda: _of(
            ux.number_of_clicks(_cases(), "rows", by="ended", unit="customer"), "not done"
        ),
    ),
    Pitfall(
        name="single touchpoints",
        article="E",
        happens="One point is made perfect, and the way as a whole stays as it was.",
        world="airline",
        missed_by="the share content with checking in",
        seen_by="the share content with the whole trip",
        misses=lambda: _ratings("check in"),
        sees=lambda: _ratings("rate the trip"),
    ),
    Pitfall(
        name="designing for the edge",
        article="E",
        happens="The group with the finest numbers is served, and most people are not in it.",
        world="ecommerce",
        missed_by="the conversion of the best source",
        seen_by="how many of all visits it brings",
        misses=_best_source,
        sees=_visits_per_source,
    ),
    Pitfall(
        name="copying others",
        article="E",
        happens="What made one brand loved is copied where customers mind other things.",
        world="airline",
        missed_by="the NPS of its app",
        seen_by="the NPS of the airline where the flight was late",
        misses=lambda: _one(ux.product_nps(_airline().survey, "recommend_app")),
        sees=lambda: _nps_by_flight("late"),
    ),
    Pitfall(
        name="departments apart",
        article="E",
        happens="Support answers well, and nobody asks why people had to write.",
        world="budgeting",
        missed_by="how easy support made it",
        seen_by="how often it was needed, with the old design",
        misses=lambda: _one(cx.ces(_app().contacts, "ease", unit="customer")),
        sees=lambda: _support_load("old"),
    ),
)


def names() -> list[str]:
    """Return the names of the pitfalls: five of article C, six of article E."""
    return [each.name for each in PITFALLS]


def pitfall(name: str) -> Pitfall:
    """Return a pitfall by its name, with what misses it and what sees it.

    Parameters
    ----------
    name : str
        One of `names`.

    Returns
    -------
    Pitfall
        Shown with both measurements.

    Raises
    ------
    ValueError
        If there is no such pitfall; the nearest is offered.

    Examples
    --------
    >>> found = pitfall("single touchpoints")
    >>> found.misses().value > found.sees().value
    True

    Checking in pleases more passengers than the trip does.
    """
    for each in PITFALLS:
        if each.name == name:
            return each
    guess = nearest(str(name), names())
    hint = f" Did you mean {guess!r}?" if guess else ""
    raise CourseError(f"There is no pitfall {name!r}.{hint} There are: {', '.join(names())}.")


def table(*, article: str | None = None) -> Shown:
    """Show the pitfalls, each with a number that misses it and one that sees it.

    Parameters
    ----------
    article : {"C", "E"}, optional
        Only those of one article.

    Returns
    -------
    Shown
        A table to read: pitfall with its world, what misses it, what sees it.

    Raises
    ------
    ValueError
        If the article names no pitfalls.

    Examples
    --------
    >>> len(table(article="C").rows)
    5

    Article C names five.
    """
    letters = sorted({each.article for each in PITFALLS})
    if article is not None and article not in letters:
        raise ValueError(
            f"Pitfalls are named by articles {' and '.join(letters)}; got {article!r}."
        )
    found = [each for each in PITFALLS if article in (None, each.article)]
    return _shown(found, "What misses a pitfall, and what sees it")


def _shown(found: list[Pitfall], caption: str) -> Shown:
    header = ["pitfall", "missed by", "which is", "seen by", "which is "]
    rows = [
        [
            f"{each.name} ({each.article}), {each.world}",
            each.missed_by,
            _number(each.misses()),
            each.seen_by,
            _number(each.sees()),
        ]
        for each in found
    ]
    return Shown(caption, header, rows)


def _number(estimate: Estimate) -> str:
    """Return a value with its interval, short enough for a cell."""
    return f"{estimate._value_text()} {estimate._interval_text()}"
