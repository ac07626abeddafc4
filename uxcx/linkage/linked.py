"""What `link` gives: one row a customer, what it covers, and whom it leaves out."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from uxcx.linkage.phrases import in_words
from uxcx.linkage.selection import Selected
from uxcx.results import html_table, show

if TYPE_CHECKING:
    import pandas as pd

ALL = "all parts"


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What became of a source's rows, and how many customers they tell of.

    Parameters
    ----------
    part, role : str
        The source's name; ``"experience"`` or ``"outcome"``.
    made : str
        Its columns, and how they were put together.
    customers : int
        Customers with a value in each of its columns.
    rows, used : int
        Of the source; and those in its window that belong to one of the customers.
    before, after, timeless, unknown, nobody : int
        Rows left out: before or after the window, without a time, of other customers, of none.
    """

    part: str
    role: str
    made: str
    customers: int
    rows: int
    used: int
    before: int
    after: int
    timeless: int
    unknown: int
    nobody: int


@dataclass(frozen=True, kw_only=True, repr=False)
class Linked:
    """One row a customer, what it covers, and whom it leaves out.

    Parameters
    ----------
    frame : data frame
        Of the engine of the customers: the customer, what was kept, and a column for each thing
        that was put together; every customer once.
    n, n_complete : int
        Customers, and those with a value in every column of every source.
    coverage : tuple of Coverage
        One a source.
    selection : tuple of Selected
        How complete customers differ from the others, and those with a part from those without; the
        largest difference first.
    known : tuple of str
        The columns that were kept.
    confidence_level : float
        Of the intervals.
    notes : tuple of str
        Rows left out and why; what was taken for granted.
    """

    frame: Any = field(compare=False)
    n: int
    n_complete: int
    coverage: tuple[Coverage, ...]
    selection: tuple[Selected, ...]
    known: tuple[str, ...]
    confidence_level: float
    notes: tuple[str, ...]

    def _share(self, n: int) -> str:
        return f"{n:,} ({show(100 * n / self.n, 0)}%)"

    def __repr__(self) -> str:
        parts = "; ".join(f"{c.part} {self._share(c.customers)}" for c in self.coverage)
        head = f"{self.n:,} customers linked: {parts}; all {self._share(self.n_complete)}"
        return "\n".join([head, self.sentence, *(f"Note: {note}" for note in self.notes)])

    @property
    def sentence(self) -> str:
        """How many are known on all sides, and whether they differ from the others."""
        text = f"Of {self.n:,} customers, {self._share(self.n_complete)} have all parts."
        of_all = [each for each in self.selection if each.part == ALL]
        if self.n_complete in (0, self.n):
            return text
        if of_all and all(math.isnan(each.difference.value) for each in of_all):
            return f"{text} These are too few to see whether they differ from the others."
        if not of_all:
            return (
                f"{text} Whether they differ from the others cannot be seen: nothing is known of "
                "all. Name columns of the customers with keep=."
            )
        apart = [each for each in of_all if each.matters]
        if not apart:
            most = of_all[0]
            return (
                f"{text} In what is known of all they differ little from the others; most in "
                f"{in_words(most.known)}, by {most.difference.text(signed=True)} standard "
                "deviations. They may still differ in what is not known."
            )
        most = apart[0]
        more = f", and in {len(apart) - 1} more" if len(apart) > 1 else ""
        return (
            f"{text} They are not like the others: they differ most in {in_words(most.known)} "
            f"({show(most.with_part, 2)} against {show(most.without_part, 2)}, "
            f"{most.difference.text(signed=True)} standard deviations){more}. What is found among "
            "them need not hold for all."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the coverage as a pandas data frame: one row a source."""
        import pandas as pd

        return pd.DataFrame([vars(each) for each in self.coverage]).assign(
            n=self.n, n_complete=self.n_complete
        )

    def selection_to_frame(self) -> pd.DataFrame:
        """Return the selection check as a pandas data frame: one row a part and thing known."""
        import pandas as pd

        rows = [
            {
                "part": each.part,
                "known": each.known,
                "with_part": each.with_part,
                "without_part": each.without_part,
                "n_with": each.n_with,
                "n_without": each.n_without,
                "difference": each.difference.value,
                "low": each.difference.low,
                "high": each.difference.high,
                "p_value": each.p_value,
            }
            for each in self.selection
        ]
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        header = ["part", "role", "made from its rows", "customers", "rows used", "of rows"]
        rows = [
            [c.part, c.role, c.made, self._share(c.customers), f"{c.used:,}", f"{c.rows:,}"]
            for c in self.coverage
        ]
        rows.append([ALL, "", "", self._share(self.n_complete), "", ""])
        table = html_table(f"{self.n:,} customers linked", header, rows, list(self.notes))
        level = f"{100 * self.confidence_level:g}%"
        compared = html_table(
            "Those who have a part, and those who have not",
            ["part", "known of all", "with", "without", f"difference in sd [{level} interval]"],
            [
                [
                    each.part,
                    each.known,
                    show(each.with_part, 2),
                    show(each.without_part, 2),
                    each.difference.text(signed=True),
                ]
                for each in self.selection
            ],
            [],
        )
        words = f"<p>{html.escape(self.sentence)}</p>"
        return f"{table}{words}{compared if self.selection else ''}"
