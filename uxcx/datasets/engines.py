"""Tables for the engine that is asked for: from pandas, or scanned from the files of a folder.

Categories keep their order: an ordered categorical in pandas, an Enum in Polars, an ENUM in
DuckDB, an ordered dictionary in Arrow.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uxcx.datasets.schema import Table
from uxcx.errors import nearest

if TYPE_CHECKING:
    import pandas as pd

ENGINES = ("pandas", "polars", "duckdb", "pyarrow")


def require_engine(engine: str) -> str:
    """Return the name of an engine, or refuse it with the nearest."""
    if engine not in ENGINES:
        guess = nearest(str(engine), ENGINES)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise ValueError(f"There is no engine {engine!r}.{hint} There are: {', '.join(ENGINES)}.")
    needs = {"pandas": ["pandas"], "polars": ["polars", "pyarrow"]}.get(engine, [engine])
    lacking = [package for package in needs if find_spec(package) is None]
    if lacking:
        raise ImportError(
            f"engine={engine!r} needs {' and '.join(lacking)}: pip install {' '.join(lacking)}"
        )
    return engine


def read_csv(file: Path, table: Table) -> pd.DataFrame:
    """Read a CSV file with the types of the schema."""
    import pandas as pd

    text = {column.name: "str" for column in table.columns if column.kind == "text"}
    frame: pd.DataFrame = pd.read_csv(file, encoding="utf-8", dtype=text)
    return table.typed(frame)


def from_pandas(frame: pd.DataFrame, table: Table, engine: str) -> Any:
    """Return a typed pandas frame as a table of another engine; a copy in every case."""
    if engine == "pandas":
        return frame.copy()
    if engine == "duckdb":
        import duckdb

        return duckdb.from_df(frame)
    import pyarrow as pa

    arrow = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    if engine == "pyarrow":
        return arrow
    import polars as pl

    return _with_enums(pl.from_arrow(arrow), table)


def scan(folder: Path, table: Table, engine: str, *, form: str) -> Any:
    """Return a table of a folder for an engine.

    Polars and DuckDB read what a question needs, when it is asked; pandas and PyArrow read the
    whole file into memory.
    """
    file = folder / f"{table.name}.{form}"
    if form == "csv":
        frame = read_csv(file, table)
        return frame if engine == "pandas" else from_pandas(frame, table, engine)
    if engine == "polars":
        import polars as pl

        return _with_enums(pl.scan_parquet(file), table)
    if engine == "duckdb":
        return _duckdb_scan(file, table)
    import pyarrow.parquet as pq

    arrow = pq.read_table(file)
    return arrow if engine == "pyarrow" else table.typed(arrow.to_pandas())


def _with_enums(frame: Any, table: Table) -> Any:
    import polars as pl

    ordered = {c.name: pl.Enum(list(c.values)) for c in table.columns if c.kind == "category"}
    return frame.with_columns(
        pl.col(name).cast(pl.String).cast(dtype) for name, dtype in ordered.items()
    )


def _duckdb_scan(file: Path, table: Table) -> Any:
    import duckdb

    def selected(name: str, values: tuple[str, ...]) -> str:
        if not values:
            return f'"{name}"'
        words = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
        return f'CAST("{name}" AS ENUM({words})) AS "{name}"'

    columns = ", ".join(selected(column.name, column.values) for column in table.columns)
    return duckdb.read_parquet(str(file)).project(columns)
