"""The exercises of lesson 12: bring your own data."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from uxcx import datasets
from uxcx.learn import Exercise, Mistake, Option, Question

if TYPE_CHECKING:
    from uxcx.intake import Checked, Opened, Study

#: what another tool wrote: a title, semicolons, decimal commas, days that can be months, a code
#: for no answer, a clock that failed, and addresses that nobody needs
EXPORT = """\
Test of the renewal page;;;;;;;
reader;e-mail;page;renewed;secs;ease;overall;day
r01;ann@example.org;old;yes;63,5;4;so-so;03/04/2026
r02;bo@example.org;new;yes;41,2;6;good;03/04/2026
r03;cy@example.org;old;no;120,0;2;awful;03/04/2026
r04;di@example.org;new;yes;38,4;7;great;04/04/2026
r05;ed@example.org;old;yes;80,1;99;poor;04/04/2026
r06;flo@example.org;new;yes;0;6;good;04/04/2026
r07;gus@example.org;old;yes;59,9;5;good;05/04/2026
r08;hal@example.org;new;no;97,3;3;poor;05/04/2026
r09;ida@example.org;old;no;140,2;1;awful;05/04/2026
r10;jo@example.org;new;yes;44,0;5;so-so;05/04/2026
"""

#: the words for satisfaction, from the worst to the best
WORDS = ("awful", "poor", "so-so", "good", "great")
#: the rows of the attempts that are asked about
ROWS = (6, 31, 69, 72, 144)
KEPT = "kept"
#: why a row was set aside, or kept, as feedback on that word
WHY = {
    "off the scale": "That is an answer that its scale does not have.",
    "impossible times": "That is a time of 0 or less. An odd time is not impossible.",
    "duplicates": "That is a row which is there before, word for word.",
    "more errors than opportunities": "That takes more errors than chances to make one.",
    KEPT: "It cannot be measured as it is, so it was set aside. Look for its row number.",
}


def numbers_of_words() -> dict[str, int]:
    """Return the number of each word for satisfaction: more is better."""
    return {word: number for number, word in enumerate(WORDS, start=1)}


def turned_words() -> dict[str, int]:
    """Return the numbers the wrong way round."""
    return {word: 6 - number for word, number in numbers_of_words().items()}


def alphabetical_words() -> dict[str, int]:
    """Return the numbers in the order of the alphabet."""
    return {word: number for number, word in enumerate(sorted(WORDS), start=1)}


@cache
def attempts() -> Checked:
    """Return the spoiled attempts, checked against the study that is guessed."""
    from uxcx.intake import Study, check, read

    opened = read(datasets.path("raw/budgeting_attempts.csv"))
    return check(opened, replace(Study.guess(opened), longest_seconds=3600))


def what_happened() -> dict[str, str]:
    """Return why each of some rows was set aside, or that it was kept."""
    aside = attempts().set_aside
    reasons = dict(zip(aside["row"], aside["reason"], strict=True))
    return {f"row {row}": str(reasons.get(row, KEPT)).split(":")[0] for row in ROWS}


@cache
def _survey() -> tuple[Opened, Study]:
    from uxcx.intake import Study, read

    opened = read(datasets.path("raw/budgeting_survey.csv"))
    return opened, Study(respondent="customer", nps="recommend", csat="satisfaction")


def checked_survey(**codes: list[Any]) -> Checked:
    """Return the survey checked, with some codes for no answer declared."""
    from uxcx.intake import check

    opened, study = _survey()
    return check(opened, replace(study, missing=codes))


def set_aside(**codes: list[Any]) -> int:
    """Return how many rows of the survey are set aside."""
    return checked_survey(**codes).n_set_aside


def unchecked_mean() -> float:
    """Return the mean likelihood to recommend in the file as it came."""
    return float(_survey()[0].frame["recommend"].mean())


def checked_mean(**codes: list[Any]) -> float:
    """Return the mean likelihood to recommend of the rows that can be measured."""
    return float(checked_survey(**codes).frame["recommend"].mean())


def too_high() -> float:
    """Return by how much the unchecked mean is too high."""
    return unchecked_mean() - checked_mean()


EXERCISES = (
    Exercise(
        id="12-1",
        minutes=4,
        answer=lambda: "ease",
        praise="Same numbers, another question, another lens.",
        why_wrong="The name fits and the numbers fit; what was asked stands in no column.",
        hints=(
            "What was asked was about the task, not about the library.",
            "The Customer Effort Score (ces) asks whether a company made something easy.",
        ),
        mistakes=(
            Mistake(
                value=lambda: "secs",
                feedback="These are seconds on the task, and its role says so.",
            ),
            Mistake(
                value=lambda: "ces",
                feedback="That is the wrong role. Which column has got it?",
            ),
            Mistake(
                value=lambda: "seq",
                feedback="That is the right role. Which column should have it?",
            ),
            Mistake(
                value=lambda: "overall",
                feedback="It has got no role, so it is left out. A wrong role is asked for.",
            ),
        ),
    ),
    Exercise(
        id="12-2",
        minutes=4,
        answer=numbers_of_words,
        praise="You declared it, so anybody can see what was done.",
        why_wrong="The alphabet knows nothing of satisfaction.",
        hints=(
            "Which word is the worst? It is 1.",
            "awful, poor, so-so, good, great: from 1 to 5.",
        ),
        mistakes=(
            Mistake(
                value=turned_words,
                feedback="All the wrong way round: with these, the angriest would raise the mean.",
            ),
            Mistake(
                value=alphabetical_words,
                feedback="That is the order of the alphabet, in which many programs number words.",
            ),
        ),
    ),
    Exercise(
        id="12-3",
        minutes=5,
        answer=what_happened,
        praise="Nothing is gone, and each row has its reason.",
        why_wrong="What is reported is not always removed: what is odd stays in until you decide.",
        hints=(
            "Look for the row's number in the list of problems. Was it to fix, or to look at?",
            'checked.set_aside[["row", "reason"]] shows all that were set aside.',
        ),
        mistakes=tuple(
            Mistake(value=partial(dict, {f"row {row}": reason}), feedback=why)
            for row in ROWS
            for reason, why in WHY.items()
        ),
    ),
    Exercise(
        id="12-4",
        minutes=4,
        answer=partial(set_aside, recommend=[99], satisfaction=[0]),
        tolerance=0.0,
        praise="The other rows keep their good answers.",
        why_wrong="A row is set aside whole, with the answers in it that were fine.",
        hints=(
            "missing takes one entry for each column, with a comma between them.",
            'check(answers, replace(survey, missing={"recommend": [99], "satisfaction": [0]}))',
        ),
        mistakes=(
            Mistake(
                value=set_aside,
                feedback="That is how many it is before anything is declared.",
            ),
            Mistake(
                value=partial(set_aside, recommend=[99]),
                feedback="There 99 is declared. The 0 of satisfaction is still to be.",
            ),
            Mistake(
                value=partial(set_aside, satisfaction=[0]),
                feedback="There the 0 is declared. The 99 of recommend is still to be.",
            ),
        ),
    ),
    Exercise(
        id="12-5",
        minutes=5,
        answer=too_high,
        tolerance=0.01,
        unit="points of the scale",
        praise="A handful of rows in a thousand did that.",
        why_wrong="The unchecked mean lies on the scale, so it looks sensible.",
        hints=(
            'answers.frame["recommend"].mean() is the mean before.',
            'answers.frame["recommend"].mean() - checked_survey.frame["recommend"].mean()',
        ),
        mistakes=(
            Mistake(
                value=unchecked_mean,
                feedback="That is the unchecked mean. Take the checked one from it.",
            ),
            Mistake(
                value=checked_mean,
                feedback="That is the checked mean. Take it from the unchecked one.",
            ),
            Mistake(
                value=lambda: unchecked_mean() - checked_mean(all=[99, 0]),
                feedback="There every 0 counts as no answer. In recommend it is one.",
            ),
        ),
    ),
    Exercise(
        id="12-6",
        minutes=6,
        points=(
            "what the colleague wants to find out, and which columns that needs",
            "a code in place of the name, with the list of codes kept apart",
            "what those who answered were told, and until when the data is kept",
            "free text and small groups, which can tell who somebody is without a name",
        ),
    ),
)

QUIZ = (
    Question(
        ask="A file has the days 03/04/2026 to 05/04/2026. What should a program do?",
        options=(
            Option(
                text="Take the day first, as most countries do.",
                feedback="Then it is wrong for the others, and nobody notices.",
            ),
            Option(
                text="Leave them as they are, and ask.",
                right=True,
                feedback="The file does not say which it is. You may know.",
            ),
            Option(
                text="Leave out the column.",
                feedback="The column is fine. It only needs a word from you.",
            ),
        ),
    ),
    Question(
        ask="A check found no problem. What do you know?",
        options=(
            Option(
                text="The data is right.",
                feedback="A wrong answer that is possible looks like any other.",
            ),
            Option(
                text="The columns that I named keep the rules of their roles.",
                right=True,
                feedback="About other columns and other rules it says nothing.",
            ),
            Option(
                text="Nobody was left out of the survey.",
                feedback="Who is not in the file leaves no row to check.",
            ),
        ),
    ),
    Question(
        ask="Somebody took eleven hours for a task. What do you do with the row?",
        options=(
            Option(
                text="Delete it: it spoils the mean.",
                feedback="Whoever deletes what spoils the mean can get any mean.",
            ),
            Option(
                text="Put the mean of the others in its place.",
                feedback="That invents an answer, and makes the interval too narrow.",
            ),
            Option(
                text="Set it aside by a rule made beforehand, and say so.",
                right=True,
                feedback="The rule is in the study, the row is kept, and the report counts it.",
            ),
        ),
    ),
    Question(
        ask="The names are gone, but job, town and age are in the file. Is it anonymous?",
        options=(
            Option(
                text="Yes: without a name nobody can be found.",
                feedback="How many surgeons of 61 live in a small town?",
            ),
            Option(
                text="Not by itself: together they may fit only one person.",
                right=True,
                feedback="Leave out what no question needs, and do not show small groups.",
            ),
        ),
    ),
)
