"""A study as TOML that people edit: read, and written with comments for whoever edits it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from uxcx.errors import IntakeError
from uxcx.intake.roles import ROLES, require_known

if TYPE_CHECKING:
    from uxcx.intake.study import Study

_FILE_KEYS = ("name", "file", "reversed", "set_aside")
_TABLES = ("columns", "values", "missing", "scales", "clock", "limits", "privacy")
#: what stands below each table of declarations: its words, and an example where it is empty
_DECLARED = {
    "values": ("what words mean in numbers", "solved = 1"),
    "missing": ("numbers and words for 'no answer'", "all = [99]"),
    "scales": ("lowest and highest answer", "csat = [1, 7]"),
    "clock": (
        'how times are written: "mm:ss", "hh:mm:ss"; "mm:ss:00" where Excel took minutes for hours',
        'seconds = "mm:ss"',
    ),
}
_LIMITS = ("longest_seconds", "speeder", "smallest_group")


def options_of(text: str, name: str) -> dict[str, Any]:
    """Return what a study file says, as the arguments of `Study`."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise IntakeError(
            f"{name} is not TOML: {problem}. Texts stand in double quotes, lists in square "
            "brackets."
        ) from None
    given: dict[str, Any] = {}
    for key, value in found.items():
        require_known(f"{name}: the entry", key, (*_FILE_KEYS, *_TABLES))
        if key in _TABLES and not isinstance(value, dict):
            raise IntakeError(f"{name}: {key} is a table: write [{key}] and its lines below.")
        if key == "columns":
            for role in value:
                require_known(f"{name}: the role", role, (*ROLES, "keep"))
            given |= value
        elif key == "limits":
            for limit in value:
                require_known(f"{name}: the limit", limit, _LIMITS)
            given |= value
        elif key == "privacy":
            for option in value:
                require_known(f"{name}: privacy", option, ("keep",))
            given["personal"] = value.get("keep", ())
        else:
            given[key] = value
    return given


def study_as_toml(study: Study) -> str:
    """Return a study as the text of a TOML file."""
    lines = [
        "# A study of uxcx: what each column of the data is. Edit it, then check and report.",
        *(f"# {_printable(line)}" for note in study.notes for line in note.splitlines()),
        "",
        f"name = {toml(study.name)}",
        *([f"file = {toml(study.file)}"] if study.file else []),
        "# columns of ratings whose numbers run the other way",
        f"reversed = {toml(study.reversed)}",
        '# also set aside: any of "repeated", "straight-lining", "speeders", "very long times"',
        f"set_aside = {toml(study.set_aside)}",
        "",
        "[columns]",
    ]
    found = study.columns
    for name, role in ROLES.items():
        columns = found.get(name, ())
        value = columns if role.several else next(iter(columns), "")
        mark = "" if columns else "# "
        lines.append(f"{mark}{name} = {toml(value)}  # {role.words}")
    lines += [f"keep = {toml(study.keep)}  # further columns; all others are left out", ""]
    lines += _tables("values", study.values)
    for name in ("missing", "scales", "clock"):
        lines += _table(name, getattr(study, name), *_DECLARED[name])
    lines += [
        "[limits]",
        *([f"longest_seconds = {toml(study.longest_seconds)}"] if study.longest_seconds else []),
        f"speeder = {toml(study.speeder)}  # share of the median duration",
        f"smallest_group = {toml(study.smallest_group)}  # fewer people are not shown",
        "",
        "[privacy]",
        f"keep = {toml(study.personal)}  # columns with personal data that are wanted all the same",
    ]
    return "\n".join(lines) + "\n"


def _table(name: str, entries: Mapping[str, Any], words: str, example: str) -> list[str]:
    if not entries:
        return [f"# [{name}]  # {words}", f"# {example}", ""]
    body = [f"{_key(key)} = {toml(value)}" for key, value in entries.items()]
    return [f"[{name}]  # {words}", *body, ""]


def _tables(name: str, tables: Mapping[str, Mapping[str, Any]]) -> list[str]:
    lines: list[str] = []
    for key, entries in (tables or {"success": {}}).items():
        lines += _table(f"{name}.{_key(key)}", entries, *_DECLARED[name])
    return lines


def _printable(text: str) -> str:
    """Return a text without characters that a comment cannot hold."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _key(key: str) -> str:
    """Return a key, in quotes unless it is a plain word."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else toml(key)


def toml(value: Any) -> str:
    """Return a text, a number or a list of them as TOML."""
    if isinstance(value, str):
        # JSON's strings are TOML's basic strings, but for the one control character it lets by.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Iterable):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return repr(value)
