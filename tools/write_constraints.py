"""Write constraints.txt: the exact version of everything that is installed here.

A version that the oldest Python of `pyproject.toml` could not run (`>=3.11.5`, where 3.11.2 is
admitted) is asked for only where it runs: an older Python takes the newest that it can.
"""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "constraints.txt"
NOT_OURS = {"pip", "setuptools", "wheel", "uxcx"}
HEAD = (
    "# What was tested together, made by `make constraints`. Installers read versions from here;\n"
    "# nothing in it says where packages come from.\n"
)


def oldest_python() -> str:
    """Return the oldest Python that the project admits."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["requires-python"]).removeprefix(">=")


def pin(version: str, requires_python: str | None, oldest: str) -> str:
    """Return how a version is asked for, and of which Python."""
    runs_on = SpecifierSet(requires_python or "")
    if oldest in runs_on:
        return f"=={version}"
    marker = " and ".join(
        sorted(f'python_full_version {part.operator} "{part.version}"' for part in runs_on)
    )
    return f"=={version}; {marker}"


def main() -> None:
    """Write the file."""
    oldest = oldest_python()
    found = {
        re.sub(r"[-_.]+", "-", d.metadata["Name"]).lower(): pin(
            d.version, d.metadata["Requires-Python"], oldest
        )
        for d in importlib.metadata.distributions()
    }
    lines = [name + found[name] for name in sorted(set(found) - NOT_OURS)]
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
