"""Maximum likelihood for the models of lifetime: positive parameters, fitted on logarithms.

A model gives its log likelihood and the gradient. L-BFGS finds the maximum, the observed
information (of the model, or by differences of its gradient) gives the standard errors, and Newton
steps with it make the maximum sharp. Large data are begun on a sample of cells, so that few passes
over all of them are needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from uxcx.relationships.fit import DIFFERENCE, SHARE, Fit, digits

Array = npt.NDArray[np.float64]


class LogLikelihood(NamedTuple):
    """The log likelihood of parameters, with its first derivatives and maybe its second ones."""

    value: float
    gradient: Array
    #: called for the matrix of second derivatives; the search does without
    hessian: Callable[[], Array] | None = None


#: from parameters to the log likelihood and its derivatives by the parameters
Likelihood = Callable[[Array], LogLikelihood]

#: parameters are searched within e^-8 and e^8 (3,000) times the start
LOG_BOUND = 8.0
#: a step of this size on the logarithms is the end of the search
STEP = 1e-9
#: a step of this size is the end of the way from a sample's maximum, and "gtol" of L-BFGS: from
#: there one Newton step or two are left
NEAR = 1e-5
#: "gtol" where the second derivatives are known, so that Newton's steps are soon the better ones
ROUGH = 1e-3
#: a direction in which the standard error of the logarithms is beyond this is flat
VAGUE = 5.0


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
        From parameters (all above 0) to the log likelihood and its derivatives.
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
    likelihood = _remembering(likelihood)
    begin = np.log(np.asarray(start, dtype=float))
    bounds = [(x - LOG_BOUND, x + LOG_BOUND) for x in begin]
    logs, converged = begin, False
    easier = on_sample or likelihood
    curved = easier(np.exp(begin)).hessian is not None
    if curved or on_sample is not None:
        logs, _ = _search(easier, begin, bounds, n, enough=ROUGH if curved else NEAR)
        inverse, _ = _split(_information(easier, logs, n), n)
        logs, converged = _newton(likelihood, logs, inverse, n, enough=NEAR)
        # No step goes along a ridge: whoever stands on one must search on.
        converged = converged and np.abs(_mean_loss(likelihood, logs, n)[1]).max() < NEAR
    if not converged:
        logs, converged = _search(likelihood, logs, bounds, n, enough=NEAR)
    at_bound = np.abs(logs - begin) > LOG_BOUND - 1e-6
    slope = _mean_loss(likelihood, logs, n)[1] * at_bound.any()
    inverse, flat = _split(_information(likelihood, logs, n), n, slope)
    if not at_bound.any():
        before = logs
        logs, sharp = _newton(likelihood, before, inverse, n)
        converged = converged or sharp
        if np.abs(logs - before).max() > NEAR:  # standard errors are those of the maximum itself
            inverse, flat = _split(_information(likelihood, logs, n), n)
    # At the end of the search, but not flat there: the maximum is elsewhere.
    converged = converged and not np.any(at_bound & ~(np.abs(flat) > SHARE).any(axis=1))
    found = Fit(
        names=names,
        estimates=np.exp(logs),
        covariance=inverse / n if converged else np.full(inverse.shape, math.nan),
        flat=flat,
        log_likelihood=likelihood(np.exp(logs)).value,
        n=n,
        converged=bool(converged),
    )
    return replace(found, note=_note(found))


def _remembering(likelihood: Likelihood) -> Likelihood:
    """Return the same likelihood, which knows what it said last."""
    last: list[tuple[Array, LogLikelihood]] = []

    def remembered(values: Array) -> LogLikelihood:
        if not (last and np.array_equal(last[0][0], values)):
            last[:] = [(values, likelihood(values))]
        return last[0][1]

    return remembered


def dot(first: Array, second: Array) -> float:
    """Return the sum of products of two long columns.

    Not by ``@``: the threads of BLAS make it a hundred times slower where other programs run.
    """
    return float(np.einsum("i,i->", first, second))


def _mean_loss(likelihood: Likelihood, logs: Array, n: int) -> tuple[float, Array]:
    """Return the loss of the mean customer, and its gradient by the logarithms."""
    values = np.exp(logs)
    found = likelihood(values)
    return -found.value / n, -found.gradient * values / n


def _search(
    likelihood: Likelihood,
    logs: Array,
    bounds: list[tuple[float, float]],
    n: int,
    *,
    enough: float,
) -> tuple[Array, bool]:
    from scipy.optimize import minimize

    search: Any = minimize  # its stubs know no function that returns the gradient as well
    found = search(
        lambda logs: _mean_loss(likelihood, logs, n),
        logs,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"ftol": 1e-13, "gtol": enough, "maxiter": 1000},
    )
    # A search that stops because nothing gets better has arrived, if the slope is nearly 0.
    flat = float(np.max(np.abs(found.jac))) < 1e-4
    return np.asarray(found.x), bool(found.success) or flat


def _information(likelihood: Likelihood, logs: Array, n: int) -> Array:
    """Return the observed information of the mean customer, on logarithms."""
    values = np.exp(logs)
    _, gradient, hessian = likelihood(values)
    if hessian is not None:
        found = hessian() * np.outer(values, values) + np.diag(gradient * values)
        return np.asarray(-found / n)
    rows = []
    for i in range(len(logs)):
        step = np.zeros(len(logs))
        step[i] = DIFFERENCE
        up, down = (_mean_loss(likelihood, logs + s, n)[1] for s in (step, -step))
        rows.append((up - down) / (2 * DIFFERENCE))
    table = np.array(rows)
    return (table + table.T) / 2


def _split(information: Array, n: int, slope: Array | float = 0.0) -> tuple[Array, Array]:
    """Return the inverse of the information where it is firm, and the directions where not.

    A direction is flat where little is known, or, at the end of the search, where the maximum
    still lies a long way ahead.
    """
    if not np.all(np.isfinite(information)):
        return np.full(information.shape, math.nan), np.zeros((len(information), 0))
    values, vectors = np.linalg.eigh(information)
    ahead = np.abs(vectors.T @ (slope * np.ones(len(values))))
    firm = (values * n > 1 / VAGUE**2) & (ahead < values / 2)
    inverse = (vectors[:, firm] / values[firm]) @ vectors[:, firm].T
    return np.asarray(inverse), np.asarray(vectors[:, ~firm])


def _newton(
    likelihood: Likelihood, logs: Array, inverse: Array, n: int, *, enough: float = STEP
) -> tuple[Array, bool]:
    """Step to the maximum by Newton's method, with one matrix where a new one would be dear."""
    size = math.inf
    for _ in range(30):
        if likelihood(np.exp(logs)).hessian is not None:
            inverse, _ = _split(_information(likelihood, logs, n), n)
        step = -inverse @ _mean_loss(likelihood, logs, n)[1]
        before, size = size, float(np.max(np.abs(step)))
        if size >= before or not size < 1:
            return logs, size < 1e-7
        if size < enough:
            return logs + step, True
        logs = logs + step
    return logs, False


def _note(fit: Fit) -> str:
    """Return what a reader must know of the search, or nothing."""
    if not fit.converged:
        pairs = zip(fit.names, fit.estimates, strict=True)
        shown = ", ".join(f"{name} = {digits(value)}" for name, value in pairs)
        return f"No maximum was found; the search ended at {shown}. Do not use this fit."
    if fit.is_flat.any():
        open_ = [name for name, flat in zip(fit.names, fit.is_flat, strict=True) if flat]
        listed = " and ".join(filter(None, [", ".join(open_[:-1]), open_[-1]]))
        return (
            f"The best fit lies at the boundary: {listed} {'are' if len(open_) > 1 else 'is'} not "
            "known (the likelihood is flat there), as when customers do not differ in what it "
            "describes, or too little of it was seen. Intervals of projections hold it where it "
            "is, and are not known where that matters."
        )
    return ""
