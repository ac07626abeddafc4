"""A process of its own for one contender of `performance.py`; it works each time it is told to.

    python benchmarks/speed_child.py MODULE TASK CONTENDER FILE

For each line on standard input one line of JSON comes back: how long it took, what came out, and
the most memory that the process has had. What is done in no time is done again and again, as
`timeit` does, and the mean counts. Nothing of uxcx is imported here, so that other packages
can be measured in environments of their own.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time

#: seconds below which work is repeated, and for how long
SHORT, AGAIN = 0.1, 0.5


def peak() -> int | None:
    """Return the most memory that this process has had, in bytes; None on Windows."""
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def main() -> None:
    """Serve."""
    module, task, contender, file = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what packages print is no answer
    work = importlib.import_module(module).CONTENDERS[task][contender]
    for _ in sys.stdin:
        start = time.perf_counter()
        answer = work(file)
        seconds = total = time.perf_counter() - start
        if seconds < SHORT:
            times = 1
            while total < AGAIN:
                work(file)
                times += 1
                total = time.perf_counter() - start
            seconds = total / times
        found = {"seconds": seconds, "answer": answer, "peak": peak()}
        answers.write(json.dumps(found) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
