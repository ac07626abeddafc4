"""The rules of an event log, on every engine: order, ties, duplicates, zones, gaps, types."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pytest
from logs import ENGINES, EVERY_ENGINE, engine_frame, random_rows, table

from uxcx import AnswerError, ColumnError, engines, journeys

STEPS = ["A", "B"]


def counts(frame, **options):
    return journeys.funnel(frame, steps=STEPS, **options).counts


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_gaps_are_set_aside_and_counted(engine, request):
    rows = [
        (1, 0, "A", "x"),
        (1, 5, "B", "x"),
        (None, 6, "A", "x"),
        (2, None, "A", "x"),
        (2, 7, None, "x"),
        (None, None, "B", "x"),
        (3, 8, "A", "x"),  # a case of one event
        (4, 9, "B", "x"),  # a case that never starts
    ]
    log = journeys.event_log(engine_frame(engine, table(rows), request))
    assert (log.n_events, log.n_missing) == (4, 4)
    assert log.missing == {"case": 2, "time": 2, "event": 1}
    assert "4 events, 4 set aside: 2 without case, 2 without time, 1 without event" in repr(log)
    assert counts(log) == (2, 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_order_of_rows_does_not_matter(engine, request):
    frame = table(random_rows(200, cases=12, minutes=20, events="ABC", seed=1))
    shuffled = frame.sample(frac=1, random_state=3).reset_index(drop=True)
    assert counts(engine_frame(engine, frame, request)) == counts(
        engine_frame(engine, shuffled, request)
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_events_that_are_there_twice_count_once(engine, request):
    frame = table(random_rows(200, cases=12, minutes=20, events="ABC", seed=2))
    twice = pd.concat([frame, frame], ignore_index=True)
    a, b = (
        journeys.funnel(engine_frame(engine, each, request), steps=STEPS) for each in (frame, twice)
    )
    assert a.counts == b.counts
    assert a.quantiles == b.quantiles


@pytest.mark.parametrize("engine", ENGINES)
def test_ties_are_apart_or_together(engine, request):
    frame = engine_frame(engine, table([(1, 3, "B", "x"), (1, 3, "A", "x")]), request)
    assert counts(frame) == (1, 0)
    together = journeys.funnel(frame, steps=STEPS, order="at_or_after")
    assert together.counts == (1, 1)
    assert (together.times[0].n, together.times[0].n_excluded) == (0, 1)  # no time passed
    assert together.quantiles[0] == (0.0, 0.0, 0.0)


#: clocks in Berlin went from 2 to 3 in this night, so ninety minutes lie between these two
NIGHT = [datetime(2024, 3, 31, 1, 0), datetime(2024, 3, 31, 3, 30)]


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_times_with_a_zone_are_instants(engine, request):
    zone = ZoneInfo("Europe/Berlin")
    times = pd.Series(pd.to_datetime([time.replace(tzinfo=zone) for time in NIGHT], utc=True))
    if engine != "spark":  # which keeps instants, but not the zone that they came in
        times = times.dt.tz_convert("Europe/Berlin")
    frame = pd.DataFrame(
        {
            "case": pd.array([1, 1], dtype="Int64"),
            "time": times.dt.as_unit("us"),
            "event": STEPS,
            "group": "x",
        }
    )
    frame = engine_frame(engine, frame, request)
    assert journeys.funnel(frame, steps=STEPS).quantiles[0][1] == 90 * 60
    assert counts(frame, within="90min") == (1, 1)
    assert counts(frame, within="90min", boundary="out") == (1, 0)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_times_without_a_zone_are_taken_as_they_stand(engine, request):
    frame = table([(1, 0, "A", "x"), (1, 1, "B", "x")])
    frame["time"] = pd.Series(NIGHT, dtype="datetime64[us]")
    frame = engine_frame(engine, frame, request)
    assert journeys.funnel(frame, steps=STEPS).quantiles[0][1] == 150 * 60


def test_whole_days_are_times_too():
    days = pl.DataFrame({"case": [1, 1], "event": STEPS}).with_columns(
        time=pl.Series([datetime(2024, 1, 1), datetime(2024, 1, 3)]).cast(pl.Date)
    )
    for frame in (days, days.lazy(), duckdb.from_arrow(days.to_arrow()), days.to_arrow()):
        assert journeys.funnel(frame, steps=STEPS).quantiles[0][1] == 2 * 86400


def test_units_of_time_do_not_matter():
    frame = table([(1, 0, "A", "x"), (1, 1, "B", "x")])
    for unit in ("s", "ms", "us", "ns"):
        frame["time"] = frame["time"].dt.as_unit(unit)
        for make in ENGINES.values():
            assert journeys.funnel(make(frame), steps=STEPS).quantiles[0][1] == 60


@pytest.mark.parametrize("engine", ENGINES)
def test_names_of_columns_and_events_may_be_anything(engine, request):
    frame = pd.DataFrame(
        {
            'who "is" it': ["a", "a"],
            "when, then": table([(1, 0, "", ""), (1, 1, "", "")])["time"],
            "n": [1003, 1009],
        }
    )
    result = journeys.funnel(
        engine_frame(engine, frame, request) if engine != "spark" else frame,
        steps=[1003, "1009"],
        case='who "is" it',
        time="when, then",
        event="n",
    )
    assert result.counts == (1, 1)


@pytest.mark.parametrize("kind", ["category", "ordered", "float"])
def test_categories_and_floats_are_names_too(kind):
    frame = table([(1, 0, "A", "y"), (1, 1, "B", "y"), (2, 0, "A", "x")])
    if kind == "float":
        frame["case"] = [1.0, 1.0, float("nan")]
        assert journeys.event_log(pl.from_pandas(frame)).missing["case"] == 1
        assert counts(pl.from_pandas(frame)) == counts(frame) == (1, 1)
        return
    frame["event"] = frame["event"].astype("category")
    groups = pd.CategoricalDtype(["y", "x"], ordered=kind == "ordered")
    frame["group"] = frame["group"].astype(groups)
    for make in (ENGINES["pandas"], ENGINES["polars"]):
        found = journeys.funnel(make(frame), steps=STEPS, by="group")
        assert sorted(found.groups) == ["x", "y"]
    if kind == "ordered":
        assert journeys.funnel(frame, steps=STEPS, by="group").groups == ["y", "x"]


def test_large_pandas_frames_are_handed_over_and_the_log_says_so(monkeypatch):
    frame = table(random_rows(200, cases=12, minutes=20, events="ABC", seed=4))
    assert journeys.event_log(frame).engine == "pandas"
    monkeypatch.setattr(engines, "LARGE", 100)
    assert journeys.event_log(frame).engine == "Polars, handed over from pandas"
    large = journeys.funnel(frame, steps=STEPS)
    assert "(Polars, handed over from pandas)" in large._repr_html_()
    monkeypatch.setattr(engines, "TAKERS", {"duckdb": "DuckDB"})
    assert journeys.event_log(frame).engine == "DuckDB, handed over from pandas"
    assert journeys.funnel(frame, steps=STEPS).counts == large.counts
    monkeypatch.setattr(engines, "TAKERS", {})
    assert journeys.event_log(frame).engine == "pandas"
    arrow = pl.from_pandas(frame).to_arrow()
    assert journeys.event_log(arrow).engine == "pandas, handed over from PyArrow"
    assert counts(arrow) == large.counts


@pytest.mark.parametrize("engine", ["polars lazy", "duckdb"])
def test_a_lazy_log_is_never_collected_but_for_its_summary(engine, request, monkeypatch):
    frame = table(random_rows(5000, cases=400, minutes=50, events="ABC", seed=4))
    lazy = engine_frame(engine, frame, request)
    sizes = []
    collect = nw.LazyFrame.collect

    def watched(self, *args, **options):
        result = collect(self, *args, **options)
        sizes.append(len(result))
        return result

    monkeypatch.setattr(nw.LazyFrame, "collect", watched)
    journeys.funnel(lazy, steps=STEPS, start="any", within="5min", by="group")
    assert sizes == [1, 2]  # the counts of gaps, then a row a group


def test_times_as_text_and_as_numbers_are_refused():
    frame = table([(1, 0, "A", "x"), (1, 1, "B", "x")])
    text = frame.assign(time=frame["time"].astype(str))
    for make in ENGINES.values():
        with pytest.raises(AnswerError) as error:
            journeys.event_log(make(text))
        assert str(error.value) == (
            "Column 'time' must be dates or times; it holds text; got '2024-03-30 12:00:00'. "
            "Read them first, for example pd.to_datetime(frame['time'], utc=True)."
        )
    with pytest.raises(AnswerError, match=r"it holds numbers; got 5\. Say what they count"):
        journeys.event_log(frame.assign(time=[5, 6]))
    mixed = frame.assign(time=pd.Series([datetime(2024, 1, 1), "x"], dtype=object))
    with pytest.raises(AnswerError, match="it holds Python objects, perhaps of several time zones"):
        journeys.event_log(mixed)
    with pytest.raises(AnswerError, match="it holds values of type Duration"):
        journeys.event_log(frame.assign(time=pd.Series([timedelta(1)] * 2)))


def test_what_is_no_log_is_refused():
    frame = table([(1, 0, "A", "x"), (1, None, "B", "x")])
    with pytest.raises(ColumnError, match=r"no column 'kase'\. Did you mean case='case'\?"):
        journeys.event_log(frame, case="kase")
    with pytest.raises(ColumnError, match=r"no column .case.\. .* case="):
        journeys.event_log(frame.rename(columns={"case": "session"}))
    with pytest.raises(TypeError, match=r"Give a data frame .* is list"):
        journeys.event_log([1, 2])
    with pytest.raises(AnswerError, match="There are no events: the frame has no rows"):
        journeys.event_log(frame.head(0))
    with pytest.raises(AnswerError, match=r"of 1 rows, all lack something \('time' in 1\)"):
        journeys.event_log(frame.tail(1))
    with pytest.raises(TypeError, match=r"opened without 'group': event_log\(\.\.\., also='group'"):
        journeys.funnel(journeys.event_log(frame), steps=STEPS, by="group")


def test_ibis_tables_are_refused_with_the_way_out():
    class Ibis:
        def is_ibis(self):
            return True

    frame = nw.from_native(table([(1, 0, "A", "x")]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(frame), "implementation", property(lambda self: Ibis()))
        with pytest.raises(TypeError, match=r"Ibis tables lose the order of rows.*to_polars"):
            journeys.event_log(frame)
