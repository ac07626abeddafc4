"""Whether this computer has what uxcx needs, and what to type where it has not.

The bounds are those that the installed package declares, so they cannot disagree with them.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from packaging.requirements import Requirement

State = Literal["fine", "problem", "not installed"]

#: what the extras bring, in the words of who wants them
EXTRAS = {
    "report": "reports",
    "files": "Excel and SPSS files",
    "linkage": "regressions, which link experience to outcomes",
    "lab": "JupyterLab and the lessons",
    "engines": "Polars, DuckDB and Arrow",
    "spark": "Spark",
}
#: since PySpark 4.0
JAVA_NEEDED = 17


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    name : str
        What was looked at.
    state : {"fine", "problem", "not installed"}
        ``"not installed"`` is for what can be done without.
    found : str
        What there is: a version, a place, a reason.
    advice : str
        What to type, or to do; empty where all is fine.
    """

    name: str
    state: State
    found: str = ""
    advice: str = ""


def examine(*, lab: bool = True, spark: bool = False) -> Iterator[Finding]:
    """Look at the environment, one thing after another.

    Parameters
    ----------
    lab : bool, default True
        Whether JupyterLab and a kernel must be there, as the course needs them.
    spark : bool, default False
        Whether Spark and its Java must be there.

    Yields
    ------
    Finding
        As soon as it is known; the kernel takes a few seconds.

    Examples
    --------
    >>> next(examine()).name
    'Python'

    The first thing that matters is the version of Python.
    """
    from packaging.requirements import Requirement

    try:
        declared = importlib.metadata.metadata("uxcx")
    except importlib.metadata.PackageNotFoundError:
        yield Finding(
            name="uxcx",
            state="problem",
            found="not installed in this Python",
            advice=_install("uxcx[lab]"),
        )
        return
    yield _python(declared["Requires-Python"] or "")
    requirements = [Requirement(text) for text in importlib.metadata.requires("uxcx") or []]
    yield Finding(name="uxcx", state="fine", found=declared["Version"])
    yield from (_package(r) for r in requirements if r.marker is None)
    needed, seen = {"lab": lab, "spark": spark}, {"uxcx"}
    for extra, purpose in EXTRAS.items():
        own = [r for r in requirements if _is_of(r, extra) and r.name not in seen]
        seen.update(r.name for r in own)  # an extra may contain another
        yield from _extra(
            extra, purpose, [_package(r) for r in own], needed=needed.get(extra, False)
        )
    yield from _data()
    if lab:
        yield _kernel()
    if spark:
        yield _java()


def _install(*what: str) -> str:
    """Return the command that installs something into this very Python."""
    quoted = " ".join(f'"{name}"' for name in what)
    python = subprocess.list2cmdline([sys.executable])
    return f"{python} -m pip install --upgrade {quoted}"


def _is_of(requirement: Requirement, extra: str) -> bool:
    marker = requirement.marker
    return marker is not None and marker.evaluate({"extra": extra})


def _python(bounds: str) -> Finding:
    from packaging.specifiers import SpecifierSet

    version = platform.python_version()
    if SpecifierSet(bounds).contains(version, prereleases=True):
        return Finding(name="Python", state="fine", found=version)
    return Finding(
        name="Python",
        state="problem",
        found=f"{version}, and uxcx needs {bounds}",
        advice="Install a newer Python, then set up uxcx again in it.",
    )


def _package(requirement: Requirement) -> Finding:
    """Return whether a package is there, in a version that is admitted."""
    name, bounds = requirement.name, requirement.specifier
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            name=name, state="problem", found="missing", advice=_install(f"{name}{bounds}")
        )
    if bounds.contains(version, prereleases=True):
        return Finding(name=name, state="fine", found=version)
    return Finding(
        name=name,
        state="problem",
        found=f"{version}, and uxcx needs {bounds}",
        advice=_install(f"{name}{bounds}"),
    )


def _extra(extra: str, purpose: str, findings: list[Finding], *, needed: bool) -> Iterator[Finding]:
    """Yield what there is of an extra, and in one line what there is not."""
    missing = [finding.name for finding in findings if finding.found == "missing"]
    yield from (finding for finding in findings if finding.found != "missing")
    if missing:
        yield Finding(
            name=f"for {purpose}",
            state="problem" if needed else "not installed",
            found=f"{', '.join(missing)} missing",
            advice=_install(f"uxcx[{extra}]"),
        )


def _data() -> Iterator[Finding]:
    """Yield whether each world of the course can be read; nothing is fetched from anywhere."""
    from uxcx import datasets

    for name in datasets.names():
        try:
            world = datasets.load(name)
            rows = sum(len(getattr(world, table)) for table in ("customers", "attempts"))
        except (OSError, ValueError) as error:
            yield Finding(
                name=f"data of {name}",
                state="problem",
                found=str(error),
                advice=_install("--force-reinstall", "--no-deps", "uxcx"),
            )
        else:
            yield Finding(name=f"data of {name}", state="fine", found=f"read, {rows:,} rows")


def _kernel() -> Finding:
    """Start the kernel that the notebooks ask for, and see whether it is of this Python."""
    name = "notebook kernel"
    repair = f"{subprocess.list2cmdline([sys.executable])} -m ipykernel install --sys-prefix"
    try:
        from jupyter_client.manager import start_new_kernel
    except ImportError:
        return Finding(name=name, state="problem", found="missing", advice=_install("uxcx[lab]"))
    said: list[str] = []

    def listen(message: dict[str, dict[str, str]]) -> None:
        said.append(message["content"].get("text", ""))

    try:
        manager, client = start_new_kernel(
            startup_timeout=60, kernel_name="python3", stderr=subprocess.DEVNULL
        )
    except Exception as error:  # whatever a kernel's own command may fail with
        return Finding(name=name, state="problem", found=str(error), advice=repair)
    try:
        code = "import sys; print(sys.prefix); import uxcx"
        reply = client.execute_interactive(code, output_hook=listen, timeout=60)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    prefix = "".join(said).strip().split("\n")[0]
    if prefix and os.path.realpath(prefix) != os.path.realpath(sys.prefix):
        found = f"it runs another Python, in {prefix}"
        return Finding(name=name, state="problem", found=found, advice=repair)
    if reply["content"]["status"] != "ok":
        return Finding(
            name=name, state="problem", found="it cannot import uxcx", advice=_install("uxcx[lab]")
        )
    return Finding(name=name, state="fine", found="starts, and has uxcx")


def _java(find: Callable[[str], str | None] = shutil.which) -> Finding:
    """Return whether Spark's Java is there and new enough."""
    advice = f"Install Java {JAVA_NEEDED} or newer, then open a new terminal."
    home = os.environ.get("JAVA_HOME", "")
    java = find(os.path.join(home, "bin", "java")) if home else find("java")  # noqa: PTH118
    if java is None:
        return Finding(name="Java", state="problem", found="missing", advice=advice)
    done = subprocess.run(  # noqa: S603
        [java, "-version"], capture_output=True, text=True, check=False
    )
    match = re.search(r'version "(\d+)(?:\.(\d+))?', done.stderr + done.stdout)
    # Java 8 calls itself 1.8
    version = 0 if match is None else int(match[2] if match[1] == "1" else match[1])
    if version < JAVA_NEEDED:
        return Finding(
            name="Java",
            state="problem",
            found=f"version {version or 'not known'}, and Spark needs {JAVA_NEEDED}",
            advice=advice,
        )
    return Finding(name="Java", state="fine", found=f"version {version}")
