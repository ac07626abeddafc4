"""The map of the metrics: each once, in its box, and none over another."""

from __future__ import annotations

import itertools

import matplotlib.pyplot as plt
import pytest

from uxcx import catalogue, plots


@pytest.fixture
def drawn():
    ax = plots.metrics_map()
    ax.figure.canvas.draw()
    yield ax
    plt.close(ax.figure)


def test_every_metric_stands_on_the_map_once(drawn):
    shown = [text.get_text() for text in drawn.texts]
    for name in catalogue()["metric"]:
        assert shown.count(name) == 1, name


def test_no_words_overlap_or_leave_the_figure(drawn):
    boxes = {text.get_text(): text.get_window_extent() for text in drawn.texts}
    figure = drawn.figure.bbox
    for (one, box), (two, other) in itertools.combinations(boxes.items(), 2):
        assert not box.overlaps(other), (one, two)
    for name, box in boxes.items():
        assert figure.x0 <= box.x0 < box.x1 <= figure.x1, name
        assert figure.y0 <= box.y0 < box.y1 <= figure.y1, name


def test_words_stay_in_their_box(drawn):
    width = drawn.transData.transform([(0, 0), (1, 0)])
    column = width[1][0] - width[0][0]
    for name in catalogue()["metric"]:
        text = next(text for text in drawn.texts if text.get_text() == name)
        assert text.get_window_extent().width < 0.84 * column, name


def test_the_description_names_disputed_places(drawn):
    words = " ".join(plots.describe(drawn).split())
    for name in ("conversion rate", "product NPS", "NPS"):
        assert f"{name} (disputed)" in words
    assert "- CX, interaction: none" in words
