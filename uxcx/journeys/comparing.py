"""Two groups compared at every step, or on every transition, corrected for how many there are."""

from __future__ import annotations

import html
import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from uxcx.amounts import p_text
from uxcx.comparison import check_confidence_level, compare
from uxcx.errors import GroupError, nearest
from uxcx.journeys.funnel_result import Funnel
from uxcx.journeys.transitions_result import PROBABILITY, Transitions, counts_of_both
from uxcx.multiple import CORRECTIONS, Correction, PairComparison, adjust
from uxcx.results import Estimate, html_table

if TYPE_CHECKING:
    import pandas as pd

Of = Literal["step before", "start"]


class PartComparisons:
    """Two groups compared at each part of a journey: iterate, or pick one, ``results["order"]``.

    Parameters
    ----------
    parts : dict of str or tuple to PairComparison
        By step, or by the two events of a transition.
    labels : (str, str)
        What the two groups are called.
    what : str
        What the parts are: "step" or "transition".
    correction : {"holm", "benjamini-hochberg", "none"}
        The method of correction.
    left_out : dict of str or tuple to str
        Parts that could not be compared, or were not to be, and why.
    """

    def __init__(
        self,
        parts: dict[Any, PairComparison],
        *,
        labels: tuple[str, str],
        what: str,
        correction: Correction,
        left_out: Mapping[Any, str],
    ) -> None:
        self._parts = parts
        self.labels = labels
        self.what = what
        self.correction = correction
        self.left_out = dict(left_out)

    def __len__(self) -> int:
        return len(self._parts)

    def __iter__(self) -> Iterator[PairComparison]:
        return iter(self._parts.values())

    @property
    def parts(self) -> list[Any]:
        """What was compared, in order."""
        return list(self._parts)

    def __getitem__(self, part: Any) -> PairComparison:
        if part in self._parts:
            return self._parts[part]
        if part in self.left_out:
            raise GroupError(f"The {self.what} {part!r} was left out: {self.left_out[part]}.")
        guess = nearest(str(part), [str(key) for key in self._parts])
        hint = f" Did you mean {guess}?" if guess else ""
        raise GroupError(f"There is no {self.what} {part!r}.{hint}")

    @property
    def differences(self) -> list[Any]:
        """The parts where the two differ, after the correction."""
        return [part for part, pair in self._parts.items() if pair.verdict == "difference"]

    @property
    def sentence(self) -> str:
        """At how many parts the two differ, and at which."""
        a, b = self.labels
        n = len(self)
        many = f"{n:,} {self.what}{'s' * (n != 1)}"
        name = CORRECTIONS[self.correction]
        how = "without correction" if self.correction == "none" else f"after {name}'s correction"
        if not self.differences:
            text = f"{a} and {b} show no clear difference at any of {many} {how}."
        else:
            shown = ", ".join(spoken_part(part) for part in self.differences[:5])
            more = len(self.differences) - 5
            rest = f" and {more:,} more" if more > 0 else ""
            text = (
                f"{a} and {b} differ at {len(self.differences):,} of {many} {how}: {shown}{rest}."
            )
        if self.left_out:
            text += f" Left out: {len(self.left_out):,}, each with its reason in left_out."
        return text

    def __repr__(self) -> str:
        return "\n".join([self.sentence, *map(repr, self)])

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas data frame with one row a part; values as stored."""
        import pandas as pd

        frames = []
        for part, pair in self._parts.items():
            frame = pair.to_frame()
            frame.insert(0, self.what, [spoken_part(part)])
            frames.append(frame)
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    def _repr_html_(self) -> str:
        if not self._parts:
            return f"<p>{html.escape(self.sentence)}</p>"
        first = next(iter(self))
        a, b = self.labels
        level = f"{100 * first.comparison.confidence_level:g}%"
        name = CORRECTIONS[self.correction]
        header = [self.what, a, b, f"{a} − {b} [{level} interval]", f"p, {name}", "verdict"]
        rows = [
            [
                spoken_part(part),
                pair.comparison.first._value_text(),
                pair.comparison.second._value_text(),
                pair.comparison._numbers_text(),
                p_text(pair.p_adjusted).removeprefix("p = ").removeprefix("p "),
                pair.verdict,
            ]
            for part, pair in self._parts.items()
        ]
        ways = dict.fromkeys(f"{p.comparison.method}; {p.comparison.test}" for p in self)
        caption = f"{a} against {b}, by {self.what}: {'; '.join(ways)}; {name} over {len(self)}"
        notes = [
            self.sentence,
            "intervals are those of each on its own and are not widened for their number.",
        ]
        return html_table(caption, header, rows, notes)


def spoken_part(part: Any) -> str:
    """Return a step as it is, a transition with its arrow."""
    return " → ".join(map(str, part)) if isinstance(part, tuple) else str(part)


def compare_parts(
    pairs: Mapping[Any, tuple[Estimate, Estimate]],
    *,
    labels: tuple[str, str],
    what: str,
    correction: Correction,
    confidence_level: float,
    method: str | None,
    left_out: Mapping[Any, str],
    note: str = "",
) -> PartComparisons:
    """Compare two estimates of each part, and correct the p-values for their number."""
    check_confidence_level(confidence_level)
    if correction not in CORRECTIONS:
        names = ", ".join(map(repr, get_args(Correction)))
        raise ValueError(f"correction must be one of {names}; got {correction!r}.")
    found, aside = {}, dict(left_out)
    for part, (first, second) in pairs.items():
        if first.n and second.n:
            alone = compare(
                first, second, confidence_level=confidence_level, method=method, labels=labels
            )
            found[part] = replace(alone, note=f"{alone.note} {note}".strip()) if note else alone
        else:
            empty = labels[0] if not first.n else labels[1]
            aside[part] = f"nobody of {empty} got that far"
    adjusted = adjust([each.p_value for each in found.values()], correction)
    n_tests = sum(not math.isnan(p) for p in adjusted)
    parts = {
        part: PairComparison(
            comparison=comparison, p_adjusted=p, correction=correction, n_tests=n_tests, what=what
        )
        for (part, comparison), p in zip(found.items(), adjusted, strict=True)
    }
    return PartComparisons(parts, labels=labels, what=what, correction=correction, left_out=aside)


def compare_steps(
    first: Funnel,
    second: Funnel,
    *,
    of: Of = "step before",
    correction: Correction = "holm",
    confidence_level: float = 0.95,
    method: str | None = None,
    labels: tuple[str, str] | None = None,
) -> PartComparisons:
    """Compare two funnels at every step, corrected for the number of steps.

    Parameters
    ----------
    first, second : Funnel
        Of the same steps by the same rules: two groups, two designs, two months. Their cases must
        be different ones; where units are in both, a note says so.
    of : {"step before", "start"}, default "step before"
        Whether each step is seen as a share of those at the step before, which shows where the two
        differ, or of those who started, which shows what it comes to.
    correction : {"holm", "benjamini-hochberg", "none"}, default "holm"
        See `uxcx.compare_all`.
    confidence_level : float, default 0.95
        Of the interval of each difference; between 0 and 1.
    method : str, optional
        Of the intervals, see `uxcx.compare`; Agresti-Caffo by default.
    labels : (str, str), optional
        What the two are called; by default their groups.

    Returns
    -------
    PartComparisons
        A comparison for each step but the first; pick one by the name of the step.

    Raises
    ------
    TypeError
        If something else than two funnels is given.
    ValueError
        If the two were not made by the same rules, or an option is not one of those above.

    Notes
    -----
    Holm (1979), *Scandinavian Journal of Statistics* 6:65; the N-1 two-proportion z test, and the
    interval of Agresti and Caffo, as in `uxcx.compare`.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys
    >>> reached = {"old": (90, 60, 20), "new": (95, 64, 50)}
    >>> events = pd.DataFrame(
    ...     [(f"{design} {case}", pd.Timestamp(2025, 3, 1, 10, minute), event, design)
    ...      for design, counts in reached.items()
    ...      for minute, (event, n) in enumerate(zip(["cart", "address", "order"], counts))
    ...      for case in range(n)],
    ...     columns=["case", "time", "event", "design"])
    >>> funnels = journeys.funnel(events, steps=["cart", "address", "order"], by="design")
    >>> result = journeys.compare_steps(funnels["new"], funnels["old"])
    >>> print(result.sentence)
    new and old differ at 1 of 2 steps after Holm's correction: order.
    >>> result["order"].comparison
    conversion from address to order, new - old: +45 percentage points [+28, +59] (95%,
    Agresti-Caffo; p < 0.0001, N-1 two-proportion z test)
    Conversion from address to order was 45 percentage points higher with new than with old; with
    95% confidence the true difference is between 28 and 59 percentage points higher. Since higher
    is better here, that favours new. This alone does not show what caused it.

    The new design keeps people at the last step; at the step before it shows no clear difference.
    """
    for thing in (first, second):
        if not isinstance(thing, Funnel):
            raise TypeError(
                f"compare_steps() takes two funnels; got a {type(thing).__name__}. Of funnels by "
                "group pick two: compare_steps(funnels['new'], funnels['old'])."
            )
    if first.rules != second.rules:
        raise ValueError(
            "The two funnels were not made by the same steps and rules: "
            f"{list(first.steps)}, {first.rules.text} Against {list(second.steps)}, "
            f"{second.rules.text}"
        )
    if of not in get_args(Of):
        raise ValueError(f"of must be 'step before' or 'start'; got {of!r}.")
    steps, note = first.steps, ""
    pairs = {}
    for before, step in itertools.pairwise(steps):
        sides = [
            (each.from_step_before if of == "step before" else each.from_start)[step]
            for each in (first, second)
        ]
        origin = before if of == "step before" else steps[0]
        measure = replace(sides[0].measure, name=f"conversion from {origin} to {step}")
        a, b = (replace(side, measure=measure) for side in sides)
        pairs[step] = (a, b)
    if first.units and second.units and first.units.n_shared and second.units.n_shared:
        note = (
            f"some of the same units by {first.units.name} are in several groups; here each counts "
            "as two, which makes the interval too wide or too narrow."
        )
    return compare_parts(
        pairs,
        labels=labels or (first.label or "first", second.label or "second"),
        note=note,
        what="step",
        correction=correction,
        confidence_level=confidence_level,
        method=method,
        left_out={},
    )


def compare_transitions(
    first: Transitions,
    second: Transitions,
    *,
    least: int = 0,
    correction: Correction = "holm",
    confidence_level: float = 0.95,
    method: str | None = None,
    labels: tuple[str, str] | None = None,
) -> PartComparisons:
    """Compare two groups on every transition that either has made, corrected for their number.

    Parameters
    ----------
    first, second : Transitions
        Of the same kind: two groups, two designs, two months. Their cases must be different ones.
    least : int, default 0
        Transitions made less often than this by both together are left out, and said to be. Set it
        before looking at the results; the fewer tests, the more each can find.
    correction : {"holm", "benjamini-hochberg", "none"}, default "holm"
        See `uxcx.compare_all`.
    confidence_level : float, default 0.95
        Of the interval of each difference; between 0 and 1.
    method : str, optional
        Of the intervals, see `uxcx.compare`; Agresti-Caffo by default.
    labels : (str, str), optional
        What the two are called; by default their groups.

    Returns
    -------
    PartComparisons
        A comparison for each transition, the most frequent first; pick one by its two ends,
        ``results["cart", "address"]``.

    Raises
    ------
    TypeError
        If something else than the transitions of two groups is given.
    ValueError
        If one is of events and the other of channels, only one counts with cases as units, or an
        option is not one of those above.

    Notes
    -----
    Probabilities of what follows one event are not independent of each other; Holm's method
    (1979, *Scandinavian Journal of Statistics* 6:65) does not need them to be.

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import journeys
    >>> paths = {"old": ["cart", "cart help"], "new": ["cart order", "cart order", "cart"]}
    >>> log = pd.DataFrame(
    ...     [(f"{design} {case}", pd.Timestamp(2025, 3, 1, 10, minute), event, design)
    ...      for design, made in paths.items() for case, path in enumerate(made * 20)
    ...      for minute, event in enumerate(path.split())],
    ...     columns=["case", "time", "event", "design"])
    >>> both = journeys.transitions(log, by="design")
    >>> result = journeys.compare_transitions(both["new"], both["old"], least=5)
    >>> print(result.sentence)
    new and old differ at 2 of 3 transitions after Holm's correction: cart → order, cart → help.
    Left out: 2, each with its reason in left_out.

    With the new design people go on to the order; with the old one they look for help.
    """
    for thing in (first, second):
        if not isinstance(thing, Transitions):
            raise TypeError(
                f"compare_transitions() takes the transitions of two groups; got a "
                f"{type(thing).__name__}. Pick two: compare_transitions(results['new'], "
                "results['old'])."
            )
    if first.of != second.of:
        raise ValueError(f"The first are transitions of {first.of}s, the second of {second.of}s.")
    names = labels or (first.label or "first", second.label or "second")
    pairs, aside = {}, {}
    for (origin, target), n in counts_of_both(first, second).items():
        if n < least:
            aside[origin, target] = f"made {n:,} times by both together, fewer than {least:,}"
        elif origin not in first.states or origin not in second.states:
            empty = names[0] if origin not in first.states else names[1]
            aside[origin, target] = f"nobody of {empty} got that far"
        else:
            measure = replace(PROBABILITY, name=f"transition from {origin} to {target}")
            one, other = (each.probability(origin, target) for each in (first, second))
            pairs[origin, target] = replace(one, measure=measure), replace(other, measure=measure)
    return compare_parts(
        pairs,
        labels=names,
        what="transition",
        correction=correction,
        confidence_level=confidence_level,
        method=method,
        left_out=aside,
    )
