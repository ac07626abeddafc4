"""What several tests of the project as a whole need."""

import os
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")


def canonical(name: str) -> str:
    """Return a package's name as registries write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pyproject() -> dict:
    """Return the project's settings."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(*extras: str) -> dict[str, Requirement]:
    """Return the core requirements and those of some extras, by name; all extras by default."""
    project = pyproject()["project"]
    texts = list(project["dependencies"])
    waiting = list(extras or project["optional-dependencies"])
    while waiting:
        for text in project["optional-dependencies"][waiting.pop()]:
            requirement = Requirement(text)
            # an extra may name others of our own
            waiting += requirement.extras if canonical(requirement.name) == "uxcx" else []
            texts.append(text)
    found = [Requirement(text) for text in texts]
    return {canonical(r.name): r for r in found if canonical(r.name) != "uxcx"}


def need(present: bool, what: str) -> None:
    """Skip a test where a tool is missing on somebody's machine, but fail in CI."""
    if present:
        return
    if IN_CI:
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"needs {what}")
