"""The instructor's pages agree with the lessons: minutes, parts, clocks, answers and keys."""

import re

import pytest
import write_minutes
from project import ROOT
from write_curriculum import ideas, taught
from write_minutes import Lesson, Section, lessons, share

from uxcx.learn import exercises

FOLDER = ROOT / "instructor"
LESSONS = lessons()


def text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def table_rows(page: str) -> list[list[str]]:
    lines = [line.strip("| ") for line in page.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def test_the_tables_of_minutes_are_up_to_date() -> None:
    assert write_minutes.page(text("lessons.md")) == text("lessons.md")


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=list(LESSONS))
def test_minutes_add_up_to_what_the_lesson_promises(lesson: Lesson) -> None:
    tasks = {name: m for section in lesson.sections for name, m in section.exercises.items()}
    own = {e.id: e.minutes for e in exercises().values() if e.id.startswith(f"{lesson.id}-")}
    assert tasks == own
    shared = sum(section.minutes for section in lesson.sections)
    assert shared + sum(tasks.values()) == lesson.total
    assert all(section.minutes >= 0 for section in lesson.sections)


def test_totals_are_those_of_the_table_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| \[(\d\d) [^|]+\| (\d+) \|$", readme, re.MULTILINE))
    numbered = {name: str(lesson.total) for name, lesson in LESSONS.items() if name.isdigit()}
    assert stated == numbered


def test_minutes_are_shared_by_weight_and_nothing_is_lost() -> None:
    parts = [Section("long", words=300), Section("cells", cells=5), Section("short", words=101)]
    share(parts, 11)
    assert [part.minutes for part in parts] == [5, 4, 2]
    with pytest.raises(SystemExit, match="longer than the lesson"):
        share(parts, -1)


def test_a_page_without_a_place_for_a_lesson_is_refused() -> None:
    with pytest.raises(SystemExit, match="one place for lesson 00, has 0"):
        write_minutes.page("# Nothing\n")


@pytest.mark.parametrize("lesson", list(LESSONS))
def test_every_lesson_has_its_advice(lesson: str) -> None:
    after_mark = text("lessons.md").split(f"<!-- minutes: {lesson} -->")
    advice = after_mark[1].split("\n## ")[0]
    assert "**Aim.**" in after_mark[0].split("\n## ")[-1]
    for part in ("**Skip.**", "**Wrong answers.**", "**Discuss.**"):
        assert advice.count(part) == 1, part
    questions = re.findall(r"^\d\. .*\?", advice, re.MULTILINE)
    assert len(questions) == 2
    wrong = advice.split("**Wrong answers.**")[1].split("**Discuss.**")[0]
    with_mistakes = {
        e.id for e in exercises().values() if e.id.startswith(f"{lesson}-") and e.mistakes
    }
    named = set(re.findall(r"\b\d\d-\d+\b", wrong))
    assert named <= with_mistakes
    quiz_like = {e.id for e in exercises().values() if e.minutes <= 2}
    assert with_mistakes - quiz_like <= named
    assert set(re.findall(r"\b\d\d-\d+\b", advice)) <= exercises().keys()
    sections = " ".join(re.findall(r"[Ss]ections? ([\d, and]+)", advice))
    assert set(re.findall(r"\d+", sections)) <= numbers(LESSONS[lesson]).keys()


def numbers(lesson: Lesson) -> dict[str, Section]:
    """Return a lesson's sections by their number."""
    return {s.name.split(".")[0]: s for s in lesson.sections if re.match(r"\d+\. ", s.name)}


def needed(lesson: Lesson, parts: str) -> int:
    """Return how many minutes the tables give to the parts that a plan names."""
    if parts == "all":
        return lesson.total
    minutes = 0
    for part in parts.split("; "):
        kind, names = part.split(" ", 1)
        for name in names.split(", "):
            if kind.startswith("section"):
                minutes += numbers(lesson)[name].minutes
            else:
                assert kind.startswith("exercise")
                assert name.startswith(lesson.id)
                minutes += exercises()[name].minutes
    return minutes


def plans() -> dict[str, list[list[str]]]:
    """Return each plan's rows by its heading."""
    parts = re.split(r"^## (.+)$", text("plans.md"), flags=re.MULTILINE)[1:]
    return {
        title: table_rows(body)[1:] for title, body in zip(parts[::2], parts[1::2], strict=True)
    }


@pytest.mark.parametrize("title", list(plans()))
def test_a_plan_runs_by_the_clock_and_keeps_its_promise(title: str) -> None:
    promise = re.search(r"\((?:(\d+) \w+ of )?(\d+) minutes\)", title)
    assert promise
    sessions: dict[str, int] = {}
    for at, minutes, *_ in plans()[title]:
        session, _, clock = at.rpartition(", ")
        hours, rest = clock.split(":")
        assert 60 * int(hours) + int(rest) == sessions.get(session, 0), at
        sessions[session] = sessions.get(session, 0) + int(minutes)
    assert len(sessions) == int(promise[1] or 1)
    assert set(sessions.values()) == {int(promise[2])}


@pytest.mark.parametrize("title", list(plans()))
def test_a_plan_names_parts_that_exist_and_gives_them_time(title: str) -> None:
    for at, minutes, lesson, parts, what in plans()[title]:
        assert what, at
        assert bool(lesson) == bool(parts), at
        if lesson:
            assert needed(LESSONS[lesson], parts) <= int(minutes), at


def test_nobody_sits_for_two_hours_without_a_break() -> None:
    for title, rows in plans().items():
        without = 0
        for at, minutes, *_, what in rows:
            starts = at.endswith("0:00")
            without = 0 if starts or what in ("Break", "Lunch") else without + int(minutes)
            assert without <= 120, (title, at)


def test_there_are_four_plans_and_the_semester_has_every_lesson() -> None:
    lengths = [title.split(" (")[0] for title in plans()]
    assert lengths == ["A talk", "Half a day", "Two days", "A semester"]
    semester = {row[2] for row in plans()["A semester (13 weeks of 90 minutes)"]}
    assert {name for name in LESSONS if name.isdigit()} <= semester


def questions(check: str) -> dict[str, set[str]]:
    """Return the letters to choose from, by the number of the question."""
    body = text("checks.md").split(f"## {check}")[1].split("\n## ")[0]
    parts = re.split(r"^\*\*(\d+)\.\*\*", body, flags=re.MULTILINE)[1:]
    return {
        number: set(re.findall(r"^- ([a-d])\)", asked, re.MULTILINE))
        for number, asked in zip(parts[::2], parts[1::2], strict=True)
    }


@pytest.mark.parametrize(("name", "check"), [("before", "Before the"), ("after", "After the")])
def test_every_question_has_one_key_and_an_idea_that_is_taught_there(name, check) -> None:
    asked = questions(check)
    assert list(asked) == [str(number) for number in range(1, len(asked) + 1)]
    assert len(asked) >= 10
    key = [row[1:] for row in table_rows(text("checks.md")) if row[0] == name]
    assert [row[0] for row in key] == list(asked)
    places = taught()
    known = {idea["id"] for idea in ideas()}
    for number, answer, idea, lesson, why in key:
        assert answer in asked[number]
        assert len(asked[number]) >= 3
        assert idea in known
        assert lesson in {place[:2] for place in places[idea]}, (number, idea)
        assert why.endswith(".")
    letters = [row[1] for row in key]
    assert max(letters.count(letter) for letter in "abcd") <= len(letters) / 2
