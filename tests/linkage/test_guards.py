"""Guards: they speak where there is a paradox, and are quiet where there is none."""

import numpy as np
import pandas as pd
import pytest

from uxcx import AnswerError, compare, cx, datasets, linkage, ux
from uxcx.families import Mean, NetScore

guards = linkage.guards


def cells(counts: list[tuple[str, str, int, int]]) -> pd.DataFrame:
    """Return rows from counts: group, segment, n and how many of them were yes."""
    return pd.DataFrame(
        [(group, segment, int(i < yes)) for group, segment, n, yes in counts for i in range(n)],
        columns=["group", "segment", "yes"],
    )


# Charig et al. (1986), British Medical Journal 292:879, as told by Julious and Mullee (1994), BMJ
# 309:1480: open surgery succeeded in 81 of 87 small stones and 192 of 263 large ones, the puncture
# in 234 of 270 and 55 of 80; over all 78% and 83%.
STONES = [
    ("open", "small", 87, 81),
    ("open", "large", 263, 192),
    ("puncture", "small", 270, 234),
    ("puncture", "large", 80, 55),
]


def test_kidney_stones() -> None:
    found = guards.simpson(
        cells(STONES), "yes", group="group", treatment="open", segments="segment"
    )
    (finding,) = found
    assert finding.found
    assert finding.numbers["over all"] == pytest.approx(273 / 350 - 289 / 350)
    small, large = 81 / 87 - 234 / 270, 192 / 263 - 55 / 80
    by_hand = (357 * small + 343 * large) / 700
    assert finding.numbers["at the same mix"] == pytest.approx(by_hand)
    assert "large 73.0% against 68.8%, small 93.1% against 86.7%" in finding.sentence
    assert "Large is 75% of open and 23% of puncture" in finding.sentence
    assert found.alarms == [finding]


def test_the_shop_has_a_reversal_and_the_guard_finds_it() -> None:
    shop = datasets.load("ecommerce")
    found = guards.simpson(
        shop.sessions,
        "ordered",
        group="design",
        treatment="autofill",
        segments="device",
        unit="customer",
    )
    truth = shop.truth
    assert truth["conversion, all visits, autofill"] < truth["conversion, all visits, plain"]
    for device in ("desktop", "phone"):
        names = [f"conversion, all visits, {d}, {device}" for d in ("autofill", "plain")]
        assert truth[names[0]] > truth[names[1]]
    assert found[0].found
    assert found[0].numbers["over all"] < 0 < found[0].numbers["at the same mix"]


def random_visits(seed: int, *, mixed: bool) -> pd.DataFrame:
    """Return visits with no effect of the group; with `mixed` its segments are others."""
    rng = np.random.default_rng(seed)
    n = 400
    group = rng.integers(0, 2, n)
    data = pd.DataFrame({"group": np.where(group == 1, "a", "b")})
    for name in ("device", "source", "region"):
        data[name] = rng.choice(["x", "y", "z"], n)
    if mixed:
        data["device"] = np.where(rng.random(n) < 0.3 + 0.4 * group, "x", "y")
    data["yes"] = (rng.random(n) < 0.3).astype(int)
    return data


@pytest.mark.parametrize("mixed", [False, True])
def test_simpson_is_quiet_where_there_is_nothing(mixed: bool) -> None:
    alarms = 0
    for seed in range(50):
        found = guards.simpson(
            random_visits(seed, mixed=mixed),
            "yes",
            group="group",
            treatment="a",
            segments=["device", "source", "region"],
        )
        alarms += bool(found.alarms)
    assert alarms <= 6


def test_simpson_over_units_needs_more() -> None:
    data = cells(STONES)
    twice = pd.concat([data.assign(who=range(len(data)))] * 2)
    options = {"group": "group", "treatment": "open", "segments": "segment"}
    one = guards.simpson(data, "yes", **options)[0]
    two = guards.simpson(twice, "yes", unit="who", **options)[0]
    assert two.p_value == pytest.approx(one.p_value, rel=0.05)
    assert guards.simpson(twice, "yes", **options)[0].p_value < one.p_value


def test_segments_of_one_group_only() -> None:
    data = cells([("a", "x", 20, 10), ("b", "y", 20, 5)])
    found = guards.simpson(data, "yes", group="group", treatment="a", segments="segment")
    assert not found.alarms
    assert "No segment is in both groups" in found[0].sentence


def seq(mean: float) -> Mean:
    return Mean(n=100, mean=mean, sd=1.2)


def nps(up: int, down: int, n: int = 400) -> NetScore:
    return NetScore(promoters=up, passives=n - up - down, detractors=down)


def test_levels_that_disagree() -> None:
    labels = ("new", "old")
    better = compare(ux.seq(seq(5.6)), ux.seq(seq(4.8)), labels=labels)
    worse = compare(cx.nps(nps(90, 200)), cx.nps(nps(160, 110)), labels=labels)
    same = compare(cx.nps(nps(160, 110)), cx.nps(nps(158, 112)), labels=labels)
    found = guards.levels_that_disagree([better, worse])
    assert found[0].found
    assert "SEQ got better" in found.sentence
    assert "NPS got worse (-40 points" in found.sentence
    assert not guards.levels_that_disagree([better, same]).alarms
    both_worse = compare(ux.seq(seq(4.8)), ux.seq(seq(5.6)), labels=labels)
    assert not guards.levels_that_disagree([worse, both_worse]).alarms
    with pytest.raises(ValueError, match="two metrics to disagree; got 1"):
        guards.levels_that_disagree([better])
    with pytest.raises(ValueError, match="All must compare the same two groups: new and old"):
        guards.levels_that_disagree(
            [better, compare(cx.nps(nps(90, 200)), cx.nps(nps(160, 110)), labels=("a", "b"))]
        )
    with pytest.raises(TypeError, match="takes comparisons; got int"):
        guards.levels_that_disagree([1, 2])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="does not say which way is better"):
        guards.levels_that_disagree([compare(seq(5), seq(4), labels=labels), worse])


def shops(seed: int, *, chosen: str = "low", gain: float = 0.0, n: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    true = rng.normal(70, 8, n)
    data = pd.DataFrame({"may": true + rng.normal(0, 8, n)})
    low = data["may"] < 62 if chosen == "low" else rng.random(n) < 0.25
    data["coached"] = np.asarray(low).astype(int)
    data["june"] = true + rng.normal(0, 8, n) + gain * data["coached"]
    return data


def test_regression_to_the_mean_is_told_apart_from_a_gain() -> None:
    held = nothing = 0
    for seed in range(60):
        found = guards.regression_to_the_mean(
            shops(seed, gain=3.0), "may", "june", selected="coached"
        )[0]
        assert found.found
        held += found.numbers["left, low"] <= 3.0 <= found.numbers["left, high"]
        nothing += found.numbers["by regression to the mean"] > 4
    assert held >= 52
    assert nothing == 60


def test_regression_to_the_mean_is_quiet_where_chance_selected() -> None:
    alarms = sum(
        bool(
            guards.regression_to_the_mean(
                shops(seed, chosen="random"), "may", "june", selected="coached"
            ).alarms
        )
        for seed in range(60)
    )
    assert alarms <= 4


def test_what_all_do_is_not_regression_to_the_mean() -> None:
    data = shops(1)
    data["june"] += 5
    found = guards.regression_to_the_mean(data, "may", "june", selected="coached")[0]
    assert found.numbers["change of everybody"] == pytest.approx(5, abs=1.5)
    assert "as all did" in found.sentence
    assert found.numbers["left"] == pytest.approx(0, abs=3)


def test_regression_to_the_mean_refuses() -> None:
    data = shops(1)
    with pytest.raises(AnswerError, match="0 with both measurements were selected; at least 5"):
        guards.regression_to_the_mean(data.assign(coached=0), "may", "june", selected="coached")
    with pytest.raises(AnswerError, match="is the same for all who were not selected"):
        guards.regression_to_the_mean(data.assign(may=1), "may", "june", selected="coached")


def leavers(seed: int, *, others: bool = True, asked: bool = False) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    n = 300
    june = rng.normal(5, 1, n)
    gone = rng.random(n) < (1 / (1 + np.exp(1 + 1.2 * (june - 5))) if others else 0.3)
    answers = rng.random(n) < np.where(gone & ~np.asarray(asked), 0.0, 0.5)
    return pd.DataFrame(
        {
            "june": june,
            "left": gone.astype(int),
            "january": np.where(answers, june + rng.normal(0, 0.5, n), np.nan),
        }
    )


def test_survivors_are_told() -> None:
    data = leavers(1)
    found = guards.survivors_only(data, "january", left="left", earlier="june")[0]
    assert found.found
    assert found.numbers["answered, left"] == 0
    assert found.numbers["earlier, answered"] > found.numbers["earlier, all"]
    alone = guards.survivors_only(data, "january", left="left")[0]
    assert alone.found
    assert "What those who left would have said is not known." in alone.sentence


def test_survivors_is_quiet_where_leavers_are_asked_or_alike() -> None:
    alarms = sum(
        bool(
            guards.survivors_only(
                leavers(seed, others=others, asked=asked), "january", left="left", earlier="june"
            ).alarms
        )
        for others, asked in ((True, True), (False, False))
        for seed in range(25)
    )
    assert alarms <= 4
    with pytest.raises(AnswerError, match="Nobody left by column 'left'"):
        guards.survivors_only(leavers(1).assign(left=0), "january", left="left")


def test_the_survey_of_the_budgeting_app_is_of_survivors() -> None:
    app = datasets.load("budgeting")
    june = app.survey_june[["customer", "satisfaction"]].rename(columns={"satisfaction": "june"})
    january = app.survey[["customer", "satisfaction"]].rename(columns={"satisfaction": "january"})
    data = (
        app.outcomes.query("there_in_june == 1").merge(june, how="left").merge(january, how="left")
    )
    data = data.assign(left=1 - data["stayed"])
    found = guards.survivors_only(data, "january", left="left", earlier="june")[0]
    assert found.found
    assert found.numbers["earlier, left"] < found.numbers["earlier, stayed"]


def test_check_all() -> None:
    found = guards.check_all(
        cells(STONES), "yes", group="group", treatment="open", segments="segment"
    )
    assert [each.guard for each in found.alarms] == ["Simpson's reversal"]
    data = leavers(1).merge(shops(1), left_index=True, right_index=True)
    every = guards.check_all(
        data,
        "january",
        before="may",
        after="june_y",
        selected="coached",
        left="left",
        earlier="june_x",
    )
    assert [each.found for each in every] == [True, True]
    assert "ALARM, regression to the mean" in repr(every)
    assert every.to_frame()["guard"].tolist() == ["regression to the mean", "survivors only"]
    assert "<caption" in every._repr_html_()
    quiet = guards.check_all(
        random_visits(1, mixed=False), "yes", group="group", treatment="a", segments="device"
    )
    assert quiet.sentence.startswith("Nothing was found of: Simpson's reversal.")
    with pytest.raises(ValueError, match="Nothing to look at"):
        guards.check_all(data)
    with pytest.raises(ValueError, match="selected needs before and after too"):
        guards.check_all(data, selected="coached")
