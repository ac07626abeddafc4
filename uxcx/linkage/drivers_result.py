"""What `drivers` finds: shares and coefficients, in numbers and in words."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uxcx.errors import nearest
from uxcx.linkage.phrases import in_words
from uxcx.linkage.regressions import Kind
from uxcx.linkage.resampling import Quantity
from uxcx.results import begin_sentence, html_table, show

if TYPE_CHECKING:
    import pandas as pd

SHARES = {
    "lmg": "LMG (Shapley) shares",
    "johnson": "Johnson's relative weights",
    "first": "squared correlation of each driver alone",
}
ALONE = "R² of each driver alone"


@dataclass(frozen=True, kw_only=True)
class Driver:
    """What goes with one driver.

    Parameters
    ----------
    name : str
        The column.
    explained : Quantity
        What it explains of the outcome, in units of R²: from 0 to 1.
    share : Quantity
        The same as a share of what all drivers explain, 0 to 1; not known with
        ``method="first"``.
    coefficient : Quantity
        How much higher the outcome was where the driver was higher by 1 and the other drivers
        were the same; log odds in a logistic model.
    standardised : Quantity
        The same for a standard deviation of the driver; of a linear outcome in its own standard
        deviations.
    variance_inflation : float
        How much the other drivers that say the same inflate the variance of the coefficient; 1 is
        not at all.
    mean : Quantity
        Of the driver.
    """

    name: str
    explained: Quantity
    share: Quantity
    coefficient: Quantity
    standardised: Quantity
    variance_inflation: float
    mean: Quantity


@dataclass(frozen=True, kw_only=True, repr=False)
class Drivers:
    """What the drivers of an outcome explain; iterate, or pick one by its name.

    Parameters
    ----------
    outcome : str
        The column that was explained.
    drivers : tuple of Driver
        The one that explains most first.
    r_squared : Quantity
        What all explain together, 0 to 1: R², or McFadden's R² in a logistic model.
    model, method : str
        ``"linear"`` or ``"logistic"``, and how shares were made.
    n, n_missing : int
        Complete rows, and rows left out because something was missing.
    weights : str
        The column of weights, or ``""``.
    unit : str
        The column of whose rows belong together, or ``""``.
    n_units : int or None
        How many units there are, where that was said.
    confidence_level : float
        Of all intervals.
    interval : str
        The name of the intervals' method.
    resamples : int
        How many were drawn.
    first_leads : bool
        Whether the interval of the difference between the first two leaves out 0.
    notes : tuple of str
        Caveats: few rows, drivers that say the same.
    """

    outcome: str
    drivers: tuple[Driver, ...]
    r_squared: Quantity
    model: Kind
    method: str
    n: int
    n_missing: int
    weights: str
    unit: str
    n_units: int | None
    confidence_level: float
    interval: str
    resamples: int
    first_leads: bool
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.drivers)

    def __iter__(self) -> Iterator[Driver]:
        return iter(self.drivers)

    def __getitem__(self, name: str) -> Driver:
        by_name = {driver.name: driver for driver in self.drivers}
        if name not in by_name:
            guess = nearest(str(name), by_name)
            hint = f" Did you mean {guess!r}?" if guess else ""
            raise KeyError(f"There is no driver {name!r}.{hint} There are: {', '.join(by_name)}.")
        return by_name[name]

    @property
    def r_squared_name(self) -> str:
        """Which R² it is."""
        return "R²" if self.model == "linear" else "McFadden's R²"

    def _how(self) -> str:
        missing = f", {self.n_missing:,} with something missing left out" if self.n_missing else ""
        weighted = f", weighted by {self.weights}" if self.weights else ""
        units = f", {self.n_units:,} units by {self.unit}" if self.unit else ""
        return (
            f"n = {self.n:,}{units}{missing}{weighted}; {SHARES[self.method]}, "
            f"{100 * self.confidence_level:g}%, {self.interval}"
        )

    def share_text(self, driver: Driver) -> str:
        """Return what a driver explains, in words."""
        quantity = driver.explained if math.isnan(driver.share.value) else driver.share
        return quantity.text(factor=100, suffix="%")

    def __repr__(self) -> str:
        width = max(len(driver.name) for driver in self.drivers)
        rows = [
            f"  {driver.name:<{width}}  {self.share_text(driver)}; "
            f"coefficient {driver.coefficient.text(signed=True)}"
            for driver in self.drivers
        ]
        head = f"{self.r_squared_name} {self.r_squared.text()}"
        notes = [f"Note: {note}" for note in self.notes]
        return "\n".join(
            [f"drivers of {self.outcome}: {head} ({self._how()})", *rows, self.sentence, *notes]
        )

    @property
    def sentence(self) -> str:
        """What was found, and what it does not show, in plain words."""
        first, *others = self.drivers
        outcome, leading = in_words(self.outcome), in_words(first.name)
        what = (
            f"how {outcome} differed"
            if self.model == "linear"
            else f"what there was to know of {outcome} ({self.r_squared_name})"
        )
        together = (
            f"The {len(self)} drivers together explain"
            if others
            else f"{begin_sentence(leading)} explains"
        )
        text = f"{together} {self.r_squared.text(factor=100, suffix='%')} of {what}."
        if others and self.method == "first":
            text += f" By itself, {leading} explains most: {self.share_text(first)}."
        elif others:
            second = in_words(others[0].name)
            text += f" The largest part of that, {self.share_text(first)}, goes with {leading}"
            text += (
                f", clearly more than with {second}."
                if self.first_leads
                else f"; but that could be chance: {second} may come first as well."
            )
        return (
            f"{text} This is what went with {outcome} in these data; it does not show that "
            "changing a driver would change it."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy pandas data frame: one row a driver."""
        import pandas as pd

        rows = []
        for driver in self.drivers:
            row: dict[str, Any] = {"driver": driver.name}
            for name in ("explained", "share", "coefficient", "standardised", "mean"):
                value, low, high = getattr(driver, name)
                row |= {name: value, f"{name}_low": low, f"{name}_high": high}
            rows.append(row | {"variance_inflation": driver.variance_inflation})
        return pd.DataFrame(rows).assign(
            outcome=self.outcome,
            n=self.n,
            n_missing=self.n_missing,
            model=self.model,
            method=SHARES[self.method],
            confidence_level=self.confidence_level,
            interval=self.interval,
        )

    def _repr_html_(self) -> str:
        level = f"[{100 * self.confidence_level:g}% interval]"
        header = [
            "driver",
            f"{'alone' if self.method == 'first' else 'share of what all explain'} {level}",
            f"coefficient {level}",
            f"standardised {level}",
            "variance inflation",
        ]
        rows = [
            [
                driver.name,
                self.share_text(driver),
                driver.coefficient.text(signed=True),
                driver.standardised.text(signed=True),
                show(driver.variance_inflation, 2),
            ]
            for driver in self.drivers
        ]
        caption = (
            f"drivers of {self.outcome}: {self.r_squared_name} {self.r_squared.text()} "
            f"({self._how()})"
        )
        table = html_table(caption, header, rows, list(self.notes))
        return f"{table}<p>{html.escape(self.sentence)}</p>"
