"""Data and answers that articles on lifetime value print, as the package lifetimes ships them."""

import importlib.util
from pathlib import Path

import pandas as pd

# Its loaders need an old setuptools, so that its files are read without importing it.
_FILES = Path(str(importlib.util.find_spec("lifetimes").origin)).parent / "datasets"  # type: ignore[union-attr]


def cdnow() -> pd.DataFrame:
    """Return 2,357 customers of CDNOW in weeks, with the mean value of their repeat purchases."""
    table = pd.read_csv(_FILES / "cdnow_customers_summary_with_transactions.csv")
    names = {"x": "frequency", "t_x": "recency", "T": "age", "zbar": "monetary_value"}
    return table.rename(columns=names)


def donations() -> pd.DataFrame:
    """Return 11,104 donors of six years as 22 distinct histories."""
    table = pd.read_csv(_FILES / "donations.csv")
    return table.rename(columns={"periods": "age", "weights": "customers"})


#: survivors of 1,000 "high end" customers: Fader and Hardie 2007, table 1
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
