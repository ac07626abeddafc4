"""`uxcx simulate`: make a world of the course anew, as large as one likes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """The formats of files."""

    csv = "csv"
    parquet = "parquet"


def quality(text: str) -> str | float:
    """Return a quality as `datasets.simulate` takes it: a word, or a number where it is one."""
    try:
        return float(text)
    except ValueError:
        return text


def simulate(
    world: Annotated[str, typer.Argument(help="airline, budgeting or ecommerce.")],
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="A new folder for the files, one a table. The world's name by default.",
        ),
    ] = None,
    *,
    customers: Annotated[
        int | None, typer.Option(min=1, help="How many customers; about 2,000 by default.")
    ] = None,
    ux: Annotated[
        str | None,
        typer.Option(help="Quality of the interaction: poor, good, or a number from 0 to 1."),
    ] = None,
    cx: Annotated[
        str | None,
        typer.Option(help="Quality of the service: poor, good, or a number from 0 to 1."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same rows.")] = 1,
    form: Annotated[
        Format, typer.Option("--format", help="Parquet is smaller and faster; it needs PyArrow.")
    ] = Format.csv,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Make a world of the course anew, with other people.

    They may be better or worse off, and as many as you like.

    The folder appears when everything is written. An interrupt leaves nothing behind, and what
    exists is never touched.

    \b
    Examples:
      uxcx simulate budgeting
      uxcx simulate budgeting poor_app --ux poor --seed 7
      uxcx simulate budgeting big --customers 1000000 --format parquet
    """  # noqa: D301  (Typer reads the \b: keep the lines as they are)
    from uxcx import datasets

    target = folder if folder is not None else Path(world)
    qualities = {name: quality(text) for name, text in (("ux", ux), ("cx", cx)) if text is not None}
    made = datasets.simulate(
        world,
        customers=customers,
        seed=seed,
        to=target,
        form=form.value,
        progress=not quiet,
        **qualities,  # type: ignore[arg-type]
    )
    typer.echo(f"{made!r}")
    typer.echo(f"It is in {target}. To open it in Python:")
    typer.echo("  from pathlib import Path; from uxcx import datasets")
    typer.echo(f"  world = datasets.load(Path({target.as_posix()!r}))")
