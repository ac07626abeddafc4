"""Write constraints.txt: the exact version of everything that is installed here."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

from packaging.specifiers import SpecifierSet

TARGET = Path(__file__).resolve().parent.parent / "constraints.txt"
NOT_OURS = {"pip", "setuptools", "wheel", "uxcx"}
HEAD = (
    "# What was tested together, made by `make constraints`. Installers read versions from here;\n"
    "# nothing in it says where packages come from.\n"
)


def marker(distribution: importlib.metadata.Distribution) -> str:
    """Return for which Pythons a version is prescribed, if it does not run on all that uxcx admits.

    Debian 12 has Python 3.11.2, for instance, and some packages want 3.11.5; there pip is to take
    an older version of them.
    """
    bounds = distribution.metadata["Requires-Python"]
    if bounds is None or SpecifierSet(bounds).contains("3.11.0"):
        return ""
    parts = [
        f"python_full_version {part.operator} '{part.version}'" for part in SpecifierSet(bounds)
    ]
    return " ; " + " and ".join(sorted(parts))


def main() -> None:
    """Write the file."""
    found = {
        re.sub(r"[-_.]+", "-", d.metadata["Name"]).lower(): f"{d.version}{marker(d)}"
        for d in importlib.metadata.distributions()
    }
    lines = [f"{name}=={found[name]}" for name in sorted(set(found) - NOT_OURS)]
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
