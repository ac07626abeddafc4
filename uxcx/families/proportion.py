"""Proportions: how many of how many."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import scipy

from uxcx.errors import AnswerError
from uxcx.families.base import (
    Design,
    Interval,
    SummaryBase,
    clip,
    normal_quantile,
    t_quantile,
    two_sided_p,
)
from uxcx.families.score_interval import miettinen_nurminen
from uxcx.measures import PERCENT, Measure, Unit
from uxcx.results import ComparedNumbers

WALD_NOTE = "the Wald interval has no width at 0% and 100%, which is why it is not used."


@dataclass(frozen=True, kw_only=True)
class Proportion(SummaryBase):
    """Successes of n: task success, satisfied customers, conversion.

    Parameters
    ----------
    successes : int
        From 0 to `n`.
    n : int
        Answers counted; 0 or more.
    n_missing, n_excluded : int, default 0
        Answers that were missing, or set aside on purpose; they are not in `n`.

    Raises
    ------
    AnswerError
        If a count is negative or not whole, or there are more successes than answers.

    Examples
    --------
    >>> Proportion(successes=9, n=10).estimate()
    proportion 90% [57, 100] (9 of 10; 95%, adjusted Wald)

    Nine of ten succeeded; a true rate of 57% would still be plausible.

    >>> (Proportion(successes=9, n=10) + Proportion(successes=4, n=5)).counts()
    '13 of 15'

    Two weeks of a test add up to one.
    """

    successes: int

    methods: ClassVar[dict[str, str]] = {
        "adjusted_wald": "adjusted Wald",
        "wilson": "Wilson",
        "jeffreys": "Jeffreys",
        "exact": "exact (Clopper-Pearson)",
        "wilson_cc": "Wilson with continuity correction",
        "wald": "Wald, for teaching only",
    }
    contrast_methods: ClassVar[dict[str, str]] = {
        "agresti_caffo": "Agresti-Caffo",
        "adjusted_wald": "adjusted Wald",
        "newcombe": "Newcombe",
        "miettinen_nurminen": "Miettinen-Nurminen",
        "wald": "Wald, for teaching only",
    }
    contrast_tests: ClassVar[dict[str, str]] = {
        "n_minus_1": "N-1 two-proportion z test",
        "fisher_mid_p": "Fisher mid-p test",
        "fisher": "Fisher exact test",
        "yates": "chi-square test with Yates's correction",
    }
    measure: ClassVar[Measure] = Measure(name="proportion", unit=PERCENT)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._check_count("successes")
        if self.successes > self.n:
            raise AnswerError(
                f"There cannot be more successes than answers; got {self.successes} of "
                f"{self.n}. Were the two numbers swapped?"
            )

    def counts(self) -> str:
        """Return the counts in words: ``"4 of 5"``."""
        return f"{self.successes:,} of {self.n:,}"

    @property
    def value(self) -> float:
        """Successes divided by answers."""
        return self.successes / self.n if self.n else math.nan

    def point_estimate(self, rule: str = "lewis_sauro") -> float:
        """Return a better guess of the true rate than the share seen in a small sample.

        Parameters
        ----------
        rule : {"lewis_sauro", "laplace", "wilson", "observed"}, default "lewis_sauro"
            LaPlace adds one success and one failure. Wilson is the middle of the 95% interval of
            that name. Lewis and Sauro (2006, *Journal of Usability Studies* 1:136) take Wilson
            below 50%, the observed share from 50% to 90%, and LaPlace above 90%.

        Returns
        -------
        float
            From 0 to 1; ``nan`` without answers. Intervals and comparisons do not need it: they
            rest on the counts.

        Raises
        ------
        ValueError
            If `rule` is none of the above.

        Examples
        --------
        >>> round(Proportion(successes=5, n=5).point_estimate(), 3)
        0.857

        Five of five is not 100%; the sixth may well fail.
        """
        rules = ("lewis_sauro", "laplace", "wilson", "observed")
        if rule not in rules:
            raise ValueError(f"rule must be one of {', '.join(map(repr, rules))}; got {rule!r}.")
        if not self.n:
            return math.nan
        if rule == "lewis_sauro":
            rule = "wilson" if self.value < 0.5 else "laplace" if self.value > 0.9 else "observed"
        z2 = normal_quantile(0.95) ** 2
        added = {"laplace": 2.0, "wilson": z2, "observed": 0.0}[rule]
        return (self.successes + added / 2) / (self.n + added)

    def independent_variance(self) -> float:
        """Return the variance that the estimate would have if rows were independent."""
        return self.value * (1 - self.value) / self.n

    def interval(
        self,
        *,
        method: str,
        confidence_level: float,
        unit: Unit,
        design: Design | None = None,
    ) -> Interval:
        """Return the proportion with its interval.

        With a `design`, the method is used at the effective sample size, made smaller for the
        few degrees of freedom of few units (Korn and Graubard 1998, *Survey Methodology* 24:193).
        """
        p = self.value
        n = effective_size(self.n, design, confidence_level)
        low, high = proportion_interval(p * n, n, method, confidence_level)
        note = ""
        if method == "wald" and p in (0.0, 1.0):
            note = WALD_NOTE
        return Interval(p, min(low, p), max(high, p), self.methods[method], note)

    def contrast(
        self,
        other: Self,
        *,
        unit: Unit,
        method: str | None,
        confidence_level: float,
        test: str | None = None,
    ) -> ComparedNumbers:
        """Return the difference of two independent proportions, with interval and test."""
        del unit
        test = choose_contrast_test(test)
        numbers = contrast_proportions(
            (self.successes, self.n),
            (other.successes, other.n),
            method=method,
            confidence_level=confidence_level,
        )
        if test == "n_minus_1":
            return numbers
        name = self.contrast_tests[test]
        if test == "yates":
            chi_square, p = yates(self, other)
            return replace(
                numbers, p_value=p, statistic=chi_square, degrees_of_freedom=1, test=name
            )
        p = fisher_p(self, other, mid_p=test == "fisher_mid_p")
        return replace(numbers, p_value=p, statistic=math.nan, test=name)


def effective_size(n: float, design: Design | None, confidence_level: float) -> float:
    """Return the number of independent rows that would tell as much as the clustered ones."""
    if design is None:
        return n
    z = normal_quantile(confidence_level)
    t = t_quantile(confidence_level, design.degrees_of_freedom)
    return min(n, design.n_effective) * (z / t) ** 2


def proportion_interval(
    successes: float, n: float, method: str, confidence_level: float
) -> tuple[float, float]:
    """Return an interval for a proportion; counts may be fractions (effective sample sizes).

    Adjusted Wald: Agresti and Coull (1998), *The American Statistician* 52:119. Wilson (1927),
    *JASA* 22:209. Jeffreys: Brown, Cai and DasGupta (2001), *Statistical Science* 16:101, with
    their rule that the interval reaches the end at 0 and n. Exact: Clopper and Pearson (1934),
    *Biometrika* 26:404. Wilson with continuity correction: Newcombe (1998), *Statistics in
    Medicine* 17:857, method 4.
    """
    z = normal_quantile(confidence_level)
    tail = (1 - confidence_level) / 2
    failures = n - successes
    p = successes / n
    if method == "adjusted_wald":
        centre = (successes + z**2 / 2) / (n + z**2)
        half = z * math.sqrt(centre * (1 - centre) / (n + z**2))
    elif method == "wilson":
        centre = (successes + z**2 / 2) / (n + z**2)
        half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    elif method == "wilson_cc":
        return _corrected_wilson(p, n, z)
    elif method == "wald":
        centre, half = p, z * math.sqrt(p * (1 - p) / n)
    else:
        add = 0.5 if method == "jeffreys" else 0.0
        low = 0.0 if p <= 0 else scipy.stats.beta.ppf(tail, successes + add, failures + 1 - add)
        high = (
            1.0 if p >= 1 else scipy.stats.beta.ppf(1 - tail, successes + 1 - add, failures + add)
        )
        return float(low), float(high)
    return clip(centre - half, 0.0, 1.0), clip(centre + half, 0.0, 1.0)


def _corrected_wilson(p: float, n: float, z: float) -> tuple[float, float]:
    """Return the Wilson interval that half an answer of doubt has made wider."""
    q, twice = 1 - p, 2 * (n + z**2)
    # Below one answer (an effective sample size) a root may be of less than nothing.
    down = math.sqrt(max(0.0, z**2 - 2 - 1 / n + 4 * p * (n * q + 1)))
    up = math.sqrt(max(0.0, z**2 + 2 - 1 / n + 4 * p * (n * q - 1)))
    low = 0.0 if p <= 0 else max(0.0, (2 * n * p + z**2 - 1 - z * down) / twice)
    high = 1.0 if p >= 1 else min(1.0, (2 * n * p + z**2 + 1 + z * up) / twice)
    return low, high


def choose_contrast_test(test: str | None) -> str:
    """Return the test asked for, or the default; refuse a name that is not offered."""
    if test is None:
        return next(iter(Proportion.contrast_tests))
    if test not in Proportion.contrast_tests:
        raise ValueError(
            f"test must be one of {', '.join(map(repr, Proportion.contrast_tests))}; got {test!r}."
        )
    return test


def fisher_p(first: Proportion, second: Proportion, *, mid_p: bool) -> float:
    """Return the two-sided p-value of Fisher's test of two independent proportions.

    Tables as likely as the observed one count half for the mid-p value (Lydersen, Fagerland and
    Laake 2009, *Statistics in Medicine* 28:1159).
    """
    successes, n = first.successes + second.successes, first.n + second.n
    least, most = max(0, successes - second.n), min(successes, first.n)
    if least == most:
        return 1.0  # nobody or everybody succeeded in both: there is no difference to test
    tables = scipy.stats.hypergeom(n, successes, first.n)
    chances = tables.pmf(range(least, most + 1))
    observed = float(tables.pmf(first.successes))
    # Equally likely tables differ by rounding.
    alike = abs(chances - observed) <= 1e-7 * observed
    rarer = float(chances[(chances < observed) & ~alike].sum())
    return min(1.0, rarer + (0.5 if mid_p else 1.0) * float(chances[alike].sum()))


def yates(first: Proportion, second: Proportion) -> tuple[float, float]:
    """Return chi-square with Yates's correction (1934, *JRSS Supplement* 1:217), and its p-value.

    What several tools report without being asked. It errs on the safe side, so it misses more.
    """
    successes = first.successes + second.successes
    if successes in (0, first.n + second.n):
        return 0.0, 1.0  # nobody or everybody succeeded in both: there is no difference to test
    rows = [[p.successes, p.n - p.successes] for p in (first, second)]
    found = scipy.stats.chi2_contingency(rows, correction=True)
    return float(found.statistic), float(found.pvalue)


def choose_contrast_method(method: str | None) -> str:
    """Return the method asked for, or the default; refuse a name that is not offered."""
    if method is None:
        return next(iter(Proportion.contrast_methods))
    if method not in Proportion.contrast_methods:
        raise ValueError(
            f"method must be one of {', '.join(map(repr, Proportion.contrast_methods))}; "
            f"got {method!r}."
        )
    return method


def contrast_proportions(
    first: tuple[float, float],
    second: tuple[float, float],
    *,
    method: str | None,
    confidence_level: float,
) -> ComparedNumbers:
    """Compare two independent proportions; counts may be fractions (effective sample sizes).

    N-1 two-proportion z test: Campbell (2007), *Statistics in Medicine* 26:3661. Intervals:
    Agresti and Caffo (2000), *The American Statistician* 54:280; Newcombe (1998), *Statistics in
    Medicine* 17:873, method 10; Miettinen and Nurminen (1985), *Statistics in Medicine* 4:213,
    which is the test turned round and so agrees with it. Adjusted Wald adds z²/4 to the successes
    and failures of each (Sauro and Lewis 2016, *Quantifying the User Experience*, ch. 5).
    """
    method = choose_contrast_method(method)
    (x1, n1), (x2, n2) = first, second
    difference = x1 / n1 - x2 / n2
    z = normal_quantile(confidence_level)
    note = ""
    if method == "newcombe":
        low1, high1 = proportion_interval(x1, n1, "wilson", confidence_level)
        low2, high2 = proportion_interval(x2, n2, "wilson", confidence_level)
        p1, p2 = x1 / n1, x2 / n2
        low = difference - math.hypot(p1 - low1, high2 - p2)
        high = difference + math.hypot(high1 - p1, p2 - low2)
    elif method == "miettinen_nurminen":
        low, high = miettinen_nurminen(first, second, confidence_level)
    else:
        add = {"agresti_caffo": 1.0, "adjusted_wald": z**2 / 4, "wald": 0.0}[method]
        q1, m1 = (x1 + add) / (n1 + 2 * add), n1 + 2 * add
        q2, m2 = (x2 + add) / (n2 + 2 * add), n2 + 2 * add
        half = z * math.sqrt(q1 * (1 - q1) / m1 + q2 * (1 - q2) / m2)
        low, high = q1 - q2 - half, q1 - q2 + half
        note = WALD_NOTE if half == 0 else ""
    pooled = (x1 + x2) / (n1 + n2)
    pooled_variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    # Where nobody or everybody succeeded in both there is no difference to test: z = 0, p = 1.
    statistic = (
        difference / math.sqrt(pooled_variance) * math.sqrt((n1 + n2 - 1) / (n1 + n2))
        if pooled_variance > 0 and n1 + n2 > 1
        else 0.0
    )
    return ComparedNumbers(
        effect="difference",
        value=difference,
        low=clip(min(low, difference), -1.0, 1.0),
        high=clip(max(high, difference), -1.0, 1.0),
        p_value=two_sided_p(statistic),
        statistic=statistic,
        degrees_of_freedom=math.nan,
        method=Proportion.contrast_methods[method],
        test=Proportion.contrast_tests["n_minus_1"],
        note=note,
    )
