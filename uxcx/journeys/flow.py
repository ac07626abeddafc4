"""An order of events in which few transitions go back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

#: times that all states are looked through again
ROUNDS = 10


def in_flow(states: Iterable[str], weights: Mapping[tuple[str, str], int]) -> list[str]:
    """Return the states in an order in which few transitions go back.

    Eades, Lin and Smyth (1993), *Information Processing Letters* 47:319: take away, again and
    again, the state that sends most more onward than it gets; what only gets goes last. Then each
    state is moved to where it is best, until none can be.
    """
    left = sorted(states)
    early: list[str] = []
    late: list[str] = []

    def sent(name: str) -> int:
        return sum(weights.get((name, other), 0) for other in left if other != name)

    def got(name: str) -> int:
        return sum(weights.get((other, name), 0) for other in left if other != name)

    while left:
        last = [name for name in left if not sent(name)]
        if last:
            late = [*last, *late]
            left = [name for name in left if name not in last]
            continue
        best = max(left, key=lambda name: sent(name) - got(name))
        early.append(best)
        left.remove(best)
    return _improved([*early, *late], weights)


def _improved(order: list[str], weights: Mapping[tuple[str, str], int]) -> list[str]:
    """Return the order with each state where fewest of its transitions go back."""
    for _ in range(ROUNDS):
        before = list(order)
        for name in before:
            others = [other for other in order if other != name]
            # how many go back if it stands first: all that come to it; then place by place
            back = sum(weights.get((other, name), 0) for other in others)
            costs = [back]
            for other in others:
                back += weights.get((name, other), 0) - weights.get((other, name), 0)
                costs.append(back)
            here = order.index(name)
            place = min(range(len(costs)), key=lambda p: (costs[p], abs(p - here)))
            order = [*others[:place], name, *others[place:]]
        if order == before:
            break
    return order
