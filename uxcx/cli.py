"""The command line: `uxcx`, or `python -m uxcx`.

Each command is a function in a module of `uxcx.commands`. What it refuses is said in one line:
exit code 1 for what went wrong, 2 for a command that was not understood, 130 for an interrupt.
"""

from __future__ import annotations

import io
import sys

import typer

from uxcx.commands.catalogue import catalogue
from uxcx.commands.check import check
from uxcx.commands.doctor import doctor
from uxcx.commands.lab import lab
from uxcx.commands.report import report
from uxcx.commands.simulate import simulate

app = typer.Typer(
    name="uxcx",
    help="Measure user experience and customer experience, and learn what separates them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
COMMANDS = (lab, doctor, catalogue, check, report, simulate)
for command in COMMANDS:
    app.command()(command)


@app.callback(invoke_without_command=True)
def options(
    *, version: bool = typer.Option(False, "--version", help="Show the version and end.")
) -> None:
    """Measure user experience and customer experience, and learn what separates them."""
    if version:
        import uxcx

        typer.echo(f"uxcx {uxcx.__version__}")
        raise typer.Exit


def main() -> None:
    """Run a command; say in one line what it refuses."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Sent to a file on Windows, a half or a minus sign may have no code of its own.
            stream.reconfigure(errors="replace")
    try:
        app()
    except (ValueError, OSError, ImportError) as problem:
        typer.echo(f"uxcx: {problem}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
