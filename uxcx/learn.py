"""Answer checks for the lessons: they work offline, say why an answer is wrong, and give hints.

The right answers are computed from the same data that the learner has; nothing is typed in.
"""

from __future__ import annotations

import importlib.metadata
import math
import sys
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from numbers import Real
from typing import Any

from uxcx.errors import nearest
from uxcx.glossary import define
from uxcx.quiz import Option, Question, quiz
from uxcx.results import Estimate

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


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A known wrong answer and what to say to it.

    When things are sorted, a dict of one item is the mistake made with that item.
    """

    value: Callable[[], Any]
    feedback: str


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise: its right answer, the known wrong ones, and its hints.

    Parameters
    ----------
    id : str
        Lesson and number: ``"03-2"``.
    minutes : int
        How long a beginner needs.
    answer : callable
        Returns the right answer, computed from the lesson's data: a number, a text, a collection
        of texts, or a dict for sorting things. None for an open question.
    praise : str
        What a right answer shows; said after the check mark.
    why_wrong : str
        Why people get this wrong; said after the right answer too.
    hints : tuple of str
        From gentle to nearly the solution.
    mistakes : tuple of Mistake
        Known wrong answers with their feedback.
    tolerance : float
        How far from the right number an answer may be, in the number's own unit.
    unit : str
        What the number is counted in: ``"%"`` when it is stored 0 to 1, ``"seconds"``.
    points : tuple of str
        For an open question: what a good answer mentions.
    """

    id: str
    minutes: int
    answer: Callable[[], Any] | None = None
    praise: str = ""
    why_wrong: str = ""
    hints: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    tolerance: float = 0.005
    unit: str = ""
    points: tuple[str, ...] = ()


@dataclass
class _Progress:
    """What a learner has done since the notebook was started."""

    hints: dict[str, int] = field(default_factory=dict)


_progress = _Progress()


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
    if exercise_id not in known:
        guess = nearest(str(exercise_id), known)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise ValueError(f"There is no exercise {exercise_id!r}.{hint}")
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
    ValueError
        If there is no such exercise, or it is an open question (see `reflect`).

    Examples
    --------
    >>> check("03-1", ...)
    03-1: not answered yet. Replace the three dots with your answer and run the cell again.
    For help, run learn.hint("03-1").

    The three dots stand for an answer that is still to come.
    """
    exercise = _find(exercise_id)
    if exercise.answer is None:
        raise ValueError(f"{exercise_id} has no single right answer: use learn.reflect().")
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


def feedback(exercise: Exercise, answer: Any) -> str:
    """Return what `check` prints."""
    if answer is ... or answer is None:
        return (
            f"{exercise.id}: not answered yet. Replace the three dots with your answer and run "
            f'the cell again.\nFor help, run learn.hint("{exercise.id}").'
        )
    if isinstance(answer, Mapping) and all(word == "" for word in answer.values()):
        return (
            f"{exercise.id}: not answered yet. Fill in the words between the quotation marks and "
            f'run the cell again.\nFor help, run learn.hint("{exercise.id}").'
        )
    right = exercise.answer() if exercise.answer else None
    answer, right = _plain(answer), _plain(right)
    if isinstance(right, frozenset) and isinstance(answer, str):
        answer = _plain(answer.split(","))
    if isinstance(right, dict):
        verdict = _check_sorting(exercise, right, answer)
    elif isinstance(right, frozenset | set):
        verdict = _check_collection(frozenset(right), answer)
    elif isinstance(right, str):
        verdict = _check_text(right, answer)
    else:
        verdict = _check_number(exercise, float(right), answer)
    if verdict is None:
        told = f" {exercise.why_wrong}" if exercise.why_wrong else ""
        return f"✔ {exercise.id}: right. {exercise.praise}{told}"
    for mistake in exercise.mistakes:
        wrong = _plain(mistake.value())
        if wrong != right and _same(exercise, wrong, answer):
            verdict = mistake.feedback
            break
    return f'✘ {exercise.id}: not yet. {verdict}\nFor help, run learn.hint("{exercise.id}").'


def _plain(answer: Any) -> Any:
    """Return an answer as a plain number, text or collection."""
    if isinstance(answer, Estimate):
        return answer.value
    if isinstance(answer, str):
        return answer.strip().rstrip(".)").casefold()
    if isinstance(answer, Mapping):
        return {key: _plain(value) for key, value in answer.items()}
    if isinstance(answer, list | tuple | set | frozenset):
        return frozenset(_plain(value) for value in answer)
    if hasattr(answer, "item") and getattr(answer, "size", 0) == 1:
        return _plain(answer.item())
    return _plain(answer.tolist()) if hasattr(answer, "tolist") else answer


def _same(exercise: Exercise, wrong: Any, answer: Any) -> bool:
    if isinstance(wrong, Real) and isinstance(answer, Real):
        return math.isclose(float(wrong), float(answer), abs_tol=exercise.tolerance)
    return type(wrong) is type(answer) and bool(wrong == answer)  # a frame has no one truth


def _check_number(exercise: Exercise, right: float, answer: Any) -> str | None:
    """Return None for a right number, or why it is wrong."""
    if isinstance(answer, bool) or not isinstance(answer, Real):
        return f"A number is asked for; your answer is a {type(answer).__name__}."
    given, tolerance = float(answer), exercise.tolerance
    if math.isclose(given, right, rel_tol=0, abs_tol=tolerance):
        return None
    if math.isnan(given):
        return "Your answer is nan, not a number: was an empty column measured?"
    if exercise.unit == "%" and math.isclose(
        given, 100 * right, rel_tol=0, abs_tol=100 * tolerance
    ):
        return (
            f"You gave a percentage, {given:g}. Proportions are kept between 0 and 1 here: "
            "divide by 100."
        )
    if right and math.isclose(given, -right, rel_tol=0, abs_tol=tolerance):
        return "The size is right but the sign is not: which one was taken from which?"
    return f"Your answer is too {'large' if given > right else 'small'}."


def _check_text(right: str, answer: Any) -> str | None:
    if not isinstance(answer, str):
        return f"A word in quotation marks is asked for; your answer is a {type(answer).__name__}."
    return None if answer == right else f"It is not {answer!r}."


def _check_collection(right: frozenset[Any], answer: Any) -> str | None:
    if not isinstance(answer, frozenset):
        return f"A list is asked for; your answer is a {type(answer).__name__}."
    extra, lacking = answer - right, right - answer
    if not extra and not lacking:
        return None
    parts = []
    if extra:
        parts.append("does not belong there: " + ", ".join(sorted(map(str, extra))))
    if lacking:
        parts.append(f"{len(lacking)} more {'belongs' if len(lacking) == 1 else 'belong'} there")
    return "; ".join(parts).capitalize() + "."


def _check_sorting(exercise: Exercise, right: dict[Any, Any], answer: Any) -> str | None:
    if not isinstance(answer, dict):
        return f"Fill in the words between the quotation marks; got a {type(answer).__name__}."
    blank = [key for key in right if answer.get(key) in (None, "", ...)]
    if blank:
        return f"{len(blank)} of {len(right)} are still empty."
    allowed = sorted(set(right.values()))
    unknown = [answer[key] for key in right if answer[key] not in allowed]
    if unknown:
        what = "words" if isinstance(allowed[0], str) else "numbers"
        return f"Use only these {what}: {', '.join(map(str, allowed))}; got {unknown[0]!r}."
    wrong = [key for key in right if answer[key] != right[key]]
    if not wrong:
        return None
    reasons = {
        key: f": {mistake.feedback}"
        for mistake in exercise.mistakes
        for key, value in mistake.value().items()
        if len(mistake.value()) == 1 and answer.get(key) == _plain(value)
    }
    shown = "\n".join(f"  - {key}{reasons.get(key, '')}" for key in wrong)
    return f"{len(right) - len(wrong)} of {len(right)} are right. Think again about:\n{shown}"


def hint(exercise_id: str) -> None:
    """Print the next hint of an exercise; each call gives one more.

    Parameters
    ----------
    exercise_id : str
        As written above the exercise: ``"03-2"``.

    Raises
    ------
    ValueError
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
    ValueError
        If there is no such exercise, or it has a single right answer (see `check`).
    """
    exercise = _find(exercise_id)
    if exercise.answer is not None:
        raise ValueError(f"{exercise_id} has a right answer: use learn.check().")
    words = len(answer.split()) if isinstance(answer, str) else 0
    if words < 5:
        say(
            f"{exercise_id}: write a sentence or two first, between the quotation marks. There "
            "is no single right answer; afterwards you can compare yours."
        )
        return
    points = "\n".join(f"  - {point}" for point in exercise.points)
    print(
        f"{exercise_id}: thank you. There is no single right answer. Good ones mention:\n{points}"
    )


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
