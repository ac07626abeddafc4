"""The CX metrics: what each makes of its column, on its one printed line."""

from __future__ import annotations

import inspect
import re

import pandas as pd
import pytest

from uxcx import AnswerError, compare, cx
from uxcx.families import NetScore, Proportion, RatioOfSums


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
def test_every_metric_has_the_lens_and_level_of_its_file(name):
    function = getattr(cx, name)
    level = "journey" if function.__module__ == "uxcx.cx.journey" else "relationship"
    assert (function.measure.lens, function.measure.level) == ("CX", level)


def test_the_first_effort_score_is_better_when_lower():
    assert cx.ces_2010.measure.direction == "lower is better"
    assert repr(cx.ces_2010([1, 3, 2])) == "CES (2010) 2.0 [1.0, 4.5] (n = 3; 95%, t)"


def test_mean_csat_takes_any_scale():
    result = cx.csat_mean([0, 10, 5], scale=(0, 10))
    assert (result.value, result.unit.name) == (5, "rating, 0 to 10")


@pytest.mark.parametrize("metric", [cx.churn_rate, cx.retention_rate])
def test_not_yet_observed_is_neither_churned_nor_retained(metric):
    frame = pd.DataFrame({"answer": [1, 0, 1, 1], "whole": [1, 1, 0, None]})
    result = metric(frame, "answer", observed="whole")
    assert (result.value, result.n, result.n_excluded) == (0.5, 2, 2)


def test_retention_of_published_counts():
    # Fader and Hardie (2007), How to project customer retention: 869 of 1,000 renew in year 1
    assert cx.retention_rate(Proportion(successes=869, n=1000)).value == 0.869


def test_somebody_without_an_order_is_no_customer():
    with pytest.raises(AnswerError) as error:
        cx.repeat_purchase([1, 0, 2])
    assert str(error.value) == (
        "The answers: each must be a whole number of 1 or more; got 0 in row 1 (counted from 0)."
    )


def test_which_reviews_are_good_can_be_said():
    assert cx.positive_reviews([5, 4, 3, 1], from_stars=5).value == 0.25
    with pytest.raises(ValueError, match="from_stars") as error:
        cx.positive_reviews([5], from_stars=1)
    assert str(error.value) == "from_stars must be 2, 3, 4 or 5; got 1."


# Keiningham, Aksoy, Buoye and Cooil (2011), Harvard Business Review, October: the shares of two
# brands and of four
@pytest.mark.parametrize(
    ("brands", "shares"), [(2, [0.667, 0.333]), (4, [0.4, 0.3, 0.2, 0.1]), (1, [1.0])]
)
def test_wallet_allocation_is_the_published_rule(brands, shares):
    found = [cx.wallet_allocation([rank], brands=brands).value for rank in range(1, brands + 1)]
    assert found == pytest.approx(shares, abs=6e-4)
    assert sum(found) == pytest.approx(1)


def test_customers_may_use_different_numbers_of_brands():
    frame = pd.DataFrame({"rank": [1, 2, 1.5, 1], "brands": [2, 4, 2, None]})
    result = cx.wallet_allocation(frame, "rank", brands="brands")
    assert result.value == pytest.approx((2 / 3 + 0.3 + 0.5) / 3)
    assert (result.n, result.n_missing) == (3, 1)


def test_a_rank_beyond_the_brands_is_refused():
    with pytest.raises(AnswerError) as error:
        cx.wallet_allocation([1, 4], brands=3)
    assert str(error.value).startswith(
        "The answers: each must be a rank from 1 to 3; got 4 in row 1 (counted from 0)."
    )
    frame = pd.DataFrame({"rank": [1, 3], "brands": [2, 2]})
    with pytest.raises(AnswerError, match="Column 'rank' cannot be more than 'brands'; got 3 of 2"):
        cx.wallet_allocation(frame, "rank", brands="brands")
    with pytest.raises(ValueError, match="brands must be 1 or more; got 0"):
        cx.wallet_allocation([1], brands=0)


def test_share_of_wallet_sums_before_it_divides():
    frame = pd.DataFrame({"us": [90, 1, 2], "all": [100, 10, 10]})
    result = cx.share_of_wallet(frame, "us", category="all")
    assert result.value == 93 / 120
    assert result.high == 1
    with pytest.raises(AnswerError) as error:
        cx.share_of_wallet(frame, "all", category="us")
    assert str(error.value) == (
        "Column 'all' cannot be more than 'us'; got 100 of 90, 10 of 1, 10 of 2 in rows 0, 1, 2 "
        "(counted from 0). Were the two columns swapped?"
    )


def test_a_refund_is_not_guessed_at():
    with pytest.raises(AnswerError) as error:
        cx.revenue_per_customer([20, -5, 10])
    assert str(error.value) == (
        "The answers: each must be an amount of 0 or more; got -5 in row 1 (counted from 0). Is "
        "a negative amount a refund or a credit? Take it off that customer's amount before "
        "measuring."
    )


def test_money_has_its_currency_and_is_compared_in_the_same():
    euros = cx.revenue_per_customer([20, 30, 10, 25], currency="EUR")
    assert euros.unit.name == "EUR per customer"
    assert " EUR [" in repr(euros)
    with pytest.raises(ValueError, match="Only estimates of the same metric"):
        compare(euros, cx.revenue_per_customer([20, 30, 10, 25], currency="USD"))


def test_a_month_that_won_nobody_still_costs():
    frame = pd.DataFrame({"cost": [900, 700], "won": [30, 0], "year": [1, 2]})
    assert cx.acquisition_cost(frame, "cost", customers="won").value == 1600 / 30
    with pytest.raises(AnswerError) as error:
        cx.acquisition_cost(frame, "cost", customers="won", by="year")
    assert str(error.value) == (
        "Column 'won' adds up to 0 in the group 2, and nothing can be divided by 0."
    )


def test_support_load_is_shown_per_100_customers():
    frame = pd.DataFrame({"calls": [5, 8, 6], "customers": [100, 120, 110]})
    result = cx.support_load(frame, "calls", customers="customers")
    assert result.value == pytest.approx(19 / 330)
    assert " per 100 customers [" in repr(result)
    assert isinstance(result.summary, RatioOfSums)


@pytest.mark.parametrize("name", cx.__all__)
def test_every_metric_documents_every_parameter(name):
    function = getattr(cx, name)
    for parameter in inspect.signature(function).parameters:
        assert f"\n{parameter} : " in function.__doc__, parameter
    assert not re.search(r"\{(common|returns|declaration)\}", function.__doc__)
    assert function.measure.function == f"cx.{name}"
