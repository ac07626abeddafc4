"""The budgeting world's own story: what the lessons rely on."""

import numpy as np
import pandas as pd
import pytest

from uxcx import cx, datasets, ux
from uxcx.datasets import budgeting

ITEMS = [f"sus_{number}" for number in range(1, 11)]


@pytest.fixture(scope="module")
def shipped() -> datasets.World:
    return datasets.load("budgeting")


@pytest.fixture(scope="module")
def large() -> datasets.World:
    return datasets.simulate("budgeting", customers=30_000, participants_per_design=2000, seed=8)


def test_each_participant_tried_three_tasks_with_one_design(shipped: datasets.World) -> None:
    by_person = shipped.attempts.groupby("participant")
    assert (by_person.size() == 3).all()
    assert (by_person["task"].nunique() == 3).all()
    per_design = shipped.attempts[["participant", "design"]].drop_duplicates()["design"]
    assert per_design.value_counts().to_dict() == {"old": 24, "new": 24}
    assert set(shipped.sus["participant"]) == set(shipped.attempts["participant"])


def test_others_tried_both_designs_half_of_them_the_new_one_first(shipped: datasets.World) -> None:
    both = shipped.attempts_both
    assert not set(both["participant"]) & set(shipped.attempts["participant"])
    assert (both.groupby("participant")["design"].nunique() == 2).all()
    first = both[both["place"] == 1].drop_duplicates("participant")["design"]
    assert first.value_counts().to_dict() == {"old": 8, "new": 8}


def test_errors_never_exceed_opportunities(shipped: datasets.World) -> None:
    for attempts in (shipped.attempts, shipped.attempts_both):
        seen = attempts.dropna(subset=["errors"])
        assert (seen["errors"] <= seen["opportunities"]).all()


def test_effort_is_asked_of_those_who_sought_help(shipped: datasets.World) -> None:
    survey = shipped.survey
    assert (survey["ease"].isna() == (survey["contact"] == "none")).all()


def test_the_redesign_shows_in_the_usability_test(shipped: datasets.World) -> None:
    truth = shipped.truth
    assert truth["task success, new, reconcile"] > truth["task success, old, reconcile"] + 0.25
    assert truth["time on task, new, reconcile"] < 0.8 * truth["time on task, old, reconcile"]
    assert truth["SUS, new"] > truth["SUS, old"] + 10
    assert truth["NPS, new"] > truth["NPS, old"] + 10


def test_a_difference_in_differences_finds_what_the_redesign_adds(large: datasets.World) -> None:
    months = large.months.merge(large.customers[["customer", "region"]], on="customer")
    months = months[(months["active"] == 1) & months["region"].isin(["north", "west"])]
    after = months["month"] >= "2025-07-01"
    mean = months["reconciled"].astype(float).groupby([months["region"], after], observed=True)
    share = mean.mean()
    effect = (share["north", True] - share["north", False]) - (
        share["west", True] - share["west", False]
    )
    assert effect == pytest.approx(large.parameters["month_gain"], abs=0.015)
    naive = share["north", True] - share["west", True]
    assert naive > effect + 0.03  # the north was better before


def test_levels_disagree_and_prices_are_why(shipped: datasets.World) -> None:
    truth = shipped.truth
    assert truth["SUS, new"] > truth["SUS, old"] + 10
    assert truth["CSAT, new"] > truth["CSAT in June, new"] + 0.05
    assert truth["NPS, new"] < truth["NPS in June, new"] - 5
    new, old = (shipped.sus["design"] == design for design in ("new", "old"))  # as lessons show
    assert ux.sus(shipped.sus[new], ITEMS).low > ux.sus(shipped.sus[old], ITEMS).value
    for world, falls in ((shipped, True), (without_a_rise(), False)):
        redesigned = world.customers.loc[world.customers["design"] == "new", "customer"]
        june, january = (
            answers[answers["customer"].isin(redesigned)]
            for answers in (world.survey_june, world.survey)
        )
        before, after = (cx.nps(answers, "recommend") for answers in (june, january))
        assert (after.value < before.value - 3) if falls else (after.low > before.high + 3)
        satisfied = [cx.csat(answers, "satisfaction") for answers in (june, january)]
        assert satisfied[1].low > satisfied[0].high


def without_a_rise() -> datasets.World:
    nothing = (0.0, 0.0, 0.0)
    return datasets.simulate("budgeting", customers=8_000, loyalty_price_rise=nothing, seed=8)


def test_before_and_after_misleads_by_a_known_bias_and_differences_in_differences_do_not(
    shipped: datasets.World,
) -> None:
    truth = shipped.truth
    effect, naive, bias = (
        truth[what]
        for what in (
            "redesign on NPS",
            "before and after on NPS",
            "bias of before and after on NPS",
        )
    )
    assert naive < -5
    assert effect > 15
    assert naive - bias == pytest.approx(effect, abs=0.5)
    change = {d: truth[f"NPS, {d}"] - truth[f"NPS in June, {d}"] for d in ("old", "new")}
    assert change["new"] < 0
    assert change["new"] - change["old"] == pytest.approx(effect, abs=2.5)
    assert truth["NPS in June, new"] == pytest.approx(truth["NPS in June, old"], abs=1)


def test_a_regression_finds_what_goes_through_satisfaction(large: datasets.World) -> None:
    """Regions differ in nothing that satisfaction or loyalty knows: the redesign is as if drawn."""
    truth = datasets.load("budgeting").truth
    rows = large.survey.merge(large.customers[["customer", "design"]], on="customer")
    rows = rows.dropna(subset=["satisfaction", "recommend"])
    new = (rows["design"] == "new").to_numpy(dtype=float)
    satisfaction, recommend = (
        rows[column].to_numpy(dtype=float) for column in ("satisfaction", "recommend")
    )
    ones = np.ones(len(rows))
    on_satisfaction = np.linalg.lstsq(np.c_[ones, new], satisfaction)[0][1]
    _, direct, per_step = np.linalg.lstsq(np.c_[ones, new, satisfaction], recommend)[0]
    assert on_satisfaction == pytest.approx(truth["redesign on satisfaction"], abs=0.06)
    through = truth["redesign on recommending, through satisfaction"]
    assert on_satisfaction * per_step == pytest.approx(through, abs=0.12)
    assert direct == pytest.approx(truth["redesign on recommending, direct"], abs=0.07)


def test_survivors_alone_seem_more_satisfied(large: datasets.World) -> None:
    june, january = large.survey_june, large.survey
    west = large.customers.loc[large.customers["region"] == "west", "customer"]
    stayed = set(january["customer"])
    june = june[june["customer"].isin(west)]
    kept = june[june["customer"].isin(stayed)]["satisfaction"].dropna().astype(float)
    assert kept.mean() > june["satisfaction"].dropna().astype(float).mean() + 0.05


def test_the_months_agree_with_the_customers(shipped: datasets.World) -> None:
    months = shipped.months.merge(shipped.customers, on="customer", suffixes=("", "_end"))
    new = months["month"] >= months["redesigned"]
    assert ((months["design"] == "new") == new).all()
    assert (months.loc[months["subscribed"] == 0, "amount"] == 0).all()
    assert (months["reconciled"].isna() == (months["active"] == 0)).all()
    seen = months.dropna(subset=["lines"])
    assert (seen["import_errors"] <= seen["lines"]).all()
    assert months["cancelled"].sum() > months["returned"].sum() > 0


def test_outcomes_add_up_what_the_other_tables_say(shipped: datasets.World) -> None:
    outcomes = shipped.outcomes.set_index("customer")
    calls = shipped.contacts.groupby("customer").size()
    assert outcomes["contacts"].sum() == len(shipped.contacts)
    assert (outcomes.loc[calls.index, "contacts"] == calls).all()
    late = shipped.months[shipped.months["month"] >= "2025-07-01"]
    spent = late["amount"].sum() + shipped.services["amount"].sum()
    assert outcomes["spent"].sum() == pytest.approx(spent)
    there = set(shipped.survey["customer"])
    assert outcomes.loc[list(there), "stayed"].eq(1).all()


def test_journeys_have_a_beginning_and_one_end_with_months_to_match(
    shipped: datasets.World,
) -> None:
    events = shipped.events
    by_case = events.groupby("case")["event"]
    ends = events[events["event"].isin(["done", "give up"])]
    assert (by_case.apply(lambda e: (e == "open").sum()) == 1).all()
    assert ends["case"].is_unique
    assert set(ends["case"]) == set(events["case"])
    unaided = shipped.months.loc[
        (shipped.months["month"] >= "2025-10-01") & (shipped.months["reconciled"] == 1)
    ]
    assert (ends["event"] == "done").sum() > len(unaided)  # some with help
    asked = (events["event"] == "ask support").sum()
    late = shipped.contacts[
        (shipped.contacts["reason"] == "reconciling")
        & (shipped.contacts["first"] == 1)
        & shipped.contacts["time"].isin(events.loc[events["event"] == "ask support", "time"])
    ]
    assert 0.97 * asked <= len(late) <= asked  # those asked in January are not counted


def test_the_log_has_ties_and_rows_out_of_order_as_logs_have(shipped: datasets.World) -> None:
    events = shipped.events
    assert not events["time"].is_monotonic_increasing
    assert events.duplicated(["case", "time"]).mean() > 0.005
    assert events["time"].is_monotonic_increasing is False


def test_those_who_answer_are_more_content_than_those_who_do_not(shipped: datasets.World) -> None:
    truth = shipped.truth
    assert truth["NPS"] > truth["NPS, had everybody answered"] + 2
    old, new = (
        truth[f"NPS, had everybody answered, all with the {design} design"]
        for design in ("old", "new")
    )
    assert old + 10 < new < old + 30
    assert 0.02 < (shipped.survey["answered"] > "2026-01-31").mean() < 0.08


def test_people_differ_so_that_their_attempts_are_alike(large: datasets.World) -> None:
    wide = large.attempts.pivot_table(index="participant", columns="task", values="completed")
    together = np.corrcoef(wide.dropna()["import"], wide.dropna()["report"])[0, 1]
    assert 0.15 < together < 0.6


def test_marginals_look_like_life(shipped: datasets.World) -> None:
    seconds = shipped.attempts["seconds"].dropna()
    assert seconds.mean() > seconds.median()
    assert {1, 2, 3, 4, 5} <= set(shipped.sus[ITEMS].to_numpy().ravel().tolist())
    recommend = shipped.survey["recommend"].value_counts()
    assert recommend.idxmax() == 10
    # a second, lower hill of those who would not recommend
    assert recommend.loc[[3, 4]].sum() > 0.04 * recommend.sum()
    assert shipped.survey["satisfaction"].mode()[0] >= 4
    spent = shipped.wallet["total"]
    assert spent.mean() > spent.median()


def test_few_customers_make_a_small_test_and_none_of_it_is_made_twice() -> None:
    parameters = budgeting.Parameters(customers=40)
    rng = np.random.default_rng(1)
    first = budgeting.simulate_chunk(parameters, rng=rng)
    later = budgeting.simulate_chunk(parameters, rng=rng, first=40)
    assert len(first["attempts"]) == 2 * 10 * 3
    assert len(later["attempts"]) == len(later["sus"]) == 0
    assert not set(first["customers"]["customer"]) & set(later["customers"]["customer"])
    assert not set(first["events"]["case"]) & set(later["events"]["case"])
    both = pd.concat([first["contacts"], later["contacts"]])
    assert both["contact"].is_unique
