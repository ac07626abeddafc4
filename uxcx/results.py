"""What a measurement gives back: estimates, with everything needed to read and check them."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

from uxcx.errors import GroupError, nearest
from uxcx.measures import Measure, Unit

if TYPE_CHECKING:
    import pandas as pd

Group = tuple[tuple[str, Any], ...]


#: decimals beyond which a float only holds the noise of its arithmetic: 100 * 0.285 is 28.5
NOISE = 9
#: from here on a number is shown with its power of ten
HUGE = 1e15


def decimals_for(low: float, high: float, value: float) -> int:
    """Return how many decimals are worth showing: steps of 2% to 20% of the interval's width."""
    width = high - low
    if not (math.isfinite(width) and width > 0):
        return 0 if round(float(value), NOISE).is_integer() else 1
    return min(6, max(0, math.ceil(math.log10(5 / width))))


def show(number: float, decimals: int) -> str:
    """Return a number as text; never ``-0``, and ``nan`` as ``not known``."""
    if math.isnan(number):
        return "not known"
    if math.isinf(number):
        return "∞" if number > 0 else "-∞"
    if abs(number) >= HUGE:
        return f"{number:.1e}"
    # Half away from zero, as people round by hand: 62.5% is shown as 63%.
    exact = Decimal(repr(round(float(number), NOISE)))
    text = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"
    return text.lstrip("-") if float(text.replace(",", "")) == 0 else text


def begin_sentence(text: str) -> str:
    """Return a note with a capital letter, to stand as a sentence of its own."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, kw_only=True)
class ComparedNumbers:
    """The numbers of a comparison, as a family gives them; `compare` adds names and words."""

    effect: Literal["difference", "ratio"]
    value: float
    low: float
    high: float
    p_value: float
    statistic: float
    degrees_of_freedom: float
    method: str
    test: str
    note: str = ""


class Summary(Protocol):
    """The few numbers that a statistic needs; see `uxcx.families`."""

    @property
    def n(self) -> int:
        """How many answers were counted."""

    @property
    def n_missing(self) -> int:
        """How many answers were missing."""

    @property
    def n_excluded(self) -> int:
        """How many answers were set aside on purpose."""

    @property
    def n_units(self) -> int | None:
        """How many units the answers came from, if that is known."""

    def counts(self) -> str:
        """Return the counts in words, such as ``"4 of 5"``."""

    def contrast(
        self, other: Any, *, unit: Unit, method: str | None, confidence_level: float
    ) -> ComparedNumbers:
        """Return the numbers of a comparison with another summary of the same kind."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Estimate:
    """One measured value with its uncertainty, and all that is needed to read it.

    Parameters
    ----------
    measure : Measure
        What was measured: name, lens, level, unit, direction.
    value : float
        The estimate, as stored: proportions 0 to 1, NPS -100 to 100, times in seconds.
    low, high : float
        Ends of the interval, as stored; ``nan`` where it cannot be known, with a `note` that
        says why.
    confidence_level : float
        How often intervals made this way hold the true value, 0 to 1.
    method : str
        The name of the interval's method.
    summary : Summary
        The summary that the estimate was made from; `compare` needs nothing else.
    group : tuple of (column, value)
        The group, when the estimate was made with ``by=``.
    unit_name : str
        The column that named whose rows belong together, or ``""``.
    note : str
        A caveat, or the reason why the interval is not known.

    Examples
    --------
    >>> from uxcx import ux
    >>> result = ux.task_success([1, 1, 1, 1, 0, None])
    >>> result
    task success 80% [36, 98] (4 of 5, 1 missing; 95%, adjusted Wald)
    >>> round(result.low, 4), round(result.high, 4)
    (0.3596, 0.9797)

    With four successes of five, the true rate may be anything from 36% to 98%.
    """

    measure: Measure
    value: float
    low: float
    high: float
    confidence_level: float
    method: str
    summary: Summary = field(repr=False)
    group: Group = ()
    unit_name: str = ""
    note: str = ""
    overlaps: Mapping[Group, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def metric(self) -> str:
        """The metric's name."""
        return self.measure.name

    @property
    def unit(self) -> Unit:
        """How the value is stored and shown."""
        return self.measure.unit

    @property
    def n(self) -> int:
        """How many answers were counted."""
        return self.summary.n

    @property
    def n_missing(self) -> int:
        """How many answers were missing, and so not counted."""
        return self.summary.n_missing

    @property
    def n_excluded(self) -> int:
        """How many answers were set aside on purpose, such as times of failed tasks."""
        return self.summary.n_excluded

    @property
    def n_units(self) -> int | None:
        """How many units (participants, customers) the answers came from, if known."""
        return self.summary.n_units

    @property
    def label(self) -> str:
        """The group in words, or the metric's name if there is no group."""
        return group_label(self.group) or self.metric

    @property
    def _decimals(self) -> int:
        factor = self.unit.factor
        return decimals_for(self.low * factor, self.high * factor, self.value * factor)

    def _shown(self, number: float) -> str:
        return show(number * self.unit.factor, self._decimals)

    def _interval_text(self) -> str:
        if math.isnan(self.low):
            return "[interval not known]"
        return f"[{self._shown(self.low)}, {self._shown(self.high)}]"

    def _value_text(self) -> str:
        text = self._shown(self.value)
        return text if math.isnan(self.value) else f"{text}{self.unit.suffix}"

    def _counts_text(self) -> str:
        parts = [self.summary.counts()]
        if self.unit_name and self.n_units is not None:
            units = "unit" if self.n_units == 1 else "units"
            parts.append(f"{self.n_units:,} {units} by {self.unit_name}")
        if self.n_missing:
            parts.append(f"{self.n_missing:,} missing")
        if self.n_excluded:
            parts.append(f"{self.n_excluded:,} set aside")
        return ", ".join(parts)

    def __repr__(self) -> str:
        group = f", {group_label(self.group)}" if self.group else ""
        note = f" Note: {self.note}" if self.note else ""
        colon = ":" if self.group else ""
        return (
            f"{self.metric}{group}{colon} {self._value_text()} {self._interval_text()} "
            f"({self._counts_text()}; {100 * self.confidence_level:g}%, {self.method}){note}"
        )

    @property
    def sentence(self) -> str:
        """The estimate as a sentence that can be read out."""
        group = f" ({group_label(self.group)})" if self.group else ""
        name = f"{begin_sentence(self.metric)}{group}"
        if math.isnan(self.value):
            return f"{name} is not known: {self.note}"
        text = f"{name} was {self._value_text()} in this sample ({self._counts_text()})."
        if math.isnan(self.low):
            return f"{text} How far that is from the truth is not known: {self.note}"
        if self.low == self.high:
            return f"{text} {begin_sentence(self.note)}".rstrip()
        text += (
            f" The true value is plausibly between {self._shown(self.low)} and "
            f"{self._shown(self.high)}{self.unit.suffix}: intervals made this way hold the true "
            f"value in about {100 * self.confidence_level:g} of 100 studies."
        )
        return f"{text} {begin_sentence(self.note)}".rstrip()

    def _row(self) -> dict[str, Any]:
        return {
            "metric": self.metric,
            **{_not_taken(column): value for column, value in self.group},
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "unit": self.unit.name,
            "n": self.n,
            "n_missing": self.n_missing,
            "n_excluded": self.n_excluded,
            "n_units": self.n_units,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "lens": self.measure.lens,
            "level": self.measure.level,
            "note": self.note,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the estimate as a pandas data frame of one row; values as stored."""
        import pandas as pd

        return pd.DataFrame([self._row()])

    def _repr_html_(self) -> str:
        return estimates_table([self])


#: the columns that every frame of estimates has
_ROW_COLUMNS = (
    *("metric", "value", "low", "high", "unit", "n", "n_missing", "n_excluded", "n_units"),
    *("confidence_level", "method", "lens", "level", "note"),
)


def _not_taken(column: str) -> str:
    """Return the name of a grouping column beside the columns that every estimate has."""
    return f"{column} (group)" if column in _ROW_COLUMNS else column


class Estimates:
    """Several estimates of one metric, one for each group.

    Iterate or unpack them (groups are in sorted order, or in the order of an ordered
    categorical); pick one by its group, ``results["new"]``, or, with two columns,
    ``results["new", "reconcile"]``.

    Parameters
    ----------
    estimates : list of Estimate
        Estimates of one metric with distinct groups.
    by : tuple of str
        The columns that were grouped by.
    """

    def __init__(self, estimates: list[Estimate], *, by: tuple[str, ...]) -> None:
        self._by_key = {key_of(e.group): e for e in estimates}
        self.by = by

    def __len__(self) -> int:
        return len(self._by_key)

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self._by_key.values())

    def __getitem__(self, group: Any) -> Estimate:
        try:
            return self._by_key[group]
        except (KeyError, TypeError):
            guess = nearest(str(group), [str(key) for key in self._by_key])
            hint = f" Did you mean {guess!r}?" if guess else ""
            groups = ", ".join(repr(key) for key in self._by_key)
            raise GroupError(
                f"There is no group {group!r} of {' and '.join(self.by)}.{hint} "
                f"The groups are: {groups}."
            ) from None

    def __contains__(self, group: Any) -> bool:
        return group in self._by_key

    @property
    def groups(self) -> list[Any]:
        """The groups in order: plain values, or tuples of them when several columns were given."""
        return list(self._by_key)

    def __repr__(self) -> str:
        return "\n".join(repr(estimate) for estimate in self)

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy pandas data frame: one row a group, values as stored."""
        import pandas as pd

        return pd.DataFrame([estimate._row() for estimate in self])

    def _repr_html_(self) -> str:
        return estimates_table(list(self))


def key_of(group: Group) -> Any:
    """Return what a group is looked up by: its value, or the tuple of its values."""
    values = tuple(value for _, value in group)
    return values[0] if len(values) == 1 else values


def group_label(group: Group) -> str:
    """Return a group in words, such as ``"new, reconcile"``."""
    return ", ".join("(missing)" if value is None else str(value) for _, value in group)


def html_table(caption: str, header: list[str], rows: list[list[str]], notes: list[str]) -> str:
    """Return an accessible HTML table: caption, column headers, row headers.

    Everything is escaped: labels come from the user's data.
    """
    head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in header)
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{html.escape(row[0])}</th>'
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    foot = "".join(f"<p>{html.escape(begin_sentence(note))}</p>" for note in notes)
    return (
        f'<table><caption style="text-align:left">{html.escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{foot}"
    )


def estimates_table(estimates: list[Estimate]) -> str:
    """Return estimates of one metric as an accessible HTML table."""
    if not estimates:
        return "<p>No estimates.</p>"
    first = estimates[0]
    level = f"{100 * first.confidence_level:g}%"
    shows_missing = any(e.n_missing for e in estimates)
    shows_excluded = any(e.n_excluded for e in estimates)
    header = [
        ", ".join(column for column, _ in first.group) or "metric",
        "value",
        f"{level} interval",
        "answers",
        *([first.unit_name] if first.unit_name else []),
        *(["missing"] if shows_missing else []),
        *(["set aside"] if shows_excluded else []),
    ]
    rows = [
        [
            e.label,
            e._value_text(),
            "not known"
            if math.isnan(e.low)
            else f"{e._shown(e.low)} to {e._shown(e.high)}{e.unit.suffix}",
            e.summary.counts(),
            *([f"{e.n_units:,}"] if e.unit_name else []),
            *([f"{e.n_missing:,}"] if shows_missing else []),
            *([f"{e.n_excluded:,}"] if shows_excluded else []),
        ]
        for e in estimates
    ]
    notes = list(dict.fromkeys(e.note for e in estimates if e.note))
    methods = "; ".join(dict.fromkeys(e.method for e in estimates))
    place = [name for name in (first.measure.lens, first.measure.level) if name != "any"]
    where = f" ({', '.join(place)})" if place else ""
    caption = f"{first.metric}{where}: {methods}"
    return html_table(caption, header, rows, notes)


def is_na(value: Any) -> bool:
    """Return whether a value is one of the marks of pandas for a missing one."""
    return type(value).__name__ in ("NAType", "NaTType")


def as_plain(value: Any) -> Any:
    """Return a group's value as plain Python, so that results carry no engine's types."""
    if value is None or (isinstance(value, float) and math.isnan(value)) or is_na(value):
        return None
    return cast(Any, value.item()) if hasattr(value, "item") else value
