"""The exercises of lesson 10: follow a change from UX to CX."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from uxcx import datasets, linkage
from uxcx.learn import Exercise, Mistake, Option, Question

if TYPE_CHECKING:
    import pandas as pd

#: what decides in each study who gets the change, and what it may claim
STUDIES = {
    "Half of the customers, drawn by lot, got the new form.": (
        "caused",
        "A lot knows nothing of the people, so that nothing else sets the halves apart.",
    ),
    "We compare the month after the new form with the month before.": (
        "went with",
        "Whatever else changed between the two months is in the comparison too.",
    ),
    "We compare customers whose parcel was late with the others.": (
        "went with",
        "Nobody drew lots for late parcels: they may go to other places, or be other orders.",
    ),
    "Customers who use the new form recommend us more.": (
        "went with",
        "Who uses it chose to. They may have liked the shop before.",
    ),
}

VISITS = 150_000
VISITS_IN_THE_FIGURE = 400_000
VALUE_OF_AN_ORDER = (62, 55, 69)


def claims() -> dict[str, str]:
    """Return what each study may claim."""
    return {study: claim for study, (claim, _) in STUDIES.items()}


def found_before_after() -> float:
    """Return the difference in conversion that before and after finds."""
    visits = datasets.load("ecommerce").sessions
    month = visits["time"].dt.to_period("M").dt.to_timestamp()
    rows = visits.assign(month=month)[visits["arm"] != "plain"]
    return linkage.before_after(
        rows, "ordered", period="month", changed_at="2025-03-01", unit="customer"
    ).value


def true_effect() -> float:
    """Return what autofill does to conversion in the simulation."""
    return float(datasets.load("ecommerce").truth["autofill on conversion"])


def bias() -> float:
    """Return how far before and after is off."""
    return found_before_after() - true_effect()


def means() -> pd.Series[float]:
    """Return mean recommending, by redesign and time."""
    import pandas as pd

    app = datasets.load("budgeting")
    asked = {"2025-06": app.survey_june, "2026-01": app.survey}
    answers = pd.concat(
        [rows[["customer", "recommend"]].assign(asked=when) for when, rows in asked.items()]
    ).merge(app.customers[["customer", "redesigned"]], on="customer")
    answers["redesign"] = answers["redesigned"].notna().map({True: "redesigned", False: "waits"})
    found: pd.Series[float] = answers.groupby(["redesign", "asked"])["recommend"].mean()
    return found


def change(group: str) -> float:
    """Return January less June in a group."""
    found = means()
    return float(found[group, "2026-01"]) - float(found[group, "2025-06"])


def difference_in_differences() -> float:
    """Return the change with the redesign less that without."""
    return change("redesigned") - change("waits")


def gap(asked: str) -> float:
    """Return those with the redesign less those without, at one time."""
    found = means()
    return float(found["redesigned", asked]) - float(found["waits", asked])


def effect_by_lot() -> linkage.Experiment:
    """Return what the experiment with autofill found."""
    visits = datasets.load("ecommerce").sessions
    return linkage.experiment(
        visits[visits["arm"].notna()],
        "ordered",
        group="arm",
        treatment="autofill",
        unit="customer",
    )


def revenue(visits: float, part: str = "value") -> float:
    """Return the change of yearly revenue, or an end of the effect's interval in money."""
    return float(getattr(effect_by_lot(), part)) * visits * VALUE_OF_AN_ORDER[0]


EXERCISES = (
    Exercise(
        id="10-1",
        minutes=5,
        answer=claims,
        praise="Only a lot knows nothing of the people.",
        why_wrong="If an explanation sounds right, we hear caused.",
        hints=(
            "Ask each time: who or what decided who got it?",
            "One of the four was decided by chance.",
        ),
        mistakes=tuple(
            Mistake(
                value=partial(dict, {study: "went with" if claim == "caused" else "caused"}),
                feedback=reason,
            )
            for study, (claim, reason) in STUDIES.items()
        ),
    ),
    Exercise(
        id="10-2",
        minutes=4,
        answer=bias,
        unit="%",
        tolerance=0.002,
        praise="It is larger than the effect, and points the other way.",
        why_wrong="The sign matters: it says in which direction the campaign pulled.",
        hints=(
            "What was found comes first, the truth is taken from it.",
            "answer = before_after.value - effect",
        ),
        mistakes=(
            Mistake(
                value=found_before_after,
                feedback="That is what the study found. Take the truth from it.",
            ),
            Mistake(
                value=lambda: found_before_after() + true_effect(),
                feedback="You added them. What was found is below 0; the truth is taken from it.",
            ),
            Mistake(
                value=true_effect,
                feedback="That is the truth. Take it from what the study found.",
            ),
        ),
    ),
    Exercise(
        id="10-3",
        minutes=6,
        answer=difference_in_differences,
        tolerance=0.011,
        unit="points of the scale",
        praise="What hit both groups has dropped out.",
        why_wrong="One difference is not enough: it has prices, or the regions, in it.",
        hints=(
            "First the change of each group: January less June.",
            "The change of the redesigned, less the change of those who wait.",
        ),
        mistakes=(
            Mistake(
                value=partial(change, "redesigned"),
                feedback="That is after less before, with the prices in it. Take the change of "
                "those who wait from it.",
            ),
            Mistake(
                value=partial(gap, "2026-01"),
                feedback="That is with less without in January. They were not alike in June "
                "either: take that difference from it.",
            ),
            Mistake(
                value=partial(change, "waits"),
                feedback="That is the change of those who wait. It is what has to be taken from "
                "the change of the others.",
            ),
            Mistake(
                value=lambda: change("redesigned") + change("waits"),
                feedback="You added the two changes. Take the second from the first.",
            ),
        ),
    ),
    Exercise(
        id="10-4",
        minutes=4,
        answer=lambda: "b",
        praise="What stands between cause and outcome takes over what goes through it.",
        why_wrong="Trust explains most sounds like work on trust.",
        hints=(
            "What came first, the parcel or the answer on trust?",
            "If a late parcel costs trust, what is left of it among people with the same trust?",
        ),
        mistakes=(
            Mistake(
                value=lambda: "a",
                feedback="The parcels cost as much as before. It is only counted elsewhere now.",
            ),
            Mistake(
                value=lambda: "c",
                feedback="Both analyses are of nearly the same people. Look at what came first.",
            ),
            Mistake(
                value=lambda: "d",
                feedback="Trust was asked a month after the parcel.",
            ),
        ),
    ),
    Exercise(
        id="10-5",
        minutes=5,
        answer=lambda: "b",
        praise="What the line misses goes past satisfaction.",
        why_wrong="A narrow interval looks like knowledge.",
        hints=(
            "From one mean to the next: are the steps alike?",
            "What does a regression do with steps that are not alike?",
        ),
        mistakes=(
            Mistake(
                value=lambda: "a",
                feedback="There are thousands, and more would make the interval narrower around "
                "the wrong place.",
            ),
            Mistake(
                value=lambda: "c",
                feedback="So it seems. But the truth says 0, and the truth is known here.",
            ),
            Mistake(
                value=lambda: "d",
                feedback="It is many standard errors from 0; chance hardly does that.",
            ),
        ),
    ),
    Exercise(
        id="10-6",
        minutes=5,
        answer=partial(revenue, VISITS),
        tolerance=5000.0,
        unit="EUR",
        praise="The chain is in one place, so that anybody can change an assumption.",
        why_wrong="It is easy to take the number of the figure again.",
        hints=(
            "yearly_revenue takes the visits first, then the value of an order.",
            'yearly_revenue(150_000, value_of_an_order)["revenue"].value',
        ),
        mistakes=(
            Mistake(
                value=partial(revenue, VISITS_IN_THE_FIGURE),
                feedback="That is with the visits of the figure. Give the new number.",
            ),
            Mistake(
                value=lambda: revenue(VISITS) / VALUE_OF_AN_ORDER[0],
                feedback="Those are orders. Money is asked for: take ['revenue'].",
            ),
        ),
    ),
    Exercise(
        id="10-7",
        minutes=8,
        points=(
            "how large each of the two is, with its interval or at least its order of size",
            "that the form was tried by lot, and the parcels were only observed",
            "what is not known: above all what punctual parcels would cost",
            "a recommendation, and the study that would settle it",
        ),
    ),
)

QUIZ = (
    Question(
        ask="A study has a narrow interval. What does that say?",
        options=(
            Option(
                text="It is near the truth.",
                feedback="Before and after had one no wider than the experiment's, in the wrong "
                "place.",
            ),
            Option(
                text="Chance plays a small part in it.",
                right=True,
                feedback="Bias is another matter: the interval does not know of it.",
            ),
            Option(
                text="It may claim a cause.",
                feedback="That depends on who decided who got the change.",
            ),
        ),
    ),
    Question(
        ask="What does a difference in differences rest on?",
        options=(
            Option(
                text="Both groups are alike.",
                feedback="They may start at different heights.",
            ),
            Option(
                text="Both would have moved alike without the change.",
                right=True,
                feedback="Earlier periods can speak against it, and never prove it.",
            ),
            Option(
                text="Nothing else happened at that time.",
                feedback="Things that hit both, such as prices, drop out.",
            ),
        ),
    ),
    Question(
        ask="A driver explains 60% of what all drivers explain. What follows?",
        options=(
            Option(
                text="Moving it moves 60% of the outcome.",
                feedback="It went with the outcome. Whether it moves it, an experiment tells.",
            ),
            Option(
                text="It is a good thing to try to change in an experiment.",
                right=True,
                feedback="If it can be changed at all: trust has no knob.",
            ),
            Option(
                text="The other drivers can be left alone.",
                feedback="Some may act through this one.",
            ),
        ),
    ),
    Question(
        ask="The lot decided who got the form. May we say that its effect goes through "
        "satisfaction, if a mediation says so?",
        options=(
            Option(
                text="Yes: the lot makes all of it causal.",
                feedback="The lot did not decide who became satisfied.",
            ),
            Option(
                text="Only if nothing hidden moves both satisfaction and the outcome.",
                right=True,
                feedback="And if the model has the right shape.",
            ),
            Option(
                text="No, mediation says nothing.",
                feedback="It says something, if you say what it rests on.",
            ),
        ),
    ),
)
