"""Krippendorff's alpha: whether coders who judged the same things agree beyond chance."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from uxcx.errors import AnswerError
from uxcx.results import html_table, is_na

if TYPE_CHECKING:
    import pandas as pd

#: how much two codes differ
_DIFFERENCES: dict[str, Callable[[Any, Any], float]] = {
    "nominal": lambda a, b: float(a != b),
    "interval": lambda a, b: float((a - b) ** 2),
}


@dataclass(frozen=True, kw_only=True, repr=False)
class Agreement:
    """Krippendorff's alpha: 1 is perfect agreement, 0 is that of chance.

    Parameters
    ----------
    alpha : float
        Below 0 where coders agree less than by chance; ``nan`` where it is not defined.
    level : {"nominal", "interval"}
        How differences were counted.
    n_coders : int
        Coders.
    n : int
        Things that two coders or more judged.
    n_codes : int
        Codes of those things.
    n_single : int
        Things left out, since one coder or none judged them.
    note : str
        Why alpha is not defined.
    """

    alpha: float
    level: Literal["nominal", "interval"]
    n_coders: int
    n: int
    n_codes: int
    n_single: int
    note: str = ""

    def _counts(self) -> str:
        left = f", {self.n_single:,} left out" if self.n_single else ""
        return f"{self.n:,} judged by two or more of {self.n_coders} coders{left}; {self.level}"

    def _alpha_text(self) -> str:
        return "not known" if math.isnan(self.alpha) else f"{self.alpha:.3f}"

    def __repr__(self) -> str:
        note = f" Note: {self.note}" if self.note else ""
        return f"Krippendorff's alpha {self._alpha_text()} ({self._counts()}){note}"

    def to_frame(self) -> pd.DataFrame:
        """Return alpha and its counts as a pandas data frame of one row."""
        import pandas as pd

        return pd.DataFrame([vars(self)])

    def _repr_html_(self) -> str:
        rows = [["alpha", self._alpha_text()], ["judged", self._counts()]]
        notes = [self.note] if self.note else []
        return html_table("Krippendorff's alpha", ["", "value"], rows, notes)


def krippendorff_alpha(
    coders: Sequence[Sequence[Any]], *, level: Literal["nominal", "interval"] = "nominal"
) -> Agreement:
    """Measure whether coders who judged the same things agree beyond chance.

    Parameters
    ----------
    coders : sequence of sequences
        One row a coder, one column a thing that was judged (a comment, a problem); None, NaN or
        NA where a coder did not judge it. Codes are words or numbers; numbers for ``"interval"``.
        Of a data frame with a column a coder: ``frame[names].T.to_numpy()``.
    level : {"nominal", "interval"}, default "nominal"
        Nominal codes agree or not; interval codes (ratings) differ by the square of their
        distance.

    Returns
    -------
    Agreement
        Alpha and what it rests on; things that fewer than two coders judged are counted and left
        out.

    Raises
    ------
    AnswerError
        If there are fewer than two coders, rows of unequal length, or words or infinite numbers
        at the interval level.
    ValueError
        If `level` is none of the above.

    Notes
    -----
    Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*. He asks for 0.8, and for
    0.667 where conclusions may be tentative (2019, *Content Analysis*, ch. 12). Percentages of
    agreement are higher, since they count agreement by chance.

    Examples
    --------
    >>> from uxcx import krippendorff_alpha
    >>> krippendorff_alpha([
    ...     ["price", "speed", "price", "help", "speed", None],
    ...     ["price", "speed", "help", "help", "speed", "price"],
    ... ])
    Krippendorff's alpha 0.727 (5 judged by two or more of 2 coders, 1 left out; nominal)

    The two agree on four of five comments, which is better than chance but not yet reliable.
    """
    if level not in _DIFFERENCES:
        raise ValueError(f"level must be one of 'nominal', 'interval'; got {level!r}.")
    rows = [[None if _absent(code) else code for code in coder] for coder in coders]
    if len(rows) < 2:
        raise AnswerError(f"Agreement needs two coders or more; got {len(rows)}.")
    if len({len(row) for row in rows}) != 1:
        raise AnswerError(
            f"Each coder must have one code or gap for each thing; got rows of "
            f"{', '.join(str(len(row)) for row in rows)}."
        )
    if level == "interval":
        rows = [_numbers(row, coder) for coder, row in enumerate(rows, 1)]
    judged = [[code for code in thing if code is not None] for thing in zip(*rows, strict=True)]
    paired = [codes for codes in judged if len(codes) > 1]
    alpha, note = _alpha(paired, _DIFFERENCES[level])
    return Agreement(
        alpha=alpha,
        level=level,
        n_coders=len(rows),
        n=len(paired),
        n_codes=sum(map(len, paired)),
        n_single=len(judged) - len(paired),
        note=note,
    )


def _alpha(things: list[list[Any]], differ: Callable[[Any, Any], float]) -> tuple[float, str]:
    """Return 1 - observed / expected disagreement, or nan and why it is not defined."""
    total = sum(map(len, things))
    if not things:
        return math.nan, "nothing was judged by two coders."
    observed = (
        sum(_disagreement(Counter(codes), differ) / (len(codes) - 1) for codes in things) / total
    )
    every = Counter(code for codes in things for code in codes)
    expected = _disagreement(every, differ) / (total * (total - 1))
    if expected == 0:
        return math.nan, "all codes are the same, so that agreement by chance is certain."
    return 1 - observed / expected, ""


def _disagreement(counts: Counter[Any], differ: Callable[[Any, Any], float]) -> float:
    """Return the differences of all ordered pairs of codes, added up."""
    pairs = ((a, b) for a in counts for b in counts)
    return sum(counts[a] * counts[b] * differ(a, b) for a, b in pairs)


def _absent(code: Any) -> bool:
    return code is None or is_na(code) or (isinstance(code, float) and math.isnan(code))


def _numbers(row: list[Any], coder: int) -> list[float | None]:
    for code in row:
        number = isinstance(code, int | float) or hasattr(code, "__float__")
        if code is not None and not (number and math.isfinite(float(code))):
            raise AnswerError(
                f"At the interval level codes are finite numbers; coder {coder} gave {code!r}. "
                'Words are compared with level="nominal".'
            )
    return [None if code is None else float(code) for code in row]
