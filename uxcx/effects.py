"""Effect sizes of a comparison: how large, on scales that other studies report."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from uxcx.comparison import Comparison, overlap_of
from uxcx.effects_over_units import OverUnits, rows, small_sample_correction
from uxcx.families.base import exponential, normal_quantile
from uxcx.families.clustered import Clustered
from uxcx.families.mean import Mean
from uxcx.families.proportion import Proportion
from uxcx.results import html_table, show

if TYPE_CHECKING:
    import pandas as pd

KATZ = "Katz et al. 1978, Biometrics 34:469"
WOOLF = "Woolf 1955, Annals of Human Genetics 19:251"
COHEN = "Cohen 1988, Statistical Power Analysis, ch. 6"
HEDGES = "Hedges and Olkin 1985, Statistical Methods for Meta-Analysis, ch. 5"
HALF_ADDED = "a half was added to every cell, because one is 0 (Haldane and Anscombe)."


def effect_sizes(comparison: Comparison) -> EffectSizes:
    """Return the effect of a comparison on the scales that other studies report.

    Parameters
    ----------
    comparison : Comparison
        Of two proportions, or of two means.

    Returns
    -------
    EffectSizes
        The difference itself, and for proportions risk ratio, odds ratio and Cohen's h, for means
        Hedges' g. Each with its interval at the level of the comparison, and its source; where
        there is none, `note` says why. Pairs have the matched odds ratio too, and means of pairs
        g_av and g_z in place of g.

    Raises
    ------
    TypeError
        If something else than a comparison is given.
    ValueError
        If the comparison is of another family. Times and rates are compared as ratios, which are
        effect sizes already; for the NPS there is none in use.

    Notes
    -----
    Risk ratio and odds ratio: intervals on the logarithm (Katz et al. 1978, Woolf 1955), with a
    half added to every cell where one is 0. Cohen's h: difference of 2 arcsin √p (Cohen 1988).
    Hedges' g: difference over the pooled standard deviation, with the exact correction for small
    samples (Hedges 1981, *Journal of Educational Statistics* 6:107); large-sample interval.

    Where rows belong together (``unit=``): the delta method over units, with t. There Hedges' g is
    divided by the root of the mean of both variances. For pairs, one row of each unit in either
    group: matched odds ratio with the transformed Wilson interval (Fagerland, Lydersen and Laake
    2014, *Statistics in Medicine* 33:2850); g_av, over the same root, by Bonett (2008,
    *Psychological Methods* 13:99); g_z over the standard deviation of the changes, which is larger
    the more alike the two answers of a person are: never set it beside a g of two groups.

    Examples
    --------
    >>> from uxcx import compare, effect_sizes
    >>> from uxcx.families import Proportion
    >>> effect_sizes(compare(Proportion(successes=10, n=12), Proportion(successes=4, n=13)))
    difference: +53 percentage points [+13, +77] (95%, Agresti-Caffo)
    risk ratio: 2.71 [1.15, 6.36] (95%, Katz et al. 1978, Biometrics 34:469)
    odds ratio: 11.3 [1.6, 76.8] (95%, Woolf 1955, Annals of Human Genetics 19:251)
    Cohen's h: 1.12 [0.34, 1.91] (95%, Cohen 1988, Statistical Power Analysis, ch. 6)

    The first succeeded nearly three times as often, though little more than as often is plausible.
    """
    if not isinstance(comparison, Comparison):
        raise TypeError(
            f"effect_sizes() takes a comparison; its type is {type(comparison).__name__}. Compare "
            "first: effect_sizes(compare(new, old))."
        )
    first, second = comparison.first.summary, comparison.second.summary
    level = comparison.confidence_level
    a: Any = first.base if isinstance(first, Clustered) else first
    b: Any = second.base if isinstance(second, Clustered) else second
    difference = EffectSize(
        name="difference",
        value=comparison.value,
        low=comparison.low,
        high=comparison.high,
        confidence_level=level,
        source=comparison.method,
        note=comparison.note,
        text=comparison._numbers_text(),
    )
    if isinstance(first, Clustered) and isinstance(a, Proportion | Mean):
        both = OverUnits(
            first, cast(Clustered, second), overlap_of(comparison.first, comparison.second), level
        )
        found = [EffectSize(confidence_level=level, **row) for row in rows(both)]
    elif isinstance(a, Proportion):
        found = [_risk_ratio(a, b, level), _odds_ratio(a, b, level), _cohens_h(a, b, level)]
    elif isinstance(a, Mean):
        found = [_hedges_g(a, b, level)]
    elif comparison.effect == "ratio":
        raise ValueError(
            f"{comparison.measure.name} is compared as a ratio, which is an effect size already: "
            "take value, low and high of the comparison."
        )
    else:
        raise ValueError(f"There is no effect size in use for {comparison.measure.name}.")
    return EffectSizes([difference, *found])


@dataclass(frozen=True, kw_only=True, repr=False)
class EffectSize:
    """An effect on one scale, with its interval.

    Parameters
    ----------
    name : str
        The name of the scale.
    value, low, high : float
        The effect and its interval; ``nan`` where it is not known.
    confidence_level : float
        Of the interval.
    source : str
        Where the formula is from.
    note : str
        A caveat, or the reason why something is not known.
    text : str
        The numbers with their unit, where they have one.
    """

    name: str
    value: float
    low: float
    high: float
    confidence_level: float
    source: str
    note: str = field(default="")
    text: str = field(default="")

    def _numbers_text(self) -> str:
        if self.text:
            return self.text
        decimals = 2 if not abs(self.value) >= 10 else 1
        value, low, high = (show(x, decimals) for x in (self.value, self.low, self.high))
        interval = "interval not known" if math.isnan(self.low) else f"{low}, {high}"
        return f"{value} [{interval}]"

    def __repr__(self) -> str:
        note = f" Note: {self.note}" if self.note else ""
        return (
            f"{self.name}: {self._numbers_text()} ({100 * self.confidence_level:g}%, "
            f"{self.source}){note}"
        )


class EffectSizes:
    """The effect of one comparison on several scales: iterate, or pick one by its name.

    Parameters
    ----------
    effects : list of EffectSize
        One a scale.
    """

    def __init__(self, effects: list[EffectSize]) -> None:
        self._by_name = {effect.name: effect for effect in effects}

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[EffectSize]:
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> EffectSize:
        if name not in self._by_name:
            names = ", ".join(map(repr, self._by_name))
            raise KeyError(f"There is no effect size {name!r} here; there are: {names}.")
        return self._by_name[name]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy pandas data frame: one row a scale."""
        import pandas as pd

        rows = [{k: v for k, v in vars(effect).items() if k != "text"} for effect in self]
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        effects = list(self)
        header = [
            "effect size",
            f"value [{100 * effects[0].confidence_level:g}% interval]",
            "source",
        ]
        rows = [[effect.name, effect._numbers_text(), effect.source] for effect in effects]
        notes = list(dict.fromkeys(f"{e.name}: {e.note}" for e in effects if e.note))
        return html_table("effect sizes", header, rows, notes)


def _cells(a: Proportion, b: Proportion) -> tuple[tuple[float, float, float, float], str]:
    """Return successes and failures of both; a half more of each where one is 0."""
    cells = (a.successes, a.n - a.successes, b.successes, b.n - b.successes)
    if 0 in cells:
        one, two, three, four = (cell + 0.5 for cell in cells)
        return (one, two, three, four), HALF_ADDED
    one, two, three, four = (float(cell) for cell in cells)
    return (one, two, three, four), ""


def _from_log(
    name: str, log: float, variance: float, level: float, *, source: str, note: str
) -> EffectSize:
    half = normal_quantile(level) * math.sqrt(variance)
    return EffectSize(
        name=name,
        value=exponential(log),
        low=exponential(log - half),
        high=exponential(log + half),
        confidence_level=level,
        source=source,
        note=note,
    )


def _risk_ratio(a: Proportion, b: Proportion, level: float) -> EffectSize:
    (s1, f1, s2, f2), note = _cells(a, b)
    n1, n2 = s1 + f1, s2 + f2
    log = math.log(s1 / n1) - math.log(s2 / n2)
    variance = 1 / s1 - 1 / n1 + 1 / s2 - 1 / n2
    return _from_log("risk ratio", log, variance, level, source=KATZ, note=note)


def _odds_ratio(a: Proportion, b: Proportion, level: float) -> EffectSize:
    (s1, f1, s2, f2), note = _cells(a, b)
    log = math.log(s1 / f1) - math.log(s2 / f2)
    variance = 1 / s1 + 1 / f1 + 1 / s2 + 1 / f2
    return _from_log("odds ratio", log, variance, level, source=WOOLF, note=note)


def _cohens_h(a: Proportion, b: Proportion, level: float) -> EffectSize:
    h = 2 * math.asin(math.sqrt(a.value)) - 2 * math.asin(math.sqrt(b.value))
    half = normal_quantile(level) * math.sqrt(1 / a.n + 1 / b.n)
    return EffectSize(
        name="Cohen's h",
        value=h,
        low=max(-math.pi, h - half),
        high=min(math.pi, h + half),
        confidence_level=level,
        source=COHEN,
    )


def _hedges_g(a: Mean, b: Mean, level: float) -> EffectSize:
    names: dict[str, Any] = {"name": "Hedges' g", "confidence_level": level, "source": HEDGES}
    unknown: dict[str, Any] = dict.fromkeys(("value", "low", "high"), math.nan)
    if a.n < 2 or b.n < 2:
        note = "a group with one answer does not show how much answers vary."
        return EffectSize(**names, **unknown, note=note)
    df = a.n + b.n - 2
    pooled = ((a.n - 1) * a.sd**2 + (b.n - 1) * b.sd**2) / df
    if pooled == 0:
        note = "answers do not vary within the groups, so there is nothing to divide by."
        return EffectSize(**names, **unknown, note=note)
    g = small_sample_correction(df) * (a.mean - b.mean) / math.sqrt(pooled)
    variance = (a.n + b.n) / (a.n * b.n) + g**2 / (2 * (a.n + b.n))
    half = normal_quantile(level) * math.sqrt(variance)
    return EffectSize(**names, value=g, low=g - half, high=g + half)
