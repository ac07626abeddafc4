"""Levels that disagree: one metric got better while another got worse."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from uxcx.comparison import Comparison
from uxcx.linkage.guards.finding import Finding, Findings, holm

ALARM = 0.05


def levels_that_disagree(comparisons: Sequence[Comparison]) -> Findings:
    """Look for metrics of the same two groups that clearly point in opposite directions.

    Parameters
    ----------
    comparisons : sequence of Comparison
        Of different metrics, each the same first against the same second group.

    Returns
    -------
    Findings
        One: the alarm is given if one metric is better and another worse, both beyond chance
        (p < 0.05, corrected for the number of comparisons by Holm).

    Raises
    ------
    TypeError
        If something else than comparisons is given.
    ValueError
        If there are fewer than two, they are of other groups, or a metric does not say which way
        is better.

    Examples
    --------
    >>> from uxcx import compare, cx, linkage, ux
    >>> from uxcx.families import Mean, NetScore
    >>> ease = compare(ux.seq(Mean(n=80, mean=5.6, sd=1.2)), ux.seq(Mean(n=80, mean=4.9, sd=1.3)),
    ...                labels=("new", "old"))
    >>> nps = compare(cx.nps(NetScore(promoters=90, passives=110, detractors=200)),
    ...               cx.nps(NetScore(promoters=160, passives=130, detractors=110)),
    ...               labels=("new", "old"))
    >>> print(linkage.guards.levels_that_disagree([ease, nps]).sentence)
    With new rather than old SEQ got better (+0.7 points of the scale [+0.3, +1.1]) and NPS got
    worse (-40 points [-51, -29]): what helps on one level need not help on another, or something
    else moved one of them. Look at what lies between the two before either number is told alone.

    People find it easier, and recommend it less: perhaps the price rose.
    """
    given = list(comparisons)
    for each in given:
        if not isinstance(each, Comparison):
            raise TypeError(
                f"levels_that_disagree takes comparisons; got {type(each).__name__}. Compare "
                "first: compare(new, old)."
            )
    if len(given) < 2:
        raise ValueError(f"It takes two metrics to disagree; got {len(given)}.")
    labels = given[0].labels
    for each in given:
        if each.labels != labels:
            raise ValueError(
                f"All must compare the same two groups: {labels[0]} and {labels[1]} in "
                f"{given[0].measure.name}, but {each.labels[0]} and {each.labels[1]} in "
                f"{each.measure.name}."
            )
        if each.measure.direction == "neither":
            raise ValueError(
                f"{each.measure.name} does not say which way is better; measure it with a function "
                "of uxcx.ux or uxcx.cx."
            )
    corrected = holm([1.0 if math.isnan(each.p_value) else each.p_value for each in given])
    better: list[Comparison] = []
    worse: list[Comparison] = []
    for each, p in zip(given, corrected, strict=True):
        if p < ALARM and each.interval_excludes_no_difference:
            up = each.value > each._null
            good = up == (each.measure.direction == "higher is better")
            (better if good else worse).append(each)
    clear = sorted(p for p in corrected if p < ALARM)
    shared: dict[str, Any] = {
        "guard": "levels that disagree",
        "where": ", ".join(each.measure.name for each in given),
        "found": bool(better and worse),
        "p_value": clear[-1] if better and worse else min(corrected),
        "numbers": {each.measure.name: each.value for each in given},
    }
    if not (better and worse):
        sentence = (
            f"No two of {shared['where']} clearly point in opposite directions with {labels[0]} "
            f"rather than {labels[1]}."
        )
        return Findings([Finding(sentence=sentence, **shared)])
    texts = [
        " and ".join(f"{each.measure.name} got {word} ({each._numbers_text()})" for each in side)
        for side, word in ((better, "better"), (worse, "worse"))
    ]
    sentence = (
        f"With {labels[0]} rather than {labels[1]} {texts[0]} and {texts[1]}: what helps on one "
        "level need not help on another, or something else moved one of them. Look at what lies "
        "between the two before either number is told alone."
    )
    return Findings([Finding(sentence=sentence, **shared)])
