"""From texts to numbers, dates and yes or no: what all entries of a column read as."""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from uxcx.errors import IntakeError
from uxcx.intake.entries import (
    CLEAR_COMMA,
    CLEAR_POINT,
    COMMA,
    ID,
    MISSING,
    PERCENT,
    POINT,
    YEAR_FIRST,
    YEAR_LAST,
    is_number,
)
from uxcx.intake.odd import find_odd
from uxcx.intake.opened import Decision

if TYPE_CHECKING:
    import pandas as pd

#: the years that nanoseconds of 64 bits can count, as data frames do
FIRST_YEAR, LAST_YEAR = 1678, 2261
_ORDERS = ("year first", "day first", "month first")


@dataclass(kw_only=True)
class Typed:
    """Columns with their types, and what was decided."""

    columns: dict[str, Any] = field(default_factory=dict)
    decimal: str = ""
    dates: str = ""
    decisions: list[Decision] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How numbers and dates are written.

    Parameters
    ----------
    decimal : {".", ",", ""}
        What stands before decimals; ``""`` if no number tells.
    dates : str, optional
        ``"day first"``, ``"month first"``, ``"year first"``, a format such as ``"%d.%m.%y"``,
        ``"none"``, or None to find out.
    text : set of str
        Columns to leave as text.
    """

    decimal: str = "."
    dates: str | None = None
    text: frozenset[str] = frozenset()


def find_decimal(
    columns: Iterable[Sequence[str]], given: str | None
) -> tuple[str, Decision | None]:
    """Return what stands before the decimals of numbers, and the decision, if there are any."""
    if given is not None:
        if given not in (".", ","):
            raise IntakeError(f"decimal is '.' or ','; got {given!r}.")
        return given, Decision(what="decimals", value=f"after {given!r}", why="given")
    commas: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for column in columns:
        entries = [cell.strip() for cell in column if cell.strip()]
        for votes, clear, rule in ((commas, CLEAR_COMMA, COMMA), (points, CLEAR_POINT, POINT)):
            fits = [entry for entry in entries if rule.fullmatch(entry.rstrip("% "))]
            if entries and len(fits) >= 0.8 * len(entries):
                found = [e for e in fits if clear.fullmatch(e.rstrip("% "))]
                votes.update(found[:1] * len(found))
    decimal = "," if commas.total() > points.total() else "."
    chosen, other = (commas, points) if decimal == "," else (points, commas)
    if not chosen:
        return "", None
    why = f"as in {next(iter(chosen))}"
    if other:
        why += f", though there is {next(iter(other))} too"
    value = "after a comma" if decimal == "," else "after a point"
    return decimal, Decision(what="decimals", value=value, why=why, option="decimal")


def to_numbers(entries: Sequence[str], decimal: str) -> list[float] | None:
    """Return entries as numbers, or None if they do not all read as such."""
    numbers = []
    for entry in entries:
        if not is_number(entry, decimal):
            return None
        plain = re.sub(r"['\s]|\." if decimal == "," else r"['\s,]", "", entry)
        try:
            numbers.append(float(plain.replace(",", ".")))
        except ValueError:  # digits of other scripts with marks that Python does not read
            return None
    return numbers


def _unclear(entries: Sequence[str]) -> bool:
    """Return whether entries are numbers whose comma may be one of two things: 12,345."""
    commas = any("," in entry for entry in entries)
    return commas and to_numbers(entries, ".") is not None


def type_columns(columns: dict[str, Sequence[str]], rules: Rules) -> Typed:
    """Return columns of text as numbers, dates, yes or no, or text.

    An entry that is empty is missing. Marks such as ``n/a`` are missing in columns of numbers and
    dates, and text elsewhere.
    """
    import pandas as pd

    typed = Typed(decimal=rules.decimal)
    marks: Counter[str] = Counter()
    kinds: dict[str, list[str]] = defaultdict(list)
    odd: list[Decision] = []
    typed.dates = order = _find_order(columns.values(), rules, typed)
    for name, column in columns.items():
        cells = [cell.strip() for cell in column]
        given = [cell for cell in cells if cell]
        entries = [cell for cell in given if cell.casefold() not in MISSING]
        asked = bool(entries) and name not in rules.text
        read = _read_column(name, entries, rules.decimal, order, kinds) if asked else None
        if read is None:
            if asked and name not in kinds["ids"]:
                odd += find_odd(name, cells, rules.decimal)
            texts = [cell if cell.strip() else None for cell in column]
            typed.columns[name] = pd.Series(texts, dtype=None if given else "float64")
            continue
        marks.update(cell for cell in given if cell.casefold() in MISSING)
        places = [p for p, cell in enumerate(cells) if cell and cell.casefold() not in MISSING]
        typed.columns[name] = _series(read, places, len(cells))
    _say(typed, "percent signs", kinds["percents"], "taken away: 45% is read as 45")
    _say(
        typed,
        "kept as text",
        kinds["ids"],
        "zeros before numbers, or too many digits: these are ids",
    )
    _say(typed, "yes and no", kinds["flags"], "TRUE and FALSE")
    _say(typed, "time zones", kinds["zoned"], "each time names its own; kept as instants, in UTC")
    if kinds["unclear"]:
        why = "the comma may stand before decimals, or set off thousands; left as text"
        typed.decisions.append(
            Decision(what="decimals", value="; ".join(kinds["unclear"]), why=why, option="decimal")
        )
    typed.decisions += odd
    if marks:
        shown = ", ".join(f"{mark!r} {n:,} times" for mark, n in marks.most_common(5))
        typed.decisions.append(Decision(what="read as missing", value=shown))
    return typed


def _read_column(
    name: str, entries: Sequence[str], decimal: str, order: str, kinds: dict[str, list[str]]
) -> Any:
    """Return entries as what all of them read as, or None; note by its kind what was special."""
    if any(ID.fullmatch(entry) for entry in entries):
        if to_numbers(entries, decimal) is not None:
            kinds["ids"].append(name)
    elif not decimal and _unclear(entries):
        kinds["unclear"].append(f"{name!r}, as in {entries[0]}")
    else:
        read: Any = to_numbers(entries, decimal)
        if read is None and all(PERCENT.fullmatch(entry) for entry in entries):
            read = to_numbers([entry.rstrip("% \u00a0") for entry in entries], decimal)
            kinds["percents"] += [name] if read is not None else []
        if read is not None:
            return read
    if {entry.casefold() for entry in entries} <= {"true", "false"}:
        kinds["flags"].append(name)
        return [entry.casefold() == "true" for entry in entries]
    dates = _to_dates(entries, order)
    if dates and dates[0].tzinfo:
        kinds["zoned"].append(name)
    return dates


def _say(typed: Typed, what: str, names: Sequence[str], why: str) -> None:
    if names:
        shown = ", ".join(map(repr, names[:8])) + (" and more" if len(names) > 8 else "")
        typed.decisions.append(Decision(what=what, value=shown, why=why, option="text"))


def _series(read: Any, places: Sequence[int], n: int) -> pd.Series[Any]:
    """Return values in their rows, with missing ones between them."""
    import pandas as pd

    values = pd.Series(read)
    if len(places) == n:
        whole = values.dtype.kind == "f" and bool((values.abs() < 2**53).all())
        if whole and bool((values % 1 == 0).all()):
            return values.astype("int64")
        return values
    if values.dtype.kind == "b":
        values = values.astype("boolean")
    series = values.set_axis(pd.Index(places)).reindex(range(n))
    return series


def _find_order(columns: Iterable[Sequence[str]], rules: Rules, typed: Typed) -> str:
    """Return in which order day, month and year stand in the dates of a file.

    ``""`` if there is no date with the year last, and ``"none"`` if it cannot be known.
    """
    if rules.dates is not None:
        if rules.dates not in (*_ORDERS, "none") and "%" not in rules.dates:
            raise IntakeError(
                f"dates is one of {', '.join(map(repr, _ORDERS))}, 'none', or a format such as "
                f"'%d.%m.%Y'; got {rules.dates!r}."
            )
        typed.decisions.append(Decision(what="dates", value=rules.dates, why="given"))
        return rules.dates
    seen = []
    for column in columns:
        entries = [cell.strip() for cell in column if cell.strip()]
        matches = [YEAR_LAST.fullmatch(e) for e in entries if e.casefold() not in MISSING]
        if matches and all(matches):
            seen += [match for match in matches if match]
    if not seen:
        return ""
    days = [match for match in seen if int(match[1]) > 12]
    months = [match for match in seen if int(match[3]) > 12]
    if days and months:
        value, why = "none", f"both {days[0][0]} and {months[0][0]} are there; left as text"
    elif days:
        value, why = "day first", f"as in {days[0][0]}"
    elif months:
        value, why = "month first", f"as in {months[0][0]}"
    elif all(match[2] == "." for match in seen):
        value, why = "day first", f"dates with points, as in {seen[0][0]}"
    else:
        value = "none"
        why = f"{seen[0][0]} may be the day or the month first; left as text"
    typed.decisions.append(Decision(what="dates", value=value, why=why, option="dates"))
    return value


def _to_dates(entries: Sequence[str], order: str) -> list[datetime.datetime] | None:
    """Return entries as times, or None if they do not all read as dates."""
    if order == "none":
        return None
    found = []
    for entry in entries:
        read = _to_date(entry, order)
        if read is None:
            return None
        found.append(read)
    zones = {each.tzinfo is None for each in found}
    if len(zones) > 1:
        return None
    if zones == {False}:
        found = [each.astimezone(datetime.UTC) for each in found]
    return found


def _to_date(entry: str, order: str) -> datetime.datetime | None:
    try:
        if "%" in order:
            return datetime.datetime.strptime(entry, order)
        match = YEAR_FIRST.fullmatch(entry)
        if match:
            year, month, day = int(match[1]), int(match[3]), int(match[4])
        else:
            match = YEAR_LAST.fullmatch(entry)
            if match is None or order not in ("day first", "month first"):
                return None
            first, second, year = int(match[1]), int(match[3]), int(match[4])
            day, month = (first, second) if order == "day first" else (second, first)
            # as POSIX reads years of two digits
            year += 0 if len(match[4]) == 4 else (2000 if year < 69 else 1900)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        clock = (match[5] or "").strip(" Tt")
        date = datetime.datetime(year, month, day)
        return _with_clock(date, clock) if clock else date
    except (ValueError, OverflowError):
        return None


def _with_clock(date: datetime.datetime, clock: str) -> datetime.datetime:
    """Return a day with its time of day, which may have AM or PM and a zone."""
    parts = re.fullmatch(
        r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)? ?([AP]M)?"
        r" ?(Z|UTC|(?:GMT)?([+-])(\d{1,2})(?::?(\d{2}))?)?",
        clock,
        re.IGNORECASE,
    )
    if parts is None:
        raise ValueError(clock)
    hour = int(parts[1])
    if parts[5]:
        if not 1 <= hour <= 12:
            raise ValueError(clock)
        hour = hour % 12 + (12 if parts[5].upper() == "PM" else 0)
    micro = int((parts[4] or "0")[:6].ljust(6, "0"))
    zone = None
    if parts[6]:
        zone = datetime.UTC
        if parts[7]:
            ahead = datetime.timedelta(hours=int(parts[8]), minutes=int(parts[9] or 0))
            zone = datetime.timezone(ahead if parts[7] == "+" else -ahead)
    return date.replace(
        hour=hour, minute=int(parts[2]), second=int(parts[3] or 0), microsecond=micro, tzinfo=zone
    )
