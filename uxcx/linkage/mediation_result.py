"""What `mediation` finds: the effects, in numbers and in words that the design allows."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from uxcx.linkage.effect import Check, Claim
from uxcx.linkage.natural_effects import MediatorKind
from uxcx.linkage.phrases import in_words
from uxcx.linkage.regressions import Kind
from uxcx.linkage.resampling import Quantity
from uxcx.results import begin_sentence, decimals_for, html_table, show

if TYPE_CHECKING:
    import pandas as pd

#: levels that say no more than that something is so or not
YES_OR_NO = (("0", "1"), ("no", "yes"), ("false", "true"))
#: those fields that are quantities
EFFECTS = (
    *("total", "direct", "indirect", "proportion", "on_mediator", "of_mediator"),
    *("direct_control", "direct_treated", "indirect_control", "indirect_treated"),
)


@dataclass(frozen=True, kw_only=True, repr=False)
class Mediation:
    """An effect, and what of it goes through a mediator.

    Parameters
    ----------
    treatment, mediator, outcome : str
        The columns.
    covariates : tuple of str
        What both regressions take account of.
    design : {"observed", "randomised"}
        Whether chance decided who got the treatment.
    levels : (str, str)
        The two values of the treatment: control, treated.
    total, direct, indirect : Quantity
        In the unit of the outcome; of a yes or no, differences of probabilities (0.05 is 5
        percentage points). Direct and indirect add up to the total.
    proportion : Quantity
        Indirect over total; not known where the total may be 0 or the two point in opposite
        directions.
    on_mediator : Quantity
        How much higher the mediator is with the treatment.
    of_mediator : Quantity
        The coefficient of the mediator in the regression of the outcome: in log odds for a
        logistic one; not known where each step of the mediator has its own.
    direct_control, direct_treated, indirect_control, indirect_treated : Quantity
        The effects with the other path held as without, and as with, the treatment; equal in
        linear models without interaction.
    e_value_total, e_value_indirect : (float, float)
        The E-value of the effect, and of the end of its interval that is nearer to none.
    rho_at_zero : float
        The correlation of the errors of mediator and outcome at which the indirect effect would
        be 0; ``nan`` but for two linear models without interaction.
    had_all_answered : float
        The indirect effect had nothing been missing, if the mediator moves who answers and nothing
        else does; ``nan`` where all is known, or the treatment hardly moves the mediator.
    mediator_model, outcome_model : str
        ``"linear"`` or ``"logistic"``; of the mediator also ``"steps"``.
    interaction : bool
        Whether the mediator could act differently with and without the treatment.
    n, n_missing, n_excluded : int
        Complete rows; rows with something missing; rows of other groups.
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
    checks : tuple of Check
        Of a treatment that was given by lot: the sizes of the groups, and what is missing in them.
    notes : tuple of str
        Caveats.
    """

    treatment: str
    mediator: str
    outcome: str
    covariates: tuple[str, ...]
    design: str
    levels: tuple[str, str]
    total: Quantity
    direct: Quantity
    indirect: Quantity
    proportion: Quantity
    on_mediator: Quantity
    of_mediator: Quantity
    direct_control: Quantity
    direct_treated: Quantity
    indirect_control: Quantity
    indirect_treated: Quantity
    e_value_total: tuple[float, float]
    e_value_indirect: tuple[float, float]
    rho_at_zero: float
    had_all_answered: float
    mediator_model: MediatorKind
    outcome_model: Kind
    interaction: bool
    n: int
    n_missing: int
    n_excluded: int
    unit: str
    n_units: int | None
    confidence_level: float
    interval: str
    resamples: int
    checks: tuple[Check, ...]
    notes: tuple[str, ...]

    @property
    def scale(self) -> str:
        """The scale of the effects, in words."""
        if self.outcome_model == "logistic":
            return f"difference in the probability of {self.outcome}"
        return f"difference in the mean of {self.outcome}"

    @property
    def change(self) -> str:
        """What the treatment is, in words."""
        control, treated = self.levels
        if (control.lower(), treated.lower()) in YES_OR_NO:
            return in_words(self.treatment)
        is_number = control.replace(".", "", 1).lstrip("-").isdigit()
        what = in_words(self.treatment)
        return f"{what} at {treated} rather than {control}" if is_number else treated

    @property
    def against(self) -> str:
        """What it is compared with, in words."""
        control = self.levels[0]
        named = self.change == in_words(self.treatment)
        return f"no {self.change}" if named else control

    @property
    def claim(self) -> Claim:
        """``"caused"`` of the total effect, if a lot decided and no check speaks against it."""
        by_lot = self.design == "randomised" and all(check.passed for check in self.checks)
        return "caused" if by_lot else "went with"

    def text(self, effect: str) -> str:
        """Return one of the effects in words.

        Parameters
        ----------
        effect : str
            ``"total"``, ``"indirect_treated"``, and so on; ``"proportion"``.
        """
        quantity: Quantity = getattr(self, effect)
        if effect == "proportion":
            return quantity.text(factor=100, suffix="%")
        if self.outcome_model == "linear":
            return quantity.text(signed=True)
        return quantity.text(factor=100, suffix=" percentage points", signed=True)

    def _how(self) -> str:
        parts = [f"n = {self.n:,}"]
        if self.unit:
            parts.append(f"{self.n_units:,} units by {self.unit}")
        if self.n_missing:
            parts.append(f"{self.n_missing:,} with something missing left out")
        if self.n_excluded:
            parts.append(f"{self.n_excluded:,} of other groups set aside")
        given = f"given {', '.join(self.covariates)}; " if self.covariates else ""
        return f"{', '.join(parts)}; {given}{100 * self.confidence_level:g}%, {self.interval}"

    @property
    def _contrast(self) -> str:
        control, treated = self.levels
        if (control, treated) == ("0", "1"):
            return self.treatment
        return f"{self.treatment} {treated} (against {control})"

    def __repr__(self) -> str:
        shown = ("total", "indirect", "direct", "proportion")
        rows = [f"  {name:<10}  {self.text(name)}" for name in shown]
        notes = [f"Note: {note}" for note in self.notes]
        head = (
            f"{self._contrast} -> {self.mediator} -> {self.outcome}, {self.scale} ({self._how()})"
        )
        return "\n".join([head, *rows, self.sentence, *notes])

    @property
    def sentence(self) -> str:
        """What was found, and what the design allows to claim of it, in plain words."""
        caused, change = self.claim == "caused", begin_sentence(self.change)
        name, through = in_words(self.outcome), in_words(self.mediator)
        if self.outcome_model == "logistic":
            name = f"the chance of {name}"
        level = f"{100 * self.confidence_level:g}%"
        if self.total.excludes_zero:
            amount, between = self._in_words(self.total)
            text = (
                f"{change} {f'caused {name} to be' if caused else f'went with {name}'} {amount}; "
                f"with {level} confidence the true difference is {between}."
            )
        else:
            does = "changes" if caused else "goes with a change of"
            text = (
                f"These data do not show that {self.change} {does} {name}: {self.text('total')}. "
                "That does not show that there is no effect."
            )
        if self.indirect.excludes_zero:
            which = "Of that, " if self.total.excludes_zero else "Yet "
            text += (
                f" {which}{self.text('indirect')} went through {through}, and "
                f"{self.text('direct')} past it."
            )
        else:
            text += f" That any of it went through {through} is not shown: {self.text('indirect')}."
        return f"{text} {self._why()}"

    def _in_words(self, quantity: Quantity) -> tuple[str, str]:
        """Return an effect that is not 0 as an amount with its direction, and its interval."""
        factor, unit = (1.0, "")
        if self.outcome_model == "logistic":
            factor, unit = 100.0, " percentage points"
        way = "higher" if quantity.low > 0 else "lower"
        ends = sorted(abs(number) * factor for number in quantity[1:])
        decimals = decimals_for(ends[0], ends[1], quantity.value * factor)
        low, high = (show(end, decimals) for end in ends)
        amount = show(abs(quantity.value) * factor, decimals)
        return f"{amount}{unit} {way}", f"between {low} and {high}{unit} {way}"

    def _why(self) -> str:
        """Return what the claim rests on."""
        through = in_words(self.mediator)
        both = f"{through} and {in_words(self.outcome)}"
        failed = " ".join(check.sentence for check in self.checks if not check.passed)
        if failed:
            text = (
                f"Chance decided who got {self.change}, but among these rows the groups are no "
                f"longer those of the lot. {failed}"
            )
        elif self.design == "randomised":
            text = (
                f"Chance decided who got {self.change}, but nobody's {through}: that its "
                f"part is an effect rests on nothing unmeasured moving both {both}."
            )
        else:
            text = (
                "Nothing here was assigned by lot, so this says what went together. As causes and "
                "effects it rests on nothing unmeasured moving any two of "
                f"{in_words(self.treatment)}, {both}."
            )
        strength = self.e_value_indirect[1]
        if self.indirect.excludes_zero and not math.isnan(strength):
            text += (
                f" To explain the part of {through} away, such a thing would have to "
                f"multiply the chances of both by at least {show(strength, 1)} (E-value)."
            )
        return text

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy pandas data frame: one row an effect."""
        import pandas as pd

        rows = [{"effect": name, **getattr(self, name)._asdict()} for name in EFFECTS]
        return pd.DataFrame(rows).assign(
            scale=self.scale,
            design=self.design,
            claim=self.claim,
            n=self.n,
            n_missing=self.n_missing,
            n_excluded=self.n_excluded,
            confidence_level=self.confidence_level,
            interval=self.interval,
        )

    def _repr_html_(self) -> str:
        header = ["effect", f"{self.scale} [{100 * self.confidence_level:g}% interval]"]
        rows = [
            ["total", self.text("total")],
            [f"indirect, through {self.mediator}", self.text("indirect")],
            [f"direct, past {self.mediator}", self.text("direct")],
            ["proportion mediated", self.text("proportion")],
        ]
        caption = f"{self._contrast} → {self.mediator} → {self.outcome} ({self._how()})"
        notes = list(self.notes)
        value, limit = self.e_value_indirect
        if not math.isnan(value):
            notes.append(
                f"E-value of the indirect effect: {show(value, 2)}; of the end of its interval "
                f"nearer to none: {show(limit, 2)}."
            )
        if not math.isnan(self.rho_at_zero):
            notes.append(
                f"Nothing indirect would be left if the errors of {self.mediator} and "
                f"{self.outcome} were correlated by {show(self.rho_at_zero, 2)}."
            )
        table = html_table(caption, header, rows, notes)
        checks = html_table(
            "What was checked",
            ["check", "result", "in words"],
            [[check.name, check.word, check.sentence] for check in self.checks],
            [],
        )
        words = f"<p>{html.escape(self.sentence)}</p>"
        return f"{table}{words}{checks if self.checks else ''}"
