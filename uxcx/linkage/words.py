"""Options of linkage checked, and refused in the same words everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from uxcx.errors import AnswerError, nearest
from uxcx.frames import column_names
from uxcx.linkage.observations import Observations
from uxcx.linkage.phrases import counted, in_words
from uxcx.linkage.regressions import Kind

KINDS = ("linear", "logistic")
FEWEST_RESAMPLES = 100
#: bootstrap intervals over fewer units are too narrow
FEW_UNITS = 30


def named(option: str, value: str, names: Iterable[str]) -> str:
    """Return an option's value, or refuse it with the nearest."""
    possible = list(names)
    if value not in possible:
        guess = nearest(str(value), possible)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise ValueError(
            f"{option} must be one of {', '.join(map(repr, possible))}; got {value!r}.{hint}"
        )
    return value


def checked_names(names: Sequence[str], *, outcome: str) -> list[str]:
    """Return the names of drivers, or refuse none of them, and the outcome among them."""
    found = column_names(names)
    if not isinstance(names, str) and len(found) < len(list(names)):
        twice = next(name for name in found if list(names).count(name) > 1)
        raise ValueError(f"{twice!r} stands twice among the drivers. Leave one out.")
    if not found:
        raise ValueError("Name one driver or more: drivers=['delivery', 'ease'].")
    if outcome in found:
        raise ValueError(f"{outcome!r} is the outcome, and cannot explain itself.")
    return found


def of_units(n_units: int | None, unit: str | None) -> tuple[str, ...]:
    """Say that units are few for a bootstrap, where they are."""
    if n_units is None or n_units >= FEW_UNITS:
        return ()
    return (
        f"{counted(n_units, in_words(str(unit)))} are few to draw from: with fewer than "
        f"{FEW_UNITS} the intervals are too narrow.",
    )


def checked_resamples(resamples: int) -> None:
    """Refuse a number of resamples that is too small for an interval."""
    if isinstance(resamples, bool) or resamples != int(resamples) or resamples < FEWEST_RESAMPLES:
        raise ValueError(
            f"resamples must be a whole number of {FEWEST_RESAMPLES} or more; got {resamples!r}."
        )


def chosen_kind(rows: Observations, column: str, kind: str | None, *, option: str) -> Kind:
    """Return the kind of regression for a column: the one asked for, or the one it needs."""
    binary = rows.is_binary(column)
    if kind is None:
        return "logistic" if binary else "linear"
    named(option, kind, KINDS)
    if kind == "logistic" and not binary:
        values = rows[column]
        other = next(v for v in values if v not in (0.0, 1.0))
        raise AnswerError(
            f"Column {column!r} must be 0 or 1 for a logistic regression; got {other:g}. Leave "
            f"{option} out, or turn the column into 0 and 1 first."
        )
    return cast(Kind, kind)
