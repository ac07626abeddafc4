"""The exercises of lesson 07: plan how many people you need."""

from __future__ import annotations

import math

from uxcx import datasets, plan
from uxcx.learn import Exercise, Mistake, Option, Question

WANTED = 1000


def checking_in() -> int:
    """Return how many people show a rate of about 0.9 to within five points."""
    return plan.precision("proportion", half_width=0.05, expected=0.9).n


def in_each_group() -> int:
    """Return how many people in a group tell eight of ten from six of ten."""
    return plan.difference("proportion", first=0.8, second=0.6).n


def rare_problems() -> int:
    """Return how many people meet 85% of the problems that one in ten has."""
    return plan.discovery(0.1, 0.85).n


def answering() -> float:
    """Return the share of the airline's customers who answered."""
    airline = datasets.load("airline")
    return float(airline.survey["answered"].notna().sum() / len(airline.customers))


def invitations() -> int:
    """Return how many customers to ask for so many answers."""
    return math.ceil(WANTED / answering())


EXERCISES = (
    Exercise(
        id="07-1",
        minutes=4,
        answer=checking_in,
        tolerance=0.0,
        praise="A rate near the end of the scale needs fewer people than the worst case.",
        why_wrong="Five points are 0.05, and what is known beforehand goes into expected.",
        hints=(
            "plan.precision has half_width for how near, and expected for about where.",
            'plan.precision("proportion", half_width=0.05, expected=0.9).n',
        ),
        mistakes=(
            Mistake(
                value=lambda: plan.precision("proportion", half_width=0.05).n,
                feedback="That is the worst case, a rate of one half. Say with expected=0.9 where "
                "the rate is likely to lie.",
            ),
            Mistake(
                value=lambda: plan.precision("proportion", half_width=0.1, expected=0.9).n,
                feedback="That is ten points to either side. Five points are 0.05.",
            ),
            Mistake(
                value=lambda: plan.precision("proportion", half_width=0.025, expected=0.9).n,
                feedback="half_width is the distance to one side: 0.05, not its half.",
            ),
        ),
    ),
    Exercise(
        id="07-2",
        minutes=5,
        answer=in_each_group,
        tolerance=0.0,
        praise="Twice the difference, about a quarter of the people.",
        why_wrong="The number goes with the square of the difference, and .n is one group.",
        hints=(
            "It is the same call as above, with another second share.",
            'plan.difference("proportion", first=0.8, second=0.6).n',
        ),
        mistakes=(
            Mistake(
                value=lambda: 2 * in_each_group(),
                feedback="That is both groups together. One group is asked for.",
            ),
            Mistake(
                value=lambda: round(plan.difference("proportion", first=0.8, second=0.7).n / 2),
                feedback="Half the people of the smaller difference. It needs even fewer: ask the "
                "plan.",
            ),
            Mistake(
                value=lambda: plan.difference("proportion", first=0.8, second=0.7).n,
                feedback="That is for seven of ten. The second share is six of ten.",
            ),
        ),
    ),
    Exercise(
        id="07-3",
        minutes=5,
        answer=rare_problems,
        tolerance=0.0,
        praise="Rare problems need far more than five people.",
        why_wrong="The famous five is for problems that about a third of people meet.",
        hints=(
            "One person in ten is a share of 0.1.",
            "plan.discovery(0.1, 0.85).n",
        ),
        mistakes=(
            Mistake(
                value=lambda: 5,
                feedback="Five people meet fewer than half of such problems: look at the table.",
            ),
            Mistake(
                value=lambda: plan.discovery(0.33, 0.85).n,
                feedback="That is for problems that a third of people meet. Here it is one in ten.",
            ),
            Mistake(
                value=lambda: rare_problems() - 1,
                feedback="One too few: that many meet a little less than 85%.",
            ),
        ),
    ),
    Exercise(
        id="07-4",
        minutes=5,
        answer=invitations,
        tolerance=1.0,
        praise="Answers divided by the share who answer.",
        why_wrong="It is a division, and the share is below one, so the number grows.",
        hints=(
            "The share who answer is answered / asked. How many invitations bring one answer?",
            "math.ceil(1000 / (answered / asked)), after import math",
        ),
        mistakes=(
            Mistake(
                value=lambda: math.ceil(WANTED * answering()),
                feedback="That many would answer if 1,000 were asked. Divide by the share.",
            ),
            Mistake(
                value=lambda: math.ceil(WANTED * (2 - answering())),
                feedback="You added the share that is missing. But of those added only a part "
                "answers too: divide by the share who answer.",
            ),
            Mistake(
                value=lambda: math.ceil(WANTED / (1 - answering())),
                feedback="You divided by the share who do not answer.",
            ),
        ),
    ),
    Exercise(
        id="07-5",
        minutes=6,
        points=(
            "what five people are good for: frequent problems, a first look",
            "that five of five leaves room for a rate far below 100%",
            "that the NPS is another question, and what precision it would need",
            "what decision hangs on it, because that says how exact is exact enough",
        ),
    ),
)

QUIZ = (
    Question(
        ask="A test with eight people in each group finds no clear difference. What has it shown?",
        options=(
            Option(
                text="The two designs are equally good.",
                feedback="It would most likely have found nothing even if they were not.",
            ),
            Option(
                text="Very little: it could only have seen a huge difference.",
                right=True,
                feedback="Look at its power for the difference that would matter.",
            ),
            Option(
                text="The new design is worse.",
                feedback="It shows no direction at all.",
            ),
        ),
    ),
    Question(
        ask="400 answers give ± 5 points. How many give ± 2.5?",
        options=(
            Option(text="800", feedback="Twice as many make it narrower by three tenths only."),
            Option(text="1,600", right=True, feedback="Half the width, four times the answers."),
            Option(text="400, with a better method", feedback="No method makes four of one."),
        ),
    ),
    Question(
        ask="Which study needs the fewest people?",
        options=(
            Option(
                text="To know the success rate to within five points.",
                feedback="That takes hundreds.",
            ),
            Option(
                text="To meet problems that half of all people have.",
                right=True,
                feedback="A handful is enough.",
            ),
            Option(
                text="To tell a success rate of 80% from one of 78%.",
                feedback="That takes thousands in each group.",
            ),
        ),
    ),
    Question(
        ask="Where does the difference to plan for come from?",
        options=(
            Option(
                text="From the result of the study.",
                feedback="Planned afterwards, any study looks well planned.",
            ),
            Option(
                text="From what would change the decision.",
                right=True,
                feedback="The smallest difference that is worth acting on.",
            ),
            Option(
                text="It is always ten points.",
                feedback="For one product two points are a fortune, for another ten are nothing.",
            ),
        ),
    ),
)
