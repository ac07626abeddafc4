"""Rates: events for each unit of exposure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

import scipy

from uxcx.errors import AnswerError
from uxcx.families.base import Design, Interval, SummaryBase
from uxcx.families.proportion import effective_size, proportion_interval
from uxcx.measures import Measure, Unit, per
from uxcx.results import ComparedNumbers


@dataclass(frozen=True, kw_only=True)
class Rate(SummaryBase):
    """Events per exposure: errors per attempt, contacts per customer.

    The interval takes events as independent of each other (Poisson). Errors seldom are: people
    who make one make more. Give ``unit=`` to the metric where people have several rows.

    Parameters
    ----------
    n : int
        Rows counted; 0 or more.
    events : int
        Events in all of them; 0 or more.
    exposure : float, optional
        What the events are counted against: attempts, hours, customers; `n` by default. Above 0
        where there are rows.
    n_missing, n_excluded : int, default 0
        Rows that were missing, or set aside on purpose; they are not in `n`.

    Raises
    ------
    AnswerError
        If a count is negative or not whole, or the exposure is not above 0.

    Examples
    --------
    >>> Rate(n=20, events=12).estimate()
    rate 0.6 per row [0.3, 1.0] (12 events in 20; 95%, exact Poisson)

    Twelve events in twenty rows: about one in three rows to one in each.
    """

    events: int
    exposure: float = math.nan

    methods: ClassVar[dict[str, str]] = {"exact": "exact Poisson"}
    measure: ClassVar[Measure] = Measure(name="rate", unit=per("row"))

    def __post_init__(self) -> None:
        super().__post_init__()
        self._check_count("events")
        exposure = float(self.n if math.isnan(self.exposure) else self.exposure)
        if self.n and not (math.isfinite(exposure) and exposure > 0):
            raise AnswerError(f"Rate: exposure must be above 0; got {exposure!r}.")
        object.__setattr__(self, "exposure", exposure)

    def counts(self) -> str:
        """Return the counts in words."""
        return f"{self.events:,} event{'s' * (self.events != 1)} in {self.exposure:,.10g}"

    @property
    def value(self) -> float:
        """Events divided by exposure."""
        return self.events / self.exposure if self.n else math.nan

    def independent_variance(self) -> float:
        """Return the variance of the rate if events were independent."""
        return self.value / self.exposure

    def interval(
        self,
        *,
        method: str,
        confidence_level: float,
        unit: Unit,
        design: Design | None = None,
    ) -> Interval:
        """Return the rate with the exact Poisson interval."""
        exposure = effective_size(self.exposure, design, confidence_level)
        low, high = rate_interval(self.value * exposure, exposure, confidence_level)
        return Interval(self.value, low, high, self.methods[method])

    def contrast(
        self, other: Self, *, unit: Unit, method: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the ratio of two independent rates, conditional on the sum of the events.

        Przyborowski and Wilenski (1940), *Biometrika* 31:313: given the sum, the first count is
        binomial. The p-value is twice the smaller tail, at most 1, so that it agrees with the
        Clopper-Pearson interval.
        """
        del unit
        self.choose_method(method)
        total = self.events + other.events
        labels = {"method": "exact conditional", "test": "exact conditional test of two rates"}
        if total == 0:
            return ComparedNumbers(
                effect="ratio",
                value=math.nan,
                low=math.nan,
                high=math.nan,
                p_value=1.0,
                statistic=math.nan,
                degrees_of_freedom=math.nan,
                note="there were no events at all, so the ratio is not known.",
                **labels,
            )
        share = self.exposure / (self.exposure + other.exposure)
        odds_of_share = share / (1 - share)
        ratio = self.events / other.events / odds_of_share if other.events else math.inf
        low, high = proportion_interval(self.events, total, "exact", confidence_level)
        binomial = scipy.stats.binom(total, share)
        tails = float(binomial.cdf(self.events)), float(binomial.sf(self.events - 1))
        return ComparedNumbers(
            effect="ratio",
            value=ratio,
            low=_odds(low) / odds_of_share,
            high=_odds(high) / odds_of_share,
            p_value=min(1.0, 2 * min(tails)),
            statistic=math.nan,
            degrees_of_freedom=math.nan,
            **labels,
        )


def rate_interval(events: float, exposure: float, confidence_level: float) -> tuple[float, float]:
    """Return an interval for a rate; events may be a fraction (effective exposures).

    Exact Poisson: Garwood (1936), *Biometrika* 28:437.
    """
    tail = (1 - confidence_level) / 2
    # Below a thousandth of an event the lower end is 0, and SciPy may give nan.
    low = scipy.stats.gamma.ppf(tail, events) / exposure if events > 1e-3 else 0.0
    high = scipy.stats.gamma.isf(tail, events + 1) / exposure
    return float(low), float(high)


def _odds(p: float) -> float:
    return math.inf if p >= 1 else p / (1 - p)
