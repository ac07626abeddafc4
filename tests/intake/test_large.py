"""Two million rows, read piece by piece: laid out by the first, checked in all of them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from uxcx import IntakeError, Study, check, cx, read
from uxcx.intake import scanning

ENGINES = ("duckdb", "polars")
STUDY = Study(
    respondent="who", group="arm", nps="recommend", duration="took", missing={"nps": [99]}
)


def write(path: Path, n: int) -> Path:
    """Write rows of which a few are dirty, far from the top."""
    dirty = {
        f"i = {n - 5}": "11",
        f"i = {n - 4}": "99",
        f"i = {n - 3}": "",
        f"i = {n - 2}": "n/a",
    }
    cases = " ".join(f"WHEN {where} THEN '{value}'" for where, value in dirty.items())
    duckdb.sql(
        f"""
        COPY (
            SELECT 'p' || i AS who,
                   CASE WHEN i % 2 = 0 THEN 'old' ELSE 'new' END AS arm,
                   CASE {cases} ELSE CAST(i % 11 AS VARCHAR) END AS recommend,
                   replace(CAST(60 + i % 7 + 0.5 AS VARCHAR), '.', ',') AS took,
                   strftime(DATE '2025-01-01' + CAST(i % 300 AS INTEGER), '%d.%m.%Y') AS day,
                   CASE WHEN i = {n - 1} THEN 'late' ELSE '1' END AS mostly
            FROM range({n}) t(i)
        ) TO '{path}' (HEADER, DELIMITER ';')
        """
    )
    return path


def test_two_million_rows_are_read_and_checked(tmp_path: Path) -> None:
    path, n = tmp_path / "answers.csv", 2_000_000
    duckdb.sql(
        f"""COPY (SELECT 'p' || i AS who, CASE WHEN i = {n} - 1 THEN 11 ELSE i % 11 END AS recommend
        FROM range({n}) t(i)) TO '{path}' (HEADER)"""
    )
    checked = check(read(path, engine="duckdb"), Study(nps="recommend"))
    assert (checked.n_rows, checked.n_set_aside) == (n, 1)
    assert checked.frame.aggregate("count(*)").fetchall() == [(n - 1,)]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_large_file_is_never_loaded_whole(tmp_path: Path, engine: str) -> None:
    n = 50_000
    opened = read(write(tmp_path / "large.csv", n), engine=engine)
    lazy = {"duckdb": duckdb.DuckDBPyRelation, "polars": pl.LazyFrame}[engine]
    assert isinstance(opened.frame, lazy)
    told = repr(opened)
    assert "large.csv: 6 columns, rows not loaded." in told
    assert f"engine: {engine}, {n:,} rows read piece by piece" in told
    assert "kept as text: 'mostly' (1 entries are no numbers, such as 'late')" in told
    assert "dates: day first" in told
    assert "decimals: after a comma" in told
    checked = check(opened, STUDY)
    assert (checked.n_rows, checked.n_set_aside) == (n, 1)
    assert checked.reasons == {"off the scale": 1}
    said = {(p.check, p.column): p.message for p in checked.problems}
    assert "got 11 in 1 row." in said["off the scale", "recommend"]
    assert (
        f"3 of {n:,} answers (0%) are missing, 1 of them by a code"
        in said["missing answers", "recommend"]
    )
    result = cx.nps(checked.frame, "recommend", by="arm")
    assert sum(estimate.n for estimate in result) == n - 4


@pytest.mark.parametrize("engine", ENGINES)
def test_small_files_read_piece_by_piece_are_the_same(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "small.csv"
    path.write_text(
        'sep=,\n\nwho,"two\twords",nps,share,done,day\n'
        '"a ""b""",x,9,45%,TRUE,2025-03-04\n"c, d",,n/a,"1,200.5%",false,2025-03-05 10:30\n',
        encoding="utf-8",
    )
    whole = read(path).frame
    native = read(path, engine=engine).frame
    rows = native.fetchall() if engine == "duckdb" else native.collect().rows()
    for row, expected in zip(rows, whole.itertuples(index=False), strict=True):
        for value, wanted in zip(row, expected, strict=True):
            assert (value is None and wanted != wanted) or value == wanted  # noqa: PLR0124


@pytest.mark.parametrize("engine", ENGINES)
def test_a_row_too_long_is_refused_wherever_it_is(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "long.csv"
    path.write_text("who,nps\n" + "p,1\n" * 100_000 + "p,1,2\n" + "p,1\n" * 9, encoding="utf-8")
    with pytest.raises(IntakeError, match=f"long.csv cannot be read by {engine}"):
        read(path, engine=engine)


def test_what_cannot_be_read_piece_by_piece_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("wer;näher\n1;2\n".encode("cp1252"))
    with pytest.raises(IntakeError, match="is cp1252, and only UTF-8 is read piece by piece"):
        read(path, engine="polars")
    monkeypatch.setattr("uxcx.intake.reading.LARGE", 1)
    assert isinstance(read(path).frame, pd.DataFrame)
    path.write_text('who,"two\nlines"\n1,2\n', encoding="utf-8")
    with pytest.raises(IntakeError, match="has header entries over several lines"):
        read(path, engine="duckdb")


def test_other_kinds_come_as_the_engine_that_was_asked_for() -> None:
    awkward = Path(__file__).parent / "awkward"
    for name in ("plain.parquet", "plain.xlsx"):
        assert isinstance(read(awkward / name, engine="polars").frame, pl.LazyFrame)
        relation = read(awkward / name, engine="duckdb").frame
        assert relation.columns[:2] == ["who", "nps"]
    for engine in ENGINES:
        with pytest.raises(IntakeError, match="is a damaged Parquet file"):
            read(awkward / "cut_off.parquet", engine=engine)


def test_text_files_above_a_size_are_read_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("uxcx.intake.reading.LARGE", 10)
    path = tmp_path / "a.csv"
    path.write_text("who,nps\np1,9\n", encoding="utf-8")
    assert isinstance(read(path).frame, duckdb.DuckDBPyRelation)


def test_formats_of_dates_are_those_that_entries_show() -> None:
    entries = ["04.03.2025", "05.03.2025 10:30", "", "n/a"]
    assert scanning.formats_of("day first", entries) == ("%d.%m.%Y", "%d.%m.%Y %H:%M")
    assert scanning.formats_of("", ["2025-03-04"]) == ("%Y-%m-%d",)
    assert scanning.formats_of("%d %b %Y", entries) == ("%d %b %Y",)
    assert scanning.formats_of("none", entries) == ()
