"""The budgeting world's tables, as one declaration: what each column is and may hold."""

from __future__ import annotations

from uxcx.datasets.schema import Column, Table

DESIGNS = ("old", "new")
TASKS = ("import", "reconcile", "report")
PLANS = ("free", "monthly", "yearly")
CHANNELS = ("none", "guide", "chat", "phone")

STORY = (
    "A budgeting app with a free plan and two paid ones. Its users found the monthly "
    "reconciliation of balances hard, so it was redesigned. Twenty-four people tried the old "
    "design and twenty-four others the new one, each with three tasks: import the bank "
    "statement, reconcile the month, make a report. Six months later all customers of the app "
    "were asked about the brand; not everybody answered."
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
                name="design",
                kind="category",
                values=DESIGNS,
                meaning="Which design their app had in the six months.",
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
        name="survey",
        row="one customer's answers to the survey six months later",
        columns=(
            Column(name="customer", kind="text", key="primary", meaning="Who answered."),
            Column(
                name="recommend",
                kind="whole number",
                minimum=0,
                maximum=10,
                may_be_missing=True,
                meaning="'How likely are you to recommend us?': 0 not at all to 10 extremely.",
            ),
            Column(
                name="satisfaction",
                kind="whole number",
                minimum=1,
                maximum=5,
                may_be_missing=True,
                meaning="'How satisfied are you?': 1 very dissatisfied to 5 very satisfied.",
            ),
            Column(
                name="contact",
                kind="category",
                values=CHANNELS,
                meaning="Where they last sought help.",
            ),
            Column(
                name="ease",
                kind="whole number",
                minimum=1,
                maximum=7,
                may_be_missing=True,
                meaning="'You made it easy to handle my issue': 1 strongly disagree to 7 strongly "
                "agree; missing where no help was sought.",
            ),
        ),
    ),
)
