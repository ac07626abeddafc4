"""`uxcx check`: what is wrong with a data file, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer


def check(
    file: Annotated[Path, typer.Argument(help="The data file: CSV, Excel, Parquet or SPSS.")],
    *,
    study: Annotated[
        Path, typer.Option(help="The study file, which says what each column is.")
    ] = Path("study.toml"),
    propose: Annotated[
        bool,
        typer.Option("--propose", help="Write a proposed study file first, for you to edit."),
    ] = False,
    set_aside: Annotated[
        Path | None,
        typer.Option(
            help="A new CSV file for the rows that were set aside, with their reasons. They are "
            "as they came, with all that they tell of people."
        ),
    ] = None,
) -> None:
    """List every problem of a data file, with its rows.

    The file is held against a study file, which says what each column is (--propose writes one).
    Nothing is changed. The exit code is 1 if there is a problem that must be fixed, else 0.

    \b
    Examples:
      uxcx check answers.csv --propose
      uxcx check answers.xlsx --study spring.toml
      uxcx check answers.csv --set-aside aside.csv
    """  # noqa: D301  (Typer reads the \b: keep the lines as they are)
    import uxcx

    opened = uxcx.read(file)
    typer.echo(f"{opened!r}\n")
    if propose:
        from uxcx.reporting.making import path_from

        found = path_from(file, study.parent)
        uxcx.Study.guess(opened, name=file.stem, file=found).save(study)
        typer.echo(f"A proposal is in {study}: look at each line of it, and edit it.\n")
    elif not study.exists():
        raise FileNotFoundError(
            f"There is no study file {study}. To have one proposed, add --propose."
        )
    checked = uxcx.check(opened, uxcx.Study.read(study))
    typer.echo(f"{checked!r}")
    if any(problem.rows for problem in checked.problems):
        typer.echo("Row 0 is the first row below the header.")
    if set_aside is not None:
        _write_new(set_aside, checked.set_aside)
        typer.echo(f"The rows that were set aside are in {set_aside}.")
    if checked.must_fix:
        raise typer.Exit(1)


def _write_new(path: Path, rows: Any) -> None:
    """Write rows as CSV, safe to open in a spreadsheet, to a file that is not there yet."""
    import narwhals.stable.v2 as nw

    from uxcx.frames import collect
    from uxcx.intake import spreadsheet_safe

    frame = collect(nw.from_native(rows)).to_pandas()
    text = spreadsheet_safe(frame).to_csv(index=False, lineterminator="\n")
    with path.open("x", encoding="utf-8", newline="\n") as handle:
        handle.write(text)
