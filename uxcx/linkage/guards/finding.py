"""What a guard found, or did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from uxcx.results import html_table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, repr=False)
class Finding:
    """What one guard found.

    Parameters
    ----------
    guard : str
        Which: ``"Simpson's reversal"``.
    where : str
        The column or the metrics that were looked at.
    found : bool
        Whether the alarm is given.
    sentence : str
        What was found, with its numbers, and what to do; or what was not.
    p_value : float
        Of the guard's test, corrected for how many were made.
    numbers : dict of str to float
        The numbers of the sentence, as stored.
    """

    guard: str
    where: str
    found: bool
    sentence: str
    p_value: float
    numbers: Mapping[str, float] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"{'ALARM' if self.found else 'quiet'}, {self.guard} ({self.where}): {self.sentence}"


class Findings:
    """What several guards found: iterate, or read `alarms`.

    Parameters
    ----------
    findings : sequence of Finding
        In the order in which they were looked for.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._findings = tuple(findings)

    def __len__(self) -> int:
        return len(self._findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._findings)

    def __getitem__(self, index: int) -> Finding:
        return self._findings[index]

    @property
    def alarms(self) -> list[Finding]:
        """Those that were found."""
        return [each for each in self._findings if each.found]

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        if not self.alarms:
            looked = ", ".join(dict.fromkeys(each.guard for each in self._findings))
            return f"Nothing was found of: {looked}. That does not show that there is nothing."
        return " ".join(each.sentence for each in self.alarms)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self._findings))

    def to_frame(self) -> pd.DataFrame:
        """Return the findings as a pandas data frame: one row each."""
        import pandas as pd

        columns = ("guard", "where", "found", "p_value", "sentence")
        return pd.DataFrame([{c: getattr(each, c) for c in columns} for each in self._findings])

    def _repr_html_(self) -> str:
        rows = [
            [each.guard, each.where, "found" if each.found else "quiet", each.sentence]
            for each in self._findings
        ]
        return html_table("Guards", ["guard", "where", "result", "in words"], rows, [])


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for their number (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    found = [1.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, p_values[index] * (len(p_values) - rank)))
        found[index] = largest
    return found
