"""Comparisons: symmetry, plain numbers, refusals, and what the sentences say."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import METRIC_IDS, METRICS, frames, two_estimates

from uxcx import compare, cx, ux
from uxcx.comparison import Comparison
from uxcx.families import GeometricMean, Mean, NetScore, Proportion, Rate

LABELS = ("new", "old")
EVERY_METRIC = pytest.mark.parametrize("metric", METRICS, ids=METRIC_IDS)


def shares(first, second, **options):
    """Compare task success of two counts ``(successes, n)``."""
    estimates = [ux.task_success(Proportion(successes=x, n=n)) for x, n in (first, second)]
    return compare(*estimates, labels=LABELS, **options)


def assert_mirrors(one: Comparison, two: Comparison) -> None:
    """Assert that two comparisons are the same, seen from the other side."""

    def same(a, b):
        assert a == pytest.approx(b, nan_ok=True, abs=1e-9, rel=1e-9)

    if one.effect == "ratio":
        for a, b in ((one.value, two.value), (one.low, two.high), (one.high, two.low)):
            same(a, math.inf if b == 0 else 1 / b)
    else:
        same(one.value, -two.value)
        same(one.low, -two.high)
        same(one.high, -two.low)
    same(one.p_value, two.p_value)
    same(one.degrees_of_freedom, two.degrees_of_freedom)
    assert one.verdict == two.verdict
    assert (one.method, one.test, one.note) == (two.method, two.test, two.note)


# --- numbers ---------------------------------------------------------------------------------


@settings(max_examples=80)
@given(two_estimates())
def test_comparing_the_other_way_round_mirrors_everything(pair):
    assert_mirrors(compare(*pair), compare(*reversed(pair)))


@EVERY_METRIC
@settings(max_examples=4)
@given(st.data())
def test_comparing_over_shared_units_mirrors_too(metric, data):
    frame = data.draw(frames(metric))
    a, b = metric.measure(frame, "answer", by="group", unit="person")
    assert_mirrors(compare(a, b), compare(b, a))


@settings(max_examples=80)
@given(two_estimates(), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_holds_the_effect(pair, confidence_level):
    result = compare(*pair, confidence_level=confidence_level)
    if not math.isnan(result.low):
        tolerance = 1e-9 * max(1, abs(result.value)) if math.isfinite(result.value) else 0
        assert result.low <= result.value + tolerance
        assert result.value - tolerance <= result.high
    assert math.isnan(result.p_value) or 0 <= result.p_value <= 1


@settings(max_examples=60)
@given(two_estimates())
def test_results_hold_plain_floats(pair):
    result = compare(*pair, confidence_level=np.float64(0.9))
    for name in (
        *("value", "low", "high", "p_value", "statistic", "degrees_of_freedom"),
        "confidence_level",
    ):
        assert type(getattr(result, name)) is float, name


@settings(max_examples=60)
@given(two_estimates())
def test_every_comparison_can_be_printed(pair):
    result = compare(*pair, labels=("<script>", "&"))
    text, page = repr(result), result._repr_html_()
    assert text.count("\n") == 1
    assert "nan" not in text.replace("finance", "")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert len(result.to_frame()) == 1


@settings(max_examples=80)
@given(two_estimates())
def test_every_sentence_is_well_formed(pair):
    sentence = compare(*pair, labels=LABELS).sentence
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    assert not re.search(r"\. [a-z]", sentence), sentence
    assert not re.search(r"(?<![.,\d])1 (points|percentage points)\b", sentence), sentence
    assert "  " not in sentence
    assert "-" not in re.sub(r"[a-z]-[a-z]", "", sentence), sentence


def test_a_frame_has_the_numbers_as_stored():
    row = shares((10, 12), (4, 13)).to_frame().iloc[0]
    assert row["metric"] == "task success"
    assert row["first_value"] == pytest.approx(10 / 12)
    assert row["value"] == pytest.approx(10 / 12 - 4 / 13)
    assert row["verdict"] == "difference"
    assert row["unit"] == "%"


# --- what is compared ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (
            Proportion(successes=4, n=5),
            Mean(n=5, mean=3, sd=1),
            "Only estimates of the same metric can be compared: the first is proportion (%), the "
            "second mean (value).",
        ),
        (
            ux.seq(Mean(n=5, mean=3, sd=1)),
            cx.ces(Mean(n=5, mean=3, sd=1)),
            "Only estimates of the same metric can be compared: the first is SEQ (rating, 1 to "
            "7), the second CES (rating, 1 to 7).",
        ),
        (
            Proportion(successes=4, n=5),
            Proportion(successes=0, n=0),
            "proportion has no answers, so there is nothing to compare it with.",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(first, second, message):
    with pytest.raises(ValueError, match=r".") as error:
        compare(first, second)
    assert str(error.value) == message


def test_error_rates_per_attempt_and_per_opportunity_are_not_compared():
    with pytest.raises(ValueError, match="per attempt") as error:
        compare(ux.error_rate(Rate(n=5, events=3)), ux.error_rate(Proportion(n=9, successes=3)))
    assert str(error.value) == (
        "Only estimates of the same metric can be compared: the first is error rate (per "
        "attempt), the second error rate (%)."
    )


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        (
            0.8,
            "compare() takes two estimates; the type of the second is float. Measure first: "
            "compare(ux.task_success(...), ux.task_success(...)).",
        ),
        (
            [1, 0, 1],
            "compare() takes two estimates; the type of the second is list. Measure first: "
            "compare(ux.task_success(...), ux.task_success(...)).",
        ),
    ],
)
def test_things_that_are_no_estimates_are_refused(thing, message):
    with pytest.raises(TypeError) as error:
        compare(Proportion(successes=4, n=5), thing)
    assert str(error.value) == message


def test_several_estimates_at_once_are_refused_with_the_way_out():
    import pandas as pd

    frame = pd.DataFrame({"done": [1, 0, 1], "design": ["new", "old", "old"]})
    with pytest.raises(TypeError) as error:
        compare(ux.task_success(frame, "done", by="design"), Proportion(successes=1, n=2))
    assert str(error.value) == (
        "compare() takes two estimates; the type of the first is Estimates. Give two of its "
        "estimates: compare(results[group], results[other_group])."
    )


def test_estimates_with_and_without_unit_are_not_compared():
    import pandas as pd

    frame = pd.DataFrame({"done": [1, 0, 1], "person": ["x", "y", "z"]})
    plain = ux.task_success(frame, "done")
    clustered = ux.task_success(frame, "done", unit="person")
    with pytest.raises(ValueError, match="unit=") as error:
        compare(plain, clustered)
    assert str(error.value) == (
        "Only one of the two estimates knows which rows belong together (unit=). Make both with "
        "the same unit."
    )


def test_estimates_of_different_units_are_not_compared():
    import pandas as pd

    frame = pd.DataFrame({"done": [1, 0, 1], "person": [1, 2, 3], "team": [1, 2, 2]})
    one, two = (ux.task_success(frame, "done", unit=unit) for unit in ("person", "team"))
    with pytest.raises(ValueError, match="same unit") as error:
        compare(one, two)
    assert str(error.value) == (
        "One estimate was made with unit='person', the other with unit='team'. Make both with "
        "the same unit."
    )


@pytest.mark.parametrize(
    ("level", "message"),
    [
        (95, "confidence_level must be between 0 and 1; got 95. Write 95% as 0.95."),
        (99.9, "confidence_level must be between 0 and 1; got 99.9. Write 99.9% as 0.999."),
        (0, "confidence_level must be between 0 and 1; got 0."),
        (1, "confidence_level must be between 0 and 1; got 1."),
        (float("nan"), "confidence_level must be between 0 and 1; got nan."),
        ("0.95", "confidence_level must be between 0 and 1; got '0.95'."),
        (None, "confidence_level must be between 0 and 1; got None."),
    ],
)
def test_confidence_levels_outside_0_to_1_are_refused(level, message):
    for measured in (
        lambda: shares((4, 5), (3, 5), confidence_level=level),
        lambda: ux.task_success([1, 0], confidence_level=level),
    ):
        with pytest.raises(ValueError, match="confidence_level") as error:
            measured()
        assert str(error.value) == message


def test_summaries_are_compared_without_data():
    assert repr(Proportion(successes=10, n=12).compare(Proportion(successes=4, n=13))).startswith(
        "proportion, first - second: +53 percentage points [+13, +77] (95%, Agresti-Caffo; "
        "p = 0.0095, N-1 two-proportion z test)\n"
    )


# --- sentences -------------------------------------------------------------------------------


def test_a_difference_says_how_much_which_way_and_what_it_does_not_show():
    assert shares((10, 12), (4, 13)).sentence == (
        "Task success was 53 percentage points higher with new than with old; with 95% confidence "
        "the true difference is between 13 and 77 percentage points higher. Since higher is "
        "better here, that favours new. This alone does not show what caused it."
    )


def test_a_difference_in_the_wrong_direction_favours_the_other():
    assert shares((4, 13), (10, 12)).sentence == (
        "Task success was 53 percentage points lower with new than with old; with 95% confidence "
        "the true difference is between 13 and 77 percentage points lower. Since higher is better "
        "here, that favours old. This alone does not show what caused it."
    )


def test_no_clear_difference_is_not_called_no_difference():
    assert shares((8, 10), (7, 10)).sentence == (
        "These data do not show a difference in task success between new and old: with 95% "
        "confidence the true difference is anywhere from 28 percentage points lower to 45 higher. "
        "That does not show that the two are the same."
    )


def test_the_same_share_in_both_is_still_uncertain():
    result = shares((5, 5), (5, 5))
    assert result.p_value == 1
    assert result.verdict == "no clear difference"
    assert "anywhere from 37 percentage points lower to 37 higher" in result.sentence


def test_one_answer_each_shows_nothing():
    result = shares((1, 1), (0, 1))
    assert result.verdict == "no clear difference"
    assert result.value == 1
    assert "That does not show that the two are the same." in result.sentence


def test_interval_and_test_may_disagree_and_then_the_question_is_open():
    result = shares((2, 4), (8, 8))
    assert result.p_value < 0.05
    assert result.low < 0 < result.high
    assert result.verdict == "borderline"
    assert "Interval and test disagree on whether there is any difference" in result.sentence
    assert "collect more data" in result.sentence
    assert "favours" not in result.sentence


def test_what_is_clear_at_80_percent_may_not_be_at_95():
    verdicts = [shares((9, 12), (5, 13), confidence_level=level).verdict for level in (0.8, 0.95)]
    assert verdicts == ["difference", "no clear difference"]


def test_an_interval_that_ends_beside_0_is_not_shown_to_end_at_0():
    result = shares((60, 100), (46, 100))
    assert result.verdict == "difference"
    assert 0 < result.low < 0.005
    assert "[+0.2, " in repr(result)
    assert "between 0.2 and 27." in result.sentence


def test_lower_is_better_where_it_is():
    few, many = (ux.error_rate(Rate(n=50, events=events)) for events in (10, 60))
    result = compare(few, many, labels=LABELS)
    assert result.sentence.startswith("Error rate was 83% lower with new than with old; ")
    assert "Since lower is better here, that favours new." in result.sentence


def test_a_metric_without_direction_favours_nobody():
    result = compare(Proportion(successes=10, n=12), Proportion(successes=4, n=13))
    assert result.verdict == "difference"
    assert "favours" not in result.sentence


def test_amounts_of_one_are_in_the_singular():
    one, two = (ux.seq(Mean(n=4000, mean=mean, sd=1.0)) for mean in (5, 4))
    result = compare(one, two, labels=LABELS)
    assert result.sentence.startswith("SEQ was 1.00 point of the scale higher with new than with")
    scores = [cx.nps(NetScore(promoters=p, passives=2, detractors=0)) for p in (3, 1)]
    assert " 1 points" not in compare(*scores).sentence


def test_estimates_of_one_group_name_are_told_apart():
    import pandas as pd

    frame = pd.DataFrame({"done": [1, 0, 1, 1], "design": ["new", "new", "old", "old"]})
    first = ux.task_success(frame, "done", by="design")["new"]
    result = compare(first, first)
    assert result.labels == ("new (first)", "new (second)")
    assert "between new (first) and new (second)" in result.sentence


def test_estimates_without_groups_are_called_the_first_and_the_second():
    result = compare(Proportion(successes=10, n=12), Proportion(successes=4, n=13))
    assert result.labels == ("first", "second")
    assert "higher with the first than with the second" in result.sentence


@pytest.mark.parametrize(
    ("p_value", "text"),
    [(0.00001, "p < 0.0001"), (0.0312, "p = 0.031"), (0.99996, "p = 1"), (math.nan, "p not known")],
)
def test_p_values_are_shown_to_two_digits(p_value, text):
    result = shares((4, 5), (3, 5))
    shown = Comparison(**{**vars(result), "p_value": p_value})
    assert f"; {text}, " in repr(shown)


def test_times_are_compared_as_a_ratio_in_percent():
    quick, slow = (
        ux.time_on_task(GeometricMean(n=40, mean=math.log(seconds), sd=0.4)) for seconds in (60, 90)
    )
    result = compare(quick, slow, labels=LABELS)
    assert repr(result).startswith("time on task, new / old: 0.67 times [0.56, 0.80] (95%, ")
    assert result.sentence.startswith(
        "Time on task was 33% lower with new than with old; with 95% confidence the true "
        "difference is between 20% and 44% lower. Since lower is better here, that favours new."
    )


def test_units_measured_apart_count_as_different_ones_and_that_is_said():
    frame = pd.DataFrame({"who": [1, 2, 3, 1, 2, 3], "before": [3, 4, 5, 2, 4, 6]})
    frame["after"] = frame["before"] + 1
    first = ux.seq(frame, "after", unit="who")
    second = ux.seq(frame, "before", unit="who")
    sentence = compare(first, second).sentence
    assert "The two were measured apart, so each who in both counts as two" in sentence
    long = frame.melt(id_vars="who", value_vars=["before", "after"])
    together = ux.seq(long, "value", by="variable", unit="who")
    assert "measured apart" not in compare(together["after"], together["before"]).sentence
