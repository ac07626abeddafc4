"""What a check gives back: rows that can be measured, rows set aside, and every problem."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from uxcx.errors import IntakeError
from uxcx.results import html_table

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.intake.study import Study

Severity = Literal["must fix", "look at"]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong with the data, or that somebody should look at.

    Parameters
    ----------
    check : str
        Which check found it: ``"off the scale"``.
    severity : {"must fix", "look at"}
        Whether answers cannot be measured as they are, or only look odd.
    column : str
        The column, or ``""`` for the whole table.
    message : str
        The problem in words: rule, values, rows, likely cause.
    n : int
        How many rows have it.
    rows : tuple of int
        The first hundred of them, counted from 0; none where the engine has no order of rows.
    set_aside : bool
        Whether these rows were set aside.
    """

    check: str
    severity: Severity
    column: str = ""
    message: str
    n: int = 0
    rows: tuple[int, ...] = ()
    set_aside: bool = False

    def __repr__(self) -> str:
        return f"{self.severity}: {self.message}"


@dataclass(frozen=True, kw_only=True, repr=False)
class Checked:
    """A table that was checked against a study.

    Parameters
    ----------
    frame : data frame
        The rows that can be measured, answers as numbers, of the engine that was given. It holds
        the columns of the study, and a score for each questionnaire (see `scores`).
    set_aside : data frame
        The rows that were set aside, as they came, with two columns before them: ``row``, counted
        from 0 (where rows have an order), and ``reason``.
    problems : tuple of Problem
        All problems, those that must be fixed first.
    study : Study
        The study.
    n_rows, n_set_aside : int
        Rows given, and rows set aside.
    scores : mapping of str to str
        The column of the score of each questionnaire: ``{"sus": "sus_score"}``. A sheet with a
        missing answer has no score.
    left_out : tuple of str
        Columns that are in the data and not in the result: those that the study does not name
        (see `not_named`), free text, and personal ones.
    personal : mapping of str to str
        Columns that look like personal data, and what they look like.
    reasons : mapping of str to int
        How many rows were set aside for each first reason.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx.intake import Study, check
    >>> frame = pd.DataFrame({"who": ["p1", "p2", "p3"], "recommend": [10, 99, 7]})
    >>> checked = check(frame, Study(respondent="who", nps="recommend"))
    >>> print(checked.sentence)
    2 of 3 rows can be measured; 1 was set aside (off the scale: 1). There is 1 problem to fix.

    The answer 99 is in `checked.set_aside`, with the reason.
    """

    frame: Any
    set_aside: Any
    problems: tuple[Problem, ...]
    study: Study
    n_rows: int
    n_set_aside: int
    scores: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    personal: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def n_kept(self) -> int:
        """How many rows can be measured."""
        return self.n_rows - self.n_set_aside

    @property
    def must_fix(self) -> tuple[Problem, ...]:
        """The problems that must be fixed."""
        return tuple(p for p in self.problems if p.severity == "must fix")

    @property
    def look_at(self) -> tuple[Problem, ...]:
        """The problems that somebody should look at."""
        return tuple(p for p in self.problems if p.severity == "look at")

    def require_usable(self) -> Checked:
        """Return the checked table, or refuse it if nothing in it can be measured.

        Returns
        -------
        Checked
            The same.

        Raises
        ------
        IntakeError
            If a column of the study is not there, has no answers, or no row is left. The message
            lists all problems that must be fixed.
        """
        open_ones = [p for p in self.must_fix if not p.set_aside]
        if not open_ones and self.n_kept:
            return self
        listed = " ".join(p.message for p in self.must_fix) or "There are no rows."
        raise IntakeError(f"The data does not fit the study. {listed}")

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        aside = ""
        if self.n_set_aside:
            reasons = ", ".join(f"{reason}: {n:,}" for reason, n in self.reasons.items())
            verb = "was" if self.n_set_aside == 1 else "were"
            aside = f"; {self.n_set_aside:,} {verb} set aside ({reasons})"
        rows = "row" if self.n_rows == 1 else "rows"
        counts = f"{self.n_kept:,} of {self.n_rows:,} {rows} can be measured{aside}."
        found = [(len(self.must_fix), "fix"), (len(self.look_at), "look at")]
        parts = [f"{n:,} to {verb}" for n, verb in found if n]
        if not parts:
            return f"{counts} No problem was found."
        first, *rest = parts
        one = first.startswith("1 ")
        noun = first.replace(" to ", " problem to " if one else " problems to ", 1)
        return f"{counts} There {'is' if one else 'are'} {' and '.join([noun, *rest])}."

    def __repr__(self) -> str:
        lines = [*(f"- {problem!r}" for problem in self.problems), *self._left_out_note()]
        return "\n".join([self.sentence, *lines])

    @property
    def not_named(self) -> list[str]:
        """The columns that are in the data and not in the study."""
        named = {column for columns in self.study.columns.values() for column in columns}
        return [column for column in self.left_out if column not in {*named, *self.study.keep}]

    def _left_out_note(self) -> list[str]:
        columns = self.not_named
        shown = ", ".join(columns[:20])
        if len(columns) > 20:
            shown += f" and {len(columns) - 20:,} more"
        cure = "Not named in the study, and left out (keep= has them kept)"
        return [f"{cure}: {shown}."] if columns else []

    def to_frame(self) -> pd.DataFrame:
        """Return the problems as a pandas data frame: one row a problem."""
        import pandas as pd

        columns = ["severity", "check", "column", "n", "rows", "set_aside", "message"]
        rows = [{**vars(p), "rows": ", ".join(map(str, p.rows))} for p in self.problems]
        return pd.DataFrame(rows, columns=columns)

    def _repr_html_(self) -> str:
        rows = [
            [p.severity, p.column or "(table)", p.message, "yes" if p.set_aside else "no"]
            for p in self.problems
        ]
        notes = self._left_out_note()
        if not rows:
            return "".join(f"<p>{html.escape(line)}</p>" for line in [self.sentence, *notes])
        header = ["severity", "column", "problem", "rows set aside"]
        return html_table(self.sentence, header, rows, notes)
