"""The CX metrics: what each makes of its column, on its one printed line."""

from __future__ import annotations

import inspect

import pandas as pd
import pytest

from uxcx import compare, cx
from uxcx.families import NetScore


def test_satisfied_are_the_two_top_answers_of_five():
    result = cx.csat([5, 4, 4, 2, 5, 3, 1, 4])
    assert repr(result) == "CSAT 63% [30, 87] (5 of 8; 95%, adjusted Wald)"


def test_which_answers_are_satisfied_can_be_said():
    answers = [5, 4, 4, 2, 5, 3, 1, 4]
    assert cx.csat(answers, satisfied_from=5).summary.successes == 2
    assert cx.csat(answers, satisfied_from=3).summary.successes == 6


def test_a_scale_from_0_has_no_convention_and_asks():
    with pytest.raises(ValueError, match="satisfied") as error:
        cx.csat([0, 10, 8], scale=(0, 10))
    assert str(error.value) == (
        "Which answers of the scale 0 to 10 are satisfied ones? Give satisfied_from=, a number "
        "above 0 and up to 10; got None."
    )
    assert cx.csat([0, 10, 8], scale=(0, 10), satisfied_from=8).summary.successes == 2


@pytest.mark.parametrize("satisfied_from", [1, 6, -1])
def test_satisfied_answers_lie_on_the_scale(satisfied_from):
    with pytest.raises(ValueError, match="satisfied") as error:
        cx.csat([5, 4], satisfied_from=satisfied_from)
    assert str(error.value) == (
        "Which answers of the scale 1 to 5 are satisfied ones? Give satisfied_from=, a number "
        f"above 1 and up to 5; got {satisfied_from}."
    )


@pytest.mark.parametrize("method", ["adjusted_wald", "wilson", "jeffreys", "exact", "wald"])
def test_csat_has_the_methods_of_a_proportion(method):
    result = cx.csat([5, 4, 2, 5], method=method)
    assert result.low < result.value < result.high or method == "wald"


def test_effort_is_a_mean_from_1_to_7():
    assert repr(cx.ces([7, 6, 5, 7, 3, 6, 2, 7])) == "CES 5.4 [3.8, 7.0] (n = 8; 95%, t)"


def test_nps_counts_promoters_passives_and_detractors():
    result = cx.nps([10, 9, 9, 8, 7, 6, 10, 3, 9, 8])
    assert repr(result) == (
        "NPS 30 [-19, 65] (5 promoters, 3 passives, 2 detractors; 95%, adjusted Wald)"
    )


def test_nps_has_a_sign_and_points_but_no_percent():
    result = cx.nps([0, 0, 9, 7])
    assert result.value == -25
    assert "%" not in result.sentence.replace("95%", "")


def test_ten_answers_say_less_than_a_thousand():
    few = cx.nps(NetScore(promoters=5, passives=3, detractors=2))
    many = cx.nps(NetScore(promoters=500, passives=300, detractors=200))
    assert few.value == many.value == 30
    assert few.high - few.low > 8 * (many.high - many.low)


def test_two_years_of_nps_are_compared_in_points():
    this_year = cx.nps(NetScore(promoters=600, passives=250, detractors=150))
    last_year = cx.nps(NetScore(promoters=450, passives=300, detractors=250))
    result = compare(this_year, last_year, labels=("this year", "last year"))
    assert result.value == 25
    assert repr(result).startswith("NPS, this year - last year: +25 points [+18, +32] (95%, ")
    assert result.sentence == (
        "NPS was 25 points higher with this year than with last year; with 95% confidence the "
        "true difference is between 18 and 32 points higher. Since higher is better here, that "
        "favours this year. This alone does not show what caused it."
    )


def test_customers_who_answer_twice_are_paired():
    frame = pd.DataFrame(
        {
            "customer": ["a", "b", "c", "d"] * 2,
            "wave": [1] * 4 + [2] * 4,
            "recommend": [9, 3, 8, 7, 10, 9, 8, 9],
        }
    )
    first, second = cx.nps(frame, "recommend", by="wave", unit="customer")
    result = compare(second, first)
    assert result.method == "paired t over 4 shared units (delta method)"
    assert result.value == 75


@pytest.mark.parametrize(
    ("name", "level"), [("csat", "journey"), ("ces", "journey"), ("nps", "relationship")]
)
def test_every_metric_is_of_the_customers_of_a_brand(name, level):
    measure = getattr(cx, name).measure
    assert (measure.lens, measure.level) == ("CX", level)
    assert measure.direction == "higher is better"


@pytest.mark.parametrize("name", cx.__all__)
def test_every_metric_documents_every_parameter(name):
    function = getattr(cx, name)
    for parameter in inspect.signature(function).parameters:
        assert f"\n{parameter} : " in function.__doc__, parameter
    assert "{" not in function.__doc__.replace('{"', "")
    assert function.measure.function == f"cx.{name}"
