"""What all models of buying without a contract share: fitting, projecting, P(alive).

A customer buys at a rate of their own until they silently leave. A model says how rates and
leaving differ between customers; what was seen of a customer is how often they bought again
(frequency), when last (recency), and for how long they have been watched (age).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.measures import PERCENT, Unit
from uxcx.relationships.cells import Cells, Columns, cells_of
from uxcx.relationships.fit import Fit, Parameter
from uxcx.relationships.likelihood import Likelihood, dot, maximise
from uxcx.relationships.projection import (
    COUNTED,
    DELTA,
    Projection,
    Projections,
    require_periods,
)
from uxcx.results import html_table

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
PURCHASES = Unit(name="purchases", suffix=" purchases", minimum=0.0)
CUSTOMERS = Unit(name="customers", suffix=" customers", minimum=0.0)
#: of a sample that a large fit begins with; a sample pays from four times as many histories
SAMPLE = 5_000
#: points of the integral over the time ahead: exact to 7 digits and more
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(32)


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class BuyingModel(ABC):
    """A model of buying without a contract, fitted to customers.

    Parameters
    ----------
    fitted : Fit
        The parameters, and how certain they are.
    cells : Cells
        The customers.
    columns : Columns
        What the columns of a customer's history are called.
    confidence_level : float
        Of all intervals, 0 to 1.
    """

    fitted: Fit
    cells: Cells
    columns: Columns
    confidence_level: float

    #: as the literature calls it
    name: ClassVar[str]
    #: of the parameters, as in the article
    names: ClassVar[tuple[str, ...]]
    #: what a reader must know of P(alive)
    caution: ClassVar[str] = ""
    whole_periods: ClassVar[bool] = False

    @classmethod
    def of(cls, data: Any, columns: Columns, confidence_level: float) -> Self:
        """Fit the model to customers."""
        check_confidence_level(confidence_level)
        cells = cells_of(data, columns, whole_periods=cls.whole_periods)
        if not cells.frequency.any():
            raise AnswerError(
                f"No customer bought again ({columns.frequency!r} is 0 throughout), so that "
                "nothing is known of how often customers buy and when they leave. Watch longer."
            )
        # A customer won at the very end has told nothing yet.
        told = cells.take(cells.age > 0)
        large = len(told) > 4 * SAMPLE
        fitted = maximise(
            cls._likelihood(told),
            cls._start(told),
            cls.names,
            n=cells.customers,
            on_sample=cls._likelihood(told.sample(SAMPLE)) if large else None,
        )
        return cls(fitted=fitted, cells=cells, columns=columns, confidence_level=confidence_level)

    @classmethod
    @abstractmethod
    def _likelihood(cls, cells: Cells) -> Likelihood:
        """Return the log likelihood of all customers, with gradient."""

    @classmethod
    @abstractmethod
    def _start(cls, cells: Cells) -> Array:
        """Return parameters to begin the search with."""

    @staticmethod
    @abstractmethod
    def _alive(values: Array, cells: Cells) -> Array:
        """Return P(alive) of each history."""

    @staticmethod
    @abstractmethod
    def _rate(values: Array, frequency: Array, age: Array, ahead: Array) -> Array:
        """Return purchases a period, at a time ahead, of a customer who is alive now."""

    @staticmethod
    @abstractmethod
    def _scale(values: Array) -> float:
        """Return the time within which the rate changes, for a new customer."""

    @abstractmethod
    def probability_of(self, purchases: int, periods: float) -> Projection:
        """Return the probability of so many repeat purchases of a new customer."""

    def _while_alive(
        self, values: Array, frequency: Array, age: Array, periods: float, discount: float = 0.0
    ) -> Array:
        """Return purchases ahead of a customer who is alive now, discounted continuously.

        The integral of the rate, by Gauss-Legendre on the logarithm of time.
        """
        scale = self._scale(values) + age[:, None]
        width = np.log1p(periods / scale)
        steps = (_POINTS + 1) / 2 * width
        ahead = scale * np.expm1(steps)
        rate = self._rate(values, frequency[:, None], age[:, None], ahead)
        weight = scale * np.exp(steps) * width / 2 * _WEIGHTS
        return np.asarray((rate * np.exp(-discount * ahead) * weight).sum(axis=1))

    def _purchases(
        self, cells: Cells, periods: float, discount: float = 0.0
    ) -> Callable[[Array], Array]:
        """Return expected purchases of each history, as a function of the parameters."""
        # While alive, when the last purchase was no longer matters: fewer histories to integrate.
        both, index = np.unique(cells.frequency + 1j * cells.age, return_inverse=True)
        frequency, age = np.ascontiguousarray(both.real), np.ascontiguousarray(both.imag)

        def derived(values: Array) -> Array:
            ahead = self._while_alive(values, frequency, age, periods, discount)
            return self._alive(values, cells) * ahead[index]

        return derived

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters with standard errors and intervals."""
        return self.fitted.parameters(self.confidence_level)

    @property
    def note(self) -> str:
        """What is wrong with the fit, or ``""``."""
        return self.fitted.note

    def p_alive(self, customers: Any = None) -> Projections:
        """Return the probability that customers are still customers.

        Parameters
        ----------
        customers : data frame or mapping, optional
            Histories; by default those that the model was fitted to, each distinct one once.

        Returns
        -------
        Projections
            One for each distinct history, 0 to 1.

        Raises
        ------
        AnswerError
            A history is impossible.
        """
        cells = self._cells(customers)
        return self._projections(
            "P(alive)",
            cells,
            lambda values: self._alive(values, cells),
            unit=PERCENT,
            scale="odds",
            note=self.caution if np.any(cells.frequency == 0) else "",
        )

    def active_customers(self, customers: Any = None) -> Projection:
        """Return how many customers are expected to be customers still.

        Parameters
        ----------
        customers : data frame or mapping, optional
            Histories; by default those that the model was fitted to.

        Returns
        -------
        Projection
            The sum of P(alive) over customers.
        """
        cells = self._cells(customers)
        return self._projection(
            f"active customers of {cells.customers:,}",
            lambda values: dot(cells.n, self._alive(values, cells)),
            unit=CUSTOMERS,
            note=self.caution if np.any(cells.frequency == 0) else "",
        )

    def expected_purchases(self, periods: float, customers: Any = None) -> Projections:
        """Return how many purchases customers are expected to make.

        Parameters
        ----------
        periods : float
            How far ahead, in the unit of age; above 0.
        customers : data frame or mapping, optional
            Histories; by default those that the model was fitted to, each distinct one once.

        Returns
        -------
        Projections
            One for each distinct history: purchases of one such customer.

        Raises
        ------
        AnswerError
            A history is impossible, or `periods` is no length of time.
        """
        ahead = require_periods(periods, whole=self.whole_periods)
        cells = self._cells(customers)
        name = f"purchases in the next {ahead:g} periods"
        return self._projections(name, cells, self._purchases(cells, ahead), unit=PURCHASES)

    def total_purchases(self, periods: float, customers: Any = None) -> Projection:
        """Return how many purchases all customers together are expected to make.

        Parameters
        ----------
        periods : float
            How far ahead, in the unit of age; above 0.
        customers : data frame or mapping, optional
            Histories; by default those that the model was fitted to.

        Returns
        -------
        Projection
            The sum over customers. Its interval is one of what is expected: how far purchases
            will stray from that by chance comes on top, as `holdout` shows.
        """
        ahead = require_periods(periods, whole=self.whole_periods)
        cells = self._cells(customers)
        each = self._purchases(cells, ahead)
        name = f"purchases of {cells.customers:,} customers in the next {ahead:g} periods"
        return self._projection(name, lambda values: dot(cells.n, each(values)), unit=PURCHASES)

    def new_customer(self, periods: float) -> Projection:
        """Return how many repeat purchases a customer is expected to make from the first on.

        Parameters
        ----------
        periods : float
            From the first purchase, in the unit of age; above 0.

        Returns
        -------
        Projection
            Of a customer of whom nothing is known yet.
        """
        ahead = require_periods(periods, whole=self.whole_periods)
        name = f"repeat purchases of a new customer in {ahead:g} periods"
        return self._projection(
            name, lambda v: self._purchases(NEWCOMER, ahead)(v)[0], unit=PURCHASES
        )

    def _cells(self, customers: Any) -> Cells:
        if customers is None:
            return self.cells
        return cells_of(
            customers, self.columns, whole_periods=self.whole_periods, optional_count=True
        )

    def _method(self) -> str:
        return f"{self.name}, {DELTA}"

    def _projection(
        self,
        name: str,
        derived: Callable[[Array], Any],
        *,
        unit: Unit,
        scale: str = "log",
        note: str = "",
    ) -> Projection:
        value, low, high = self.fitted.interval(derived, self.confidence_level, scale=scale)
        return Projection(
            name=name,
            value=float(value),
            low=float(low),
            high=float(high),
            unit=unit,
            confidence_level=self.confidence_level,
            method=self._method(),
            note=" ".join(filter(None, (self.note, note))),
        )

    def _projections(
        self,
        name: str,
        cells: Cells,
        derived: Callable[[Array], Array],
        *,
        unit: Unit,
        scale: str = "log",
        note: str = "",
    ) -> Projections:
        value, low, high = self.fitted.interval(derived, self.confidence_level, scale=scale)
        return Projections(
            name=name,
            index={
                self.columns.frequency: cells.frequency,
                self.columns.recency: cells.recency,
                self.columns.age: cells.age,
                COUNTED: cells.n,
            },
            value=value,
            low=low,
            high=high,
            unit=unit,
            confidence_level=self.confidence_level,
            method=self._method(),
            note=" ".join(filter(None, (self.note, note))),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the parameters as a pandas data frame, one row each."""
        return self.fitted.to_frame(self.confidence_level)

    def _counts(self) -> str:
        n = self.cells.customers
        text = f"{n:,} {'customer' if n == 1 else 'customers'}"
        return f"{text}, {self.cells.n_missing:,} missing" if self.cells.n_missing else text

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self.parameters))
        note = f" Note: {self.note}" if self.note else ""
        return (
            f"{self.name}: {shown} ({self._counts()}; {100 * self.confidence_level:g}%, "
            f"maximum likelihood){note}"
        )

    def _repr_html_(self) -> str:
        level = f"{100 * self.confidence_level:g}% interval"
        rows = [
            [p.name, f"{p.value:.4g}", f"{p.se:.2g}", f"{p.low:.4g} to {p.high:.4g}"]
            for p in self.parameters
        ]
        header = ["parameter", "value", "standard error", level]
        caption = f"{self.name}, maximum likelihood, {self._counts()}"
        return html_table(caption, header, rows, [self.note] if self.note else [])


_ZERO = np.zeros(1)
#: a customer at the moment of the first purchase
NEWCOMER = Cells(frequency=_ZERO, recency=_ZERO, age=_ZERO, n=np.ones(1))
