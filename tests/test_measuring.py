"""From rows to estimates: groups, units, missing answers, and the same answers on every engine."""

from __future__ import annotations

import datetime
import math
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import METRIC_IDS, METRICS, answers, frames, summarise, summarise_units

from uxcx import AnswerError, ColumnError, compare, cx, ux
from uxcx.families import Mean, Proportion

EVERY_METRIC = pytest.mark.parametrize("metric", METRICS, ids=METRIC_IDS)
#: one metric of each family
FAMILIES = {metric.family: metric for metric in METRICS}.values()
EVERY_FAMILY = pytest.mark.parametrize("metric", FAMILIES, ids=lambda metric: metric.name)
ENGINES = {
    "pandas": lambda frame: frame,
    "pandas arrow": lambda frame: frame.convert_dtypes(dtype_backend="pyarrow"),
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "arrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)),
}


def attempts(**columns) -> pd.DataFrame:
    """Eight attempts of four people at two tasks, in two designs."""
    return pd.DataFrame(
        {
            "person": ["p1", "p1", "p2", "p2", "p3", "p3", "p4", "p4"],
            "design": ["old", "old", "old", "old", "new", "new", "new", "new"],
            "task": ["x", "y"] * 4,
            "done": [1, 0, 0, None, 1, 1, 1, 0],
            "seconds": [30.0, 45, None, 60, 20, 25, 31, 90],
            **columns,
        }
    )


def numbers(results):
    """The numbers of several estimates, by group."""
    return {
        estimate.group: (
            *(estimate.value, estimate.low, estimate.high),
            *(estimate.n, estimate.n_missing, estimate.n_excluded, estimate.n_units),
        )
        for estimate in results
    }


def assert_same_numbers(one, two):
    found, expected = numbers(one), numbers(two)
    assert list(found) == list(expected)
    for group, row in expected.items():
        assert found[group] == pytest.approx(row, nan_ok=True, rel=1e-9)


# --- summaries and engines -------------------------------------------------------------------


@EVERY_METRIC
@settings(max_examples=8)
@given(st.data())
def test_rows_are_reduced_to_the_right_summary(metric, data):
    drawn = data.draw(answers(metric))
    found = metric.measure(drawn).summary
    assert vars(found) == pytest.approx(vars(summarise(metric, drawn)), nan_ok=True, abs=1e-9)


@EVERY_FAMILY
@settings(max_examples=6)
@given(st.data())
def test_the_order_of_rows_and_their_index_do_not_matter(metric, data):
    frame = data.draw(frames(metric))
    order = data.draw(st.permutations(range(len(frame))))
    shuffled = frame.iloc[order].set_axis([7] * len(frame), axis=0)
    options = {"by": "group", "unit": "person"}
    assert_same_numbers(
        metric.measure(shuffled, "answer", **options), metric.measure(frame, "answer", **options)
    )


@EVERY_FAMILY
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pandas"])
def test_every_engine_gives_the_same_estimates_and_comparisons(metric, engine):
    rng = np.random.default_rng(3)
    values = {"csat": [1, 3, 4, 5], "sus": [50, 67.5, 80, 100], "time_on_task": [9, 30.5, 70]}
    frame = pd.DataFrame(
        {
            "answer": rng.choice(values.get(metric.name, [1, 2, 3, 4, 5]), 60).astype(float),
            "group": rng.choice(["new", "old", None], 60, p=[0.45, 0.45, 0.1]),
            "person": rng.integers(0, 12, 60),
        }
    )
    frame.loc[::9, "answer"] = np.nan
    options = {"by": "group", "unit": "person"}
    expected = metric.measure(frame, "answer", **options)
    found = metric.measure(ENGINES[engine](frame), "answer", **options)
    assert_same_numbers(found, expected)
    one, two = compare(*list(found)[:2]), compare(*list(expected)[:2])
    assert (one.low, one.p_value) == pytest.approx((two.low, two.p_value), nan_ok=True)
    assert one.method == two.method


@pytest.mark.parametrize("engine", ENGINES)
def test_times_of_completed_tasks_on_every_engine(engine):
    frame = ENGINES[engine](attempts())
    result = ux.time_on_task(frame, "seconds", completed="done", by="design")
    # p2's second attempt has no mark for done, and one time is missing
    assert [(e.n, e.n_missing, e.n_excluded) for e in result] == [(3, 0, 1), (1, 1, 2)]


def _one_wrong(metric: Any) -> float:
    """Return an answer that no metric of these allows."""
    return -1.0 if metric.name != "time_on_task" else 0.0


@EVERY_METRIC
@pytest.mark.parametrize("engine", ["polars lazy", "duckdb"])
def test_good_lazy_data_are_looked_at_once(metric, engine, monkeypatch):
    answer = {"csat": 4, "sus": 67.5}.get(metric.name, 1)
    frame = pd.DataFrame({"answer": [answer, answer, None, answer], "group": ["a", "b", "a", "a"]})
    sizes = []
    collect = nw.LazyFrame.collect

    def watched(self, *args, **options):
        found = collect(self, *args, **options)
        sizes.append(len(found))
        return found

    monkeypatch.setattr(nw.LazyFrame, "collect", watched)
    found = metric.measure(ENGINES[engine](frame), "answer", by="group")
    assert sizes == [2]  # a row a group
    assert [estimate.n_missing for estimate in found] == [1, 0]
    frame.loc[3, "answer"] = _one_wrong(metric)
    with pytest.raises(AnswerError, match=r"each must be .* in 1 row"):
        metric.measure(ENGINES[engine](frame), "answer", by="group")


@EVERY_FAMILY
def test_spark_gives_the_same_estimates(metric, spark):
    values = {"csat": [1, 3, 4, 5], "sus": [50, 67.5, 80, 100], "time_on_task": [9, 30.5, 70]}
    values |= {"task_success": [0, 1], "error_rate": [0, 1, 7], "nps": [0, 7, 9, 10]}
    drawn = np.random.default_rng(4).choice(values.get(metric.name, [1, 3, 7]), 30).tolist()
    rows = [*zip(map(float, drawn), "abc" * 10, strict=True), (None, "c")]
    frame = pd.DataFrame(rows, columns=["answer", "group"])
    lazy = spark.createDataFrame(rows, "answer double, group string")
    found, expected = (metric.measure(data, "answer", by="group") for data in (lazy, frame))
    assert found.groups == expected.groups == ["a", "b", "c"]
    for one, two in zip(found, expected, strict=True):
        assert vars(one.summary) == pytest.approx(vars(two.summary), nan_ok=True, rel=1e-9)


@pytest.mark.parametrize("engine", ENGINES)
def test_answers_that_are_all_the_same_have_no_spread(engine):
    frame = pd.DataFrame({"sus": [67.5] * 7 + [None], "seq": [7.0] * 8})
    for measure, column in ((ux.sus, "sus"), (ux.seq, "seq")):
        assert measure(ENGINES[engine](frame), column).summary.sd == 0


def test_data_that_change_while_they_are_measured_are_refused():
    looks = iter([[5, 99], [5, 6], [5, 6], [5, 6]])
    start = pl.LazyFrame({"q": [0, 0]})
    changing = start.map_batches(lambda frame: pl.DataFrame({"q": next(looks)}))
    with pytest.raises(AnswerError, match="must stay the same while they are measured"):
        ux.seq(changing, "q")


@EVERY_FAMILY
@settings(max_examples=6)
@given(st.data())
def test_units_are_summed_as_by_hand(metric, data):
    frame = data.draw(frames(metric))
    found = metric.measure(frame, "answer", unit="person").summary
    expected = summarise_units(metric, frame)
    assert vars(found.sums) == pytest.approx(vars(expected.sums), abs=1e-9)
    assert vars(found.base) == pytest.approx(vars(expected.base), nan_ok=True, abs=1e-9)


# --- groups ----------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_groups_are_sorted_and_missing_ones_kept_last(engine):
    frame = attempts(design=["b", None, "a", "b", "a", None, "c", "B"])
    results = ux.task_success(ENGINES[engine](frame), "done", by="design")
    assert results.groups == ["B", "a", "b", "c", None]
    assert results[None].n == 2
    assert results[None].label == "(missing)"


@pytest.mark.parametrize("ordered", [True, False])
def test_ordered_categories_keep_their_order_and_others_are_sorted(ordered):
    design = pd.Categorical(["old", "new"] * 4, categories=["old", "new", "next"], ordered=ordered)
    results = ux.task_success(attempts(design=design), "done", by="design")
    assert results.groups == (["old", "new"] if ordered else ["new", "old"])


def test_polars_enums_keep_their_order():
    frame = pl.DataFrame(
        {
            "done": [1, 0, 1],
            "size": pl.Series(["small", "large", "small"], dtype=pl.Enum(["small", "large"])),
        }
    )
    assert ux.task_success(frame, "done", by="size").groups == ["small", "large"]


@pytest.mark.parametrize(
    ("keys", "groups"),
    [
        ([10, 9, 2, 10], [2, 9, 10]),
        (np.array([10, 9, 2, 10], dtype="int8"), [2, 9, 10]),
        (pd.array([10, 9, None, 10], dtype="Int64"), [9, 10, None]),
        ([10.5, 9.5, math.nan, 10.5], [9.5, 10.5, None]),
        ([True, False, True, True], [False, True]),
        (pd.array(["b", None, "a", "b"], dtype="string"), ["a", "b", None]),
        (np.array(["b", None, "a", "b"], dtype=object), ["a", "b", None]),
        (pd.to_datetime(["2026-03-01", None, "2026-01-01", "2026-03-01"]), None),
    ],
    ids=["int", "int8", "Int64", "float", "bool", "string", "object", "date"],
)
def test_group_keys_may_be_of_any_type(keys, groups):
    results = ux.seq(pd.DataFrame({"q": [1, 2, 3, 4], "g": keys}), "q", by="g")
    if groups is None:
        groups = [datetime.datetime(2026, 1, 1), datetime.datetime(2026, 3, 1), None]
    assert results.groups == groups
    assert all(results[group].n >= 1 for group in groups)


def test_a_group_without_answers_is_not_known_and_says_so():
    frame = attempts(done=[None, None, None, None, 1, 1, 1, 0])
    new, old = ux.task_success(frame, "done", by="design")
    assert (new.n, old.n, old.n_missing) == (4, 0, 4)
    assert math.isnan(old.value)
    assert math.isnan(old.low)
    assert repr(old) == (
        "task success, old: not known [interval not known] (0 of 0, 4 missing; 95%, adjusted "
        "Wald) Note: there are no answers."
    )
    with pytest.raises(ValueError, match="old has no answers, so there is nothing to compare"):
        compare(new, old)


@pytest.mark.parametrize("unit", [None, "person"])
@EVERY_METRIC
def test_a_group_without_answers_is_not_known_for_any_metric(metric, unit):
    frame = pd.DataFrame({"q": [1.0, None, 1.0], "g": ["a", "b", "a"], "person": ["x", "y", "z"]})
    if metric.name == "sus":
        frame["q"] *= 50
    result = metric.measure(frame, "q", by="g", unit=unit)["b"]
    assert (result.n, result.n_missing) == (0, 1)
    assert math.isnan(result.value)
    assert result.note == "there are no answers."


def test_several_grouping_columns_in_their_order():
    results = ux.task_success(attempts(), "done", by=["task", "design"])
    assert results.by == ("task", "design")
    assert results.groups == [("x", "new"), ("x", "old"), ("y", "new"), ("y", "old")]
    assert results["y", "old"].label == "y, old"
    assert results["y", "old"].n_missing == 1


def test_groups_together_are_the_whole():
    parts = [estimate.summary for estimate in ux.task_success(attempts(), "done", by="task")]
    assert parts[0] + parts[1] == ux.task_success(attempts(), "done").summary


FOUR = pd.DataFrame({"q": [1, 2, 3, 4], "g": list("abab"), "person": ["r", "r", "s", "s"]})


def values_of(results):
    return [row for values in numbers(results).values() for row in values]


@pytest.mark.parametrize("role", FOUR.columns)
@pytest.mark.parametrize(
    "name",
    [
        *("n", "x", "y", "k", "u", "rows", "mean", "sd", "groups", "n_units", "values", "index"),
    ],
)
def test_columns_may_be_called_like_our_own(role, name):
    chosen = {column: name if column == role else column for column in FOUR.columns}
    frame = FOUR.rename(columns=chosen)
    found = ux.seq(frame, chosen["q"], by=chosen["g"], unit=chosen["person"])
    assert values_of(found) == [2.0, 1.0, 7.0, 2, 0, 0, 2, 3.0, 1.0, 7.0, 2, 0, 0, 2]


@pytest.mark.parametrize("name", ['it\'s "quoted"', "größe in % $1", "a.b [q]", "count(*)"])
@pytest.mark.parametrize("engine", ["pandas", "polars lazy", "arrow", "duckdb"])
def test_column_names_may_have_any_characters(engine, name):
    frame = FOUR.rename(columns=lambda column: f"{name} {column}")
    found = ux.seq(ENGINES[engine](frame), f"{name} q", by=f"{name} g", unit=f"{name} person")
    assert values_of(found) == [2.0, 1.0, 7.0, 2, 0, 0, 2, 3.0, 1.0, 7.0, 2, 0, 0, 2]


def test_a_column_may_group_and_name_units_at_once():
    results = ux.seq(attempts(q=[1, 2, 3, 4, 5, 6, 7, 1]), "q", by="person", unit="person")
    assert results.groups == ["p1", "p2", "p3", "p4"]
    assert all(e.n_units == 1 and math.isnan(e.low) for e in results)


def test_grouping_by_a_column_twice_is_grouping_once():
    results = ux.task_success(attempts(), "done", by=["design", "design"])
    assert results.groups == ["new", "old"]


def test_grouping_by_nothing_gives_one_estimate():
    assert repr(ux.task_success(attempts(), "done", by=[])) == repr(
        ux.task_success(attempts(), "done")
    )


@pytest.mark.parametrize("argument", ["by", "unit"])
def test_a_column_that_is_not_there_is_refused_with_the_nearest(argument):
    with pytest.raises(ColumnError) as error:
        ux.task_success(attempts(), "done", **{argument: "Persn"})
    assert str(error.value) == (
        "There is no column 'Persn'. Did you mean 'person'? The columns are: 'person', 'design', "
        "'task', 'done', 'seconds'."
    )


# --- units -----------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_a_missing_unit_is_refused_with_its_rows(engine):
    frame = attempts(person=[None, None, None, None, None, None, "p3", "p4"])
    with pytest.raises(AnswerError) as error:
        ux.task_success(ENGINES[engine](frame), "done", unit="person")
    where = (
        "6 rows"
        if engine in {"polars lazy", "duckdb"}
        else "rows 0, 1, 2, 3, 4 and 1 more (counted from 0)"
    )
    assert str(error.value) == (
        f"Column 'person' names whose rows belong together, but it is missing in {where}."
    )


def test_units_without_an_answer_are_not_counted():
    frame = attempts(done=[1, 0, None, None, 1, 1, 1, 0])
    result = ux.task_success(frame, "done", unit="person")
    assert (result.n, result.n_units) == (6, 3)
    assert "(4 of 6, 3 units by person, 2 missing;" in repr(result)


def test_a_unit_that_is_repeated_widens_the_interval():
    frame = pd.DataFrame({"q": [2, 2, 2, 6, 6, 6, 4, 4, 4], "person": [*"aaabbbccc"]})
    plain, clustered = (ux.seq(frame, "q", unit=unit) for unit in (None, "person"))
    assert clustered.value == plain.value
    assert clustered.high - clustered.low > 2 * (plain.high - plain.low)


# --- missing and ready summaries -------------------------------------------------------------


def test_missing_answers_can_be_refused():
    with pytest.raises(AnswerError) as error:
        ux.task_success(attempts(), "done", missing="raise")
    assert str(error.value) == (
        "Column 'done': an answer is missing in row 3 (counted from 0), and missing='raise' was "
        "asked."
    )


def test_nothing_is_refused_where_nothing_is_missing():
    assert repr(ux.task_success([1, 0], missing="raise")) == repr(ux.task_success([1, 0]))


def test_missing_has_two_choices():
    with pytest.raises(ValueError, match="missing must be") as error:
        ux.task_success([1, 0], missing="drop")
    assert str(error.value) == "missing must be 'exclude' or 'raise'; got 'drop'."


def test_published_counts_take_the_place_of_rows():
    result = ux.task_success(Proportion(successes=4, n=5, n_missing=1), method="wilson")
    assert repr(result) == "task success 80% [38, 96] (4 of 5, 1 missing; 95%, Wilson)"


def test_counts_of_another_kind_are_refused():
    with pytest.raises(TypeError) as error:
        ux.task_success(Mean(n=5, mean=3, sd=1))
    assert str(error.value) == "task success is made from a Proportion; got a Mean."


def test_counts_have_no_columns():
    with pytest.raises(TypeError) as error:
        cx.csat(Proportion(successes=4, n=5), "q")
    assert str(error.value) == ("column, by and unit go with data; a summary has none of them.")


def test_only_one_column_is_measured_at_once():
    with pytest.raises(TypeError) as error:
        ux.seq(attempts(), ["done", "seconds"])
    assert str(error.value) == "Give one column to measure; got 2: done, seconds."
