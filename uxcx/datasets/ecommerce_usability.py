"""The usability test of the address form: each participant tries both designs, in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.datasets.ecommerce_shop import People, category, chance, form_ease, form_seconds
from uxcx.datasets.ecommerce_tables import DESIGNS, TASKS

if TYPE_CHECKING:
    import pandas as pd

    from uxcx.datasets.ecommerce_parameters import Parameters

    Array = np.ndarray[Any, np.dtype[Any]]

FIELDS = 9


def usability_test(
    p: Parameters, who: People, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return attempts and SUS answers of some customers, drawn by lot."""
    import pandas as pd

    chosen = np.sort(rng.permutation(who.n)[: p.participants])
    people, n = len(chosen), 2 * len(chosen)
    participant = np.repeat(chosen, 2)
    autofill_first = np.repeat(rng.random(people) < 0.5, 2)
    place = np.tile([1, 2], people)
    autofill = (place == 1) == autofill_first
    skill = who.skill[participant]
    ease = form_ease(p, skill, autofill)
    completed = rng.random(n) < chance(ease)
    easier = ease - p.form_ease
    log_seconds = (
        np.log(form_seconds(p, ease, autofill))
        + np.log(p.form_second_try) * (place == 2)
        + p.form_seconds_sd * rng.standard_normal(n)
        + 0.35 * ~completed  # giving up takes longer than getting there
    )
    share = np.clip(p.form_errors * np.exp(-0.5 * easier), 0, 0.9)
    seq = np.clip(np.round(p.seq_mean + p.seq_per_ease * easier + rng.normal(0, 1.0, n)), 1, 7)
    lost = rng.random(n) < p.share_missing
    skipped = rng.random(n) < p.share_missing
    design = category(autofill.astype("int8"), DESIGNS)
    names = who.names(participant)
    attempts = pd.DataFrame(
        {
            "participant": names,
            "design": design,
            "place": place,
            "task": category(np.zeros(n, dtype="int8"), TASKS),
            # A failed recording loses what was seen; a question skipped loses the answer only.
            "completed": np.where(lost, np.nan, completed),
            "seconds": np.where(lost, np.nan, np.clip(np.exp(log_seconds), 5, 3600).round(1)),
            "errors": np.where(lost, np.nan, rng.binomial(FIELDS, share)),
            "opportunities": FIELDS,
            "seq": np.where(skipped, np.nan, seq),
        }
    )
    opinion = p.sus_mean + p.sus_per_ease * easier + rng.normal(0, 8.0, n)
    items = {f"sus_{item + 1}": answers for item, answers in enumerate(_sus_items(opinion, rng))}
    return attempts, pd.DataFrame({"participant": names, "design": design, **items})


def _sus_items(opinion: Array, rng: np.random.Generator) -> list[Array]:
    # Items differ in how readily people agree; these offsets add up to nothing.
    offset = np.array([-0.35, 0.1, 0.15, 0.45, -0.05, 0.1, 0.2, 0.15, -0.25, -0.5])
    contribution = opinion[:, None] / 25 + offset + rng.normal(0, 0.7, (len(opinion), 10))
    contribution = np.clip(np.round(contribution), 0, 4).astype("int64")
    odd = np.arange(10) % 2 == 0
    return list(np.where(odd, contribution + 1, 5 - contribution).T)
