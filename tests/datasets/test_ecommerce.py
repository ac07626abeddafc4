"""The ecommerce world: whole, consistent, alike to real logs, and with causes that can be told."""

import io
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from uxcx import datasets
from uxcx.datasets import ecommerce
from uxcx.datasets.ecommerce import Parameters
from uxcx.datasets.ecommerce_tables import (
    EVENTS,
    FOLLOWED_DAYS,
    FUNNEL,
    STORY,
    TABLES,
    TEST_BEGINS,
)
from uxcx.datasets.schema import Table
from uxcx.results import Estimate

Tables = dict[str, pd.DataFrame]
DEFAULT = Parameters()
_BEFORE_AND_AFTER = ("before and after", "bias of before and after")


def simulate(parameters: Parameters, *, seed: int, first: int = 0) -> Tables:
    return ecommerce.simulate_chunk(parameters, rng=np.random.default_rng(seed), first=first)


@pytest.fixture(scope="module")
def world() -> Tables:
    return simulate(DEFAULT, seed=ecommerce.SEED)


@pytest.fixture(scope="module")
def shipped() -> Tables:
    return dict(datasets.load("ecommerce").tables)


@pytest.fixture(scope="module")
def shipped_truth() -> dict[str, float]:
    return datasets.load("ecommerce").truth


@pytest.fixture(scope="module")
def large() -> Tables:
    return simulate(replace(DEFAULT, customers=40_000, participants=20_000), seed=1)


@pytest.fixture(scope="module")
def found(large: Tables) -> dict[str, Estimate]:
    return ecommerce.estimates(large)


def half(estimate: Estimate) -> float:
    return (estimate.high - estimate.low) / 2


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@pytest.mark.parametrize("customers", [1, 3, 2000])
def test_tables_keep_their_schema_however_many_customers(table: Table, customers: int) -> None:
    tables = simulate(replace(DEFAULT, customers=customers), seed=2)
    assert table.problems(tables[table.name]) == []


def test_the_files_are_small_enough_to_open_anywhere(world: Tables) -> None:
    size = 0
    for table in TABLES:
        file = io.StringIO()
        table.to_csv(world[table.name], file)
        size += len(file.getvalue().encode("utf-8"))
    assert 0.5e6 < size <= 4e6
    assert len(world["customers"]) == 2000
    assert len(world["survey"]) > 300
    assert len(world["events"]) < 50_000


def test_the_same_seed_makes_the_same_world_and_another_seed_another(world: Tables) -> None:
    same, other = simulate(DEFAULT, seed=ecommerce.SEED), simulate(DEFAULT, seed=99)
    for name, frame in world.items():
        pd.testing.assert_frame_equal(frame, same[name])
        assert not frame.equals(other[name])


def test_chunks_go_on_where_the_one_before_ended() -> None:
    few = replace(DEFAULT, customers=60, participants=8)
    one, two = simulate(few, seed=4), simulate(few, seed=4, first=60)
    for table in TABLES:
        keys = [c.name for c in table.columns if c.key == "primary"]
        for key in (*keys, *(["case"] if table.name == "events" else [])):
            assert not set(one[table.name][key]) & set(two[table.name][key]), (table.name, key)
    assert two["customers"]["customer"].tolist()[0] == "c00061"
    assert (one["sessions"]["ordered"] == two["sessions"]["ordered"]).all()


def test_keys_refer_to_rows_that_are_there(world: Tables) -> None:
    key = {
        "customers": set(world["customers"]["customer"]),
        "orders": set(world["orders"]["order"]),
    }
    for table in TABLES:
        for column in table.columns:
            if column.key in key:
                assert set(world[table.name][column.name]) <= key[column.key], column.name


def test_the_funnel_loses_and_never_wins_back(world: Tables) -> None:
    sessions = world["sessions"]
    for before, after in pairwise(FUNNEL):
        assert (sessions[after] <= sessions[before]).all()
        assert sessions[after].sum() < sessions[before].sum()


def test_the_log_says_the_same_as_the_sessions_and_the_orders(world: Tables) -> None:
    events, sessions, orders = world["events"], world["sessions"], world["orders"]
    site = events[events["channel"].isin(["desktop", "phone"])]
    for step in FUNNEL:
        name = "order" if step == "ordered" else step
        logged = set(site.loc[site["event"] == name, "case"])
        assert logged == set(sessions.loc[sessions[step] == 1, "session"]), step
    made = events[events["event"] == "order"].set_index("case")["time"]
    assert made.index.is_unique
    pd.testing.assert_series_equal(
        made.sort_index(), orders.set_index("order")["time"].sort_index(), check_names=False
    )
    came = events[events["event"] == "delivered"].set_index("case")["time"].dt.normalize()
    scanned = orders.dropna(subset=["delivered"]).set_index("order")["delivered"]
    pd.testing.assert_series_equal(came.sort_index(), scanned.sort_index(), check_names=False)
    assert set(events.loc[events["event"] == "credit", "case"]) == set(
        orders.loc[orders["returned"] == 1, "order"]
    )


def test_steps_of_a_case_begin_in_the_order_of_the_journey(world: Tables) -> None:
    first = world["events"].pivot_table(
        index="case", columns="event", values="time", aggfunc="min", observed=False
    )
    names = list(EVENTS)
    for place, before in enumerate(names):
        for after in names[place + 1 :]:
            both = first[[before, after]].dropna()
            assert (both[before] <= both[after]).all(), (before, after)


def test_the_log_has_ties_repeats_and_late_entries_of_other_systems(world: Tables) -> None:
    events = world["events"]
    assert events.duplicated(["case", "event"]).mean() > 0.1
    assert events.duplicated(["case", "time"]).sum() > 50
    assert events.duplicated(["case", "event", "time"]).sum() > 10
    assert not events["time"].is_monotonic_increasing
    own = events["channel"].isin(["desktop", "phone", "app"])
    assert events.loc[own, "time"].is_monotonic_increasing
    assert events.loc[~own, "time"].is_monotonic_increasing
    assert events["rating"].notna().mean() < 0.2


def test_orders_agree_with_themselves(world: Tables) -> None:
    orders = world["orders"]
    scanned = orders.dropna(subset=["delivered"])
    assert ((scanned["delivered"] > scanned["promised"]) == (scanned["late"] == 1)).all()
    assert (orders["late"].isna() == orders["delivered"].isna()).all()
    assert 0 < orders["late"].isna().mean() < 0.03
    assert (orders["credited_days"].notna() == (orders["returned"] == 1)).all()
    by_time = orders.sort_values(["customer", "time"], kind="stable")
    assert (by_time.groupby("customer").cumcount() + 1 == by_time["number"]).all()
    assert (orders.loc[orders["number"] == 1, "channel"] == "site").all()
    site = set(orders.loc[orders["channel"] == "site", "order"])
    sessions = world["sessions"]
    assert site == set(sessions.loc[sessions["ordered"] == 1, "session"])


def test_customers_were_drawn_by_lot_when_the_test_began(large: Tables) -> None:
    customers, sessions = large["customers"], large["sessions"]
    begun = sessions["time"] >= pd.Timestamp(TEST_BEGINS)
    assert (sessions["arm"].notna() == begun).all()
    assert (sessions.loc[~begun, "design"] == "plain").all()
    assert (sessions.loc[begun, "design"] == sessions.loc[begun, "arm"]).all()
    drawn = sessions[begun].drop_duplicates(["customer", "arm"]).set_index("customer")["arm"]
    assert drawn.index.is_unique
    arms = customers.dropna(subset=["arm"]).set_index("customer")["arm"]
    assert (drawn.loc[arms.index].astype(str) == arms.astype(str)).all()
    n = len(arms)
    assert abs((arms == "autofill").mean() - 0.5) < 4 * 0.5 / np.sqrt(n)
    phones = customers.dropna(subset=["arm"]).groupby("arm", observed=True)["device"]
    share = phones.apply(lambda devices: (devices == "phone").mean())
    assert abs(share["plain"] - share["autofill"]) < 4 * np.sqrt(0.5 / n)


def test_each_participant_tried_both_forms_and_half_of_them_autofill_first(world: Tables) -> None:
    attempts = world["attempts"]
    assert len(attempts) == 80
    assert (attempts.groupby("participant")["design"].nunique() == 2).all()
    assert (attempts.groupby("participant")["place"].sum() == 3).all()
    first = attempts.loc[attempts["place"] == 1, "design"].value_counts()
    assert first.min() >= 8
    assert (attempts["errors"].dropna() <= 9).all()
    assert attempts["completed"].isna().any()
    pairs = ["participant", "design"]
    assert set(map(tuple, world["sus"][pairs].astype(str).to_numpy())) == set(
        map(tuple, attempts[pairs].astype(str).to_numpy())
    )


def test_marginals_look_like_life(large: Tables) -> None:
    for values in (
        large["attempts"]["seconds"].dropna(),
        large["orders"]["value"],
        large["orders"]["credited_days"].dropna(),
    ):
        assert values.mean() > 1.05 * values.median()
        assert np.log(values).skew() < 0.5 * values.skew()
    stars = large["reviews"]["stars"].value_counts()
    assert stars.idxmax() == 5
    assert stars[1] > max(stars[2], stars[3])
    answers = large["survey"]["recommend"].value_counts(normalize=True)
    assert answers.idxmax() == 10
    assert answers[9] + answers[10] > 0.4
    assert answers.reindex(range(6), fill_value=0).sum() > 0.12
    assert answers[5] > max(answers[4], answers[6])
    assert answers[0] > answers[1]
    assert 0.03 < large["survey"]["trust"].isna().mean() < 0.07
    assert (large["survey"]["answered"] >= large["survey"]["asked"]).all()
    assert (large["survey"]["answered"] - large["survey"]["asked"]).max() > pd.Timedelta(days=20)


def test_the_address_form_succeeds_as_the_story_says(found: dict[str, Estimate]) -> None:
    assert found["address form success, plain"].value == pytest.approx(0.71, abs=0.015)
    assert found["address form success, autofill"].value == pytest.approx(0.80, abs=0.015)
    assert "autofill" in STORY


def test_before_and_after_says_the_opposite_of_the_lot(large: Tables) -> None:
    sessions = large["sessions"]
    bought = sessions.groupby("design", observed=True)["ordered"].mean()
    assert bought["autofill"] < bought["plain"] - 0.005
    by_device = sessions.groupby(["device", "design"], observed=True)["ordered"].mean()
    for device in ("desktop", "phone"):
        assert by_device[device, "autofill"] > by_device[device, "plain"] + 0.005
    before = sessions.loc[sessions["arm"].isna(), "ordered"].mean()
    drawn = sessions.groupby("arm", observed=True)["ordered"].mean()
    assert drawn["autofill"] < before - 0.02
    assert drawn["autofill"] > drawn["plain"] + 0.02


def test_the_shipped_sample_shows_what_the_story_tells(shipped: Tables) -> None:
    completed = shipped["attempts"].groupby("design", observed=True)["completed"].mean()
    assert completed["autofill"] > completed["plain"] + 0.1
    sessions = shipped["sessions"]
    drawn = sessions.groupby("arm", observed=True)["ordered"].mean()
    by_device = sessions.groupby(["device", "arm"], observed=True)["ordered"].mean()
    assert drawn["autofill"] > drawn["plain"] + 0.02
    for device in ("desktop", "phone"):
        assert by_device[device, "autofill"] > by_device[device, "plain"]
    pooled = sessions.groupby("design", observed=True)["ordered"].mean()
    each = sessions.groupby(["device", "design"], observed=True)["ordered"].mean()
    assert pooled["autofill"] < pooled["plain"] - 0.02
    for device in ("desktop", "phone"):
        assert each[device, "autofill"] > each[device, "plain"] + 0.01


def test_who_paid_dear_is_less_loyal_and_nothing_else_changes() -> None:
    few = replace(DEFAULT, customers=5000)
    cheap, dear = (
        ecommerce._happen(replace(few, loyalty_per_price=effect), np.random.default_rng(3))
        for effect in (0.0, DEFAULT.loyalty_per_price)
    )
    np.testing.assert_array_equal(cheap.visits.ordered, dear.visits.ordered)
    first = dear.relationship.number == 1
    gained = (dear.relationship.loyalty - cheap.relationship.loyalty)[
        dear.relationship.customer[first]
    ]
    assert np.allclose(gained, DEFAULT.loyalty_per_price * dear.relationship.parcel.dear[first])
    assert DEFAULT.loyalty_per_price < 0


def test_the_lot_finds_the_true_effect_of_autofill(found: dict[str, Estimate]) -> None:
    truth = ecommerce.causal_effects(customers=40_000, seed=77)["autofill on conversion"]
    plain, autofill = found["conversion, plain"], found["conversion, autofill"]
    assert abs(autofill.value - plain.value - truth) < 2 * np.hypot(half(plain), half(autofill))
    assert 0.02 < truth < 0.05


def test_the_late_parcel_beats_the_checkout() -> None:
    effects = ecommerce.causal_effects(customers=30_000, seed=6)
    for outcome in ("NPS", "CSAT", "repeat purchase", "revenue per customer"):
        autofill, late = effects[f"autofill on {outcome}"], effects[f"late parcel on {outcome}"]
        assert autofill > 0, outcome
        assert late < -2 * autofill, outcome
    assert effects["late parcel on NPS"] < -8 * effects["autofill on NPS"]


def test_without_its_causes_the_effects_are_nothing() -> None:
    dead = replace(
        DEFAULT,
        customers=3000,
        form_autofill=0.0,
        form_faster=1.0,
        loyalty_autofill=0.0,
        content_late=0.0,
        content_late_day=0.0,
        contact_late=0.0,
    )
    effects = ecommerce.causal_effects(dead, seed=6)
    naive, bias = (effects.pop(f"{what} on conversion") for what in _BEFORE_AND_AFTER)
    assert naive == bias < -0.05  # all that a confounded comparison shows
    for name, value in effects.items():
        assert value == pytest.approx(0.0, abs=1e-9), name


def test_effects_are_the_sum_of_their_parts_and_the_naive_comparison_of_effect_and_bias(
    shipped_truth: dict[str, float],
) -> None:
    truth = shipped_truth
    for cause in ("autofill", "late parcel"):
        for what in ("recommending", "repeat purchase"):
            name = f"{cause} on {what}"
            parts = truth[f"{name}, direct"] + truth[f"{name}, through satisfaction"]
            assert truth[name] == pytest.approx(parts, abs=0.02)
    naive, bias = (truth[f"{what} on conversion"] for what in _BEFORE_AND_AFTER)
    assert naive < 0 < truth["autofill on conversion"]
    assert naive - bias == pytest.approx(truth["autofill on conversion"], abs=0.002)
    measured = truth["conversion, autofill"] - truth["conversion before the test"]
    assert measured == pytest.approx(naive, abs=0.005)


def test_the_mediation_formula_finds_what_goes_through_satisfaction(large: Tables) -> None:
    """Chance alone draws late parcels, so weighing groups of equal satisfaction finds the parts."""
    people = ecommerce.per_customer(large)
    rows = large["survey"].merge(people[["customer", "late"]], on="customer")
    rows = rows.dropna(subset=["late", "satisfaction", "recommend"])
    by = {"index": "late", "columns": "satisfaction", "values": "recommend"}
    rows = rows.astype({"recommend": float})
    mean = rows.pivot_table(**by)
    share = rows.pivot_table(**by, aggfunc="size", fill_value=0)
    mean, share = mean.fillna(mean.mean()), share.div(share.sum(axis=1), axis=0)
    direct = ((mean.loc[1] - mean.loc[0]) * share.loc[0]).sum()
    through = (mean.loc[1] * (share.loc[1] - share.loc[0])).sum()
    effects = ecommerce.causal_effects(customers=40_000, seed=3)
    name = "late parcel on recommending"
    assert direct == pytest.approx(effects[f"{name}, direct"], abs=0.3)
    assert through == pytest.approx(effects[f"{name}, through satisfaction"], abs=0.3)


def test_twins_share_their_chances() -> None:
    few = replace(DEFAULT, customers=500)
    worlds = [
        ecommerce._happen(few, np.random.default_rng(5), late=late) for late in (False, True, False)
    ]
    on_time, late, again = (happened.relationship for happened in worlds)
    np.testing.assert_array_equal(on_time.recommend, again.recommend)
    harmed = late.recommend[late.bought] <= on_time.recommend[on_time.bought] + 1
    assert harmed.mean() > 0.97
    first = late.number == 1
    assert late.parcel.late[first].all()
    assert 0 < late.parcel.late[~first].mean() < 0.5


def test_visits_of_a_customer_hang_together(large: Tables) -> None:
    visits = large["sessions"].groupby("customer")["ordered"].agg(["mean", "size"])
    several = visits[visits["size"] >= 3]
    alone = several["mean"].mean() * (1 - several["mean"].mean()) / several["size"]
    assert several["mean"].var() > 1.2 * alone.mean()


def test_a_row_for_each_customer_counts_what_is_in_the_tables(world: Tables) -> None:
    people = ecommerce.per_customer(world)
    assert people["customer"].tolist() == world["customers"]["customer"].tolist()
    orders = world["orders"]
    assert people["contacts"].sum() == len(world["contacts"])
    assert people["bought"].sum() == orders["customer"].nunique()
    kept = orders.loc[orders["returned"] == 0, "value"].sum()
    assert people["revenue"].sum() == pytest.approx(kept)
    first = orders[orders["number"] == 1].set_index("customer")["time"]
    since = (orders["time"] - orders["customer"].map(first)).dt.days
    assert people["orders"].sum() == (since < FOLLOWED_DAYS).sum()
    assert (people["contacts_first"] <= people["contacts"]).all()


def test_truths_know_those_who_did_not_answer(found: dict[str, Estimate]) -> None:
    hidden = ecommerce.truths(replace(DEFAULT, customers=40_000), rng=np.random.default_rng(3))
    assert hidden["NPS, all who ordered"] < found["NPS"].low
    assert set(ecommerce.causal_effects(customers=50)) < set(hidden)


def test_a_population_is_tested_as_a_whole() -> None:
    whole = ecommerce.population(replace(DEFAULT, customers=300))
    assert len(simulate(whole, seed=1)["attempts"]) == 600


def test_every_declared_fault_is_in_the_raw_copy_and_nothing_else(world: Tables) -> None:
    before = world["orders"].copy()
    spoiled, faults = ecommerce.raw(world, rng=np.random.default_rng(1))["orders"]
    pd.testing.assert_frame_equal(world["orders"], before)
    number = [int(fault.split()[1].rstrip(":")) for fault in faults]
    assert len(set(number)) == len(faults) == 6
    rows = spoiled.drop_duplicates("order").set_index("order")
    assert rows.index[rows["value"] < 0].tolist() == [number[0]]
    assert rows.index[rows["items"] < 1].tolist() == [number[1]]
    early = rows["delivered"] < rows["time"].dt.normalize()
    assert rows.index[early].tolist() == [number[2]]
    assert rows.index[rows["late"] == "yes"].tolist() == [number[3]]
    strangers = ~rows["customer"].isin(world["customers"]["customer"])
    assert rows.index[strangers].tolist() == [number[4]]
    assert spoiled.loc[spoiled["order"].duplicated(), "order"].tolist() == [number[5]]
    touched = rows.index.isin(number)
    clean = before.set_index("order")[~touched]
    assert (rows.loc[~touched, "value"] == clean["value"]).all()
