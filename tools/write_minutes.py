"""Write the tables of minutes into `instructor/lessons.md`: each section and exercise of a lesson.

A lesson says how long it takes ("About 60 minutes"), and each exercise says how long it takes. What
is left is shared among the sections by how much there is to read and to run. Nobody has timed it.

    python tools/write_minutes.py            # write the tables between their marks
    python tools/write_minutes.py --check    # only say whether they are up to date
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import jupytext
from build_notebooks import ROOT, sources

from uxcx.quiz import quiz

PAGE = ROOT / "instructor" / "lessons.md"
TOTAL = re.compile(r"^About (\d+) minutes", re.MULTILINE)
EXERCISE = re.compile(r"^### Exercise (\d\d-\d+) \((\d+) minutes?")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
#: a cell to run, look at and talk about takes as long as so many words
WORDS_A_CELL = 40
OPENING, ENDING = "Opening", "Ending"
#: what is read at home: no minutes in class
AT_HOME = ("Your own", "Sources", "Where to go now")
OPENS = ("What you will", "What you need")
ENDS = ("What ", "Key points")


@dataclass
class Section:
    """A section as it is taught, with its exercises and how much there is to read and to run."""

    name: str
    words: int = 0
    cells: int = 0
    exercises: dict[str, int] = field(default_factory=dict)
    minutes: int = 0

    @property
    def weight(self) -> int:
        """How long it takes, compared with other sections; exercises count by themselves."""
        return self.words + WORDS_A_CELL * self.cells


@dataclass
class Lesson:
    """A lesson as it is taught."""

    id: str
    title: str
    total: int
    sections: list[Section]


def section_name(heading: str) -> str:
    """Return under which name of the table a heading's minutes stand; nothing if at home."""
    if heading.startswith(AT_HOME):
        return ""
    if heading.startswith(OPENS):
        return OPENING
    return ENDING if heading.startswith(ENDS) else heading


def words_of_quiz(lesson: str) -> int:
    """Return how many words the questions of a lesson's quiz and their answers have."""
    questions = quiz(lesson).questions
    texts = [q.ask for q in questions] + [o.text for q in questions for o in q.options]
    return sum(len(text.split()) for text in texts)


def read(source: Path) -> Lesson:
    """Return a lesson with the minutes of its sections, whose sum is its total."""
    text = source.read_text(encoding="utf-8")
    lesson = source.stem[:2] if source.stem[0].isdigit() else source.stem
    found = {OPENING: Section(OPENING)}
    current = found[OPENING]
    for cell in jupytext.reads(text, fmt="md").cells:
        tags = cell.metadata.get("tags", [])
        if "solution" in tags:
            continue
        if cell.cell_type == "code":
            if "learn.quiz(" in cell.source:
                current.words += words_of_quiz(lesson)
            current.cells += "exercise" not in tags
            continue
        if task := EXERCISE.match(cell.source):
            current.exercises[task[1]] = int(task[2])
            continue
        parts = HEADING.split(COMMENT.sub("", cell.source))
        current.words += len(parts[0].split())
        for heading, body in zip(parts[1::2], parts[2::2], strict=True):
            name = section_name(heading)
            current = found.setdefault(name, Section(name))
            current.words += len(body.split())
    taught = [section for section in found.values() if section.name]
    total = TOTAL.search(text)
    if total is None:
        raise SystemExit(f'{source.name} does not say "About NN minutes"')
    share(taught, int(total[1]) - sum(sum(s.exercises.values()) for s in taught))
    title = text.splitlines()[0].removeprefix("# ")
    return Lesson(lesson, title, int(total[1]), taught)


def share(sections: list[Section], minutes: int) -> None:
    """Share whole minutes among sections by weight: the largest remainders are rounded up."""
    if minutes < 0:
        raise SystemExit("The exercises of a lesson take longer than the lesson.")
    weight = sum(section.weight for section in sections)
    exact = [minutes * section.weight / weight for section in sections]
    for section, value in zip(sections, exact, strict=True):
        section.minutes = int(value)
    left = minutes - sum(section.minutes for section in sections)
    by_remainder = sorted(range(len(exact)), key=lambda i: int(exact[i]) - exact[i])
    for index in by_remainder[:left]:
        sections[index].minutes += 1


def lessons() -> dict[str, Lesson]:
    """Return all lessons by their number; the notebook without one by its name."""
    return {lesson.id: lesson for lesson in map(read, sources())}


def table(lesson: Lesson) -> str:
    """Return the table of a lesson."""
    lines = ["| section | minutes | exercises (minutes) |", "|---|---|---|"]
    for section in lesson.sections:
        tasks = ", ".join(f"{name} ({minutes})" for name, minutes in section.exercises.items())
        lines.append(f"| {section.name} | {section.minutes or 'under 1'} | {tasks} |")
    reading = sum(section.minutes for section in lesson.sections)
    words = sum(section.words for section in lesson.sections)
    cells = sum(section.cells for section in lesson.sections)
    lines += [
        f"| **{lesson.total} minutes in all** | **{reading}** | **{lesson.total - reading}** |",
        "",
        f"To read and run in these {reading} minutes: {words} words, {cells} cells.",
    ]
    return "\n".join(lines)


def mark(lesson: str) -> re.Pattern[str]:
    """Return the place of a lesson's table in the page."""
    return re.compile(rf"(<!-- minutes: {lesson} -->\n)(?:.*?\n)??(<!-- end -->)", re.DOTALL)


def page(text: str) -> str:
    """Return the page with the tables as they must be."""
    for lesson in lessons().values():
        filled = f"\\g<1>\n{table(lesson)}\n\n\\g<2>"
        text, count = mark(lesson.id).subn(filled, text)
        if count != 1:
            raise SystemExit(f"{PAGE.name} needs one place for lesson {lesson.id}, has {count}")
    return text


def main() -> int:
    """Write, or say whether the page is up to date."""
    before = PAGE.read_text(encoding="utf-8")
    after = page(before)
    if "--check" in sys.argv:
        if before != after:
            print("instructor/lessons.md is out of date: run python tools/write_minutes.py")
        return int(before != after)
    PAGE.write_text(after, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
