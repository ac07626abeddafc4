"""Whether chance decided, and still does among those who are left: sizes and missing outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from uxcx.allocation import ALARM, SampleRatio, sample_ratio
from uxcx.amounts import p_text
from uxcx.comparison import compare
from uxcx.families import Proportion
from uxcx.linkage.effect import Check
from uxcx.results import show


def sizes_check(
    sizes: Mapping[Any, int], planned: Mapping[Any, float] | None
) -> tuple[SampleRatio, Check]:
    """Check that groups are as large as planned (equal by default)."""
    found = sample_ratio(
        {str(arm): n for arm, n in sizes.items()},
        planned=None if planned is None else {str(k): v for k, v in planned.items()},
    )
    text = f"The groups have {' and '.join(f'{n:,}' for n in sizes.values())}."
    return found, Check(
        name="sample ratio",
        passed=not found.mismatch,
        sentence=f"{text} {found.sentence}",
        p_value=found.p_value,
    )


def missing_check(
    counts: Sequence[tuple[int, int]], names: Sequence[str], *, what: str = "The outcome"
) -> Check:
    """Check that as much is missing in one group as in the other.

    Parameters
    ----------
    counts : two tuples of (int, int)
        How many there are in each group, and of how many `what` is known.
    names : two of str
        What the groups are called.
    what : str
        What is missing, with a capital letter.
    """
    if all(n == there for n, there in counts):
        return Check(
            name="missing outcomes", passed=True, sentence=f"{what} is missing for nobody."
        )
    shares = [Proportion(successes=n - there, n=n) for n, there in counts]
    p = compare(*shares, test="fisher").p_value
    texts = [f"{show(100 * s.value, 1)}% of {name}" for s, name in zip(shares, names, strict=True)]
    passed = not p < ALARM
    sentence = f"{what} is missing for {texts[0]} and {texts[1]} ({p_text(p)})."
    if not passed:
        sentence += " Whoever is left no longer compares: those missing are not like the others."
    return Check(name="missing outcomes", passed=passed, sentence=sentence, p_value=p)
