"""The answer book: every exercise with its answer, its hints and how people get it wrong.

Answers are computed from the data that is there: the shipped worlds, or those of a class.

    python tools/answer_book.py            # writes instructor/answers.md
    python tools/answer_book.py --check    # only says whether it is up to date
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from uxcx.learn import Exercise, exercises
from uxcx.results import Estimate

BOOK = Path(__file__).resolve().parent.parent / "instructor" / "answers.md"
INTRO = """\
# The answers

Made by `python tools/answer_book.py` from the answer checks themselves. Numbers are those of the
shipped worlds; `make class SEED=...` makes this book for the worlds of a class. Any number within
the tolerance is accepted, and so is the estimate that it came from.
"""


def shown(value: Any) -> str:
    """Return an answer as it is written in the book."""
    if isinstance(value, Estimate):
        value = value.value
    if isinstance(value, dict):
        words = set(map(str, value.values()))
        if len(words) == 1 and len(value) > 1:
            return f"**{words.pop()}** everywhere"
        return "; ".join(f"{key}: **{answer}**" for key, answer in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(map(str, value)))
    if isinstance(value, str):
        return value
    if hasattr(value, "item"):
        value = value.item()
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def _unit(exercise: Exercise) -> str:
    return " (a share, 0 to 1)" if exercise.unit == "%" else f" {exercise.unit}".rstrip()


def section(exercise: Exercise) -> list[str]:
    """Return the lines of one exercise."""
    lines = [f"### Exercise {exercise.id} ({exercise.minutes} minutes)", ""]
    if exercise.answer is None:
        lines += ["No single right answer. Good ones mention:", ""]
        return [*lines, *(f"- {point}" for point in exercise.points), ""]
    right = exercise.answer()
    if isinstance(right, dict):
        lines += ["**Answer:**", "", *(f"- {key}: **{word}**" for key, word in right.items()), ""]
    else:
        lines += [f"**Answer:** {shown(right)}{_unit(exercise)}", ""]
    if exercise.why_wrong:
        lines += [f"**Why people get this wrong:** {exercise.why_wrong}", ""]
    known = [(shown(mistake.value()), mistake.feedback) for mistake in exercise.mistakes]
    if known:
        lines += ["**Wrong answers that are known:**", ""]
        lines += [f"- {wrong}: {feedback}" for wrong, feedback in known]
        lines.append("")
    lines += [f"{number}. Hint: {hint}" for number, hint in enumerate(exercise.hints, start=1)]
    return [*lines, ""]


def answer_book(lessons: set[str] | None = None) -> str:
    """Return the book in Markdown; of some lessons only, if they are named (``{"03"}``)."""
    lines = INTRO.splitlines()
    current = ""
    for exercise in exercises().values():
        lesson = exercise.id[:2]
        if lessons is not None and lesson not in lessons:
            continue
        if lesson != current:
            lines += ["", f"## Lesson {lesson}", ""]
            current = lesson
        lines += section(exercise)
    return "\n".join(lines).rstrip("\n") + "\n"


def main() -> int:
    """Write the book, or say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        same = BOOK.is_file() and BOOK.read_text(encoding="utf-8") == answer_book()
        if not same:
            print("instructor/answers.md is out of date: run python tools/answer_book.py")
        return 0 if same else 1
    BOOK.parent.mkdir(exist_ok=True)
    BOOK.write_text(answer_book(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
