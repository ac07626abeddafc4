"""What must hold of every likelihood and every projection, whatever the customers are."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_lifetimes import HIGH_END, cdnow, donations
from scipy.integrate import quad
from scipy.special import betaln, gammaln, hyp2f1
from scipy.stats import beta as beta_distribution
from scipy.stats import gamma as gamma_distribution
from scipy.stats import nbinom

from uxcx import relationships
from uxcx.relationships.beta_discrete_weibull import BetaDiscreteWeibull
from uxcx.relationships.beta_geometric import BgNbd, MbgNbd, purchase_probability
from uxcx.relationships.bg_bb import BgBb
from uxcx.relationships.bg_bb import _purchase_probability as discrete_probability
from uxcx.relationships.cells import Cells, Columns, cells_of
from uxcx.relationships.gamma_gamma import _likelihood as spending_likelihood
from uxcx.relationships.pareto_nbd import ParetoNbd
from uxcx.relationships.pareto_nbd import _purchase_probability as pareto_probability
from uxcx.relationships.shifted_beta_geometric import ShiftedBetaGeometric
from uxcx.relationships.survivors import survivors_of

CONTINUOUS = [BgNbd, MbgNbd, ParetoNbd]
positive = st.floats(0.1, 8.0)


@st.composite
def histories(draw: st.DrawFn, *, whole: bool = False) -> Cells:
    """Draw a few histories that customers can have."""
    rows = []
    for _ in range(draw(st.integers(1, 6))):
        age = draw(st.integers(1, 12)) if whole else draw(st.floats(0.5, 60.0))
        x = draw(st.integers(0, int(age) if whole else 30))
        if x == 0:
            last = 0.0
        elif whole:
            last = float(draw(st.integers(x, int(age))))
        else:
            last = age * draw(st.floats(0.01, 1.0))
        rows.append((x, last, age, draw(st.integers(1, 50))))
    x, last, age, n = np.array(rows, dtype=float).T
    return Cells(frequency=x, recency=last, age=age, n=n)


def assert_gradient(likelihood, values: np.ndarray) -> None:
    value, gradient, hessian = likelihood(values)
    assert math.isfinite(value)
    for i in range(len(values)):
        step = np.zeros(len(values))
        step[i] = 1e-5 * values[i]
        up, down = likelihood(values + step), likelihood(values - step)
        found = (up.value - down.value) / (2 * step[i])
        assert gradient[i] == pytest.approx(found, rel=1e-4, abs=1e-6 * max(1, abs(value)))
        if hessian is not None:
            change = (up.gradient - down.gradient) / (2 * step[i])
            near = 1e-6 * max(1, float(np.abs(gradient).max()))
            assert hessian()[i] == pytest.approx(change, rel=1e-4, abs=near)


@pytest.mark.parametrize("model", CONTINUOUS)
@given(data=st.data())
@settings(max_examples=25)
def test_gradients(model, data: st.DataObject) -> None:
    values = np.array(data.draw(st.lists(positive, min_size=4, max_size=4)))
    assert_gradient(model._likelihood(data.draw(histories())), values)


@given(cells=histories(whole=True), values=st.lists(positive, min_size=4, max_size=4))
@settings(max_examples=25)
def test_gradient_of_bg_bb(cells: Cells, values: list[float]) -> None:
    assert_gradient(BgBb._likelihood(cells), np.array(values))


@given(values=st.lists(st.floats(0.1, 3.0), min_size=3, max_size=3))
@settings(max_examples=20)
def test_gradients_of_renewals_and_spending(values: list[float]) -> None:
    survivors = survivors_of({1: HIGH_END, 2: [500, 400]}, cohort="", period="", customers="")
    assert_gradient(BetaDiscreteWeibull._likelihood(survivors), np.array(values))
    assert_gradient(ShiftedBetaGeometric._likelihood(survivors), np.array(values[:2]))
    x, mean, n = np.array([1.0, 1, 2, 7]), np.array([12.0, 3, 40, 22]), np.array([4.0, 1, 2, 1])
    assert_gradient(spending_likelihood(x, mean, n), np.array(values))


@pytest.mark.parametrize("model", CONTINUOUS)
def test_standard_errors_are_those_of_the_maximum_itself(model) -> None:
    few = cdnow().iloc[::5]
    cells = cells_of(few, Columns())
    found = model.of(few, Columns(), 0.95).fitted
    assert not found.is_flat.any()
    likelihood, rows = model._likelihood(cells), []
    for step in 1e-4 * np.eye(4):
        up, down = (found.estimates * np.exp(sign * step) for sign in (1, -1))
        rows.append((likelihood(down).gradient * down - likelihood(up).gradient * up) / 2e-4)
    errors = np.sqrt(np.diag(np.linalg.inv(rows)))
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(errors, rel=1e-4)


@pytest.mark.parametrize("most", [12, 100_000])
def test_histories_come_once_and_in_order(most: int) -> None:
    rng = np.random.default_rng(5)
    x = rng.integers(0, most, 400) * rng.integers(0, 2, 400)
    rows = np.stack([x, np.where(x, rng.integers(1, 4, 400), 0), rng.integers(4, 7, 400)], axis=1)
    rows = np.concatenate([rows, rows[:50]]).astype(float)
    found = cells_of(dict(zip(("frequency", "recency", "age"), rows.T, strict=True)), Columns())
    expected, n = np.unique(rows, axis=0, return_counts=True)
    assert np.array_equal(np.stack([found.frequency, found.recency, found.age], axis=1), expected)
    assert np.array_equal(found.n, n)


@pytest.mark.parametrize("model", CONTINUOUS)
def test_gradients_on_published_data(model) -> None:
    cells = cells_of(cdnow(), Columns())
    assert_gradient(model._likelihood(cells), np.array([0.4, 6.0, 0.7, 5.0]))


def mixture(integrand, shape, rate, first, second) -> float:
    """Return the mean of a function of a gamma rate and a beta chance."""
    of_rate = gamma_distribution(shape, scale=1 / rate)
    of_chance = beta_distribution(first, second)

    def given_chance(p: float) -> float:
        return quad(lambda y: integrand(y, p) * of_rate.pdf(y), 0, np.inf, limit=200)[0]

    return quad(lambda p: given_chance(p) * of_chance.pdf(p), 0, 1, limit=200)[0]


def test_bg_nbd_is_the_mixture_that_it_says_it_is() -> None:
    """Likelihood and P(alive) by integrating over each customer's own rate and chance."""
    r, alpha, a, b = values = np.array([1.6, 5.0, 1.4, 2.2])
    x, last, age = 3, 8.0, 11.0
    one = Cells(
        frequency=np.array([3.0]), recency=np.array([last]), age=np.array([age]), n=np.ones(1)
    )
    alive = mixture(lambda y, p: y**x * math.exp(-y * age) * (1 - p) ** x, r, alpha, a, b)
    left = mixture(lambda y, p: y**x * math.exp(-y * last) * p * (1 - p) ** (x - 1), r, alpha, a, b)
    assert BgNbd._likelihood(one)(values)[0] == pytest.approx(math.log(alive + left), rel=1e-6)
    assert BgNbd._alive(values, one) == pytest.approx([alive / (alive + left)], rel=1e-6)


def test_pareto_nbd_agrees_with_its_hypergeometric_form() -> None:
    """Fader and Hardie's form of the likelihood, with differences of 2F1."""
    cells = cells_of(cdnow(), Columns())
    x, last, age = cells.frequency, cells.recency, cells.age
    for values in ((0.55, 10.6, 0.61, 11.7), (0.55, 11.7, 0.61, 10.6), (2.0, 4.0, 1.5, 9.0)):
        r, alpha, s, beta = values
        larger, all_ = max(alpha, beta), r + s + x
        second = s + 1 if alpha >= beta else r + x
        series = [
            hyp2f1(all_, second, all_ + 1, abs(alpha - beta) / (larger + at))
            / (larger + at) ** all_
            for at in (last, age)
        ]
        alive = (alpha + age) ** -(r + x) * (beta + age) ** -s
        logs = gammaln(r + x) - gammaln(r) + r * math.log(alpha) + s * math.log(beta)
        logs = logs + np.log(alive + s / all_ * (series[0] - series[1]))
        found = ParetoNbd._likelihood(cells)(np.array(values))[0]
        assert found == pytest.approx(float(cells.n @ logs), rel=1e-10)


def pieces(integrand, first: float, last: float) -> float:
    """Return an integral, taken in pieces that grow, so that no peak at its start is missed."""
    ends = first + (last - first) * np.append(0.0, np.logspace(-10, 0, 41))
    return math.fsum(quad(integrand, a, b, epsrel=1e-12)[0] for a, b in itertools.pairwise(ends))


@pytest.mark.parametrize(
    ("values", "x", "last", "age"),
    [
        ((1.1, 4.9, 4.9, 0.1), 0, 0.0, 4.9),  # a peak of leaving long before the mean purchase
        ((0.04, 1.3, 20.0, 0.08), 0, 0.0, 229.0),
        ((5.0, 0.03, 0.2, 60.0), 0, 0.0, 90.0),
        ((30.0, 2.0, 0.1, 1.9), 6, 0.5, 60.0),
        ((180.0, 5.7, 0.09, 108.0), 30, 1.7, 3.9),
        ((0.55, 10.6, 0.61, 11.7), 2, 30.4, 38.9),
    ],
)
def test_pareto_nbd_takes_its_integral_exactly_whatever_the_parameters(values, x, last, age):
    r, alpha, s, beta = values
    stay = -(r + x) * math.log(alpha + age) - s * math.log(beta + age)
    left = pieces(
        lambda u: (
            s * math.exp(-(r + x) * math.log(alpha + u) - (s + 1) * math.log(beta + u) - stay)
        ),
        last,
        age,
    )
    one = Cells(
        frequency=np.array([float(x)]), recency=np.array([last]), age=np.array([age]), n=np.ones(1)
    )
    assert ParetoNbd._alive(np.array(values), one) == pytest.approx([1 / (1 + left)], rel=1e-7)
    assert_gradient(ParetoNbd._likelihood(one), np.array(values))


@pytest.mark.parametrize(
    "values", [(0.5, 0.01, 0.6, 90.0), (0.5, 90.0, 0.6, 0.01), (8.0, 3.0, 60.0, 2.0)]
)
@pytest.mark.parametrize("purchases", [0, 1, 7])
def test_pareto_nbd_counts_purchases_exactly_whatever_the_parameters(values, purchases):
    r, alpha, s, beta = values

    def exactly(u: float) -> float:
        return float(nbinom.pmf(purchases, r, alpha / (alpha + u)))

    left = pieces(lambda u: exactly(u) * s / beta * (beta / (beta + u)) ** (s + 1), 0.0, 52.0)
    whole = left + exactly(52.0) * (beta / (beta + 52.0)) ** s
    found = pareto_probability(np.array(values), purchases, 52.0)
    assert found == pytest.approx(whole, rel=1e-6)


def test_pareto_nbd_stays_finite_where_differences_cancel() -> None:
    one = Cells(
        frequency=np.array([400.0, 400.0, 1.0]),
        recency=np.array([364.0, 10.0, 1e-3]),
        age=np.array([365.0, 365.0, 365.0]),
        n=np.ones(3),
    )
    values = np.array([0.8, 12.0, 0.6, 20.0])
    assert_gradient(ParetoNbd._likelihood(one), values)
    alive = ParetoNbd._alive(values, one)
    assert np.all((alive >= 0) & (alive <= 1))
    assert alive[0] > 0.5
    assert alive[1] < 1e-12


@pytest.mark.parametrize("model", CONTINUOUS)
@given(data=st.data())
@settings(max_examples=25)
def test_projections_keep_their_bounds(model, data: st.DataObject) -> None:
    values = np.array(data.draw(st.lists(positive, min_size=4, max_size=4)))
    cells = data.draw(histories())
    alive = model._alive(values, cells)
    assert np.all((alive >= 0) & (alive <= 1))
    shell = object.__new__(model)
    ahead = [shell._purchases(cells, t)(values) for t in (0.5, 1.0, 10.0, 100.0)]
    assert np.all(ahead[0] >= 0)
    for shorter, longer in itertools.pairwise(ahead):
        assert np.all(longer >= shorter)
    discounted = shell._purchases(cells, 10.0, 0.1)(values)
    assert np.all(discounted <= ahead[2] * (1 + 1e-12))
    # a longer silence with the same number of purchases never makes a customer more alive
    longer = Cells(frequency=cells.frequency, recency=cells.recency, age=cells.age * 1.5, n=cells.n)
    assert np.all(model._alive(values, longer) <= alive + 1e-12)


@given(values=st.lists(positive, min_size=4, max_size=4), periods=st.floats(0.5, 40))
@settings(max_examples=20)
def test_probabilities_of_purchases_sum_to_expectations(
    values: list[float], periods: float
) -> None:
    """The probabilities and the expected number are computed apart and must agree."""
    v = np.array([values[0], values[1] + 5, values[2], values[3]])
    nobody = Cells(frequency=np.zeros(1), recency=np.zeros(1), age=np.zeros(1), n=np.ones(1))
    counts = range(400)
    for model, chances in (
        (BgNbd, [purchase_probability(v, x, periods, 0) for x in counts]),
        (MbgNbd, [purchase_probability(v, x, periods, 1) for x in counts]),
        (ParetoNbd, [pareto_probability(v, x, periods) for x in counts]),
    ):
        assert min(chances) >= 0
        assert sum(chances) == pytest.approx(1, abs=1e-6)
        mean = sum(x * chance for x, chance in zip(counts, chances, strict=True))
        expected = object.__new__(model)._purchases(nobody, periods)(v)[0]
        assert mean == pytest.approx(expected, rel=1e-4)
    discrete = [discrete_probability(v, x, 7) for x in range(8)]
    assert sum(discrete) == pytest.approx(1)
    mean = sum(x * chance for x, chance in enumerate(discrete))
    assert mean == pytest.approx(object.__new__(BgBb)._purchases(nobody, 7)(v)[0])


def test_discounted_purchases_are_the_integral_of_their_rate() -> None:
    values = np.array([0.55, 10.6, 0.61, 11.7])
    r, alpha, s, beta = values
    whole = quad(lambda t: math.exp(-0.01 * t) * r / alpha * (beta / (beta + t)) ** s, 0, 150)[0]
    nobody = Cells(frequency=np.zeros(1), recency=np.zeros(1), age=np.zeros(1), n=np.ones(1))
    found = object.__new__(ParetoNbd)._purchases(nobody, 150.0, 0.01)(values)
    assert found == pytest.approx([whole], rel=1e-9)


@pytest.mark.parametrize("model", CONTINUOUS)
@pytest.mark.parametrize(
    "values", [(4.1, 4.3, 29.3, 5.8), (2.0, 0.3, 25.0, 0.2), (3.4, 0.2, 0.4, 0.2)]
)
@pytest.mark.parametrize(("x", "age"), [(0.0, 0.0), (40.0, 1.0)])
def test_purchases_ahead_are_the_integral_of_their_rate(model, values, x, age) -> None:
    of, frequency, at = np.array(values), np.array([x]), np.array([age])

    def rate(t: float) -> float:
        row = model._rate(of, frequency[:, None], at[:, None], np.array([[t]]))
        return float(row[0, 0]) * math.exp(-0.002 * t)

    found = object.__new__(model)._while_alive(of, frequency, at, 500.0, 0.002)
    assert found == pytest.approx([pieces(rate, 0.0, 500.0)], rel=1e-7)


def test_bg_nbd_expectation_agrees_with_the_published_form() -> None:
    """Fader, Hardie and Lee 2005, equation 10."""
    r, alpha, a, b = values = np.array([0.243, 4.414, 0.793, 2.426])
    x, last, age, t = 2.0, 30.43, 38.86, 39.0
    one = Cells(
        frequency=np.array([x]), recency=np.array([last]), age=np.array([age]), n=np.ones(1)
    )
    series = hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + age + t))
    top = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + t)) ** (r + x) * series)
    below = 1 + a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x)
    found = object.__new__(BgNbd)._purchases(one, t)(values)
    assert found == pytest.approx([top / below], rel=1e-9)


@pytest.mark.parametrize(
    "fit", [relationships.bg_nbd, relationships.mbg_nbd, relationships.pareto_nbd]
)
def test_time_in_days_is_time_in_weeks(fit) -> None:
    weeks = cdnow()
    days = weeks.assign(recency=weeks["recency"] * 7, age=weeks["age"] * 7)
    one, other = fit(weeks), fit(days)
    times = {"alpha", "beta"} if fit is relationships.pareto_nbd else {"alpha"}
    for a, b in zip(one.parameters, other.parameters, strict=True):
        factor = 7 if a.name in times else 1
        found = (b.value / factor, b.low / factor, b.high / factor)
        assert found == pytest.approx((a.value, a.low, a.high), rel=1e-5)
    assert other.total_purchases(70).value == pytest.approx(one.total_purchases(10).value, rel=1e-6)


def test_counts_of_histories_are_all_that_matters() -> None:
    customers = cdnow()
    cells = customers.groupby(["frequency", "recency", "age"]).size().reset_index(name="n")
    shuffled = customers.sample(frac=1, random_state=1)
    a = relationships.bg_nbd(cells, customers="n")
    b = relationships.bg_nbd(shuffled)
    assert [p.value for p in a.parameters] == [p.value for p in b.parameters]
    assert a.total_purchases(39) == b.total_purchases(39)
    twice = relationships.bg_nbd(pd.concat([customers, customers]))
    for p, q in zip(a.parameters, twice.parameters, strict=True):
        assert q.value == pytest.approx(p.value, rel=1e-6)
        assert q.se == pytest.approx(p.se / math.sqrt(2), rel=1e-4)


def test_a_large_fit_from_a_sample_is_the_fit_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    from uxcx.relationships import buying

    straight = relationships.bg_nbd(cdnow())
    monkeypatch.setattr(buying, "SAMPLE", 200)
    sampled = relationships.bg_nbd(cdnow())
    for a, b in zip(straight.parameters, sampled.parameters, strict=True):
        assert b.value == pytest.approx(a.value, rel=1e-6)
        assert b.se == pytest.approx(a.se, rel=1e-4)


def test_bg_bb_is_the_sum_over_when_a_donor_left() -> None:
    alpha, beta, gamma, delta = values = np.array([1.2, 0.75, 0.66, 2.8])
    x, last, age = 2, 3, 5
    alive = betaln(alpha + x, beta + age - x) + betaln(gamma, delta + age)
    whole = math.exp(alive)
    for lived in range(last, age):
        whole += math.exp(betaln(alpha + x, beta + lived - x) + betaln(gamma + 1, delta + lived))
    expected = math.log(whole) - betaln(alpha, beta) - betaln(gamma, delta)
    one = Cells(
        frequency=np.array([2.0]), recency=np.array([3.0]), age=np.array([5.0]), n=np.ones(1)
    )
    assert BgBb._likelihood(one)(values)[0] == pytest.approx(expected)


def test_bg_bb_expected_donations_as_published() -> None:
    """Fader, Hardie and Shang 2010: 0.07 for a donor who never gave again, 3.75 for one who did."""
    model = relationships.bg_bb(donations(), customers="customers")
    table = model.expected_purchases(5).to_frame().set_index(["frequency", "recency"])["value"]
    assert table[(0, 0)] == pytest.approx(0.07, abs=0.005)
    assert table[(6, 6)] == pytest.approx(3.75, abs=0.01)
    alive = model.p_alive().to_frame().set_index(["frequency", "recency"])["value"]
    assert alive[(6, 6)] == pytest.approx(0.93, abs=0.005)
    assert alive[(0, 0)] == pytest.approx(0.11, abs=0.005)
