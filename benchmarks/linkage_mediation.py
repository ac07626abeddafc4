"""Write the section on mediation of `docs/linkage.md`: bias and coverage of effects.

python benchmarks/linkage_mediation.py                # some five minutes on two free cores
python benchmarks/linkage_mediation.py --samples 20   # quicker and rougher
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import partial
from typing import Any

import linkage_page as page
import numpy as np
import pandas as pd

from uxcx import linkage

SAMPLES, RESAMPLES = 200, 200
TRUTH = 2_000_000
EFFECTS = ("total", "indirect", "direct")


@dataclass(frozen=True)
class Story:
    """Who gets what, and what comes of it.

    `hidden` moves mediator and outcome, unmeasured; with `rounded` the mediator acts as it is, and
    is asked on whole steps.
    """

    yes_mediator: bool = False
    yes_outcome: bool = False
    hidden: float = 0.0
    nothing_through: bool = False
    rounded: bool = False

    def people(self, n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Return what stands before the treatment, and each one's luck."""
        return {
            "c": rng.normal(size=n),
            "u": rng.normal(size=n),
            "m_luck": rng.logistic(size=n) if self.yes_mediator else rng.normal(size=n),
            "y_luck": rng.logistic(size=n) if self.yes_outcome else rng.normal(size=n),
        }

    def mediator(self, x: Any, p: dict[str, np.ndarray]) -> np.ndarray:
        """Return the mediator under a treatment."""
        effect = 0.0 if self.nothing_through else 0.5
        m = -0.2 + effect * x + 0.4 * p["c"] + self.hidden * p["u"] + p["m_luck"]
        return (m > 0).astype(float) if self.yes_mediator else m

    def outcome(self, x: Any, m: Any, p: dict[str, np.ndarray]) -> np.ndarray:
        """Return the outcome under a treatment and a mediator."""
        y = -0.3 + 0.2 * x + 0.6 * m + 0.3 * p["c"] + self.hidden * p["u"] + p["y_luck"]
        return (y > 0).astype(float) if self.yes_outcome else y

    def truth(self) -> dict[str, float]:
        """Return the mean of everybody's own effects: each lives under all combinations."""
        p = self.people(TRUTH, np.random.default_rng(7))
        mean = {
            (x, other): float(self.outcome(x, self.mediator(other, p), p).mean())
            for x in (0, 1)
            for other in (0, 1)
        }
        total = mean[1, 1] - mean[0, 0]
        indirect = (mean[1, 1] - mean[1, 0] + mean[0, 1] - mean[0, 0]) / 2
        return {"total": total, "indirect": indirect, "direct": total - indirect}

    def sample(self, n: int, seed: int) -> pd.DataFrame:
        """Return a study: chance decides who is treated."""
        rng = np.random.default_rng([seed, n])
        p = self.people(n, rng)
        x = (rng.random(n) < 0.5).astype(float)
        m = self.mediator(x, p)
        asked = np.clip(np.round(m), -2, 2) if self.rounded else m
        return pd.DataFrame({"x": x, "m": asked, "y": self.outcome(x, m, p), "c": p["c"]})


#: a story, how many people a study has, the method of its intervals
STORIES = {
    "two linear models": (Story(), 200, "percentile"),
    "the same": (Story(), 200, "bca"),
    "nothing goes through the mediator": (Story(nothing_through=True), 200, "percentile"),
    "a yes or no outcome": (Story(yes_outcome=True), 200, "percentile"),
    "mediator and outcome yes or no": (Story(True, True), 1000, "percentile"),
    "something unmeasured moves mediator and outcome": (Story(hidden=0.6), 1000, "percentile"),
    "the mediator is asked on five steps, and something finer acts": (
        Story(rounded=True),
        1000,
        "percentile",
    ),
}


def of_story(seed: int, *, story: Story, n: int, interval: str) -> dict[str, Any]:
    found = linkage.mediation(
        story.sample(n, seed),
        treatment="x",
        mediator="m",
        outcome="y",
        covariates=["c"],
        design="randomised",
        interval=interval,
        resamples=RESAMPLES,
    )
    return {effect: getattr(found, effect) for effect in EFFECTS}


def stories(samples: int) -> list[str]:
    parts = []
    for title, (story, n, interval) in STORIES.items():
        make = partial(of_story, story=story, n=n, interval=interval)
        rows = page.rows_of(story.truth(), page.many(make, range(samples)))
        parts.append(f"### {title}, n = {n:,}, {interval}\n\n{page.table(rows)}")
        print(parts[-1], flush=True)
    return parts


TEXT = """\
## Mediation

{samples} samples each; truth is the mean of everybody's own effects, from {truth:,} simulated
people who each live under every combination of treatment and mediator. Effects on a yes or no are
differences of probabilities. \\* marks a bias of more than three standard errors.

Chance decides here who is treated. Where something unmeasured moves mediator and outcome, the total
effect is found all the same, and its division is not: the indirect effect is too large, and no
interval says so. That is why every sentence of `mediation` names what its division rests on.

A mediator that is measured with error, or rounded to few steps, carries too little of the effect:
the last table. A twelfth of a step's squared width over the variance that is left is missed (some
9% there), and a caution of the result says so. No interval does.

{stories}
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=SAMPLES)
    samples = parser.parse_args().samples
    text = TEXT.format(samples=samples, truth=TRUTH, stories="\n\n".join(stories(samples)))
    page.write("mediation", text)


if __name__ == "__main__":
    main()
