"""`uxcx catalogue`: the metrics, to read."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Hashable, Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer


class LensName(StrEnum):
    """The two lenses."""

    ux = "UX"
    cx = "CX"


class LevelName(StrEnum):
    """The three levels."""

    interaction = "interaction"
    journey = "journey"
    relationship = "relationship"


def catalogue(
    *,
    lens: Annotated[
        LensName | None, typer.Option(case_sensitive=False, help="Only metrics of this lens.")
    ] = None,
    level: Annotated[
        LevelName | None, typer.Option(case_sensitive=False, help="Only metrics of this level.")
    ] = None,
    search: Annotated[
        str | None, typer.Option(help="Only metrics with this word in any of their texts.")
    ] = None,
) -> None:
    """List the metrics, with formula, source and function.

    \b
    Examples:
      uxcx catalogue
      uxcx catalogue --lens CX --level journey
      uxcx catalogue --search effort
    """  # noqa: D301  (Typer reads the \b: keep the lines as they are)
    import uxcx

    table = uxcx.catalogue(
        lens=None if lens is None else lens.value,
        level=None if level is None else level.value,
        search=search,
    )
    if table.empty:
        raise ValueError("There is no such metric. Try one word, or leave out --lens and --level.")
    for (lens_name, level_name), metrics in table.groupby(["lens", "level"], sort=False):
        heading = f"{lens_name}, {level_name}"
        typer.echo(f"{heading}\n{'=' * len(heading)}\n")
        for metric in metrics.to_dict("records"):
            typer.echo(_entry(metric) + "\n")
    typer.echo(f"{len(table)} {'metric' if len(table) == 1 else 'metrics'}.")


def _entry(metric: Mapping[Hashable, Any]) -> str:
    """Return a metric in a few lines, not wider than the terminal."""
    width = min(100, shutil.get_terminal_size((88, 24)).columns)
    direction = "" if metric["direction"] == "neither" else f", {metric['direction']}"
    parts = {
        "unit": f"{metric['unit']}{direction}",
        "formula": metric["formula"],
        "source": metric["source"],
        "note": metric["note"],
        "disputed": metric["disputed"],
    }
    lines = [f"{metric['metric']}  ({metric['function']})"]
    for name, text in parts.items():
        if text:
            start = f"  {name + ':':<10}"
            lines += textwrap.wrap(
                text, width, initial_indent=start, subsequent_indent=" " * len(start)
            )
    return "\n".join(lines)
