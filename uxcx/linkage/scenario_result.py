"""What a what-if comes to: the changes, what they hang on, and what may be said of them."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from uxcx.errors import nearest
from uxcx.linkage.links import PERCENT, Kind, Link
from uxcx.linkage.phrases import part_of
from uxcx.results import begin_sentence, decimals_for, html_table, show

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Change:
    """How far one thing of the chain would move.

    Parameters
    ----------
    name, unit : str
        What moves, and what it is counted in.
    value, low, high : float
        The change with all assumptions at their values, and the interval of the simulation, as
        stored.
    claim : {"caused", "went with"}
        That of the weakest link on the way to it.
    weakest : str
        The link that this is due to, or ``""``.
    p_positive : float
        The share of runs in which it goes up.
    """

    name: str
    unit: str
    value: float
    low: float
    high: float
    claim: Kind
    weakest: str
    p_positive: float

    def _text(self, number: float, *, signed: bool = True) -> str:
        factor = 100.0 if self.unit == PERCENT else 1.0
        decimals = decimals_for(*(x * factor for x in (self.low, self.high, self.value)))
        width = (self.high - self.low) * factor
        # Of a million with an interval as wide, the last five digits say nothing.
        step = 10.0 ** max(0, math.floor(math.log10(width / 100))) if width > 0 else 1.0
        number = round(number * factor / step) * step if step > 1 else number * factor
        text = show(number, decimals)
        plus = signed and number > 0 and text.strip("0.,") != ""
        return f"+{text}" if plus else text

    @property
    def _suffix(self) -> str:
        if self.unit == PERCENT:
            return " percentage points"
        return f" {self.unit}" if self.unit and self.unit != "number" else ""

    def __str__(self) -> str:
        value, low, high = (self._text(x) for x in (self.value, self.low, self.high))
        return f"{value}{self._suffix} [{low}, {high}]"


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """One uncertain number, and how much of the last outcome's uncertainty comes from it.

    Parameters
    ----------
    name : str
        The link, or the step that it is told per.
    value, low, high : float
        The number and its interval.
    share : float
        The share of the outcome's variance that knowing it would take away; the shares need not
        add up to 1 where links multiply.
    outcome_low, outcome_high : float
        The last outcome with this number at either end of its interval and all else at its value.
    """

    name: str
    value: float
    low: float
    high: float
    share: float
    outcome_low: float
    outcome_high: float


@dataclass(frozen=True, kw_only=True, repr=False)
class WhatIf:
    """What a step would come to; pick a change by its name, ``result["yearly revenue"]``.

    Parameters
    ----------
    cause, unit : str
        What is moved, and what it is counted in.
    start, end : float
        From where to where, as stored.
    changes : tuple of Change
        All that it would move, in the order of the chain.
    outcome : str
        The one that the assumptions are told for.
    assumptions : tuple of Assumption
        What is uncertain, the one that matters most first.
    links : tuple of Link
        The chain.
    confidence_level : float
        Of the intervals.
    runs, seed : int
        Of the simulation.
    beyond : tuple of str
        Links that are used for a larger step than the one they were measured for.
    """

    cause: str
    unit: str
    start: float
    end: float
    changes: tuple[Change, ...]
    outcome: str
    assumptions: tuple[Assumption, ...]
    links: tuple[Link, ...]
    confidence_level: float
    runs: int
    seed: int
    beyond: tuple[str, ...]

    def __getitem__(self, name: str) -> Change:
        for change in self.changes:
            if change.name == name:
                return change
        names = [change.name for change in self.changes]
        guess = nearest(name, names)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise KeyError(
            f"There is no {name!r} in the chain.{hint} It moves: {', '.join(map(repr, names))}."
        )

    @property
    def claim(self) -> Kind:
        """``"caused"`` if every link on the way to the last outcome is that, or arithmetic."""
        return self[self.outcome].claim

    @property
    def most(self) -> Assumption | None:
        """The assumption that matters most, or None if nothing is uncertain."""
        return self.assumptions[0] if self.assumptions else None

    @property
    def _step(self) -> str:
        factor, suffix = (100.0, "%") if self.unit == PERCENT else (1.0, "")
        one, two = (f"{x * factor:.6g}{suffix}" for x in (self.start, self.end))
        return f"from {one} to {two}"

    @property
    def sentence(self) -> str:
        """What the step would come to, how sure that is, and what it hangs on."""
        last = self[self.outcome]
        level = f"{100 * self.confidence_level:g}%"
        up = "raised" if self.end > self.start else "lowered"
        head = f"If {self.cause} were {up} {self._step}"
        value, low, high = (last._text(x) for x in (last.value, last.low, last.high))
        numbers = f"by {value}{last._suffix}"
        if last.low < last.high:
            numbers += f" ({level} interval {low} to {high})"
        if self.claim == "caused":
            verb = "may" if last.low < 0 < last.high else "would"
            text = f"{head}, that {verb} change {last.name} {numbers}."
        else:
            text = (
                f"{head}, a change of {last.name} {numbers} would be expected to go with it; that "
                f"it would be caused by it is not shown, because of the weakest link, "
                f"{last.weakest}."
            )
        if last.low < 0 < last.high:
            text += (
                f" It may go either way: up in {100 * last.p_positive:.0f} of 100 simulated runs."
            )
        if len(self.assumptions) == 1:
            text += f" All that is uncertain here is {self.assumptions[0].name}."
        elif self.most is not None:
            text += (
                f" The assumption that matters most is {self.most.name}: "
                f"{part_of(self.most.share)} of the variance."
            )
        if self.beyond:
            text += (
                f" The step is larger than the one that was measured for {', '.join(self.beyond)}; "
                "effects are taken to go on in a straight line."
            )
        return text

    def __repr__(self) -> str:
        step = f"what if {self.cause} went {self._step}"
        level = f"{100 * self.confidence_level:g}%"
        lines = [f"- {change.name}: {change} ({change.claim})" for change in self.changes]
        return "\n".join([f"{step} ({level}, {self.runs:,} runs):", *lines, self.sentence])

    def to_frame(self) -> pd.DataFrame:
        """Return the changes as a pandas data frame: one row each, values as stored."""
        import pandas as pd

        return pd.DataFrame(
            [{**vars(change), "confidence_level": self.confidence_level} for change in self.changes]
        )

    def assumptions_to_frame(self) -> pd.DataFrame:
        """Return the assumptions as a pandas data frame, the one that matters most first."""
        import pandas as pd

        return pd.DataFrame([vars(each) for each in self.assumptions])

    def links_to_frame(self) -> pd.DataFrame:
        """Return the links as a pandas data frame: numbers, claims and sources."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "cause": link.cause,
                    "outcome": link.outcome,
                    **vars(link.quantities[link.name]),
                    "per": link.per.value,
                    "claim": link.claim,
                    "source": link.source,
                }
                for link in self.links
            ]
        )

    def _repr_html_(self) -> str:
        level = f"{100 * self.confidence_level:g}%"
        rows = [[change.name, str(change), change.claim] for change in self.changes]
        caption = f"What if {self.cause} went {self._step}: {self.runs:,} simulated runs"
        table = html_table(caption, ["what", f"change [{level} interval]", "claim"], rows, [])
        parts = html_table(
            f"What the uncertainty of {self.outcome} comes from",
            ["assumption", "value [interval]", "share of variance"],
            [
                [
                    each.name,
                    f"{each.value:.4g} [{each.low:.4g}, {each.high:.4g}]",
                    part_of(each.share),
                ]
                for each in self.assumptions
            ],
            [],
        )
        words = f"<p>{html.escape(begin_sentence(self.sentence))}</p>"
        return f"{table}{words}{parts if self.assumptions else ''}"
