"""Share of wallet: measured from what customers spend, or guessed from the rank of a brand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.families import Mean, RatioOfSums
from uxcx.measures import (
    PERCENT,
    Measure,
    declare,
    measure_of,
)
from uxcx.measuring import Question, ask
from uxcx.results import Estimate, Estimates
from uxcx.scales import AMOUNT, AT_LEAST_1, Scale

_BY = str | Sequence[str] | None

RANK = Scale(minimum=1, maximum=math.inf, step=0.5, rule="a rank of 1 or more")


@declare(
    Measure(
        name="share of wallet",
        lens="CX",
        level="relationship",
        unit_of_analysis="customer",
        unit=PERCENT,
        direction="higher is better",
        formula="spent with us / spent in the category, both summed over customers",
        source=(
            "Farris et al. (2010), Marketing Metrics; Keiningham et al. "
            "(2007), Managing Service Quality 17:361"
        ),
        articles="A",
    )
)
def share_of_wallet(
    data: Any,
    column: str | None = None,
    *,
    category: str = "category",
    by: _BY = None,
    unit: str | None = None,
    method: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure what part of their spending in a category customers spend with us.

    {declaration}

    Parameters
    ----------
    data : data frame or RatioOfSums
        One row a customer.
    column : str, optional
        Column of what the customer spent with us, 0 or more.
    category : str, default "category"
        Column of what the customer spent in the whole category, with everybody.
    {common}
    method : {"log", "plain", "bootstrap"}, optional
        Of the interval: the delta method on logarithms, which cannot fall below 0, by default. The
        bootstrap (BCa) draws rows, or units, again and again; it keeps every distinct row.

    {returns}

    Notes
    -----
    Sums first: a customer who spends much counts for much. What is spent elsewhere is seldom
    known and mostly asked of customers, who err. For a guess from ranks see `wallet_allocation`.

    Examples
    --------
    >>> import pandas as pd
    >>> spent = pd.DataFrame({"us": [50, 0, 200, 30], "all": [100, 80, 250, 120]})
    >>> share_of_wallet(spent, "us", category="all")
    share of wallet 51% [16, 100] (280 over 550 in 4 rows; 95%, delta method on logarithms)

    About half of what these four spend in the category; so few customers say little of others.
    """
    question = Question(
        measure=measure_of("cx.share_of_wallet"),
        family=RatioOfSums,
        scale=AMOUNT,
        exposure=category,
        exposure_scale=AMOUNT,
        within=[(None, category)],
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


@declare(
    Measure(
        name="share of wallet by rank",
        lens="CX",
        level="relationship",
        unit_of_analysis="customer",
        unit=PERCENT,
        direction="higher is better",
        formula="mean of (1 − rank / (brands + 1)) × 2 / brands",
        source=(
            "Keiningham, Aksoy, Buoye and Cooil (2011), Customer loyalty isn't "
            "enough. Grow your share of wallet, Harvard Business Review"
        ),
        articles="A",
    )
)
def wallet_allocation(
    data: Any,
    column: str | None = None,
    *,
    brands: str | int,
    by: _BY = None,
    unit: str | None = None,
    missing: str = "exclude",
    confidence_level: float = 0.95,
) -> Estimate | Estimates:
    """Measure share of wallet from the rank of a brand among those a customer uses.

    {declaration}

    Parameters
    ----------
    data : data frame, 1-D array, or Mean
        One row a customer.
    column : str, optional
        Column of the brand's rank for the customer, 1 for the best; tied ranks are averaged (1.5).
    brands : int or str
        How many brands each customer uses, ours with them; or the column that has it for each row.
    {common}
    {mean_method}

    {returns}

    Notes
    -----
    The Wallet Allocation Rule of Keiningham et al. (2011): what matters is not how satisfied
    customers are but whether they like others better, and how many others they use. The mean over
    customers with a t interval.

    Examples
    --------
    >>> wallet_allocation([1, 2, 1, 3, 2], brands=3)
    share of wallet by rank 37% [19, 54] (n = 5; 95%, t)

    First with two customers, second with two and third with one makes a little over a third.
    """
    also: dict[str, Scale] = {}
    within: list[tuple[str | None, str | None]] = []
    rule = RANK
    if isinstance(brands, str):
        also, within = {brands: AT_LEAST_1}, [(None, brands)]
    elif brands < 1:
        raise ValueError(f"brands must be 1 or more; got {brands!r}.")
    else:
        rule = replace(RANK, maximum=float(brands), rule=f"a rank from 1 to {brands}")

    def share(rank: nw.Expr) -> nw.Expr:
        n = nw.col(brands) if isinstance(brands, str) else nw.lit(float(brands))
        return (1 - rank / (n + 1)) * 2 / n

    question = Question(
        measure=measure_of("cx.wallet_allocation"),
        family=Mean,
        scale=rule,
        value=share,
        also=also,
        within=within,
    )
    return ask(
        question, data, column, by=by, unit=unit, missing=missing, confidence_level=confidence_level
    )
