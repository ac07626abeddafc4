"""Words that the sentences of linkage share."""

from __future__ import annotations

from collections.abc import Sequence

from uxcx.results import show


def counted(n: int, thing: str) -> str:
    """Return a number with its thing in the singular or plural."""
    return f"{n:,} {thing}{'' if n == 1 else 's'}"


def in_words(column: str) -> str:
    """Return the name of a column as a sentence has it: ``"wrong size"`` for ``wrong_size``."""
    return column.replace("_", " ").strip() or column


def listed(names: Sequence[str]) -> str:
    """Return names as a list in words: ``"age, plan and region"``."""
    words = [in_words(name) for name in names]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def part_of(share: float) -> str:
    """Return a share as a percentage; what is neither nothing nor all is not called so."""
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1:
        return "over 99%"
    return f"{show(100 * share, 0)}%"
