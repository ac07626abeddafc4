"""Awkward files, each with what must come of it: a table, or a refusal that says why.

The files are in the folder `awkward`, and are written by `make_awkward.py`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd
import pytest

from uxcx import IntakeError, Study, check, read

FOLDER = Path(__file__).parent / "awkward"


class Case(NamedTuple):
    """A file, the options given, and what it must give: columns and decisions, or a refusal."""

    file: str
    columns: dict[str, list[Any]] | None = None
    decided: tuple[str, ...] = ()
    refused: str = ""
    options: Mapping[str, Any] = MappingProxyType({})


def at(*parts: int) -> pd.Timestamp:
    return pd.Timestamp(datetime.datetime(*parts))


PLAIN = {"who": ["p1", "p2", "p3"], "nps": [9, 3, 10], "note": ["fine", "slow", "great"]}
SHEET = {"who": ["p1", "p2", "p3"], "nps": [9, 3, None], "note": ["fine", None, "great"]}
GERMAN = {
    "Wer": ["Jörg", "Änne"],
    "Note": [9, 3],
    "Bemerkung": ["schön groß", "zu süß – „ja“"],
}
CASES = [
    # delimiters
    Case("plain.csv", PLAIN, ("delimiter: comma", "encoding: UTF-8", "header: 1 row")),
    Case("semicolon.csv", PLAIN, ("delimiter: semicolon",)),
    Case("tab.tsv", PLAIN, ("delimiter: tab",)),
    Case("bar.txt", PLAIN, ("delimiter: vertical bar",)),
    Case("sep_hint.csv", PLAIN, ("delimiter: semicolon (the first line says so)",)),
    Case(
        "comma_in_text.csv",
        {"who": ["p1", "p2", "p3"], "note": ["slow, odd, ugly", "fine, really", "a, b"]},
        ("delimiter: semicolon",),
    ),
    Case(
        "semicolon.csv",
        {"who;nps;note": ["p1;9;fine", "p2;3;slow", "p3;10;great"]},
        ("delimiter: comma (given)",),
        options={"delimiter": ","},
    ),
    Case("plain.csv", refused="A delimiter is one character", options={"delimiter": ", "}),
    # numbers
    Case(
        "decimal_comma.csv",
        {"who": ["p1", "p2", "p3"], "secs": [12.5, 7.25, 100]},
        ("decimals: after a comma (as in 12,5)",),
    ),
    Case(
        "decimal_comma.csv",
        {"who": ["p1", "p2", "p3"], "secs": ["12,5", "7,25", "100"]},
        options={"decimal": "."},
    ),
    Case("decimal_comma_quoted.csv", {"who": ["p1", "p2", "p3"], "secs": [12.5, 7.25, 100]}),
    Case(
        "thousands.csv",
        {"who": ["p1", "p2", "p3"], "secs": [1234.5, 12000, 7.5]},
        ("decimals: after a point",),
    ),
    Case("thousands_german.csv", {"who": ["p1", "p2", "p3"], "secs": [1234.5, 12000.25, 7.5]}),
    Case(
        "thousands_unclear.csv",
        {"who": ["p1", "p2"], "secs": ["1,234", "12,000"]},
        ("decimals: 'secs', as in 1,234 (the comma may stand before decimals",),
    ),
    Case(
        "thousands_unclear.csv",
        {"who": ["p1", "p2"], "secs": [1.234, 12]},
        options={"decimal": ","},
    ),
    Case(
        "thousands_unclear.csv",
        {"who": ["p1", "p2"], "secs": [1234, 12000]},
        options={"decimal": "."},
    ),
    Case(
        "both_decimals.csv",
        {"who": ["p1", "p2", "p3"], "a": [1.5, 2.5, 3.5], "b": ["2.5", "3.5", "x"]},
    ),
    Case(
        "percent.csv",
        {"who": ["p1", "p2", "p3"], "share": [45, 7.5, 100]},
        ("percent signs: 'share' (taken away: 45% is read as 45)",),
    ),
    Case(
        "percent.csv",
        {"who": ["p1", "p2", "p3"], "share": ["45%", "7.5 %", "100%"]},
        options={"text": "share"},
    ),
    Case("code_99.csv", {"who": ["p1", "p2", "p3"], "nps": [9, 99, 10]}),
    Case("zeros_before.csv", {"zip": ["01067", "10115"], "nps": [9, 3]}, ("kept as text: 'zip'",)),
    Case("long_ids.csv", {"id": ["12345678901234567890", "12345678901234567891"], "nps": [9, 3]}),
    Case("not_numbers.csv", {"who": ["p1", "p2", "p3"], "x": ["inf", "1e999", "1_000"]}),
    Case(
        "words_for_numbers.csv",
        {"who": ["p1", "p2", "p3"], "sat": ["Very satisfied", "Neutral", "5"]},
    ),
    Case(
        "missing_marks.csv",
        {
            "who": ["p1", "p2", "p3", "p4"],
            "nps": [9, None, None, None],
            "note": ["n/a", "-", "fine", "null"],
        },
        ("read as missing: 'N/A' 1 times, '-' 1 times",),
    ),
    Case("true_false.csv", {"who": ["p1", "p2", "p3"], "done": [True, False, True]}),
    # encodings
    Case("bom.csv", PLAIN, ("encoding: UTF-8 (the mark at its start says so)",)),
    Case("latin1_umlauts.csv", GERMAN, ("encoding: Windows-1252",)),
    Case(
        "latin1_umlauts.csv",
        refused="is not utf-8: it cannot be decoded at byte 20",
        options={"encoding": "utf-8"},
    ),
    Case("plain.csv", refused="There is no encoding 'utf-9'", options={"encoding": "utf-9"}),
    Case("plain.csv", refused="There is no encoding 'base64'", options={"encoding": "base64"}),
    Case(
        "cyrillic.csv",
        {"кто": ["первый", "второй"], "балл": [9, 3]},
        options={"encoding": "cp1251"},
    ),
    Case("utf16.csv", GERMAN, ("encoding: UTF-16",)),
    Case("utf16_no_mark.csv", PLAIN, ("encoding: UTF-16 without a mark",)),
    Case("utf16_odd.csv", PLAIN, ("end: within a character (was the file cut off?)",)),
    Case("utf32.csv", PLAIN),
    Case("right_to_left.csv", {"מי": ["א", "ب"], "ציון": [9, 3], "הערה": ["טוב מאוד", "بطيء جدا"]}),
    Case("emoji.csv", {"who": ["p1", "p2"], "nps": [9, 3], "note": ["👍🏽", "👩‍💻 slow"]}),
    Case("nul_bytes.csv", PLAIN, ("NUL characters: 1 taken out",)),
    # lines and rows
    Case("mixed_line_ends.csv", {"who": ["p1", "p2", "p3"], "nps": [9, 3, 10]}),
    Case("old_mac_line_ends.csv", PLAIN),
    Case(
        "trailing_commas.csv",
        {"who": ["p1", "p2"], "nps": [9, 3]},
        ("left out: 2 columns without name and entries",),
    ),
    Case("trailing_commas_in_rows.csv", {"who": ["p1", "p2"], "nps": [9, 3]}),
    Case(
        "short_rows.csv",
        {"who": ["p1", "p2", "p3"], "nps": [9, 3, None], "note": [None, "slow", None]},
        (
            "short rows: 2 filled with missing entries (rows 0, 2 (counted from 0); the last one "
            "is among them: was the file cut off)",
        ),
    ),
    Case(
        "long_rows.csv",
        refused="the header has 3 columns, but 1 row has more, such as 4: row 0 "
        "(counted from 0), below the header. Does an entry hold the delimiter",
    ),
    Case(
        "cut_off.csv",
        {"who": ["p1", "p2", "p3"], "nps": [9, 3, 1], "note": ["fine", "slow", None]},
        ("was the file cut off",),
    ),
    Case("cut_off_in_quotes.csv", refused="a quote is opened in line 3 (counted from 1) and never"),
    Case(
        "cut_off_in_character.csv",
        {"who": ["p1", "p2"], "note": ["schön", "gro"]},
        ("end: within a character",),
    ),
    Case(
        "quotes_over_lines.csv",
        {"who": ["p1", "p2"], "note": ["first line\nsecond, line", 'he said "no"'], "nps": [9, 3]},
    ),
    Case(
        "quotes_not_doubled.csv",
        {"who": ["p1", "p2"], "note": ['a quoted" word"', "fine"], "nps": [9, 3]},
        ("quotes: taken as they are",),
    ),
    Case(
        "blank_lines_between.csv",
        {"who": ["p1", "p2"], "nps": [9, 3]},
        ("empty lines: 3 passed over",),
    ),
    Case("blank_lines_only.csv", refused="holds no entries, only empty lines"),
    Case("empty.csv", refused="is empty: 0 bytes. Was the export finished?"),
    Case("header_only.csv", {"who": [], "nps": [], "note": []}),
    Case(
        "totals_row.csv",
        {"who": ["p1", "p2", "Total"], "nps": [9, 3, 12], "n": [1, 1, 2]},
        ("last row: begins with 'total' (it is kept; check sets it aside)",),
    ),
    Case(
        "notes_below.csv",
        {"who": ["p1", "p2", "Based on 2 answers"], "nps": [9, 3, None], "csat": [5, 1, None]},
        ("last rows: 1 with one entry only (they are kept)",),
    ),
    # headers
    Case("one_column.csv", {"nps": [9, 3, 10]}, ("delimiter: none, there is one column",)),
    Case("one_column_of_text.csv", {"comment": ["slow, odd, ugly", "fine", "good, really", "bad"]}),
    Case(
        "same_names.csv",
        {"who": ["p1", "p2"], "score": [1, 4], "score (2)": [2, 5], "score (3)": [3, 6]},
        ("names of columns: 'score (2)', 'score (3)'",),
    ),
    Case("no_names.csv", {"who": ["p1", "p2"], "column 2": ["x", "y"], "nps": [9, 3]}),
    Case(
        "no_header.csv",
        {"column 1": [1, 2, 3], "column 2": [9, 3, 10], "column 3": [12.5, 7.5, 8]},
        ("header: 0 rows",),
    ),
    Case("no_header.csv", {"1": [2, 3], "9": [3, 10], "12.5": [7.5, 8]}, options={"header": 1}),
    Case("plain.csv", refused="header=9 is not possible; there are 4 rows", options={"header": 9}),
    Case(
        "plain.csv",
        {
            "column 1": ["who", "p1", "p2", "p3"],
            "column 2": ["nps", "9", "3", "10"],
            "column 3": ["note", "fine", "slow", "great"],
        },
        options={"header": 0},
    ),
    Case("numbered_items.csv", {"1": [5, 2], "2": [4, 2], "3": [3, 1]}),
    Case("years_as_names.csv", {"who": ["p1", "p2"], "2023": [5, 4], "2024": [6, 7]}),
    Case(
        "titles_above.csv",
        {"who": ["p1", "p2"], "nps": [9, 3], "csat": [5, 1]},
        ("rows above the table: 2 passed over (they have one entry: Survey of March; exported",),
    ),
    Case(
        "titles_above.csv",
        {
            "exported on 1 April": ["who", "p1", "p2"],
            "column 2": ["nps", "9", "3"],
            "column 3": ["csat", "5", "1"],
        },
        options={"skip": 1, "header": 1},
    ),
    Case("plain.csv", refused="no row is left below the 4 passed over", options={"skip": 4}),
    Case(
        "lone_text_first.csv",
        {"who": ["p1", "p2", "p3"], "nps": ["dunno", "9", "3"]},
        ("header: 1 row",),
    ),
    Case(
        "three_header_rows.csv",
        {
            "StartDate": [at(2025, 3, 4, 10), at(2025, 3, 4, 11)],
            "IPAddress": ["10.0.0.1", "10.0.0.2"],
            "Q1": [9, 3],
            "Q2_1": [4, 1],
            "Q2_2": [5, 2],
            "Q3": ["fine", "slow"],
        },
        ("header: 3 rows (names, questions and import ids",),
    ),
    Case(
        "two_header_rows.csv",
        {"id": [1, 2, 3], "V1": [5, 1, 4], "V2": [7, 2, 4], "V3": ["fine", "slow", None]},
        ("header: 2 rows",),
    ),
    Case(
        "question_over_columns.csv",
        {
            "Respondent ID": [101, 102],
            "How likely is it?": [9, 3],
            "How do you rate: Speed": [4, 1],
            "How do you rate: Looks": [5, 2],
            "How do you rate": ["fine", "slow"],
        },
    ),
    Case(
        "row_names_of_r.csv",
        {"row": [1, 2], "who": ["p1", "p2"], "nps": [9, 3]},
        ("first column: 'row'",),
    ),
    Case(
        "labels_beside_numbers.csv",
        {
            "who": [f"p{n}" for n in range(6)],
            "Q1": ["Very easy", "Easy", "Hard", "Very easy", "Hard", "Easy"],
            "Q1_num": [7, 6, 2, 7, 2, 6],
        },
        ("in words and in numbers: 'Q1' and 'Q1_num'",),
    ),
    Case(
        "wide_tasks.csv",
        {
            "who": ["p1", "p2"],
            "Task 1 success": [1, 1],
            "Task 1 time": [12, 15],
            "Task 2 success": [0, 1],
            "Task 2 time": [30, 22],
        },
        ("shape: wide, a column for each task",),
    ),
    # dates
    Case(
        "dates_iso.csv",
        {"who": ["p1", "p2", "p3"], "day": [at(2025, 3, 4), at(2025, 3, 15, 13, 45), None]},
    ),
    Case(
        "dates_german.csv",
        {"who": ["p1", "p2"], "day": [at(2025, 3, 4), at(2025, 12, 15, 8, 30)]},
        ("dates: day first",),
    ),
    Case(
        "dates_american.csv",
        {"who": ["p1", "p2"], "day": [at(2025, 3, 4, 13, 5), at(2025, 3, 15)]},
        ("dates: month first (as in 3/15/2025 12:00 AM)",),
    ),
    Case(
        "dates_unclear.csv",
        {"who": ["p1", "p2"], "day": ["3/4/2025", "5/6/2025"]},
        (
            "dates: none (3/4/2025 may be the day or the month first; left as text). Decide "
            "otherwise with dates=",
        ),
    ),
    Case(
        "dates_unclear.csv",
        {"who": ["p1", "p2"], "day": [at(2025, 4, 3), at(2025, 6, 5)]},
        options={"dates": "day first"},
    ),
    Case(
        "dates_unclear.csv",
        {"who": ["p1", "p2"], "day": [at(2025, 3, 4), at(2025, 5, 6)]},
        options={"dates": "%m/%d/%Y"},
    ),
    Case("dates_unclear.csv", refused="dates is one of 'year first'", options={"dates": "german"}),
    Case("dates_of_both_kinds.csv", {"who": ["p1", "p2"], "day": ["25/3/2025", "3/25/2025"]}),
    Case(
        "dates_with_zones.csv",
        {
            "who": ["p1", "p2"],
            "day": [
                pd.Timestamp("2025-03-04 08:00", tz="UTC"),
                pd.Timestamp("2025-03-04 10:00", tz="UTC"),
            ],
        },
    ),
    Case(
        "dates_of_forms.csv",
        {
            "Timestamp": [
                pd.Timestamp("2025-03-04 14:05:12", tz="UTC"),
                pd.Timestamp("2025-03-05 13:30", tz="UTC"),
            ],
            "nps": [9, 3],
        },
    ),
    Case("dates_that_are_none.csv", {"who": ["p1", "p2"], "day": ["2025-02-30", "2025-03-04"]}),
    # what would be run elsewhere is text here
    Case(
        "formulas.csv",
        {"who": ["p1", "p2"], "note": ['=HYPERLINK("https://example.org","x")', "@SUM(1)"]},
    ),
    Case(
        "script.csv",
        {"who": ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>"], "note": [9, 3]},
    ),
    # what is no table
    Case("binary.csv", refused="is not text: 9% of it are control characters"),
    Case("picture.csv", refused="is a picture"),
    Case("page.xls", refused="is a web page or XML, whatever it is called"),
    Case("json.csv", refused="is JSON. Export the table as CSV"),
    Case("packed.csv.gz", refused="is packed (gzip). Unpack it first"),
    Case("old.xls", refused="is an old Excel file (.xls), or one with a password"),
    Case("packed.xlsx", refused="is a packed folder (zip). Unpack it first"),
    Case("bomb.xlsx", refused="would take 20 MB unpacked, far more than a workbook"),
    Case("plane.csv", refused="Did you mean 'plain.csv'?"),
    Case("", refused="is a folder. Name the file in it"),
    # workbooks
    Case("plain.xlsx", SHEET, ("sheet: 'Data' (the only one)",)),
    Case("text_called.xlsx", PLAIN, ("kind: text (although it is called .xlsx)",)),
    Case("workbook_called.csv", SHEET, ("kind: an Excel workbook (although it is called .csv)",)),
    Case(
        "dates.xlsx",
        {"who": ["p1", "p2", "p3"], "day": [at(2025, 3, 4), at(2025, 3, 5, 8, 30), None]},
    ),
    Case(
        "formulas.xlsx",
        {"who": ["p1", "p2"], "x": [None, None]},
        ("formulas: 2 cells (the values that the workbook stores are used; 2 have none",),
    ),
    Case(
        "several_sheets.xlsx",
        SHEET,
        ("sheet: 'Answers' (the first with entries, of 'Cover', 'Answers', 'Codes')",),
    ),
    Case("several_sheets.xlsx", {"a": [], "b": []}, options={"sheet": 2}),
    Case(
        "several_sheets.xlsx",
        refused="has no sheet 'answer'. Did you mean 'Answers'?",
        options={"sheet": "answer"},
    ),
    Case("hidden.xlsx", SHEET, ("hidden columns: B are read", "hidden rows: 1 are read")),
    Case("hidden.xlsx", {"x": []}, options={"sheet": "Secret"}),
    Case(
        "merged_header.xlsx",
        {
            "who": ["p1", "p2"],
            "Checkout: done": [1, 0],
            "Checkout: secs": [12.5, 30],
            "Checkout: ease": [6, 2],
        },
        ("merged cells: B1:D1", "header: 2 rows"),
    ),
    Case(
        "errors.xlsx",
        {"who": ["p1", "p2", "p3"], "x": [None, 2, None]},
        ("errors of Excel: #N/A 1 times, #DIV/0! 1 times, read as missing",),
    ),
    Case(
        "durations.xlsx",
        {"who": ["p1", "p2"], "took": [83, 166]},
        ("durations: 2 cells, as seconds",),
    ),
    Case("numbers_as_text.xlsx", {"id": ["007", "008", "009"], "x": [12, 3, None]}),
    Case("words_and_numbers.xlsx", {"x": ["5", "Good", "2.5"], "y": ["TRUE", "1", "no"]}),
    Case("true_false.xlsx", {"who": ["p1", "p2"], "done": [True, False]}),
    Case("table_in_the_middle.xlsx", SHEET, ("rows above the table: 1 passed over",)),
    Case("right_of_header.xlsx", {"who": ["p1", "p2"], "nps": [9, 3], "column 3": [None, "odd"]}),
    Case("empty.xlsx", refused="the sheet 'Data' is empty"),
    Case("far_cell.xlsx", refused="reaches to row 1,000,000 and column 10,000, mostly empty"),
    Case("cut_off.xlsx", refused="looks like an Excel workbook, but is damaged or cut off"),
    Case("damaged.xlsx", refused="is damaged, or no workbook that can be read"),
    # other programs
    Case("plain.parquet", {"who": ["p1", "p2"], "nps": [9, 3]}),
    Case("cut_off.parquet", refused="is a damaged Parquet file"),
    Case(
        "plain.sav",
        {
            "who": ["p1", "p2", "p3"],
            "sat": [5, 1, None],
            "day": [at(2025, 3, 4), at(2025, 3, 5), None],
        },
        (
            "value labels: 1 columns",
            "read as missing: what the file declares to be missing in 'sat'",
        ),
    ),
    Case("cut_off.sav", refused="is a damaged SPSS file"),
    Case("damaged.sav", refused="is a damaged SPSS file"),
    Case("header_only.sav", refused="its header is damaged or cut off"),
]


def values(column: pd.Series) -> list[Any]:
    """Return the values of a column, missing ones as None."""
    return [None if pd.isna(value) else value for value in column.tolist()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}{dict(case.options) or ''}")
def test_an_awkward_file_gives_a_table_or_a_reason(case: Case) -> None:
    if case.refused:
        with pytest.raises(IntakeError) as refusal:
            read(FOLDER / case.file, **case.options)
        assert case.refused in str(refusal.value)
        return
    opened = read(FOLDER / case.file, **case.options)
    assert {name: values(opened.frame[name]) for name in opened.frame} == case.columns
    for decision in case.decided:
        assert decision in repr(opened)


def test_every_awkward_file_is_read() -> None:
    files = {path.name for path in FOLDER.iterdir()}
    assert len(files) >= 40
    assert files <= {case.file for case in CASES}


def test_questions_and_labels_come_along() -> None:
    opened = read(FOLDER / "three_header_rows.csv")
    assert opened.questions["Q1"] == "How likely are you to recommend us?"
    study = Study.guess(opened)
    assert study.columns == {"time": ("StartDate",), "nps": ("Q1",)}
    checked = check(opened, study)
    assert checked.personal == {"IPAddress": "an IP address"}
    assert list(checked.frame.columns) == ["StartDate", "Q1"]
    spss = read(FOLDER / "plain.sav")
    assert spss.questions == {"sat": "How satisfied are you?"}
    assert spss.labels == {"sat": {"Very dissatisfied": 1, "Very satisfied": 5}}
    pair = read(FOLDER / "labels_beside_numbers.csv")
    assert pair.labels == {"Q1_num": {"Hard": 2, "Easy": 6, "Very easy": 7}}


def test_decisions_can_be_read_in_a_notebook_and_hold_no_data() -> None:
    opened = read(FOLDER / "script.csv")
    html = opened._repr_html_()
    assert html.startswith('<table><caption style="text-align:left">script.csv: 2 rows, 2 columns.')
    assert "<script>" not in html
    assert opened.to_frame().loc[1, "value"] == "comma"


def test_what_is_no_path_is_refused() -> None:
    with pytest.raises(IntakeError, match="is an address, not a file"):
        read("https://example.org/data.csv")
    with pytest.raises(TypeError, match="Give the path of a file"):
        read(b"who,nps")  # type: ignore[arg-type]
    with pytest.raises(IntakeError, match="cannot be the path of a file"):
        read("a\0b")
    with pytest.raises(ValueError, match="Did you mean 'duckdb'"):
        read(FOLDER / "plain.csv", engine="duck")
