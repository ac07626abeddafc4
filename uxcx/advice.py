"""What to do about Python's own errors, in words of people who have never programmed.

In a notebook it is printed below the error. uxcx's own refusals say it themselves (`errors`).
"""

from __future__ import annotations

import difflib
import re
import sys
import textwrap
from collections.abc import Mapping
from typing import Any

from uxcx.errors import Refusal, nearest

#: what the first cells of lessons bring: who lacks it has not run them
TOOLS = {"app", "compare", "concepts", "cx", "datasets", "learn", "pd", "plots", "ux"}
RUN_ABOVE = (
    "choose Run All Above Selected Cell in the menu Run at the top, and run this cell again."
)
#: signs that keyboards and word processors put in place of Python's
LOOKALIKES = {"÷": "/", "×": "*", "−": "-", "–": "-", "·": "*"}
QUOTES = "“”„‟‘’‚«»"


def load_ipython_extension(shell: Any) -> None:
    """Print advice below errors, as ``%load_ext uxcx.advice`` asks."""
    shell.events.register("post_run_cell", _after_cell)


def start() -> None:
    """Print advice below errors if this is a notebook; else do nothing."""
    shell = _shell()
    if shell is not None and _after_cell not in shell.events.callbacks["post_run_cell"]:
        load_ipython_extension(shell)


def _shell() -> Any:
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython

    return get_ipython()


def _after_cell(result: Any) -> None:
    """Print what to do about the error of the cell that has just run, if there was one."""
    error = result.error_before_exec or result.error_in_exec
    shell = _shell()
    if error is None or shell is None:
        return
    told = advice(error, shell.user_ns)
    if told:
        print(textwrap.fill(f"What to do: {told}", 88, break_on_hyphens=False))


def advice(error: BaseException, names: Mapping[str, Any]) -> str:
    """Return what to do about an error, or an empty text if nothing is known.

    Parameters
    ----------
    error : BaseException
        What Python raised.
    names : mapping
        The names that the notebook knows, with their values.

    Returns
    -------
    str
        A sentence or two.

    Examples
    --------
    >>> advice(NameError("name 'learn' is not defined", name="learn"), {}).split(":")[0]
    'The computer does not know the word learn yet, since a cell further up has not been run'

    The cause is one that every beginner meets.
    """
    told = ""
    if isinstance(error, Refusal):
        return told  # it says so itself
    if isinstance(error, SyntaxError):
        told = _syntax(error)
    elif isinstance(error, NameError):
        told = _name(str(error.name), names)
    elif isinstance(error, KeyError) and error.args and isinstance(error.args[0], str):
        told = _key(error.args[0], names)
    elif isinstance(error, AttributeError) and error.name:
        guess = nearest(error.name, [n for n in dir(error.obj) if not n.startswith("_")])
        told = f"{error.name} is not known here. Did you mean {guess}?" if guess else ""
    elif isinstance(error, TypeError):
        told = next((told for pattern, told in _TYPES if re.search(pattern, str(error))), "")
    return told


def _name(name: str, names: Mapping[str, Any]) -> str:
    unknown = f"The computer does not know the word {name}"
    if name in TOOLS:
        return f"{unknown} yet, since a cell further up has not been run: {RUN_ABOVE}"
    known = {other.casefold(): other for other in names if not other.startswith("_")}
    near = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.8)
    guess = known[near[0]] if near else None
    parts = [f"Did you mean {guess}?"] if guess else []
    parts.append(f'Is it meant as text? Then put quotation marks around it: "{name}".')
    parts.append(f"Does it come from a cell further up? Then {RUN_ABOVE}")
    return f"{unknown}. {' '.join(parts)}"


def _key(key: str, names: Mapping[str, Any]) -> str:
    """Return what to do about a column that is not in its table."""
    tables = [value for value in names.values() if hasattr(value, "columns")]
    guess = nearest(key, (str(column) for table in tables for column in table.columns))
    hint = f" Did you mean {guess!r}?" if guess and guess != key else ""
    return f"Nothing is called {key!r} there.{hint} Capital and small letters count."


def _syntax(error: SyntaxError) -> str:
    """Return what to do about a line that Python cannot read: the first rule that fits."""
    line = (error.text or "").strip()
    if "invalid character" in error.msg:
        sign = next((sign for sign in LOOKALIKES if sign in line), None)
        if sign:
            return f"Write {LOOKALIKES[sign]} in place of {sign}."
    found = (told for pattern, told in _MESSAGES if re.search(pattern, error.msg))
    found_too = (told for pattern, told in _LINES if re.search(pattern, line))
    return next(found, next(found_too, _ANY_LINE))


_TYPES = (
    (
        "unexpected keyword argument",
        "Look at the word before the equals sign in the brackets: is it spelt as above?",
    ),
    (
        "unsupported operand .*Estimate",
        "Two estimates are compared with compare(one, the_other). To reckon with the bare numbers, "
        "write .value behind each.",
    ),
)
_ANY_LINE = (
    "Python cannot read this line. Often a comma, a bracket or a quotation mark is missing, here "
    "or in the line before. Ctrl and Z brings back what was there."
)
#: what Python says, and what to do about it
_MESSAGES = (
    (
        "unterminated|EOL while scanning",
        'A quotation mark is missing: text needs one (") at both ends, on the same line. Long text '
        "may run on without pressing Enter.",
    ),
    ("never closed", "A bracket is opened and not closed again: each ( needs a ), each [ a ]."),
    ("unmatched|does not match", "A closing bracket is one too many, or of another shape."),
    ("leading zeros", "Write the decimal sign as a point, not as a comma: 0.6"),
    ("unexpected indent", "Begin the line at the very left, without a space, as it was before."),
)
#: what a line looks like, and what to do about it
_LINES = (
    (f"[{QUOTES}]", 'Use the straight quotation marks of the keyboard, " at both ends.'),
    (r"\.\.\.\s*[\w\"'(]|[\w\"')]\s*\.\.\.", "Put your answer in place of all three dots."),
    (r"\d\s*%\s*($|[),])", "Leave the percent sign away, and write 0.6 for 60%."),
    (r"=\s*-?\d+\s*:\s*\d+\s*$", "Write / for dividing, as in 6 / 10"),
    (r"^\w+\s*=\s*$", "Nothing stands behind the equals sign: write your answer there."),
    (
        r"^\w+\s*=\s*[^\W\d]\w*(\s+[\w']+)+\W*$",
        'Text needs quotation marks (") at both ends; a number stands alone, without words.',
    ),
    (
        r"^(\"[^\"]*\"|'[^']*')\s*:",
        "A comma or a quotation mark is missing at the end of this line or of the line before.",
    ),
    (r"^\w+\s*=\s*[\d.\s]+$", "Write a number with one point and no spaces, such as 0.6"),
)
