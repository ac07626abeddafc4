"""Maximum likelihood for the models of lifetime: positive parameters, fitted on logarithms.

A model gives its log likelihood and the gradient. L-BFGS finds the maximum, the observed
information (differences of the analytic gradient) gives the standard errors, and one Newton step
with it makes the maximum sharp. Large data are begun on a sample of cells, so that few passes over
all of them are needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from uxcx.results import show

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
#: from parameters to the log likelihood and its gradient by the parameters
Likelihood = Callable[[Array], tuple[float, Array]]
#: from parameters to what is derived from them: one number, or one for each cell
Derived = Callable[[Array], Array]

#: parameters are searched within e^-12 and e^12 times the start; the end of that is a boundary
LOG_BOUND = 12.0
#: a step of this size on the logarithms is the end of the search
STEP = 1e-9
#: the step of differences on the logarithms
DIFFERENCE = 1e-4


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
            else f"{_digits(self.low)}, {_digits(self.high)}"
        )
        return f"{self.name} = {_digits(self.value)} [{interval}]"


@dataclass(frozen=True, kw_only=True)
class Fit:
    """The maximum of a likelihood, and how sharp it is.

    Parameters
    ----------
    names : tuple of str
        The parameters.
    estimates : array of float
        Their estimates.
    covariance : array of float
        Of their logarithms; ``nan`` where the information has no inverse.
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
    log_likelihood: float
    n: int
    converged: bool
    note: str = ""

    def parameters(self, confidence_level: float) -> tuple[Parameter, ...]:
        """Return the parameters with standard errors and intervals (made on logarithms)."""
        z = normal_quantile(confidence_level)
        found = []
        for name, value, variance in zip(
            self.names, self.estimates, np.diag(self.covariance), strict=True
        ):
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
        return Fit(
            names=(*self.names, *other.names),
            estimates=np.concatenate([self.estimates, other.estimates]),
            covariance=both,
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
        differently customers with the same history will behave.
        """
        logs = np.log(self.estimates)
        value = np.asarray(derived(self.estimates), dtype=float)
        slopes = []
        for i in range(len(logs)):
            step = np.zeros(len(logs))
            step[i] = DIFFERENCE
            ends = [np.asarray(derived(np.exp(logs + s))) for s in (step, -step)]
            slopes.append((ends[0] - ends[1]) / (2 * DIFFERENCE))
        slope = np.array(slopes)
        variance = np.einsum("i...,ij,j...->...", slope, self.covariance, slope)
        wide = normal_quantile(confidence_level) * np.sqrt(np.maximum(variance, 0.0))
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            if scale == "odds":
                # At 0 and 1 the model leaves no doubt, whatever its parameters.
                sure = (value <= 0) | (value >= 1)
                centre, width = np.log(value / (1 - value)), wide / (value * (1 - value))
                ends = [1 / (1 + np.exp(-(centre + sign * width))) for sign in (-1, 1)]
            else:
                sure = value <= 0
                ends = [value * np.exp(sign * wide / value) for sign in (-1, 1)]
        low, high = (np.where(sure, value, end) for end in ends)
        return value, low, high


def maximise(
    likelihood: Likelihood,
    start: Array,
    names: tuple[str, ...],
    *,
    n: int,
    on_sample: Likelihood | None = None,
) -> Fit:
    """Find the parameters that make the data most likely.

    Parameters
    ----------
    likelihood : callable
        From parameters (all above 0) to the log likelihood and its gradient.
    start : array of float
        Where to begin.
    names : tuple of str
        Of the parameters.
    n : int
        How many customers there are.
    on_sample : callable, optional
        The likelihood of a sample, to begin with; as if of all customers.

    Returns
    -------
    Fit
        With a note if no maximum was found, or if it lies at the boundary.
    """
    begin = np.log(np.asarray(start, dtype=float))
    logs, bounds = begin, [(x - LOG_BOUND, x + LOG_BOUND) for x in begin]
    if on_sample is not None:
        logs, _ = _search(on_sample, logs, bounds, n)
        information = _information(on_sample, logs, n)
        logs, converged = _chord(likelihood, logs, information, n)
        if not converged:
            logs, converged = _search(likelihood, logs, bounds, n)
    else:
        logs, converged = _search(likelihood, logs, bounds, n)
    inside = bool(np.all(np.abs(logs - begin) < LOG_BOUND - 1e-6))
    information = _information(likelihood, logs, n)
    covariance = _inverse(information)
    if inside and covariance is not None:
        logs, sharp = _chord(likelihood, logs, information, n)
        converged = converged or sharp
    values = np.exp(logs)
    note = _note(names, values, covariance, converged=converged, inside=inside)
    unknown = np.full((len(logs), len(logs)), math.nan)
    return Fit(
        names=names,
        estimates=values,
        covariance=covariance / n if covariance is not None and inside else unknown,
        log_likelihood=likelihood(values)[0],
        n=n,
        converged=converged,
        note=note,
    )


def _mean_loss(likelihood: Likelihood, logs: Array, n: int) -> tuple[float, Array]:
    """Return the loss of the mean customer, and its gradient by the logarithms."""
    values = np.exp(logs)
    total, gradient = likelihood(values)
    return -total / n, -gradient * values / n


def _search(
    likelihood: Likelihood, logs: Array, bounds: list[tuple[float, float]], n: int
) -> tuple[Array, bool]:
    from scipy.optimize import minimize

    search: Any = minimize  # its stubs know no function that returns the gradient as well
    found = search(
        lambda logs: _mean_loss(likelihood, logs, n),
        logs,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"ftol": 1e-13, "gtol": 1e-6, "maxiter": 1000},
    )
    # A search that stops because nothing gets better has arrived, if the slope is nearly 0.
    flat = float(np.max(np.abs(found.jac))) < 1e-4
    return np.asarray(found.x), bool(found.success) or flat


def _information(likelihood: Likelihood, logs: Array, n: int) -> Array:
    """Return the observed information of the mean customer, on logarithms."""
    rows = []
    for i in range(len(logs)):
        step = np.zeros(len(logs))
        step[i] = DIFFERENCE
        up, down = (_mean_loss(likelihood, logs + s, n)[1] for s in (step, -step))
        rows.append((up - down) / (2 * DIFFERENCE))
    table = np.array(rows)
    return (table + table.T) / 2


def _inverse(information: Array) -> Array | None:
    """Return the inverse of the information, or None where it has none."""
    if not np.all(np.isfinite(information)):
        return None
    values, vectors = np.linalg.eigh(information)
    if values[0] <= 1e-9 * max(values[-1], 1e-3):
        return None
    return np.asarray((vectors / values) @ vectors.T)


def _chord(likelihood: Likelihood, logs: Array, information: Array, n: int) -> tuple[Array, bool]:
    """Step to the maximum by Newton's method with one matrix throughout."""
    inverse = _inverse(information)
    if inverse is None:
        return logs, False
    size = math.inf
    for _ in range(30):
        step = -inverse @ _mean_loss(likelihood, logs, n)[1]
        larger = float(np.max(np.abs(step))) > size
        size = float(np.max(np.abs(step)))
        if larger or not size < 1:
            return logs, size < 1e-7
        logs = logs + step
        if size < STEP:
            return logs, True
    return logs, False


def _note(
    names: tuple[str, ...],
    values: Array,
    covariance: Array | None,
    *,
    converged: bool,
    inside: bool,
) -> str:
    """Return what a reader must know of the search, or nothing."""
    shown = ", ".join(f"{k} = {_digits(v)}" for k, v in zip(names, values, strict=True))
    if not converged:
        return f"No maximum was found; the search ended at {shown}. Do not use this fit."
    if not inside or covariance is None:
        return (
            f"The best fit lies at the boundary ({shown}): the data do not tell these parameters "
            "apart, or customers do not differ in them. Standard errors and intervals are not "
            "known."
        )
    return ""


def normal_quantile(confidence_level: float) -> float:
    """Return how many standard errors an interval of this level reaches to either side."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + confidence_level / 2))


def _digits(value: float) -> str:
    """Return a number with three digits that count."""
    if not (math.isfinite(value) and value):
        return show(value, 0)
    return show(value, max(0, 2 - math.floor(math.log10(abs(value)))))
