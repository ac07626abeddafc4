"""An effect as an amount: a difference or ratio with its interval, its verdict, and its words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from uxcx.measures import Measure
from uxcx.results import NOISE, decimals_for, show

#: a ratio beyond this says no more than "any amount"
ENDLESS = 1e6


@dataclass(frozen=True, kw_only=True, repr=False)
class Amount:
    """A difference or ratio with its interval and p-value; what a `Comparison` says is made here.

    Parameters
    ----------
    measure : Measure
        What was measured.
    effect : {"difference", "ratio"}
        A difference, or a ratio.
    value, low, high : float
        The effect and its interval, as stored: 0.27 is 27 percentage points.
    p_value : float
        Two-sided; how often an effect at least this large would appear if there were none.
    confidence_level : float
        Of the interval.
    """

    measure: Measure
    effect: Literal["difference", "ratio"]
    value: float
    low: float
    high: float
    p_value: float
    confidence_level: float

    @property
    def _null(self) -> float:
        return 1.0 if self.effect == "ratio" else 0.0

    @property
    def interval_excludes_no_difference(self) -> bool:
        """Whether the interval leaves out "no difference"; False when it is not known."""
        return self.low > self._null or self.high < self._null

    @property
    def verdict(self) -> Literal["difference", "no clear difference", "borderline", "not known"]:
        """What interval and test say together.

        ``"borderline"`` when one of the two finds a difference and the other does not, which
        happens because they rest on different approximations.
        """
        if math.isnan(self.low) and math.isnan(self.p_value):
            return "not known"
        by_test = self.p_value < 1 - self.confidence_level
        by_interval = self.interval_excludes_no_difference
        if math.isnan(self.low) or math.isnan(self.p_value):
            return "not known"
        if by_test and by_interval:
            return "difference"
        return "borderline" if by_test or by_interval else "no clear difference"

    def _effect_text(self, number: float, decimals: int, *, signed: bool) -> str:
        factor = self.measure.unit.factor if self.effect == "difference" else 1.0
        text = show(number * factor, decimals)
        plus = signed and self.effect == "difference" and number > 0 and float_of(text) != 0
        return f"+{text}" if plus else text

    @property
    def _decimals(self) -> int:
        factor = self.measure.unit.factor if self.effect == "difference" else 1.0
        decimals = decimals_for(self.low * factor, self.high * factor, self.value * factor)
        if self.effect == "ratio":
            decimals = max(2, decimals)
        # An end beside "no difference" must not be shown as "no difference".
        ends = (round(end * factor, NOISE) for end in (self.low, self.high))
        for end in ends:
            hidden = end != self._null
            while hidden and decimals < 6 and float_of(show(end, decimals)) == self._null:
                decimals += 1
        return decimals

    def _p_text(self) -> str:
        return p_text(self.p_value)

    def _numbers_text(self) -> str:
        if math.isnan(self.value):
            return "not known [interval not known]"
        decimals = self._decimals
        value = self._effect_text(self.value, decimals, signed=True)
        suffix = self.measure.unit.difference if self.effect == "difference" else " times"
        if math.isnan(self.low):
            return f"{value}{suffix} [interval not known]"
        low = self._effect_text(self.low, decimals, signed=True)
        high = self._effect_text(self.high, decimals, signed=True)
        return f"{value}{suffix} [{low}, {high}]"

    def _between(self) -> str:
        low, high = self._amount(self.low), self._amount(self.high)
        endless = self.effect == "ratio" and self.high > ENDLESS
        if self.low >= self._null:
            if endless:
                return f"at least {self._amount(self.low, named=True)} higher"
            return f"between {low} and {self._amount(self.high, named=True)} higher"
        if self.high <= self._null:
            return f"between {high} and {self._amount(self.low, named=True)} lower"
        most = "any amount" if endless else high
        return f"anywhere from {self._amount(self.low, named=True)} lower to {most} higher"

    def _amount(self, number: float, *, named: bool = False) -> str:
        """Return an effect as an amount without direction; `named` says its unit too."""
        if self.effect == "ratio":
            return f"{show(100 * abs(number - 1), self._decimals - 2)}%"
        text = self._effect_text(abs(number), self._decimals, signed=False)
        unit = self.measure.unit.difference if named else ""
        if float_of(text) == 1:
            unit = unit.replace("points", "point").replace("seconds", "second")
        return f"{text}{unit}"


def p_text(p_value: float) -> str:
    """Return a p-value in words: ``"p = 0.041"``."""
    if math.isnan(p_value):
        return "p not known"
    if p_value < 0.0001:
        return "p < 0.0001"
    return f"p = {p_value:.2g}" if p_value < 0.9995 else "p = 1"


def float_of(text: str) -> float:
    """Return a number back from the text of `show`."""
    text = text.replace(",", "").replace("∞", "inf")
    return math.nan if text == "not known" else float(text)
