"""Paths, step matrix, touchpoints and journey map: plain counts, on every engine."""

from __future__ import annotations

import statistics
from collections import Counter

import pandas as pd
import pytest
from logs import ENGINES, EVERY_ENGINE, by_case, engine_frame, random_rows, table

from uxcx import AnswerError, engines, journeys, ux
from uxcx.errors import GroupError

END = "(end)"
ROWS = random_rows(600, cases=60, minutes=200, events="ABCD", seed=21)
CASES = {case: [event for _, event in sorted(events)] for case, events in by_case(ROWS).items()}


def until(case, outcome):
    """Return a case's events before the first outcome, and whether there was one."""
    events = sorted(by_case(ROWS)[case])
    first = min((time for time, event in events if event == outcome), default=None)
    return [event for time, event in events if first is None or time < first], first is not None


def collapsed(names):
    return [name for i, name in enumerate(names) if i == 0 or names[i - 1] != name]


def check_paths(frame):
    plain = journeys.paths(frame, max_steps=3, top=5)
    wanted = Counter((tuple(path[:3]), len(path) > 3) for path in CASES.values())
    assert [(p.events, p.longer, p.n) for p in plain.paths] == sorted(
        ((*key, n) for key, n in wanted.items()), key=lambda item: (-item[2], item[0], item[1])
    )[:5]
    assert (plain.n_cases, plain.n_paths) == (len(CASES), len(wanted))
    result = journeys.paths(frame, max_steps=2, top=100, outcome="D", repeats="collapse")
    expected = {}
    for case in CASES:
        before, reached = until(case, "D")
        path = collapsed(before)
        key = (tuple(path[:2]), len(path) > 2)
        n, good = expected.get(key, (0, 0))
        expected[key] = n + 1, good + reached
    assert {(p.events, p.longer): (p.n, p.reached) for p in result.paths} == expected


def check_step_matrix(frame):
    result = journeys.step_matrix(frame, max_steps=4)
    for step in range(1, 5):
        wanted = Counter(p[step - 1] if len(p) >= step else END for p in CASES.values())
        found = {e: result.counts.get((e, step), 0) for e in result.events}
        assert {event: n for event, n in found.items() if n} == dict(wanted)
    assert result.n_longer == sum(len(path) > 4 for path in CASES.values())
    assert result.to_frame().sum().tolist() == pytest.approx([1.0] * 4)


def check_touchpoints(frame):
    result = journeys.touchpoints(frame)
    assert result.n_cases == len(CASES)
    for name in "ABCD":
        having = [case for case, path in CASES.items() if name in path]
        assert result[name].n == sum(path.count(name) for path in CASES.values())
        assert result[name].met.summary.successes == len(having)
        again = result[name].again.summary
        assert (again.successes, again.n) == (
            sum(CASES[case].count(name) > 1 for case in having),
            len(having),
        )
        since = [
            60 * (min(t for t, e in events if e == name) - min(events)[0])
            for case, events in by_case(ROWS).items()
            if case in having
        ]
        assert result[name].since_start == pytest.approx(statistics.median(since))


def check_map(frame):
    # the event is the stage, the group the channel
    result = journeys.journey_map(
        frame, stage="event", channel="group", rating=None, stages=list("DCBA")
    )
    for name in "ABCD":
        visits = [path.count(name) for path in CASES.values() if name in path]
        stage = result[name]
        assert stage.effort.value == pytest.approx(statistics.mean(visits))
        assert stage.effort.summary.sd == pytest.approx(statistics.stdev(visits))
        assert stage.met.summary.successes == len(visits)
        ended = sum(path[-1] == name for path in CASES.values())
        assert stage.drop is None if name == "A" else stage.drop.summary.successes == ended
        for group in "xy":
            n = sum(row[2] == name and row[3] == group for row in ROWS)
            assert result.cells[name, group].n_events == n
    assert result.names == list("DCBA")


@pytest.mark.parametrize("engine", EVERY_ENGINE)
@pytest.mark.parametrize("check", [check_paths, check_step_matrix, check_touchpoints, check_map])
def test_every_function_on_every_engine(check, engine, request):
    check(engine_frame(engine, table(ROWS), request))


VISIT = [("search", "web", 5), ("pay", "web", 4), ("pay", "phone", 1), ("fly", "cabin", 4)]


def visits(n=20):
    """Return a log in which paying by phone hurts, and the frame of its ratings."""
    return pd.DataFrame(
        [
            (case, pd.Timestamp(2025, 3, 1, 10, minute), channel, stage, channel, rating)
            for case in range(n)
            for minute, (stage, channel, rating) in enumerate(VISIT[: 2 + case % 3])
        ],
        columns=["case", "time", "event", "stage", "channel", "rating"],
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_ratings_are_means_over_cases(engine, request):
    frame = visits()
    frame.loc[::3, "rating"] = None
    result = journeys.journey_map(engine_frame(engine, frame, request), scale=(1, 5))
    points = journeys.touchpoints(
        engine_frame(engine, frame, request), rating="rating", scale=(1, 5)
    )
    pay = frame[frame["stage"] == "pay"]
    wanted = ux.seq(pay, "rating", unit="case")
    assert result["pay"].rating.value == pytest.approx(wanted.value)
    assert result["pay"].rating.n_units == wanted.n_units
    sums, right = (vars(e.summary.sums) for e in (result["pay"].rating, wanted))
    assert sums == pytest.approx(right, rel=1e-9)
    assert points["phone"].rating.value == result.cells["pay", "phone"].rating.value == 1.0


def test_pain_points_and_words():
    result = journeys.journey_map(visits(), scale=(1, 5))
    assert result.names == ["search", "pay", "fly"]
    assert result.goals == ("fly",)
    assert [(p.kind, p.stage, p.channel) for p in result.pain_points] == [
        ("rating", "pay", "phone"),
        ("drop", "pay", None),
        ("effort", "pay", None),
    ]
    assert result.sentence.startswith("20 cases go through 3 stages in 3 channels. Look first at:")
    page = result._repr_html_()
    assert "the goal" in page
    assert [e.label for e in result.ratings] == ["search", "pay", "fly"]
    assert list(result.ratings.to_frame())[:2] == ["metric", "stage"]
    assert result.cells["pay", "phone"].rating.group == (("stage", "pay"), ("channel", "phone"))
    assert len(result.to_frame()) == 4
    several = journeys.journey_map(visits(), rating=None, goal=["pay", "fly"])
    assert several["pay"].drop is None
    assert several["search"].drop.value == 0.0
    assert [p.kind for p in several.pain_points] == ["effort"]
    with pytest.raises(GroupError, match=r"no stage 'play'\. Did you mean 'pay'"):
        result["play"]


def test_a_stage_that_nobody_rated():
    frame = visits()
    frame.loc[frame["stage"] == "fly", "rating"] = None
    result = journeys.journey_map(frame, scale=(1, 5))
    assert result["fly"].rating.n == 0
    assert [e.label for e in result.ratings] == ["search", "pay"]
    assert "<td>none</td>" in result._repr_html_()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"stages": ["search", "pay"]}, "stages must name all of them; 'fly' of the log is not"),
        ({"stages": ["search", "pay", "flt"]}, r"no stage 'flt'\. Did you mean 'fly'\?"),
        ({"goal": "land"}, "has no stage 'land'. The stages are: 'search', 'pay', 'fly'"),
        ({"scale": (1, 4)}, "Column 'rating': each must be a number from 1 to 4; got 5"),
    ],
)
def test_what_is_no_map_is_refused(options, message):
    with pytest.raises(AnswerError, match=message):
        journeys.journey_map(visits(), **options)


def test_stages_and_channels_that_are_missing_are_refused():
    frame = visits()
    frame.loc[3, "channel"] = None
    with pytest.raises(AnswerError, match=r"Column 'channel' is missing in 1 event\. What follows"):
        journeys.journey_map(frame)


def test_words_of_paths():
    result = journeys.paths(visits(), outcome="cabin")
    assert result.paths[0].text == "web → web → phone"
    assert result.outcome_of(result.paths[0]).value == pytest.approx(6 / 13)
    assert [p.text for p in result.by_outcome(least=5)] == ["web → web → phone", "web → web"]
    assert result.by_outcome() == []
    assert "of all cases 6 did" in result.sentence
    assert list(result.to_frame()["reached"]) == [6, 0]
    assert "reached cabin" in result._repr_html_()
    plain = journeys.paths(visits())
    with pytest.raises(ValueError, match=r"No outcome was named: paths\(\.\.\., outcome='order'"):
        plain.outcome_of(plain.paths[0])
    with pytest.raises(AnswerError, match=r"no event 'cabn'\. Did you mean 'cabin'"):
        journeys.paths(visits(), outcome="cabn")
    for options, message in (
        ({"repeats": "drop"}, "repeats must be 'keep' or 'collapse'; got 'drop'"),
        ({"max_steps": 0}, "max_steps must be a whole number of 1 or more; got 0"),
    ):
        with pytest.raises(ValueError, match=message):
            journeys.paths(visits(), **options)


def test_cases_that_begin_with_the_outcome_have_no_path_to_it():
    rows = [
        (1, 0, "A", "x"),
        (2, 0, "B", "x"),
        (2, 1, "A", "x"),
        (3, 0, "A", "x"),
        (3, 0, "B", "x"),
    ]
    result = journeys.paths(table(rows), outcome="A")
    assert {(p.text, p.n, p.reached) for p in result.paths} == {
        ("(nothing before)", 2, 2),  # 3: at the same time is not before
        ("B", 1, 1),
    }


def test_words_of_touchpoints_and_step_matrix():
    points = journeys.touchpoints(visits(), rating="rating", scale=(1, 5))
    assert points.names == ["web", "phone", "cabin"]
    assert points.sentence.endswith("The lowest rating has 'phone': 1.0 [1.0, 2.0].")
    assert "median time since the start" in points._repr_html_()
    assert list(points.to_frame()["touchpoint"]) == points.names
    with pytest.raises(GroupError, match=r"no touchpoint 'wep'\. Did you mean 'web'"):
        points["wep"]
    matrix = journeys.step_matrix(visits(), max_steps=3)
    assert matrix.events == ["web", "phone", END]
    assert matrix["phone", 3].value == 0.65
    assert "<td>65%</td>" in matrix._repr_html_()
    with pytest.raises(GroupError, match="Steps are counted from 1 to 3; got 0"):
        matrix["web", 0]
    with pytest.raises(GroupError, match="There is no event 'fax'"):
        matrix["fax", 1]


def test_a_large_log_is_the_same_on_every_engine(monkeypatch):
    """More than 100,000 rows with ties; pandas itself too, which would hand them over."""
    monkeypatch.setattr(engines, "LARGE", 10**9)
    frame = table(random_rows(110_000, cases=8_000, minutes=90, events="ABCDEF", seed=31))
    functions = {
        "paths": lambda log: journeys.paths(log, outcome="F", max_steps=4, repeats="collapse"),
        "step matrix": journeys.step_matrix,
        "touchpoints": journeys.touchpoints,
        "map": lambda log: journeys.journey_map(log, stage="event", channel="group", rating=None),
    }
    for function in functions.values():
        frames = [function(make(frame)).to_frame() for make in ENGINES.values()]
        for other in frames[1:]:
            pd.testing.assert_frame_equal(frames[0], other, rtol=1e-9)
