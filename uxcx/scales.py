"""What a valid answer to a question is, and why an invalid one was probably given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: numbers that survey tools and spreadsheets write for "no answer"
MISSING_CODES = (-99, -98, -97, -9, -8, -1, 77, 88, 97, 98, 99, 777, 888, 997, 998, 999, 9999)
CURE_OF_CODES = "replace it with a missing value before measuring"


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The rule that every answer of a column must keep.

    Parameters
    ----------
    minimum, maximum : float
        The ends of the scale.
    whole : bool
        Whether only whole numbers are possible.
    step : float, optional
        Whether only multiples of a number are possible, as of 2.5 for a SUS score.
    above_minimum : bool
        Whether the minimum itself is not allowed, as 0 is not for a time.
    rule : str
        The rule in words: ``"a whole number from 0 to 10"``.
    """

    minimum: float
    maximum: float
    whole: bool = False
    step: float | None = None
    above_minimum: bool = False
    rule: str

    @property
    def steps(self) -> float:
        """From one end to the other in so many steps; ``inf`` where answers may be anything."""
        step = 1.0 if self.whole else self.step
        return (self.maximum - self.minimum) / step if step else math.inf

    def likely_cause(self, values: Sequence[float], smallest: float, largest: float) -> str:
        """Return the likely cause of invalid answers, or ``""`` if none comes to mind.

        Parameters
        ----------
        values : sequence of float
            The first invalid answers.
        smallest, largest : float
            Of all answers of the column.
        """
        codes = [v for v in values if v in MISSING_CODES and not self._inside(v)]
        others = [v for v in values if v not in codes]
        if codes and others:
            # A two-digit code beside other invalid answers is more likely one of those.
            codes = [v for v in codes if v < 0 or v > 100]
            others = [v for v in values if v not in codes]
            smallest = min(self.minimum, *others) if smallest in codes else smallest
            largest = max(others) if largest in codes else largest
        code = f"{codes[0]:g} is often a code for 'no answer'; {CURE_OF_CODES}." if codes else ""
        return " ".join(filter(None, (self._cause(others, smallest, largest), code)))

    def _cause(self, values: Sequence[float], smallest: float, largest: float) -> str:
        """Return the likely cause of invalid answers that are no codes for a missing one."""
        if not values:
            return ""
        if any(math.isinf(v) for v in values):
            return "An infinite number usually comes from a division by 0."
        if self.above_minimum:
            return (
                "A time of 0 or less cannot be measured; it is usually a clock that failed or a "
                "task that was not started. Make it missing."
            )
        if self.whole and any(not float(v).is_integer() for v in values):
            return (
                "Was success partial? Decide for each: 1 for yes or 0 for no."
                if self.maximum == 1
                else "Were answers averaged, or is this a score rather than single answers?"
            )
        if self.maximum == 1:
            return self._cause_of_yes_no(smallest, largest)
        return self._cause_of_scale(values, smallest, largest)

    @staticmethod
    def _cause_of_yes_no(smallest: float, largest: float) -> str:
        if smallest >= 1 and largest == 2:
            return "Is 2 the code for no? Write 1 for yes and 0 for no."
        if 1 < largest <= 100:
            return "Were percentages or ratings given? Write 1 for yes and 0 for no."
        return ""

    def _cause_of_scale(self, values: Sequence[float], smallest: float, largest: float) -> str:
        above = [v for v in values if v > self.maximum]
        double = [v for v in above if v % 11 == 0 and v < 100 and self._inside(v / 11)]
        low, high = (0 if smallest == 0 else 1), (7 if largest <= 7 else 10)
        slip = ""
        if double:
            slip = f"Is {double[0]:g} a slip of the keyboard, {double[0] / 11:g} typed twice?"
        causes = (
            (len(double) == len(values), slip),
            (
                self.maximum < 10 and smallest == 0 and largest == 10,
                "The answers run from 0 to 10: is this the likelihood to recommend? "
                "That is measured by cx.nps.",
            ),
            (
                self.maximum < largest <= 10,
                f"Is this a question with a longer scale, such as {low} to {high}?",
            ),
            (
                self.maximum <= 10 < largest <= 20,
                "Is this a question with a longer scale, or a digit too many?",
            ),
            (
                self.maximum <= 10 and 20 < largest <= 100,
                "Were percentages given, or a digit too many?",
            ),
            (
                self.minimum == 1 and smallest == 0 and largest < self.maximum < math.inf,
                f"Was the scale coded from 0? Then add 1 to make it 1 to {self.maximum:g}.",
            ),
            (
                self.minimum == 1 and smallest == 0 and largest == self.maximum,
                "Does 0 stand for 'no answer'? Then make it missing.",
            ),
        )
        return next((cause for applies, cause in causes if applies), "")

    def _inside(self, value: float) -> bool:
        above = value > self.minimum if self.above_minimum else value >= self.minimum
        return above and value <= self.maximum


def whole_scale(minimum: int, maximum: int) -> Scale:
    """Return the scale of whole numbers from `minimum` to `maximum`."""
    return Scale(
        minimum=minimum,
        maximum=maximum,
        whole=True,
        rule=f"a whole number from {minimum} to {maximum}",
    )


YES_NO = Scale(minimum=0, maximum=1, whole=True, rule="1 or True for yes, 0 or False for no")
SECONDS_ABOVE_0 = Scale(
    minimum=0, maximum=math.inf, above_minimum=True, rule="a time in seconds above 0"
)
COUNT = Scale(minimum=0, maximum=math.inf, whole=True, rule="a whole number of 0 or more")
AT_LEAST_1 = Scale(minimum=1, maximum=math.inf, whole=True, rule="a whole number of 1 or more")


class _Amount(Scale):
    """Money: what is negative in books is not so in these metrics."""

    def likely_cause(self, values: Sequence[float], smallest: float, largest: float) -> str:
        if any(value < 0 for value in values):
            return (
                "Is a negative amount a refund or a credit? Take it off that customer's amount "
                "before measuring."
            )
        return super().likely_cause(values, smallest, largest)


AMOUNT = _Amount(minimum=0, maximum=math.inf, rule="an amount of 0 or more")
ANY_NUMBER = Scale(minimum=-math.inf, maximum=math.inf, rule="a finite number")
