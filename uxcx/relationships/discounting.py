"""What later money is worth today: one rate a year, converted openly to one a period."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
from typing import Any

from uxcx.errors import AnswerError


@dataclass(frozen=True, kw_only=True)
class Discount:
    """A discount rate a year, and how many periods the year has.

    Parameters
    ----------
    annual_rate : float
        Such as 0.10 for 10% a year; 0 or more.
    periods_per_year : float
        52 for weeks, 12 for months, 365.25 for days; above 0.
    """

    annual_rate: float
    periods_per_year: float

    def __post_init__(self) -> None:
        rate = number(self.annual_rate, "annual_discount_rate", "0 or more, such as 0.10 for 10%")
        if rate < 0:
            raise AnswerError(
                f"annual_discount_rate must be 0 or more, such as 0.10 for 10%; got {rate:g}."
            )
        if rate >= 1:
            raise AnswerError(
                f"annual_discount_rate must be below 1, such as 0.10 for 10%; got {rate:g}. "
                "Was it given in percent?"
            )
        periods = number(self.periods_per_year, "periods_per_year", "above 0")
        if periods <= 0:
            raise AnswerError(f"periods_per_year must be above 0; got {periods:g}.")

    @property
    def continuous(self) -> float:
        """The force of discounting a period: exp of minus it is the worth of one period later."""
        return math.log1p(self.annual_rate) / self.periods_per_year

    @property
    def rate(self) -> float:
        """The rate a period: compounded over a year, it gives the annual rate."""
        return math.expm1(self.continuous)

    @property
    def words(self) -> str:
        """Both rates in words."""
        yearly = f"discounted at {100 * self.annual_rate:g}% a year"
        if self.periods_per_year == 1:
            return f"{yearly}, which is a period"
        return (
            f"{yearly}, which is {100 * self.rate:.3g}% a period with {self.periods_per_year:g} "
            "periods a year"
        )


def number(value: Any, name: str, rule: str) -> float:
    """Return a finite number, or refuse it by the name of its argument."""
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise AnswerError(f"{name} must be {rule}; got {value!r}.")
    return float(value)


def require_margin(margin: Any) -> float:
    """Return a margin as a share of what is sold, or refuse it."""
    rule = "a share of the value of a purchase, above 0 to 1"
    share = number(margin, "margin", rule)
    if not 0 < share <= 1:
        hint = " Was it given in percent?" if share > 1 else ""
        raise AnswerError(f"margin must be {rule}; got {share:g}.{hint}")
    return share
