"""A study whose every text is an attack, and the shipped one, for the tests of reports."""

from pathlib import Path

import numpy as np
import pandas as pd

from uxcx import datasets

SCRIPT = "<script>document.title = 'broken'</script>"
FORMULA = '=HYPERLINK("https://example.org","here")'
IMAGE = '"><img src="https://example.org/x.png" onerror="document.title=1">'


def kiosk() -> Path:
    """Return the shipped study file of an awkward export."""
    return datasets.path("kiosk/kiosk_study.toml")


def hostile(folder: Path, *, rows: int = 40) -> Path:
    """Write a study in which ids, groups, tasks, column names and comments are attacks."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "who": [f"{FORMULA}{SCRIPT}{i}" for i in range(rows)],
            IMAGE: [SCRIPT, FORMULA] * (rows // 2),
            "{{ 7 * 7 }}": ["@SUM(1)", f"</td>{IMAGE}"] * (rows // 2),
            "done": rng.integers(0, 2, rows),
            FORMULA: rng.integers(0, 11, rows),
            "said": ["my secret words"] * rows,
        }
    )
    frame.to_csv(folder / "hostile.csv", index=False)
    text = f"""
name = {toml(f"Study {SCRIPT}")}
file = "hostile.csv"
[columns]
respondent = "who"
group = {toml(IMAGE)}
task = {toml("{{ 7 * 7 }}")}
success = "done"
nps = {toml(FORMULA)}
comment = "said"
"""
    (folder / "hostile.toml").write_text(text, encoding="utf-8")
    return folder / "hostile.toml"


def toml(text: str) -> str:
    """Return a text as TOML."""
    assert "'''" not in text
    return f"'''{text}'''"
