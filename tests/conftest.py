"""What all tests share: Hypothesis draws the same examples on every machine; one Spark session."""

import shutil
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import settings
from project import need

settings.register_profile("uxcx", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("uxcx")


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Give a real local Spark of two cores, one for the whole run, that reads times as UTC."""
    present = find_spec("pyspark") is not None and shutil.which("java") is not None
    need(present, "PySpark and Java")
    from pyspark.sql import SparkSession

    place = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.sql.session.timeZone": "UTC",
        # our data is small: as many pieces as cores
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "2",
        # a compiled plan is worth it for millions of rows, not for hundreds
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.sql.warehouse.dir": str(place / "warehouse"),
        "spark.pyspark.python": sys.executable,
    }
    builder = SparkSession.builder.master("local[2]").appName("uxcx tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its start, which is not ours
        session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
