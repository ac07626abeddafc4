"""What follows on what: a published example, a plain count on every engine, and the words."""

from __future__ import annotations

from collections import Counter

import narwhals.stable.v2 as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from logs import ENGINES, EVERY_ENGINE, by_case, engine_frame, random_rows, small_logs, table

from uxcx import AnswerError, journeys, ux
from uxcx.errors import GroupError

END = "(end)"

#: van der Aalst's running example, as in pm4py's tests: 42 events of 6 cases
RUNNING = [
    "register request,examine thoroughly,check ticket,decide,reject request",
    "register request,check ticket,examine casually,decide,pay compensation",
    "register request,examine casually,check ticket,decide,reinitiate request,"
    "examine thoroughly,check ticket,decide,pay compensation",
    "register request,check ticket,examine thoroughly,decide,reject request",
    "register request,examine casually,check ticket,decide,reinitiate request,check ticket,"
    "examine casually,decide,reinitiate request,examine casually,check ticket,decide,"
    "reject request",
    "register request,examine casually,check ticket,decide,pay compensation",
]
#: pm4py 2.7.23.11, discover_dfg
DFG = {
    ("check ticket", "decide"): 6,
    ("check ticket", "examine casually"): 2,
    ("check ticket", "examine thoroughly"): 1,
    ("decide", "pay compensation"): 3,
    ("decide", "reinitiate request"): 3,
    ("decide", "reject request"): 3,
    ("examine casually", "check ticket"): 4,
    ("examine casually", "decide"): 2,
    ("examine thoroughly", "check ticket"): 2,
    ("examine thoroughly", "decide"): 1,
    ("register request", "check ticket"): 2,
    ("register request", "examine casually"): 3,
    ("register request", "examine thoroughly"): 1,
    ("reinitiate request", "check ticket"): 1,
    ("reinitiate request", "examine casually"): 1,
    ("reinitiate request", "examine thoroughly"): 1,
}


def log_of(paths):
    return table(
        [
            (case, minute, event, "x")
            for case, path in enumerate(paths)
            for minute, event in enumerate(path.split(","))
        ]
    )


def test_the_running_example_of_process_mining():
    result = journeys.transitions(log_of(RUNNING))
    assert {(e.origin, e.target): e.n for e in result.edges if e.target != END} == DFG
    assert [(e.group[0][1], e.summary.successes) for e in result.starts] == [
        ("register request", 6)
    ]
    assert {e.group[0][1]: e.summary.successes for e in result.ends} == {
        "reject request": 3,
        "pay compensation": 3,
    }
    assert (result.n_cases, result.n_transitions, result.n_ties) == (6, 36, 0)
    assert result.matrix().loc["check ticket", "decide"] == 6
    assert result.matrix().to_numpy().sum() == 42


def counted(rows):
    """Return how often what follows on what, ties in the order of names."""
    found = Counter()
    for events in by_case(rows).values():
        names = [event for _, event in sorted(events)]
        found.update(zip(names, [*names[1:], END], strict=True))
    return found


def ties(rows):
    return sum(len(events) - len({time for time, _ in events}) for events in by_case(rows).values())


def of(result):
    return {(edge.origin, edge.target): edge.n for edge in result.edges}


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_counts_and_intervals_on_every_engine(engine, request):
    rows = random_rows(500, cases=40, minutes=25, events="ABCD", seed=11)
    both = journeys.transitions(engine_frame(engine, table(rows), request), by="group")
    for group in "xy":
        mine = [row for row in rows if row[3] == group]
        result = both[group]
        assert of(result) == counted(mine)
        assert result.n_ties == ties(mine)
        assert result.n_cases == len(by_case(mine))
        # the interval is that of the metric with unit=: its rows are the events of the origin
        attempts = pd.DataFrame(
            [
                (case, after == "B")
                for case, events in by_case(mine).items()
                for (_, name), (_, after) in zip(
                    sorted(events), [*sorted(events)[1:], (None, END)], strict=True
                )
                if name == "A"
            ],
            columns=["case", "to_b"],
        )
        reference = ux.task_success(attempts, "to_b", unit="case")
        found = result["A", "B"]
        assert found.low == pytest.approx(reference.low, rel=1e-9)
        assert found.high == pytest.approx(reference.high, rel=1e-9)
        assert found.n_units == reference.n_units


@pytest.mark.parametrize("engine", ENGINES)
def test_a_large_log_with_ties(engine, request):
    rows = random_rows(110_000, cases=9_000, minutes=300, events="ABCDEF", seed=12)
    result = journeys.transitions(engine_frame(engine, table(rows), request))
    assert of(result) == counted(rows)
    assert result.n_ties == ties(rows)


@pytest.mark.parametrize("engine", ["pandas", "polars lazy", "duckdb"])
@settings(max_examples=30)
@given(rows=small_logs)
def test_any_log_gives_what_counting_gives(engine, rows):
    result = journeys.transitions(ENGINES[engine](table(rows)))
    assert of(result) == counted(rows)
    assert sum(estimate.value for estimate in result.probabilities) == pytest.approx(
        len(result.states)
    )
    assert sum(e.summary.successes for e in result.starts) == len(by_case(rows))


def test_without_units_the_counts_are_the_same_and_ties_are_not_counted():
    rows = random_rows(300, cases=20, minutes=25, events="ABC", seed=13)
    fast, whole = (journeys.transitions(table(rows), unit=unit) for unit in (None, "case"))
    assert of(fast) == of(whole)
    assert fast.n_ties is None
    assert fast["A", "B"].n_units is None
    assert fast["A", "B"].value == whole["A", "B"].value


@pytest.mark.parametrize("engine", ["pandas", "polars lazy", "duckdb"])
def test_a_column_may_order_ties(engine, request):
    rows = [(1, 0, "B", "1"), (1, 0, "A", "2"), (1, 0, "C", "0")]
    frame = engine_frame(engine, table(rows), request)
    by_name = journeys.transitions(frame)
    assert of(by_name) == {("A", "B"): 1, ("B", "C"): 1, ("C", END): 1}
    assert by_name.n_ties == 2
    assert "2 events have the same time as the one before" in by_name._repr_html_()
    ordered = journeys.transitions(frame, sequence="group")
    assert of(ordered) == {("C", "B"): 1, ("B", "A"): 1, ("A", END): 1}
    assert ordered.n_ties is None


def test_handoffs_between_channels():
    log = table([(1, 0, "A", "app"), (1, 1, "B", "app"), (1, 2, "A", "phone"), (2, 0, "A", "app")])
    result = journeys.transitions(log, channel="group", of="channel")
    assert of(result) == {
        ("app", END): 1,
        ("app", "app"): 1,
        ("app", "phone"): 1,
        ("phone", END): 1,
    }
    assert [e.value for e in result.loops] == [pytest.approx(1 / 3)]
    assert result.sentence == (
        "2 cases made 2 transitions between 2 channels. Most frequent: app → app (1), app → phone "
        "(1)."
    )


def test_channels_that_are_missing_are_refused():
    log = table([(1, 0, "A", "app"), (1, 1, "B", None)])
    with pytest.raises(AnswerError, match=r"Column 'group' is missing in 1 event\."):
        journeys.transitions(log, channel="group", of="channel")
    with pytest.raises(TypeError, match=r"transitions\(\) needs channel="):
        journeys.transitions(log, of="channel")


def test_a_case_of_two_groups_is_refused():
    log = table([(1, 0, "A", "x"), (1, 1, "B", "y"), (2, 0, "A", "x")])
    with pytest.raises(AnswerError, match="1 case has events of two groups of 'group', for exampl"):
        journeys.transitions(log, by="group")


def test_words():
    result = journeys.transitions(log_of(["A,B,B", "A,B", "A"]))
    assert repr(result).splitlines()[:2] == [
        "transitions: 3 cases made 3 transitions between 2 events. Most frequent: A → B (2), "
        "B → B (1).",
        "A → B: 2; 67% [4, 99]",
    ]
    never = result["B", "A"]
    assert (never.summary.base.successes, never.n, never.n_units) == (0, 3, 2)
    assert list(result.to_frame().columns[:4]) == ["from", "to", "n", "n_from"]
    with pytest.raises(GroupError, match=r"There is no event 'b'\. Did you mean 'B'\?"):
        result["b", "A"]
    with pytest.raises(GroupError, match="Pick a transition by its two ends; got 'A'"):
        result["A"]
    with pytest.raises(GroupError, match="Nothing can follow"):
        result[END, "A"]
    for options, message in (
        ({"of": "page"}, "of must be one of 'event', 'channel', 'stage'; got 'page'"),
        ({"unit": "customer"}, "unit must be one of 'case', None; got 'customer'"),
    ):
        with pytest.raises(ValueError, match=message):
            journeys.transitions(log_of(["A"]), **options)


def test_two_groups_are_compared_on_every_transition():
    rows = [
        (case + 100 * new, minute, event, "new" if new else "old")
        for new, paths in ((0, ["AC", "ABC", "A"]), (1, ["AB", "ABD"]))
        for case, path in enumerate(paths * 10)
        for minute, event in enumerate(path)
    ]
    both = journeys.transitions(table(rows), by="group")
    result = journeys.compare_transitions(both["new"], both["old"])
    assert result["A", "B"].comparison.value == pytest.approx(1 - 1 / 3)
    assert result["A", "B"].comparison.sentence.startswith("Transition from A to B was 67")
    assert result.left_out == {
        ("C", END): "nobody of new got that far",
        ("D", END): "nobody of old got that far",
    }
    assert result["A", "B"].n_tests == len(result) == 6
    few = journeys.compare_transitions(both["new"], both["old"], least=12)
    assert few.left_out["B", "D"] == "made 10 times by both together, fewer than 12"
    assert "A → B" in result.to_frame()["transition"].tolist()
    with pytest.raises(ValueError, match="The first are transitions of events, the second of chan"):
        journeys.compare_transitions(
            both["new"], journeys.transitions(table(rows), channel="group", of="channel")
        )
    with pytest.raises(TypeError, match="takes the transitions of two groups; got a Groups"):
        journeys.compare_transitions(both, both["old"])


@pytest.mark.parametrize("engine", ["polars lazy", "duckdb"])
def test_only_the_edges_are_collected(engine, request, monkeypatch):
    frame = table(random_rows(5000, cases=400, minutes=50, events="ABC", seed=4))
    lazy = engine_frame(engine, frame, request)
    sizes = []
    collect = nw.LazyFrame.collect

    def watched(self, *args, **options):
        result = collect(self, *args, **options)
        sizes.append(len(result))
        return result

    monkeypatch.setattr(nw.LazyFrame, "collect", watched)
    journeys.transitions(lazy, by="group")
    # gaps; cases of two groups; three events and the end after three events in two groups
    assert sizes == [1, 1, 24]
