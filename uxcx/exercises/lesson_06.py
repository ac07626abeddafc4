"""The exercises of lesson 06: decide whether the new one is better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uxcx import datasets, ux
from uxcx.comparison import compare
from uxcx.equivalence import equivalent
from uxcx.exercises.lesson_03 import grouped
from uxcx.learn import Exercise, Mistake, Option, Question
from uxcx.multiple import compare_all

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.results import Estimates

MARGIN = 0.05


def visits() -> pd.DataFrame:
    """Return all visits to the shop."""
    rows: pd.DataFrame = datasets.load("ecommerce").sessions
    return rows


def conversion() -> Estimates:
    """Return the conversion rate in each arm of the experiment."""
    rows = visits()
    in_test = rows[rows["arm"].notna()]
    return grouped(ux.conversion(in_test, "ordered", by="arm", unit="customer"))


def gain() -> float:
    """Return how much higher the conversion rate was with autofill, as a share."""
    found = conversion()
    return compare(found["autofill"], found["plain"]).value


def rated() -> pd.DataFrame:
    """Return the attempts after which somebody said how easy it was."""
    rows: pd.DataFrame = datasets.load("ecommerce").attempts
    return rows[rows["seq"].notna()]


def people_invited() -> int:
    """Return how many participants there are."""
    return int(datasets.load("ecommerce").attempts["participant"].nunique())


def people_in_both() -> int:
    """Return how many participants answered after both forms."""
    return int((rated().groupby("participant").size() == 2).sum())


def odd_one_out() -> str:
    """Return the source that differs from all others after correction."""
    by_source = grouped(ux.conversion(visits(), "ordered", by="source", unit="customer"))
    found = [pair for pair in compare_all(by_source) if pair.verdict == "difference"]
    names = [label for pair in found for label in pair.comparison.labels]
    others = len(by_source) - 1
    (name,) = [name for name in set(names) if names.count(name) == others]
    return str(name)


def verdict() -> str:
    """Return whether the two arms are shown to order equally often."""
    found = conversion()
    return equivalent(found["autofill"], found["plain"], margin=MARGIN).verdict


def difference_verdict() -> str:
    """Return what the comparison without a margin says."""
    found = conversion()
    return compare(found["autofill"], found["plain"]).verdict


EXERCISES = (
    Exercise(
        id="06-1",
        minutes=4,
        answer=gain,
        unit="%",
        tolerance=0.001,
        praise="A difference of two rates, in percentage points when it is shown.",
        why_wrong="Percentage points are a difference; percent more is a division.",
        hints=(
            "The comparison is called autofill_or_plain.",
            "answer = autofill_or_plain.value",
        ),
        mistakes=(
            Mistake(
                value=lambda: conversion()["autofill"].value / conversion()["plain"].value - 1,
                feedback="That is how many percent more, by division. The difference of the two "
                "rates is asked for.",
            ),
            Mistake(
                value=lambda: conversion()["autofill"].value / conversion()["plain"].value,
                feedback="That is the ratio of the two rates. Take their difference.",
            ),
            Mistake(
                value=lambda: conversion()["autofill"].value,
                feedback="That is the rate with autofill. Take the rate with plain from it.",
            ),
        ),
    ),
    Exercise(
        id="06-2",
        minutes=5,
        answer=people_in_both,
        tolerance=0.0,
        praise="Only these compare the two forms by themselves.",
        why_wrong="Not everybody who was invited answered twice.",
        hints=(
            "The comparison of pairs names it: so many units, so many of them in both.",
            'answered = attempts[attempts["seq"].notna()], then '
            '(answered.groupby("participant").size() == 2).sum()',
        ),
        mistakes=(
            Mistake(
                value=people_invited,
                feedback="That is everybody who was invited. Some answers are missing.",
            ),
            Mistake(
                value=lambda: len(rated()),
                feedback="You counted answers. People with two of them are asked for.",
            ),
        ),
    ),
    Exercise(
        id="06-3",
        minutes=4,
        answer=lambda: "b",
        praise="What changed on the way is in every comparison of before and after.",
        why_wrong="After sounds like because of.",
        hints=(
            "Look at the share of visits that came from the campaign.",
            "Do people from the campaign order as often as others? Section 4 will tell.",
        ),
        mistakes=(
            Mistake(
                value=lambda: "a",
                feedback="In the experiment, with the same kind of visitors in both arms, it is "
                "not.",
            ),
            Mistake(
                value=lambda: "c",
                feedback="The interval leaves out no difference: chance alone would hardly do "
                "that.",
            ),
            Mistake(
                value=lambda: "d",
                feedback="Then it would fall among those with the new form only. Half of the "
                "visitors still had the plain one.",
            ),
        ),
    ),
    Exercise(
        id="06-4",
        minutes=5,
        answer=odd_one_out,
        praise="Its visitors order less often than those of every other source.",
        why_wrong="One pair does not tell; look for the name that is in all of them.",
        hints=(
            "Which rows of the table have the verdict 'difference'?",
            "One name is in every one of these rows.",
        ),
        mistakes=(
            Mistake(value=lambda: "direct", feedback="It does not differ from search and social."),
            Mistake(value=lambda: "search", feedback="It does not differ from direct and social."),
            Mistake(value=lambda: "social", feedback="It does not differ from direct and search."),
        ),
    ),
    Exercise(
        id="06-5",
        minutes=6,
        answer=verdict,
        praise="Not shown to be the same, whether or not it was shown to be different.",
        why_wrong="No clear difference is easily taken for the same.",
        hints=(
            "Put the estimates in conversion in place of those in looked.",
            'equivalent(conversion["autofill"], conversion["plain"], margin=0.05).verdict',
        ),
        mistakes=(
            Mistake(
                value=lambda: "equivalent",
                feedback="For that the whole interval must lie inside the margin. Draw it with "
                "plots.differences.",
            ),
            Mistake(
                value=difference_verdict,
                feedback="That is the verdict of compare. Here the question is whether they are "
                "the same, but for a margin: equivalent.",
            ),
            Mistake(
                value=lambda: "different",
                feedback="That would need an interval that lies wholly outside the margin.",
            ),
        ),
    ),
    Exercise(
        id="06-6",
        minutes=6,
        points=(
            "that the visitors changed on the same day, and how",
            "what the experiment shows, with its interval, since chance decided there",
            "what is not known yet, and what would settle it",
            "a recommendation, not only doubts",
        ),
    ),
)

QUIZ = (
    Question(
        ask="The 95% intervals of two rates overlap a little. What follows?",
        options=(
            Option(
                text="There is no difference.",
                feedback="The interval of the difference may still leave out zero. Look at that.",
            ),
            Option(
                text="Nothing yet: look at the interval of the difference.",
                right=True,
                feedback="Two uncertainties do not simply add up, so that the eye is misled.",
            ),
            Option(
                text="There is a difference.",
                feedback="They may be equal. Look at the interval of the difference.",
            ),
        ),
    ),
    Question(
        ask="A p-value is 0.04. What does it say?",
        options=(
            Option(
                text="The chance that there is no difference is 4%.",
                feedback="It starts from no difference and asks how surprising the data are.",
            ),
            Option(
                text="If there were no difference, data like these would be seen in 4 of 100 "
                "studies.",
                right=True,
                feedback="Surprising, but with many looks it happens.",
            ),
            Option(
                text="The new design is 4% better.",
                feedback="It says nothing of how large the difference is.",
            ),
        ),
    ),
    Question(
        ask="Twenty metrics are compared in a test of a design that changes nothing. How many "
        "come out as different, on average, if nobody corrects for it?",
        options=(
            Option(text="None.", feedback="Each look has one chance in twenty to mislead."),
            Option(text="One.", right=True, feedback="Twenty times one in twenty."),
            Option(
                text="All of them.",
                feedback="That would be very bad luck. Each misleads once in twenty.",
            ),
        ),
    ),
    Question(
        ask="You must show that a cheaper form is not worse. What do you need first?",
        options=(
            Option(
                text="A p-value above 0.05.",
                feedback="Few people always give you one. It shows nothing.",
            ),
            Option(
                text="A margin: how much worse would not matter.",
                right=True,
                feedback="Named before looking at the data, and by somebody who knows the costs.",
            ),
            Option(
                text="The same number of people in both groups.",
                feedback="That helps, but does not say what counts as worse.",
            ),
        ),
    ),
)
