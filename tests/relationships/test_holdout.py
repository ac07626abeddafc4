"""The holdout check: against counts by hand, on CDNOW, and where a model is right or wrong."""

from __future__ import annotations

import math
import re

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from relationships.test_purchases import cdnow_purchases

from uxcx import AnswerError, plots, relationships
from uxcx.relationships import Holdout


@pytest.fixture(scope="module")
def purchases() -> pd.DataFrame:
    return cdnow_purchases().rename(columns={"date": "time"})[["customer", "time", "paid"]]


@pytest.fixture(scope="module")
def check(purchases: pd.DataFrame) -> Holdout:
    return relationships.holdout(purchases, relationships.bg_nbd, calibration_end="1997-09-30")


def test_cdnow_is_split_as_published(check: Holdout, purchases: pd.DataFrame) -> None:
    days = purchases[["customer", "time"]].drop_duplicates()
    later = days[days["time"] > "1997-09-30"]
    assert check.actual == len(later) == 1882
    assert check.periods == 39
    assert check.n_new == 0
    assert check.model.cells.customers == 2357
    assert [p.value for p in check.model.parameters] == pytest.approx(
        (0.243, 4.414, 0.793, 2.426), abs=0.001
    )
    table = check.over_time()
    weeks = (later["time"] - pd.Timestamp("1997-10-01")).dt.days // 7
    assert table["actual"].tolist() == weeks.value_counts().sort_index().cumsum().tolist()
    assert table["expected"].iloc[-1] == pytest.approx(check.predicted.value)
    assert table["expected"].is_monotonic_increasing
    assert (table["expected_low"] < table["expected"]).all()


def test_by_frequency_is_a_group_by(check: Holdout, purchases: pd.DataFrame) -> None:
    history = relationships.rfm(purchases, until="1997-09-30", period="week")
    days = purchases[["customer", "time"]].drop_duplicates()
    counts = days[days["time"] > "1997-09-30"].groupby("customer").size()
    actual = history["customer"].map(counts).fillna(0)
    groups = actual.groupby(history["frequency"].clip(upper=7))
    table = check.by_frequency()
    assert table["frequency"].tolist() == ["0", "1", "2", "3", "4", "5", "6", "7+"]
    assert table["customers"].tolist() == groups.size().tolist()
    assert table["actual"].to_numpy() == pytest.approx(groups.mean().to_numpy())
    width = 1.96 * groups.std() / np.sqrt(groups.size())
    found = (table["actual_high"] - table["actual_low"]) / 2
    assert found.to_numpy() == pytest.approx(width.to_numpy(), rel=0.06)
    each = check.model.expected_purchases(39, history)
    whole = table["customers"] @ table["expected"]
    assert whole == pytest.approx((each.value * each.index["customers"]).sum())
    assert whole == pytest.approx(check.predicted.value)


def test_the_difference_holds_chance_too(check: Holdout, purchases: pd.DataFrame) -> None:
    """Its standard error by hand: squared deviations of customers, and the parameters' share."""
    history = relationships.rfm(purchases, until="1997-09-30", period="week")
    days = purchases[["customer", "time"]].drop_duplicates()
    counts = days[days["time"] > "1997-09-30"].groupby("customer").size()
    actual = history["customer"].map(counts).fillna(0).to_numpy()
    table = check.model.expected_purchases(39, history).to_frame()
    merged = history.merge(table, on=["frequency", "recency", "age"])
    merged = merged.set_index("customer").loc[history["customer"]]
    chance = 1.959964 * math.sqrt(((actual - merged["value"].to_numpy()) ** 2).sum())
    total = check.predicted
    parameters = math.log(total.high / total.low) / 2 * total.value
    found = check.difference
    assert found.value == pytest.approx(1882 - total.value)
    assert (found.high - found.low) / 2 == pytest.approx(math.hypot(chance, parameters))
    assert "more than the model leaves open: do not trust its forecasts here" in check.sentence
    assert "14% more than expected" in check.sentence
    assert "<table" in check._repr_html_()


@pytest.mark.parametrize(
    "engine",
    [
        pl.from_pandas,
        lambda frame: pl.from_pandas(frame).lazy(),
        lambda frame: duckdb.from_arrow(pl.from_pandas(frame).to_arrow()),
        lambda frame: pl.from_pandas(frame).to_arrow(),
    ],
    ids=["polars", "polars lazy", "duckdb", "arrow"],
)
def test_engines_agree(engine, check: Holdout, purchases: pd.DataFrame) -> None:
    shuffled = engine(purchases.sample(frac=1, random_state=2))
    other = relationships.holdout(shuffled, relationships.bg_nbd, calibration_end="1997-09-30")
    # Polars divides days by 7 with another last digit
    for a, b in zip(other.model.parameters, check.model.parameters, strict=True):
        assert a.value == pytest.approx(b.value, rel=1e-9)
    assert other.counts.tolist() == check.counts.tolist()
    assert other.squares.tolist() == check.squares.tolist()
    assert other.by_period.tolist() == check.by_period.tolist()


def simulated(seed: int, *, leaves: bool) -> pd.DataFrame:
    """Return a log of two years: Pareto/NBD customers, who may stop to leave after the first."""
    rng = np.random.default_rng(seed)
    n, days = 1500, 730
    rate, life = rng.gamma(0.8, 1 / 20, n), rng.exponential(rng.gamma(2, 200, n))
    start = rng.uniform(0, 180, n)
    rows = []
    for customer in range(n):
        stop = start[customer] + life[customer]
        if not leaves and stop > 365:
            stop = math.inf  # who is still there after a year stays for ever
        end = min(days, stop)
        span = max(end - start[customer], 0)
        times = start[customer] + rng.uniform(0, span, rng.poisson(rate[customer] * span))
        rows += [(customer, time) for time in (start[customer], *times)]
    table = pd.DataFrame(rows, columns=["customer", "day"])
    table["time"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(table["day"].astype(int), "D")
    return table[["customer", "time"]]


def test_a_right_model_foretells_and_a_change_is_seen() -> None:
    options = {"calibration_end": "2024-12-30", "until": "2025-12-29"}
    right = relationships.holdout(simulated(1, leaves=True), relationships.pareto_nbd, **options)
    assert right.difference.low < 0 < right.difference.high
    assert right.sentence.endswith("That is no more than the model leaves open.")
    changed = relationships.holdout(simulated(1, leaves=False), relationships.pareto_nbd, **options)
    assert changed.difference.low > 0
    assert "do not trust its forecasts here" in changed.sentence


def test_new_customers_and_parts_of_periods() -> None:
    log = pd.DataFrame(
        {
            "customer": ["a", "a", "b", "b", "c", "c", "a", "d", "d", "b"],
            "time": pd.to_datetime(
                [
                    *("2025-01-01", "2025-01-20", "2025-01-02", "2025-01-09", "2025-01-05"),
                    *("2025-01-25", "2025-02-03", "2025-02-04", "2025-02-06", "2025-02-10"),
                ]
            ),
        }
    )
    found = relationships.holdout(log, relationships.mbg_nbd, calibration_end="2025-01-31")
    assert found.n_new == 1
    assert found.actual == 2
    assert found.periods == pytest.approx(10 / 7)
    assert found.by_period.tolist() == [1.0]  # the second week is not over
    assert "1 customers came later" not in repr(found)
    assert "1 customer came later and is not in it." in repr(found)


def test_what_cannot_be_held_out_is_refused(purchases: pd.DataFrame) -> None:
    with pytest.raises(
        AnswerError,
        match=re.escape(
            "There is nothing to foretell: the calibration ends on 1998-06-30, and the last day is "
            "1998-06-30."
        ),
    ):
        relationships.holdout(purchases, relationships.bg_nbd, calibration_end="1998-06-30")
    with pytest.raises(ValueError, match="bg_bb takes at most one purchase a period"):
        relationships.holdout(purchases, relationships.bg_bb, calibration_end="1997-09-30")


def test_figures_say_what_they_show(check: Holdout) -> None:
    ax = plots.holdout(check)
    text = plots.describe(ax)
    assert "- 0 (1,411 customers): actual 0.24 [0.20, 0.28], expected 0.23 [0.21, 0.25]" in text
    assert "do not trust its forecasts" in text
    assert ax.get_ylabel() == "mean purchases in the 39 weeks after"
    ax = plots.holdout_over_time(check)
    assert "- week 39: actual 1,882, expected 1,653 [1,514, 1,806]" in plots.describe(ax)
    assert ax.get_ylim()[0] == 0
    ax = plots.p_alive(check.model)
    text = plots.describe(ax)
    assert "- 1 repeat purchase: 75% [71, 79] after 0" in text
    assert "of customers whose first purchase is 38.9 ago" in " ".join(text.split())
    with pytest.raises(ValueError, match="one to 5 whole numbers of 1 or more; got"):
        plots.p_alive(check.model, frequencies=(0, 1))


def test_figure_of_a_projection() -> None:
    model = relationships.shifted_beta_geometric([1000, 869, 743, 653, 593, 551, 517, 491])
    text = plots.describe(plots.projected_survival(model, 12))
    assert "- after 7: 48.9% [45.8, 52.0], seen 49.1%" in text
    assert "- after 12: 37.8% [34.1, 41.7]" in text
    short = plots.describe(plots.projected_survival(model, 3))
    assert "after 4" not in short
