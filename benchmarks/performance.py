"""How fast uxcx is beside hand-written queries and other packages; writes docs/performance.md.

    python benchmarks/performance.py [--events 1 10] [--large 100]
        [--retentioneering PYTHON] [--pm4py PYTHON] [--lifetimes PYTHON] [--pymc-marketing PYTHON]

Sizes are in million events. Other packages live in environments of their own, each given by its
Python; those that are not given are left out. Each contender has a process of its own, which works
once unmeasured; all must come to the same numbers. Then they work in turn, so that a machine that
slows down slows down all, and medians count. Who takes longer works less often: see SLOW and LONG.

What is measured is written at once, to the page and, every round of it, to performance.json in the
folder of this file: a run that is stopped leaves what it has. All of it takes some 25 minutes.
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
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
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
#: seconds from which the first time counts, which is otherwise not measured
LONG = 90.0
#: seconds after which a contender is given up
LIMIT = 180.0
#: events up to which everything in memory is measured
IN_MEMORY = 10 * MILLION
#: what was measured, round by round
RAW = HERE / "performance.json"
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
    rounds: int = ROUNDS
    #: why there are no numbers
    reason: str = ""

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.seconds) if self.seconds else math.nan

    @property
    def text(self) -> str:
        """How long it took, or why there are no numbers."""
        return self.reason or f"{self.median:.3g} s, median of {len(self.seconds)}"


class Run:
    """One run: what it has found so far, said and written as it comes."""

    def __init__(self, millions_large: float, pythons: Mapping[str, str]) -> None:
        self.logs: dict[float, list[list[Measured]]] = {}
        self.large: list[Measured] = []
        self.models: list[list[Measured]] = []
        self.millions_large, self.pythons = millions_large, pythons
        self.begun = time.monotonic()
        #: what is still to be measured
        self.open: list[str] = []

    def say(self, text: str) -> None:
        """Print a line with the minutes since the run began."""
        print(f"[{(time.monotonic() - self.begun) / 60:4.1f} min] {text}", flush=True)

    def write(self) -> None:
        """Write the page, and each round of it as JSON."""
        write_page(
            self.logs,
            self.large,
            self.millions_large,
            self.models,
            self.pythons,
            unfinished=self.open,
        )
        found = {
            "logs": {f"{millions:g} million": each for millions, each in self.logs.items()},
            "large": {f"{self.millions_large:g} million": self.large},
            "models": self.models,
            "not measured": self.open,
        }
        text = json.dumps(found, default=lambda each: asdict(each) | {"answer": None}, indent=1)
        RAW.write_text(text + "\n", encoding="utf-8", newline="\n")


class Child:
    """A contender at work in a process of its own."""

    def __init__(self, command: Sequence[str], more: Mapping[str, str]) -> None:
        # An environment of its own does not see this one's packages.
        peer = command[0] != sys.executable
        inherited = {k: v for k, v in os.environ.items() if not (peer and k == "PYTHONPATH")}
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        # What it leaves on disk goes with it, also where it is killed.
        self.folder = tempfile.TemporaryDirectory(prefix="speed", ignore_cleanup_errors=True)
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self.folder.name)
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            encoding="utf-8",
            env={**inherited, **ENVIRONMENT, **temporary, **more},
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
            raise RuntimeError(f"stopped: not done after {LIMIT / 60:.0f} minutes")
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
        self.folder.cleanup()


def command(python: str, module: Any, task: str, contender: str, file: Path) -> list[str]:
    """Return the command that starts a contender."""
    child = str(HERE / "speed_child.py")
    return [python, child, module.__name__, task, contender, str(file)]


def contest(
    module: Any,
    task: str,
    file: Path,
    pythons: Mapping[str, str],
    say: Callable[[str], None],
    *,
    leave_out: Sequence[str] = (),
) -> list[Measured]:
    """Return what each contender for a task took: in turn, once their answers are the same."""
    children: dict[str, Child] = {}
    found: dict[str, Measured] = {}
    try:
        for contender in module.CONTENDERS[task]:
            mine = found[contender] = Measured(task, contender)
            if contender in leave_out:
                mine.reason = "not for a log of this size, which must be held in memory"
            elif contender in PEERS and contender not in pythons:
                mine.reason = "not given, so left out"
            else:
                python = pythons.get(contender, sys.executable)
                children[contender] = Child(command(python, module, task, contender, file), {})
                if not warmed_up(mine, children[contender]):
                    children.pop(contender).close()
            say(f"  {contender}: {mine.reason or ('measured' if mine.seconds else 'ready')}")
        require_same(task, [each for each in found.values() if each.answer is not None])
        for number in range(ROUNDS):
            for name in [each for each in children if number < found[each].rounds]:
                if not worked(found[name], children[name]):
                    children.pop(name).close()
    finally:
        for child in children.values():
            child.close()
    for each in found.values():
        say(f"  {each.contender}: {each.text}")
    return list(found.values())


def warmed_up(mine: Measured, child: Child) -> bool:
    """Let a contender work once unmeasured; return whether it is to work again."""
    try:
        first = child.work()
    except RuntimeError as error:
        mine.reason = str(error)
        return False
    mine.answer, seconds = first["answer"], first["seconds"]
    mine.rounds = 1 if seconds > SLOW else ROUNDS
    if seconds > LONG:
        mine.seconds, mine.peak = [seconds], first["peak"]
    return not mine.seconds


def worked(mine: Measured, child: Child) -> bool:
    """Let a contender work once more; return whether it could."""
    try:
        result = child.work()
    except RuntimeError as error:
        mine.seconds, mine.reason = [], str(error)
        return False
    mine.seconds.append(result["seconds"])
    mine.peak = result["peak"]
    return True


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
    finally:
        child.close()
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
    run = Run(options.large, pythons)
    with tempfile.TemporaryDirectory(prefix="speed") as new:
        folder = options.folder or Path(new)
        files = histories(Path(new)) | {"NPS bootstrap": Path(new)}
        models = [task for task in speed_models.CONTENDERS if task in files]
        large = LARGE if options.large else ()
        logs = [(m, task) for m in options.events for task in speed_contenders.CONTENDERS]
        run.open = [
            *models,
            *(f"{task} on {engine} in memory" for task, engine in large),
            *(f"{task} at {millions:g} million events" for millions, task in logs),
        ]

        def done() -> None:
            run.open.pop(0)
            run.write()  # what is measured is kept, whatever comes after

        for task in models:
            run.say(task)
            run.models.append(contest(speed_models, task, files[task], pythons, run.say))
            done()
        for task, engine in large:
            run.say(f"{task} on {engine}, {options.large:g} million events")
            run.large.append(once(task, engine, log_of(folder, options.large)))
            run.say(f"  {run.large[-1].text}")
            done()
        for millions, task in logs:
            run.say(f"{task}, {millions:g} million events")
            big = millions * MILLION > IN_MEMORY
            contenders = speed_contenders.CONTENDERS[task]
            out = [c for c in contenders if big and not c.endswith(("DuckDB", "SQL", "Polars"))]
            file = log_of(folder, millions)
            found = contest(speed_contenders, task, file, pythons, run.say, leave_out=out)
            run.logs.setdefault(millions, []).append(found)
            done()
    run.say("done")


if __name__ == "__main__":
    main()
