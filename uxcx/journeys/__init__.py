"""Journeys: what happens between the first contact and the last, from an event log.

An event log has one row an event: of a case (whose journey it is), at a time. `event_log` opens
it once; each function also opens a data frame itself. pandas, Polars, DuckDB and PySpark give the
same answers, and only counts and sums are collected.
"""

from uxcx.journeys.funnel import funnel
from uxcx.journeys.funnel_result import Funnel, Funnels
from uxcx.journeys.log import EventLog, event_log

__all__ = ["EventLog", "Funnel", "Funnels", "event_log", "funnel"]
