"""The quizzes: each answer says whether it is right and why, with and without a page."""

import re

import pytest

from uxcx import learn
from uxcx.quiz import Option, Question, Quiz, _quizzes, _turned

QUESTION = Question(
    ask="Is 1 < 2?",
    options=(
        Option(text="yes", feedback="One is less.", right=True),
        Option(text="no & never", feedback="Count again."),
    ),
)


def test_each_answer_says_whether_it_is_right_and_why() -> None:
    quiz = Quiz("99", (QUESTION,))
    assert quiz.answer(1, "a") == "✔ Right. One is less."
    assert quiz.answer(1, "b") == "✘ Not quite. Count again."


@pytest.mark.parametrize(("number", "letter"), [(0, "a"), (2, "a"), (1, "c"), (1, "ab"), (1, "")])
def test_a_question_or_answer_that_is_not_there_is_refused(number: int, letter: str) -> None:
    with pytest.raises(ValueError, match=r"The (questions|answers) are"):
        Quiz("99", (QUESTION,)).answer(number, letter)


def test_the_page_can_be_used_by_keyboard_and_escapes_what_it_shows() -> None:
    page = Quiz("99", (QUESTION,))._repr_html_()
    assert page.count("<details") == page.count("</summary>") == 2
    assert "1 &lt; 2" in page
    assert "no &amp; never" in page
    assert "<script" not in page


def test_the_text_form_does_not_give_the_answer_away() -> None:
    text = repr(Quiz("99", (QUESTION,)))
    assert "b) no & never" in text
    assert "Count again" not in text
    assert "✔" not in text


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ((Option(text="a", feedback="f", right=True),), "2 to 8"),
        ((Option(text="a", feedback="f"), Option(text="b", feedback="f")), "No answer is right"),
        ((Option(text="a", feedback="f", right=True), Option(text="b", feedback="")), "feedback"),
    ],
)
def test_a_question_that_cannot_teach_is_refused(options: tuple[Option, ...], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        Question(ask="?", options=options)


def test_an_unknown_lesson_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no quiz for lesson '77'"):
        learn.quiz("77")


def test_every_quiz_has_three_questions_or_more_and_not_always_the_same_letter() -> None:
    for lesson, quiz in _quizzes().items():
        assert re.fullmatch(r"\d\d", lesson)
        assert len(quiz.questions) >= 3, lesson
        first_right = {[o.right for o in q.options].index(True) for q in quiz.questions}
        assert len(first_right) > 1, lesson


def test_options_are_turned_round_and_none_is_lost() -> None:
    for by in range(4):
        turned = _turned(QUESTION, by=by)
        assert set(turned.options) == set(QUESTION.options)
    assert _turned(QUESTION, by=1).options[-1] == QUESTION.options[0]
