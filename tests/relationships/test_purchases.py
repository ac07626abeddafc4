"""RFM: the published summary of CDNOW, an oracle in plain Python, and every rule."""

from __future__ import annotations

import datetime as dt
import importlib.util
import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from relationships.engines import ENGINES, on_spark, to_pandas

from uxcx import AnswerError, ColumnError, relationships


def cdnow_folder() -> Path:
    """Return the folder of the public files of CDNOW; the package itself is not imported."""
    spec = importlib.util.find_spec("lifetimes")
    return Path(spec.submodule_search_locations[0]) / "datasets"


def cdnow_purchases() -> pd.DataFrame:
    frame = pd.read_csv(
        cdnow_folder() / "CDNOW_sample.txt",
        sep=r"\s+",
        header=None,
        names=["master", "customer", "date", "cds", "paid"],
        dtype={"date": str},
    )
    return frame.assign(date=pd.to_datetime(frame["date"], format="%Y%m%d"))


def test_cdnow_is_summed_up_as_published():
    """The counts and sums of Fader and Hardie's summary of 2,357 customers."""
    mine = relationships.rfm(
        cdnow_purchases(), time="date", amount="paid", until="1997-09-30", period="week"
    )
    published = pd.read_csv(cdnow_folder() / "cdnow_customers_summary.csv")
    assert len(mine) == 2357
    assert mine["frequency"].sum() == 2457
    assert mine["recency"].sum() == pytest.approx(16135.52, abs=0.5)
    assert mine["age"].sum() == pytest.approx(77111.21, abs=0.5)
    assert mine["customer"].tolist() == published["ID"].tolist()
    assert mine["frequency"].tolist() == published["frequency"].tolist()
    assert mine["recency"].to_numpy() == pytest.approx(published["recency"].to_numpy(), abs=0.005)
    assert mine["age"].to_numpy() == pytest.approx(published["T"].to_numpy(), abs=0.005)


def test_cdnow_money_is_as_published():
    published = pd.read_csv(cdnow_folder() / "cdnow_customers_summary_with_transactions.csv")
    mine = relationships.rfm(
        cdnow_purchases(), time="date", amount="paid", until="1997-09-30", period="week"
    )
    money = mine["monetary_value"].fillna(0).to_numpy()
    assert money == pytest.approx(published["zbar"].to_numpy(), abs=0.011)


# --- an oracle ------------------------------------------------------------------------------------


def oracle(rows, until):
    """Return frequency, recency, age and monetary value by customer, in plain Python."""
    paid = defaultdict(lambda: defaultdict(float))
    for customer, time, amount in rows:
        if time.date() <= until:
            paid[customer][time.date()] += amount
    found = {}
    for customer, days in paid.items():
        first, *later = sorted(days)
        money = sum(days[day] for day in later) / len(later) if later else math.nan
        last = max(days)
        found[customer] = (len(later), (last - first).days, (until - first).days, money)
    return found


def as_found(native):
    frame = to_pandas(native)
    return {row[0]: row[1:] for row in frame.itertuples(index=False)}


START = dt.datetime(2024, 2, 26)
PURCHASES = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.integers(0, 60 * 24 * 12).map(lambda ticks: START + dt.timedelta(minutes=5 * ticks)),
        st.integers(0, 5).map(float),
    ),
    min_size=1,
    max_size=25,
)


def frame_of(rows):
    frame = pd.DataFrame(rows, columns=["customer", "time", "paid"])
    return frame.assign(time=frame["time"].astype("datetime64[us]"))


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=20)
@given(rows=PURCHASES)
def test_every_engine_agrees_with_plain_python(engine, rows):
    until = max(time for _, time, _ in rows).date() - dt.timedelta(days=3)
    data = ENGINES[engine](frame_of(rows))
    expected = oracle(rows, until)
    if not expected:
        with pytest.raises(AnswerError, match="There are no purchases until"):
            relationships.rfm(data, amount="paid", until=until)
        return
    found = as_found(relationships.rfm(data, amount="paid", until=until))
    assert set(found) == set(expected)
    for customer, numbers in expected.items():
        assert found[customer] == pytest.approx(numbers, nan_ok=True)


@pytest.fixture(scope="module")
def many():
    """120,000 purchases of 9,000 customers, unsorted, with ties and days of several purchases."""
    rng = np.random.default_rng(5)
    n = 120_000
    return pd.DataFrame(
        {
            "customer": rng.integers(0, 9000, n),
            "time": np.datetime64("2023-01-01", "us")
            + rng.integers(0, 700 * 24, n) * np.timedelta64(3600 * 10**6, "us"),
            "paid": np.round(rng.lognormal(3, 1, n), 2),
        }
    )


def summed(native):
    return to_pandas(native).sort_values("customer").to_numpy(dtype=float)


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree_on_many_rows(engine, many):
    expected = oracle(zip(many["customer"], many["time"], many["paid"], strict=True), LAST)
    expected = np.array([[c, *expected[c]] for c in sorted(expected)], dtype=float)
    found = summed(relationships.rfm(ENGINES[engine](many), amount="paid", until=LAST))
    np.testing.assert_allclose(found, expected, rtol=1e-12)


LAST = dt.date(2024, 6, 30)


def test_spark_agrees_on_many_rows(spark, many):
    found = summed(relationships.rfm(on_spark(spark, many), amount="paid", until=LAST))
    expected = summed(relationships.rfm(many, amount="paid", until=LAST))
    np.testing.assert_allclose(found, expected, rtol=1e-12)


# --- rules ----------------------------------------------------------------------------------------

ORDERS = pd.DataFrame(
    {
        "customer": ["a", "a", "a", "b", None],
        "time": pd.to_datetime(
            ["2025-01-01", "2025-01-15", "2025-01-15", "2025-01-20", "2025-01-21"]
        ),
        "paid": [20.0, 30.0, 10.0, 50.0, 1.0],
    }
)


def test_lazy_stays_lazy_and_other_frames_keep_their_kind():
    assert isinstance(relationships.rfm(pl.from_pandas(ORDERS[:4]).lazy()), pl.LazyFrame)
    assert isinstance(relationships.rfm(pl.from_pandas(ORDERS[:4])), pl.DataFrame)
    assert type(relationships.rfm(ENGINES["arrow"](ORDERS[:4]))).__name__ == "Table"
    assert type(relationships.rfm(ENGINES["duckdb"](ORDERS[:4]))).__name__ == "DuckDBPyRelation"


def test_rows_without_a_customer_are_refused_or_left_out():
    with pytest.raises(AnswerError) as error:
        relationships.rfm(ORDERS)
    assert str(error.value) == (
        "Column 'customer' is missing in row 4 (counted from 0). Give missing='exclude' to leave "
        "such rows out."
    )
    with pytest.raises(AnswerError, match=r"^Column 'customer' is missing in 1 row\. Give"):
        relationships.rfm(pl.from_pandas(ORDERS).lazy())
    assert relationships.rfm(ORDERS, missing="exclude")["customer"].tolist() == ["a", "b"]


def test_without_until_the_last_purchase_ends_the_log_and_without_amount_there_is_no_money():
    found = relationships.rfm(ORDERS[:4])
    assert found.columns.tolist() == ["customer", "frequency", "recency", "age"]
    assert found["age"].tolist() == [19.0, 0.0]


def test_a_time_zone_moves_purchases_to_their_local_day():
    """23:30 in UTC of 30 March is the next day in Berlin; on the 31st clocks went forward."""
    utc = pd.to_datetime(["2024-03-30 21:30", "2024-03-30 23:30", "2024-03-31 22:30"], utc=True)
    log = pd.DataFrame({"customer": "a", "time": utc})
    for frame in (log, pl.from_pandas(log), pl.from_pandas(log).lazy()):
        here = to_pandas(relationships.rfm(frame, time_zone="Europe/Berlin"))
        assert here.loc[0, ["frequency", "recency"]].tolist() == [2, 2.0]
        there = to_pandas(relationships.rfm(frame))
        assert there.loc[0, ["frequency", "recency"]].tolist() == [1, 1.0]


def test_sql_engines_count_days_in_the_zone_of_their_session():
    import duckdb

    utc = pd.to_datetime(["2024-03-30 21:30", "2024-03-30 23:30"], utc=True)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Europe/Berlin'")
        log = connection.from_arrow(ENGINES["arrow"](pd.DataFrame({"customer": "a", "time": utc})))
        assert to_pandas(relationships.rfm(log)).loc[0, "frequency"] == 1
        same = relationships.rfm(log, time_zone="Europe/Berlin")
        assert to_pandas(same).loc[0, "frequency"] == 1
        with pytest.raises(ValueError, match=r"Set that to 'Asia/Tokyo' \(DuckDB: SET TimeZone;"):
            relationships.rfm(log, time_zone="Asia/Tokyo")


def test_what_cannot_be_summed_up_is_refused():
    text = ORDERS[:4].assign(time=["2025-01-01"] * 4)
    with pytest.raises(AnswerError) as error:
        relationships.rfm(text)
    assert str(error.value) == (
        "Column 'time' must hold dates or times; it holds String. Read it as times first: "
        "pandas.to_datetime(frame['time']), or parse_dates= of pandas.read_csv."
    )
    with pytest.raises(AnswerError, match="has no time zone, so it cannot be converted"):
        relationships.rfm(ORDERS[:4], time_zone="Europe/Berlin")
    with pytest.raises(AnswerError, match=r"amount of 0 or more; got -3 in rows 0, .* refund"):
        relationships.rfm(ORDERS[:4].assign(paid=-3.0), amount="paid")
    with pytest.raises(AnswerError) as error:
        relationships.rfm(ORDERS[:4], until="2024-12-31")
    assert str(error.value) == (
        "There are no purchases until 2024-12-31: the first was on 2025-01-01."
    )
    with pytest.raises(AnswerError, match="There are no purchases to sum up"):
        relationships.rfm(ORDERS[:0])
    with pytest.raises(ColumnError, match="cannot be called 'recency'"):
        relationships.rfm(ORDERS.rename(columns={"customer": "recency"}), customer="recency")
    with pytest.raises(ColumnError, match="There is no column 'client'"):
        relationships.rfm(ORDERS, customer="client")


def test_options_that_are_not_offered_are_refused():
    with pytest.raises(ValueError, match="period must be one of 'day', 'week'; got 'month'"):
        relationships.rfm(ORDERS, period="month")
    with pytest.raises(ValueError, match="missing must be 'exclude' or 'raise'; got 'drop'"):
        relationships.rfm(ORDERS, missing="drop")
    with pytest.raises(ValueError, match="until must be a date, such as '2025-12-31'; got 'soon'"):
        relationships.rfm(ORDERS, until="soon")
    with pytest.raises(TypeError, match=r"until must be a date, .*; its type is int"):
        relationships.rfm(ORDERS, until=2025)
