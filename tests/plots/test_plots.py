"""Figures: what is drawn is what the results say, for eyes and in words."""

import math

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import same_color, to_rgb
from matplotlib.text import Text

from uxcx import cx, plots, ux
from uxcx.families import GeometricMean, Mean, NetScore, Proportion

ANSWERS = pd.DataFrame(
    {
        "design": ["old"] * 6 + ["new"] * 6,
        "done": [1, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1],
        "seconds": [30.0, 200, 90, 80, 300, 45, 20, 35, 40, 260, 25, np.nan],
        "recommend": [9, 10, 3, 7, 6, 8, 10, 9, 9, 10, 8, 2],
        "sus": [50.0, 62.5, 55, 70, 47.5, 60, 80, 85, 77.5, 90, 72.5, 82.5],
    }
)


def drawn_intervals(ax: plt.Axes) -> list[tuple[float, float]]:
    """The ends of all horizontal lines of two points."""
    lines = [line.get_xdata() for line in ax.lines if len(line.get_xdata()) == 2]
    return [(float(low), float(high)) for low, high in lines]


def drawn_points(ax: plt.Axes) -> list[tuple[float, str, str]]:
    """Value, marker and colour of all single points."""
    return [
        (float(line.get_xdata()[0]), str(line.get_marker()), line.get_color())
        for line in ax.lines
        if len(line.get_xdata()) == 1
    ]


def overlapping_texts(ax: plt.Axes) -> list[tuple[str, str]]:
    """Pairs of texts of a figure that cover each other."""
    figure = ax.figure
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    texts = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts]
    return [
        (one, other)
        for index, (one, a) in enumerate(boxes)
        for other, b in boxes[index + 1 :]
        if a.overlaps(b) and one != other
    ]


def figures() -> dict[str, plt.Axes]:
    times = {"completed": "done", "by": "design"}
    return {
        "estimates": plots.estimates(ux.task_success(ANSWERS, "done", by="design")),
        "estimates_cx": plots.estimates(cx.nps(ANSWERS, "recommend", by="design")),
        "nps_stack": plots.nps_stack(cx.nps(ANSWERS, "recommend", by="design")),
        "sus_scale": plots.sus_scale(ux.sus(ANSWERS, "sus", by="design")),
        "task_times": plots.task_times(ANSWERS, "seconds", **times),
        "nested_sets": plots.nested_sets(),
    }


@pytest.mark.parametrize("name", list(figures()))
def test_no_two_texts_cover_each_other(name: str) -> None:
    assert overlapping_texts(figures()[name]) == []


@pytest.mark.parametrize("name", list(figures()))
def test_every_figure_can_be_described_and_has_its_unit_on_the_axis(name: str) -> None:
    ax = figures()[name]
    assert len(plots.describe(ax).splitlines()) >= 3
    assert max(map(len, plots.describe(ax).splitlines())) <= 88
    if name != "nested_sets":
        assert any(unit in ax.get_xlabel() for unit in ("%", "seconds", "points", "0 to 100"))


def test_estimates_draws_values_and_intervals_in_the_shown_unit() -> None:
    results = ux.task_success(ANSWERS, "done", by="design")
    ax = plots.estimates(results)
    assert [value for value, *_ in drawn_points(ax)] == [100 * e.value for e in results]
    expected = [(100 * e.low, 100 * e.high) for e in results]
    assert drawn_intervals(ax) == expected
    assert [label.get_text() for label in ax.get_yticklabels()] == ["new", "old"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first stands on top
    assert (ax.get_xlim()[0] < 0, ax.get_xlim()[1] > 100) == (True, True)


def test_ux_is_blue_and_round_and_cx_orange_and_square() -> None:
    ((_, marker, colour),) = drawn_points(plots.estimates(ux.seq([3, 4, 5])))
    assert marker == "o"
    assert same_color(colour, plots.COLOURS["UX"])
    ((_, marker, colour),) = drawn_points(plots.estimates(cx.ces([3, 4, 5])))
    assert marker == "s"
    assert same_color(colour, plots.COLOURS["CX"])


def test_ux_and_cx_differ_in_lightness_for_who_sees_no_colour() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = to_rgb(colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert abs(lightness(plots.COLOURS["UX"]) - lightness(plots.COLOURS["CX"])) > 0.15


def test_an_unknown_interval_is_not_drawn_and_is_said() -> None:
    ax = plots.estimates(ux.seq([4]))
    assert drawn_intervals(ax) == []
    assert "- SEQ: 4 [interval not known]" in plots.describe(ax)


def test_a_group_without_answers_is_left_blank_and_said() -> None:
    empty = ANSWERS.assign(done=ANSWERS["done"].where(ANSWERS["design"] == "new"))
    ax = plots.estimates(ux.task_success(empty, "done", by="design"))
    assert "- old: not known [interval not known]" in plots.describe(ax)


@pytest.mark.parametrize("draw", [plots.estimates, plots.nps_stack, plots.sus_scale])
def test_nothing_to_draw_is_refused(draw: object) -> None:
    with pytest.raises(ValueError, match=r"^There are no estimates to draw\.$"):
        draw([])


def test_estimates_of_two_metrics_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^Only estimates of one metric can be drawn"):
        plots.estimates([ux.seq([3, 4]), cx.ces([3, 4])])


def test_nps_stack_draws_the_shares_and_they_add_up() -> None:
    ax = plots.nps_stack(cx.nps(NetScore(promoters=5, passives=3, detractors=2)))
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == [20.0, 30.0, 50.0]
    assert [text.get_text() for text in ax.texts][:3] == ["20%", "30%", "50%"]
    assert "NPS 30 [" in ax.texts[-1].get_text()


def test_nps_stack_leaves_small_shares_without_a_number_but_not_without_words() -> None:
    ax = plots.nps_stack(cx.nps(NetScore(promoters=97, passives=2, detractors=1)))
    assert [text.get_text() for text in ax.texts][:-1] == ["97%"]
    assert "1% detractors, 2% passives, 97% promoters" in plots.describe(ax)


def test_nps_stack_takes_clustered_results_and_refuses_others() -> None:
    rows = ANSWERS.assign(who=[0, 0, 1, 1, 2, 2] * 2)
    ax = plots.nps_stack(cx.nps(rows, "recommend", unit="who"))
    assert len(ax.patches) == 3
    with pytest.raises(ValueError, match=r"^nps_stack\(\) draws results of cx\.nps; got SEQ\.$"):
        plots.nps_stack(ux.seq([3, 4]))
    empty = NetScore(promoters=0, passives=0, detractors=0).estimate()
    with pytest.raises(ValueError, match="has no answers to draw"):
        plots.nps_stack(empty)


def test_sus_scale_names_the_grades_of_score_and_interval() -> None:
    ax = plots.sus_scale(ux.sus(ANSWERS, "sus", by="design"))
    letters = [text.get_text() for text in ax.texts if len(text.get_text()) == 1]
    assert letters == ["A", "B", "C", "D", "F"]
    assert ax.get_xlim() == (0.0, 100.0)
    assert "not a percentage" in ax.get_xlabel()
    assert "- new: 81 [75, 88], grade A; the interval runs from B to A+" in plots.describe(ax)
    with pytest.raises(ValueError, match=r"^sus_scale\(\) draws results of ux\.sus; got mean\.$"):
        plots.sus_scale(Mean(n=5, mean=70, sd=10).estimate())


def test_task_times_draws_every_time_and_hollow_where_not_completed() -> None:
    ax = plots.task_times(ANSWERS, "seconds", completed="done", by="design")
    done = [c for c in ax.collections if not same_color(c.get_facecolor()[0], "white")]
    hollow = [c for c in ax.collections if same_color(c.get_facecolor()[0], "white")]
    seconds = sorted(x for c in ax.collections for x in c.get_offsets()[:, 0])
    assert seconds == sorted(ANSWERS["seconds"].dropna())
    assert sum(len(c.get_offsets()) for c in done) == 7
    assert sum(len(c.get_offsets()) for c in hollow) == 4
    assert ax.get_xscale() == "log"


def test_task_times_draws_the_geometric_mean_of_the_metric() -> None:
    results = ux.time_on_task(ANSWERS, "seconds", completed="done", by="design")
    ax = plots.task_times(ANSWERS, "seconds", completed="done", by="design")
    assert [value for value, *_ in drawn_points(ax)] == [e.value for e in results]
    assert drawn_intervals(ax) == [(e.low, e.high) for e in results]


def test_task_times_without_groups_and_from_polars() -> None:
    import polars as pl

    ax = plots.task_times(pl.from_pandas(ANSWERS[["seconds"]]), "seconds")
    assert "11 times from 20 to 300 s" in plots.describe(ax)
    assert "hollow" not in ax.get_title(loc="left")


def test_figures_are_the_same_every_time() -> None:
    first, second = (plots.task_times(ANSWERS, "seconds", by="design") for _ in range(2))
    for one, other in zip(first.collections, second.collections, strict=True):
        assert np.array_equal(one.get_offsets(), other.get_offsets())


def test_given_axes_are_drawn_on_and_given_back() -> None:
    _, ax = plt.subplots()
    assert plots.estimates(ux.seq([3, 4, 5]), ax=ax) is ax
    assert "SEQ" in plots.describe(ax)


def test_axes_of_others_cannot_be_described() -> None:
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match=r"^Only figures drawn by uxcx\.plots can be described"):
        plots.describe(ax)


def test_summaries_can_be_drawn_without_data() -> None:
    ax = plots.estimates([Proportion(successes=4, n=5).estimate()])
    assert "- proportion: 80% [36, 98]" in plots.describe(ax)
    ax = plots.estimates(GeometricMean(n=6, mean=math.log(68), sd=0.4).estimate())
    assert ax.get_xlim()[0] == 0
