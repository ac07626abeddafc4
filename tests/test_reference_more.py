"""More published answers: Wilson with correction, Fisher, McNemar, Tango, and traps of others."""

from __future__ import annotations

import pytest
from scipy import stats

from uxcx import compare, cx, questionnaires
from uxcx.families import NetScore, PairedProportions, Proportion

#: R contingencytables 3.0.1 (Fagerland, Lydersen, Laake), its own tests (published)
CAVO = PairedProportions(both=59, first_only=6, second_only=16, n=161)
#: Bentur et al. 2009, also there
BENTUR = PairedProportions(both=1, first_only=1, second_only=7, n=21)
#: Sauro and Lewis 2016, ch. 5
FIFTEEN = PairedProportions(both=7, first_only=6, second_only=1, n=15)


def test_wilson_with_continuity_correction():
    # contingencytables (published)
    result = Proportion(successes=13, n=16).estimate(method="wilson_cc")
    assert (result.low, result.high) == pytest.approx((0.5369, 0.9503), abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [((7, 34), (1, 34), 0.02966), ((0, 16), (15, 72), 0.04466), ((745, 748), (127, 129), 0.09193)],
)
def test_fisher_mid_p(first, second, p):
    # contingencytables (published)
    a, b = (Proportion(successes=x, n=n) for x, n in (first, second))
    assert compare(a, b, test="fisher_mid_p").p_value == pytest.approx(p, abs=1e-5)
    table = [[x, n - x] for x, n in (first, second)]
    exact = compare(a, b, test="fisher").p_value
    assert exact == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-6)


@pytest.mark.parametrize(
    ("pairs", "test", "p", "tolerance"),
    [
        (CAVO, "asymptotic", 0.033006, 1e-6),
        (CAVO, "exact", 0.052479, 1e-6),
        (CAVO, "mid_p", 0.03469, 1e-6),
        (BENTUR, "exact", 0.0703125, 1e-9),
        (FIFTEEN, "mid_p", 0.0703125, 1e-9),
    ],
)
def test_mcnemar(pairs, test, p, tolerance):
    assert pairs.compare(test=test).p_value == pytest.approx(p, abs=tolerance)


def test_mcnemars_statistic_of_agresti():
    # Agresti, approval ratings: z² is 17.36
    result = PairedProportions(both=794, first_only=86, second_only=150, n=1600).compare(
        test="asymptotic"
    )
    assert result.statistic**2 == pytest.approx(17.36, abs=0.01)


@pytest.mark.parametrize(
    ("pairs", "method", "interval", "tolerance"),
    [
        (CAVO, "agresti_min", (-0.1182, -0.0045), 5e-5),
        (CAVO, "bonett_price", (-0.1195, -0.0032), 5e-5),
        (CAVO, "tango", (-0.1240, -0.0054), 5e-5),
        (FIFTEEN, "adjusted_wald", (0.0005694156, 0.5904217), 1e-7),
    ],
)
def test_interval_of_pairs(pairs, method, interval, tolerance):
    result = pairs.compare(method=method)
    assert (result.low, result.high) == pytest.approx(interval, abs=tolerance)


def test_miettinen_nurminen():
    # Fagerland et al. 2015, quoted in statsmodels' tests (published)
    result = compare(
        Proportion(successes=7, n=34), Proportion(successes=1, n=34), method="miettinen_nurminen"
    )
    assert (result.low, result.high) == pytest.approx((0.028, 0.343), abs=0.003)


def test_promoters_and_detractors_are_not_independent():
    # A gist publishes 14.3 to 20.5 from two independent proportions, which is too narrow.
    result = NetScore(promoters=250, passives=675, detractors=75).estimate(method="wald")
    assert (result.low, result.high) == pytest.approx((14.14, 20.86), abs=0.01)


def test_net_satisfaction_is_not_the_top_share():
    # 9 great, 6 not good: the top share is 60%, the net 20
    assert cx.csat([5] * 9 + [1] * 6).value == pytest.approx(0.6)
    assert NetScore(promoters=9, passives=0, detractors=6).value == pytest.approx(20)


def test_sus_grades_have_no_gap():
    assert questionnaires.sus_grade(84.05).grade == "A+"


@pytest.mark.parametrize("n", [10, 20])
@pytest.mark.parametrize("shares", [(0.5, 0.2), (0.7, 0.1), (0.3, 0.3), (0.9, 0.02), (0.1, 0.6)])
def test_score_interval_of_the_nps_holds_the_true_score(n, shares):
    # By enumeration of all answers of n customers.
    up, down = shares
    held = 0.0
    for p in range(n + 1):
        for d in range(n + 1 - p):
            chance = stats.multinomial.pmf([p, d, n - p - d], n, [up, down, 1 - up - down])
            found = NetScore(promoters=p, passives=n - p - d, detractors=d).estimate(method="score")
            held += chance * (found.low <= 100 * (up - down) <= found.high)
    assert 0.9 <= held <= 0.99
