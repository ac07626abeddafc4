"""What must hold of every plan, and studies of the planned size, simulated, find what they should.

Seeds are fixed and margins wide: see test_coverage.py.
"""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from uxcx import compare, plan
from uxcx.families import GeometricMean, Mean, NetScore, Proportion

shares = st.floats(0.02, 0.98)
levels = st.floats(0.6, 0.995)
KINDS = ["proportion", "mean", "geometric mean", "net score", "rate", "ratio of sums"]
powers = st.floats(0.45, 0.99)


@st.composite
def net_shares(draw: st.DrawFn) -> tuple[float, float]:
    promoters = draw(st.floats(0.05, 0.9))
    return promoters, draw(st.floats(0.01, 1 - promoters))


@st.composite
def precisions(draw: st.DrawFn) -> tuple[dict[str, Any], float, float]:
    kind = draw(st.sampled_from(KINDS))
    asked: dict[str, Any] = {"kind": kind}
    low, high = {
        "proportion": (0.01, 0.45),
        "mean": (0.05, 3.0),
        "geometric mean": (0.05, 2.0),
        "net score": (1.0, 60.0),
        "rate": (0.05, 3.0),
        "ratio of sums": (0.05, 2.0),
    }[kind]
    if kind == "proportion":
        asked["expected"] = draw(st.floats(0, 1))
        asked["method"] = draw(st.sampled_from(list(Proportion.methods)[:4]))
    elif kind == "net score":
        asked["expected"] = draw(net_shares())
    elif kind == "rate":
        asked["expected"] = draw(st.floats(0, 20))
    elif kind == "ratio of sums":
        asked["cv"] = draw(st.floats(0.1, 4))
    else:
        asked["sd"] = draw(st.floats(0.1, 2.5))
    return asked, *sorted(draw(st.floats(low, high)) for _ in range(2))


@settings(max_examples=60, deadline=None)
@given(precisions(), levels, levels, st.floats(1, 5))
def test_more_precision_or_confidence_never_needs_fewer(asked, level, other, effect) -> None:
    asked, narrow, wide = asked
    level, higher = sorted((level, other))
    n = plan.precision(**asked, half_width=wide, confidence_level=level).n
    assert plan.precision(**asked, half_width=narrow, confidence_level=level).n >= n
    assert plan.precision(**asked, half_width=wide, confidence_level=higher).n >= n
    clustered = plan.precision(
        **asked, half_width=wide, confidence_level=level, design_effect=effect
    )
    assert clustered.n >= n
    assert n >= (2 if "sd" in asked or "cv" in asked else 1)


@st.composite
def differences(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    asked: dict[str, Any] = {"kind": kind}
    if kind not in ("rate", "ratio of sums"):
        asked["paired"] = draw(st.booleans())
        if asked["paired"] and kind != "proportion":
            asked["correlation"] = draw(st.floats(-0.5, 0.9))
    if not asked.get("paired"):
        asked["ratio"] = draw(st.sampled_from([0.1, 0.5, 1, 1.5, 7]))
    if kind == "proportion":
        first, second = draw(st.tuples(shares, shares).filter(lambda p: abs(p[0] - p[1]) > 0.02))
    elif kind == "net score":
        first, second = draw(
            st.tuples(net_shares(), net_shares()).filter(
                lambda s: abs(s[0][0] - s[0][1] - s[1][0] + s[1][1]) > 0.02
            )
        )
    else:
        first, second = draw(
            st.tuples(st.floats(1, 7), st.floats(1, 7)).filter(lambda m: abs(m[0] - m[1]) > 0.1)
        )
        if kind != "rate":
            asked["cv" if kind == "ratio of sums" else "sd"] = draw(st.floats(0.1, 2.5))
    return {**asked, "first": first, "second": second}


@settings(max_examples=60, deadline=None)
@given(differences(), powers, powers, levels, levels)
def test_more_power_or_confidence_never_needs_fewer(asked, power, other, level, another) -> None:
    power, more = sorted((power, other))
    level, higher = sorted((level, another))
    result = plan.difference(**asked, power=power, confidence_level=level)
    n = result.n
    assert n >= 2
    assert result.n_second is None or result.n_second >= 2
    assert plan.difference(**asked, power=more, confidence_level=level).n >= n
    assert plan.difference(**asked, power=power, confidence_level=higher).n >= n
    # The planned study has the power that was asked for, and a larger one at least as much. Few
    # events make steps: the power of the exact test may fall by a little on its way up.
    step = 0.02 if asked["kind"] == "rate" else 1e-9
    found = [
        plan.power(**asked, n=size, confidence_level=level).power for size in (n, n + 1, 2 * n)
    ]
    assert found[0] >= power - step
    assert found == pytest.approx(sorted(found), abs=step)
    # One answer fewer is not enough.
    fewer = n - 1
    if min(fewer, fewer * asked.get("ratio", 1)) >= 2:
        assert plan.power(**asked, n=fewer, confidence_level=level).power < power + step


@settings(max_examples=40, deadline=None)
@given(shares, st.floats(0.1, 0.97), st.floats(0.1, 0.97))
def test_a_higher_goal_never_needs_fewer_participants(p, goal, other) -> None:
    goal, higher = sorted((goal, other))
    n = plan.discovery(p, goal).n
    assert plan.discovery(p, higher).n >= n
    assert plan.discovered(p, n) >= goal * (1 - 1e-9)
    assert n == 1 or plan.discovered(p, n - 1) < goal


# --- simulated studies of the planned size -------------------------------------------------------

STUDIES = 800


def share_that_finds(studies) -> float:
    return float(np.mean([compare(a, b).p_value < 0.05 for a, b in studies]))


@pytest.mark.parametrize(("p1", "p2"), [(0.9, 0.7), (0.5, 0.3)])
def test_planned_studies_of_proportions_find_the_difference(p1: float, p2: float) -> None:
    rng = np.random.default_rng(1)
    n = plan.difference("proportion", first=p1, second=p2, power=0.8).n
    studies = [
        tuple(Proportion(successes=int(rng.binomial(n, p)), n=n) for p in (p1, p2))
        for _ in range(STUDIES)
    ]
    assert share_that_finds(studies) == pytest.approx(0.8, abs=0.05)


@pytest.mark.parametrize(
    ("p1", "p2", "discordant"), [(0.8, 0.7, 0.3), (0.9, 0.6, 0.4), (0.95, 0.5, 0.5)]
)
def test_planned_pairs_find_the_difference_by_mcnemars_mid_p(
    p1: float, p2: float, discordant: float
) -> None:
    # Exactly, not by chance: every number of discordant pairs weighed by its probability.
    n = plan.difference("proportion", first=p1, second=p2, paired=True, discordant=discordant).n
    found = 0.0
    for pairs in range(1, n + 1):
        better = np.arange(pairs + 1)
        coin = stats.binom(pairs, 0.5)
        smaller = np.minimum(better, pairs - better)
        finds = 2 * coin.cdf(smaller) - coin.pmf(smaller) < 0.05
        chance = stats.binom.pmf(better, pairs, (1 + (p1 - p2) / discordant) / 2)
        found += stats.binom.pmf(pairs, n, discordant) * chance[finds].sum()
    assert 0.79 < found < 0.87


@pytest.mark.parametrize("family", [Mean, GeometricMean])
def test_planned_studies_of_means_and_times_find_the_difference(family: type) -> None:
    rng = np.random.default_rng(2)
    sds = (0.8, 0.4)
    asked: dict[str, Any] = {"sd": sds, "power": 0.9, "ratio": 2}
    if family is Mean:
        result = plan.difference("mean", first=5.5, second=5, **asked)
    else:
        result = plan.difference("geometric mean", first=math.exp(5.5), second=math.exp(5), **asked)

    def group(n: int | None, mean: float, sd: float) -> Mean:
        values = rng.normal(mean, sd, n)
        return family(n=n, mean=values.mean(), sd=values.std(ddof=1))

    studies = [
        (group(result.n, 5.5, sds[0]), group(result.n_second, 5, sds[1])) for _ in range(STUDIES)
    ]
    assert share_that_finds(studies) == pytest.approx(0.9, abs=0.04)


@pytest.mark.parametrize(
    ("first", "second"), [((0.5, 0.2), (0.4, 0.3)), ((0.9, 0.02), (0.6, 0.25))]
)
def test_planned_studies_of_net_scores_find_the_difference(first, second) -> None:
    rng = np.random.default_rng(3)
    n = plan.difference("net score", first=first, second=second, power=0.8).n

    def group(promoters: float, detractors: float) -> NetScore:
        p, q, d = rng.multinomial(n, [promoters, 1 - promoters - detractors, detractors])
        return NetScore(promoters=int(p), passives=int(q), detractors=int(d))

    studies = [(group(*first), group(*second)) for _ in range(STUDIES)]
    assert share_that_finds(studies) == pytest.approx(0.8, abs=0.06)


def test_half_of_planned_studies_of_a_mean_have_the_width_that_was_asked_for() -> None:
    rng = np.random.default_rng(4)
    n = plan.precision("mean", half_width=0.5, sd=1.2).n
    halves = []
    for _ in range(STUDIES):
        values = rng.normal(5, 1.2, n)
        estimate = Mean(n=n, mean=values.mean(), sd=values.std(ddof=1)).estimate()
        halves.append((estimate.high - estimate.low) / 2)
    assert float(np.median(halves)) == pytest.approx(0.5, abs=0.03)
