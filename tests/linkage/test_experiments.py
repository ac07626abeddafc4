"""Experiments: published cases, statsmodels, and the checks that take "caused" away."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from uxcx import AnswerError, ColumnError, compare, cx, datasets, linkage, ux
from uxcx.families import Mean

# Of tea_tasting.make_users_data(rng=42): how many users had so many (sessions, orders).
# Its documentation (data-backends.md, README) gives the means and p-values below.
OLD = {
    **{(1, 0): 544, (1, 1): 201, (2, 0): 490, (2, 1): 139, (2, 2): 128, (3, 0): 198, (3, 1): 58},
    **{(3, 2): 56, (3, 3): 45, (4, 0): 71, (4, 1): 16, (4, 2): 10, (4, 3): 12, (4, 4): 13},
    **{(5, 0): 18, (5, 1): 3, (5, 2): 3, (5, 3): 2, (5, 4): 3, (5, 5): 3, (6, 0): 4, (6, 1): 6},
}
NEW = {
    **{(1, 0): 526, (1, 1): 215, (2, 0): 422, (2, 1): 170, (2, 2): 131, (3, 0): 180, (3, 1): 82},
    **{(3, 2): 42, (3, 3): 56, (4, 0): 67, (4, 1): 14, (4, 2): 13, (4, 3): 12, (4, 4): 10},
    **{(5, 0): 20, (5, 1): 5, (5, 2): 3, (5, 3): 1, (5, 4): 3, (5, 5): 1, (6, 0): 3, (6, 5): 1},
}


@pytest.fixture(scope="module")
def users() -> pd.DataFrame:
    rows = [
        (variant, sessions, orders)
        for variant, cells in (("old", OLD), ("new", NEW))
        for (sessions, orders), n in cells.items()
        for _ in range(n)
    ]
    return pd.DataFrame(rows, columns=["variant", "sessions", "orders"])


@pytest.mark.parametrize(
    ("outcome", "per", "means", "p"),
    [
        ("sessions", None, (1.982802, 1.996045), 0.674),
        ("orders", None, (0.573091, 0.530400), 0.118),
        ("orders", "sessions", None, 0.0762),
    ],
)
def test_tea_tasting_cases(
    users: pd.DataFrame, outcome: str, per: str | None, means: tuple[float, float] | None, p: float
) -> None:
    found = linkage.experiment(users, outcome, per=per, group="variant", treatment="new")
    if means:
        compared = found.comparison
        assert (compared.first.value, compared.second.value) == pytest.approx(means, abs=1e-6)
    assert found.difference.p_value == pytest.approx(p, abs=5e-4)
    assert found.claim == "caused"
    assert found.n_missing == found.n_excluded == 0


def test_tea_tasting_revenue_from_its_summaries() -> None:
    new = Mean(n=1977, mean=5.730111279716743, sd=10.385210315994986)
    old = Mean(n=2023, mean=5.241028175976273, sd=9.646776019347332)
    assert compare(new, old).p_value == pytest.approx(0.123, abs=5e-4)


def trial(n: int = 400, *, seed: int = 1, effect: float = 0.5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    before = rng.normal(10, 2, n)
    late = rng.integers(0, 2, n)
    group = np.where(rng.permutation(n) < n // 2, "new", "old")
    after = 0.8 * before + 0.5 * late + effect * (group == "new") + rng.normal(0, 1, n)
    return pd.DataFrame({"group": group, "before": before, "late": late, "after": after})


def test_adjustment_is_the_analysis_of_covariance() -> None:
    data = trial()
    found = linkage.experiment(
        data, "after", group="group", treatment="new", covariates=["before", "late"]
    )
    data["new"] = (data["group"] == "new").astype(int)
    fitted = smf.ols("after ~ new + before + late", data).fit(cov_type="HC1")
    assert found.value == pytest.approx(fitted.params["new"], rel=1e-10)
    assert found.standard_error == pytest.approx(fitted.bse["new"], rel=0.02)
    assert found.variance_gain > 0.6
    assert "took away" in found.note
    assert "before" in found.method


def test_adjustment_over_units_is_clustered_regression() -> None:
    rng = np.random.default_rng(4)
    people = trial(300, seed=5)
    people["customer"] = np.arange(300)
    rows = people.loc[people.index.repeat(3)].reset_index(drop=True)
    rows["after"] += rng.normal(0, 1, len(rows))
    options = {"group": "group", "treatment": "new", "unit": "customer"}
    found = linkage.experiment(rows, "after", covariates="before", **options)
    rows["new"] = (rows["group"] == "new").astype(int)
    fitted = smf.ols("after ~ new + before", rows).fit(
        cov_type="cluster", cov_kwds={"groups": rows["customer"]}
    )
    # As many rows each: the clustered regression is that of the means.
    assert found.value == pytest.approx(fitted.params["new"], rel=1e-10)
    assert found.standard_error == pytest.approx(fitted.bse["new"], rel=0.03)
    plain = linkage.experiment(rows, "after", **options)
    assert plain.comparison.value == plain.value
    assert found.standard_error < plain.difference.high - plain.difference.low


def test_a_useless_covariate_costs_nothing_and_says_so() -> None:
    data = trial().assign(noise=np.random.default_rng(0).normal(size=400))
    found = linkage.experiment(data, "after", group="group", treatment="new", covariates="noise")
    plain = linkage.experiment(data, "after", group="group", treatment="new")
    assert found.high - found.low == pytest.approx(plain.high - plain.low, rel=0.02)
    assert found.variance_gain == pytest.approx(0, abs=0.02)


def test_covariates_that_explain_nothing_are_refused() -> None:
    data = trial().assign(one=1.0)
    data["twice"] = 2 * data["before"] + 1
    options = {"group": "group", "treatment": "new"}
    with pytest.raises(AnswerError) as refused:
        linkage.experiment(data, "after", covariates="one", **options)
    assert str(refused.value) == ("Column 'one' is the same in every row, so it explains nothing.")
    with pytest.raises(AnswerError, match="before, twice say the same"):
        linkage.experiment(data, "after", covariates=["before", "twice"], **options)


def test_ratio_of_a_share_is_the_risk_ratio() -> None:
    data = pd.DataFrame(
        {"g": ["a"] * 50 + ["b"] * 50, "y": [1] * 30 + [0] * 20 + [1] * 20 + [0] * 30}
    )
    found = linkage.experiment(data, "y", group="g", treatment="a")
    assert found.effect == "difference"
    assert found.value == pytest.approx(0.2)
    assert found.ratio.value == pytest.approx(1.5)
    assert found.ratio.low == pytest.approx(
        1.5 * math.exp(-1.959964 * math.sqrt(0.4 / 30 + 0.6 / 20))
    )


def test_failed_sample_ratio_takes_the_cause_away() -> None:
    data = pd.DataFrame(
        {"arm": ["a"] * 1200 + ["b"] * 1000, "y": [1] * 900 + [0] * 300 + [1] * 500 + [0] * 500}
    )
    found = linkage.experiment(data, "y", group="arm", treatment="a")
    assert found.sample_ratio is not None
    assert found.sample_ratio.mismatch
    assert found.claim == "went with"
    assert found.sentence.startswith("A went with y 25 percentage points higher;")
    assert "Whether it was the cause, this does not show." in found.sentence
    assert "not as large as planned" in found.sentence
    sound = linkage.experiment(data, "y", group="arm", treatment="a", planned={"a": 6, "b": 5})
    assert sound.claim == "caused"
    assert sound.sentence.startswith("A caused y to be 25 percentage points higher;")


def test_outcomes_missing_on_one_side_take_the_cause_away() -> None:
    data = pd.DataFrame({"arm": ["a", "b"] * 200, "y": [5.0, 3.0, 4.0, 4.0] * 100})
    data.loc[(data["arm"] == "a") & (data.index < 120), "y"] = None
    found = linkage.experiment(data, "y", group="arm", treatment="a")
    assert found.claim == "went with"
    assert found.n_missing == 60
    assert [check.name for check in found.checks if check.passed is False] == ["missing outcomes"]


def test_unlike_groups_before_take_the_cause_away() -> None:
    data = trial()
    data.loc[data["group"] == "new", "before"] += 1.5
    found = linkage.experiment(data, "after", group="group", treatment="new", covariates="before")
    assert found.claim == "went with"
    assert "was it chance that decided?" in found.sentence


def test_units_in_both_groups() -> None:
    app = datasets.load("budgeting")
    options = {"group": "design", "treatment": "new", "unit": "participant"}
    pairs = linkage.experiment(app.attempts_both, "seconds", metric=ux.time_on_task, **options)
    assert pairs.claim == "caused"
    assert pairs.sample_ratio is None
    assert "paired" in pairs.method
    some = app.attempts_both.query("not (participant == 'c00046' and design == 'old')")
    mixed = linkage.experiment(some, "completed", **options)
    assert mixed.claim == "went with"
    assert "but not all" in mixed.sentence
    with pytest.raises(ValueError, match="share nobody; 15 participant are in both"):
        linkage.experiment(some, "completed", covariates="place", **options)


def test_other_groups_are_set_aside_and_counted() -> None:
    shop = datasets.load("ecommerce")
    found = linkage.experiment(
        shop.sessions, "ordered", group="arm", treatment="autofill", unit="customer"
    )
    assert found.n_excluded == int(shop.sessions["arm"].isna().sum())
    assert found.n_missing == 0


def test_nps_by_its_metric() -> None:
    rng = np.random.default_rng(2)
    data = pd.DataFrame({"arm": ["a", "b"] * 100, "score": rng.integers(0, 11, 200)})
    found = linkage.experiment(data, "score", group="arm", treatment="a", metric=cx.nps)
    assert found.measure.name == "NPS"
    with pytest.raises(ValueError, match="NPS is not compared as a ratio"):
        _ = found.ratio


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_other_engines_agree(engine: str) -> None:
    results = [
        linkage.experiment(
            datasets.load("ecommerce", engine=which).sessions,
            "ordered",
            group="arm",
            treatment="autofill",
            unit="customer",
            covariates="impressions",
        )
        for which in ("pandas", engine)
    ]
    assert results[0].value == pytest.approx(results[1].value, rel=1e-9)
    assert results[0].low == pytest.approx(results[1].low, rel=1e-9)
    assert repr(results[0]) == repr(results[1])


def test_refusals() -> None:
    data = trial(20)
    with pytest.raises(AnswerError) as refused:
        linkage.experiment(data, "after", group="group", treatment="nwe")
    assert str(refused.value) == (
        "treatment must be one of the groups in column 'group': 'new', 'old'; got 'nwe'. Did you "
        "mean 'new'?"
    )
    with pytest.raises(AnswerError, match="two groups; got 'new' twice"):
        linkage.experiment(data, "after", group="group", treatment="new", control="new")
    with pytest.raises(ColumnError, match=r"There is no column 'befor'\. Did you mean 'before'\?"):
        linkage.experiment(data, "after", group="group", treatment="new", covariates="befor")
    with pytest.raises(ValueError, match="metric goes without"):
        linkage.experiment(
            data, "after", group="group", treatment="new", covariates="before", metric=cx.nps
        )
    with pytest.raises(ValueError, match="confidence_level must be between 0 and 1"):
        linkage.experiment(data, "after", group="group", treatment="new", confidence_level=95)


def test_one_row_in_a_group_gives_no_interval() -> None:
    data = pd.DataFrame({"g": ["a", "b", "b", "b"], "y": [3.0, 1.0, 2.0, 4.0]})
    found = linkage.experiment(data, "y", group="g", treatment="a")
    assert math.isnan(found.low)
    assert "how sure that is cannot be known" in found.sentence


def test_out() -> None:
    found = linkage.experiment(trial(), "after", group="group", treatment="new")
    row = found.to_frame().iloc[0]
    assert (row["design"], row["claim"], row["effect"]) == ("experiment", "caused", "difference")
    assert type(found.value) is float
    html = found._repr_html_()
    assert "What was checked" in html
    assert "<caption" in html
    assert found.checks_to_frame()["found"].tolist() == ["passed", "passed"]
    hostile = linkage.experiment(
        trial(), "after", group="group", treatment="new", labels=("<b>", "old")
    )
    assert "<b>" not in hostile._repr_html_()


def test_intervals_hold_the_truth_and_adjusted_ones_are_shorter() -> None:
    held, narrower = 0, 0
    for seed in range(60):
        data = trial(60, seed=seed + 100)
        found = linkage.experiment(
            data, "after", group="group", treatment="new", covariates="before"
        )
        plain = found.comparison
        held += found.low <= 0.5 <= found.high
        narrower += (found.high - found.low) < (plain.high - plain.low)
    assert held >= 52
    assert narrower == 60
