"""Journeys: what happens between the first contact and the last, from an event log.

An event log has one row an event: of a case (whose journey it is), at a time. `event_log` opens
it once; each function also opens a data frame itself. pandas, Polars, DuckDB and PySpark give the
same answers, and only counts and sums are collected.
"""

from uxcx.journeys.comparing import PartComparisons, compare_steps, compare_transitions
from uxcx.journeys.funnel import funnel
from uxcx.journeys.funnel_result import Funnel, Funnels
from uxcx.journeys.groups import Groups
from uxcx.journeys.log import EventLog, event_log
from uxcx.journeys.map import journey_map
from uxcx.journeys.map_result import JourneyMap
from uxcx.journeys.paths import Path, Paths, paths
from uxcx.journeys.positions import StepMatrix, step_matrix
from uxcx.journeys.touchpoints import Touchpoint, Touchpoints, touchpoints
from uxcx.journeys.transitions import transitions
from uxcx.journeys.transitions_result import Transitions

__all__ = [
    "EventLog",
    "Funnel",
    "Funnels",
    "Groups",
    "JourneyMap",
    "PartComparisons",
    "Path",
    "Paths",
    "StepMatrix",
    "Touchpoint",
    "Touchpoints",
    "Transitions",
    "compare_steps",
    "compare_transitions",
    "event_log",
    "funnel",
    "journey_map",
    "paths",
    "step_matrix",
    "touchpoints",
    "transitions",
]
