"""Differences in a figure: every row, the line of no difference, the margin, and the words."""

import math

import pandas as pd
import pytest

from uxcx import compare, compare_all, equivalent, not_worse, plots, ux
from uxcx.families import Proportion
from uxcx.plots.differences import BAND

NEW, OLD = Proportion(successes=90, n=100), Proportion(successes=70, n=100)


def named(a: Proportion, b: Proportion) -> object:
    return compare(a, b, labels=("new", "old"))


def test_the_figure_and_its_words_agree() -> None:
    found = named(NEW, OLD)
    ax = plots.differences(found)
    interval, dot, line = ax.get_lines()
    assert list(interval.get_xdata()) == [100 * found.low, 100 * found.high]
    assert list(dot.get_xdata()) == [100 * found.value]
    assert list(line.get_xdata()) == [0, 0]
    assert ax.get_xlabel() == "difference in proportion (percentage points)"
    assert "new - old: +20 percentage points" in plots.describe(ax)
    assert "the interval leaves out no difference" in plots.describe(ax)
    same = plots.describe(plots.differences(named(NEW, NEW)))
    assert "the interval holds no difference" in same


def test_ratios_have_an_axis_of_ratios() -> None:
    found = compare(ux.time_on_task([50, 40, 45]), ux.time_on_task([60, 90, 80]))
    ax = plots.differences(found)
    assert ax.get_xscale() == "log"
    assert list(ax.get_lines()[-1].get_xdata()) == [1, 1]
    assert "(1 is no difference)" in ax.get_xlabel()


def test_all_pairs_of_several_groups() -> None:
    data = {"group": [*"aaaabbbbcccc"], "done": [1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0]}
    pairs = compare_all(ux.task_success(pd.DataFrame(data), "done", by="group"))
    ax = plots.differences(pairs)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["a - b", "a - c", "b - c"]


def test_the_margin_is_a_band() -> None:
    ax = plots.differences(equivalent(NEW, OLD, margin=0.05))
    assert "from -5 to 5" in plots.describe(ax)
    (band,) = ax.patches
    assert band.get_x() == pytest.approx(-5)
    assert band.get_width() == pytest.approx(10)
    one_sided = plots.differences(
        not_worse(ux.task_success(NEW), ux.task_success(OLD), margin=0.05)
    )
    assert "not worse by more than the margin" in plots.describe(one_sided).replace("\n", " ")
    assert BAND.startswith("#")


def test_what_is_not_known_is_drawn_without_a_line() -> None:
    found = compare(ux.seq([5]), ux.seq([4, 6]))
    assert math.isnan(found.low)
    ax = plots.differences(found)
    assert len(ax.get_lines()) == 2
    assert "the interval is not known" in plots.describe(ax)


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="There are no comparisons to draw"):
        plots.differences([])
    with pytest.raises(ValueError, match="one metric"):
        plots.differences([named(NEW, OLD), compare(ux.seq([4, 5]), ux.seq([6, 7]))])
    with pytest.raises(ValueError, match="its type is Estimate"):
        plots.differences([ux.task_success(NEW)])
