"""Published and independently computed answers, each with where it was read.

`published`: printed in a paper, a manual or a package's own tests. `peer output`: what another
package printed when it was run. `formula`: computed from a published formula.
"""

from __future__ import annotations

from typing import Any, NamedTuple

R_BINOM = "statsmodels test results, values of R binom::binom.confint (published)"
CONTINGENCY = "R contingencytables 3.0.1 (Fagerland, Lydersen, Laake), its own tests (published)"
UXSTATS = "darrellpenta/uxstats, run in R 4.2.2 (peer output)"
UXR = "joe-chelladurai/uxr README, run in R 4.2.2 (published)"
NEWCOMBE_1 = "Newcombe 1998, Statistics in Medicine 17:857, table I, method 3 (published)"
NEWCOMBE_2 = "Newcombe 1998, Statistics in Medicine 17:873, table II, method 10 (published)"
NPS_R = "CRAN NPS 1.1, run in R 4.2.2 (peer output)"
NPS_AW = "Rocks 2016; measuringu.com/nps-confidence-intervals (formula)"


class Interval(NamedTuple):
    """An interval of one proportion."""

    id: str
    method: str
    successes: int
    n: int
    expected: tuple[float, float]
    tolerance: float
    source: str


PROPORTION_INTERVALS = [
    Interval("aw-4of5", "adjusted_wald", 4, 5, (0.3596, 0.9797), 1e-4, "Tullis, adjusted Wald"),
    Interval("aw-15of20", "adjusted_wald", 15, 20, (0.5275, 0.8919), 1e-4, UXSTATS),
    Interval("aw-5of5", "adjusted_wald", 5, 5, (0.5109, 1.0), 1e-4, UXSTATS),
    Interval("aw-19of20", "adjusted_wald", 19, 20, (0.7459, 1.0), 1e-4, UXSTATS),
    Interval("aw-1of1", "adjusted_wald", 1, 1, (0.16749, 1.0), 1e-4, "Agresti-Coull (formula)"),
    Interval("aw-18of20", "adjusted_wald", 18, 20, (0.6867561126, 0.9843437610), 2e-6, R_BINOM),
    Interval("aw-4of200", "adjusted_wald", 4, 200, (0.0059919545, 0.0520995588), 2e-6, R_BINOM),
    Interval("aw-0of30", "adjusted_wald", 0, 30, (0.0, 0.1347117), 2e-6, R_BINOM),
    Interval("aw-1of30", "adjusted_wald", 1, 30, (0.0, 0.18091798), 2e-6, R_BINOM),
    Interval("wilson-18of20", "wilson", 18, 20, (0.6989663548, 0.9721335188), 2e-6, R_BINOM),
    Interval("wilson-4of200", "wilson", 4, 200, (0.0078044264, 0.0502870869), 2e-6, R_BINOM),
    Interval("wilson-0of30", "wilson", 0, 30, (0.0, 0.11351339), 2e-6, R_BINOM),
    Interval("wilson-1of30", "wilson", 1, 30, (0.00590859, 0.16670391), 2e-6, R_BINOM),
    Interval("wilson-13of16", "wilson", 13, 16, (0.5699, 0.9341), 5e-5, CONTINGENCY),
    Interval("wilson-81of263", "wilson", 81, 263, (0.2553, 0.3662), 6e-5, NEWCOMBE_1),
    Interval("wilson-0of20", "wilson", 0, 20, (0.0, 0.1611), 6e-5, NEWCOMBE_1),
    Interval("exact-18of20", "exact", 18, 20, (0.6830172860, 0.9876514728), 2e-6, R_BINOM),
    Interval("exact-4of200", "exact", 4, 200, (0.0054755659, 0.0504136091), 2e-6, R_BINOM),
    Interval("exact-0of30", "exact", 0, 30, (0.0, 0.11570331), 2e-6, R_BINOM),
    Interval("exact-1of30", "exact", 1, 30, (0.0008435709, 0.17216946), 2e-6, R_BINOM),
    Interval(
        "exact-51of235",
        "exact",
        51,
        235,
        (0.1660633298083073, 0.2752683640289254),
        1e-12,
        "R binom.test, quoted in statsmodels' tests (published)",
    ),
    Interval("exact-0of1", "exact", 0, 1, (0.0, 0.975), 5e-5, CONTINGENCY),
]

#: the middle of an unclipped Wilson interval is (x + z²/2) / (n + z²): id, x, n, middle, source
WILSON_CENTRES = [
    ("9of10", 9, 10, 0.789, 1e-3, "measuringu.com/wald.htm: approximately 11/14 (published)"),
    ("2of10", 2, 10, 0.2833, 1e-4, UXSTATS),
]


class Difference(NamedTuple):
    """An interval of the difference of two independent proportions."""

    id: str
    method: str
    first: tuple[int, int]
    second: tuple[int, int]
    expected: tuple[float, float]
    tolerance: float
    source: str


PROPORTION_DIFFERENCES = [
    Difference("aw-10of12", "adjusted_wald", (10, 12), (4, 13), (0.1334268, 0.77636), 1e-6, UXR),
    Difference(
        "aw-37of455", "adjusted_wald", (37, 455), (22, 438), (-0.001860913, 0.06363414), 1e-7, UXR
    ),
    Difference("aw-5of5", "adjusted_wald", (5, 5), (5, 5), (-0.3642, 0.3642), 1e-4, UXR),
    Difference("ac-7of34", "agresti_caffo", (7, 34), (1, 34), (0.0116, 0.3217), 5e-5, CONTINGENCY),
    Difference(
        "wald-7of34",
        "wald",
        (7, 34),
        (1, 34),
        (0.029, 0.324),
        5e-4,
        "Fagerland et al. 2015, quoted in statsmodels' tests (published)",
    ),
    Difference("nc-56of70", "newcombe", (56, 70), (48, 80), (0.0524, 0.3339), 6e-5, NEWCOMBE_2),
    Difference("nc-6of7", "newcombe", (6, 7), (2, 7), (0.0582, 0.8062), 6e-5, NEWCOMBE_2),
    Difference("nc-0of10", "newcombe", (0, 10), (0, 20), (-0.1611, 0.2775), 6e-5, NEWCOMBE_2),
]

#: id, first, second, z, p, tolerance, source
N1_TESTS = [
    ("10of12-4of13", (10, 12), (4, 13), 2.591772, 0.0095483, 1e-6, UXR),
    ("37of455-22of438", (37, 455), (22, 438), 1.868711, 0.06166309, 1e-6, UXR),
    ("5of5-5of5", (5, 5), (5, 5), 0.0, 1.0, 1e-9, UXR),
]


class Pairs(NamedTuple):
    """A paired two by two table: both, first only, second only, neither."""

    id: str
    cells: tuple[int, int, int, int]
    expected: Any
    tolerance: float
    source: str


MCNEMAR_MID_P = [
    Pairs("cavo-2012", (59, 6, 16, 80), 0.03469, 1e-6, CONTINGENCY),
    Pairs("15-users", (7, 6, 1, 1), 0.0703125, 1e-9, "Sauro and Lewis 2016, ch. 5 (formula)"),
]
BONETT_PRICE_INTERVALS = [
    Pairs(
        "vcmeta",
        (16, 64, 5, 15),
        (0.5784314 - 1.959964 * 0.05953213, 0.5784314 + 1.959964 * 0.05953213),
        1e-6,
        "R vcmeta, se.prop.ps: estimate and standard error in its manual (published)",
    ),
]


#: id, answers, geometric mean or None, low, high, tolerance, source
TIMES = [
    (
        "measuringu",
        [55, 65, 75, 62, 45, 135],
        68.24,
        46.01,
        101.22,
        0.005,
        "MeasuringU task-time calculator: 68 seconds (46, 101) (published); digits computed",
    ),
    ("uxr", [60, 53, 70, 42, 62, 43, 81], None, 45.75287, 71.6688, 1e-4, UXR),
    ("identical", [60, 60, 60, 60, 60], 60, 60, 60, 1e-9, UXSTATS),
]

#: id, promoters, passives, detractors, score, low, high, tolerance, method, source
NPS_INTERVALS = [
    ("wald", 60, 25, 15, 45, 30.49759, 59.50241, 1e-4, "wald", NPS_R),
    ("wald-1000", 250, 675, 75, 17.5, 14.14, 20.86, 0.005, "wald", "trinomial variance (formula)"),
    ("wald-all-promoters", 3, 0, 0, 100, 100, 100, 0, "wald", NPS_R),
    ("adjusted", 60, 25, 15, 45, 29.3431, 58.0355, 1e-4, "adjusted_wald", NPS_AW),
    ("adjusted-ten-detractors", 0, 0, 10, -100, -100, -47.5036, 1e-4, "adjusted_wald", NPS_AW),
    ("adjusted-ten-promoters", 10, 0, 0, 100, 47.5036, 100, 1e-4, "adjusted_wald", NPS_AW),
    ("adjusted-one", 1, 0, 0, 100, -48.4986, 98.4986, 1e-4, "adjusted_wald", NPS_AW),
]

#: id, promoters, passives, detractors, standard error in points, tolerance, source
NPS_STANDARD_ERRORS = [
    ("60-25-15", 60, 25, 15, 7.399324, 1e-5, NPS_R),
    ("3-2-1", 3, 2, 1, 30.4, 0.1, "R NPS package, its own tests (published)"),
    ("1-1-0", 1, 1, 0, 35.4, 0.1, "R NPS package, its own tests (published)"),
]

#: id, answers, score, source
NPS_SCORES = [
    ("0-7-9", [0, 7, 9], 0, "npspy README (published)"),
    ("0-7", [0, 7], -50, "npspy README (published)"),
    ("django", [0] * 20 + [7] * 10 + [10] * 70, 50, "django-nps README (published)"),
    ("r-1-2-3", [0] + [8] * 2 + [9] * 3, 100 / 3, "R NPS package, its own tests (published)"),
]

#: a against b: difference, standard error, low, high, p (in points)
NPS_DIFFERENCE_WALD = {
    "first": (60, 25, 15),
    "second": (45, 30, 25),
    "value": 25.0,
    "low": 3.46268,
    "high": 46.53732,
    "p": 0.0229012,
    "source": NPS_R,
}

#: id, answers, score, source
SUS_SHEETS = [
    ("brooke", [5, 4, 2, 1, 2, 3, 2, 4, 5, 2], 55, "Brooke's example (published)"),
    ("worst", [1, 5] * 5, 0, "mcotear sus_score (published)"),
    ("best", [5, 1] * 5, 100, "by the definition"),
    ("silleknarf", [4, 1, 5, 2, 5, 1, 4, 2, 3, 1], 85, "silleknarf/SUS README (published)"),
    ("projectmind", [4, 2, 5, 1, 4, 2, 4, 2, 3, 3], 75, "EvaluationMathTests.cs (published)"),
    ("toolkit", [1, 4, 3, 4, 4, 5, 2, 1, 4, 3], 42.5, "SUS Analysis Toolkit (peer output)"),
    ("gitlab", [4, 2] * 5, 75, "GitLab handbook: contributions of 30 score 75 (published)"),
]

SUS_SCORES_OF_12 = [87.5, 87.5, 90, 82.5, 75, 77.5, 60, 90, 85, 75, 80, 72.5]
SUS_SCORES_OF_20 = [
    *(70.0, 75.0, 92.5, 80.0, 85.0, 95.0, 87.5, 92.5, 92.5, 80.0),
    *(92.5, 85.0, 80.0, 77.5, 57.5, 67.5, 60.0, 67.5, 80.0, 80.0),
]

#: id, metric, answers, mean, low, high, tolerance, source
MEANS = [
    ("sus-12", "sus", SUS_SCORES_OF_12, 80.208333, 74.604331, 85.812336, 1e-5, "R t.test"),
    (
        "seq-12",
        "seq",
        [5, 6, 7, 4, 6, 5, 7, 6, 5, 6, 4, 5],
        5.5,
        4.86463,
        6.13537,
        1e-5,
        "R t.test",
    ),
    ("gap", "seq", [1, 2, 3, None, 5, 6], 3.4, 1.0, 5.9747693, 1e-6, "R t.test, clipped at 1"),
]

#: id, first (n, mean, sd), second, difference, t, df, p, low, high, tolerance, source
WELCH = [
    (
        "summary",
        (11, 51.6, 4.07),
        (12, 49.6, 4.63),
        2.0,
        (1.1, 21.0, 0.283, -1.77, 5.77),
        0.03,
        UXR,
    ),
    (
        "ratings",
        (7, 27 / 7, 1.573592),
        (7, 16 / 7, 1.380131),
        11 / 7,
        (1.99, 11.8, 0.0707, -0.156, 3.3),
        0.06,
        UXR,
    ),
]

#: score, grade; Sauro and Lewis 2016, table 8.5, also in the GitLab handbook (published)
SUS_GRADES = [
    *((0, "F"), (51.6, "F"), (51.7, "D"), (62.6, "D"), (62.7, "C-"), (64.9, "C-"), (65.0, "C")),
    *((68, "C"), (71.0, "C"), (71.1, "C+"), (72.5, "C+"), (72.6, "B-"), (74.0, "B-")),
    *((74.1, "B"), (77.1, "B"), (77.2, "B+"), (78.8, "B+"), (78.9, "A-"), (80.7, "A-")),
    *((80.8, "A"), (84.0, "A"), (84.1, "A+"), (100, "A+")),
    # the table has gaps of 0.1: scores are first rounded to one decimal, half up
    *((84.05, "A+"), (84.04, "A"), (51.65, "D"), (64.95, "C")),
]

#: highest answer of a scale from 1, lowest satisfied answer; formbricks documentation (published)
SATISFIED_FROM = [(3, 3), (4, 3), (5, 4), (6, 5), (7, 6), (10, 8)]
