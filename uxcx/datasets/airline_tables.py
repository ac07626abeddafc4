"""The airline world's tables, as one declaration: what each column is and may hold."""

from __future__ import annotations

from uxcx.datasets.schema import Column, Table

DESIGNS = ("app", "website")
TASKS = ("book", "change seat", "check in")
TIERS = ("basic", "silver", "gold")
AIRPORTS = ("Lisbon", "London", "Berlin", "Athens", "New York")
TIME_ZONES = (
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "America/New_York",
)
CHANNELS = ("app", "web", "airport", "cabin", "phone")
REASONS = ("booking", "delay", "baggage", "other")
#: each event of the log with its stage, in the order of the journey
STAGE_OF = {
    "search flights": "search",
    "choose flight": "booking",
    "pay": "booking",
    "check in": "check-in",
    "drop bag": "bag drop",
    "board": "boarding",
    "fly": "in flight",
    "collect bag": "baggage",
    "report lost bag": "baggage",
    "ask for help": "feedback",
    "rate the trip": "feedback",
}
EVENTS = tuple(STAGE_OF)
STAGES = tuple(dict.fromkeys(STAGE_OF.values()))
#: minutes behind the timetable from which a flight counts as delayed, as in official statistics
#: (US Department of Transportation, 14 CFR 234.2: "on time" is less than 15 minutes late)
DELAYED_FROM = 15
#: what was recorded ends with this day
FIRST_DAY, LAST_DAY = "2024-01-01", "2025-09-30"

STORY = (
    "An airline whose booking app is excellent and whose service is fragile: more than half of its "
    "flights leave late and bags get lost. Forty customers tried the app and, in turn, the "
    "website, and booked a flight, changed a seat and checked in. The log follows every customer "
    "from the search before their first flight in 2024 for twelve months, or until September "
    "2025, over app, website, airport, cabin and phone. Weeks after that flight all were asked "
    "about the app and about the airline; not everybody answered, and the loyal did more often."
)

_CUSTOMER = Column(name="customer", kind="text", key="customers", meaning="Whose it is.")


def _answer(name: str, low: int, high: int, meaning: str) -> Column:
    return Column(
        name=name,
        kind="whole number",
        minimum=low,
        maximum=high,
        may_be_missing=True,
        meaning=meaning,
    )


def _yes_no(name: str, meaning: str, *, may_be_missing: bool = False) -> Column:
    return Column(name=name, kind="yes or no", meaning=meaning, may_be_missing=may_be_missing)


def _amount(name: str, meaning: str, *, may_be_missing: bool = False) -> Column:
    return Column(
        name=name,
        kind="number",
        unit="EUR",
        minimum=0,
        meaning=meaning,
        may_be_missing=may_be_missing,
    )


TABLES = (
    Table(
        name="customers",
        row="one customer, who flew with the airline in 2024",
        columns=(
            Column(name="customer", kind="text", meaning="Who it is.", key="primary"),
            Column(name="joined", kind="date", meaning="Day on which the account was opened."),
            Column(
                name="left",
                kind="date",
                may_be_missing=True,
                meaning="Day on which the account was closed; missing where it is open.",
            ),
            Column(
                name="tier", kind="category", values=TIERS, meaning="Loyalty tier at the start."
            ),
            Column(name="home", kind="category", values=AIRPORTS, meaning="Airport at home."),
            Column(
                name="uses",
                kind="category",
                values=DESIGNS,
                meaning="What they book and check in with.",
            ),
            Column(
                name="age",
                kind="whole number",
                unit="years",
                minimum=18,
                maximum=90,
                meaning="Age at the start.",
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
                meaning="What they tried it with; each participant tried both.",
            ),
            Column(
                name="place",
                kind="whole number",
                minimum=1,
                maximum=2,
                meaning="1 for what they tried first, 2 for what they tried after it; half of them "
                "began with the app.",
            ),
            Column(name="task", kind="category", values=TASKS, meaning="What they tried to do."),
            Column(
                name="attempt",
                kind="whole number",
                minimum=1,
                maximum=2,
                meaning="1, or 2 where they failed and tried again: the first is what counts.",
            ),
            _yes_no(
                "completed",
                "Whether they got it done unaided; missing where the recording failed.",
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
            _answer("errors", 0, 100, "Wrong entries and turns; missing as the time is."),
            Column(
                name="opportunities",
                kind="whole number",
                minimum=1,
                maximum=100,
                meaning="Steps of the task at which an error can be made.",
            ),
            _answer("seq", 1, 7, "'Overall, this task was ...': 1 very difficult to 7 very easy."),
        ),
    ),
    Table(
        name="sus",
        row="one participant's answers to the System Usability Scale, after trying one of the two",
        columns=(
            Column(name="participant", kind="text", key="customers", meaning="Who answered."),
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
        name="trips",
        row="one flight of one customer",
        columns=(
            Column(name="case", kind="text", key="primary", meaning="The booking's case."),
            _CUSTOMER,
            Column(
                name="number",
                kind="whole number",
                minimum=1,
                meaning="1 for the customer's first flight in the log, then 2, 3 ...",
            ),
            Column(name="booked", kind="time", meaning="When it was booked, UTC."),
            Column(name="departure", kind="time", meaning="Departure by the timetable, UTC."),
            Column(name="origin", kind="category", values=AIRPORTS, meaning="Where it left from."),
            Column(name="destination", kind="category", values=AIRPORTS, meaning="Where it went."),
            _amount("fare", "What the customer paid."),
            Column(
                name="delay",
                kind="whole number",
                unit="minutes",
                minimum=0,
                maximum=2880,
                meaning="How much later than in the timetable it left; 0 where it was not later.",
            ),
            _yes_no("bag", "Whether a bag was checked in."),
            _yes_no(
                "bag_lost",
                "Whether the bag did not arrive with the flight; missing where there was none.",
                may_be_missing=True,
            ),
        ),
    ),
    Table(
        name="events",
        row="one event in the log; rows stand as they arrived, and some systems send theirs late",
        columns=(
            _CUSTOMER,
            Column(
                name="case",
                kind="text",
                meaning="A search with all that followed from it; a trip's case where it was paid.",
            ),
            Column(
                name="time",
                kind="time",
                meaning="When, UTC; airport and cabin log whole minutes, so that times can tie.",
            ),
            Column(
                name="time_zone",
                kind="category",
                values=TIME_ZONES,
                meaning="Time zone of the place where it happened.",
            ),
            Column(name="stage", kind="category", values=STAGES, meaning="Stage of the journey."),
            Column(name="event", kind="category", values=EVENTS, meaning="Touchpoint."),
            Column(name="channel", kind="category", values=CHANNELS, meaning="Over what."),
            _answer(
                "rating",
                1,
                5,
                "'How was this?': 1 very bad to 5 very good; most do not say, and nobody is asked "
                "when they choose a flight or ask for help.",
            ),
        ),
    ),
    Table(
        name="contacts",
        row="one request for help",
        columns=(
            Column(name="contact", kind="text", key="primary", meaning="Name of the request."),
            _CUSTOMER,
            Column(name="case", kind="text", key="trips", meaning="The trip that it was about."),
            Column(name="time", kind="time", meaning="When, UTC."),
            Column(name="channel", kind="category", values=CHANNELS, meaning="Over what."),
            Column(name="reason", kind="category", values=REASONS, meaning="About what."),
            _yes_no("resolved", "Whether it was settled at this first contact."),
            _answer(
                "ease",
                1,
                7,
                "'The airline made it easy to handle my issue': 1 strongly disagree to 7 strongly "
                "agree.",
            ),
        ),
    ),
    Table(
        name="survey",
        row="one customer's answers to the survey after the first flight",
        columns=(
            Column(name="customer", kind="text", key="primary", meaning="Who answered."),
            Column(name="asked", kind="date", meaning="Day on which they were asked."),
            Column(
                name="answered", kind="date", meaning="Day on which they answered; some were late."
            ),
            _answer(
                "recommend",
                0,
                10,
                "'How likely are you to recommend the airline?': 0 not at all to 10 extremely.",
            ),
            _answer(
                "recommend_app",
                0,
                10,
                "'How likely are you to recommend the app?': 0 not at all to 10 extremely; asked "
                "of those who use it.",
            ),
            _answer(
                "satisfaction",
                1,
                5,
                "'How satisfied are you with the airline?': 1 very dissatisfied to 5 very "
                "satisfied.",
            ),
            _answer(
                "trust", 1, 7, "'I trust the airline': 1 strongly disagree to 7 strongly agree."
            ),
        ),
    ),
    Table(
        name="years",
        row="one customer's twelve months after the first flight",
        columns=(
            Column(name="customer", kind="text", key="primary", meaning="Who it is."),
            _yes_no(
                "observed",
                "Whether the twelve months are over; six months are over for everybody.",
            ),
            _yes_no("repeat_6", "Whether they booked again within 182 days of the first flight."),
            Column(
                name="trips",
                kind="whole number",
                minimum=1,
                meaning="Flights with us until the twelve months, or the log, end; with the first.",
            ),
            _amount("spent", "Fares paid for those flights."),
            _amount(
                "category",
                "Fares paid to all airlines, us among them, by a panel; missing where the customer "
                "is not in it.",
                may_be_missing=True,
            ),
            Column(
                name="contacts",
                kind="whole number",
                minimum=0,
                meaning="Requests for help about those flights.",
            ),
            _yes_no("stayed", "Whether the account is open at the end."),
        ),
    ),
)
