"""The tables of a report, and what is said of its limits."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from uxcx import Study, check
from uxcx.reporting import (
    StudyResults,
    answered,
    asked,
    figure,
    in_short,
    limits,
    measure,
    methods,
    metric,
    set_aside,
    tables,
)
from uxcx.reporting.references import SOURCES, is_known, references_of


def measured(frame: pd.DataFrame, **roles: Any) -> StudyResults:
    return measure(check(frame, Study(**roles)))


def people(n: int, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"who": [f"p{i}" for i in range(n)], **columns})


RNG = np.random.default_rng(7)
TWO = people(
    60,
    design=["a", "b"] * 30,
    task=["pay"] * 30 + ["find"] * 30,
    done=RNG.integers(0, 2, 60),
    seq=RNG.integers(1, 8, 60),
)
ROLES = {"respondent": "who", "group": "design", "task": "task", "success": "done", "seq": "seq"}


def test_metrics_are_one_row_each_with_their_groups() -> None:
    table = tables.metrics(measured(TWO, **ROLES))
    assert list(table["split"].unique()) == ["all", "group", "task", "task and group"]
    assert len(table) == 2 * (1 + 2 + 2 + 4)
    cell = table[(table["metric"] == "SEQ") & (table["split"] == "task and group")].iloc[0]
    assert (cell["task"], cell["group"]) == ("find", "a")
    assert not table["suppressed"].any()


def test_a_grouping_column_may_be_called_as_a_column_of_results() -> None:
    frame = TWO.rename(columns={"design": "value"})
    table = tables.metrics(measured(frame, **{**ROLES, "group": "value"}))
    assert set(table["group"].dropna()) == {"a", "b"}
    assert table["value"].notna().all()


def test_hidden_numbers_are_rows_without_numbers() -> None:
    few = TWO["seq"].where(TWO["task"].eq("pay") | TWO.index.isin([30, 31, 32, 33]))
    table = tables.metrics(measured(TWO.assign(seq=few.astype("Int64")), **ROLES))
    hidden = table[table["suppressed"]]
    assert set(hidden["metric"]) == {"SEQ"}
    assert hidden[["value", "low", "high", "n", "shown"]].isna().all(axis=None)
    assert set(hidden.loc[hidden["split"] == "task", "task"]) == {"find", "pay"}


def test_who_answered_counts_people_and_rows() -> None:
    frame = pd.concat([TWO, TWO.assign(task="third")], ignore_index=True)
    table = tables.answered(measured(frame, **ROLES))
    whole = table[table["by"] == "all"].iloc[0]
    assert (whole["people"], whole["rows"]) == (60, 120)
    assert table.set_index("group").loc["a", "people"] == 30
    assert "third" in repr(answered(measured(frame, **ROLES)))


def test_rows_count_as_people_where_nobody_is_named() -> None:
    results = measured(TWO, success="done")
    assert "every row is counted as a person" in repr(answered(results))
    assert any("names no column of respondents" in line for line in tables.limits(results))


def test_what_was_asked_is_short_without_wordings_and_long_with_them() -> None:
    frame = people(9, **{f"s{i}": [1, 2, 3, 4, 5, 4, 3, 2, 1] for i in range(1, 11)})
    results = measured(frame, respondent="who", sus=[f"s{i}" for i in range(1, 11)])
    assert repr(asked(results)).count("\nsus") == 1
    assert "s1; s2; s3" in repr(asked(results))
    with_words = repr(asked(results, {"s1": "I would use it often"}))
    assert with_words.count("\nsus") == 10
    assert "I would use it often" in with_words


def test_columns_that_run_the_other_way_are_named() -> None:
    frame = people(9, ease=[1, 2, 3, 4, 5, 6, 7, 1, 2])
    results = measured(frame, respondent="who", seq="ease", reversed=["ease"])
    assert tables.asked(results).set_index("column").loc["ease", "turned round"] == "yes"
    assert "turned round" in repr(asked(results))


def test_what_the_study_declares_of_answers_is_named() -> None:
    frame = people(9, done=["Yes"] * 8 + ["no"], secs=["1:30"] * 8 + ["-"], free=["x"] * 9)
    results = measured(
        frame.assign(unused=1, other=2),
        respondent="who",
        success="done",
        seconds="secs",
        comment="free",
        values={"done": {"Yes": 1, "no": 0}},
        missing={"secs": ["-"]},
        clock={"seconds": "mm:ss"},
    )
    declared = tables.asked(results).set_index("column")["declared"]
    assert declared["done"] == "yes = 1, no = 0"
    assert declared["secs"] == "- = no answer, written as mm:ss"
    assert "yes = 1, no = 0" in repr(asked(results))
    assert "2 columns of the data are not in the study and were not used." in repr(
        set_aside(results)
    )
    assert "declared" not in repr(asked(measured(TWO, **ROLES)))


def test_clean_data_has_nothing_set_aside() -> None:
    results = measured(TWO, **ROLES)
    assert tables.set_aside(results).empty
    assert "No problem was found" in repr(set_aside(results))


def test_limits_name_what_these_data_cannot_say() -> None:
    answers = pd.Series([5, 6, 7, 4] * 4 + [None] * 44, dtype="Int64")
    text = "\n".join(tables.limits(measured(TWO.assign(seq=answers), **ROLES)))
    assert "SEQ: 73% of the answers are missing." in text
    assert "Fewer than twenty answers: SEQ." in text
    assert "comparisons were made, over" in text
    plain = repr(limits(measured(people(30, done=[1, 0] * 15), respondent="who", success="done")))
    assert "comparisons" not in plain
    assert "missing" not in plain


def test_holm_is_cited_only_where_it_was_used() -> None:
    two = measured(TWO, **{**ROLES, "task": None})
    assert SOURCES["Holm"] not in repr(methods(two))
    assert SOURCES["Holm"] in repr(methods(measured(TWO, **ROLES)))


@pytest.mark.parametrize("part", SOURCES)
def test_sources_are_found_by_the_names_of_methods(part: str) -> None:
    assert references_of([f"{part} over units"])[0].startswith(f"{part}: ")
    assert is_known(part)
    assert not is_known("a method nobody has heard of")


def test_in_short_lists_numbers_then_differences() -> None:
    frame = people(80, design=["a", "b"] * 40, done=[1, 0] * 40)
    results = measured(frame, respondent="who", group="design", success="done")
    text = repr(in_short(results))
    assert text.startswith("- task success: 50% [39, 61] (40 of 80;")
    assert "Differences between the groups that these data show:\n- Task success was" in text
    none = measured(TWO.assign(seq=[4, 4, 5, 5] * 15), **{**ROLES, "success": None, "task": None})
    assert repr(in_short(none)).endswith("No comparison shows a difference between the groups.")


def test_a_figure_shows_the_finest_split() -> None:
    from uxcx.plots import describe

    results = measured(TWO, **ROLES)
    axes = figure(results["task success"])
    assert axes is not None
    assert "find, a" in describe(axes)
    alone = figure(measured(TWO, success="done")["task success"])
    assert alone is not None
    assert "- task success:" in describe(alone)


def test_a_metric_that_is_not_shown_says_why() -> None:
    results = measured(
        people(12, seq=[5, 6, 7, *[None] * 9], done=[1, 0] * 6),
        respondent="who",
        success="done",
        seq="seq",
    )
    assert repr(metric(results["SEQ"])) == "SEQ\nNot shown: fewer than 5 people answered."
    assert figure(results["SEQ"]) is None
    assert "<h3>SEQ</h3>" in metric(results["SEQ"])._repr_html_()
