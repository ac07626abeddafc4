"""What transitions give back: edges with probabilities, starts, ends and loops, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from uxcx.errors import GroupError, nearest
from uxcx.families.clustered import Clustered
from uxcx.families.proportion import Proportion
from uxcx.families.units import UnitSums
from uxcx.measures import PERCENT, Measure
from uxcx.results import Estimate, Estimates, Group, group_label, html_table

if TYPE_CHECKING:
    import pandas as pd

#: what follows the last event of a case, and stands before the first
END, START = "(end)", "(start)"
PROBABILITY = Measure(
    name="probability of the transition",
    level="journey",
    unit_of_analysis="event",
    unit=PERCENT,
    formula="transitions from the one to the other / events of the one",
)
STARTED = Measure(
    name="share of cases that start",
    level="journey",
    unit_of_analysis="case",
    unit=PERCENT,
    formula="cases whose first event it is / cases",
)
ENDED = Measure(
    name="share of cases that end",
    level="journey",
    unit_of_analysis="case",
    unit=PERCENT,
    formula="cases whose last event it is / cases",
)
SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Edge:
    """One transition: from where, to where, how often, and the summary of its probability.

    Parameters
    ----------
    origin, target : str
        The two states; the target is ``"(end)"`` where the case ends.
    n : int
        How often the one directly followed the other.
    summary : Proportion or Clustered
        Of how many events of the origin.
    """

    origin: str
    target: str
    n: int
    summary: Proportion | Clustered

    @classmethod
    def of(
        cls, origin: str, target: str, row: Mapping[str, Any], total: Mapping[str, float]
    ) -> Edge:
        """Return an edge from its sums, and the sums over all that follows its origin."""
        n = round(float(row["n"]))
        base = Proportion(successes=n, n=round(total["n"]))
        if "part" not in total:
            return cls(origin=origin, target=target, n=n, summary=base)
        sums = UnitSums(
            n_units=round(total["part"]),
            x=float(base.n),
            y=float(n),
            xx=total["xy"],
            xy=float(row["xy"]),
            yy=float(row["yy"]),
        )
        return cls(origin=origin, target=target, n=n, summary=Clustered(base=base, sums=sums))


@dataclass(frozen=True, kw_only=True, repr=False)
class Transitions:
    """What directly follows what; made by `transitions`.

    Parameters
    ----------
    edges : tuple of Edge
        The transitions, the most frequent first, with those to the end of the case.
    of : {"event", "channel", "stage"}
        What was followed.
    n_ties : int or None
        Events that have the same time as the one before in their case, whose order is that of
        their names; None where it was not counted, or a column gave the order.
    confidence_level : float
        Of all intervals.
    method : str
        Of the intervals.
    log : str
        How many events were read, how many set aside, and by which engine.
    group : tuple of (column, value)
        The group, when made with ``by=``.
    """

    edges: tuple[Edge, ...]
    of: Literal["event", "channel", "stage"]
    n_ties: int | None
    confidence_level: float
    method: str
    log: str
    group: Group = ()

    @property
    def label(self) -> str:
        """The group in words, or nothing."""
        return group_label(self.group)

    @property
    def states(self) -> list[str]:
        """The events, channels or stages, sorted."""
        return sorted({edge.origin for edge in self.edges})

    @property
    def n_cases(self) -> int:
        """How many cases there are: each ends once."""
        return sum(edge.n for edge in self.edges if edge.target == END)

    @property
    def n_transitions(self) -> int:
        """How many transitions there are, ends not counted."""
        return sum(edge.n for edge in self.edges if edge.target != END)

    def occurrences(self, state: str) -> int:
        """Return how often a state occurred."""
        return sum(edge.n for edge in self.edges if edge.origin == state)

    def _estimate(self, edge: Edge) -> Estimate:
        found = edge.summary.estimate(
            confidence_level=self.confidence_level,
            method=self.method,
            measure=PROBABILITY,
            group=(("from", edge.origin), ("to", edge.target)),
        )
        return replace(found, unit_name="case" if isinstance(edge.summary, Clustered) else "")

    @property
    def probabilities(self) -> Estimates:
        """Of each transition, how probable it is after its origin; the most frequent first."""
        return Estimates([self._estimate(edge) for edge in self.edges], by=("from", "to"))

    def __getitem__(self, pair: tuple[str, str]) -> Estimate:
        """Return the probability of one transition; 0 of n if it was never made."""
        if not (isinstance(pair, tuple) and len(pair) == 2):
            raise GroupError(f"Pick a transition by its two ends; got {pair!r}.")
        origin, target = (str(name) for name in pair)
        for name in (origin, target):
            if name not in self.states and name != END:
                guess = nearest(name, self.states)
                hint = f" Did you mean {guess!r}?" if guess else ""
                shown = ", ".join(map(repr, self.states))
                raise GroupError(f"There is no {self.of} {name!r}.{hint} There are: {shown}.")
        return self.probability(origin, target)

    def probability(self, origin: str, target: str) -> Estimate:
        """Return the probability of a transition; the target may be unknown here: 0 of n."""
        for edge in self.edges:
            if (edge.origin, edge.target) == (origin, target):
                return self._estimate(edge)
        return self._estimate(self._never(origin, target))

    def _never(self, origin: str, target: str) -> Edge:
        """Return the edge of a transition that was never made."""
        like = next((edge for edge in self.edges if edge.origin == origin), None)
        if like is None:
            raise GroupError(f"Nothing can follow {origin!r}.")
        row = {"n": 0, "xy": 0.0, "yy": 0.0}
        total = {"n": float(like.summary.n)}
        if isinstance(like.summary, Clustered):
            sums = like.summary.sums
            total |= {"xy": sums.xx, "part": float(sums.n_units)}
        return Edge.of(origin, target, row, total)

    def _shares(self, measure: Measure, counts: Mapping[str, int]) -> Estimates:
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return Estimates(
            [
                Proportion(successes=n, n=self.n_cases).estimate(
                    confidence_level=self.confidence_level,
                    method=self.method,
                    measure=measure,
                    group=((self.of, state),),
                )
                for state, n in ranked
                if n
            ],
            by=(self.of,),
        )

    @property
    def starts(self) -> Estimates:
        """With what cases start: a share of all cases each, the most frequent first."""
        return self._shares(STARTED, self.start_counts)

    @property
    def start_counts(self) -> dict[str, int]:
        """How many cases start with each state; those that none starts with left out."""
        counts = {state: self.occurrences(state) for state in self.states}
        for edge in self.edges:
            if edge.target != END:
                counts[edge.target] -= edge.n
        return {state: n for state, n in counts.items() if n}

    @property
    def ends(self) -> Estimates:
        """With what cases end: a share of all cases each, the most frequent first."""
        return self._shares(ENDED, {e.origin: e.n for e in self.edges if e.target == END})

    @property
    def loops(self) -> Estimates:
        """The transitions from a state to itself, the most frequent first."""
        loops = [edge for edge in self.edges if edge.origin == edge.target]
        return Estimates([self._estimate(edge) for edge in loops], by=("from", "to"))

    def matrix(self) -> pd.DataFrame:
        """Return the counts as a square pandas data frame: from in rows, to in columns."""
        import pandas as pd

        frame = pd.DataFrame(0, index=self.states, columns=[*self.states, END])
        for edge in self.edges:
            frame.loc[edge.origin, edge.target] = edge.n
        return frame.rename_axis(index="from", columns="to")

    @property
    def note(self) -> str:
        """What was read, and what was made of ties."""
        if not self.n_ties:
            return f"{self.log}."
        return (
            f"{self.log}. {self.n_ties:,} events have the same time as the one before: they are "
            "taken in the order of their names. Give sequence=, a column that orders them."
        )

    @property
    def sentence(self) -> str:
        """How much there is, and what is most frequent."""
        whose = f" ({self.label})" if self.group else ""
        top = [edge for edge in self.edges if edge.target != END][:3]
        text = (
            f"{self.n_cases:,} cases{whose} made {self.n_transitions:,} transitions between "
            f"{len(self.states):,} {self.of}s."
        )
        if not top:
            return text
        shown = ", ".join(f"{edge.origin} → {edge.target} ({edge.n:,})" for edge in top)
        return f"{text} Most frequent: {shown}."

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas data frame with one row a transition; probabilities 0 to 1."""
        import pandas as pd

        rows = []
        for edge, estimate in zip(self.edges, self.probabilities, strict=True):
            rows.append(
                {
                    **dict(self.group),
                    "from": edge.origin,
                    "to": edge.target,
                    "n": edge.n,
                    "n_from": edge.summary.n,
                    "probability": estimate.value,
                    "low": estimate.low,
                    "high": estimate.high,
                }
            )
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        head = f"transitions{', ' + self.label if self.group else ''}: {self.sentence}"
        lines = [_line(edge, self._estimate(edge)) for edge in self.edges[:SHOWN]]
        more = len(self.edges) - SHOWN
        return "\n".join([head, *lines, *([f"and {more:,} more"] if more > 0 else [])])

    def _repr_html_(self) -> str:
        level = f"{100 * self.confidence_level:g}%"
        header = ["from → to", "times", f"of what follows [{level} interval]"]
        rows = [
            [
                f"{edge.origin} → {edge.target}",
                f"{edge.n:,}",
                f"{estimate._value_text()} {estimate._interval_text()}",
            ]
            for edge, estimate in zip(self.edges, self.probabilities, strict=True)
        ]
        whose = f", {self.label}" if self.group else ""
        way = self._estimate(self.edges[0]).method
        return html_table(f"Transitions{whose}: {way}", header, rows, [self.sentence, self.note])


def _line(edge: Edge, estimate: Estimate) -> str:
    return (
        f"{edge.origin} → {edge.target}: {edge.n:,}; {estimate._value_text()} "
        f"{estimate._interval_text()}"
    )


def counts_of_both(first: Transitions, second: Transitions) -> dict[tuple[str, str], int]:
    """Return how often two groups together made each transition, the most frequent first."""
    counts: dict[tuple[str, str], int] = {}
    for edge in (*first.edges, *second.edges):
        pair = (edge.origin, edge.target)
        counts[pair] = counts.get(pair, 0) + edge.n
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
