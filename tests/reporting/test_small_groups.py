"""Groups of too few people are hidden, and nothing that is shown gives them away."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from uxcx.reporting.small_groups import too_small

counts_one_way = st.dictionaries(
    st.tuples(st.sampled_from("abcdefg")), st.integers(min_value=1, max_value=20), min_size=1
)
counts_two_ways = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")),
    st.integers(min_value=1, max_value=20),
    min_size=1,
)


def test_nothing_is_hidden_where_all_groups_are_large() -> None:
    assert too_small({("a",): 5, ("b",): 9}, 5) == frozenset()
    assert too_small({}, 5) == frozenset()


def test_one_small_group_takes_the_next_smallest_with_it() -> None:
    assert too_small({("a",): 4, ("b",): 9, ("c",): 8}, 5) == {("a",), ("c",)}


def test_small_groups_that_are_enough_people_together_need_no_other() -> None:
    assert too_small({("a",): 3, ("b",): 3, ("c",): 50}, 5) == {("a",), ("b",)}
    assert too_small({("a",): 1, ("b",): 2, ("c",): 50}, 5) == {("a",), ("b",), ("c",)}


def test_a_table_of_two_ways_is_protected_across_and_down() -> None:
    counts = {(task, design): 9 for task in ("t1", "t2", "t3") for design in ("x", "y", "z")}
    hidden = too_small({**counts, ("t1", "x"): 2}, 5)
    assert ("t1", "x") in hidden
    for way in (0, 1):
        for value in {key[way] for key in hidden}:
            assert sum(key[way] == value for key in hidden) >= 2
    assert len(hidden) == 4  # a rectangle


@given(counts_one_way, st.integers(min_value=1, max_value=10))
def test_what_is_hidden_is_never_known_from_the_total(
    counts: dict[tuple[str], int], smallest: int
) -> None:
    hidden = too_small(counts, smallest)
    assert {key for key, n in counts.items() if n < smallest} <= hidden
    if hidden and hidden != set(counts):
        assert len(hidden) > 1
        assert sum(counts[key] for key in hidden) >= smallest


@given(counts_two_ways, st.integers(min_value=1, max_value=10))
def test_no_line_of_a_table_has_one_hidden_cell(
    counts: dict[tuple[str, str], int], smallest: int
) -> None:
    hidden = too_small(counts, smallest)
    for way, value in itertools.chain(*(((0, k[0]), (1, k[1])) for k in counts)):
        line = [key for key in counts if key[way] == value]
        inside = [key for key in line if key in hidden]
        if inside and len(inside) < len(line):
            assert len(inside) > 1
            assert sum(counts[key] for key in inside) >= smallest
