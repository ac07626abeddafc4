"""Everything that a report says in numbers: each metric, over all and by group, and compared."""

from __future__ import annotations

import importlib.util
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.comparison import check_confidence_level, compare
from uxcx.errors import IntakeError, Refusal
from uxcx.frames import collect, count_rows, names_of
from uxcx.intake import Checked, Study
from uxcx.measures import Measure
from uxcx.multiple import PairComparison, adjust
from uxcx.reporting.metrics import Planned, planned
from uxcx.reporting.small_groups import Key, too_small
from uxcx.results import Estimate, Estimates, as_plain, group_label

#: more pairs than this are not compared in a report: nobody could read them
MOST_PAIRS = 45
#: more groups than this are no groups: was another column meant?
MOST_GROUPS = 40
#: metrics of one attempt or one contact, which are looked at by task, or by touchpoint
_OF_A_TASK = ("success", "seconds", "errors", "clicks", "seq")
_OF_A_TOUCHPOINT = ("csat", "ces", "nps")


@dataclass(frozen=True, kw_only=True)
class Split:
    """One metric by one or two columns: the groups that may be shown, and their comparisons.

    Parameters
    ----------
    by : tuple of str
        The columns.
    estimates : tuple of Estimate
        Of the groups that may be shown, in order.
    hidden : tuple of Group
        Groups that are not shown: too few people, or they would give such groups away.
    empty : tuple of Group
        Groups without any answer.
    pairs : tuple of PairComparison
        Groups compared; p-values are corrected for their number by Holm's method.
    note : str
        Why groups are not shown or not compared.
    """

    by: tuple[str, ...]
    estimates: tuple[Estimate, ...]
    hidden: tuple[Any, ...] = ()
    empty: tuple[Any, ...] = ()
    pairs: tuple[PairComparison, ...] = ()
    note: str = ""

    @property
    def sentences(self) -> list[str]:
        """A sentence for each comparison; where there is one only, nothing is corrected."""
        if len(self.pairs) == 1:
            return [self.pairs[0].comparison.sentence]
        return [pair.sentence for pair in self.pairs]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One metric of one column.

    Parameters
    ----------
    measure : Measure
        The metric.
    role, column, title : str
        The role of the column, the column, and what the report calls the two.
    overall : Estimate, optional
        Over all rows; None if it cannot be shown.
    splits : tuple of Split
        By group, by task or touchpoint, and by both, where the study names them.
    note : str
        Why there is no number.
    """

    measure: Measure
    role: str
    column: str
    title: str
    overall: Estimate | None = None
    splits: tuple[Split, ...] = ()
    note: str = ""

    @property
    def estimates(self) -> list[Estimate]:
        """All estimates that may be shown."""
        overall = [] if self.overall is None else [self.overall]
        return [*overall, *(each for split in self.splits for each in split.estimates)]

    @property
    def pairs(self) -> list[PairComparison]:
        """All comparisons."""
        return [pair for split in self.splits for pair in split.pairs]

    @property
    def sentences(self) -> list[str]:
        """A sentence for each comparison."""
        return [sentence for split in self.splits for sentence in split.sentences]


@dataclass(frozen=True, kw_only=True)
class StudyResults:
    """A study, checked and measured.

    Iterate over its metrics, or pick one by its title: ``results["task success"]``.

    Parameters
    ----------
    checked : Checked
        The checked table.
    metrics : tuple of Measured
        The metrics that the columns of the study allow.
    confidence_level : float
        Of all intervals.
    frame : data frame
        The rows that were measured: those of the checked table, less the two that follow.
    n_nameless : int
        Rows left out because nobody can say whose they are, where people have several rows.
    n_small : int
        Rows left out because they are of groups of fewer people than ``smallest_group``.
    small : tuple
        These groups.
    """

    checked: Checked
    metrics: tuple[Measured, ...]
    confidence_level: float = 0.95
    frame: Any = None
    n_nameless: int = 0
    n_small: int = 0
    small: tuple[Any, ...] = ()

    @property
    def n_measured(self) -> int:
        """How many rows were measured."""
        return self.checked.n_kept - self.n_nameless - self.n_small

    def __iter__(self) -> Iterator[Measured]:
        return iter(self.metrics)

    def __getitem__(self, title: str) -> Measured:
        for each in self.metrics:
            if each.title == title:
                return each
        raise KeyError(f"{title!r}; the metrics are: {', '.join(m.title for m in self.metrics)}")

    def __repr__(self) -> str:
        return "\n".join(
            repr(each.overall) if each.overall else f"{each.title}: {each.note}"
            for each in self.metrics
        )


def measure(checked: Checked, *, confidence_level: float = 0.95) -> StudyResults:
    """Measure everything that the columns of a study allow.

    Parameters
    ----------
    checked : Checked
        From `uxcx.check`.
    confidence_level : float, default 0.95
        Of all intervals and comparisons; between 0 and 1.

    Returns
    -------
    StudyResults
        Each metric over all rows, by group (with comparisons), by task or touchpoint, and by
        both. Groups of fewer people than the study's ``smallest_group`` are left out of
        everything, so that no total tells of them; and so are numbers of fewer answers, with
        what would give them away.

    Raises
    ------
    IntakeError
        If nothing can be measured.

    Notes
    -----
    Where a respondent has several rows, these are kept together (``unit=``). Of a table that is
    read piece by piece the columns of the study are computed once, and held in memory.

    Examples
    --------
    >>> from uxcx import check, datasets
    >>> from uxcx.intake import Study
    >>> study = Study(respondent="participant", group="design", success="completed")
    >>> results = measure(check(datasets.load("budgeting").attempts, study))
    >>> print(results["task success"].pairs[0].comparison.sentence)
    These data do not show a difference in task success between old and new: with 95% confidence
    the true difference is anywhere from 23 percentage points lower to 12 higher. That does not show
    that the two are the same.

    The rows of each participant were kept together.
    """
    check_confidence_level(confidence_level)
    checked.require_usable()
    plans = tuple(planned(checked))
    if not plans:
        raise IntakeError(
            f"The study {checked.study.name!r} names no column of answers to measure, such as "
            "success, seconds, nps or csat, so there is nothing to report. A log of events is "
            "measured with uxcx.journeys."
        )
    frame = _in_memory(nw.from_native(checked.frame))
    n_kept, study = checked.n_kept, checked.study
    if study.respondent is not None and _repeats(frame, study.respondent, ()):
        frame = frame.filter(~nw.col(study.respondent).is_null())
    n_named = count_rows(frame)
    small = _small_groups(study, frame)
    for value in small:
        frame = frame.filter(~is_group(study.group, value))
    n_measured = count_rows(frame)
    if not n_measured:
        raise IntakeError(
            f"No group of {study.group!r} has {study.smallest_group} people and more, so nothing "
            "can be shown. Leave group out of the study, and the report is of all together."
            + _set_aside_note(checked)
        )
    return StudyResults(
        checked=checked,
        metrics=tuple(_measure_one(plan, study, frame, confidence_level) for plan in plans),
        confidence_level=float(confidence_level),
        frame=frame.to_native(),
        n_nameless=n_kept - n_named,
        n_small=n_named - n_measured,
        small=small,
    )


def _set_aside_note(checked: Checked) -> str:
    if not checked.n_set_aside:
        return ""
    reasons = ", ".join(f"{reason}: {n:,}" for reason, n in checked.reasons.items())
    return (
        f" But first look at what was set aside: {checked.n_set_aside:,} of {checked.n_rows:,} "
        f"rows ({reasons})."
    )


def _in_memory(frame: Any) -> Any:
    """Return the checked columns of a lazy frame, computed once and not for every number."""
    if not isinstance(frame, nw.LazyFrame):
        return frame
    backend: Any = "polars" if importlib.util.find_spec("polars") else "pandas"
    return frame.collect(backend)


def _small_groups(study: Study, frame: Any) -> tuple[Any, ...]:
    """Return the groups of too few people, which are left out of everything."""
    if study.group is None:
        return ()
    groups = values_of(frame, study.group)
    if len(groups) > MOST_GROUPS:
        return ()
    people = {
        value: people_and_rows(study, frame.filter(is_group(study.group, value)))[0]
        for value in groups
    }
    return tuple(value for value, n in people.items() if n < study.smallest_group)


def values_of(frame: Any, column: str) -> list[Any]:
    """Return the different values of a column, sorted, a missing one last."""
    found = [as_plain(value) for value in collect(frame.select(column).unique())[column].to_list()]
    return sorted(found, key=lambda value: (value is None, str(value)))


def is_group(column: str | None, value: Any) -> nw.Expr:
    """Return whether a row is of a group."""
    group = nw.col(str(column))
    return group.is_null() if value is None else (group == value).fill_null(False)


def people_and_rows(study: Study, frame: Any) -> tuple[int, int]:
    """Return how many people there are (rows, where nobody is named), and how many rows."""
    rows, who = count_rows(frame), study.respondent
    if who is None or who not in names_of(frame):
        return rows, rows
    named = frame.filter(~nw.col(who).is_null())
    return count_rows(named.select(who).unique()) + rows - count_rows(named), rows


def _measure_one(plan: Planned, study: Study, frame: Any, level: float) -> Measured:
    smallest = study.smallest_group
    blank = Measured(measure=plan.measure, role=plan.role, column=plan.column, title=plan.title)
    unit = _unit(study, frame, ())
    try:
        overall = plan.ask(frame, unit=unit, confidence_level=level)
    except Refusal as reason:
        return replace(blank, note=f"Not measured. {reason}")
    assert isinstance(overall, Estimate)  # noqa: S101 (no by=, so one estimate)
    if people_of(overall) < smallest:
        return replace(blank, note=f"Not shown: fewer than {smallest} people answered.")
    segment = _segment(study, plan.role)
    splits = [
        _split(plan, study, frame, by, level)
        for by in ((study.group,), (segment,), (segment, study.group))
        if None not in by
    ]
    return replace(blank, overall=overall, splits=tuple(splits))


def _segment(study: Study, role: str) -> str | None:
    """Return the column of tasks or of touchpoints by which a metric is looked at."""
    if role in _OF_A_TASK:
        return study.task
    return study.touchpoint if role in _OF_A_TOUCHPOINT else None


def _unit(study: Study, frame: Any, within: Sequence[str]) -> str | None:
    """Return the respondent's column, if somebody has several rows in one segment."""
    who = study.respondent
    return who if who is not None and _repeats(frame, who, within) else None


def _repeats(frame: Any, who: str, within: Sequence[str]) -> bool:
    if who not in names_of(frame):
        return False  # left out of the table, as in frames that are never loaded whole
    counted = frame.filter(~nw.col(who).is_null()).group_by(who, *within).agg(nw.len().alias("n"))
    most = collect(counted.select(nw.col("n").max()))["n"].to_list()[0]
    return bool((as_plain(most) or 0) > 1)


def people_of(estimate: Estimate) -> int:
    """Return how many people an estimate is of; its answers, where rows are not named."""
    return estimate.n if estimate.n_units is None else estimate.n_units


def _split(plan: Planned, study: Study, frame: Any, by: tuple[Any, ...], level: float) -> Split:
    segments = [column for column in by if column != study.group]
    unit = _unit(study, frame, segments)
    groups = collect(frame.select(*by).unique())
    if len(groups) > MOST_GROUPS:
        many = f"{len(groups):,} groups are too many to show. Was another column meant?"
        return Split(by=by, estimates=(), note=many)
    found = plan.ask(frame, by=list(by), unit=unit, confidence_level=level)
    assert isinstance(found, Estimates)  # noqa: S101 (by= was given, so several)
    answered = [each for each in found if each.n > 0]
    people = {_key(each): people_of(each) for each in answered}
    hidden = too_small(people, study.smallest_group)
    shown = tuple(each for each in answered if _key(each) not in hidden)
    pairs: tuple[PairComparison, ...] = ()
    note = _hidden_note(answered, hidden, study.smallest_group)
    if study.group in by:
        wanted = list(_wanted_pairs(shown, len(segments)))
        if len(wanted) > MOST_PAIRS:
            note = f"{note} {len(wanted):,} pairs are too many to compare here.".lstrip()
        else:
            pairs = _compared(wanted, level)
    return Split(
        by=by,
        estimates=shown,
        hidden=tuple(each.group for each in answered if _key(each) in hidden),
        empty=tuple(each.group for each in found if each.n == 0),
        pairs=pairs,
        note=note,
    )


def _key(estimate: Estimate) -> Key:
    return tuple(value for _, value in estimate.group)


def _hidden_note(answered: Sequence[Estimate], hidden: frozenset[Key], smallest: int) -> str:
    names = [group_label(each.group) for each in answered if _key(each) in hidden]
    if not names:
        return ""
    return (
        f"Not shown: {'; '.join(names)}. Groups of fewer than {smallest} people are not shown, nor "
        "those from which their numbers could be worked out."
    )


def _wanted_pairs(
    shown: Sequence[Estimate], segments: int
) -> Iterator[tuple[Estimate, Estimate, str]]:
    """Yield the groups to compare: all pairs, but only within one task or touchpoint."""
    for first, second in itertools.combinations(shown, 2):
        if first.group[:segments] == second.group[:segments]:
            yield first, second, group_label(first.group[:segments])


def _compared(
    wanted: Sequence[tuple[Estimate, Estimate, str]], level: float
) -> tuple[PairComparison, ...]:
    """Compare pairs, and correct their p-values for their number."""
    found = []
    for first, second, where in wanted:
        at = f" at {where}" if where else ""
        labels = tuple(f"{group_label(each.group[-1:])}{at}" for each in (first, second))
        found.append(compare(first, second, confidence_level=level, labels=(labels[0], labels[1])))
    adjusted = adjust([comparison.p_value for comparison in found], "holm")
    n_tests = sum(not math.isnan(p) for p in adjusted)
    return tuple(
        PairComparison(comparison=comparison, p_adjusted=p, correction="holm", n_tests=n_tests)
        for comparison, p in zip(found, adjusted, strict=True)
    )
