"""Shares of what drivers explain: of R² for a linear outcome, of McFadden's R² for a binary one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from uxcx.linkage.observations import Array, Observations
from uxcx.linkage.regressions import Regression, regress
from uxcx.linkage.resampling import Resampler
from uxcx.linkage.shapley import all_r_squared, shapley_matrix

#: numbers in the table of all sets that are held in memory at once
BATCH = 8_000_000


@dataclass(frozen=True)
class Shares:
    """What `drivers` shows, one row for each replicate (see `resampling.Resampler`).

    Parameters
    ----------
    r_squared : numpy.ndarray of shape (replicates,)
        What all drivers explain together.
    shares : numpy.ndarray of shape (replicates, k)
        What each explains of it, in units of R².
    coefficients : numpy.ndarray of shape (replicates, k)
        Of the regression on all drivers.
    standardised : numpy.ndarray of shape (replicates, k)
        The same for a standard deviation of each driver; of a linear outcome, in its standard
        deviations.
    means : numpy.ndarray of shape (replicates, k)
        Of the drivers.
    """

    r_squared: Array
    shares: Array
    coefficients: Array
    standardised: Array
    means: Array


def linear_shares(resampler: Resampler, outcome: str, drivers: list[str], *, method: str) -> Shares:
    """Return the shares of R² of a linear outcome, from sums of products alone."""
    moments = _moments(resampler, [*drivers, outcome])
    covariances = moments.covariances
    k = len(drivers)
    sd = np.sqrt(covariances[:, range(k + 1), range(k + 1)])
    coefficients = _solve(covariances[:, :k, :k], covariances[:, :k, k])
    standardised = coefficients * _over(sd[:, :k], sd[:, k:])
    correlations = _correlations(covariances, sd)
    r_squared = np.einsum("rj,rj->r", standardised, correlations[:, :k, k])
    if method == "lmg":
        shares = _shapley(covariances)
    elif method == "johnson":
        shares = _johnson(correlations[:, :k, :k], standardised)
    else:
        shares = correlations[:, :k, k] ** 2
    return Shares(
        r_squared,
        shares,
        coefficients * (moments.scale[k] / moments.scale[:k]),
        standardised,
        moments.means[:, :k],
    )


def logistic_shares(
    resampler: Resampler, outcome: str, drivers: list[str], *, method: str
) -> Shares:
    """Return the shares of McFadden's R² of a binary outcome."""
    observations, k = resampler.observations, len(drivers)
    values = np.column_stack([observations[driver] for driver in drivers])
    moments = _moments(resampler, [*drivers, outcome])
    sd = np.sqrt(moments.covariances[:, range(k), range(k)])
    # Standardised by the sample, so that Newton's steps are well conditioned.
    scaled = (values - moments.centre[:k]) / moments.scale[:k]
    null = _null_log_likelihood(moments)

    def explained(chosen: tuple[int, ...]) -> Array:
        regression = regress(observations, "logistic", outcome, scaled[:, chosen])
        return np.asarray(1 - _log_likelihood(resampler, regression) / null)

    full = regress(observations, "logistic", outcome, scaled)
    per_scale = full.refitted(resampler.sums(full.terms))[:, 1:]
    standardised = per_scale * sd
    r_squared = 1 - _log_likelihood(resampler, full) / null
    if method == "lmg":
        table = np.zeros((2**k, len(r_squared)))
        table[-1] = r_squared
        for mask in range(1, 2**k - 1):
            table[mask] = explained(tuple(bit for bit in range(k) if mask >> bit & 1))
        shares = (shapley_matrix(k) @ table).T
    elif method == "johnson":
        both = moments.covariances[:, :k, :k]
        weights = _johnson(_correlations(both, sd), standardised)
        shares = weights / weights.sum(axis=1, keepdims=True) * r_squared[:, None]
    else:
        shares = np.stack([explained((place,)) for place in range(k)], axis=1)
    return Shares(
        r_squared, shares, per_scale / moments.scale[:k], standardised, moments.means[:, :k]
    )


def variance_inflation(observations: Observations, drivers: list[str]) -> Array:
    """Return how far collinearity inflates the variance of each coefficient; 1 is not at all."""
    values = np.column_stack([observations[driver] for driver in drivers])
    correlations = np.cov(values, rowvar=False, aweights=observations.mass).reshape(
        len(drivers), -1
    )
    sd = np.sqrt(np.diag(correlations))
    correlations = correlations / np.outer(sd, sd)
    if np.linalg.eigvalsh(correlations)[0] < 1e-10:
        return np.full(len(drivers), np.inf)
    return np.asarray(np.diag(np.linalg.inv(correlations)))


# --- sums ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Moments:
    """Means, and covariances of columns that were put on the scale of the sample."""

    means: Array
    covariances: Array
    centre: Array
    scale: Array


def _moments(resampler: Resampler, columns: Iterable[str]) -> _Moments:
    """Return means and covariances of each replicate.

    Columns are centred and scaled by the sample first: sums of squares of large numbers would
    lose their digits.
    """
    observations = resampler.observations
    values = np.column_stack([observations[column] for column in columns])
    mass = observations.mass
    centre = np.average(values, axis=0, weights=mass)
    scale = np.sqrt(np.average((values - centre) ** 2, axis=0, weights=mass))
    p = values.shape[1]

    def terms(places: npt.NDArray[np.int64]) -> Array:
        weight = observations.weights[places][:, None]
        x = (values[places] - centre) / scale
        products = (x[:, :, None] * (weight * x)[:, None, :]).reshape(len(places), -1)
        return np.concatenate([weight, weight * x, products], axis=1)

    sums = resampler.sums(terms)
    total = sums[:, :1]
    shift = sums[:, 1 : p + 1] / total
    products = (sums[:, p + 1 :] / total).reshape(-1, p, p)
    covariances = products - shift[:, :, None] * shift[:, None, :]
    return _Moments(centre + scale * shift, covariances, centre, scale)


def _null_log_likelihood(moments: _Moments) -> Array:
    """Return the log-likelihood of the outcome's mean alone, for each unit of weight."""
    from scipy.special import xlogy

    share = moments.means[:, -1]
    return np.asarray(xlogy(share, share) + xlogy(1 - share, 1 - share))


def _log_likelihood(resampler: Resampler, regression: Regression) -> Array:
    """Return the log-likelihood of a logistic regression at each replicate's own maximum.

    At the sample's parameters it is a sum over rows; a step of Newton's from there adds half of
    score' x inverse information x score.
    """
    from scipy.special import xlogy

    def terms(places: npt.NDArray[np.int64]) -> Array:
        y, p = regression.outcome[places], regression.predicted(places)
        weight = regression.weights[places]
        logged = weight * (xlogy(y, p) + xlogy(1 - y, 1 - p))
        return np.column_stack([weight, logged, regression.scores(places)])

    sums = resampler.sums(terms)
    n_parameters = len(regression.parameters)
    mass = resampler.observations.counts[:, None]
    every = np.arange(len(mass))
    information = (
        (mass * regression.information(every)).sum(axis=0).reshape(n_parameters, n_parameters)
    )
    scores = sums[:, 2:]
    # The information grows with the weight of the replicate.
    gained = np.einsum("ri,ij,rj->r", scores, np.linalg.inv(information), scores) / 2
    gained = gained * (sums[0, 0] / sums[:, 0])
    return np.asarray((sums[:, 1] + gained) / sums[:, 0])


# --- methods -------------------------------------------------------------------------------------


def _shapley(covariances: Array) -> Array:
    """Return Shapley's division of R² over all orders of the drivers (LMG)."""
    k = covariances.shape[1] - 1
    size = max(1, BATCH // 2**k)
    parts = [
        (shapley_matrix(k) @ all_r_squared(covariances[start : start + size])).T
        for start in range(0, len(covariances), size)
    ]
    return np.concatenate(parts)


def _johnson(correlations: Array, standardised: Array) -> Array:
    """Return Johnson's relative weights (2000, *Multivariate Behavioral Research* 35:1).

    Drivers are turned into the nearest uncorrelated variables; what those explain goes back to
    the drivers by their squared correlations with them.
    """
    values, vectors = np.linalg.eigh(correlations)
    root = (vectors * np.sqrt(np.clip(values, 0, None))[:, None, :]) @ vectors.transpose(0, 2, 1)
    of_uncorrelated = np.einsum("rij,rj->ri", root, standardised)
    return np.asarray(np.einsum("rij,rj->ri", root**2, of_uncorrelated**2))


def _correlations(covariances: Array, sd: Array) -> Array:
    over = _over(np.ones_like(sd), sd)
    return np.asarray(covariances * over[:, :, None] * over[:, None, :])


def _over(a: Array, b: Array) -> Array:
    """Return a / b, and 0 where a column does not vary in a replicate."""
    return np.divide(a, b, out=np.zeros(np.broadcast_shapes(a.shape, b.shape)), where=b > 1e-12)


def _solve(matrices: Array, right: Array) -> Array:
    inverse = np.linalg.pinv(matrices, rcond=1e-12, hermitian=True)
    return np.asarray(np.einsum("rij,rj->ri", inverse, right))
