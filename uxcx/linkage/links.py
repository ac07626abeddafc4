"""The links of a chain: how far one thing moves another, and what is known of that."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.families.base import normal_quantile
from uxcx.linkage.effect import Claim, Effect

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

#: what a chain can count in, and how a change in it is shown: factor, suffix, decimals at least
Unit = Literal["%", "points", "number"] | str
PERCENT = "%"
Kind = Claim | Literal["by definition"]


@dataclass(frozen=True, kw_only=True)
class Uncertain:
    """A number with its interval, drawn anew in every run of a simulation.

    Parameters
    ----------
    value, low, high : float
        The number and its interval; all three alike for a number that is known.
    confidence_level : float
        Of the interval.
    """

    value: float
    low: float
    high: float
    confidence_level: float = 0.95

    def __post_init__(self) -> None:
        check_confidence_level(self.confidence_level)
        for name in ("value", "low", "high"):
            given = getattr(self, name)
            if not (isinstance(given, Real) and math.isfinite(given)):
                raise AnswerError(f"{name} must be a finite number; got {given!r}.")
            object.__setattr__(self, name, float(given))
        if not self.low <= self.value <= self.high:
            raise AnswerError(
                f"The value must lie within its interval; got {self.value:g} and "
                f"[{self.low:g}, {self.high:g}]."
            )

    @classmethod
    def of(cls, given: Any, name: str, confidence_level: float = 0.95) -> Uncertain:
        """Take a number, (value, low, high), or a result with an interval."""
        if isinstance(given, Uncertain):
            return given
        if all(hasattr(given, attribute) for attribute in ("value", "low", "high")):
            level = getattr(given, "confidence_level", confidence_level)
            if math.isnan(given.low):
                raise AnswerError(f"{name} has no interval: {getattr(given, 'note', '')}".rstrip())
            return cls(value=given.value, low=given.low, high=given.high, confidence_level=level)
        if isinstance(given, Real):
            return cls(value=float(given), low=float(given), high=float(given))
        if isinstance(given, tuple | list) and len(given) == 3:
            value, low, high = given
            return cls(value=value, low=low, high=high, confidence_level=confidence_level)
        raise AnswerError(
            f"{name} must be a number, (value, low, high), or a result with an interval; got "
            f"{given!r}."
        )

    @property
    def known(self) -> bool:
        """Whether there is nothing uncertain about it."""
        return self.low == self.high

    def draw(self, rng: np.random.Generator, size: int) -> Array:
        """Draw from a normal distribution whose two halves have the widths of the interval."""
        import numpy as np

        z = rng.standard_normal(size)
        quantile = normal_quantile(self.confidence_level)
        below, above = self.value - self.low, self.high - self.value
        drawn: Array = self.value + z / quantile * np.where(z < 0, below, above)
        return drawn


@dataclass(frozen=True, kw_only=True)
class Link:
    """How far a step of one thing moves another: one link of a what-if.

    Parameters
    ----------
    cause, outcome : str
        What moves, and what it moves. Chains are made by these names.
    effect : number, (value, low, high), or Effect
        By how much the outcome moved, as stored: 0.03 is 3 percentage points, 5 is 5 points of the
        NPS. An `Effect` brings its interval and its claim.
    per : number, (value, low, high), or Effect
        By how much the cause had moved then; 1 by default. 0.09 if success rose by 9 percentage
        points.
    claim : {"caused", "went with", "by definition"}, optional
        What is known of it. Of an `Effect` its own, which cannot be raised; otherwise "went with".
        "by definition" for arithmetic, such as orders times value.
    unit : str
        Of the outcome: ``"%"``, ``"points"``, ``"EUR"``, ``"orders"``.
    source : str
        Where the number is from, to be told.
    confidence_level : float
        Of the intervals given as (value, low, high).
    """

    cause: str
    outcome: str
    effect: Any
    per: Any = 1.0
    claim: Kind | None = None
    unit: Unit = PERCENT
    source: str = ""
    confidence_level: float = 0.95
    quantities: Mapping[str, Uncertain] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        name = f"{self.cause} to {self.outcome}"
        if self.claim not in (None, "caused", "went with", "by definition"):
            raise ValueError(
                f"claim must be 'caused', 'went with' or 'by definition'; got {self.claim!r}."
            )
        if self.cause == self.outcome:
            raise AnswerError(f"A link needs two things; got {self.cause!r} twice.")
        for part in (self.effect, self.per):
            if getattr(part, "effect", "difference") == "ratio":
                raise AnswerError(
                    f"{name}: the effect is a ratio, and a chain adds up differences. Give its "
                    ".difference, or the difference itself."
                )
        effect = Uncertain.of(self.effect, f"The effect of {name}", self.confidence_level)
        per = Uncertain.of(self.per, f"per, of {name}", self.confidence_level)
        if per.low <= 0 <= per.high:
            raise AnswerError(
                f"{name}: nothing can be told per step if the step may have been 0; per is "
                f"{per.value:g} [{per.low:g}, {per.high:g}]."
            )
        object.__setattr__(self, "per", per)
        steps = {} if per.known else {self._step: per}
        object.__setattr__(self, "quantities", {name: effect, **steps})
        own = self.effect.claim if isinstance(self.effect, Effect) else None
        if own == "went with" and self.claim == "caused":
            raise ValueError(
                f"{name}: the effect went with the change, and a what-if cannot make a cause of "
                f"that. Its checks: {self.effect.checks_to_frame()['check'].tolist()}."
            )
        object.__setattr__(self, "claim", self.claim or own or "went with")

    @property
    def _step(self) -> str:
        # Links that are told per the same step share it: its chance is the same for both.
        return f"the step of {self.cause} then ({self.per.value:g})"

    @property
    def name(self) -> str:
        """What the link is called: ``"conversion to revenue"``."""
        return f"{self.cause} to {self.outcome}"

    def slope(self, values: Mapping[str, Any]) -> Any:
        """Return the outcome's change for a step of 1, for values or draws of its quantities."""
        per = values.get(self._step, self.per.value)
        return values[self.name] / per
