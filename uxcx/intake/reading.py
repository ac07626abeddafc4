"""Read a file of any of the usual kinds, and say what was decided on the way."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uxcx.errors import IntakeError, nearest
from uxcx.intake.excel import read_cells
from uxcx.intake.opened import Decision, Opened
from uxcx.intake.shapes import find_pairs, say_pairs, say_shape
from uxcx.intake.sources import find, kind_of, kind_words
from uxcx.intake.spss import read_sav
from uxcx.intake.tables import UTF8, Options, decode_start, from_cells, read_text, scan_text
from uxcx.intake.values import Rules

if TYPE_CHECKING:
    import pandas as pd

ENGINES = ("pandas", "polars", "duckdb")
#: text files of more bytes than this are read piece by piece, unless an engine is named
LARGE = 100_000_000


def read(
    path: str | Path,
    *,
    sheet: str | int | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    decimal: str | None = None,
    dates: str | None = None,
    header: int | None = None,
    skip: int | None = None,
    text: str | Iterable[str] = (),
    engine: str | None = None,
) -> Opened:
    r"""Read a CSV, TSV, Excel, Parquet or SPSS file, and say what was decided on the way.

    Delimiter, encoding, decimal comma, dates and header rows are found out; each can be given
    instead. The exports of survey tools are known by their shape: two or three rows of names,
    questions and import ids, answers in words beside answers in numbers. What cannot be known is
    left as text and said; what cannot be a table is refused. No cell is ever computed.

    Parameters
    ----------
    path : str or Path
        The file. Its kind is told by what is in it, not by its name.
    sheet : str or int, optional
        Excel: the sheet, by name or by number from 0; by default the first one with entries.
    delimiter : str, optional
        What stands between columns: ``","``, ``";"``, ``"\t"``, ``"|"``.
    encoding : str, optional
        Such as ``"utf-8"`` or ``"cp1252"``.
    decimal : {".", ","}, optional
        What stands before decimals.
    dates : str, optional
        ``"day first"``, ``"month first"``, ``"year first"``, a format such as ``"%d.%m.%Y"``, or
        ``"none"`` to leave dates as text. Dates such as 3/4/2025 are left as text without it.
    header : int, optional
        How many header rows there are; 0 for none.
    skip : int, optional
        How many rows above the header to pass over.
    text : str or list of str, optional
        Columns to leave as text.
    engine : {"pandas", "polars", "duckdb"}, optional
        pandas reads the file whole; Polars (a lazy frame) and DuckDB (a relation) read what a
        question needs, when it is asked. By default pandas, and DuckDB or Polars for text files
        of more than 100 MB if one is installed.

    Returns
    -------
    Opened
        The `frame`, the `questions` of its columns, and the `decisions`.

    Raises
    ------
    IntakeError
        If there is no such file, or it cannot be read as a table; the message says why, and what
        to do.
    ImportError
        If the package for a kind of file is not installed.

    Notes
    -----
    Empty entries are missing; in columns of numbers and dates so are ``NA``, ``n/a``, ``null``,
    ``-`` and the like. A column is numbers only if all its entries are; numbers with zeros before
    them stay text, as ids do. Missing ends of rows are filled and counted; rows with more entries
    than the header are refused.

    An SPSS file is read in a process of its own, as a damaged one can end it.

    Examples
    --------
    >>> from uxcx import Study, check, datasets, ux
    >>> opened = read(datasets.path("sus_export.csv"))
    >>> opened.sentence
    'sus_export.csv: 24 rows, 11 columns.'
    >>> for decision in opened.decisions:
    ...     print(decision)
    encoding: UTF-8 (nothing but ASCII). Decide otherwise with encoding=.
    delimiter: semicolon (100% of the lines have 11 columns). Decide otherwise with delimiter=.
    header: 1 row (the first row holds names). Decide otherwise with header=.
    >>> study = Study.guess(opened)
    >>> study.group, len(study.columns["sus"])
    ('System', 10)
    >>> checked = check(opened, study)
    >>> ux.sus(checked.frame, checked.scores["sus"], by=study.group).groups
    ['Ledgerly', 'Pocketbook']

    From a file of another tool to a measure of both systems, with nothing typed but its name.
    """
    path = find(path)
    if engine is not None and engine not in ENGINES:
        guess = nearest(str(engine), ENGINES)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise ValueError(f"There is no engine {engine!r}.{hint} There are: {', '.join(ENGINES)}.")
    kind, remark = kind_of(path)
    decisions = [Decision(what="kind", value=kind_words(kind), why=remark)] if remark else []
    rules = Rules(
        decimal=decimal or ".",
        dates=dates,
        text=frozenset([text] if isinstance(text, str) else text),
    )
    options = Options(
        delimiter=delimiter, encoding=encoding, decimal=decimal, header=header, skip=skip
    )
    labels: dict[str, dict[str, float]] = {}
    questions: dict[str, str] = {}
    if kind == "parquet":
        frame: Any = _read_parquet(path, engine or "pandas")
    elif kind == "spss":
        sav = read_sav(path)
        frame, questions, labels = sav.frame, sav.questions, sav.labels
        decisions += sav.decisions
    elif kind == "excel":
        cells = read_cells(path, sheet=sheet)
        decisions += cells.decisions
        frame, questions, found = from_cells(cells.rows, path.name, options, rules)
        decisions += found
    else:
        engine = engine or _engine_for(path, encoding)
        if engine != "pandas":
            _require(engine)
            lazy, questions, found = scan_text(path, options, rules, engine)
            return Opened(
                frame=lazy, questions=questions, decisions=(*decisions, *found), path=path
            )
        frame, questions, found = read_text(path, options, rules)
        decisions += found
    if kind != "parquet":
        pairs = find_pairs(frame)
        decisions += [*say_pairs(pairs), *say_shape(frame)]
        labels = {numbers: words for numbers, (_, words) in pairs.items()} | labels
        frame = _to_engine(frame, engine or "pandas")
    return Opened(
        frame=frame, questions=questions, labels=labels, decisions=tuple(decisions), path=path
    )


def _engine_for(path: Path, encoding: str | None) -> str:
    """Return how to read a text file that no engine was named for."""
    if path.stat().st_size <= LARGE or decode_start(path, encoding).encoding not in UTF8:
        return "pandas"
    return next((each for each in ("duckdb", "polars") if find_spec(each)), "pandas")


def _require(engine: str) -> None:
    if find_spec(engine) is None:
        raise ImportError(f"engine={engine!r} needs {engine}: pip install 'uxcx[engines]'")


def _to_engine(frame: pd.DataFrame, engine: str) -> Any:
    """Return a frame in memory as a table of an engine."""
    _require(engine)
    if engine == "duckdb":
        import duckdb

        return duckdb.from_df(frame)
    if engine == "polars":
        import polars as pl

        return pl.from_pandas(frame).lazy()
    return frame


def _read_parquet(path: Path, engine: str) -> Any:
    _require(engine)
    try:
        if engine == "duckdb":
            import duckdb

            return duckdb.read_parquet(str(path))
        if engine == "polars":
            import polars as pl

            lazy = pl.scan_parquet(path, glob=False)
            lazy.collect_schema()
            return lazy
        import pandas as pd

        return pd.read_parquet(path).rename(columns=str)
    except ImportError:
        raise
    except Exception as problem:  # what the readers of Parquet raise has no common base
        first = (str(problem).splitlines() or [type(problem).__name__])[0][:200]
        raise IntakeError(f"{path.name} is a damaged Parquet file ({first}).") from None
