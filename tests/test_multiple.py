"""All pairs: corrections against statsmodels, lookup, refusals, and the sentences."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from uxcx import compare, compare_all, ux
from uxcx.errors import GroupError
from uxcx.multiple import adjust

NAMES = {"holm": "holm", "benjamini-hochberg": "fdr_bh"}


def designs(**counts):
    """Return task success by design from ``name=(successes, n)``."""
    rows = [(name, done) for name, (x, n) in counts.items() for done in [1] * x + [0] * (n - x)]
    return ux.task_success(pd.DataFrame(rows, columns=["design", "done"]), "done", by="design")


THREE = {"a": (18, 20), "b": (12, 20), "c": (9, 20)}


@settings(max_examples=100)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.sampled_from(sorted(NAMES)))
def test_corrections_against_statsmodels(p_values, correction):
    expected = multipletests(p_values, method=NAMES[correction])[1]
    assert adjust(p_values, correction) == pytest.approx(list(expected), abs=1e-12)


def test_holm_by_hand():
    # Holm: 3 x 0.01, then 2 x 0.02 and 0.03, never less than the one before.
    assert adjust([0.03, 0.01, 0.02], "holm") == pytest.approx([0.04, 0.03, 0.04])


def test_a_p_value_that_is_not_known_does_not_count():
    adjusted = adjust([0.01, math.nan, 0.04], "holm")
    assert adjusted[0::2] == pytest.approx([0.02, 0.04])
    assert math.isnan(adjusted[1])


def test_every_pair_is_compared_once_in_order():
    results = compare_all(designs(**THREE))
    assert results.pairs == [("a", "b"), ("a", "c"), ("b", "c")]
    assert len(results) == len(list(results)) == 3
    frame = results.to_frame()
    assert frame["first"].tolist() == ["a", "a", "b"]
    assert frame["n_tests"].tolist() == [3, 3, 3]
    assert frame["p_adjusted"].tolist() == pytest.approx(
        list(multipletests(frame["p_value"], method="holm")[1])
    )
    assert all(type(pair.p_adjusted) is float for pair in results)


def test_a_pair_is_that_of_compare():
    measured = designs(**THREE)
    results = compare_all(measured, method="newcombe", confidence_level=0.9)
    expected = compare(measured["a"], measured["b"], method="newcombe", confidence_level=0.9)
    assert results["a", "b"].comparison == expected


def test_a_pair_can_be_seen_from_either_side():
    results = compare_all(designs(**THREE), method="newcombe")
    one, other = results["a", "c"], results["c", "a"]
    assert other.comparison.value == -one.comparison.value
    assert other.comparison.labels == ("c", "a")
    assert other.comparison.method == "Newcombe"
    assert other.p_adjusted == one.p_adjusted
    assert other.sentence.startswith("Task success was 45 percentage points lower with c than")
    assert "that favours a." in other.sentence


def test_shared_units_are_compared_as_pairs():
    frame = pd.DataFrame(
        {
            "who": [*range(8)] * 3,
            "design": ["a"] * 8 + ["b"] * 8 + ["c"] * 8,
            "done": [1] * 8 + [1, 0] * 4 + [0, 0, 0, 1] * 2,
        }
    )
    results = compare_all(ux.task_success(frame, "done", by="design", unit="who"))
    assert {pair.comparison.test for pair in results} == {"McNemar mid-p test"}


def test_groups_of_two_columns():
    frame = pd.DataFrame(
        {"x": ["p", "p", "q", "q"] * 3, "y": ["1", "2"] * 6, "done": [1, 0, 1] * 4}
    )
    results = compare_all(ux.task_success(frame, "done", by=["x", "y"]))
    assert len(results) == 6
    assert results[("p", "1"), ("q", "2")].comparison.labels == ("p, 1", "q, 2")


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        (("a", "a"), "A pair is of two different groups; got 'a' twice."),
        ("ab", "Pick a pair by its two groups; got 'ab'."),
        (("a", "z"), "There is no group 'z' of design. The groups are: 'a', 'b', 'c'."),
    ],
)
def test_what_is_no_pair_is_refused(pair, message):
    with pytest.raises(GroupError) as error:
        compare_all(designs(**THREE))[pair]
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: compare_all(designs(**THREE)["a"]),
            TypeError,
            "compare_all() takes the estimates of several groups; the type of the first argument "
            'is Estimate. Measure by group first: compare_all(ux.task_success(frame, "completed", '
            'by="design")).',
        ),
        (
            lambda: compare_all(designs(a=(1, 2))),
            ValueError,
            "There is one group only, so there is nothing to compare it with: 'a'.",
        ),
        (
            lambda: compare_all(designs(**THREE), correction="bonferroni"),
            ValueError,
            "correction must be one of 'holm', 'none', 'benjamini-hochberg'; got 'bonferroni'.",
        ),
        (
            lambda: compare_all(designs(**THREE), confidence_level=95),
            ValueError,
            "confidence_level must be between 0 and 1; got 95. Write 95% as 0.95.",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


# --- sentences -------------------------------------------------------------------------------


def test_a_difference_names_the_correction():
    assert compare_all(designs(**THREE))["a", "c"].sentence == (
        "Task success was 45 percentage points higher with a than with c; with 95% confidence the "
        "true difference is between 16 and 66 percentage points higher. Since higher is better "
        "here, that favours a. This alone does not show what caused it. The p-value is corrected "
        "by Holm's method for the 3 pairs compared."
    )


def test_a_difference_lost_to_the_correction_is_a_lead_not_a_finding():
    pair = compare_all(designs(**THREE))["a", "b"]
    assert pair.comparison.verdict == "difference"
    assert pair.verdict == "not after correction"
    assert pair.sentence == (
        "These data do not show a difference in task success between a and b once it is counted "
        "that 3 pairs were compared (p = 0.031 before, 0.061 after the Holm correction). On its "
        "own the pair would have passed for one: take it as a lead to test with new data, not as a "
        "finding."
    )


def test_no_difference_is_not_called_the_same():
    pair = compare_all(designs(**THREE), correction="benjamini-hochberg")["b", "c"]
    assert pair.sentence == (
        "These data do not show a difference in task success between b and c: with 95% confidence "
        "the true difference is anywhere from 16 percentage points lower to 43 higher. That does "
        "not show that the two are the same. The p-value is corrected by the Benjamini-Hochberg "
        "method for the 3 pairs compared."
    )


def test_without_correction_the_risk_is_said():
    pair = compare_all(designs(**THREE), correction="none")["a", "b"]
    assert pair.verdict == "difference"
    assert pair.p_adjusted == pair.comparison.p_value
    # 1 - 0.95 ** 3 = 14.3%
    assert pair.sentence.endswith(
        "The p-value is not corrected for the 3 pairs compared: were all groups alike, the chance "
        "of a false difference somewhere would not be 5% but as much as 14%, if the tests were "
        "independent."
    )


def test_two_groups_need_no_correction():
    pair = compare_all(designs(a=(18, 20), b=(12, 20)))["a", "b"]
    assert pair.p_adjusted == pair.comparison.p_value
    assert pair.sentence.endswith("It is the only pair tested, so there is nothing to correct for.")


def test_one_answer_in_a_group_is_said_and_not_counted():
    frame = pd.DataFrame({"design": list("aaaabbbbc"), "seq": [5, 6, 7, 6, 2, 3, 3, 2, 7]})
    results = compare_all(ux.seq(frame, "seq", by="design"))
    assert results["a", "b"].n_tests == 1
    pair = results["a", "c"]
    assert pair.verdict == "not known"
    assert pair.sentence == (
        "SEQ was 1 point of the scale lower with a than with c in this sample, but how sure that "
        "is cannot be known: a group with one answer does not show how much answers vary. This "
        "pair has no p-value to correct and is not counted among the tests."
    )


def test_what_is_printed_and_shown():
    results = compare_all(designs(**{**THREE, "<c>": (1, 20)}))
    assert repr(results).count("\n") == 11
    assert "Holm over 6 pairs)\n" in repr(results)
    page = results._repr_html_()
    assert "<c>" not in page
    assert page.count("<li>") == 6
    assert "<caption" in page
    assert "are not widened for their number." in page
    assert results["a", "b"]._repr_html_().count("<li>") == 1
