"""The ecommerce world's tables, as one declaration: what each column is and may hold."""

from __future__ import annotations

from uxcx.datasets.schema import Column, Table

DESIGNS = ("plain", "autofill")
DEVICES = ("desktop", "phone")
SOURCES = ("direct", "search", "social", "campaign")
TASKS = ("address",)
STAGES = ("shop", "checkout", "delivery", "return")
#: the steps of a journey in their order, each with its stage
EVENTS = {
    "product": "shop",
    "cart": "shop",
    "address": "checkout",
    "payment": "checkout",
    "order": "checkout",
    "dispatched": "delivery",
    "delivered": "delivery",
    "return asked": "return",
    "return bag": "return",
    "courier": "return",
    "credit": "return",
}
#: the flags of a session that make the funnel, in their order
FUNNEL = ("product", "cart", "address", "payment", "ordered")
SITES = ("site", "app")
LOGS = ("desktop", "phone", "app", "carrier", "warehouse")
REASONS = ("late parcel", "return", "other")
CONTACT_CHANNELS = ("chat", "email", "phone")

#: the test of autofill, and the campaign, began on this day; before it every form was plain
TEST_BEGINS = "2025-03-01"
#: a repeat order is one within so many days after the first; later ones are not recorded
FOLLOWED_DAYS = 180

STORY = (
    "A shop for clothes. Its address form was hard to fill in, above all on phones, so from 1 "
    "March 2025 half of the customers, drawn by lot, got a form that fills in the address by "
    "itself (autofill); the others kept the plain one. On the same day a campaign began that "
    "brought many new customers on phones, who buy less often. Orders are made on the site or, "
    "later, in an app that already knows the address. They are recorded for 180 days after a "
    "customer's first. Parcels come late more often than they should, sizes are wrong, and a "
    "return waits for its return bag; who paid dear is less forgiving. A month after the first "
    "order customers were asked about the shop; not everybody answered, and satisfied customers "
    "rather than others. Forty customers tried both forms in a usability test."
)


def _yes_no(name: str, meaning: str, *, may_be_missing: bool = False) -> Column:
    return Column(name=name, kind="yes or no", meaning=meaning, may_be_missing=may_be_missing)


def _answer(name: str, low: int, high: int, meaning: str) -> Column:
    return Column(
        name=name,
        kind="whole number",
        minimum=low,
        maximum=high,
        may_be_missing=True,
        meaning=meaning,
    )


_CUSTOMER = Column(name="customer", kind="text", key="customers", meaning="Whose it is.")
_ORDER = Column(name="order", kind="whole number", key="orders", meaning="About which order.")
_DESIGN = Column(name="design", kind="category", values=DESIGNS, meaning="Which address form.")

_CUSTOMERS = Table(
    name="customers",
    row="one person with an account, whether or not they ever ordered",
    columns=(
        Column(name="customer", kind="text", meaning="Who it is.", key="primary"),
        Column(name="joined", kind="date", meaning="Day of the first visit."),
        Column(
            name="source",
            kind="category",
            values=SOURCES,
            meaning="What brought them to the shop; the campaign ran from 1 March.",
        ),
        Column(
            name="device",
            kind="category",
            values=DEVICES,
            meaning="What they mostly use; single visits can be made on the other.",
        ),
        Column(
            name="arm",
            kind="category",
            values=DESIGNS,
            may_be_missing=True,
            meaning="Arm of the test, drawn by lot at the first visit from 1 March; missing for "
            "those who never came after it began.",
        ),
        Column(
            name="cost",
            kind="number",
            unit="EUR",
            minimum=0,
            meaning="What was spent on advertising to win this account.",
        ),
    ),
)

_SESSIONS = Table(
    name="sessions",
    row="one visit to the site",
    columns=(
        Column(name="session", kind="whole number", key="primary", meaning="Which visit."),
        _CUSTOMER,
        Column(name="time", kind="time", meaning="Begin of the visit (UTC)."),
        Column(name="device", kind="category", values=DEVICES, meaning="Made on what."),
        Column(
            name="source", kind="category", values=SOURCES, meaning="What brought the customer."
        ),
        Column(
            name="arm",
            kind="category",
            values=DESIGNS,
            may_be_missing=True,
            meaning="Arm of the customer in the test; missing before the test began.",
        ),
        Column(
            name="design",
            kind="category",
            values=DESIGNS,
            meaning="Which address form the visit had; plain before the test began.",
        ),
        Column(
            name="impressions",
            kind="whole number",
            minimum=1,
            maximum=20,
            meaning="How many recommended products were shown.",
        ),
        Column(
            name="clicks",
            kind="whole number",
            minimum=0,
            maximum=20,
            meaning="How many of them were clicked on.",
        ),
        _yes_no("product", "Whether a product was looked at."),
        _yes_no("cart", "Whether something was put into the cart."),
        _yes_no("address", "Whether the address form was reached."),
        _yes_no("payment", "Whether payment was reached, so that the address was accepted."),
        _yes_no("ordered", "Whether the order was made."),
    ),
)

_EVENTS = Table(
    name="events",
    row="one entry of the log; the carrier's entries stand behind those of the site, steps can "
    "be repeated, and some entries have exactly the same time",
    columns=(
        _CUSTOMER,
        Column(
            name="case",
            kind="whole number",
            meaning="Which purchase: the number of the visit and of its order, if there is one.",
        ),
        Column(name="time", kind="time", meaning="When (UTC), to the second."),
        Column(name="stage", kind="category", values=STAGES, meaning="Part of the journey."),
        Column(name="event", kind="category", values=tuple(EVENTS), meaning="What happened."),
        Column(name="channel", kind="category", values=LOGS, meaning="Whose log it comes from."),
        _answer("rating", 1, 5, "Stars given on the spot, where asked for and given."),
    ),
)

_ORDERS = Table(
    name="orders",
    row="one order",
    columns=(
        Column(
            name="order",
            kind="whole number",
            key="primary",
            meaning="Which order; on the site it has the number of its session.",
        ),
        _CUSTOMER,
        Column(name="time", kind="time", meaning="When it was made (UTC)."),
        Column(name="channel", kind="category", values=SITES, meaning="Where it was made."),
        Column(
            name="number",
            kind="whole number",
            minimum=1,
            maximum=100,
            meaning="The customer's first order, second, and so on.",
        ),
        Column(name="items", kind="whole number", minimum=1, maximum=30, meaning="How many."),
        Column(name="value", kind="number", unit="EUR", minimum=0, meaning="Price of all items."),
        Column(name="promised", kind="date", meaning="Day by which it was to be delivered."),
        Column(
            name="delivered",
            kind="date",
            may_be_missing=True,
            meaning="Day on which it came; missing where the carrier did not scan it.",
        ),
        _yes_no(
            "late",
            "Whether it came after the promised day; missing where it was not scanned.",
            may_be_missing=True,
        ),
        _yes_no("wrong_size", "Whether it had the wrong size."),
        _yes_no("returned", "Whether it was sent back; the price was credited then."),
        Column(
            name="credited_days",
            kind="number",
            unit="days",
            minimum=0,
            maximum=120,
            may_be_missing=True,
            meaning="Days from asking for the return to the credit; missing if not returned.",
        ),
    ),
)

_CONTACTS = Table(
    name="contacts",
    row="one case with which a customer sought help about an order",
    columns=(
        Column(name="contact", kind="whole number", key="primary", meaning="Which case."),
        _CUSTOMER,
        _ORDER,
        Column(name="time", kind="time", meaning="First contact about it (UTC)."),
        Column(name="channel", kind="category", values=CONTACT_CHANNELS, meaning="How."),
        Column(name="reason", kind="category", values=REASONS, meaning="Why."),
        _yes_no("resolved", "Whether it was settled at the first contact."),
        _answer(
            "ease",
            1,
            7,
            "'The shop made it easy to handle my issue': 1 strongly disagree to 7 strongly "
            "agree; missing where not answered.",
        ),
    ),
)

_SURVEY = Table(
    name="survey",
    row="one customer's answers about the shop, asked a month after the first order",
    columns=(
        Column(name="customer", kind="text", key="primary", meaning="Who answered."),
        _ORDER,
        Column(name="asked", kind="date", meaning="Day on which the survey was sent."),
        Column(name="answered", kind="date", meaning="Day of the answer; some are weeks late."),
        _answer("recommend", 0, 10, "'Would you recommend us?': 0 not at all to 10 extremely."),
        _answer(
            "delivery",
            1,
            5,
            "'How satisfied are you with the delivery?': 1 very dissatisfied to 5 very satisfied.",
        ),
        _answer("satisfaction", 1, 5, "'How satisfied are you overall?': the same answers."),
        _answer("trust", 1, 7, "'I trust this shop': 1 strongly disagree to 7 strongly agree."),
    ),
)

_REVIEWS = Table(
    name="reviews",
    row="one public review of a first order; written by those who felt like it",
    columns=(
        Column(name="order", kind="whole number", key="primary", meaning="About which order."),
        _CUSTOMER,
        Column(name="date", kind="date", meaning="Day of the review."),
        Column(
            name="stars",
            kind="whole number",
            minimum=1,
            maximum=5,
            meaning="1 to 5, 5 is best.",
        ),
    ),
)

_PARTICIPANT = Column(
    name="participant",
    kind="text",
    key="customers",
    meaning="Who tried; participants are customers.",
)

_ATTEMPTS = Table(
    name="attempts",
    row="one attempt at the address form in the usability test; each participant tried both forms",
    columns=(
        _PARTICIPANT,
        _DESIGN,
        Column(
            name="place",
            kind="whole number",
            minimum=1,
            maximum=2,
            meaning="Whether it was tried first or second; drawn by lot.",
        ),
        Column(name="task", kind="category", values=TASKS, meaning="What they tried to do."),
        _yes_no(
            "completed",
            "Whether the address was accepted, unaided; missing where the recording failed.",
            may_be_missing=True,
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
        _answer("errors", 0, 100, "Wrong entries; missing where the recording failed."),
        Column(
            name="opportunities",
            kind="whole number",
            minimum=1,
            maximum=100,
            meaning="Fields of the form, at each of which an error can be made.",
        ),
        _answer("seq", 1, 7, "'Overall, this task was ...': 1 very difficult to 7 very easy."),
    ),
)

_SUS = Table(
    name="sus",
    row="one participant's answers to the System Usability Scale about one form",
    columns=(
        _PARTICIPANT,
        _DESIGN,
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
)

TABLES = (
    _CUSTOMERS,
    _SESSIONS,
    _EVENTS,
    _ORDERS,
    _CONTACTS,
    _SURVEY,
    _REVIEWS,
    _ATTEMPTS,
    _SUS,
)
