"""Linking: what is put together, in which window, what is left out, and who is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from uxcx import AnswerError, ColumnError, datasets, linkage
from uxcx.linkage import Source

ENGINES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "duckdb": duckdb.from_df,
    "arrow": lambda frame: pl.from_pandas(frame).to_arrow(),
}


def customers() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer": ["a", "b", "c", "d"],
            "plan": ["free", "paid", "paid", "free"],
            "age": [30.0, 40.0, 50.0, 60.0],
            "asked": pd.to_datetime(["2025-07-01", "2025-08-01", "2025-09-01", None]),
        }
    )


def visits() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "who": ["a", "a", "b", "b", "x", None, "c", "a"],
            "time": pd.to_datetime(
                [
                    *("2025-06-01", "2025-06-20", "2025-05-01", "2025-07-31"),
                    *("2025-06-01", "2025-06-01", None, "2025-12-01"),
                ]
            ),
            "seconds": [10.0, 20.0, 5.0, np.nan, 1.0, 1.0, 7.0, 99.0],
        }
    )


def answers() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer": ["a", "b", "b", "b"],
            "answered": pd.to_datetime(["2025-07-02", "2025-08-02", "2025-08-03", "2025-08-03"]),
            "score": [9, 3, 5, 8],
        }
    )


def linked(engine: str = "pandas", **changed: Any) -> linkage.Linked:
    made = ENGINES[engine]
    window: dict[str, Any] = {"start": -60, "end": 0} | changed.pop("window", {})
    experience = Source(
        name="visits",
        data=made(visits()),
        customer="who",
        time="time",
        columns={
            "visits": ("who", "count"),
            "seconds": ("seconds", "sum"),
            "slowest": ("seconds", "max"),
            "latest": ("seconds", "last"),
        },
        **window,
    )
    outcome = Source(
        name="survey",
        data=made(answers()),
        time="answered",
        columns={"first": ("score", "first"), "score": ("score", "last")},
    )
    options: dict[str, Any] = {
        "experience": [experience],
        "outcomes": [outcome],
        "keep": ["plan", "age"],
        "anchor": "asked",
    }
    return linkage.link(made(customers()), **(options | changed))


def as_pandas(native: Any) -> pd.DataFrame:
    if isinstance(native, pl.LazyFrame):
        native = native.collect()
    if isinstance(native, duckdb.DuckDBPyRelation):
        return native.df()
    return native if isinstance(native, pd.DataFrame) else native.to_pandas()


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_are_put_together_in_their_window_on_every_engine(engine: str) -> None:
    found = linked(engine)
    rows = as_pandas(found.frame).sort_values("customer").reset_index(drop=True)
    nan = np.nan
    expected = pd.DataFrame(
        {
            "visits": [2, 1, 0, 0],
            "seconds": [30.0, nan, 0.0, 0.0],  # nothing but a missing value has no sum
            "slowest": [20.0, nan, nan, nan],
            "latest": [20.0, nan, nan, nan],
            "first": [9.0, 3.0, nan, nan],
            "score": [9.0, 6.5, nan, nan],
        }
    )
    assert rows["customer"].tolist() == ["a", "b", "c", "d"]
    pd.testing.assert_frame_equal(
        rows[list(expected)].astype(float), expected.astype(float), check_dtype=False
    )
    (used, answered) = found.coverage
    assert (used.rows, used.used, used.before, used.after) == (8, 3, 1, 1)
    assert (used.timeless, used.unknown, used.nobody) == (1, 1, 1)
    assert (used.customers, answered.customers) == (1, 2)
    assert (found.n, found.n_complete) == (4, 1)
    assert found.sentence == (
        "Of 4 customers, 1 (25%) have all parts. These are too few to see whether they differ from "
        "the others."
    )
    assert found.notes == (
        "Visits: 5 of 8 rows were left out (1 before the window, 1 after the window, 1 without a "
        "time, 1 of customers who are not in the table of customers, 1 without a customer).",
        "Visits: customers without rows count as 0 in visits and seconds.",
        "Survey: 1 customer with two values at the same first or last time; their mean was taken.",
    )


def test_experience_after_the_outcome_is_refused() -> None:
    with pytest.raises(AnswerError, match="for 1 customer the experience has rows later than"):
        linked(window={"start": None, "end": None})
    with pytest.raises(AnswerError, match="'visits' is experience and 'survey' an outcome"):
        linked(window={"start": "2025-01-01", "end": "2026-01-01"})
    # Without a time, the window says when.
    said = Source(
        name="said", data=customers(), columns={"old": ("age", "max")}, start="2025-01-01",
        end="2025-07-10",
    )  # fmt: skip
    with pytest.raises(AnswerError, match="'said' is experience and 'survey' an outcome, but"):
        linked(experience=[said])
    early = Source(
        name="said", data=customers(), columns={"old": ("age", "max")}, start="2025-01-01",
        end="2025-07-01",
    )  # fmt: skip
    assert "was said, not seen" in linked(experience=[early]).notes[0]


def test_selection_is_the_standardised_difference() -> None:
    rng = np.random.default_rng(3)
    people = pd.DataFrame({"customer": range(400), "age": rng.normal(40, 10, 400)})
    people["plan"] = np.where(rng.random(400) < 0.4, "free", "paid")
    answered = people[rng.random(400) < 1 / (1 + np.exp(-(people["age"] - 40) / 8))]
    survey = answered.assign(time=pd.Timestamp("2025-01-01"), score=5)
    found = linkage.link(
        people,
        experience=[],
        outcomes=[
            Source(name="survey", data=survey, time="time", columns={"score": ("score", "mean")})
        ],
        keep=["age", "plan"],
    )
    most = found.selection[0]
    others = people[~people["customer"].isin(answered["customer"])]
    pooled = np.sqrt(
        (answered["age"].var() * (len(answered) - 1) + others["age"].var() * (len(others) - 1))
        / 398
    )
    expected = (answered["age"].mean() - others["age"].mean()) / pooled
    assert (most.part, most.known) == ("all parts", "age")
    assert most.difference.value == pytest.approx(expected, rel=0.01)
    assert most.difference.low < expected < most.difference.high
    assert "They are not like the others: they differ most in age" in found.sentence
    table = found.selection_to_frame()
    assert table["known"].tolist()[:3] == ["age", *table["known"].tolist()[1:3]]
    assert set(table["part"]) == {"all parts", "survey"}
    share = (answered["plan"] == "free").mean()
    row = table[(table["known"] == "plan: free") & (table["part"] == "survey")]
    assert row["with_part"].item() == pytest.approx(share)


def test_words_when_nothing_is_known_or_nobody_is_missing() -> None:
    assert "nothing is known of all" in linked(keep=[]).sentence
    counted = Source(
        name="visits", data=visits(), customer="who", time="time", end="2025-07-01",
        columns={"visits": ("who", "count")},
    )  # fmt: skip
    told = linked(keep=[], experience=[counted])  # of who has no visit it is known that they have 0
    assert {each.known for each in told.selection} == {"visits"}
    people = customers().assign(time=pd.Timestamp("2025-01-01"))
    source = Source(name="age", data=people, time="time", columns={"old": ("age", "mean")})
    everybody = linkage.link(people, experience=[source], outcomes=[], keep=["plan"])
    assert everybody.sentence == "Of 4 customers, 4 (100%) have all parts."
    assert everybody.selection == ()
    half = Source(name="age", data=people.head(2), time="time", columns={"old": ("age", "mean")})
    unknown = linkage.link(people, experience=[half], outcomes=[])
    assert unknown.sentence.endswith(
        "nothing is known of all. Name columns of the customers with keep=."
    )
    assert linked()._repr_html_().count("<tr>") >= 4
    assert list(linked().to_frame()["part"]) == ["visits", "survey"]


BAD: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"columns": {}}, ValueError, "names no columns"),
    ({"columns": {"s": ("score", "average")}}, ValueError, "The way of 's' must be one of"),
    ({"columns": {"s": "score"}}, ValueError, "must be made from a column in a way"),
    ({"time": None}, ValueError, "has no time=, so start= and end= must say when"),
    ({"start": "July"}, ValueError, "start of 'survey' must be a date, such as '2025-07-01'"),
    ({"start": [1]}, TypeError, "must be a date or a number of days; its type is list"),
]


@pytest.mark.parametrize(("changed", "error", "message"), BAD)
def test_a_source_is_checked_when_it_is_made(
    changed: dict[str, Any], error: type[Exception], message: str
) -> None:
    options: dict[str, Any] = {
        "name": "survey",
        "data": answers(),
        "time": "answered",
        "columns": {"s": ("score", "mean")},
    }
    with pytest.raises(error, match=message):
        Source(**(options | changed))


def survey(**changed: Any) -> Source:
    options: dict[str, Any] = {
        "name": "survey",
        "data": answers(),
        "time": "answered",
        "columns": {"s": ("score", "mean")},
    }
    return Source(**(options | changed))


def test_refusals() -> None:
    people = customers()
    with pytest.raises(ValueError, match="Name a source or more"):
        linkage.link(people, experience=[], outcomes=[])
    with pytest.raises(ValueError, match="Two sources are called 'survey'"):
        linkage.link(people, experience=[survey()], outcomes=[survey()])
    source = survey(columns={"plan": ("score", "mean")})
    with pytest.raises(ValueError, match="Two columns would be called 'plan'"):
        linkage.link(people, experience=[], outcomes=[source], keep=["plan"])
    with pytest.raises(ValueError, match="in days from an anchor: say which with anchor="):
        linkage.link(people, experience=[survey(end=0)], outcomes=[])
    with pytest.raises(AnswerError, match="The customer 'a' stands 2 times"):
        linkage.link(pd.concat([people, people.head(1)]), experience=[survey()], outcomes=[])
    gap = people.assign(customer=[None, "b", "c", "d"])
    with pytest.raises(AnswerError, match=r"Column 'customer' is missing in row 0"):
        linkage.link(gap, experience=[survey()], outcomes=[])
    with pytest.raises(AnswerError, match="'age' must hold dates or times to be the anchor"):
        linkage.link(people, experience=[survey()], outcomes=[], anchor="age")
    with pytest.raises(AnswerError, match="'score' of 'survey' must hold dates or times"):
        linkage.link(people, experience=[survey(time="score")], outcomes=[])
    with pytest.raises(TypeError, match="a table of polars, the customers one of pandas"):
        linkage.link(people, experience=[survey(data=pl.from_pandas(answers()))], outcomes=[])
    with pytest.raises(AnswerError, match="holds Int64 in 'survey' and String"):
        linkage.link(people, experience=[survey(data=answers().assign(customer=1))], outcomes=[])
    with pytest.raises(AnswerError, match="No row of 'survey' can be used: 4 before the window"):
        linkage.link(people, experience=[survey(start="2030-01-01")], outcomes=[])
    with pytest.raises(ColumnError, match="There is no column 'time'"):
        linkage.link(people, experience=[survey(time="time")], outcomes=[])


def test_the_airline_from_its_tables_to_its_drivers() -> None:
    flights = datasets.load("airline")
    answered = flights.survey[["customer", "asked"]]
    people = flights.customers.merge(answered, on="customer", how="left")
    found = linkage.link(
        people,
        anchor="asked",
        experience=[
            Source(
                name="trips",
                data=flights.trips,
                time="departure",
                end=0,
                columns={"delay": ("delay", "max"), "flights": ("case", "count")},
            )
        ],
        outcomes=[
            Source(
                name="survey",
                data=flights.survey,
                time="answered",
                columns={"recommend": ("recommend", "last")},
            )
        ],
        keep=["tier", "age"],
    )
    assert found.coverage[1].customers == flights.survey["recommend"].notna().sum()
    drivers = linkage.drivers(found.frame, outcome="recommend", drivers=["delay", "flights"])
    assert drivers.n == found.n_complete
    assert drivers.drivers[0].name == "delay"
    assert drivers["delay"].coefficient.high < 0


def test_of_many_things_known_chance_names_none() -> None:
    rng = np.random.default_rng(7)
    alarms = 0
    for _ in range(40):
        people = pd.DataFrame(rng.normal(size=(400, 12)), columns=[f"k{i}" for i in range(12)])
        people["customer"] = np.arange(400)
        who = people.loc[rng.random(400) < 0.5, ["customer"]].assign(score=1.0)
        answers = Source(
            name="survey", data=who, columns={"score": ("score", "mean")}, start=0, end=1
        )
        found = linkage.link(
            people.assign(day=pd.Timestamp("2025-01-01")),
            experience=[],
            outcomes=[answers],
            keep=[f"k{i}" for i in range(12)],
            anchor="day",
        )
        alarms += "not like the others" in found.sentence
    # Without the correction it would be some 18 of 40.
    assert alarms <= 7
    assert found.selection_to_frame()["p_value"].between(0, 1).all()
