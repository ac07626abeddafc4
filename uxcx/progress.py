"""Long work shows that it goes on: a line with the time so far, once some seconds have passed.

An engine does not say how far it has got with a query, so the line counts seconds and not per cent.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: seconds after which work is long
LONG = 10.0
#: whether a line is shown already, by what called this work
_shown = threading.Lock()


@contextmanager
def shown(what: str) -> Iterator[None]:
    """Show how long a piece of work has taken, from `LONG` seconds on; the line goes with its end.

    An interrupt is a `KeyboardInterrupt` on every engine; DuckDB has an error of its own for it.
    """
    over = threading.Event()
    outermost = _shown.acquire(blocking=False)
    line = threading.Thread(target=_line, args=(what, over), daemon=True)
    if outermost:
        line.start()
    try:
        yield
    except RuntimeError as error:
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from None
        raise
    finally:
        if outermost:
            over.set()
            line.join()
            _shown.release()


def _line(what: str, over: threading.Event) -> None:
    if over.wait(LONG):
        return
    from tqdm import tqdm

    form = "{desc}: at work for {elapsed}; Ctrl-C, or ■ in a notebook, stops it"
    with tqdm(desc=what, bar_format=form, leave=False, delay=LONG) as bar:
        bar.start_t -= LONG
        bar.refresh()
        while not over.wait(1.0):
            bar.refresh()
