"""The budgeting world's tables, as one declaration: what each column is and may hold."""

from __future__ import annotations

from uxcx.datasets.budgeting_year_tables import DESIGNS, YEAR_TABLES
from uxcx.datasets.schema import Column, Table

TASKS = ("import", "reconcile", "report")
PLANS = ("free", "monthly", "yearly")
REGIONS = ("north", "south", "west")

STORY = (
    "A budgeting app with a free plan and two paid ones. Its users found the monthly "
    "reconciliation of balances hard, so it was redesigned. Twenty-four people tried the old "
    "design and twenty-four others the new one, each with three tasks: import the bank "
    "statement, reconcile the month, make a report; sixteen more tried both designs. The redesign "
    "then came to the app in the north in July 2025 and in the south in September; the west, half "
    "of the customers, still waits. In July the prices of both paid plans rose, everywhere. Who "
    "gets stuck turns to the guide, to the desktop program or to support. All customers were asked "
    "about the brand in June 2025, before all this, and again in January 2026; not everybody "
    "answered, and satisfied customers rather than others. The levels disagree: the redesign lifts "
    "success, SUS and satisfaction, and yet customers recommend the brand less than before, "
    "because of the prices."
)

_ATTEMPT = (
    Column(name="task", kind="category", values=TASKS, meaning="What they tried to do."),
    Column(
        name="completed",
        kind="yes or no",
        may_be_missing=True,
        meaning="Whether they got it done unaided; missing where the recording failed.",
    ),
    Column(
        name="seconds",
        kind="number",
        unit="seconds",
        minimum=1,
        maximum=3600,
        may_be_missing=True,
        meaning="Time until done or given up; missing where the recording failed.",
    ),
    Column(
        name="errors",
        kind="whole number",
        minimum=0,
        maximum=100,
        may_be_missing=True,
        meaning="Wrong entries and wrong turns.",
    ),
    Column(
        name="opportunities",
        kind="whole number",
        minimum=1,
        maximum=100,
        meaning="Steps of the task at which an error can be made.",
    ),
    Column(
        name="seq",
        kind="whole number",
        minimum=1,
        maximum=7,
        may_be_missing=True,
        meaning="'Overall, this task was ...': 1 very difficult to 7 very easy.",
    ),
)

TABLES = (
    Table(
        name="customers",
        row="one customer of the app",
        columns=(
            Column(name="customer", kind="text", meaning="Who it is.", key="primary"),
            Column(name="joined", kind="date", meaning="First day with the app."),
            Column(name="plan", kind="category", values=PLANS, meaning="What they pay for."),
            Column(
                name="age",
                kind="whole number",
                unit="years",
                minimum=18,
                maximum=90,
                meaning="Age when joining.",
            ),
            Column(
                name="region",
                kind="category",
                values=REGIONS,
                meaning="Where they live; the redesign came region by region.",
            ),
            Column(
                name="design",
                kind="category",
                values=DESIGNS,
                meaning="Which design their app had in the end, in December 2025.",
            ),
            Column(
                name="redesigned",
                kind="date",
                may_be_missing=True,
                meaning="First day with the new design; missing where the old one stayed.",
            ),
        ),
    ),
    Table(
        name="attempts",
        row="one attempt of one participant at one task in the usability test",
        columns=(
            Column(
                name="participant",
                kind="text",
                key="customers",
                meaning="Who tried; participants are customers.",
            ),
            Column(
                name="design",
                kind="category",
                values=DESIGNS,
                meaning="Which design they tried; each participant tried one.",
            ),
            *_ATTEMPT,
        ),
    ),
    Table(
        name="sus",
        row="one participant's answers to the System Usability Scale after the test",
        columns=(
            Column(name="participant", kind="text", key="primary", meaning="Who answered."),
            Column(name="design", kind="category", values=DESIGNS, meaning="What they had tried."),
            *(
                Column(
                    name=f"sus_{item}",
                    kind="whole number",
                    minimum=1,
                    maximum=5,
                    meaning=f"Item {item}: 1 strongly disagree to 5 strongly agree.",
                )
                for item in range(1, 11)
            ),
        ),
    ),
    Table(
        name="attempts_both",
        row="one attempt of a participant who tried both designs, in random order",
        columns=(
            Column(
                name="participant",
                kind="text",
                key="customers",
                meaning="Who tried; none of them is in attempts.",
            ),
            Column(
                name="place",
                kind="whole number",
                minimum=1,
                maximum=2,
                meaning="Whether this design was their first (1) or their second (2).",
            ),
            Column(name="design", kind="category", values=DESIGNS, meaning="Which they tried."),
            *_ATTEMPT,
        ),
    ),
    *YEAR_TABLES,
)
