"""Answer checks for the lessons: they work offline, say why an answer is wrong, and give hints.

The right answers are computed from the same data that the learner has; nothing is typed in.
"""

from __future__ import annotations

import importlib.metadata
import sys
import textwrap
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from uxcx import advice
from uxcx.errors import CourseError, nearest
from uxcx.glossary import define
from uxcx.judging import Exercise, Mistake, feedback
from uxcx.quiz import Option, Question, quiz

__all__ = [
    "Exercise",
    "Mistake",
    "Option",
    "Question",
    "check",
    "check_environment",
    "define",
    "hint",
    "quiz",
    "reflect",
    "say",
]


@dataclass
class _Progress:
    """What a learner has done since the notebook was started."""

    hints: dict[str, int] = field(default_factory=dict)


_progress = _Progress()
advice.start()  # in a notebook, errors of Python's own are followed by what to do


@cache
def exercises() -> dict[str, Exercise]:
    """Return all exercises by their id."""
    from uxcx.exercises import modules

    found: dict[str, Exercise] = {}
    for lesson in modules().values():
        for exercise in lesson.EXERCISES:
            if exercise.id in found:
                raise ValueError(f"two exercises have the id {exercise.id!r}")
            found[exercise.id] = exercise
    return found


def _find(exercise_id: str) -> Exercise:
    known = exercises()
    if not isinstance(exercise_id, str):
        raise CourseError(
            'The number of an exercise stands in quotation marks, such as "03-2"; '
            f"got {exercise_id!r}."
        )
    if exercise_id not in known:
        guess = nearest(exercise_id, known)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise CourseError(f"There is no exercise {exercise_id!r}.{hint}")
    return known[exercise_id]


def check(exercise_id: str, answer: Any) -> None:
    """Say whether an answer is right, and if it is not, why.

    Parameters
    ----------
    exercise_id : str
        As written above the exercise: ``"03-2"``.
    answer : number, Estimate, text, collection or dict
        Your answer. An `Estimate` counts by its value. ``...`` means not answered yet.

    Raises
    ------
    CourseError
        If there is no such exercise, or it is an open question (see `reflect`).

    Examples
    --------
    >>> check("03-1", ...)
    03-1: not answered yet. Replace the three dots with your answer and run the cell again.
    For a hint, add this line to the cell and run it:  learn.hint("03-1")

    The three dots stand for an answer that is still to come.
    """
    exercise = _find(exercise_id)
    if exercise.answer is None:
        raise CourseError(
            f"{exercise_id} has no single right answer: use learn.reflect(), as the cell of that "
            "exercise does."
        )
    say(feedback(exercise, answer))


def say(text: str) -> None:
    """Print text in lines that a notebook does not break in the middle of a word.

    Parameters
    ----------
    text : str
        Such as the `sentence` of an estimate or a comparison.

    Examples
    --------
    >>> say("A short sentence stays as it is.")
    A short sentence stays as it is.

    Lines are at most 88 letters long.
    """
    for line in text.splitlines():
        indent = "    " if line.startswith("  - ") else ""
        print(textwrap.fill(line, 88, subsequent_indent=indent, break_on_hyphens=False))


def hint(exercise_id: str) -> None:
    """Print the next hint of an exercise; each call gives one more.

    Parameters
    ----------
    exercise_id : str
        As written above the exercise: ``"03-2"``.

    Raises
    ------
    CourseError
        If there is no such exercise.
    """
    exercise = _find(exercise_id)
    given = _progress.hints.get(exercise_id, 0)
    if not exercise.hints:
        print(f"{exercise_id} has no hints.")
        return
    number = min(given, len(exercise.hints) - 1)
    _progress.hints[exercise_id] = given + 1
    say(f"Hint {number + 1} of {len(exercise.hints)}: {exercise.hints[number]}")
    if number + 1 == len(exercise.hints):
        say("That was the last one. The worked solution is in the folder solutions.")
    else:
        say("Run the cell again for the next one.")


def reflect(exercise_id: str, answer: Any) -> None:
    """Answer an open question: print what a good answer mentions, to compare yours with.

    Parameters
    ----------
    exercise_id : str
        As written above the exercise.
    answer : str
        Your answer in a sentence or more. ``...`` means not answered yet.

    Raises
    ------
    CourseError
        If there is no such exercise, or it has a single right answer (see `check`).
    """
    exercise = _find(exercise_id)
    if exercise.answer is not None:
        raise CourseError(
            f"{exercise_id} has a right answer: use learn.check(), as the cell of that exercise "
            "does."
        )
    words = len(answer.split()) if isinstance(answer, str) else 0
    if words < 5:
        say(
            f"{exercise_id}: write a sentence or two first, between the quotation marks. There "
            "is no single right answer; afterwards you can compare yours."
        )
        return
    points = "\n".join(f"  - {point}" for point in exercise.points)
    say(f"{exercise_id}: thank you. There is no single right answer. Good ones mention:\n{points}")


def check_environment() -> None:
    """Print whether everything that the lessons need is installed, and what to do if not."""
    problems = 0

    def line(name: str, ok: bool, advice: str) -> None:
        nonlocal problems
        problems += not ok
        print(f"{'✔' if ok else '✘'} {name}" + ("" if ok else f": {advice}"))

    line(
        "Python 3.11 or newer",
        sys.version_info >= (3, 11),
        "install a newer Python, then set up the course again.",
    )
    for package in ("uxcx", "pandas", "scipy", "narwhals", "matplotlib", "seaborn", "jupyterlab"):
        try:
            importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            line(package, False, f"type  pip install {package}  in a terminal.")
        else:
            line(package, True, "")
    from uxcx import datasets

    try:
        datasets.load("budgeting")
    except (OSError, ValueError) as error:
        line("the course's data", False, str(error))
    else:
        line("the course's data", True, "")
    print("All is well." if not problems else f"{problems} to mend before you go on.")
