"""Comparing all pairs of groups, with p-values that know how many pairs were looked at."""

from __future__ import annotations

import html
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from uxcx.amounts import p_text
from uxcx.comparison import Comparison, check_confidence_level, compare
from uxcx.errors import GroupError
from uxcx.results import Estimates, html_table

if TYPE_CHECKING:
    import pandas as pd

Correction = Literal["holm", "none", "benjamini-hochberg"]

#: what each correction is called
CORRECTIONS: dict[Correction, str] = {
    "holm": "Holm",
    "none": "no correction",
    "benjamini-hochberg": "Benjamini-Hochberg",
}


def compare_all(
    estimates: Estimates,
    *,
    correction: Correction = "holm",
    confidence_level: float = 0.95,
    method: str | None = None,
) -> Comparisons:
    """Compare every pair of groups, and correct the p-values for their number.

    The more pairs are looked at, the more of them differ by chance: of ten groups that are all
    alike, 45 pairs are compared and some two come out "significant".

    Parameters
    ----------
    estimates : Estimates
        Two groups and more of one metric, as a metric gives them with ``by=``.
    correction : {"holm", "benjamini-hochberg", "none"}, default "holm"
        Holm keeps the chance of any false difference among all pairs within 1 minus
        `confidence_level`. Benjamini-Hochberg finds more, and keeps the share of false ones among
        the differences found within it, on average; use it to choose what to look at next.
    confidence_level : float, default 0.95
        Between 0 and 1. The intervals are those of each pair on its own: they are not widened.
    method : str, optional
        The method of the intervals; see `uxcx.compare`.

    Returns
    -------
    Comparisons
        One for each pair, in the order of the groups; pick one by its two groups.

    Raises
    ------
    TypeError
        If something else than estimates of several groups is given.
    ValueError
        If there is one group only, a group has no answers, or an option is not one of those
        above.

    Notes
    -----
    Holm (1979), *Scandinavian Journal of Statistics* 6:65. Benjamini and Hochberg (1995),
    *JRSS B* 57:289. A pair whose p-value is not known (one answer in a group) is not counted
    among the tests.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import compare_all, ux
    >>> tests = pd.DataFrame(
    ...     {"design": ["a"] * 20 + ["b"] * 20 + ["c"] * 20,
    ...      "done": [1] * 18 + [0] * 2 + [1] * 12 + [0] * 8 + [1] * 9 + [0] * 11})
    >>> results = compare_all(ux.task_success(tests, "done", by="design"))
    >>> results["a", "c"]
    task success, a - c: +45 percentage points [+16, +66] (95%, Agresti-Caffo; p = 0.0081, N-1
    two-proportion z test, Holm over 3 pairs)
    Task success was 45 percentage points higher with a than with c; with 95% confidence the true
    difference is between 16 and 66 percentage points higher. Since higher is better here, that
    favours a. This alone does not show what caused it. The p-value is corrected by Holm's method
    for the 3 pairs compared.
    >>> results["a", "b"].verdict
    'not after correction'

    Design a beats c even among three comparisons; a against b is a lead to follow up.
    """
    if not isinstance(estimates, Estimates):
        raise TypeError(
            "compare_all() takes the estimates of several groups; the type of the first argument "
            f"is {type(estimates).__name__}. Measure by group first: "
            'compare_all(ux.task_success(frame, "completed", by="design")).'
        )
    check_confidence_level(confidence_level)
    if correction not in CORRECTIONS:
        names = ", ".join(map(repr, get_args(Correction)))
        raise ValueError(f"correction must be one of {names}; got {correction!r}.")
    if len(estimates) < 2:
        raise ValueError(
            "There is one group only, so there is nothing to compare it with: "
            f"{', '.join(map(repr, estimates.groups))}."
        )
    keys = list(itertools.combinations(estimates.groups, 2))
    found = [
        compare(estimates[a], estimates[b], confidence_level=confidence_level, method=method)
        for a, b in keys
    ]
    adjusted = adjust([comparison.p_value for comparison in found], correction)
    n_tests = sum(not math.isnan(p) for p in adjusted)
    pairs = {
        key: PairComparison(
            comparison=comparison, p_adjusted=p, correction=correction, n_tests=n_tests
        )
        for key, comparison, p in zip(keys, found, adjusted, strict=True)
    }
    return Comparisons(pairs, estimates=estimates, correction=correction, method=method)


def adjust(p_values: Sequence[float], correction: Correction) -> list[float]:
    """Return p-values corrected for their number; those not known stay so and do not count."""
    known = sorted((p, i) for i, p in enumerate(p_values) if not math.isnan(p))
    adjusted = [math.nan] * len(p_values)
    m = len(known)
    if correction == "none":
        return [float(p) for p in p_values]
    if correction == "holm":
        most = 0.0
        for rank, (p, i) in enumerate(known):
            adjusted[i] = most = max(most, min(1.0, (m - rank) * p))
        return adjusted
    least = 1.0
    for rank, (p, i) in reversed(list(enumerate(known, start=1))):
        adjusted[i] = least = min(least, p * m / rank)
    return adjusted


@dataclass(frozen=True, kw_only=True, repr=False)
class PairComparison:
    """One pair among several: a comparison, and its p-value corrected for their number.

    Parameters
    ----------
    comparison : Comparison
        The pair on its own: effect, interval, and p-value before correction.
    p_adjusted : float
        The p-value after correction.
    correction : {"holm", "benjamini-hochberg", "none"}
        The method of correction.
    n_tests : int
        How many pairs were tested.
    what : str, default "pair"
        What the tests are of, in one word: pairs of groups, or steps, or transitions.
    """

    comparison: Comparison
    p_adjusted: float
    correction: Correction
    n_tests: int
    what: str = "pair"

    @property
    def verdict(
        self,
    ) -> Literal[
        "difference", "not after correction", "no clear difference", "borderline", "not known"
    ]:
        """What the pair shows among all pairs.

        ``"not after correction"`` where the test would find a difference if this pair had been
        the only one.
        """
        alpha = 1 - self.comparison.confidence_level
        if self.comparison.p_value < alpha <= self.p_adjusted:
            return "not after correction"
        return self.comparison.verdict

    @property
    def _pairs(self) -> str:
        return f"{self.n_tests:,} {self.what}{'s' * (self.n_tests != 1)}"

    @property
    def sentence(self) -> str:
        """What the pair shows among all pairs, with the correction named."""
        whole = self.comparison.sentence
        if self.verdict == "not known":
            return (
                f"{whole} This {self.what} has no p-value to correct and is not counted among the "
                "tests."
            )
        if self.verdict == "not after correction":
            return self._lost()
        return f"{whole} {self._said()}"

    def _said(self) -> str:
        """Return the correction, as a sentence."""
        if self.n_tests == 1:
            return f"It is the only {self.what} tested, so there is nothing to correct for."
        level = 100 * (1 - self.comparison.confidence_level)
        if self.correction == "none":
            chance = 100 * (1 - self.comparison.confidence_level**self.n_tests)
            return (
                f"The p-value is not corrected for the {self._pairs} compared: were all groups "
                f"alike, the chance of a false difference somewhere would not be {level:.2g}% but "
                f"as much as {chance:.0f}%, if the tests were independent."
            )
        name = CORRECTIONS[self.correction]
        method = f"{name}'s method" if self.correction == "holm" else f"the {name} method"
        return f"The p-value is corrected by {method} for the {self._pairs} compared."

    def _lost(self) -> str:
        """Return the sentence of a difference that does not outlast the correction."""
        pair = self.comparison
        a, b = pair._spoken
        return (
            f"These data do not show a difference in {pair.measure.name} between {a} and {b} once "
            f"it is counted that {self._pairs} were compared (p = {pair.p_value:.2g} before, "
            f"{self.p_adjusted:.2g} after the {CORRECTIONS[self.correction]} correction). On its "
            f"own the {self.what} would have passed for one: take it as a lead to test with new "
            "data, not as a finding."
        )

    def __repr__(self) -> str:
        pair = self.comparison
        operator = "-" if pair.effect == "difference" else "/"
        return (
            f"{pair.measure.name}, {pair.labels[0]} {operator} {pair.labels[1]}: "
            f"{pair._numbers_text()} ({100 * pair.confidence_level:g}%, {pair.method}; "
            f"{p_text(self.p_adjusted)}, {pair.test}, {CORRECTIONS[self.correction]} over "
            f"{self._pairs})\n{self.sentence}"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the pair as a pandas data frame of one row; values as stored."""
        frame = self.comparison.to_frame()
        place = frame.columns.get_loc("p_value")
        frame.insert(int(str(place)) + 1, "p_adjusted", [self.p_adjusted])
        frame["correction"], frame["n_tests"] = self.correction, self.n_tests
        frame["verdict"] = self.verdict
        return frame

    def _repr_html_(self) -> str:
        return pairs_table([self])


class Comparisons:
    """All pairs of several groups compared: iterate, or pick one by its two groups.

    ``results["new", "old"]`` is new against old, ``results["old", "new"]`` old against new.

    Parameters
    ----------
    pairs : dict of (group, group) to PairComparison
        The pairs in the order of the groups.
    estimates : Estimates
        What was compared.
    correction : {"holm", "benjamini-hochberg", "none"}
        The method of correction.
    method : str, optional
        The method of the intervals that was asked for.
    """

    def __init__(
        self,
        pairs: dict[tuple[Any, Any], PairComparison],
        *,
        estimates: Estimates,
        correction: Correction,
        method: str | None = None,
    ) -> None:
        self._pairs = pairs
        self.method = method
        self.estimates = estimates
        self.correction = correction

    def __len__(self) -> int:
        return len(self._pairs)

    def __iter__(self) -> Iterator[PairComparison]:
        return iter(self._pairs.values())

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The pairs of groups, in order."""
        return list(self._pairs)

    def __getitem__(self, pair: tuple[Any, Any]) -> PairComparison:
        if not (isinstance(pair, tuple) and len(pair) == 2):
            raise GroupError(f"Pick a pair by its two groups; got {pair!r}.")
        a, b = (self.estimates[group] for group in pair)
        first, second = pair
        if (first, second) in self._pairs:
            return self._pairs[first, second]
        if (second, first) not in self._pairs:
            raise GroupError(f"A pair is of two different groups; got {first!r} twice.")
        there = self._pairs[second, first]
        return PairComparison(
            comparison=compare(
                a, b, confidence_level=there.comparison.confidence_level, method=self.method
            ),
            p_adjusted=there.p_adjusted,
            correction=there.correction,
            n_tests=there.n_tests,
        )

    def __repr__(self) -> str:
        return "\n".join(repr(pair) for pair in self)

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy pandas data frame: one row a pair, values as stored."""
        import pandas as pd

        return pd.concat([pair.to_frame() for pair in self], ignore_index=True)

    def _repr_html_(self) -> str:
        return pairs_table(list(self))


def pairs_table(pairs: list[PairComparison]) -> str:
    """Return compared pairs as an accessible HTML table, with a sentence for each."""
    first = pairs[0]
    pair = first.comparison
    level = f"{100 * pair.confidence_level:g}%"
    operator = "−" if pair.effect == "difference" else "÷"
    name = CORRECTIONS[first.correction]
    header = ["pair", f"first {operator} second [{level} interval]", "p", f"p, {name}", "verdict"]

    def p_cell(p_value: float) -> str:
        return p_text(p_value).removeprefix("p = ").removeprefix("p ")

    rows = [
        [
            f"{p.comparison.labels[0]} {operator} {p.comparison.labels[1]}",
            p.comparison._numbers_text(),
            p_cell(p.comparison.p_value),
            p_cell(p.p_adjusted),
            p.verdict,
        ]
        for p in pairs
    ]
    ways = "; ".join(dict.fromkeys(f"{p.comparison.method}; {p.comparison.test}" for p in pairs))
    caption = f"{pair.measure.name}, all pairs: {ways}; {name} over {first._pairs}"
    notes = ["intervals are those of each pair on its own and are not widened for their number."]
    sentences = "".join(f"<li>{html.escape(p.sentence)}</li>" for p in pairs)
    return f"{html_table(caption, header, rows, notes)}<ul>{sentences}</ul>"
