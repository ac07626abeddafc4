"""A study measured and written down: `measure` gives the numbers, `report` a page to send."""

from uxcx.reporting.making import report, write_page
from uxcx.reporting.measured import Measured, Split, StudyResults, measure
from uxcx.reporting.showing import (
    answered,
    asked,
    figure,
    in_short,
    limits,
    methods,
    metric,
    set_aside,
    show,
    title,
    versions,
)
from uxcx.reporting.tables import save_tables

__all__ = [
    "Measured",
    "Split",
    "StudyResults",
    "answered",
    "asked",
    "figure",
    "in_short",
    "limits",
    "measure",
    "methods",
    "metric",
    "report",
    "save_tables",
    "set_aside",
    "show",
    "title",
    "versions",
    "write_page",
]
