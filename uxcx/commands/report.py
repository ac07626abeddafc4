"""`uxcx report`: a study measured, as a page to send."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    study: Annotated[Path, typer.Argument(help="The study file: what each column is.")],
    *,
    data: Annotated[
        Path | None, typer.Option(help="The data file, if the study names none, or another one.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="The folder to make; beside the study by default.")
    ] = None,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help="Replace the report that is there, and changes in its notebook."
        ),
    ] = False,
    confidence_level: Annotated[
        float, typer.Option(help="Of all intervals, between 0 and 1.")
    ] = 0.95,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Make a report of a study: a page to send.

    Beside it are put the notebook that made it and all numbers as CSV.

    The page is one file and needs no network. Free text is not in it, nor are numbers of groups of
    fewer people than the study's smallest_group.

    \b
    Examples:
      uxcx report study.toml
      uxcx report study.toml --data answers_of_may.csv --to report_of_may
      uxcx report study.toml --replace
    """  # noqa: D301  (Typer reads the \b: keep the lines as they are)
    import uxcx

    folder = uxcx.report(
        study,
        data=data,
        to=to,
        replace=replace,
        confidence_level=confidence_level,
        progress=not quiet,
    )
    typer.echo(f"The report is in {folder}:")
    typer.echo("  report.html   the page: open it in a browser, print it, send it")
    typer.echo("  report.ipynb  the notebook that made it: yours to change and run")
    typer.echo("  tables        all numbers as CSV")
