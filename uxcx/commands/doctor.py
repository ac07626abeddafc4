"""`uxcx doctor`: whether this computer has what uxcx needs, and what to type where not."""

from __future__ import annotations

from typing import Annotated

import typer

MARKS = {"fine": "ok", "problem": "NO", "not installed": "--"}


def doctor(
    *,
    lab: Annotated[
        bool,
        typer.Option("--lab/--no-lab", help="Whether JupyterLab must be there, as for the course."),
    ] = True,
    spark: Annotated[
        bool, typer.Option("--spark", help="Spark is wanted: look for it, and for its Java.")
    ] = False,
) -> None:
    """Check this computer, and say what to type.

    Looked at are Python, packages and their versions, JupyterLab, its kernel and the data.

    For each problem it says what to type. The exit code is 0 if all is well, else 1. What is
    marked with -- is not installed and can be done without.

    \b
    Examples:
      uxcx doctor
      uxcx doctor --no-lab
      uxcx doctor --spark
    """  # noqa: D301  (Typer reads the \b: keep the lines as they are)
    from uxcx.environment import examine

    problems = []
    for finding in examine(lab=lab, spark=spark):
        typer.echo(f"{MARKS[finding.state]}  {finding.name}: {finding.found}")
        if finding.state == "not installed":
            typer.echo(f"      to have it:  {finding.advice}")
        if finding.state == "problem":
            problems.append(finding)
    if not problems:
        typer.echo("All is well.")
        return
    many = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    typer.echo(f"\n{many}. Do this, then run  uxcx doctor  again:")
    for advice in dict.fromkeys(problem.advice for problem in problems):
        typer.echo(f"  {advice}")
    raise typer.Exit(1)
