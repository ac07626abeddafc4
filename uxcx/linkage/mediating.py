"""Mediation: how much of an effect goes through something that was measured on the way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.frames import Frame, column_names, count_rows, open_frame
from uxcx.linkage.covariates import is_category, levels_of, with_indicators
from uxcx.linkage.mediation_result import EFFECTS, Mediation
from uxcx.linkage.natural_effects import NaturalEffects, fit_models, natural_effects
from uxcx.linkage.observations import Array, Observations, observe
from uxcx.linkage.regressions import Kind, regress
from uxcx.linkage.resampling import METHODS, NOT_KNOWN, RESAMPLES, SEED, Quantity, Resampler
from uxcx.linkage.sensitivity import PER_SD, e_value, nearer_to_one
from uxcx.linkage.words import checked_resamples, chosen_kind, named
from uxcx.preparing import own

DESIGNS = ("observed", "randomised")
TREATMENT = own("treatment")
#: fewer of the rarer value than this, for each column of the model, are few
FEW_EVENTS = 10


def mediation(
    data: Any,
    *,
    treatment: str,
    mediator: str,
    outcome: str,
    covariates: Sequence[str] = (),
    design: str = "observed",
    treated: Any = 1,
    control: Any = 0,
    mediator_model: str | None = None,
    outcome_model: str | None = None,
    interaction: bool = False,
    weights: str | None = None,
    confidence_level: float = 0.95,
    interval: str = "percentile",
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Mediation:
    """Divide an effect into what goes through a mediator and what goes past it.

    Parameters
    ----------
    data : data frame
        Of any engine, a row a customer. Rows in which a column that is named here is missing are
        left out, and counted in `n_missing`.
    treatment : str
        The column of what came first: 1 and 0, two named groups, or an amount.
    mediator : str
        The column of what it may act through; numeric, or 1 and 0.
    outcome : str
        The column of what came last; numeric, or 1 and 0.
    covariates : sequence of str, optional
        What was there before the treatment and may move mediator and outcome; categories are taken
        apart into indicators.
    design : {"observed", "randomised"}, default "observed"
        Whether chance decided who got the treatment. It decides what the sentence claims.
    treated, control : default 1 and 0
        The two values of the treatment that are compared. Of named groups, rows of others are set
        aside, and counted in `n_excluded`.
    mediator_model, outcome_model : {"linear", "logistic"}, optional
        By default logistic for what is nothing but 0 and 1, else linear.
    interaction : bool, default False
        Whether the mediator may act differently with and without the treatment.
    weights : str, optional
        A column of survey weights, 0 or more; none may be missing.
    confidence_level : float, default 0.95
        Of all intervals; between 0 and 1.
    interval : {"percentile", "bca"}, default "percentile"
        The method of the bootstrap intervals.
    resamples : int, default 1000
        Of rows, with replacement; 100 or more.
    seed : int
        Of the random numbers: the same data give the same intervals.

    Returns
    -------
    Mediation
        Total, direct and indirect effect, the share that is mediated, how sensitive they are to
        something unmeasured, and a sentence.

    Raises
    ------
    AnswerError
        If a column is not numeric or never varies, the treatment does not have the two groups, or a
        logistic regression has no solution.
    ColumnError
        If a column is not there.
    ImportError
        If statsmodels is not installed.
    ValueError
        If an option is not one of those above, or one column is given two parts.

    Notes
    -----
    Natural effects by the g-formula (Imai, Keele and Tingley 2010, *Psychological Methods* 15:309;
    VanderWeele 2015, *Explanation in Causal Inference*): the mean of the outcome with the treatment
    set, and the mediator as it would be under either. They are on the scale of the outcome: of a
    yes or no, differences of probabilities, not products of log odds. Direct and indirect effect
    are each the mean of the two ways to take the other (as in the R package mediation), so that
    they add up to the total. For two linear models the indirect effect is a x b.

    That the indirect effect is an effect rests on nothing unmeasured moving both mediator and
    outcome, not even where the treatment was assigned by lot. Its E-value says how strong
    such a thing must be (Smith and VanderWeele 2019); for two linear models `rho_at_zero` is the
    correlation of their errors at which nothing would be left (Imai et al. 2010).

    Examples
    --------
    >>> from uxcx import datasets, linkage
    >>> flights = datasets.load("airline")
    >>> first = flights.trips[flights.trips["number"] == 1]
    >>> frame = first.merge(flights.survey, on="customer")
    >>> frame["late"] = frame["delay"] >= 15
    >>> found = linkage.mediation(
    ...     frame, treatment="late", mediator="satisfaction", outcome="recommend")
    >>> found.indirect.high < 0, found.direct.high < 0, 0.5 < found.proportion.value < 0.7
    (True, True, True)

    Of the points that went with a late flight, the larger part went through satisfaction.
    """
    parts = {"treatment": treatment, "mediator": mediator, "outcome": outcome}
    others = column_names(covariates)
    _require_apart(parts, others)
    check_confidence_level(confidence_level)
    checked_resamples(resamples)
    named("interval", interval, METHODS)
    named("design", design, DESIGNS)
    frame, _ = open_frame(data, [*parts.values(), *others, *([weights] if weights else [])])
    frame, levels, n_excluded = _coded(frame, treatment, treated, control)
    frame, numeric = with_indicators(frame, others)
    rows = observe(frame, [TREATMENT, mediator, outcome, *numeric], weights=weights)
    kinds = (
        chosen_kind(rows, mediator, mediator_model, option="mediator_model"),
        chosen_kind(rows, outcome, outcome_model, option="outcome_model"),
    )
    _require_rows(rows, len(numeric))
    models = fit_models(
        rows,
        treatment=TREATMENT,
        mediator=mediator,
        outcome=outcome,
        covariates=numeric,
        kinds=kinds,
        interaction=interaction,
        levels=levels,
    )
    resampler = Resampler(rows, resamples, confidence_level, interval, seed)
    effects = _effects(natural_effects(resampler, models))
    found = {name: resampler.quantity(each) for name, each in effects.items()}
    found["proportion"], caveat = _proportion(found)
    ratios = {
        name: _risk_ratio(found, name, kinds[1], rows, outcome) for name in ("total", "indirect")
    }
    both_linear = kinds == ("linear", "linear") and not interaction
    return Mediation(
        treatment=treatment,
        mediator=mediator,
        outcome=outcome,
        covariates=tuple(others),
        design=design,
        levels=(str(control), str(treated)),
        **{name: found[name] for name in EFFECTS},
        e_value_total=_e_values(ratios["total"]),
        e_value_indirect=_e_values(ratios["indirect"]),
        rho_at_zero=_left_together(rows, models.covariates, mediator, outcome)
        if both_linear
        else math.nan,
        mediator_model=kinds[0],
        outcome_model=kinds[1],
        interaction=interaction,
        n=rows.n,
        n_missing=rows.n_missing,
        n_excluded=n_excluded,
        confidence_level=float(confidence_level),
        interval=METHODS[interval],
        resamples=resamples,
        notes=tuple(filter(None, [caveat, *_notes(found, rows, kinds, outcome, mediator)])),
    )


# --- what is asked ------------------------------------------------------------------------------


def _require_apart(parts: dict[str, str], covariates: list[str]) -> None:
    """Refuse a column that is given two parts."""
    taken = dict[str, str]()
    for part, column in [*parts.items(), *(("covariate", column) for column in covariates)]:
        if column in taken:
            raise ValueError(
                f"{column!r} cannot be both {taken[column]} and {part}: name a column for each."
            )
        taken[column] = part


def _coded(
    frame: Frame, treatment: str, treated: Any, control: Any
) -> tuple[Frame, tuple[float, float], int]:
    """Return the frame with the treatment as numbers, its two levels, and rows set aside."""
    if not is_category(frame, treatment):
        if not all(isinstance(level, int | float) for level in (treated, control)):
            raise AnswerError(
                f"Column {treatment!r} holds numbers, so treated and control must be two of them; "
                f"got {treated!r} and {control!r}."
            )
        if treated == control:
            raise ValueError(f"treated and control must differ; both are {treated!r}.")
        coded = frame.with_columns(nw.col(treatment).alias(TREATMENT))
        return coded, (float(control), float(treated)), 0
    levels = levels_of(frame, treatment)
    for name, level in (("treated", treated), ("control", control)):
        if str(level) not in levels or treated == control:
            raise AnswerError(
                f"{name} must be one of the groups in column {treatment!r}, and not the other one: "
                f"{', '.join(map(repr, levels))}; got {level!r}."
            )
    text = nw.col(treatment).cast(nw.String)
    chosen = text.is_in([str(treated), str(control)])
    kept: Frame = frame.filter(chosen | text.is_null())
    coded = kept.with_columns(
        nw.when(~text.is_null()).then((text == str(treated)).cast(nw.Float64)).alias(TREATMENT)
    )
    return coded, (0.0, 1.0), count_rows(frame) - count_rows(kept)


def _require_rows(rows: Observations, n_covariates: int) -> None:
    least = n_covariates + 6
    if rows.n < least:
        raise AnswerError(
            f"{rows.n} complete rows are too few for two regressions with {n_covariates} "
            f"covariates: there must be at least {least}."
        )


# --- what is found ------------------------------------------------------------------------------


def _effects(natural: NaturalEffects) -> dict[str, Array]:
    """Return the replicates of all effects; their names are those in `Mediation`."""
    e = natural.means
    total = e[1, 1] - e[0, 0]
    indirect = (e[1, 1] - e[1, 0] + e[0, 1] - e[0, 0]) / 2
    return {
        "total": total,
        "indirect": indirect,
        "direct": total - indirect,
        "direct_control": e[1, 0] - e[0, 0],
        "direct_treated": e[1, 1] - e[0, 1],
        "indirect_control": e[0, 1] - e[0, 0],
        "indirect_treated": e[1, 1] - e[1, 0],
        "proportion": np.divide(indirect, total, out=np.full_like(total, np.nan), where=total != 0),
        "on_mediator": natural.mediator[1] - natural.mediator[0],
        "of_mediator": natural.on_outcome,
        "total ratio": _ratio(e[1, 1], e[0, 0]),
        "indirect ratio": _ratio(e[1, 1], e[1, 0]),
    }


def _ratio(a: Array, b: Array) -> Array:
    return np.divide(a, b, out=np.full_like(a, np.nan), where=b > 0)


def _proportion(found: dict[str, Quantity]) -> tuple[Quantity, str]:
    """Return the share that is mediated, or why there is none."""
    total, direct, indirect = (found[name] for name in ("total", "direct", "indirect"))
    if not total.excludes_zero:
        return NOT_KNOWN, (
            "the proportion mediated is not known: the total effect may be 0, and a share of "
            "nothing means nothing."
        )
    if direct.value * indirect.value < 0:
        return NOT_KNOWN, (
            "the proportion mediated is not known: direct and indirect effect point in opposite "
            "directions, so neither is a share of the total."
        )
    return found["proportion"], (
        "the proportion mediated is unsteady where the total effect is small; look at the effects "
        "themselves first."
    )


def _risk_ratio(
    found: dict[str, Quantity], name: str, kind: Kind, rows: Observations, outcome: str
) -> Quantity:
    """Return an effect as a risk ratio, which for a linear outcome is an approximation."""
    if kind == "logistic":
        return found[f"{name} ratio"]
    mean = np.average(rows[outcome], weights=rows.mass)
    sd = math.sqrt(np.average((rows[outcome] - mean) ** 2, weights=rows.mass))
    value, low, high = (math.exp(PER_SD * number / sd) for number in found[name])
    return Quantity(value, low, high)


def _e_values(ratio: Quantity) -> tuple[float, float]:
    """Return the E-value of a risk ratio, and of the end of its interval that is nearer to 1."""
    if not ratio.value > 0:
        return math.nan, math.nan
    return e_value(ratio.value), e_value(nearer_to_one(ratio.low, ratio.high))


def _left_together(rows: Observations, covariates: Array, mediator: str, outcome: str) -> float:
    """Return the correlation of what treatment and covariates leave of mediator and outcome."""
    explaining = np.column_stack([rows[TREATMENT], covariates])
    left = [
        rows[column] - regress(rows, "linear", column, explaining).predicted()
        for column in (mediator, outcome)
    ]
    both = np.cov(np.stack(left), aweights=rows.mass)
    return float(both[0, 1] / math.sqrt(both[0, 0] * both[1, 1]))


def _notes(
    found: dict[str, Quantity],
    rows: Observations,
    kinds: tuple[Kind, Kind],
    outcome: str,
    mediator: str,
) -> list[str]:
    notes = []
    apart = found["indirect_treated"].value - found["indirect_control"].value
    if abs(apart) > 0.25 * abs(found["indirect"].value) > 0:
        notes.append(
            "the mediator does not act alike with and without the treatment: see indirect_treated "
            "and indirect_control."
        )
    for kind, column in zip(kinds, (mediator, outcome), strict=True):
        if kind == "logistic":
            ones = int(rows.counts @ rows[column])
            rarer = min(ones, rows.n - ones)
            if rarer < FEW_EVENTS * len(rows.columns):
                notes.append(
                    f"the rarer value of {column} was seen only {rarer:,} times, which is few for "
                    "a logistic regression."
                )
    return notes
