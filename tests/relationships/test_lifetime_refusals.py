"""Customers that cannot be, customers that tell nothing, and numbers that are none."""

from __future__ import annotations

import math
import re
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from reference_lifetimes import HIGH_END, cdnow

from uxcx import AnswerError, ColumnError, relationships
from uxcx.relationships.cells import Columns, cells_of

CONTINUOUS = [relationships.bg_nbd, relationships.mbg_nbd, relationships.pareto_nbd]


def histories(frequency: Any, recency: Any, age: Any) -> pd.DataFrame:
    return pd.DataFrame({"frequency": frequency, "recency": recency, "age": age})


SHOP = {
    "frequency": [0, 1, 1, 2, 2, 3, 5, 8],
    "recency": [0, 5, 20, 9, 30, 34, 36, 37],
    "age": [38] * 8,
    "n": [240, 30, 22, 15, 20, 14, 8, 6],
}


@pytest.fixture(scope="module")
def shop() -> relationships.BgNbd:
    return relationships.bg_nbd(SHOP, customers="n")


@pytest.mark.parametrize("fit", CONTINUOUS)
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            histories([0, 0], [0, 0], [10, 20]),
            "No customer bought again ('frequency' is 0 throughout), so that nothing is known of "
            "how often customers buy and when they leave. Watch longer.",
        ),
        (histories([0], [0], [0]), "No customer bought again"),
        (
            histories([1, 0, 1], [5, 0, 20], [10, 5, 10]),
            "Column 'recency' is beyond 'age' in row 2 (counted from 0); the first has frequency "
            "1, recency 20, age 10. Recency is the time from the first purchase to the last, not "
            "the time since the last, and it has the unit of age.",
        ),
        (
            histories([2, 0], [0, 0], [10, 5]),
            "Column 'frequency' is above 0, but 'recency' is 0 in row 0 (counted from 0)",
        ),
        (
            histories([0, 1], [3, 3], [10, 5]),
            "Column 'frequency' is 0, but 'recency' is above 0 in row 0 (counted from 0)",
        ),
        (histories([0.5, 1], [3, 3], [10, 5]), "must be a whole number of 0 or more; got 0.5"),
        (histories([-1, 1], [3, 3], [10, 5]), "must be a whole number of 0 or more; got -1"),
        (histories([1, 1], [3, math.inf], [10, math.inf]), "got inf"),
        (histories([], [], []), "there are no rows"),
    ],
)
def test_impossible_histories_are_refused(fit: Any, data: pd.DataFrame, message: str) -> None:
    with pytest.raises(AnswerError, match=re.escape(message)):
        fit(data)


def test_columns_are_named_when_they_are_not_there() -> None:
    with pytest.raises(ColumnError, match=r"no column .age.\. Name yours with age="):
        relationships.bg_nbd(cdnow().rename(columns={"age": "T"}))
    with pytest.raises(ColumnError, match="no column 'n'"):
        relationships.bg_nbd(cdnow(), customers="n")


def test_donors_give_once_a_period() -> None:
    with pytest.raises(AnswerError, match="a customer buys at most once in each"):
        relationships.bg_bb(histories([3, 1], [2, 1], [6, 6]))
    with pytest.raises(AnswerError, match=r"'recency': each must be a whole number .*got 2.5"):
        relationships.bg_bb(histories([1, 1], [2.5, 1], [6, 6]))


@pytest.mark.parametrize("fit", CONTINUOUS)
def test_one_customer_leaves_everything_open(fit: Any) -> None:
    model = fit(histories([3], [20], [30]))
    assert "The best fit lies at the boundary" in model.note
    assert all(math.isnan(p.se) and math.isnan(p.low) for p in model.parameters)
    assert "interval not known" in repr(model)
    assert "1 customer;" in repr(model)
    assert model.p_alive().value[0] == pytest.approx(1, abs=0.01)


def test_customers_won_at_the_end_tell_nothing() -> None:
    customers = cdnow()
    new = histories([0] * 50, [0] * 50, [0] * 50)
    alone, more = relationships.bg_nbd(customers), relationships.bg_nbd(pd.concat([customers, new]))
    for a, b in zip(alone.parameters, more.parameters, strict=True):
        assert (b.value, b.se) == pytest.approx((a.value, a.se), rel=1e-4)
    # but they are customers, of whom purchases are to be expected
    assert more.cells.customers == 2357 + 50
    assert more.total_purchases(39).value == pytest.approx(
        alone.total_purchases(39).value + 50 * alone.new_customer(39).value, rel=1e-6
    )


def test_missing_customers_are_counted() -> None:
    gaps = histories([1, None, 0, 2, 0], [3, 2, 0, 8, 0], [10, 5, None, 12, 9])
    model = relationships.bg_nbd(gaps)
    assert model.cells.customers == 3
    assert model.cells.n_missing == 2
    assert "3 customers, 2 missing" in repr(model)


@pytest.mark.parametrize(
    "engine",
    [
        pl.from_pandas,
        lambda frame: pl.from_pandas(frame).lazy(),
        lambda frame: duckdb.from_arrow(pl.from_pandas(frame).to_arrow()),
        lambda frame: pl.from_pandas(frame).to_arrow(),
        lambda frame: frame.convert_dtypes(),
        lambda frame: frame.set_axis(range(len(frame))[::-1], axis=0),
    ],
    ids=["polars", "polars lazy", "duckdb", "arrow", "pandas nullable", "pandas reversed"],
)
def test_engines_agree_to_the_last_digit(engine: Any) -> None:
    customers = cdnow()
    columns = Columns(monetary_value="monetary_value")
    one, other = cells_of(customers, columns), cells_of(engine(customers), columns)
    for name in ("frequency", "recency", "age", "n"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    assert other.spent == pytest.approx(one.spent, rel=1e-12)
    a, b = relationships.bg_nbd(customers), relationships.bg_nbd(engine(customers))
    assert a.parameters == b.parameters
    spend = relationships.gamma_gamma(engine(customers))
    assert spend.parameters == relationships.gamma_gamma(customers).parameters


def test_a_homogeneous_base_is_said_and_still_projected() -> None:
    """All leave with a chance of 0.3 at each purchase: a and b run away together."""
    rng = np.random.default_rng(3)
    n = 20_000
    rate, age = rng.gamma(0.6, 1 / 5, n), rng.uniform(20, 50, n)
    count, last, now, alive = np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, dtype=bool)
    while alive.any():
        now[alive] += rng.exponential(1 / rate[alive])
        alive &= now <= age
        count[alive] += 1
        last[alive] = now[alive]
        alive &= rng.uniform(size=n) >= 0.3
    model = relationships.bg_nbd(histories(count, last, age))
    r, alpha, a, b = model.parameters
    if model.note:  # the best fit may lie at the boundary, or close to it
        assert "a and b are not known" in model.note
        assert math.isnan(a.low)
        assert math.isnan(b.se)
    assert a.value / (a.value + b.value) == pytest.approx(0.3, abs=0.01)
    assert r.low < 0.6 < r.high
    assert alpha.low < 5 < alpha.high
    total = model.total_purchases(52)
    assert 0 < (total.high - total.low) / total.value < 0.1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([100], "The cohort was seen in period 0 only: nothing is known of who stays."),
        ([100, 100, 100], "Nobody left, so that nothing is known of when customers leave."),
        ([100, 0, 0], "Nobody stayed beyond the first period"),
        ([0, 0], "The cohort has no customers in period 0."),
        ([], "The cohort has no customers in period 0."),
        ({}, "There are no cohorts: nothing was given."),
        (
            [100, 50, 60],
            "The cohort grows from 50 customers in period 1 to 60 in period 2. Who left cannot "
            "come back in a model of contracts",
        ),
        ({"a": [10, 5], "b": [10, 12]}, "Cohort 'b' grows from 10 customers in period 0 to 12"),
        ([86.9, 74.3], "got 86.9 for period 0. Shares and percentages do not say"),
        ([1000, "x"], "must be whole numbers of 0 or more; got [1000, 'x']"),
    ],
)
@pytest.mark.parametrize(
    "fit", [relationships.shifted_beta_geometric, relationships.beta_discrete_weibull]
)
def test_cohorts_that_cannot_be_are_refused(fit: Any, data: Any, message: str) -> None:
    with pytest.raises(AnswerError, match=re.escape(message)):
        fit(data)


def test_cohorts_from_a_frame() -> None:
    frame = pd.DataFrame(
        {
            "cohort": ["a", "a", "a", "b", "b"],
            "period": [0, 2, 1, 0, 1],
            "customers": [100, 70, 80, 50, 30],
        }
    )
    expected = relationships.shifted_beta_geometric({"a": [100, 80, 70], "b": [50, 30]})
    for data in (frame, pl.from_pandas(frame), duckdb.from_arrow(pl.from_pandas(frame).to_arrow())):
        assert relationships.shifted_beta_geometric(data).parameters == expected.parameters
    assert expected.survivors.lost.tolist() == [0, 40, 10]
    assert expected.survivors.kept.tolist() == [0, 30, 70]
    # Kaplan and Meier: 110 of 150, then 70 of the 80 who were seen for longer
    assert expected.survivors.observed() == pytest.approx([1, 110 / 150, 110 / 150 * 70 / 80])
    with pytest.raises(AnswerError, match="Cohort 'a' has no row for period 1"):
        relationships.shifted_beta_geometric(frame.drop(index=2))
    with pytest.raises(AnswerError, match="The cohort has two rows for period 0"):
        relationships.shifted_beta_geometric(frame.drop(columns="cohort"))


def test_cohorts_from_a_row_for_each_customer() -> None:
    expected = relationships.shifted_beta_geometric(HIGH_END)
    lost = -np.diff(HIGH_END)
    months = np.append(np.repeat(np.arange(1, 8), lost), np.full(HIGH_END[-1], 7))
    left = np.append(np.ones(lost.sum()), np.zeros(HIGH_END[-1]))
    customers = pd.DataFrame({"months": months, "left": left}).sample(frac=1, random_state=1)
    names = {"duration": "months", "churned": "left"}
    for data in (customers, pl.from_pandas(customers).lazy()):
        found = relationships.shifted_beta_geometric(data, **names)
        assert found.parameters == expected.parameters
    assert found.survivors.lost.tolist() == expected.survivors.lost.tolist()
    gaps = pd.concat([customers, pd.DataFrame({"months": [None, 3], "left": [1, None]})])
    found = relationships.beta_discrete_weibull(gaps, **names)
    assert found.survivors.n_missing == 2
    assert "in 7 periods, 2 missing" in repr(found)
    early = pd.DataFrame({"months": [2, 0, 1], "left": [1, 1, 0]})
    with pytest.raises(
        AnswerError,
        match=re.escape("'months' is 0 for customers who left, in row 1 (counted from 0)."),
    ):
        relationships.shifted_beta_geometric(early, **names)
    with pytest.raises(TypeError, match="Name both columns of customers"):
        relationships.shifted_beta_geometric(early, duration="months")


def test_values_of_contracts() -> None:
    model = relationships.shifted_beta_geometric(HIGH_END)
    options: dict[str, Any] = {"periods": 30, "periods_per_year": 1}
    plain = model.value(margin=1, annual_discount_rate=0, **options)
    assert plain.value == pytest.approx(model.expected_lifetime(30).value)
    new = model.value(margin=100, annual_discount_rate=0.1, **options)
    survival = model.survival(29).value
    assert new.value == pytest.approx(100 * (survival / 1.1 ** np.arange(30)).sum())
    base = model.value_of_base(margin=100, annual_discount_rate=0.1, **options)
    later = model.survival(37).value[8:] / model.survival(37).value[7]
    assert base.value == pytest.approx(491 * 100 * (later / 1.1 ** np.arange(1, 31)).sum())
    assert base.low < base.value < base.high
    assert "discounted at 10% a year, which is a period" in base.note
    monthly = model.value(
        margin=100, annual_discount_rate=0.1, periods=30, periods_per_year=12, currency="EUR"
    )
    assert "which is 0.797% a period with 12 periods a year" in monthly.note
    assert repr(monthly).startswith("value of a new customer in 30 periods: ")
    assert " EUR [" in repr(monthly)
    with pytest.raises(AnswerError, match="margin must be above 0; got -1"):
        model.value(margin=-1, annual_discount_rate=0.1, **options)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"margin": 30}, "above 0 to 1; got 30. Was it given in percent?"),
        ({"margin": 0}, "above 0 to 1; got 0."),
        ({"annual_discount_rate": 10}, "got 10. Was it given in percent?"),
        ({"annual_discount_rate": -0.1}, "must be 0 or more"),
        ({"periods_per_year": 0}, "periods_per_year must be above 0; got 0."),
        ({"spend": -3}, "spend must be above 0; got -3."),
        ({"spend": "x"}, "spend must be a number above 0, or a gamma_gamma model; got 'x'."),
        ({"periods": -3}, "periods must be a number above 0; got -3."),
    ],
)
def test_values_refuse_numbers_that_are_none(
    shop: relationships.BgNbd, changed: dict[str, Any], message: str
) -> None:
    options: dict[str, Any] = {
        "spend": 40,
        "margin": 0.3,
        "periods": 52,
        "annual_discount_rate": 0.1,
        "periods_per_year": 52,
    }
    with pytest.raises(AnswerError, match=re.escape(message)):
        relationships.lifetime_value(SHOP, buying=shop, **{**options, **changed})


@pytest.mark.parametrize("periods", [0, -1, math.inf, math.nan, "a", True, None])
def test_periods_are_a_length_of_time(shop: relationships.BgNbd, periods: Any) -> None:
    with pytest.raises(AnswerError, match="periods must be a number above 0"):
        shop.expected_purchases(periods)


@pytest.mark.parametrize("purchases", [-1, 1.5, "1", True])
def test_purchases_are_counted(shop: relationships.BgNbd, purchases: Any) -> None:
    with pytest.raises(AnswerError, match="purchases must be a whole number of 0 or more"):
        shop.probability_of(purchases, 10)


def test_lifetime_value_is_margin_times_spend_times_purchases(shop: relationships.BgNbd) -> None:
    options: dict[str, Any] = {"margin": 0.3, "periods": 52, "periods_per_year": 52}
    plain = relationships.lifetime_value(
        SHOP, buying=shop, spend=40, annual_discount_rate=0, **options
    )
    assert plain.total.value == pytest.approx(0.3 * 40 * shop.total_purchases(52).value)
    assert plain.mean.value == pytest.approx(plain.total.value / 355)
    assert plain.new_customer.value == pytest.approx(12 * shop.new_customer(52).value)
    later = relationships.lifetime_value(
        SHOP, buying=shop, spend=40, annual_discount_rate=0.2, **options
    )
    # within a year money loses a sixth at most, and about half of that on average
    assert 0.90 < later.total.value / plain.total.value < 0.93
    assert plain.to_frame()["value"].to_numpy() @ np.array(
        plain.customers.index["customers"]
    ) == pytest.approx(plain.total.value)
    assert later.sentence.startswith("Value of 355 customers in 52 periods: ")
    assert "<table" in later._repr_html_()


def test_lifetime_value_by_cells_is_that_of_each_customer() -> None:
    """Expected spend is linear in a customer's mean, so the means of cells are enough."""
    customers = cdnow()
    buying, spend = relationships.bg_nbd(customers), relationships.gamma_gamma(customers)
    options: dict[str, Any] = {
        "buying": buying,
        "spend": spend,
        "margin": 1,
        "periods": 39,
        "annual_discount_rate": 0,
        "periods_per_year": 52,
    }
    whole = relationships.lifetime_value(customers, **options).total.value
    some = customers[customers["frequency"] > 0].head(40)
    one_by_one = sum(
        buying.expected_purchases(39, row.to_frame().T.astype(float)).value[0]
        * spend.expected_spend(row["frequency"], row["monetary_value"]).value[0]
        for _, row in some.drop(columns="ID").iterrows()
    )
    found = relationships.lifetime_value(some, **options).total.value
    assert found == pytest.approx(one_by_one, rel=1e-9)
    assert 0 < found < whole


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"frequency": [0, 0], "monetary_value": [0, 0]}, "No customer bought again"),
        (
            {"frequency": [1, 2], "monetary_value": [0, 3]},
            "a repeat customer's mean value must be above 0; got 0 (frequency 1)",
        ),
        ({"frequency": [1, 2], "monetary_value": [-4, 3]}, "an amount of 0 or more; got -4"),
    ],
)
def test_spending_that_cannot_be_is_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(AnswerError, match=re.escape(message)):
        relationships.gamma_gamma(data)


def test_correlated_spending_is_warned_of() -> None:
    x = np.repeat([1, 2, 3, 4, 5, 6], 20)
    rng = np.random.default_rng(1)
    model = relationships.gamma_gamma(
        {"frequency": x, "monetary_value": 10 * x * rng.gamma(5, 0.2, len(x))}
    )
    assert model.correlation[0] > 0.5
    assert "do not trust values from it here" in model.note
    missing = relationships.gamma_gamma(
        {"frequency": [1, 2, 0, 3, 2], "monetary_value": [5.0, None, None, 7.0, 9.0]}
    )
    assert (missing.fitted.n, missing.n_missing, missing.n_excluded) == (3, 1, 1)
    with pytest.raises(AnswerError, match="frequency must be whole numbers"):
        model.expected_spend(1, 0)
