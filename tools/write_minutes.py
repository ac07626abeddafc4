"""Write the tables of minutes into `instructor/lessons.md`: each section and exercise of a lesson.

A lesson says how long it takes ("About 60 minutes"), and so does each exercise. Nobody has timed
them with a class, so a rule stands in: so many words a minute, so long for a cell and for each
question of the quiz. A lesson may not promise less than the rule gives, nor much more. In class it
takes longer: each prediction is spoken about, and an exercise ends when half of the class is ready.

    python tools/write_minutes.py            # write the tables between their marks
    python tools/write_minutes.py --check    # only say whether they are up to date
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import jupytext
from build_notebooks import ROOT, sources

from uxcx.quiz import quiz

PAGE = ROOT / "instructor" / "lessons.md"
TOTAL = re.compile(r"^About (\d+) minutes", re.MULTILINE)
EXERCISE = re.compile(r"^### Exercise (\d\d-\d+) \((\d+) minutes(?P<optional>, if you have time)?")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
PREDICTION = "**Before you run it:**"
#: the rule: how fast plain words are read, and the minutes of a cell and of a question of the quiz
WORDS_A_MINUTE = 180
A_CELL = 1 / 3
A_QUESTION = 0.75
#: in class: to guess, tell a neighbour and say what came; and how much longer an exercise takes
A_PREDICTION = 1
LONGER = 1.3
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
    questions: int = 0
    predictions: int = 0
    exercises: dict[str, int] = field(default_factory=dict)
    #: exercises for whoever has time, which the lesson's minutes leave out
    more: dict[str, int] = field(default_factory=dict)
    #: `reading`, in whole minutes that add up over the lesson
    minutes: int = 0

    @property
    def reading(self) -> float:
        """How many minutes it takes to read and to run by the rule, without its exercises."""
        return self.words / WORDS_A_MINUTE + self.cells * A_CELL + self.questions * A_QUESTION

    @property
    def in_class(self) -> int:
        """How many minutes it takes in class, without its exercises."""
        return self.minutes + self.predictions * A_PREDICTION


@dataclass
class Lesson:
    """A lesson as it is taught."""

    id: str
    title: str
    #: how long it says that it takes
    total: int
    sections: list[Section]

    @property
    def tasks(self) -> int:
        """The minutes of its exercises."""
        return sum(sum(section.exercises.values()) for section in self.sections)

    @property
    def alone(self) -> float:
        """How long it takes by the rule."""
        return sum(section.reading for section in self.sections) + self.tasks

    @property
    def in_class(self) -> int:
        """How long it takes in class."""
        return in_class(self.sections, self.tasks)


def in_class(sections: Iterable[Section], tasks: int) -> int:
    """Return the minutes in class of some sections, and of exercises of so many minutes."""
    return sum(section.in_class for section in sections) + math.ceil(LONGER * tasks)


def section_name(heading: str) -> str:
    """Return under which name of the table a heading's minutes stand; nothing if at home."""
    if heading.startswith(AT_HOME):
        return ""
    if heading.startswith(OPENS):
        return OPENING
    return ENDING if heading.startswith(ENDS) else heading


def read(source: Path) -> Lesson:
    """Return a lesson with the minutes of its sections."""
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
                current.questions += len(quiz(lesson).questions)
            current.cells += "exercise" not in tags
            continue
        if task := EXERCISE.match(cell.source):
            kind = current.more if task["optional"] else current.exercises
            kind[task[1]] = int(task[2])
            continue
        parts = HEADING.split(COMMENT.sub("", cell.source))
        add(current, parts[0])
        for heading, body in zip(parts[1::2], parts[2::2], strict=True):
            name = section_name(heading)
            current = found.setdefault(name, Section(name))
            add(current, body)
    taught = [section for section in found.values() if section.name]
    total = TOTAL.search(text)
    if total is None:
        raise SystemExit(f'{source.name} does not say "About NN minutes"')
    round_up(taught)
    return Lesson(lesson, text.splitlines()[0].removeprefix("# "), int(total[1]), taught)


def add(section: Section, text: str) -> None:
    """Count what a text gives to read and to predict."""
    section.words += len(text.split())
    section.predictions += text.count(PREDICTION)


def round_up(sections: list[Section]) -> None:
    """Give sections whole minutes whose sum is rounded up: the largest remainders get the rest."""
    exact = [section.reading for section in sections]
    for section, value in zip(sections, exact, strict=True):
        section.minutes = int(value)
    left = math.ceil(sum(exact)) - sum(section.minutes for section in sections)
    by_remainder = sorted(range(len(exact)), key=lambda i: int(exact[i]) - exact[i])
    for index in by_remainder[:left]:
        sections[index].minutes += 1


def lessons() -> dict[str, Lesson]:
    """Return all lessons by their number; the notebook without one by its name."""
    return {lesson.id: lesson for lesson in map(read, sources())}


def table(lesson: Lesson) -> str:
    """Return the table of a lesson."""
    lines = ["| section | alone | in class | exercises (minutes) |", "|---|---|---|---|"]
    for section in lesson.sections:
        tasks = [f"{name} ({minutes})" for name, minutes in section.exercises.items()]
        tasks += [f"{name} ({minutes}, if there is time)" for name, minutes in section.more.items()]
        alone, together = (m or "under 1" for m in (section.minutes, section.in_class))
        lines.append(f"| {section.name} | {alone} | {together} | {', '.join(tasks)} |")
    alone, together = (sum(getattr(s, m) for s in lesson.sections) for m in ("minutes", "in_class"))
    longer = math.ceil(LONGER * lesson.tasks)
    tasks_in_class = f"**{lesson.tasks}, in class {longer}**" if lesson.tasks else ""
    return "\n".join(
        [
            *lines,
            f"| **Together** | **{alone}** | **{together}** | {tasks_in_class} |",
            "",
            f"The lesson says {lesson.total} minutes. Alone {math.ceil(lesson.alone)} by the rule, "
            f"in class {lesson.in_class}.",
        ]
    )


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
