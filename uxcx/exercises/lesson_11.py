"""The exercises of lesson 11: judge before you believe."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from uxcx import concepts, datasets, ux
from uxcx.exercises.lesson_03 import grouped
from uxcx.learn import Exercise, Mistake, Option, Question

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.results import Estimates

STORIES = {
    "The app got five new options for experts; everybody else looks for the button.": (
        "designing for the edge",
        "Options for a few, in the way of the many.",
    ),
    "The team reports page views, because the tool shows them by itself.": (
        "measuring what is easy to measure",
        "The number is there, so it is taken.",
    ),
    "Design and service have a dashboard each, and neither has seen the other's.": (
        "separate silos",
        "Two halves of one customer, in two places.",
    ),
    "The checkout won a prize; the return takes five weeks.": (
        "neglecting what comes after the purchase",
        "What is out of sight here comes after the money.",
    ),
}


def right_pitfalls() -> dict[str, str]:
    """Return the pitfall of each story."""
    return {story: pitfall for story, (pitfall, _) in STORIES.items()}


def by_device() -> Estimates:
    """Return the conversion rate by device and design."""
    visits = datasets.load("ecommerce").sessions
    return grouped(ux.conversion(visits, "ordered", by=["device", "design"], unit="customer"))


def gain_on(device: str) -> float:
    """Return how much higher the rate with autofill is on a device."""
    found = by_device()
    return found[device, "autofill"].value - found[device, "plain"].value


def gain_over_all() -> float:
    """Return how much higher the rate with autofill is over all visits."""
    visits = datasets.load("ecommerce").sessions
    found = grouped(ux.conversion(visits, "ordered", by="design", unit="customer"))
    return found["autofill"].value - found["plain"].value


def people() -> pd.DataFrame:
    """Return who was there in June, with both answers and whether they stayed."""
    app = datasets.load("budgeting")
    june = app.survey_june[["customer", "recommend"]].rename(columns={"recommend": "june"})
    january = app.survey[["customer", "recommend"]].rename(columns={"recommend": "january"})
    there: pd.DataFrame = app.outcomes[app.outcomes["there_in_june"] == 1][["customer", "stayed"]]
    return there.merge(june, how="left").merge(january, how="left")


def made_by_who_is_in() -> float:
    """Return how much higher June was among those who answered again."""
    found = people()
    return float(found.loc[found["january"].notna(), "june"].mean() - found["june"].mean())


def january_less_june() -> float:
    """Return the mean of January less that of June."""
    found = people()
    return float(found["january"].mean() - found["june"].mean())


def with_a_comparison() -> int:
    """Return how many claims name something to compare with."""
    return int((~concepts.claims()["against_what"].isin(["nothing", "not said"])).sum())


def without_nothing() -> int:
    """Return how many claims have anything but 'nothing' there."""
    return int((concepts.claims()["against_what"] != "nothing").sum())


EXERCISES = (
    Exercise(
        id="11-1",
        minutes=6,
        answer=right_pitfalls,
        praise="What is looked at is in plain sight; what is not, you have to ask for.",
        why_wrong="Most companies are in several pitfalls at once; take the one of the sentence.",
        hints=(
            "Ask of each: what is looked at, and what is out of sight?",
            "Each of the four names is needed once.",
        ),
        mistakes=tuple(
            Mistake(value=partial(dict, {story: other}), feedback=reason)
            for story, (right, reason) in STORIES.items()
            for other in (name for name, _ in STORIES.values())
            if other != right
        ),
    ),
    Exercise(
        id="11-2",
        minutes=5,
        answer=partial(gain_on, "desktop"),
        unit="%",
        tolerance=0.002,
        praise="Within one device like is compared with like.",
        why_wrong="Over all visits the devices are mixed, and autofill got more phones.",
        hints=(
            'by_device["desktop", "autofill"] is the other one; a value is behind .value.',
            'by_device["desktop", "autofill"].value - by_device["desktop", "plain"].value',
        ),
        mistakes=(
            Mistake(
                value=gain_over_all,
                feedback="That is over all visits, phones and desktops mixed.",
            ),
            Mistake(
                value=partial(gain_on, "phone"),
                feedback="That is on the phone. The desktop is asked for.",
            ),
        ),
    ),
    Exercise(
        id="11-3",
        minutes=6,
        answer=made_by_who_is_in,
        tolerance=0.02,
        unit="points of the scale",
        praise="Nobody changed their mind. It is made by who is in.",
        why_wrong="January against June changes the people and the time at once.",
        hints=(
            'people["january"].notna() says who answered in January.',
            'people[people["january"].notna()]["june"].mean() - people["june"].mean()',
        ),
        mistakes=(
            Mistake(
                value=january_less_june,
                feedback="That is January less June: the people and the time both changed. Take "
                "June's answers both times.",
            ),
            Mistake(
                value=lambda: float(people().loc[people()["january"].notna(), "june"].mean()),
                feedback="That is the mean of those who answered again. Take the mean of all in "
                "June from it.",
            ),
        ),
    ),
    Exercise(
        id="11-4",
        minutes=4,
        answer=with_a_comparison,
        tolerance=0.0,
        praise="A number without a comparison is a number, not a finding.",
        why_wrong="A sentence with a number sounds complete.",
        hints=(
            'claims["against_what"].isin(["nothing", "not said"]) finds those without.',
            "With ~ before it: those with. Then .sum().",
        ),
        mistakes=(
            Mistake(
                value=without_nothing,
                feedback='"not said" is no comparison either.',
            ),
            Mistake(
                value=lambda: len(concepts.claims()) - with_a_comparison(),
                feedback="That is how many have none.",
            ),
        ),
    ),
    Exercise(
        id="11-5",
        minutes=3,
        answer=lambda: "b",
        praise="Chance does not prefer those who grow anyway.",
        why_wrong="More data feels like better data.",
        hints=(
            "What else could make a company both grow and spend on CX?",
            "In which study can that not decide who is in which group?",
        ),
        mistakes=(
            Mistake(
                value=lambda: "a",
                feedback="More precise, and just as unfair: growing companies can afford CX.",
            ),
            Mistake(
                value=lambda: "c",
                feedback="That counts what managers believe.",
            ),
            Mistake(
                value=lambda: "d",
                feedback="Longer, and just as unfair. Companies that closed are missing as well.",
            ),
        ),
    ),
    Exercise(
        id="11-6",
        minutes=7,
        points=(
            "a number that is named beforehand, with the direction that would count as success",
            "of whom it is measured, and who would be missing",
            "something to compare with: by lot, or at least the same time elsewhere",
            "what result would make you drop the advice",
        ),
    ),
    Exercise(
        id="11-7",
        minutes=8,
        points=(
            "what belongs to one product (UX) and what to the brand around it (CX)",
            "who is counted in such data, and who is not",
            "a second number, or an observation, that could contradict the first",
        ),
    ),
)

QUIZ = (
    Question(
        ask="A new form has a lower conversion rate over all visits, and a higher one on phones "
        "and on desktops. Which do you go by?",
        options=(
            Option(
                text="Over all: it has the most data.",
                feedback="It has the most data, about a mixture that changed.",
            ),
            Option(
                text="Within the devices: there like is compared with like.",
                right=True,
                feedback="As long as the form does not itself decide who comes with which device.",
            ),
            Option(
                text="Neither: they contradict each other.",
                feedback="They answer two questions. Only one is about the form.",
            ),
        ),
    ),
    Question(
        ask="Satisfaction rises from year to year while customers leave. What do you check first?",
        options=(
            Option(
                text="Whether the scale was changed.",
                feedback="Worth a look. But something else is likelier here.",
            ),
            Option(
                text="What those who left had answered before they left.",
                right=True,
                feedback="If the unhappy leave, the mean of the rest rises by itself.",
            ),
            Option(
                text="Nothing: the rise is what counts.",
                feedback="A mean can rise without anybody being happier.",
            ),
        ),
    ),
    Question(
        ask="Up to 3.5 times the growth. What does *up to* tell you?",
        options=(
            Option(
                text="That 3.5 is what to expect.",
                feedback="It is the most that was found, or might be.",
            ),
            Option(
                text="That the other figures were smaller, and are not shown.",
                right=True,
                feedback="Ask for them.",
            ),
            Option(
                text="That it was measured precisely.",
                feedback="It says nothing of precision.",
            ),
        ),
    ),
)
