"""Proportions against statsmodels, at their boundaries, and their messages."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from uxcx import AnswerError, compare
from uxcx.families import Proportion

OF_STATSMODELS = {
    "adjusted_wald": "agresti_coull",
    "wilson": "wilson",
    "jeffreys": "jeffreys",
    "exact": "beta",
    "wald": "normal",
}
COUNTS = [(0, 1), (1, 1), (0, 5), (1, 5), (3, 8), (10, 10), (19, 20), (150, 1000)]
PAIRS = [((9, 10), (4, 10)), ((1, 3), (2, 4)), ((0, 6), (3, 7)), ((40, 100), (55, 120))]


@st.composite
def proportions(draw: st.DrawFn) -> Proportion:
    n = draw(st.integers(1, 200))
    return Proportion(successes=draw(st.integers(0, n)), n=n)


@pytest.mark.parametrize("confidence_level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("method", OF_STATSMODELS)
@pytest.mark.parametrize(("successes", "n"), COUNTS)
def test_intervals_agree_with_statsmodels(successes, n, method, confidence_level):
    low, high = proportion_confint(
        successes, n, alpha=1 - confidence_level, method=OF_STATSMODELS[method]
    )
    # Brown, Cai and DasGupta let the Jeffreys interval reach the ends, which statsmodels does not.
    low = 0.0 if method == "jeffreys" and successes == 0 else max(0.0, low)
    high = 1.0 if method == "jeffreys" and successes == n else min(1.0, high)
    summary = Proportion(successes=successes, n=n)
    result = summary.estimate(method=method, confidence_level=confidence_level)
    assert (result.low, result.high) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize(
    ("method", "name"),
    [("agresti_caffo", "agresti-caffo"), ("newcombe", "newcomb"), ("wald", "wald")],
)
@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("confidence_level", [0.8, 0.95, 0.99])
def test_differences_agree_with_statsmodels(first, second, method, name, confidence_level):
    expected = confint_proportions_2indep(
        *first, *second, method=name, compare="diff", alpha=1 - confidence_level
    )
    result = compare(
        Proportion(successes=first[0], n=first[1]),
        Proportion(successes=second[0], n=second[1]),
        method=method,
        confidence_level=confidence_level,
    )
    low, high = max(-1.0, expected[0]), min(1.0, expected[1])
    assert (result.low, result.high) == pytest.approx((low, high), abs=1e-9)


@given(
    proportions(),
    st.sampled_from(list(OF_STATSMODELS)),
    st.floats(0.5, 0.999, allow_nan=False),
)
def test_every_interval_holds_its_estimate_and_stays_in_range(summary, method, confidence_level):
    result = summary.estimate(method=method, confidence_level=confidence_level)
    assert 0 <= result.low <= result.value <= result.high <= 1


@given(proportions(), st.sampled_from(["adjusted_wald", "wilson", "jeffreys", "exact"]))
def test_more_confidence_never_narrows_an_interval(summary, method):
    narrow = summary.estimate(method=method, confidence_level=0.8)
    wide = summary.estimate(method=method, confidence_level=0.99)
    assert wide.low <= narrow.low + 1e-12
    assert narrow.high <= wide.high + 1e-12


@given(proportions(), st.sampled_from(list(OF_STATSMODELS)))
def test_failures_mirror_successes(summary, method):
    failures = Proportion(successes=summary.n - summary.successes, n=summary.n)
    one, two = summary.estimate(method=method), failures.estimate(method=method)
    assert one.low == pytest.approx(1 - two.high, abs=1e-9)
    assert one.high == pytest.approx(1 - two.low, abs=1e-9)


@given(proportions(), proportions(), st.sampled_from(list(Proportion.contrast_methods)))
def test_every_difference_holds_its_estimate_and_stays_in_range(first, second, method):
    result = compare(first, second, method=method)
    assert -1 <= result.low <= result.value <= result.high <= 1
    assert 0 <= result.p_value <= 1


def test_wald_at_0_and_100_percent_says_why_it_has_no_width():
    result = Proportion(successes=5, n=5).estimate(method="wald")
    assert (result.low, result.high) == (1, 1)
    assert result.note == (
        "the Wald interval has no width at 0% and 100%, which is why it is not used."
    )
    assert "plausibly" not in result.sentence


def test_wald_difference_of_0_and_100_percent_says_why_it_has_no_width():
    result = compare(Proportion(successes=5, n=5), Proportion(successes=0, n=5), method="wald")
    assert (result.low, result.high) == (1, 1)
    assert "no width" in result.note


def test_no_answers_are_not_known_rather_than_zero():
    result = Proportion(successes=0, n=0).estimate()
    assert math.isnan(result.value)
    assert math.isnan(result.low)
    assert result.note == "there are no answers."


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (
            {"successes": 6, "n": 5},
            "There cannot be more successes than answers; got 6 of 5. Were the two numbers "
            "swapped?",
        ),
        (
            {"successes": -1, "n": 5},
            "Proportion: successes must be a whole number of 0 or more; got -1.",
        ),
        (
            {"successes": 2.5, "n": 5},
            "Proportion: successes must be a whole number of 0 or more; got 2.5.",
        ),
        (
            {"successes": "4", "n": 5},
            "Proportion: successes must be a whole number of 0 or more; got '4'.",
        ),
        (
            {"successes": 4, "n": float("nan")},
            "Proportion: n must be a whole number of 0 or more; got nan.",
        ),
        (
            {"successes": 4, "n": 5, "n_missing": -1},
            "Proportion: n_missing must be a whole number of 0 or more; got -1.",
        ),
    ],
)
def test_impossible_counts_are_refused(counts, message):
    with pytest.raises(AnswerError) as error:
        Proportion(**counts)
    assert str(error.value) == message


@pytest.mark.parametrize("successes", [4, 4.0, True])
def test_counts_may_be_whole_numbers_of_any_type(successes):
    summary = Proportion(successes=successes, n=5)
    assert type(summary.successes) is int


def test_unknown_method_names_those_on_offer():
    with pytest.raises(ValueError, match="method must be one of") as error:
        Proportion(successes=4, n=5).estimate(method="walds")
    assert str(error.value) == (
        "method must be one of 'adjusted_wald', 'wilson', 'jeffreys', 'exact', 'wilson_cc', "
        "'wald'; got 'walds'."
    )


def test_unknown_method_of_a_difference_names_those_on_offer():
    one = Proportion(successes=4, n=5)
    with pytest.raises(ValueError, match="method must be one of") as error:
        compare(one, one, method="wilson")
    assert str(error.value) == (
        "method must be one of 'agresti_caffo', 'adjusted_wald', 'newcombe', "
        "'miettinen_nurminen', 'wald'; got 'wilson'."
    )


def test_only_a_proportion_can_be_added_to_a_proportion():
    from uxcx.families import Rate

    with pytest.raises(TypeError):
        Proportion(successes=1, n=2) + Rate(n=2, events=1)


def test_a_result_tells_its_method_and_its_counts():
    result = Proportion(successes=1234, n=5000, n_missing=12, n_excluded=3).estimate(
        method="exact", confidence_level=0.99
    )
    assert repr(result) == (
        "proportion 24.7% [23.1, 26.3] (1,234 of 5,000, 12 missing, 3 set aside; 99%, "
        "exact (Clopper-Pearson))"
    )


# uxstats (github.com/darrellpenta/uxstats), run in R 4.2.2; Lewis and Sauro (2006), JUS 1:136
@pytest.mark.parametrize(
    ("successes", "n", "rule", "expected"),
    [
        (5, 5, "laplace", 0.8571),
        (0, 5, "laplace", 0.1429),
        (2, 10, "wilson", 0.2833),
        (5, 5, "lewis_sauro", 0.8571),
        (2, 10, "lewis_sauro", 0.2833),
        (5, 10, "lewis_sauro", 0.5),
        (9, 10, "lewis_sauro", 0.9),
        (19, 20, "lewis_sauro", 20 / 22),
        (9, 10, "observed", 0.9),
    ],
)
def test_point_estimates_of_small_samples(successes, n, rule, expected):
    found = Proportion(successes=successes, n=n).point_estimate(rule)
    assert found == pytest.approx(expected, abs=5e-5)


def test_point_estimates_know_their_rules():
    assert math.isnan(Proportion(successes=0, n=0).point_estimate())
    with pytest.raises(ValueError, match="rule must be one of") as error:
        Proportion(successes=1, n=2).point_estimate("bayes")
    assert str(error.value) == (
        "rule must be one of 'lewis_sauro', 'laplace', 'wilson', 'observed'; got 'bayes'."
    )
