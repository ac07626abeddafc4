"""The effect of a change: its size, the design that found it, and what that design may claim."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from uxcx.amounts import Amount
from uxcx.linkage.phrases import in_words
from uxcx.results import begin_sentence, html_table

if TYPE_CHECKING:
    import pandas as pd

Claim = Literal["caused", "went with"]
Design = Literal[
    "experiment", "before and after", "difference in differences", "matched comparison"
]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at before a claim was made.

    Parameters
    ----------
    name : str
        What was looked at: ``"sample ratio"``.
    passed : bool or None
        Whether nothing was found; None where it could not be looked at.
    sentence : str
        What was found, in words.
    decides : bool
        Whether "caused" cannot be claimed unless it was passed.
    p_value : float
        Of the check's test; ``nan`` where it has none.
    """

    name: str
    passed: bool | None
    sentence: str
    decides: bool = True
    p_value: float = math.nan

    @property
    def word(self) -> str:
        """``"passed"``, ``"failed"`` or ``"could not be made"``."""
        if self.passed is None:
            return "could not be made"
        return "passed" if self.passed else "failed"


@dataclass(frozen=True, kw_only=True, repr=False)
class Effect(Amount):
    """The effect of a change on an outcome, its design, and the claim that the design allows.

    Parameters
    ----------
    design : {"experiment", "before and after", "difference in differences", "matched comparison"}
        How the effect was found.
    change, against : str
        What changed, and what it is compared with.
    standard_error, degrees_of_freedom : float
        Of the effect (of its logarithm for a ratio), and of the t distribution; ``nan`` where the
        interval does not rest on them.
    method : str
        Of the interval and the test.
    counts : str
        What was counted, in words.
    n_missing, n_excluded : int
        Rows without an outcome, and rows set aside because something else was missing.
    rests_on : str
        What must hold for "caused" and no data can show.
    checks : tuple of Check
        What was looked at, and found.
    note : str
        A caveat, or the reason why something is not known.
    """

    design: Design
    change: str
    against: str
    standard_error: float
    degrees_of_freedom: float
    method: str
    counts: str
    n_missing: int = 0
    n_excluded: int = 0
    rests_on: str
    checks: tuple[Check, ...] = ()
    note: str = field(default="")

    @property
    def claim(self) -> Claim:
        """``"caused"`` if the design allows it and every check that decides was passed."""
        return "went with" if self._doubts() else "caused"

    def _doubts(self) -> list[Check]:
        """Return the checks that stand between this effect and "caused"."""
        return [check for check in self.checks if check.decides and check.passed is not True]

    def __repr__(self) -> str:
        return (
            f"{self.measure.name}, {self._contrast}: {self._numbers_text()} "
            f"({self._level}, {self.method}; {self._p_text()}; {self.counts}; {self.design}: "
            f"{self.claim})\n{self.sentence}"
        )

    @property
    def _level(self) -> str:
        return f"{100 * self.confidence_level:g}%"

    @property
    def _contrast(self) -> str:
        operator = "/" if self.effect == "ratio" else "-"
        return f"{self.change} {operator} {self.against}"

    @property
    def sentence(self) -> str:
        """What was found, and whether the change caused it or only went with it."""
        name, change = in_words(self.measure.name), begin_sentence(self.change)
        if math.isnan(self.value):
            return f"The effect of {self.change} on {name} is not known: {self.note}"
        amount = self._amount(self.value, named=True)
        way = "higher" if self.value > self._null else "lower"
        if math.isnan(self.low) and self.value == self._null:
            text = f"{begin_sentence(name)} was the same with {self.change} and {self.against}."
        elif math.isnan(self.low):
            text = (
                f"{begin_sentence(name)} was {amount} {way} with {self.change} in these data, but "
                "how sure that is cannot be known."
            )
        elif self.verdict == "difference":
            size = (
                f"{amount} {way}; with {self._level} confidence the true difference is "
                f"{self._between()}"
            )
            text = (
                f"{change} caused {name} to be {size}. {self.rests_on}"
                if self.claim == "caused"
                else f"{change} went with {name} {size}. {self._why_not()}"
            )
        else:
            text = (
                f"These data do not show an effect of {self.change} on {name}: with {self._level} "
                f"confidence the difference is {self._between()}. That does not show that there "
                "is none."
            )
            if self.claim == "went with":
                text += f" {self._why_not()}"
        return " ".join(filter(None, [text, *self._cautions(), begin_sentence(self.note)]))

    def _cautions(self) -> list[str]:
        """Return what failed, and does not decide on the claim."""
        return [c.sentence for c in self.checks if c.passed is False and not c.decides]

    def _why_not(self) -> str:
        """Return why "caused" cannot be said."""
        found = " ".join(check.sentence for check in self._doubts())
        return f"Whether it was the cause, this does not show. {found}"

    # --- out ---------------------------------------------------------------------------------

    def _row(self) -> dict[str, Any]:
        return {
            "metric": self.measure.name,
            "design": self.design,
            "change": self.change,
            "against": self.against,
            "effect": self.effect,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "unit": "ratio" if self.effect == "ratio" else self.measure.unit.name,
            "p_value": self.p_value,
            "standard_error": self.standard_error,
            "degrees_of_freedom": self.degrees_of_freedom,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "claim": self.claim,
            "failed_checks": ", ".join(check.name for check in self._doubts()),
            "n_missing": self.n_missing,
            "n_excluded": self.n_excluded,
            "note": self.note,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the effect as a pandas data frame of one row; values as stored."""
        import pandas as pd

        return pd.DataFrame([self._row()])

    def checks_to_frame(self) -> pd.DataFrame:
        """Return what was looked at as a pandas data frame: one row a check."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "check": check.name,
                    "found": check.word,
                    "decides": check.decides,
                    "p_value": check.p_value,
                    "sentence": check.sentence,
                }
                for check in self.checks
            ]
        )

    def _repr_html_(self) -> str:
        header = ["metric", f"{self._contrast} [{self._level} interval]", "p", "claim"]
        p = self._p_text().removeprefix("p = ").removeprefix("p ")
        row = [self.measure.name, self._numbers_text(), p, self.claim]
        caption = f"{self.measure.name}: {self.design}; {self.method}; {self.counts}"
        table = html_table(caption, header, [row], [])
        checks = html_table(
            "What was checked",
            ["check", "result", "in words"],
            [[check.name, check.word, check.sentence] for check in self.checks],
            [],
        )
        words = f"<p>{html.escape(self.sentence)}</p>"
        return f"{table}{words}{checks if self.checks else ''}"
