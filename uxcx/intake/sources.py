"""What kind of file it is: by what is in it, not by what it is called."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from uxcx.errors import IntakeError, nearest

Kind = Literal["text", "excel", "parquet", "spss"]

#: unpacked, a workbook may be this many bytes, and this many times its size
_UNPACKED, _RATIO = 2_000_000_000, 500
#: how other files begin, and what to do with them
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or one with a password. Save it as .xlsx"),
    (b"%PDF", "a PDF, which holds no table to read. Ask for the data as CSV or Excel"),
    (b"\x1f\x8b", "packed (gzip). Unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "packed (7z). Unpack it first"),
    (b"Rar!", "packed (RAR). Unpack it first"),
    (b"ARROW1", "an Arrow file. Save it as Parquet"),
    (b"SQLite format 3", "an SQLite database. Export the table as CSV"),
    (b"\x89PNG", "a picture. Ask for the data as CSV or Excel"),
    (b"\xff\xd8\xff", "a picture. Ask for the data as CSV or Excel"),
    (b"<stata_dta>", "a Stata file. Export it as CSV"),
)
_SUFFIXES = {
    ".csv": "text",
    ".tsv": "text",
    ".tab": "text",
    ".txt": "text",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".parquet": "parquet",
    ".sav": "spss",
    ".zsav": "spss",
}
_NAMES = {"text": "text", "excel": "an Excel workbook", "parquet": "Parquet", "spss": "SPSS"}


def find(path: str | Path) -> Path:
    """Return a file's path, or refuse what is no file."""
    if isinstance(path, str) and path.lower().startswith(("http://", "https://", "ftp://")):
        raise IntakeError(f"{path} is an address, not a file. Download it, and read the file.")
    if not isinstance(path, str | Path):
        raise TypeError(f"Give the path of a file, as text; got {type(path).__name__}.")
    found = Path(path)
    if "\0" in str(path):
        raise IntakeError(f"{str(path)!r} cannot be the path of a file.")
    try:
        if found.is_dir():
            raise IntakeError(f"{found} is a folder. Name the file in it.")
        if not found.is_file():
            beside = [each.name for each in found.parent.glob("*") if each.is_file()]
            guess = nearest(found.name, beside)
            hint = f" Did you mean {guess!r}?" if guess else ""
            raise IntakeError(f"There is no file {str(found)!r}.{hint}")
    except OSError as problem:
        raise IntakeError(f"{str(found)!r} cannot be read: {problem.strerror}.") from None
    return found


def kind_of(path: Path) -> tuple[Kind, str]:
    """Return what kind of file it is, and a remark if its name says otherwise."""
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as problem:
        raise IntakeError(f"{path.name} cannot be read: {problem.strerror}.") from None
    if not start:
        raise IntakeError(f"{path.name} is empty: 0 bytes. Was the export finished?")
    for mark, what in _OTHERS:
        if start.startswith(mark):
            raise IntakeError(f"{path.name} is {what}.")
    kind = _kind_by_content(path, start)
    named = _SUFFIXES.get(path.suffix.lower())
    remark = f"although it is called {path.suffix}" if named not in (None, kind) else ""
    return kind, remark


def _kind_by_content(path: Path, start: bytes) -> Kind:
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"$FL2", b"$FL3")):
        return "spss"
    if start.startswith(b"PK\x03\x04"):
        _require_workbook(path)
        return "excel"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise IntakeError(
            f"{path.name} is a web page or XML, whatever it is called: some tools export such "
            "pages as .xls. Open it in a spreadsheet and save it as .xlsx or CSV."
        )
    if text.startswith((b'{"', b"[{", b"[[", b"{\n", b"{\r\n")):
        raise IntakeError(f"{path.name} is JSON. Export the table as CSV.")
    return "text"


def _require_workbook(path: Path) -> None:
    """Refuse an archive that is no Excel workbook, or that would fill the memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        raise IntakeError(
            f"{path.name} looks like an Excel workbook, but is damaged or cut off ({problem}). "
            "Export it again."
        ) from None
    names = {entry.filename for entry in entries}
    if "mimetype" in names or "content.xml" in names:
        raise IntakeError(f"{path.name} is an OpenDocument sheet. Save it as .xlsx or CSV.")
    if not any(name.startswith("xl/") for name in names):
        raise IntakeError(f"{path.name} is a packed folder (zip). Unpack it first.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _UNPACKED or unpacked > _RATIO * max(path.stat().st_size, 10_000):
        raise IntakeError(
            f"{path.name} would take {unpacked / 1e6:,.0f} MB unpacked, far more than a workbook "
            "of its size should. Save the sheet as CSV."
        )


def kind_words(kind: str) -> str:
    """Return a kind of file in words."""
    return _NAMES[kind]
