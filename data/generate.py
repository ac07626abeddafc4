"""Make the shipped CSV files and their dictionary. The same code makes the same bytes."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from uxcx.datasets import budgeting
from uxcx.datasets.budgeting_tables import STORY, TABLES
from uxcx.datasets.schema import dictionary_markdown

INTRO = """\
# Data

All data here is simulated: no person in it exists. It is free to use under
[CC BY 4.0](../LICENSE-lessons); `python data/generate.py` makes it anew, byte for byte.
`articles.csv`, `definitions.csv`, `concepts.csv`, `statements.csv` and `further_reading.csv` belong
to lesson 01: what five articles say of UX and CX, in our own words, each row with its source.
"""

TRUTH_INTRO = """\
### truth

`truth.csv` holds the true value of each metric (`what`, `value`), computed from two million
people that the same story makes: proportions 0 to 1, times in seconds.
"""

EXPORT_INTRO = """\
## sus_export.csv

A questionnaire export as another tool writes it, for lesson 03: semicolons between the columns,
`Question 1` to `Question 10` (1 strongly disagree to 5 strongly agree), and `System`, the product
that was judged. Twelve people judged each of two budgeting apps; the answers are simulated.
"""


def sus_export(seed: int = 7) -> pd.DataFrame:
    """Return a SUS study of two systems in the shape that a survey tool exports."""
    rng = np.random.default_rng(seed)
    rows = []
    for system, centre in (("Pocketbook", 2.35), ("Ledgerly", 3.05)):
        liking = rng.normal(centre, 0.45, 12)
        contribution = np.clip(
            np.round(liking[:, None] + rng.normal(0.0, 0.7, (12, 10))), 0, 4
        ).astype(int)
        odd = np.arange(10) % 2 == 0
        answers = np.where(odd, contribution + 1, 5 - contribution)
        rows += [[*map(int, row), system] for row in answers]
    questions = [f"Question {number}" for number in range(1, 11)]
    return pd.DataFrame(rows, columns=[*questions, "System"])


def main(folder: Path, *, truth_customers: int = 2_000_000) -> None:
    """Write all files into a folder."""
    world = folder / "budgeting"
    world.mkdir(parents=True, exist_ok=True)
    for name, frame in budgeting.simulate().items():
        frame.to_csv(world / f"{name}.csv", index=False, encoding="utf-8", lineterminator="\n")
    truth = pd.DataFrame(
        budgeting.true_values(customers=truth_customers).items(), columns=["what", "value"]
    )
    truth.to_csv(world / "truth.csv", index=False, encoding="utf-8", lineterminator="\n")
    sus_export().to_csv(
        folder / "sus_export.csv", sep=";", index=False, encoding="utf-8", lineterminator="\n"
    )
    dictionary = dictionary_markdown("budgeting/", STORY, TABLES)
    text = "\n".join((INTRO, dictionary, TRUTH_INTRO, EXPORT_INTRO))
    (folder / "README.md").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
