"""Wide tables made long, and words beside numbers."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from uxcx import ColumnError, IntakeError, Study, check, read, ux
from uxcx.intake import lengthen
from uxcx.intake.shapes import find_pairs

AWKWARD = Path(__file__).parent / "awkward"


def test_a_wide_file_is_measured_by_task() -> None:
    long = lengthen(read(AWKWARD / "wide_tasks.csv"))
    assert long.to_dict("list") == {
        "who": ["p1", "p2", "p1", "p2"],
        "task": ["Task 1", "Task 1", "Task 2", "Task 2"],
        "success": [1, 1, 0, 1],
        "time": [12, 15, 30, 22],
    }
    study = Study(respondent="who", task="task", success="success", seconds="time")
    found = ux.task_success(check(long, study).frame, "success", by="task")
    assert [estimate.value for estimate in found] == [1.0, 0.5]


def test_columns_and_names_can_be_given_on_any_engine() -> None:
    wide = pd.DataFrame({"who": ["p1", "p2"], "a": [1, 2], "b": [3, 4]}, index=[7, 7])
    expected = [("p1", "x", 1), ("p2", "x", 2), ("p1", "y", 3), ("p2", "y", 4)]
    options = {"columns": {"n": ["a", "b"]}, "names": ["x", "y"], "into": "which"}
    assert list(lengthen(wide, **options).itertuples(index=False, name=None)) == expected
    assert lengthen(pl.from_pandas(wide), **options).rows() == expected
    assert lengthen(pl.from_pandas(wide).lazy(), **options).collect().rows() == expected
    assert sorted(lengthen(duckdb.from_df(wide), **options).fetchall()) == sorted(expected)
    assert lengthen(wide, {"n": ["a", "b"]})["task"].tolist() == ["1", "1", "2", "2"]


REFUSED = [
    ({}, "cannot be told by their names. Give them in columns=."),
    ({"columns": {"n": ["a", "b"], "m": ["who"]}}, "got 2 for 'n', 1 for 'm'."),
    ({"columns": {}}, "got none."),
    ({"columns": {"n": ["a", "b"]}, "names": ["x"]}, "There are 2 tasks, but 1 names."),
    ({"columns": {"n": ["a", "b"]}, "into": "who"}, "There is a column 'who' already."),
]


@pytest.mark.parametrize(("options", "message"), REFUSED)
def test_what_cannot_be_made_long_is_refused(options: dict, message: str) -> None:
    wide = pd.DataFrame({"who": ["p1"], "a": [1], "b": [3]})
    with pytest.raises(IntakeError) as refusal:
        lengthen(wide, **options)
    assert message in str(refusal.value)


def test_a_task_that_lacks_a_column_is_refused() -> None:
    wide = pd.DataFrame({"T1 ok": [1], "T2 ok": [1], "T1 secs": [2], "T3 secs": [2]})
    with pytest.raises(IntakeError, match="'ok' is not there for every task"):
        lengthen(wide)
    with pytest.raises(ColumnError, match="Did you mean 'T1 ok'"):
        lengthen(wide, {"n": ["T1 okay", "T2 ok"]})


def test_words_beside_numbers_are_told_from_what_only_looks_alike() -> None:
    words, numbers = ["a", "b", "c", "a", "b", "c"], [1, 2, 3, 1, 2, 3]
    frame = pd.DataFrame({"w": words, "n": numbers})
    assert find_pairs(frame) == {"n": ("w", {"a": 1.0, "b": 2.0, "c": 3.0})}
    assert find_pairs(frame.assign(n=[1, 2, 3, 1, 2, 2])) == {}
    assert find_pairs(frame.assign(n=[1, 2, 3, 1, 2, None])) == {}
    assert find_pairs(frame.assign(n=[1, 2, 1, 1, 2, 1])) == {}
    assert find_pairs(frame.iloc[:3]) == {}
    assert find_pairs(frame.assign(n=["x"] * 6)) == {}
    assert find_pairs(frame.iloc[:0]) == {}


def test_a_guess_takes_the_numbers_of_a_pair() -> None:
    frame = pd.DataFrame(
        {
            "Satisfaction": ["Satisfied", "Neutral", "Very satisfied"] * 4,
            "Satisfaction (number)": [4, 3, 5] * 4,
        }
    )
    assert Study.guess(frame).columns == {"csat": ("Satisfaction (number)",)}
