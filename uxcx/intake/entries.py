"""How people and programs write numbers, dates and what is missing."""

from __future__ import annotations

import re

#: what stands for a missing entry in a column of numbers or dates
MISSING = frozenset(
    ("na", "n/a", "nan", "null", "none", "-", "--", ".", "#n/a", "#null!", "(null)", "nil")
)
#: numbers with a point, and with a comma, before their decimals; thousands may be set off
POINT = re.compile(r"[+-]?(\d+|\d{1,3}([,'\s]\d{3})+)?(\.\d*)?(e[+-]?\d+)?", re.IGNORECASE)
COMMA = re.compile(r"[+-]?(\d+|\d{1,3}([.'\s]\d{3})+)?(,\d*)?(e[+-]?\d+)?", re.IGNORECASE)
#: numbers that only one of both rules can mean
CLEAR_COMMA = re.compile(r"[+-]?(\d+,(\d{1,2}|\d{4,})|0,\d+|\d{1,3}(\.\d{3})+,\d+)")
CLEAR_POINT = re.compile(r"[+-]?(\d+\.(\d{1,2}|\d{4,})|0\.\d+|\d{1,3}(,\d{3})+\.\d+)")
#: an id, not a number: zeros before it, or more digits than a number holds
ID = re.compile(r"[+-]?0\d+|\d{16,}")
PERCENT = re.compile(r"(.*\d)\s*%")
_TIME = r"([ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AP]M)?( ?(Z|UTC|(GMT)?[+-]\d{1,2}(:?\d{2})?))?)?"
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME, re.IGNORECASE)
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})" + _TIME, re.IGNORECASE)


def is_number(entry: str, decimal: str) -> bool:
    """Return whether an entry is written as a number."""
    rule = COMMA if decimal == "," else POINT
    return any(letter.isdigit() for letter in entry) and bool(rule.fullmatch(entry))


def is_date(entry: str) -> bool:
    """Return whether an entry is written as a date, whatever the order of day and month."""
    return bool(YEAR_FIRST.fullmatch(entry) or YEAR_LAST.fullmatch(entry))
