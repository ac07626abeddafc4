"""A check under way: the table, and the conditions that its rows may meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.errors import rows_phrase
from uxcx.frames import SHOWN_ROWS, Frame, collect
from uxcx.intake.checked import Problem, Severity
from uxcx.intake.study import Study
from uxcx.results import as_plain

KEPT_ROWS = 100
ROW = "_uxcx_row"
#: for how many reasons a row is set aside
N_REASONS = "_uxcx_n_reasons"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A condition that rows can meet, and what to say of those that do.

    Parameters
    ----------
    check : str
        The name of the check.
    severity : {"must fix", "look at"}
        How bad it is.
    columns : list of str
        Columns whose values the message shows.
    condition : narwhals.Expr
        Whether a row has the problem; missing counts as no.
    say : callable
        From where the rows are, in words, and the values of the first rows to the message.
    column : str
        The column that the problem is about, or ``""``.
    """

    check: str
    severity: Severity
    columns: Sequence[str]
    condition: nw.Expr
    say: Callable[[str, Sequence[tuple[Any, ...]]], str]
    column: str = ""


@dataclass(kw_only=True)
class UnderCheck:
    """The table that is checked, with its working columns, and what was found so far.

    Parameters
    ----------
    frame : narwhals frame
        The rows, with their place in the column `ROW` where they have an order.
    study : Study
        The study.
    columns : list of str
        The columns that came with the data.
    """

    frame: Frame
    study: Study
    columns: list[str]
    problems: list[Problem] = field(default_factory=list)
    #: the columns of 1 and 0 that say which rows are set aside, and why
    aside: list[tuple[str, str]] = field(default_factory=list)

    @property
    def lazy(self) -> bool:
        """Whether the rows are somewhere else, and have no order."""
        return isinstance(self.frame, nw.LazyFrame)

    def of(self, role: str) -> list[str]:
        """Return the columns of a role that are in the data."""
        return [c for c in self.study.columns.get(role, ()) if c in self.columns]

    def first(self, role: str) -> str | None:
        """Return the column of a role, or None if it is not in the data."""
        return next(iter(self.of(role)), None)

    def look_for(self, findings: Sequence[Finding]) -> None:
        """Look for rows that meet conditions; note a problem for each that some rows meet.

        All conditions become columns of 1 and 0 that are added up in one query: SQL engines take
        no compound expressions in sums, and a file of many rows is read once.
        """
        if not findings:
            return
        flags = [f"_uxcx_flag{index}" for index in range(len(findings))]
        conditions = {
            flag: each.condition.fill_null(False).cast(nw.Int64)
            for flag, each in zip(flags, findings, strict=True)
        }
        self.frame = self.frame.with_columns(**conditions)
        wanted = {flag: nw.col(flag).sum() for flag in flags}
        source = self.frame
        if self.lazy:
            # Two examples of each, in the same query: a look for rows would read all again.
            examples = {
                f"{flag} {place}": nw.when(nw.col(flag) == 1).then(nw.col(column))
                for flag, each in zip(flags, findings, strict=True)
                for place, column in enumerate(each.columns)
            }
            source = source.with_columns(**examples)
            for name in examples:
                wanted[f"{name} min"] = nw.col(name).min()
                wanted[f"{name} max"] = nw.col(name).max()
        found = collect(source.select(**wanted)).rows(named=True)[0]
        for flag, finding in zip(flags, findings, strict=True):
            if found[flag]:
                self._note(finding, flag, int(found[flag]), found)

    def _note(self, finding: Finding, flag: str, n: int, seen: Mapping[str, Any]) -> None:
        aside = finding.severity == "must fix" or finding.check in self.study.set_aside
        places = range(len(finding.columns))
        rows: tuple[int, ...] = ()
        if isinstance(self.frame, nw.DataFrame):
            found = self.frame.filter(nw.col(flag) == 1)
            rows = tuple(int(row) for row in found[ROW].head(KEPT_ROWS).to_list())
            shown = found.select(*finding.columns).head(SHOWN_ROWS).rows()
        else:
            ends = ("min", "max")
            shown = [tuple(seen[f"{flag} {place} {end}"] for place in places) for end in ends]
        values = [tuple(as_plain(value) for value in row) for row in shown]
        self.problems.append(
            Problem(
                check=finding.check,
                severity=finding.severity,
                column=finding.column,
                message=finding.say(rows_phrase(rows[:SHOWN_ROWS], n), values),
                n=n,
                rows=rows,
                set_aside=aside,
            )
        )
        if aside:
            self.aside.append((flag, f"{finding.check}: {finding.column}".rstrip(": ")))

    def note(
        self, check: str, severity: Severity, message: str, *, column: str = "", n: int = 0
    ) -> None:
        """Note a problem of a column, or of the whole table."""
        self.problems.append(
            Problem(check=check, severity=severity, column=column, message=message, n=n)
        )
