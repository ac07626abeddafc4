"""Every published answer that was found, with its source; tolerances are those of the print."""

import numpy as np
import pandas as pd
import pytest
from reference_lifetimes import HIGH_END, cdnow, donations

from uxcx import relationships
from uxcx.relationships.beta_discrete_weibull import BetaDiscreteWeibull
from uxcx.relationships.beta_geometric import purchase_probability
from uxcx.relationships.buying import NEWCOMER
from uxcx.relationships.cells import Cells
from uxcx.relationships.pareto_nbd import ParetoNbd
from uxcx.relationships.shifted_beta_geometric import ShiftedBetaGeometric


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    return cdnow()


def estimates(model: object) -> list[float]:
    return [parameter.value for parameter in model.parameters]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("fit", "expected", "tolerance"),
    [
        # Fader, Hardie and Lee 2005, Marketing Science 24:275
        (relationships.bg_nbd, (0.243, 4.414, 0.793, 2.426), 0.001),
        # Batislam et al. 2007, as lifetimes asserts them
        (relationships.mbg_nbd, (0.525, 6.183, 0.891, 1.614), 0.005),
        # Fader and Hardie, as lifetimes asserts them
        (relationships.pareto_nbd, (0.553, 10.578, 0.606, 11.669), 0.02),
    ],
    ids=["bg_nbd", "mbg_nbd", "pareto_nbd"],
)
def test_cdnow(fit, expected, tolerance, customers: pd.DataFrame) -> None:
    model = fit(customers)
    assert model.fitted.converged
    assert model.note == ""
    assert estimates(model) == pytest.approx(expected, abs=tolerance)


def test_log_likelihood_of_cdnow(customers: pd.DataFrame) -> None:
    # Fader, Hardie and Lee 2005, table 2
    assert relationships.bg_nbd(customers).fitted.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    model = relationships.pareto_nbd(customers)
    assert model.fitted.log_likelihood == pytest.approx(-9595.0, abs=0.05)


def test_expected_purchases_of_a_customer(customers: pd.DataFrame) -> None:
    # Fader and Hardie, Excel note, asserted in lifetimes' tests
    model = relationships.bg_nbd(customers)
    one = {"frequency": 2, "recency": 30.43, "age": 38.86}
    assert model.expected_purchases(39, one)[0].value == pytest.approx(1.226, abs=0.001)


def test_probability_of_no_repeat_purchase() -> None:
    # R BTYD, bgnbd.pmf
    found = purchase_probability(np.array([0.243, 4.414, 0.793, 2.426]), 0, 39.0, 0)
    assert found == pytest.approx(0.5737864, abs=1e-6)


def test_bg_nbd_calls_those_who_never_repeated_alive(customers: pd.DataFrame) -> None:
    never = {"frequency": 0, "recency": 0, "age": 38.86}
    found = relationships.bg_nbd(customers).p_alive(never)
    assert (found[0].value, found[0].low, found[0].high) == (1.0, 1.0, 1.0)
    assert "alive with certainty" in found.note
    for other in (relationships.mbg_nbd, relationships.pareto_nbd):
        found = other(customers).p_alive(never)
        assert found[0].value < 0.6
        assert found.note == ""


def test_pareto_nbd_alive() -> None:
    # BTYD walkthrough, customer 1516
    one = Cells(
        frequency=np.array([26.0]),
        recency=np.array([30.86]),
        age=np.array([31.0]),
        n=np.ones(1),
    )
    found = ParetoNbd._alive(np.array([0.5534, 10.5802, 0.6061, 11.6562]), one)
    assert found == pytest.approx([0.9979], abs=0.0001)


def test_pareto_nbd_expected_purchases(customers: pd.DataFrame) -> None:
    # R BTYD manual, pnbd.Expectation
    printed = [0.05077821, 0.09916088, 0.14542507, 0.1897993, 0.23247466]
    printed += [0.27361274, 0.31335159, 0.35181024, 0.38909211]
    model = relationships.pareto_nbd(customers)
    values = np.array([0.55, 10.56, 0.61, 11.64])
    for periods, expected in enumerate(printed, start=1):
        found = model._purchases(NEWCOMER, periods)(values)
        assert found == pytest.approx([expected], abs=1e-7)


def test_gamma_gamma_of_cdnow(customers: pd.DataFrame) -> None:
    # Fader and Hardie 2013, note 25: p, q, v, and the mean spend of all
    model = relationships.gamma_gamma(customers)
    assert estimates(model) == pytest.approx((6.25, 3.74, 15.44), abs=0.02)
    assert model.fitted.n == 946
    assert model.n_excluded == 2357 - 946
    assert model.mean_spend.value == pytest.approx(35.2, abs=0.05)
    # Fader, Hardie and Lee 2005, RFM and CLV: the correlation is 0.11
    assert model.correlation[0] == pytest.approx(0.11, abs=0.005)
    # lifetimes' README: the first repeat customer
    x = customers[customers["frequency"] > 0].head(1)
    found = model.expected_spend(x["frequency"], x["monetary_value"])
    assert found.value == pytest.approx([24.66], abs=0.01)


def test_bg_bb_of_donations() -> None:
    # Fader, Hardie and Shang 2010, and Hardie's note 10
    model = relationships.bg_bb(donations(), customers="customers")
    assert estimates(model) == pytest.approx((1.204, 0.750, 0.657, 2.783), abs=0.01)
    assert model.fitted.n == 11_104
    expected = [11_104 * model.probability_of(x, 6).value for x in (0, 6)]
    assert expected == pytest.approx([3454.9, 1253.1], abs=0.2)


def test_shifted_beta_geometric() -> None:
    # Fader and Hardie 2007: years 0 to 7, then projected
    model = relationships.shifted_beta_geometric(HIGH_END)
    assert estimates(model) == pytest.approx((0.668, 3.806), abs=0.002)
    found = model.survival(12).value
    assert found[[7, 10, 12]] == pytest.approx([0.489, 0.414, 0.378], abs=0.001)
    assert model.retention(8).value[7] == pytest.approx(0.942, abs=0.0005)


def test_survivors_of_a_shifted_beta_geometric_cohort() -> None:
    # Fader and Hardie's notes: alpha 3.80, beta 15.20, 10,000 customers
    logs = ShiftedBetaGeometric._log_survival(np.array([3.8, 15.2]), np.arange(1.0, 5.0))
    assert 10_000 * np.exp(logs) == pytest.approx([8000, 6480, 5307, 4391], abs=1)


def test_several_cohorts_find_the_parameters_they_were_made_with() -> None:
    cohorts = {
        2001: [10_000, 8000, 6480, 5307, 4391],
        2002: [10_000, 8000, 6480, 5307],
        2003: [10_000, 8000, 6480],
        2004: [10_000, 8000],
        2005: [10_000],
    }
    model = relationships.shifted_beta_geometric(cohorts)
    assert estimates(model) == pytest.approx((3.8, 15.2), rel=0.005)
    assert model.survivors.cohorts == 5


def test_beta_discrete_weibull() -> None:
    # retenmod's README, a port of R's foretell; the likelihood is flat
    model = relationships.beta_discrete_weibull(HIGH_END[:5])
    assert estimates(model) == pytest.approx((0.25936, 1.7227, 1.5843), abs=0.02)
    values = np.array([0.7, 3.0, 1.0])
    periods = np.arange(9.0)
    assert BetaDiscreteWeibull._log_survival(values, periods) == pytest.approx(
        ShiftedBetaGeometric._log_survival(values[:2], periods)
    )
