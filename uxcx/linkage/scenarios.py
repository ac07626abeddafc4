"""What if: a step of one thing, carried through a chain of links to what it may be worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError, nearest
from uxcx.linkage.links import PERCENT, Link, Uncertain
from uxcx.linkage.scenario_result import Assumption, Change, WhatIf

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

#: of equal size, for the variance that one number makes
BINS = 200


def what_if(
    cause: str,
    *,
    start: float,
    end: float,
    links: Sequence[Link],
    outcome: str | None = None,
    unit: str = PERCENT,
    confidence_level: float = 0.95,
    runs: int = 100_000,
    seed: int = 1,
) -> WhatIf:
    """Carry a step of one thing through a chain of links, with its uncertainty.

    Parameters
    ----------
    cause : str
        What is moved: ``"success of the address form"``.
    start, end : float
        From where to where, as stored: 0.71 and 0.80 for 71% and 80%.
    links : sequence of Link
        What moves what, and how far; they may branch and meet, but not go round.
    outcome : str, optional
        The one to tell the assumptions and the sentence for; by default the last of the chain.
    unit : str, default "%"
        Of `cause`.
    confidence_level : float, default 0.95
        Of the intervals given back; between 0 and 1.
    runs : int, default 100,000
        Simulated runs, from 1,000.
    seed : int, default 1
        Of the random numbers: the same seed gives the same intervals.

    Returns
    -------
    WhatIf
        All changes with intervals, the assumptions by their share of the variance, and a sentence.
        The claim is that of the weakest link on the way.

    Raises
    ------
    AnswerError
        If a link hangs in the air, the chain goes round, or a number is not one.
    KeyError
        If `outcome` is not in the chain.

    Notes
    -----
    Each uncertain number is drawn from a normal distribution, independent of the others, whose
    halves have the widths of its interval on either side; the intervals of the changes are
    quantiles of the runs. The share of variance is the first-order index of Sobol' (Saltelli et al.
    2008, *Global Sensitivity Analysis: The Primer*), from means in 200 bins. Effects are straight
    lines: twice the step, twice the change.

    A user's own number is "went with" unless you say otherwise; an `Effect` brings its claim, and
    that cannot be raised.

    Examples
    --------
    >>> from uxcx.linkage import Link, what_if
    >>> result = what_if(
    ...     "success of the address form", start=0.71, end=0.80,
    ...     links=[
    ...         Link(cause="success of the address form", outcome="conversion",
    ...              effect=(0.033, 0.008, 0.058), per=0.09, claim="caused", source="experiment"),
    ...         Link(cause="conversion", outcome="orders a year", effect=400_000,
    ...              claim="by definition", unit="orders", source="visits a year"),
    ...         Link(cause="orders a year", outcome="yearly revenue", effect=(62, 55, 69),
    ...              claim="by definition", unit="EUR", source="value of an order")])
    >>> result
    what if success of the address form went from 71% to 80% (95%, 100,000 runs):
    - conversion: +3.3 percentage points [+0.8, +5.8] (caused)
    - orders a year: +13,200 orders [+3,300, +23,200] (caused)
    - yearly revenue: +820,000 EUR [+200,000, +1,450,000] (caused)
    If success of the address form were raised from 71% to 80%, that would change yearly revenue by
    +820,000 EUR (95% interval +200,000 to +1,450,000). The assumption that matters most is success
    of the address form to conversion: 97% of the variance.

    Some 800,000 a year, but a quarter of that or twice as much are plausible too, and a better
    experiment would narrow it most.
    """
    check_confidence_level(confidence_level)
    for name, given in (("start", start), ("end", end)):
        if not math.isfinite(given):
            raise AnswerError(f"{name} must be a finite number; got {given!r}.")
    if start == end:
        raise AnswerError(f"start and end are both {start:g}: there is no step to carry through.")
    if unit == PERCENT and not (0 <= start <= 1 and 0 <= end <= 1):
        raise AnswerError(
            f"start and end of a share are from 0 to 1; got {start:g} and {end:g}. Write 71% as "
            "0.71, or name another unit."
        )
    if runs < 1000:
        raise ValueError(f"runs must be 1,000 or more; got {runs}.")
    ordered = _ordered(cause, links)
    chosen = outcome or ordered[-1].outcome
    drawn = _draws(ordered, runs, seed)
    at_values = _carry(cause, end - start, ordered, _values(ordered))
    simulated = _carry(cause, end - start, ordered, drawn)
    names = list(dict.fromkeys(link.outcome for link in ordered))
    changes = [
        _change(name, at_values[name], simulated[name], ordered, confidence_level) for name in names
    ]
    result = WhatIf(
        cause=cause,
        unit=unit,
        start=float(start),
        end=float(end),
        changes=tuple(changes),
        outcome=chosen,
        assumptions=(),
        links=tuple(ordered),
        confidence_level=float(confidence_level),
        runs=int(runs),
        seed=int(seed),
        beyond=tuple(
            link.name
            for link in ordered
            if link.claim != "by definition"
            and link.per.value != 1
            and abs(at_values[link.cause]) > abs(link.per.value) * 1.0001
        ),
    )
    _ = result[chosen]  # an outcome that is not there is refused here
    return replace(result, assumptions=tuple(_assumptions(result, drawn, simulated[chosen])))


def _ordered(cause: str, links: Sequence[Link]) -> list[Link]:
    """Return the links so that each comes after all that move its cause."""
    if not links:
        raise AnswerError("A what-if needs a link at least: what does the step move?")
    seen: set[tuple[str, str]] = set()
    for link in links:
        if not isinstance(link, Link):
            raise TypeError(f"links must be Link objects; got {type(link).__name__}.")
        if (link.cause, link.outcome) in seen:
            raise AnswerError(f"There are two links {link.name}. Leave one out.")
        seen.add((link.cause, link.outcome))
    things = {cause} | {link.outcome for link in links}
    for link in links:
        if link.cause not in things:
            guess = nearest(link.cause, things)
            hint = f" Did you mean {guess!r}?" if guess else ""
            raise AnswerError(
                f"The link {link.name} hangs in the air: nothing moves {link.cause!r}.{hint}"
            )
        if link.outcome == cause:
            raise AnswerError(f"The chain goes round: {link.name} moves what you move yourself.")
    ordered: list[Link] = []
    waiting = list(links)
    while waiting:
        open_ = {link.outcome for link in waiting}
        ready = [link for link in waiting if link.cause not in open_]
        if not ready:
            raise AnswerError(f"The chain goes round: {', '.join(link.name for link in waiting)}.")
        ordered += ready
        waiting = [link for link in waiting if link not in ready]
    return ordered


def _quantities(links: Sequence[Link]) -> dict[str, Uncertain]:
    return {name: quantity for link in links for name, quantity in link.quantities.items()}


def _values(links: Sequence[Link]) -> dict[str, Any]:
    return {name: quantity.value for name, quantity in _quantities(links).items()}


def _draws(links: Sequence[Link], runs: int, seed: int) -> dict[str, Any]:
    import numpy as np

    rng = np.random.default_rng(seed)
    return {
        name: quantity.value if quantity.known else quantity.draw(rng, runs)
        for name, quantity in _quantities(links).items()
    }


def _carry(
    cause: str, step: float, links: Sequence[Link], values: dict[str, Any]
) -> dict[str, Any]:
    """Return the change of everything, for values or for draws; links that meet add up."""
    moved: dict[str, Any] = {cause: step}
    for link in links:
        moved[link.outcome] = moved.get(link.outcome, 0.0) + moved[link.cause] * link.slope(values)
    return moved


def _change(name: str, value: float, runs: Any, links: Sequence[Link], level: float) -> Change:
    import numpy as np

    runs = np.atleast_1d(runs)
    unit = next(link.unit for link in links if link.outcome == name)
    low, high = np.quantile(runs, [(1 - level) / 2, (1 + level) / 2])
    weak = next((link for link in _way(name, links) if link.claim == "went with"), None)
    return Change(
        name=name,
        unit=unit,
        value=float(value),
        low=float(low),
        high=float(high),
        claim="went with" if weak else "caused",
        weakest=weak.name if weak else "",
        p_positive=float((runs > 0).mean()),
    )


def _way(name: str, links: Sequence[Link]) -> list[Link]:
    """Return all links on the way to something."""
    wanted, found = {name}, []
    for link in reversed(links):
        if link.outcome in wanted:
            wanted.add(link.cause)
            found.append(link)
    return found[::-1]


def _assumptions(result: WhatIf, drawn: dict[str, Any], runs: Any) -> list[Assumption]:
    """Return what is uncertain on the way to the outcome, what matters most first."""
    import numpy as np

    cause, step, links = result.cause, result.end - result.start, result.links
    outcome, way = result.outcome, _way(result.outcome, result.links)
    values = _values(links)
    total = float(np.var(runs))
    found = []
    for name, quantity in _quantities(way).items():
        if quantity.known:
            continue
        ends = sorted(
            float(_carry(cause, step, links, {**values, name: end})[outcome])
            for end in (quantity.low, quantity.high)
        )
        found.append(
            Assumption(
                name=name,
                value=quantity.value,
                low=quantity.low,
                high=quantity.high,
                share=_first_order(drawn[name], runs) / total if total > 0 else 0.0,
                outcome_low=ends[0],
                outcome_high=ends[1],
            )
        )
    if len(found) == 1:  # all there is, which the simulation does not know to the last digit
        return [replace(found[0], share=1.0)]
    return sorted(found, key=lambda each: -each.share)


def _first_order(drawn: Array, runs: Array) -> float:
    """Return the variance of the outcome's mean given one number, from bins of equal size."""
    import numpy as np

    order = np.argsort(drawn, kind="stable")
    bins = np.array_split(runs[order], BINS)
    size = len(runs) / BINS
    within = float(np.mean([part.var(ddof=1) for part in bins]))
    # What the means of the bins vary by chance is taken off.
    return max(0.0, float(np.var([part.mean() for part in bins])) - within / size)
