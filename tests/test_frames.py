"""Data in any form: what counts as an answer, what as missing, and what is refused."""

from __future__ import annotations

import math
from decimal import Decimal

import duckdb
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from uxcx import AnswerError, ux
from uxcx.frames import first_rows, open_frame, require_valid
from uxcx.scales import ANY_NUMBER, whole_scale

ANSWERS = [5, 6, None, 4, 7]
EXPECTED = "SEQ 5.5 [3.4, 7.0] (n = 4, 1 missing; 95%, t)"

ARRAYS = {
    "list": ANSWERS,
    "tuple": tuple(ANSWERS),
    "list with nan": [5, 6, math.nan, 4, 7],
    "list with pandas NA": [5, 6, pd.NA, 4, 7],
    "numpy floats": np.array([5, 6, np.nan, 4, 7]),
    "numpy objects": np.array(ANSWERS, dtype=object),
    "pandas floats": pd.Series([5, 6, np.nan, 4, 7]),
    "pandas Int64": pd.Series(ANSWERS, dtype="Int64"),
    "pandas Float64": pd.Series(ANSWERS, dtype="Float64"),
    "pandas objects": pd.Series(ANSWERS, dtype=object),
    "pandas decimals": pd.Series([None if a is None else Decimal(a) for a in ANSWERS]),
    "pandas with a shuffled index": pd.Series([5, 6, np.nan, 4, 7], index=[9, 2, 2, 0, 7]),
    "pandas array": pd.array(ANSWERS, dtype="Int64"),
    "polars": pl.Series(ANSWERS),
    "polars with nan": pl.Series([5.0, 6.0, math.nan, 4.0, 7.0]),
    "polars decimals": pl.Series([None if a is None else Decimal(a) for a in ANSWERS]),
    "arrow array": pa.array(ANSWERS),
    "arrow chunks": pa.chunked_array([ANSWERS[:2], ANSWERS[2:]]),
    "narwhals": nw.from_native(pd.Series([5, 6, np.nan, 4, 7]), series_only=True),
}
BOOLEANS = {
    "list": [True, False, None, True],
    "numpy": np.array([True, False, True]),
    "numpy objects": np.array([True, False, None, True], dtype=object),
    "pandas": pd.Series([True, False, True]),
    "pandas boolean": pd.Series([True, False, None, True], dtype="boolean"),
    "pandas objects": pd.Series([True, False, None, True], dtype=object),
    "polars": pl.Series([True, False, None, True]),
    "arrow": pa.chunked_array([[True, False, None, True]]),
}


@pytest.mark.parametrize("data", ARRAYS.values(), ids=ARRAYS)
def test_answers_may_come_in_any_array(data):
    assert repr(ux.seq(data)) == EXPECTED


@pytest.mark.parametrize("data", BOOLEANS.values(), ids=BOOLEANS)
def test_yes_and_no_may_be_booleans(data):
    result = ux.task_success(data)
    assert (result.summary.successes, result.n) == (2, 3)
    assert result.n_missing == len(data) - 3


def _shuffled(frame):
    return frame.set_axis(list(range(len(frame)))[::-1], axis=0)


#: from columns to a frame of each engine
FRAMES = {
    "pandas": pd.DataFrame,
    "pandas with a shuffled index": lambda columns: _shuffled(pd.DataFrame(columns)),
    "pandas with one index value": lambda columns: pd.DataFrame(columns, index=[0] * 5),
    "pandas nullable": lambda columns: pd.DataFrame(columns).convert_dtypes(),
    "pandas arrow": lambda columns: pd.DataFrame(columns).convert_dtypes(dtype_backend="pyarrow"),
    "polars": pl.DataFrame,
    "polars lazy": pl.LazyFrame,
    "arrow": pa.table,
    "duckdb": lambda columns: duckdb.from_arrow(pa.table(columns)),
    "narwhals": lambda columns: nw.from_native(pd.DataFrame(columns)),
}
EVERY_FRAME = pytest.mark.parametrize("name", FRAMES)
COLUMNS = {"easy to use?": ANSWERS, "other": ["a", None, "b", "c", "d"]}


@EVERY_FRAME
def test_answers_may_come_in_any_frame(name):
    assert repr(ux.seq(FRAMES[name](COLUMNS), "easy to use?")) == EXPECTED


OUT_OF_RANGE = {"q": [5, 9, None, 6, 1]}
LAZY = {"polars lazy", "duckdb"}


@EVERY_FRAME
def test_every_engine_refuses_what_breaks_the_rule(name):
    where = "1 row" if name in LAZY else "row 1 (counted from 0)"
    with pytest.raises(AnswerError) as error:
        ux.seq(FRAMES[name](OUT_OF_RANGE), "q")
    assert str(error.value) == (
        f"Column 'q': each must be a whole number from 1 to 7; got 9 in {where}. "
        "Is this a question with a longer scale, such as 1 to 10?"
    )


@pytest.mark.parametrize("data", [[None, None], [math.nan] * 3, [pd.NA], pl.Series([None, None])])
def test_nothing_but_missing_answers_is_refused(data):
    with pytest.raises(AnswerError) as error:
        ux.seq(data)
    how_many = "the only one is missing" if len(data) == 1 else f"all {len(data)} are missing"
    assert str(error.value) == f"There are no answers: {how_many}."


@EVERY_FRAME
def test_every_engine_refuses_a_column_of_nothing(name):
    with pytest.raises(AnswerError) as error:
        ux.seq(FRAMES[name]({"q": [None] * 5}), "q")
    assert str(error.value) == "Column 'q' has no answers: all 5 are missing."


@pytest.mark.parametrize("data", [[], np.array([]), pd.Series([], dtype=float), pl.Series([])])
def test_an_empty_array_is_refused(data):
    with pytest.raises(AnswerError) as error:
        ux.seq(data)
    assert str(error.value) == "There are no answers: nothing was given."


@pytest.mark.parametrize("frame", [pd.DataFrame({"q": []}), pl.DataFrame({"q": []})])
def test_a_frame_without_rows_is_refused(frame):
    with pytest.raises(AnswerError) as error:
        ux.seq(frame, "q")
    assert str(error.value) == "Column 'q' has no answers: there are no rows."


@pytest.mark.parametrize("value", [math.inf, -math.inf])
@pytest.mark.parametrize("data", [list, np.array, pd.Series, pl.Series])
def test_infinite_answers_are_refused(data, value):
    with pytest.raises(AnswerError) as error:
        ux.time_on_task(data([1.0, value]))
    assert str(error.value) == (
        f"The answers: each must be a time in seconds above 0; got {value:g} in row 1 (counted "
        "from 0). An infinite number usually comes from a division by 0."
    )


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_infinite_values_are_refused_even_where_any_number_will_do(value):
    frame, columns = open_frame([1.0, value])
    with pytest.raises(AnswerError, match=r"each must be a finite number; got -?inf in row 1"):
        require_valid(frame, dict.fromkeys(columns, ANY_NUMBER), missing="exclude")


@pytest.mark.parametrize(
    ("data", "kind"),
    [("5, 6, 7", "str"), (5, "int"), ({"q": [5]}, "dict"), ({5, 6}, "set"), (None, "NoneType")],
)
def test_what_is_neither_frame_nor_array_is_refused(data, kind):
    with pytest.raises(TypeError) as error:
        ux.seq(data)
    assert str(error.value) == (
        f"The data must be a data frame or a 1-D array of answers; its type is {kind}."
    )


def test_a_table_of_numbers_is_not_an_array_of_answers():
    with pytest.raises(TypeError) as error:
        ux.seq(np.ones((3, 2)))
    assert str(error.value) == (
        "The answers must be 1-D; got an array of shape (3, 2). Give one column."
    )


def test_a_frame_needs_a_column():
    with pytest.raises(TypeError) as error:
        ux.seq(pd.DataFrame({"q": [5], "g": ["a"]}))
    assert str(error.value) == (
        "Name the column to measure: the second argument, after the data. The columns are: "
        "'q', 'g'."
    )


def test_an_array_needs_no_column():
    with pytest.raises(TypeError) as error:
        ux.seq([5, 6], "q")
    assert str(error.value) == (
        "A column name ('q') goes with a data frame; the data given is a list."
    )


def test_columns_are_named_by_text():
    with pytest.raises(TypeError) as error:
        ux.seq(pd.DataFrame([[5], [6]]), 0)
    assert str(error.value) == (
        "Columns are named by text; got 0. Rename the column to text first."
    )
    with pytest.raises(TypeError, match="Columns are named by text; got 0"):
        ux.seq(pd.DataFrame({"q": [5, 6], 0: ["a", "b"]}), "q", by=0)


TEXTS = {
    "numbers as text": (
        ["5", "6"],
        "got '5', '6' in rows 0, 1 (counted from 0). These are numbers stored as text; turn the "
        "column into numbers first.",
    ),
    "a word among numbers": (
        ["5", "easy", "6"],
        "got 'easy' in row 1 (counted from 0). Declare what each word means in numbers, or choose "
        "another column.",
    ),
    "yes and no": (
        ["yes", "no"],
        "got 'yes', 'no' in rows 0, 1 (counted from 0). Turn words into numbers first, for "
        "example .map({'yes': 1, 'no': 0}).",
    ),
    "percentages": (
        ["80%", "75%"],
        "got '80%', '75%' in rows 0, 1 (counted from 0). Take the percent signs away first.",
    ),
    "marks for nothing": (
        ["5", "n/a"],
        "got 'n/a' in row 1 (counted from 0). This looks like a mark for a missing answer; make it "
        "a missing value first.",
    ),
    "many words": (
        [f"word {i}" for i in range(9)],
        "got 'word 0', 'word 1', 'word 2', 'word 3', 'word 4' in rows 0, 1, 2, 3, 4 and 4 more "
        "(counted from 0). Declare what each word means in numbers, or choose another column.",
    ),
}


@pytest.mark.parametrize(("texts", "message"), TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pa.table])
def test_text_in_a_number_column_is_refused_with_its_rows(frame, texts, message):
    with pytest.raises(AnswerError) as error:
        ux.seq(frame({"q": texts}), "q")
    assert str(error.value) == f"Column 'q' must be numbers; {message}"


def test_text_among_numbers_in_a_pandas_column_is_refused():
    frame = pd.DataFrame({"q": pd.Series([5, "six", None, 7, "n/a"], dtype=object)})
    with pytest.raises(AnswerError) as error:
        ux.seq(frame, "q")
    assert str(error.value) == (
        "Column 'q' must be numbers; got 'six', 'n/a' in rows 1, 4 (counted from 0). This looks "
        "like a mark for a missing answer; make it a missing value first."
    )


TYPES = {
    "dates": (
        pd.to_datetime(["2026-01-01"]),
        "it holds dates. A time taken is a number of seconds: the end less the start.",
    ),
    "durations": (
        pd.to_timedelta([5], unit="s"),
        "it holds durations or times of day. Give times as a number of seconds.",
    ),
    "categories": (
        pd.Categorical([5, 6]),
        "it holds categories. Turn the categories into numbers first.",
    ),
    "complex": (np.array([1 + 2j]), "it holds values of type Unknown. Choose another column."),
}


@pytest.mark.parametrize(("column", "message"), TYPES.values(), ids=TYPES)
def test_other_types_are_refused_by_name(column, message):
    with pytest.raises(AnswerError) as error:
        ux.seq(pd.DataFrame({"q": column}), "q")
    assert str(error.value) == f"Column 'q' must be numbers; {message}"


@pytest.mark.parametrize("missing", ["exclude", "raise"])
def test_checking_a_frame_gives_numbers_with_gaps(missing):
    frame, columns = open_frame(pd.DataFrame({"q": [True, False]}), "q")
    checked = require_valid(frame, dict.fromkeys(columns, whole_scale(0, 1)), missing=missing)
    assert checked["q"].to_list() == [1.0, 0.0]


def test_first_rows_are_the_first_five_of_a_frame():
    frame, _ = open_frame(pd.DataFrame({"q": range(20)}), "q")
    found = first_rows(frame, nw.col("q") >= 10, ["q"])
    assert found == [(row, (row,)) for row in range(10, 15)]
