"""Importance and performance: places, whether they are sure, the figure, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from uxcx import linkage, plots

SCALES = {"late": (1, 0), "ease": (1, 7), "range": (0, 10)}


def found(n: int = 800, **options: object) -> linkage.Drivers:
    rng = np.random.default_rng(7)
    late, ease = rng.random(n) < 0.6, rng.integers(5, 8, n)
    variety = rng.normal(3, 1, n)
    recommend = 6 - 3 * late + 0.5 * ease + 0.2 * variety + rng.normal(0, 1.5, n)
    frame = pd.DataFrame({"late": late, "ease": ease, "range": variety, "recommend": recommend})
    return linkage.drivers(frame, outcome="recommend", drivers=list(SCALES), **options)  # type: ignore[arg-type]


def test_places_follow_from_the_means() -> None:
    grid = linkage.importance_performance(found(), scales=SCALES)
    assert [(item.name, item.place, item.sure) for item in grid] == [
        ("late", "concentrate here", True),
        ("ease", "possible overkill", True),
        ("range", "low priority", True),
    ]
    late = grid.items[0]
    mean = found()["late"].mean
    assert late.performance == pytest.approx((1 - mean.value, 1 - mean.high, 1 - mean.low))
    assert grid.importance_line == pytest.approx(1 / 3)
    assert grid.sentence.startswith("Begin with late: it matters more than the average driver")
    assert grid._repr_html_().count("<tr>") == 4
    assert grid.to_frame()["place"].tolist()[0] == "concentrate here"


def test_a_place_near_a_line_is_not_sure() -> None:
    grid = linkage.importance_performance(found(25), scales=SCALES)
    assert not all(item.sure for item in grid)
    assert "but not surely" in repr(grid)
    nothing = linkage.importance_performance(found(), scales={**SCALES, "late": (0, 1)})
    assert nothing.sentence.startswith("No driver of recommend both matters more and does worse")


def test_scales_are_needed_and_must_hold_the_mean() -> None:
    with pytest.raises(ValueError, match="Say what the worst and the best value of 'range' are"):
        linkage.importance_performance(found(), scales={"late": (1, 0), "ease": (1, 7)})
    with pytest.raises(ValueError, match=r"'eas' is not one of the drivers. Did you mean 'ease'"):
        linkage.importance_performance(found(), scales={"eas": (1, 7)})
    with pytest.raises(ValueError, match="not between its worst and its best value"):
        linkage.importance_performance(found(), scales={**SCALES, "ease": (0, 5)})
    with pytest.raises(ValueError, match="must differ; both are 1"):
        linkage.importance_performance(found(), scales={**SCALES, "late": (1, 1)})


def test_figures_say_what_they_show() -> None:
    drivers = found()
    ax = plots.drivers(drivers)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["late", "ease", "range"]
    words = plots.describe(ax)
    assert f"- late: {drivers.share_text(drivers['late'])}" in words
    alone = plots.drivers(found(method="first"))
    assert alone.get_xlabel() == "R² of each driver alone (%)"
    grid = linkage.importance_performance(drivers, scales=SCALES)
    ax = plots.importance_performance(grid)
    names = [text.get_text() for text in ax.texts]
    assert {"late", "ease", "range", "concentrate here"} <= set(names)
    assert "- range: importance" in plots.describe(ax)
    assert len(names) == len(set(names))


def test_names_do_not_stand_on_each_other() -> None:
    grid = linkage.importance_performance(found(), scales={**SCALES, "range": (-4, 5)})
    ax = plots.importance_performance(grid)
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text() in SCALES]
    assert len(boxes) == 3
    assert not any(a.overlaps(b) for a in boxes for b in boxes if a is not b)
