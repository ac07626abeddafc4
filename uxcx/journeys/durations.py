"""Lengths of time: read from text, and said in words."""

from __future__ import annotations

import math
import re
from datetime import timedelta

from uxcx.results import NOISE, show

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
#: what each unit is called; "m" is left out, which may be a minute or a month
UNITS = {
    "seconds": ("s", "sec", "second", "seconds"),
    "minutes": ("min", "minute", "minutes"),
    "hours": ("h", "hour", "hours"),
    "days": ("d", "day", "days"),
    "weeks": ("w", "week", "weeks"),
}


def duration(within: timedelta | str | None, name: str = "within") -> timedelta | None:
    """Return a time limit as a timedelta: of ``"30min"``, ``"2h"``, ``"7 days"``."""
    if within is None or isinstance(within, timedelta):
        return within
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*", str(within).lower())
    for unit, names in UNITS.items():
        if found and found[2] in names:
            return timedelta(**{unit: float(found[1])})
    raise ValueError(
        f"{name} is a length of time such as '45s', '30min', '2h', '7d' or '2w', or a timedelta; "
        f"got {within!r}."
    )


def exact_time(length: timedelta) -> str:
    """Return a length of time in the largest unit that divides it: ``"90 minutes"``."""
    for unit in ("days", "hours", "minutes", "seconds"):
        size = timedelta(**{unit: 1})
        if length % size == timedelta(0):
            n = length // size
            return f"{n:,} {unit if n != 1 else unit[:-1]}"
    return f"{length.total_seconds():g} seconds"


def spoken_time(seconds: float) -> str:
    """Return a length of time in the unit that suits it: ``"40 s"``, ``"2.5 h"``."""
    if math.isnan(seconds):
        return "not known"
    for size, unit in ((DAY, "days"), (HOUR, "h"), (MINUTE, "min")):
        if round(seconds, NOISE) >= 2 * size:
            return f"{show(seconds / size, 0 if seconds >= 10 * size else 1)} {unit}"
    return f"{show(seconds, 0 if seconds >= 10 else 1)} s"
