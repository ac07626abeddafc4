"""Simulate a world in chunks, whatever its story: the same seed gives the same tables.

Each chunk has its own stream of random numbers, so that memory stays flat however many customers
there are, and what a customer does depends neither on how many follow nor on who computes it.

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
    were. Customers are named ``c00001``, ``c00002``, ... (`customer_names`). A study with a fixed
    number of participants, such as a usability test, is made with ``first == 0`` only.
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

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.datasets.schema import Table
from uxcx.errors import nearest

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

#: customers simulated together: enough for fast arrays, little enough for a small computer
CHUNK = 50_000
#: what the truth is computed from
TRUTH_CUSTOMERS = 400_000
TRUTH_CHUNK = 20_000
TRUTH_SEED = 20_250
#: words for the quality of the interaction and of the service
QUALITY = {"poor": 0.1, "good": 0.9}
KNOWN = ("airline", "budgeting", "ecommerce")


@cache
def names() -> list[str]:
    """Return the names of the worlds that are here."""
    return [name for name in KNOWN if find_spec(f"uxcx.datasets.{name}")]


def module(name: str) -> Any:
    """Return the module that simulates a world; it is imported only now."""
    return import_module(f"uxcx.datasets.{require_name(name)}")


def declaration(name: str) -> Any:
    """Return the module that declares a world's tables and story."""
    return import_module(f"uxcx.datasets.{require_name(name)}_tables")


def require_name(name: str) -> str:
    """Return the name of a world, or refuse it with the nearest."""
    if name not in names():
        guess = nearest(str(name), names())
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise ValueError(f"There is no data set {name!r}.{hint} There are: {', '.join(names())}.")
    return name


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
    return np.char.add("c", np.char.zfill(numbers.astype("U"), 5))


def quality(value: str | float, name: str) -> float:
    """Return a quality from 0 to 1, given as a number or as ``"poor"`` or ``"good"``."""
    if isinstance(value, str):
        if value not in QUALITY:
            raise ValueError(
                f"{name} must be 'poor', 'good' or a number from 0 to 1; got {value!r}."
            )
        return QUALITY[value]
    if isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError(f"{name} must be 'poor', 'good' or a number from 0 to 1; got {value!r}.")
    return float(value)


def parameters_for(
    name: str,
    *,
    customers: int | None = None,
    ux: str | float | None = None,
    cx: str | float | None = None,
    changed: Mapping[str, Any] | None = None,
) -> Any:
    """Return a world's parameters, with what is given put in place of the story's numbers."""
    world = module(name)
    chosen: dict[str, Any] = dict(changed or {})
    known = [field.name for field in fields(world.Parameters)]
    for other in chosen:
        if other not in known:
            guess = nearest(other, known)
            hint = f" Did you mean {guess!r}?" if guess else ""
            raise ValueError(f"The world {name!r} has no parameter {other!r}.{hint}")
    if customers is not None:
        if isinstance(customers, bool) or customers != int(customers) or customers < 1:
            raise ValueError(f"customers must be a whole number from 1; got {customers!r}.")
        chosen["customers"] = int(customers)
    chosen |= {
        key: quality(value, key) for key, value in (("ux", ux), ("cx", cx)) if value is not None
    }
    return world.Parameters(**chosen)


def chunks(
    name: str, parameters: Any, *, seed: int, size: int = CHUNK
) -> Iterator[dict[str, pd.DataFrame]]:
    """Simulate a world, so many customers at a time.

    Parameters
    ----------
    name : str
        The world.
    parameters : Parameters
        Of that world.
    seed : int
        Of the random numbers.
    size : int
        Customers in a chunk. The same seed with another size is another sample.

    Yields
    ------
    dict of str to pandas.DataFrame
        The tables of a chunk, typed as the schema says.
    """
    world, tables = module(name), declaration(name).TABLES
    total = int(parameters.customers)
    firsts = range(0, total, size)
    streams = np.random.SeedSequence(seed).spawn(len(firsts))
    for first, stream in zip(firsts, streams, strict=True):
        part = replace(parameters, customers=min(size, total - first))
        made = world.simulate_chunk(part, rng=np.random.default_rng(stream), first=first)
        yield {table.name: table.typed(made[table.name]) for table in tables}


def whole(name: str, parameters: Any, *, seed: int) -> dict[str, pd.DataFrame]:
    """Simulate a world in memory: its chunks one below the other."""
    import pandas as pd

    parts = list(chunks(name, parameters, seed=seed))
    if len(parts) == 1:
        return parts[0]
    tables: tuple[Table, ...] = declaration(name).TABLES
    return {
        table.name: pd.concat([part[table.name] for part in parts], ignore_index=True)
        for table in tables
    }


def true_values(
    name: str,
    parameters: Any | None = None,
    *,
    customers: int = TRUTH_CUSTOMERS,
    size: int = TRUTH_CHUNK,
    seed: int = TRUTH_SEED,
) -> dict[str, float]:
    """Return the true value of every metric, by name; and every parameter of the story.

    What a metric gives in a population that the same story makes, as the mean over its chunks,
    rounded to what the spread between the chunks settles: the last digit is the first that is in
    doubt. It takes about a minute.

    Parameters
    ----------
    name : str
        The world.
    parameters : Parameters, optional
        The numbers of the story; `customers` among them is put aside.
    customers, size : int
        Of the population, and of its chunks; at least two chunks.
    seed : int
        Of the random numbers.

    Returns
    -------
    dict of str to float
        Parameters by the name of their field, then metrics.
    """
    world = module(name)
    parameters = parameters or world.Parameters()
    n = customers // size
    if n < 2:
        raise ValueError(f"A population needs two chunks and more; got {customers} in {size}s.")
    large = replace(parameters, customers=size)
    if hasattr(world, "population"):
        large = world.population(large)
    tables = declaration(name).TABLES
    found: dict[str, list[float]] = {}
    for stream in np.random.SeedSequence(seed).spawn(n):
        sample, aside = map(np.random.default_rng, stream.spawn(2))
        made = world.simulate_chunk(large, rng=sample)
        typed = {table.name: table.typed(made[table.name]) for table in tables}
        values = {what: estimate.value for what, estimate in world.estimates(typed).items()}
        if hasattr(world, "truths"):
            values |= world.truths(large, rng=aside)
        for what, value in values.items():
            found.setdefault(what, []).append(float(value))
    metrics = {what: settled(np.array(values)) for what, values in found.items()}
    return {**numbers_of(parameters), **metrics}


def settled(values: npt.NDArray[np.float64]) -> float:
    """Return the mean, rounded to a power of ten that is at most two standard errors."""
    mean = float(values.mean())
    error = float(values.std(ddof=1)) / math.sqrt(len(values))
    if error <= 1e-12 * max(1.0, abs(mean)):
        return mean
    return round(mean, -math.floor(math.log10(2 * error))) + 0.0


def numbers_of(parameters: Any) -> dict[str, float]:
    """Return the parameters that are numbers, those of a tuple one by one."""
    found: dict[str, float] = {}
    for name, value in asdict(parameters).items():
        if name == "customers":
            continue
        if isinstance(value, tuple):
            found |= {f"{name}[{place}]": float(each) for place, each in enumerate(value)}
        else:
            found[name] = float(value)
    return found


def settings(parameters: Any) -> dict[str, Any]:
    """Return the parameters by name, as they were given."""
    return asdict(parameters)


def tuples(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters read from JSON, which knows lists only."""
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in parameters.items()
    }
