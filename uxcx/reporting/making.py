"""Making a report: a notebook is run, and becomes one page and some tables."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any, cast

from uxcx.datasets.files import in_one_piece
from uxcx.errors import IntakeError
from uxcx.intake import Study

PAGE, NOTEBOOK, TABLES = "report.html", "report.ipynb", "tables"
#: cells that are for who works with the notebook, and not for who reads the page
_WORK = "for the notebook only"
_MISSING = 'Reports need papermill and nbconvert. Type  python -m pip install "uxcx[report]"'


def report(
    study: str | Path,
    *,
    data: str | Path | None = None,
    to: str | Path | None = None,
    replace: bool = False,
    confidence_level: float = 0.95,
    date: str | None = None,
    progress: bool = False,
) -> Path:
    """Make a report of a study: a page to send, the notebook that made it, and all numbers.

    Parameters
    ----------
    study : str or pathlib.Path
        The study file (TOML): what each column of the data is. See `uxcx.Study`.
    data : str or pathlib.Path, optional
        The data file; by default the ``file`` that the study names, in the study's folder.
    to : str or pathlib.Path, optional
        The folder to make; by default beside the study, with its name and ``_report``.
    replace : bool, default False
        Whether to replace a report that is there already. Changes made in its notebook are lost.
    confidence_level : float, default 0.95
        Of all intervals and comparisons; between 0 and 1.
    date : str, optional
        What the report names as its date; today by default.
    progress : bool, default False
        Whether to show a progress bar.

    Returns
    -------
    pathlib.Path
        The folder: ``report.html`` (one file, which needs no network), ``report.ipynb`` (yours to
        change and run), and ``tables`` (CSV).

    Raises
    ------
    IntakeError
        If study or data cannot be read, or do not fit each other.
    FileExistsError
        If there is something at `to`, and it is not a report to be replaced.
    ImportError
        If papermill or nbconvert is not installed.
    TypeError
        If the study is not a file.

    Notes
    -----
    The folder appears when everything is written; what fails or is interrupted leaves nothing.
    Free text is never shown, nor numbers of fewer people than the study's ``smallest_group``.

    Examples
    --------
    >>> from uxcx import report
    >>> folder = report("study.toml", to="report_of_may")  # doctest: +SKIP
    >>> sorted(path.name for path in folder.iterdir())  # doctest: +SKIP
    ['report.html', 'report.ipynb', 'tables']

    Open `report.html` in a browser; print it from there, if you like.
    """
    if isinstance(study, Study):
        raise TypeError(
            "A report is made of a study file. Save the study first, study.save('study.toml'), and "
            "give that file: report('study.toml', data='your_data.csv')."
        )
    study = Path(study)
    declared = Study.read(study)
    source = _data_of(declared, study, data)
    folder = study.parent / f"{study.stem}_report" if to is None else Path(to)
    day = datetime.date.today().isoformat() if date is None else str(date)
    with _in_place_of(folder, replace=replace), in_one_piece(folder) as unfinished:
        parameters = {
            "study_file": path_from(study, unfinished),
            "data_file": path_from(source, unfinished),
            "confidence_level": float(confidence_level),
            "date": day,
        }
        notebook = _run(parameters, unfinished, progress=progress)
        (unfinished / NOTEBOOK).write_text(notebook, encoding="utf-8", newline="\n")
        write_page(unfinished / NOTEBOOK, unfinished / PAGE, title=declared.name)
    return folder


def write_page(notebook: str | Path, to: str | Path, *, title: str = "Report") -> Path:
    """Write a report's notebook as a page: one file, which needs no network.

    Parameters
    ----------
    notebook : str or pathlib.Path
        The notebook, run and saved.
    to : str or pathlib.Path
        The page; replaced if it is there.
    title : str, default "Report"
        What a browser shows as its name.

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    ImportError
        If nbconvert is not installed.
    """
    try:
        from nbconvert import HTMLExporter
    except ImportError:
        raise ImportError(_MISSING) from None
    import nbformat

    exporter = HTMLExporter(
        template_name="template",
        extra_template_basedirs=[str(resources.files("uxcx.reporting"))],
        exclude_anchor_links=True,
    )
    read = nbformat.read(notebook, as_version=4)
    read.cells = [cell for cell in read.cells if _WORK not in cell.metadata.get("tags", [])]
    body, _ = exporter.from_notebook_node(read, resources={"metadata": {"name": title}})
    to = Path(to)
    to.write_text(body, encoding="utf-8", newline="\n")
    return to


def _data_of(declared: Study, study: Path, data: str | Path | None) -> Path:
    if data is not None:
        found = Path(data)
    elif declared.file is None:
        raise IntakeError(
            f'{study.name} names no data file. Write  file = "your_data.csv"  in it, or give the '
            "data beside it."
        )
    else:
        found = study.parent / declared.file
    if not found.is_file():
        raise IntakeError(f"There is no data file {found}.")
    return found


def path_from(path: Path, folder: Path) -> str:
    """Return a path as it is written in a folder; whole, where the two share no root."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive of Windows
        return path.resolve().as_posix()


@contextmanager
def _in_place_of(folder: Path, *, replace: bool) -> Iterator[None]:
    """Put an old report out of the way until the new one is there; bring it back on failure."""
    if not folder.exists():
        yield
        return
    ours = (folder / PAGE).is_file() and (folder / NOTEBOOK).is_file()
    if not (replace and ours):
        what = "a report" if ours else "something else"
        hint = "ask for it to be replaced (--replace), or " if ours else ""
        raise FileExistsError(
            f"There is {what} at {folder} already, and it stays as it is. To make a new one, {hint}"
            "name another folder (--to)."
        )
    old = folder.with_name(f".{folder.name}.old-{os.getpid()}")
    folder.rename(old)
    try:
        yield
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old)


def _run(parameters: dict[str, Any], folder: Path, *, progress: bool) -> str:
    """Run the notebook of reports in a folder; return it as it is stored."""
    try:
        import papermill
        from jupyter_client.kernelspec import NoSuchKernel
    except ImportError:
        raise ImportError(_MISSING) from None
    import nbformat

    shipped = Path(str(resources.files("uxcx.reporting"))) / NOTEBOOK
    try:
        run = papermill.execute_notebook(
            nbformat.read(shipped, as_version=4),
            None,
            parameters=parameters,
            kernel_name="python3",
            cwd=str(folder),
            progress_bar=progress,
            # What goes wrong in a cell comes back as an exception. The kernel's own words (that
            # its line on this computer is not encrypted, that it was ended) help nobody.
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        )
    except NoSuchKernel:
        raise ImportError(_MISSING) from None
    except papermill.PapermillExecutionError as problem:
        raise _explained(problem) from None
    _forget_the_clock(run)
    return cast(str, nbformat.writes(run))


def _explained(problem: Any) -> Exception:
    """Return what went wrong in the notebook, as if it had gone wrong here."""
    if problem.ename == "ModuleNotFoundError":
        return ImportError(
            f"The notebook's Python is another one: {problem.evalue}. Type  uxcx doctor"
        )
    if problem.ename in ("IntakeError", "AnswerError", "ColumnError", "ValueError"):
        return IntakeError(problem.evalue)
    return RuntimeError(f"The report's notebook failed with {problem.ename}: {problem.evalue}")


def _forget_the_clock(notebook: Any) -> None:
    """Take away when each cell ran, and where: the same data gives the same notebook."""
    for number, cell in enumerate(notebook.cells, start=1):
        tags = cell.metadata.get("tags", [])
        cell.metadata = type(cell.metadata)({"tags": tags} if tags else {})
        cell.id = f"report-{number:02}"
    kernel = notebook.metadata.kernelspec
    notebook.metadata = type(notebook.metadata)(
        kernelspec=kernel, language_info=type(kernel)(name="python")
    )
