"""The UX metrics: what each makes of its column, on its one printed line."""

from __future__ import annotations

import inspect

import pandas as pd
import pytest
from scipy import stats

from uxcx import AnswerError, ColumnError, compare, ux
from uxcx.families import Proportion

BROOKE = [5, 4, 2, 1, 2, 3, 2, 4, 5, 2]
ITEMS = [f"q{number}" for number in range(1, 11)]


@pytest.fixture
def attempts():
    return pd.DataFrame(
        {
            "participant": ["p1", "p1", "p2", "p2", "p3"],
            "design": ["new", "old", "new", "old", "new"],
            "completed": [1, 0, 1, 1, None],
            "seconds": [55, 200, 62, 90, 45],
            "errors": [0, 3, 1, 0, 2],
            "chances": [10, 10, 10, 10, None],
            "ease": [7, 2, 6, 5, 6],
        }
    )


@pytest.fixture
def sheets():
    best, worst = [5, 1] * 5, [1, 5] * 5
    return pd.DataFrame([BROOKE, best, worst], columns=ITEMS).assign(design=["a", "b", "b"])


def test_four_of_five_may_be_from_36_to_98_percent():
    result = ux.task_success([1, 1, 1, 1, 0])
    assert repr(result) == "task success 80% [36, 98] (4 of 5; 95%, adjusted Wald)"
    assert (result.low, result.high) == pytest.approx((0.3596, 0.9797), abs=1e-4)


def test_success_is_counted_with_its_missing_attempts(attempts):
    result = ux.task_success(attempts, "completed")
    assert (result.summary.successes, result.n, result.n_missing) == (3, 4, 1)


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("adjusted_wald", "adjusted Wald"),
        ("wilson", "Wilson"),
        ("jeffreys", "Jeffreys"),
        ("exact", "exact (Clopper-Pearson)"),
        ("wald", "Wald, for teaching only"),
    ],
)
def test_every_method_is_named_in_its_result(method, name):
    assert ux.task_success([1, 1, 0], method=method).method == name


def test_unknown_methods_are_refused_before_the_data_are_read():
    with pytest.raises(ValueError, match="method must be one of") as error:
        ux.task_success(pd.DataFrame({"x": [9]}), "x", method="bayes")
    assert "got 'bayes'" in str(error.value)


def test_times_of_failures_are_set_aside(attempts):
    result = ux.time_on_task(attempts, "seconds", completed="completed")
    # one failed, and of one it is not known whether it was completed
    assert (result.n, result.n_excluded, result.n_missing) == (3, 2, 0)
    assert result.value == pytest.approx(stats.gmean([55, 62, 90]))
    assert repr(result).endswith("(n = 3, 2 set aside; 95%, t on logarithms)")


def test_all_times_count_where_completion_is_not_told(attempts):
    assert ux.time_on_task(attempts, "seconds").n == 5


def test_errors_are_counted_per_attempt(attempts):
    result = ux.error_rate(attempts, "errors")
    assert result.value == pytest.approx(6 / 5)
    assert result.unit.suffix == " per attempt"


def test_errors_may_be_counted_per_opportunity(attempts):
    result = ux.error_rate(attempts, "errors", opportunities="chances")
    assert (result.summary.successes, result.n, result.n_missing) == (4, 40, 1)
    assert repr(result) == "error rate 10% [3, 24] (4 of 40, 1 missing; 95%, adjusted Wald)"
    wilson = ux.error_rate(attempts, "errors", opportunities="chances", method="wilson")
    assert wilson.method == "Wilson"


def test_published_error_counts_per_opportunity_need_no_column():
    assert ux.error_rate(Proportion(successes=4, n=40)).value == 0.1


def test_the_missing_column_of_opportunities_is_offered(attempts):
    with pytest.raises(ColumnError, match="Did you mean 'chances'"):
        ux.error_rate(attempts, "errors", opportunities="chance")


def test_ease_is_a_mean_from_1_to_7(attempts):
    result = ux.seq(attempts, "ease", by="design")["new"]
    assert result.value == pytest.approx(19 / 3)
    assert result.high == 7


def test_sus_scores_ten_columns_and_averages_them(sheets):
    result = ux.sus(sheets, ITEMS)
    assert result.value == pytest.approx((55 + 100 + 0) / 3)
    assert result.n == 3
    assert (result.low, result.high) == (0, 100)


def test_sus_takes_a_column_of_finished_scores(sheets):
    frame = sheets.assign(score=[55, 100, 0])
    assert repr(ux.sus(frame, "score", by="design")) == repr(ux.sus(frame, ITEMS, by="design"))


def test_sus_of_a_frame_needs_columns(sheets):
    with pytest.raises(TypeError, match="Name the column to measure"):
        ux.sus(sheets)


def test_sus_refuses_a_missing_item_rather_than_scoring_it(sheets):
    sheets = sheets.astype({"q4": "Int64"})
    sheets.loc[1, "q4"] = pd.NA
    with pytest.raises(AnswerError) as error:
        ux.sus(sheets, ITEMS)
    assert str(error.value) == (
        "A SUS score needs all ten answers; missing: 'q4' in row 1 (counted from 0). Leave those "
        "respondents out, and say how many they were."
    )


def test_old_and_new_can_be_compared_within_people(attempts):
    new, old = ux.seq(attempts, "ease", by="design", unit="participant")
    result = compare(new, old)
    assert result.method == "t over 3 units, 2 of them in both (delta method)"
    assert result.value == pytest.approx(19 / 3 - 3.5)


@pytest.mark.parametrize("name", ux.__all__)
def test_every_metric_documents_every_parameter(name):
    function = getattr(ux, name)
    for parameter in inspect.signature(function).parameters:
        assert f"\n{parameter} : " in function.__doc__, parameter
    assert "{" not in function.__doc__.replace('{"', "")
    assert function.measure.function == f"ux.{name}"


@pytest.mark.parametrize("name", ux.__all__)
def test_every_metric_is_of_the_users_of_a_product(name):
    measure = getattr(ux, name).measure
    assert (measure.lens, measure.level) == ("UX", "interaction")
