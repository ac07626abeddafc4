"""The exercises of lesson 13: recommend one investment."""

from __future__ import annotations

from functools import partial

from uxcx.exercises.capstone import (
    MARGIN,
    PROPOSALS,
    answered_nps,
    break_even,
    every_task,
    gap_without_observed,
    most_from_delays,
    most_unsettled,
    nps_by_flight,
    retention_gap,
    seat_change,
    share_late,
    weighted_nps,
)
from uxcx.learn import Exercise, Mistake, Option, Question

CLAIMS = {
    "In the test people rated the app higher than the website, on the SUS.": (
        "caused",
        "Everybody tried both, and half began with the app: the two differ in nothing else.",
    ),
    "Customers whose first flight was late stayed less often.": (
        "went with",
        "It was measured. But nobody drew lots for who flies late.",
    ),
    "Information and rebooking at the gate undo half of the harm of a delay.": (
        "not measured",
        "No airport has it yet: this is what its proposers hope.",
    ),
    "Customers who use the app stayed more often than those who use the website.": (
        "went with",
        "It was measured. But people chose the app themselves.",
    ),
}
WORDS = ("caused", "went with", "not measured")


def right_claims() -> dict[str, str]:
    """Return what may be said of each sentence."""
    return {sentence: word for sentence, (word, _) in CLAIMS.items()}


EXERCISES = (
    Exercise(
        id="13-1",
        minutes=5,
        answer=seat_change,
        unit="%",
        praise="Proposal A can at most win the rest.",
        why_wrong="Second tries and other tasks are in the same table.",
        hints=(
            'Keep the rows whose task is "change seat", as `first_tries` keeps first attempts.',
            'seats = first_tries[first_tries["task"] == "change seat"], then ux.task_success('
            'seats, "completed", by="design", unit="participant")["app"]',
        ),
        mistakes=(
            Mistake(
                value=partial(seat_change, attempts=(1, 2)),
                feedback="Second attempts are in it. Only the first ones count.",
            ),
            Mistake(
                value=partial(seat_change, design="website"),
                feedback="That is the website. The proposal is about the app.",
            ),
            Mistake(value=every_task, feedback="That is over all three tasks."),
            Mistake(
                value=lambda: 1 - seat_change(),
                feedback="That is the share who failed.",
            ),
        ),
    ),
    Exercise(
        id="13-2",
        minutes=4,
        answer=most_unsettled,
        praise="How bad and how many are two questions. This one is about how many.",
        why_wrong="The worst single case comes to mind first, not the most frequent.",
        hints=(
            'contacts[contacts["resolved"] == 0] keeps what was not settled at once.',
            'contacts[contacts["resolved"] == 0]["reason"].value_counts() counts each reason.',
        ),
        mistakes=(
            Mistake(
                value=lambda: "baggage",
                feedback="A lost bag is the worst that can happen. How often does it?",
            ),
            Mistake(value=lambda: "booking", feedback="Second at best. Count once more."),
            Mistake(value=lambda: "other", feedback="Count how many there are of each."),
        ),
    ),
    Exercise(
        id="13-3",
        minutes=5,
        answer=retention_gap,
        unit="%",
        tolerance=0.002,
        praise="That is what people did, not what they said.",
        why_wrong="Without `observed` those whose year is not over count as having stayed.",
        hints=(
            'cx.retention_rate(people, "stayed", observed="observed", by="flight") has both rates.',
            'compare(kept["on time"], kept["late"]).value, if `kept` is what the first hint gives.',
        ),
        mistakes=(
            Mistake(
                value=gap_without_observed,
                feedback="Those whose year is not over yet are in it. Give observed=.",
            ),
            Mistake(
                value=lambda: nps_by_flight()["on time"] - nps_by_flight()["late"],
                feedback="That is the gap of the NPS, in points: what people said.",
            ),
        ),
    ),
    Exercise(
        id="13-4",
        minutes=6,
        answer=weighted_nps,
        unit="points",
        tolerance=0.2,
        praise="Everybody's NPS is lower than that of those who answered.",
        why_wrong="The answers come with the mixture of those who answered.",
        hints=(
            "Each of the two scores counts as much as its share among all customers.",
            'share_late * nps["late"].value + (1 - share_late) * nps["on time"].value',
        ),
        mistakes=(
            Mistake(
                value=answered_nps,
                feedback="That is the NPS of those who answered, unweighted.",
            ),
            Mistake(
                value=partial(weighted_nps, 0.5),
                feedback="That is the middle of the two. More flights were late than on time.",
            ),
            Mistake(
                value=lambda: weighted_nps(1 - share_late()),
                feedback="The two shares are the wrong way round.",
            ),
        ),
    ),
    Exercise(
        id="13-5",
        minutes=5,
        answer=right_claims,
        praise="What is not measured may still be true. It has to be called a hope.",
        why_wrong="A number in the sentence makes it sound measured.",
        hints=(
            "Ask of each: was anything counted at all? And did chance decide who got what?",
            "One is caused, two went with, and one was not measured.",
        ),
        mistakes=tuple(
            Mistake(value=partial(dict, {sentence: other}), feedback=reason)
            for sentence, (right, reason) in CLAIMS.items()
            for other in WORDS
            if other != right
        ),
    ),
    Exercise(
        id="13-6",
        minutes=6,
        answer=break_even,
        unit="%",
        praise="Now the question to the proposers is a small one: can you do at least that?",
        why_wrong="A gap counts for those whom it touches, not for all customers.",
        hints=(
            "What share of the most that it could bring is its cost?",
            'cost / (most["B"] * customers_a_year * worth.value)',
        ),
        mistakes=(
            Mistake(
                value=lambda: PROPOSALS[1][2] / most_from_delays(1.0),
                feedback="You took the gap as if every flight were late.",
            ),
            Mistake(
                value=lambda: 1 / break_even(),
                feedback="The other way round: what part of the most is the cost?",
            ),
            Mistake(
                value=lambda: PROPOSALS[1][2] * MARGIN / most_from_delays(),
                feedback="You took all of the revenue. Only the margin of it is left.",
            ),
            Mistake(
                value=lambda: PROPOSALS[1][3],
                feedback="That is what they claim. What do they need?",
            ),
        ),
    ),
    Exercise(
        id="13-7",
        minutes=12,
        points=(
            "one proposal, named in the first sentence, not a little of each",
            "a number with its interval from each level, and why they do not contradict each other",
            "how many are touched and how badly, for all three proposals",
            "the most that it could bring, its cost, and the share of the harm it has to undo",
            "which link was measured, which only went with it, and which nobody has measured",
            "who is missing: those who did not answer, and those whose year is not over",
            "the best argument against you, and what you say to it",
            "a first step that can fail: where, how many, by lot, and the number at which you stop",
        ),
    ),
)

QUIZ = (
    Question(
        ask="The app's SUS is high and the airline's NPS is below zero. What follows?",
        options=(
            Option(
                text="One of them is measured wrongly.",
                feedback="Both can be right: they are about different things.",
            ),
            Option(
                text="The app is good, and something outside the app makes people unhappy.",
                right=True,
                feedback="One product is a part of the relationship. Look at the journey between.",
            ),
            Option(
                text="On average the customer experience is fine.",
                feedback="Two scales cannot be averaged, and a pleasant screen repays no delay.",
            ),
        ),
    ),
    Question(
        ask="A lost bag has the lowest satisfaction of all touchpoints. Is it the first to mend?",
        options=(
            Option(text="Yes: worst first.", feedback="How many does it touch?"),
            Option(
                text="Only if how bad, times how many, is more than elsewhere for the money.",
                right=True,
                feedback="Both count, and so does the cost.",
            ),
            Option(
                text="No: what is rare never matters.",
                feedback="It can, if it is bad enough, or if it is dangerous.",
            ),
        ),
    ),
    Question(
        ask="The interval of a difference reaches from a little below zero to far above. You say:",
        options=(
            Option(text="There is no difference.", feedback="Far above zero fits the data too."),
            Option(
                text="These data cannot tell; a large difference is among what fits.",
                right=True,
                feedback="Few people, wide interval. Ask whether knowing more is worth it.",
            ),
            Option(
                text="There is a difference, since most of the interval is above zero.",
                feedback="No difference is among what fits, too.",
            ),
        ),
    ),
    Question(
        ask="Those who flew late answered the survey less often. The airline's NPS is then ...",
        options=(
            Option(
                text="too high, and its interval does not say so.",
                right=True,
                feedback="An interval is about chance, not about who is missing.",
            ),
            Option(
                text="right, if there are enough answers.",
                feedback="More of the same answers are off by the same amount.",
            ),
            Option(
                text="somewhere within its interval anyway.",
                feedback="The interval holds for people like those who answered.",
            ),
        ),
    ),
    Question(
        ask="*Late flights explain most of how people recommend.* What may you add?",
        options=(
            Option(
                text="So fewer delays will raise the NPS by that much.",
                feedback="It went with it. What a change brings, only a change shows.",
            ),
            Option(
                text="... of the things that we put in, in these data.",
                right=True,
                feedback="What was not measured cannot lead, and nothing was decided by lot.",
            ),
            Option(
                text="So everything else is unimportant.",
                feedback="Much of the answers is explained by none of the drivers.",
            ),
        ),
    ),
    Question(
        ask="A what-if: a million a year, with a wide interval. What do you do?",
        options=(
            Option(
                text="Put the middle number into the plan.",
                feedback="The middle is one of many that fit, and rests on a claim.",
            ),
            Option(
                text="See which assumption makes it so wide, and measure that one first.",
                right=True,
                feedback="That is what a what-if is good for.",
            ),
            Option(
                text="Throw it away: it is not precise.",
                feedback="It says what you would have to believe. That is worth having.",
            ),
        ),
    ),
    Question(
        ask="How do you find out whether better handling of delays keeps customers?",
        options=(
            Option(
                text="Begin everywhere, and compare this year with the last.",
                feedback="Everything else that changed is in that comparison.",
            ),
            Option(
                text="Let chance decide at which flights it begins, and compare who stays.",
                right=True,
                feedback="Then nothing but the handling sets them apart. Plan how many you need.",
            ),
            Option(
                text="Ask passengers whether they would stay.",
                feedback="What people say they would do is not what they do.",
            ),
        ),
    ),
)
