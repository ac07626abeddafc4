"""The exercises of lesson 04: measure a relationship."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uxcx import cx, datasets
from uxcx.comparison import compare
from uxcx.exercises.lesson_03 import grouped, one
from uxcx.families import NetScore
from uxcx.learn import Exercise, Mistake, Option, Question

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.comparison import Comparison
    from uxcx.results import Estimates

#: of the exercise with counts: promoters, passives, detractors
COUNTS = (90, 60, 50)
#: minutes after which the lesson calls a flight late
LATE = 15


def nps_of_counts() -> float:
    """Return the NPS of the counts."""
    promoters, passives, detractors = COUNTS
    found = cx.nps(NetScore(promoters=promoters, passives=passives, detractors=detractors))
    return one(found).value


def rated() -> pd.DataFrame:
    """Return the events after which somebody gave a rating."""
    events: pd.DataFrame = datasets.load("airline").events
    return events[events["rating"].notna()]


def most_unhappy() -> str:
    """Return the touchpoint that most ratings of 1 to 3 come from."""
    rows = rated()
    return str(rows.loc[rows["rating"] <= 3, "event"].value_counts().idxmax())


def lowest_csat() -> str:
    """Return the touchpoint with the lowest CSAT."""
    found = grouped(cx.csat(rated(), "rating", by="event", unit="customer"))
    return str(min(found.groups, key=lambda event: found[event].value))


def phone_or_app() -> Comparison:
    """Return the first contact resolution by phone compared with that in the app."""
    contacts = datasets.load("airline").contacts
    found = grouped(
        cx.first_contact_resolution(contacts, "resolved", by="channel", unit="customer")
    )
    return compare(found["phone"], found["app"])


def years() -> pd.DataFrame:
    """Return the customers' years."""
    rows: pd.DataFrame = datasets.load("airline").years
    return rows


def retention() -> float:
    """Return the retention rate of those whose year is over."""
    return one(cx.retention_rate(years(), "stayed", observed="observed")).value


def retention_of_all() -> float:
    """Return the share who have not left yet, whether or not their year is over."""
    return float(years()["stayed"].mean())


def retention_counting_the_rest_as_lost() -> float:
    """Return the share who are known to have stayed, of all."""
    rows = years()
    return float(((rows["stayed"] == 1) & (rows["observed"] == 1)).mean())


def asked() -> pd.DataFrame:
    """Return the survey with whether the first flight was late."""
    airline = datasets.load("airline")
    first = airline.trips[airline.trips["number"] == 1]
    joined: pd.DataFrame = airline.survey.merge(first[["customer", "delay"]], on="customer")
    joined["flight"] = (joined["delay"] >= LATE).map({True: "late", False: "on time"})
    return joined


def nps_by_flight() -> Estimates:
    """Return the NPS of the airline by whether the flight was late."""
    return grouped(cx.nps(asked(), "recommend", by="flight"))


def nps_gap() -> float:
    """Return by how many points the NPS is lower where the flight was late."""
    found = nps_by_flight()
    return found["on time"].value - found["late"].value


def mean_gap() -> float:
    """Return the same of the mean of the answers."""
    means = asked().groupby("flight")["recommend"].mean()
    return float(means["on time"] - means["late"])


def gap_to_everybody() -> float:
    """Return the NPS of those on time less that of everybody."""
    everybody = one(cx.nps(asked(), "recommend")).value
    return nps_by_flight()["on time"].value - everybody


EXERCISES = (
    Exercise(
        id="04-1",
        minutes=5,
        answer=nps_of_counts,
        tolerance=0.05,
        unit="points",
        praise="Promoters less detractors, of all answers.",
        why_wrong="The passives do not move the score, but they are among all answers.",
        hints=(
            "How many percent are promoters? How many are detractors? Take the second from the "
            "first.",
            "100 * (90 - 50) / 200",
        ),
        mistakes=(
            Mistake(
                value=lambda: 100 * (COUNTS[0] - COUNTS[2]) / (COUNTS[0] + COUNTS[2]),
                feedback="You left the passives out of the denominator: divide by all answers.",
            ),
            Mistake(
                value=lambda: COUNTS[0] - COUNTS[2],
                feedback="That is the difference of the counts. Divide by the number of answers.",
            ),
            Mistake(
                value=lambda: 100 * COUNTS[0] / sum(COUNTS),
                feedback="That is the percentage of promoters. Take that of detractors from it.",
            ),
            Mistake(
                value=lambda: nps_of_counts() / 100,
                feedback="The size is right as a share, but the NPS is given in points.",
            ),
        ),
    ),
    Exercise(
        id="04-2",
        minutes=4,
        answer=most_unhappy,
        praise="Fewer than half are content there, and everybody who flies comes by.",
        why_wrong="How bad and how many are two questions.",
        hints=(
            'rated[rated["rating"] <= 3] keeps the unhappy ratings.',
            'Then count: ["event"].value_counts()',
        ),
        mistakes=(
            Mistake(
                value=lowest_csat,
                feedback="That has the lowest CSAT, but few people come by there. Count the "
                "unhappy ratings.",
            ),
            Mistake(
                value=lambda: "search flights",
                feedback="Most ratings come from there, and most of them are good. Count those up "
                "to 3.",
            ),
        ),
    ),
    Exercise(
        id="04-3",
        minutes=4,
        answer=lambda: phone_or_app().verdict,
        praise="That is what this data can say, and no more.",
        why_wrong="Two numbers are hardly ever equal; the question is what chance could do.",
        hints=(
            'channels = cx.first_contact_resolution(contacts, "resolved", by="channel", '
            'unit="customer")',
            'compare(channels["phone"], channels["app"]).verdict',
        ),
        mistakes=(
            Mistake(
                value=lambda: "difference",
                feedback="Look at the interval of the difference: does it leave out zero?",
            ),
            Mistake(
                value=lambda: "no clear difference",
                feedback="Look at the interval of the difference: does it hold zero?",
            ),
        ),
    ),
    Exercise(
        id="04-4",
        minutes=5,
        answer=retention_of_all,
        unit="%",
        praise="It flatters: whoever joined last month has had little time to leave.",
        why_wrong="A value in every row is not an answer in every row.",
        hints=(
            "Everybody counts, whatever stands in observed.",
            'years["stayed"].mean()',
        ),
        mistakes=(
            Mistake(
                value=retention,
                feedback="That is the right rate, of those whose year is over. The wrong one, of "
                "everybody, is asked for.",
            ),
            Mistake(
                value=retention_counting_the_rest_as_lost,
                feedback="That counts everybody who was not observed as lost. Here they count as "
                "having stayed.",
            ),
        ),
    ),
    Exercise(
        id="04-5",
        minutes=6,
        answer=nps_gap,
        tolerance=0.6,
        unit="points",
        praise="Nothing on a screen moves the brand by as much.",
        why_wrong="The mean of the answers hides it, and everybody together is a mixture of both.",
        hints=(
            'cx.nps(asked, "recommend", by="flight") has both scores.',
            'nps["on time"].value - nps["late"].value',
        ),
        mistakes=(
            Mistake(
                value=mean_gap,
                feedback="That is the difference of the mean answers, from 0 to 10. The NPS is in "
                "points.",
            ),
            Mistake(
                value=gap_to_everybody,
                feedback="That is the difference to everybody, late ones among them. Compare with "
                "the late ones.",
            ),
        ),
    ),
    Exercise(
        id="04-6",
        minutes=6,
        points=(
            "why this number and not another: what people say, or what they do",
            "its interval, and who is not in it",
            "how long it takes until it moves",
            "what stands beside it, because one number hides where it hurts",
        ),
    ),
)

QUIZ = (
    Question(
        ask="Two companies have an NPS of 20. What do you know?",
        options=(
            Option(
                text="Their customers feel about the same.",
                feedback="One may have nearly all passives, the other two camps.",
            ),
            Option(
                text="In both, promoters outnumber detractors by 20 percentage points.",
                right=True,
                feedback="That and no more. Look at the three groups.",
            ),
            Option(
                text="In both, 20% would recommend it.",
                feedback="It is a difference of two shares, not a share.",
            ),
        ),
    ),
    Question(
        ask="CSAT is 4% after a lost bag and 46% after boarding. Where do you begin?",
        options=(
            Option(
                text="With the lost bag: it is the lowest.",
                feedback="Perhaps. But few lose a bag, and everybody boards.",
            ),
            Option(
                text="I also ask how many come by each, and what mending would cost.",
                right=True,
                feedback="How bad, how many, how dear: three questions.",
            ),
            Option(
                text="With boarding: it is above 40%.",
                feedback="Why would that be a reason? Ask how many come by.",
            ),
        ),
    ),
    Question(
        ask="A customer joined in August; it is October. Did they stay for a year?",
        options=(
            Option(
                text="Yes: they are still here.", feedback="After two months. Not yet after twelve."
            ),
            Option(text="No.", feedback="They have not left."),
            Option(
                text="That is not yet observed.",
                right=True,
                feedback="Set aside and counted as set aside, until the year is over.",
            ),
        ),
    ),
    Question(
        ask="The NPS of an app is 56. Is that a UX or a CX metric?",
        options=(
            Option(
                text="UX: it asks about a product.",
                right=True,
                feedback="At the level of the brand the same question is a CX metric (C, D).",
            ),
            Option(
                text="CX: every NPS is.",
                feedback="Ask what was to be recommended: a product or a brand.",
            ),
            Option(
                text="Neither.",
                feedback="It is a measure of how people see a product.",
            ),
        ),
    ),
)
