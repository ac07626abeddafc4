"""SUM against its formula by hand, its refusals, and what it says."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

import uxcx
from uxcx.errors import AnswerError

PHI = NormalDist().cdf
ROWS = pd.DataFrame(
    {
        "done": [1, 1, 1, 1, 0, 1, 1, 1],
        "took": [40.0, 55, 95, 62, 120, 48, 70, 51],
        "felt": [5, 4, 3, 5, 2, 4, 5, 4],
        "errors": [0, 1, 2, 0, 3, 0, 0, 1],
        "chances": [5] * 8,
    }
)


def measure(rows=ROWS, **more):
    options = {"completed": "done", "seconds": "took", "time_limit": 80, "satisfaction": "felt"}
    return uxcx.single_usability_metric(rows, **{**options, **more})


def test_every_piece_by_hand():
    found = measure(errors="errors", opportunities="chances")
    logs = np.log(ROWS.loc[ROWS["done"] == 1, "took"])
    expected = [
        7 / 8,
        PHI((math.log(80) - logs.mean()) / logs.std(ddof=1)),
        PHI((ROWS["felt"].mean() - 4) / ROWS["felt"].std(ddof=1)),
        1 - 7 / 40,
    ]
    assert [piece.value for piece in found.pieces] == pytest.approx(expected)
    assert found.value == pytest.approx(sum(expected) / 4)
    assert found.low == pytest.approx(sum(piece.low for piece in found.pieces) / 4)
    assert all(p.low < p.value < p.high for p in (found, *found.pieces))
    assert found.pieces[1].raw.n_excluded == 1


def test_at_the_limits_time_and_satisfaction_score_a_half():
    rows = ROWS.assign(felt=[4, 5, 3, 4, 4, 5, 3, 4])
    typical = float(np.exp(np.log(ROWS.loc[ROWS["done"] == 1, "took"]).mean()))
    _, time, satisfaction = measure(rows, time_limit=typical).pieces
    assert time.value == pytest.approx(0.5)
    assert satisfaction.value == pytest.approx(0.5)


def test_a_slower_limit_never_lowers_it():
    values = [measure(time_limit=limit).value for limit in (30, 60, 90, 600)]
    assert values == sorted(values)


def test_what_does_not_vary_is_not_standardised():
    found = measure(ROWS.assign(felt=4))
    assert math.isnan(found.value)
    assert found.sentence == (
        "SUM is not known: satisfaction does not vary or has one answer, so it cannot be "
        "standardised."
    )
    assert "satisfaction not known" in repr(found)


def test_it_names_its_weakest_piece_and_what_it_hides():
    found = measure(satisfied_at=4.5)
    assert "the mean of 3 pieces" in found.sentence
    assert "the weakest piece was satisfaction" in found.sentence
    assert found.sentence.endswith("so read the pieces first.")
    assert found.to_frame()["piece"].tolist() == ["SUM", "completion", "time", "satisfaction"]
    page = found._repr_html_()
    assert page.count("<tr>") == 5
    assert "<caption" in page


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"time_limit": 0}, "time_limit must be a number of seconds above 0; got 0."),
        (
            {"satisfied_at": 5},
            "satisfied_at must be within the scale 1 to 5, not at its ends; got 5.",
        ),
        (
            {"errors": "errors"},
            "errors and opportunities go together: a share of errors needs to know how many could "
            "have been made.",
        ),
    ],
)
def test_impossible_limits_are_refused(options, message):
    with pytest.raises(ValueError, match=r"must|go together") as caught:
        measure(**options)
    assert str(caught.value) == message


def test_answers_that_break_a_rule_are_refused():
    with pytest.raises(AnswerError):
        measure(ROWS.assign(felt=9))
