"""Times as a clock shows them: 1:30 is a minute and a half, or an hour and a half."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SECONDS = r"[0-5]\d(?:[.,]\d+)?"
#: how times can be written, and what their parts are in seconds
FORMS: dict[str, tuple[re.Pattern[str], tuple[int, ...]]] = {
    "mm:ss": (re.compile(rf"(\d+):({_SECONDS})"), (60, 1)),
    "hh:mm:ss": (re.compile(rf"(\d+):([0-5]\d):({_SECONDS})"), (3600, 60, 1)),
    # Excel takes a typed 1:30 for hours and minutes, and stores 01:30:00.
    "mm:ss:00": (re.compile(r"(\d+):([0-5]\d):00"), (60, 1)),
}
#: fewer times that all end in :00 do so by chance
_ENOUGH = 5


def seconds_of(text: str, form: str) -> float | None:
    """Return a time in seconds, or None if it is not written in a form.

    Parameters
    ----------
    text : str
        The time, such as ``"1:30"``.
    form : str
        ``"mm:ss"``, ``"hh:mm:ss"``, or ``"mm:ss:00"``, what Excel makes of typed minutes and
        seconds.

    Examples
    --------
    >>> seconds_of("1:30", "mm:ss"), seconds_of("1:30", "hh:mm:ss")
    (90.0, None)

    A minute and a half is 90 seconds; hours need three parts.
    """
    pattern, worth = FORMS[form]
    match = pattern.fullmatch(text.strip())
    if match is None:
        return None
    parts = (float(part.replace(",", ".")) for part in match.groups())
    return sum(part * seconds for part, seconds in zip(parts, worth, strict=True))


def likely_form(texts: Sequence[str]) -> str:
    """Return the form that all times are most likely written in, or ``""``."""
    different = set(texts)
    fits = [form for form in FORMS if all(seconds_of(t, form) is not None for t in different)]
    if not different or not fits:
        return ""
    return fits[-1] if len(different) >= _ENOUGH else fits[0]
