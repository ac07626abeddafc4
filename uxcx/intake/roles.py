"""What a column of a study can be: its role, the rule of its answers, and the metric for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from uxcx.errors import IntakeError, nearest
from uxcx.scales import AT_LEAST_1, COUNT, SECONDS_ABOVE_0, YES_NO, Scale, whole_scale

Kind = Literal["id", "group", "time", "answer", "text"]


@dataclass(frozen=True, kw_only=True)
class Role:
    """What a column of a study is.

    Parameters
    ----------
    name : str
        Its name in a study file.
    words : str
        What stands in such a column.
    kind : {"id", "group", "time", "answer", "text"}
        Who, which group, when, a number that is measured, or free text.
    scale : Scale, optional
        The rule of an answer, unless the study declares another scale.
    items : int, optional
        How many columns a questionnaire has.
    several : bool
        Whether more than one column can have the role.
    metric : str
        The function that measures it: ``"ux.task_success"``; ``""`` if there is none.
    """

    name: str
    words: str
    kind: Kind
    scale: Scale | None = None
    items: int | None = None
    several: bool = False
    metric: str = ""


def _answer(name: str, words: str, scale: Scale, metric: str, *, several: bool = False) -> Role:
    return Role(name=name, words=words, kind="answer", scale=scale, metric=metric, several=several)


def _sheet(name: str, words: str, items: int, scale: Scale, metric: str = "") -> Role:
    return Role(
        name=name, words=words, kind="answer", scale=scale, items=items, several=True, metric=metric
    )


ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        Role(name="respondent", words="who answered, a code", kind="id"),
        Role(name="group", words="which design, product or group", kind="group"),
        Role(name="task", words="which task", kind="group"),
        Role(name="touchpoint", words="which contact with the brand", kind="group"),
        Role(name="time", words="when it was answered", kind="time"),
        _answer("success", "1 for success, 0 for failure", YES_NO, "ux.task_success"),
        _answer("seconds", "time on task in seconds", SECONDS_ABOVE_0, "ux.time_on_task"),
        _answer("errors", "how many errors", COUNT, "ux.error_rate"),
        _answer("opportunities", "how many errors were possible", COUNT, ""),
        _answer("clicks", "how many clicks", AT_LEAST_1, "ux.number_of_clicks"),
        _answer("seq", "Single Ease Question", whole_scale(1, 7), "ux.seq", several=True),
        _sheet("sus", "the ten items of the SUS, in their order", 10, whole_scale(1, 5), "ux.sus"),
        _sheet("umux_lite", "the two items of the UMUX-Lite", 2, whole_scale(1, 7)),
        _answer("nps", "likelihood to recommend", whole_scale(0, 10), "cx.nps", several=True),
        _answer("csat", "satisfaction", whole_scale(1, 5), "cx.csat", several=True),
        _answer("ces", "how easy it was made", whole_scale(1, 7), "cx.ces", several=True),
        _answer("duration", "seconds for the whole questionnaire", SECONDS_ABOVE_0, ""),
        Role(name="comment", words="free text", kind="text", several=True),
    )
}

#: roles whose scale a study may declare; the others have one that their metric rests on
RESCALABLE = ("umux_lite", "csat")
#: roles whose times may be written as a clock shows them
TIMED = ("seconds", "duration")
ANSWERS = tuple(role.name for role in ROLES.values() if role.kind == "answer")


def require_known(what: str, name: object, allowed: Iterable[str]) -> None:
    """Refuse a word of a study that is not known, with the nearest one that is."""
    allowed = list(allowed)
    if name not in allowed:
        guess = nearest(str(name), allowed)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise IntakeError(f"{what} {name!r} is not known.{hint} Known are: {', '.join(allowed)}.")
