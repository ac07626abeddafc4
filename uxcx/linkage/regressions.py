"""Regressions by statsmodels, and what a resample makes of them."""

from __future__ import annotations

import importlib
import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from uxcx.errors import AnswerError
from uxcx.linkage.observations import Array, Observations

Kind = Literal["linear", "logistic"]
#: probabilities this near to all outcomes are those of outcomes told without error
EXACT = 1e-6


def statsmodels_api() -> Any:
    """Return `statsmodels.api`, or say what to type where it is not installed.

    Raises
    ------
    ImportError
        If statsmodels is not installed.
    """
    try:
        api = importlib.import_module("statsmodels.api")
    except ImportError as error:
        raise ImportError(
            "uxcx.linkage needs statsmodels for its regressions, and it is not installed. Type: "
            'pip install "uxcx[linkage]"'
        ) from error
    return api


def expit(log_odds: Array) -> Array:
    """Return the probability of log odds."""
    from scipy.special import expit as probability

    return np.asarray(probability(log_odds), dtype=np.float64)


@dataclass(frozen=True)
class Regression:
    """A regression that was fitted, on rows that stand for several.

    Parameters
    ----------
    kind : {"linear", "logistic"}
        Least squares, or maximum likelihood of a binary outcome.
    design : numpy.ndarray of shape (rows, parameters)
        The first column is the constant.
    outcome, weights : numpy.ndarray of shape (rows,)
        What is explained, and what one row weighs.
    parameters : numpy.ndarray
        As statsmodels found them.
    """

    kind: Kind
    design: Array
    outcome: Array
    weights: Array
    parameters: Array

    def predicted(self, places: Any = slice(None)) -> Array:
        """Return what the regression expects of some rows: values, or probabilities."""
        linear = self.design[places] @ self.parameters
        return expit(linear) if self.kind == "logistic" else linear

    def scores(self, places: npt.NDArray[np.int64]) -> Array:
        """Return what each row adds to the derivative of the log-likelihood."""
        residual = self.outcome[places] - self.predicted(places)
        return self.design[places] * (self.weights[places] * residual)[:, None]

    def information(self, places: npt.NDArray[np.int64]) -> Array:
        """Return what each row adds to the information: the products of the design, flat."""
        weight = self.weights[places]
        if self.kind == "logistic":
            expected = self.predicted(places)
            weight = weight * expected * (1 - expected)
        design = self.design[places]
        products = design[:, :, None] * (design * weight[:, None])[:, None, :]
        return products.reshape(len(places), -1)

    def terms(self, places: npt.NDArray[np.int64]) -> Array:
        """Return what each row adds to the sums that `refitted` needs."""
        return np.concatenate([self.scores(places), self.information(places)], axis=1)

    def refitted(self, sums: Array) -> Array:
        """Return the parameters of each replicate: one Newton step from those of the sample.

        For least squares one step is all there is. For a logistic regression it is the one-step
        bootstrap of Moulton and Zeger (1991), *Computational Statistics & Data Analysis*.
        """
        p = len(self.parameters)
        scores, information = sums[:, :p], sums[:, p : p + p * p].reshape(-1, p, p)
        # A replicate in which a column does not vary has no unique solution: the shortest step.
        inverse = np.linalg.pinv(information, rcond=1e-12, hermitian=True)
        return np.asarray(self.parameters + np.einsum("rij,rj->ri", inverse, scores))


def regress(
    observations: Observations,
    kind: Kind,
    outcome: str,
    explaining: Array,
    *,
    values: Array | None = None,
) -> Regression:
    """Fit a regression by statsmodels.

    Parameters
    ----------
    observations : Observations
        The rows.
    kind : {"linear", "logistic"}
        Which one.
    outcome : str
        The column that is explained.
    explaining : numpy.ndarray of shape (rows, k)
        What explains it, without the constant.
    values : numpy.ndarray of shape (rows,), optional
        What is explained, where it is made from the column: whether it has one of its values.

    Raises
    ------
    ImportError
        If statsmodels is not installed.
    AnswerError
        If a logistic regression has no solution, because the outcome can be told exactly.
    """
    api = statsmodels_api()
    y, mass = observations[outcome] if values is None else values, observations.mass
    design = np.column_stack([np.ones(len(y)), explaining])
    require_rank(design, mass, f"What explains {outcome!r}")
    if kind == "linear":
        parameters = api.WLS(y, design, weights=mass).fit().params
    else:
        parameters = _logistic(api, y, design, mass, outcome)
    return Regression(kind, design, y, observations.weights, np.asarray(parameters))


def require_rank(design: Array, mass: Array, what: str) -> None:
    """Refuse columns of which one follows from the others."""
    known = mass > 0
    products = (design[known] * mass[known, None]).T @ design[known]
    scale = np.sqrt(np.diag(products))
    flat = scale == 0
    products = products / np.outer(np.where(flat, 1, scale), np.where(flat, 1, scale))
    if np.linalg.matrix_rank(products, hermitian=True, tol=1e-10) < len(products):
        raise AnswerError(
            f"{what} tells the same twice: one column is the same in all rows, a copy of another, "
            "or follows from others. Leave one out."
        )


def _logistic(api: Any, y: Array, design: Array, mass: Array, outcome: str) -> Any:
    """Return the parameters of a logistic regression."""
    from statsmodels.tools.sm_exceptions import (
        ConvergenceWarning,
        PerfectSeparationError,
        PerfectSeparationWarning,
    )

    with warnings.catch_warnings():
        for failure in (ConvergenceWarning, PerfectSeparationWarning):
            warnings.simplefilter("error", failure)
        # Where all rows are told exactly, nothing is left to divide by.
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            if np.all(mass == 1):
                return api.Logit(y, design).fit(disp=0).params
            # Logit takes no weights; a binomial GLM with its own link is the same regression.
            found = (
                api.GLM(y, design, family=api.families.Binomial(), freq_weights=mass).fit().params
            )
            if np.abs(y - expit(design @ found)).max() < EXACT:
                raise PerfectSeparationError
            return found
        except (
            ConvergenceWarning,
            PerfectSeparationError,
            PerfectSeparationWarning,
            np.linalg.LinAlgError,
        ) as error:
            raise AnswerError(
                f"The logistic regression of {outcome!r} has no solution: some combination of the "
                "columns tells 0 from 1 without error, or the columns tell each other. Leave one "
                "out, or collect more rows."
            ) from error
