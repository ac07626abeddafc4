"""What would happen to an outcome if treatment and mediator were set: natural effects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from uxcx.linkage.observations import Array, Observations
from uxcx.linkage.regressions import Kind, Regression, expit, regress
from uxcx.linkage.resampling import Resampler

MediatorKind = Kind | Literal["steps"]
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
    on_outcome : numpy.ndarray or None
        The coefficient of the mediator in the regression of the outcome, at control where they
        interact; None where each step of the mediator has its own.
    """

    means: dict[tuple[int, int], Array]
    mediator: tuple[Array, Array]
    on_outcome: Array | None


@dataclass(frozen=True)
class Parameters:
    """Replicates of what both regressions found: one row each.

    Parameters
    ----------
    mediator : list of numpy.ndarray
        Of each regression of the mediator.
    sd : numpy.ndarray
        What a linear one leaves of it: the standard deviation.
    outcome : numpy.ndarray
        Of the regression of the outcome.
    """

    mediator: list[Array]
    sd: Array
    outcome: Array


@dataclass(frozen=True)
class Models:
    """What regressions say of the mediator, and one of the outcome.

    Parameters
    ----------
    kind : {"linear", "logistic", "steps"}
        Of the mediator: with steps, each of its values has its own effect on the outcome.
    mediator : tuple of Regression
        On constant, treatment and covariates: of the mediator, or of having each of its steps but
        the lowest.
    steps : numpy.ndarray
        The values of these steps, the lowest first.
    outcome : Regression
        On constant, treatment, mediator (or a column for each step but the lowest), their products
        with the treatment if they interact, and covariates.
    interaction : bool
        Whether the products are in it.
    levels : (float, float)
        The values of the treatment that are compared: control, treated.
    covariates : numpy.ndarray of shape (rows, covariates)
        Of all rows.
    """

    kind: MediatorKind
    mediator: tuple[Regression, ...]
    steps: Array
    outcome: Regression
    interaction: bool
    levels: tuple[float, float]
    covariates: Array

    def expected(
        self, combination: tuple[int, int], parameters: Parameters, covariates: Array
    ) -> Array:
        """Return the outcome's expectation: one row a replicate, one column a row of covariates.

        Parameters
        ----------
        combination : (int, int)
            Which treatment, and under which the mediator is as it would be.
        parameters : Parameters
            Of the replicates.
        covariates : numpy.ndarray of shape (rows, covariates)
            Over which to take it.
        """
        treatment, of_outcome = self.levels[combination[0]], parameters.outcome
        columns = len(self.mediator)
        slopes = of_outcome[:, 2 : 2 + columns]
        first = 2 + columns
        if self.interaction:
            slopes = slopes + of_outcome[:, first : first + columns] * treatment
            first += columns
        base = (
            of_outcome[:, :1]
            + of_outcome[:, 1:2] * treatment
            + of_outcome[:, first:] @ covariates.T
        )
        found: Array = np.zeros(base.shape)
        for values, weight in self._distribution(combination[1], parameters, covariates):
            linear = base + sum(
                slopes[:, place : place + 1] * value for place, value in enumerate(values)
            )
            found = found + weight * (expit(linear) if self.outcome.kind == "logistic" else linear)
        return found

    def _distribution(
        self, level: int, parameters: Parameters, covariates: Array
    ) -> Iterator[tuple[Sequence[Any] | Array, Any]]:
        """Yield what the mediator's columns may be under a treatment, with probabilities."""
        found = [self._mediator(level, each, covariates) for each in parameters.mediator]
        if self.kind == "steps":
            steps = np.eye(len(found))
            yield np.zeros(len(found)), 1 - sum(found)
            yield from zip(steps, found, strict=True)
        elif self.kind == "logistic":
            yield from (((0.0,), 1 - found[0]), ((1.0,), found[0]))
        elif self.outcome.kind == "linear":
            yield (found[0],), 1.0
        else:
            nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
            for node, weight in zip(nodes, weights / weights.sum(), strict=True):
                yield (found[0] + parameters.sd[:, None] * node,), weight

    def expected_mediator(self, level: int, parameters: Parameters, covariates: Array) -> Array:
        """Return the mediator's expectation under a treatment, as `expected` does."""
        found = [self._mediator(level, each, covariates) for each in parameters.mediator]
        if self.kind != "steps":
            return found[0]
        above = self.steps[1:] - self.steps[0]
        return np.asarray(
            self.steps[0] + sum(high * share for high, share in zip(above, found, strict=True))
        )

    def _mediator(self, level: int, parameters: Array, covariates: Array) -> Array:
        """Return what one regression of the mediator expects."""
        linear = (
            parameters[:, :1]
            + parameters[:, 1:2] * self.levels[level]
            + parameters[:, 2:] @ covariates.T
        )
        return expit(linear) if self.kind == "logistic" else np.asarray(linear)


def fit_models(
    rows: Observations,
    *,
    treatment: str,
    mediator: str,
    outcome: str,
    covariates: list[str],
    kinds: tuple[MediatorKind, Kind],
    interaction: bool,
    levels: tuple[float, float],
) -> Models:
    """Fit all regressions; `kinds` are those of mediator and outcome."""
    others = (
        np.stack([rows[c] for c in covariates], axis=1)
        if covariates
        else np.empty((len(rows.counts), 0))
    )
    t, m = rows[treatment], rows[mediator]
    before, steps = np.column_stack([t, others]), np.unique(m)
    if kinds[0] == "steps":
        # A share that is linear in what explains it: exact for groups, and a step that is never
        # seen in one of them does no harm, as it would in a logistic regression.
        columns = (m[:, None] == steps[1:]).astype(np.float64)
        of_mediator = [
            regress(rows, "linear", mediator, before, values=column) for column in columns.T
        ]
    else:
        columns = m[:, None]
        of_mediator = [regress(rows, kinds[0], mediator, before)]
    products = columns * t[:, None] if interaction else np.empty((len(t), 0))
    explaining = np.column_stack([t, columns, products, others])
    return Models(
        kind=kinds[0],
        mediator=tuple(of_mediator),
        steps=steps if kinds[0] == "steps" else np.empty(0),
        outcome=regress(rows, kinds[1], outcome, explaining),
        interaction=interaction,
        levels=levels,
        covariates=others,
    )


def natural_effects(resampler: Resampler, models: Models) -> NaturalEffects:
    """Return the replicates of both models' means, by the g-formula.

    The mediator's distribution is taken out by a sum over its values, or by Gauss-Hermite
    quadrature over a normal one; covariates by a mean over rows. A replicate has its own rows at
    the sample's parameters, and the change of its parameters over a fixed two hundred of them.
    """
    rows = resampler.observations
    of_mediator = [each.refitted(resampler.sums(each.terms)) for each in models.mediator]
    of_outcome = models.outcome.refitted(resampler.sums(models.outcome.terms))
    sd = np.zeros(len(of_outcome))
    if models.kind == "linear":
        sd = residual_sd(resampler, models.mediator[0], of_mediator[0])
    parameters = Parameters(of_mediator, sd, of_outcome)
    sample = Parameters([each[:1] for each in of_mediator], sd[:1], of_outcome[:1])

    def terms(places: npt.NDArray[np.int64]) -> Array:
        c = models.covariates[places]
        columns = [models.expected(each, sample, c)[0] for each in COMBINATIONS]
        columns += [models.expected_mediator(level, sample, c)[0] for level in (0, 1)]
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
        own_rows[:, 4 + level] + moved(models.expected_mediator(level, parameters, c))
        for level in (0, 1)
    )
    if models.kind == "steps":
        return NaturalEffects(means, (control, treated), None)
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
