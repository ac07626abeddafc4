"""The study file: what it says, what it refuses, and that it comes back as it was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uxcx import IntakeError, Study
from uxcx.intake.roles import ROLES
from uxcx.intake.toml import study_as_toml

SUS = [f"sus_{n}" for n in range(1, 11)]


def test_a_study_says_its_columns_by_role() -> None:
    study = Study(respondent="who", sus=SUS, nps="recommend", comment=["why"])
    assert study.columns == {
        "respondent": ("who",),
        "sus": tuple(SUS),
        "nps": ("recommend",),
        "comment": ("why",),
    }
    assert study.answers["sus_3"] == "sus"
    assert "why" not in study.answers
    assert repr(Study(success="done")) == "Study (success: done)"


REFUSED = [
    ({"sus": SUS[:9]}, "sus has 10 columns, in the order of the questionnaire; got 9"),
    ({"success": ["a", "b"]}, "success is one column; got 2: ('a', 'b')."),
    ({"group": ["a", "b"]}, "('a', 'b'). Name the others in keep, to measure by them."),
    ({"seconds": "a", "clock": {"nps": "mm:ss"}}, "The role or column of clock 'nps' is not known"),
    ({"seconds": "a", "clock": {"a": "m:s"}}, "The clock of a 'm:s' is not known. Did you mean"),
    ({"nps": "a", "values": {"nps": {"x": None}}}, "no answer is declared in missing."),
    ({"nps": "a", "csat": "a"}, "Column 'a' cannot be both nps and csat."),
    ({"nps": ["a", "a"]}, "Column 'a' is named twice in nps."),
    ({"nps": "a", "values": {"npss": {"x": 1}}}, "values 'npss' is not known. Did you mean 'nps'?"),
    ({"nps": "a", "values": {"nps": {"x": "1"}}}, "values: 'x' of nps must be a number; '1'."),
    ({"nps": "a", "missing": {"b": [99]}}, "The role or column of missing 'b' is not known."),
    ({"csat": "a", "scales": {"nps": (1, 5)}}, "The role of scales 'nps' is not known."),
    ({"csat": "a", "scales": {"csat": (5, 1)}}, "csat needs its lowest and its highest answer"),
    ({"csat": "a", "scales": {"csat": (1,)}}, "csat needs its lowest and its highest answer"),
    ({"scales": {"umux_lite": (1, 10)}}, "umux_lite is answered from 1 to 7, or from 1 to 5"),
    ({"set_aside": ["speeder"]}, "Did you mean 'speeders'?"),
    ({"nps": "a", "reversed": ["b"]}, "The column of reversed 'b' is not known."),
    ({"smallest_group": 0}, "smallest_group cannot be 0."),
    ({"speeder": 1}, "speeder cannot be 1."),
    ({"nps": [1]}, "nps: columns are named by text; got 1."),
]


@pytest.mark.parametrize(("given", "message"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_a_study_cannot_be_is_refused(given: dict, message: str) -> None:
    with pytest.raises(IntakeError) as refusal:
        Study(**given)
    assert message in str(refusal.value)


TOML_REFUSED = [
    ("columns = 3", "columns is a table: write [columns]"),
    ("[column]\nnps = 'a'", "the entry 'column' is not known. Did you mean 'columns'?"),
    ("[columns]\nnsp = 'a'", "the role 'nsp' is not known. Did you mean 'nps'?"),
    ("[columns\n", "is not TOML"),
    ("[limits]\nfastest = 1", "the limit 'fastest' is not known."),
    ("[privacy]\nshow = []", "privacy 'show' is not known."),
    ("[columns]\nnps = 3", "has an entry of the wrong kind"),
    ("[limits]\nspeeder = 'slow'", "has an entry of the wrong kind"),
    ("[values]\nnps = 3\n[columns]\nnps = 'a'", "has an entry of the wrong kind"),
]


@pytest.mark.parametrize(("text", "message"), TOML_REFUSED)
def test_a_study_file_that_says_something_else_is_refused(text: str, message: str) -> None:
    with pytest.raises(IntakeError) as refusal:
        Study.from_toml(text)
    assert message in str(refusal.value)


def test_a_study_file_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    study = Study(
        name='A "study"\n= 1',
        file="data.csv",
        respondent="who",
        sus=SUS,
        csat=["a b", "ü"],
        values={"csat": {"Very good": 5, "10% \\": 1.5}, "ü": {"=x": 2}},
        missing={"all": [99, "n/a"], "a b": [-1]},
        scales={"csat": (1, 7)},
        seconds="secs (mm:ss)",
        clock={"secs (mm:ss)": "mm:ss", "duration": "hh:mm:ss"},
        reversed=["ü"],
        set_aside=["speeders"],
        longest_seconds=900,
        smallest_group=10,
        personal=["who"],
        keep=["city"],
    )
    assert Study.read(study.save(tmp_path / "study.toml")) == study


def test_an_edited_study_file_is_not_written_over(tmp_path: Path) -> None:
    path = Study(nps="a").save(tmp_path / "study.toml")
    before = path.read_bytes()
    with pytest.raises(IntakeError, match="is there already, and is not written over"):
        Study(nps="b").save(path)
    assert path.read_bytes() == before
    with pytest.raises(IntakeError, match="cannot be read"):
        Study.read(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes("name = 'ü'".encode("latin-1"))
    with pytest.raises(IntakeError, match="it is not UTF-8 text"):
        Study.read(tmp_path / "latin.toml")


texts = st.text(st.characters(codec="utf-8"), min_size=1)


@settings(max_examples=40)
@given(
    name=texts,
    column=texts,
    words=st.dictionaries(texts, st.integers(0, 10)),
    codes=st.lists(st.integers(-99, 999) | texts),
    notes=st.lists(st.text(st.characters(codec="utf-8"))),
)
def test_any_text_survives_the_study_file(
    name: str, column: str, words: dict, codes: list, notes: list
) -> None:
    study = Study(
        name=name, nps=column, values={"nps": words}, missing={"all": codes}, notes=tuple(notes)
    )
    again = Study.from_toml(study_as_toml(study))
    assert replace(again, notes=()) == replace(study, notes=())


def test_a_saved_study_shows_how_to_declare() -> None:
    lines = study_as_toml(Study()).splitlines()
    starts = ("# [", "# solved", "# all", "# csat = [1", '# seconds = "')
    text = "\n".join(li.removeprefix("# ") if li.startswith(starts) else li for li in lines)
    study = Study.from_toml(text.replace('seconds = ""', ""))
    assert vars(study)["values"] == {"success": {"solved": 1}}
    assert study.missing == {"all": (99,)}
    assert study.scales == {"csat": (1, 7)}
    assert study.clock == {"seconds": "mm:ss"}


def test_every_role_stands_in_a_saved_study() -> None:
    text = study_as_toml(Study())
    assert all(f"# {role} = " in text for role in ROLES)


def test_a_guess_reads_names_values_and_words() -> None:
    frame = pd.DataFrame(
        {
            "Participant ID": ["p1", "p2", "p3"],
            "Design": ["old", "new", "old"],
            "Task": ["find", "find", "buy"],
            "Completed?": ["yes", "no", "yes"],
            "Time on task (secs)": [12.5, 30.1, 22.0],
            "Would you recommend us?": ["10 - Extremely likely", "0 - Not at all likely", "7"],
            "Satisfaction": ["Very satisfied", "Neutral", "Dissatisfied"],
            "E-mail": ["a@b.org", "c@d.org", "e@f.org"],
            "Comments": ["It took me far too long to find the button.", "ok", "no"],
            **{f"Q3_{n}": [1, 3, 5] for n in range(1, 11)},
        }
    )
    study = Study.guess(frame)
    assert study.columns == {
        "respondent": ("Participant ID",),
        "group": ("Design",),
        "task": ("Task",),
        "success": ("Completed?",),
        "seconds": ("Time on task (secs)",),
        "sus": tuple(f"Q3_{n}" for n in range(1, 11)),
        "nps": ("Would you recommend us?",),
        "csat": ("Satisfaction",),
        "comment": ("Comments",),
    }
    assert vars(study)["values"] == {
        "Completed?": {"no": 0, "yes": 1},
        "Would you recommend us?": {"0 - Not at all likely": 0, "10 - Extremely likely": 10},
        "Satisfaction": {"Dissatisfied": 2, "Neutral": 3, "Very satisfied": 5},
    }
    notes = "\n".join(study.notes)
    assert "E-mail: looks like an e-mail address" in notes
    assert "a@b.org" not in notes


def test_a_guess_takes_no_column_whose_values_do_not_fit() -> None:
    frame = pd.DataFrame({"nps": [55.5, 60.0], "success": ["maybe", "rather"], "seconds": [-1, -2]})
    assert Study.guess(frame).columns == {}
    with pytest.raises(TypeError, match="must be a data frame"):
        Study.guess([1, 2])


def test_a_proposal_shows_no_entry_that_few_rows_have() -> None:
    n = 60
    frame = pd.DataFrame(
        {
            "participant": [f"P{row // 10:02}" for row in range(n)],
            "initials": [f"A{row // 3:02}" for row in range(n)],
            "ticket": [f"T-{row}" for row in range(n)],
            "version": ["A", "B"] * (n // 2),
            "job": ["clerk"] * 58 + ["bishop", "pilot"],
            "when": pd.date_range("2026-01-01", periods=n),
            "comment": ["Ask Mrs Huber of the desk next door about it."] * n,
            "empty": [None] * n,
        }
    )
    assert Study.guess(frame).notes[1:] == (
        "What was seen in each column:",
        "  participant: who answered, a code",
        "  initials: 20 different texts",
        "  ticket: more than 30 different texts",
        "  version: A, B",
        "  job: clerk and 2 that fewer rows have",
        "  when: dates",
        "  comment: free text",
        "  empty: empty",
    )
    many = pd.DataFrame({"x": range(3000)})
    assert Study.guess(many).notes[1:] == (
        "What was seen in each column, in the first 1,000 rows:",
        "  x: more than 30 different numbers",
    )


def test_a_guess_reads_clocks_and_german_names() -> None:
    frame = pd.DataFrame(
        {
            "Teilnehmer": ["P1", "P2"],
            "Leichtigkeit (1-7)": [7, 3],
            "Zeit (mm:ss)": ["01:30", "12:05"],
            "Duration": ["0:01:30", "1:00:05"],
        }
    )
    study = Study.guess(frame)
    assert (study.respondent, study.seconds) == ("Teilnehmer", "Zeit (mm:ss)")
    assert study.columns["seq"] == ("Leichtigkeit (1-7)",)
    assert study.clock == {"Zeit (mm:ss)": "mm:ss", "Duration": "hh:mm:ss"}
