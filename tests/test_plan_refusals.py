"""What cannot be planned is refused, with the rule, the value and the likely cause."""

import pytest

from uxcx import plan
from uxcx.errors import Refusal

SD_OF_LOGS = (
    "From a mean m and a standard deviation s in seconds it is about sqrt(log(1 + (s / m)²))."
)


def refused(call, message: str, **asked: object) -> None:
    kind = asked.pop("kind")
    with pytest.raises(plan.PlanError) as caught:
        call(kind, **asked)
    assert str(caught.value) == message
    assert isinstance(caught.value, Refusal)
    assert isinstance(caught.value, ValueError)


PRECISION = [
    (
        {"kind": "ratio of sums", "half_width": 20, "cv": 1},
        "half_width must be above 0 and below 5; got 20. It is a share: write 20% as 0.2.",
    ),
    (
        {"kind": "ratio of sums", "half_width": 0.2, "sd": 1},
        "sd is not used in a plan for a ratio of sums; got 1. Leave it out.",
    ),
    (
        {"kind": "mean", "half_width": 0.2, "sd": 1, "cv": 1},
        "cv is not used in a plan for a mean; got 1. Leave it out.",
    ),
    (
        {"kind": "proportions", "half_width": 0.1},
        "kind must be one of 'proportion', 'mean', 'geometric mean', 'net score', 'rate', 'ratio "
        "of sums'; got 'proportions'. Did you mean 'proportion'?",
    ),
    (
        {"kind": "proportion", "half_width": 10},
        "half_width must be above 0 and below 0.5; got 10. Write 10 percentage points as 0.1.",
    ),
    (
        {"kind": "proportion", "half_width": 0.5},
        "half_width must be above 0 and below 0.5; got 0.5.",
    ),
    (
        {"kind": "proportion", "half_width": 0},
        "half_width must be above 0 and below 0.5; got 0.",
    ),
    (
        {"kind": "proportion", "half_width": "0.1"},
        "half_width must be a finite number; got '0.1'. Write numbers without quotes.",
    ),
    (
        {"kind": "proportion", "half_width": True},
        "half_width must be a finite number; got True.",
    ),
    (
        {"kind": "proportion", "half_width": 0.1, "expected": 80},
        "expected must be from 0 to 1; got 80. Write 80% as 0.8.",
    ),
    (
        {"kind": "proportion", "half_width": 0.1, "expected": 1, "method": "wald"},
        "expected must be above 0 and below 1 with method='wald'; got 1. The Wald interval has no "
        "width there, so that no n is too small for it.",
    ),
    (
        {"kind": "proportion", "half_width": 1e-7},
        "half_width=1e-07 asks for more than 1,000,000,000 answers. Is it in the right unit?",
    ),
    (
        {"kind": "proportion", "half_width": 0.1, "sd": 0.5},
        "sd is not used in a plan for a proportion; got 0.5. Leave it out.",
    ),
    (
        {"kind": "proportion", "half_width": 0.1, "design_effect": 0.3},
        "design_effect must be 1 or more; got 0.3. 1 means that rows are independent. Was the ICC "
        "meant? plan.design_effect(rows_per_unit, icc) makes one of the other.",
    ),
    (
        {"kind": "mean", "half_width": 0.5},
        "sd is needed: the standard deviation of earlier answers. For a rating that was never "
        "asked, a quarter of the scale's length is a common guess.",
    ),
    (
        {"kind": "mean", "half_width": 0.5, "sd": 0},
        "sd must be above 0; got 0.",
    ),
    (
        {"kind": "mean", "half_width": 0.5, "sd": 1, "expected": 5},
        "expected is not used in a plan for a mean; got 5. Leave it out.",
    ),
    (
        {"kind": "geometric mean", "half_width": 20, "sd": 0.5},
        "half_width must be above 0 and below 5; got 20. It is a share: write 20% as 0.2.",
    ),
    (
        {"kind": "geometric mean", "half_width": 0.2, "sd": 45},
        f"sd must be above 0 and below 3; got 45. Is it in seconds? {SD_OF_LOGS}",
    ),
    (
        {"kind": "geometric mean", "half_width": 0.2},
        "sd is needed: the standard deviation of the natural logarithms of earlier times. "
        + SD_OF_LOGS,
    ),
    (
        {"kind": "net score", "half_width": 0.1},
        "half_width of a net score is in points, from 1 up; got 0.1. Write 0.1 as 10 points.",
    ),
    (
        {"kind": "net score", "half_width": 10, "expected": 30},
        "expected must be two shares, (promoters, detractors), such as (0.5, 0.2); got 30. A score "
        "alone does not say how much answers differ.",
    ),
    (
        {"kind": "net score", "half_width": 10, "expected": (50, 20)},
        "expected: promoters must be from 0 to 1; got 50. Write 50% as 0.5.",
    ),
    (
        {"kind": "net score", "half_width": 10, "expected": (0.7, 0.4)},
        "expected: promoters and detractors together must be at most 1; got (0.7, 0.4).",
    ),
    (
        {"kind": "net score", "half_width": 10, "expected": (1.0, 0.0), "method": "wald"},
        "expected must not be all alike with method='wald'; got (1.0, 0.0). The Wald interval has "
        "no width there, so that no n is too small for it.",
    ),
    (
        {"kind": "rate", "half_width": 0.1},
        "expected is needed for a rate: how many events a row are expected?",
    ),
    (
        {"kind": "rate", "half_width": 0.1, "expected": -1},
        "expected must be 0 or more for a rate; got -1.",
    ),
]


@pytest.mark.parametrize(("asked", "message"), PRECISION)
def test_precision_refuses(asked, message: str) -> None:
    refused(plan.precision, message, **asked)


PROPORTION = {"kind": "proportion", "first": 0.9, "second": 0.75}
DIFFERENCE = [
    (
        {**PROPORTION, "power": 80},
        "power must be between 0 and 1; got 80. Write 80% as 0.8.",
    ),
    (
        {**PROPORTION, "power": 1},
        "power must be below 1; got 1. No study is certain to find a difference: ask for 0.8 or "
        "0.9.",
    ),
    ({**PROPORTION, "power": 0}, "power must be between 0 and 1; got 0."),
    (
        {**PROPORTION, "power": 0.05},
        "power must be above 0.05, the share of studies that find a difference by chance where "
        "there is none; got 0.05. Was the share of missed differences meant? Then write 1 minus "
        "it.",
    ),
    (
        {**PROPORTION, "second": 0.9},
        "first and second must differ: there is no difference to find; got 0.9 and 0.9. Give the "
        "smallest difference that would matter, or plan for precision.",
    ),
    (
        {"kind": "mean", "first": 5, "second": 5.0, "sd": 1},
        "first and second must differ: there is no difference to find; got 5 and 5.0. Give the "
        "smallest difference that would matter, or plan for precision.",
    ),
    (
        {"kind": "geometric mean", "first": 60, "second": 60, "sd": 0.5},
        "first and second must differ: there is no difference to find; got 60 and 60. Give the "
        "smallest difference that would matter, or plan for precision.",
    ),
    (
        {"kind": "net score", "first": (0.5, 0.2), "second": (0.4, 0.1)},
        "first and second must differ: there is no difference to find; got (0.5, 0.2) and (0.4, "
        "0.1). Give the smallest difference that would matter, or plan for precision.",
    ),
    (
        {"kind": "proportion", "first": 0.8, "second": 0.8, "paired": True},
        "first and second must differ: there is no difference to find; got 0.8 and 0.8. Give the "
        "smallest difference that would matter, or plan for precision.",
    ),
    (
        {**PROPORTION, "first": 90},
        "first must be from 0 to 1; got 90. Write 90% as 0.9.",
    ),
    (
        {"kind": "rates", "first": 1, "second": 2},
        "kind must be one of 'proportion', 'mean', 'geometric mean', 'net score', 'rate', 'ratio "
        "of sums'; got 'rates'. Did you mean 'rate'?",
    ),
    (
        {"kind": "rate", "first": 1, "second": 2, "paired": True},
        "paired=True is not offered for a rate. Plan two groups instead.",
    ),
    (
        {"kind": "rate", "first": -1, "second": 2},
        "first must be 0 or more for a rate; got -1.",
    ),
    (
        {"kind": "rate", "first": 0, "second": 0},
        "first and second cannot both be 0: without any events there is no ratio to tell of.",
    ),
    (
        {"kind": "rate", "first": 1, "second": 2, "cv": 1},
        "cv is not used in a plan for a rate; got 1. Leave it out.",
    ),
    (
        {"kind": "ratio of sums", "first": 30, "second": 25},
        "cv is needed: the coefficient of variation of earlier rows, their standard deviation over "
        "their mean.",
    ),
    (
        {"kind": "ratio of sums", "first": 30, "second": 25, "cv": 150},
        "cv must be above 0 and below 20; got 150. Write 150% as 1.5.",
    ),
    (
        {"kind": "ratio of sums", "first": 30, "second": 25, "cv": (1, 2, 3)},
        "cv must be one number, or one for each of two groups; got (1, 2, 3).",
    ),
    (
        {"kind": "ratio of sums", "first": 0, "second": 25, "cv": 1},
        "first must be above 0; got 0.",
    ),
    (
        {"kind": "mean", "first": 5, "second": 6, "sd": 1, "correlation": 0.5},
        "correlation is only used with paired=True; got 0.5. Do the same people answer twice? Then "
        "add paired=True.",
    ),
    (
        {"kind": "proportion", "first": 0.5, "second": 0.6, "correlation": 0.5},
        "correlation is only used with paired=True; got 0.5. Do the same people answer twice? Then "
        "add paired=True.",
    ),
    (
        {"kind": "mean", "first": 5, "second": 6, "sd": 1, "correlation": 1, "paired": True},
        "correlation must be above -1 and below 1; got 1. It says how alike the two answers of one "
        "person are.",
    ),
    (
        {
            "kind": "proportion",
            **{"first": 0.9, "second": 0.5, "correlation": 0.9, "paired": True},
        },
        "correlation must be from -0.3333 to 0.3333 when 90% and 50% succeed; got 0.9.",
    ),
    (
        {
            "kind": "proportion",
            **{"first": 0.9, "second": 0.5, "correlation": 0.3, "discordant": 0.4, "paired": True},
        },
        "discordant and correlation say the same: give one of the two.",
    ),
    (
        {
            "kind": "net score",
            **{"first": (0.5, 0.2), "second": (0.4, 0.2), "paired": True, "sd": 250},
        },
        "sd of a person's change is at most 200 points, from detractor (-100) to promoter (+100); "
        "got 250.",
    ),
    (
        {
            "kind": "net score",
            **{"first": (0.5, 0.2), "second": (0.4, 0.2), "paired": True, "sd": 50},
            "correlation": 0.5,
        },
        "sd and correlation say the same: give one of the two.",
    ),
    (
        {
            "kind": "net score",
            **{"first": (1, 0), "second": (0, 1), "paired": True, "correlation": 0.5},
        },
        "With these shares nobody's answers vary, so there is nothing to plan.",
    ),
    (
        {"kind": "proportion", "first": 0.7500001, "second": 0.75},
        "the difference between first=0.7500001 and second=0.75 asks for more than 1,000,000,000 "
        "answers. Is it in the right unit?",
    ),
    (
        {**PROPORTION, "discordant": 0.3},
        "discordant is only used with paired=True; got 0.3. Do the same people answer twice? Then "
        "add paired=True.",
    ),
    (
        {**PROPORTION, "paired": True, "discordant": 0.1},
        "discordant must be from 0.15 to 0.35 when 90% and 75% succeed; got 0.1. It counts pairs "
        "that succeed once and fail once, whichever way.",
    ),
    (
        {**PROPORTION, "paired": True, "ratio": 2},
        "ratio is not used with paired=True; got 2. Leave it out.",
    ),
    ({**PROPORTION, "ratio": 0}, "ratio must be above 0; got 0."),
    (
        {**PROPORTION, "method": "fisher"},
        "method must be one of 'n_minus_1', 'pooled'; got 'fisher'.",
    ),
    (
        {"kind": "net score", "first": (0.5, 0.2), "second": (0.4, 0.2), "paired": True},
        "A net score of the same people needs correlation=, how alike a person's two answers are, "
        "or sd=, the standard deviation of a person's change, where a promoter counts +100 and a "
        "detractor -100.",
    ),
    (
        {"kind": "mean", "first": 5, "second": 6, "sd": (1, 2, 3)},
        "sd must be one number, or one for each of two groups; got (1, 2, 3).",
    ),
    (
        {"kind": "mean", "first": 5, "second": 6, "sd": (1, 2), "paired": True},
        "sd must be one number with paired=True, that of the differences; got (1, 2). Or add "
        "the correlation of the two answers.",
    ),
    (
        {"kind": "geometric mean", "first": 0, "second": 6, "sd": 1},
        "first must be above 0; got 0.",
    ),
]


@pytest.mark.parametrize(("asked", "message"), DIFFERENCE)
def test_difference_refuses(asked, message: str) -> None:
    refused(plan.difference, message, **asked)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"n": 1}, "n must be a whole number of 2 or more; got 1."),
        ({"n": 20.5}, "n must be a whole number of 2 or more; got 20.5."),
        (
            {"n": 4, "ratio": 0.25},
            "ratio must leave 2 answers or more in the second group; got 0.25 for n=4.",
        ),
        (
            {"n": 4, "design_effect": 4},
            "n must be larger than the design effect; got n=4 and design_effect=4, which tells no "
            "more than one answer.",
        ),
    ],
)
def test_power_refuses(more, message: str) -> None:
    refused(plan.power, message, **PROPORTION, **more)


@pytest.mark.parametrize("call", [plan.precision, plan.difference, plan.power])
def test_a_confidence_level_in_percent_is_refused(call) -> None:
    asked = {
        plan.precision: {"half_width": 0.1},
        plan.difference: {"first": 0.9, "second": 0.7},
        plan.power: {"first": 0.9, "second": 0.7, "n": 20},
    }[call]
    with pytest.raises(ValueError, match=r"between 0 and 1; got 95\. Write 95% as 0\.95\.$"):
        call("proportion", **asked, confidence_level=95)
