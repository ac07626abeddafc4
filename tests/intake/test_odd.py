"""A few odd entries that make a column text, and times with zones: both are said."""

from __future__ import annotations

from pathlib import Path

from uxcx import read
from uxcx.intake import Opened


def _read(folder: Path, text: str) -> Opened:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return read(path)


def _why(opened: Opened, what: str) -> list[tuple[str, str]]:
    return [(d.value, d.why) for d in opened.decisions if d.what == what]


def test_one_odd_number_or_date_is_named_with_its_row(tmp_path: Path) -> None:
    rows = [f"{n},{n}.5,2026-01-{n:02},word{n}" for n in range(1, 13)]
    rows[3] = "4,twelve,2026-01-04,word"
    rows[7] = "8,n/a,soon,word"
    opened = _read(tmp_path, "\n".join(["id,fare,day,text", *rows]))
    assert _why(opened, "left as text") == [
        ("'fare'", "its other entries are numbers; not so 'twelve' in row 3 (counted from 0)"),
        ("'day'", "its other entries are dates; not so 'soon' in row 7 (counted from 0)"),
    ]
    assert opened.frame["fare"].dtype == opened.frame["text"].dtype


def test_a_column_of_words_with_some_numbers_is_just_text(tmp_path: Path) -> None:
    few = _read(tmp_path, "a,b\n1,x\n2,y\nthree,z")
    assert _why(few, "left as text") == []
    mixed = _read(tmp_path, "\n".join(["a,b", *(f"{n},x" for n in range(8)), "w,x", "v,x"]))
    assert _why(mixed, "left as text") == []
    ids = _read(tmp_path, "\n".join(["a,b", *(f"00{n},x" for n in range(9)), "w,x"]))
    assert _why(ids, "left as text") == []


def test_times_with_zones_are_said_to_be_instants(tmp_path: Path) -> None:
    opened = _read(tmp_path, "at,n\n2026-03-28T23:30:00+01:00,1\n2026-03-29T23:30:00+02:00,2")
    assert _why(opened, "time zones") == [
        ("'at'", "each time names its own; kept as instants, in UTC")
    ]
    assert [str(at) for at in opened.frame["at"]] == [
        "2026-03-28 22:30:00+00:00",
        "2026-03-29 21:30:00+00:00",
    ]
