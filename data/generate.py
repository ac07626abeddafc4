"""Make the shipped CSV files and their dictionary. The same code makes the same bytes.

python data/generate.py            # everything, in a minute or two
python data/generate.py FOLDER     # the same, elsewhere
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import kiosk
import numpy as np
import pandas as pd

from uxcx.datasets import simulation
from uxcx.datasets.schema import dictionary_markdown

INTRO = """\
# Data

All data here is simulated: no person in it exists. `python data/generate.py` makes it anew, byte
for byte. The worlds are loaded by `datasets.load("{example}")`; `datasets.simulate` makes other
ones, as large as you like.

`articles.csv`, `definitions.csv`, `concepts.csv`, `statements.csv` and `further_reading.csv` belong
to lesson 01: what five articles say of UX and CX, in our own words, each row with its source.
`claims.csv`, `cases.csv` and `strategy.csv` are the same for lesson 11; what we found out about a
claim besides stands in a column of its own.

**Licence and citation.** Free to use under [CC BY 4.0](../LICENSE-lessons), with credit. To cite
the data, cite the project, as [CITATION.cff](../CITATION.cff) says, with the name of the world.

**Formats.** Commas between columns, UTF-8. Dates are `2025-03-04`, times `2025-03-04 12:33:00` in
UTC; yes is 1 and no is 0; what is missing is empty.
"""

TRUTH_INTRO = """\
### truth

`truth.csv` holds the true value of each metric and each parameter of the story (`what`, `value`).
Metrics are computed from {customers:,} people that the same story makes, and rounded to what so
many settle: proportions 0 to 1, NPS in points, times in seconds.
"""

RAW_INTRO = """\
## raw/

Copies of tables with impossible values, for the lesson on checking data. What is wrong with each
stands here; rows are counted from 0, the header aside.
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


def write_world(folder: Path, name: str) -> str:
    """Write the tables of a world and its faulty copies; return what is wrong with these."""
    world, tables = simulation.module(name), simulation.declaration(name).TABLES
    made = simulation.whole(name, world.Parameters(), seed=world.SEED)
    (folder / name).mkdir(parents=True, exist_ok=True)
    for table in tables:
        table.to_csv(made[table.name], folder / name / f"{table.name}.csv")
    if not hasattr(world, "raw"):
        return ""
    (folder / "raw").mkdir(exist_ok=True)
    lines = []
    for table, (frame, faults) in world.raw(made, rng=np.random.default_rng(world.SEED)).items():
        file = f"{name}_{table}.csv"
        frame.to_csv(folder / "raw" / file, index=False, encoding="utf-8", lineterminator="\n")
        lines += [f"### {file}", "", *(f"- {fault}" for fault in faults), ""]
    return "\n".join(lines)


def write_truth(folder: Path, name: str) -> None:
    """Write the truth of a world, which takes most of the time."""
    truth = pd.DataFrame(simulation.true_values(name).items(), columns=["what", "value"])
    truth.to_csv(folder / name / "truth.csv", index=False, encoding="utf-8", lineterminator="\n")


def main(folder: Path, *, with_truth: bool = True) -> None:
    """Write all files into a folder."""
    names = simulation.names()
    parts = [INTRO.format(example=names[0])]
    faults = []
    for name in names:
        faults.append(write_world(folder, name))
        declared = simulation.declaration(name)
        parts.append(dictionary_markdown(f"{name}/", declared.STORY, declared.TABLES))
        parts.append(TRUTH_INTRO.format(customers=simulation.TRUTH_CUSTOMERS))
    sus_export().to_csv(
        folder / "sus_export.csv", sep=";", index=False, encoding="utf-8", lineterminator="\n"
    )
    parts += [RAW_INTRO, *filter(None, faults), EXPORT_INTRO, kiosk.write(folder)]
    (folder / "README.md").write_text("\n".join(parts), encoding="utf-8", newline="\n")
    if with_truth:
        with ProcessPoolExecutor() as pool:
            list(pool.map(write_truth, [folder] * len(names), names))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
