"""Short quizzes: each answer opens to say whether it is right, and why.

The HTML needs no kernel and no network: an answer is a `details` element, which works by mouse
and by keyboard, in JupyterLab and on a page made from the notebook.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from functools import cache

from uxcx.errors import CourseError, nearest

__all__ = ["Option", "Question", "Quiz", "quiz"]

LETTERS = "abcdefgh"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer to choose, and what is said to who chooses it."""

    text: str
    feedback: str
    right: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question with its answers, of which at least one is right.

    Parameters
    ----------
    ask : str
        The question.
    options : tuple of Option
        Two to eight answers, each with its own feedback.

    Raises
    ------
    ValueError
        If there are fewer than two answers or more than eight, none is right, or an answer has
        no feedback.
    """

    ask: str
    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        if not 2 <= len(self.options) <= len(LETTERS):
            raise ValueError(f"A question needs 2 to 8 answers; got {len(self.options)}.")
        if not any(option.right for option in self.options):
            raise ValueError(f"No answer is right: {self.ask}")
        if not all(option.feedback for option in self.options):
            raise ValueError(f"An answer has no feedback: {self.ask}")


@dataclass(frozen=True)
class Quiz:
    """The quiz of one lesson; JupyterLab shows it as answers to open."""

    lesson: str
    questions: tuple[Question, ...]

    def answer(self, question: int, letter: str) -> str:
        """Return what is said to an answer, where no page can be opened.

        Parameters
        ----------
        question : int
            Its number, from 1.
        letter : str
            ``"a"``, ``"b"``, ...

        Returns
        -------
        str
            Whether it is right, and why.

        Raises
        ------
        ValueError
            If there is no such question or answer.

        Examples
        --------
        >>> quiz("00").answer(1, "b").split(".")[0]
        '✔ Right'

        The rest of the text says why.
        """
        if question not in range(1, len(self.questions) + 1):
            raise ValueError(f"The questions are 1 to {len(self.questions)}; got {question!r}.")
        options = self.questions[question - 1].options
        letters = LETTERS[: len(options)]
        if len(letter) != 1 or letter not in letters:
            raise ValueError(f"The answers are {', '.join(letters)}; got {letter!r}.")
        return _verdict(options[letters.index(letter)])

    def __repr__(self) -> str:
        lines = [f"Quiz of lesson {self.lesson}"]
        for number, question in enumerate(self.questions, start=1):
            lines.append(f"{number}. {question.ask}")
            lines += [
                f"   {letter}) {option.text}"
                for letter, option in zip(LETTERS, question.options, strict=False)
            ]
        lines.append(f'Try an answer: learn.quiz("{self.lesson}").answer(1, "a")')
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        items = "".join(
            f'<li style="margin-bottom:1em"><p>{html.escape(question.ask)}</p>'
            + "".join(
                f'<details style="margin:0.3em 0"><summary>{letter}) {html.escape(option.text)}'
                f'</summary><p style="margin:0.2em 0 0.6em 1.5em">{html.escape(_verdict(option))}'
                "</p></details>"
                for letter, option in zip(LETTERS, question.options, strict=False)
            )
            + "</li>"
            for number, question in enumerate(self.questions, start=1)
        )
        return (
            "<p>Choose an answer: click on it, or reach it with Tab and press Enter. "
            f"It opens and says whether it is right.</p><ol>{items}</ol>"
        )


def _verdict(option: Option) -> str:
    return f"{'✔ Right' if option.right else '✘ Not quite'}. {option.feedback}"


@cache
def _quizzes() -> dict[str, Quiz]:
    from uxcx.exercises import modules

    return {
        lesson: Quiz(lesson, tuple(_turned(question, by=n) for n, question in enumerate(each.QUIZ)))
        for lesson, each in modules().items()
        if hasattr(each, "QUIZ")  # others ask in exercises
    }


def _turned(question: Question, *, by: int) -> Question:
    """Return a question with its options turned round, so that no letter is the likely one.

    Authors tend to write the right answer in the middle.
    """
    by %= len(question.options)
    return replace(question, options=question.options[by:] + question.options[:by])


def quiz(lesson: str) -> Quiz:
    """Return the short quiz of a lesson; each answer opens and says why it is right or not.

    Parameters
    ----------
    lesson : str
        Its number, such as ``"03"``.

    Returns
    -------
    Quiz
        JupyterLab shows questions with answers to open.

    Raises
    ------
    ValueError
        If the lesson has no quiz; the nearest number is offered.

    Examples
    --------
    >>> len(quiz("00").questions) > 0
    True

    There is at least one question.
    """
    known = _quizzes()
    if lesson not in known:
        guess = nearest(str(lesson), known)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise CourseError(
            f"There is no quiz for lesson {lesson!r}.{hint} There are: {', '.join(known)}."
        )
    return known[lesson]
