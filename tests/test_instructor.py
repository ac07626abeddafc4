"""The instructor's pages agree with the lessons: minutes, parts, clocks, answers and keys."""

import ast
import builtins
import math
import re
from collections.abc import Iterator

import jupytext
import pytest
import write_minutes
from build_notebooks import solve, sources
from plans import Row, plans, table_rows, to_discuss
from project import ROOT
from write_curriculum import ideas, taught
from write_minutes import Lesson, Section, in_class, lessons, round_up

from uxcx.learn import exercises

FOLDER = ROOT / "instructor"
LESSONS = lessons()


def text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def test_the_tables_of_minutes_are_up_to_date() -> None:
    assert write_minutes.page(text("lessons.md")) == text("lessons.md")


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=list(LESSONS))
def test_minutes_are_those_of_the_exercises_and_sections_add_up(lesson: Lesson) -> None:
    tasks = {name: m for s in lesson.sections for name, m in {**s.exercises, **s.more}.items()}
    own = {e.id: e.minutes for e in exercises().values() if e.id.startswith(f"{lesson.id}-")}
    assert tasks == own
    shared = sum(section.minutes for section in lesson.sections)
    assert shared + lesson.tasks == math.ceil(lesson.alone)
    assert all(abs(section.minutes - section.reading) < 1 for section in lesson.sections)


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=list(LESSONS))
def test_a_lesson_promises_no_less_than_the_rule_gives_and_not_much_more(lesson: Lesson) -> None:
    assert lesson.alone <= lesson.total
    if lesson.id.isdigit():  # with a file of one's own nobody knows
        assert lesson.total <= 1.25 * lesson.alone
        assert lesson.total <= 60
        assert lesson.total >= (15 if lesson.id == "00" else 30)


def test_totals_are_those_of_the_table_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| \[(\d\d) [^|]+\| (\d+) \|$", readme, re.MULTILINE))
    numbered = {name: str(lesson.total) for name, lesson in LESSONS.items() if name.isdigit()}
    assert stated == numbered


def test_the_rule_and_what_a_class_adds_to_it() -> None:
    long = Section("long", words=900, cells=3, questions=4, predictions=2)
    assert long.reading == pytest.approx(5 + 1 + 3)
    short = Section("short", words=60, cells=1)
    parts = [long, Section("words", words=225), short]
    round_up(parts)
    assert [part.minutes for part in parts] == [9, 1, 1]
    assert in_class(parts, 10) == (9 + 2) + 1 + 1 + 13


def test_an_exercise_for_whoever_has_time_is_not_in_the_minutes(tmp_path) -> None:
    source = tmp_path / "99_a.md"
    source.write_text(
        "# A\n\nAbout 30 minutes.\n\n## 1. B\n\n<!-- #region -->\n### Exercise 99-1 (5 minutes)\n"
        "<!-- #endregion -->\n\n<!-- #region -->\n### Exercise 99-2 (7 minutes, if you have time)\n"
        "<!-- #endregion -->\n",
        encoding="utf-8",
    )
    lesson = write_minutes.read(source)
    assert lesson.tasks == 5
    assert "99-1 (5), 99-2 (7, if there is time)" in write_minutes.table(lesson)


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
    assert len(re.findall(r"^\d\. .*\?", to_discuss(lesson), re.MULTILINE)) == 2
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


def needed(row: Row) -> int:
    """Return how many minutes the tables give in class to the parts that a plan names."""
    lesson = LESSONS[row.lesson]
    if row.whole:
        return lesson.in_class
    sections, tasks = [], 0
    for part in row.parts.split("; "):
        kind, names = part.split(" ", 1)
        for name in names.split(", "):
            if kind.startswith("section"):
                sections.append(numbers(lesson)[name])
            else:
                assert kind.startswith("exercise")
                assert name.startswith(lesson.id)
                tasks += exercises()[name].minutes
    return in_class(sections, tasks)


@pytest.mark.parametrize("title", list(plans()))
def test_a_plan_runs_by_the_clock_and_keeps_its_promise(title: str) -> None:
    promise = re.search(r"\((?:(\d+) \w+ of )?(\d+) minutes\)", title)
    assert promise
    sessions: dict[str, int] = {}
    for row in plans()[title]:
        session, _, clock = row.at.rpartition(", ")
        hours, rest = clock.split(":")
        assert 60 * int(hours) + int(rest) == sessions.get(session, 0), row
        sessions[session] = sessions.get(session, 0) + row.minutes
    assert len(sessions) == int(promise[1] or 1)
    assert set(sessions.values()) == {int(promise[2])}


@pytest.mark.parametrize("title", list(plans()))
def test_a_plan_names_parts_that_exist_and_gives_them_time(title: str) -> None:
    for row in plans()[title]:
        assert row.what, row
        assert bool(row.lesson) == bool(row.parts), row
        if row.lesson:
            assert needed(row) <= row.minutes, row


def cells(lesson: str) -> Iterator[tuple[str, str]]:
    """Give each code cell of a lesson with what a plan calls it: its exercise or section."""
    (source,) = sources(lesson)
    section = ""
    for cell in jupytext.read(source).cells:
        if cell.cell_type != "code":
            headings = re.findall(r"^## (.+)$", cell.source, re.MULTILINE)
            section = headings[-1].split(".")[0] if headings else section
            continue
        exercise = re.search(r'"(\d\d-\d+)"', cell.source)
        yield exercise[1] if exercise else section, solve(cell.source)


def names(code: str) -> tuple[set[str], set[str]]:
    """Return which names a cell reads without making them, and which it makes."""
    read, made = set(), set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, ast.alias):
            made.add(node.asname or node.name)
        elif isinstance(node, ast.FunctionDef):
            made.add(node.name)
    return read - made, made


@pytest.mark.parametrize("title", [title for title in plans() if not title.startswith("A talk")])
def test_what_a_plan_names_runs_without_the_rest_of_the_lesson(title: str) -> None:
    for row in plans()[title]:
        if not row.lesson or row.whole:
            continue
        known = set(dir(builtins))
        for number, (part, code) in enumerate(cells(row.lesson)):
            if number == 0 or part in row.named:
                read, made = names(code)
                assert read <= known, (row, part, read - known)
                known |= made


def test_nobody_sits_for_two_hours_without_a_break() -> None:
    for title, rows in plans().items():
        without = 0
        for row in rows:
            starts = row.at.endswith("0:00")
            without = 0 if starts or row.what in ("Break", "Lunch") else without + row.minutes
            assert without <= 120, (title, row)


def test_there_are_four_plans_and_the_semester_has_every_lesson() -> None:
    lengths = [title.split(" (")[0] for title in plans()]
    assert lengths == ["A talk", "Half a day", "Two days", "A semester"]
    semester = {row.lesson for row in plans()["A semester (13 weeks of 90 minutes)"]}
    assert {name for name in LESSONS if name.isdigit()} <= semester


def questions(check: str) -> dict[str, dict[str, str]]:
    """Return the answers to choose from by their letter, by the number of the question."""
    body = text("checks.md").split(f"## {check}")[1].split("\n## ")[0]
    parts = re.split(r"^\*\*(\d+)\.\*\*", body, flags=re.MULTILINE)[1:]
    return {
        number: dict(re.findall(r"^- ([a-d])\) (.+)$", asked, re.MULTILINE))
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
    longest = [max(asked[row[0]], key=lambda letter: len(asked[row[0]][letter])) for row in key]
    guessed = sum(letter == right for letter, right in zip(longest, letters, strict=True))
    assert guessed <= len(key) / 3, "who takes the longest answer must not do better than chance"
