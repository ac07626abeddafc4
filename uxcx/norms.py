"""What others measured: benchmark figures, each with its population and its source.

Sources disagree, and every figure is a mean of other people's products. So a figure never comes
alone: `lookup` returns all that are known of a metric unless a source or population is named.

>>> for norm in lookup("SEQ"):
...     print(norm)
SEQ: mean 5.1 (tasks of many studies; measuringu.com/benchmark-target)
SEQ: mean 5.5 (tasks of many studies; designresearch.io and humanstandards.org)
SEQ: mean, lower end 5.3 (tasks of many studies; SEQ guide of koji.so)
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from uxcx.errors import nearest
from uxcx.questionnaires.sus import valid_score

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Norm", "likelihood_to_recommend", "lookup", "table"]


@dataclass(frozen=True, kw_only=True)
class Norm:
    """A benchmark figure with what it rests on.

    Parameters
    ----------
    metric : str
        What was measured.
    statistic : str
        Which figure of it: mean, median, a quartile, the lower limit of a category.
    value : float
        The figure, as estimates of the metric hold it: proportions from 0 to 1.
    unit : str
        What the value counts.
    population : str
        Whose figure it is.
    source : str
        Where it was published or read.
    note : str
        What to keep in mind.
    """

    metric: str
    statistic: str
    value: float
    unit: str
    population: str
    source: str
    note: str = ""

    def __str__(self) -> str:
        shown = f"{self.value * 100:g}%" if self.unit == _SHARE else f"{self.value:g}"
        return f"{self.metric}: {self.statistic} {shown} ({self.population}; {self.source})"


_SHARE = "proportion, 0 to 1"
_TARGET = "measuringu.com/benchmark-target"
_SUS = "score, 0 to 100"
_QUARTILES = (
    "Bangor et al. (2009), as the SUS Analysis Toolkit (Blattgerste et al. 2022) gives them"
)
_TULLIS_ALBERT = "Tullis and Albert, Measuring the User Experience, fig. 6.9"
_SUS_NPS = "SUS Analysis Toolkit (Blattgerste et al. 2022), citing measuringu.com/nps-sus"
_UEQ = "R package ueqr (gitc23/ueqr), R/ueq_scales.R"
_UEQ_S = (
    "Hinderks, Schrepp and Thomaschewski (2018), A benchmark for the short version of the User "
    "Experience Questionnaire, WEBIST 2018"
)
_MANY = "tasks of many studies"
_SEQ_NOTE = "Sources disagree: 5.1, and 5.3 to 5.6."

#: metric, unit, and for each figure: statistic, value, population, source, note
_FIGURES: tuple[tuple[str, str, tuple[tuple[str, float, str, str, str], ...]], ...] = (
    (
        "task success",
        _SHARE,
        (
            (
                "mean",
                0.78,
                "tasks of usability tests",
                _TARGET,
                "Depends on how hard tasks were made: a benchmark of last resort.",
            ),
        ),
    ),
    (
        "SEQ",
        "rating, 1 to 7",
        (
            ("mean", 5.1, _MANY, _TARGET, _SEQ_NOTE),
            ("mean", 5.5, _MANY, "designresearch.io and humanstandards.org", _SEQ_NOTE),
            (
                "mean, lower end",
                5.3,
                _MANY,
                "SEQ guide of koji.so",
                f"Given as 5.3 to 5.5. {_SEQ_NOTE}",
            ),
        ),
    ),
    (
        "NPS",
        "points, -100 to 100",
        (
            (
                "mean",
                21,
                "consumer software",
                _TARGET,
                "Industries and countries differ widely.",
            ),
        ),
    ),
    (
        "SUS",
        _SUS,
        (
            (
                "mean",
                68,
                "over 5,000 users in 500 evaluations",
                "measuringu.com/sus.php",
                "Half of the studies were higher: a score, not a percentage.",
            ),
            ("mean", 75, "consumer software", _TARGET, ""),
            ("mean", 66, "business software", _TARGET, ""),
            ("median of study means", 69, "129 uses, Tullis (2008)", _TULLIS_ALBERT, ""),
            ("median of study means", 71, "206 tests, Bangor et al.", _TULLIS_ALBERT, ""),
            ("25th percentile", 62.5, "3,500 single scores", _QUARTILES, ""),
            ("median", 71, "3,500 single scores", _QUARTILES, ""),
            ("75th percentile", 78, "3,500 single scores", _QUARTILES, ""),
            (
                "lowest of NPS passives",
                62.5,
                "respondents asked both",
                _SUS_NPS,
                "Below it detractors are likelier; a rule of thumb, not a prediction.",
            ),
            (
                "lowest of NPS promoters",
                78.8,
                "respondents asked both",
                _SUS_NPS,
                "A rule of thumb, not a prediction.",
            ),
        ),
    ),
)
_CATEGORIES = ("below average", "above average", "good", "excellent")
_UEQ_LIMITS = {
    "UEQ attractiveness": (0.7, 1.17, 1.52, 1.75),
    "UEQ perspicuity": (0.64, 1.08, 1.56, 1.9),
    "UEQ efficiency": (0.54, 0.98, 1.47, 1.78),
    "UEQ dependability": (0.78, 1.14, 1.48, 1.65),
    "UEQ stimulation": (0.5, 0.99, 1.31, 1.55),
    "UEQ novelty": (0.3, 0.71, 1.05, 1.4),
}
_UEQ_S_LIMITS = {
    "UEQ-S pragmatic": (0.73, 1.15, 1.55, 1.73),
    "UEQ-S hedonic": (0.57, 0.88, 1.25, 1.55),
    "UEQ-S overall": (0.68, 1.02, 1.4, 1.58),
}


def _all() -> tuple[Norm, ...]:
    found = [
        Norm(
            metric=metric,
            unit=unit,
            statistic=statistic,
            value=float(value),
            population=population,
            source=source,
            note=note,
        )
        for metric, unit, figures in _FIGURES
        for statistic, value, population, source, note in figures
    ]
    for limits, population, source, note in (
        (
            _UEQ_LIMITS,
            "products of the UEQ benchmark",
            _UEQ,
            "A mean on the limit belongs to the category below. The benchmark is revised as "
            "products are added: say which you used.",
        ),
        (
            _UEQ_S_LIMITS,
            "246 products, 9,905 respondents, who answered the long UEQ",
            _UEQ_S,
            "Worked out from answers to the long UEQ; limits as quoted in published code.",
        ),
    ):
        for metric, values in limits.items():
            found += [
                Norm(
                    metric=metric,
                    unit="mean, -3 to 3",
                    statistic=f"lower limit of '{category}'",
                    value=value,
                    population=population,
                    source=source,
                    note=note,
                )
                for category, value in zip(_CATEGORIES, values, strict=True)
            ]
    return tuple(found)


def table(*, metric: str | None = None) -> pd.DataFrame:
    """Return the benchmark figures as a table.

    Parameters
    ----------
    metric : str, optional
        Only the figures of one metric.

    Returns
    -------
    pandas.DataFrame
        The columns `metric`, `statistic`, `value`, `unit`, `population`, `source` and `note`.

    Raises
    ------
    ValueError
        If there is no such metric; the nearest name is offered.

    Examples
    --------
    >>> table(metric="SUS")[["statistic", "value", "population"]].head(3)
      statistic  value                           population
    0      mean   68.0  over 5,000 users in 500 evaluations
    1      mean   75.0                    consumer software
    2      mean   66.0                    business software

    A score of 70 is above the average of all products and below that of consumer software.
    """
    import pandas as pd

    norms = _all() if metric is None else lookup(metric)
    frame = pd.DataFrame([asdict(norm) for norm in norms])
    return frame[["metric", "statistic", "value", "unit", "population", "source", "note"]]


def lookup(
    metric: str,
    *,
    statistic: str | None = None,
    population: str | None = None,
    source: str | None = None,
) -> tuple[Norm, ...]:
    """Return all benchmark figures of a metric, or those that a filter names.

    Filters take any part of the text, in capitals or not.

    Parameters
    ----------
    metric : str
        The metric, as in `table`: ``"SUS"``, ``"task success"``, ``"UEQ-S hedonic"``.
    statistic : str, optional
        Part of the name of the statistic: ``"mean"``, ``"percentile"``.
    population : str, optional
        Part of the population: ``"consumer"``.
    source : str, optional
        Part of the source: ``"measuringu"``.

    Returns
    -------
    tuple of Norm
        One or more figures. More than one where sources or populations differ: the choice is
        yours, and to be said.

    Raises
    ------
    ValueError
        If there is no such metric, or a filter leaves nothing; what there is is named.
    TypeError
        If a name is not text.

    Examples
    --------
    >>> print(lookup("SUS", population="consumer")[0])
    SUS: mean 75 (consumer software; measuringu.com/benchmark-target)

    Consumer software is held to a higher mark than the 68 of all products.
    """
    norms = _all()
    found = [norm for norm in norms if norm.metric.casefold() == _text("metric", metric)]
    if not found:
        raise _nothing("metric", metric, [norm.metric for norm in norms])
    filters = {"statistic": statistic, "population": population, "source": source}
    for name, given in filters.items():
        if given is None:
            continue
        part = _text(name, given)
        kept = [norm for norm in found if part in getattr(norm, name).casefold()]
        if not kept:
            raise _nothing(f"{name} of {metric}", given, [getattr(norm, name) for norm in found])
        found = kept
    return tuple(found)


def _text(name: str, given: object) -> str:
    if not isinstance(given, str):
        raise TypeError(f"{name} must be text in quotation marks; got {given!r}.")
    return given.strip().casefold()


def _nothing(what: str, given: str, known: list[str]) -> ValueError:
    """Return the error for a name that is not there, with the nearest."""
    names = list(dict.fromkeys(known))
    guess = nearest(given, names)
    hint = f" Did you mean {guess!r}?" if guess else ""
    return ValueError(f"There is no {what} {given!r}.{hint} There are: {'; '.join(names)}.")


def likelihood_to_recommend(score: float) -> Norm:
    """Return the mean likelihood to recommend (0 to 10) that goes with a mean SUS score.

    Parameters
    ----------
    score : float
        A mean SUS score, 0 to 100.

    Returns
    -------
    Norm
        The predicted mean, with its source and what to keep in mind.

    Raises
    ------
    AnswerError
        If the score is missing or not between 0 and 100.

    Notes
    -----
    1.33 + 0.08 × SUS: measuringu.com/nps-sus.

    Examples
    --------
    >>> round(likelihood_to_recommend(68).value, 2)
    6.77

    A product of average usability goes with a mean of 6.8, well below the 9 of a promoter.
    """
    given = valid_score(score)
    return Norm(
        metric="likelihood to recommend",
        statistic="predicted mean",
        value=1.33 + 0.08 * given,
        unit="rating, 0 to 10",
        population=f"products with a SUS of {given:g}",
        source="measuringu.com/nps-sus",
        note="A regression: it says what goes together, not what raising the SUS would bring. A "
        "mean of 0 to 10 is not an NPS.",
    )
