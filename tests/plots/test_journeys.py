"""Figures of journeys: what is on the axes, and the same in words."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest
from logs import random_rows, table

from uxcx import journeys, plots
from uxcx.journeys.flow import in_flow

mpl.use("Agg")


def reached(counts, group, case=0):
    return [
        (case + number, 2 * minute, step, group)
        for minute, (step, n) in enumerate(zip("ABC", counts, strict=True))
        for number in range(n)
    ]


ROWS = [*reached((50, 20, 15), "new"), *reached((40, 30, 3), "old", case=100)]
LOG = table(ROWS)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_a_funnel_shows_what_is_lost_between_the_steps():
    result = journeys.funnel(LOG, steps=["A", "B", "C"])
    ax = plots.funnel(result, lens="UX")
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([100, 500 / 9, 20])
    assert {bar.get_facecolor()[:3] for bar in ax.patches} == {mpl.colors.to_rgb("#0173b2")}
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "A\n90 cases",
        "B\n50 cases",
        "C\n18 cases",
    ]
    assert "−44% [35, 55] the biggest drop; typically 2.0 min" in texts(ax)
    words = " ".join(plots.describe(ax).split())
    assert "lost before it: 44% [35, 55] of the step before, the biggest drop" in words
    assert result.rules.text in words
    # an interval for each step but the first: a line and its two ends
    assert len(ax.lines) == 4


def test_a_funnel_that_nobody_got_through():
    rows = [(1, 0, "A", "x"), (2, 0, "C", "x"), (2, 1, "B", "x")]
    result = journeys.funnel(table(rows), steps=["A", "B", "C"])
    ax = plots.funnel(result)
    assert "nobody was left" in texts(ax)
    assert "- C: 0 cases" in plots.describe(ax)


def test_funnels_of_groups_side_by_side():
    both = journeys.funnel(LOG, steps=["A", "B", "C"], by="group")
    ax = plots.funnel(both)
    shown = [text.get_text() for text in ax.get_legend().get_texts()]
    assert shown == ["new (50)", "old (40)"]
    markers = {line.get_marker() for line in ax.lines} - {"None", "|"}
    assert len(markers) == 2  # told apart without colour
    assert "- new, 50 cases: B 40% [28, 54], C 30% [19, 44]" in plots.describe(ax)


def test_transitions_are_arcs_in_the_order_of_the_flow():
    log = table([(c, m, e, "x") for c in range(9) for m, e in enumerate("ABBCA"[: 3 + c % 3])])
    result = journeys.transitions(log)
    ax = plots.transitions(result)
    down = sorted(ax.texts, key=lambda text: text.get_position()[1])
    names = [text.get_text().split("\n")[0] for text in down if text.get_ha() == "right"]
    assert names == ["(start)", "A", "B", "C", "(end)"]
    # start, A to B, B to B, B to C, C to A, and three ends
    assert len(ax.patches) == 8
    assert any(text.startswith("B\nagain 50% [") for text in texts(ax))
    few = plots.transitions(result, shown=2, labelled=0)
    assert len(few.patches) == 2
    assert "2 of 8 transitions, " in few.get_title(loc="left")
    assert len(plots.describe(few).splitlines()) == 4


def test_transitions_can_be_described():
    log = table([(c, m, e, "x") for c in range(9) for m, e in enumerate("AB")])
    words = plots.describe(plots.transitions(journeys.transitions(log)))
    assert "- (start) → A: 9 times, 100% [66, 100]" in words
    assert "- A → B: 9 times, 100% [58, 100]" in words


def test_an_order_in_which_little_goes_back():
    flow = {("search", "book"): 9, ("book", "fly"): 7, ("book", "bag"): 2, ("bag", "fly"): 2}
    back = {("fly", "search"): 3, ("book", "search"): 4, ("fly", "(end)"): 6}
    names = ["bag", "book", "fly", "search"]
    assert in_flow(names, flow | back) == ["search", "book", "bag", "fly"]
    assert in_flow(["b", "a"], {}) == ["a", "b"]


def test_a_step_matrix_has_a_number_in_each_cell():
    log = table(random_rows(400, cases=50, minutes=60, events="ABC", seed=1))
    matrix = journeys.step_matrix(log, max_steps=4)
    ax = plots.step_matrix(matrix)
    assert len(ax.texts) == sum(n > 0 for n in matrix.counts.values())
    assert [label.get_text() for label in ax.get_yticklabels()] == matrix.events
    assert "each share is known to within 13.3 points or better (95%)" in ax.get_title(loc="left")
    assert plots.describe(ax).count("- step ") == 4


VISIT = [("search", "web", 5), ("pay", "web", 4), ("pay", "phone", 1), ("fly", "cabin", 4)]
VISITS = pd.DataFrame(
    [
        (case, pd.Timestamp(2025, 3, 1, 10, minute), channel, stage, channel, rating)
        for case in range(20)
        for minute, (stage, channel, rating) in enumerate(VISIT[: 2 + case % 3])
    ],
    columns=["case", "time", "event", "stage", "channel", "rating"],
)


def test_a_journey_map_has_a_curve_circles_bars_and_words():
    result = journeys.journey_map(VISITS, scale=(1, 5))
    ax = plots.journey_map(result)
    curve, channels, bars = ax.child_axes
    assert [label.get_text() for label in curve.get_xticklabels()] == ["search", "pay", "fly"]
    assert curve.get_ylim() == pytest.approx((0.76, 5.24))
    assert [label.get_text() for label in channels.get_yticklabels()] == ["web", "phone", "cabin"]
    assert texts(channels) == ["5.0\n20", "4.0\n20", "1.0\n13", "4.0\n6"]
    assert any("the goal" in text for text in texts(bars))
    assert "• pay by phone: rated 1.0 [1.0, 2.0], below the mean of all ratings, 3.68" in texts(ax)
    words = plots.describe(ax)
    assert words.startswith("A journey map of 20 cases with 95% intervals: 3 stages from left to")
    assert "- pay: rated" in words
    assert "- pay: 14 of 20 cases end here, 70% [48, 86]" in words


def test_a_journey_map_without_ratings_has_no_curve():
    ax = plots.journey_map(journeys.journey_map(VISITS, rating=None))
    assert len(ax.child_axes) == 2
    assert "rated" not in plots.describe(ax)


def test_many_low_ratings_are_counted_not_listed():
    low = [
        (case, pd.Timestamp(2025, 3, 1, 10, number), "e", f"s{number}", "web", 1 if number else 5)
        for case in range(30)
        for number in range(9)
    ]
    many = [(case, pd.Timestamp(2025, 3, 1), "e", "s0", "web", 5) for case in range(100, 500)]
    frame = pd.DataFrame([*low, *many], columns=VISITS.columns)
    ax = plots.journey_map(journeys.journey_map(frame, scale=(1, 5)))
    assert "• and 3 more that are ringed above" in texts(ax)
