"""Published funnels, the words of a result, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest
from logs import table

from uxcx import AnswerError, journeys


def log_of(events):
    return pd.DataFrame(events, columns=["case", "event", "time"]).assign(
        time=lambda frame: pd.to_datetime(frame["time"])
    )


#: R package funneljoin (datacamp/funneljoin), tables `landed` and `registered`
LANDED = [
    *((1, "07-01"), (2, "07-01"), (3, "07-02"), (4, "07-01"), (4, "07-04"), (5, "07-10")),
    *((5, "07-12"), (6, "07-07"), (6, "07-08")),
]
REGISTERED = [
    *((1, "07-02"), (3, "07-02"), (4, "06-10"), (4, "07-02"), (5, "07-11"), (6, "07-10")),
    *((6, "07-11"), (7, "07-07")),
]
JOINED = log_of(
    [(case, "landed", f"2018-{day}") for case, day in LANDED]
    + [(case, "registered", f"2018-{day}") for case, day in REGISTERED]
)


def test_clickhouse_window_funnel():
    """ClickHouse, parametric aggregate functions, windowFunnel: user 1 reaches level 4."""
    events = [
        (1, 1003, "2019-01-29 10:00"),
        (1, 1007, "2019-01-31 09:00"),
        (1, 1009, "2019-01-30 08:00"),
        (1, 1010, "2019-02-01 08:00"),
    ]
    result = journeys.funnel(
        log_of(events), steps=[1003, 1009, 1007, 1010], start="any", within="2000000s"
    )
    assert result.counts == (1, 1, 1, 1)


def test_clickhouse_strict_order():
    """ClickHouse, windowFunnel with strict_order: A, B, D, C stops at the D, level 2."""
    log = table([(1, minute, event, "x") for minute, event in enumerate("ABDC")])
    result = journeys.funnel(log, steps=["A", "B", "C"], start="any", between="nothing")
    assert result.counts == (1, 1, 0)
    assert journeys.funnel(log, steps=["A", "B", "C"]).counts == (1, 1, 1)
    assert "the one before, with nothing between them, from any 'A'" in result.rules.text


def test_funneljoin_first_firstafter():
    """Of 6 who landed, four registered then or later: 1, 3, 5 and 6, and 4 after its first."""
    together = journeys.funnel(JOINED, steps=["landed", "registered"], order="at_or_after")
    assert together.counts == (6, 5)
    # Three registered on the day they landed, which is not after it.
    assert journeys.funnel(JOINED, steps=["landed", "registered"]).counts == (6, 4)


def test_funneljoin_first_first():
    """The first registration of each, if it is not before the first landing: 1, 3, 5 and 6."""
    firsts = JOINED.sort_values("time").drop_duplicates(["case", "event"])
    result = journeys.funnel(firsts, steps=["landed", "registered"], order="at_or_after")
    assert result.counts == (6, 4)


def test_funneljoin_max_gap_leaves_the_boundary_out():
    """A gap of exactly three days (6: 7 to 10 July): out for max_gap, in for ClickHouse."""
    options = {"steps": ["landed", "registered"], "order": "at_or_after", "within": "3d"}
    assert journeys.funnel(JOINED, **options, boundary="out").counts == (6, 4)
    assert journeys.funnel(JOINED, **options, boundary="in").counts == (6, 5)
    # from any landing: of 6 from 8 July
    assert journeys.funnel(JOINED, **options, boundary="out", start="any").counts == (6, 5)


def test_funneljoin_summarize_funnel():
    """The vignette's table: 4, 3 and 2 cases; 75% and 50% of all; 75% and 67% of those before."""
    activity = [
        *((1, "landing", "2019-07-01"), (1, "registration", "2019-07-02")),
        *((1, "purchase", "2019-07-07"), (1, "purchase", "2019-07-10")),
        *((2, "landing", "2019-08-01"), (2, "registration", "2019-08-15")),
        *((3, "landing", "2019-05-01"), (3, "registration", "2019-06-01")),
        *((3, "purchase", "2019-06-04"), (4, "landing", "2019-06-13")),
    ]
    result = journeys.funnel(log_of(activity), steps=["landing", "registration", "purchase"])
    assert result.counts == (4, 3, 2)
    assert [e.value for e in result.from_start] == [0.75, 0.5]
    assert [round(e.value, 3) for e in result.from_step_before] == [0.75, 0.667]
    # days to register 1, 14, 31; to purchase 5, 3
    assert result.quantiles == (
        (7.5 * 86400, 14 * 86400, 22.5 * 86400),
        (3.5 * 86400, 4 * 86400, 4.5 * 86400),
    )
    middle = result.time_since_step_before["purchase"]
    assert middle.value == pytest.approx((5 * 3) ** 0.5 * 86400)


#: a case that starts twice, and gets to the end from its second start only
TWO_STARTS = table([(1, 0, "A", "x"), (1, 50, "A", "y"), (1, 60, "B", "x"), (1, 65, "C", "x")])


def test_which_start_counts():
    options = {"steps": ["A", "B", "C"], "within": "30min"}
    assert journeys.funnel(TWO_STARTS, **options).counts == (1, 0, 0)
    found = journeys.funnel(TWO_STARTS, **options, start="any")
    assert found.counts == (1, 1, 1)
    assert [quantiles[1] for quantiles in found.quantiles] == [600, 300]
    # without a limit of time the first start is as good as any
    assert journeys.funnel(TWO_STARTS, steps=["A", "B"], start="any").quantiles[0][1] == 3600


def test_the_group_is_that_of_the_start_that_counts():
    options = {"steps": ["A", "B", "C"], "within": "30min", "by": "group"}
    assert journeys.funnel(TWO_STARTS, **options).groups == ["x"]
    assert journeys.funnel(TWO_STARTS, **options, start="any").groups == ["y"]


def test_of_starts_that_get_as_far_the_nearest_counts():
    rows = [(1, 0, "A", "x"), (1, 5, "A", "x"), (1, 9, "B", "x"), (1, 10, "A", "x")]
    found = journeys.funnel(table(rows), steps=["A", "B", "C"][:2], start="any", within="30min")
    assert found.quantiles[0][1] == 4 * 60


def test_two_groups_at_one_start_are_refused():
    rows = [(7, 0, "A", "x"), (7, 0, "A", "y"), (7, 1, "B", "x"), (8, 0, "A", "x")]
    with pytest.raises(AnswerError) as error:
        journeys.funnel(table(rows), steps=["A", "B"], by="group")
    assert str(error.value) == (
        "At the start of 1 case stand two values of 'group', for example of case 7, so it is not "
        "known which group counts. Two events of the first step have the same time: keep one of "
        "them."
    )


def test_a_missing_group_is_a_group():
    rows = [(1, 0, "A", None), (1, 1, "B", "x"), (2, 0, "A", "x")]
    found = journeys.funnel(table(rows), steps=["A", "B"], by="group")
    assert found.groups == ["x", None]
    assert [funnel.label for funnel in found] == ["x", "(missing)"]


RESULT = journeys.funnel(
    table(
        [(case, 0, "A", "x") for case in range(10)]
        + [(case, 2, "B", "x") for case in range(4)]
        + [(case, 90, "C", "x") for case in range(3)]
    ),
    steps=["A", "B", "C"],
)


def test_words():
    assert repr(RESULT) == (
        "funnel: Each step strictly after the one before, from the first 'A' of a case, without a "
        "time limit.\nA: 10\nB: 4; 40% [17, 69] of start, 40% [17, 69] of step before\n"
        "C: 3; 30% [10, 61] of start, 75% [29, 97] of step before"
    )
    assert RESULT.sentence == (
        "Of 10 cases that started with 'A', 3 reached 'C': 30% [10, 61]. Most are lost between "
        "'A' and 'B': 6 of 10, 60% [31, 83]."
    )
    assert RESULT.biggest_drop == ("A", "B")
    page = RESULT._repr_html_()
    assert "<td>2.0 min</td>" in page
    assert "17 events, none set aside (pandas)." in page
    frame = RESULT.to_frame()
    assert frame["n"].tolist() == [10, 4, 3]
    assert frame["time"].tolist()[1:] == pytest.approx([120, 5280])
    assert frame["from_start"].tolist()[1:] == [0.4, 0.3]


def test_nobody_lost_and_nobody_left():
    rows = [(1, 0, "A", "x"), (1, 1, "B", "x"), (2, 5, "C", "x")]
    whole = journeys.funnel(table(rows), steps=["A", "B"])
    assert whole.sentence.endswith("Nobody was lost on the way.")
    lost = journeys.funnel(table(rows), steps=["A", "C", "B"])
    assert lost.counts == (1, 0, 0)
    assert "not known" in repr(lost)  # of nobody at C, how many reached B?
    none = journeys.funnel(table([*rows, (3, 9, "D", "x")]), steps=["D", "A"])
    assert none.counts == (1, 0)


def test_a_step_twice_has_its_number():
    rows = [(1, 0, "A", "x"), (1, 1, "B", "x"), (1, 2, "A", "x")]
    found = journeys.funnel(table(rows), steps=["A", "B", "A"])
    assert found.steps == ("A", "B", "A (2)")
    assert found.from_start["A (2)"].value == 1.0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"steps": ["A"]}, r"two steps or more; got \['A'\]"),
        ({"steps": ["A", "B"], "start": "last"}, "start must be 'first' or 'any'; got 'last'"),
        ({"steps": ["A", "B"], "order": "before"}, "order must be 'after' or 'at_or_after'"),
        ({"steps": ["A", "B"], "between": "C"}, "between must be 'anything' or 'nothing'"),
        ({"steps": ["A", "B"], "boundary": "half"}, "boundary must be 'in' or 'out'"),
        ({"steps": ["A", "B"], "within": 30}, "such as '45s', '30min', .* got 30"),
        ({"steps": ["A", "B"], "within": "30m"}, "got '30m'"),
        ({"steps": ["A", "B"], "within": timedelta(0)}, "within must be longer than nothing"),
        ({"steps": ["A", "A"], "order": "at_or_after"}, "'A' is there twice"),
        ({"steps": ["A", "B"], "confidence_level": 95}, "Write 95% as 0.95"),
        ({"steps": ["A", "B"], "method": "exat"}, "method must be one of"),
        ({"steps": ["A", "b"]}, r"has no event 'b'\. Did you mean 'B'\? The events are: 'A', 'B'"),
        ({"steps": ["Q", "B"]}, r"has no event 'Q'"),
    ],
)
def test_what_is_no_funnel_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        journeys.funnel(TWO_STARTS, **options)


def test_steps_in_one_word_are_refused():
    with pytest.raises(TypeError, match="steps is a list of events' names, in order; got 'AB'"):
        journeys.funnel(TWO_STARTS, steps="AB")


@pytest.mark.parametrize("text", ["45s", "45 sec", "0.75min", "45 seconds"])
def test_lengths_of_time_are_read(text):
    assert journeys.funnel(TWO_STARTS, steps=["A", "B"], within=text).rules.within == timedelta(
        seconds=45
    )


def test_a_missing_unit_is_refused():
    rows = [(1, 0, "A", None), (1, 1, "B", "x"), (2, 0, "A", "x"), (2, 1, "B", "x")]
    with pytest.raises(AnswerError, match="whose cases belong together, but it is missing at the"):
        journeys.funnel(table(rows), steps=["A", "B"], unit="group")


def test_units_and_groups_together():
    rows = [(case, 0, "A", "xy"[case % 2]) for case in range(20)]
    rows += [(case, 1, "B", "xy"[case % 2]) for case in range(12)]
    frame = table(rows).assign(customer=lambda frame: frame["case"] // 4)
    both = journeys.funnel(frame, steps=["A", "B"], by="group", unit="customer")
    assert [each.from_start["B"].n_units for each in both] == [5, 5]
    alone = journeys.funnel(frame[frame["group"] == "x"], steps=["A", "B"], unit="customer")
    assert both["x"].from_start["B"].low == alone.from_start["B"].low
    compared = journeys.compare_steps(both["x"], both["y"])
    assert compared["B"].comparison.value == 0.0
    assert both["x"].units.n_shared == 5
    assert "Some of the same units by customer are in several groups" in compared["B"].sentence
    apart = frame.assign(customer=frame["case"] // 4 * 2 + frame["case"] % 2)
    both = journeys.funnel(apart, steps=["A", "B"], by="group", unit="customer")
    assert both["x"].units.n_shared == 0
    assert journeys.compare_steps(both["x"], both["y"])["B"].comparison.note == ""
