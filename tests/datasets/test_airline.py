"""The airline world: as its schema says, like life, and with the paradox that lessons are about."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from uxcx import cx
from uxcx.datasets import airline
from uxcx.datasets.airline import Parameters
from uxcx.datasets.airline_tables import DELAYED_FROM, TABLES
from uxcx.datasets.schema import Table
from uxcx.results import Estimate

Tables = dict[str, pd.DataFrame]


def simulated(*, seed: int = airline.SEED, first: int = 0, **numbers: float) -> Tables:
    parameters = replace(Parameters(), **numbers)
    return airline.simulate_chunk(parameters, rng=np.random.default_rng(seed), first=first)


@pytest.fixture(scope="module")
def world() -> Tables:
    return simulated()


@pytest.fixture(scope="module")
def found(world: Tables) -> dict[str, Estimate]:
    return airline.estimates(world)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_tables_keep_their_schema(table: Table, world: Tables) -> None:
    assert table.problems(world[table.name]) == []


def test_all_files_together_are_small(world: Tables) -> None:
    size = sum(len(frame.to_csv(index=False)) for frame in world.values())
    assert 1e6 < size < 4e6
    assert len(world["customers"]) == 2000


def test_the_same_seed_makes_the_same_tables_and_another_seed_others() -> None:
    one, same, other = (simulated(seed=seed, customers=200) for seed in (3, 3, 4))
    for name in one:
        pd.testing.assert_frame_equal(one[name], same[name])
    assert not one["events"].equals(other["events"])


def test_chunks_share_no_names() -> None:
    one, next_ = simulated(customers=150), simulated(customers=150, first=150)
    for table, column in (("customers", "customer"), ("trips", "case"), ("contacts", "contact")):
        assert not set(one[table][column]) & set(next_[table][column])


def test_keys_refer_to_rows_that_are_there(world: Tables) -> None:
    customers = set(world["customers"]["customer"])
    for table in ("trips", "events", "contacts", "survey", "years"):
        assert set(world[table]["customer"]) <= customers
    assert set(world["attempts"]["participant"]) == set(world["sus"]["participant"])
    paid = world["events"].loc[world["events"]["event"] == "pay", "case"]
    assert set(paid) == set(world["trips"]["case"])
    assert set(world["contacts"]["case"]) <= set(paid)


def test_the_year_adds_up_the_other_tables(world: Tables) -> None:
    years = world["years"].set_index("customer")
    by_customer = world["trips"].groupby("customer")
    assert (by_customer.size() == years["trips"]).all()
    assert np.allclose(by_customer["fare"].sum(), years["spent"], atol=0.01)
    assert years["contacts"].sum() == len(world["contacts"])
    panel = years.dropna(subset=["category"])
    assert (panel["category"] >= panel["spent"] - 0.01).all()


def test_a_trip_goes_in_order_and_the_log_does_not_quite(world: Tables) -> None:
    events = world["events"]
    when = events.pivot_table(
        index="case", columns="event", values="time", aggfunc="min", observed=True
    )
    for before, after in (("search flights", "pay"), ("pay", "check in"), ("board", "fly")):
        both = when[[before, after]].dropna()
        assert (both[before] <= both[after]).all()
    assert (events["time"].diff() < pd.Timedelta(0)).any()
    ties = events.duplicated(["case", "time"])
    assert ties.any()


def test_the_paradox(found: dict[str, Estimate]) -> None:
    assert found["SUS, app"].low >= 80
    assert found["NPS"].high < 0
    assert found["product NPS"].low > 0
    assert found["NPS, on time"].low > 0
    assert found["NPS, delayed"].high < found["NPS, on time"].low - 50


def test_the_rating_of_touchpoints_shows_where_it_hurts(found: dict[str, Estimate]) -> None:
    digital = [found[f"mean rating, {e}, app"].value for e in ("search flights", "pay", "check in")]
    assert found["mean rating, report lost bag, airport"].high < 3
    assert found["mean rating, board, airport"].high < min(digital) - 0.5


def test_those_who_are_loyal_answer_more() -> None:
    everybody = airline.truths(Parameters(customers=20_000), rng=np.random.default_rng(1))
    seen = cx.nps(simulated(customers=20_000)["survey"], "recommend").value
    assert everybody["NPS, all customers"] < seen - 3


def test_marginals_look_like_life(world: Tables) -> None:
    seconds, fares = world["attempts"]["seconds"].dropna(), world["trips"]["fare"]
    assert seconds.mean() > 1.15 * seconds.median()
    assert fares.mean() > 1.05 * fares.median()
    delays = world["trips"]["delay"]
    assert 0.3 < (delays == 0).mean() < 0.5
    assert delays[delays >= DELAYED_FROM].skew() > 1
    answers = world["survey"]["recommend"].value_counts()
    assert answers.idxmax() == 10
    assert answers[0] > answers[1]
    assert world["events"]["rating"].value_counts().idxmax() == 5


def test_the_faults_of_the_raw_table_are_there(world: Tables) -> None:
    frame, faults = airline.raw(world, rng=np.random.default_rng(1))["trips"]
    assert len(faults) == 10
    assert len(frame) == len(world["trips"]) + 1
    assert (frame["delay"] < 0).sum() == 1
    assert (frame["delay"] == 9999).sum() == 1
    assert frame["case"].duplicated().sum() == 1
    assert ((frame["bag"] == 0) & (frame["bag_lost"] == 1)).sum() == 1
    small = {"trips": world["trips"].head(3)}
    with pytest.raises(ValueError, match="Ten trips with a bag"):
        airline.raw(small, rng=np.random.default_rng(1))
