"""Estimates: plain numbers, honest rounding, HTML that cannot run, and frames."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import METRIC_IDS, METRICS, answers, any_estimate, summarise

from uxcx import cx, ux
from uxcx.families import Mean, Proportion, Rate
from uxcx.measures import PERCENT, Measure
from uxcx.results import Estimates, decimals_for, html_table, show

EVERY_METRIC = pytest.mark.parametrize("metric", METRICS, ids=METRIC_IDS)
HOSTILE = "<script>alert(1)</script>"


def designs(**columns):
    """Attempts of two designs."""
    return pd.DataFrame({"design": ["old", "old", "new", "new"], "done": [0, 1, 1, 1], **columns})


# --- numbers ---------------------------------------------------------------------------------


@settings(max_examples=100)
@given(any_estimate())
def test_estimates_hold_plain_floats_and_ints(estimate):
    for name in ("value", "low", "high", "confidence_level"):
        assert type(getattr(estimate, name)) is float, name
    for name in ("n", "n_missing", "n_excluded"):
        assert type(getattr(estimate, name)) is int, name


@EVERY_METRIC
def test_measured_estimates_hold_plain_floats_and_ints(metric):
    frame = pd.DataFrame(
        {
            "answer": pd.array(
                [1, 2, 1, None] if metric.name != "task_success" else [1, 0, 1, None]
            ),
            "group": np.array([1, 1, 2, 2]),
            "person": [1, 2, 3, 4],
        }
    )
    if metric.name == "sus":
        frame["answer"] *= 2.5
    for estimate in metric.measure(frame, "answer", by="group", unit="person"):
        assert type(estimate.value) is float
        assert type(estimate.low) is float
        assert type(estimate.n) is int
        assert type(estimate.n_units) is int
        assert type(estimate.group[0][1]) is int


@settings(max_examples=100)
@given(any_estimate())
def test_every_estimate_can_be_printed_and_read(estimate):
    text = repr(estimate)
    assert text.startswith(estimate.metric)
    assert "\n" not in text
    assert "nan" not in text
    assert estimate.sentence[0].isupper()
    assert estimate.sentence.endswith(".")
    assert "<table>" in estimate._repr_html_()
    assert estimate.to_frame().loc[0, "n"] == estimate.n


@settings(max_examples=100)
@given(any_estimate(least=2))
def test_intervals_hold_their_estimate_and_stay_within_the_unit(estimate):
    tolerance = 1e-9 * max(1.0, abs(estimate.value))
    assert estimate.low <= estimate.value + tolerance
    assert estimate.value - tolerance <= estimate.high
    assert estimate.unit.minimum <= estimate.low
    assert estimate.high <= estimate.unit.maximum


@EVERY_METRIC
@settings(max_examples=40)
@given(st.data())
def test_adding_summaries_is_summarising_the_whole(metric, data):
    one, two = data.draw(answers(metric, least=0)), data.draw(answers(metric, least=0))
    added = summarise(metric, one) + summarise(metric, two)
    whole = summarise(metric, one + two)
    assert (added.n, added.n_missing) == (whole.n, whole.n_missing)
    assert vars(added) == pytest.approx(vars(whole), nan_ok=True, abs=1e-9)


@EVERY_METRIC
@settings(max_examples=20)
@given(st.data())
def test_summaries_can_be_added_in_any_order(metric, data):
    a, b, c = (summarise(metric, data.draw(answers(metric, most=6))) for _ in range(3))
    one, two = vars((a + b) + c), vars(c + (b + a))
    assert one == pytest.approx(two, nan_ok=True, abs=1e-9)


# --- text ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        (62.5, 0, "63"),
        (-62.5, 0, "-63"),
        (100 * 0.285, 0, "29"),
        (100 * 0.07, 1, "7.0"),
        (-0.3, 0, "0"),
        (0.0, 2, "0.00"),
        (1234567.891, 1, "1,234,567.9"),
        (math.nan, 1, "not known"),
        (math.inf, 1, "∞"),
        (-math.inf, 1, "-∞"),
        (1.234e97, 0, "1.2e+97"),
    ],
)
def test_numbers_are_shown_as_people_round_by_hand(number, decimals, text):
    assert show(number, decimals) == text


@pytest.mark.parametrize(
    ("low", "high", "decimals"),
    [(36, 98, 0), (46.01, 101.22, 0), (4.86, 6.13, 1), (0.31, 0.35, 3), (10, 10, 0)],
)
def test_decimals_follow_the_width_of_the_interval(low, high, decimals):
    assert decimals_for(low, high, (low + high) / 2) == decimals


def test_without_an_interval_noise_is_not_shown_as_decimals():
    assert decimals_for(math.nan, math.nan, 100 * 0.07) == 0
    assert decimals_for(math.nan, math.nan, 33.3333) == 1


def test_an_estimate_says_what_it_means():
    assert ux.task_success([1, 1, 1, 1, 0, None]).sentence == (
        "Task success was 80% in this sample (4 of 5, 1 missing). The true value is plausibly "
        "between 36 and 98%: intervals made this way hold the true value in about 95 of 100 "
        "studies."
    )


def test_an_estimate_of_nothing_says_so():
    result = ux.task_success(Proportion(successes=0, n=0, n_missing=3))
    assert result.sentence == "Task success is not known: there are no answers."
    assert repr(result) == (
        "task success not known [interval not known] (0 of 0, 3 missing; 95%, adjusted Wald) "
        "Note: there are no answers."
    )


def test_an_estimate_without_interval_gives_the_reason():
    assert ux.seq([6]).sentence == (
        "SEQ was 6 in this sample (n = 1). How far that is from the truth is not known: one "
        "answer does not show how much answers vary."
    )


def test_a_caveat_stands_as_a_sentence_of_its_own():
    sentence = cx.nps([10]).sentence
    assert sentence.endswith(
        " studies. With so few answers the interval is drawn to the middle "
        "and leaves the score itself out."
    )


def test_units_and_what_was_set_aside_are_told():
    frame = designs(seconds=[10.0, 20, 30, 40], person=["x", "y", "x", "x"])
    result = ux.time_on_task(frame, "seconds", completed="done", unit="person")
    assert "(n = 3, 2 units by person, 1 set aside; 95%, " in repr(result)


def test_a_group_is_part_of_the_line():
    old, new = reversed(list(ux.task_success(designs(), "done", by="design")))
    assert repr(new).startswith("task success, new: 100% [")
    assert old.label == "old"
    assert ux.task_success([1, 0]).label == "task success"


# --- several ---------------------------------------------------------------------------------


def test_estimates_are_picked_by_group_unpacked_and_counted():
    results = ux.task_success(designs(), "done", by="design")
    new, old = results
    assert results["new"] is new
    assert results.groups == ["new", "old"]
    assert len(results) == 2
    assert "old" in results
    assert "older" not in results
    assert repr(results) == f"{new!r}\n{old!r}"


def test_a_group_that_is_not_there_is_refused_with_the_nearest():
    results = ux.task_success(designs(), "done", by="design")
    with pytest.raises(KeyError) as error:
        results["nwe"]
    assert str(error.value) == (
        "There is no group 'nwe' of design. Did you mean 'new'? The groups are: 'new', 'old'."
    )
    with pytest.raises(KeyError) as error:
        results[["new"]]
    assert "There is no group ['new'] of design." in str(error.value)


def test_several_grouping_columns_make_tuples():
    results = ux.task_success(designs(task=["a", "b", "a", "b"]), "done", by=["design", "task"])
    assert results.groups == [("new", "a"), ("new", "b"), ("old", "a"), ("old", "b")]
    assert results["old", "b"].value == 1
    with pytest.raises(KeyError, match="There is no group 'old' of design and task"):
        results["old"]


def test_a_frame_of_estimates_is_tidy():
    frame = ux.task_success(designs(), "done", by="design").to_frame()
    assert frame["design"].tolist() == ["new", "old"]
    assert frame["value"].tolist() == [1.0, 0.5]
    assert frame.columns.tolist() == [
        *("metric", "design", "value", "low", "high", "unit", "n", "n_missing", "n_excluded"),
        *("n_units", "confidence_level", "method", "lens", "level", "note"),
    ]


@pytest.mark.parametrize("column", ["level", "unit", "method", "n", "value", "metric"])
def test_a_grouping_column_called_like_a_result_is_not_lost(column):
    data = designs().rename(columns={"design": column})
    frame = ux.task_success(data, "done", by=column).to_frame()
    assert frame[f"{column} (group)"].tolist() == ["new", "old"]
    assert frame["value"].tolist() == [1.0, 0.5]
    assert set(frame["level"]) == {"interaction"}


# --- HTML ------------------------------------------------------------------------------------


def test_groups_cannot_bring_a_script_into_a_page():
    frame = pd.DataFrame({"done": [1, 0], HOSTILE: [HOSTILE, "b & c"]})
    page = ux.task_success(frame, "done", by=HOSTILE)._repr_html_()
    assert "<script>" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert "b &amp; c" in page


def test_every_part_of_a_table_is_escaped():
    page = html_table(HOSTILE, [HOSTILE, HOSTILE], [[HOSTILE, HOSTILE]], [HOSTILE])
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 6


def test_units_and_metrics_cannot_bring_a_script_into_a_page():
    frame = pd.DataFrame({"done": [1, 0], HOSTILE: ["x", "y"]})
    assert "<script>" not in ux.task_success(frame, "done", unit=HOSTILE)._repr_html_()
    named = Proportion(successes=1, n=2).estimate(measure=Measure(name=HOSTILE, unit=PERCENT))
    assert "<script>" not in named._repr_html_()


def test_a_table_has_what_a_screen_reader_needs():
    page = ux.task_success(designs(done=[0, None, 1, 1]), "done", by="design")._repr_html_()
    assert "<caption" in page
    assert "task success (UX, interaction): adjusted Wald" in page
    assert page.count('<th scope="col">') == 5
    assert page.count('<th scope="row"') == 2
    assert '<th scope="col">missing</th>' in page


def test_notes_stand_under_the_table_once():
    page = ux.seq(pd.DataFrame({"q": [5, 6], "g": ["a", "b"]}), "q", by="g")._repr_html_()
    assert page.count("<p>One answer does not show how much answers vary.</p>") == 1
    assert page.count("<td>not known</td>") == 2


def test_no_estimates_are_a_sentence():
    assert Estimates([], by=("g",))._repr_html_() == "<p>No estimates.</p>"


def test_rates_are_shown_with_what_they_are_counted_against():
    page = ux.error_rate(Rate(n=20, events=12))._repr_html_()
    assert "0.6 per attempt" in page
    assert "12 events in 20" in page


def test_unit_of_a_mean_without_scale_is_left_out():
    assert repr(Mean(n=11, mean=51.6, sd=4.07).estimate()) == "mean 52 [49, 54] (n = 11; 95%, t)"
