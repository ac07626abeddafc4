"""How fast uxcx is beside hand-written queries and other packages; writes docs/performance.md.

    python benchmarks/performance.py [--events 1 10] [--large 100]
        [--retentioneering PYTHON] [--pm4py PYTHON] [--lifetimes PYTHON] [--pymc-marketing PYTHON]

Sizes are in million events. Other packages live in environments of their own, each given by its
Python; those that are not given are left out. Each contender has a process of its own, which works
once unmeasured; all must come to the same numbers. Then they work in turn, so that a machine that
slows down slows down all, and medians count.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import speed_contenders
import speed_log
import speed_models
from lifetime_coverage import bg_nbd
from speed_page import write_page

HERE = Path(__file__).resolve().parent
MILLION = 1_000_000
ROUNDS = 3
#: seconds from which one round must do
SLOW = 15.0
#: seconds after which a contender is given up
LIMIT = 300.0
#: events up to which everything in memory is measured
IN_MEMORY = 10 * MILLION
PEERS = ("retentioneering", "pm4py", "lifetimes", "pymc-marketing")
#: threads of linear algebra disturb small fits on a busy machine
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONWARNINGS": "ignore",
}


@dataclass
class Measured:
    """What one contender took for one task: seconds of each round, and the most memory."""

    task: str
    contender: str
    seconds: list[float] = field(default_factory=list)
    answer: Any = None
    peak: int | None = None
    slow: bool = False
    #: why there are no numbers
    reason: str = ""

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.seconds) if self.seconds else math.nan


class Child:
    """A contender at work in a process of its own."""

    def __init__(self, command: Sequence[str], more: Mapping[str, str]) -> None:
        # An environment of its own does not see this one's packages.
        peer = command[0] != sys.executable
        inherited = {k: v for k, v in os.environ.items() if not (peer and k == "PYTHONPATH")}
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            encoding="utf-8",
            env={**inherited, **ENVIRONMENT, **more},
        )

    def work(self) -> dict[str, Any]:
        """Return what comes back from working once; an error says why there is nothing."""
        to, back = cast("IO[str]", self.process.stdin), cast("IO[str]", self.process.stdout)
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(LIMIT, give_up)
        timer.start()
        try:
            to.write("work\n")
            to.flush()
            line = back.readline()
        except BrokenPipeError:
            line = ""
        finally:
            timer.cancel()
        if line:
            return dict(json.loads(line))
        self.process.wait()
        if late.is_set():
            raise RuntimeError(f"not done after {LIMIT / 60:.0f} minutes")
        if self.process.returncode < 0:
            raise RuntimeError("ended by the system, for want of memory")
        self.errors.seek(0)
        said = [line.strip() for line in self.errors if "Error: " in line]
        raise RuntimeError(said[-1][:100] if said else "ended silently")

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()
        self.errors.close()


def command(python: str, module: Any, task: str, contender: str, file: Path) -> list[str]:
    """Return the command that starts a contender."""
    child = str(HERE / "speed_child.py")
    return [python, child, module.__name__, task, contender, str(file)]


def contest(
    module: Any,
    task: str,
    file: Path,
    pythons: Mapping[str, str],
    *,
    leave_out: Sequence[str] = (),
) -> list[Measured]:
    """Return what each contender for a task took: in turn, once their answers are the same."""
    children: dict[str, Child] = {}
    found: dict[str, Measured] = {}
    for contender in module.CONTENDERS[task]:
        mine = found[contender] = Measured(task, contender)
        if contender in leave_out:
            mine.reason = "not for a log of this size, which must be held in memory"
        elif contender in PEERS and contender not in pythons:
            mine.reason = "not given, so left out"
        else:
            python = pythons.get(contender, sys.executable)
            child = Child(command(python, module, task, contender, file), {})
            try:
                first = child.work()
                mine.answer, mine.slow = first["answer"], first["seconds"] > SLOW
                children[contender] = child
            except RuntimeError as error:
                mine.reason = str(error)
                child.close()
        print(f"  {contender}: {mine.reason or 'ready'}", flush=True)
    try:
        require_same(task, [found[name] for name in children])
        for number in range(ROUNDS):
            for name, child in children.items():
                if number and found[name].slow:
                    continue
                result = child.work()
                found[name].seconds.append(result["seconds"])
                found[name].peak = result["peak"]
    finally:
        for child in children.values():
            child.close()
    return list(found.values())


def require_same(task: str, found: Sequence[Measured]) -> None:
    """Refuse contenders that do not come to the same numbers: to 0.1%, as optimisers differ."""
    for other in found[1:]:
        first = found[0]
        if first.answer.keys() != other.answer.keys() or not all(
            np.allclose(first.answer[key], other.answer[key], rtol=1e-3) for key in first.answer
        ):
            raise SystemExit(f"{task}: {first.contender} and {other.contender} differ.")


def once(task: str, contender: str, file: Path) -> Measured:
    """Return what a contender takes for a large log, the first time, in a new process."""
    mine = Measured(task, contender)
    # Polars keeps memory flat with its engine for streams.
    started = command(sys.executable, speed_contenders, task, contender, file)
    child = Child(started, {"POLARS_ENGINE_AFFINITY": "streaming"})
    try:
        result = child.work()
        mine.seconds, mine.answer, mine.peak = [result["seconds"]], result["answer"], result["peak"]
    except RuntimeError as error:
        mine.reason = str(error)
    child.close()
    print(f"  {task}, {contender}: {mine.median:.1f} s {mine.reason}", flush=True)
    return mine


def histories(folder: Path) -> dict[str, Path]:
    """Write the histories of customers that BG/NBD is fitted to; return their files."""
    import importlib.util

    import pandas as pd

    made: dict[str, Path] = {}
    truth = (0.243, 4.414, 0.793, 2.426)
    customers = pd.DataFrame(bg_nbd(np.random.default_rng(1), 200_000, truth))
    made["BG/NBD on 200,000 customers"] = folder / "customers.csv"
    customers.to_csv(made["BG/NBD on 200,000 customers"], index=False)
    spec = importlib.util.find_spec("lifetimes")  # for its files; it is not imported
    if spec is not None and spec.submodule_search_locations:
        there = Path(spec.submodule_search_locations[0]) / "datasets"
        published = pd.read_csv(there / "cdnow_customers_summary.csv").rename(columns={"T": "age"})
        made["BG/NBD on CDNOW"] = folder / "cdnow.csv"
        published[["frequency", "recency", "age"]].to_csv(made["BG/NBD on CDNOW"], index=False)
    return made


def log_of(folder: Path, millions: float) -> Path:
    """Return a log of so many million events, made if it is not there."""
    path = folder / f"events_{millions:g}.parquet"
    if not path.exists():
        print(f"Making {millions:g} million events", flush=True)
        speed_log.write(path, round(millions * MILLION))
    return path


LARGE = (
    ("NPS by channel", "uxcx on DuckDB"),
    ("cohorts", "uxcx on DuckDB"),
    ("funnel", "uxcx on DuckDB"),
    ("NPS by channel", "uxcx on Polars"),
    ("funnel", "uxcx on Polars"),
    ("transitions, counted", "uxcx on DuckDB"),
)


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=float, nargs="*", default=[1, 10])
    parser.add_argument("--large", type=float, default=0, help="million events, for memory")
    parser.add_argument("--folder", type=Path, help="where the logs are kept")
    for peer in PEERS:
        parser.add_argument(f"--{peer}", metavar="PYTHON")
    options = parser.parse_args()
    pythons = {peer: getattr(options, peer.replace("-", "_")) for peer in PEERS}
    pythons = {peer: python for peer, python in pythons.items() if python}
    with tempfile.TemporaryDirectory() as new:
        folder = options.folder or Path(new)
        logs: dict[float, list[list[Measured]]] = {}
        large: list[Measured] = []
        models: list[list[Measured]] = []

        def page() -> None:
            write_page(logs, large, options.large, models, pythons)

        files = histories(folder)
        for task in speed_models.CONTENDERS:
            print(task, flush=True)
            if task in files or task == "NPS bootstrap":
                file = files.get(task, folder)
                models.append(contest(speed_models, task, file, pythons))
        page()
        if options.large:
            file = log_of(folder, options.large)
            print(f"Memory, {options.large:g} million events", flush=True)
            for task, contender in LARGE:
                large.append(once(task, contender, file))
                page()
        for millions in options.events:
            logs[millions] = []
            big = millions * MILLION > IN_MEMORY
            for task, contenders in speed_contenders.CONTENDERS.items():
                print(f"{task}, {millions:g} million events", flush=True)
                out = [c for c in contenders if big and not c.endswith(("DuckDB", "SQL", "Polars"))]
                file = log_of(folder, millions)
                logs[millions].append(contest(speed_contenders, task, file, pythons, leave_out=out))
                page()  # what is measured is kept, whatever comes after


if __name__ == "__main__":
    main()
