"""A copy of the airline's trips with impossible values, for the lesson on checking data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from uxcx.datasets.schema import TIME_FORMAT

if TYPE_CHECKING:
    import pandas as pd

#: how many rows are spoilt, each in its own way
N_SPOILT = 10


def raw(
    tables: Mapping[str, pd.DataFrame], *, rng: np.random.Generator
) -> dict[str, tuple[pd.DataFrame, list[str]]]:
    """Return a faulty copy of the trips, with its faults in words.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of the world, with ten trips or more with a bag.
    rng : numpy.random.Generator
        Which rows are spoilt.

    Returns
    -------
    dict of str to (pandas.DataFrame, list of str)
        By table: the copy, and a line for each fault. Rows are counted from 0.

    Raises
    ------
    ValueError
        If there are fewer trips with a bag.
    """
    import pandas as pd

    trips = tables["trips"]
    with_bag = np.flatnonzero((trips["bag"] == 1).to_numpy())
    if len(with_bag) < N_SPOILT:
        raise ValueError(f"Ten trips with a bag can be spoilt; got {len(with_bag)}.")
    frame: Any = trips.assign(
        booked=trips["booked"].dt.strftime(TIME_FORMAT),
        departure=trips["departure"].dt.strftime(TIME_FORMAT),
    )
    frame = frame.astype(object).where(frame.notna(), None)
    picked = sorted(int(row) for row in rng.choice(with_bag, N_SPOILT, replace=False))
    early, hours, swapped, circle, comma, day_first, no_bag, unknown, code, twice = picked
    frame.loc[early, "delay"] = -35
    frame.loc[hours, "delay"] = 1.5
    frame.loc[swapped, "booked"], frame.loc[swapped, "departure"] = (
        frame.loc[swapped, "departure"],
        frame.loc[swapped, "booked"],
    )
    frame.loc[circle, "destination"] = frame.loc[circle, "origin"]
    frame.loc[comma, "fare"] = str(frame.loc[comma, "fare"]).replace(".", ",")
    when = trips["departure"].iloc[day_first]
    frame.loc[day_first, "departure"] = when.strftime("%d.%m.%Y %H:%M")
    frame.loc[no_bag, "bag"], frame.loc[no_bag, "bag_lost"] = 0, 1
    frame.loc[unknown, "customer"] = "c99999999"
    frame.loc[code, "delay"] = 9999
    frame = pd.concat([frame, frame.iloc[[twice]]], ignore_index=True)
    return {
        "trips": (
            frame,
            [
                f"row {early}: a delay below 0",
                f"row {hours}: a delay in hours, where all others are in minutes",
                f"row {swapped}: booked after the departure",
                f"row {circle}: a flight that lands where it left from",
                f"row {comma}: a decimal comma in the fare",
                f"row {day_first}: a time written day first",
                f"row {no_bag}: a lost bag, where none was checked in",
                f"row {unknown}: a customer who is not in the table of customers",
                f"row {code}: 9999 for a delay that was not recorded",
                f"row {len(frame) - 1}: row {twice} once more",
            ],
        )
    }
