"""Sizes of studies: published and independently computed values, and what a plan says."""

import dataclasses
import math

import pytest
from scipy import stats
from statsmodels.stats.power import TTestIndPower, TTestPower
from statsmodels.stats.proportion import (
    power_proportions_2indep,
    proportion_confint,
    samplesize_confint_proportion,
    samplesize_proportions_2indep_onetail,
)
from statsmodels.stats.rates import confint_poisson, power_poisson_ratio_2indep

import uxcx
from uxcx import plan
from uxcx.families import GeometricMean, Mean, NetScore, Proportion, Rate, RatioOfSums
from uxcx.plan import SampleSize

# --- precision ---------------------------------------------------------------------------------


def test_the_textbook_size_for_15_percentage_points() -> None:
    # ceil(z^2 * 0.25 / 0.15^2) = 43: the tests of UI-Evaluator, sampleSizeProportion(0.15).
    assert plan.precision("proportion", half_width=0.15, method="wald").n == 43


def test_wald_gives_back_the_n_of_12_of_20() -> None:
    # statsmodels, test_samplesize_confidenceinterval_prop: the Wald half-width of 12 of 20.
    low, high = proportion_confint(12, 20, alpha=0.05, method="normal")
    result = plan.precision("proportion", half_width=(high - low) / 2, expected=0.6, method="wald")
    assert result.n_unrounded == pytest.approx(20, abs=1e-9)
    assert result.n == 20
    assert samplesize_confint_proportion(12 / 20, (high - low) / 2) == pytest.approx(20, abs=1e-9)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("wanted", [0.03, 0.1, 0.25])
@pytest.mark.parametrize("p", [0.0, 0.1, 0.5, 0.85, 1.0])
def test_the_reported_interval_is_just_narrow_enough(p: float, wanted: float, level: float) -> None:
    n = plan.precision("proportion", half_width=wanted, expected=p, confidence_level=level).n

    def half(size: int) -> float:  # statsmodels has the same interval, and takes fractions
        low, high = proportion_confint(p * size, size, alpha=1 - level, method="agresti_coull")
        return (min(high, 1) - max(low, 0)) / 2

    assert half(n) <= wanted * (1 + 1e-9)
    assert all(half(size) <= wanted * (1 + 1e-9) for size in range(n, 3 * n))
    assert n == 1 or half(n - 1) > wanted


@pytest.mark.parametrize("method", Proportion.methods)
def test_every_interval_of_a_proportion_can_be_planned(method: str) -> None:
    result = plan.precision("proportion", half_width=0.1, expected=0.75, method=method)
    half = [
        (e.high - e.low) / 2
        for n in (result.n - result.n % 4, result.n + 4 - result.n % 4)
        for e in [Proportion(successes=3 * n // 4, n=n).estimate(method=method)]
    ]
    assert half[0] > 0.0995
    assert half[1] <= 0.1
    assert result.method == Proportion.methods[method]


@pytest.mark.parametrize("wanted", [0.2, 0.5, 1.0, 40.0])
def test_the_t_interval_is_just_narrow_enough(wanted: float) -> None:
    n = plan.precision("mean", half_width=wanted, sd=1.5).n

    def half(size: int) -> float:
        estimate = Mean(n=size, mean=5, sd=1.5).estimate()
        return (estimate.high - estimate.low) / 2

    assert half(n) <= wanted
    assert n == 2 or half(n - 1) > wanted


def test_two_answers_are_the_fewest_for_a_mean() -> None:
    assert plan.precision("mean", half_width=1e6, sd=1).n == 2
    assert plan.difference("mean", first=0, second=1e6, sd=1).n == 2
    assert plan.difference("mean", first=0, second=1e6, sd=1, ratio=0.5).n == 4


@pytest.mark.parametrize("share", [0.1, 0.25, 1.0])
def test_the_interval_of_times_is_just_narrow_enough_above(share: float) -> None:
    n = plan.precision("geometric mean", half_width=share, sd=0.6).n

    def above(size: int) -> float:
        estimate = GeometricMean(n=size, mean=4, sd=0.6).estimate()
        return estimate.high / estimate.value - 1

    assert above(n) <= share < above(n - 1)


def test_the_interval_of_a_net_score_is_just_narrow_enough() -> None:
    n = plan.precision("net score", half_width=10, expected=(0.5, 0.2)).n
    # z^2 * 10,000 * (0.5 + 0.2 - 0.3^2) / 10^2 = 234.3 by the textbook formula.
    wald = plan.precision("net score", half_width=10, expected=(0.5, 0.2), method="wald")
    assert wald.n_unrounded == pytest.approx(1.959964**2 * 61, rel=1e-6)
    assert wald.n == 235
    halves = []
    for size in (n - n % 10, n - n % 10 + 10):
        tenth = size // 10
        score = NetScore(promoters=5 * tenth, passives=3 * tenth, detractors=2 * tenth).estimate()
        halves.append((score.high - score.low) / 2)
    assert halves[0] > 10 > halves[1]
    assert plan.precision("net score", half_width=10).n > n


@pytest.mark.parametrize("rate", [0.0, 0.6, 12.0])
def test_the_interval_of_a_rate_is_just_narrow_enough(rate: float) -> None:
    n = plan.precision("rate", half_width=0.25, expected=rate).n

    def half(size: int) -> float:
        low, high = confint_poisson(rate * size, size, method="exact-c")
        return (high - (low if rate else 0)) / 2

    assert half(n) <= 0.25 < half(n - 1)
    events = round(rate * n)
    estimate = Rate(n=n, events=events).estimate()
    assert 0.22 < (estimate.high - estimate.low) / 2 < 0.26


# --- differences -------------------------------------------------------------------------------


def test_the_size_that_statsmodels_gives_for_half_against_three_quarters() -> None:
    # statsmodels, test_power_2indep: 76.70692 in each group before rounding, power 0.9.
    result = plan.difference("proportion", first=0.5, second=0.75, power=0.9, method="pooled")
    assert result.n_unrounded == pytest.approx(76.70692, abs=1e-4)
    assert (result.n, result.n_second, result.n_total) == (77, 77, 154)
    alone = samplesize_proportions_2indep_onetail(-0.25, 0.75, 0.9)
    assert result.n_unrounded == pytest.approx(alone, abs=1e-4)
    # The N-1 test divides by a little more, and needs a little more.
    ours = plan.difference("proportion", first=0.5, second=0.75, power=0.9)
    assert 76.9 < ours.n_unrounded < 76.70692 + 0.5


def test_the_power_of_an_example_in_stata() -> None:
    # Stata's example, by way of statsmodels' test_power_2indep: 0.74156.
    result = plan.power("proportion", n=550, first=0.001, second=0.015, method="pooled")
    assert result.power == pytest.approx(0.74156, abs=1e-5)
    assert "Fewer than 5 successes or failures are expected" in result.sentence


@pytest.mark.parametrize("ratio", [0.5, 1, 3])
@pytest.mark.parametrize(("p1", "p2"), [(0.9, 0.75), (0.2, 0.5), (0.48, 0.5)])
def test_power_of_two_proportions_is_that_of_statsmodels(
    p1: float, p2: float, ratio: float
) -> None:
    ours = plan.power("proportion", n=80, first=p1, second=p2, ratio=ratio, method="pooled").power
    theirs = power_proportions_2indep(p1 - p2, p2, 80, ratio=ratio, return_results=False)
    assert ours == pytest.approx(float(theirs), abs=1e-10)


@pytest.mark.parametrize(("d", "n"), [(0.2, 394), (0.5, 64), (0.8, 26)])
def test_the_sizes_in_cohens_table(d: float, n: int) -> None:
    # Cohen (1992), A power primer, Psychological Bulletin 112:155, table 2: 393, 64, 26 for a
    # power of 0.8; statsmodels' exact 393.41 rounds up to 394.
    result = plan.difference("mean", first=d, second=0, sd=1)
    assert result.n == n
    exact = TTestIndPower().solve_power(effect_size=d, power=0.8, alpha=0.05)
    assert result.n_unrounded == pytest.approx(float(exact), abs=1e-3)


# Where both are large, statsmodels gives nan: the far tail is too small for SciPy.
@pytest.mark.parametrize(
    ("d", "n"), [(0.05, 2), (0.05, 1000), (0.2, 400), (0.5, 5), (0.5, 30), (2.0, 2), (2.0, 5)]
)
def test_power_of_means_is_that_of_statsmodels(d: float, n: int) -> None:
    two = plan.power("mean", n=n, first=5, second=5 + 1.5 * d, sd=1.5).power
    assert two == pytest.approx(float(TTestIndPower().power(d, n, 0.05)), abs=1e-8)
    pairs = plan.power("mean", n=n, first=5, second=5 + 1.5 * d, sd=1.5, paired=True).power
    assert pairs == pytest.approx(float(TTestPower().power(d, n, 0.05)), abs=1e-8)


@pytest.mark.parametrize("shift", [0.001, 1, 8, 37, 40, 1e3, 1e6])
@pytest.mark.parametrize("n", [2, 3, 30, 10**6])
def test_power_of_means_is_a_number_even_at_the_edges(n: int, shift: float) -> None:
    power = plan.power("mean", n=n, first=0, second=shift / math.sqrt(n), sd=1).power
    assert 0.05 <= power + 1e-9 <= 1 + 1e-9
    assert plan.power("mean", n=n, first=0, second=shift, sd=(1, 1e-6)).power <= 1 + 1e-12
    # Where SciPy's noncentral t is nan, found by Hypothesis.
    lost = plan.power("mean", n=8, first=1, second=7, sd=0.25, ratio=0.5, confidence_level=0.75)
    assert lost.power == pytest.approx(1)


@pytest.mark.parametrize("n", [10**7, 10**9])
def test_power_of_means_with_very_many_answers_is_that_of_the_normal(n: int) -> None:
    for z in (0.5, 2.8, 4.0):
        power = plan.power("mean", n=n, first=0, second=z / math.sqrt(n), sd=1, paired=True).power
        assert power == pytest.approx(stats.norm.sf(1.959964 - z), abs=0.01)


def test_a_rate_next_to_nothing_is_planned_as_none() -> None:
    assert (
        plan.precision("rate", half_width=0.25, expected=5e-324).n
        == plan.precision("rate", half_width=0.25, expected=0).n
    )


def test_times_are_planned_as_logarithms() -> None:
    times = plan.difference("geometric mean", first=60, second=75, sd=0.5)
    logs = plan.difference("mean", first=math.log(60), second=math.log(75), sd=0.5)
    assert times.n == logs.n
    assert times.difference == pytest.approx(0.8)


def test_pairs_of_proportions_by_connors_formula() -> None:
    # By hand: (1.959964 * sqrt(0.3) + 0.841621 * sqrt(0.3 - 0.1^2))^2 / 0.1^2 = 233.09.
    result = plan.difference("proportion", first=0.8, second=0.7, paired=True, discordant=0.3)
    assert result.n_unrounded == pytest.approx(233.09, abs=0.01)
    assert (result.n, result.n_second, result.n_total) == (234, None, 234)
    # Strangers' answers would differ in 0.8 * 0.3 + 0.7 * 0.2 = 38% of pairs.
    strangers = plan.difference("proportion", first=0.8, second=0.7, paired=True)
    assert strangers.n > result.n
    assert strangers.assumptions[0] == (
        "38% of pairs are taken to succeed once and fail once, as many as if a person's two "
        "answers had nothing in common."
    )


def test_power_of_net_scores_by_hand() -> None:
    # Large groups, where the three added answers no longer matter.
    result = plan.power("net score", n=100_000, first=(0.5, 0.2), second=(0.49, 0.21))
    effect = 100 * ((0.5 - 0.2) - (0.49 - 0.21))
    se = 100 * math.sqrt((0.7 - 0.3**2 + 0.7 - 0.28**2) / 100_000)
    assert result.power == pytest.approx(stats.norm.sf(1.959964 - effect / se), abs=1e-4)


def test_a_design_effect_multiplies_and_is_said() -> None:
    effect = plan.design_effect(rows_per_unit=5, icc=0.3)
    assert effect == pytest.approx(2.2)
    for make in (
        lambda **more: plan.precision("proportion", half_width=0.1, **more),
        lambda **more: plan.difference("proportion", first=0.9, second=0.7, **more),
    ):
        plain, clustered = make(), make(design_effect=effect)
        assert clustered.n == math.ceil(2.2 * plain.n_unrounded)
        assert not any("design effect" in words for words in plain.assumptions)
        assert clustered.assumptions[-1] == (
            "Rows of one unit are alike, so that 2.2 times as many are needed as if they were "
            "independent (design effect)."
        )


def test_rates_by_the_exact_test_counted_out() -> None:
    # Every pair of counts weighed by its probability, and the test of `compare` made on each.
    n, rates = 6, (1.5, 0.4)
    found = sum(
        stats.poisson.pmf(x, n * rates[0]) * stats.poisson.pmf(y, n * rates[1])
        for x in range(40)
        for y in range(20)
        if uxcx.compare(Rate(n=n, events=x), Rate(n=n, events=y)).p_value < 0.05
    )
    result = plan.power("rate", n=n, first=rates[0], second=rates[1])
    assert result.power == pytest.approx(found, abs=1e-9)
    assert result.difference == pytest.approx(3.75)


def test_rates_of_many_events_are_near_the_normal_approximation() -> None:
    # Statsmodels: score test of two Poisson rates, normal approximation; ours is exact.
    n = plan.difference("rate", first=0.6, second=0.5).n
    theirs = power_poisson_ratio_2indep(
        0.6, 0.5, n, value=1, alternative="two-sided", return_results=False
    )
    assert float(theirs) == pytest.approx(0.8, abs=0.02)
    # On either side of the number of events from which on the normal law is used.
    near = [plan.power("rate", n=size, first=0.5, second=0.505).power for size in (99_000, 100_000)]
    assert near[0] == pytest.approx(near[1], abs=0.005)
    assert plan.difference("rate", first=0.3, second=0.299).n > 1_000_000


def test_more_rows_never_widen_a_ratio_of_sums() -> None:
    n = plan.precision("ratio of sums", half_width=0.25, cv=1.4).n

    def above(size: int) -> float:
        # Rows with this coefficient of variation: mean 1, variance 1.4^2.
        yy = size + (size - 1) * 1.4**2
        ratio = RatioOfSums(n=size, y=size, x=size, yy=yy, xy=size, xx=size).estimate()
        return ratio.high / ratio.value - 1

    assert above(n) <= 0.25 < above(n - 1)
    plain = plan.precision("ratio of sums", half_width=0.25, cv=1.4, method="plain")
    assert plain.n < n
    assert "25% above and 25% below" in plain.asked


def test_ratios_of_sums_are_planned_as_logarithms() -> None:
    sums = plan.difference("ratio of sums", first=30, second=25, cv=(1.5, 1.2))
    logs = plan.difference("geometric mean", first=30, second=25, sd=(1.5, 1.2))
    assert sums.n == logs.n
    assert sums.difference == pytest.approx(1.2)


def test_a_correlation_stands_for_the_sd_of_differences() -> None:
    # The variance of a difference is 1.2^2 + 1.2^2 - 2 * 0.5 * 1.2 * 1.2 = 1.2^2.
    given = {"first": 5, "second": 5.5, "paired": True}
    by_correlation = plan.difference("mean", **given, sd=1.2, correlation=0.5)
    assert by_correlation.n == plan.difference("mean", **given, sd=1.2).n
    assert by_correlation.assumptions[0] == (
        "The standard deviation of answers is taken to be 1.2 in both, and their correlation "
        "within pairs 0.5."
    )
    # Correlation 0.25 of shares 0.8 and 0.7: 0.38 - 2 * 0.25 * sqrt(0.16 * 0.21) = 28.83%.
    pairs = plan.difference("proportion", first=0.8, second=0.7, paired=True, correlation=0.25)
    assert pairs.assumptions[0].startswith("28.83% of pairs")


def test_paired_net_scores_by_hand() -> None:
    # Variances 100^2 (0.7 - 0.3^2) = 6100 and 100^2 (0.7 - 0.1^2) = 6900; at a correlation of 0.6
    # the change has variance 13,000 - 1.2 * sqrt(6100 * 6900) = 5214.75.
    shares = {"first": (0.5, 0.2), "second": (0.4, 0.3)}
    result = plan.difference("net score", **shares, paired=True, correlation=0.6)
    sd = math.sqrt(13_000 - 1.2 * math.sqrt(6100 * 6900))
    exact = TTestPower().solve_power(effect_size=20 / sd, power=0.8, alpha=0.05)
    assert result.n_unrounded == pytest.approx(float(exact), abs=1e-3)
    assert (result.n, result.n_second, result.things) == (105, None, "pairs")
    assert plan.difference("net score", **shares, paired=True, sd=sd).n == 105
    # Two groups of strangers need more than twice as many in all.
    assert plan.difference("net score", **shares).n_total > 420


# --- what a plan says --------------------------------------------------------------------------


def test_a_plan_for_precision_in_words() -> None:
    result = plan.precision("proportion", half_width=0.1)
    assert repr(result) == (
        "93 answers: a proportion of about 50% known to ± 10 percentage points (95%, adjusted Wald)"
    )
    assert result.sentence == (
        "Plan for 93 answers: that is enough for a proportion of about 50% known to ± 10 "
        "percentage points, with 95% confidence. 50% needs the most answers, so that any other "
        "value comes out narrower. Each answer is taken to come from somebody else."
    )


def test_a_plan_for_a_difference_in_words() -> None:
    result = plan.difference("net score", first=(0.5, 0.2), second=(0.4, 0.3), ratio=2)
    assert repr(result) == (
        f"{result.n} and {2 * result.n} answers in two groups: a net score of 30 against 10 with "
        "power 80% (95%, z test of adjusted scores)"
    )
    assert result.sentence == (
        f"Plan for {result.n} and {2 * result.n} answers in two groups ({3 * result.n} in all): if "
        "there is truly a net score of 30 against 10, about 80 of 100 such studies would find a "
        "difference, and the rest would miss it. Taken for granted: 50% promoters and 20% "
        "detractors in the first group, 40% promoters and 30% detractors in the second. Each "
        "answer is taken to come from somebody else."
    )


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (5000, "with power above 99.9% (95%, Welch's t test)"),
        (10, "with power 56.2% (95%, Welch's t test)"),
    ],
)
def test_power_is_never_shown_as_certain(n: int, words: str) -> None:
    result = plan.power("mean", n=n, first=6, second=5, sd=1)
    assert repr(result).endswith(words)
    assert ("more than 99 of 100 such studies" in result.sentence) == (n == 5000)


def test_a_plan_as_a_frame() -> None:
    frame = plan.difference("mean", first=6, second=5, sd=(1, 2)).to_frame()
    assert len(frame) == 1
    row = frame.iloc[0]
    assert (row["kind"], row["purpose"], row["difference"]) == ("mean", "difference", 1.0)
    assert row["n_total"] == row["n"] + row["n_second"]
    assert "taken to be 1 and 2" in row["assumptions"]
    assert math.isnan(row["half_width"])


def test_a_plan_as_a_table_that_escapes_and_has_headers() -> None:
    result = plan.difference("mean", first=6, second=5, sd=1)
    shown = dataclasses.replace(result, asked="<script>")._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert shown.count('scope="col"') == 5
    assert shown.count('scope="row"') == 1
    assert "<caption" in shown
    assert "Welch&#x27;s t test" in shown
    one = plan.precision("mean", half_width=1, sd=1)._repr_html_()
    assert one.count('scope="col"') == 2


def test_a_plan_is_frozen_and_plain() -> None:
    result = plan.power("proportion", n=30, first=0.9, second=0.6)
    assert isinstance(result, SampleSize)
    assert type(result.n) is int
    assert type(result.power) is float
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.n = 3  # type: ignore[misc]


def test_plan_is_part_of_the_package() -> None:
    assert uxcx.plan is plan
    assert "plan" in dir(uxcx)
