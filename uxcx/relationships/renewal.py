"""Contracts that are renewed or not: shifted-beta-geometric and beta-discrete-Weibull.

Each customer leaves at the end of a period with a chance of their own; chances are beta. That the
share which stays rises from year to year follows from this sorting alone: who was likely to leave
has left. In the beta-discrete-Weibull model a customer's own chance changes with time as well.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.measures import PERCENT, Unit
from uxcx.relationships.discounting import Discount, number
from uxcx.relationships.fit import Fit, Parameter
from uxcx.relationships.likelihood import Likelihood, LogLikelihood, maximise
from uxcx.relationships.projection import DELTA, Projection, Projections, require_periods
from uxcx.relationships.survivors import Survivors, survivors_of, survivors_of_stays
from uxcx.results import html_table

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
PERIODS = Unit(name="periods", suffix=" periods", minimum=0.0)


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class RenewalModel:
    """A model of contracts that are renewed, fitted to cohorts.

    Parameters
    ----------
    fitted : Fit
        The parameters, and how certain they are.
    survivors : Survivors
        The customers: how many left when, and how many are still there.
    confidence_level : float
        Of all intervals, 0 to 1.
    """

    fitted: Fit
    survivors: Survivors
    confidence_level: float

    name: ClassVar[str]
    names: ClassVar[tuple[str, ...]]

    @classmethod
    def of(cls, survivors: Survivors, level: float) -> Self:
        """Fit the model to customers who were lost or are still there."""
        check_confidence_level(level)
        start = np.array([1.0, 4.0, 1.0])[: len(cls.names)]
        fitted = maximise(cls._likelihood(survivors), start, cls.names, n=int(survivors.customers))
        return cls(fitted=fitted, survivors=survivors, confidence_level=level)

    @staticmethod
    @abstractmethod
    def _log_survival(values: Array, periods: Array) -> Array:
        """Return the logarithm of the probability to stay for so many periods."""

    @staticmethod
    @abstractmethod
    def _slopes(values: Array, periods: Array) -> Array:
        """Return its gradient, a row for each parameter."""

    @classmethod
    def _likelihood(cls, survivors: Survivors) -> Likelihood:
        """Return the log likelihood with its gradient, from those lost and those still there."""
        periods = np.arange(len(survivors.lost), dtype=float)
        lost, kept = survivors.lost[1:], survivors.kept

        def likelihood(values: Array) -> LogLikelihood:
            logs, slopes = cls._log_survival(values, periods), cls._slopes(values, periods)
            # leaving in a period: log(S(t - 1) - S(t)), without taking a difference of S
            stays = np.exp(np.diff(logs))
            leaves = -np.expm1(np.diff(logs))
            leaving = logs[:-1] + np.log(np.maximum(leaves, 1e-300))
            change = (slopes[:, :-1] - stays * slopes[:, 1:]) / np.maximum(leaves, 1e-300)
            return LogLikelihood(float(lost @ leaving + kept @ logs), change @ lost + slopes @ kept)

        return likelihood

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters with standard errors and intervals."""
        return self.fitted.parameters(self.confidence_level)

    @property
    def note(self) -> str:
        """What is wrong with the fit, or ``""``."""
        return self.fitted.note

    def survival(self, periods: int) -> Projections:
        """Return which share of new customers is still there after each period.

        Parameters
        ----------
        periods : int
            How far to look, 1 or more.

        Returns
        -------
        Projections
            After 0 to `periods` periods; stored 0 to 1.
        """
        ahead = np.arange(require_periods(periods, whole=True) + 1)
        return self._projections(
            "survival", ahead, lambda values: np.exp(self._log_survival(values, ahead))
        )

    def retention(self, periods: int) -> Projections:
        """Return which share of the customers of a period renews at its end.

        Parameters
        ----------
        periods : int
            How far to look, 1 or more.

        Returns
        -------
        Projections
            At the end of period 1 to `periods`; stored 0 to 1.
        """
        ahead = np.arange(require_periods(periods, whole=True) + 1)
        return self._projections(
            "retention",
            ahead[1:],
            lambda values: np.exp(np.diff(self._log_survival(values, ahead))),
        )

    def expected_lifetime(self, periods: int) -> Projection:
        """Return how many of the next periods a new customer is expected to stay for.

        Parameters
        ----------
        periods : int
            How far to look, 1 or more: a mean over all time may be infinite in these models.

        Returns
        -------
        Projection
            In periods, with the first, which everybody pays for.
        """
        ahead = np.arange(require_periods(periods, whole=True))
        return self._projection(
            f"lifetime of a new customer within {len(ahead)} periods",
            lambda values: np.exp(self._log_survival(values, ahead)).sum(),
            PERIODS,
        )

    def value(
        self,
        *,
        margin: float,
        periods: int,
        annual_discount_rate: float,
        periods_per_year: float,
        currency: str | None = None,
    ) -> Projection:
        """Return what a new customer is worth, who pays at the start of each period.

        Parameters
        ----------
        margin : float
            What a customer brings in a period, above 0.
        periods : int
            The horizon, 1 or more; the first payment counts, and is not discounted.
        annual_discount_rate : float
            What money loses in worth a year: 0.10 for 10%; 0 for none.
        periods_per_year : float
            How many periods a year has: 12 for months, 1 for years.
        currency : str, optional
            What stands behind the number: ``"EUR"``.

        Returns
        -------
        Projection
            Discounted to the start of the first period.
        """
        ahead = np.arange(require_periods(periods, whole=True))
        each, discount = _margin(margin), _discount(annual_discount_rate, periods_per_year)
        worth = each * np.exp(-discount.continuous * ahead)
        return self._projection(
            f"value of a new customer in {len(ahead)} periods",
            lambda values: np.exp(self._log_survival(values, ahead)) @ worth,
            _money(currency),
            f"Margin {each:g} a period, {discount.words}.",
        )

    def value_of_base(
        self,
        *,
        margin: float,
        periods: int,
        annual_discount_rate: float,
        periods_per_year: float,
        currency: str | None = None,
    ) -> Projection:
        """Return what the customers who are still there are worth.

        Parameters
        ----------
        margin : float
            What a customer brings in a period, above 0.
        periods : int
            The horizon, 1 or more. The current period is paid; the next payment comes at its end,
            from those who renew.
        annual_discount_rate : float
            What money loses in worth a year: 0.10 for 10%; 0 for none.
        periods_per_year : float
            How many periods a year has: 12 for months, 1 for years.
        currency : str, optional
            What stands behind the number: ``"EUR"``.

        Returns
        -------
        Projection
            Of all of them together; those who have stayed for longer are more likely to stay on.
        """
        ahead = np.arange(1, require_periods(periods, whole=True) + 1)
        each, discount = _margin(margin), _discount(annual_discount_rate, periods_per_year)
        worth = each * np.exp(-discount.continuous * ahead)
        kept = self.survivors.kept
        stayed = np.flatnonzero(kept).astype(float)
        n = kept[kept > 0]

        def derived(values: Array) -> Any:
            later = self._log_survival(values, stayed[:, None] + ahead)
            now = self._log_survival(values, stayed)[:, None]
            return n @ (np.exp(later - now) @ worth)

        return self._projection(
            f"value of {int(n.sum()):,} customers in {len(ahead)} periods",
            derived,
            _money(currency),
            f"Margin {each:g} a period, {discount.words}.",
        )

    def _projection(
        self, name: str, derived: Callable[[Array], Any], unit: Unit, note: str = ""
    ) -> Projection:
        value, low, high = self.fitted.interval(derived, self.confidence_level)
        return Projection(
            name=name,
            value=float(value),
            low=float(low),
            high=float(high),
            unit=unit,
            confidence_level=self.confidence_level,
            method=f"{self.name}, {DELTA}",
            note=" ".join(filter(None, (note, self.note))),
        )

    def _projections(
        self, name: str, periods: Array, derived: Callable[[Array], Array]
    ) -> Projections:
        value, low, high = self.fitted.interval(derived, self.confidence_level, scale="odds")
        return Projections(
            name=name,
            index={"period": periods},
            value=value,
            low=low,
            high=high,
            unit=PERCENT,
            confidence_level=self.confidence_level,
            method=f"{self.name}, {DELTA}",
            note=self.note,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the parameters as a pandas data frame, one row each."""
        return self.fitted.to_frame(self.confidence_level)

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self.parameters))
        note = f" Note: {self.note}" if self.note else ""
        return (
            f"{self.name}: {shown} ({self.survivors.words}; {100 * self.confidence_level:g}%, "
            f"maximum likelihood){note}"
        )

    def _repr_html_(self) -> str:
        level = f"{100 * self.confidence_level:g}% interval"
        rows = [
            [p.name, f"{p.value:.4g}", f"{p.se:.2g}", f"{p.low:.4g} to {p.high:.4g}"]
            for p in self.parameters
        ]
        caption = f"{self.name}, maximum likelihood, {self.survivors.words}"
        header = ["parameter", "value", "standard error", level]
        return html_table(caption, header, rows, [self.note] if self.note else [])


def survivors_from(
    data: Any, cohort: str, period: str, customers: str, stays: tuple[str | None, str | None]
) -> Survivors:
    """Return the survivors of cohorts, or of single customers where their columns are named."""
    duration, churned = stays
    if duration is None and churned is None:
        return survivors_of(data, cohort=cohort, period=period, customers=customers)
    if duration is None or churned is None:
        raise TypeError(
            "Name both columns of customers: duration (periods stayed), and churned (1 for who "
            "left)."
        )
    return survivors_of_stays(data, duration=duration, churned=churned)


def _margin(margin: Any) -> float:
    each = number(margin, "margin", "what a customer brings in a period, above 0")
    if each <= 0:
        raise AnswerError(f"margin must be above 0; got {each:g}.")
    return each


def _discount(annual_rate: float, periods_per_year: float) -> Discount:
    return Discount(annual_rate=annual_rate, periods_per_year=periods_per_year)


def _money(currency: str | None) -> Unit:
    return Unit(
        name=currency or "value", suffix="" if currency is None else f" {currency}", minimum=0.0
    )
