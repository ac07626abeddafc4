"""Figures are drawn without a screen, and closed after each test; one Spark session serves all."""

import shutil
from collections.abc import Iterator
from typing import Any

import matplotlib
import pytest
from project import need

# Not by MPLBACKEND: the kernels of the notebooks would inherit it and draw no figures.
matplotlib.use("agg")


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    import sys

    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Return a local Spark session in UTC, started once for all tests that need it."""
    need(shutil.which("java") is not None, "Java, for PySpark")
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySpark's own, about the newest pandas
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master("local[2]")
            .appName("uxcx tests")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()
        )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
