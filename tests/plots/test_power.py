"""The power of several sizes in a figure."""

import pytest

from uxcx import plan, plots


def test_sizes_are_drawn_in_order_with_the_usual_aim() -> None:
    sizes = [plan.power("proportion", n=n, first=0.8, second=0.6) for n in (80, 20)]
    ax = plots.power(sizes)
    curve, line = ax.get_lines()
    assert list(curve.get_xdata()) == [20, 80]
    assert list(curve.get_ydata()) == [100 * sizes[1].power, 100 * sizes[0].power]
    assert list(line.get_ydata()) == [80, 80]
    assert ax.get_xlabel() == "answers in a group"
    assert "- 20 answers in a group: 27 of 100" in plots.describe(ax)


def test_what_cannot_be_drawn_is_refused() -> None:
    one = plan.power("proportion", n=20, first=0.8, second=0.6)
    with pytest.raises(ValueError, match="There are no plans to draw"):
        plots.power([])
    with pytest.raises(ValueError, match="has no power"):
        plots.power([plan.precision("proportion", half_width=0.1)])
    with pytest.raises(ValueError, match="one question"):
        plots.power([one, plan.power("proportion", n=20, first=0.8, second=0.5)])
