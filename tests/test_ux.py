"""The UX metrics: what each makes of its column, on its one printed line."""

from __future__ import annotations

import inspect
import re

import pandas as pd
import pytest
from scipy import stats

from uxcx import AnswerError, ColumnError, compare, cx, ux
from uxcx.families import Proportion
from uxcx.questionnaires import umux_lite_scores

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


def test_umux_lite_scores_two_columns_and_averages_them():
    frame = pd.DataFrame({"meets": [6, 7, 1], "easy": [5, 7, 1], "design": ["a", "a", "b"]})
    result = ux.umux_lite(frame, ["meets", "easy"])
    assert result.value == pytest.approx((75 + 100 + 0) / 3)
    scores = umux_lite_scores(frame, ["meets", "easy"])
    assert repr(ux.umux_lite(scores)) == repr(result)
    by_design = ux.umux_lite(frame.assign(score=scores), "score", by="design")
    assert repr(by_design) == repr(ux.umux_lite(frame, ["meets", "easy"], by="design"))
    five = pd.DataFrame({"meets": [5, 1], "easy": [3, 1]})
    assert ux.umux_lite(five, ["meets", "easy"], points=5).value == pytest.approx((75 + 0) / 2)


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        (["meets", "easy"], {"points": 10}, "points must be 7 or 5"),
        (["meets"], {}, "two"),
        ("meets", {}, "a score from 0 to 100"),
        (None, {}, "Name the column to measure"),
    ],
)
def test_what_is_no_umux_lite_is_refused(columns, options, message):
    frame = pd.DataFrame({"meets": [6, 101], "easy": [5, 7]})
    with pytest.raises((AnswerError, ValueError, TypeError), match=message):
        ux.umux_lite(frame, columns, **options)


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
    assert not re.search(r"\{(common|returns|declaration)\}", function.__doc__)
    assert function.measure.function == f"ux.{name}"


@pytest.mark.parametrize("name", ux.__all__)
def test_every_metric_is_of_the_users_of_a_product(name):
    function = getattr(ux, name)
    file = function.__module__.rsplit(".", 1)[-1]
    level = file if file in {"journey", "relationship"} else "interaction"
    if file == "acceptance":
        level = "journey" if name == "onboarding_success" else "relationship"
    assert (function.measure.lens, function.measure.level) == ("UX", level)


def test_a_failure_counts_whatever_its_time_but_a_success_needs_one():
    frame = pd.DataFrame({"done": [1, 0, 1, 0, 1], "took": [60, None, None, 5, 61]})
    result = ux.success_within(frame, "done", seconds="took", limit=60)
    # the success without a time is missing; 60 seconds are within 60
    assert (result.summary.successes, result.n, result.n_missing) == (1, 4, 1)


@pytest.mark.parametrize("limit", [0, -5, float("nan")])
def test_a_time_limit_is_above_0(limit):
    with pytest.raises(ValueError, match="limit") as error:
        ux.success_within(pd.DataFrame({"d": [1], "t": [1]}), "d", seconds="t", limit=limit)
    assert str(error.value) == f"limit must be a number of seconds above 0; got {limit!r}."


def test_levels_of_success_are_worth_what_was_declared():
    worth = {"alone": 1, "with help": 0.5, "failed": 0}
    levels = pd.Categorical(["alone", "with help", None, "failed", "alone"])
    result = ux.success_with_credit(pd.DataFrame({"how": levels}), "how", scores=worth)
    assert (result.value, result.n, result.n_missing) == (2.5 / 4, 4, 1)


@pytest.mark.parametrize(
    ("answers", "scores", "message"),
    [
        (
            ["alone", "helped"],
            {"alone": 1, "failed": 0},
            "The answers: each must be one of 'alone', 'failed'; got 'helped' in row 1 "
            "(counted from 0). Give its score in scores=.",
        ),
        (
            [2, 3, 2],
            {2: 1, 1: 0.5},
            "The answers: each must be one of 2, 1; got 3 in row 1 (counted from 0). Give its "
            "score in scores=.",
        ),
        (
            [2, 1],
            {"alone": 1, "failed": 0},
            "The answers must be one of 'alone', 'failed'; it holds numbers. Name the numbers in "
            "scores=.",
        ),
    ],
)
def test_a_level_without_a_score_is_refused(answers, scores, message):
    with pytest.raises(AnswerError) as error:
        ux.success_with_credit(answers, scores=scores)
    assert str(error.value) == message


@pytest.mark.parametrize("scores", [{}, {"alone": 100, "failed": 0}])
def test_scores_of_levels_lie_between_0_and_1(scores):
    with pytest.raises(ValueError, match="scores must name") as error:
        ux.success_with_credit(["alone"], scores=scores)
    wrong = {level: score for level, score in scores.items() if score > 1}
    assert str(error.value) == (
        f"scores must name what each level is worth, from 0 to 1; got {wrong}."
    )


def test_nobody_is_lost_on_the_shortest_path():
    frame = pd.DataFrame({"visited": [4, 3], "different": [4, 3], "needed": [4, 3]})
    result = ux.lostness(frame, "visited", different="different", needed="needed")
    assert result.value == 0


def test_more_different_pages_than_visits_are_refused():
    frame = pd.DataFrame({"visited": [4, 3], "different": [4, 5]})
    with pytest.raises(AnswerError) as error:
        ux.lostness(frame, "visited", different="different", needed=3)
    assert str(error.value) == (
        "Column 'different' cannot be more than 'visited'; got 5 of 3 in row 1 (counted from 0). "
        "Were the two columns swapped?"
    )
    with pytest.raises(ValueError, match="1 page or more"):
        ux.lostness(frame, "visited", different="different", needed=0)


def test_an_attempt_without_a_click_is_refused_without_a_guess_at_its_coding():
    with pytest.raises(AnswerError) as error:
        ux.number_of_clicks([3, 0, 4])
    assert str(error.value) == (
        "The answers: each must be a whole number of 1 or more; got 0 in row 1 (counted from 0)."
    )


def test_clicks_of_failures_are_set_aside():
    frame = pd.DataFrame({"clicks": [2, 8, 30], "done": [1, 1, 0]})
    result = ux.number_of_clicks(frame, "clicks", completed="done")
    assert (result.n, result.n_excluded) == (2, 1)
    assert result.value == pytest.approx(4)


def test_clicks_may_be_counted_against_impressions():
    frame = pd.DataFrame({"clicks": [3, 5], "shown": [100, 300]})
    result = ux.click_through_rate(frame, "clicks", impressions="shown")
    assert (result.summary.successes, result.n) == (8, 400)
    with pytest.raises(AnswerError, match="'shown' cannot be more than 'clicks'"):
        ux.click_through_rate(frame, "shown", impressions="clicks")


def test_stars_may_come_as_counts():
    rows = ux.app_rating([5] * 6 + [4] * 3 + [1])
    counts = ux.app_rating({5: 6, 4: 3, 1: 1})
    assert (counts.value, counts.low, counts.high) == pytest.approx(
        (rows.value, rows.low, rows.high)
    )
    assert counts.n == 10


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({0: 3, 5: 2}, "Stars run from 1 to 5; got counts of 0."),
        (
            {5: 2, 1: -1},
            "How many gave the answer 1 must be a whole number of 0 or more; got -1.",
        ),
    ],
)
def test_impossible_counts_of_stars_are_refused(counts, message):
    with pytest.raises(AnswerError) as error:
        ux.app_rating(counts)
    assert str(error.value) == message


def test_users_who_were_not_there_for_the_whole_period_are_set_aside():
    frame = pd.DataFrame({"used": [1, 0, 0, 1], "whole": [1, 1, 0, None]})
    result = ux.adoption(frame, "used", observed="whole")
    assert (result.value, result.n, result.n_excluded) == (0.5, 2, 2)


def test_product_and_brand_are_asked_apart():
    product, brand = ux.product_nps([9, 3]), cx.nps([9, 3])
    assert product.value == brand.value
    with pytest.raises(ValueError, match="Only estimates of the same metric"):
        compare(product, brand)


def test_satisfaction_may_have_another_scale():
    result = ux.satisfaction([7, 6, 7], scale=(1, 7))
    assert result.unit.name == "rating, 1 to 7"
    assert result.high <= 7


@pytest.mark.parametrize(
    ("answers", "rule", "value"),
    [
        # Lewis and Sauro (2006): LaPlace above 90%, the observed share from 50%, Wilson below.
        ([1] * 5, "lewis_sauro", 6 / 7),
        ([1, 1, 1, 0], "lewis_sauro", 3 / 4),
        ([1, 0, 0, 0], "lewis_sauro", (1 + 1.959964**2 / 2) / (4 + 1.959964**2)),
        ([1, 1, 1, 0], "laplace", 4 / 6),
    ],
)
def test_task_success_with_another_point_estimate(answers, rule, value):
    plain, found = ux.task_success(answers), ux.task_success(answers, point=rule)
    assert found.value == pytest.approx(value, abs=1e-6)
    assert (found.low, found.high) == (plain.low, plain.high)
    assert found.summary == plain.summary
    assert "value by the rule of" in found.method
    assert plain.method == "adjusted Wald"


def test_a_point_estimate_is_for_attempts_of_different_people():
    frame = pd.DataFrame({"who": [1, 1, 2, 2], "ok": [1, 0, 1, 1], "g": list("abab")})
    found = ux.task_success(frame, "ok", by="g", point="laplace")
    assert found["a"].value == pytest.approx(3 / 4)
    with pytest.raises(ValueError, match="leave out unit= or point=") as caught:
        ux.task_success(frame, "ok", unit="who", point="laplace")
    assert str(caught.value).startswith("point='laplace' is for attempts of different people")
    with pytest.raises(ValueError, match="rule must be one of"):
        ux.task_success([1, 0], point="best")
