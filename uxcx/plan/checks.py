"""What a plan must be told, and the words for what cannot be planned."""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real
from typing import Any

from uxcx.comparison import check_confidence_level
from uxcx.errors import Refusal, nearest

__all__ = [
    "LARGEST",
    "PlanError",
    "check_choice",
    "check_confidence_level",
    "check_count",
    "check_number",
    "check_power",
    "check_share",
    "not_used",
    "smallest",
    "whole",
]

#: more answers than this in a group is no plan but a slip of a unit
LARGEST = 1e9


class PlanError(Refusal):
    """A study cannot be planned from what was said."""


def check_number(name: str, value: Any) -> float:
    """Return a finite number, or refuse what is none."""
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        hint = " Write numbers without quotes." if isinstance(value, str) else ""
        raise PlanError(f"{name} must be a finite number; got {value!r}.{hint}")
    return float(value)


def check_between(name: str, value: Any, low: float, high: float, *, hint: str = "") -> float:
    """Return a number above `low` and below `high`."""
    number = check_number(name, value)
    if not low < number < high:
        reach = f"above {low:g}" + (f" and below {high:g}" if math.isfinite(high) else "")
        raise PlanError(f"{name} must be {reach}; got {value!r}.{hint}")
    return number


def check_share(name: str, value: Any) -> float:
    """Return a proportion from 0 to 1; 80 is 0.8 in percent."""
    number = check_number(name, value)
    if not 0 <= number <= 1:
        raise PlanError(f"{name} must be from 0 to 1; got {value!r}.{as_percent(number)}")
    return number


def as_percent(number: float) -> str:
    """Return the likely cause of a share above 1: it was given in percent."""
    return f" Write {number:g}% as {number / 100:g}." if 1 < number <= 100 else ""


def check_power(power: Any, confidence_level: float) -> float:
    """Return a power that a study can have: less than 1, and more than chance alone gives."""
    number = check_number("power", power)
    if number == 1:
        raise PlanError(
            "power must be below 1; got 1. No study is certain to find a difference: ask for 0.8 "
            "or 0.9."
        )
    chance = 1 - confidence_level
    if not 0 < number < 1:
        raise PlanError(f"power must be between 0 and 1; got {power!r}.{as_percent(number)}")
    if number <= chance:
        raise PlanError(
            f"power must be above {chance:.4g}, the share of studies that find a difference by "
            f"chance where there is none; got {power!r}. Was the share of missed differences "
            "meant? Then write 1 minus it."
        )
    return number


def check_count(name: str, value: Any, *, minimum: int) -> int:
    """Return a whole number of at least `minimum`, whatever its type."""
    number = check_number(name, value)
    if not number.is_integer() or number < minimum:
        raise PlanError(f"{name} must be a whole number of {minimum} or more; got {value!r}.")
    return int(number)


def check_choice(name: str, value: Any, choices: tuple[str, ...]) -> str:
    """Return one of the choices; the nearest is offered for what is none."""
    if value not in choices:
        guess = nearest(str(value), choices)
        hint = f" Did you mean {guess!r}?" if guess else ""
        shown = ", ".join(map(repr, choices))
        raise PlanError(f"{name} must be one of {shown}; got {value!r}.{hint}")
    return str(value)


def check_design_effect(value: Any) -> float:
    """Return a design effect of 1 or more."""
    number = check_number("design_effect", value)
    if number < 1:
        raise PlanError(
            f"design_effect must be 1 or more; got {value!r}. 1 means that rows are independent. "
            "Was the ICC meant? plan.design_effect(rows_per_unit, icc) makes one of the other."
        )
    return number


def not_used(kind: str, **given: Any) -> None:
    """Refuse what a plan of this kind has no use for, so that nothing is silently ignored."""
    for name, value in given.items():
        if value is not None:
            raise PlanError(
                f"{name} is not used in a plan for a {kind}; got {value!r}. Leave it out."
            )


def smallest(enough: Callable[[float], bool], minimum: float, *, asked: str) -> float:
    """Return the smallest number, whole or not, from which on there is enough.

    `enough` must stay true once it is true.
    """
    if enough(minimum):
        return minimum
    low, high = minimum, 2 * minimum
    while not enough(high):
        if high > LARGEST:
            raise PlanError(
                f"{asked} asks for more than {LARGEST:,.0f} answers. Is it in the right unit?"
            )
        low, high = high, 2 * high
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def whole(n: float) -> int:
    """Return a number of answers rounded up; the noise of arithmetic is not rounded up."""
    return math.ceil(n - 1e-9 * max(1.0, min(n, 1e3)))
