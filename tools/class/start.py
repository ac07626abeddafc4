"""Set up the course in this folder and open it: python start.py

The first time this takes a minute or two and needs the internet; afterwards neither.
"""

import argparse
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
READY = ENVIRONMENT / "ready"


def main() -> int:
    """Make an environment once, then open JupyterLab on the first lesson."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set-up-only", action="store_true", help="do not open JupyterLab")
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036  (this file is run by whatever Python there is)
        print("The course needs Python 3.11 or newer; this one is", sys.version.split()[0])
        return 1
    programs = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
    python = programs / ("python.exe" if os.name == "nt" else "python")
    if not READY.exists():
        print("Setting up the course; the first time this takes a minute or two.", flush=True)
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        (wheel,) = HERE.glob("uxcx-*.whl")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        packages = ["--constraint", HERE / "constraints.txt", f"{wheel}[lab]"]
        if subprocess.run([*install, *packages], check=False).returncode:
            print("The set-up did not work: is there a connection to the internet?")
            return 1
        settings = ENVIRONMENT / "share" / "jupyter" / "lab" / "settings"
        settings.mkdir(parents=True, exist_ok=True)
        overrides = (HERE / "jupyterlab_overrides.json").read_text(encoding="utf-8")
        (settings / "overrides.json").write_text(overrides, encoding="utf-8")
        READY.touch()
    if options.set_up_only:
        print("Ready: python start.py opens the course.")
        return 0
    # JupyterLab refuses to run as root (as in many containers) unless told that it may.
    root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    lesson = HERE / "notebooks" / "00_start_here.ipynb"
    command = [python, "-m", "jupyter", "lab", *root, f"--notebook-dir={HERE}", lesson]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
