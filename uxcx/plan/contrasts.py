"""Differences of proportions and means, as `uxcx.compare` tests them by default."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from uxcx.families.base import normal_quantile, t_quantile
from uxcx.plan.checks import PlanError, check_choice, check_number, check_share, not_used
from uxcx.plan.powers import normal_power, share_within, t_power
from uxcx.plan.widths import check_sd
from uxcx.plan.words import INDEPENDENT, against, percent

#: below so many expected successes or failures a normal approximation is rough
FEW = 5
PAIRS = "Each pair is taken to come from somebody else."


@dataclass(frozen=True)
class Given:
    """What was said of a study that compares two, beside the two values."""

    sd: Any = None
    cv: Any = None
    discordant: Any = None
    correlation: Any = None
    paired: bool = False
    method: str | None = None
    confidence_level: float = 0.95

    def refuse(self, kind: str, *names: str) -> None:
        """Refuse what a plan of this kind has no use for."""
        not_used(kind, **{name: getattr(self, name) for name in names})

    def check_correlation(self) -> float:
        """Return the correlation of the two answers of a pair."""
        number = check_number("correlation", self.correlation)
        if not -1 < number < 1:
            raise PlanError(
                f"correlation must be above -1 and below 1; got {self.correlation!r}. It says how "
                "alike the two answers of one person are."
            )
        return number


def _no_caveat(first: float, second: float) -> tuple[str, ...]:
    del first, second
    return ()


@dataclass(frozen=True)
class Contrast:
    """Two true values that a study is to tell apart, or to show to be alike.

    `power`, `within` and `caveat` take the sizes of the two groups, which may be fractions.
    `within` takes two limits too, and tells how often the interval lies between them. `longest`
    is the largest possible difference, or infinite; `unit` follows a difference in words.
    """

    power: Callable[[float, float], float]
    within: Callable[[float, float, float, float], float]
    difference: float
    same: bool
    asked: str
    method: str
    interval: str
    assumptions: tuple[str, ...]
    is_ratio: bool = False
    longest: float = math.inf
    unit: str = ""
    caveat: Callable[[float, float], tuple[str, ...]] = _no_caveat


def few(n: float, *shares: float) -> tuple[str, ...]:
    """Return a caveat where a normal approximation is rough."""
    if min(n * share for share in shares) >= FEW:
        return ()
    return (
        f"Fewer than {FEW} successes or failures are expected in a group, so that this is rough.",
    )


# --- proportions -----------------------------------------------------------------------------

_Z_TESTS = {"n_minus_1": "N-1 two-proportion z test", "pooled": "two-proportion z test"}
POINTS_OF_PERCENT = " percentage points"


def difference_of_proportions(first: Any, second: Any, given: Given) -> Contrast:
    """Return the contrast of two independent proportions."""
    given.refuse("proportion", "sd")
    for name in ("discordant", "correlation"):
        value = getattr(given, name)
        if value is not None:
            raise PlanError(
                f"{name} is only used with paired=True; got {value!r}. Do the same people "
                "answer twice? Then add paired=True."
            )
    p1, p2 = check_share("first", first), check_share("second", second)
    method = "n_minus_1" if given.method is None else given.method
    chosen = check_choice("method", method, tuple(_Z_TESTS))
    z = normal_quantile(given.confidence_level)

    def power(n1: float, n2: float) -> float:
        pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
        se_null = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
        if chosen == "n_minus_1":
            se_null *= math.sqrt((n1 + n2) / (n1 + n2 - 1))
        se = math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
        return normal_power(abs(p1 - p2), se_null, se, z)

    def within(n1: float, n2: float, low: float, high: float) -> float:
        # The interval of Agresti and Caffo adds a success and a failure to each group.
        adjusted = [((n * p + 1) / (n + 2), n, p) for n, p in ((n1, p1), (n2, p2))]
        return share_within(
            low,
            high,
            centre=adjusted[0][0] - adjusted[1][0],
            se=math.sqrt(sum(n * p * (1 - p) / (n + 2) ** 2 for _, n, p in adjusted)),
            half=z * math.sqrt(sum(q * (1 - q) / (n + 2) for q, n, _ in adjusted)),
        )

    return Contrast(
        power,
        within,
        p1 - p2,
        p1 == p2,
        f"a proportion of {against(percent(p1), percent(p2))}",
        _Z_TESTS[chosen],
        "Agresti-Caffo",
        (INDEPENDENT,),
        longest=1,
        unit=POINTS_OF_PERCENT,
        caveat=lambda n1, n2: few(1, n1 * p1, n1 * (1 - p1), n2 * p2, n2 * (1 - p2)),
    )


def difference_of_pairs(first: Any, second: Any, given: Given) -> Contrast:
    """Return the contrast of two proportions of the same people."""
    given.refuse("paired proportion", "sd", "method")
    p1, p2 = check_share("first", first), check_share("second", second)
    effect = abs(p1 - p2)
    share, words = _discordant(p1, p2, given)
    z = normal_quantile(given.confidence_level)

    def power(n: float, _: float) -> float:
        se = math.sqrt(max(0.0, share - effect**2) / n)
        return normal_power(effect, math.sqrt(share / n), se, z)

    def within(n: float, _: float, low: float, high: float) -> float:
        # The interval of Bonett and Price adds a pair that changes up and one that changes down.
        centre = n * (p1 - p2) / (n + 2)
        adjusted = max(0.0, (n * share + 2) / (n + 2) - centre**2) / (n + 2)
        se = math.sqrt(max(0.0, n * (share - effect**2))) / (n + 2)
        return share_within(low, high, centre=centre, se=se, half=z * math.sqrt(adjusted))

    return Contrast(
        power,
        within,
        p1 - p2,
        p1 == p2,
        f"a proportion of {against(percent(p1), percent(p2))}",
        "McNemar's test",
        "adjusted Wald of Bonett and Price",
        (f"{percent(share)} of pairs are taken to succeed once and fail once, {words}.", PAIRS),
        longest=1,
        unit=POINTS_OF_PERCENT,
        caveat=lambda n, _: (
            ()
            if n * share >= 2 * FEW
            else (f"Fewer than {2 * FEW} such pairs are expected, so that this is rough.",)
        ),
    )


def _discordant(p1: float, p2: float, given: Given) -> tuple[float, str]:
    """Return the share of pairs that succeed once and fail once, and where it is from."""
    strangers = p1 * (1 - p2) + p2 * (1 - p1)
    least, most = abs(p1 - p2), min(p1 + p2, 2 - p1 - p2)
    if given.discordant is not None:
        if given.correlation is not None:
            raise PlanError("discordant and correlation say the same: give one of the two.")
        share = check_share("discordant", given.discordant)
        if not least - 1e-9 <= share <= most + 1e-9:
            raise PlanError(
                f"discordant must be from {least:.4g} to {most:.4g} when {percent(p1)} and "
                f"{percent(p2)} succeed; got {given.discordant!r}. It counts pairs that succeed "
                "once and fail once, whichever way."
            )
        return share, "as was said"
    if given.correlation is None:
        return strangers, "as many as if a person's two answers had nothing in common"
    correlation = given.check_correlation()
    spread = 2 * math.sqrt(p1 * (1 - p1) * p2 * (1 - p2))
    share = strangers - correlation * spread
    if not least - 1e-9 <= share <= most + 1e-9:
        reach = [(strangers - end) / spread for end in (most, least)] if spread else [0.0, 0.0]
        raise PlanError(
            f"correlation must be from {reach[0]:.4g} to {reach[1]:.4g} when {percent(p1)} and "
            f"{percent(p2)} succeed; got {given.correlation!r}."
        )
    return share, f"which is a correlation of {correlation:g} between a person's two answers"


# --- means -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spread:
    """Standard deviations of the answers of two groups, or of the differences within pairs."""

    first: float
    second: float
    paired: bool
    words: str

    def se_and_df(self, n1: float, n2: float) -> tuple[float, float]:
        """Return the standard error of the difference, and its degrees of freedom."""
        if self.paired:
            return self.first / math.sqrt(n1), n1 - 1
        v1, v2 = self.first**2 / n1, self.second**2 / n2
        return math.sqrt(v1 + v2), (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))

    def power(self, effect: float, level: float) -> Callable[[float, float], float]:
        """Return the power of Welch's t test, or of the paired one."""

        def found(n1: float, n2: float) -> float:
            se, df = self.se_and_df(n1, n2)
            return t_power(abs(effect), se, df, level)

        return found

    def within(self, effect: float, level: float) -> Callable[[float, float, float, float], float]:
        """Return how often the t interval lies between two limits."""

        def found(n1: float, n2: float, low: float, high: float) -> float:
            se, df = self.se_and_df(n1, n2)
            half = t_quantile(level, df) * se
            return share_within(low, high, centre=effect, se=se, half=half, df=df)

        return found


def spread_of(
    given: Given, check: Callable[[Any], float], *, answers: str, differences: str
) -> Spread:
    """Return the standard deviations that a t test needs, and the words for them."""
    sd, paired = given.sd, given.paired
    if given.correlation is not None and not paired:
        raise PlanError(
            f"correlation is only used with paired=True; got {given.correlation!r}. Do the same "
            "people answer twice? Then add paired=True."
        )
    several = isinstance(sd, Sequence) and not isinstance(sd, str)
    if several and paired and given.correlation is None:
        raise PlanError(
            "sd must be one number with paired=True, that of the differences; got "
            f"{sd!r}. Or add the correlation of the two answers."
        )
    if several and len(sd) != 2:
        raise PlanError(f"sd must be one number, or one for each of two groups; got {sd!r}.")
    one, two = (check(sd[0]), check(sd[1])) if several else (check(sd), check(sd))
    words = f"The standard deviation of {answers} is taken to be {one:g} in both"
    if one != two:
        words = f"The standard deviations of {answers} are taken to be {one:g} and {two:g}"
    if not paired:
        return Spread(one, two, False, f"{words}.")
    if given.correlation is None:
        words = f"The standard deviation of the {differences} within pairs is taken to be {one:g}."
        return Spread(one, one, True, words)
    correlation = given.check_correlation()
    change = math.sqrt(one**2 + two**2 - 2 * correlation * one * two)
    return Spread(
        change, change, True, f"{words}, and their correlation within pairs {correlation:g}."
    )


def difference_of_means(first: Any, second: Any, given: Given) -> Contrast:
    """Return the contrast of two means, of two groups or of pairs."""
    given.refuse("mean", "discordant", "method")
    a, b = check_number("first", first), check_number("second", second)
    spread = spread_of(given, check_sd, answers="answers", differences="differences")
    return Contrast(
        spread.power(a - b, given.confidence_level),
        spread.within(a - b, given.confidence_level),
        a - b,
        a == b,
        f"a mean of {against(f'{a:g}', f'{b:g}')}",
        "paired t test" if given.paired else "Welch's t test",
        "paired t" if given.paired else "Welch's t",
        (spread.words, PAIRS if given.paired else INDEPENDENT),
    )
