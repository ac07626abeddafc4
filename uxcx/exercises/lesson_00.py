"""The exercises of lesson 00: start here."""

from uxcx.learn import Exercise, Mistake

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
