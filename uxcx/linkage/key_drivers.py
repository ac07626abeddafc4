"""Key drivers: how much of an outcome goes with each of several things that were measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.linkage.drivers_result import SHARES, Driver, Drivers
from uxcx.linkage.importance import (
    Shares,
    linear_shares,
    logistic_shares,
    variance_inflation,
)
from uxcx.linkage.observations import observe
from uxcx.linkage.phrases import counted, in_words
from uxcx.linkage.regressions import Kind
from uxcx.linkage.resampling import METHODS, NOT_KNOWN, RESAMPLES, SEED, Resampler
from uxcx.linkage.words import checked_names, checked_resamples, chosen_kind, named, of_units
from uxcx.results import show

#: sets of drivers double with each; a logistic regression has to be fitted for every one
MOST_LINEAR, MOST_LOGISTIC = 15, 10
#: beyond this, drivers say so much the same that coefficients become unsteady
MUCH_INFLATION = 5.0
FEW_ROWS, FEW_EVENTS = 20, 10


def drivers(
    data: Any,
    *,
    outcome: str,
    drivers: Sequence[str],
    model: str | None = None,
    method: str = "lmg",
    weights: str | None = None,
    unit: str | None = None,
    confidence_level: float = 0.95,
    interval: str = "percentile",
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Drivers:
    """Divide what an outcome's drivers explain of it among them.

    Parameters
    ----------
    data : data frame
        Of any engine, a row a customer (or answer): `link` makes one. Rows in which a column that
        is named here is missing are left out, and counted in `n_missing`.
    outcome : str
        The column to explain: a rating, an amount, or 1 for yes and 0 for no.
    drivers : sequence of str
        Numeric columns that may explain it; yes and no as 1 and 0.
    model : {"linear", "logistic"}, optional
        By default logistic for an outcome of nothing but 0 and 1, else linear.
    method : {"lmg", "johnson", "first"}, default "lmg"
        ``"lmg"``: what a driver adds to R², as the mean over all orders of the drivers; exact, for
        15 drivers at most (10 in a logistic model). ``"johnson"``: relative weights, nearly
        the same, for any number. ``"first"``: what each explains alone; these don't add up.
    weights : str, optional
        A column of survey weights, 0 or more; none may be missing.
    unit : str, optional
        A column of whose rows belong together, where a customer has several: customers are drawn
        then, not rows.
    confidence_level : float, default 0.95
        Of all intervals; between 0 and 1.
    interval : {"percentile", "bca"}, default "percentile"
        The method of the bootstrap intervals; BCa corrects their bias and skewness.
    resamples : int, default 1000
        Of rows, with replacement; 100 or more.
    seed : int
        Of the random numbers: the same data give the same intervals.

    Returns
    -------
    Drivers
        Shares with intervals, raw and standardised coefficients, a sentence and notes.

    Raises
    ------
    AnswerError
        If a column is not numeric or never varies, if drivers tell each other exactly, if there are
        fewer complete rows than two more than drivers, or if 0 and 1 can be told without error.
    ColumnError
        If a column is not there.
    ImportError
        If statsmodels is not installed; a logistic model needs it.
    ValueError
        If an option is not one of those above, or there are more drivers than `method` can take.

    Notes
    -----
    LMG: Lindeman, Merenda and Gold (1980); it is Shapley's division of R² (Grömping 2007, *The
    American Statistician* 61:139). Relative weights: Johnson (2000), *Multivariate Behavioral
    Research* 35:1; in a logistic model those of Tonidandel and LeBreton (2010), *Organizational
    Research Methods* 13:767, scaled so that they add up to McFadden's R². A logistic model's R² is
    McFadden's: the share of the log-likelihood that drivers save (1974). A driver that explains
    nothing still gets a little by chance, never less than 0: no interval includes 0.

    Resamples are of rows, or of units; with more than 5,000, of 2,000 random groups of them. A
    resample of a logistic regression is one step of Newton's (Moulton and Zeger 1991).

    Examples
    --------
    >>> from uxcx import datasets, linkage
    >>> shop = datasets.load("ecommerce")
    >>> found = linkage.drivers(shop.survey, outcome="recommend", drivers=["delivery", "trust"])
    >>> [driver.name for driver in found], found["delivery"].share.high < 0.5
    (['trust', 'delivery'], True)

    Less than half of what the two explain goes with the delivery, and the rest with trust.
    """
    names = checked_names(drivers, outcome=outcome)
    check_confidence_level(confidence_level)
    checked_resamples(resamples)
    named("method", method, SHARES)
    named("interval", interval, METHODS)
    rows = observe(data, [*names, outcome], weights=weights, unit=unit)
    kind = chosen_kind(rows, outcome, model, option="model")
    _require_few(len(names), kind, method)
    if rows.n < len(names) + 2:
        raise AnswerError(
            f"{rows.n} complete rows are too few for {len(names)} drivers: there must be at least "
            f"{len(names) + 2}."
        )
    inflation = variance_inflation(rows, names)
    if math.isinf(inflation[0]):
        raise AnswerError(
            f"The drivers {', '.join(map(repr, names))} tell each other exactly: one of them is a "
            "sum or a copy of others. Leave one out."
        )
    resampler = Resampler(rows, resamples, confidence_level, interval, seed)
    compute = linear_shares if kind == "linear" else logistic_shares
    shares = compute(resampler, outcome, names, method=method)
    found = _each(resampler, shares, names, inflation.tolist(), method)
    ones = int(rows.counts @ rows[outcome]) if kind == "logistic" else 0
    return Drivers(
        outcome=outcome,
        drivers=found,
        r_squared=resampler.quantity(shares.r_squared),
        model=kind,
        method=method,
        n=rows.n,
        n_missing=rows.n_missing,
        weights=weights or "",
        unit=unit or "",
        n_units=rows.n_units,
        confidence_level=float(confidence_level),
        interval=METHODS[interval],
        resamples=resamples,
        first_leads=_first_leads(resampler, shares, found, names),
        notes=of_units(rows.n_units, unit)
        + _notes(found, rows.n, rarer=min(ones, rows.n - ones), kind=kind, method=method),
    )


def _require_few(k: int, kind: Kind, method: str) -> None:
    most = MOST_LINEAR if kind == "linear" else MOST_LOGISTIC
    if method == "lmg" and k > most:
        raise ValueError(
            f"{k} drivers have {2**k:,} sets, and LMG needs what each of them explains; at most "
            f"{most} are possible with a {kind} model. Take fewer, or method='johnson', which is "
            "nearly the same."
        )


def _each(
    resampler: Resampler, shares: Shares, names: list[str], inflation: list[float], method: str
) -> tuple[Driver, ...]:
    """Return the drivers, the one that explains most first."""
    explained = resampler.quantities(shares.shares)
    of_all = (
        [NOT_KNOWN] * len(names)
        if method == "first"
        else resampler.quantities(shares.shares / shares.r_squared[:, None])
    )
    coefficients = resampler.quantities(shares.coefficients)
    standardised = resampler.quantities(shares.standardised)
    means = resampler.quantities(shares.means)
    found = [
        Driver(
            name=name,
            explained=explained[place],
            share=of_all[place],
            coefficient=coefficients[place],
            standardised=standardised[place],
            variance_inflation=inflation[place],
            mean=means[place],
        )
        for place, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda driver: -driver.explained.value))


def _first_leads(
    resampler: Resampler, shares: Shares, found: tuple[Driver, ...], names: list[str]
) -> bool:
    """Return whether the first driver explains clearly more than the second."""
    if len(found) < 2:
        return True
    first, second = (names.index(driver.name) for driver in found[:2])
    return resampler.quantity(shares.shares[:, first] - shares.shares[:, second]).excludes_zero


def _notes(
    found: tuple[Driver, ...], n: int, *, rarer: int, kind: Kind, method: str
) -> tuple[str, ...]:
    notes = []
    alike = [d for d in found if d.variance_inflation > MUCH_INFLATION]
    if alike:
        each = ", ".join(f"{in_words(d.name)} ({show(d.variance_inflation, 1)})" for d in alike)
        notes.append(
            f"These drivers say much the same: {each}. In brackets is the variance inflation "
            f"factor; above {MUCH_INFLATION:g}, how credit is divided between them is unsteady."
        )
    if n < FEW_ROWS * len(found):
        notes.append(
            f"{counted(n, 'row')} are few for {counted(len(found), 'driver')}: with fewer than "
            f"{FEW_ROWS} a driver, R² is too high and shares are unsteady."
        )
    if kind == "logistic" and rarer < FEW_EVENTS * len(found):
        notes.append(
            f"The rarer answer was given only {counted(rarer, 'time')}: with fewer than "
            f"{FEW_EVENTS} a driver, a logistic regression is unsteady (Peduzzi et al. 1996)."
        )
    if method == "first":
        notes.append("What each driver explains alone does not add up to what all explain.")
    return tuple(notes)
