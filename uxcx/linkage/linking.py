"""One row a customer, from tables that know different things of the same people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, cast

import narwhals.stable.v2 as nw

from uxcx.comparison import check_confidence_level
from uxcx.engines import with_microseconds
from uxcx.errors import AnswerError, rows_phrase
from uxcx.frames import Frame, collect, column_names, count_rows, first_rows, open_frame
from uxcx.linkage.linked import ALL, Coverage, Linked
from uxcx.linkage.phrases import counted, listed
from uxcx.linkage.selection import Selected, known_of_all, selection
from uxcx.linkage.sources import (
    ANCHOR,
    KNOWN,
    ZERO_WITHOUT_ROWS,
    Part,
    Source,
    microseconds,
    put_together,
)
from uxcx.preparing import own
from uxcx.relationships.logs import one_row, plain_ids
from uxcx.results import begin_sentence


def link(
    customers: Any,
    *,
    customer: str = "customer",
    experience: Sequence[Source],
    outcomes: Sequence[Source],
    keep: Sequence[str] = (),
    anchor: str | None = None,
    confidence_level: float = 0.95,
) -> Linked:
    """Put what several tables know of the same customers into one row each.

    Parameters
    ----------
    customers : data frame
        Of any engine, one row a customer: all of whom answers are sought.
    customer : str, default "customer"
        The column that names them.
    experience : sequence of Source
        What may have moved the outcome: tasks, visits, deliveries, contacts.
    outcomes : sequence of Source
        What came of it: answers, orders, staying. Nothing of a customer's experience may be later
        than the first of their outcome; that is refused.
    keep : sequence of str, optional
        Columns of `customers` to keep: what is known of all.
    anchor : str, optional
        A column of `customers` with a date or time, such as that of the survey. Windows of sources
        that are numbers are days from it; who has none has no rows there.
    confidence_level : float, default 0.95
        Of the intervals of the selection check; between 0 and 1.

    Returns
    -------
    Linked
        The rows (`frame`, of the same engine; lazy if it is), how many customers have which part
        (`coverage`), and whether they differ from the others (`selection`).

    Raises
    ------
    AnswerError
        If a customer stands twice or is missing, a column is of the wrong kind, no customer has
        any row of a source, or experience came after the outcome.
    ColumnError
        If a column is not there.
    TypeError
        If tables are of different engines.
    ValueError
        If two new columns have one name, or windows need an anchor.

    Notes
    -----
    Every customer stays, with missing values where a source has nothing. Rows that are left out are
    counted, by reason. Differences are Hedges' g; those of 0.1 and more (Austin 2009, *Statistics
    in Medicine* 28:3083) are named if they are clear after Holm's correction for their number.

    Examples
    --------
    >>> from uxcx import datasets, linkage
    >>> app = datasets.load("budgeting")
    >>> linked = linkage.link(
    ...     app.customers,
    ...     experience=[linkage.Source(name="months", data=app.months, time="month",
    ...         start="2025-07-01", end="2026-01-01", columns={"unaided": ("reconciled", "mean")})],
    ...     outcomes=[linkage.Source(name="survey", data=app.survey, time="answered",
    ...         columns={"recommend": ("recommend", "last")})],
    ...     keep=["plan", "age"])
    >>> linked.n, linked.n_complete > 900
    (2000, True)

    Half of the customers are known on both sides.
    """
    check_confidence_level(confidence_level)
    sources = [*experience, *outcomes]
    kept = column_names(keep)
    _require_names([customer, *kept], sources, anchor)
    people, n = _people(customers, customer, kept, anchor)
    mark = people.select(customer, ANCHOR, KNOWN)
    parts = [put_together(source, mark, customer) for source in sources]
    rows = _joined(people, parts, customer, n)
    for before, after in product(parts[: len(experience)], parts[len(experience) :]):
        _require_order(rows, before, after)
    columns = [new for source in sources for new in source.columns]
    flags = {own(f"has {s.name}"): list(s.columns) for s in sources} | {own("all"): columns}
    rows = rows.with_columns(
        **{
            flag: nw.all_horizontal(
                *(~nw.col(c).is_null() for c in needed), ignore_nulls=True
            ).cast(nw.Int64)
            for flag, needed in flags.items()
        }
    )
    covered = one_row(rows.select(*(nw.col(flag).sum() for flag in flags)))
    has = {flag: int(covered[flag] or 0) for flag in flags}
    return Linked(
        frame=rows.select(customer, *kept, *columns).to_native(),
        n=n,
        n_complete=has[own("all")],
        coverage=tuple(_coverage(part, has, role) for part, role in _roles(parts, experience)),
        selection=_selection(
            rows,
            has,
            known=[*kept, *_of_everybody(parts, has, n)],
            n=n,
            confidence_level=confidence_level,
        ),
        known=tuple(kept),
        confidence_level=float(confidence_level),
        notes=_notes(parts, n),
    )


def _roles(parts: list[Part], experience: Sequence[Source]) -> list[tuple[Part, str]]:
    return [
        (part, "experience" if place < len(experience) else "outcome")
        for place, part in enumerate(parts)
    ]


# --- checked ------------------------------------------------------------------------------------


def _require_names(taken: list[str], sources: Sequence[Source], anchor: str | None) -> None:
    """Refuse no source, two of one name, two columns of one name, and windows without anchor."""
    if not sources:
        raise ValueError("Name a source or more: experience=[linkage.Source(...)].")
    seen = set[str]()
    for source in sources:
        if source.name in seen:
            raise ValueError(f"Two sources are called {source.name!r}; give each its own name.")
        seen.add(source.name)
        if source.relative and anchor is None:
            raise ValueError(
                f"The window of {source.name!r} is in days from an anchor: say which with anchor=, "
                "a column of the customers."
            )
        for new in source.columns:
            if new in taken:
                raise ValueError(f"Two columns would be called {new!r}; give one another name.")
            taken = [*taken, new]


def _people(
    customers: Any, customer: str, kept: list[str], anchor: str | None
) -> tuple[Frame, int]:
    """Return the customers with their anchor, each once, and how many there are."""
    frame, _ = open_frame(customers, [customer, *kept, *([anchor] if anchor else [])])
    gap = nw.col(customer).is_null()
    n_gaps = count_rows(frame.filter(gap))
    if n_gaps:
        rows = [row for row, _ in first_rows(frame, gap, [customer]) if row is not None]
        raise AnswerError(f"Column {customer!r} is missing in {rows_phrase(rows, n_gaps)}.")
    frame = plain_ids(frame, customer)
    twice = frame.group_by(customer).agg(nw.len().alias(own("n"))).filter(nw.col(own("n")) > 1)
    found = collect(twice.sort(customer).head(1)).rows()
    if found:
        raise AnswerError(
            f"The customer {found[0][0]!r} stands {found[0][1]} times in the table of customers, "
            f"where each may stand once; so do {count_rows(twice) - 1:,} more."
        )
    if anchor:
        dtype = frame.collect_schema()[anchor]
        if not isinstance(dtype, nw.Date | nw.Datetime):
            raise AnswerError(
                f"Column {anchor!r} must hold dates or times to be the anchor; it holds {dtype}."
            )
        known: Any = with_microseconds(frame.filter(~nw.col(anchor).is_null()), anchor, ANCHOR)
        # Joined rather than computed for all: pandas has no missing whole numbers.
        frame = cast(Any, frame).join(known.select(customer, ANCHOR), on=customer, how="left")
    else:
        frame = frame.with_columns(nw.lit(0).alias(ANCHOR))
    frame = frame.with_columns(nw.lit(1).alias(KNOWN))
    return frame.select(customer, *kept, ANCHOR, KNOWN), count_rows(frame)


def _joined(people: Frame, parts: list[Part], customer: str, n: int) -> Frame:
    """Return the customers with all parts; counts and sums are 0 for who has no rows."""
    rows: Any = people
    for part in parts:
        if part.counts["used"] == 0:
            raise AnswerError(
                f"No row of {part.source.name!r} can be used: {_reasons(part)}. Is the window "
                f"right, and are the customers of both tables named alike?"
            )
        rows = rows.join(cast(Any, part.frame), on=customer, how="left")
        without = nw.col(own(f"rows {part.source.name}")).is_null()
        zero = [
            nw.when(without).then(nw.lit(0)).otherwise(nw.col(new)).alias(new)
            for new, (_, way) in part.source.columns.items()
            if way in ZERO_WITHOUT_ROWS
        ]
        rows = rows.with_columns(*zero) if zero else rows
    return cast(Frame, rows)


def _require_order(rows: Frame, before: Part, after: Part) -> None:
    """Refuse experience that is later than the first of the outcome, customer by customer."""
    latest, earliest = _end_of(before), _start_of(after)
    late = (latest > earliest) & ~nw.col(own(f"rows {before.source.name}")).is_null()
    late = (late & ~nw.col(own(f"rows {after.source.name}")).is_null()).fill_null(False)
    n = count_rows(rows.filter(late))
    if n:
        raise AnswerError(
            f"{before.source.name!r} is experience and {after.source.name!r} an outcome, but for "
            f"{counted(n, 'customer')} the experience has rows later than the outcome's first: "
            f"what came later cannot have moved it. Let the window of {before.source.name!r} end "
            f"where that of {after.source.name!r} starts (start=, end=), or "
            f"count days from an anchor."
        )


def _end_of(part: Part) -> nw.Expr:
    """Return the time by which a part's rows had ended."""
    if part.source.time:
        return nw.col(part.latest)
    end = cast(int, microseconds(part.source.end, "end"))
    return nw.col(ANCHOR) + end if part.source.relative else nw.lit(end)


def _start_of(part: Part) -> nw.Expr:
    """Return the time from which a part's rows are."""
    if part.source.time:
        return nw.col(part.earliest)
    start = cast(int, microseconds(part.source.start, "start"))
    return nw.col(ANCHOR) + start if part.source.relative else nw.lit(start)


# --- reported -----------------------------------------------------------------------------------


def _coverage(part: Part, has: dict[str, int], role: str) -> Coverage:
    counts = {k: v for k, v in part.counts.items() if k != "ties"}
    made = ", ".join(
        f"{new} = {way} of {column}" for new, (column, way) in part.source.columns.items()
    )
    return Coverage(
        part=part.source.name,
        role=role,
        made=made,
        customers=has[own(f"has {part.source.name}")],
        **counts,
    )


REASONS = {
    "before": "before the window",
    "after": "after the window",
    "timeless": "without a time",
    "unknown": "of customers who are not in the table of customers",
    "nobody": "without a customer",
}


def _reasons(part: Part) -> str:
    """Return why rows were left out, in words."""
    found = [f"{part.counts[key]:,} {why}" for key, why in REASONS.items() if part.counts[key]]
    return ", ".join(found) or "it has no rows"


def _of_everybody(parts: list[Part], has: dict[str, int], n: int) -> list[str]:
    """Return the columns of the parts that every customer has."""
    whole = [part for part in parts if has[own(f"has {part.source.name}")] == n]
    return [column for part in whole for column in part.source.columns]


def _selection(
    rows: Frame, has: dict[str, int], *, known: list[str], n: int, confidence_level: float
) -> tuple[Selected, ...]:
    """Return how those with a part differ from those without, for all that some lack."""
    rows, numbers = known_of_all(rows, known)
    found: list[Selected] = []
    for flag in reversed(has):
        name = ALL if flag == own("all") else flag.removeprefix(own("has "))
        if numbers and 0 < has[flag] < n:
            found += selection(rows, flag, name, numbers, confidence_level=confidence_level)
    return tuple(found)


def _notes(parts: list[Part], n: int) -> tuple[str, ...]:
    notes = []
    for part in parts:
        name, counts = begin_sentence(part.source.name), part.counts
        if counts["used"] < counts["rows"]:
            left = counts["rows"] - counts["used"]
            notes.append(
                f"{name}: {left:,} of {counted(counts['rows'], 'row')} "
                f"{'was' if left == 1 else 'were'} left out ({_reasons(part)})."
            )
        if part.source.time is None:
            notes.append(
                f"{name}: that its rows are from {part.source.start} to {part.source.end} was "
                "said, not seen."
            )
        if counts["ties"]:
            notes.append(
                f"{name}: {counted(counts['ties'], 'customer')} with two values at the same first "
                "or last time; their mean was taken."
            )
        zero = [new for new, (_, way) in part.source.columns.items() if way in ZERO_WITHOUT_ROWS]
        if zero:
            notes.append(f"{name}: customers without rows count as 0 in {listed(zero)}.")
    return tuple(notes)
