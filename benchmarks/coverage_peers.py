"""What other tools do: the methods beside which those of uxcx are measured.

SciPy's and statsmodels' own functions where they take one result at a time and are quick enough;
else the same formula for all results at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from coverage_engine import LEVEL, Array
from scipy import stats
from statsmodels.stats import proportion as sm

Z = float(stats.norm.ppf((1 + LEVEL) / 2))
TAIL = (1 - LEVEL) / 2
Ends = tuple[Array, Array]


def quiet(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a formula divide 0 by 0, as its users' tools do; it gives nan, and nan claims nothing."""

    def inner(*args: Any, **options: Any) -> Any:
        with np.errstate(divide="ignore", invalid="ignore"):
            return function(*args, **options)

    return inner


# --- one proportion ----------------------------------------------------------------------------


@quiet
def t_of_0_and_1(x: Array, n: int) -> Ends:
    """A rating's t interval on answers of 0 and 1: the average of a column."""
    p = x / n
    half = stats.t.ppf(1 - TAIL, n - 1) * np.sqrt(p * (1 - p) / (n - 1))
    return p - half, p + half


def bootstrap_of_a_share(x: Array, n: int) -> Ends:
    """The percentile bootstrap with endless resamples: quantiles of a binomial."""
    return stats.binom.ppf(TAIL, n, x / n) / n, stats.binom.ppf(1 - TAIL, n, x / n) / n


@quiet
def logit(x: Array, n: int) -> Ends:
    """Wald on the scale of log odds, as logistic regression gives it; at 0 and n anything."""
    centre, half = np.log(x / (n - x)), Z / np.sqrt(x * (n - x) / n)
    low, high = 1 / (1 + np.exp(half - centre)), 1 / (1 + np.exp(-half - centre))
    inside = (x > 0) & (x < n)
    return np.where(inside, low, 0.0), np.where(inside, high, 1.0)


def continuity_corrected_wilson(x: Array, n: int) -> Ends:
    """Newcombe (1998), method 4, as SciPy's binomial test has it ("wilsoncc")."""
    found = [stats.binomtest(int(k), n).proportion_ci(LEVEL, method="wilsoncc") for k in x]
    return np.array([f.low for f in found]), np.array([f.high for f in found])


def inverted_binomial_test(x: Array, n: int) -> Ends:
    """statsmodels' "binom_test": the shares that the minimum-likelihood binomial test keeps."""
    found = [sm.proportion_confint(int(k), n, 1 - LEVEL, method="binom_test") for k in x]
    return np.array([f[0] for f in found]), np.array([f[1] for f in found])


# --- two proportions ---------------------------------------------------------------------------


@quiet
def welch_of_0_and_1(x: Array, y: Array, n: int) -> tuple[Array, Array, Array]:
    """Welch's t on answers of 0 and 1: low, high, p."""
    p, q = x / n, y / n
    v, w = p * (1 - p) / (n - 1), q * (1 - q) / (n - 1)
    se, df = np.sqrt(v + w), (v + w) ** 2 / ((v**2 + w**2) / (n - 1))
    half = stats.t.ppf(1 - TAIL, df) * se
    return p - q - half, p - q + half, 2 * stats.t.sf(np.abs(p - q) / se, df)


@quiet
def pooled_z(x: Array, y: Array, n: int) -> Array:
    """The z test of textbooks, as `proportions_ztest` does it; chi-squared without correction."""
    share = (x + y) / (2 * n)
    z = (x - y) / n / np.sqrt(share * (1 - share) * 2 / n)
    return np.asarray(2 * stats.norm.sf(np.abs(z)))


@quiet
def yates(x: Array, y: Array, n: int) -> Array:
    """Chi-squared with Yates's correction, the default of `chi2_contingency`."""
    share = (x + y) / (2 * n)
    apart = np.maximum(0, np.abs(x - y) - 1) / n
    return np.asarray(2 * stats.norm.sf(apart / np.sqrt(share * (1 - share) * 2 / n)))


def fisher(x: Array, y: Array, n: int, *, mid: bool = False) -> Array:
    """Fisher's exact test, two-sided by the results no more probable.

    Mid-p counts half of those as probable (Lydersen, Fagerland and Laake 2009).
    """
    found = np.empty(len(x))
    for i, (a, b) in enumerate(zip(x, y, strict=True)):
        chances = stats_of_total(int(a + b), n)
        own = chances[int(a)]
        alike = chances[np.abs(chances - own) <= 1e-7 * own].sum()
        found[i] = chances[chances <= own * (1 + 1e-7)].sum() - (alike / 2 if mid else 0)
    return found


_TOTALS: dict[tuple[int, int], Array] = {}


def stats_of_total(total: int, n: int) -> Array:
    """Return the hypergeometric chances of a first count, given the sum of both."""
    if (total, n) not in _TOTALS:
        _TOTALS[total, n] = np.asarray(stats.hypergeom.pmf(np.arange(n + 1), 2 * n, total, n))
    return _TOTALS[total, n]


# --- pairs -------------------------------------------------------------------------------------


def paired_wald(up: Array, down: Array, n: int) -> Ends:
    """The Wald interval of a paired difference, as most textbooks have it."""
    d = (up - down) / n
    half = Z * np.sqrt(np.maximum(0, up + down - (up - down) ** 2 / n)) / n
    return d - half, d + half


@quiet
def mcnemar(up: Array, down: Array, *, correction: float = 0.0) -> Array:
    """McNemar's chi-squared; `correction` 1 is Edwards's. No discordant pair: p = 1."""
    apart = np.maximum(0, np.abs(up - down) - correction)
    z = np.where(up + down > 0, apart / np.sqrt(up + down), 0.0)
    return np.asarray(2 * stats.norm.sf(z))


def mcnemar_exact(up: Array, down: Array) -> Array:
    """McNemar's exact test: a binomial of one half."""
    return np.asarray(np.minimum(1, 2 * stats.binom.cdf(np.minimum(up, down), up + down, 0.5)))


# --- net scores --------------------------------------------------------------------------------


def nps_of_independent_shares(p: Array, d: Array, n: int) -> Array:
    """The variance (in points) of a net score whose two shares are taken as independent."""
    return np.asarray(1e4 * (p * (n - p) + d * (n - d)) / n**3)


def nps_variance(p: Array, d: Array, n: int) -> Array:
    """The sample variance over n of answers coded 100, 0 and -100."""
    return np.asarray(1e4 * ((p + d) / n - ((p - d) / n) ** 2) / (n - 1))


def lattice_bootstrap(counts: Array, values: Array, n: int) -> Ends:
    """The percentile bootstrap of a mean of whole numbers, with endless resamples.

    The sum of n draws has the n-th power of one draw's generating function.
    """
    length = int((values.max() - values.min()) * n + 1)
    low, high = [], []
    for part in np.array_split(counts, max(1, len(counts) // 4000)):
        one = np.zeros((len(part), length))
        one[:, values - values.min()] = part / n
        sums = np.fft.irfft(np.fft.rfft(one, axis=1) ** n, n=length, axis=1).cumsum(axis=1)
        low.append((sums < TAIL - 1e-12).sum(axis=1))
        high.append((sums < 1 - TAIL - 1e-12).sum(axis=1))
    shift = float(values.min())
    return np.concatenate(low) / n + shift, np.concatenate(high) / n + shift


# --- rates -------------------------------------------------------------------------------------


def poisson_wald(x: Array, n: int) -> Ends:
    """The normal approximation."""
    half = Z * np.sqrt(x)
    return np.maximum(0, x - half) / n, (x + half) / n


def poisson_score(x: Array, n: int) -> Ends:
    """The rates that the score test keeps (Rao)."""
    half = Z * np.sqrt(x + Z**2 / 4)
    return (x + Z**2 / 2 - half) / n, (x + Z**2 / 2 + half) / n


def poisson_jeffreys(x: Array, n: int) -> Ends:
    """Jeffreys's interval, from 0 where there was no event."""
    low = np.where(x > 0, stats.gamma.ppf(TAIL, x + 0.5), 0.0)
    return low / n, stats.gamma.isf(TAIL, x + 0.5) / n


def poisson_square_root(x: Array, n: int) -> Ends:
    """Anscombe's variance-stabilised interval."""
    root = np.sqrt(x + 3 / 8)
    low = np.maximum(0, np.maximum(0, root - Z / 2) ** 2 - 3 / 8)
    return low / n, ((root + Z / 2) ** 2 - 3 / 8) / n


@quiet
def rates_score(x: Array, y: Array) -> Array:
    """The score z test of two equal exposures, the default of `test_poisson_2indep`."""
    return np.asarray(2 * stats.norm.sf(np.abs(np.where(x + y > 0, (x - y) / np.sqrt(x + y), 0.0))))


@quiet
def rates_wald(x: Array, y: Array) -> Array:
    """Wald on logarithms, as Poisson regression gives it; nothing where a count is 0."""
    z = (np.log(x) - np.log(y)) / np.sqrt(1 / x + 1 / y)
    return np.where((x > 0) & (y > 0), 2 * stats.norm.sf(np.abs(z)), np.nan)


@quiet
def rates_log_ends(x: Array, y: Array) -> Ends:
    """Wald on logarithms: the interval of the ratio."""
    half = Z * np.sqrt(1 / x + 1 / y)
    known = (x > 0) & (y > 0)
    ratio = x / y
    return (
        np.where(known, ratio * np.exp(-half), np.nan),
        np.where(known, ratio * np.exp(half), np.nan),
    )


def rates_mid_p(x: Array, y: Array) -> Array:
    """The conditional binomial test, mid-p."""
    few = np.minimum(x, y)
    p = 2 * stats.binom.cdf(few, x + y, 0.5) - stats.binom.pmf(few, x + y, 0.5)
    return np.asarray(np.minimum(1.0, p))
