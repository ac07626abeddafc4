"""Lesson 11's checks: honest routes are accepted, known mistakes are explained."""

import pytest

from uxcx import concepts, datasets
from uxcx.exercises import lesson_11 as lesson
from uxcx.judging import feedback
from uxcx.learn import exercises


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


def test_each_story_has_its_pitfall() -> None:
    right = lesson.right_pitfalls()
    assert said("11-1", right).startswith("✔")
    for story, (pitfall, reason) in lesson.STORIES.items():
        other = next(name for name in right.values() if name != pitfall)
        answer = said("11-1", {**right, story: other})
        assert "3 of 4 are right" in answer
        assert reason in answer


def test_the_gain_on_the_desktop_by_hand() -> None:
    visits = datasets.load("ecommerce").sessions
    rates = visits.groupby(["device", "design"], observed=True)["ordered"].mean()
    gain = rates["desktop", "autofill"] - rates["desktop", "plain"]
    assert said("11-2", gain).startswith("✔")
    assert "the sign is not" in said("11-2", -gain)
    assert "phones and desktops mixed" in said("11-2", lesson.gain_over_all())
    assert lesson.gain_over_all() < 0 < gain


def test_what_is_made_by_who_is_in() -> None:
    found = lesson.people()
    again = found.dropna(subset=["january"])["june"].mean()
    gap = again - found["june"].mean()
    assert said("11-3", gap).startswith("✔")
    assert said("11-3", round(gap, 2)).startswith("✔")
    assert "both changed" in said("11-3", lesson.january_less_june())
    assert "answered again" in said("11-3", again)
    assert gap > 0.1


def test_claims_with_a_comparison() -> None:
    by_hand = sum(c not in ("nothing", "not said") for c in concepts.claims()["against_what"])
    assert said("11-4", by_hand).startswith("✔")
    assert "no comparison either" in said("11-4", lesson.without_nothing())
    assert "how many have none" in said("11-4", 6 - by_hand)


@pytest.mark.parametrize(
    ("letter", "words"), [("a", "just as unfair"), ("c", "believe"), ("d", "closed are missing")]
)
def test_studies_that_would_not_do(letter: str, words: str) -> None:
    assert said("11-5", "b").startswith("✔")
    assert words in said("11-5", letter)
