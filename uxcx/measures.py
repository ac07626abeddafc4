"""What a metric is, before any data: its name, its lens, its level, its unit and its source.

Every metric function in `uxcx.ux` and `uxcx.cx` is declared with a `Measure`. The catalogue,
the labels of every result and the axes of every figure are made from these declarations, so
they cannot disagree.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, ParamSpec, TypeVar

Lens = Literal["UX", "CX", "any"]
Level = Literal["interaction", "journey", "relationship", "any"]
Direction = Literal["higher is better", "lower is better", "neither"]

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """How a quantity is stored and how it is shown.

    Parameters
    ----------
    name : str
        What stands on an axis: ``"%"``, ``"seconds"``, ``"points, -100 to 100"``.
    suffix : str
        What follows a shown value: ``"%"``, ``" s"``, ``""``.
    difference : str
        What follows a difference of two values: ``" percentage points"``, ``" points"``.
    factor : float
        Shown value divided by stored value; 100 for proportions, which are stored 0 to 1.
    minimum, maximum : float
        The smallest and the largest possible stored value.
    """

    name: str
    suffix: str = ""
    difference: str = ""
    factor: float = 1.0
    minimum: float = -math.inf
    maximum: float = math.inf


PERCENT = Unit(
    name="%",
    suffix="%",
    difference=" percentage points",
    factor=100.0,
    minimum=0.0,
    maximum=1.0,
)
SECONDS = Unit(name="seconds", suffix=" s", difference=" seconds", minimum=0.0)
NPS_POINTS = Unit(
    name="points, -100 to 100", suffix="", difference=" points", minimum=-100.0, maximum=100.0
)
NUMBER = Unit(name="value")


def rating(minimum: float, maximum: float) -> Unit:
    """Return the unit of a rating from `minimum` to `maximum`."""
    return Unit(
        name=f"rating, {minimum:g} to {maximum:g}",
        difference=" points of the scale",
        minimum=float(minimum),
        maximum=float(maximum),
    )


def per(exposure: str) -> Unit:
    """Return the unit of a rate: events for each attempt, opportunity, customer, ..."""
    return Unit(name=f"per {exposure}", suffix=f" per {exposure}", minimum=0.0)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """The declaration of one metric: what it is, apart from any data.

    Parameters
    ----------
    name : str
        The field's name for the metric, as it is printed.
    lens : {"UX", "CX", "any"}
        Whose question it answers: the user's of a product, or the customer's of a brand.
    level : {"interaction", "journey", "relationship", "any"}
        One moment, a series of steps, or the months and years after.
    unit_of_analysis : str
        What one row stands for: an attempt, a respondent, a customer.
    unit : Unit
        How values are stored and shown.
    direction : {"higher is better", "lower is better", "neither"}
        Which way is an improvement.
    formula : str
        The formula in one line.
    source : str
        The standard source of the formula.
    articles : str
        Which of the course's five articles name it, by their letters in the course.
    note : str
        What a reader should know first.
    disputed : str
        Where the articles disagree on its place.
    function : str
        Where it is computed, such as ``"ux.task_success"``.
    """

    name: str
    lens: Lens = "any"
    level: Level = "any"
    unit_of_analysis: str = "row"
    unit: Unit = NUMBER
    direction: Direction = "neither"
    formula: str = ""
    source: str = ""
    articles: str = ""
    note: str = ""
    disputed: str = ""
    function: str = ""


_DECLARED: dict[str, Measure] = {}


def declare(measure: Measure) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a metric function: file its `Measure`, and complete its docstring.

    The parameters that all metrics share are documented once, in `COMMON_PARAMETERS`, and put in
    place of ``{common}`` so that Shift+Tab in JupyterLab shows all of them.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = f"{_namespace(function.__module__)}.{function.__name__}"
        _DECLARED[name] = Measure(**{**vars(measure), "function": name})
        function.__doc__ = complete_docstring(function.__doc__, _DECLARED[name])

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            return function(*args, **kwargs)

        wrapper.measure = _DECLARED[name]  # type: ignore[attr-defined]
        return wrapper

    return decorate


def _namespace(module: str) -> str:
    """Return ``"ux"`` for ``uxcx.ux.journey``: where a user finds the metric."""
    parts = module.split(".")
    return parts[1] if parts[0] == "uxcx" and len(parts) > 1 else parts[-1]


COMMON_PARAMETERS = """\
by : str or list of str, optional
    Column or columns to group by: one estimate for each group. Rows whose group is missing form
    a group of their own.
unit : str, optional
    Column that names whose rows belong together (participant, customer). Give it whenever
    somebody has several rows: rows of one person are alike, so they tell less than as many rows
    of different people. Without it rows count as independent, and the interval comes out too
    narrow if they are not.
missing : {"exclude", "raise"}, default "exclude"
    Missing answers are left out of `n` and counted in `n_missing`, or refused.
confidence_level : float, default 0.95
    Between 0 and 1.
"""

STATISTIC_PARAMETER = """\
statistic : {"geometric_mean", "median", "mean"}, default "geometric_mean"
    Which middle. The median needs no assumption but more people, at least six for 95%, and its
    summary grows with the number of distinct values; it does not take `unit`. The arithmetic
    mean is for totals (what will it cost?), as a few slow people pull it up.
method : str, optional
    Of the interval. Geometric mean: ``"t_on_logs"``; median: ``"order_statistics"``, from binomial
    ranks; mean: ``"t"`` (default), which is cut off at 0 where it must be and then says so, or
    ``"bootstrap"``.
"""

MEAN_METHOD_PARAMETER = """\
method : {"t", "bootstrap"}, optional
    Of the interval; t by default. The bootstrap (BCa) draws the answers again and again, and
    makes `compare` use a permutation test in place of Welch's or the paired t; it keeps how often
    each answer was given. Below 20 answers t is the safer one.
"""

COMMON_RETURNS = """\
Returns
-------
Estimate or Estimates
    One estimate, or with `by=` one for each group.

Raises
------
ColumnError
    A column is not there; the nearest name is offered.
AnswerError
    An answer breaks the rule of the scale, is text, or there is none at all; the message names
    the column, the rule, the value, the rows and the likely cause.
"""


def complete_docstring(text: str | None, measure: Measure) -> str:
    """Fill ``{common}``, ``{returns}``, ``{declaration}`` and others in a metric's docstring."""
    text = inspect.cleandoc(text or "")
    declaration = (
        f"{measure.lens}, {measure.level} level; one row is one {measure.unit_of_analysis}; "
        f"{measure.direction}."
    )
    return (
        text.replace("{common}", COMMON_PARAMETERS.rstrip())
        .replace("{statistic}", STATISTIC_PARAMETER.rstrip())
        .replace("{mean_method}", MEAN_METHOD_PARAMETER.rstrip())
        .replace("{returns}", COMMON_RETURNS.rstrip())
        .replace("{declaration}", declaration)
    )


def declared() -> dict[str, Measure]:
    """Return the declared metrics by function name, in the order of their declaration."""
    return dict(_DECLARED)


def measure_of(function: str) -> Measure:
    """Return the declaration of a metric function, such as ``"ux.task_success"``."""
    return _DECLARED[function]
