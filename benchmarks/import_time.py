"""How long `import uxcx` takes beside `import pandas` and `import scipy.stats`.

Whole processes, several of each in turn, so that a machine that slows down slows down all. What
is printed is the median and the smallest.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

STATEMENTS = ("pass", "import pandas", "import scipy.stats", "import uxcx", "import uxcx.plots")
ROUNDS = 7


def seconds(statement: str) -> float:
    """Return how long a Python takes that runs one statement."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print a table."""
    times: dict[str, list[float]] = {statement: [] for statement in STATEMENTS}
    for statement in STATEMENTS:
        seconds(statement)  # warm the disk cache
    for _ in range(ROUNDS):
        for statement in STATEMENTS:
            times[statement].append(seconds(statement))
    pandas = statistics.median(times["import pandas"])
    print(f"{'statement':22} {'median':>8} {'smallest':>9}  beside import pandas")
    for statement, found in times.items():
        median = statistics.median(found)
        print(f"{statement:22} {median:7.2f}s {min(found):8.2f}s  {median / pandas:.2f} times")


if __name__ == "__main__":
    main()
