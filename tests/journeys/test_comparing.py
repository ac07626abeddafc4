"""Two groups compared at every step and on every transition."""

from __future__ import annotations

import pytest
from logs import table

from uxcx import compare, journeys
from uxcx.errors import GroupError
from uxcx.families import Proportion


def reached(counts, *, case=0, group="x"):
    """Return the rows of a group in which so many cases reached each step."""
    return [
        (case + number, minute, step, group)
        for minute, (step, n) in enumerate(zip("ABCD", counts, strict=False))
        for number in range(n)
    ]


def two(first, second):
    rows = reached(first, group="new") + reached(second, case=1000, group="old")
    found = journeys.funnel(table(rows), steps=list("ABCD")[: len(first)], by="group")
    return found["new"], found["old"]


def test_each_step_is_compared_as_if_alone_and_corrected_together():
    result = journeys.compare_steps(*two((100, 80, 40, 30), (100, 60, 41, 20)))
    assert result.parts == ["B", "C", "D"]
    alone = [
        compare(Proportion(successes=a, n=m), Proportion(successes=b, n=n))
        for a, m, b, n in ((80, 100, 60, 100), (40, 80, 41, 60), (30, 40, 20, 41))
    ]
    for part, single in zip(result, alone, strict=True):
        assert part.comparison.value == single.value
        assert (part.comparison.low, part.comparison.high) == (single.low, single.high)
    p = [single.p_value for single in alone]
    least, middle, most = sorted(range(3), key=lambda i: p[i])
    adjusted = [part.p_adjusted for part in result]
    assert adjusted[least] == pytest.approx(3 * p[least])
    assert adjusted[middle] == pytest.approx(max(3 * p[least], 2 * p[middle]))
    assert adjusted[most] == pytest.approx(max(adjusted[middle], p[most]))
    assert "Holm's method for the 3 steps compared" in result["B"].sentence


def test_of_the_start():
    result = journeys.compare_steps(*two((100, 80, 40), (100, 60, 41)), of="start")
    assert result["C"].comparison.value == pytest.approx(-0.01)
    assert result["C"].comparison.sentence.startswith(
        "These data do not show a difference in conversion from A to C between new and old"
    )


def test_words_and_tables():
    result = journeys.compare_steps(*two((100, 95, 80), (100, 60, 30)), correction="none")
    assert result.sentence == ("new and old differ at 2 of 2 steps without correction: B, C.")
    assert list(result.to_frame()["step"]) == ["B", "C"]
    assert "<td>difference</td>" in result._repr_html_()
    alike = journeys.compare_steps(*two((100, 60, 40), (100, 60, 41)), labels=("May", "June"))
    assert alike.sentence == (
        "May and June show no clear difference at any of 2 steps after Holm's correction."
    )
    assert "step B" not in repr(alike)


def test_a_step_that_nobody_of_a_group_got_to_is_left_out():
    result = journeys.compare_steps(*two((10, 5, 0, 0), (10, 6, 3, 1)))
    assert result.parts == ["B", "C"]
    assert result.left_out == {"D": "nobody of new got that far"}
    assert result.sentence.endswith("Left out: 1, each with its reason in left_out.")
    with pytest.raises(GroupError, match="The step 'D' was left out: nobody of new got that far"):
        result["D"]
    with pytest.raises(GroupError, match=r"There is no step 'b'\. Did you mean B\?"):
        result["b"]


def test_what_cannot_be_compared_is_refused():
    new, old = two((100, 80, 40), (100, 60, 41))
    other = journeys.funnel(table(reached((5, 4, 3))), steps=["A", "B"])
    with pytest.raises(ValueError, match="not made by the same steps and rules"):
        journeys.compare_steps(new, other)
    with pytest.raises(TypeError, match="takes two funnels; got a Proportion"):
        journeys.compare_steps(new, Proportion(successes=1, n=2))
    with pytest.raises(ValueError, match="of must be 'step before' or 'start'"):
        journeys.compare_steps(new, old, of="end")
    with pytest.raises(ValueError, match="correction must be one of 'holm', 'none'"):
        journeys.compare_steps(new, old, correction="bonferroni")
