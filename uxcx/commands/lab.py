"""`uxcx lab`: the course in a folder of one's own, opened in JupyterLab."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import uxcx

FIRST_LESSON = "00_start_here.ipynb"


def lab(
    folder: Annotated[
        Path,
        typer.Argument(help="Where to put your copy: a new folder, or your copy from last time."),
    ] = Path("uxcx_course"),
    *,
    open_lab: Annotated[
        bool, typer.Option("--open/--no-open", help="Whether to open JupyterLab.")
    ] = True,
    browser: Annotated[
        bool,
        typer.Option(
            "--browser/--no-browser",
            help="Whether JupyterLab opens a browser, or tells its address.",
        ),
    ] = True,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The port of JupyterLab; 8888 by default.")
    ] = None,
    jupyter: Annotated[
        list[str] | None,
        typer.Argument(help="Options of JupyterLab itself, behind a lonely --", metavar="-- ..."),
    ] = None,
) -> None:
    """Open the course in JupyterLab, in a folder of your own.

    The lessons are copied there, not yet run; JupyterLab then opens in the browser with the first.
    What you have changed is never written over. When the course has a newer version of a file
    that you changed, it is put beside yours, and a note in the folder says so.

    \b
    Examples:
      uxcx lab
      uxcx lab my_course
      uxcx lab my_course --no-browser --port 9000
    """  # noqa: D301  (Typer reads the \b: keep the lines as they are)
    from uxcx.course_folder import NOTE, OWN, copy_course

    stray = [option for option in jupyter or [] if not option.startswith("-")]
    if stray:
        raise ValueError(
            f"One folder is asked for, and {stray[0]!r} is one more. Put a name with a space in "
            f'quotation marks:  uxcx lab "{folder} {" ".join(stray)}"'
        )
    if open_lab and importlib.util.find_spec("jupyterlab") is None:
        raise ImportError(
            'JupyterLab is not installed. Type  python -m pip install "uxcx[lab]"  and try again.'
        )
    before = folder.is_dir() and any(folder.iterdir())
    copy = copy_course(folder)
    if not before:
        typer.echo(
            f"The course is in {folder}: {len(copy.added)} notebooks. It is yours to change."
        )
    elif copy.lines:
        typer.echo(f"The copy in {folder} was brought up to date ({NOTE} keeps this):")
        for line in copy.lines:
            typer.echo(f"  {line}")
    else:
        typer.echo(f"The copy in {folder} is up to date, and what you changed is as you left it.")
    if not open_lab:
        typer.echo(f"To open it:  uxcx lab {subprocess.list2cmdline([str(folder)])}")
        return
    typer.echo("JupyterLab is starting. To end it, press Ctrl and C here.")
    options = list(jupyter or [])
    if not browser:
        options.append("--no-browser")
    if port is not None:
        options.append(f"--port={port}")
    sys.exit(_run_jupyterlab(folder, folder / OWN, options))


def _run_jupyterlab(folder: Path, settings: Path, options: list[str]) -> int:
    """Run JupyterLab in a folder until it ends; return its exit code."""
    command = [sys.executable, "-m", "jupyterlab", *options]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # as in many containers; else JupyterLab refuses to run
    paths = [str(settings.resolve()), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    own = {
        **os.environ,
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths)),
        "PYTHONSTARTUP": str(Path(uxcx.__file__).with_name("kernel_startup.py")),
    }
    process = subprocess.Popen([*command, FIRST_LESSON], cwd=folder, env=own)  # noqa: S603
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # JupyterLab got it too, and asks whether it shall end
