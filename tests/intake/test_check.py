"""What a check finds, what it sets aside, and that nothing is lost, on every engine."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uxcx import IntakeError, Study, check, cx, datasets, ux
from uxcx.intake import Checked

SUS = [f"s{n}" for n in range(1, 11)]
ENGINES = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "lazy polars": lambda frame: pl.from_pandas(frame).lazy(),
    "duckdb": duckdb.from_df,
}


def found(checked: Checked, name: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(p.column, p.rows) for p in checked.problems if p.check == name]


def attempts() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "who": ["p1", "p1", "p2", "p2", "p3", "p3", "p3", "Total", "p4", "p4"],
            "task": ["a", "b", "a", "b", "a", "b", "b", None, "a", "a"],
            "done": ["1", "0", "yes", "1", "1", "1", "1", "6", "0", "1"],
            "secs": [10.0, 20.0, 30.0, 0.0, 15.0, 12.0, 12.0, 99.0, 9000.0, 11.0],
            "mistakes": [0, 1, 0, 2, 9, 0, 0, 12, 0, 0],
            "chances": [5, 5, 5, 5, 5, 5, 5, 35, 5, 5],
            "ease": [7, 6, 5, 4, 5, 99, 99, None, 8, 3],
        }
    )


STUDY = Study(
    respondent="who",
    task="task",
    success="done",
    seconds="secs",
    errors="mistakes",
    opportunities="chances",
    seq="ease",
    missing={"seq": [99]},
)


def test_every_problem_is_listed_at_once_with_its_rows() -> None:
    checked = check(attempts(), STUDY)
    where = {(p.check, p.column): p.rows for p in checked.problems}
    assert where[("words", "done")] == (2,)
    assert where[("off the scale", "done")] == (7,)
    assert where[("off the scale", "ease")] == (8,)
    assert where[("impossible times", "secs")] == (3,)
    assert where[("more errors than opportunities", "mistakes")] == (4,)
    assert where[("a row of totals", "who")] == (7,)
    assert where[("duplicates", "who")] == (6,)
    assert where[("repeated", "who")] == (9,)
    assert where[("very long times", "secs")] == (8,)
    assert where[("no task", "task")] == (7,)
    assert checked.n_set_aside == 6
    assert checked.set_aside["row"].tolist() == [2, 3, 4, 6, 7, 8]
    assert checked.set_aside["reason"].tolist()[4] == "off the scale: done; a row of totals: who"
    severities = [problem.severity for problem in checked.problems]
    assert severities == sorted(severities, reverse=True)


def test_messages_name_column_rule_value_rows_and_cause() -> None:
    messages = [problem.message for problem in check(attempts(), STUDY).problems]
    for text in (
        "Column 'done' holds words that are not declared: 'yes' in row 2 (counted from 0). If that "
        'is what they mean, write "yes" = 1.',
        "Column 'ease': each must be a whole number from 1 to 7; got 8 in row 8 (counted from 0). "
        "Is this a question with a longer scale, such as 1 to 10?",
        "Column 'secs': each must be a time in seconds above 0; got 0 in row 3 (counted from 0). A "
        "time of 0 or less cannot be measured; it is usually a clock that failed or a task that "
        "was not started. Make it missing.",
        "Column 'mistakes' is more than 'chances': 9 of 5 in row 4 (counted from 0). Were the two "
        "columns swapped?",
        "The same row is there before, word for word: row 6 (counted from 0).",
        "Column 'ease': 3 of 10 answers (30%) are missing, 2 of them by a code.",
    ):
        assert text in messages


def test_what_is_left_can_be_measured() -> None:
    frame = check(attempts(), STUDY).frame
    assert ux.task_success(frame, "done").n == 4
    assert ux.time_on_task(frame, "secs").n == 4
    assert ux.seq(frame, "ease").n_missing == 1
    assert ux.error_rate(frame, "mistakes", opportunities="chances").n == 20


def test_a_study_can_set_more_aside_and_nothing_else_changes() -> None:
    more = check(attempts(), replace(STUDY, set_aside=["repeated"]))
    assert more.reasons["repeated"] == 1
    assert more.n_set_aside == check(attempts(), STUDY).n_set_aside + 1


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_finds_the_same(engine: str) -> None:
    expected = check(attempts(), STUDY)
    checked = check(ENGINES[engine](attempts()), STUDY)
    assert [(p.check, p.column, p.n) for p in checked.problems] == [
        (p.check, p.column, p.n) for p in expected.problems
    ]
    assert (checked.n_kept, checked.n_set_aside) == (expected.n_kept, expected.n_set_aside)
    assert checked.sentence == expected.sentence
    assert ux.task_success(checked.frame, "done").value == pytest.approx(0.75)
    assert type(checked.frame) is type(ENGINES[engine](attempts()))


def sheets(n: int = 40, *, seed: int = 1) -> pd.DataFrame:
    """Return raw SUS sheets of people who differ in how much they like the system."""
    rng = np.random.default_rng(seed)
    liking = rng.choice([-1, 1], n) * rng.uniform(0.5, 2, n)
    frame = pd.DataFrame({"who": [f"p{i}" for i in range(n)]})
    for number, item in enumerate(SUS):
        sign = 1 if number % 2 == 0 else -1
        noisy = 3 + sign * liking + rng.normal(0, 0.6, n)
        frame[item] = np.clip(np.round(noisy), 1, 5).astype(int)
    return frame


def test_raw_sheets_of_the_sus_run_as_they_should() -> None:
    checked = check(sheets(), Study(respondent="who", sus=SUS))
    assert found(checked, "reversed items") == []
    assert ux.sus(checked.frame, checked.scores["sus"]).n == 40
    assert checked.sentence == "40 of 40 rows can be measured. No problem was found."


@pytest.mark.parametrize("engine", ENGINES)
def test_items_that_were_turned_already_are_found(engine: str) -> None:
    frame = sheets()
    one = frame.assign(s4=6 - frame["s4"])
    assert [c for c, _ in found(check(ENGINES[engine](one), Study(sus=SUS)), "reversed items")] == [
        "s4"
    ]
    every = frame.assign(**{item: 6 - frame[item] for item in SUS[1::2]})
    turned = found(check(ENGINES[engine](every), Study(sus=SUS)), "reversed items")
    assert [column for column, _ in turned] == ["sus"]
    mended = check(ENGINES[engine](every), Study(sus=SUS, reversed=SUS[1::2]))
    expected = ux.sus(check(frame, Study(sus=SUS)).frame, "sus_score")
    assert ux.sus(mended.frame, "sus_score").value == pytest.approx(expected.value)


def test_ratings_that_run_against_each_other_are_found() -> None:
    likes = np.random.default_rng(2).integers(1, 6, 60)
    frame = pd.DataFrame({"csat": likes, "ces": 8 - likes, "nps": 2 * likes})
    checked = check(frame, Study(csat="csat", ces="ces", nps="nps"))
    assert [column for column, _ in found(checked, "reversed items")] == ["nps", "csat"]
    assert "Does one of them have its best answer at the low end?" in checked.look_at[-1].message
    mended = check(frame, Study(csat="csat", ces="ces", nps="nps", reversed=["ces"]))
    assert mended.frame["ces"].tolist() == (8 - frame["ces"]).tolist()


def test_straight_lines_speeders_and_gaps() -> None:
    frame = sheets(30).assign(took=100.0)
    frame.loc[3, SUS] = 5
    frame.loc[4, "s2"] = None
    frame.loc[5, "took"] = 20
    study = Study(respondent="who", sus=SUS, duration="took")
    checked = check(frame, study)
    assert found(checked, "straight-lining") == [("sus", (3,))]
    assert found(checked, "speeders") == [("took", (5,))]
    assert found(checked, "incomplete sheets") == [("sus", (4,))]
    assert checked.n_set_aside == 0
    assert math.isnan(checked.frame["sus_score"][4])
    strict = Study(
        respondent="who", sus=SUS, duration="took", set_aside=["straight-lining", "speeders"]
    )
    aside = check(frame, strict)
    assert aside.set_aside["row"].tolist() == [3, 5]
    assert aside.sentence.startswith(
        "28 of 30 rows can be measured; 2 were set aside (speeders: 1, straight-lining: 1)."
    )


def test_words_count_only_where_they_are_declared() -> None:
    frame = pd.DataFrame({"q": ["Very satisfied", " neutral ", "SATISFIED", "dunno", "n/a", None]})
    bare = check(frame, Study(csat="q"))
    assert bare.n_kept == 1
    assert "write numbers" not in bare.problems[0].message
    words = {"very satisfied": 5, "Satisfied": 4, "Neutral": 3}
    checked = check(frame, Study(csat="q", values={"csat": words}, missing={"q": ["N/A"]}))
    assert found(checked, "words") == [("q", (3,))]
    assert checked.frame["q"].dropna().tolist() == [5, 3, 4]
    assert checked.set_aside["q"].tolist() == ["dunno"]


def test_numbers_can_be_declared_too() -> None:
    frame = pd.DataFrame({"done": [1, 2, 2, 9], "recommend": [1234567, 99, 10, 9]})
    study = Study(
        success="done",
        nps="recommend",
        values={"success": {"2": 0}},
        missing={"success": [9], "nps": ["99"]},
    )
    checked = check(frame, study)
    assert checked.frame["done"].fillna(-1).tolist() == [0, 0, -1]
    assert "got 1.23457e+06 in row 0" in checked.must_fix[0].message


def test_groups_spelled_in_two_ways_and_groups_too_small() -> None:
    frame = pd.DataFrame({"arm": ["new"] * 6 + ["New "] + ["old"] * 6, "done": [1] * 13})
    messages = [p.message for p in check(frame, Study(group="arm", success="done")).problems]
    assert messages == [
        "Column 'arm': 'New ', 'new' are counted as different groups. Write them alike if they "
        "are one.",
        "Column 'arm': fewer than 5 rows in New  (1). Such groups are not shown in reports, as "
        "they may tell who answered.",
    ]


def test_dates_that_cannot_be() -> None:
    days = pd.to_datetime(["2024-01-01", "1970-01-01", "2999-01-01"])
    frame = pd.DataFrame({"day": days, "nps": [1, 2, 3], "text": ["1.2.24"] * 3})
    assert found(check(frame, Study(time="day", nps="nps")), "impossible dates") == [
        ("day", (1, 2))
    ]
    assert found(check(frame, Study(time="text", nps="nps")), "no dates") == [("text", ())]


def test_a_short_scale_is_noticed() -> None:
    frame = pd.DataFrame({"nps": [1, 2, 3, 4, 5] * 5})
    assert found(check(frame, Study(nps="nps")), "narrow") == [("nps", ())]


def test_a_column_that_is_not_there_is_one_problem_among_others() -> None:
    checked = check(pd.DataFrame({"score": [11]}), Study(nps="score", csat="satisfied", keep=["x"]))
    assert [p.check for p in checked.must_fix] == [
        "no such column",
        "no such column",
        "off the scale",
    ]
    with pytest.raises(IntakeError) as refusal:
        checked.require_usable()
    assert "There is no column 'satisfied'." in str(refusal.value)
    assert "got 11 in row 0" in str(refusal.value)


@pytest.mark.parametrize("engine", ENGINES)
def test_no_rows_and_no_answers(engine: str) -> None:
    empty = pd.DataFrame({"nps": pd.Series([], dtype="float64")})
    checked = check(ENGINES[engine](empty), Study(nps="nps"))
    assert checked.sentence == "0 of 0 rows can be measured. There is 1 problem to fix."
    nothing = pd.DataFrame({"nps": [None, None], "who": ["a", "b"]}).astype({"nps": "float64"})
    checked = check(ENGINES[engine](nothing), Study(nps="nps", respondent="who"))
    assert found(checked, "no answers") == [("nps", ())]
    with pytest.raises(IntakeError, match="all 2 are missing"):
        checked.require_usable()


def test_only_columns_of_the_study_come_through() -> None:
    frame = pd.DataFrame(
        {
            "who": ["ann@x.org", "bo@x.org", "cy@x.org", "ann@x.org"],
            "nps": [9, 3, 99, 8],
            "why": ["good", "bad", "so so", "fine"],
            "city": ["Ulm", "Bonn", "Ulm", "Ulm"],
            "age": [30, 40, 50, 60],
            "ip": ["10.0.0.1"] * 4,
        }
    )
    study = Study(respondent="who", nps="nps", comment="why", keep=["city", "age"])
    checked = check(frame, study)
    assert list(checked.frame.columns) == ["who", "nps", "age"]
    assert checked.frame["who"].tolist() == ["r1", "r2", "r1"]
    assert list(checked.set_aside.columns) == ["row", "reason", "who", "nps", "age"]
    assert checked.left_out == ("why", "city", "ip")
    assert checked.personal == {
        "who": "an e-mail address",
        "city": "a place",
        "ip": "an IP address",
    }
    asked = Study(respondent="who", nps="nps", keep=["city"], personal=["city", "who"])
    kept = check(frame, asked).frame
    assert kept["who"][0] == "ann@x.org"
    assert "city" in kept


def test_pseudonyms_hold_rows_of_one_person_together() -> None:
    frame = pd.DataFrame({"who": [7, 8, 7], "nps": [9, 3, 8]}, index=[5, 5, 6])
    checked = check(frame, Study(respondent="who", nps="nps"), key="a long secret")
    first, second, third = checked.frame["who"]
    assert first == third != second
    assert "a long secret" not in repr(vars(checked))
    with pytest.raises(IntakeError, match="Pseudonyms are made of rows in memory"):
        check(duckdb.from_df(frame), Study(respondent="who", nps="nps"), key="a long secret")
    mails = frame.assign(who=["a@b.org", "c@d.org", "a@b.org"])
    lazy = check(duckdb.from_df(mails), Study(respondent="who", nps="nps"))
    assert lazy.frame.columns == ["nps"]


def test_what_is_shown_is_escaped() -> None:
    frame = pd.DataFrame({"arm": ["b", "<script>alert(1)</script>"], "nps": ["<b>", 9]})
    html = check(frame, Study(group="arm", nps="nps"))._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<b>" not in html


def test_the_problems_as_a_frame() -> None:
    table = check(attempts(), STUDY).to_frame()
    assert list(table) == ["severity", "check", "column", "n", "rows", "set_aside", "message"]
    assert table.loc[table["check"] == "words", "rows"].item() == "2"
    assert check(sheets(), Study(sus=SUS)).to_frame().empty


def test_the_faults_of_the_raw_attempts_are_found() -> None:
    raw = pd.read_csv(datasets.path("raw/budgeting_attempts.csv"))
    study = Study.guess(raw)
    checked = check(raw, study)
    checks = {p.check for p in checked.problems}
    assert {
        "more errors than opportunities",
        "impossible times",
        "off the scale",
        "duplicates",
        "spellings",
        "very long times",
    } <= checks


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(TypeError, match="must be a data frame; its type is list"):
        check([1, 2], Study(nps="a"))


answers = st.one_of(
    st.none(), st.integers(-2, 12), st.sampled_from(["5", "yes", "", " 7 ", "n/a", "1e999", "nan"])
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(answers, answers, st.sampled_from(["a", "b", None])), max_size=12))
def test_no_row_is_lost_whatever_was_answered(rows: list[tuple[Any, ...]]) -> None:
    frame = pd.DataFrame(rows, columns=["nps", "csat", "who"], dtype=object)
    checked = check(frame, Study(respondent="who", nps="nps", csat="csat"))
    assert len(checked.frame) + len(checked.set_aside) == len(frame) == checked.n_rows
    assert len(checked.set_aside) == checked.n_set_aside == sum(checked.reasons.values())
    if checked.frame["nps"].notna().any():
        assert cx.nps(checked.frame, "nps").n == checked.frame["nps"].notna().sum()


@pytest.mark.parametrize("engine", ENGINES)
def test_times_of_a_clock_become_seconds_where_that_is_declared(engine: str) -> None:
    frame = pd.DataFrame({"secs": ["01:30", " 0:05", "75:00", None, "-", "1:75", "1:02:03", "95"]})
    study = Study(seconds="secs", clock={"secs": "mm:ss"}, missing={"secs": ["-"]})
    checked = check(ENGINES[engine](frame), study)
    (words,) = (p for p in checked.problems if p.check == "words")
    assert words.n == 3
    assert words.message.endswith("The study says that its times are written as mm:ss.")
    kept = nw.from_native(checked.frame)
    seconds = (kept.collect() if isinstance(kept, nw.LazyFrame) else kept)["secs"].to_list()
    assert sorted(each for each in seconds if each and each > 0) == [5, 90, 4500]


def test_times_that_no_clock_explains_are_set_aside_with_the_cure() -> None:
    frame = pd.DataFrame({"secs": ["01:30", "00:05", "02:00"]})
    bare = check(frame, Study(seconds="secs"))
    assert bare.must_fix[0].message == (
        "Column 'secs' holds words that are not declared: '01:30', '00:05', '02:00' in rows 0, 1, "
        '2 (counted from 0). Are these times? Declare in clock: "secs" = "mm:ss".'
    )
    numbers = check(pd.DataFrame({"secs": [90, 5]}), Study(seconds="secs", clock={"secs": "mm:ss"}))
    assert found(numbers, "no clock") == [("secs", ())]


def test_minutes_that_excel_took_for_hours() -> None:
    texts = ["01:30:00", "00:05:00", "02:00:00", "00:45:00", "01:10:00"]
    frame = pd.DataFrame({"secs": texts})
    study = Study.guess(frame.rename(columns={"secs": "seconds"}))
    assert study.clock == {"seconds": "mm:ss:00"}
    checked = check(frame, Study(seconds="secs", clock={"seconds": "mm:ss:00"}))
    assert checked.frame["secs"].tolist() == [90, 5, 120, 45, 70]


@pytest.mark.parametrize("engine", ENGINES)
def test_who_answered_again_at_another_time_is_found(engine: str) -> None:
    days = pd.to_datetime(["2026-01-01", "2026-01-02", "2026-02-01", "2026-01-02"])
    frame = pd.DataFrame({"who": ["a", "b", "a", "b"], "day": days, "nps": [9, 8, 3, 7]})
    checked = check(ENGINES[engine](frame), Study(respondent="who", time="day", nps="nps"))
    counts = {p.check: p.n for p in checked.problems}
    assert counts["answered again"] == counts["repeated"] == 1
    if engine == "pandas":
        assert found(checked, "answered again") == [("who", (2,))]
        assert found(checked, "repeated") == [("who", (3,))]
        message = next(p.message for p in checked.problems if p.check == "answered again")
        assert message.startswith("Column 'who' is there before, at another time: row 2 (counted")
    assert checked.n_set_aside == 0


def test_a_study_without_questions_is_noticed() -> None:
    frame = pd.DataFrame({"client": ["a", "b"], "page": ["home", "cart"]})
    checked = check(frame, Study(respondent="client"))
    assert found(checked, "no questions") == [("", ())]
    assert "No problem was found" not in checked.sentence


def test_what_was_left_out_is_said_and_no_empty_table_shown() -> None:
    frame = pd.DataFrame({"nps": [9, 8], "plan": ["x", "<y>"], "why": ["a", "b"], "<b>": [1, 2]})
    checked = check(frame, Study(nps="nps", comment="why"))
    left = "Not named in the study, and left out (keep= has them kept): plan, <b>."
    assert repr(checked) == f"2 of 2 rows can be measured. No problem was found.\n{left}"
    assert checked._repr_html_() == (
        "<p>2 of 2 rows can be measured. No problem was found.</p>"
        f"<p>{left.replace('<b>', '&lt;b&gt;')}</p>"
    )
    whole = check(frame[["nps"]], Study(nps="nps"))
    assert repr(whole) == "2 of 2 rows can be measured. No problem was found."


def test_a_code_is_to_be_declared_and_not_replaced() -> None:
    problem = check(pd.DataFrame({"nps": [9, 99]}), Study(nps="nps")).must_fix[0]
    assert problem.message.endswith(
        "99 is often a code for 'no answer'; if so, declare it in missing."
    )
