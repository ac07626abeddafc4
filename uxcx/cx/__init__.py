"""CX metrics: how customers get on with a brand, over journeys and the whole relationship.

Every function takes data (a data frame of any engine, or a plain 1-D array), the column to
measure, and returns an `Estimate`; with ``by=`` it returns one for each group.
"""

from uxcx.cx.journey import ces, csat
from uxcx.cx.relationship import nps

__all__ = ["csat", "ces", "nps"]  # noqa: RUF022 (course order)
