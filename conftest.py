"""Figures are drawn without a screen, and closed after each test."""

from collections.abc import Iterator

import matplotlib
import pytest

# Not by MPLBACKEND: the kernels of the notebooks would inherit it and draw no figures.
matplotlib.use("agg")

# The notebook that becomes reports needs a study; tests/reporting runs it with some.
collect_ignore = ["uxcx/reporting/report.ipynb"]


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    import sys

    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
