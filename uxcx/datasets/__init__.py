"""The worlds of the course: simulated, small enough for a spreadsheet, and with known truth.

>>> from uxcx import datasets
>>> app = datasets.load("budgeting")
>>> list(app.survey)[:4]
['customer', 'answered', 'recommend', 'satisfaction']
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uxcx.datasets import simulation
from uxcx.datasets.engines import from_pandas, read_csv, require_engine, scan
from uxcx.datasets.files import FORMATS, class_world, label_of, path, read_label, write_world
from uxcx.datasets.schema import Column, Table
from uxcx.datasets.world import World

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Column", "Table", "World", "load", "names", "path", "simulate"]


def names() -> list[str]:
    """Return the names of the worlds that `load` knows."""
    return list(simulation.names())


def load(name: str | Path, *, engine: str = "pandas") -> World:
    """Load a world of the course, or one that was simulated into a folder; works offline.

    Parameters
    ----------
    name : str or pathlib.Path
        Such as ``"budgeting"``; `names` lists them. Or, as a `Path`, a folder that `simulate`
        or ``uxcx simulate`` made. Inside the folder of a class (see Notes) a name gives that
        class's own world.
    engine : {"pandas", "polars", "duckdb", "pyarrow"}
        Whose tables to give. Of a folder, Polars gives lazy frames and DuckDB relations that read
        only what a question needs.

    Returns
    -------
    World
        With its tables as attributes, `story`, `dictionary` and `truth`.

    Raises
    ------
    ValueError
        If there is no such world or engine; the nearest name is offered.
    FileNotFoundError
        If a folder holds no simulated world.

    Notes
    -----
    An instructor may give each class other people: ``make class SEED=7`` packs lessons with worlds
    of that seed. A notebook in such a folder (it has a file ``uxcx_class.json``) loads those, and
    so do the answer checks; the world says so when it is shown.

    Examples
    --------
    >>> load("budgeting").attempts["design"].cat.categories.tolist()
    ['old', 'new']

    The usability test compared an old design with a new one.
    """
    require_engine(engine)
    if isinstance(name, Path):
        return _from_folder(name, engine)
    simulation.require_name(name)
    own = class_world(name)
    if own is not None:
        return _from_folder(own, engine)

    @cache
    def frame(table: Table) -> pd.DataFrame:
        return read_csv(path(f"{name}/{table.name}.csv"), table)

    declaration = simulation.declaration(name)
    return World(
        name,
        tables=declaration.TABLES,
        story=declaration.STORY,
        open_table=lambda table: from_pandas(frame(table), table, engine),
        count_rows=lambda table: len(frame(table)),
        find_truth=partial(_shipped_truth, name),
        parameters=simulation.settings(simulation.module(name).Parameters()),
        engine=engine,
    )


def simulate(
    name: str,
    *,
    customers: int | None = None,
    ux: str | float | None = None,
    cx: str | float | None = None,
    seed: int = 1,
    to: str | Path | None = None,
    form: str = "parquet",
    engine: str = "pandas",
    progress: bool = True,
    **parameters: float,
) -> World:
    """Simulate a world anew: other people, more of them, better or worse interaction or service.

    The same arguments give the same rows. With `to`, memory stays flat however many customers
    there are.

    Parameters
    ----------
    name : str
        Such as ``"budgeting"``; `names` lists them.
    customers : int, optional
        How many, from 1; as in the shipped world by default.
    ux, cx : {"poor", "good"} or float, optional
        The quality of the interaction and of the service, 0 to 1; ``"poor"`` is 0.1, ``"good"``
        0.9. By default those of the world's story.
    seed : int, default 1
        Of the random numbers.
    to : str or pathlib.Path, optional
        A new folder to write to, a file a table. Without it the tables are kept in memory. The
        folder appears when all is written; an interrupt leaves nothing behind.
    form : {"parquet", "csv"}
        The format of the files. Parquet needs PyArrow.
    engine : {"pandas", "polars", "duckdb", "pyarrow"}
        Whose tables to give; see `load`.
    progress : bool, default True
        Whether to show a progress bar while writing.
    **parameters : float
        Any other number of the story: the fields of ``Parameters`` in the world's module, such
        as ``answer_rate=0.4``.

    Returns
    -------
    World
        Like one of `load`. Its `truth` is that of these parameters: the shipped one where they
        are the story's own, else computed from a large population when it is first asked for,
        which takes a minute or so.

    Raises
    ------
    ValueError
        For an unknown world, engine, format or parameter, and a quality outside 0 to 1.
    FileExistsError
        If there is something at `to`; it is left as it is.

    Examples
    --------
    >>> poor = simulate("budgeting", customers=300, ux="poor", seed=3)
    >>> len(poor.customers), poor.parameters["ux"]
    (300, 0.1)

    Three hundred other customers, of an app that is harder to use.
    """
    require_engine(engine)
    if form not in FORMATS:
        raise ValueError(f"form must be one of {', '.join(map(repr, FORMATS))}; got {form!r}.")
    chosen = simulation.parameters_for(name, customers=customers, ux=ux, cx=cx, changed=parameters)
    declaration = simulation.declaration(name)
    if to is not None:
        folder = Path(to)
        parts = simulation.chunks(name, chosen, seed=seed)
        write_world(
            folder,
            _with_progress(parts, chosen.customers, name) if progress else parts,
            tables=declaration.TABLES,
            form=form,
            label=label_of(name, chosen, seed),
        )
        return _from_folder(folder, engine)
    frames = simulation.whole(name, chosen, seed=seed)
    return World(
        name,
        tables=declaration.TABLES,
        story=declaration.STORY,
        open_table=lambda table: from_pandas(frames[table.name], table, engine),
        count_rows=lambda table: len(frames[table.name]),
        find_truth=partial(_truth, name, chosen),
        parameters=simulation.settings(chosen),
        engine=engine,
        sample=f"simulated with seed {seed}",
    )


def _shipped_truth(name: str) -> dict[str, float]:
    """Return the true values of a world as its story has it."""
    import pandas as pd

    stored = pd.read_csv(path(f"{name}/truth.csv"), encoding="utf-8")
    return dict(zip(stored["what"], stored["value"].astype(float).tolist(), strict=True))


def _truth(name: str, parameters: Any) -> dict[str, float]:
    """Return the true values for some parameters; how many customers a sample has is no matter."""
    story = simulation.parameters_for(name)
    if replace(parameters, customers=story.customers) == story:
        return _shipped_truth(name)
    return simulation.true_values(name, parameters)


def _with_progress(parts: Any, customers: int, name: str) -> Any:
    """Yield the chunks, moving a bar on as each has been written."""
    from tqdm import tqdm

    with tqdm(total=customers, unit=" customers", unit_scale=True, desc=name) as bar:
        for part in parts:
            yield part
            bar.update(min(simulation.CHUNK, customers - bar.n))


def _from_folder(folder: Path, engine: str) -> World:
    label = read_label(folder)
    name = label["world"]
    declaration = simulation.declaration(name)
    parameters = simulation.parameters_for(name, changed=simulation.tuples(label["parameters"]))
    return World(
        name,
        tables=declaration.TABLES,
        story=declaration.STORY,
        open_table=lambda table: scan(folder, table, engine, form=label["format"]),
        count_rows=lambda table: int(label["rows"][table.name]),
        find_truth=partial(_truth, name, parameters),
        parameters=simulation.settings(parameters),
        engine=engine,
        sample=f"simulated with seed {label['seed']}",
    )
