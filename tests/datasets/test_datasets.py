"""Loading worlds: offline, typed, documented, and safe to change."""

from pathlib import Path

import pandas as pd
import pytest

from uxcx import datasets
from uxcx.datasets.schema import Column, Table, dictionary_markdown


def test_tables_are_attributes_and_each_call_gives_a_fresh_copy() -> None:
    world = datasets.load("budgeting")
    mine = world.attempts
    mine["seconds"] = 0
    assert (world.attempts["seconds"] != 0).all()
    assert {"attempts", "customers", "sus", "survey", "story"} <= set(dir(world))


def test_categories_come_in_their_order() -> None:
    designs = datasets.load("budgeting").attempts["design"]
    assert designs.cat.ordered
    assert designs.cat.categories.tolist() == ["old", "new"]


def test_repr_counts_rows_and_html_is_a_table_with_headers() -> None:
    world = datasets.load("budgeting")
    assert repr(world).startswith("World 'budgeting': customers (2,000 rows), attempts (144 rows)")
    shown = world._repr_html_()
    assert shown.count('<th scope="row"') == len(world.tables) == 12
    assert shown.count('<th scope="col"') == 4
    assert "<caption" in shown
    assert world.story[:20] in shown


def test_the_dictionary_has_every_column_with_its_meaning() -> None:
    world = datasets.load("budgeting")
    dictionary = world.dictionary
    for name, frame in world.tables.items():
        assert dictionary.loc[dictionary["table"] == name, "column"].tolist() == list(frame)
    assert (dictionary["meaning"].str.len() > 5).all()
    seq = dictionary[dictionary["column"] == "seq"].iloc[0]
    assert (seq["allowed"], seq["missing"]) == ("1 to 7", "possible")


def test_a_table_explains_its_columns_in_full() -> None:
    shown = repr(datasets.load("budgeting").explain("attempts"))
    assert shown.startswith("Table attempts (8 rows)\n- column: participant")
    assert "'Overall, this task was ...': 1 very difficult to 7 very easy." in shown
    with pytest.raises(AttributeError, match=r"Did you mean 'attempts'\?"):
        datasets.load("budgeting").explain("atempts")


def test_an_unknown_world_table_or_file_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"no data set 'budgetting'. Did you mean 'budgeting'\?"):
        datasets.load("budgetting")
    with pytest.raises(AttributeError, match=r"no table 'attemps'. Did you mean 'attempts'\?"):
        _ = datasets.load("budgeting").attemps
    with pytest.raises(FileNotFoundError, match=r"Did you mean 'sus_export.csv'\?"):
        datasets.path("sus_exports.csv")


def test_no_file_outside_the_data_folder_is_given() -> None:
    with pytest.raises(FileNotFoundError):
        datasets.path("../pyproject.toml")


def test_names_lists_what_load_takes() -> None:
    assert [datasets.load(name).name for name in datasets.names()] == datasets.names()
    assert "budgeting" in datasets.names()


TABLE = Table(
    name="t",
    row="a thing",
    columns=(
        Column(name="id", kind="text", meaning="Who.", key="primary"),
        Column(name="kind", kind="category", values=("a", "b"), meaning="Which."),
        Column(name="n", kind="whole number", minimum=0, maximum=9, meaning="How many."),
        Column(name="ok", kind="yes or no", meaning="Whether.", may_be_missing=True),
        Column(name="day", kind="date", meaning="Which day."),
        Column(name="at", kind="time", meaning="When.", may_be_missing=True),
    ),
)


@pytest.mark.parametrize(
    ("column", "values", "problem"),
    [
        ("id", ["x", "x"], "t.id: a key stands twice"),
        ("id", ["x", None], "t.id: 1 values are missing"),
        ("kind", ["a", "c"], "t.kind: values that are not allowed: c"),
        ("n", [1.0, 1.5], "t.n: a value is not whole"),
        ("n", [-1, 3], "t.n: a value is below 0"),
        ("n", [10, 3], "t.n: a value is above 9"),
        ("ok", [2, 1], "t.ok: a value is above 1"),
        (
            "day",
            pd.to_datetime(["2025-01-01 00:00", "2025-01-01 10:00"]),
            "t.day: a date has a time of day",
        ),
        (
            "at",
            pd.to_datetime(["2025-01-01 10:00:00.5", None]),
            "t.at: a time is finer than a second",
        ),
    ],
)
def test_the_schema_finds_what_does_not_fit(column: str, values: list, problem: str) -> None:
    frame = pd.DataFrame({"id": ["x", "y"], "kind": ["a", "b"], "n": [1, 2], "ok": [1, None]})
    frame["day"] = pd.to_datetime(["2025-03-04", "2025-03-05"])
    frame["at"] = pd.to_datetime(["2025-03-04 12:33:00", None])
    assert TABLE.problems(frame) == []
    assert TABLE.problems(frame.assign(**{column: values})) == [problem]


def test_the_schema_finds_columns_that_are_not_its_own() -> None:
    assert TABLE.problems(pd.DataFrame({"id": ["x"]}))[0].startswith("t: the columns are ['id']")


def example() -> pd.DataFrame:
    one = {"id": ["x"], "kind": ["a"], "n": [1], "ok": [None], "day": ["2025-03-04"]}
    return TABLE.typed(pd.DataFrame({**one, "at": ["2025-03-04 12:33:00"]}))


def test_typed_gives_the_types_of_the_schema() -> None:
    found = [str(dtype) for dtype in example().dtypes]
    assert found[1:] == ["category", "int64", "Int64", "datetime64[us]", "datetime64[us]"]
    pd.testing.assert_frame_equal(TABLE.typed(example()), example())


def test_files_are_written_as_they_are_read(tmp_path: Path) -> None:
    frame = pd.concat([example(), example()], ignore_index=True)
    frame.loc[1, "at"] = pd.NaT
    TABLE.to_csv(frame, tmp_path / "t.csv")
    text = (tmp_path / "t.csv").read_bytes()
    first = b"id,kind,n,ok,day,at\nx,a,1,,2025-03-04,2025-03-04 12:33:00\n"
    assert text == first + b"x,a,1,,2025-03-04,\n"
    pd.testing.assert_frame_equal(TABLE.typed(pd.read_csv(tmp_path / "t.csv")), TABLE.typed(frame))


def test_the_dictionary_in_markdown_names_every_column() -> None:
    text = dictionary_markdown("T", "Intro.", [TABLE])
    assert text.startswith("## T\n\nIntro.\n\n### t\n\nOne row is a thing.")
    assert "| `n` | whole number |  | 0 to 9 | never | How many. |" in text
    assert "| `id` | text |  |  | never | Who. Key. |" in text


def test_the_export_of_another_tool_has_its_shape() -> None:
    lines = Path(datasets.path("sus_export.csv")).read_text(encoding="utf-8").splitlines()
    assert lines[0] == ";".join([*(f"Question {n}" for n in range(1, 11)), "System"])
    assert len(lines) == 25
