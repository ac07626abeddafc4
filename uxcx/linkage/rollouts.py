"""Difference in differences: how those with the change moved, less how those without did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.comparison import check_confidence_level
from uxcx.errors import AnswerError
from uxcx.frames import (
    collect,
    column_names,
    first_rows,
    open_frame,
    require_columns,
    require_valid,
)
from uxcx.linkage.adoption import Base, Control, Waves, average, group_times, reduce_waves
from uxcx.linkage.effect import Check, Effect
from uxcx.linkage.event_effects import (
    PeriodEffect,
    effects_by_period,
    effects_by_wave,
    parallel_trends,
    weighted_effect,
)
from uxcx.linkage.outcomes import is_yes_or_no, require_apart, require_units
from uxcx.linkage.periods import require_in_order
from uxcx.linkage.phrases import counted, in_words
from uxcx.measures import NUMBER, PERCENT, Measure
from uxcx.results import as_plain
from uxcx.scales import ANY_NUMBER

if TYPE_CHECKING:
    import pandas as pd

NOT_ALONE = (
    "That rests on both having moved alike without the change, which the periods before it do not "
    "speak against, and on nothing else having come with it."
)


@dataclass(frozen=True, kw_only=True, repr=False)
class DifferenceInDifferences(Effect):
    """The effect found by a difference in differences; see `Effect` for what all designs have.

    Parameters
    ----------
    by_period : tuple of PeriodEffect
        The effect by periods since the change, those before it included (event study).
    by_wave : tuple of dict
        The effect of each wave in each period: ``wave``, ``period``, ``since``, ``value``,
        ``low``, ``high``.
    trend_p : float
        Of the test that the periods before the change show no effect, corrected for their number;
        ``nan`` if there is only one.
    """

    by_period: tuple[PeriodEffect, ...]
    by_wave: tuple[dict[str, Any], ...]
    trend_p: float

    def by_period_to_frame(self) -> pd.DataFrame:
        """Return the event study as a pandas data frame: one row a distance from the change."""
        import pandas as pd

        return pd.DataFrame([vars(each) for each in self.by_period])

    def by_wave_to_frame(self) -> pd.DataFrame:
        """Return the effects of each wave in each period as a pandas data frame."""
        import pandas as pd

        return pd.DataFrame(list(self.by_wave))


def difference_in_differences(
    data: Any,
    outcome: str,
    *,
    period: str,
    adopted: str,
    unit: str | None = None,
    control: Control = "not yet",
    base: Base = "last",
    measure: Measure | None = None,
    labels: tuple[str, str] = ("the change", "without"),
    confidence_level: float = 0.95,
) -> DifferenceInDifferences:
    """Find the effect of a change that came to some earlier than to others, or not at all.

    Parameters
    ----------
    data : data frame
        A row for each unit and period, or for each answer.
    outcome : str
        Column of the outcome: 1 and 0 for yes and no, or any number.
    period : str
        Column of the period: a number or a date; they are taken in order, whatever lies between.
    adopted : str
        Column of the period in which the row's unit got the change; missing where it never did. A
        date between two periods counts from the second one.
    unit : str, optional
        Column of whose rows belong together (customer, shop); left out where each row is somebody
        else's. Give what the change was given to: if whole shops changed, the shop.
    control : {"not yet", "never"}
        Who is compared with: all who do not have the change yet, or those who never get it.
    base : {"last", "all"}
        What came before: the last period before the change, or the mean of all. The mean is
        steadier where trends are parallel throughout.
    measure : Measure, optional
        What to call the outcome, and how to show it.
    labels : (str, str)
        What having the change and not having it are called.
    confidence_level : float, default 0.95
        Between 0 and 1.

    Returns
    -------
    DifferenceInDifferences
        The mean effect on those who got the change, over their periods with it; `by_period` holds
        the event study. The claim is "caused" if the periods before it are parallel, and "went
        with" if they are not, or if there is only one.

    Raises
    ------
    ColumnError
        A column is not there.
    AnswerError
        A column breaks its rule, a unit has two dates of adoption, or nobody can be compared.

    Notes
    -----
    Group-time average effects of Callaway and Sant'Anna (2021), *Journal of Econometrics* 225:200,
    without covariates. A regression with fixed effects of units and periods would take those who
    already have the change as controls, and can turn the sign of an effect that grows
    (Goodman-Bacon 2021, *Journal of Econometrics* 225:254). Variances are over units, waves are
    independent, and t has Satterthwaite's degrees of freedom; for two groups and two periods of
    the same units that is Welch's t of their changes. Shares of waves count as given.

    Trends are called parallel if neither a period before the change nor the slope over all of them
    differs from 0 at p < 0.05, corrected for their number (Bonferroni): with one of twenty sound
    comparisons the alarm is false. Not finding a trend does not show that there is none: look at
    the intervals (Roth 2022, *AER: Insights* 4:305).

    Units that have the change from the first period on are set aside (`n_excluded`). Rows without
    an outcome are not counted (`n_missing`).

    Examples
    --------
    >>> import pandas as pd
    >>> from uxcx import linkage
    >>> weeks = pd.DataFrame(
    ...     [(shop, week, 3 if shop < 3 else None, 10 + shop + week + (week >= 3 and shop < 3) * 2
    ...       + (shop * week) % 3 / 10) for shop in range(6) for week in range(5)],
    ...     columns=["shop", "week", "changed", "orders"])
    >>> result = linkage.difference_in_differences(
    ...     weeks, "orders", period="week", adopted="changed", unit="shop")
    >>> round(result.value, 1)
    2.0

    The shops that changed sold two orders more than they would have, had they moved as the others.
    """
    check_confidence_level(confidence_level)
    for name, given, offered in (
        ("control", control, ("not yet", "never")),
        ("base", base, ("last", "all")),
    ):
        if given not in offered:
            raise ValueError(f"{name} must be {' or '.join(map(repr, offered))}; got {given!r}.")
    frame, (outcome,) = open_frame(data, outcome)
    require_apart({"outcome": outcome, "period": period, "adopted": adopted, "unit": unit})
    require_columns(frame, [period, adopted, *column_names(unit)])
    if unit is not None:
        require_units(frame, unit)
    gap = first_rows(frame, nw.col(period).is_null(), [period])
    if gap:
        raise AnswerError(f"Column {period!r} says when, but it is missing in row {gap[0][0]}.")
    frame = require_valid(frame, {outcome: ANY_NUMBER}, missing="exclude")
    yes_or_no = is_yes_or_no(frame, outcome)
    measure = measure or Measure(name=outcome, unit=PERCENT if yes_or_no else NUMBER)
    rows = collect(frame.select(outcome, period, adopted, *column_names(unit))).to_pandas()
    require_in_order(rows[period], period)
    require_in_order(rows[adopted], adopted)
    table = _Table.of(rows, outcome, period, adopted, unit)
    waves = table.waves
    cells = list(group_times(waves, control=control, base=base))
    after = [cell for cell in cells if cell.since >= 0]
    if not after:
        n_waves = len(waves.treated)
        why = (
            f"nobody got the change, by column {adopted!r}, within these periods."
            if not n_waves
            else "in every period with the change there is either nobody without it, or nothing is "
            f"known of the period before. Column {adopted!r} has {counted(n_waves, 'wave')} within "
            f"{counted(waves.n_periods, 'period')}."
        )
        raise AnswerError(f"Nobody can be compared: {why}")
    numbers = weighted_effect(waves, average(after), confidence_level)
    by_period = effects_by_period(waves, cells, confidence_level)
    trend, trend_p = parallel_trends(waves, cells)
    n_with = int(sum(waves.units[wave] for wave in {cell.wave for cell in after}))
    n_without = int(waves.units.sum()) - int(waves.units[waves.treated].sum())
    things = f"units by {unit}" if unit else "rows"
    n_waves = len({cell.wave for cell in after})
    return DifferenceInDifferences(
        measure=measure,
        effect="difference",
        **numbers,
        confidence_level=float(confidence_level),
        design="difference in differences",
        change=labels[0],
        against=labels[1],
        method=(
            f"group-time averages against those {control} changed (Callaway and Sant'Anna 2021)"
        ),
        counts=(
            f"{n_with:,} {things} with the change in {n_waves} "
            f"{'wave' if n_waves == 1 else 'waves'}, {n_without:,} never; "
            f"{waves.n_periods:,} periods"
        ),
        n_missing=table.n_missing,
        n_excluded=table.n_excluded,
        rests_on=NOT_ALONE,
        checks=(trend, *table.same_units(unit)),
        by_period=tuple(by_period),
        by_wave=tuple(effects_by_wave(waves, cells, table.periods, confidence_level)),
        trend_p=trend_p,
    )


@dataclass(frozen=True)
class _Table:
    """The rows by positions: of periods, waves and units."""

    waves: Waves
    periods: list[Any]
    n_missing: int
    n_excluded: int
    n_everywhere: int
    n_units: int

    @classmethod
    def of(
        cls, rows: pd.DataFrame, outcome: str, period: str, adopted: str, unit: str | None
    ) -> _Table:
        import numpy as np
        import pandas as pd

        missing = rows[outcome].isna()
        rows = rows[~missing]
        when, periods = pd.factorize(rows[period], sort=True)
        try:
            start = np.searchsorted(periods, rows[adopted].dropna().to_numpy())
        except TypeError as error:
            raise AnswerError(
                f"Columns {period!r} and {adopted!r} must be of one kind, such as dates; got "
                f"{rows[period].dtype} and {rows[adopted].dtype}."
            ) from error
        first = np.full(len(rows), len(periods))
        first[rows[adopted].notna().to_numpy()] = start
        codes = None
        if unit is not None:
            codes = pd.factorize(rows[unit])[0]
            spans = pd.Series(first).groupby(codes).agg(["min", "max"])
            mixed = spans.index[spans["min"] != spans["max"]]
            if len(mixed):
                name = as_plain(rows[unit].to_numpy()[codes == mixed[0]][0])
                raise AnswerError(
                    f"Column {adopted!r} must be the same in all rows of a unit; it is not for "
                    f"{name!r}" + (f" and {len(mixed) - 1:,} more." if len(mixed) > 1 else ".")
                )
        kept = first > 0
        starts, wave = np.unique(first[kept], return_inverse=True)
        if codes is not None:
            codes = pd.factorize(codes[kept])[0]
        if not len(starts):
            raise AnswerError(f"Everybody has the change from the first {period} on.")
        values = rows[outcome].to_numpy(dtype=float)[kept]
        positions = np.asarray(when)[kept]
        waves = reduce_waves(values, codes, positions, wave, tuple(int(s) for s in starts))
        seen = np.unique(np.stack([codes, positions]), axis=1)[0] if codes is not None else codes
        everywhere = 0 if seen is None else int((np.bincount(seen) == waves.n_periods).sum())
        return cls(
            waves,
            [p.date().isoformat() if hasattr(p, "date") else p for p in periods],
            int(missing.sum()),
            int((~kept).sum()),
            everywhere,
            int(waves.units.sum()),
        )

    def same_units(self, unit: str | None) -> list[Check]:
        """Look at whether the same units are there in all periods."""
        if unit is None:
            return []
        share = self.n_everywhere / self.n_units
        sentence = (
            f"{self.n_everywhere:,} of {counted(self.n_units, in_words(unit))} "
            f"{'is' if self.n_everywhere == 1 else 'are'} seen in every period."
        )
        passed = share >= 0.9
        if not passed:
            sentence += " If the change moved who stays or comes, the effect is mixed with that."
        return [Check(name="same units", passed=passed, sentence=sentence, decides=False)]
