"""A fitted model: its parameters, how certain they are, and intervals of what follows from them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from uxcx.families.base import normal_quantile
from uxcx.results import show

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
#: from parameters to what is derived from them: one number, or one for each cell
Derived = Callable[[Array], Array]

#: the step of differences on the logarithms of parameters
DIFFERENCE = 1e-4
#: a quantity that changes by less than this share along a flat direction does not depend on it
DEPENDS = 0.01
#: a parameter is in a flat direction if it has more than this share in it
SHARE = 0.1


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of a model, with standard error and interval.

    Parameters
    ----------
    name : str
        As in the article that proposed the model.
    value : float
        The estimate, above 0.
    se : float
        Standard error, by the observed information; ``nan`` where it is not known.
    low, high : float
        Ends of the interval, made on the logarithm; ``nan`` where they are not known.
    confidence_level : float
        Of the interval.
    """

    name: str
    value: float
    se: float
    low: float
    high: float
    confidence_level: float

    def __repr__(self) -> str:
        interval = (
            "interval not known"
            if math.isnan(self.low)
            else f"{digits(self.low)}, {digits(self.high)}"
        )
        return f"{self.name} = {digits(self.value)} [{interval}]"


@dataclass(frozen=True, kw_only=True, repr=False)
class Fit:
    """The maximum of a likelihood, and how sharp it is.

    Parameters
    ----------
    names : tuple of str
        The parameters.
    estimates : array of float
        Their estimates.
    covariance : array of float
        Of their logarithms, without the flat directions; ``nan`` if there is no maximum.
    flat : array of float
        Directions (on logarithms, a column each) in which the likelihood hardly falls: nothing is
        known of where the parameters lie along them.
    log_likelihood : float
        At the maximum.
    n : int
        How many customers it is of.
    converged : bool
        Whether a maximum was found.
    note : str
        What is wrong with it, or ``""``.
    """

    names: tuple[str, ...]
    estimates: Array
    covariance: Array
    flat: Array
    log_likelihood: float
    n: int
    converged: bool
    note: str = ""

    def __repr__(self) -> str:
        values = zip(self.names, self.estimates, strict=True)
        found = ", ".join(f"{name} {value:.4g}" for name, value in values)
        text = f"fit to {self.n:,} customers: {found} (log-likelihood {self.log_likelihood:,.1f})"
        return f"{text} {self.note}" if self.note else text

    @property
    def is_flat(self) -> npt.NDArray[np.bool_]:
        """Which parameters are not known, because they lie in a flat direction."""
        return np.asarray((np.abs(self.flat) > SHARE).any(axis=1))

    def parameters(self, confidence_level: float) -> tuple[Parameter, ...]:
        """Return the parameters with standard errors and intervals (made on logarithms)."""
        z = normal_quantile(confidence_level)
        variances = np.where(self.is_flat, math.nan, np.diag(self.covariance))
        found = []
        for name, value, variance in zip(self.names, self.estimates, variances, strict=True):
            se = math.sqrt(variance)
            low, high = value * np.exp([-z * se, z * se])
            found.append(
                Parameter(
                    name=name,
                    value=float(value),
                    se=float(value * se),
                    low=float(low),
                    high=float(high),
                    confidence_level=confidence_level,
                )
            )
        return tuple(found)

    def to_frame(self, confidence_level: float) -> pd.DataFrame:
        """Return the parameters as a pandas data frame, one row each."""
        import pandas as pd

        return pd.DataFrame([vars(p) for p in self.parameters(confidence_level)])

    def joined(self, other: Fit) -> Fit:
        """Return two fits to different data as one, their estimates independent of each other."""
        size = len(self.estimates)
        both = np.zeros((size + len(other.estimates),) * 2)
        both[:size, :size], both[size:, size:] = self.covariance, other.covariance
        flat = np.zeros((len(both), self.flat.shape[1] + other.flat.shape[1]))
        flat[:size, : self.flat.shape[1]], flat[size:, self.flat.shape[1] :] = self.flat, other.flat
        return Fit(
            names=(*self.names, *other.names),
            estimates=np.concatenate([self.estimates, other.estimates]),
            covariance=both,
            flat=flat,
            log_likelihood=math.nan,
            n=self.n,
            converged=self.converged and other.converged,
            note=" ".join(filter(None, (self.note, other.note))),
        )

    def interval(
        self, derived: Derived, confidence_level: float, *, scale: str = "log"
    ) -> tuple[Array, Array, Array]:
        """Return a derived quantity with its interval, by the delta method.

        The gradient is by central differences on the logarithms of the parameters. The interval
        is made on the logarithm of the quantity, or on the log odds (``scale="odds"``), so that it
        cannot leave the possible values. It holds how uncertain the *parameters* are, not how
        differently customers with the same history will behave. What depends on where the
        parameters lie along a flat direction has none.
        """
        logs = np.log(self.estimates)
        value = np.asarray(derived(self.estimates), dtype=float)
        slopes = []
        for i in range(len(logs)):
            step = np.zeros(len(logs))
            step[i] = DIFFERENCE
            up, down = (np.asarray(derived(np.exp(logs + s))) for s in (step, -step))
            with np.errstate(invalid="ignore"):  # of infinite means
                slopes.append((up - down) / (2 * DIFFERENCE))
        slope = np.array(slopes)
        variance = np.einsum("i...,ij,j...->...", slope, self.covariance, slope)
        drift = np.abs(np.tensordot(self.flat, slope, axes=(0, 0))).sum(axis=0)
        reach = value * (1 - value) if scale == "odds" else value
        variance = np.where(drift > DEPENDS * reach, math.nan, variance)
        wide = normal_quantile(confidence_level) * np.sqrt(np.maximum(variance, 0.0))
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            if scale == "odds":
                # At 0 and 1 the model leaves no doubt, whatever its parameters.
                sure = (value <= 0) | (value >= 1)
                centre, width = np.log(value / (1 - value)), wide / reach
                ends = [1 / (1 + np.exp(-(centre + sign * width))) for sign in (-1, 1)]
            else:
                sure = value <= 0
                ends = [value * np.exp(sign * wide / value) for sign in (-1, 1)]
        low, high = (np.where(sure, value, end) for end in ends)
        return value, low, high


def digits(value: float) -> str:
    """Return a number with three digits that count."""
    if not (math.isfinite(value) and value):
        return show(value, 0)
    if not 1e-4 < abs(value) < 1e7:
        return f"{value:.1e}"
    return show(value, max(0, 2 - math.floor(math.log10(abs(value)))))
