"""Each sentence says what its numbers say: nothing differs, n is tiny, or it goes the wrong way."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from uxcx import against, compare, compare_all, equivalent, not_worse, plan, ux
from uxcx.families import GeometricMean, Proportion

LABELS = ("new", "old")


def success(x, n):
    return ux.task_success(Proportion(successes=x, n=n))


def times(log_mean, n=30, sd=0.3):
    return ux.time_on_task(GeometricMean(n=n, mean=log_mean, sd=sd))


def numbers(text):
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


CASES = [
    # first, second, verdict, the direction in words
    (success(45, 50), success(25, 50), "difference", "higher"),
    (success(25, 50), success(45, 50), "difference", "lower"),
    (success(30, 50), success(30, 50), "no clear difference", "same"),
    (success(1, 2), success(0, 2), "no clear difference", "higher"),
    (times(4.0), times(4.5), "difference", "lower"),
    (times(4.5), times(4.0), "difference", "higher"),
]


@pytest.mark.parametrize(("first", "second", "verdict", "way"), CASES)
def test_a_comparison_says_its_verdict_its_ends_and_its_winner(first, second, verdict, way):
    found = compare(first, second, labels=LABELS)
    sentence = found.sentence
    assert found.verdict == verdict
    if verdict == "no clear difference":
        assert sentence.startswith("These data do not show a difference")
        assert "does not show that the two are the same" in sentence
        assert "favours" not in sentence
        return
    assert f"{way} with new than with old" in sentence
    better_is_more = found.measure.direction == "higher is better"
    winner = "new" if (way == "higher") == better_is_more else "old"
    assert f"favours {winner}." in sentence
    assert "95% confidence" in sentence
    if found.effect == "difference":
        ends = sorted(abs(round(100 * end)) for end in (found.low, found.high))
        said = re.search(r"between (\d+) and (\d+) percentage points", sentence)
        assert said is not None
        assert sorted(map(int, said.groups())) == ends


@pytest.mark.parametrize(
    ("x", "n", "verdict"),
    [(48, 50, "above"), (20, 50, "below"), (39, 50, None), (2, 2, None)],
)
def test_a_benchmark_sentence_says_on_which_side(x, n, verdict):
    found = against(success(x, n), 0.78)
    assert "78" in found.sentence
    if verdict is None:
        assert "do not show" in found.sentence
        assert "above" not in found.verdict
    else:
        assert verdict in found.sentence
        assert "do not show" not in found.sentence


@pytest.mark.parametrize(
    ("x", "y", "n", "shown", "worse"),
    [
        (800, 800, 1000, True, False),
        (8, 8, 10, False, False),
        (9, 8, 10, False, False),
        (600, 800, 1000, False, True),
    ],
)
def test_margins_are_said_as_shown_or_not(x, y, n, shown, worse):
    for test, asked in ((equivalent, "the same"), (not_worse, "no worse")):
        found = test(success(x, n), success(y, n), margin=0.05, labels=LABELS)
        assert "margin of 5 percentage points" in found.sentence
        assert "90% interval" in found.sentence
        if shown:
            assert f"is {asked} with new" in found.sentence
        elif worse:
            assert re.search(r"is (not the same|worse) with new", found.sentence)
        else:
            assert f"do not show that task success is {asked}" in found.sentence
            assert "Nor do they show the contrary" in found.sentence


def test_pairs_of_groups_that_are_alike_are_never_said_to_differ():
    frame = pd.DataFrame({"g": list("abc") * 8, "ok": [1] * 12 + [0] * 12})
    for pair in compare_all(ux.task_success(frame, "ok", by="g")):
        assert pair.sentence.startswith("These data do not show a difference")
        assert "3 pairs" in pair.sentence
        assert "favours" not in pair.sentence


@pytest.mark.parametrize(
    "result",
    [
        plan.difference("rate", first=0.6, second=0.3),
        plan.difference("ratio of sums", first=30, second=25, cv=1.2, ratio=2),
        plan.power("mean", n=2, first=5, second=6, sd=1),
        plan.precision("ratio of sums", half_width=0.2, cv=1.5),
        plan.equivalent("mean", first=5, second=5, sd=1, margin=0.5, paired=True),
        plan.not_worse("proportion", first=0.8, second=0.9, margin=0.2, n=40),
    ],
    ids=lambda result: f"{result.kind}, {result.purpose}",
)
def test_a_plan_says_its_size_its_power_and_all_that_it_takes_for_granted(result):
    sentence = result.sentence
    assert sentence.startswith("Take " if result.purpose == "power" else "Plan for ")
    said = numbers(sentence.replace(",", ""))
    assert result.n in said
    if result.n_second is not None:
        assert {result.n_second, result.n_total} <= set(said)
    if result.power == result.power:
        share = round(100 * result.power)
        assert f"about {share} of 100" in sentence
    assert all(words in sentence for words in result.assumptions)
    assert result.assumptions
