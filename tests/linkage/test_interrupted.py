"""Before and after: the regression of an interrupted series, and the cause it never claims."""

import math

import numpy as np
import pandas as pd
import pytest
import scipy.stats
import statsmodels.formula.api as smf

from uxcx import AnswerError, datasets, linkage, plots


def weeks(before: int = 12, after: int = 8, *, seed: int = 1, step: float = 3.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    week = np.arange(before + after)
    mean = 10 + 0.2 * week + step * (week >= before)
    rows = [(w, value) for w, m in zip(week, mean, strict=True) for value in rng.normal(m, 2, 20)]
    return pd.DataFrame(rows, columns=["week", "y"])


def test_interrupted_series_is_a_regression_with_two_lines() -> None:
    data = weeks()
    found = linkage.before_after(data, "y", period="week", changed_at=12)
    means = data.groupby("week", as_index=False)["y"].mean()
    means["after"] = (means["week"] >= 12).astype(int)
    means["since"] = means["after"] * (means["week"] - 12)
    fitted = smf.ols("y ~ week + after + since", means).fit()
    test = fitted.t_test("after + 3.5 * since = 0")
    assert found.value == pytest.approx(float(test.effect[0]), rel=1e-9)
    assert found.standard_error >= float(test.sd[0, 0]) * (1 - 1e-9)
    assert found.degrees_of_freedom == 16
    assert found.trend
    # The trend before is carried on: a plain difference would take it for the change.
    assert found.low < 3.0 < found.high
    plain = data.query("week >= 12")["y"].mean() - data.query("week < 12")["y"].mean()
    assert plain > 4.5


def test_it_never_claims_a_cause() -> None:
    found = linkage.before_after(weeks(step=9), "y", period="week", changed_at=12)
    assert found.verdict == "difference"
    assert found.claim == "went with"
    assert found.sentence.startswith("The change went with y 9")
    assert "cannot tell the change from whatever else changed around 12" in found.sentence


def test_few_periods_are_compared_without_a_trend() -> None:
    data = weeks(2, 2)
    found = linkage.before_after(data, "y", period="week", changed_at=2)
    one, two = (data.query(q)["y"] for q in ("week >= 2", "week < 2"))
    welch = scipy.stats.ttest_ind(one, two, equal_var=False)
    interval = welch.confidence_interval()
    assert not found.trend
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-9)
    assert found.p_value == pytest.approx(welch.pvalue, rel=1e-9)
    assert "2 periods before and 2 after are too few" in found.sentence
    assert all(math.isnan(each.expected) for each in found.periods)


def test_units_on_both_sides_are_pairs() -> None:
    rng = np.random.default_rng(3)
    own = rng.normal(0, 3, 80)
    data = pd.DataFrame(
        {
            "who": np.tile(np.arange(80), 2),
            "year": np.repeat([0, 1], 80),
            "y": np.concatenate([own, own + 1]) + rng.normal(0, 1, 160),
        }
    )
    found = linkage.before_after(data, "y", period="year", changed_at=1, unit="who")
    wide = data.pivot_table(index="who", columns="year", values="y")
    paired = scipy.stats.ttest_rel(wide[1], wide[0])
    assert found.standard_error == pytest.approx(found.value / paired.statistic, rel=1e-9)


def test_the_confounded_comparison_of_the_shop_fails_and_the_guard_speaks() -> None:
    shop = datasets.load("ecommerce")
    visits = shop.sessions.query("arm != 'plain'")
    visits = visits.assign(month=visits["time"].dt.to_period("M").dt.to_timestamp())
    found = linkage.before_after(
        visits,
        "ordered",
        period="month",
        changed_at="2025-03-01",
        unit="customer",
        mix="device",
        labels=("autofill", "before"),
    )
    effect = shop.truth["autofill on conversion"]
    # The true effect is positive; the interval is all below 0, around effect and bias together.
    assert effect > 0 > found.high
    assert found.low < shop.truth["before and after on conversion"] < found.high
    assert found.claim == "went with"
    mix = found.mixes["device"]
    assert mix.reverses
    assert mix.alike.value == pytest.approx(effect, abs=2 * mix.alike.standard_error)
    assert "The mix of device is another one than before: phone went from" in found.sentence
    # The experiment of the same world finds it.
    trial = linkage.experiment(
        shop.sessions, "ordered", group="arm", treatment="autofill", unit="customer"
    )
    assert trial.low < effect < trial.high


def test_the_same_mix_is_left_in_peace() -> None:
    data = weeks().assign(kind=np.tile(["a", "b", "b", "c"], 100))
    found = linkage.before_after(data, "y", period="week", changed_at=12, mix="kind")
    assert found.checks[1].passed is True
    assert found.checks[1].sentence.startswith("The mix of kind is much the same as before")


def test_nothing_of_a_segment_on_both_sides() -> None:
    data = weeks(2, 2).assign(kind=lambda d: np.where(d["week"] < 2, "old", "new"))
    found = linkage.before_after(data, "y", period="week", changed_at=2, mix="kind")
    assert "No kind is there both before and after." in found.sentence


def test_coverage_of_the_interrupted_series() -> None:
    held = sum(
        found.low <= 3.0 <= found.high
        for seed in range(60)
        for found in [linkage.before_after(weeks(seed=seed), "y", period="week", changed_at=12)]
    )
    assert held >= 52


def test_refusals() -> None:
    data = weeks()
    with pytest.raises(AnswerError) as refused:
        linkage.before_after(data, "y", period="week", changed_at=0)
    assert str(refused.value) == (
        "changed_at=0 leaves no period before: column 'week' runs from 0 to 19."
    )
    with pytest.raises(AnswerError, match="leaves no period after"):
        linkage.before_after(data, "y", period="week", changed_at=99)
    with pytest.raises(AnswerError, match="must be of the kind of column 'week'"):
        linkage.before_after(data, "y", period="week", changed_at="March")


def test_shares_by_period_stay_within_0_and_1_and_are_never_sure() -> None:
    data = pd.DataFrame({"week": np.repeat(range(4), 5), "yes": [1] * 5 + [0] * 5 + [0, 1] * 5})
    found = linkage.before_after(data, "yes", period="week", changed_at=2)
    for each in found.periods:
        assert 0 <= each.low < each.high <= 1
    # Adjusted Wald of 5 of 5.
    assert (found.periods[0].low, found.periods[0].high) == pytest.approx((0.5115, 1), abs=0.06)
    assert found.checks[-1].sentence.startswith("2 periods before and 2 after are too few")
    one = linkage.before_after(data[data["week"] > 0], "yes", period="week", changed_at=2)
    assert one.checks[-1].sentence.startswith("1 period before and 2 after are too few")
    assert one.counts == "n = 5 in 1 period before, 10 in 2 after"


def test_figure() -> None:
    found = linkage.before_after(weeks(), "y", period="week", changed_at=12)
    said = plots.describe(plots.before_and_after(found)).replace("\n", " ")
    assert "and went with the change" in said
    assert "- 12 (after):" in said
    assert "the trend before leads to" in said
    few = linkage.before_after(weeks(2, 2), "y", period="week", changed_at=2)
    assert "trend" not in plots.describe(plots.before_and_after(few))
