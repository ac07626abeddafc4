"""Importance and performance: which drivers carry much and do badly."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from uxcx.errors import nearest
from uxcx.linkage.drivers_result import ALONE, Drivers
from uxcx.linkage.phrases import in_words
from uxcx.linkage.resampling import Quantity
from uxcx.results import html_table, show

if TYPE_CHECKING:
    import pandas as pd

Place = Literal["concentrate here", "keep up the good work", "low priority", "possible overkill"]
#: by whether importance and performance are above the mean
PLACES: dict[tuple[bool, bool], Place] = {
    (True, False): "concentrate here",
    (True, True): "keep up the good work",
    (False, False): "low priority",
    (False, True): "possible overkill",
}


def importance_performance(
    found: Drivers, *, scales: Mapping[str, tuple[float, float]]
) -> ImportancePerformance:
    """Set what each driver carries against how well it does.

    Parameters
    ----------
    found : Drivers
        From `drivers`.
    scales : mapping of str to (float, float)
        The worst and the best value of each driver: ``{"ease": (1, 7), "late": (1, 0)}``. Where
        less is better, the best is the smaller number.

    Returns
    -------
    ImportancePerformance
        Importance and performance of each driver with intervals, its place, and a sentence.

    Raises
    ------
    ValueError
        If the scale of a driver is not given, has no width, or does not hold its mean.

    Notes
    -----
    Importance is the driver's share of what all explain; performance its mean as a share of the way
    from worst to best. The places are those of Martilla and James (1977), *Journal of Marketing*
    41:77, divided at the means of both. A place is sure if neither interval crosses its line.

    Examples
    --------
    >>> from uxcx import datasets, linkage
    >>> shop = datasets.load("ecommerce")
    >>> found = linkage.drivers(shop.survey, outcome="recommend", drivers=["delivery", "trust"])
    >>> grid = linkage.importance_performance(found, scales={"delivery": (1, 5), "trust": (1, 7)})
    >>> [(each.name, each.place) for each in grid]
    [('trust', 'concentrate here'), ('delivery', 'possible overkill')]

    Trust carries most of what the two explain, and is further from its best.
    """
    for name in scales:
        if name not in {driver.name for driver in found}:
            guess = nearest(name, [driver.name for driver in found])
            hint = f" Did you mean {guess!r}?" if guess else ""
            raise ValueError(f"{name!r} is not one of the drivers.{hint}")
    performances = {
        driver.name: _performance(driver.name, driver.mean, scales.get(driver.name))
        for driver in found
    }
    importances = {
        driver.name: driver.explained if math.isnan(driver.share.value) else driver.share
        for driver in found
    }
    lines = tuple(
        sum(each.value for each in values.values()) / len(found)
        for values in (importances, performances)
    )
    items = [
        _placed(driver.name, importances[driver.name], performances[driver.name], lines)
        for driver in found
    ]
    return ImportancePerformance(
        outcome=found.outcome,
        items=tuple(items),
        importance_line=lines[0],
        performance_line=lines[1],
        importance_name=ALONE if found.method == "first" else "share of what all explain",
        n=found.n,
        confidence_level=found.confidence_level,
        interval=found.interval,
    )


def _performance(name: str, mean: Quantity, scale: tuple[float, float] | None) -> Quantity:
    """Return a mean as a share of the way from worst to best."""
    if scale is None:
        raise ValueError(
            f"Say what the worst and the best value of {name!r} are: scales={{{name!r}: (worst, "
            "best)}. For a rating from 1 to 7 that is (1, 7), for something bad that happened or "
            "not (1, 0)."
        )
    worst, best = scale
    if worst == best:
        raise ValueError(f"Worst and best value of {name!r} must differ; both are {worst:g}.")
    value, *ends = ((number - worst) / (best - worst) for number in mean)
    if not 0 <= value <= 1:
        raise ValueError(
            f"The mean of {name!r} is {mean.value:g}, which is not between its worst and its best "
            f"value ({worst:g} and {best:g})."
        )
    low, high = sorted(ends)
    return Quantity(value, max(0.0, low), min(1.0, high))


def _placed(
    name: str, importance: Quantity, performance: Quantity, lines: tuple[float, ...]
) -> Item:
    pairs = list(zip((importance, performance), lines, strict=True))
    above = (importance.value > lines[0], performance.value > lines[1])
    sure = all(quantity.low > line or quantity.high < line for quantity, line in pairs)
    return Item(
        name=name, importance=importance, performance=performance, place=PLACES[above], sure=sure
    )


@dataclass(frozen=True, kw_only=True)
class Item:
    """One driver on the grid.

    Parameters
    ----------
    name : str
        The driver.
    importance : Quantity
        Its share of what all drivers explain, 0 to 1.
    performance : Quantity
        How far its mean is from the worst (0) to the best value (1).
    place : str
        One of the four of Martilla and James.
    sure : bool
        Whether neither interval crosses the line between places.
    """

    name: str
    importance: Quantity
    performance: Quantity
    place: Place
    sure: bool


@dataclass(frozen=True, kw_only=True, repr=False)
class ImportancePerformance:
    """Importance against performance of the drivers of an outcome; iterate over the items.

    Parameters
    ----------
    outcome : str
        What they drive.
    items : tuple of Item
        One a driver, the most important first.
    importance_line, performance_line : float
        Where places are divided: the means.
    importance_name : str
        What importance is.
    n : int
        Complete rows.
    confidence_level : float
        Of all intervals.
    interval : str
        The name of the intervals' method.
    """

    outcome: str
    items: tuple[Item, ...]
    importance_line: float
    performance_line: float
    importance_name: str
    n: int
    confidence_level: float
    interval: str

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        width = max(len(item.name) for item in self)
        rows = [
            f"  {item.name:<{width}}  importance {self.text(item.importance)}, performance "
            f"{self.text(item.performance)}: {self.place_text(item)}"
            for item in self
        ]
        head = (
            f"importance and performance of the drivers of {self.outcome} (n = {self.n:,}; "
            f"{100 * self.confidence_level:g}%, {self.interval})"
        )
        return "\n".join([head, *rows, self.sentence])

    @staticmethod
    def text(quantity: Quantity) -> str:
        """Return importance or performance in words."""
        return quantity.text(factor=100, suffix="%")

    @staticmethod
    def place_text(item: Item) -> str:
        """Return a place, and whether it is sure."""
        return item.place if item.sure else f"{item.place}, but not surely"

    @property
    def sentence(self) -> str:
        """Where to begin, in plain words."""
        first = [item for item in self if item.place == "concentrate here"]
        sure = [item for item in first if item.sure]
        unsure = "seems to matter more and do worse than the average driver, but is near a line"
        surely = "matters more than the average driver and does worse"
        for items, words in ((sure, surely), (first, unsure)):
            if items:
                item = items[0]
                return (
                    f"Begin with {in_words(item.name)}: it {words} (importance "
                    f"{self.text(item.importance)}, performance {self.text(item.performance)}). "
                    f"Whether improving it would move {in_words(self.outcome)}, an experiment must "
                    "show."
                )
        return (
            f"No driver of {in_words(self.outcome)} both matters more and does worse than the "
            f"average (importance {show(100 * self.importance_line, 0)}%, performance "
            f"{show(100 * self.performance_line, 0)}%)."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy pandas data frame: one row a driver."""
        import pandas as pd

        rows = [
            {
                "driver": item.name,
                "importance": item.importance.value,
                "importance_low": item.importance.low,
                "importance_high": item.importance.high,
                "performance": item.performance.value,
                "performance_low": item.performance.low,
                "performance_high": item.performance.high,
                "place": item.place,
                "sure": item.sure,
            }
            for item in self
        ]
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        level = f"[{100 * self.confidence_level:g}% interval]"
        table = html_table(
            f"importance and performance of the drivers of {self.outcome} (n = {self.n:,})",
            ["driver", f"{self.importance_name} {level}", f"performance {level}", "place"],
            [
                [
                    item.name,
                    self.text(item.importance),
                    self.text(item.performance),
                    self.place_text(item),
                ]
                for item in self
            ],
            [],
        )
        return f"{table}<p>{html.escape(self.sentence)}</p>"
