"""Words and shares that several plans have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from uxcx.plan.checks import PlanError, check_share

INDEPENDENT = "Each answer is taken to come from somebody else."
#: rounding of shares that add up to 1, such as 0.7 + 0.2 + 0.1
NOISE = 1e-9


def percent(share: float) -> str:
    """Return a share in percent, with up to four digits."""
    return f"{100 * share:.4g}%"


def against(first: str, second: str) -> str:
    """Return two values in words."""
    return f"{first} in both" if first == second else f"{first} against {second}"


def cluster_words(effect: float) -> tuple[str, ...]:
    """Return what a design effect does to a plan."""
    if effect == 1:
        return ()
    return (
        f"Rows of one unit are alike, so that {effect:.3g} times as many are needed as if they "
        "were independent (design effect).",
    )


def shares_of(name: str, given: Any) -> tuple[float, float]:
    """Return the shares of promoters and detractors."""
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 2:
        raise PlanError(
            f"{name} must be two shares, (promoters, detractors), such as (0.5, 0.2); got "
            f"{given!r}. A score alone does not say how much answers differ."
        )
    promoters = check_share(f"{name}: promoters", given[0])
    detractors = check_share(f"{name}: detractors", given[1])
    if promoters + detractors > 1 + NOISE:
        raise PlanError(
            f"{name}: promoters and detractors together must be at most 1; got {given!r}."
        )
    return promoters, detractors


def shares_words(promoters: float, detractors: float) -> str:
    """Return the shares in words."""
    return f"{percent(promoters)} promoters and {percent(detractors)} detractors"
