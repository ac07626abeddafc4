"""What would happen to an outcome if treatment and mediator were set: natural effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from uxcx.linkage.observations import Array, Observations
from uxcx.linkage.regressions import Kind, Regression, expit, regress
from uxcx.linkage.resampling import Resampler

#: nodes of the Gauss-Hermite rule: exact to far beyond what resampling leaves uncertain
NODES = 15
#: rows over whose covariates a replicate's parameters are averaged
AVERAGED_OVER = 200
#: treatment, and the treatment under which the mediator is as it would be: 1, 0 are the levels
COMBINATIONS = ((1, 1), (1, 0), (0, 1), (0, 0))


@dataclass(frozen=True)
class NaturalEffects:
    """Replicates of what the effects are made of (see `resampling.Resampler`).

    Parameters
    ----------
    means : dict of (int, int) to numpy.ndarray
        The outcome's mean under a treatment (1 or 0), with the mediator as it would be under
        another.
    mediator : tuple of numpy.ndarray
        The mediator's mean under control and under treatment.
    on_outcome : numpy.ndarray
        The coefficient of the mediator in the regression of the outcome; at control where they
        interact.
    """

    means: dict[tuple[int, int], Array]
    mediator: tuple[Array, Array]
    on_outcome: Array


@dataclass(frozen=True)
class Models:
    """A regression of the mediator, and one of the outcome.

    Parameters
    ----------
    mediator, outcome : Regression
        On constant, treatment and covariates; and on constant, treatment, mediator, their product
        if they interact, and covariates.
    interaction : bool
        Whether the product is in it.
    levels : (float, float)
        The values of the treatment that are compared: control, treated.
    covariates : numpy.ndarray of shape (rows, covariates)
        Of all rows.
    """

    mediator: Regression
    outcome: Regression
    interaction: bool
    levels: tuple[float, float]
    covariates: Array

    def expected(
        self,
        combination: tuple[int, int],
        parameters: tuple[Array, Array, Array],
        covariates: Array,
    ) -> Array:
        """Return the outcome's expectation: one row a replicate, one column a row of covariates.

        Parameters
        ----------
        combination : (int, int)
            Which treatment, and under which the mediator is as it would be.
        parameters : tuple of numpy.ndarray
            Of the mediator, its residual standard deviation, and of the outcome; rows are
            replicates.
        covariates : numpy.ndarray of shape (rows, covariates)
            Over which to take it.
        """
        of_mediator, sd, of_outcome = parameters
        treatment = self.levels[combination[0]]
        mediator = self.expected_mediator(combination[1], of_mediator, covariates)
        first = 4 if self.interaction else 3
        base = (
            of_outcome[:, :1]
            + of_outcome[:, 1:2] * treatment
            + of_outcome[:, first:] @ covariates.T
        )
        slope = of_outcome[:, 2:3]
        if self.interaction:
            slope = slope + of_outcome[:, 3:4] * treatment
        if self.outcome.kind == "linear":
            return np.asarray(base + slope * mediator)
        if self.mediator.kind == "logistic":
            return mediator * expit(base + slope) + (1 - mediator) * expit(base)
        nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
        found = np.zeros(np.broadcast_shapes(base.shape, mediator.shape))
        for node, weight in zip(nodes, weights / weights.sum(), strict=True):
            found += weight * expit(base + slope * (mediator + sd[:, None] * node))
        return found

    def expected_mediator(self, level: int, parameters: Array, covariates: Array) -> Array:
        """Return the mediator's expectation under a treatment, as `expected` does."""
        linear = (
            parameters[:, :1]
            + parameters[:, 1:2] * self.levels[level]
            + parameters[:, 2:] @ covariates.T
        )
        return expit(linear) if self.mediator.kind == "logistic" else np.asarray(linear)


def fit_models(
    rows: Observations,
    *,
    treatment: str,
    mediator: str,
    outcome: str,
    covariates: list[str],
    kinds: tuple[Kind, Kind],
    interaction: bool,
    levels: tuple[float, float],
) -> Models:
    """Fit both regressions; `kinds` are those of mediator and outcome."""
    others = (
        np.stack([rows[c] for c in covariates], axis=1)
        if covariates
        else np.empty((len(rows.counts), 0))
    )
    t, m = rows[treatment], rows[mediator]
    product = [t * m] if interaction else []
    return Models(
        mediator=regress(rows, kinds[0], mediator, np.column_stack([t, others])),
        outcome=regress(rows, kinds[1], outcome, np.column_stack([t, m, *product, others])),
        interaction=interaction,
        levels=levels,
        covariates=others,
    )


def natural_effects(resampler: Resampler, models: Models) -> NaturalEffects:
    """Return the replicates of both models' means, by the g-formula.

    The mediator's distribution is taken out by a sum over its two values, or by Gauss-Hermite
    quadrature over a normal one; covariates by a mean over rows. A replicate has its own rows at
    the sample's parameters, and the change of its parameters over a fixed two hundred of them.
    """
    rows = resampler.observations
    of_mediator = models.mediator.refitted(resampler.sums(models.mediator.terms))
    of_outcome = models.outcome.refitted(resampler.sums(models.outcome.terms))
    sd = np.zeros(len(of_mediator))
    if models.mediator.kind == "linear":
        sd = residual_sd(resampler, models.mediator, of_mediator)
    parameters = (of_mediator, sd, of_outcome)
    sample = (of_mediator[:1], sd[:1], of_outcome[:1])

    def terms(places: npt.NDArray[np.int64]) -> Array:
        c = models.covariates[places]
        columns = [models.expected(each, sample, c)[0] for each in COMBINATIONS]
        columns += [models.expected_mediator(level, sample[0], c)[0] for level in (0, 1)]
        weight = rows.weights[places]
        return np.column_stack([weight, *(weight * column for column in columns)])

    sums = resampler.sums(terms)
    own_rows = sums[:, 1:] / sums[:, :1]
    c, weight = _averaged_over(rows, models.covariates)

    def moved(values: Array) -> Array:
        mean = values @ weight
        return np.asarray(mean - mean[0])

    means = {
        each: own_rows[:, place] + moved(models.expected(each, parameters, c))
        for place, each in enumerate(COMBINATIONS)
    }
    control, treated = (
        own_rows[:, 4 + level] + moved(models.expected_mediator(level, of_mediator, c))
        for level in (0, 1)
    )
    slope = of_outcome[:, 2]
    if models.interaction:
        slope = slope + of_outcome[:, 3] * models.levels[0]
    return NaturalEffects(means, (control, treated), slope)


def residual_sd(resampler: Resampler, regression: Regression, parameters: Array) -> Array:
    """Return the residual standard deviation of a linear regression at each replicate."""
    p = len(regression.parameters)

    def terms(places: npt.NDArray[np.int64]) -> Array:
        weight = regression.weights[places]
        residual = regression.outcome[places] - regression.predicted(places)
        return np.column_stack([weight, weight * residual**2, regression.information(places)])

    sums = resampler.sums(terms)
    step = parameters - regression.parameters
    information = sums[:, 2:].reshape(-1, p, p)
    # What moving to the replicate's own least squares takes off its residuals.
    squares = sums[:, 1] - np.einsum("ri,rij,rj->r", step, information, step)
    n = resampler.observations.n
    return np.asarray(np.sqrt(np.maximum(squares, 0) / sums[:, 0] * (n / max(1, n - p))))


def _averaged_over(rows: Observations, covariates: Array) -> tuple[Array, Array]:
    """Return rows of covariates and their weights, which add up to 1."""
    if covariates.shape[1] == 0:
        return covariates[:1], np.ones(1)
    mass = rows.mass / rows.mass.sum()
    if len(mass) <= AVERAGED_OVER:
        return covariates, mass
    chosen = np.random.default_rng(len(mass)).choice(len(mass), AVERAGED_OVER, p=mass)
    return covariates[chosen], np.full(AVERAGED_OVER, 1 / AVERAGED_OVER)
