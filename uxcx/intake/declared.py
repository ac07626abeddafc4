"""What a study declares about answers: words, codes, scales and clocks, checked and in one form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from uxcx.errors import IntakeError
from uxcx.intake.clock import FORMS
from uxcx.intake.roles import RESCALABLE, TIMED, require_known


def values_in_numbers(
    given: Mapping[str, Mapping[str, float]], places: Iterable[str]
) -> dict[str, dict[str, float]]:
    """Return what words mean in numbers, by role or column."""
    places, found = list(places), {}
    for place, words in given.items():
        require_known("The role or column of values", place, places)
        for word, number in dict(words).items():
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise IntakeError(
                    f"values: {word!r} of {place} must be a number; {number!r}. A word that stands "
                    "for no answer is declared in missing."
                )
        found[place] = {str(word): float(number) for word, number in words.items()}
    return {place: words for place, words in found.items() if words}


def codes_for_missing(
    given: Mapping[str, Iterable[Any]], places: Iterable[str]
) -> dict[str, tuple[Any, ...]]:
    """Return the codes for "no answer", by role or column, or for all."""
    places, found = ["all", *places], {}
    for place, codes in given.items():
        require_known("The role or column of missing", place, places)
        found[place] = (codes,) if isinstance(codes, str | int | float) else tuple(codes)
    return {place: codes for place, codes in found.items() if codes}


def ends_of_scales(given: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Return the lowest and the highest answer, by role."""
    found = {}
    for place, ends in given.items():
        require_known("The role of scales", place, RESCALABLE)
        low, high = (*ends, None, None)[:2]
        whole = all(isinstance(end, int) and not isinstance(end, bool) for end in ends)
        if len(tuple(ends)) != 2 or not whole or low >= high:
            raise IntakeError(
                f"scales: {place} needs its lowest and its highest answer; got {ends!r}."
            )
        if place == "umux_lite" and (low, high) not in ((1, 7), (1, 5)):
            raise IntakeError(
                f"scales: umux_lite is answered from 1 to 7, or from 1 to 5; got {ends!r}."
            )
        found[place] = (low, high)
    return found


def forms_of_clocks(given: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, str]:
    """Return how times are written, by role or column."""
    places = [*TIMED, *(column for column, role in answers.items() if role in TIMED)]
    for place, form in dict(given).items():
        require_known("The role or column of clock", place, places)
        require_known(f"The clock of {place}", form, FORMS)
    return dict(given)
