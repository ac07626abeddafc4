"""Published and independently computed answers of tests, each with where it was read."""

from __future__ import annotations

from typing import NamedTuple

CONTINGENCY = "R contingencytables 3.0.1 (Fagerland, Lydersen, Laake), its own tests (published)"
UXR = "joe-chelladurai/uxr README, run in R 4.2.2 (published)"
UXSTATS = "darrellpenta/uxstats, run in R 4.2.2 (peer output)"
FAGERLAND_2015 = "Fagerland et al. 2015, table quoted in statsmodels' tests (published)"


class ProportionTest(NamedTuple):
    """A proportion against a benchmark."""

    id: str
    successes: int
    n: int
    benchmark: float
    alternative: str
    method: str
    p_value: float
    tolerance: float
    source: str


PROPORTION_TESTS = [
    ProportionTest("score", 13, 16, 0.5, "two-sided", "score", 0.01242, 5e-6, CONTINGENCY),
    ProportionTest("exact", 13, 16, 0.5, "two-sided", "exact", 0.02127, 5e-6, CONTINGENCY),
    ProportionTest("mid-p", 13, 16, 0.5, "two-sided", "mid_p", 0.01273, 5e-6, CONTINGENCY),
    ProportionTest("uxr-4of7", 4, 7, 0.8, "greater", "exact", 1 - 0.033344, 1e-6, UXR),
    ProportionTest("uxr-9of11", 9, 11, 0.8, "greater", "exact", 1 - 0.3825985, 1e-6, UXR),
    ProportionTest("exact-9of11", 9, 11, 0.8, "greater", "exact", 0.617, 5e-4, UXSTATS),
    ProportionTest("mid-p-9of11", 9, 11, 0.8, "greater", "mid_p", 0.47, 5e-4, UXSTATS),
]

#: z of 13 of 16 against 0.5: CONTINGENCY
SCORE_Z = 2.5
#: SUS of mean 80, sd 23, n 172 against 67: t, df, one-sided p; UXR
SUS_AGAINST_67 = (7.412757, 171, 2.732705e-12)
#: 95% log-t interval of these times; UXR
TIMES = [60, 53, 70, 42, 62, 43, 81]
TIMES_INTERVAL = (45.75287, 71.6688)
