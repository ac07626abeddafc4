"""The page of `performance.py`: tables, what was aimed at, and whether it was met."""

from __future__ import annotations

import importlib.metadata
import math
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
GIB = 2**30
#: the hand-written query that is beside ours, and how many times slower ours may be
BESIDE = {"uxcx on DuckDB": "DuckDB SQL", "uxcx on Polars": "Polars"}
HAND = {**BESIDE, "uxcx on pandas": "pandas"}
ALLOWED = 1.5
MEMORY = 4 * GIB
#: how many times faster ours is to be than the peer's
AIMS = {"retentioneering": 10, "pm4py": 10, "lifetimes": 10, "pymc-marketing": 20, "SciPy": 500}
OURS = ("uxcx", "uxcx on DuckDB", "uxcx on Polars")
AIMED_AT = 10  # million events

INTRO = """# Performance

Measured in one run of `make bench` on {machine}; {versions}.

Each contender has a process of its own and works once unmeasured; all come to the same numbers
(checked). Then they work in turn, three rounds or, where one takes more than 15 seconds, one; the
median counts. What takes less than a tenth of a second is repeated for half a second in each round,
and the mean is taken. Of what takes more than 90 seconds the first time counts, and after three
minutes it is stopped. Reading the Parquet file is part of the time, for other packages the
construction of their stream too. The log has ten events a visit, eight kinds of events, four visits
a customer; DuckDB may use 3 GB of memory. Ours does more than the queries beside it: it checks the
log, counts what is missing and makes intervals, and of the funnel also the times between steps
(geometric mean, quantiles).
"""


def write_page(
    logs: Mapping[float, Sequence[Sequence[Any]]],
    large: Sequence[Any],
    large_millions: float,
    models: Sequence[Sequence[Any]],
    pythons: Mapping[str, str],
    *,
    unfinished: Sequence[str] = (),
) -> None:
    """Write docs/performance.md; `unfinished` is what the run has not come to yet."""
    parts = [INTRO.format(machine=_machine(), versions=_versions(pythons))]
    if unfinished:
        parts.append(
            f"\nThe run was stopped before its end. Not measured: {'; '.join(unfinished)}.\n"
        )
    for millions, contests in sorted(logs.items()):
        parts.append(f"\n## {millions:g} million events\n\n" + _table(contests))
        if millions == AIMED_AT:
            parts.append("\n" + verdicts(contests))
    if large:
        parts.append(_large(large, large_millions))
    if models:
        parts.append(
            "\n## Models and the bootstrap\n\nBG/NBD from histories as a pandas frame; ours with "
            "standard errors and intervals. pymc-marketing finds the mode (MAP) with flat priors, "
            "and builds its model in the time. The bootstrap: 9,999 "
            "resamples (BCa) of 10,000 answers, ours from the three counts.\n\n" + _table(models)
        )
        parts.append("\n" + verdicts(models))
    PAGE.write_text("".join(parts), encoding="utf-8", newline="\n")


def _table(contests: Sequence[Sequence[Any]]) -> str:
    lines = [
        "| task | contender | seconds | beside the hand-written query, or ours |",
        "|---|---|--:|---|",
    ]
    for contest in contests:
        seconds = {each.contender: each.median for each in contest}
        fastest = min((seconds[o] for o in OURS if seconds.get(o, 0) > 0), default=math.nan)
        for each in contest:
            beside = ""
            if each.contender in HAND and HAND[each.contender] in seconds:
                beside = f"{each.median / seconds[HAND[each.contender]]:.2f} times"
            elif each.contender in AIMS:
                beside = f"{each.median / fastest:.1f} times ours"
            shown = each.reason or f"{each.median:.4g}"
            lines.append(
                f"| {each.task} | {each.contender} | {shown} | {'' if each.reason else beside} |"
            )
    return "\n".join(lines) + "\n"


def verdicts(contests: Sequence[Sequence[Any]]) -> str:
    """Return what was aimed at, and whether it was met, a line each."""
    lines = []
    for contest in contests:
        seconds = {each.contender: each.median for each in contest if not each.reason}
        fastest = min((seconds[o] for o in OURS if o in seconds), default=math.nan)
        lines += [
            f"- {_verdict(False)}: {each.task}, {each.contender}: no number, {each.reason}."
            for each in contest
            if each.contender in OURS and each.reason
        ]
        for ours, hand in BESIDE.items():
            if ours in seconds and hand in seconds:
                ratio = seconds[ours] / seconds[hand]
                lines.append(
                    f"- {_verdict(ratio <= ALLOWED)}: {contest[0].task}, {ours}: {ratio:.2f} times "
                    f"the hand-written query; aimed at {ALLOWED:g} at most."
                )
        for peer, aim in AIMS.items():
            if peer in seconds:
                ratio = seconds[peer] / fastest
                lines.append(
                    f"- {_verdict(ratio >= aim)}: {contest[0].task}: {ratio:.1f} times as fast as "
                    f"{peer}; aimed at {aim}."
                )
    return "\n".join(lines) + "\n"


def _verdict(met: bool) -> str:
    return "**Met**" if met else "**Not met**"


def _large(large: Sequence[Any], millions: float) -> str:
    lines = [
        f"\n## {millions:g} million events, in how much memory\n",
        "Each in a new process, once, without a run before. The peak is that of the process, "
        "Python and all; Polars with its engine for streams (`POLARS_ENGINE_AFFINITY=streaming`). "
        f"Aimed at {MEMORY / GIB:g} GiB at most.\n",
        "| task | engine | seconds | peak, GiB | |",
        "|---|---|--:|--:|---|",
    ]
    for each in large:
        if each.reason:
            lines.append(
                f"| {each.task} | {each.contender} | {each.reason} | | {_verdict(False)} |"
            )
            continue
        peak = "not known" if each.peak is None else f"{each.peak / GIB:.2f}"
        met = "" if each.peak is None else _verdict(each.peak <= MEMORY)
        lines.append(f"| {each.task} | {each.contender} | {each.median:.1f} | {peak} | {met} |")
    return "\n".join(lines) + "\n"


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def _versions(pythons: Mapping[str, str]) -> str:
    names = ("uxcx", "duckdb", "polars", "pandas", "numpy", "scipy", "narwhals")
    mine = [f"{name} {importlib.metadata.version(name)}" for name in names if _there(name)]
    for peer, python in pythons.items():
        code = f"import importlib.metadata as m; print(m.version({peer!r}))"
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
        mine.append(f"{peer} {done.stdout.strip()}")
    return ", ".join(mine)


def _there(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
