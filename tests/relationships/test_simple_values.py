"""Values by formula: printed tables, and what is refused."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from uxcx import AnswerError, families, relationships


@pytest.mark.parametrize(
    ("retention", "expected"), [(0.6, (1.20, 1.15, 1.11, 1.07)), (0.8, (2.67, 2.50, 2.35, 2.22))]
)
def test_margin_multiples(retention: float, expected: tuple[float, ...]) -> None:
    # Gupta and Lehmann 2003: 10, 12, 14 and 16% a year
    found = [
        relationships.margin_multiple(retention, discount_rate=rate).value
        for rate in (0.10, 0.12, 0.14, 0.16)
    ]
    assert found == pytest.approx(expected, abs=0.006)


def test_margin_multiple_carries_the_interval_of_the_retention() -> None:
    stayed = families.Proportion(successes=160, n=200).estimate(confidence_level=0.9)
    found = relationships.margin_multiple(stayed, discount_rate=0.12, growth=0.02)
    ends = [r / (1.12 - 1.02 * r) for r in (stayed.value, stayed.low, stayed.high)]
    assert (found.value, found.low, found.high) == pytest.approx(ends)
    assert found.confidence_level == 0.9
    alone = relationships.margin_multiple(0.8, discount_rate=0.12)
    assert math.isnan(alone.low)
    assert "not known" in alone.note
    assert repr(alone) == (
        "margin multiple: 2.5 times the margin [interval not known] (95%, Gupta and Lehmann, 12% a "
        "year) Note: How uncertain the retention is, is not known."
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"retention": 80.0, "discount_rate": 0.1}, "Was it given in percent?"),
        ({"retention": -0.1, "discount_rate": 0.1}, "a share from 0 to below 1; got -0.1"),
        ({"retention": 0.8, "discount_rate": 10.0}, "Was it given in percent?"),
        ({"retention": 0.8, "discount_rate": 0.0}, "discount_rate must be above 0"),
        ({"retention": 0.8, "discount_rate": 0.1, "growth": 0.1}, "below the discount rate of 0.1"),
        ({"retention": "0.8", "discount_rate": 0.1}, "got '0.8'"),
    ],
)
def test_margin_multiple_refuses(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(AnswerError, match=message.replace("?", r"\?")):
        relationships.margin_multiple(**arguments)


def test_berger_and_nasr_case_1() -> None:
    found = relationships.retention_spending_value(
        margin=260, retention_cost=50, periods=10, retention=0.75, discount_rate=0.2
    )
    assert found == pytest.approx(568.78, abs=0.01)
    # without later periods only the first margin is left
    first = relationships.retention_spending_value(
        margin=260, retention_cost=50, periods=0, retention=0.75, discount_rate=0.2
    )
    assert first == 260
    with pytest.raises(AnswerError, match=r"retention must be a share from 0 to 1; got 75"):
        relationships.retention_spending_value(
            margin=260, retention_cost=50, periods=10, retention=75, discount_rate=0.2
        )
    with pytest.raises(AnswerError, match=r"periods must be a whole number"):
        relationships.retention_spending_value(
            margin=260, retention_cost=50, periods=1.5, retention=0.7, discount_rate=0.2
        )


RECENCY = [
    [0.30, 0.70, 0.00, 0.00, 0.00],
    [0.20, 0.00, 0.80, 0.00, 0.00],
    [0.15, 0.00, 0.00, 0.85, 0.00],
    [0.05, 0.00, 0.00, 0.00, 0.95],
    [0.00, 0.00, 0.00, 0.00, 1.00],
]


def test_markov_chain_of_recency() -> None:
    # the set-up of Pfeifer and Carraway 2000; expected: the power series, summed up
    found = relationships.markov_chain_value(RECENCY, [36, -4, -4, -4, 0], discount_rate=0.2)
    expected = [52.31960943856792, 5.553783563873067, 1.2507729861676151, -1.8200162733930014, 0.0]
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("transitions", "margins", "rate", "message"),
    [
        ([[0.5, 0.4], [0, 1]], [1, 0], 0.1, r"row 0 .* with sum 0.9"),
        ([[1.5, -0.5], [0, 1]], [1, 0], 0.1, "probabilities that sum to 1"),
        ([[1.0]], [1, 2], 0.1, r"got shapes \(1, 1\) and \(2,\)"),
        ([[1.0]], [math.nan], 0.1, "finite"),
        ([[1.0]], [1.0], 0.0, "discount_rate must be above 0"),
    ],
)
def test_markov_chain_refuses(transitions, margins, rate, message) -> None:
    with pytest.raises(AnswerError, match=message):
        relationships.markov_chain_value(transitions, margins, discount_rate=rate)


def test_historic_value_is_the_mean_over_customers() -> None:
    orders = pd.DataFrame({"customer": ["a", "a", "b", "c"], "paid": [10.0, 20.0, 40.0, 20.0]})
    found = relationships.historic_value(orders, amount="paid", margin=0.5)
    assert found.value == pytest.approx(15.0)
    assert found.low < 15 < found.high
    gaps = orders.assign(paid=[10.0, None, 40.0, 20.0])
    with pytest.raises(AnswerError, match="'paid' is missing in row 1"):
        relationships.historic_value(gaps, amount="paid")
    kept = relationships.historic_value(gaps, amount="paid", missing="exclude")
    assert kept.value == pytest.approx(70 / 3)
