"""The exercises of lesson 01: tell UX from CX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from uxcx import concepts
from uxcx.learn import Exercise, Mistake

#: what exercise 01-1 asks to sort, out of `concepts.statements`
TO_SORT = (
    "Typing a delivery address into a form",
    "A late parcel, though the app worked without a fault",
    "A visitor on the free plan looks for a button",
    "Cancelling an account and leaving on good terms",
    "Drawing a journey map",
    "Reconciling the month's balance in a budgeting app",
    "A friendly talk with a shop assistant",
    "Setting up an app with its welcome mails and help",
)


@dataclass(frozen=True)
class Person:
    """Somebody of exercise 01-3, with the two facts that decide the word.

    Parameters
    ----------
    who : str
        As the exercise describes them.
    uses : bool
        Whether they use the product.
    buys : bool
        Whether they buy from the brand, or decide to.
    why : str
        What to say to a wrong word.
    """

    who: str
    uses: bool
    buys: bool
    why: str

    @property
    def word(self) -> str:
        """What this person is."""
        if self.uses:
            return "both" if self.buys else "user"
        return "customer" if self.buys else "neither"


PEOPLE = (
    Person(
        "Somebody on the free plan of a budgeting app",
        uses=True,
        buys=False,
        why="uses the product, pays nothing.",
    ),
    Person(
        "Somebody who looks around in a shop's order app and buys nothing",
        uses=True,
        buys=False,
        why="uses the app, has bought nothing so far.",
    ),
    Person(
        "Somebody who orders in that app",
        uses=True,
        buys=True,
        why="uses the app, and buys with it.",
    ),
    Person(
        "Somebody who buys at the counter and never opened the app",
        uses=False,
        buys=True,
        why="buys from the brand, does not use the app.",
    ),
    Person(
        "A head of finance who pays for the staff's app and never opens it",
        uses=False,
        buys=True,
        why="decides and pays; others use it.",
    ),
    Person(
        "A car owner who sets the route on the car's screen",
        uses=True,
        buys=True,
        why="bought the car, and uses its screen.",
    ),
    Person(
        "Somebody who saw the advertisement and walked on",
        uses=False,
        buys=False,
        why="uses nothing, buys nothing; has met the brand all the same.",
    ),
)


# --- right answers and known wrong ones -----------------------------------------------------------


def always(answer: Any) -> Callable[[], Any]:
    """Return a function that gives `answer`, as `Mistake` wants it."""
    return lambda: answer


def sorted_statements() -> dict[str, str]:
    """Return the lens of each statement of exercise 01-1."""
    lenses = concepts.statements().set_index("statement")["lens"]
    return {statement: str(lenses[statement]) for statement in TO_SORT}


def sorting_mistakes() -> tuple[Mistake, ...]:
    """Return the mistakes of exercise 01-1: every wrong word for every statement."""
    reasons = concepts.statements().set_index("statement")["why"]
    nested = " True, UX lies inside CX; the closest word is asked for."
    return tuple(
        Mistake(
            value=always({statement: word}),
            feedback=str(reasons[statement]) + (nested if (right, word) == ("UX", "CX") else ""),
        )
        for statement, right in sorted_statements().items()
        for word in ("UX", "CX", "both")
        if word != right
    )


def rows_naming_nps() -> int:
    """Return how many rows of all tables name the NPS."""
    return len(concepts.comparison(search="NPS"))


def articles_naming_nps() -> int:
    """Return how many articles name the NPS in their tables."""
    return int(concepts.comparison(search="NPS")["article"].nunique())


def people() -> dict[str, str]:
    """Return the word for each person of exercise 01-3."""
    return {person.who: person.word for person in PEOPLE}


def dating_cx() -> set[str]:
    """Return the articles that say when CX came up."""
    cx = concepts.definitions(term="CX")
    return set(cx.loc[cx["aspect"] == "origin", "article"])


def all_articles() -> set[str]:
    """Return the letters of all articles."""
    return set(concepts.articles()["article"])


EXERCISES = (
    Exercise(
        id="01-1",
        minutes=6,
        answer=sorted_statements,
        praise="You asked what decides the experience: one product in use, or more than that.",
        why_wrong=(
            "People go by how short or how digital a thing is. Neither counts: the talk in the "
            "shop is short and is CX."
        ),
        hints=(
            "Ask of each line: is somebody using one product here, and does that product decide "
            "how it goes? Then UX. Does something outside the product decide? Then CX.",
            "Two of the lines belong to both fields: one is a method that both use, the other "
            "mixes screens with mails and help.",
        ),
        mistakes=(
            Mistake(
                value=lambda: dict.fromkeys(TO_SORT, "CX"),
                feedback=(
                    "Since UX lies inside CX this is never false, and it says nothing. Use UX "
                    "where one product in use decides."
                ),
            ),
            Mistake(
                value=lambda: dict.fromkeys(TO_SORT, "both"),
                feedback="A word for everything tells nothing apart. Look for what decides.",
            ),
            *sorting_mistakes(),
        ),
    ),
    Exercise(
        id="01-2",
        minutes=4,
        answer=rows_naming_nps,
        praise="Now look on which side: under UX in one row only, and there of the product.",
        why_wrong=(
            "People look into the one table that is called metrics; the measures stand in the "
            "other tables too."
        ),
        hints=(
            "comparison() takes search=: a word in quotation marks. len() counts rows.",
            'Write  answer = len(concepts.comparison(search="NPS"))  and run the cell.',
        ),
        mistakes=(
            Mistake(
                value=lambda: len(concepts.comparison()),
                feedback='That is every row of every table. Filter with search="NPS".',
            ),
            Mistake(
                value=lambda: len(concepts.comparison(table="metrics")),
                feedback="That is the length of one table, whatever it names. Search for NPS.",
            ),
            Mistake(
                value=lambda: len(concepts.comparison(table="metrics", search="NPS")),
                feedback="That is right for one table. Leave table= out, to search all of them.",
            ),
            Mistake(
                value=articles_naming_nps,
                feedback="So many articles name it. One of them does so in two of its rows.",
            ),
        ),
    ),
    Exercise(
        id="01-3",
        minutes=4,
        answer=people,
        praise="Two questions were enough: do they use it, and do they buy?",
        why_wrong=(
            "People take the words for two names of one person. Whoever measures users only "
            "never hears from the customers who do not use the product."
        ),
        hints=(
            "Ask two questions of each: do they use the product that is named? Do they buy from "
            "the brand, or decide to? Yes and no gives user, no and yes gives customer.",
            "One person is neither, and two are both.",
        ),
        mistakes=(
            Mistake(
                value=lambda: dict.fromkeys(people(), "both"),
                feedback="If all were both, one word would do. Who never pays? Who never opens it?",
            ),
            *(
                Mistake(value=always({person.who: word}), feedback=person.why)
                for person in PEOPLE
                for word in ("user", "customer", "both", "neither")
                if word != person.word
            ),
        ),
    ),
    Exercise(
        id="01-4",
        minutes=3,
        answer=dating_cx,
        praise="The early 2000s and almost two decades after UX cannot both be right.",
        why_wrong=(
            "People read one source and stop. Neither article names its evidence, and a paper of "
            "1994 has the words in its title."
        ),
        hints=(
            'Run  concepts.show(concepts.definitions(term="CX"))  in a cell of its own and look '
            "for the rows about the origin.",
            "The letters stand in the column article of the two rows about the origin.",
        ),
        mistakes=(
            Mistake(
                value=all_articles,
                feedback="Not all five give a date. Look at the rows about the origin only.",
            ),
            *(
                Mistake(
                    value=always({letter}),
                    feedback="It takes two to disagree: another article gives another date.",
                )
                for letter in sorted(dating_cx())
            ),
            Mistake(
                value=lambda: {"C", "E"},
                feedback="These two share the picture of the two lenses. Which ones give a date?",
            ),
        ),
    ),
    Exercise(
        id="01-5",
        minutes=6,
        points=(
            "which lens: the product is fine (UX), so look at what is around it (CX)",
            "evidence from outside the app: delivery times, support tickets, what people say who "
            "have left",
            "that more usability tests of the same app would not find it",
            "the seam between departments: each can be good alone while the handoff fails",
            "who should own it together, with one goal that all three share",
            "what you do not know yet: whether those who left are those who praised the app",
        ),
    ),
    Exercise(
        id="01-6",
        minutes=2,
        answer=lambda: "b",
        praise="A part got better; the whole may have, and has to be measured itself.",
        hints=(
            "UX is a part of CX. Does the whole always follow a part?",
            "Nothing was measured outside the checkout.",
        ),
        mistakes=(
            Mistake(
                value=lambda: "a",
                feedback=(
                    "A part got better. Had delivery got worse in the same month, the whole "
                    "could have sunk."
                ),
            ),
            Mistake(
                value=lambda: "c",
                feedback="The checkout is part of dealing with the brand: UX lies inside CX.",
            ),
        ),
    ),
    Exercise(
        id="01-7",
        minutes=2,
        answer=lambda: "c",
        praise="The same question has two objects. So a report says which one was asked about.",
        hints=(
            "Read the two cells of article C on its metrics word by word.",
            "In one cell it says 'of the product', in the other 'of the brand'.",
        ),
        mistakes=(
            Mistake(
                value=lambda: "a",
                feedback="It is no slip: the two cells name two different things that are judged.",
            ),
            Mistake(
                value=lambda: "b",
                feedback=(
                    "Where a question is asked does not decide. A question on a screen can be "
                    "about the brand."
                ),
            ),
        ),
    ),
    Exercise(
        id="01-8",
        minutes=2,
        answer=lambda: "a",
        praise="It is a use of words, and a useful one. It is not a finding.",
        hints=(
            "Look again at what the publishers sell.",
            "A definition can be useful or not. Can it be proved?",
        ),
        mistakes=(
            Mistake(
                value=lambda: "b",
                feedback=(
                    "Words are agreed on, not proved, and the five are companies of one trade. "
                    "Others draw the line elsewhere."
                ),
            ),
            Mistake(
                value=lambda: "c",
                feedback=(
                    "Selling something does not make you wrong. It is a reason to look for a "
                    "second kind of source."
                ),
            ),
        ),
    ),
)
