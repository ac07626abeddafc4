"""Sizes of studies that show that two are the same, or one not worse: counted out and simulated.

Seeds are fixed and margins wide: see test_coverage.py.
"""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from statsmodels.stats.rates import power_equivalence_poisson_2indep

import uxcx
from uxcx import plan
from uxcx.families import GeometricMean, Mean, NetScore, Proportion, Rate

STUDIES = 500
#: what each kind needs, for two that are the same
SAME: dict[str, dict[str, Any]] = {
    "proportion": {"first": 0.85, "second": 0.85, "margin": 0.1},
    "mean": {"first": 5, "second": 5, "margin": 0.6, "sd": 1},
    "geometric mean": {"first": 60, "second": 60, "margin": 1.3, "sd": 0.5},
    "net score": {"first": (0.5, 0.2), "second": (0.5, 0.2), "margin": 15},
    "rate": {"first": 1.2, "second": 1.2, "margin": 1.4},
    "ratio of sums": {"first": 30, "second": 30, "margin": 1.25, "cv": 1.2},
}
PAIRED: dict[str, dict[str, Any]] = {
    kind: {**SAME[kind], "paired": True, "correlation": 0.5}
    for kind in ("proportion", "mean", "geometric mean", "net score")
}
CASES = [*SAME.items(), *PAIRED.items()]
IDS = [*SAME, *(f"paired {kind}" for kind in PAIRED)]


def draw(rng: np.random.Generator, kind: str, n: int) -> Any:
    """Return one group of a study of n answers from the world of `SAME`."""
    if kind == "proportion":
        return Proportion(successes=int(rng.binomial(n, 0.85)), n=n)
    if kind == "net score":
        p, q, d = (int(count) for count in rng.multinomial(n, [0.5, 0.3, 0.2]))
        return NetScore(promoters=p, passives=q, detractors=d)
    if kind == "rate":
        return Rate(n=n, events=int(rng.poisson(1.2 * n)))
    family, mean, sd = {"mean": (Mean, 5, 1), "geometric mean": (GeometricMean, 4, 0.5)}[kind]
    values = rng.normal(mean, sd, n)
    return family(n=n, mean=values.mean(), sd=values.std(ddof=1))


@pytest.mark.parametrize("kind", [kind for kind in SAME if kind != "ratio of sums"])
def test_planned_studies_show_that_two_are_the_same(kind: str) -> None:
    rng = np.random.default_rng(7)
    asked = SAME[kind]
    n = plan.equivalent(kind, **asked).n  # type: ignore[arg-type]
    compared = [
        uxcx.compare(draw(rng, kind, n), draw(rng, kind, n), confidence_level=0.9)
        for _ in range(STUDIES)
    ]
    low, high = -asked["margin"], asked["margin"]
    if compared[0].effect == "ratio":
        low = 1 / high
    shown = np.mean([low < found.low and found.high < high for found in compared])
    assert float(shown) == pytest.approx(0.8, abs=0.05)


def test_two_t_tests_by_double_integration() -> None:
    # Pairs: the mean of the differences is normal, their variance chi-square, and independent.
    n, margin, sd = 8, 0.9, 1.0
    critical = stats.t.ppf(0.95, n - 1)

    def shown(u: float) -> float:
        room = (margin - critical * sd * u / math.sqrt(n)) * math.sqrt(n) / sd
        density = 2 * (n - 1) * u * stats.chi2.pdf((n - 1) * u**2, n - 1)
        return max(0.0, 2 * stats.norm.cdf(room) - 1) * density

    expected, _ = integrate.quad(shown, 0, margin * math.sqrt(n) / critical)
    result = plan.equivalent("mean", first=5, second=5, sd=sd, margin=margin, n=n, paired=True)
    assert result.power == pytest.approx(expected, abs=1e-5)
    assert result.purpose == "power"


def test_rates_by_every_pair_of_counts() -> None:
    n = 30
    counts = np.arange(0, 90)
    x, y = np.meshgrid(counts, counts, indexing="ij")
    low = np.where(x > 0, stats.beta.ppf(0.05, np.maximum(x, 1e-300), y + 1), 0)
    high = np.where(y > 0, stats.beta.ppf(0.95, x + 1, np.maximum(y, 1e-300)), 1)
    within = (low > 1 / 1.9 / (1 + 1 / 1.9)) & (high < 1.9 / 2.9)
    chance = stats.poisson.pmf(x, 1.2 * n) * stats.poisson.pmf(y, 1.2 * n)
    result = plan.equivalent("rate", first=1.2, second=1.2, margin=1.9, n=n)
    assert result.power == pytest.approx(float(chance[within].sum()), abs=1e-8)


def test_rates_are_near_the_normal_approximation() -> None:
    n = plan.equivalent("rate", first=1, second=1, margin=1.2).n
    theirs = power_equivalence_poisson_2indep(1, 1, n, 1 / 1.2, 1.2, return_results=False)
    assert float(theirs) == pytest.approx(0.8, abs=0.03)
    many = plan.equivalent("rate", first=1, second=1, margin=1.02)
    few = plan.equivalent("rate", first=0.01, second=0.01, margin=1.2)
    assert many.n > 1e4
    assert few.n == pytest.approx(100 * n, rel=0.01)


def test_one_limit_of_a_proportion_by_the_textbook() -> None:
    # Chow, Shao and Wang, Sample Size Calculations in Clinical Research, non-inferiority of two
    # proportions: (z_0.95 + z_0.8)^2 * 2 p (1 - p) / margin^2, before the small-sample additions.
    expected = (1.644854 + 0.841621) ** 2 * 2 * 0.85 * 0.15 / 0.1**2
    found = plan.not_worse("proportion", first=0.85, second=0.85, margin=0.1).n_unrounded
    assert found == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize(("kind", "asked"), CASES, ids=IDS)
def test_the_plan_gives_back_the_power_that_was_asked_for(kind: Any, asked: dict[str, Any]) -> None:
    for make in (plan.equivalent, plan.not_worse):
        result = make(kind, **asked, power=0.9)
        assert make(kind, **asked, n=result.n).power >= 0.9 - 1e-6
        assert make(kind, **asked, n=result.n - 1).power < 0.9 + 1e-6
        assert type(result.margin) is float
    # One limit is easier to keep than two, and a surer test needs more.
    assert plan.not_worse(kind, **asked).n < plan.equivalent(kind, **asked).n
    assert (
        plan.equivalent(kind, **asked, confidence_level=0.975).n > plan.equivalent(kind, **asked).n
    )


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(CASES), st.floats(0.3, 0.97), st.floats(0.3, 0.97), st.floats(1, 4))
def test_more_power_or_alikeness_never_needs_fewer(case, power, other, effect) -> None:
    kind, asked = case
    power, more = sorted((power, other))
    n = plan.equivalent(kind, **asked, power=power).n
    assert plan.equivalent(kind, **asked, power=more).n >= n
    assert plan.equivalent(kind, **asked, power=power, design_effect=effect).n >= n
    wider = {**asked, "margin": asked["margin"] * 1.1}
    assert plan.equivalent(kind, **wider, power=power).n <= n


def test_lower_is_better_for_errors() -> None:
    asked: dict[str, Any] = {"first": 1.0, "second": 1.1, "margin": 1.3}
    better = plan.not_worse("rate", **asked, direction="lower is better")
    worse = plan.not_worse("rate", **asked, direction="higher is better")
    assert better.n < worse.n


REFUSED = [
    (
        {"kind": "proportion", "first": 0.9, "second": 0.8, "margin": 0.1},
        "a proportion of 90% against 80%: the true difference is not within the margin, so that no "
        "study could show what is asked; got margin=0.1.",
    ),
    (
        {"kind": "proportion", "first": 0.9, "second": 0.9, "margin": 5},
        "margin must be above 0 and below 1; got 5. Write 5 percentage points as 0.05.",
    ),
    (
        {"kind": "mean", "first": 5, "second": 5, "sd": 1, "margin": 0},
        "margin must be above 0; got 0.",
    ),
    (
        {"kind": "geometric mean", "first": 60, "second": 60, "sd": 0.5, "margin": 0.8},
        "A geometric mean is compared as a ratio, so margin must be a ratio above 1, such as 1.2; "
        "got 0.8. Write 1.25 for 1/0.8.",
    ),
    (
        {"kind": "rate", "first": 1, "second": 1, "margin": 1.2, "n": 50, "power": 0.9},
        "n and power: give one of the two, and the other is computed.",
    ),
    (
        {"kind": "rate", "first": 1, "second": 1, "margin": 1.2, "confidence_level": 0.5},
        "confidence_level of a one-sided test must be above 0.5; got 0.5.",
    ),
    (
        {"kind": "rate", "first": 1, "second": 1, "margin": 1.2, "n": 1},
        "n must be a whole number of 2 or more; got 1.",
    ),
    (
        {"kind": "net score", "first": (0.5, 0.2), "second": (0.5, 0.2), "margin": 200},
        "margin must be above 0 and below 200; got 200.",
    ),
]


@pytest.mark.parametrize(("asked", "message"), REFUSED)
def test_what_cannot_be_planned_is_refused(asked: dict[str, Any], message: str) -> None:
    kind = asked["kind"]
    with pytest.raises(plan.PlanError) as caught:
        plan.equivalent(kind, **{name: value for name, value in asked.items() if name != "kind"})
    assert str(caught.value) == message


def test_a_direction_that_is_none_is_refused() -> None:
    with pytest.raises(plan.PlanError) as caught:
        plan.not_worse("mean", first=5, second=5, sd=1, margin=1, direction="neither")
    assert str(caught.value) == (
        "direction must be one of 'higher is better', 'lower is better'; got 'neither'."
    )


def test_a_plan_for_equivalence_in_words() -> None:
    result = plan.equivalent("proportion", first=0.9, second=0.9, margin=0.05)
    assert result.sentence == (
        f"Plan for {result.n} answers in each of two groups ({2 * result.n:,} in all): if there is "
        "truly a proportion of 90% in both, about 80 of 100 such studies would show that the two "
        "are the same, but for less than the margin of 5 percentage points, and the rest would "
        "leave it open. Each answer is taken to come from somebody else."
    )
    assert result.to_frame().loc[0, ["purpose", "margin", "confidence_level"]].tolist() == [
        "equivalent",
        0.05,
        0.95,
    ]


def test_the_power_of_a_small_study_in_words() -> None:
    result = plan.not_worse(
        *("geometric mean",),
        **{"first": 60, "second": 60, "margin": 1.2, "sd": 0.5, "n": 10},
        direction="lower is better",
    )
    assert result.sentence == (
        "Take 10 answers in each of two groups (20 in all): if there is truly a geometric mean of "
        "60 s in both, about 19 of 100 such studies would show that the first is not worse by a "
        "factor of 1.2 or more, and the rest would leave it open. The standard deviation of "
        "logarithms is taken to be 0.5 in both. Each answer is taken to come from somebody else."
    )
