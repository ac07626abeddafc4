"""The worlds of the course: simulated, small enough for a spreadsheet, and with known truth.

>>> from uxcx import datasets
>>> app = datasets.load("budgeting")
>>> sorted(app.tables)
['attempts', 'customers', 'survey', 'sus']
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uxcx.datasets import budgeting_tables
from uxcx.datasets.schema import Column, Table
from uxcx.errors import nearest
from uxcx.tables import Shown, show

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Column", "Table", "World", "load", "names", "path"]


@dataclass(frozen=True)
class _Source:
    tables: tuple[Table, ...]
    story: str


_WORLDS = {"budgeting": _Source(budgeting_tables.TABLES, budgeting_tables.STORY)}


def names() -> list[str]:
    """Return the names of the worlds that `load` knows."""
    return list(_WORLDS)


def path(name: str) -> Path:
    """Return where a file of the course's data stands on this machine.

    Parameters
    ----------
    name : str
        A file of the data folder, such as ``"sus_export.csv"`` or ``"budgeting/sus.csv"``.

    Returns
    -------
    pathlib.Path
        An existing file.

    Raises
    ------
    FileNotFoundError
        If there is no such file; the nearest name is offered.

    Examples
    --------
    >>> path("budgeting/sus.csv").name
    'sus.csv'

    The file is read from the installed package; nothing is downloaded.
    """
    folder = _folder()
    found = (folder / name).resolve()
    if folder.resolve() not in found.parents or not found.is_file():
        files = sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*.csv"))
        guess = nearest(name, files)
        hint = f" Did you mean {guess!r}?" if guess else f" The files are: {', '.join(files)}."
        raise FileNotFoundError(f"There is no data file {name!r}.{hint}")
    return found


def _folder() -> Path:
    """Return the data folder: inside the installed package, or beside a checkout's package."""
    package = Path(str(resources.files("uxcx")))
    installed = package / "course" / "data"
    return installed if installed.is_dir() else package.parent / "data"


class World:
    """A data set of several tables, with its story, its dictionary and its truth.

    The tables are attributes: ``app.attempts``. Each call gives a fresh copy, so that nothing
    done to it spoils it for later.

    Parameters
    ----------
    name : str
        The name of the world.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._source = _WORLDS[name]

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        import pandas as pd

        frames = {}
        for table in self._source.tables:
            file = path(f"{self.name}/{table.name}.csv")
            frame = pd.read_csv(file, encoding="utf-8")
            frames[table.name] = table.typed(frame)
        return frames

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        return {name: frame.copy() for name, frame in self._frames.items()}

    @property
    def story(self) -> str:
        """What happened in this world, in a few sentences."""
        return self._source.story

    @cached_property
    def truth(self) -> dict[str, float]:
        """The true values that a sample can only estimate, by metric and group.

        Proportions 0 to 1, times in seconds; from millions of people simulated by the same story.
        """
        import pandas as pd

        frame = pd.read_csv(path(f"{self.name}/truth.csv"), encoding="utf-8")
        return dict(zip(frame["what"], frame["value"].astype(float).tolist(), strict=True))

    @property
    def dictionary(self) -> pd.DataFrame:
        """Every column of every table: kind, unit, allowed values, missing, meaning."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "table": table.name,
                    "column": column.name,
                    "kind": column.kind,
                    "unit": column.unit,
                    "allowed": column.allowed,
                    "missing": "possible" if column.may_be_missing else "never",
                    "meaning": column.meaning,
                }
                for table in self._source.tables
                for column in table.columns
            ]
        )

    def explain(self, table: str) -> Shown:
        """Show what each column of a table means.

        Parameters
        ----------
        table : str
            The name of a table.

        Returns
        -------
        Shown
            A table to read: column, unit, allowed values, meaning.

        Raises
        ------
        AttributeError
            If there is no such table; the nearest name is offered.
        """
        getattr(self, table)
        words = self.dictionary
        columns = ["column", "unit", "allowed", "meaning"]
        return show(words[words["table"] == table], columns=columns, caption=f"Table {table}")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._frames:
            return self._frames[name].copy()
        guess = nearest(name, self._frames)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise AttributeError(
            f"The world {self.name!r} has no table {name!r}.{hint} "
            f"Its tables are: {', '.join(self._frames)}."
        )

    def __dir__(self) -> list[str]:
        return sorted([*super().__dir__(), *self._frames])

    def __repr__(self) -> str:
        tables = ", ".join(f"{name} ({len(f):,} rows)" for name, f in self._frames.items())
        return f"World {self.name!r}: {tables}"

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row" style="text-align:left">{html.escape(table.name)}</th>'
            f"<td>{len(self._frames[table.name]):,}</td>"
            f'<td style="text-align:left">{html.escape(table.row)}</td>'
            f'<td style="text-align:left">'
            f"{html.escape(', '.join(column.name for column in table.columns))}</td></tr>"
            for table in self._source.tables
        )
        head = "".join(
            f'<th scope="col">{name}</th>' for name in ("table", "rows", "one row is", "columns")
        )
        return (
            f'<p>{html.escape(self.story)}</p><table><caption style="text-align:left">'
            f"The tables of the world {html.escape(self.name)}</caption>"
            f"<thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def load(name: str) -> World:
    """Load a world of the course; works offline.

    Parameters
    ----------
    name : str
        ``"budgeting"``.

    Returns
    -------
    World
        With its tables as attributes, `story`, `dictionary` and `truth`.

    Raises
    ------
    ValueError
        If there is no such world; the nearest name is offered.

    Examples
    --------
    >>> load("budgeting").attempts["design"].cat.categories.tolist()
    ['old', 'new']

    The usability test compared an old design with a new one.
    """
    if name not in _WORLDS:
        guess = nearest(name, _WORLDS)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise ValueError(f"There is no data set {name!r}.{hint} There are: {', '.join(_WORLDS)}.")
    return World(name)
