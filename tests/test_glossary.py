"""The glossary: every word once, in a plain sentence, and found by what a learner types."""

import re
from pathlib import Path

import pytest
from build_notebooks import sources

from uxcx.glossary import anchor, define, glossary

#: lessons that bring many words of their own
MEASURING = ("04", "05", "06", "07", "08", "09", "10", "11", "13")


def test_words_are_in_order_and_stand_once() -> None:
    terms = [term.casefold() for term in glossary()["term"]]
    assert terms == sorted(set(terms))


def test_every_word_has_a_sentence_and_a_lesson() -> None:
    for row in glossary().itertuples():
        assert row.meaning.endswith("."), row.term
        assert 3 <= len(row.meaning.split()) <= 45, row.term
        assert row.lesson in {f"{number:02}" for number in range(14)}, row.term


@pytest.mark.parametrize(
    "typed", ["NPS", "nps", "Net Promoter Score (NPS)", " net promoter score (nps) "]
)
def test_a_word_is_found_by_its_letters_in_any_case(typed: str) -> None:
    assert define(typed).startswith("The percentage of promoters")


def test_a_word_that_is_not_there_gets_the_nearest() -> None:
    with pytest.raises(ValueError, match="Did you mean 'geometric mean'"):
        define("geometric men")


def test_the_anchor_is_the_heading_with_hyphens() -> None:
    assert anchor("time on task") == "time-on-task"


@pytest.mark.parametrize("source", [s for s in sources() if s.stem[:2] in MEASURING])
def test_lessons_link_the_words_that_they_bring(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    linked = re.findall(r"glossary\.ipynb#((?:[^()\s]|\([^()\s]*\))+)\)", text)
    assert len(set(linked)) >= 2, "link its words: [median](glossary.ipynb#median)"
