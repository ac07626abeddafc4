"""What projections say, show and hand on."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pytest
from reference_lifetimes import HIGH_END, cdnow

from uxcx import ColumnError, relationships


@pytest.fixture(scope="module")
def model() -> relationships.BgNbd:
    return relationships.bg_nbd(cdnow())


def test_a_projection_is_a_sentence_a_row_and_a_table(model: relationships.BgNbd) -> None:
    total = model.total_purchases(39)
    assert total.sentence == (
        "Purchases of 2,357 customers in the next 39 periods: 1,653 purchases expected, if things "
        "go on as before. With 95% confidence the expected value is between 1,514 and 1,806 "
        "purchases, provided that the model is right."
    )
    row = total.to_frame().iloc[0]
    assert (row["value"], row["low"], row["unit"]) == (total.value, total.low, "purchases")
    html = total._repr_html_()
    assert "<caption" in html
    assert "1,653 purchases" in html
    unknown = replace(total, low=math.nan, high=math.nan)
    assert "How uncertain that is, is not known." in unknown.sentence
    assert "[interval not known]" in repr(unknown)
    past = replace(total, of_future=False)
    assert "as before" not in past.sentence
    assert "the true value is between 1,514 and 1,806 purchases." in past.sentence


def test_a_table_shows_ten_rows_and_counts_the_rest(model: relationships.BgNbd) -> None:
    table = model.p_alive()
    lines = repr(table).splitlines()
    header = "frequency recency age customers P(alive) 95% interval"
    assert " ".join(lines[0].split()) == header
    assert f"{len(table) - 10:,} more rows in to_frame()." in lines
    assert "alive with certainty" in lines[-1]
    assert "<table" in table._repr_html_()
    frame = table.to_frame()
    assert len(frame) == len(table) == len(model.cells)
    assert frame["customers"].sum() == 2357
    one = table[len(table) - 1]
    assert one.name.startswith("P(alive), frequency 29, recency ")
    assert one.value == frame["value"].iloc[-1]


def test_every_customer_gets_a_projection(model: relationships.BgNbd) -> None:
    customers = cdnow()
    scored = model.expected_purchases(39).for_each(customers)
    assert scored["ID"].tolist() == customers["ID"].tolist()
    assert scored["value"].sum() == pytest.approx(model.total_purchases(39).value)
    assert not scored["value"].isna().any()
    other = model.expected_purchases(39).for_each(pl.from_pandas(customers))
    assert other["value"].tolist() == scored["value"].tolist()
    stranger = pd.DataFrame({"frequency": [3], "recency": [0.5], "age": [77.0]})
    assert model.p_alive().for_each(stranger)["value"].isna().all()
    assert model.p_alive(stranger).for_each(stranger)["value"].notna().all()
    with pytest.raises(ColumnError, match="have a column 'low' already"):
        model.p_alive().for_each(customers.assign(low=1))
    with pytest.raises(ColumnError, match="no column 'recency'"):
        model.p_alive().for_each(customers.drop(columns="recency"))


def test_active_customers_are_the_sum_of_p_alive() -> None:
    model = relationships.pareto_nbd(cdnow())
    alive = model.p_alive().to_frame()
    active = model.active_customers()
    assert active.value == pytest.approx((alive["value"] * alive["customers"]).sum())
    assert 0 < active.low < active.value < active.high < 2357
    assert active.note == ""
    assert "alive with certainty" in relationships.bg_nbd(cdnow()).active_customers().note


def test_parameters_are_shown_with_their_intervals(model: relationships.BgNbd) -> None:
    frame = model.to_frame()
    assert frame["name"].tolist() == ["r", "alpha", "a", "b"]
    assert (frame["low"] < frame["value"]).all()
    # delta method: the standard error of the parameter over that of its logarithm
    logs = np.log(frame["high"] / frame["low"]) / 2 / 1.959964
    assert (frame["se"] / frame["value"]).to_numpy() == pytest.approx(logs.to_numpy())
    assert "standard error" in model._repr_html_()
    renewal = relationships.shifted_beta_geometric(HIGH_END)
    assert "509 of them lost" in renewal._repr_html_()
    assert renewal.to_frame()["name"].tolist() == ["alpha", "beta"]
    spend = relationships.gamma_gamma(cdnow(), currency="USD")
    assert "946 repeat customers" in spend._repr_html_()
    assert spend.to_frame()["name"].tolist() == ["p", "q", "v"]


def test_confidence_level_widens(model: relationships.BgNbd) -> None:
    wide = relationships.bg_nbd(cdnow(), confidence_level=0.99)
    for a, b in zip(model.parameters, wide.parameters, strict=True):
        assert b.value == a.value
        assert b.low < a.low
        assert b.high > a.high
    assert "99%" in repr(wide.total_purchases(39))
    with pytest.raises(ValueError, match=r"Write 95% as 0\.95"):
        relationships.bg_nbd(cdnow(), confidence_level=95)
