"""What a mediation must be told with: few answers, few steps, answers that are missing."""

from __future__ import annotations

import math

import numpy as np

from uxcx.linkage.assignment import missing_check
from uxcx.linkage.natural_effects import Models
from uxcx.linkage.observations import Observations
from uxcx.linkage.phrases import counted, in_words
from uxcx.linkage.regressions import Kind, regress
from uxcx.linkage.resampling import NOT_KNOWN, Quantity
from uxcx.linkage.unanswered import Answered
from uxcx.results import begin_sentence, decimals_for, show

#: fewer of the rarer value than this, for each column of the model, are few
FEW_EVENTS = 10
#: with fewer steps than this, what is between them may be much
FEW_STEPS = 11
#: what is less than this share of the indirect effect is not worth a caution
LITTLE = 0.05


def of_proportion(found: dict[str, Quantity]) -> tuple[Quantity, str]:
    """Return the share that is mediated, or why there is none."""
    total, direct, indirect = (found[name] for name in ("total", "direct", "indirect"))
    if not total.excludes_zero:
        return NOT_KNOWN, (
            "The proportion mediated is not known: the total effect may be 0, and a share of "
            "nothing means nothing."
        )
    if direct.value * indirect.value < 0 and direct.excludes_zero:
        return NOT_KNOWN, (
            "The proportion mediated is not known: direct and indirect effect point in opposite "
            "directions, so neither is a share of the total."
        )
    return found["proportion"], (
        "The proportion mediated is unsteady where the total effect is small; look at the effects "
        "themselves first."
    )


def of_interaction(found: dict[str, Quantity], mediator: str) -> str:
    """Say that the mediator acts otherwise with the treatment than without."""
    apart = found["indirect_treated"].value - found["indirect_control"].value
    if not abs(apart) > 0.25 * abs(found["indirect"].value) > 0:
        return ""
    return (
        f"What goes through {in_words(mediator)} differs with and without the treatment: see "
        "indirect_treated and indirect_control."
    )


def of_few(rows: Observations, kind: str, column: str, n_columns: int) -> str:
    """Say that a yes or no has few of either."""
    if kind != "logistic":
        return ""
    ones = int(rows.counts @ rows[column])
    rarer = min(ones, rows.n - ones)
    if rarer >= FEW_EVENTS * n_columns:
        return ""
    return (
        f"The rarer value of {in_words(column)} was seen only {counted(rarer, 'time')}, which is "
        "few for a logistic regression."
    )


def of_steps(rows: Observations, mediator: str, models: Models) -> str:
    """Say by how much the indirect effect is too small, if a finer thing than the answer acts.

    Rounding to steps adds a twelfth of their squared width to the variance (Sheppard's correction),
    and takes so much off a regression's slope: Schneeweiss, Komlos and Ahmad (2006), *Symmetric and
    Asymmetric Rounding*, SFB 386, paper 479.
    """
    steps = np.unique(rows[mediator])
    if models.kind == "logistic" or not 2 < len(steps) < FEW_STEPS:
        return ""
    design = models.mediator[0].design[:, 1:]
    left = rows[mediator] - regress(rows, "linear", mediator, design).predicted()
    share = float(np.diff(steps).min()) ** 2 / 12 / float(np.cov(left, aweights=rows.mass))
    if not LITTLE <= share < 1:
        return ""
    return (
        f"{begin_sentence(in_words(mediator))} has {len(steps)} steps. If it is the answer that "
        "acts, all is well; if what people feel is finer than their answer, about "
        f"{show(100 * share, 0)}% of what goes through it is missed and counted as past it."
    )


def of_missing(
    found: Answered | None, here: Quantity, had_all: float, names: tuple[str, ...], kind: Kind
) -> str:
    """Say what the missing answers may do to the indirect effect.

    `names` are mediator, control and treated.
    """
    if found is None or sum(found.complete) > 0.9 * sum(found.rows):
        return ""
    mediator, control, treated = (in_words(name) for name in names)
    shares = [f"{show(100 * share, 0)}%" for share in found.shares]
    text = (
        f"All is known of {shares[0]} of the rows with {control} and of {shares[1]} with {treated}."
    )
    counts = list(zip(found.rows, found.complete, strict=True))
    if math.isnan(had_all) or missing_check(counts, (control, treated)).passed:
        return (
            f"{text} If {mediator} moves who answers, what goes through it is not that of all; by "
            "how much, these data do not tell."
        )
    factor, suffix = (100.0, " percentage points") if kind == "logistic" else (1.0, "")
    one, two = (x * factor for x in (had_all, here.value))
    decimals = decimals_for(here.low * factor, here.high * factor, two)
    one_text, two_text = (show(number, decimals) for number in (one, two))
    text += (
        f" If that is because {mediator} moves who answers, and nothing else does, then the part"
    )
    if one_text == two_text:
        return f"{text} through it is hardly touched."
    under = "under" if abs(one) > abs(two) else "over"
    return (
        f"{text} through it is {under}stated: had all answered, it would be about {one_text} "
        f"instead of {two_text}{suffix}."
    )
