"""The budgeting world's usability tests: between people, and within people who tried both."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from uxcx.datasets.budgeting_parameters import Parameters
from uxcx.datasets.budgeting_tables import TASKS
from uxcx.datasets.budgeting_year_tables import DESIGNS

if TYPE_CHECKING:
    import pandas as pd

#: steps of a task at which an error can be made
STEPS = {"import": 6, "reconcile": 12, "report": 8}
#: items differ in how readily people agree; these offsets add up to nothing
SUS_OFFSET = np.array([-0.35, 0.1, 0.15, 0.45, -0.05, 0.1, 0.2, 0.15, -0.25, -0.5])


def logistic(log_odds: np.ndarray | float) -> np.ndarray:
    """Return probabilities of log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.asarray(log_odds, dtype=float))))


def choose_participants(
    p: Parameters, people: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return who tries one design, and who tries both: different people, chosen at random."""
    each = min(p.participants_per_design, len(people) // 4)
    both = min(p.participants_both, len(people) // 4)
    chosen = rng.permutation(len(people))[: 2 * each + both]
    columns = ["customer", "skill"]
    first = people.iloc[np.sort(chosen[: 2 * each])][columns].reset_index(drop=True)
    first["design"] = rng.permutation(np.repeat(DESIGNS, each))
    first["place"] = 1
    second = people.iloc[np.sort(chosen[2 * each :])][columns].reset_index(drop=True)
    # Half of them start with the new design: order and design must not go together.
    new_first = rng.permutation(np.arange(both) % 2)
    tried = second.loc[second.index.repeat(2)].reset_index(drop=True)
    tried["place"] = np.tile([1, 2], both)
    starts_new = np.repeat(new_first, 2) == 1
    tried["design"] = np.where(starts_new == (tried["place"] == 1), "new", "old")
    return first, tried


def attempts_of(p: Parameters, tried: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return three attempts for each row of `tried`: participant, design, place, skill."""
    import pandas as pd

    n = len(tried)
    values = asdict(p)
    new = (tried["design"] == "new").to_numpy()
    second = (tried["place"] == 2).to_numpy()
    skill = tried["skill"].to_numpy()
    ux = p.ux - 0.5
    parts: list[pd.DataFrame] = []
    for task in TASKS:
        redesigned = task == "reconcile"
        gain = p.gain_reconcile if redesigned else p.gain_other
        log_odds = (
            values[f"ease_{task}"]
            + gain * new
            + p.ease_ux * ux
            + p.practice * second
            + p.skill_sd * skill
        )
        completed = rng.random(n) < logistic(log_odds)
        log_seconds = (
            np.log(values[f"seconds_{task}"])
            + np.log(p.faster_reconcile) * (new & redesigned)
            + p.log_seconds_ux * ux
            + p.log_seconds_practice * second
            + p.log_seconds_per_skill * skill
            + rng.normal(0.0, p.log_seconds_sd, n)
            + p.log_seconds_failed * ~completed  # giving up takes longer than getting there
        )
        fewer = np.where(new & redesigned, p.fewer_errors, 1.0)
        share = values[f"error_share_{task}"] * fewer * np.exp(p.log_errors_ux * ux - 0.5 * skill)
        felt = p.seq_old + 0.5 * log_odds + rng.normal(0.0, 0.9, n)
        parts.append(
            pd.DataFrame(
                {
                    "participant": tried["customer"].to_numpy(),
                    "place": tried["place"].to_numpy(),
                    "design": tried["design"].to_numpy(),
                    "task": task,
                    "completed": completed.astype(float),
                    "seconds": np.clip(np.exp(log_seconds), 5, 3600).round(1),
                    "errors": rng.binomial(STEPS[task], np.clip(share, 0, 0.9)).astype(float),
                    "opportunities": STEPS[task],
                    "seq": np.clip(np.round(felt), 1, 7),
                    "order": len(TASKS) * np.arange(n) + len(parts),
                }
            )
        )
    attempts = pd.concat(parts).sort_values("order").drop(columns="order").reset_index(drop=True)
    # A failed recording loses what was seen; a question skipped loses the answer only.
    lost = rng.random(len(attempts)) < p.share_missing
    attempts.loc[lost, ["completed", "seconds", "errors"]] = np.nan
    attempts.loc[rng.random(len(attempts)) < p.share_missing, "seq"] = np.nan
    return attempts


def sus_of(p: Parameters, tried: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return item answers whose score follows each participant's opinion."""
    import pandas as pd

    opinion = (
        p.sus_old
        + p.sus_gain * (tried["design"] == "new").to_numpy()
        + p.sus_ux * (p.ux - 0.5)
        + p.sus_per_skill * tried["skill"].to_numpy()
        + rng.normal(0.0, 8.0, len(tried))
    )
    contribution = opinion[:, None] / 25 + SUS_OFFSET + rng.normal(0.0, 0.7, (len(tried), 10))
    contribution = np.clip(np.round(contribution), 0, 4).astype(int)
    odd = np.arange(10) % 2 == 0
    answers = np.where(odd, contribution + 1, 5 - contribution)
    frame = pd.DataFrame(answers, columns=[f"sus_{item}" for item in range(1, 11)])
    frame.insert(0, "design", tried["design"].to_numpy())
    frame.insert(0, "participant", tried["customer"].to_numpy())
    return frame
