"""Testing one estimate against a benchmark, and saying in a sentence what the test shows."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass, field
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal, get_args

from uxcx.amounts import float_of, p_text
from uxcx.comparison import check_confidence_level
from uxcx.families.clustered import Clustered
from uxcx.families.geometric_mean import GeometricMean
from uxcx.families.median import Median
from uxcx.families.one_sample import Alternative, offered_for, one_sample
from uxcx.families.proportion import Proportion
from uxcx.families.rate import Rate
from uxcx.measures import Unit
from uxcx.results import Estimate, begin_sentence, decimals_for, html_table, show

if TYPE_CHECKING:
    import pandas as pd

Side = Literal["above", "below"]


def against(
    estimate: Any,
    benchmark: float,
    *,
    alternative: Alternative = "two-sided",
    method: str | None = None,
    confidence_level: float = 0.95,
) -> BenchmarkTest:
    """Test one estimate against a benchmark: a target, a norm, last year's value.

    The benchmark is taken as known; use `compare` where it was itself measured in a sample.

    Parameters
    ----------
    estimate : Estimate, or summary from `uxcx.families`
        What was measured.
    benchmark : float
        As the metric is stored: 0.78 for 78% of a proportion, seconds for a time, points for SUS
        and NPS, events per exposure for a rate.
    alternative : {"two-sided", "greater", "less"}, default "two-sided"
        What the test looks for: that the true value is another one, a greater, or a smaller.
        Decide before you see the data. The direction is that of the number, so that "is it
        faster?" asks for ``"less"``.
    method : str, optional
        The test. For proportions ``"mid_p"`` (default), ``"exact"``, ``"score"``; the other
        metrics have one each. Where the estimate was made with ``unit=``, proportions have
        ``"score"`` only.
    confidence_level : float, default 0.95
        Between 0 and 1; above 0.5 if one-sided.

    Returns
    -------
    BenchmarkTest
        The p-value, the interval that is the same test turned round (one-sided: a limit), and a
        sentence.

    Raises
    ------
    TypeError
        If something else than one estimate or summary is given, or no number as benchmark.
    ValueError
        If the benchmark is no possible value, there are no answers, or an option is not one of
        those above.

    Notes
    -----
    Proportions: binomial mid-p (Lancaster 1961, *JASA* 56:223), exact binomial, and score z
    (Wilson 1927, *JASA* 22:209). Means and scores: one-sample t. Times: one-sample t on
    logarithms; medians: sign test (Conover 1999, section 3.4), the same test that the interval of
    order statistics turns round. NPS: z of the adjusted score (Rocks 2016, *The American
    Statistician* 70:365). Rates: exact Poisson (Garwood 1936, *Biometrika* 28:437). Two-sided
    p-values of exact and mid-p tests are twice the smaller tail, as their intervals have equal
    tails; programs that add up all results no more probable than the one seen give another
    p-value, unless the benchmark of a proportion is 0.5. With ``unit=``: t over units, means and
    times with the variance of the delta method, proportions, NPS and rates by score at the
    effective sample size (Korn and Graubard 1998, *Survey Methodology* 24:193).

    Examples
    --------
    >>> from uxcx import against, ux
    >>> from uxcx.families import Proportion
    >>> against(ux.task_success(Proportion(successes=17, n=18)), 0.78, alternative="greater")
    task success 94% against a benchmark of 78%: at least 79% (95%, binomial mid-p; p = 0.04)
    Task success was 94% in this sample (17 of 18), and the data show that the true value is above
    the benchmark of 78%: with 95% confidence it is at least 79%. Since higher is better here,
    that beats the benchmark.

    Seventeen of eighteen is enough to say that more than 78% of all users would succeed.
    """
    found = _as_estimate(estimate)
    check_confidence_level(confidence_level)
    if alternative not in get_args(Alternative):
        names = ", ".join(map(repr, get_args(Alternative)))
        raise ValueError(f"alternative must be one of {names}; got {alternative!r}.")
    one_sided = alternative != "two-sided"
    if one_sided and confidence_level <= 0.5:
        raise ValueError(
            "A one-sided test needs a confidence_level above 0.5; got " + f"{confidence_level!r}."
        )
    if found.n == 0:
        raise ValueError(f"{found.label} has no answers, so there is nothing to test.")
    number = _check_benchmark(benchmark, found)
    offered = offered_for(found.summary)
    if not offered:
        kind = type(found.summary).__name__
        raise TypeError(f"against() has no test for a summary of type {kind}.")
    if method is not None and method not in offered:
        units = " of an estimate made with unit=" if isinstance(found.summary, Clustered) else ""
        names = ", ".join(map(repr, offered))
        raise ValueError(f"method{units} must be one of {names}; got {method!r}.")
    level = float(confidence_level)
    numbers = one_sample(
        found.summary,
        number,
        alternative=alternative,
        method=method or next(iter(offered)),
        interval_level=2 * level - 1 if one_sided else level,
    )
    unit = found.unit
    low, high = (min(max(end, unit.minimum), unit.maximum) for end in (numbers.low, numbers.high))
    if not math.isnan(numbers.low):
        low = unit.minimum if alternative == "less" else low
        high = unit.maximum if alternative == "greater" else high
    else:
        low = high = math.nan
    return BenchmarkTest(
        estimate=found,
        benchmark=number,
        alternative=alternative,
        value=float(numbers.value),
        low=float(low),
        high=float(high),
        p_value=float(numbers.p_value),
        statistic=float(numbers.statistic),
        degrees_of_freedom=float(numbers.degrees_of_freedom),
        confidence_level=level,
        test=numbers.test,
        note=numbers.note,
    )


def _as_estimate(thing: Any) -> Estimate:
    if isinstance(thing, Estimate):
        return thing
    if hasattr(thing, "estimate") and hasattr(thing, "contrast"):
        found: Estimate = thing.estimate()
        return found
    hint = (
        " Take one of its groups: against(results[group], benchmark)."
        if hasattr(thing, "groups")
        else " Measure first: against(ux.task_success(...), 0.78)."
    )
    raise TypeError(
        f"against() takes one estimate; the type of the first is {type(thing).__name__}.{hint}"
    )


def _check_benchmark(benchmark: Any, estimate: Estimate) -> float:
    """Return the benchmark as a float; refuse what the metric can never be."""
    if isinstance(benchmark, bool) or not isinstance(benchmark, Real):
        hint = " To compare two estimates, use compare()." if hasattr(benchmark, "summary") else ""
        raise TypeError(
            f"benchmark must be a number; its type is {type(benchmark).__name__}.{hint}"
        )
    number, unit = float(benchmark), estimate.unit
    summary = estimate.summary
    base = summary.base if isinstance(summary, Clustered) else summary
    # At the very end of these scales a single answer would decide, and there is nothing to test.
    inside = isinstance(base, Proportion | GeometricMean | Median | Rate)
    fits = unit.minimum <= number <= unit.maximum and math.isfinite(number)
    if fits and not (inside and number in (unit.minimum, unit.maximum)):
        return number
    hint = ""
    if unit.factor == 100 and 1 < number < 100:
        hint = f" Write {number:g}% as {number / 100:g}."
    raise ValueError(
        f"benchmark of {estimate.metric} must be {_range_text(unit, inside=inside)}; "
        f"got {benchmark!r}.{hint}"
    )


def _range_text(unit: Unit, *, inside: bool) -> str:
    if math.isinf(unit.minimum):
        return "a finite number"
    if math.isinf(unit.maximum):
        return f"{'above' if inside else 'at least'} {unit.minimum:g}"
    return f"{'between' if inside else 'from'} {unit.minimum:g} {'and' if inside else 'to'} " + (
        f"{unit.maximum:g}"
    )


@dataclass(frozen=True, kw_only=True, repr=False)
class BenchmarkTest:
    """One estimate tested against a benchmark: p-value, interval or limit, and a sentence.

    Parameters
    ----------
    estimate : Estimate
        What was measured.
    benchmark : float
        As the metric is stored.
    alternative : {"two-sided", "greater", "less"}
        What the test looked for.
    value : float
        The estimate's value, as stored.
    low, high : float
        The benchmarks that this very test would not refuse. One-sided, one end is a limit and
        the other the end of the scale.
    p_value : float
        How often a result at least this far from the benchmark, in the direction asked for, would
        appear if the benchmark were the truth.
    statistic, degrees_of_freedom : float
        The test statistic and its degrees of freedom; ``nan`` where the test has none.
    confidence_level : float
        Of the interval or limit.
    test : str
        The name of the test.
    note : str
        The reason why something is not known.
    """

    estimate: Estimate
    benchmark: float
    alternative: Alternative
    value: float
    low: float
    high: float
    p_value: float
    statistic: float
    degrees_of_freedom: float
    confidence_level: float
    test: str
    note: str = field(default="")

    @property
    def verdict(self) -> Literal["above", "below", "not shown", "not known"]:
        """On which side of the benchmark the data show the true value to be."""
        if math.isnan(self.p_value):
            return "not known"
        if not self.p_value < 1 - self.confidence_level:
            return "not shown"
        if self.alternative == "two-sided":
            return "above" if self.low > self.benchmark else "below"
        return "above" if self.alternative == "greater" else "below"

    # --- words -------------------------------------------------------------------------------

    @property
    def _decimals(self) -> int:
        unit = self.estimate.unit
        ends = [end for end in (self.low, self.high) if math.isfinite(end)]
        shown = [number * unit.factor for number in (*ends, self.value, self.benchmark)]
        decimals = decimals_for(min(shown), max(shown), shown[-2])
        # An end beside the benchmark must not be shown as the benchmark.
        beside = [end for end in shown[:-2] if not math.isclose(end, shown[-1], rel_tol=1e-9)]
        while decimals < 6 and any(
            float_of(show(end, decimals)) == float_of(show(shown[-1], decimals)) for end in beside
        ):
            decimals += 1
        return decimals

    def _number(self, number: float) -> str:
        unit = self.estimate.unit
        return f"{show(number * unit.factor, self._decimals)}{unit.suffix}"

    @property
    def _value_text(self) -> str:
        return self.estimate._value_text()

    @property
    def _benchmark_text(self) -> str:
        unit = self.estimate.unit
        return f"{self.benchmark * unit.factor:,.10g}{unit.suffix}"

    def _interval_text(self) -> str:
        if math.isnan(self.low):
            return "not known"
        if self.alternative == "greater":
            return f"at least {self._number(self.low)}"
        if self.alternative == "less":
            return f"at most {self._number(self.high)}"
        return f"between {self._number(self.low)} and {self._number(self.high)}"

    def __repr__(self) -> str:
        interval = "interval not known" if math.isnan(self.low) else self._interval_text()
        return (
            f"{self._name} {self._value_text} against a benchmark of {self._benchmark_text}: "
            f"{interval} ({100 * self.confidence_level:g}%, {self.test}; "
            f"{p_text(self.p_value)})\n{self.sentence}"
        )

    @property
    def _name(self) -> str:
        estimate = self.estimate
        return estimate.metric if not estimate.group else f"{estimate.metric} ({estimate.label})"

    @property
    def sentence(self) -> str:
        """What the test shows, and what it does not show, in plain words."""
        name = begin_sentence(self._name)
        text = f"{name} was {self._value_text} in this sample ({self.estimate._counts_text()})"
        benchmark = f"the benchmark of {self._benchmark_text}"
        truth = f"with {100 * self.confidence_level:g}% confidence it is {self._interval_text()}"
        if self.verdict == "not known":
            return (
                f"{text}, but whether the true value differs from {benchmark} cannot be known: "
                f"{self.note}"
            )
        if self.verdict != "not shown":
            return (
                f"{text}, and the data show that the true value is {self.verdict} {benchmark}: "
                f"{truth}. {self._better(self.verdict)}"
            ).rstrip()
        asked = {
            "two-sided": "differs from",
            "greater": "is above",
            "less": "is below",
        }[self.alternative]
        return (
            f"{text}. These data do not show that the true value {asked} {benchmark}: {truth}. "
            f"{self._caution()}"
        )

    def _better(self, side: Side) -> str:
        direction = self.estimate.measure.direction
        if direction == "neither":
            return ""
        good = (side == "above") == (direction == "higher is better")
        return f"Since {direction} here, that {'beats' if good else 'misses'} the benchmark."

    def _caution(self) -> str:
        if self.alternative == "two-sided":
            return "That does not show that it equals the benchmark."
        asked = "above" if self.alternative == "greater" else "below"
        other = "below" if self.alternative == "greater" else "above"
        beyond = self.value < self.benchmark if asked == "above" else self.value > self.benchmark
        if beyond:
            return (
                f"The sample itself lies {other} the benchmark; whether the truth does, this "
                "test did not ask."
            )
        return f"That does not show that it is at or {other} the benchmark."

    def to_frame(self) -> pd.DataFrame:
        """Return the test as a pandas data frame of one row; values as stored."""
        import pandas as pd

        own = ("value", "benchmark", "alternative", "low", "high")
        test = ("p_value", "statistic", "degrees_of_freedom", "confidence_level", "test")
        row = {name: getattr(self, name) for name in (*own, *test, "verdict", "note")}
        head = {"metric": self.estimate.metric, "unit": self.estimate.unit.name}
        return pd.DataFrame([{**head, **row}])

    def _repr_html_(self) -> str:
        level = f"{100 * self.confidence_level:g}%"
        header = ["metric", "value", "benchmark", f"true value ({level} confidence)", "p"]
        row = [
            self._name,
            self._value_text,
            self._benchmark_text,
            self._interval_text(),
            p_text(self.p_value).removeprefix("p = ").removeprefix("p "),
        ]
        caption = f"{self.estimate.metric} against a benchmark: {self.test}; {self.alternative}"
        table = html_table(caption, header, [row], [])
        return f"{table}<p>{html.escape(self.sentence)}</p>"
