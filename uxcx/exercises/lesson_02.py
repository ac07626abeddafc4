"""The exercises of lesson 02: choose the level."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from uxcx import cx, datasets, ux
from uxcx.exercises.lesson_03 import grouped
from uxcx.learn import Exercise, Mistake, Option, Question

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.results import Estimates

LEVELS = {
    "Is the button for saving easy to find?": "interaction",
    "How many who began to set up the app came to its end?": "journey",
    "How many customers are still here after a year?": "relationship",
    "How easy was the task that you have just finished?": "interaction",
    "Where do people go when the guide did not help?": "journey",
    "Would you entrust us with your money?": "relationship",
}
REASONS = {
    "Is the button for saving easy to find?": "One button, one moment.",
    "How many who began to set up the app came to its end?": "It has a beginning, steps and an "
    "end.",
    "How many customers are still here after a year?": "Only a year can show it.",
    "How easy was the task that you have just finished?": "Asked at once, about one task.",
    "Where do people go when the guide did not help?": "From one step to the next, over channels.",
    "Would you entrust us with your money?": "Trust grows over months, and not from one screen.",
}


def events() -> pd.DataFrame:
    """Return the log."""
    rows: pd.DataFrame = datasets.load("budgeting").events
    return rows


def cases() -> pd.DataFrame:
    """Return one row a case: whether it was done, whether support was asked, and the design."""
    log = events()
    flags = log.assign(
        done=(log["event"] == "done").astype("int64"),
        asked_support=(log["event"] == "ask support").astype("int64"),
    )
    found = flags.groupby(["customer", "case"], as_index=False)[["done", "asked_support"]].max()
    return found.merge(datasets.load("budgeting").customers[["customer", "design"]], on="customer")


def support_of_customers() -> float:
    """Return the share of customers who asked support at least once."""
    return float(cases().groupby("customer")["asked_support"].max().mean())


def support_of_cases() -> float:
    """Return the share of cases in which support was asked."""
    return float(cases()["asked_support"].mean())


def support_of_events() -> float:
    """Return the share of rows of the log that are a question to support."""
    return float((events()["event"] == "ask support").mean())


def finished() -> Estimates:
    """Return the share of cases that were done, by design."""
    return grouped(ux.conversion(cases(), "done", by="design", unit="customer"))


def done_by_rows() -> float:
    """Return done events divided by all events, with the new design."""
    designs = datasets.load("budgeting").customers[["customer", "design"]]
    log = events().merge(designs, on="customer")
    return float((log.loc[log["design"] == "new", "event"] == "done").mean())


def done_by_customers() -> float:
    """Return the share of customers with the new design who finished at least one case."""
    found = cases()
    new = found[found["design"] == "new"]
    return float(new.groupby("customer")["done"].max().mean())


def nps_by_design() -> Estimates:
    """Return the NPS of January by design."""
    app = datasets.load("budgeting")
    joined = app.survey.merge(app.customers[["customer", "design"]], on="customer")
    return grouped(cx.nps(joined, "recommend", by="design"))


def nps_gain() -> float:
    """Return by how many points the NPS of January was higher with the new design."""
    found = nps_by_design()
    return found["new"].value - found["old"].value


def nps_since_june() -> float:
    """Return by how many points the NPS changed from June to January."""
    app = datasets.load("budgeting")
    waves = [cx.nps(table, "recommend") for table in (app.survey, app.survey_june)]
    return float(waves[0].to_frame()["value"][0] - waves[1].to_frame()["value"][0])


EXERCISES = (
    Exercise(
        id="02-1",
        minutes=6,
        answer=lambda: LEVELS,
        praise="It is how long the thing lasts that decides, not what it is about.",
        why_wrong="Buttons sound like moments and money like years; look at what is asked.",
        hints=(
            "Does it take seconds, a string of steps, or months to see?",
            "Two of the six belong to each level.",
        ),
        mistakes=tuple(
            Mistake(value=partial(dict, {key: level}), feedback=REASONS[key])
            for key, right in LEVELS.items()
            for level in ("interaction", "journey", "relationship")
            if level != right
        ),
    ),
    Exercise(
        id="02-2",
        minutes=3,
        answer=lambda: "case",
        praise="One case is one way through, and one customer has several.",
        why_wrong="The customer did it, but once a month, and each month is a way of its own.",
        hints=(
            "Look at the columns that were grouped by, in the cell that makes cases.",
            "Two columns could do: one counts people, the other counts ways through.",
        ),
        mistakes=(
            Mistake(
                value=lambda: "customer",
                feedback="A customer reconciles every month: that is several cases.",
            ),
            Mistake(
                value=lambda: "event",
                feedback="That says what happened in a row. Which rows belong together?",
            ),
            Mistake(
                value=lambda: "stage",
                feedback="A stage is a part of the way. Which rows are one way through?",
            ),
        ),
    ),
    Exercise(
        id="02-3",
        minutes=4,
        answer=support_of_customers,
        unit="%",
        praise="Whoever asked in one of several cases counts once.",
        why_wrong="The table has rows of events; the question is about customers.",
        hints=(
            "Of a hundred what? That is the unit.",
            "answer = share_of_customers",
        ),
        mistakes=(
            Mistake(
                value=support_of_cases,
                feedback="That is of a hundred cases. A customer with three quiet cases and one "
                "question was heard from.",
            ),
            Mistake(
                value=support_of_events,
                feedback="That is of a hundred rows of the log, which is nobody's question.",
            ),
        ),
    ),
    Exercise(
        id="02-4",
        minutes=6,
        answer=lambda: finished()["new"],
        unit="%",
        praise="A case is done or not, however many rows it has.",
        why_wrong="Divided by rows, an app with many steps looks bad even if everybody finishes.",
        hints=(
            "finished has one estimate for each design.",
            'answer = finished["new"]',
        ),
        mistakes=(
            Mistake(
                value=done_by_rows,
                feedback="That is the data team's number: done events of all events. Count cases.",
            ),
            Mistake(
                value=lambda: finished()["old"].value,
                feedback="That is the old design.",
            ),
            Mistake(
                value=lambda: float(cases()["done"].mean()),
                feedback="That is both designs together. Keep the cases with the new one.",
            ),
            Mistake(
                value=done_by_customers,
                feedback="That is how many customers finished at least once. The unit is the case.",
            ),
        ),
    ),
    Exercise(
        id="02-5",
        minutes=5,
        answer=nps_gain,
        tolerance=0.6,
        unit="points",
        praise="With prices up for both, those with the new design recommend the app more.",
        why_wrong="January against June mixes the design with everything else that changed.",
        hints=(
            'january.merge(app.customers[["customer", "design"]], on="customer") has both columns.',
            'Measure cx.nps(..., "recommend", by="design"), then take the value of old from that '
            "of new.",
        ),
        mistakes=(
            Mistake(
                value=nps_since_june,
                feedback="That is January less June, in which prices and design changed together. "
                "Compare the designs within January.",
            ),
            Mistake(
                value=lambda: nps_by_design()["new"].value,
                feedback="That is the NPS with the new design. Take that of the old from it.",
            ),
            Mistake(
                value=lambda: nps_gain() / 100,
                feedback="The NPS is kept in points: do not divide by 100.",
            ),
        ),
    ),
    Exercise(
        id="02-6",
        minutes=6,
        points=(
            "what each level shows, and that the levels do not contradict each other",
            "that the prices rose at the same time, for everybody",
            "that among those asked in January the new design goes with a higher score",
            "what to do: keep the design, look at the prices",
        ),
    ),
)

QUIZ = (
    Question(
        ask="The Single Ease Question is asked right after a task. At which level is it?",
        options=(
            Option(
                text="Interaction.",
                right=True,
                feedback="One task, one moment, one answer.",
            ),
            Option(
                text="Journey.",
                feedback="A journey has several steps. This asks about one task.",
            ),
            Option(
                text="Relationship.",
                feedback="Nothing of months is in the question.",
            ),
        ),
    ),
    Question(
        ask="A log has 20,000 rows, 4,000 cases and 1,700 customers. How many answers are there to "
        "the question how many customers needed help?",
        options=(
            Option(
                text="20,000",
                feedback="Rows of one customer do not answer anew.",
            ),
            Option(text="4,000", feedback="A customer with three cases would count three times."),
            Option(
                text="1,700",
                right=True,
                feedback="One customer, one answer.",
            ),
        ),
    ),
    Question(
        ask="SUS went up and the NPS went down. What is the best first thought?",
        options=(
            Option(
                text="One of the two measurements is wrong.",
                feedback="They may both be right: they are about different things.",
            ),
            Option(
                text="What changed for customers besides the screens?",
                right=True,
                feedback="Prices, delivery, support: at the level of the relationship all count.",
            ),
            Option(
                text="The redesign failed.",
                feedback="SUS is about the product, and it went up.",
            ),
        ),
    ),
)
