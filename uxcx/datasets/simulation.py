"""Simulate a world in chunks, whatever its story: the same seed gives the same tables.

What a world's module gives (``uxcx/datasets/<world>.py``, with ``<world>_tables.py``)
-------------------------------------------------------------------------------------
``STORY``, ``TABLES``
    In ``<world>_tables.py``: the story in a few sentences, and the schema.
``SEED : int``
    Of the sample that is shipped.
``Parameters``
    A frozen, keyword-only dataclass with defaults: ``customers``, ``ux``, ``cx`` (0 poor to 1
    good), and every other number of the story. Fields are numbers, or tuples of numbers.
``simulate_chunk(parameters, *, rng, first=0) -> dict of str to pandas.DataFrame``
    `parameters.customers` customers, numbered from `first`. It takes a stream of random numbers
    for each table (``rng.spawn(n)``), so that a change in one table leaves the others as they
    were. Customers are named ``c00001``, ``c00002``, ... (`customer_names`).
``estimates(tables) -> dict of str to Estimate``
    Every metric that lessons ask for, as anybody can measure it from the tables.
``MOVED_BY_UX``, ``MOVED_BY_CX``, ``MOVED_BY_BOTH``, ``NOT_MOVED`` : tuple of str
    Names of estimates, or patterns of `fnmatch` such as ``"task success*"``. Each estimate
    belongs to exactly one of the four: what poor or good interaction moves, what poor or good
    service moves, what both move, and what neither does.

May be given too:

``population(parameters) -> Parameters``
    The same parameters with studies as large as `parameters.customers` admits: for the truth, a
    usability test of 48 people is not enough. Without it, `parameters` themselves are taken.
``truths(parameters, *, rng) -> dict of str to float``
    True values that no table can show, such as the NPS of all customers had everybody answered;
    for `parameters.customers` customers. The mean over chunks is taken.
``raw(tables, *, rng) -> dict of str to (pandas.DataFrame, list of str)``
    Copies of tables with impossible values, and each fault in words; kept apart in
    ``data/raw/<world>_<table>.csv``, for the lesson on checking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

#: customers simulated together: enough for fast arrays, little enough for a small computer
CHUNK = 50_000


def customer_names(first: int, n: int) -> npt.NDArray[Any]:
    """Return names of customers, such as ``c00001``.

    Parameters
    ----------
    first : int
        How many customers stand before these.
    n : int
        How many names.
    """
    numbers = np.arange(first + 1, first + n + 1)
    return np.strings.add("c", np.strings.zfill(numbers.astype("U"), 5))
