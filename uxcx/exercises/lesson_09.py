"""The exercises of lesson 09: keep the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uxcx import cx, datasets, relationships
from uxcx.exercises.lesson_03 import one
from uxcx.learn import Exercise, Mistake, Option, Question

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.relationships import Retention

#: customers who joined from this day on are followed from their first month
SINCE = "2025-01-01"
END = "2025-12-31"
#: the last month after which there was half a year to come back
HALF_A_YEAR_BEFORE = "2025-06-01"
MONTHS = 11
#: days within which the shop promises the credit
PROMISED = 14
MARGIN = 40
DISCOUNT = 0.10


def newcomers() -> pd.DataFrame:
    """Return the app's customers who joined since January."""
    customers: pd.DataFrame = datasets.load("budgeting").customers
    return customers[customers["joined"] >= SINCE]


def table() -> Retention:
    """Return the cohorts of the app."""
    months = datasets.load("budgeting").months
    return relationships.retention(
        months[months["subscribed"] == 1], time="month", starts=newcomers(), until=END
    )


def cancelled() -> pd.DataFrame:
    """Return a row for each customer who cancelled: when first, and whether they came back."""
    months = datasets.load("budgeting").months
    rows: pd.DataFrame = (
        months[months["cancelled"] == 1].groupby("customer", as_index=False)["month"].min()
    )
    back = months.loc[months["returned"] == 1, "customer"]
    return rows.assign(back=rows["customer"].isin(back).astype(int))


def new_with_end() -> pd.DataFrame:
    """Return the newcomers with the last day of the month in which they first cancelled."""
    from pandas.tseries.offsets import MonthEnd

    rows = newcomers().merge(cancelled(), on="customer", how="left")
    return rows.assign(left=rows["month"] + MonthEnd())


def still_there() -> float:
    """Return the share of newcomers still there after the months of the exercise."""
    curve = relationships.survival(new_with_end(), start="joined", end="left", until=END)
    if not isinstance(curve, relationships.SurvivalCurve):
        raise TypeError("expected one curve")
    return curve.at(MONTHS).value


def cancelled_so_far() -> float:
    """Return the share of all newcomers who have cancelled so far."""
    return float(new_with_end()["left"].notna().mean())


def came_back(*, by_june: bool) -> float:
    """Return the share who came back, of those who cancelled by June or after it."""
    rows = cancelled()
    return float(rows.loc[(rows["month"] <= HALF_A_YEAR_BEFORE) == by_june, "back"].mean())


def orders() -> pd.DataFrame:
    """Return the shop's orders."""
    rows: pd.DataFrame = datasets.load("ecommerce").orders
    return rows


def credited_in_time() -> float:
    """Return the share of returns that were credited in time."""
    rows = orders()
    return float((rows.loc[rows["returned"] == 1, "credited_days"] <= PROMISED).mean())


def credited_of_all_orders() -> float:
    """Return the same as a share of all orders."""
    return float((orders()["credited_days"] <= PROMISED).mean())


def retention() -> float:
    """Return the airline's retention rate."""
    years = datasets.load("airline").years
    return one(cx.retention_rate(years, "stayed", observed="observed")).value


def multiple(stay: float, discount: float = DISCOUNT) -> float:
    """Return the margin multiple for a retention rate and a discount rate."""
    return stay / (1 + discount - stay)


EXERCISES = (
    Exercise(
        id="09-1",
        minutes=4,
        answer=lambda: table()["2025-01", 6].value,
        unit="%",
        praise="One row and one column: a cohort at an age.",
        why_wrong="Month 6 is an age, and not June.",
        hints=(
            'The cohort is "2025-01", the month of its life 6.',
            'table["2025-01", 6]',
        ),
        mistakes=(
            Mistake(
                value=lambda: table().average[6].value,
                feedback="That is the average of all cohorts. Take the row of January.",
            ),
            Mistake(
                value=lambda: table()["2025-06", 6].value,
                feedback="That is the cohort of June. January was asked for.",
            ),
            Mistake(
                value=lambda: table()["2025-01", 5].value,
                feedback="That is month 5: June of the calendar. The first month is month 0.",
            ),
            Mistake(
                value=lambda: 1 - table()["2025-01", 6].value,
                feedback="That is the share who were not there.",
            ),
        ),
    ),
    Exercise(
        id="09-2",
        minutes=5,
        answer=lambda: 1 - still_there(),
        unit="%",
        praise="More than have left so far: the youngest still have most of the time before them.",
        why_wrong="Who joined in June has not had 11 months in which to leave.",
        hints=(
            "stay.at(11) is the share still there after 11 months.",
            "1 - stay.at(11).value",
        ),
        mistakes=(
            Mistake(
                value=still_there,
                feedback="That is the share still there. Who has left?",
            ),
            Mistake(
                value=cancelled_so_far,
                feedback="That is who cancelled so far, of all. Many have not been followed for "
                "11 months yet.",
            ),
        ),
    ),
    Exercise(
        id="09-3",
        minutes=4,
        answer=lambda: came_back(by_june=True),
        unit="%",
        praise="Everybody in it has had the time to come back.",
        why_wrong="Who left last month could hardly be back.",
        hints=(
            "Who has had half a year or more in which to come back?",
            'back["by June"]',
        ),
        mistakes=(
            Mistake(
                value=lambda: float(cancelled()["back"].mean()),
                feedback="That is of everybody who cancelled, many of them only lately.",
            ),
            Mistake(
                value=lambda: came_back(by_june=False),
                feedback="Those who cancelled after June have not had half a year yet.",
            ),
        ),
    ),
    Exercise(
        id="09-4",
        minutes=4,
        answer=credited_in_time,
        unit="%",
        praise="A promise has a number.",
        why_wrong="The question says of whom: of the returns.",
        hints=(
            'returned["credited_days"] <= 14 is yes or no for each return.',
            'The share of yes: (returned["credited_days"] <= 14).mean()',
        ),
        mistakes=(
            Mistake(
                value=credited_of_all_orders,
                feedback="That is a share of all orders. Most were never sent back.",
            ),
            Mistake(
                value=lambda: 1 - credited_in_time(),
                feedback="That is for how many it broke its word.",
            ),
        ),
    ),
    Exercise(
        id="09-5",
        minutes=4,
        answer=lambda: MARGIN * multiple(retention()),
        tolerance=0.6,
        unit="euros",
        praise="So many years' margins, in money of today.",
        why_wrong="Later money is worth less, and not everybody stays.",
        hints=("The margin of a year times the multiple.", "40 * multiple.value"),
        mistakes=(
            Mistake(
                value=lambda: MARGIN * multiple(retention(), 0.0),
                feedback="That takes the money of later years at its full worth. Discount it.",
            ),
            Mistake(
                value=lambda: MARGIN / (1 - retention()),
                feedback="That is the margin times the years that they stay, undiscounted and with "
                "this year in it.",
            ),
            Mistake(
                value=lambda: MARGIN * retention(),
                feedback="That is the margin of one more year. They may stay longer.",
            ),
            Mistake(
                value=lambda: multiple(retention()),
                feedback="That is the multiple. Now the margin.",
            ),
        ),
    ),
    Exercise(
        id="09-6",
        minutes=6,
        points=(
            "whom it reaches, and how many of them would have stayed anyway",
            "a comparison: who gets it and who does not, best drawn by lot",
            "a measure with a period, and the same time for everybody in it",
            "what it costs against what a customer is worth",
        ),
    ),
)

QUIZ = (
    Question(
        ask="A cell of a cohort table is empty. What does it say?",
        options=(
            Option(text="Nobody was left.", feedback="That would be a 0."),
            Option(
                text="That month of their life has not come yet.",
                right=True,
                feedback="Not yet observed: neither stayed nor left.",
            ),
            Option(
                text="The data is broken there.",
                feedback="It is as it must be: a young cohort has no old age yet.",
            ),
        ),
    ),
    Question(
        ask="Half of your customers joined last month. You divide who left by all. The result is:",
        options=(
            Option(
                text="too low: the new ones had hardly any time to leave.",
                right=True,
                feedback="Give everybody the same time, or use a survival curve.",
            ),
            Option(
                text="too high.",
                feedback="The new ones make the bottom of the fraction larger, not the top.",
            ),
            Option(
                text="right: everybody is counted.",
                feedback="Counted, but not for the same time.",
            ),
        ),
    ),
    Question(
        ask="A model of buying describes your past orders very well. Do you trust its forecast?",
        options=(
            Option(
                text="Yes, it fits.",
                feedback="What it has seen is easy to describe. Hide a part from it.",
            ),
            Option(
                text="After it has foretold months that I had hidden from it.",
                right=True,
                feedback="And as long as things go on as before.",
            ),
            Option(
                text="No, models are never right.",
                feedback="They need not be right, only near enough: the hidden months say.",
            ),
        ),
    ),
    Question(
        ask="A customer cancels. What do you do?",
        options=(
            Option(
                text="Make it hard to find the button.",
                feedback="Some stay a month longer, and tell everybody. Few come back.",
            ),
            Option(
                text="Make leaving easy, and coming back too.",
                right=True,
                feedback="Some do come back, and the end is part of the experience (A).",
            ),
            Option(
                text="Nothing: they are gone.",
                feedback="Part of those who cancel are customers again later.",
            ),
        ),
    ),
)
