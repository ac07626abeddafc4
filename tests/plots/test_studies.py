"""Many studies in one figure: every interval is drawn, and misses are counted and told apart."""

import pytest
from matplotlib.colors import same_color

from uxcx import plots, ux
from uxcx.families import Proportion
from uxcx.plots.studies import MISSED


def studies(*successes: int, method: str = "adjusted_wald") -> list:
    return [ux.task_success(Proportion(successes=s, n=5), method=method) for s in successes]


def test_misses_are_counted_and_have_their_own_marker() -> None:
    ax = plots.many_studies(studies(4, 5, 0, 3), truth=0.8)
    assert "3 of 4 intervals hold the truth, 80%." in plots.describe(ax)
    holding, missing, _ = ax.get_lines()
    assert list(missing.get_xdata()) == [3]
    assert same_color(missing.get_color(), MISSED)
    assert missing.get_marker() != holding.get_marker()
    drawn = [c for c in ax.collections if len(c.get_segments())]
    assert [len(c.get_segments()) for c in drawn] == [3, 1]


def test_the_ends_of_an_interval_are_inside_it() -> None:
    (study,) = studies(5, method="wald")
    assert study.low == study.high == 1
    assert "1 of 1 intervals holds" in plots.describe(plots.many_studies([study], truth=1.0))


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="There are no studies to draw"):
        plots.many_studies([], truth=0.5)
    with pytest.raises(ValueError, match="one metric"):
        plots.many_studies([*studies(3), ux.seq([5, 6, 7])], truth=0.5)
    with pytest.raises(ValueError, match="one answer cannot be drawn"):
        plots.many_studies([ux.seq([5])], truth=5.0)
