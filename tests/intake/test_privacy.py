"""What looks personal, pseudonyms, and cells that a spreadsheet would run."""

from __future__ import annotations

import hashlib
import hmac
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uxcx import IntakeError
from uxcx.intake import (
    looks_personal,
    pseudonyms,
    spreadsheet_safe,
    spreadsheet_text,
)
from uxcx.intake.privacy import personal_columns

LOOKS = [
    ("RecipientLastName", [], "a name"),
    ("First name", [], "a name"),
    ("RecipientEmail", [], "an e-mail address"),
    ("E-Mail-Adresse", [], "an e-mail address"),
    ("IPAddress", [], "an IP address"),
    ("LocationLatitude", [], "a place"),
    ("PLZ", [], "a place"),
    ("Phone number", [], "a phone number"),
    ("date_of_birth", [], "a birth date"),
    ("x", ["ann@example.org", "bo@example.com", "-"], "an e-mail address"),
    ("x", ["192.168.0.1", "::1"], "an IP address"),
    ("x", ["+49 30 1234567", "(030) 123 456 78"], "a phone number"),
    ("x", ["2024-01-31", "2024-02-01"], ""),
    ("x", ["12.5", "130.25"], ""),
    ("seconds", ["1234567", "7654321"], ""),
    ("username", [], ""),
    ("task name", ["find", "buy"], ""),
    ("description", ["a", "b"], ""),
    ("ship", [1, 2], ""),
    ("report", ["x"], ""),
]


@pytest.mark.parametrize(("name", "values", "what"), LOOKS)
def test_columns_that_look_personal(name: str, values: list, what: str) -> None:
    assert looks_personal(name, values) == what


def test_people_are_told_from_groups() -> None:
    people = ["Ann Miller", "Bo Müller", "Cy O'Neil", "Dee Weiß"]
    cities = ["New York", "San Juan", "New York", "San Juan", "New York"]
    assert personal_columns({"x": people, "y": cities}) == {"x": "a name"}


def test_a_pseudonym_is_a_keyed_hash() -> None:
    expected = hmac.new(b"keep me secret", b"ann@example.org", hashlib.sha256).hexdigest()
    found = pseudonyms(["ann@example.org", None, float("nan"), 7], key="keep me secret")
    assert found[0] == "p" + expected[:16]
    assert found[1] is found[2] is None
    assert pseudonyms([7], key=b"keep me secret")[0] == found[3]
    assert pseudonyms([7], key="another secret")[0] != found[3]
    with pytest.raises(IntakeError, match="eight characters"):
        pseudonyms([7], key="short")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝"])
def test_text_that_a_spreadsheet_would_run_is_text(start: str) -> None:
    assert spreadsheet_text(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", [-1, -1.5, "a=b", "", None, True, "ok"])
def test_other_values_stay_as_they_are(value: object) -> None:
    assert spreadsheet_text(value) is value


def test_a_table_is_made_safe_in_cells_names_and_index() -> None:
    table = pd.DataFrame(
        {"=a": ["=1", "b"], "n": [-1, 2], "c": pd.Categorical(["@x", "y"])},
        index=pd.MultiIndex.from_tuples([("=i", 1), ("j", 2)]),
    )
    safe = spreadsheet_safe(table)
    assert list(safe) == ["'=a", "n", "c"]
    assert safe["n"].tolist() == [-1, 2]
    assert safe["c"].tolist() == ["'@x", "y"]
    assert safe.index[0] == ("'=i", 1)
    assert list(table) == ["=a", "n", "c"]
    days = pd.DataFrame({"d": pd.to_datetime(["2024-01-01"]), "x": ["="]}, index=["+1"])
    assert spreadsheet_safe(days)["d"].dtype.kind == "M"
    assert spreadsheet_safe(days).index.tolist() == ["'+1"]


@given(st.lists(st.text(), min_size=1))
def test_no_cell_of_a_written_table_starts_like_a_formula(texts: list[str]) -> None:
    written = io.StringIO()
    spreadsheet_safe(pd.DataFrame({"x": texts})).to_csv(written, index=False)
    back = pd.read_csv(
        io.StringIO(written.getvalue(), newline=""),
        dtype=str,
        keep_default_na=False,
        skip_blank_lines=False,
    )["x"]
    assert not any(text.startswith(("=", "+", "-", "@", "\t", "\r")) for text in back)
