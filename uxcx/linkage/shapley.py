"""Shapley values: what each player of a game adds, over all orders in which they could come."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from uxcx.linkage.observations import Array

#: 2 to this power are the coalitions that are valued at most
MOST_PLAYERS = 15


def shapley_values(
    players: Sequence[str], value: Callable[[frozenset[str]], float]
) -> dict[str, float]:
    """Divide what all players reach together, by what each adds to those already there.

    Parameters
    ----------
    players : sequence of str
        Channels, touchpoints, drivers; 1 to 15 different ones.
    value : callable
        What a set of players (a frozenset, perhaps empty) reaches by itself.

    Returns
    -------
    dict of str to float
        A value for each player; together what all reach, less what the empty set does.

    Raises
    ------
    ValueError
        If there is no player, one twice, or more than 15.

    Notes
    -----
    The mean, over all orders, of what a player adds to those before (Shapley 1953, *A Value for
    n-Person Games*). Every one of the 2^k sets is valued once.

    Examples
    --------
    >>> from uxcx import linkage
    >>> pair = lambda gloves: float("left" in gloves and len(gloves) > 1)
    >>> found = linkage.shapley_values(["left", "right", "right too"], pair)
    >>> {player: round(value, 3) for player, value in found.items()}
    {'left': 0.667, 'right': 0.167, 'right too': 0.167}

    Only a left and a right glove make a pair: the one left glove is worth most of it.
    """
    names = list(players)
    if not names or len(set(names)) < len(names):
        raise ValueError(f"The players must be different, and one or more; got {names!r}.")
    if len(names) > MOST_PLAYERS:
        raise ValueError(
            f"{len(names)} players make {2 ** len(names):,} sets to value; at most "
            f"{MOST_PLAYERS} are possible."
        )
    values = [
        float(value(frozenset(name for bit, name in enumerate(names) if mask >> bit & 1)))
        for mask in range(2 ** len(names))
    ]
    shares = shapley_matrix(len(names)) @ np.array(values)
    return dict(zip(names, shares.tolist(), strict=True))


@cache
def shapley_matrix(n: int) -> Array:
    """Return the matrix from the values of all sets (by bit mask) to the players' values."""
    masks = np.arange(2**n)
    bits = masks[None, :] >> np.arange(n)[:, None] & 1
    size = bits.sum(axis=0)
    # What a player adds to s others is weighted by s! (n - s - 1)! / n!.
    weight = np.array([1 / (n * math.comb(n - 1, s)) for s in range(n)])
    with_player = np.append(0.0, weight)[size]
    without = -np.append(weight, 0.0)[size]
    return np.asarray(np.where(bits == 1, with_player, without))


def all_r_squared(covariances: Array) -> Array:
    """Return the R² of the last variable on every set of the others.

    Parameters
    ----------
    covariances : numpy.ndarray of shape (resamples, k + 1, k + 1)
        Of k drivers and then the outcome.

    Returns
    -------
    numpy.ndarray of shape (2^k, resamples)
        By bit mask: set 5 holds the first and the third driver.

    Notes
    -----
    Drivers are swept out one after the other (Goodnight 1979, *The American Statistician* 33:149),
    and what is left of the later ones serves all sets that begin alike: about six products a set,
    whatever k.
    """
    k = covariances.shape[1] - 1
    variances = covariances[:, range(k + 1), range(k + 1)]
    outcome = variances[:, k]
    found = np.zeros((2**k, len(covariances)))

    def visit(mask: int, first: int, left: Array) -> None:
        """Go through the sets that `mask` begins; `left` is what it leaves of the others."""
        for place in range(left.shape[1] - 1):
            pivot, later = left[:, place, place], slice(place + 1, None)
            # A driver that others explain fully, or that does not vary in a resample, adds nothing.
            adds = pivot > 1e-10 * variances[:, first + place]
            inverse = np.divide(1.0, pivot, out=np.zeros_like(pivot), where=adds)
            across = left[:, place, later]
            remaining = left[:, later, later] - (
                across[:, :, None] * across[:, None, :] * inverse[:, None, None]
            )
            joined = mask | 1 << (first + place)
            found[joined] = 1 - np.divide(
                remaining[:, -1, -1], outcome, out=np.ones_like(outcome), where=outcome > 0
            )
            visit(joined, first + place + 1, remaining)

    visit(0, 0, covariances)
    return found
