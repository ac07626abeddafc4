"""Simpson's reversal: a difference that turns round within segments."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.amounts import p_text
from uxcx.frames import collect, column_names, open_frame, require_columns, require_valid
from uxcx.linkage.guards.finding import Finding, Findings, holm
from uxcx.linkage.outcomes import is_yes_or_no, require_units, two_groups
from uxcx.linkage.phrases import in_words, part_of
from uxcx.linkage.segments import Mix, mix_of
from uxcx.measures import NUMBER, PERCENT, Unit
from uxcx.results import begin_sentence, show
from uxcx.scales import ANY_NUMBER

ALARM = 0.05
#: so many segments are told one by one
SHOWN = 4


def simpson(
    data: Any,
    outcome: str,
    *,
    group: str,
    treatment: Any,
    control: Any | None = None,
    segments: str | Sequence[str],
    unit: str | None = None,
    labels: tuple[str, str] | None = None,
) -> Findings:
    """Look for a difference that turns round at the same mix of segments.

    Parameters
    ----------
    data : data frame
        A row for each person, visit or answer.
    outcome : str
        Column of the outcome: 1 and 0 for yes and no, or any number. Rows without one are left
        out.
    group : str
        Column of the two groups to compare.
    treatment, control : value of `group`
        The two; `control` may be left out where there are no others.
    segments : str or list of str
        Columns to look within: device, source, region. Missing is a segment of its own.
    unit : str, optional
        Column of whose rows belong together.
    labels : (str, str), optional
        What the two groups are called in sentences.

    Returns
    -------
    Findings
        One a column of `segments`. The alarm is given where the difference at the same mix has
        the other sign than that over all, and the mix moves it by more than chance (p < 0.05,
        corrected for the number of columns by Holm).

    Raises
    ------
    ColumnError
        A column is not there.
    AnswerError
        A group is not there, or a column breaks its rule.

    Notes
    -----
    Simpson (1951), *JRSS B* 13:238. The same mix is that of both groups together (direct
    standardisation); variances are over units.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import linkage
    >>> cells = [("new", "phone", 80, 20), ("new", "desktop", 10, 10),
    ...          ("old", "phone", 17, 3), ("old", "desktop", 55, 45)]
    >>> visits = pd.DataFrame([(design, device, bought) for design, device, no, yes in cells
    ...                        for bought in [0] * no + [1] * yes],
    ...                       columns=["design", "device", "bought"])
    >>> print(linkage.guards.simpson(visits, "bought", group="design", treatment="new",
    ...                              segments="device")[0].sentence)
    Bought is 15.0 percentage points lower with new than with old over all, but 5.0 percentage
    points higher at the same mix of device: desktop 50.0% against 45.0%, phone 20.0% against 15.0%.
    Phone is 83% of new and 17% of old (p = 0.00018). Compare within device.

    The new design wins on each device, and loses over all, because phones came to it.
    """
    frame, (outcome,) = open_frame(data, outcome)
    columns = column_names(segments)
    require_columns(frame, [group, *columns, *column_names(unit)])
    frame, control, _ = two_groups(frame, group, treatment, control)
    if unit is not None:
        require_units(frame, unit)
    frame = require_valid(frame, {outcome: ANY_NUMBER}, missing="exclude")
    shown_in = PERCENT if is_yes_or_no(frame, outcome) else NUMBER
    wanted = dict.fromkeys([outcome, group, *columns, *column_names(unit)])
    rows = collect(frame.select(*(nw.col(name) for name in wanted))).to_pandas()
    rows = rows[rows[outcome].notna()]
    units = None
    if unit is not None:
        import pandas as pd

        units = pd.factorize(rows[unit])[0]
    first = (rows[group] == treatment).to_numpy(dtype=bool)
    y = rows[outcome].to_numpy(dtype=float)
    mixes = [mix_of(y, first, rows[name], units) for name in columns]
    known = [1.0 if math.isnan(mix.shift.p_value) else mix.shift.p_value for mix in mixes]
    names = labels or (str(treatment), str(control))
    return Findings(
        [
            _finding(name, mix, p, outcome, names, shown_in)
            for name, mix, p in zip(columns, mixes, holm(known), strict=True)
        ]
    )


def _finding(  # noqa: PLR0917
    column: str, mix: Mix, p: float, outcome: str, names: tuple[str, str], unit: Unit
) -> Finding:
    numbers = {
        "over all": mix.whole.value,
        "at the same mix": mix.alike.value,
        "made by the mix": mix.shift.value,
    }
    found = mix.reverses and p < ALARM
    shared: dict[str, Any] = {
        "guard": "Simpson's reversal",
        "where": column,
        "p_value": p,
        "numbers": numbers,
        "found": found,
    }
    decimals = 1 if unit.factor == 100 else 2
    what, within = in_words(outcome), in_words(column)
    if not mix.segments:
        sentence = f"No {within} is in both groups, so nothing can be compared within."
        return Finding(sentence=sentence, **shared)

    def amount(number: float) -> str:
        way = "higher" if number > 0 else "lower"
        return f"{show(abs(number) * unit.factor, decimals)}{unit.difference} {way}"

    if not found:
        sentence = (
            f"{begin_sentence(what)} is {amount(mix.whole.value)} with {names[0]} than with "
            f"{names[1]} over all, and {amount(mix.alike.value)} at the same mix of {within}: no "
            "reversal that goes beyond chance."
        )
        return Finding(sentence=sentence, **shared)
    cells = [
        f"{name} {show(one * unit.factor, decimals)}{unit.suffix} against "
        f"{show(two * unit.factor, decimals)}{unit.suffix}"
        for name, (one, two) in zip(mix.segments, mix.mean, strict=True)
    ]
    more = f" and {len(cells) - SHOWN} more" if len(cells) > SHOWN else ""
    one, two = mix.shares(0), mix.shares(1)
    moved = max(range(len(one)), key=lambda index: one[index] - two[index])
    sentence = (
        f"{begin_sentence(what)} is {amount(mix.whole.value)} with {names[0]} than with {names[1]} "
        f"over all, but {amount(mix.alike.value)} at the same mix of {within}: "
        f"{', '.join(cells[:SHOWN])}{more}. {begin_sentence(mix.segments[moved])} is "
        f"{part_of(one[moved])} of {names[0]} and {part_of(two[moved])} of {names[1]} "
        f"({p_text(p)}). Compare within {within}."
    )
    return Finding(sentence=sentence, **shared)
