"""Words that people answer with, and the numbers that they most likely stand for.

These are proposals for a study file; nothing is turned into a number by them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LIKERT = {
    5: (
        ("strongly disagree", "disagree", "neutral", "agree", "strongly agree"),
        (
            *("strongly disagree", "disagree", "neither agree nor disagree"),
            *("agree", "strongly agree"),
        ),
        (
            *("strongly disagree", "somewhat disagree", "neither agree nor disagree"),
            *("somewhat agree", "strongly agree"),
        ),
        ("very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"),
        (
            *("very dissatisfied", "dissatisfied", "neither satisfied nor dissatisfied"),
            *("satisfied", "very satisfied"),
        ),
        (
            *("extremely dissatisfied", "somewhat dissatisfied"),
            *("neither satisfied nor dissatisfied", "somewhat satisfied", "extremely satisfied"),
        ),
        (
            *("stimme überhaupt nicht zu", "stimme nicht zu", "teils/teils"),
            *("stimme zu", "stimme voll und ganz zu"),
        ),
        (
            *("sehr unzufrieden", "unzufrieden", "weder noch"),
            *("zufrieden", "sehr zufrieden"),
        ),
    ),
    7: (
        (
            *("strongly disagree", "disagree", "somewhat disagree", "neither agree nor disagree"),
            *("somewhat agree", "agree", "strongly agree"),
        ),
        (
            *("very difficult", "difficult", "somewhat difficult", "neither easy nor difficult"),
            *("somewhat easy", "easy", "very easy"),
        ),
        (
            *("extremely difficult", "moderately difficult", "slightly difficult"),
            *("neither easy nor difficult", "slightly easy", "moderately easy", "extremely easy"),
        ),
    ),
}
_YES = ("yes", "y", "true", "pass", "passed", "success", "completed", "solved", "ja", "oui", "sí")
_NO = ("no", "n", "false", "fail", "failed", "failure", "not completed", "unsolved", "nein", "non")
#: a number with its label: "10 - Extremely likely", "5 (Very satisfied)", "1: never"
_LABELLED = re.compile(r"(\d{1,3})\s*(?:[-–—:=.)(]|\s)\s*\D.*", re.DOTALL)
#: how many points the scale of a role usually has
_POINTS = {"sus": 5, "csat": 5, "seq": 7, "ces": 7, "umux_lite": 7}


def likely_values(texts: Sequence[str], role: str) -> dict[str, float]:
    """Return the number that each text most likely stands for; empty if not all are known.

    Parameters
    ----------
    texts : sequence of str
        Different answers of a column.
    role : str
        The role of the column: five points of agreement are not seven.
    """
    folded = {text: " ".join(text.casefold().split()) for text in texts if text.strip()}
    if role == "success":
        known = {**dict.fromkeys(_YES, 1.0), **dict.fromkeys(_NO, 0.0)}
        return _all_known(folded, known)
    labelled = {text: _LABELLED.fullmatch(word) for text, word in folded.items()}
    if labelled and all(labelled.values()):
        return {text: float(match[1]) for text, match in labelled.items() if match}
    for points in dict.fromkeys((_POINTS.get(role, 5), 5, 7)):
        for scale in _LIKERT[points]:
            known = {word: float(number) for number, word in enumerate(scale, 1)}
            found = _all_known(folded, known)
            if found:
                return found
    return {}


def _all_known(folded: dict[str, str], known: dict[str, float]) -> dict[str, float]:
    if all(word in known for word in folded.values()):
        return {text: known[word] for text, word in folded.items()}
    return {}
