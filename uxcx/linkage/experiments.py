"""Experiments: chance decided who got the change, so that the difference is its effect."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import narwhals.stable.v2 as nw

from uxcx.allocation import ALARM, SampleRatio
from uxcx.amounts import p_text
from uxcx.comparison import Comparison, check_confidence_level, compare
from uxcx.effects import effect_sizes
from uxcx.errors import AnswerError
from uxcx.families import Proportion
from uxcx.frames import (
    Frame,
    collect,
    column_names,
    count_rows,
    open_frame,
    require_columns,
    require_valid,
)
from uxcx.linkage.adjusting import Adjusted, Numbers, reduce_arms
from uxcx.linkage.assignment import missing_check, sizes_check
from uxcx.linkage.effect import Check, Effect
from uxcx.linkage.outcomes import question_of, require_apart, require_units, two_groups
from uxcx.linkage.phrases import counted, in_words, listed, part_of
from uxcx.measures import Measure
from uxcx.measuring import ask
from uxcx.preparing import Y, own, prepare
from uxcx.results import Estimates, as_plain, begin_sentence
from uxcx.scales import ANY_NUMBER

#: a share of the variance that no covariate known before takes away
ALL_OF_IT = 1 - 1e-9
RESTS_ON = (
    "That rests on chance alone having decided who got it, and on nobody being touched by what "
    "others got."
)
RESTS_ON_PAIRS = (
    "That rests on chance having decided which of the two came first, and on the first not having "
    "changed what came of the second."
)


@dataclass(frozen=True, kw_only=True, repr=False)
class Experiment(Effect):
    """The effect found by an experiment; see `Effect` for what all designs have.

    Parameters
    ----------
    comparison : Comparison
        The two groups as they are, without adjustment.
    other : Effect or None
        The same effect on the other scale: a ratio where this is a difference, and the other way
        round; None where there is none in use.
    sample_ratio : SampleRatio or None
        Of the groups' sizes; None where everybody was in both.
    covariates : tuple of str
        What was adjusted for.
    variance_gain : float
        The share of the variance that the adjustment took away; 0 without one.
    """

    comparison: Comparison
    other: Effect | None = field(default=None)
    sample_ratio: SampleRatio | None = field(default=None)
    covariates: tuple[str, ...] = ()
    variance_gain: float = 0.0

    @property
    def difference(self) -> Effect:
        """The effect as a difference."""
        return self._on("difference")

    @property
    def ratio(self) -> Effect:
        """The effect as a ratio."""
        return self._on("ratio")

    def _on(self, scale: str) -> Effect:
        for effect in (self, self.other):
            if effect is not None and effect.effect == scale:
                return effect
        raise ValueError(f"{self.measure.name} is not compared as a {scale}.")


def experiment(
    data: Any,
    outcome: str,
    *,
    group: str,
    treatment: Any,
    control: Any | None = None,
    unit: str | None = None,
    per: str | None = None,
    covariates: str | Sequence[str] | None = None,
    metric: Callable[..., Any] | None = None,
    measure: Measure | None = None,
    planned: Mapping[Any, float] | None = None,
    labels: tuple[str, str] | None = None,
    confidence_level: float = 0.95,
) -> Experiment:
    """Find the effect of a change that chance gave to some and not to others.

    Parameters
    ----------
    data : data frame
        A row for each person, visit or attempt.
    outcome : str
        Column of the outcome: 1 and 0 for yes and no, or any number.
    group : str
        Column of what each row was assigned to. Rows of other groups, or of none, are set aside
        and counted in `n_excluded`.
    treatment, control : value of `group`
        With the change, and without; `control` may be left out where there are two groups.
    unit : str, optional
        Column of who was assigned (customer), where somebody has several rows. Units in both
        groups are compared as pairs.
    per : str, optional
        Column that the outcome is divided by (orders per session): a ratio of sums.
    covariates : str or list of str, optional
        Columns of numbers known before the change, which take away variance (CUPED): best the
        outcome itself in an earlier period. Rows without one are set aside.
    metric : callable, optional
        A function of `uxcx.ux` or `uxcx.cx` to measure with, such as ``cx.nps``; not with `per`
        or `covariates`.
    measure : Measure, optional
        What to call the outcome, and how to show it, such as ``ux.conversion.measure``.
    planned : mapping, optional
        Shares that the groups were to have; equal by default. See `uxcx.sample_ratio`.
    labels : (str, str), optional
        What treatment and control are called in sentences.
    confidence_level : float, default 0.95
        Between 0 and 1.

    Returns
    -------
    Experiment
        With `difference`, `ratio`, `checks`, `claim` and a sentence. The claim is "caused" unless
        a check fails.

    Raises
    ------
    ColumnError
        A column is not there.
    AnswerError
        A group is not there, or a column breaks its rule.
    ValueError
        Options that do not go together.

    Notes
    -----
    Without covariates the interval is that of `uxcx.compare` for the outcome's family. With them:
    CUPED (Deng et al. 2013, *WSDM*) with one slope for both groups, whose difference is that of
    the analysis of covariance, and Welch's t with unequal variances; degrees of freedom are lost
    for the slopes. Ratios: the delta method (Deng et al. 2018, *KDD*), adjusted through their
    linear part.

    Checks that decide: the sizes of the groups (Fabijan et al. 2019, *KDD*), units in both groups,
    outcomes that are missing in one group rather than the other, and covariates that differ
    though they were measured before. Each sounds the alarm at p < 0.01, so that one of a hundred
    sound experiments fails it. Rows whose outcome is missing are not in the effect (`n_missing`).

    Examples
    --------
    >>> from uxcx import datasets, linkage, ux
    >>> shop = datasets.load("ecommerce")
    >>> result = linkage.experiment(shop.sessions, "ordered", group="arm", treatment="autofill",
    ...                             unit="customer", measure=ux.conversion.measure)
    >>> result.claim
    'caused'

    The claim is "caused", because chance decided and no check found anything.
    """
    check_confidence_level(confidence_level)
    known = column_names(covariates)
    if metric is not None and (per is not None or known or measure is not None):
        raise ValueError("metric goes without per, covariates and measure: it brings its own.")
    require_apart({"outcome": outcome, "group": group, "unit": unit, "covariate": known})
    frame, (outcome,) = open_frame(data, outcome)
    require_columns(frame, [group, *known, *column_names(per), *column_names(unit)])
    frame, control, aside = two_groups(frame, group, treatment, control)
    names = labels or (str(treatment), str(control))
    if unit is not None:
        require_units(frame, unit)
    arms = (treatment, control)
    both, sizes = _assigned(frame, group, arms, unit)
    ratio_found, checks = _sizes(sizes, both, planned, arms, unit)
    if known:
        frame = require_valid(frame, dict.fromkeys(known, ANY_NUMBER), missing="exclude")
        complete = ~nw.any_horizontal(*(nw.col(c).is_null() for c in known), ignore_nulls=True)
        n_before = count_rows(frame)
        frame = frame.filter(complete)
        aside += n_before - count_rows(frame)
    options: dict[str, Any] = {"by": group, "unit": unit, "confidence_level": confidence_level}
    question = None
    if metric is not None:
        prepared = frame.with_columns(nw.col(outcome).alias(Y))
        estimates = metric(frame, outcome, **options)
    else:
        question = question_of(frame, outcome, per=per, measure=measure)
        prepared = prepare(question, frame, outcome, "exclude")
        estimates = cast(Estimates, ask(question, frame, outcome, **options))
    first, second = estimates[treatment], estimates[control]
    found = compare(first, second, confidence_level=confidence_level, labels=names)
    checks.append(_missing(prepared, group, arms, unit, names))
    reduced: Adjusted | None = None
    if question is not None and not (known and both):
        reduced = reduce_arms(prepared, group, arms, covariates=known, unit=unit)
        checks += _before(reduced, names)
    elif known:
        raise ValueError(
            f"covariates are for groups that share nobody; {both:,} {unit} are in both groups, "
            "and pairs are adjusted by being pairs. Leave covariates out."
        )
    shared: dict[str, Any] = {
        "measure": found.measure,
        "design": "experiment",
        "change": names[0],
        "against": names[1],
        "confidence_level": float(confidence_level),
        "counts": f"{names[0]} {first._counts_text()}; {names[1]} {second._counts_text()}",
        "n_missing": first.n_missing + second.n_missing,
        "n_excluded": aside,
        "rests_on": RESTS_ON if ratio_found else RESTS_ON_PAIRS,
        "checks": tuple(checks),
    }
    main: dict[str, Any]
    other: dict[str, Any] | None
    if known and reduced is not None:
        main, other = _adjusted(reduced, found.effect, known, confidence_level, shared)
    else:
        main, other = _plain(found, reduced if not both else None, confidence_level, shared)
    return Experiment(
        **main,
        comparison=found,
        other=None if other is None else Effect(**other),
        sample_ratio=ratio_found,
        covariates=tuple(known),
        variance_gain=reduced.gain if known and reduced is not None else 0.0,
    )


# --- checks ---------------------------------------------------------------------------------------


def _assigned(
    frame: Frame, group: str, arms: tuple[Any, Any], unit: str | None
) -> tuple[int, dict[Any, int]]:
    """Return how many units are in both groups, and how many in each."""
    rows = frame.select(group, unit).unique() if unit else frame
    counts = collect(rows.group_by(group).agg(nw.len().alias(own("n")))).rows()
    sizes = {as_plain(value): int(n) for value, n in counts}
    both = sum(sizes.values()) - count_rows(frame.select(unit).unique()) if unit else 0
    return both, {arm: sizes[arm] for arm in arms}


def _sizes(
    sizes: dict[Any, int],
    both: int,
    planned: Mapping[Any, float] | None,
    arms: tuple[Any, Any],
    unit: str | None,
) -> tuple[SampleRatio | None, list[Check]]:
    """Check the sizes of the groups, and that nobody is in both by mistake."""
    if both and both == sizes[arms[0]] == sizes[arms[1]]:
        sentence = f"Every {unit} was in both groups, so that pairs are compared."
        return None, [Check(name="groups", passed=True, sentence=sentence)]
    found, check = sizes_check(sizes, planned)
    checks = [check]
    if both:
        checks.append(
            Check(
                name="groups",
                passed=False,
                sentence=f"{both:,} of {counted(sum(sizes.values()) - both, in_words(str(unit)))} "
                "are in both groups, but not all: somebody changed groups, or was counted under "
                "two names.",
            )
        )
    return found, checks


def _missing(
    frame: Frame,
    group: str,
    arms: tuple[Any, Any],
    unit: str | None,
    names: tuple[str, str],
) -> Check:
    """Check that outcomes are missing as often in one group as in the other."""
    there = (~nw.col(Y).is_null()).cast(nw.Int64).alias(own("there"))
    rows = frame.with_columns(there)
    if unit:
        rows = rows.group_by(group, unit).agg(nw.col(own("there")).max())
    sums = rows.group_by(group).agg(nw.len().alias(own("n")), nw.col(own("there")).sum())
    found = {as_plain(row[0]): row[1:] for row in collect(sums).rows()}
    return missing_check([(int(found[arm][0]), int(found[arm][1])) for arm in arms], names)


def _before(reduced: Adjusted, names: tuple[str, str]) -> list[Check]:
    """Check that the groups were alike before anything was changed."""
    checks = []
    for name, one, two, p in reduced.before:
        passed = not p * len(reduced.before) < ALARM
        sentence = (
            f"{begin_sentence(in_words(name))} was {one:.4g} in {names[0]} and {two:.4g} in "
            f"{names[1]} before the change ({p_text(p)})."
        )
        if not passed:
            sentence += " Chance hardly makes groups that differ so: was it chance that decided?"
        checks.append(Check(name=f"{name} before", passed=passed, sentence=sentence, p_value=p))
    return checks


# --- numbers --------------------------------------------------------------------------------------


def _named(
    numbers: Numbers, effect: Literal["difference", "ratio"], method: str, shared: dict[str, Any]
) -> dict[str, Any]:
    value, low, high, p, t, df, note = numbers
    size = value if effect == "difference" else math.log(value) if value > 0 else math.nan
    return {
        **shared,
        "effect": effect,
        "value": value,
        "low": low,
        "high": high,
        "p_value": p,
        "standard_error": abs(size / t) if t else math.nan,
        "degrees_of_freedom": df,
        "method": method,
        "note": note,
    }


def _adjusted(
    reduced: Adjusted,
    effect: Literal["difference", "ratio"],
    covariates: Sequence[str],
    confidence_level: float,
    shared: dict[str, Any],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the adjusted effect on both scales, and say what the adjustment was worth."""
    arms, gain = reduced.adjusted, reduced.gain
    if gain > ALL_OF_IT:
        raise AnswerError(
            f"The covariates {', '.join(map(repr, covariates))} tell the outcome exactly, so they "
            "were not known before the change: one is a copy of it, or made from it."
        )
    method = f"adjusted for {', '.join(covariates)} (CUPED), Welch's t"
    difference = _named(arms.difference(confidence_level), "difference", method, shared)
    ratio = _named(arms.ratio(confidence_level), "ratio", f"{method} on logarithms", shared)
    if gain > 0:
        worth = (
            f"Adjusting for {listed(covariates)} took away {part_of(gain)} of the variance, as if "
            f"there had been {1 / (1 - gain):.2f} times as many."
        )
    else:
        worth = f"Adjusting for {listed(covariates)} took away none of the variance."
    for one in (difference, ratio):
        one["note"] = f"{one['note']} {worth}".lstrip()
    return (difference, ratio) if effect == "difference" else (ratio, difference)


def _plain(
    found: Comparison, reduced: Adjusted | None, confidence_level: float, shared: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the effect as the families compare it, and on the other scale."""
    main = {
        **shared,
        **{name: getattr(found, name) for name in ("effect", "value", "low", "high", "p_value")},
        "standard_error": math.nan,
        "degrees_of_freedom": found.degrees_of_freedom,
        "method": f"{found.method}; {found.test}",
        "note": found.note,
    }
    if reduced is None:
        return main, None
    arms = reduced.plain
    if found.effect == "ratio":
        numbers = arms.difference(confidence_level)
        return main, _named(numbers, "difference", "Welch's t, delta method", shared)
    base = getattr(found.first.summary, "base", found.first.summary)
    if isinstance(base, Proportion):
        risk = effect_sizes(found)["risk ratio"]
        numbers = (risk.value, risk.low, risk.high, found.p_value, math.nan, math.nan, risk.note)
        return main, _named(numbers, "ratio", risk.source, shared)
    return main, _named(
        arms.ratio(confidence_level), "ratio", "Welch's t on logarithms, delta method", shared
    )
