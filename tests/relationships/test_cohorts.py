"""Cohort retention: an oracle in plain Python on every engine, published counts, every rule."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections import defaultdict

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from relationships.engines import ENGINES, on_spark

from uxcx import AnswerError, ColumnError, compare, datasets, engines, relationships
from uxcx.families import Proportion

DAY = dt.timedelta(days=1)


# --- the oracle: boundaries of periods, one by one ------------------------------------------------


def add_months(day: dt.date, k: int) -> dt.date:
    """Return the same day k months on, or the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + k, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def begin_of(day: dt.date, period: str) -> dt.date:
    if period == "month":
        return day.replace(day=1)
    return day - day.weekday() * DAY if period == "week" else day


def boundary(start: dt.date, k: int, period: str, clock: str) -> dt.date:
    """Return the first day of a customer's period k."""
    first = start if clock == "start" else begin_of(start, period)
    if period == "month":
        return add_months(first, k)
    return first + k * (7 if period == "week" else 1) * DAY


def oracle(events, starts, *, period, clock, kind, since, until, up_to=40):
    """Return successes, n and the unobserved of each segment, cohort and period."""
    days = defaultdict(set)
    for customer, time in events:
        if time.date() <= until:
            days[customer].add(time.date())
    given = starts is not None
    if not given:
        starts = {customer: (min(seen), "x") for customer, seen in days.items()}
    cells = defaultdict(lambda: [0, 0, 0])
    last = -1
    for customer, (start, segment) in starts.items():
        if start > until:
            continue
        edges = [boundary(start, k, period, clock) for k in range(up_to + 2)]
        seen = {day for day in days[customer] if day >= edges[0] and (not given or day >= since)}
        active = [any(edges[k] <= day < edges[k + 1] for day in seen) for k in range(up_to + 1)]
        ended = [edges[k + 1] <= until + DAY for k in range(up_to + 1)]
        inside = [end and (not given or edges[k] >= since) for k, end in enumerate(ended)]
        if kind == "bounded" and given and edges[1] < since:
            inside = [False] * len(inside)
        last = max(last, sum(ended) - 1)
        cohort = begin_of(start, period).isoformat()[: 7 if period == "month" else None]
        for k in range(0 if given and kind != "bounded" else 1, up_to + 1):
            if kind == "rolling":
                retained = any(day >= edges[k] for day in seen)
            else:
                retained = active[k] if kind == "classic" else any(active[1 : k + 1])
            cell = cells[segment, cohort, k]
            cell[0] += retained and inside[k]
            cell[1] += inside[k]
            cell[2] += not inside[k]
    return {key: tuple(cell) for key, cell in cells.items() if key[-1] <= last}


def as_found(table, *, segments):
    found = {}
    for cell in table.cells:
        segment = cell.group[0][1] if segments else "x"
        (_, cohort), (_, place) = cell.group[-2:]
        counts = cell.summary
        found[segment, cohort, int(place)] = (counts.successes, counts.n, counts.n_excluded)
    return found


START = dt.datetime(2024, 1, 25)
TIMES = st.integers(0, 95 * 24).map(lambda hours: START + dt.timedelta(hours=hours))
EVENTS = st.lists(st.tuples(st.sampled_from("abcdef"), TIMES), min_size=1, max_size=30)
STARTS = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(st.integers(-20, 100).map(lambda n: START.date() + n * DAY), st.sampled_from("xy")),
    min_size=1,
)
OPTIONS = st.fixed_dictionaries(
    {
        "period": st.sampled_from(["month", "week", "day"]),
        "clock": st.sampled_from(["calendar", "start"]),
        "kind": st.sampled_from(["classic", "rolling", "bounded"]),
    }
)


def frame_of(events):
    frame = pd.DataFrame(events, columns=["customer", "time"])
    return frame.assign(time=frame["time"].astype("datetime64[us]"))


def frame_of_starts(starts):
    rows = [(customer, day, segment) for customer, (day, segment) in starts.items()]
    frame = pd.DataFrame(rows, columns=["customer", "joined", "plan"])
    return frame.assign(joined=pd.to_datetime(frame["joined"]).astype("datetime64[us]"))


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=12)
@given(events=EVENTS, options=OPTIONS, early=st.integers(0, 40))
def test_first_events_as_starts_agree_with_plain_python(engine, events, options, early):
    until = max(time for _, time in events).date() - early * DAY
    data = ENGINES[engine](frame_of(events))
    if min(time for _, time in events).date() > until:
        with pytest.raises(AnswerError, match=f"There are no events until {until}"):
            relationships.retention(data, until=until, **options)
        return
    table = relationships.retention(data, until=until, up_to=40, **options)
    expected = oracle(events, None, since=None, until=until, **options)
    assert as_found(table, segments=False) == expected


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=12)
@given(events=EVENTS, starts=STARTS, options=OPTIONS, late=st.integers(0, 40))
def test_given_starts_agree_with_plain_python(engine, events, starts, options, late):
    since, until = START.date() + late * DAY, dt.date(2024, 4, 30)
    if min(start for start, _ in starts.values()) > until:
        return
    make = ENGINES[engine]
    table = relationships.retention(
        make(frame_of(events)),
        starts=make(frame_of_starts(starts)),
        by="plan",
        since=since,
        until=until,
        up_to=40,
        **options,
    )
    expected = oracle(events, starts, since=since, until=until, **options)
    assert as_found(table, segments=True) == expected


@pytest.fixture(scope="module")
def many():
    """150,000 unsorted events of 8,000 customers, with ties and repetitions."""
    rng = np.random.default_rng(7)
    n = 150_000
    hours = rng.integers(0, 300 * 24, n) * np.timedelta64(3600 * 10**6, "us")
    frame = pd.DataFrame(
        {"customer": rng.integers(0, 8000, n), "time": np.datetime64("2023-03-01", "us") + hours}
    )
    return pd.concat([frame, frame[:500]], ignore_index=True)


@pytest.fixture(scope="module")
def joined():
    rng = np.random.default_rng(8)
    days = rng.integers(-30, 310, 8100) * np.timedelta64(86400 * 10**6, "us")
    plans = rng.choice(["x", "y"], 8100)
    day = np.datetime64("2023-03-01", "us") + days
    return pd.DataFrame({"customer": np.arange(8100), "joined": day, "plan": plans})


MANY = {"period": "month", "clock": "start", "kind": "classic", "until": dt.date(2023, 12, 15)}


@pytest.fixture(scope="module")
def answer(many, joined):
    """What plain Python makes of the many events."""
    events = [(c, t.to_pydatetime()) for c, t in zip(many["customer"], many["time"], strict=True)]
    starts = {c: (d.date(), p) for c, d, p in joined.itertuples(index=False)}
    return oracle(events, starts, since=dt.date(2023, 3, 1), up_to=12, **MANY)


def of_many(many, joined):
    return relationships.retention(many, starts=joined, by="plan", **MANY)


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree_on_many_rows(engine, many, joined, answer):
    make = ENGINES[engine]
    assert as_found(of_many(make(many), make(joined)), segments=True) == answer


def test_spark_agrees_on_many_rows(spark, many, joined, answer):
    table = of_many(on_spark(spark, many), on_spark(spark, joined))
    assert as_found(table, segments=True) == answer


def test_a_large_pandas_frame_is_handed_to_polars_and_its_starts_too(many, joined, monkeypatch):
    handed = []
    lazy = nw.DataFrame.lazy

    def watched(self, backend=None):
        handed.append((self.implementation.is_pandas(), len(self), backend))
        return lazy(self, backend)

    monkeypatch.setattr(nw.DataFrame, "lazy", watched)
    large = of_many(many, joined)
    assert handed == [(True, len(many), "polars"), (True, len(joined), "polars")]
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    plain = of_many(many, joined)
    assert len(handed) == 2
    assert plain.to_frame().equals(large.to_frame())
    assert plain.left_out == large.left_out


@pytest.mark.parametrize("engine", ENGINES)
def test_a_customer_counts_once_in_a_month_whatever_the_cohorts(engine):
    days = [("a", 1, 31), ("a", 2, 3), ("a", 2, 10), ("b", 3, 31)]
    log = frame_of([(who, dt.datetime(2024, month, day)) for who, month, day in days])
    table = relationships.retention(ENGINES[engine](log), period="month", cohort="day")
    assert list(table.sizes) == [("2024-01-31",), ("2024-03-31",)]
    assert table["2024-01-31", 1].summary == Proportion(successes=1, n=1)


def test_only_counts_are_collected(many, monkeypatch):
    """A lazy log is reduced where it is: no collected frame is longer than the table's cells."""
    lengths = []
    collect = pl.LazyFrame.collect

    def watched(self, *args, **kwargs):
        frame = collect(self, *args, **kwargs)
        lengths.append(len(frame))
        return frame

    monkeypatch.setattr(pl.LazyFrame, "collect", watched)
    for kind in ("classic", "rolling", "bounded"):
        relationships.retention(pl.from_pandas(many).lazy(), kind=kind)
    assert 0 < max(lengths) < 150


# --- published counts -----------------------------------------------------------------------------


def test_clickhouse_documented_example():
    """Users 0 to 4 on day 1, 0 to 9 on day 2, 0 to 14 on day 3: 5, 5 and 5 of day 1's five.

    ClickHouse documentation, parametric aggregate functions, `retention`.
    """
    day = dt.datetime(2020, 1, 1)
    events = [(uid, day + k * DAY) for k, n in enumerate((5, 10, 15)) for uid in range(n)]
    table = relationships.retention(frame_of(events), period="day", up_to=2)
    assert table.sizes["2020-01-01",] == 5
    assert [table["2020-01-01", k].summary.successes for k in (1, 2)] == [5, 5]
    # those who came on day 2 only are a cohort of their own
    assert (table["2020-01-02", 1].summary.successes, table["2020-01-02", 1].n) == (5, 5)
    assert table["2020-01-02", 2].note == "not yet observed."


# --- rules ----------------------------------------------------------------------------------------

LOG = frame_of(
    [
        ("a", dt.datetime(2024, 1, 31, 9)),
        ("a", dt.datetime(2024, 2, 28, 23, 59)),
        ("a", dt.datetime(2024, 2, 29, 0, 0)),
        ("b", dt.datetime(2024, 1, 1)),
        ("c", dt.datetime(2024, 2, 5)),
        ("c", dt.datetime(2024, 3, 31)),
    ]
)


def test_a_cell_is_a_proportion_with_its_interval():
    cell = relationships.retention(LOG)["2024-01", 1]
    assert repr(cell) == "retention, 2024-01, month 1: 50% [9, 91] (1 of 2; 95%, adjusted Wald)"
    assert cell.summary == Proportion(successes=1, n=2)
    wilson = relationships.retention(LOG, method="wilson", confidence_level=0.9)["2024-01", 1]
    expected = Proportion(successes=1, n=2).estimate(method="wilson", confidence_level=0.9)
    assert (wilson.low, wilson.high, wilson.method) == (expected.low, expected.high, "Wilson")


def test_what_is_not_yet_observed_has_no_value():
    table = relationships.retention(LOG)
    late = table["2024-02", 2]
    assert math.isnan(late.value)
    assert (late.n, late.n_excluded, late.note) == (0, 1, "not yet observed.")
    assert late.sentence == "Retention (2024-02, month 2) is not known: not yet observed."
    assert math.isnan(table.wide().loc["2024-02", 2])
    with pytest.raises(ValueError, match="2024-02, month 2 has no answers"):
        compare(late, table["2024-01", 2])


def test_the_last_period_counts_only_if_it_was_observed_to_its_end():
    assert relationships.retention(LOG)["2024-01", 2].n == 2  # the last event is on 31 March
    early = LOG[:-1]
    assert relationships.retention(early, until="2024-03-31")["2024-01", 2].n == 2
    assert relationships.retention(early, until="2024-03-30").average.groups == [1]
    assert relationships.retention(early, until="2024-03-31", up_to=1).average.groups == [1]


def test_a_month_from_the_31st_ends_on_the_last_day_of_february():
    start = relationships.retention(LOG, clock="start", until="2024-03-31")
    assert start["2024-01", 1].summary.successes == 1  # a, on 29 February and not before
    without = relationships.retention(LOG.drop(index=2), clock="start", until="2024-03-31")
    assert without["2024-01", 1].summary.successes == 0


def test_the_average_adds_up_the_cohorts_that_are_observed():
    table = relationships.retention(LOG)
    one, two = table.average
    assert (one.summary.successes, one.n, one.n_excluded) == (2, 3, 0)
    assert (two.summary.successes, two.n, two.n_excluded) == (0, 2, 1)
    assert table.sentence == (
        "Retention: in month 1 it was 67% [20, 94] of 3 and in month 2 it was 0% [0, 71] of 2 "
        "customers. For month 2, customers who are not observed (1) count neither as retained nor "
        "as lost."
    )


def test_rows_that_cannot_be_used_are_counted():
    more = pd.DataFrame(
        {
            "customer": ["a", None, None, "z", "b", "b"],
            "time": pd.to_datetime(
                [None, "2024-01-05", None, "2024-01-05", "2024-01-02", "2024-04-09"]
            ).astype("datetime64[us]"),
        }
    )
    starts = pd.DataFrame(
        {
            "customer": ["a", "b", "c", "d", None, "e"],
            "joined": pd.to_datetime(
                ["2024-01-31", "2024-02-01", "2024-02-01", None, "2024-01-01", "2024-05-01"]
            ),
        }
    )
    log = pd.concat([LOG, more], ignore_index=True)
    expected = {
        "events without a customer": 2,
        "events without a time": 1,
        "events after the last observed day": 1,
        "starts without a customer": 1,
        "customers without a start": 1,
        "customers who start after the last observed day": 1,
        "events of customers without a start": 1,
        "events before the start": 2,
    }
    for make in ENGINES.values():
        table = relationships.retention(make(log), starts=make(starts), until="2024-03-31")
        assert table.left_out == expected
        assert table.n == 3
    assert "Not used: events without a customer (2); events without a time (1);" in table.sentence


def test_a_customer_without_events_counts_where_starts_are_given():
    starts = pd.DataFrame({"customer": ["a", "n"], "joined": pd.to_datetime(["2024-01-31"] * 2)})
    table = relationships.retention(LOG, starts=starts)
    assert [(e.summary.successes, e.n) for e in table.average] == [(1, 2), (1, 2), (0, 2)]


def test_periods_before_the_log_begins_are_not_observed():
    """Who joined before the log was kept was not inactive then: nobody looked."""
    app = datasets.load("budgeting")
    active = app.months[app.months["active"] == 1]
    table = relationships.retention(
        active, time="month", starts=app.customers, until="2025-12-31", up_to=17
    )
    cell = table["2024-07", 5]
    assert (cell.n, cell.n_excluded, cell.note) == (0, 160, "not observed: the log begins later.")
    assert table["2024-07", 6].value > 0.8
    given = relationships.retention(
        active, time="month", starts=app.customers, since="2025-03-01", until="2025-12-31"
    )
    assert given["2024-07", 7].note == "not observed: the log begins later."
    assert given["2024-07", 8].n == 160
    assert set(given.left_out) == {"events before the first observed day"}


def test_days_are_told_apart_in_the_time_zone_that_is_asked_for():
    """From 23:30 in UTC it is the next day in Berlin, in summer as of 22:00."""
    utc = pd.to_datetime(
        ["2024-03-30 12:00", "2024-03-30 23:30", "2024-03-31 22:30", "2024-04-01 12:00"], utc=True
    )
    log = pd.DataFrame({"customer": "a", "time": utc})
    for frame in (log, pl.from_pandas(log), pl.from_pandas(log).lazy()):
        options = {"period": "day", "until": "2024-04-02"}
        there = relationships.retention(frame, **options)
        assert [e.summary.successes for e in there.average] == [1, 1, 0]
        here = relationships.retention(frame, time_zone="Europe/Berlin", **options)
        assert [e.summary.successes for e in here.average] == [1, 1, 0]
    shifted = relationships.retention(log[1:3], period="day", until="2024-04-02")
    local = relationships.retention(
        log[1:3], period="day", until="2024-04-02", time_zone="Europe/Berlin"
    )
    assert list(shifted.sizes) == [("2024-03-30",)]
    assert list(local.sizes) == [("2024-03-31",)]


def test_segments_are_compared_period_by_period():
    log = LOG.assign(plan=LOG["customer"].map({"a": "free", "b": "paid", "c": "paid"}))
    table = relationships.retention(log, by="plan")
    assert table.segments == [("free",), ("paid",)]
    assert table["free", "2024-01", 1].n == 1
    comparison = compare(table.average["free", 1], table.average["paid", 1])
    assert comparison.labels == ("free, month 1", "paid, month 1")
    assert table.wide().index.names == ["plan", "cohort"]
    assert [len(table.curve("free")), len(table.curve("paid"))] == [2, 2]


def test_segments_keep_the_order_of_their_categories():
    plans = pd.Categorical(["plus", "free"], categories=["plus", "free"], ordered=True)
    starts = pd.DataFrame(
        {"customer": ["a", "c"], "joined": pd.to_datetime(["2024-01-01"] * 2), "plan": plans}
    )
    assert relationships.retention(LOG, starts=starts, by="plan").segments == [("plus",), ("free",)]


def test_who_is_in_two_segments_is_refused():
    log = LOG.assign(plan=["x", "y", "x", "x", "x", "y"])
    with pytest.raises(AnswerError) as error:
        relationships.retention(log, by="plan")
    assert str(error.value) == (
        "Customer 'a' is in more than one segment of plan, and 1 more is. Each customer must be in "
        "one."
    )
    starts = pd.DataFrame({"customer": ["a", "a"], "joined": pd.to_datetime(["2024-01-01"] * 2)})
    with pytest.raises(AnswerError) as error:
        relationships.retention(LOG, starts=starts)
    assert str(error.value) == (
        "Customer 'a' is in more than one row of starts. Each customer must be in one."
    )


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"period": "year"}, ValueError, "period must be one of 'day', 'week', 'month'"),
        ({"cohort": "year"}, ValueError, "period must be one of"),
        ({"kind": "n-day"}, ValueError, "kind must be one of 'classic', 'rolling', 'bounded'"),
        ({"clock": "wall"}, ValueError, "clock must be one of 'calendar', 'start'; got 'wall'"),
        ({"up_to": 0}, ValueError, "up_to must be a whole number of 1 or more; got 0"),
        ({"method": "normal"}, ValueError, "method"),
        ({"confidence_level": 95}, ValueError, "Write 95% as 0.95"),
        ({"since": "2024-01-01"}, TypeError, "since goes with starts"),
        ({"customer": "client"}, ColumnError, "There is no column 'client'"),
        ({"by": "month"}, ColumnError, "The column 'month' of by= is called as a column"),
        ({"until": "2023-12-31"}, AnswerError, "There are no events until 2023-12-31"),
    ],
)
def test_what_is_not_offered_is_refused(options, error, message):
    with pytest.raises(error, match=message):
        relationships.retention(LOG.assign(month=1), **options)


def test_nothing_to_count_is_refused():
    with pytest.raises(AnswerError, match="There are no events with a customer and a time"):
        relationships.retention(LOG[:0])
    with pytest.raises(AnswerError, match="There are no events with a customer and a time"):
        relationships.retention(LOG.assign(customer=None))
    starts = pd.DataFrame({"customer": ["a"], "joined": pd.to_datetime(["2025-01-01"])})
    with pytest.raises(AnswerError, match="There are no customers who start until 2024-03-31"):
        relationships.retention(LOG, starts=starts)


def test_a_log_of_one_day_has_nothing_observed_yet():
    table = relationships.retention(LOG[:1])
    assert len(table.cells) == 0
    assert table.sentence == "No month has ended yet, so retention is not known."


def test_monthly_cohorts_may_be_followed_by_the_day():
    table = relationships.retention(LOG, period="day", cohort="month", clock="start", up_to=29)
    assert {key for (key,) in table.sizes} == {"2024-01", "2024-02"}
    assert table["2024-01", 29].summary.successes == 1
    assert table["2024-01", 29].n == 2


def test_the_table_reads_well():
    table = relationships.retention(LOG)
    assert repr(table).splitlines()[0] == (
        "retention by month (active in that month): 3 customers in 2 cohorts, observed until "
        "2024-03-31"
    )
    page = table._repr_html_()
    assert '<th scope="col">month 1</th>' in page
    assert "<td>—</td>" in page
    frame = table.to_frame()
    assert frame[["cohort", "month", "n"]].to_numpy().tolist() == [
        ["2024-01", 1, 2],
        ["2024-01", 2, 2],
        ["2024-02", 1, 1],
        ["2024-02", 2, 0],
    ]
