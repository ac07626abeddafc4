"""All guards that the data at hand allow, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from uxcx.comparison import Comparison
from uxcx.linkage.guards.finding import Findings
from uxcx.linkage.guards.levels import levels_that_disagree
from uxcx.linkage.guards.reversals import simpson
from uxcx.linkage.guards.selected import regression_to_the_mean
from uxcx.linkage.guards.survivors import survivors_only


def check_all(
    data: Any = None,
    outcome: str | None = None,
    *,
    group: str | None = None,
    treatment: Any = None,
    control: Any | None = None,
    segments: str | Sequence[str] | None = None,
    unit: str | None = None,
    comparisons: Sequence[Comparison] | None = None,
    before: str | None = None,
    after: str | None = None,
    selected: str | None = None,
    left: str | None = None,
    earlier: str | None = None,
) -> Findings:
    """Run every guard for which something is given, and tell what they found.

    Parameters
    ----------
    data : data frame, optional
        Rows of customers, visits or answers; not needed for `comparisons` alone.
    outcome : str, optional
        Column of the outcome, or of the answer.
    group : str, optional
        For `simpson`, with `outcome`: column of the two groups.
    treatment, control : value of `group`, optional
        The two groups.
    segments : str or list of str, optional
        Columns to look within.
    unit : str, optional
        Column of whose rows belong together.
    comparisons : sequence of Comparison, optional
        For `levels_that_disagree`.
    before, after, selected : str, optional
        For `regression_to_the_mean`.
    left, earlier : str, optional
        For `survivors_only`, with `outcome`.

    Returns
    -------
    Findings
        Of all that were run; `alarms` are those that found something.

    Raises
    ------
    ValueError
        If nothing is given that a guard could look at, or half of what one needs.

    Examples
    --------
    >>> from uxcx import datasets, linkage
    >>> visits = datasets.load("ecommerce").sessions
    >>> found = linkage.guards.check_all(visits, "ordered", group="design", treatment="autofill",
    ...                                  segments=["device", "source"], unit="customer")
    >>> [(each.guard, each.where) for each in found.alarms]
    [("Simpson's reversal", 'device'), ("Simpson's reversal", 'source')]

    Over all visits autofill looks worse, and on each device it is better.
    """
    found: list[Any] = []
    if segments is not None:
        _require("segments", {"outcome": outcome, "group": group, "treatment": treatment})
        found += simpson(
            data,
            str(outcome),
            group=str(group),
            treatment=treatment,
            control=control,
            segments=segments,
            unit=unit,
        )
    if comparisons is not None:
        found += levels_that_disagree(comparisons)
    if selected is not None:
        _require("selected", {"before": before, "after": after})
        found += regression_to_the_mean(data, str(before), str(after), selected=selected)
    if left is not None:
        _require("left", {"outcome": outcome})
        found += survivors_only(data, str(outcome), left=left, earlier=earlier)
    if not found:
        raise ValueError(
            "Nothing to look at: give segments, comparisons, selected or left, with the columns "
            "that go with it."
        )
    return Findings(found)


def _require(given: str, others: dict[str, Any]) -> None:
    missing = [name for name, value in others.items() if value is None]
    if missing:
        raise ValueError(f"{given} needs {' and '.join(missing)} too.")
