"""Mediation: how much of an effect goes through something that was measured on the way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

import narwhals.stable.v2 as nw
import numpy as np

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.frames import Frame, column_names, count_rows, open_frame, require_valid
from uxcx.linkage import mediation_cautions as cautions
from uxcx.linkage.assignment import missing_check, sizes_check
from uxcx.linkage.covariates import is_category, levels_of, with_indicators
from uxcx.linkage.effect import Check
from uxcx.linkage.mediation_result import EFFECTS, Mediation
from uxcx.linkage.natural_effects import (
    MediatorKind,
    NaturalEffects,
    fit_models,
    natural_effects,
)
from uxcx.linkage.observations import Array, Observations, observe
from uxcx.linkage.outcomes import require_apart
from uxcx.linkage.phrases import in_words
from uxcx.linkage.regressions import Kind, regress
from uxcx.linkage.resampling import METHODS, RESAMPLES, SEED, Quantity, Resampler
from uxcx.linkage.sensitivity import PER_SD, e_value, nearer_to_one
from uxcx.linkage.unanswered import Answered, answered, had_all_answered, indirect
from uxcx.linkage.words import KINDS, checked_resamples, chosen_kind, named, of_units
from uxcx.preparing import own
from uxcx.scales import ANY_NUMBER

DESIGNS = ("observed", "randomised")
TREATMENT = own("treatment")
#: a mediator of so many different values is taken by steps unless a line is asked for; more are
#: too many for columns of their own
MOST_STEPS, MOST_STEPS_ASKED = 7, 20


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
    planned: Mapping[Any, float] | None = None,
    mediator_model: str | None = None,
    outcome_model: str | None = None,
    interaction: bool = False,
    weights: str | None = None,
    unit: str | None = None,
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
        Whether chance decided who got the treatment. It decides what the sentence claims; with
        ``"randomised"`` it is checked whether the groups are as large as planned, and whether as
        much is missing in one as in the other.
    treated, control : default 1 and 0
        The two values of the treatment that are compared. Of named groups, rows of others are set
        aside, and counted in `n_excluded`.
    planned : mapping, optional
        Shares that the two groups were to have by lot, ``{"new": 1, "old": 9}``; equal by default.
    mediator_model : {"linear", "logistic", "steps"}, optional
        By default logistic for what is nothing but 0 and 1; ``"steps"`` for three to seven
        different values (an answer from 1 to 5), each of which has its own effect on the outcome
        then; else a straight line.
    outcome_model : {"linear", "logistic"}, optional
        By default logistic for what is nothing but 0 and 1, else linear.
    interaction : bool, default False
        Whether the mediator may act differently with and without the treatment.
    weights : str, optional
        A column of survey weights, 0 or more; none may be missing.
    unit : str, optional
        A column of whose rows belong together, where a customer has several: customers are drawn
        then, not rows.
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
    they add up to the total. For two linear models the indirect effect is a x b; with steps it is
    the sum of that over the steps, where a is what the treatment does to the share of the step.

    A straight line through the answers 1 to 5 puts what it misses *past* the mediator: the steps of
    such a scale are seldom alike. Two more cautions are in `notes`, with how much they may come to:
    a feeling that is finer than its answer, and answers that are missing because of the mediator.

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
    parts: dict[str, Any] = {"treatment": treatment, "mediator": mediator, "outcome": outcome}
    others = column_names(covariates)
    require_apart(parts | {"covariate": others})
    check_confidence_level(confidence_level)
    checked_resamples(resamples)
    named("interval", interval, METHODS)
    named("design", design, DESIGNS)
    frame, _ = open_frame(
        data, [*parts.values(), *others, *column_names(weights), *column_names(unit)]
    )
    frame, levels, n_excluded = _coded(frame, treatment, treated, control)
    frame, numeric = with_indicators(frame, others)
    measured = [mediator, outcome, *numeric]
    frame = require_valid(frame, dict.fromkeys(measured, ANY_NUMBER), missing="exclude")
    there = answered(frame, TREATMENT, levels, measured)
    rows = observe(
        frame, [TREATMENT, *measured], weights=weights, unit=unit, called={TREATMENT: treatment}
    )
    _require_within(rows[TREATMENT], treatment, levels)
    kinds = (
        _mediator_kind(rows, mediator, mediator_model),
        chosen_kind(rows, outcome, outcome_model, option="outcome_model"),
    )
    _require_rows(rows, len(numeric))
    columns: dict[str, Any] = {
        "treatment": TREATMENT,
        "mediator": mediator,
        "outcome": outcome,
        "covariates": numeric,
    }
    models = fit_models(rows, **columns, kinds=kinds, interaction=interaction, levels=levels)
    resampler = Resampler(rows, resamples, confidence_level, interval, seed)
    effects = _effects(natural_effects(resampler, models))
    found = {name: resampler.quantity(each) for name, each in effects.items()}
    found["proportion"], caveat = cautions.of_proportion(found)
    ratios = {
        name: _risk_ratio(found, name, kinds[1], rows, outcome) for name in ("total", "indirect")
    }
    both_linear = kinds == ("linear", "linear") and not interaction
    all_of = math.nan
    # A treatment that hardly moves the mediator tells nothing of who answers.
    if there is not None and there.anything_missing and found["on_mediator"].excludes_zero:
        all_of = had_all_answered(rows, there, models=models, **columns)
    names = (mediator, *_called(treatment, control, treated))
    n_columns = len(rows.columns)
    notes = [
        *of_units(rows.n_units, unit),
        caveat,
        cautions.of_interaction(found, mediator),
        cautions.of_steps(rows, mediator, models),
        cautions.of_missing(there, found["indirect"], all_of, names, kinds[1]),
        *(
            cautions.of_few(rows, kind, column, n_columns)
            for kind, column in zip(kinds, (mediator, outcome), strict=True)
        ),
    ]
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
        had_all_answered=all_of,
        mediator_model=kinds[0],
        outcome_model=kinds[1],
        interaction=interaction,
        n=rows.n,
        n_missing=rows.n_missing,
        n_excluded=n_excluded,
        unit=unit or "",
        n_units=rows.n_units,
        confidence_level=float(confidence_level),
        interval=METHODS[interval],
        resamples=resamples,
        checks=_checks(there, names[1:], planned) if design == "randomised" else (),
        notes=tuple(filter(None, notes)),
    )


# --- what is asked ------------------------------------------------------------------------------


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
        frame = require_valid(frame, {treatment: ANY_NUMBER}, missing="exclude")
        coded = frame.with_columns(nw.col(treatment).alias(TREATMENT))
        return coded, (float(control), float(treated)), 0
    levels = levels_of(frame, treatment)
    for name, level in (("treated", treated), ("control", control)):
        if str(level) not in levels or treated == control:
            raise AnswerError(
                f"{name} must be one of the groups in column {treatment!r}, and not the other one: "
                f"{', '.join(map(repr, levels))}; got {level!r}. Name both: treated=, control=."
            )
    text = nw.col(treatment).cast(nw.String)
    chosen = text.is_in([str(treated), str(control)])
    kept: Frame = frame.filter(chosen | text.is_null())
    coded = kept.with_columns(
        nw.when(~text.is_null()).then((text == str(treated)).cast(nw.Float64)).alias(TREATMENT)
    )
    return coded, (0.0, 1.0), count_rows(frame) - count_rows(kept)


def _require_within(values: Array, treatment: str, levels: tuple[float, float]) -> None:
    """Refuse to compare amounts that nobody came near."""
    low, high = float(values.min()), float(values.max())
    for level in levels:
        if not low <= level <= high:
            raise AnswerError(
                f"Column {treatment!r} runs from {low:g} to {high:g} in the complete rows, so "
                f"nothing is known of {level:g}. Choose treated= and control= within that."
            )


def _require_rows(rows: Observations, n_covariates: int) -> None:
    least = n_covariates + 6
    if rows.n < least:
        raise AnswerError(
            f"{rows.n} complete rows are too few for two regressions with {n_covariates} "
            f"covariates: there must be at least {least}."
        )


def _mediator_kind(rows: Observations, mediator: str, given: str | None) -> MediatorKind:
    """Return the model of the mediator: the one asked for, or the one it needs."""
    n_steps = len(np.unique(rows[mediator]))
    if given is None and 2 < n_steps <= MOST_STEPS:
        given = "steps"
    if given is not None:
        named("mediator_model", given, (*KINDS, "steps"))
    if given != "steps":
        return chosen_kind(rows, mediator, given, option="mediator_model")
    if not 2 < n_steps <= MOST_STEPS_ASKED:
        raise AnswerError(
            f"mediator_model='steps' is for 3 to {MOST_STEPS_ASKED} different values; column "
            f"{mediator!r} has {n_steps:,}. Leave mediator_model out."
        )
    return cast(MediatorKind, given)


def _called(treatment: str, control: Any, treated: Any) -> tuple[str, str]:
    """Return what the two groups are called."""
    if isinstance(control, str):
        return control, str(treated)
    what = in_words(treatment)
    return f"{what} = {control:g}", f"{what} = {treated:g}"


def _checks(
    found: Answered | None, names: Sequence[str], planned: Mapping[Any, float] | None
) -> tuple[Check, ...]:
    """Check what a lot makes: sizes as planned, and as much missing in one group as in the other.

    A treatment that is an amount has no groups to look at.
    """
    if found is None:
        return ()
    plan = None if planned is None else {str(name): share for name, share in planned.items()}
    if plan is not None:
        plan = {name: plan.get(name.rpartition(" = ")[2], math.nan) for name in names}
    _, sizes = sizes_check(dict(zip(names, found.rows, strict=True)), plan)
    counts = list(zip(found.rows, found.complete, strict=True))
    return sizes, missing_check(counts, names, what="Something")


# --- what is found ------------------------------------------------------------------------------


def _effects(natural: NaturalEffects) -> dict[str, Array]:
    """Return the replicates of all effects; their names are those in `Mediation`."""
    e = natural.means
    total = e[1, 1] - e[0, 0]
    through = indirect(e)
    return {
        "total": total,
        "indirect": through,
        "direct": total - through,
        "direct_control": e[1, 0] - e[0, 0],
        "direct_treated": e[1, 1] - e[0, 1],
        "indirect_control": e[0, 1] - e[0, 0],
        "indirect_treated": e[1, 1] - e[1, 0],
        "proportion": np.divide(through, total, out=np.full_like(total, np.nan), where=total != 0),
        "on_mediator": natural.mediator[1] - natural.mediator[0],
        "of_mediator": np.full_like(total, np.nan)
        if natural.on_outcome is None
        else natural.on_outcome,
        "total ratio": _ratio(e[1, 1], e[0, 0]),
        "indirect ratio": _ratio(e[1, 1], e[1, 0]),
    }


def _ratio(a: Array, b: Array) -> Array:
    return np.divide(a, b, out=np.full_like(a, np.nan), where=b > 0)


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
