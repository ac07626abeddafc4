"""Text files of millions of rows: read piece by piece by DuckDB or Polars, never whole.

The first rows say what each column is; one pass over the file says whether all rows agree.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uxcx.errors import IntakeError
from uxcx.intake.entries import MISSING
from uxcx.intake.opened import Decision

#: what a column of the sample was read as
NUMBER, DATE, FLAG, TEXT = "numbers", "dates", "yes and no", "text"
_YEAR_FIRST = ("%Y{0}%m{0}%d",)
_YEAR_LAST = {
    "day first": ("%d{0}%m{0}%Y", "%d{0}%m{0}%y"),
    "month first": ("%m{0}%d{0}%Y", "%m{0}%d{0}%y"),
}
_CLOCKS = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S", " %I:%M %p")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a text file is laid out, as its first rows show.

    Parameters
    ----------
    path : Path
        The file.
    delimiter, decimal : str
        How entries are set apart, and numbers written.
    formats : tuple of str
        How dates are written.
    skip : int
        How many lines stand above the first row of answers.
    kinds : mapping of str to str
        The columns in their order, and what each was read as.
    """

    path: Path
    delimiter: str
    decimal: str
    formats: tuple[str, ...]
    skip: int
    kinds: Mapping[str, str]


def formats_of(order: str, entries: Iterable[str]) -> tuple[str, ...]:
    """Return the formats in which dates are written, as far as some entries show.

    Parameters
    ----------
    order : str
        In which order day, month and year stand, or the one format that was given.
    entries : iterable of str
        Entries of columns of dates.
    """
    if "%" in order:
        return (order,)
    possible = [
        day.format(mark) + clock
        for day in (*_YEAR_FIRST, *_YEAR_LAST.get(order, ()))
        for mark in "-./"
        for clock in _CLOCKS
    ]
    return tuple(form for form in possible if any(_fits(entry, form) for entry in entries))


def _fits(entry: str, form: str) -> bool:
    try:
        datetime.datetime.strptime(entry.strip(), form)
    except ValueError:
        return False
    return True


def scan(layout: Layout, engine: str) -> tuple[Any, list[Decision]]:
    """Return the file as a lazy table of an engine, and what was decided."""
    try:
        return (_scan_duckdb if engine == "duckdb" else _scan_polars)(layout)
    except (IntakeError, ImportError):
        raise
    except Exception as problem:  # what DuckDB and Polars raise has no common base
        raise IntakeError(
            f"{layout.path.name} cannot be read by {engine}: {str(problem).splitlines()[0][:300]}"
        ) from None


def _decisions(
    counts: Mapping[str, Any], layout: Layout, wrong: Sequence[str], engine: str
) -> list[Decision]:
    found = [
        Decision(
            what="engine",
            value=f"{engine}, {int(counts['rows']):,} rows read piece by piece",
            option="engine",
        )
    ]
    for place, name in enumerate(layout.kinds):
        if name in wrong:
            n = int(counts[f"wrong{place}"])
            found.append(
                Decision(
                    what="kept as text",
                    value=repr(name),
                    why=f"{n:,} entries are no {layout.kinds[name]}, such as "
                    f"{str(counts[f'odd{place}'])[:40]!r}",
                )
            )
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _scan_duckdb(layout: Layout) -> tuple[Any, list[Decision]]:
    import duckdb

    try:
        return _duckdb(layout, parallel=True)
    except duckdb.InvalidInputException as problem:
        if "null_padding" not in str(problem):
            raise
        # Entries over several lines among rows that end early: one thread can read them.
        return _duckdb(layout, parallel=False)


def _duckdb(layout: Layout, *, parallel: bool) -> tuple[Any, list[Decision]]:
    import duckdb

    def opened(types: Mapping[str, str]) -> Any:
        return duckdb.read_csv(
            str(layout.path),
            delimiter=layout.delimiter,
            header=False,
            skiprows=layout.skip,
            columns=dict(types),
            quotechar='"',
            escapechar='"',
            null_padding=True,
            auto_detect=False,
            parallel=parallel,
            decimal=layout.decimal or ".",
        )

    raw = opened(dict.fromkeys(layout.kinds, "VARCHAR"))
    # In the order of their cost: what the reader of the file can do itself is the fastest by far.
    values: dict[str, dict[str, str]] = {}
    wanted = ["count(*) AS rows"]
    for place, (name, kind) in enumerate(layout.kinds.items()):
        column = _quoted(name)
        if kind == TEXT:
            wanted.append(f"count({column}) AS filled{place}")
            continue
        values[name] = _duckdb_values(column, kind, layout)
        given = f"{column} <> ''"
        unread = f"{given} AND ({values[name]['plain']}) IS NULL"
        dressed = f"{unread} AND lower(trim({column})) NOT IN ({_MARKS})"
        wrong = f"{dressed} AND ({values[name]['dressed']}) IS NULL"
        wanted += [
            f"count(*) FILTER ({unread}) AS unread{place}",
            f"count(*) FILTER ({dressed}) AS dressed{place}",
            f"count(*) FILTER ({wrong}) AS wrong{place}",
            f"any_value({column}) FILTER ({wrong}) AS odd{place}",
        ]
    found = raw.aggregate(", ".join(wanted))
    counts = dict(zip(found.columns, found.fetchall()[0], strict=True))
    failed, native, shown = [], dict.fromkeys(layout.kinds, "VARCHAR"), []
    for place, (name, kind) in enumerate(layout.kinds.items()):
        column = _quoted(name)
        if kind == TEXT or counts[f"wrong{place}"]:
            failed += [name] if kind != TEXT else []
            shown.append(f"nullif({column}, '') AS {column}")
        elif kind == NUMBER and not counts[f"unread{place}"]:
            native[name] = "DOUBLE"
            shown.append(column)
        else:
            form = "dressed" if counts[f"dressed{place}"] else "plain"
            shown.append(f"{values[name][form]} AS {column}")
    table = opened(native).project(", ".join(shown))
    return table, _decisions(counts, layout, failed, "duckdb")


_MARKS = ", ".join(map(_literal, ["", *sorted(MISSING)]))


def _duckdb_values(column: str, kind: str, layout: Layout) -> dict[str, str]:
    """Return how the entries of a column are read: plain ones, and those with signs about them."""
    if kind == FLAG:
        value = f"TRY_CAST(trim({column}) AS BOOLEAN)"
        return {"plain": value, "dressed": value}
    if kind == DATE:
        formats = ", ".join(map(_literal, layout.formats))
        value = f"try_strptime(trim({column}), [{formats}])"
        return {"plain": value, "dressed": value}
    thousands, point = (".", ",") if layout.decimal == "," else (",", ".")
    plain = column if point == "." else f"replace({column}, ',', '.')"
    bare = f"replace(rtrim({column}, '% '), {_literal(thousands)}, '')"
    dressed = bare if point == "." else f"replace({bare}, ',', '.')"
    if point == ",":
        # A point sets off thousands here, so an entry with one is not plain.
        plain = f"CASE WHEN NOT contains({column}, '.') THEN {plain} END"
    return {"plain": f"TRY_CAST({plain} AS DOUBLE)", "dressed": f"TRY_CAST({dressed} AS DOUBLE)"}


def _scan_polars(layout: Layout) -> tuple[Any, list[Decision]]:
    import polars as pl

    raw = pl.scan_csv(
        layout.path,
        separator=layout.delimiter,
        has_header=False,
        skip_rows=layout.skip,
        new_columns=list(layout.kinds),
        infer_schema=False,
    )
    typed: dict[str, Any] = {}
    wanted = [pl.len().alias("rows")]
    for place, (name, kind) in enumerate(layout.kinds.items()):
        column = pl.col(name)
        if kind == TEXT:
            wanted.append(column.count().alias(f"filled{place}"))
            continue
        text = column.str.strip_chars()
        gone = text.str.to_lowercase().is_in(["", *sorted(MISSING)])
        text = pl.when(~gone).then(text)
        typed[name] = _polars_value(text, kind, layout)
        wrong = text.is_not_null() & typed[name].is_null()
        wanted.append(wrong.sum().alias(f"wrong{place}"))
        wanted.append(column.filter(wrong).first().alias(f"odd{place}"))
    counts = raw.select(wanted).collect(engine="streaming").row(0, named=True)
    wrong = [n for p, n in enumerate(layout.kinds) if counts.get(f"wrong{p}")]
    shown = [
        typed[n].alias(n) if n in typed and n not in wrong else pl.col(n) for n in layout.kinds
    ]
    return raw.select(shown), _decisions(counts, layout, wrong, "polars")


def _polars_value(text: Any, kind: str, layout: Layout) -> Any:
    import polars as pl

    if kind == FLAG:
        low = text.str.to_lowercase()
        return pl.when(low.is_in(["true", "false"])).then(low == "true")
    if kind == DATE:
        return pl.coalesce(
            text.str.strptime(pl.Datetime, form, strict=False, exact=True)
            for form in layout.formats
        )
    bare = text.str.strip_chars_end("% ")
    thousands, point = (".", ",") if layout.decimal == "," else (",", ".")
    plain = bare.str.replace_all(thousands, "", literal=True).str.replace(point, ".", literal=True)
    return plain.cast(pl.Float64, strict=False)
