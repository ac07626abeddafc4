"""Which numbers would tell of too few people, and are therefore not shown."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

Key = tuple[Hashable, ...]


def too_small(counts: Mapping[Key, int], smallest: int) -> frozenset[Key]:
    """Return the groups that must not be shown: small ones, and those that would give them away.

    Where the hidden groups of a line are too few people together, or only one, the total less the
    shown groups would tell of them; the next smallest group is hidden with them. In a table of
    two ways (task by design) every line across and every line down is such a line.

    Parameters
    ----------
    counts : mapping of tuple to int
        The people in each group; groups of one way have keys of one value. Groups without any
        answer are left out by who calls.
    smallest : int
        The fewest people that may be shown.

    Returns
    -------
    frozenset
        The keys of the groups to hide.

    Notes
    -----
    Complementary suppression, as statistical offices do: Hundepool et al. (2012), *Statistical
    Disclosure Control*.

    Examples
    --------
    >>> sorted(too_small({("a",): 3, ("b",): 9, ("c",): 8}, 5))
    [('a',), ('c',)]

    With the total, and b and c shown, the three people of a could be worked out.
    """
    hidden = {key for key, n in counts.items() if n < smallest}
    changed = bool(hidden)
    while changed:
        changed = False
        for line in _lines(list(counts)):
            inside = [key for key in line if key in hidden]
            people = sum(counts[key] for key in inside)
            shown = sorted((key for key in line if key not in hidden), key=lambda k: counts[k])
            if inside and shown and (len(inside) == 1 or people < smallest):
                hidden.add(shown[0])
                changed = True
    return frozenset(hidden)


def _lines(keys: Sequence[Key]) -> list[list[Key]]:
    """Return the lines of a table whose totals are known: all groups, or one way held fixed."""
    ways = len(keys[0]) if keys else 0
    if ways == 1:
        return [list(keys)]
    lines: dict[tuple[int, Hashable], list[Key]] = {}
    for key in keys:
        for way, value in enumerate(key):
            lines.setdefault((way, value), []).append(key)
    return list(lines.values())
