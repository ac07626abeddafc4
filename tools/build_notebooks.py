"""Make the notebooks from their sources: solutions first, exercises from the solutions.

Each lesson is written once, in `lessons/NN_name.md` (jupytext Markdown). From it come
`notebooks/solutions/NN_name.ipynb` and, with the answers blanked, `notebooks/NN_name.ipynb`;
both are run from top to bottom and stored with their outputs.

    python tools/build_notebooks.py            # make and run all
    python tools/build_notebooks.py 03         # those whose name starts with 03
    python tools/build_notebooks.py --check    # only say whether the sources agree
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from uxcx.glossary import glossary

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
LESSONS = ROOT / "lessons"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
WIDGET = "application/vnd.jupyter.widget-view+json"
GLOSSARY = "glossary.ipynb"
_SOLUTION = re.compile(
    r"^### BEGIN SOLUTION ?(?P<blank>[^\n]*)\n(?P<answer>.*?)^### END SOLUTION\n?",
    re.DOTALL | re.MULTILINE,
)


def sources(prefix: str = "") -> list[Path]:
    """Return the lessons' sources in order."""
    return sorted((LESSONS).glob(f"{prefix}*.md"))


def versions(source: Path) -> tuple[bool, ...]:
    """Return which notebooks a source makes: solutions and exercises, or one without exercises."""
    has_exercises = bool(_SOLUTION.search(source.read_text(encoding="utf-8")))
    return (True, False) if has_exercises else (False,)


def blank(code: str) -> str:
    """Return a cell's code with each answer replaced by what stands behind BEGIN SOLUTION."""
    return _SOLUTION.sub(lambda m: m["blank"] + "\n", code).rstrip("\n")


def solve(code: str) -> str:
    """Return a cell's code with its answers, without the marks around them."""
    return _SOLUTION.sub(lambda m: m["answer"], code).rstrip("\n")


def metadata() -> NotebookNode:
    """Return what a notebook says of its kernel: the same on every machine."""
    return nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})


def make(source: Path, *, solutions: bool) -> NotebookNode:
    """Return a lesson's notebook, not yet run, with or without the answers."""
    notebook = jupytext.read(source)
    cells = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "solution" in tags and not solutions:
            continue
        if cell.cell_type == "code":
            cell.source = solve(cell.source) if solutions else blank(cell.source)
            cell.outputs, cell.execution_count = [], None
        elif solutions:
            cell.source = cell.source.replace(f"]({GLOSSARY}", f"](../{GLOSSARY}")
        cells.append(cell)
    for number, cell in enumerate(cells, start=1):
        cell.id = f"{source.stem[:2]}-{number:03}"  # stable, so that diffs stay small
        cell.metadata = NotebookNode(
            {key: value for key, value in cell.metadata.items() if key == "tags"}
        )
    notebook.cells = cells
    notebook.metadata = metadata()
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def make_glossary() -> NotebookNode:
    """Return the glossary as a notebook: a heading for each word, to be linked to."""
    lines = ["# Look up a word", "", "The words of the course, from A to Z.", ""]
    for row in glossary().itertuples(index=False):
        lines += [f"## {row.term}", "", f"{row.meaning} (Lesson {row.lesson}.)", ""]
    cell = nbformat.v4.new_markdown_cell("\n".join(lines).rstrip("\n"), id="glossary-001")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata = metadata()
    return notebook


def run(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run a notebook from top to bottom, in its folder."""
    from nbclient import NotebookClient

    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        coalesce_streams=True,  # else how often a cell printed depends on the clock
        # The kernel's own words (that its line on this computer is not encrypted) help nobody.
        extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # the clock of one run is nobody's business
        for output in cell.get("outputs", []):
            # A widget lives only with its kernel; stored, its still view stands in its place.
            output.get("data", {}).pop(WIDGET, None)
    notebook.metadata = metadata()
    return notebook


def target(source: Path, *, solutions: bool) -> Path:
    """Return where a lesson's notebook stands."""
    folder = NOTEBOOKS / "solutions" if solutions else NOTEBOOKS
    return folder / f"{source.stem}.ipynb"


def same(one: NotebookNode, other: NotebookNode) -> bool:
    """Return whether two notebooks have the same cells, whatever their outputs."""

    def key(notebook: NotebookNode) -> list[tuple[str, str, str, tuple[str, ...]]]:
        return [
            (c.id, c.cell_type, c.source, tuple(c.metadata.get("tags", []))) for c in notebook.cells
        ]

    return key(one) == key(other)


def stale() -> list[str]:
    """Return the notebooks that are not what their sources make."""
    found = []
    words = NOTEBOOKS / GLOSSARY
    if not words.exists() or not same(make_glossary(), nbformat.read(words, as_version=4)):
        found.append(words.relative_to(ROOT).as_posix())
    for source in sources():
        for solutions in versions(source):
            path = target(source, solutions=solutions)
            if not path.exists() or not same(
                make(source, solutions=solutions), nbformat.read(path, as_version=4)
            ):
                found.append(path.relative_to(ROOT).as_posix())
    return found


def main() -> int:
    """Make the notebooks, or check them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("prefix", nargs="?", default="")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        found = stale()
        for name in found:
            print(f"{name} is not what its source makes: run `make notebooks`.")
        return bool(found)
    nbformat.write(make_glossary(), NOTEBOOKS / GLOSSARY)
    for source in sources(options.prefix):
        for solutions in versions(source):
            path = target(source, solutions=solutions)
            path.parent.mkdir(exist_ok=True)
            notebook = run(make(source, solutions=solutions), path.parent)
            nbformat.write(notebook, path)
            print(f"made {path.relative_to(ROOT).as_posix()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
