"""The shares of a closed question, with intervals that hold for all of its answers at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import narwhals.stable.v2 as nw
import scipy

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.families.paired import whole
from uxcx.families.proportion import Proportion
from uxcx.frames import collect, open_frame
from uxcx.measures import PERCENT, Measure
from uxcx.results import Estimate, Estimates, as_plain

METHODS = {"sison_glaz": "simultaneous (Sison-Glaz)", "goodman": "simultaneous (Goodman)"}


def shares(
    data: Any,
    column: str | None = None,
    *,
    method: str = "sison_glaz",
    confidence_level: float = 0.95,
) -> Estimates:
    """Measure the shares of the answers to a closed question.

    Parameters
    ----------
    data : data frame, 1-D array, or mapping of answer to count
        One row an answer; or the counts alone, ``{"price": 12, "speed": 7, "help": 0}``, which can
        name answers that nobody gave.
    column : str, optional
        Column of the answers: words, numbers or categories; not given for an array or counts.
    method : {"sison_glaz", "goodman"}, default "sison_glaz"
        Of the intervals. Sison-Glaz is narrower with seven answers and more, and where none is
        rare; Goodman is the safer where some were given by fewer than five.
    confidence_level : float, default 0.95
        How often all intervals hold their shares at once; between 0 and 1.

    Returns
    -------
    Estimates
        One an answer, values 0 to 1; missing answers are counted, and left out.

    Raises
    ------
    AnswerError
        If there are fewer than two different answers, none at all, or a count is not one.
    ValueError
        If `method` or `confidence_level` is none of the above.

    Notes
    -----
    Sison and Glaz (1995), *JASA* 90:366; Goodman (1965), *Technometrics* 7:247. Intervals made one
    by one hold each share in 95 of 100 studies, but all of them in fewer.

    Examples
    --------
    >>> from uxcx import shares
    >>> shares({"price": 30, "speed": 15, "help": 5})["price"]
    share, price: 60% [48, 75] (30 of 50; 95%, simultaneous (Sison-Glaz))

    Price matters to about half of all or more, also when the other answers are looked at too.
    """
    check_confidence_level(confidence_level)
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(map(repr, METHODS))}; got {method!r}.")
    name = column or "answer"
    if isinstance(data, Mapping) and column is None:
        counts = {answer: whole(f"counts[{answer!r}]", count) for answer, count in data.items()}
        missing = counts.pop(None, 0)
    else:
        counts, missing = _counted(data, column)
    n = sum(counts.values())
    if not n:
        raise AnswerError(f"Nobody answered {name!r}, so there are no shares.")
    if len(counts) < 2:
        raise AnswerError(
            f"The shares of {name!r} need two possible answers; all are {next(iter(counts))!r}. "
            "Give counts, with 0 for what nobody answered."
        )
    interval = _goodman if method == "goodman" else _sison_glaz
    ends = interval(list(counts.values()), confidence_level)
    note = ""
    if any(low >= high for low, high in ends):
        method, note = "goodman", "Sison-Glaz has no width here, so Goodman's intervals are given."
        ends = _goodman(list(counts.values()), confidence_level)
    return Estimates(
        [
            Estimate(
                measure=Measure(name="share", unit=PERCENT),
                value=count / n,
                low=low,
                high=high,
                confidence_level=float(confidence_level),
                method=METHODS[method],
                summary=Proportion(successes=count, n=n, n_missing=missing),
                group=((name, answer),),
                note=note,
            )
            for (answer, count), (low, high) in zip(counts.items(), ends, strict=True)
        ],
        by=(name,),
    )


def _counted(data: Any, column: str | None) -> tuple[dict[Any, int], int]:
    """Return how often each answer was given, and how many are missing."""
    if column is None:
        frame: Any = nw.from_native(data, pass_through=True, allow_series=True)
        values = frame.to_list() if hasattr(frame, "to_list") else data
        values = values.tolist() if hasattr(values, "tolist") else list(values)
        rows = [(as_plain(value), 1) for value in values]
    else:
        opened, (name,) = open_frame(data, column)
        found = collect(opened.group_by(name).agg(nw.len().alias("_uxcx_n")))
        rows = [(as_plain(answer), int(n)) for answer, n in found.rows()]
    counts: dict[Any, int] = {}
    for answer, n in rows:
        counts[answer] = counts.get(answer, 0) + n
    missing = counts.pop(None, 0)
    number = all(isinstance(answer, int | float) for answer in counts)
    ordered = sorted(counts, key=(lambda answer: answer) if number else str)
    return {answer: counts[answer] for answer in ordered}, missing


def _goodman(counts: list[int], confidence_level: float) -> list[tuple[float, float]]:
    """Return Goodman's intervals: the score interval of each, its error divided by their number."""
    n, k = sum(counts), len(counts)
    chi = float(scipy.stats.chi2.ppf(1 - (1 - confidence_level) / k, 1))
    found = []
    for count in counts:
        centre = chi + 2 * count
        half = math.sqrt(chi * (chi + 4 * count * (n - count) / n))
        ends = ((centre - half) / (2 * (chi + n)), (centre + half) / (2 * (chi + n)))
        found.append((0.0 if not count else ends[0], 1.0 if count == n else ends[1]))
    return found


def _sison_glaz(counts: list[int], confidence_level: float) -> list[tuple[float, float]]:
    """Return the intervals of Sison and Glaz: as many answers down, a little more up."""
    n = sum(counts)
    below = 0.0
    for reach in range(1, n + 1):
        chance = _chance_within(counts, reach)
        if chance >= confidence_level:
            break
        below = chance
    else:
        return [(0.0, 1.0)] * len(counts)
    step = reach - 1
    more = (confidence_level - below) / (chance - below)
    return [
        (max(0.0, (count - step) / n), min(1.0, (count + step + 2 * more) / n)) for count in counts
    ]


def _chance_within(counts: list[int], reach: int) -> float:
    """Return the chance that all counts stay within a reach of what was seen.

    Sison and Glaz take the counts for Poisson ones within their bounds, given their sum, which
    is approximated by an Edgeworth series.
    """
    n = sum(counts)
    moments = [_truncated(count, reach) for count in counts]
    mean, variance, third, fourth = (sum(column) for column in list(zip(*moments, strict=True))[1:])
    if variance <= 0:
        return 0.0
    z = (n - mean) / math.sqrt(variance)
    skew, excess = third / variance**1.5, fourth / variance**2
    series = (
        1
        + skew * (z**3 - 3 * z) / 6
        + excess * (z**4 - 6 * z**2 + 3) / 24
        + skew**2 * (z**6 - 15 * z**4 + 45 * z**2 - 15) / 72
    )
    density = series * float(scipy.stats.norm.pdf(z)) / math.sqrt(variance)
    inside: float = math.prod(inside for inside, *_ in moments)
    return float(inside * density / scipy.stats.poisson.pmf(n, n))


def _truncated(count: int, reach: int) -> tuple[float, float, float, float, float]:
    """Return the chance of a Poisson count within reach, and its first four cumulants there."""
    import numpy as np

    values = np.arange(max(0, count - reach), count + reach + 1)
    # A count of 0 has a Poisson distribution that is always 0.
    chances = scipy.stats.poisson.pmf(values, count) if count else (values == 0).astype(float)
    inside = float(chances.sum())
    weights = chances / inside
    mean = float((values * weights).sum())
    second, third, fourth = (float(((values - mean) ** k * weights).sum()) for k in (2, 3, 4))
    return inside, mean, second, third, fourth - 3 * second**2
