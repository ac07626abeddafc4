"""Whether a model foretells: fitted to the first part of a log, held against the second."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from uxcx.errors import AnswerError
from uxcx.families import Mean
from uxcx.families.base import normal_quantile
from uxcx.frames import Frame, collect, count_rows
from uxcx.measures import Measure
from uxcx.preparing import own
from uxcx.relationships.bg_bb import bg_bb
from uxcx.relationships.buying import PURCHASES, BuyingModel
from uxcx.relationships.calendar import DAYS, as_day, day_number
from uxcx.relationships.likelihood import dot
from uxcx.relationships.logs import complete, local_time, open_log, plain_ids
from uxcx.relationships.projection import Projection
from uxcx.relationships.purchases import rfm
from uxcx.results import html_table, show

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
HISTORY = ["frequency", "recency", "age"]
DAY, COUNT, SQUARE, N, PERIOD = (own(name) for name in ("day", "count", "square", "n", "period"))
_MEAN = Measure(name="purchases", unit=PURCHASES)


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Holdout:
    """A model's forecast beside what happened; see `holdout`.

    Parameters
    ----------
    model : BuyingModel
        Fitted to purchases until the end of the calibration.
    counts, squares : array of float
        Purchases after it, and their squares, summed over the customers of each history.
    by_period : array of float
        Purchases in each whole period after it.
    periods : float
        How long after it purchases were counted.
    period : str
        What a period is: ``"day"`` or ``"week"``.
    n_new : int
        Customers who first bought after it; nothing of them is in the forecast.
    """

    model: BuyingModel
    counts: Array
    squares: Array
    by_period: Array
    periods: float
    period: str
    n_new: int

    @property
    def confidence_level(self) -> float:
        """Of all intervals, 0 to 1."""
        return self.model.confidence_level

    @property
    def actual(self) -> int:
        """How many purchases there were."""
        return int(self.counts.sum())

    @property
    def predicted(self) -> Projection:
        """How many purchases were expected."""
        return self.model.total_purchases(self.periods)

    @property
    def difference(self) -> Projection:
        """How many more purchases there were than expected, with all that is uncertain in it.

        The interval holds how uncertain the parameters are, and how much single customers
        deviate from what is expected of them (their squared deviations, summed).
        """
        cells, level = self.model.cells, self.confidence_level
        each = self.model._purchases(cells, self.periods)(self.model.fitted.estimates)
        expected = self.predicted
        deviations = (self.squares - 2 * each * self.counts + cells.n * each**2).sum()
        # the delta method's standard error, back from the interval on logarithms
        parameters = math.log(expected.high / expected.low) / 2 * expected.value
        chance = normal_quantile(level) * math.sqrt(max(float(deviations), 0.0))
        value = self.actual - expected.value
        width = math.hypot(parameters, chance)
        return Projection(
            name="actual less expected purchases",
            value=value,
            low=value - width,
            high=value + width,
            unit=PURCHASES,
            confidence_level=level,
            method=f"{self.model.name}, normal",
            note=self.model.note,
            of_future=False,
        )

    def by_frequency(self, most: int = 7) -> pd.DataFrame:
        """Return purchases by how often customers had bought again in the calibration.

        Parameters
        ----------
        most : int, default 7
            From here on frequencies are taken together.

        Returns
        -------
        data frame
            One row a frequency: how many customers, the mean of their actual purchases with its t
            interval, and the expected mean with its interval.
        """
        import pandas as pd

        cells = self.model.cells
        group = np.minimum(cells.frequency, most).astype(int)
        size = most + 1
        n, counts, squares = (
            np.bincount(group, column, size) for column in (cells.n, self.counts, self.squares)
        )
        each = self.model._purchases(cells, self.periods)
        weights = np.maximum(n, 1.0)
        value, low, high = self.model.fitted.interval(
            lambda values: np.bincount(group, cells.n * each(values), size) / weights,
            self.confidence_level,
        )
        rows = []
        for at in np.flatnonzero(n):
            mean = counts[at] / n[at]
            spread = max(squares[at] - n[at] * mean**2, 0.0)
            sd = math.sqrt(spread / (n[at] - 1)) if n[at] > 1 else math.nan
            seen = Mean(n=int(n[at]), mean=float(mean), sd=sd).estimate(
                measure=_MEAN, confidence_level=self.confidence_level
            )
            rows.append(
                {
                    "frequency": f"{at}" if at < most else f"{at}+",
                    "customers": int(n[at]),
                    "actual": float(mean),
                    "actual_low": seen.low,
                    "actual_high": seen.high,
                    "expected": float(value[at]),
                    "expected_low": float(low[at]),
                    "expected_high": float(high[at]),
                }
            )
        return pd.DataFrame(rows)

    def over_time(self) -> pd.DataFrame:
        """Return purchases summed up from the end of the calibration on.

        Returns
        -------
        data frame
            One row a whole period: actual purchases until its end, and expected ones with their
            interval, which holds how uncertain the parameters are.
        """
        import pandas as pd

        cells = self.model.cells
        ends = np.arange(1, len(self.by_period) + 1)
        each = [self.model._purchases(cells, float(end)) for end in ends]
        value, low, high = self.model.fitted.interval(
            lambda values: np.array([dot(cells.n, purchases(values)) for purchases in each]),
            self.confidence_level,
        )
        return pd.DataFrame(
            {
                self.period: ends,
                "actual": np.cumsum(self.by_period).astype(int),
                "expected": value,
                "expected_low": low,
                "expected_high": high,
            }
        )

    @property
    def sentence(self) -> str:
        """The check as a sentence that can be read out."""
        expected, difference = self.predicted, self.difference
        text = (
            f"{self.actual:,} purchases were made in the {round(self.periods, 1):g} {self.period}s "
            f"after the calibration; {show(expected.value, 0)} were expected"
        )
        if math.isnan(difference.low):
            return f"{text}. How far apart they may be by chance is not known. {difference.note}"
        percent = show(100 * abs(difference.value) / expected.value, 0)
        text += (
            f": {percent}% {'more' if difference.value >= 0 else 'fewer'} than expected "
            f"(difference {show(difference.value, 0)} {difference._interval()}, "
            f"{100 * self.confidence_level:g}%)."
        )
        inside = difference.low <= 0 <= difference.high
        return f"{text} " + (
            "That is no more than the model leaves open."
            if inside
            else "That is more than the model leaves open: do not trust its forecasts here."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the check by frequency, as a pandas data frame."""
        return self.by_frequency()

    def __repr__(self) -> str:
        who = (
            "1 customer came later and is"
            if self.n_new == 1
            else (f"{self.n_new:,} customers came later and are")
        )
        new = f" {who} not in it." if self.n_new else ""
        return f"{self.model.name}: {self.sentence}{new}"

    def _repr_html_(self) -> str:
        table = self.by_frequency()
        rows = [
            [
                str(row.frequency),
                f"{row.customers:,}",
                f"{row.actual:.2f} ({row.actual_low:.2f} to {row.actual_high:.2f})",
                f"{row.expected:.2f} ({row.expected_low:.2f} to {row.expected_high:.2f})",
            ]
            for row in table.itertuples()
        ]
        header = ["repeat purchases before", "customers", "actual mean", "expected mean"]
        caption = (
            f"{self.model.name}: purchases in {round(self.periods, 1):g} {self.period}s of holdout"
        )
        return html_table(caption, header, rows, [self.sentence])


def holdout(
    transactions: Any,
    model: Callable[..., BuyingModel],
    *,
    calibration_end: str | dt.date,
    until: str | dt.date | None = None,
    customer: str = "customer",
    time: str = "time",
    period: Literal["day", "week"] = "week",
    time_zone: str | None = None,
    missing: Literal["raise", "exclude"] = "raise",
    confidence_level: float = 0.95,
) -> Holdout:
    """Fit a model to the first part of a log of purchases, and hold it against the second.

    Parameters
    ----------
    transactions : data frame
        One row a purchase, of any engine and in any order.
    model : function
        What is fitted: `bg_nbd`, `mbg_nbd` or `pareto_nbd`.
    calibration_end : date or str
        The last day that the model sees.
    until : date or str, optional
        The last day that is foretold; the last day with a purchase by default.
    customer, time : str
        Columns of whose purchase it was, and when: dates or times.
    period : {"day", "week"}, default "week"
        The unit of time.
    time_zone : str, optional
        In which days are told apart, where times have a zone.
    missing : {"raise", "exclude"}, default "raise"
        Rows without customer or time are refused, or left out.
    confidence_level : float, default 0.95
        Of all intervals.

    Returns
    -------
    Holdout
        With `predicted`, `actual`, their `difference`, `by_frequency` and `over_time`.

    Raises
    ------
    ColumnError
        A column is not there.
    AnswerError
        There is nothing to fit, or no time after the calibration.
    ValueError
        `model` is `bg_bb`, which has no days.

    Notes
    -----
    Purchases of one day count as one, as in `rfm`. Customers who first bought after the
    calibration are not in the forecast; `n_new` counts them.

    Examples
    --------
    >>> from uxcx import datasets, relationships
    >>> orders = datasets.load("ecommerce").orders
    >>> check = relationships.holdout(
    ...     orders, relationships.mbg_nbd, calibration_end="2025-05-04", until="2025-06-29"
    ... )
    >>> int(check.over_time()["week"].max())
    8

    For each of 8 weeks there is what happened beside what was expected; `check.sentence` says how
    far apart they are, and whether that is more than the model leaves open. The shop records
    orders for 180 days after a customer's first, so a forecast past June would expect orders that
    nobody recorded.
    """
    if model is bg_bb:
        raise ValueError(
            "bg_bb takes at most one purchase a period, but a log has days on which to buy. "
            "Choose bg_nbd, mbg_nbd or pareto_nbd."
        )
    end = as_day(calibration_end, "calibration_end")
    history = rfm(
        transactions,
        customer=customer,
        time=time,
        until=end,
        period=period,
        time_zone=time_zone,
        missing=missing,
    )
    log = open_log(transactions, customer=customer, time=time)
    log = plain_ids(local_time(log, time, time_zone), customer)
    days = complete(log, [customer, time]).select(
        nw.col(customer), day_number(nw.col(time)).alias(DAY)
    )
    last = _last_day(days, until, end)
    later = days.filter((nw.col(DAY) > end.toordinal()) & (nw.col(DAY) <= last))
    later = later.group_by(customer, DAY).agg(nw.len().alias(N))
    known = open_log(history)
    unit, periods = DAYS[period], (last - end.toordinal()) / DAYS[period]
    table = _histories(known, later, customer)
    number = ((nw.col(DAY) - end.toordinal() - 1) // int(unit)).cast(nw.Int64)
    seen: Any = later.join(known.select(customer), on=customer, how="inner")  # type: ignore[arg-type]
    weekly = collect(seen.select(number.alias(PERIOD)).group_by(PERIOD).agg(nw.len().alias(N)))
    each = np.bincount(
        weekly[PERIOD].to_numpy().astype(int),
        weekly[N].to_numpy().astype(float),
        minlength=math.floor(periods),
    )
    new: Any = later.join(known.select(customer), on=customer, how="anti")  # type: ignore[arg-type]
    fitted = model(
        {**{name: table[name] for name in HISTORY}, "customers": table[N]},
        customers="customers",
        confidence_level=confidence_level,
    )
    return Holdout(
        model=fitted,
        counts=table[COUNT],
        squares=table[SQUARE],
        by_period=each[: math.floor(periods)].astype(float),
        periods=periods,
        period=period,
        n_new=count_rows(new.select(customer).unique()),
    )


def _last_day(days: Frame, until: str | dt.date | None, end: dt.date) -> int:
    """Return the last day that is foretold, or refuse one before the end of the calibration."""
    found = collect(days.select(nw.col(DAY).max())).rows()[0][0]
    last = int(found) if until is None else as_day(until, "until").toordinal()
    if last <= end.toordinal():
        raise AnswerError(
            f"There is nothing to foretell: the calibration ends on {end.isoformat()}, and the "
            f"last day is {dt.date.fromordinal(last).isoformat()}."
        )
    return last


def _histories(known: Frame, later: Frame, customer: str) -> dict[str, Array]:
    """Return the distinct histories with their customers, and sums of what these did later."""
    counts = later.group_by(customer).agg(nw.len().alias(COUNT))
    joined: Any = known.join(counts, on=customer, how="left")  # type: ignore[arg-type]
    joined = joined.with_columns(nw.col(COUNT).cast(nw.Float64).fill_null(0.0))
    joined = joined.with_columns((nw.col(COUNT) * nw.col(COUNT)).alias(SQUARE))
    table = collect(
        joined.group_by(HISTORY).agg(nw.len().alias(N), nw.col(COUNT).sum(), nw.col(SQUARE).sum())
    )
    arrays = {name: table[name].to_numpy().astype(float) for name in table.columns}
    order = np.lexsort([arrays[name] for name in reversed(HISTORY)])
    return {name: values[order] for name, values in arrays.items()}
