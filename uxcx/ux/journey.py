"""How people get through several steps of one product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from uxcx.families import Proportion
from uxcx.measures import (
    PERCENT,
    SECONDS,
    Measure,
    declare,
    measure_of,
)
from uxcx.measuring import Question, ask
from uxcx.middles import Middle, ask_for_middle
from uxcx.results import Estimate, Estimates
from uxcx.scales import SECONDS_ABOVE_0, YES_NO

_BY = str | Sequence[str] | None


@declare(
    Measure(
        name="conversion rate",
        lens="UX",
        level="journey",
        unit_of_analysis="visit",
        unit=PERCENT,
        direction="higher is better",
        formula="visits that reached the goal / visits",
        source="Farris et al. (2010), Marketing Metrics",
        articles="ABDE",
        disputed="A UX metric in A, B and E, a CX metric in D.",
    )
)
def conversion(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many visits reached their goal: bought, signed up, asked.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row a visit; or a visitor, which is another metric: say which.
    column : str, optional
        Column of 1 or True for a visit that reached the goal, 0 or False for another; not given for
        an array.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    Visits of one person hang together: give `unit`, or make one row a visitor. Price, stock and
    advertising move conversion too, so by itself it does not measure design.

    Examples
    --------
    >>> conversion(Proportion(successes=37, n=455))
    conversion rate 8% [6, 11] (37 of 455; 95%, adjusted Wald)

    About one visit in twelve, and plausibly one in nine.
    """
    question = Question(measure=measure_of("ux.conversion"), family=Proportion, scale=YES_NO)
    return ask(
        question,
        data,
        column,
        by=by,
        unit=unit,
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )


@declare(
    Measure(
        name="abandonment",
        lens="UX",
        level="journey",
        unit_of_analysis="start",
        unit=PERCENT,
        direction="lower is better",
        formula="started and not finished / started",
        source=(
            "Nielsen Norman Group and Baymard Institute, as used in practice; ISO/IEC 25022:2016"
        ),
        articles="B",
    )
)
def abandonment(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many who started something, such as a form, left before its end.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row a start.
    column : str, optional
        Column of 1 or True for a start that was abandoned, 0 or False for one that was finished;
        not given for an array.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    Whoever may still come back has not abandoned anything yet: fix beforehand after how long
    without a step a start counts as abandoned.

    Examples
    --------
    >>> abandonment([1, 0, 1, 1, 0, 0, 1, 0, 0, 0])
    abandonment 40% [17, 69] (4 of 10; 95%, adjusted Wald)

    Four of ten left; that may be the habit of a sixth or of two thirds of all people.
    """
    question = Question(measure=measure_of("ux.abandonment"), family=Proportion, scale=YES_NO)
    return ask(
        question,
        data,
        column,
        by=by,
        unit=unit,
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )


@declare(
    Measure(
        name="cart abandonment",
        lens="UX",
        level="journey",
        unit_of_analysis="cart",
        unit=PERCENT,
        direction="lower is better",
        formula="carts not bought / carts",
        source=("Rajamma, Paswan and Hossain (2009), Journal of Product & Brand Management 18:188"),
        articles="B",
    )
)
def cart_abandonment(
    data: Any,
    column: str | None = None,
    *,
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how many carts were filled and not bought.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Proportion
        One row a cart.
    column : str, optional
        Column of 1 or True for a cart that was left, 0 or False for one that was bought; not given
        for an array.
    {common}
    method : {"adjusted_wald", "wilson", "jeffreys", "exact", "wilson_cc", "wald"}, optional
        Of the interval; adjusted Wald by default.

    {returns}

    Notes
    -----
    Many fill a cart to compare prices or to remember, so that a large share is not by itself a
    fault of the checkout.

    Examples
    --------
    >>> cart_abandonment(Proportion(successes=70, n=100))
    cart abandonment 70% [60, 78] (70 of 100; 95%, adjusted Wald)

    Seven of ten carts were left, in truth between six and eight.
    """
    question = Question(measure=measure_of("ux.cart_abandonment"), family=Proportion, scale=YES_NO)
    return ask(
        question,
        data,
        column,
        by=by,
        unit=unit,
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )


@declare(
    Measure(
        name="time to value",
        lens="UX",
        level="journey",
        unit_of_analysis="new user",
        unit=SECONDS,
        direction="lower is better",
        formula="geometric mean of the times from the start to the first success",
        source=(
            "Sauro and Lewis (2010), CHI 2010 (geometric mean); Ellis and Brown "
            "(2017), Hacking Growth"
        ),
        articles="E",
    )
)
def time_to_value(
    data: Any,
    column: str | None = None,
    *,
    reached: str | None = None,
    by: _BY = None,
    unit: str | None = None,
    statistic: Middle = "geometric_mean",
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure how long new users typically take to their first success.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or GeometricMean (Median, Mean)
        One row a new user.
    column : str, optional
        Column of times in seconds from the start to the first success, above 0; not given for an
        array.
    reached : str, optional
        Column of 1 or True where the first success was reached; others are set aside and counted in
        `n_excluded`.
    {common}
    {statistic}

    {returns}

    Notes
    -----
    Only of those who got there: report how many did beside it (`conversion`), since a product
    that loses its slow users looks fast. A t interval on the logarithms.

    Examples
    --------
    >>> time_to_value([60, 90, 240, 45, 600])
    time to value 128 s [34, 485] (n = 5; 95%, t on logarithms)

    Typically about two minutes, but five users leave open anything from half a minute to eight.
    """
    question = ask_for_middle(
        measure_of("ux.time_to_value"), statistic, scale=SECONDS_ABOVE_0, only=reached
    )
    return ask(
        question,
        data,
        column,
        by=by,
        unit=unit,
        method=method,
        missing=missing,
        confidence_level=confidence_level,
    )
