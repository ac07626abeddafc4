"""The exercises of lesson 00: start here."""

from uxcx.learn import Exercise, Mistake, Option, Question

EXERCISES = (
    Exercise(
        id="00-1",
        minutes=3,
        answer=lambda: 6 / 10,
        unit="%",
        praise="You have answered your first exercise.",
        why_wrong="Sixty is the same share in percent; in this course shares are kept from 0 to 1.",
        hints=(
            "A share is a part divided by the whole. In Python the sign for dividing is /.",
            "Write  answer = 6 / 10  and run the cell.",
        ),
        mistakes=(
            Mistake(
                value=lambda: 10 / 6,
                feedback="The other way round: the part (6) divided by the whole (10).",
            ),
            Mistake(
                value=lambda: 6,
                feedback="That is how many managed. Divide it by how many tried.",
            ),
        ),
    ),
    Exercise(
        id="00-2",
        minutes=2,
        points=(
            "a product (that is UX) or a brand and the whole relationship with it (that is CX)",
            "what you would do differently if you knew the answer",
        ),
    ),
)

QUIZ = (
    Question(
        ask="You run a cell a second time. What happens?",
        options=(
            Option(
                text="Nothing: a cell runs once.",
                feedback="A cell runs as often as you like; the number beside it goes up.",
            ),
            Option(
                text="It runs again, and its output is replaced.",
                right=True,
                feedback="So you may change a line and try again; nothing can break.",
            ),
            Option(
                text="The whole notebook starts anew.",
                feedback="Only this cell runs. To start anew, choose Restart Kernel and Run All "
                "Cells in the Kernel menu.",
            ),
        ),
    ),
    Question(
        ask="A cell says that a name is not defined. What is the likely cause?",
        options=(
            Option(
                text="A cell further up has not been run.",
                right=True,
                feedback="Names come into being when the cell that makes them is run. Run all "
                "cells above: Run menu, Run All Above Selected Cell.",
            ),
            Option(
                text="The course is not installed.",
                feedback="Then the very first cell would have failed, and said so.",
            ),
            Option(
                text="Your answer to an exercise is wrong.",
                feedback="A wrong answer is told by learn.check, in words.",
            ),
        ),
    ),
    Question(
        ask="Ten people tried, seven managed. How is that share kept in this course?",
        options=(
            Option(
                text="70",
                feedback="That is the share in percent. It is shown so, but kept as a number from "
                "0 to 1.",
            ),
            Option(
                text="0.7",
                right=True,
                feedback="Shares are kept from 0 to 1 and shown in percent.",
            ),
            Option(text="7", feedback="That is how many managed; a share needs the ten as well."),
        ),
    ),
)
