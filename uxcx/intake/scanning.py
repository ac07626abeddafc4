"""Text files of millions of rows: read piece by piece by DuckDB or Polars, never whole.

The first rows say what each column is; one pass over the file says whether all rows agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uxcx.errors import IntakeError
from uxcx.intake.opened import Decision
from uxcx.intake.values import MISSING

#: what a column of the sample was read as
NUMBER, DATE, FLAG, TEXT = "numbers", "dates", "yes and no", "text"
_DAYS = {
    "day first": ("%d{0}%m{0}%Y",),
    "month first": ("%m{0}%d{0}%Y",),
    "": ("%Y{0}%m{0}%d",),
    "year first": ("%Y{0}%m{0}%d",),
}
_CLOCKS = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a text file is laid out, as its first rows show.

    Parameters
    ----------
    path : Path
        The file.
    delimiter, decimal, dates : str
        How entries are set apart and written.
    skip : int
        How many lines stand above the first row of answers.
    kinds : mapping of str to str
        The columns in their order, and what each was read as.
    """

    path: Path
    delimiter: str
    decimal: str
    dates: str
    skip: int
    kinds: Mapping[str, str]

    def formats(self) -> list[str]:
        """Return the formats that dates of the file may have."""
        if "%" in self.dates:
            return [self.dates]
        days = _DAYS.get(self.dates, ())
        return [day.format(mark) + clock for day in days for mark in "-./" for clock in _CLOCKS]


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
    missing = ", ".join(map(_literal, sorted(MISSING)))
    typed: dict[str, str] = {}
    wanted = ["count(*) AS rows"]
    for place, (name, kind) in enumerate(layout.kinds.items()):
        column = _quoted(name)
        wanted.append(f"count({column}) AS filled{place}")
        if kind == TEXT:
            continue
        text = f"nullif(trim({column}), '')"
        text = f"CASE WHEN lower({text}) NOT IN ({missing}) THEN {text} END"
        typed[name] = _duckdb_value(text, kind, layout)
        wrong = f"({text}) IS NOT NULL AND ({typed[name]}) IS NULL"
        wanted.append(f"count(*) FILTER ({wrong}) AS wrong{place}")
        wanted.append(f"any_value({column}) FILTER ({wrong}) AS odd{place}")
        if kind == NUMBER:
            plain = f"replace({column}, ',', '.')" if layout.decimal == "," else column
            bare = (
                f"{column} IS NOT NULL AND {column} <> '' AND TRY_CAST({plain} AS DOUBLE) IS NULL"
            )
            wanted.append(f"count(*) FILTER ({bare}) AS dressed{place}")
    found = raw.aggregate(", ".join(wanted))
    counts = dict(zip(found.columns, found.fetchall()[0], strict=True))
    failed = [n for p, n in enumerate(layout.kinds) if counts.get(f"wrong{p}")]
    # Numbers without marks are left to the reader of the file, which is far faster than SQL.
    bare_numbers = [n for p, n in enumerate(layout.kinds) if counts.get(f"dressed{p}") == 0]
    native = opened({n: "DOUBLE" if n in bare_numbers else "VARCHAR" for n in layout.kinds})
    shown = [_duckdb_shown(n, typed, failed, bare_numbers) for n in layout.kinds]
    return native.project(", ".join(shown)), _decisions(counts, layout, failed, "duckdb")


def _duckdb_shown(
    name: str, typed: Mapping[str, str], failed: Sequence[str], bare: Sequence[str]
) -> str:
    column = _quoted(name)
    if name in bare:
        return column
    if name in typed and name not in failed:
        return f"{typed[name]} AS {column}"
    return f"nullif({column}, '') AS {column}"


def _duckdb_value(text: str, kind: str, layout: Layout) -> str:
    if kind == FLAG:
        return f"TRY_CAST({text} AS BOOLEAN)"
    if kind == DATE:
        formats = ", ".join(map(_literal, layout.formats()))
        return f"try_strptime({text}, [{formats}])"
    bare = f"rtrim({text}, '% ')"
    if layout.decimal == ",":
        return f"TRY_CAST(replace(replace({bare}, '.', ''), ',', '.') AS DOUBLE)"
    return f"TRY_CAST(replace({bare}, ',', '') AS DOUBLE)"


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
        wanted.append(column.count().alias(f"filled{place}"))
        if kind == TEXT:
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
            for form in layout.formats()
        )
    bare = text.str.strip_chars_end("% ")
    thousands, point = (".", ",") if layout.decimal == "," else (",", ".")
    plain = bare.str.replace_all(thousands, "", literal=True).str.replace(point, ".", literal=True)
    return plain.cast(pl.Float64, strict=False)
