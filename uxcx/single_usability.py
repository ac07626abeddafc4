"""SUM, the single usability metric: completion, time, satisfaction and errors in one number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import scipy

from uxcx import ux
from uxcx.families import GeometricMean, Mean
from uxcx.results import Estimate, html_table, show

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "Sauro and Kindlund (2005), CHI 2005, 401"
NOT_KNOWN = "{name} does not vary or has one answer, so it cannot be standardised."
HIDES = (
    "One number hides which piece is weak: two designs with the same SUM may fail in different "
    "ways, so read the pieces first."
)


def single_usability_metric(
    data: Any,
    *,
    completed: str,
    seconds: str,
    time_limit: float,
    satisfaction: str,
    satisfied_at: float = 4,
    scale: tuple[int, int] = (1, 5),
    errors: str | None = None,
    opportunities: str | None = None,
    confidence_level: float = 0.95,
) -> SingleUsability:
    """Measure one task's usability in one number, SUM, with its pieces beside it.

    Read the pieces first. The number hides which of them is weak, and rests on choices: the time
    limit and the satisfaction that is good enough set the scores, and every piece counts the same.
    Completion is not standardised but taken as it is, so that it mostly comes out higher than
    pieces that are just good enough (50%). Compare SUM only where the same limits were used.

    Parameters
    ----------
    data : data frame
        One row an attempt at one task, one attempt a person.
    completed : str
        Column of 1 or True for success, 0 or False for failure.
    seconds : str
        Column of times in seconds, above 0; those of failed attempts are set aside.
    time_limit : float
        The longest time, in seconds, that is still good; above 0. Choose it beforehand.
    satisfaction : str
        Column of whole answers on the scale.
    satisfied_at : float, default 4
        The answer from which on satisfaction is good; within the scale.
    scale : (int, int), default (1, 5)
        The lowest and the highest possible answer.
    errors, opportunities : str, optional
        Columns of errors, and of how many could have been made: both, or neither. Without them
        SUM has three pieces.
    confidence_level : float, default 0.95
        Between 0 and 1.

    Returns
    -------
    SingleUsability
        SUM, its interval, and the pieces: raw, and as a share from 0 to 1.

    Raises
    ------
    ValueError
        If a limit is no possible one, or only one of `errors` and `opportunities` is given.
    ColumnError
        A column is not there; the nearest name is offered.
    AnswerError
        An answer breaks the rule of its scale. Missing answers are left out of their piece and
        counted in its `n_missing`.

    Notes
    -----
    Satisfaction: Φ((mean - satisfied_at) / sd). Time: Φ((ln limit - mean of logarithms) / sd of
    logarithms), on logarithms because times are skewed (the paper took seconds). Errors:
    1 - errors / opportunities. Completion: the share. SUM is their mean (Sauro and Kindlund 2005,
    *A method to standardize usability metrics into a single score*, CHI 2005). The ends of the
    interval are the means of the pieces' ends. That takes the sd as known, and the pieces as
    moving together: it is wider than it must be if they do not.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({
    ...     "done": [1, 1, 1, 1, 0, 1, 1, 1],
    ...     "took": [40, 55, 95, 62, 120, 48, 70, 51],
    ...     "felt": [5, 4, 3, 5, 2, 4, 5, 4],
    ... })
    >>> single_usability_metric(
    ...     rows, completed="done", seconds="took", time_limit=80, satisfaction="felt"
    ... ).value > 0.6
    True

    The pieces say more than the number: most finish in time, but satisfaction is at its limit.
    """
    if isinstance(time_limit, bool) or not 0 < time_limit < math.inf:
        raise ValueError(f"time_limit must be a number of seconds above 0; got {time_limit!r}.")
    if not scale[0] < satisfied_at < scale[1]:
        raise ValueError(
            f"satisfied_at must be within the scale {scale[0]} to {scale[1]}, not at its ends; got "
            f"{satisfied_at!r}."
        )
    if (errors is None) != (opportunities is None):
        raise ValueError(
            "errors and opportunities go together: a share of errors needs to know how many could "
            "have been made."
        )
    level: dict[str, Any] = {"confidence_level": confidence_level}
    done = cast(Estimate, ux.task_success(data, completed, **level))
    took = cast(Estimate, ux.time_on_task(data, seconds, completed=completed, **level))
    felt = cast(Estimate, ux.satisfaction(data, satisfaction, scale=scale, **level))
    logs, ratings = cast(GeometricMean, took.summary), cast(Mean, felt.summary)
    limit = math.log(time_limit)
    pieces = [
        Piece("completion", done, done.value, done.low, done.high),
        _standardised(
            "time",
            took,
            [limit - logs.mean, limit - math.log(took.high), limit - math.log(took.low)],
            logs.sd,
        ),
        _standardised(
            "satisfaction",
            felt,
            [end - satisfied_at for end in (felt.value, felt.low, felt.high)],
            ratings.sd,
        ),
    ]
    if errors is not None:
        made = cast(Estimate, ux.error_rate(data, errors, opportunities=opportunities, **level))
        pieces.append(Piece("errors", made, 1 - made.value, 1 - made.high, 1 - made.low))
    value, low, high = (
        sum(getattr(piece, end) for piece in pieces) / len(pieces)
        for end in ("value", "low", "high")
    )
    return SingleUsability(
        value=value,
        low=low,
        high=high,
        confidence_level=float(confidence_level),
        pieces=tuple(pieces),
    )


def _standardised(name: str, raw: Estimate, distances: list[float], sd: float) -> Piece:
    """Return a piece as the share that a normal distribution has on the good side of the limit."""
    if not sd > 0:
        return Piece(name, raw, math.nan, math.nan, math.nan, NOT_KNOWN.format(name=name))
    value, low, high = (float(scipy.special.ndtr(distance / sd)) for distance in distances)
    return Piece(name, raw, value, low, high)


@dataclass(frozen=True)
class Piece:
    """One piece of SUM: as measured, and as a share from 0 to 1.

    Parameters
    ----------
    name : str
        ``"completion"``, ``"time"``, ``"satisfaction"`` or ``"errors"``.
    raw : Estimate
        The metric itself.
    value, low, high : float
        The share and its interval; ``nan`` where it cannot be standardised.
    note : str
        Why it cannot.
    """

    name: str
    raw: Estimate
    value: float
    low: float
    high: float
    note: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class SingleUsability:
    """SUM with its interval, and the pieces that it hides.

    Parameters
    ----------
    value, low, high : float
        From 0 to 1; ``nan`` where a piece is not known.
    confidence_level : float
        Of the interval.
    pieces : tuple of Piece
        Completion, time, satisfaction and, if given, errors.
    """

    value: float
    low: float
    high: float
    confidence_level: float
    pieces: tuple[Piece, ...]

    def _shares(self, of: Any) -> str:
        if math.isnan(of.value):
            return "not known"
        value, low, high = (show(100 * number, 0) for number in (of.value, of.low, of.high))
        return f"{value}% [{low}, {high}]"

    def __repr__(self) -> str:
        lines = [f"SUM {self._shares(self)} ({100 * self.confidence_level:g}%, {SOURCE})"]
        lines += [f"  {p.name} {self._shares(p)}, from {p.raw!r}" for p in self.pieces]
        return "\n".join(lines)

    @property
    def sentence(self) -> str:
        """SUM in words, with its weakest piece, and what it hides."""
        if math.isnan(self.value):
            reason = next(piece.note for piece in self.pieces if piece.note)
            return f"SUM is not known: {reason}"
        weakest = min(self.pieces, key=lambda piece: piece.value)
        return (
            f"SUM, the mean of {len(self.pieces)} pieces, was {self._shares(self)}; the weakest "
            f"piece was {weakest.name} with {self._shares(weakest)}. {HIDES}"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas data frame: a row for SUM and one for each piece; shares from 0 to 1."""
        import pandas as pd

        whole = {"piece": "SUM", "value": self.value, "low": self.low, "high": self.high}
        rows = [
            {
                "piece": p.name,
                **{"value": p.value, "low": p.low, "high": p.high},
                **{"raw": p.raw.value, "raw_low": p.raw.low, "raw_high": p.raw.high},
                **{"unit": p.raw.unit.name, "n": p.raw.n, "n_missing": p.raw.n_missing},
                **{"n_excluded": p.raw.n_excluded, "note": p.note},
            }
            for p in self.pieces
        ]
        return pd.DataFrame([whole, *rows])

    def _repr_html_(self) -> str:
        header = ["piece", "as a share", "as measured"]
        rows = [["SUM", self._shares(self), ""]]
        rows += [[p.name, self._shares(p), repr(p.raw)] for p in self.pieces]
        return html_table(f"single usability metric: {SOURCE}", header, rows, [self.sentence])
