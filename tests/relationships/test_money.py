"""Revenue over time and by customer, RFM segments, and churn within a period."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import polars as pl
import pytest
from relationships.engines import ENGINES, on_spark, to_pandas

from uxcx import AnswerError, ColumnError, compare, cx, relationships
from uxcx.families import Proportion

MONTHS = pd.DataFrame(
    {
        "customer": ["a", "a", "b", "c", "a", "b", "c", "c"],
        "day": pd.to_datetime(
            ["2025-01-03", "2025-01-31"] + ["2025-01-09"] * 2 + ["2025-02-01"] * 4
        ),
        "us": [40.0, 10.0, 0.0, 30.0, 80.0, 0.0, 30.0, 5.0],
        "all": [60.0, 20.0, 80.0, 40.0, 90.0, 50.0, 40.0, 10.0],
    }
)


# --- any metric over time -------------------------------------------------------------------------


@pytest.mark.parametrize("make", ENGINES.values(), ids=ENGINES)
def test_share_of_wallet_by_month_is_that_of_each_month_alone(make):
    found = relationships.over_time(
        cx.share_of_wallet, make(MONTHS), "us", category="all", time="day", unit="customer"
    )
    assert found.groups == ["2025-01", "2025-02"]
    assert [e.value for e in found] == [80 / 200, 115 / 190]
    for month, rows in MONTHS.groupby(MONTHS["day"].dt.strftime("%Y-%m")):
        alone = cx.share_of_wallet(rows, "us", category="all", unit="customer")
        assert (found[month].low, found[month].high) == pytest.approx((alone.low, alone.high))


def test_months_that_share_customers_are_compared_as_pairs():
    one, two = relationships.over_time(
        cx.share_of_wallet, MONTHS, "us", category="all", time="day", unit="customer"
    )
    assert one.overlaps[two.group].n_units == 3
    assert compare(two, one).value == pytest.approx((115 / 190) / (80 / 200))


def test_over_time_goes_with_groups_and_other_periods():
    found = relationships.over_time(
        cx.share_of_wallet,
        MONTHS,
        "us",
        category="all",
        time="day",
        period="week",
        by="customer",
    )
    assert found.by == ("customer", "week")
    assert found["a", "2025-01-27"].value == 90 / 110


def test_over_time_refuses_what_it_cannot_date():
    with pytest.raises(AnswerError, match="Column 'day' is missing in rows 0, 1"):
        relationships.over_time(cx.nps, MONTHS.assign(day=pd.NaT), "us", time="day")
    with pytest.raises(AnswerError, match="Column 'day' has no times"):
        relationships.over_time(
            cx.nps, MONTHS.assign(day=pd.NaT), "us", time="day", missing_time="exclude"
        )
    with pytest.raises(ColumnError, match="The column 'month' of by= is called as a column"):
        relationships.over_time(cx.nps, MONTHS.assign(month=1), "us", time="day", by="month")


# --- concentration --------------------------------------------------------------------------------


def top_by_hand(paid, top):
    """The part of the largest n * top customers, the last of them in part."""
    largest = sorted(paid, reverse=True)
    whole = int(len(paid) * top + 1e-9)
    rest = len(paid) * top - whole
    return (sum(largest[:whole]) + rest * largest[whole]) / sum(paid)


def gini_by_hand(paid):
    return sum(abs(x - y) for x in paid for y in paid) / (2 * len(paid) * sum(paid))


@pytest.mark.parametrize("paid", [[90, 30, 20, *[10] * 7], [1, 2, 3], [5, 5, 5, 5], [0, 0, 7, 1]])
@pytest.mark.parametrize("make", ENGINES.values(), ids=ENGINES)
def test_concentration_agrees_with_the_definitions(make, paid):
    data = make(pd.DataFrame({"customer": range(len(paid)), "paid": [float(x) for x in paid]}))
    for top in (0.2, 0.5):
        found = relationships.concentration(data, amount="paid", top=top)
        assert found.value == pytest.approx(top_by_hand(paid, top))
    found = relationships.concentration(data, amount="paid", statistic="gini")
    assert found.value == pytest.approx(gini_by_hand(paid), abs=1e-12)


@pytest.fixture(scope="module")
def many():
    rng = np.random.default_rng(4)
    n = 120_000
    hours = rng.integers(0, 120 * 24, n) * np.timedelta64(3600 * 10**6, "us")
    return pd.DataFrame(
        {
            "customer": rng.integers(0, 5000, n),
            "time": np.datetime64("2025-01-01", "us") + hours,
            "paid": np.round(rng.lognormal(3, 1, n)),
        }
    )


def month_by_hand(many):
    month = many["time"].dt.strftime("%Y-%m")
    totals = many.groupby([month.rename("month"), "customer"])["paid"].sum()
    return {name: rows.to_numpy() for name, rows in totals.groupby("month")}


@pytest.mark.parametrize("statistic", ["top_share", "gini"])
@pytest.mark.parametrize("engine", ENGINES)
def test_concentration_by_month_agrees_on_many_rows(engine, statistic, many):
    found = relationships.concentration(
        ENGINES[engine](many), amount="paid", time="time", statistic=statistic
    )
    for month, paid in month_by_hand(many).items():
        if statistic == "gini":
            ranks = np.arange(1, len(paid) + 1)
            expected = (2 * ranks - len(paid) - 1) @ np.sort(paid) / (len(paid) * paid.sum())
        else:
            expected = top_by_hand(paid.tolist(), 0.2)
        assert found[month].value == pytest.approx(expected, rel=1e-9)
        assert found[month].n == len(paid)


def test_spark_agrees_on_concentration(spark, many):
    options = {"amount": "paid", "time": "time", "top": 0.15}
    found = relationships.concentration(on_spark(spark, many), **options)
    expected = relationships.concentration(many, **options)
    assert found.groups == expected.groups
    for one, two in zip(found, expected, strict=True):
        assert (one.value, one.low, one.high) == pytest.approx((two.value, two.low, two.high))


@pytest.mark.parametrize("statistic", ["top_share", "gini"])
def test_intervals_of_concentration_hold_the_truth(statistic):
    """120 samples of 200 exponential amounts: top 20% bring 52%, Gini's coefficient is 1/2."""
    truth = 0.5 if statistic == "gini" else 0.2 * (1 + math.log(5))
    rng, held = np.random.default_rng(6), 0
    for _ in range(120):
        data = pl.DataFrame({"customer": range(200), "paid": rng.exponential(50, 200)})
        found = relationships.concentration(data, amount="paid", statistic=statistic)
        held += found.low <= truth <= found.high
    assert 0.87 <= held / 120 <= 0.995


def test_concentration_refuses_what_has_no_shares():
    paid = pd.DataFrame({"customer": ["a", "b", None], "paid": [0.0, 0.0, 5.0]})
    with pytest.raises(AnswerError, match="Column 'customer' is missing in row 2"):
        relationships.concentration(paid, amount="paid")
    with pytest.raises(AnswerError, match="Nobody paid anything, so there are no shares of it"):
        relationships.concentration(paid, amount="paid", missing="exclude")
    with pytest.raises(AnswerError, match="There are no purchases to add up"):
        relationships.concentration(paid[2:], amount="paid", missing="exclude")
    with pytest.raises(ValueError, match=r"top must be between 0 and 1; got 20\. Write 20% as 0.2"):
        relationships.concentration(paid, amount="paid", top=20)
    with pytest.raises(ValueError, match="statistic must be 'top_share' or 'gini'; got 'hhi'"):
        relationships.concentration(paid, amount="paid", statistic="hhi")
    dated = MONTHS.assign(month="x")
    with pytest.raises(ColumnError, match="The column 'month' of by= is called as a column"):
        relationships.concentration(dated, amount="us", time="day", by="month")


def test_groups_without_a_name_are_groups_too():
    paid = MONTHS.assign(plan=["x", "x", None, "x", "x", None, "x", "x"], us=MONTHS["us"] + 1)
    for make in ENGINES.values():
        found = relationships.concentration(make(paid), amount="us", by="plan")
        assert found.groups == ["x", None]
        assert found[None].n == 1


# --- RFM segments ---------------------------------------------------------------------------------


def score_by_hand(values):
    cuts = np.quantile(values, [0.2, 0.4, 0.6, 0.8])
    return [1 + sum(value > cut for cut in cuts) for value in values]


@pytest.mark.parametrize("make", ENGINES.values(), ids=ENGINES)
def test_scores_count_the_quintiles_below(make):
    rng = np.random.default_rng(1)
    summary = pd.DataFrame(
        {
            "customer": range(200),
            "frequency": rng.poisson(1.0, 200),
            "age": rng.integers(50, 100, 200).astype(float),
            "recency": rng.integers(0, 50, 200).astype(float),
        }
    )
    found = to_pandas(relationships.rfm_segments(make(summary))).sort_values("customer")
    assert found["frequency_score"].tolist() == score_by_hand(summary["frequency"])
    since = (summary["recency"] - summary["age"]).to_numpy()
    assert found["recency_score"].tolist() == score_by_hand(since)
    best = (found["recency_score"] >= 4) & (found["frequency_score"] >= 4)
    assert (found["segment"] == "best").tolist() == best.tolist()
    assert set(found["segment"]) == {"best", "slipping away", "new or occasional", "quiet"}


def test_segments_follow_from_purchases_lazily():
    log = pl.from_pandas(MONTHS).lazy()
    summary = relationships.rfm(log, time="day", amount="us")
    found = relationships.rfm_segments(summary)
    assert isinstance(found, pl.LazyFrame)
    scores = found.collect().sort("customer")
    assert scores["customer"].to_list() == ["a", "b", "c"]
    assert scores["monetary_score"].null_count() == 0
    with pytest.raises(ColumnError, match="There is a column 'recency_score' already"):
        relationships.rfm_segments(found)
    with pytest.raises(AnswerError, match="There are no customers with a value"):
        relationships.rfm_segments(summary.filter(pl.col("age") < 0))


# --- churn within a period ------------------------------------------------------------------------

PEOPLE = pd.DataFrame(
    {
        "joined": pd.to_datetime(
            ["2024-05-01", "2024-08-10", "2024-12-01", "2025-01-15", "2024-01-01", "2024-03-03"]
        ),
        "left": pd.to_datetime(
            ["2025-01-20", None, "2025-03-01", "2025-01-30", "2024-12-31", None]
        ),
        "seen": pd.to_datetime(
            ["2025-01-20", "2025-06-01", None, "2025-01-30", "2024-12-31", "2025-01-10"]
        ),
        "plan": ["x", "x", "y", "y", "x", "y"],
    }
)
JANUARY = {"since": "2025-01-01", "until": "2025-01-31"}


@pytest.mark.parametrize("make", ENGINES.values(), ids=ENGINES)
def test_who_was_there_at_the_start_is_counted_and_left_or_stayed(make):
    found = relationships.churn(make(PEOPLE), **JANUARY)
    assert found.metric == "churn rate"
    assert found.summary == Proportion(successes=1, n=4)
    stayed = relationships.churn(make(PEOPLE), what="retention", **JANUARY)
    assert stayed.metric == "retention rate"
    assert stayed.summary == Proportion(successes=3, n=4)


def test_who_could_not_be_followed_is_set_aside():
    """The third has no day of being seen last, the last was seen in the middle of January."""
    found = relationships.churn(PEOPLE, last_seen="seen", **JANUARY)
    assert found.summary == Proportion(successes=1, n=2, n_excluded=2)


def test_churn_by_group_is_compared():
    x, y = relationships.churn(PEOPLE, by="plan", **JANUARY)
    assert (x.n, y.n) == (2, 2)
    assert compare(x, y).measure.name == "churn rate"


def test_churn_refuses_periods_that_make_no_sense():
    with pytest.raises(ValueError, match=r"until \(2024-12-31\) must not be before since"):
        relationships.churn(PEOPLE, since="2025-01-01", until="2024-12-31")
    with pytest.raises(AnswerError, match="No customer was there at the start of 2023-01-01"):
        relationships.churn(PEOPLE, since="2023-01-01", until="2023-12-31")
    with pytest.raises(ValueError, match="what must be 'churn' or 'retention'"):
        relationships.churn(PEOPLE, what="loss", **JANUARY)
    unknown = PEOPLE.assign(joined=PEOPLE["joined"].where(PEOPLE.index > 0))
    with pytest.raises(AnswerError, match="Column 'joined' is missing in row 0"):
        relationships.churn(unknown, **JANUARY)
    assert relationships.churn(unknown, missing="exclude", **JANUARY).n == 3
