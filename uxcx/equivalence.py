"""Showing that two are the same, or that one is not worse: what no clear difference never shows."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from uxcx.amounts import p_text
from uxcx.comparison import Comparison, check_confidence_level, compare
from uxcx.margins import has_width, limits, p_value_of
from uxcx.measures import Direction
from uxcx.results import begin_sentence, html_table

if TYPE_CHECKING:
    import pandas as pd


def equivalent(
    first: Any,
    second: Any,
    *,
    margin: float,
    confidence_level: float = 0.95,
    method: str | None = None,
    labels: tuple[str, str] | None = None,
) -> EquivalenceTest:
    """Test whether two estimates are the same, but for a margin too small to matter.

    Not finding a difference does not show that there is none: with few answers nothing is ever
    found. Here the burden is turned round. Choose the margin before you see the data.

    Parameters
    ----------
    first, second : Estimate, or summary from `uxcx.families`
        Two estimates of the same metric, as in `uxcx.compare`.
    margin : float
        The largest difference that does not matter, as the metric is stored: 0.05 is 5 percentage
        points. For times and rates, which are compared as ratios, a ratio above 1: 1.2 means from
        1/1.2 to 1.2 times.
    confidence_level : float, default 0.95
        Of each of the two one-sided tests; above 0.5. At 0.95 the interval shown is that of 90%.
    method : str, optional
        The method of the interval; see `uxcx.compare`.
    labels : (str, str), optional
        What the two are called in the sentence; by default their groups.

    Returns
    -------
    EquivalenceTest
        Verdict, p-value, interval and a sentence.

    Raises
    ------
    TypeError
        If something else than two estimates or two summaries of one kind is given.
    ValueError
        If the margin is no possible one, the two are of different metrics, or an option is not
        one of those above.

    Notes
    -----
    Two one-sided tests (Schuirmann 1987, *Journal of Pharmacokinetics and Biopharmaceutics*
    15:657): equivalence is shown if the 90% interval of `uxcx.compare` lies within the margin.
    The p-value is the smallest error rate at which it would.

    Examples
    --------
    >>> from uxcx import equivalent, ux
    >>> from uxcx.families import Proportion
    >>> new, old = (ux.task_success(Proportion(successes=x, n=500)) for x in (450, 448))
    >>> equivalent(new, old, margin=0.05, labels=("new", "old"))
    task success, new - old: 0 percentage points [-3, +4] (90%, Agresti-Caffo), margin 5 percentage
    points: equivalent (p = 0.0084, two one-sided tests)
    These data show that task success is the same with new as with old, but for less than the
    margin of 5 percentage points: the 90% interval, from 3 percentage points lower to 4 higher,
    lies within it.

    Whatever true difference is left, it is smaller than what was agreed to matter.
    """
    return _test(
        "equivalent",
        first,
        second,
        margin=margin,
        direction=None,
        confidence_level=confidence_level,
        method=method,
        labels=labels,
    )


def not_worse(
    first: Any,
    second: Any,
    *,
    margin: float,
    direction: Direction | None = None,
    confidence_level: float = 0.95,
    method: str | None = None,
    labels: tuple[str, str] | None = None,
) -> EquivalenceTest:
    """Test whether the first is no worse than the second, but for a margin (non-inferiority).

    Parameters
    ----------
    first, second : Estimate, or summary from `uxcx.families`
        Two estimates of the same metric, as in `uxcx.compare`: is the first no worse?
    margin : float
        The largest loss that is accepted, as in `equivalent`.
    direction : {"higher is better", "lower is better"}, optional
        Which way is better; by default what the metric says.
    confidence_level : float, default 0.95
        Of the one-sided test; above 0.5. At 0.95 the interval shown is that of 90%.
    method : str, optional
        The method of the interval; see `uxcx.compare`.
    labels : (str, str), optional
        What the two are called in the sentence; by default their groups.

    Returns
    -------
    EquivalenceTest
        Verdict, p-value, interval and a sentence.

    Raises
    ------
    TypeError
        If something else than two estimates or two summaries of one kind is given.
    ValueError
        If the metric has no direction and none is given, or anything that `equivalent` refuses.

    Notes
    -----
    One one-sided test against the margin, from the 90% interval of `uxcx.compare` (Piaggio et al.
    2012, *JAMA* 308:2594, the CONSORT statement on non-inferiority). Regulators of medicine ask
    for ``confidence_level=0.975``, whose interval is that of 95%.

    Examples
    --------
    >>> from uxcx import not_worse, ux
    >>> from uxcx.families import Proportion
    >>> new, old = (ux.task_success(Proportion(successes=x, n=10)) for x in (9, 8))
    >>> not_worse(new, old, margin=0.05, labels=("new", "old")).verdict
    'not shown'

    Ten users a design cannot show that a design is no worse, even where it did better.
    """
    return _test(
        "not worse",
        first,
        second,
        margin=margin,
        direction=direction,
        confidence_level=confidence_level,
        method=method,
        labels=labels,
    )


Question = Literal["equivalent", "not worse"]


def _test(
    question: Question,
    first: Any,
    second: Any,
    *,
    margin: Any,
    direction: Direction | None,
    confidence_level: float,
    method: str | None,
    labels: tuple[str, str] | None,
) -> EquivalenceTest:
    check_confidence_level(confidence_level)
    if confidence_level <= 0.5:
        raise ValueError(
            f"A one-sided test needs a confidence_level above 0.5; got {confidence_level!r}."
        )

    def at(p_value: float) -> Comparison:
        return compare(
            first, second, confidence_level=1 - 2 * p_value, method=method, labels=labels
        )

    alpha = 1 - float(confidence_level)
    comparison = at(alpha)
    low, high = limits(margin, comparison)
    sides = (True, True)
    if question == "not worse":
        direction = direction or comparison.measure.direction
        if direction not in ("higher is better", "lower is better"):
            raise ValueError(
                f"{comparison.measure.name} has no better direction of its own: give "
                'direction="higher is better" or direction="lower is better".'
            )
        sides = (direction == "higher is better", direction == "lower is better")
    p_values = [
        p_value_of(at, comparison, limit, lower=lower)
        for limit, lower, asked in ((low, True, sides[0]), (high, False, sides[1]))
        if asked
    ]
    unknown = any(math.isnan(p) for p in p_values)
    return EquivalenceTest(
        question=question,
        comparison=comparison,
        margin=float(margin),
        low_limit=low if sides[0] else -math.inf,
        high_limit=high if sides[1] else math.inf,
        p_value=math.nan if unknown else float(max(p_values)),
        confidence_level=float(confidence_level),
    )


@dataclass(frozen=True, kw_only=True, repr=False)
class EquivalenceTest:
    """Whether two are the same, or one not worse, but for a margin.

    Parameters
    ----------
    question : {"equivalent", "not worse"}
        What was asked.
    comparison : Comparison
        Effect and interval; at a `confidence_level` of 0.95 the interval is that of 90%.
    margin : float
        As given: a difference as the metric is stored, or a ratio.
    low_limit, high_limit : float
        What the interval must stay within; infinite on the side that was not asked about.
    p_value : float
        Of the two one-sided tests the larger, or of the one; ``nan`` where it is not known.
    confidence_level : float
        Of each one-sided test.
    """

    question: Question
    comparison: Comparison
    margin: float
    low_limit: float
    high_limit: float
    p_value: float
    confidence_level: float

    @property
    def verdict(
        self,
    ) -> Literal["equivalent", "not worse", "different", "worse", "not shown", "not known"]:
        """What the data show.

        ``"different"`` and ``"worse"`` mean by more than the margin.
        """
        low, high = self.comparison.low, self.comparison.high
        if not has_width(self.comparison):
            return "not known"
        if self.low_limit < low and high < self.high_limit:
            return self.question
        if high < self.low_limit or low > self.high_limit:
            return "different" if self.question == "equivalent" else "worse"
        return "not shown"

    # --- words -------------------------------------------------------------------------------

    @property
    def _margin_text(self) -> str:
        unit = self.comparison.measure.unit
        if self.comparison.effect == "ratio":
            return f"{self.margin:.10g} times"
        suffix = unit.difference
        number = self.margin * unit.factor
        if number == 1:
            suffix = suffix.replace("points", "point").replace("seconds", "second")
        return f"{number:.10g}{suffix}"

    @property
    def _level(self) -> str:
        return f"{100 * self.comparison.confidence_level:.6g}%"

    @property
    def sentence(self) -> str:
        """What the data show about the question, in plain words."""
        found = self.comparison
        name, (a, b) = found.measure.name, found._spoken
        margin = f"the margin of {self._margin_text}"
        if self.verdict == "not known":
            reason = begin_sentence(found.note)
            asked = f"the same with {a} as with {b}"
            if self.question == "not worse":
                asked = f"no worse with {a} than with {b}"
            return f"Whether {name} is {asked} cannot be known from these data. {reason}".rstrip()
        span = found._between().removeprefix("anywhere ")
        interval = f"the {self._level} interval, {span},"
        if self.verdict == "equivalent":
            text = (
                f"These data show that {name} is the same with {a} as with {b}, but for less than "
                f"{margin}: {interval} lies within it."
            )
            if found.interval_excludes_no_difference:
                text += " Some difference there is, but one too small to matter."
            return text
        if self.verdict == "not worse":
            return (
                f"These data show that {name} is no worse with {a} than with {b}, but for less "
                f"than {margin}: {interval} leaves out any greater loss."
            )
        if self.verdict == "different":
            return (
                f"These data show that {name} is not the same with {a} as with {b}: {interval} "
                f"lies wholly beyond {margin}."
            )
        if self.verdict == "worse":
            return (
                f"These data show that {name} is worse with {a} than with {b}, by more than "
                f"{margin}: {interval} lies wholly beyond it."
            )
        asked, loss = f"the same with {a} as with {b}", "differences greater than"
        if self.question == "not worse":
            asked, loss = f"no worse with {a} than with {b}", "losses greater than"
        return (
            f"These data do not show that {name} is {asked}: {interval} still holds {loss} "
            f"{margin}. Nor do they show the contrary; more answers would narrow the interval."
        )

    @property
    def _test_name(self) -> str:
        return "two one-sided tests" if self.question == "equivalent" else "one one-sided test"

    def __repr__(self) -> str:
        found = self.comparison
        operator = "-" if found.effect == "difference" else "/"
        return (
            f"{found.measure.name}, {found.labels[0]} {operator} {found.labels[1]}: "
            f"{found._numbers_text()} ({self._level}, {found.method}), margin "
            f"{self._margin_text}: {self.verdict} ({p_text(self.p_value)}, {self._test_name})\n"
            f"{self.sentence}"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the test as a pandas data frame of one row; values as stored."""
        import pandas as pd

        kept = ("metric", "first", "second", "effect", "value", "low", "high", "unit", "method")
        row = self.comparison.to_frame()[list(kept)].iloc[0].to_dict()
        own = ("question", "margin", "low_limit", "high_limit", "p_value", "confidence_level")
        row.update({name: getattr(self, name) for name in (*own, "verdict")})
        return pd.DataFrame([{**row, "interval_level": self.comparison.confidence_level}])

    def _repr_html_(self) -> str:
        found = self.comparison
        operator = "−" if found.effect == "difference" else "÷"
        a, b = found.labels
        effect = f"{a} {operator} {b} [{self._level} interval]"
        header = ["metric", effect, "margin", "p", "verdict"]
        p_cell = p_text(self.p_value).removeprefix("p = ").removeprefix("p ")
        row = [found.measure.name, found._numbers_text(), self._margin_text, p_cell, self.verdict]
        caption = f"{found.measure.name}, {self.question}? {found.method}; {self._test_name}"
        return f"{html_table(caption, header, [row], [])}<p>{html.escape(self.sentence)}</p>"
