"""The course in a folder of the learner's own: copied, and later brought up to date beside it.

What a learner has changed is never written over. A manifest keeps the hash of every file as it
was given, which tells an untouched copy from an edited one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import cast

import uxcx

#: what the folder keeps of its own, apart from the lessons
OWN = ".uxcx"
MANIFEST = f"{OWN}/manifest.json"
#: where JupyterLab looks for the settings of this folder, below a directory of configuration
SETTINGS = f"{OWN}/labconfig/default_setting_overrides.json"
#: what an update did, in words
NOTE = "what_an_update_did.md"


@dataclass(frozen=True, kw_only=True)
class CourseCopy:
    """What `copy_course` did with each file of the course; names relative to the folder.

    Parameters
    ----------
    folder : Path
        Where the copy is.
    added : tuple of str
        Files that were not there.
    replaced : tuple of str
        Files that nobody had changed, now in their new version.
    beside : tuple of (str, str)
        Files that the learner had changed, and the name under which the new version stands.
    kept : tuple of str
        Files that the learner has changed and the course has not.
    gone : tuple of str
        Files that are no longer part of the course; they stay.
    """

    folder: Path
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    kept: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """What was done, a line for each file."""
        return [
            *(f"{name}: new" for name in self.added),
            *(
                f"{name}: you had not changed it; it is the new version now"
                for name in self.replaced
            ),
            *(
                f"{name}: yours stays as it is; the new version is {new}"
                for name, new in self.beside
            ),
            *(f"{name}: no longer part of the course; yours stays" for name in self.gone),
        ]


@dataclass
class _Done:
    """Files by what was done with them, while it is being done."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def course_notebooks() -> Path:
    """Return the folder of the lessons: in the installed package, or beside a checkout's."""
    return _shipped("course/notebooks", "notebooks")


def lab_settings() -> Path:
    """Return the settings with which JupyterLab asks a newcomer nothing, and looks for no news."""
    return _shipped("course/jupyterlab_overrides.json", "tools/jupyterlab_overrides.json")


def _shipped(installed: str, checkout: str) -> Path:
    package = Path(str(resources.files("uxcx")))
    found = package / installed
    return found if found.exists() else package.parent / checkout


def copy_course(folder: Path) -> CourseCopy:
    """Copy the lessons, not yet run, into a folder, or bring a copy there up to date.

    Parameters
    ----------
    folder : Path
        A new or empty folder, or one that was made by this function.

    Returns
    -------
    CourseCopy
        What was done with each file.

    Raises
    ------
    FileExistsError
        If there is something else in the folder, or at its place; it stays as it is.
    """
    given = _manifest(folder)
    (folder / OWN).mkdir(parents=True, exist_ok=True)
    if not given:
        # From here on the folder is known as ours, even if the copying is interrupted.
        _write(folder / MANIFEST, _as_json({}))
    done, now = _Done(), {}
    for name, content in _lessons():
        now[name] = _hash(content)
        _place(folder, name, content, given.get(name), done)
    _write(folder / SETTINGS, lab_settings().read_bytes())
    _write(folder / MANIFEST, _as_json(now))
    result = CourseCopy(
        folder=folder,
        added=tuple(done.added),
        replaced=tuple(done.replaced),
        beside=tuple(done.beside),
        kept=tuple(done.kept),
        gone=tuple(name for name in given if name not in now and (folder / name).exists()),
    )
    if given and result.lines:
        _write_note(folder, result)
    return result


def _lessons() -> Iterator[tuple[str, bytes]]:
    """Yield the name of each lesson, relative to the folder, and its content."""
    root = course_notebooks()
    for path in sorted(root.rglob("*.ipynb")):
        if ".ipynb_checkpoints" not in path.parts:
            name, content = path.relative_to(root), path.read_bytes()
            yield name.as_posix(), content if "solutions" in name.parts else _not_yet_run(content)


def _not_yet_run(content: bytes) -> bytes:
    """Return a notebook without its outputs: learners are asked to predict them."""
    notebook = json.loads(content)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return f"{json.dumps(notebook, indent=1, ensure_ascii=False)}\n".encode()


def _place(folder: Path, name: str, content: bytes, given: str | None, done: _Done) -> None:
    """Put one file of the course in its place, or beside what the learner made of it."""
    path = folder / name
    if not path.exists():
        _write(path, content)
        done.added.append(name)
        return
    there, new = _hash(path.read_bytes()), _hash(content)
    if there == new:
        return
    if there == given:
        _write(path, content)
        done.replaced.append(name)
    elif new == given:
        done.kept.append(name)
    else:
        free = _free_name(path, new)
        _write(free, content)
        done.beside.append((name, free.relative_to(folder).as_posix()))


def _free_name(path: Path, new: str) -> Path:
    """Return the first name beside a file that is free, or holds the new version already."""
    number = 1
    while True:
        suffix = "_new" if number == 1 else f"_new_{number}"
        candidate = path.with_name(f"{path.stem}{suffix}{path.suffix}")
        if not candidate.exists() or _hash(candidate.read_bytes()) == new:
            return candidate
        number += 1


def _manifest(folder: Path) -> dict[str, str]:
    """Return the hashes of the files as they were given; refuse a folder that is not ours."""
    file = folder / MANIFEST
    if file.is_file():
        return cast("dict[str, str]", json.loads(file.read_text(encoding="utf-8"))["files"])
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(
            f"There is something at {folder} already that is not a copy of the course, and it "
            "stays as it is. Name a new folder, such as  uxcx lab my_course"
        )
    return {}


def _as_json(files: dict[str, str]) -> bytes:
    text = json.dumps({"version": uxcx.__version__, "files": files}, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Write a file in one piece: under another name first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_note(folder: Path, result: CourseCopy) -> None:
    """Put what this update did on top of what earlier ones did."""
    file = folder / NOTE
    earlier = file.read_text(encoding="utf-8") if file.exists() else ""
    body = "\n".join(f"- {line}" for line in result.lines)
    text = f"## Update to uxcx {uxcx.__version__}\n\n{body}\n\n{earlier}".rstrip() + "\n"
    _write(file, text.encode())
