"""Write constraints.txt: the exact version of everything that is installed here."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "constraints.txt"
NOT_OURS = {"pip", "setuptools", "wheel", "uxcx"}
HEAD = (
    "# What was tested together, made by `make constraints`. Installers read versions from here;\n"
    "# nothing in it says where packages come from.\n"
)


def main() -> None:
    """Write the file."""
    found = {
        re.sub(r"[-_.]+", "-", d.metadata["Name"]).lower(): d.version
        for d in importlib.metadata.distributions()
    }
    lines = [f"{name}=={found[name]}" for name in sorted(set(found) - NOT_OURS)]
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
