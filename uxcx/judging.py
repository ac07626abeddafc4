"""What is said to an answer: right, not yet and why, or not answered yet.

Whoever answers may never have programmed, so a slip of the form (a decimal comma, a percent sign,
quotation marks too many) is told apart from a wrong answer, in words without Python's types.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from uxcx.comparison import Comparison
from uxcx.results import Estimate, Estimates


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


def feedback(exercise: Exercise, answer: Any) -> str:
    """Return what `check` prints."""
    help_line = f'For a hint, add this line to the cell and run it:  learn.hint("{exercise.id}")'
    if answer is ... or answer is None:
        return (
            f"{exercise.id}: not answered yet. Replace the three dots with your answer and run "
            f"the cell again.\n{help_line}"
        )
    if isinstance(answer, Mapping) and all(word == "" for word in answer.values()):
        return (
            f"{exercise.id}: not answered yet. Fill in the words between the quotation marks and "
            f"run the cell again.\n{help_line}"
        )
    wanted = exercise.answer() if exercise.answer else None
    given, right = _plain(answer), _plain(wanted)
    if isinstance(right, dict):
        verdict = _check_sorting(exercise, right, given, _words(wanted))
    elif isinstance(right, frozenset):
        given = _parts(given, right)
        verdict = _check_collection(right, given)
    elif isinstance(right, str):
        verdict = _check_text(right, given)
    else:
        verdict = _form(answer) or _check_number(exercise, float(right), given)
    if verdict is None:
        told = f" {exercise.why_wrong}" if exercise.why_wrong else ""
        return f"✔ {exercise.id}: right. {exercise.praise}{told}"
    for mistake in exercise.mistakes:
        wrong = _plain(mistake.value())
        if wrong != right and _same(exercise, wrong, given):
            verdict = mistake.feedback
            break
    return f"✘ {exercise.id}: not yet. {verdict}\n{help_line}"


def _plain(answer: Any) -> Any:
    """Return an answer as a plain number, text or collection."""
    if isinstance(answer, Estimate | Comparison):
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


def _kind(answer: Any) -> str:
    """Return what an answer is, in words of people who do not program."""
    dimensions = getattr(answer, "ndim", 0)
    kinds = {
        "text, in quotation marks": isinstance(answer, str),
        "True or False": isinstance(answer, bool),
        "a number": isinstance(answer, Real),
        "a table of several groups": isinstance(answer, Estimates),
        "a list of pairs, in curly brackets": isinstance(answer, Mapping),
        "a whole table": dimensions == 2,
        "a whole column": dimensions == 1,
        "a list": isinstance(answer, list | tuple | set | frozenset),
        "a command that was not run, since () is missing behind it": callable(answer),
    }
    other = f"something else ({type(answer).__name__})"
    return next((kind for kind, fits in kinds.items() if fits), other)


def _form(answer: Any) -> str | None:
    """Return what is wrong with the form of an answer that should be a number, or None."""
    if isinstance(_plain(answer), Real):
        return None
    start, then = f"A number is asked for; your answer is {_kind(answer)}.", ""
    if isinstance(answer, str):
        number = re.fullmatch(r"(-?\d*)[.,]?(\d*)\s*(%?)", answer.strip())
        if number and (number[1] or number[2]):
            bare = float(f"{number[1] or '0'}.{number[2]}") / (100 if number[3] else 1)
            signs = "the quotation marks" + (" and the percent sign" if number[3] else "")
            then = f" Leave {signs} away: {bare:g}"
    elif isinstance(answer, tuple) and len(answer) == 2 and _are_whole(answer):
        start = "In Python a comma separates two answers. Write the decimal sign as a point:"
        then = f" {answer[0]}.{answer[1]}"
    elif isinstance(answer, list | tuple | set | frozenset):
        then = " Leave the brackets away." if len(answer) == 1 else ""
    elif isinstance(answer, Estimates):
        then = f" Pick one of them, by putting [{answer.groups[0]!r}] or another group behind it."
    elif getattr(answer, "ndim", 0) == 2:
        then = " To count its rows, put len( ) around it."
    return start + then


def _are_whole(answers: Iterable[Any]) -> bool:
    return all(isinstance(part, int) and not isinstance(part, bool) for part in answers)


def _check_number(exercise: Exercise, right: float, answer: Any) -> str | None:
    """Return None for a right number, or why it is wrong."""
    if isinstance(answer, bool):
        return f"A number is asked for; your answer is {_kind(answer)}."
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
        return f"A word in quotation marks is asked for; your answer is {_kind(answer)}."
    return None if answer == right else f"It is not {answer!r}."


def _parts(answer: Any, right: frozenset[Any]) -> Any:
    """Return several words that were written as one text, such as "A and D", one by one."""
    if isinstance(answer, str):
        answer = frozenset({answer})
    if not isinstance(answer, frozenset):
        return answer
    parts: set[Any] = set()
    for part in answer:
        if isinstance(part, str) and part not in right:
            parts.update(
                _plain(word) for word in re.split(r",|;|/|&|\band\b", part) if word.strip()
            )
        else:
            parts.add(part)
    return frozenset(parts)


def _check_collection(right: frozenset[Any], answer: Any) -> str | None:
    if not isinstance(answer, frozenset):
        return f'A list is asked for, such as ["one", "another"]; your answer is {_kind(answer)}.'
    extra, lacking = answer - right, right - answer
    if not extra and not lacking:
        return None
    parts = []
    if extra:
        parts.append("does not belong there: " + ", ".join(sorted(map(str, extra))))
    if lacking:
        parts.append(f"{len(lacking)} more {'belongs' if len(lacking) == 1 else 'belong'} there")
    return "; ".join(parts).capitalize() + "."


def _words(wanted: Any) -> list[str]:
    """Return the words, or numbers, that things are sorted into."""
    return [str(word) for word in sorted(set(wanted.values()))]


def _check_sorting(
    exercise: Exercise, right: dict[Any, Any], answer: Any, words: list[str]
) -> str | None:
    if not isinstance(answer, dict):
        return "Fill in the words between the quotation marks, and leave the rest as it was."
    gone = [key for key in right if key not in answer]
    if gone:
        return (
            f"The line {gone[0]!r} is no longer there. Bring it back (Ctrl and Z undoes), and "
            "change only the words behind the colons."
        )
    blank = [key for key in right if answer[key] in (None, "", ...)]
    if blank:
        return f"{len(blank)} of {len(right)} are still empty."
    allowed = sorted(set(right.values()))
    unknown = [answer[key] for key in right if answer[key] not in allowed]
    if unknown:
        what = "words" if isinstance(allowed[0], str) else "numbers"
        return f"Use only these {what}: {', '.join(words)}; got {unknown[0]!r}."
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
