"""The Miettinen-Nurminen interval: published values, its own test, and where peers fail."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uxcx.families import Proportion
from uxcx.families.score_interval import likeliest, miettinen_nurminen

# Newcombe 1998, Statistics in Medicine 17:873, table II, the Miettinen-Nurminen rows (recalled;
# `z_by_grid` below checks the same intervals without it)
NEWCOMBE_MN = [
    ((56, 70), (48, 80), (0.0528, 0.3382)),
    ((9, 10), (3, 10), (0.1700, 0.8406)),
    ((10, 10), (0, 20), (0.7156, 1.0)),
]


def compared(first, second, **options):
    a, b = (Proportion(successes=x, n=n) for x, n in (first, second))
    return a.compare(b, method="miettinen_nurminen", **options)


@pytest.mark.parametrize(("first", "second", "expected"), NEWCOMBE_MN)
def test_published_intervals(first, second, expected):
    result = compared(first, second)
    assert (result.low, result.high) == pytest.approx(expected, abs=6e-5)
    assert result.method == "Miettinen-Nurminen"


def test_the_table_of_fagerland():
    # Fagerland et al. 2015, quoted with rounding in the tests of statsmodels
    result = compared((7, 34), (1, 34))
    assert (result.low, result.high) == pytest.approx((0.028, 0.343), abs=0.003)


def z_by_grid(first, second, difference):
    """Return the score statistic with the likeliest proportions searched on a fine grid."""
    (x1, n1), (x2, n2) = first, second
    p2 = np.linspace(max(0, -difference), min(1, 1 - difference), 200_003)[1:-1]
    p1 = p2 + difference
    logs = x1 * np.log(p1) + (n1 - x1) * np.log1p(-p1) + x2 * np.log(p2)
    best = np.argmax(logs + (n2 - x2) * np.log1p(-p2))
    a, b, n = p1[best], p2[best], n1 + n2
    variance = (a * (1 - a) / n1 + b * (1 - b) / n2) * n / (n - 1)
    return (x1 / n1 - x2 / n2 - difference) / math.sqrt(variance)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((0, 16), (15, 72)),  # where solvers elsewhere stop at a division by 0
        ((5, 5), (5, 5)),
        ((0, 7), (0, 9)),
        ((10, 12), (4, 13)),
        ((56, 70), (48, 80)),
        ((9, 10), (3, 10)),
        ((37, 455), (22, 438)),
    ],
)
def test_the_ends_are_where_the_score_test_turns(first, second):
    low, high = miettinen_nurminen(first, second, 0.95)
    assert z_by_grid(first, second, low) == pytest.approx(1.959964, abs=2e-3)
    assert z_by_grid(first, second, high) == pytest.approx(-1.959964, abs=2e-3)


def test_nobody_of_16_against_15_of_72():
    result = compared((0, 16), (15, 72))
    assert (result.low, result.high) == pytest.approx((-0.31637, -0.005574), abs=1e-5)
    assert result.verdict == "difference"


def test_one_answer_each_and_opposite_results():
    assert compared((1, 1), (0, 1)).high == 1.0
    assert compared((1, 1), (0, 1)).verdict == "no clear difference"
    assert compared((0, 5), (5, 5)).low == -1.0


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.data(), st.sampled_from([0.8, 0.95, 0.99]))
def test_it_mirrors_holds_the_difference_and_agrees_with_the_test(n, m, data, level):
    first = data.draw(st.integers(0, n)), n
    second = data.draw(st.integers(0, m)), m
    one, two = (
        compared(*pair, confidence_level=level) for pair in ((first, second), (second, first))
    )
    assert (one.low, one.high) == pytest.approx((-two.high, -two.low), abs=1e-7)
    assert -1 <= one.low <= one.value <= one.high <= 1
    if abs(one.p_value - (1 - level)) > 1e-6:
        assert one.verdict in ("difference", "no clear difference")


def test_without_a_difference_the_likeliest_is_the_pooled_proportion():
    assert likeliest((10, 12), (4, 13), 0.0) == pytest.approx(14 / 25)
