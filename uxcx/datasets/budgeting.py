"""The budgeting world: a subscription app whose monthly reconciliation was redesigned.

One causal story: the design of the app sets how hard its tasks are; how hard a task is decides
success, time, errors and how easy it felt; that, with the service and the price, decides half a
year later whether a customer recommends the brand. What matters in the story is in `Parameters`;
the truth is computed from millions of people that the same code makes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.datasets.budgeting_tables import CHANNELS, DESIGNS, PLANS, TABLES, TASKS

if TYPE_CHECKING:
    import pandas as pd


SEED = 5


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """The numbers of the story that one may want to change.

    The difficulty of a task is on a logistic scale: 0 is a task that the average participant
    gets done half of the time; people differ from each other by `skill_sd`.
    """

    customers: int = 400
    participants_per_design: int = 24
    # log odds of success, old design: import is easy, reconciling is hard
    ease_import: float = 2.2
    ease_reconcile: float = -0.1
    ease_report: float = 1.5
    #: what the redesign adds to the log odds of reconciling, and to the other tasks
    gain_reconcile: float = 2.4
    gain_other: float = 0.15
    skill_sd: float = 1.8
    # times: medians of successful attempts with the old design, and spread of logarithms
    seconds_import: float = 75.0
    seconds_reconcile: float = 240.0
    seconds_report: float = 110.0
    faster_reconcile: float = 0.68
    log_seconds_sd: float = 0.42
    log_seconds_per_skill: float = -0.22
    # errors: mean per opportunity of the average participant
    error_share_import: float = 0.05
    error_share_reconcile: float = 0.11
    error_share_report: float = 0.06
    fewer_errors: float = 0.55
    # opinions: SUS and SEQ follow from how easy it was for that person
    sus_old: float = 60.0
    sus_gain: float = 14.0
    sus_per_skill: float = 8.0
    seq_old: float = 4.0
    # the relationship six months later, on a hidden scale of loyalty
    loyalty_mean: float = 7.0
    loyalty_gain: float = 0.7
    loyalty_per_skill: float = 0.4
    loyalty_bad_service: float = -1.8
    loyalty_sd: float = 2.1
    share_new_design: float = 0.5
    share_seeking_help: float = 0.45
    share_bad_service: float = 0.35
    answer_rate: float = 0.72
    share_missing: float = 0.06


def simulate(parameters: Parameters | None = None, *, seed: int = SEED) -> dict[str, pd.DataFrame]:
    """Simulate the world: the same seed and parameters give the same tables.

    Parameters
    ----------
    parameters : Parameters, optional
        The numbers of the story.
    seed : int
        Of the random numbers.

    Returns
    -------
    dict of str to pandas.DataFrame
        The tables by name, typed as in the schema.
    """
    p = parameters or Parameters()
    rng = np.random.default_rng(seed)
    people = _people(p, rng)
    attempts, tried = _usability_test(p, people, rng)
    tables = {
        "customers": people.drop(columns=["skill"]),
        "attempts": attempts,
        "sus": _sus(p, tried, rng),
        "survey": _survey(p, people, rng),
    }
    return {table.name: table.typed(tables[table.name]) for table in TABLES}


def _people(p: Parameters, rng: np.random.Generator) -> pd.DataFrame:
    import pandas as pd

    n = p.customers
    days = rng.integers(0, 365, n)
    age = np.clip(np.round(18 + rng.gamma(4.0, 6.5, n)), 18, 90).astype(int)
    return pd.DataFrame(
        {
            "customer": [f"c{number:0{len(str(n))}d}" for number in range(1, n + 1)],
            "joined": (np.datetime64("2025-01-01") + days).astype("datetime64[D]").astype(str),
            "plan": rng.choice(PLANS, n, p=[0.4, 0.35, 0.25]),
            "age": age,
            "design": np.where(rng.random(n) < p.share_new_design, "new", "old"),
            "skill": rng.normal(0.0, 1.0, n),
        }
    )


def _task_numbers(p: Parameters) -> dict[str, dict[str, float]]:
    """Return, for each task: log odds, seconds, share of errors, opportunities; old design."""
    values = asdict(p)
    steps = {"import": 6, "reconcile": 12, "report": 8}
    return {
        task: {
            "ease": values[f"ease_{task}"],
            "gain": p.gain_reconcile if task == "reconcile" else p.gain_other,
            "seconds": values[f"seconds_{task}"],
            "faster": p.faster_reconcile if task == "reconcile" else 1.0,
            "errors": values[f"error_share_{task}"],
            "fewer": p.fewer_errors if task == "reconcile" else 1.0,
            "steps": steps[task],
        }
        for task in TASKS
    }


def _usability_test(
    p: Parameters, people: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the attempts, and the participants with their design and skill."""
    import pandas as pd

    n = 2 * p.participants_per_design
    chosen = people.sample(n=n, random_state=rng).sort_values("customer")
    tried = chosen.assign(design=rng.permutation(np.repeat(DESIGNS, p.participants_per_design)))[
        ["customer", "design", "skill"]
    ]
    parts = []
    for task, numbers in _task_numbers(p).items():
        new = (tried["design"] == "new").to_numpy()
        skill = tried["skill"].to_numpy()
        log_odds = numbers["ease"] + numbers["gain"] * new + p.skill_sd * skill
        completed = rng.random(n) < 1 / (1 + np.exp(-log_odds))
        log_seconds = (
            np.log(numbers["seconds"])
            + np.log(numbers["faster"]) * new
            + p.log_seconds_per_skill * skill
            + rng.normal(0.0, p.log_seconds_sd, n)
            + 0.35 * ~completed  # giving up takes longer than getting there
        )
        share = np.clip(
            numbers["errors"] * np.where(new, numbers["fewer"], 1.0) * np.exp(-0.5 * skill), 0, 0.9
        )
        felt = p.seq_old + 0.5 * log_odds + rng.normal(0.0, 0.9, n)
        parts.append(
            pd.DataFrame(
                {
                    "participant": tried["customer"].to_numpy(),
                    "design": tried["design"].to_numpy(),
                    "task": task,
                    "completed": completed.astype("int64"),
                    "seconds": np.clip(np.exp(log_seconds), 5, 3600).round(1),
                    "errors": rng.binomial(int(numbers["steps"]), share),
                    "opportunities": int(numbers["steps"]),
                    "seq": np.clip(np.round(felt), 1, 7),
                }
            )
        )
    attempts = pd.concat(parts)
    attempts["place"] = attempts["task"].map({task: i for i, task in enumerate(TASKS)})
    attempts = attempts.sort_values(["participant", "place"]).drop(columns="place")
    attempts = attempts.reset_index(drop=True).astype(
        {"completed": "Float64", "seconds": "Float64", "errors": "Float64", "seq": "Float64"}
    )
    # A failed recording loses what was seen; a question skipped loses the answer only.
    lost = rng.random(len(attempts)) < p.share_missing
    attempts.loc[lost, ["completed", "seconds", "errors"]] = pd.NA
    attempts.loc[rng.random(len(attempts)) < p.share_missing, "seq"] = pd.NA
    return attempts, tried


def _sus(p: Parameters, tried: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return item answers whose score follows each participant's opinion."""
    import pandas as pd

    opinion = (
        p.sus_old
        + p.sus_gain * (tried["design"] == "new").to_numpy()
        + p.sus_per_skill * tried["skill"].to_numpy()
        + rng.normal(0.0, 8.0, len(tried))
    )
    # Items differ in how readily people agree; these offsets add up to nothing.
    offset = np.array([-0.35, 0.1, 0.15, 0.45, -0.05, 0.1, 0.2, 0.15, -0.25, -0.5])
    contribution = opinion[:, None] / 25 + offset + rng.normal(0.0, 0.7, (len(tried), 10))
    contribution = np.clip(np.round(contribution), 0, 4).astype(int)
    odd = np.arange(10) % 2 == 0
    answers = np.where(odd, contribution + 1, 5 - contribution)
    frame = pd.DataFrame(answers, columns=[f"sus_{item}" for item in range(1, 11)])
    frame.insert(0, "design", tried["design"].to_numpy())
    frame.insert(0, "participant", tried["customer"].to_numpy())
    return frame


def _survey(p: Parameters, people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the answers six months later: the design matters, and bad service more."""
    import pandas as pd

    n = len(people)
    sought = rng.random(n) < p.share_seeking_help
    bad = sought & (rng.random(n) < p.share_bad_service)
    loyalty = (
        p.loyalty_mean
        + p.loyalty_gain * (people["design"] == "new").to_numpy()
        + p.loyalty_per_skill * people["skill"].to_numpy()
        + p.loyalty_bad_service * bad
        + rng.normal(0.0, p.loyalty_sd, n)
    )
    contact = np.where(sought, rng.choice(CHANNELS[1:], n, p=[0.4, 0.35, 0.25]), CHANNELS[0])
    ease = np.clip(np.round(5.6 - 2.2 * bad + rng.normal(0.0, 1.2, n)), 1, 7)
    frame = pd.DataFrame(
        {
            "customer": people["customer"],
            "recommend": np.clip(np.round(loyalty + 0.6), 0, 10),
            "satisfaction": np.clip(np.round(1.2 + 0.36 * loyalty + rng.normal(0, 0.6, n)), 1, 5),
            "contact": contact,
            "ease": np.where(sought, ease, np.nan),
        }
    ).astype({"recommend": "Float64", "satisfaction": "Float64", "ease": "Float64"})
    for question in ("recommend", "satisfaction"):
        frame.loc[rng.random(n) < p.share_missing, question] = pd.NA
    answered = rng.random(n) < p.answer_rate
    return frame[answered].reset_index(drop=True)


def true_values(
    parameters: Parameters | None = None, *, customers: int = 2_000_000, seed: int = SEED + 1
) -> dict[str, float]:
    """Return the true values of the metrics, by name and group.

    Computed from a population of millions that the same story makes, so that what a sample shows
    can be held against what is so. Rounded to what such a population settles.

    Parameters
    ----------
    parameters : Parameters, optional
        The numbers of the story.
    customers : int
        The size of the population; half of it tries each design.
    seed : int
        Of the random numbers.

    Returns
    -------
    dict of str to float
        Such as ``"task success, new, reconcile"``; proportions 0 to 1, times in seconds.
    """
    p = replace(
        parameters or Parameters(), customers=customers, participants_per_design=customers // 2
    )
    tables = simulate(p, seed=seed)
    found: dict[str, float] = {}
    attempts = tables["attempts"]
    for (design, task), rows in attempts.groupby(["design", "task"], observed=True):
        times = rows.loc[(rows["completed"] == 1).fillna(False), "seconds"].dropna()
        found |= {
            f"task success, {design}, {task}": round(float(rows["completed"].mean()), 2),
            f"time on task, {design}, {task}": round(float(np.exp(np.log(times).mean()))),
            f"error rate, {design}, {task}": round(float(rows["errors"].mean()), 2),
            f"SEQ, {design}, {task}": round(float(rows["seq"].mean()), 2),
        }
    for design, rows in attempts.groupby("design", observed=True):
        found["task success, " + str(design)] = round(float(rows["completed"].mean()), 2)
    sus = tables["sus"]
    items = sus[[f"sus_{item}" for item in range(1, 11)]].to_numpy()
    score = 2.5 * ((items[:, 0::2] - 1).sum(axis=1) + (5 - items[:, 1::2]).sum(axis=1))
    survey = tables["survey"].merge(tables["customers"][["customer", "design"]], on="customer")
    for design in DESIGNS:
        tried = (sus["design"] == design).to_numpy()
        found[f"SUS, {design}"] = round(float(score[tried].mean()), 1)
        found[f"NPS, {design}"] = _net(survey.loc[survey["design"] == design, "recommend"])
    found["NPS"] = _net(survey["recommend"])
    found["CSAT"] = round(float((survey["satisfaction"].dropna() >= 4).mean()), 2)
    found["CES"] = round(float(survey["ease"].mean()), 2)
    return found


def _net(answers: pd.Series[Any]) -> float:
    present = answers.dropna()
    share = (present >= 9).mean() - (present <= 6).mean()
    return float(round(100 * float(share)))
