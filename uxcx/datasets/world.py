"""A world as one meets it: tables as attributes, with story, dictionary and truth."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from uxcx.datasets.schema import Table
from uxcx.errors import nearest
from uxcx.tables import Shown, show

if TYPE_CHECKING:
    import pandas as pd


class World:
    """A data set of several tables, with its story, its dictionary and its truth.

    The tables are attributes: ``app.attempts``. Each call gives a fresh copy, so that nothing
    done to it spoils it for later. Made by `load` and `simulate`.

    Parameters
    ----------
    name : str
        The name of the world.
    tables : tuple of Table
        Its schema.
    story : str
        What happened in it.
    open_table : callable
        From a table of the schema to its rows, for the engine that was asked for.
    count_rows : callable
        From a table of the schema to the number of its rows.
    find_truth : callable
        Gives the truth; called once, when it is asked for.
    parameters : mapping
        The numbers of the story.
    engine : str
        Whose tables they are.
    sample : str, optional
        How the sample came to be, if it is not the one that is shipped.
    """

    def __init__(
        self,
        name: str,
        *,
        tables: tuple[Table, ...],
        story: str,
        open_table: Callable[[Table], Any],
        count_rows: Callable[[Table], int],
        find_truth: Callable[[], dict[str, float]],
        parameters: Mapping[str, Any],
        engine: str = "pandas",
        sample: str = "",
    ) -> None:
        self.name = name
        self.sample = sample
        self.story = story
        self.engine = engine
        self.parameters = dict(parameters)
        self._schema = {table.name: table for table in tables}
        self._open_table = open_table
        self._count_rows = count_rows
        self._find_truth = find_truth

    @property
    def tables(self) -> dict[str, Any]:
        """All tables by name."""
        return {name: self._open_table(table) for name, table in self._schema.items()}

    @cached_property
    def truth(self) -> dict[str, float]:
        """The true values that a sample can only estimate, by metric and group.

        Every parameter of the story first; then proportions 0 to 1, NPS in points, times in
        seconds: what hundreds of thousands of people give whom the
        same story makes. In a world of `simulate`
        that population is made when the truth is asked for, which takes a minute or so.
        """
        return self._find_truth()

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
                for table in self._schema.values()
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
        if table not in self._schema:
            raise self._no_table(table)
        words = self.dictionary
        columns = ["column", "unit", "allowed", "meaning"]
        return show(words[words["table"] == table], columns=columns, caption=f"Table {table}")

    def _no_table(self, name: str) -> AttributeError:
        guess = nearest(name, self._schema)
        hint = f" Did you mean {guess!r}?" if guess else ""
        return AttributeError(
            f"The world {self.name!r} has no table {name!r}.{hint} "
            f"Its tables are: {', '.join(self._schema)}."
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._schema:
            return self._open_table(self._schema[name])
        raise self._no_table(name)

    def __dir__(self) -> list[str]:
        return sorted([*super().__dir__(), *self._schema])

    def _rows(self) -> dict[str, int]:
        return {name: self._count_rows(table) for name, table in self._schema.items()}

    def __repr__(self) -> str:
        tables = ", ".join(f"{name} ({n:,} rows)" for name, n in self._rows().items())
        sample = f", {self.sample}" if self.sample else ""
        return f"World {self.name!r}{sample}: {tables}"

    def _repr_html_(self) -> str:
        counts = self._rows()
        left = ' style="text-align:left"'
        rows = "".join(
            f'<tr><th scope="row"{left}>{html.escape(name)}</th><td>{counts[name]:,}</td>'
            f"<td{left}>{html.escape(table.row)}</td>"
            f"<td{left}>{html.escape(', '.join(column.name for column in table.columns))}</td></tr>"
            for name, table in self._schema.items()
        )
        head = "".join(
            f'<th scope="col"{left}>{name}</th>'
            for name in ("table", "rows", "one row is", "columns")
        )
        first = next(iter(self._schema))
        sample = f" ({self.sample})" if self.sample else ""
        return (
            f"<p>{html.escape(self.story)}</p><table><caption{left}>"
            f"The tables of the world {html.escape(self.name)}{html.escape(sample)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
            f"<p>A table comes by its name behind a dot, such as <code>.{first}</code>; "
            f"<code>.explain(&quot;{first}&quot;)</code> says what its columns mean.</p>"
        )
