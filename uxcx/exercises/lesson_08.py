"""The exercises of lesson 08: follow the journey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uxcx import cx, datasets, journeys, ux
from uxcx.comparison import compare
from uxcx.exercises.lesson_03 import grouped
from uxcx.journeys import Funnel
from uxcx.learn import Exercise, Mistake, Option, Question

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.results import Estimates

#: stages in which a trip may end well
GOAL = ["in flight", "baggage", "feedback"]
BOOKING = ["search flights", "choose flight", "pay"]
CHECKOUT = ["product", "cart", "address", "payment", "order"]
WITHIN = "30min"


def lowest(column: str) -> str:
    """Return the stage or event of the airline's log with the lowest mean rating."""
    events = datasets.load("airline").events
    return str(events.groupby(column, observed=True)["rating"].mean().idxmin())


def lowest_stage() -> str:
    """Return the stage with the lowest mean rating."""
    return lowest("stage")


def stage_that_loses_most() -> str:
    """Return the stage with the largest drop."""
    events = datasets.load("airline").events
    stages = journeys.journey_map(events, scale=(1, 5), goal=GOAL).stages
    losing = [stage for stage in stages if stage.drop is not None]
    return max(losing, key=lambda stage: stage.drop.value if stage.drop else 0.0).name


def lowest_touchpoint() -> str:
    """Return the touchpoint, not the stage, with the lowest mean rating."""
    return lowest("event")


def single(found: Any) -> Funnel:
    """Return the funnel of everybody."""
    if not isinstance(found, Funnel):
        raise TypeError("expected one funnel")
    return found


def booking() -> Funnel:
    """Return the airline's funnel from the search to the payment."""
    return single(journeys.funnel(datasets.load("airline").events, steps=BOOKING))


def ordered(**rules: Any) -> float:
    """Return the shop's conversion from a product to an order, by these rules."""
    events = datasets.load("ecommerce").events
    return single(journeys.funnel(events, steps=CHECKOUT, **rules)).from_start["order"].value


def drawn() -> pd.DataFrame:
    """Return the visits of customers whose form chance has drawn."""
    sessions: pd.DataFrame = datasets.load("ecommerce").sessions
    return sessions[sessions["arm"].notna()]


def verdict(start: str, end: str) -> str:
    """Return what the two forms' conversions from one step to another show."""
    rows = drawn()
    found = grouped(ux.conversion(rows[rows[start] == 1], end, by="arm", unit="customer"))
    return compare(found["autofill"], found["plain"]).verdict


def check_in() -> pd.DataFrame:
    """Return the rated check-ins."""
    events: pd.DataFrame = datasets.load("airline").events
    return events[(events["event"] == "check in") & events["rating"].notna()]


def csat_of_check_in() -> Estimates:
    """Return the CSAT of the check-in by channel."""
    return grouped(cx.csat(check_in(), "rating", by="channel", unit="customer"))


def gap(first: str, second: str) -> float:
    """Return the CSAT of one channel less that of another."""
    found = csat_of_check_in()
    return found[first].value - found[second].value


def gap_of_means() -> float:
    """Return the difference of the mean ratings of app and web."""
    means = check_in().groupby("channel", observed=True)["rating"].mean()
    return float(means["app"] - means["web"])


EXERCISES = (
    Exercise(
        id="08-1",
        minutes=4,
        answer=lowest_stage,
        praise="Everybody who flies comes by there, and it is no screen.",
        why_wrong="What hurts and what loses people are two questions.",
        hints=(
            "Look for the lowest square of the curve at the top of the map.",
            "trip_map.stages has each stage; stage.rating.value is its mean rating.",
        ),
        mistakes=(
            Mistake(
                value=stage_that_loses_most,
                feedback="That is where most people leave. Where is the curve lowest?",
            ),
            Mistake(
                value=lowest_touchpoint,
                feedback="That is the touchpoint rated lowest, of a few. Which stage is lowest?",
            ),
        ),
    ),
    Exercise(
        id="08-2",
        minutes=4,
        answer=lambda: booking().drop_off["pay"].value,
        unit="%",
        praise="A share of those at the step before.",
        why_wrong="The question says of whom: of those who had chosen a flight.",
        hints=(
            "Which of the two shares is of those at the step before?",
            'booking.drop_off["pay"]',
        ),
        mistakes=(
            Mistake(
                value=lambda: 1 - booking().from_start["pay"].value,
                feedback="That is of all who searched. Those who never chose a flight were not "
                "lost at the payment.",
            ),
            Mistake(
                value=lambda: booking().from_step_before["pay"].value,
                feedback="That is the share who did pay. Who did not?",
            ),
            Mistake(
                value=lambda: booking().from_start["pay"].value,
                feedback="That is the conversion of the whole. The drop-off at one step is asked "
                "for.",
            ),
            Mistake(
                value=lambda: booking().drop_off["choose flight"].value,
                feedback="That is the drop-off one step before: from searching to choosing.",
            ),
        ),
    ),
    Exercise(
        id="08-3",
        minutes=5,
        answer=lambda: ordered(case="customer"),
        unit="%",
        praise="The same log, the same steps, another unit.",
        why_wrong="Visits and customers are both honest, but not the same.",
        hints=(
            "Take the call above and add one option.",
            'journeys.funnel(shop.events, steps=checkout, case="customer").from_start["order"]',
        ),
        mistakes=(
            Mistake(
                value=lambda: ordered(case="case"),
                feedback='That is the conversion of visits. Add case="customer".',
            ),
            Mistake(
                value=lambda: 1 - ordered(case="customer"),
                feedback="That is the share who did not order.",
            ),
        ),
    ),
    Exercise(
        id="08-4",
        minutes=4,
        answer=lambda: ordered(case="customer", within=WITHIN, start="any"),
        unit="%",
        praise="Who comes back another day has a new start.",
        why_wrong="Both rules are called conversion within 30 minutes.",
        hints=(
            "The cell above counts from the first look. Change one word.",
            'start="any"',
        ),
        mistakes=(
            Mistake(
                value=lambda: ordered(case="customer", within=WITHIN, start="first"),
                feedback="From each customer's first look it is about that, and of visits too. "
                'Take case="customer" and start="any".',
            ),
            Mistake(
                value=lambda: ordered(case="case", within=WITHIN, start="any"),
                feedback='That is of visits. Add case="customer".',
            ),
            Mistake(
                value=lambda: ordered(case="customer"),
                feedback='That is without a time limit. Add within="30min".',
            ),
        ),
    ),
    Exercise(
        id="08-5",
        minutes=5,
        answer=lambda: verdict("product", "ordered"),
        praise="That is what the whole way shows, and it need not be what the step shows.",
        why_wrong="What is changed at one step is thinned out on the way.",
        hints=(
            'looked = drawn[drawn["product"] == 1]; then ux.conversion(looked, "ordered", '
            'by="arm", unit="customer")',
            'compare(whole["autofill"], whole["plain"]).verdict',
        ),
        mistakes=(
            Mistake(
                value=lambda: "difference",
                feedback="Is that of the whole way, from product to order? Does the interval of "
                "the difference leave out zero?",
            ),
            Mistake(
                value=lambda: "no clear difference",
                feedback="Look again at the interval of the difference: does it hold zero?",
            ),
        ),
    ),
    Exercise(
        id="08-6",
        minutes=4,
        answer=lambda: gap("app", "web"),
        unit="%",
        praise="One touchpoint, two experiences.",
        why_wrong="The CSAT is a share; the mean of the ratings is another number.",
        hints=(
            'csat["app"] and csat["web"] are the two estimates; .value is the number.',
            'csat["app"].value - csat["web"].value',
        ),
        mistakes=(
            Mistake(
                value=gap_of_means,
                feedback="That is the difference of the mean ratings, from 1 to 5. The CSAT is a "
                "share.",
            ),
            Mistake(
                value=lambda: gap("app", "airport"),
                feedback="That is app against airport. The web was asked for.",
            ),
            Mistake(
                value=lambda: csat_of_check_in()["app"].value,
                feedback="That is the CSAT in the app. Take that of the web from it.",
            ),
        ),
    ),
    Exercise(
        id="08-7",
        minutes=6,
        points=(
            "how bad it is, with its interval, and how many come by",
            "whether it is a low rating, a drop or an effort, and why these differ",
            "what the log does not show: the reason, and those who had left",
            "what mending would cost, and at which step or channel you would see that it worked",
        ),
    ),
)

QUIZ = (
    Question(
        ask="Half are lost at the first step and half at the second. How many get through?",
        options=(
            Option(
                text="None: half and half is all.",
                feedback="The second half is a half of those who were left.",
            ),
            Option(
                text="A quarter.",
                right=True,
                feedback="Half of a half. Shares that stay are multiplied.",
            ),
            Option(
                text="Half, as the two drops are the same.",
                feedback="Those lost at the first step are gone at the second.",
            ),
        ),
    ),
    Question(
        ask="Two shops have a conversion of 3% and of 40%. Which does better?",
        options=(
            Option(
                text="The second.", feedback="Perhaps it counts customers, and the first visits."
            ),
            Option(
                text="I first ask for the rules of both.",
                right=True,
                feedback="Of whom, within how long, from which start.",
            ),
            Option(
                text="The first: it is the more honest.",
                feedback="A low number is not a more honest one.",
            ),
        ),
    ),
    Question(
        ask="Most cases of a trip have their last event at the baggage. Mend the baggage first?",
        options=(
            Option(
                text="Yes: it has the largest drop-off.",
                feedback="They have arrived. Ending there is the goal, not a loss.",
            ),
            Option(
                text="No: to have arrived is not to have left.",
                right=True,
                feedback="Say in which stages a case may end well, before you count losses.",
            ),
            Option(
                text="No: the baggage is not UX.",
                feedback="The passenger does not ask which it is.",
            ),
        ),
    ),
    Question(
        ask="People who were handed on to the desktop program finish less often. So?",
        options=(
            Option(
                text="The desktop program does harm.",
                feedback="Who goes there was stuck before. This data cannot tell the two apart.",
            ),
            Option(
                text="It is a place to look at: ask why they went, and what they found.",
                right=True,
                feedback="A log says where; people say why.",
            ),
            Option(
                text="Nothing: people differ.",
                feedback="They do. But so many who go nowhere deserve a look.",
            ),
        ),
    ),
)
