"""How many participants meet the problems of a design."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.plan.answer import SampleSize
from uxcx.plan.checks import (
    PlanError,
    as_percent,
    check_count,
    check_number,
    check_share,
    smallest,
    whole,
)
from uxcx.plan.words import percent
from uxcx.results import html_table

if TYPE_CHECKING:
    import pandas as pd


def discovered(p: float, n: int) -> float:
    """Return the share of problems that n participants are expected to meet at least once.

    Parameters
    ----------
    p : float
        The share of participants who meet a problem; from 0 to 1.
    n : int
        Participants; 0 or more.

    Returns
    -------
    float
        1 - (1 - p)^n.

    Raises
    ------
    PlanError
        If `p` is not from 0 to 1, or `n` is not a whole number of 0 or more.

    Notes
    -----
    Virzi (1992), *Human Factors* 34:457; Nielsen and Landauer (1993), *INTERCHI '93*. The formula
    takes all problems to be equally easy to meet. They are not, and it then promises too much:
    of problems that differ, fewer are met than of problems that all have the mean p.

    Examples
    --------
    >>> round(discovered(0.31, 5), 3)
    0.844
    >>> round(discovered(0.1, 5), 3)
    0.41

    Five participants meet 84% of the problems that 31% of people have, and 41% of rarer ones.
    """
    share, count = check_share("p", p), check_count("n", n, minimum=0)
    return 1.0 - (1.0 - share) ** count


def discovery(p: float, goal: float = 0.85) -> SampleSize:
    """Return how many participants meet a share of the problems.

    Parameters
    ----------
    p : float
        The share of participants who meet a problem; above 0, at most 1. From a first study, see
        `uxcx.plan.estimate_discovery`.
    goal : float, default 0.85
        The share of such problems that somebody is to meet; above 0 and below 1.

    Returns
    -------
    SampleSize
        The smallest number of participants.

    Raises
    ------
    PlanError
        If `p` or `goal` is out of its range.

    Notes
    -----
    The smallest n with 1 - (1 - p)^n of at least `goal` (Lewis 1994, *Human Factors* 36:368; Sauro
    and Lewis 2016, *Quantifying the User Experience*, ch. 7).

    Examples
    --------
    >>> discovery(0.15)
    12 participants: 85% of the problems that 15% of people meet (1 - (1 - p)^n)
    >>> discovery(0.31).n
    6

    Six participants for frequent problems, twelve for those that one in seven people meet.
    """
    share = check_share("p", p)
    if share == 0:
        raise PlanError("p must be above 0; got 0. A problem that nobody meets is never seen.")
    wanted = check_number("goal", goal)
    if not 0 < wanted < 1:
        raise PlanError(
            f"goal must be above 0 and below 1; got {goal!r}.{as_percent(wanted)}"
            + (" No number of participants is certain to meet all." if wanted == 1 else "")
        )
    n = 1.0
    if share < 1:
        n = smallest(
            lambda size: -math.expm1(size * math.log1p(-share)) >= wanted * (1 - 1e-12),
            1.0,
            asked=f"p={p!r}",
        )
    return SampleSize(
        kind="problem discovery",
        purpose="discovery",
        n=whole(n),
        n_unrounded=n,
        things="participants",
        asked=f"{percent(wanted)} of the problems that {percent(share)} of people meet",
        method="1 - (1 - p)^n",
        assumptions=(
            f"Problems that fewer than {percent(share)} of people meet will be seen less often.",
            "Participants are taken to be like the users, and their tasks like the users' tasks.",
        ),
    )


def design_effect(rows_per_unit: float, icc: float) -> float:
    """Return how many times as many rows are needed when rows of one unit are alike.

    Parameters
    ----------
    rows_per_unit : float
        Rows of each unit, such as tasks for each participant; 1 or more.
    icc : float
        The intraclass correlation: how alike two rows of a unit are, from 0 (no more than those
        of strangers) to 1 (equal).

    Returns
    -------
    float
        1 + (rows_per_unit - 1) * icc.

    Raises
    ------
    PlanError
        If `rows_per_unit` is below 1, or `icc` not from 0 to 1.

    Notes
    -----
    Kish (1965), *Survey Sampling*, ch. 5; for units of about the same size.

    Examples
    --------
    >>> design_effect(5, 0.3)
    2.2

    With five tasks each, and an ICC of 0.3, twice as many attempts are needed as if each attempt
    came from somebody else.
    """
    rows = check_number("rows_per_unit", rows_per_unit)
    if rows < 1:
        raise PlanError(
            f"rows_per_unit must be 1 or more; got {rows_per_unit!r}. Were the two swapped?"
        )
    return 1.0 + (rows - 1.0) * check_share("icc", icc)


@dataclass(frozen=True, kw_only=True, repr=False)
class Discovery:
    """How easily problems are met, from a first study: as observed, and adjusted for its size.

    Parameters
    ----------
    p : float
        The adjusted share of participants who meet a problem: the mean of the next two.
    p_deflated : float
        (p_observed - 1/n)(1 - 1/n).
    p_good_turing : float
        p_observed / (1 + problems met once / problems met).
    p_observed : float
        The share of filled cells of the matrix; too large in small studies, because problems that
        nobody met are not in it.
    n : int
        Participants.
    n_problems : int
        Problems that somebody met.
    n_once : int
        Problems that exactly one participant met.
    """

    p: float
    p_deflated: float
    p_good_turing: float
    p_observed: float
    n: int
    n_problems: int
    n_once: int

    @property
    def share_met(self) -> float:
        """The share of all problems that was probably met so far: 1 - (1 - p)^n."""
        return discovered(self.p, self.n)

    def __repr__(self) -> str:
        return (
            f"problem discovery: p = {self.p:.2f}, adjusted from {self.p_observed:.2f} "
            f"({self.n:,} participants, {self.n_problems:,} problems, {self.n_once:,} met once; "
            "deflation and Good-Turing)"
        )

    @property
    def sentence(self) -> str:
        """The estimate as sentences that can be read out."""
        return (
            f"{self.n:,} participants met {self.n_problems:,} different problems, {self.n_once:,} "
            f"of them only once. On average {percent(round(self.p_observed, 3))} met a problem; "
            f"allowing for the problems that nobody has met yet, about "
            f"{percent(round(self.p, 2))}. So far probably about "
            f"{percent(round(self.share_met, 2))} of such problems were met. This is a rough "
            "number: it has no interval."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the estimate as a pandas data frame of one row."""
        import pandas as pd

        return pd.DataFrame([{**vars(self), "share_met": self.share_met}])

    def _repr_html_(self) -> str:
        header = ["p, adjusted", "p, observed", "participants", "problems", "met once"]
        row = [
            f"{self.p:.2f}",
            f"{self.p_observed:.2f}",
            *(f"{count:,}" for count in (self.n, self.n_problems, self.n_once)),
        ]
        caption = "Problem discovery: mean of deflation and Good-Turing"
        return html_table(caption, header, [row], [self.sentence])


def estimate_discovery(matrix: Any) -> Discovery:
    """Estimate how easily problems are met, adjusted for the small number of participants.

    Parameters
    ----------
    matrix : data frame or two-dimensional array of 0 and 1
        One row a participant, one column a problem; 1 where the participant met the problem.
        Columns without any 1 are left out: nobody met that problem.

    Returns
    -------
    Discovery
        With the adjusted `p` for `uxcx.plan.discovery`.

    Raises
    ------
    PlanError
        If the matrix is not a table of 0 and 1, has missing cells, fewer than two participants, or
        no problem.

    Notes
    -----
    Lewis (2001), *International Journal of Human-Computer Interaction* 13:445: the mean of
    deflation and of the Good-Turing discount. Made for studies of fewer than 20 participants.

    Examples
    --------
    >>> met = [[1, 1, 1, 0, 1, 1, 1],
    ...        [1, 1, 1, 0, 1, 0, 1],
    ...        [1, 1, 1, 1, 1, 0, 0],
    ...        [1, 1, 1, 0, 0, 1, 0]]
    >>> estimate_discovery(met)
    problem discovery: p = 0.49, adjusted from 0.71 (4 participants, 7 problems, 1 met once;
    deflation and Good-Turing)

    Four participants make problems look easier to meet than they are: 71%, and adjusted 49%.
    """
    cells = _cells(matrix)
    times_met = cells.sum(axis=0)
    cells, times_met = cells[:, times_met > 0], times_met[times_met > 0]
    n, n_problems = cells.shape
    if n_problems == 0:
        raise PlanError("matrix has no problem that anybody met, so that p is not known.")
    n_once = int((times_met == 1).sum())
    observed = float(cells.mean())
    deflated = (observed - 1 / n) * (1 - 1 / n)
    good_turing = observed / (1 + n_once / n_problems)
    return Discovery(
        p=(deflated + good_turing) / 2,
        p_deflated=deflated,
        p_good_turing=good_turing,
        p_observed=observed,
        n=n,
        n_problems=n_problems,
        n_once=n_once,
    )


def _cells(matrix: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the cells as numbers; refuse a table that is not of 0 and 1."""
    try:
        cells = np.asarray(matrix, dtype=np.float64)
    except (TypeError, ValueError):
        raise PlanError(
            "matrix must hold only 0 and 1, in rows of one length. Is a column of names among the "
            "problems? Make it the index, or leave it out."
        ) from None
    if cells.ndim != 2:
        raise PlanError(
            "matrix must have two dimensions: a row a participant, a column a problem; got "
            f"{cells.ndim}."
        )
    if cells.shape[0] < 2:
        raise PlanError(
            "matrix must have two participants or more, one a row: one does not show which "
            f"problems are met again; got {cells.shape[0]}."
        )
    wrong = np.argwhere(~np.isin(cells, (0.0, 1.0)))
    if len(wrong):
        row, column = (int(i) for i in wrong[0])
        value = cells[row, column]
        cause = (
            "Is it missing? Write 0 where a participant did not meet a problem."
            if math.isnan(value)
            else "How often a participant met a problem does not count here: write 1."
        )
        raise PlanError(
            f"matrix must hold only 0 and 1; got {value:g} in row {row}, column {column} (counted "
            f"from 0). {cause}"
        )
    return cells
