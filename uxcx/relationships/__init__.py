"""Relationships: what months and years say of customers, from logs of any size.

Only the counting touches the rows, on the engine where they are (pandas, Polars, DuckDB, PySpark);
what comes back is a handful of numbers.
"""

from uxcx.relationships.cohort_table import Retention
from uxcx.relationships.cohorts import retention
from uxcx.relationships.purchases import rfm

__all__ = ["Retention", "retention", "rfm"]
