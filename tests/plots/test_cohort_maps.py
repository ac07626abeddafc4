"""Heat maps and curves of cohorts: what is drawn, and the same in words."""

import pytest
from relationships.test_cohorts import LOG

from uxcx import plots, relationships
from uxcx.errors import GroupError


def with_plans():
    return LOG.assign(plan=LOG["customer"].map({"a": "free", "b": "paid", "c": "paid"}))


def test_a_heat_map_has_a_number_in_every_observed_cell_and_hatches_the_others():
    ax = plots.cohorts(relationships.retention(LOG))
    assert [t.get_text() for t in ax.texts] == ["50", "9–91", "0", "0–71", "100", "17–100"]
    assert len(ax.patches) == 1
    assert [t.get_text() for t in ax.get_yticklabels()] == ["2024-01 (n = 2)", "2024-02 (n = 1)"]
    assert plots.describe(ax) == (
        "A heat map of retention by month (active in that month): 3 customers in 2 cohorts,\n"
        "observed until 2024-03-31; each cell in %, with 95% intervals; — is not observed.\n"
        "- 2024-01: 1: 50% [9, 91]; 2: 0% [0, 71]\n"
        "- 2024-02: 1: 100% [17, 100]; 1 not yet observed —"
    )


def test_a_segment_is_chosen():
    table = relationships.retention(with_plans(), by="plan")
    ax = plots.cohorts(table, segment="paid")
    assert "paid" in ax.get_title("left")
    with pytest.raises(GroupError, match="Choose one segment to draw: 'free', 'paid'; got None"):
        plots.cohorts(table)


def test_many_periods_have_no_numbers_in_the_cells():
    ax = plots.cohorts(relationships.retention(LOG, period="day", cohort="month", clock="start"))
    assert not ax.texts
    assert "intervals" not in ax.get_title("left")
    assert "[" in plots.describe(ax)


def test_curves_are_drawn_with_their_intervals():
    ax = plots.retention_curve(relationships.retention(with_plans(), by="plan"))
    assert [line.get_label() for line in ax.lines] == ["free", "paid"]
    assert len(ax.collections) == 2
    assert plots.describe(ax).splitlines()[-1] == (
        "- paid, month 1: 50% [9, 91] of 2; 2: 0% [0, 83] of 1"
    )


def test_nothing_is_drawn_of_nothing():
    table = relationships.retention(LOG[:1])
    for draw in (plots.cohorts, plots.retention_curve):
        with pytest.raises(ValueError, match="No month has ended yet"):
            draw(table)
