"""Any bytes give a table or an `IntakeError`: never another exception, never a hang."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uxcx import IntakeError, Study, check, read

AWKWARD = Path(__file__).parent / "awkward"
#: files in which bytes are changed, and how often; SPSS files take a process each
SPOILT = {
    "plain.xlsx": 25,
    "merged_header.xlsx": 10,
    "plain.parquet": 40,
    "plain.sav": 2,
    "three_header_rows.csv": 60,
    "utf16.csv": 40,
    "dates_german.csv": 40,
    "labels_beside_numbers.csv": 40,
}
quick = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read_or_refused(path: Path, **options: object) -> pd.DataFrame | None:
    """Return what `read` gives, or None where it refuses; any other exception fails the test."""
    try:
        frame = read(path, **options).frame
    except IntakeError:
        return None
    assert isinstance(frame, pd.DataFrame)
    assert len(set(frame.columns)) == frame.shape[1] > 0
    return frame


@quick
@given(data=st.binary(max_size=400))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    read_or_refused(path)


@quick
@given(
    start=st.sampled_from(
        [b"PK\x03\x04", b"PAR1", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"sep=;\n", b"$FL2"]
    ),
    data=st.binary(max_size=200),
)
def test_any_bytes_after_the_mark_of_a_kind(tmp_path: Path, start: bytes, data: bytes) -> None:
    path = tmp_path / "any.bin"
    path.write_bytes(start + data)
    read_or_refused(path)


cells = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.sampled_from(
        [
            *("", "1", "-1,5", "1.5", "1,234", "45%", "007", "9" * 400, "1e999", "nan", "TRUE"),
            *("3/4/2025", "31.02.2024", "2025-03-04T10:00Z", "9999-12-31 23:59:59+14:00"),
            *("0001-01-01", "9\x1f", "n/a", "٣", "²", "½", '"', "\\", "{", "\u2028", "Total"),
            *('{"ImportId":"x"}', "Response"),
        ]
    ),
)


@quick
@given(
    rows=st.lists(st.lists(cells, max_size=5), max_size=7),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_any_rows(
    tmp_path: Path, rows: list[list[str]], delimiter: str, end: str, encoding: str
) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(end.join(delimiter.join(row) for row in rows).encode(encoding))
    frame = read_or_refused(path)
    if frame is not None:
        checked = check(frame, Study.guess(frame))
        assert checked.n_kept + checked.n_set_aside == len(frame)


@pytest.mark.parametrize("name", SPOILT)
def test_spoilt_files(tmp_path: Path, name: str) -> None:
    whole = (AWKWARD / name).read_bytes()
    rng = random.Random(name)
    path = tmp_path / name
    for _ in range(SPOILT[name]):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 3, 20])):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(bytes(data[: rng.choice([len(data), rng.randrange(1, len(data))])]))
        read_or_refused(path)


MONSTERS = {
    "digits": "who,nps\np1," + "1" * 130_000 + "x\n",
    "spaces": "who,nps\np1,5" + " " * 130_000 + "x\n",
    "an entry without end": "who,nps\np1," + "x" * 200_000 + "\n",
    "names": ",".join(["a"] * 3_000) + "\n" + ",".join(["1"] * 3_000) + "\n",
    "columns": "," * 100_000 + "\n",
    "quotes": '"' * 100_001,
    "lines": "\n" * 300_000,
    "short rows": "a,b\n" + "1\n" * 50_000,
}


@pytest.mark.parametrize("name", MONSTERS)
def test_monsters_are_read_or_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "monster.csv"
    path.write_text(MONSTERS[name], encoding="utf-8", newline="")
    frame = read_or_refused(path)
    if frame is not None and frame.shape[1] < 10:
        check(frame, Study.guess(frame))


def test_a_reader_that_ends_its_process_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = tmp_path / "spss_worker.py"
    monkeypatch.setattr("uxcx.intake.spss.WORKER", worker)
    worker.write_text("import os; os.abort()", encoding="utf-8")
    with pytest.raises(IntakeError, match="damaged SPSS file \\(its reader broke off\\)"):
        read(AWKWARD / "plain.sav")
    worker.write_text("import time; time.sleep(60)", encoding="utf-8")
    monkeypatch.setattr("uxcx.intake.spss.SECONDS", 1)
    with pytest.raises(IntakeError, match="was not read after 1 seconds: it is damaged"):
        read(AWKWARD / "plain.sav")
