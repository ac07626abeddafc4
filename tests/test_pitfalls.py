"""Pitfalls: what misses each looks well, what sees it does not, and the sentences hold."""

import pytest

from uxcx import concepts, pitfalls

#: for each pitfall, what its two measurements must show
HOLDS = {
    "separate silos": lambda m, s: m.low > 80 and s.high < 0,
    "ignoring emotion": lambda m, s: m.value > 0.85 and s.high < 0.6,
    "unconnected feedback": lambda m, s: m.low > 0 and s.high < 0,
    "no common goals": lambda m, s: m.value > 0.3 and s.high < 0.27,
    "neglecting what comes after the purchase": lambda m, s: m.low > s.high,
    "experience as an add-on": lambda m, s: m.low > s.high,
    "measuring what is easy to measure": lambda m, s: m.high < s.low,
    "single touchpoints": lambda m, s: m.low > s.high,
    "designing for the edge": lambda m, s: m.value > 0.27 and s.high < 0.2,
    "copying others": lambda m, s: m.low > 40 and s.high < -50,
    "departments apart": lambda m, s: m.low > 4 and s.low > 0.5,
}


@pytest.mark.parametrize("name", pitfalls.names())
def test_one_number_misses_it_and_the_other_sees_it(name: str) -> None:
    found = pitfalls.pitfall(name)
    misses, sees = found.misses(), found.sees()
    assert HOLDS[name](misses, sees), (misses, sees)
    assert repr(misses) in repr(found)
    assert found.world in ("airline", "budgeting", "ecommerce")


def test_five_of_article_c_and_six_of_article_e() -> None:
    assert [p.article for p in pitfalls.PITFALLS] == ["C"] * 5 + ["E"] * 6
    assert len(pitfalls.table().rows) == 11
    assert len(pitfalls.table(article="E").rows) == 6
    html = pitfalls.pitfall("separate silos")._repr_html_()
    assert "separate silos (C)" in html


def test_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="Did you mean 'separate silos'"):
        pitfalls.pitfall("seperate silos")
    with pytest.raises(ValueError, match="articles C and E; got 'A'"):
        pitfalls.table(article="A")


def test_claims_cases_and_advice_name_their_articles() -> None:
    assert len(concepts.claims()) == 6
    assert set(concepts.claims(article="B")["named_source"]) == {"McKinsey"}
    with pytest.raises(ValueError, match="There is no article 'C'"):
        concepts.claims(article="C")
    assert set("".join(concepts.cases()["article"])) == {"C", "D", "E"}
    counts = concepts.strategy().groupby("list").size()
    assert dict(counts) == {
        "four steps of a strategy": 4,
        "four ways of working together": 4,
        "questions that are asked": 5,
    }
    assert len(concepts.strategy(search="start-up")) == 1
