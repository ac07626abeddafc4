"""SPSS files, read in a process of their own."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uxcx.errors import IntakeError
from uxcx.intake.opened import Decision

if TYPE_CHECKING:
    import pandas as pd

#: reading takes a second or two to begin, and then some seconds for every 100 MB
SECONDS, _BYTES_A_SECOND = 60, 2_000_000
WORKER = Path(__file__).with_name("spss_worker.py")
_HEADER = 176


@dataclass(frozen=True, kw_only=True)
class Sav:
    """What an SPSS file holds."""

    frame: pd.DataFrame
    questions: dict[str, str]
    labels: dict[str, dict[str, float]]
    decisions: tuple[Decision, ...]


def read_sav(path: Path) -> Sav:
    """Read an SPSS file, or refuse one that is damaged.

    A damaged file can end the Python process in which it is read, without an exception. So
    another process reads it, and only numbers and text come back.
    """
    if find_spec("pyreadstat") is None:
        raise ImportError("SPSS files need pyreadstat: pip install 'uxcx[files]'")
    _require_header(path)
    with tempfile.TemporaryDirectory() as folder:
        limit = SECONDS + path.stat().st_size / _BYTES_A_SECOND
        command = [sys.executable, "-P", "-W", "ignore", str(WORKER), str(path.resolve()), folder]
        paths = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        try:
            done = subprocess.run(  # noqa: S603 (our own file, with a path as its argument)
                command,
                capture_output=True,
                timeout=limit,
                env={**os.environ, **paths},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise IntakeError(
                f"{path.name} was not read after {limit:.0f} seconds: it is damaged. Save it again "
                "in SPSS, or as CSV."
            ) from None
        rest = Path(folder, "rest.json")
        if done.returncode or not rest.is_file():
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            told = said[-1].rpartition("Error: ")[2][:200] if said else ""
            why = told if told and done.returncode > 0 else "its reader broke off"
            raise IntakeError(
                f"{path.name} is a damaged SPSS file ({why}). Save it again in SPSS, or as CSV."
            )
        return _sav(json.loads(rest.read_text(encoding="utf-8")), Path(folder, "numbers.npz"))


def _require_header(path: Path) -> None:
    """Refuse a file whose first bytes are not those of an SPSS file."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
    layouts = (
        [struct.unpack_from(f"{order}i", header, 64)[0] for order in "<>"]
        if (len(header) == _HEADER)
        else []
    )
    if not {2, 3} & set(layouts):
        raise IntakeError(
            f"{path.name} begins like an SPSS file, but its header is damaged or cut off. Save it "
            "again in SPSS, or as CSV."
        )


def _sav(rest: dict[str, Any], numbers: Path) -> Sav:
    import numpy as np
    import pandas as pd

    columns: dict[str, Any] = {}
    with np.load(numbers, allow_pickle=False) as found:
        for place, name in enumerate(rest["names"]):
            key = str(place)
            if key in found:
                column = pd.Series(found[key])
                whole = bool(column.notna().all() and (column % 1 == 0).all())
                columns[name] = column.astype("int64") if whole and len(column) else column
            elif key in rest["dates"]:
                columns[name] = pd.to_datetime(
                    pd.Series(rest["dates"][key], dtype="object"), errors="coerce", format="mixed"
                )
            else:
                texts = [text or None for text in rest["texts"][key]]
                columns[name] = pd.Series(texts, dtype=None if any(texts) else "float64")
    labels = {
        name: {label: float(value) for label, value in words.items()}
        for name, words in rest["labels"].items()
        if all(isinstance(value, int | float) for value in words.values())
    }
    decisions = [Decision(what="encoding", value=rest["encoding"], why="the file says so")]
    if labels:
        shown = ", ".join(map(repr, list(labels)[:5]))
        decisions.append(
            Decision(what="value labels", value=f"{len(labels)} columns", why=f"such as {shown}")
        )
    if rest["missing"]:
        shown = ", ".join(map(repr, rest["missing"][:5]))
        decisions.append(
            Decision(
                what="read as missing",
                value=f"what the file declares to be missing in {shown}",
            )
        )
    return Sav(
        frame=pd.DataFrame(columns, index=range(rest["rows"])),
        questions=rest["questions"],
        labels=labels,
        decisions=tuple(decisions),
    )
