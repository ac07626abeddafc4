"""The budgeting world's tables about the year: months, journeys, help, and the relationship."""

from __future__ import annotations

from uxcx.datasets.schema import Column, Table

DESIGNS = ("old", "new")
STAGES = ("import", "reconcile", "help", "report")
EVENTS = (
    "open",
    "import",
    "import error",
    "start",
    "read guide",
    "back in app",
    "open desktop",
    "ask support",
    "done",
    "give up",
    "report",
)
CHANNELS = ("app", "guide", "desktop", "chat", "phone")
SUPPORT = ("chat", "phone")
SOUGHT = ("none", *SUPPORT)
REASONS = ("reconciling", "billing", "bank link", "other")
SERVICES = ("tax return", "pension check", "mortgage check")

_CUSTOMER = Column(name="customer", kind="text", key="customers", meaning="Who it is.")


def _yes_no(name: str, meaning: str, *, may_be_missing: bool = False) -> Column:
    return Column(name=name, kind="yes or no", meaning=meaning, may_be_missing=may_be_missing)


def _money(name: str, meaning: str) -> Column:
    return Column(name=name, kind="number", unit="EUR", minimum=0, meaning=meaning)


def _whole(
    name: str, meaning: str, ends: tuple[int, int | None], *, may_be_missing: bool = False
) -> Column:
    return Column(
        name=name,
        kind="whole number",
        meaning=meaning,
        minimum=ends[0],
        maximum=ends[1],
        may_be_missing=may_be_missing,
    )


MONTHS = Table(
    name="months",
    row="one customer's month of 2025, from the month of joining on",
    columns=(
        _CUSTOMER,
        Column(name="month", kind="date", meaning="Its first day."),
        Column(
            name="design",
            kind="category",
            values=DESIGNS,
            meaning="Which design the app had where they live.",
        ),
        _yes_no("subscribed", "Whether they were a customer in that month."),
        _yes_no("active", "Whether they opened the app."),
        _yes_no(
            "reconciled",
            "Whether they reconciled the month in the app by themselves; missing where they did "
            "not open it.",
            may_be_missing=True,
        ),
        _whole(
            "lines",
            "Lines of bank statements that they imported; missing where they did not open the app.",
            (1, None),
            may_be_missing=True,
        ),
        _whole(
            "import_errors",
            "Lines of these that came in wrong and were mended by hand.",
            (0, None),
            may_be_missing=True,
        ),
        _money(
            "amount",
            "What they paid for their plan, whose price rose in July; the yearly plan is paid "
            "once a year.",
        ),
        _yes_no("cancelled", "Whether they cancelled at the end of the month."),
        _yes_no("returned", "Whether they came back in that month after having cancelled."),
    ),
)

JOURNEYS = Table(
    name="events",
    row="one step of a customer on the way to a reconciled month, October to December 2025",
    columns=(
        _CUSTOMER,
        _whole("case", "Which journey: one customer's one month.", (1, None)),
        Column(
            name="time",
            kind="time",
            meaning="When, UTC. Rows stand as they arrived: apps without a connection send theirs "
            "hours late, and an import may begin and end in the same second.",
        ),
        Column(name="stage", kind="category", values=STAGES, meaning="Part of the journey."),
        Column(name="event", kind="category", values=EVENTS, meaning="What happened."),
        Column(name="channel", kind="category", values=CHANNELS, meaning="Where it happened."),
        _whole(
            "rating",
            "'How did that go?': 1 very badly to 5 very well; asked after support and at the end, "
            "and mostly not answered.",
            (1, 5),
            may_be_missing=True,
        ),
    ),
)

CONTACTS = Table(
    name="contacts",
    row="one contact of a customer with support, July to December 2025",
    columns=(
        Column(
            name="contact",
            kind="whole number",
            minimum=1,
            key="primary",
            meaning="Its number.",
        ),
        _CUSTOMER,
        Column(name="time", kind="time", meaning="When it began, UTC."),
        Column(name="channel", kind="category", values=SUPPORT, meaning="Where it took place."),
        Column(name="reason", kind="category", values=REASONS, meaning="What about."),
        _yes_no("first", "Whether it is the first contact about its matter, and no repeat."),
        _yes_no("resolved", "Whether the matter was settled in this contact."),
        _whole(
            "ease",
            "'You made it easy to handle my issue': 1 strongly disagree to 7 strongly agree; "
            "missing where not answered.",
            (1, 7),
            may_be_missing=True,
        ),
    ),
)

_ANSWERED = Column(name="customer", kind="text", key="primary", meaning="Who answered.")
_RECOMMEND = _whole(
    "recommend",
    "'How likely are you to recommend us?': 0 not at all to 10 extremely.",
    (0, 10),
    may_be_missing=True,
)
_SATISFACTION = _whole(
    "satisfaction",
    "'How satisfied are you?': 1 very dissatisfied to 5 very satisfied.",
    (1, 5),
    may_be_missing=True,
)

SURVEY_IN_JUNE = Table(
    name="survey_june",
    row="one customer's answers to the survey of June 2025, before the redesign and the new prices",
    columns=(
        _ANSWERED,
        Column(
            name="answered",
            kind="date",
            meaning="When; it was asked on 2025-06-16 of who had joined before June.",
        ),
        _RECOMMEND,
        _SATISFACTION,
    ),
)

SURVEY = Table(
    name="survey",
    row="one customer's answers to the survey of January 2026, six months after the redesign",
    columns=(
        _ANSWERED,
        Column(
            name="answered",
            kind="date",
            meaning="When; it was asked on 2026-01-05, and answers after January are late.",
        ),
        _RECOMMEND,
        _SATISFACTION,
        _whole(
            "trust",
            "'I trust them with my money matters': 1 strongly disagree to 7 strongly agree.",
            (1, 7),
            may_be_missing=True,
        ),
        Column(
            name="contact",
            kind="category",
            values=SOUGHT,
            meaning="Where they last sought help since July.",
        ),
        _whole(
            "ease",
            "How easy that was, as they remember it: 1 to 7 as in contacts; missing where no help "
            "was sought.",
            (1, 7),
            may_be_missing=True,
        ),
    ),
)

WALLET = Table(
    name="wallet",
    row="one customer's answers on spending on money management, July to December 2025",
    columns=(
        _ANSWERED,
        _money("own", "Spent with us."),
        _money("total", "Spent with everybody, us among them."),
        Column(
            name="rank",
            kind="number",
            minimum=1,
            maximum=4,
            meaning="Our place among the brands they use, 1 for the best; ties averaged (1.5).",
        ),
        _whole("brands", "How many brands they use, ours among them.", (1, 4)),
    ),
)

BOUGHT = Table(
    name="services",
    row="one planning service that a customer bought, July to December 2025",
    columns=(
        Column(
            name="purchase", kind="whole number", minimum=1, key="primary", meaning="Its number."
        ),
        _CUSTOMER,
        Column(name="date", kind="date", meaning="Day of the purchase."),
        Column(name="service", kind="category", values=SERVICES, meaning="Which service."),
        _money("amount", "What it cost."),
    ),
)

OUTCOMES = Table(
    name="outcomes",
    row="one customer, and what came of them from July to December 2025",
    columns=(
        Column(name="customer", kind="text", key="primary", meaning="Who it is."),
        _yes_no("there_in_june", "Whether they were a customer at the end of June."),
        _yes_no("stayed", "Whether they were a customer at the end of December."),
        _yes_no("referred", "Whether somebody joined whom they had invited."),
        _money("spent", "What they paid: plan and planning services."),
        _whole("contacts", "How often they contacted support.", (0, None)),
        _whole("services", "How many planning services they bought.", (0, None)),
    ),
)

YEAR_TABLES = (MONTHS, JOURNEYS, CONTACTS, SURVEY_IN_JUNE, SURVEY, WALLET, BOUGHT, OUTCOMES)
