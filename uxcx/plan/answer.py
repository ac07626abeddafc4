"""What planning gives back: how many, for what, and on which assumptions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from uxcx.results import begin_sentence, html_table

if TYPE_CHECKING:
    import pandas as pd

Purpose = Literal["precision", "difference", "power", "discovery", "equivalent", "not worse"]
FIND = "find a difference"


@dataclass(frozen=True, kw_only=True, repr=False)
class SampleSize:
    """How many a study needs, or what a study of a given size can do.

    Parameters
    ----------
    kind : str
        What is measured: ``"proportion"``, ``"mean"``, ...; ``"problem discovery"``.
    purpose : {"precision", "difference", "power", "discovery", "equivalent", "not worse"}
        What was asked: n for a half-width, n for a power, the power of an n, n for a share of
        problems, or n to show that two are the same or one is not worse.
    n : int
        Answers needed: in all, in the first of two groups, or pairs.
    n_second : int or None
        Answers needed in the second group; None where there is one group.
    n_unrounded : float
        What the calculation gave before rounding up.
    things : str
        What `n` counts: ``"answers"``, ``"pairs"``, ``"participants"``.
    asked : str
        What was asked, in words.
    half_width : float
        Half of the interval's width, as stored (a share for a geometric mean); ``nan`` if not
        asked.
    difference : float
        First less second, as stored (a ratio for geometric means); ``nan`` if not asked.
    margin : float
        What does not matter: a difference as stored, or a ratio; ``nan`` if not asked.
    power : float
        The share of studies that would find the difference, or show that there is none that
        matters: asked for, or found for ``purpose="power"``; ``nan`` if not asked.
    confidence_level : float
        Of the interval, and of the test at the same level (of each one-sided test for
        equivalence); ``nan`` for discovery.
    method : str
        The name of the interval, test or model.
    assumptions : tuple of str
        What was taken for granted, one sentence each.
    finding : str
        What a study would do if all goes well, in words.

    Examples
    --------
    >>> from uxcx import plan
    >>> result = plan.precision("proportion", half_width=0.1, expected=0.8)
    >>> result
    62 answers: a proportion of about 80% known to ± 10 percentage points (95%, adjusted Wald)
    >>> result.n
    62

    Sixty-two answers place a rate of 80% within ten percentage points.
    """

    kind: str
    purpose: Purpose
    n: int
    n_second: int | None = None
    n_unrounded: float = math.nan
    things: str = "answers"
    asked: str
    half_width: float = math.nan
    difference: float = math.nan
    margin: float = math.nan
    power: float = math.nan
    confidence_level: float = math.nan
    method: str
    assumptions: tuple[str, ...] = ()
    finding: str = FIND

    @property
    def n_total(self) -> int:
        """How many in all groups together; a pair counts once."""
        return self.n + (self.n_second or 0)

    def _size(self) -> str:
        if self.n_second is None:
            thing = self.things.removesuffix("s") if self.n == 1 else self.things
            return f"{self.n:,} {thing}"
        if self.n_second == self.n:
            return f"{self.n:,} {self.things} in each of two groups"
        return f"{self.n:,} and {self.n_second:,} {self.things} in two groups"

    def _how(self) -> str:
        if math.isnan(self.confidence_level):
            return self.method
        return f"{100 * self.confidence_level:g}%, {self.method}"

    def __repr__(self) -> str:
        power = "" if math.isnan(self.power) else f" with power {_percent(self.power)}"
        return f"{self._size()}: {self.asked}{power} ({self._how()})"

    @property
    def sentence(self) -> str:
        """The plan as sentences that can be read out, with all that it takes for granted."""
        size = self._size()
        if self.n_second is not None:
            size += f" ({self.n_total:,} in all)"
        if self.purpose == "precision":
            text = (
                f"Plan for {size}: that is enough for {self.asked}, with "
                f"{100 * self.confidence_level:g}% confidence."
            )
        elif self.purpose == "discovery":
            text = f"Plan for {size}: that is enough for {self.asked}, on average."
        else:
            verb = "Take" if self.purpose == "power" else "Plan for"
            rest = "miss it" if self.finding == FIND else "leave it open"
            text = (
                f"{verb} {size}: if there is truly {self.asked}, {_of_hundred(self.power)} "
                f"such studies would {self.finding}, and the rest would {rest}."
            )
        return " ".join([text, *self.assumptions])

    def to_frame(self) -> pd.DataFrame:
        """Return the plan as a pandas data frame of one row; values as stored."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "kind": self.kind,
                    "purpose": self.purpose,
                    "n": self.n,
                    "n_second": self.n_second,
                    "n_total": self.n_total,
                    "n_unrounded": self.n_unrounded,
                    "asked": self.asked,
                    "half_width": self.half_width,
                    "difference": self.difference,
                    "margin": self.margin,
                    "power": self.power,
                    "confidence_level": self.confidence_level,
                    "method": self.method,
                    "assumptions": " ".join(self.assumptions),
                }
            ]
        )

    def _repr_html_(self) -> str:
        header, row = ["asked", self.things], [begin_sentence(self.asked), f"{self.n:,}"]
        if self.n_second is not None:
            header = ["asked", "first group", "second group", "in all"]
            row += [f"{self.n_second:,}", f"{self.n_total:,}"]
        if not math.isnan(self.power):
            header.append("power")
            row.append(_percent(self.power))
        caption = f"Plan for a {self.kind}: {self._how()}"
        return html_table(caption, header, [row], [self.sentence])


def _percent(power: float) -> str:
    """Return a power in percent; never 100%, because no study is certain to find a difference."""
    shown = round(100 * power, 1)
    return "above 99.9%" if shown >= 100 else f"{shown:g}%"


def _of_hundred(share: float) -> str:
    if share > 0.995:
        return "more than 99 of 100"
    if share < 0.01:
        return "fewer than 1 of 100"
    return f"about {round(100 * share)} of 100"
