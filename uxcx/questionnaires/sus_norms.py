"""What a SUS score is worth: percentiles, adjectives, acceptability, and items.

Sources draw the lines in different places, so the scheme is always an argument and always in
the result.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from uxcx.questionnaires.sheets import require_choice
from uxcx.questionnaires.sus import SUS_ITEMS, to_tenths, valid_score

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class SusPercentile:
    """Below which share of published mean scores a score lies, in percent, and who says so."""

    percentile: float
    scheme: str
    source: str


@dataclass(frozen=True, kw_only=True)
class SusWord:
    """A word for a SUS score, and who draws the lines."""

    word: str
    scheme: str
    source: str
    note: str = ""


#: score and percentile; between the points lines are straight
_POINTS = (
    *((0, 0), (5, 0.3), (10, 0.4), (15, 0.7), (20, 1), (25, 1.5), (30, 2), (35, 4), (40, 6)),
    *((45, 8), (50, 13), (55, 19), (60, 29), (65, 41), (66, 44), (67, 47), (68, 50), (69, 53)),
    *((70, 56), (71, 60), (72, 63), (73, 67), (74, 70), (75, 73), (76, 77), (77, 80), (78, 83)),
    *((79, 86), (80, 88), (85, 97), (90, 99.8), (95, 99.999), (100, 100)),
)
_PERCENTILE_SOURCES = {
    "table": "Percentile points of the R function sus_to_percentile (jjw3952/mcotear), which agree "
    "with Sauro and Lewis (2016) and measuringu.com/interpret-sus-score",
    "curve": "Sum of two Gaussian curves of the SUS Analysis Toolkit (Blattgerste et al. 2022), "
    "fitted to the percentiles of Sauro and Lewis (2016), clipped to 0 to 100",
}
_BANGOR_MEANS = {
    "Worst Imaginable": 12.5,
    "Awful": 20.3,
    "Poor": 35.7,
    "OK": 50.9,
    "Good": 71.4,
    "Excellent": 85.5,
    "Best Imaginable": 90.9,
}
_BANGOR_2009 = "Bangor, Kortum and Miller (2009), Journal of Usability Studies 4(3):114"
_MEASURINGU = "measuringu.com/interpret-sus-score (Sauro), also in the GitLab handbook"
_TOOLKIT = "SUS Analysis Toolkit (Blattgerste et al. 2022)"
#: word, lowest score, best first; the table has gaps of 0.1
_ADJECTIVES_MEASURINGU = (
    ("Best Imaginable", 84.1),
    ("Excellent", 80.8),
    ("Good", 71.1),
    ("OK", 51.7),
    ("Poor", 25.1),
    ("Worst Imaginable", 0.0),
)
#: scheme: source, whether scores are rounded to one decimal first, word and lowest score
_ACCEPTABILITY = {
    "bangor": (
        "Bangor, Kortum and Miller (2008), Int. J. Human-Computer Interaction 24:574",
        False,
        (
            ("Acceptable", 70.0),
            ("Marginal (high)", 62.5),
            ("Marginal (low)", 50.0),
            ("Not acceptable", 0.0),
        ),
    ),
    "measuringu": (
        _MEASURINGU,
        True,
        (("Acceptable", 71.1), ("Marginal", 51.7), ("Not acceptable", 0.0)),
    ),
    "sus_toolkit": (
        _TOOLKIT,
        False,
        (("Acceptable", 72.6), ("Marginal", 51.7), ("Not acceptable", 0.0)),
    ),
}
#: intercept and slope of each item's mean on the mean SUS score
_ITEM_LINES = (
    (1.073927, 0.034024),
    (5.834913, -0.04980485),
    (0.4421485, 0.04753406),
    (3.766087, -0.02816776),
    (1.18663, 0.03470129),
    (4.589912, -0.03519522),
    (0.9706981, 0.04027653),
    (5.575382, -0.04896754),
    (0.6992487, 0.04435754),
    (4.603949, -0.03692307),
)


def sus_percentile(score: float, *, scheme: str = "table") -> SusPercentile:
    """Return below which share of published studies a mean SUS score lies.

    Parameters
    ----------
    score : float
        A mean score, 0 to 100.
    scheme : {"table", "curve"}, optional
        ``"table"``: published points with straight lines between them. ``"curve"``: a smooth
        curve fitted to such points; the two differ by less than 2 percentiles.

    Returns
    -------
    SusPercentile
        The percentile, 0 to 100, with scheme and source.

    Raises
    ------
    AnswerError
        If the score is missing or not between 0 and 100.
    ValueError
        If there is no such scheme.

    Notes
    -----
    Ranks means of studies, not single respondents. Sauro and Lewis (2016), *Quantifying the User
    Experience*, 2nd edition, ch. 8.

    Examples
    --------
    >>> sus_percentile(75).percentile
    73.0

    A mean of 75 is higher than 73 of a hundred studies; it is not "75 percent".
    """
    given = valid_score(score)
    require_choice("scheme", scheme, tuple(_PERCENTILE_SOURCES))
    found = _on_the_curve(given) if scheme == "curve" else _between_points(given)
    return SusPercentile(percentile=found, scheme=scheme, source=_PERCENTILE_SOURCES[scheme])


def _on_the_curve(score: float) -> float:
    height = 106.3 * math.exp(-(((score - 118) / 46.32) ** 2))
    height += 33.06 * math.exp(-(((score - 81.58) / 15.92) ** 2))
    return min(max(height, 0.0), 100.0)


def _between_points(score: float) -> float:
    import numpy as np

    scores, percentiles = zip(*_POINTS, strict=True)
    return float(np.interp(score, scores, percentiles))


def sus_adjective(score: float, *, scheme: str = "bangor_means") -> SusWord:
    """Return the adjective for a mean SUS score.

    Parameters
    ----------
    score : float
        A mean score, 0 to 100.
    scheme : {"bangor_means", "measuringu"}, optional
        ``"bangor_means"``: the adjective whose published mean is nearest; halfway between two,
        the lower. ``"measuringu"``: ranges, after rounding to one decimal.

    Returns
    -------
    SusWord
        The adjective, with scheme and source.

    Raises
    ------
    AnswerError
        If the score is missing or not between 0 and 100.
    ValueError
        If there is no such scheme.

    Notes
    -----
    Bangor, Kortum and Miller (2009) asked 959 respondents for an adjective as well as the SUS
    (r = 0.82) and printed the mean score of each adjective. These are means, not cut-offs, and
    "Worst Imaginable" and "Awful" did not differ significantly. The schemes disagree: 52 is "OK"
    in both, but 84.1 is "Excellent" in one and "Best Imaginable" in the other.

    Examples
    --------
    >>> sus_adjective(75).word, sus_adjective(84.1).word
    ('Good', 'Excellent')
    >>> sus_adjective(84.1, scheme="measuringu").word
    'Best Imaginable'

    Say whose words you use, since the two schemes part at the top.
    """
    given = valid_score(score)
    require_choice("scheme", scheme, ("bangor_means", "measuringu"))
    if scheme == "measuringu":
        word = next(word for word, low in _ADJECTIVES_MEASURINGU if to_tenths(given) >= low)
        return SusWord(word=word, scheme=scheme, source=_MEASURINGU)
    # The means run upwards, and min() keeps the first of equals: halfway, the lower.
    word = min(_BANGOR_MEANS, key=lambda name: round(abs(_BANGOR_MEANS[name] - given), 9))
    doubtful = word in ("Worst Imaginable", "Awful")
    note = "the nearest of the published means, which are no cut-offs" + (
        "; 'Worst Imaginable' and 'Awful' did not differ significantly" if doubtful else ""
    )
    return SusWord(word=word, scheme=scheme, source=_BANGOR_2009, note=note)


def sus_acceptability(score: float, *, scheme: str = "bangor") -> SusWord:
    """Return whether a mean SUS score counts as acceptable.

    Parameters
    ----------
    score : float
        A mean score, 0 to 100.
    scheme : {"bangor", "measuringu", "sus_toolkit"}, optional
        Where the lines are: 50, 62.5 and 70; 51.7 and 71.1 (after rounding to one decimal); 51.7
        and 72.6. A score on a line belongs to the better side.

    Returns
    -------
    SusWord
        Not acceptable, marginal (in Bangor's scheme low or high), or acceptable.

    Raises
    ------
    AnswerError
        If the score is missing or not between 0 and 100.
    ValueError
        If there is no such scheme.

    Notes
    -----
    Bangor, Kortum and Miller (2008), *An empirical evaluation of the System Usability Scale*,
    International Journal of Human-Computer Interaction 24:574.

    Examples
    --------
    >>> [sus_acceptability(72, scheme=s).word for s in ("bangor", "measuringu", "sus_toolkit")]
    ['Acceptable', 'Acceptable', 'Marginal']

    Three sources, three lines: a score of 72 is acceptable to two of them.
    """
    given = valid_score(score)
    require_choice("scheme", scheme, tuple(_ACCEPTABILITY))
    source, rounded, lines = _ACCEPTABILITY[scheme]
    compared = to_tenths(given) if rounded else given
    word = next(word for word, low in lines if compared >= low)
    return SusWord(word=word, scheme=scheme, source=source)


def sus_item_benchmarks(score: float) -> pd.DataFrame:
    """Return the mean answer to each SUS item that goes with a mean SUS score.

    Parameters
    ----------
    score : float
        The mean score to reach, 0 to 100: 68 for the average, 80 for a good product.

    Returns
    -------
    pandas.DataFrame
        Ten rows: `item` (1 to 10), `statement`, `benchmark` (mean answer, 1 to 5) and
        `direction`. Even items are worded negatively: lower is better.

    Raises
    ------
    AnswerError
        If the score is missing or not between 0 and 100.

    Notes
    -----
    Ten regressions on the means of 166 studies: Lewis and Sauro (2018), *Item benchmarks for the
    System Usability Scale*, Journal of Usability Studies 13(3):158. The lines leave the scale
    near a score of 0 or 100 and are clipped there to 1 to 5.

    Examples
    --------
    >>> sus_item_benchmarks(68)["benchmark"].round(2).tolist()
    [3.39, 2.45, 3.67, 1.85, 3.55, 2.2, 3.71, 2.25, 3.72, 2.09]

    A product of average usability gets 3.67 on ease of use, and less than that is a weak spot.
    """
    import pandas as pd

    given = valid_score(score)
    means = [intercept + slope * given for intercept, slope in _ITEM_LINES]
    directions = ["higher is better" if n % 2 else "lower is better" for n in range(1, 11)]
    return pd.DataFrame(
        {
            "item": range(1, 11),
            "statement": SUS_ITEMS,
            "benchmark": [min(max(mean, 1.0), 5.0) for mean in means],
            "direction": directions,
        }
    )
