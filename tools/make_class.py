"""Pack the course for a class, with people of its own: `make class SEED=7`.

Two zips come out. Participants get the lessons, worlds simulated with that seed, the package and
`start.py`, which sets everything up. The instructor gets the worked solutions as run on these
worlds, slides made of them, and a book of all answers. Nothing is packed unless every solution ran
without an error and every check called its answer right.

    python tools/make_class.py --seed 7
    python tools/make_class.py --seed 7 --lessons 03 --to somewhere
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import nbformat
from answer_book import answer_book
from build_notebooks import (
    GLOSSARY,
    NOTEBOOKS,
    ROOT,
    make,
    make_glossary,
    run,
    sources,
    target,
    versions,
)
from make_slides import make_slides

import uxcx
from uxcx import datasets
from uxcx.datasets import simulation
from uxcx.datasets.files import CLASS, CLASS_DATA

SET_UP = ROOT / "tools" / "class" / "start.py"
OVERRIDES = ROOT / "tools" / "jupyterlab_overrides.json"
LETTER = """\
uxcx: user experience and customer experience, measured
========================================================

Your class has people of its own (seed {seed}): your numbers are not those of other classes. What
the lessons say in words holds for yours as well; a number in a sentence is that of the published
course, and may differ a little from what you see.

1. You need Python 3.11 or newer: python --version says which you have.
2. In this folder type:  python start.py   (Windows: py start.py)

That sets up the course, which takes a minute or two the first time, and opens it in JupyterLab.
"""


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in another folder for a while: what is loaded there is the class's."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def class_seed(text: str) -> int:
    """Return a seed, or refuse one whose people and answers are published."""
    seed = int(text)
    if seed < 0:
        raise argparse.ArgumentTypeError(f"a seed is a whole number from 0; got {seed}")
    for name in datasets.names():
        if seed == simulation.module(name).SEED:
            raise argparse.ArgumentTypeError(
                f"seed {seed} gives the published people of {name!r}, and their answers are "
                "published too: take another seed"
            )
    return seed


def make_worlds(folder: Path, seed: int, customers: int | None) -> None:
    """Simulate every world of the course for a class."""
    for name in datasets.names():
        place = folder / CLASS_DATA / name
        datasets.simulate(
            name, customers=customers, seed=seed, to=place, form="csv", progress=False
        )
    label = {"seed": seed, "uxcx": uxcx.__version__}
    (folder / CLASS).write_text(json.dumps(label) + "\n", encoding="utf-8", newline="\n")


def build_wheel(folder: Path) -> None:
    """Build the package, so that a class needs no checkout."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The package could not be built:\n{done.stdout[-2000:]}{done.stderr}")


def write_lessons(folder: Path, lessons: list[Path]) -> None:
    """Write the lessons of participants: not yet run, for their numbers are their own."""
    (folder / "notebooks").mkdir()
    for source in lessons:
        name = target(source, solutions=False).name
        nbformat.write(make(source, solutions=False), folder / "notebooks" / name)
    nbformat.write(make_glossary(), folder / "notebooks" / GLOSSARY)


def write_solutions(folder: Path, lessons: list[Path]) -> list[str]:
    """Run the worked solutions on the class's worlds; return what did not come out right."""
    solutions = folder / "notebooks" / "solutions"
    solutions.mkdir(parents=True)
    shutil.copy(NOTEBOOKS / GLOSSARY, solutions.parent / GLOSSARY)
    found = []
    for source in lessons:
        notebook = run(make(source, solutions=True in versions(source)), solutions)
        nbformat.write(notebook, solutions / f"{source.stem}.ipynb")
        for cell in notebook.cells:
            printed = "".join(output.get("text", "") for output in cell.get("outputs", []))
            if "exercise" in cell.metadata.get("tags", []) and "✘" in printed:
                found.append(f"{source.stem}: {printed.strip()}")
    return found


def pack(folder: Path, to: Path) -> Path:
    """Zip a folder under its own name; an interrupt leaves no half of a zip."""
    part = to.with_name(f".{to.name}.unfinished")
    try:
        with ZipFile(part, "w", ZIP_DEFLATED) as archive:
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                archive.write(file, Path(folder.name) / file.relative_to(folder))
        return part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def make_class(
    seed: int, to: Path, *, lessons: list[Path], customers: int | None = None
) -> tuple[Path, Path]:
    """Make both zips of a class; return where they are."""
    to.mkdir(parents=True, exist_ok=True)
    name = f"uxcx-class-{seed}"
    with tempfile.TemporaryDirectory() as temporary:
        class_folder = Path(temporary) / name
        class_folder.mkdir()
        make_worlds(class_folder, seed, customers)
        answers = Path(temporary) / f"{name}-answers"
        shutil.copytree(class_folder, answers)
        wrong = write_solutions(answers, lessons)
        if wrong:
            raise SystemExit(
                f"With seed {seed} these checks do not call the worked solution right, so nothing "
                "was packed. Take another seed, and report these:\n" + "\n".join(wrong)
            )
        with inside(answers):
            book = answer_book({source.stem[:2] for source in lessons})
        (answers / "answers.md").write_text(book, encoding="utf-8", newline="\n")
        make_slides(lessons, answers / "slides", answers / "notebooks" / "solutions")
        write_lessons(class_folder, lessons)
        build_wheel(class_folder)
        for file in (SET_UP, OVERRIDES, ROOT / "constraints.txt"):
            shutil.copy(file, class_folder / file.name)
        letter = LETTER.format(seed=seed)
        (class_folder / "READ ME.txt").write_text(letter, encoding="utf-8", newline="\r\n")
        return (
            pack(class_folder, to / f"{name}.zip"),
            pack(answers, to / f"{name}-answers.zip"),
        )


def main() -> None:
    """Read the command line and make a class."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=class_seed, required=True, help="a whole number from 0")
    parser.add_argument("--lessons", default="", help="only those whose name begins so")
    parser.add_argument("--to", type=Path, default=ROOT / "build", help="where the zips go")
    options = parser.parse_args()
    lessons = sources(options.lessons)
    if not lessons:
        parser.error(f"There is no lesson whose name begins with {options.lessons!r}.")
    for made in make_class(options.seed, options.to, lessons=lessons):
        print(f"made {made}")


if __name__ == "__main__":
    main()
