"""Comparing two estimates, and saying in a sentence what the comparison shows."""

from __future__ import annotations

import html
import inspect
import math
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import TYPE_CHECKING, Any

from uxcx.amounts import Amount, float_of
from uxcx.results import (
    Estimate,
    begin_sentence,
    group_label,
    html_table,
)

if TYPE_CHECKING:
    import pandas as pd

#: what two estimates without groups are called
FIRST, SECOND = "first", "second"


def compare(
    first: Any,
    second: Any,
    *,
    confidence_level: float = 0.95,
    method: str | None = None,
    test: str | None = None,
    labels: tuple[str, str] | None = None,
) -> Comparison:
    """Compare two estimates of one metric: the first against the second.

    Positive differences, and ratios above 1, mean that the first is larger.

    Parameters
    ----------
    first, second : Estimate, or summary from `uxcx.families`
        Two estimates of the same metric. Estimates made together with ``by=`` and ``unit=`` may
        share units (the same participants used both designs); the comparison then counts them
        as pairs.
    confidence_level : float, default 0.95
        Of the interval of the difference or ratio; between 0 and 1.
    method : str, optional
        The method of the interval; each family names its own. For proportions
        ``"agresti_caffo"`` (default), ``"adjusted_wald"``, ``"newcombe"``,
        ``"miettinen_nurminen"``, ``"wald"``; for the NPS ``"adjusted_wald"`` (default),
        ``"score"``, ``"wald"``. Times and rates have one. Means and ratios that were measured with
        ``method="bootstrap"`` are compared by ``"permutation"`` (default), with a bootstrap
        interval, or as all others are, by ``"t"`` (ratios: ``"log"``, ``"plain"``). For proportions
        of pairs ``"bonett_price"`` (default), ``"adjusted_wald"``, ``"agresti_min"``, ``"tango"``.
    test : str, optional
        The test of two proportions: ``"n_minus_1"`` (default), ``"fisher_mid_p"``, ``"fisher"``,
        ``"yates"``; for pairs McNemar's ``"mid_p"`` (default), ``"exact"``, ``"asymptotic"``. All
        else has one test.
    labels : (str, str), optional
        What the two are called in the sentence; by default their groups.

    Returns
    -------
    Comparison
        Difference or ratio with interval and p-value, and a sentence.

    Raises
    ------
    TypeError
        If something else than two estimates or two summaries of one kind is given.
    ValueError
        If the two are of different metrics, or an option is not one of those above.

    Notes
    -----
    Proportions: N-1 two-proportion z test (Campbell 2007, *Statistics in Medicine* 26:3661) and
    Agresti-Caffo interval (2000, *The American Statistician* 54:280). Means: Welch's t. Times:
    Welch's t on logarithms, shown as the ratio of geometric means; medians: the ratio, by Price
    and Bonett (2002), *Journal of Statistical Computation and Simulation* 72:119. Permutation test:
    Good (2005), *Permutation, Parametric and Bootstrap Tests of Hypotheses*. NPS: adjusted Wald,
    adding three answers to each side (Rocks 2016). Rates: conditional exact test of two
    Poisson counts (Przyborowski and Wilenski 1940). With ``unit=``: the delta method over units;
    pairs of yes and no: McNemar's mid-p test and the interval of Bonett and Price. Published
    counts of pairs: `uxcx.families.PairedProportions`, `PairedMeans`, `PairedRatios`,
    `PairedNetScores`.

    Examples
    --------
    >>> from uxcx import compare
    >>> from uxcx.families import Proportion
    >>> compare(Proportion(successes=10, n=12), Proportion(successes=4, n=13),
    ...         labels=("new", "old"))
    proportion, new - old: +53 percentage points [+13, +77] (95%, Agresti-Caffo; p = 0.0095,
    N-1 two-proportion z test)
    Proportion was 53 percentage points higher with new than with old; with 95% confidence the
    true difference is between 13 and 77 percentage points higher. This alone does not show what
    caused it.

    A difference this large would be surprising if the two designs were equally good.
    """
    a, b = _as_estimate(first, FIRST), _as_estimate(second, SECOND)
    check_confidence_level(confidence_level)
    if (a.metric, a.unit) != (b.metric, b.unit):
        raise ValueError(
            f"Only estimates of the same metric can be compared: the first is {a.metric} "
            f"({a.unit.name}), the second {b.metric} ({b.unit.name})."
        )
    for estimate in (a, b):
        if estimate.n == 0:
            raise ValueError(
                f"{estimate.label} has no answers, so there is nothing to compare it with."
            )
    if type(a.summary) is not type(b.summary):
        if hasattr(a.summary, "over_units") or hasattr(b.summary, "over_units"):
            raise ValueError(
                "Only one of the two estimates kept its answers (method='bootstrap'). Make both "
                "with the same method."
            )
        raise ValueError(
            "Only one of the two estimates knows which rows belong together (unit=). Make both "
            "with the same unit."
        )
    options: dict[str, Any] = {"confidence_level": confidence_level, "method": method}
    if a.unit_name != b.unit_name:
        raise ValueError(
            f"One estimate was made with unit={a.unit_name or None!r}, the other with "
            f"unit={b.unit_name or None!r}. Make both with the same unit."
        )
    if a.unit_name:
        options["overlap"] = overlap_of(a, b)
    if test is not None:
        options["test"] = _choosable(test, a)
    numbers = a.summary.contrast(b.summary, unit=a.unit, **options)
    if a.unit_name and not (a.group and b.group):
        apart = (
            f"The two were measured apart, so each {a.unit_name} in both counts as two; if some "
            "are in both, measure them together with by=."
        )
        numbers = replace(numbers, note=f"{numbers.note} {apart}".lstrip())
    return Comparison(
        measure=a.measure,
        first=a,
        second=b,
        labels=_names(a, b) if labels is None else (str(labels[0]), str(labels[1])),
        confidence_level=float(confidence_level),
        **vars(numbers),
    )


def _choosable(test: str, estimate: Estimate) -> str:
    """Return the test asked for, where there is a choice of tests."""
    if "test" not in inspect.signature(estimate.summary.contrast).parameters:
        raise ValueError(
            f"test={test!r} is for proportions; {estimate.metric} is compared by one test. Leave "
            "test out."
        )
    return test


def overlap_of(a: Estimate, b: Estimate) -> Any:
    """Return what two estimates know of the units that they share, or None.

    Estimates of different data may have groups of the same name: only what both say alike is
    of the same units.
    """
    here, there = a.overlaps.get(b.group), b.overlaps.get(a.group)
    return here if here is not None and there is not None and here.mirrors(there) else None


def _names(a: Estimate, b: Estimate) -> tuple[str, str]:
    """Return what the two are called: their groups, told apart if they are called the same."""
    names = group_label(a.group) or FIRST, group_label(b.group) or SECOND
    if names[0] == names[1]:
        return f"{names[0]} ({FIRST})", f"{names[1]} ({SECOND})"
    return names


def check_confidence_level(confidence_level: float) -> None:
    """Refuse a confidence level that is not between 0 and 1."""
    level: Any = confidence_level
    number = isinstance(level, Real)
    if not number or not 0 < level < 1:
        percent = number and 1 < level < 100
        hint = f" Write {level:g}% as {level / 100:g}." if percent else ""
        raise ValueError(
            f"confidence_level must be between 0 and 1; got {confidence_level!r}.{hint}"
        )


def _as_estimate(thing: Any, position: str) -> Estimate:
    if isinstance(thing, Estimate):
        return thing
    if hasattr(thing, "estimate") and hasattr(thing, "contrast"):
        estimate: Estimate = thing.estimate()
        return estimate
    hint = (
        " Give two of its estimates: compare(results[group], results[other_group])."
        if hasattr(thing, "groups")
        else " Measure first: compare(ux.task_success(...), ux.task_success(...))."
    )
    raise TypeError(
        f"compare() takes two estimates; the type of the {position} is {type(thing).__name__}."
        f"{hint}"
    )


@dataclass(frozen=True, kw_only=True, repr=False)
class Comparison(Amount):
    """Two estimates compared: a difference or ratio, its interval, a test, and a sentence.

    Parameters
    ----------
    measure : Measure
        What was measured.
    first, second : Estimate
        What was compared: the first against the second.
    labels : (str, str)
        What the two are called.
    effect : {"difference", "ratio"}
        ``first - second``, or ``first / second``.
    value, low, high : float
        The effect and its interval, as stored: 0.27 is 27 percentage points.
    p_value : float
        Two-sided; how often a difference at least this large would appear if there were none.
    statistic, degrees_of_freedom : float
        The test statistic and its degrees of freedom; ``nan`` where the test has none.
    confidence_level : float
        Of the interval.
    method, test : str
        Names of the methods of the interval and of the p-value.
    note : str
        A caveat, or the reason why something is not known.
    """

    first: Estimate
    second: Estimate
    labels: tuple[str, str]
    statistic: float
    degrees_of_freedom: float
    method: str
    test: str
    note: str = field(default="")

    def __repr__(self) -> str:
        operator = "-" if self.effect == "difference" else "/"
        return (
            f"{self.measure.name}, {self.labels[0]} {operator} {self.labels[1]}: "
            f"{self._numbers_text()} ({100 * self.confidence_level:g}%, {self.method}; "
            f"{self._p_text()}, {self.test})\n{self.sentence}"
        )

    @property
    def sentence(self) -> str:
        """What the comparison means, and what it does not mean, in plain words."""
        name = begin_sentence(self.measure.name)
        a, b = self._spoken
        if math.isnan(self.value):
            return f"{name} cannot be compared between {a} and {b}: {self.note}"
        what = f"{name} was {self._in_words()}"
        if self.verdict == "not known":
            reason = f": {self.note}" if self.note else "."
            return f"{what} in this sample, but how sure that is cannot be known{reason}"
        truth = f"with {100 * self.confidence_level:g}% confidence the true difference is"
        if self.verdict == "difference":
            text = (
                f"{what}; {truth} {self._between()}. {self._better()}"
                "This alone does not show what caused it."
            )
        elif self.verdict == "borderline":
            text = (
                f"{what}; {truth} {self._between()}. Interval and test disagree on whether there "
                "is any difference: treat it as an open question and collect more data."
            )
        else:
            text = (
                f"These data do not show a difference in {self.measure.name} between {a} and {b}: "
                f"{truth} {self._between()}. That does not show that the two are the "
                "same."
            )
        return f"{text} {begin_sentence(self.note)}".rstrip()

    @property
    def _spoken(self) -> tuple[str, str]:
        """What the two are called in a sentence."""
        if self.labels == (FIRST, SECOND):
            return f"the {FIRST}", f"the {SECOND}"
        return self.labels

    def _better(self) -> str:
        direction = self.measure.direction
        if direction == "neither":
            return ""
        up = self.value > self._null
        winner = self._spoken[0 if up == (direction == "higher is better") else 1]
        return f"Since {direction} here, that favours {winner}. "

    def _in_words(self) -> str:
        """Return the effect in words, such as ``"5 points higher with new than with old"``."""
        a, b = self._spoken
        if float_of(self._effect_text(self.value, self._decimals, signed=False)) == self._null:
            return f"the same with {a} as with {b}"
        if math.isinf(self.value):
            return f"higher with {a} than with {b}, which had none"
        higher = "higher" if self.value > self._null else "lower"
        return f"{self._amount(self.value, named=True)} {higher} with {a} than with {b}"

    def to_frame(self) -> pd.DataFrame:
        """Return the comparison as a pandas data frame of one row; values as stored."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "metric": self.measure.name,
                    "first": self.labels[0],
                    "second": self.labels[1],
                    "first_value": self.first.value,
                    "second_value": self.second.value,
                    "effect": self.effect,
                    "value": self.value,
                    "low": self.low,
                    "high": self.high,
                    "unit": "ratio" if self.effect == "ratio" else self.measure.unit.name,
                    "p_value": self.p_value,
                    "statistic": self.statistic,
                    "degrees_of_freedom": self.degrees_of_freedom,
                    "confidence_level": self.confidence_level,
                    "method": self.method,
                    "test": self.test,
                    "verdict": self.verdict,
                    "note": self.note,
                }
            ]
        )

    def _repr_html_(self) -> str:
        a, b = self.labels
        operator = "−" if self.effect == "difference" else "÷"
        header = [
            "metric",
            a,
            b,
            f"{a} {operator} {b} [{100 * self.confidence_level:g}% interval]",
            "p",
        ]
        row = [
            self.measure.name,
            self.first._value_text(),
            self.second._value_text(),
            self._numbers_text(),
            self._p_text().removeprefix("p = ").removeprefix("p "),
        ]
        table = html_table(f"{self.measure.name}: {self.method}; {self.test}", header, [row], [])
        return f"{table}<p>{html.escape(self.sentence)}</p>"
