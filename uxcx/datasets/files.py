"""Where a world's files stand, and how a simulated one gets onto the disk in one piece."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from uxcx.datasets.schema import Table
from uxcx.errors import nearest

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("parquet", "csv")
#: what a folder says of itself, so that it can be loaded again
LABEL = "world.json"
#: what the folder of a class says of itself; its worlds stand beside it, in `CLASS_DATA`
CLASS = "uxcx_class.json"
CLASS_DATA = "worlds"


def path(name: str) -> Path:
    """Return where a file of the course's data stands on this machine.

    Inside the folder of a class, a table of a world is that class's own (see `load`).

    Parameters
    ----------
    name : str
        A file of the data folder, such as ``"sus_export.csv"`` or ``"budgeting/sus.csv"``.

    Returns
    -------
    pathlib.Path
        An existing file.

    Raises
    ------
    FileNotFoundError
        If there is no such file; the nearest name is offered.

    Examples
    --------
    >>> from uxcx.datasets import path
    >>> path("budgeting/sus.csv").name
    'sus.csv'

    The file is read from the installed package; nothing is downloaded.
    """
    folder, own = data_folder(), class_folder()
    for place in (folder,) if own is None else (own, folder):
        found = (place / name).resolve()
        if place.resolve() in found.parents and found.is_file():
            return found
    files = sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*.csv"))
    guess = nearest(name, files)
    hint = f" Did you mean {guess!r}?" if guess else f" The files are: {', '.join(files)}."
    raise FileNotFoundError(f"There is no data file {name!r}.{hint}")


def data_folder() -> Path:
    """Return the data folder: inside the installed package, or beside a checkout's package."""
    package = Path(str(resources.files("uxcx")))
    installed = package / "course" / "data"
    return installed if installed.is_dir() else package.parent / "data"


def class_folder() -> Path | None:
    """Return where the class that we are in keeps its own worlds, if we are in one."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / CLASS).is_file():
            return folder / CLASS_DATA
    return None


def class_world(name: str) -> Path | None:
    """Return where the class that we are in keeps its own world of that name, if there is one."""
    folder = class_folder()
    return folder / name if folder is not None and (folder / name).is_dir() else None


@contextmanager
def in_one_piece(folder: Path) -> Iterator[Path]:
    """Give a new folder beside the one that is wanted, which takes its name at the very end.

    What is interrupted leaves nothing behind, and what exists is never touched.
    """
    if folder.exists():
        raise FileExistsError(
            f"There is something at {folder} already, and it stays as it is. Name a new folder."
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.parent / f".{folder.name}.unfinished-{os.getpid()}"
    unfinished.mkdir()
    try:
        yield unfinished
        if folder.exists():
            raise FileExistsError(f"Something came to be at {folder} meanwhile; it stays as it is.")
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def write_world(
    folder: Path,
    parts: Iterable[dict[str, pd.DataFrame]],
    *,
    tables: tuple[Table, ...],
    form: str,
    label: Mapping[str, Any],
) -> None:
    """Write a world chunk by chunk, a file a table: memory holds one chunk only.

    Parameters
    ----------
    folder : Path
        Where; it must not exist.
    parts : iterable of dict
        The chunks, as `chunks` gives them.
    tables : tuple of Table
        The schema.
    form : {"parquet", "csv"}
        The format.
    label : mapping
        What `world.json` shall say: name, seed and parameters.
    """
    rows = dict.fromkeys((table.name for table in tables), 0)
    with in_one_piece(folder) as unfinished:
        with ExitStack() as stack:
            write = _csv_writer if form == "csv" else _parquet_writer
            writers = {
                table.name: write(unfinished / f"{table.name}.{form}", table, stack)
                for table in tables
            }
            for part in parts:
                for name, frame in part.items():
                    writers[name](frame)
                    rows[name] += len(frame)
        text = json.dumps({**label, "format": form, "rows": rows}, indent=2)
        (unfinished / LABEL).write_text(text + "\n", encoding="utf-8", newline="\n")


def _csv_writer(file: Path, table: Table, stack: ExitStack) -> Any:
    handle = stack.enter_context(file.open("w", encoding="utf-8", newline=""))

    def write(frame: pd.DataFrame) -> None:
        table.to_csv(frame, handle, header=handle.tell() == 0)

    return write


def _parquet_writer(file: Path, table: Table, stack: ExitStack) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(column.name, _arrow_type(column.kind, pa)) for column in table.columns])
    writer = stack.enter_context(pq.ParquetWriter(file, schema, compression="zstd"))

    def write(frame: pd.DataFrame) -> None:
        writer.write_table(pa.Table.from_pandas(frame, preserve_index=False).cast(schema))

    return write


def _arrow_type(kind: str, pa: Any) -> Any:
    """Return the Arrow type of a column; Arrow's own categories are not known to all readers."""
    types = {
        "category": pa.dictionary(pa.int8(), pa.string(), ordered=True),
        "whole number": pa.int64(),
        "yes or no": pa.int64(),
        "number": pa.float64(),
        "date": pa.timestamp("us"),
        "time": pa.timestamp("us"),
    }
    return types.get(kind, pa.string())


def read_label(folder: Path) -> dict[str, Any]:
    """Return what a folder says of itself, or refuse one that is no world."""
    file = folder / LABEL
    if not file.is_file():
        raise FileNotFoundError(f"The folder {folder} holds no simulated world: it has no {LABEL}.")
    return cast("dict[str, Any]", json.loads(file.read_text(encoding="utf-8")))


def label_of(name: str, parameters: Any, seed: int) -> dict[str, Any]:
    """Return what the label of a simulated world says."""
    return {"world": name, "seed": seed, "parameters": asdict(parameters)}
