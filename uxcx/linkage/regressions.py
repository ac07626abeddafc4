"""statsmodels, asked for when a regression is first needed."""

from __future__ import annotations

import importlib
from typing import Any


def statsmodels_api() -> Any:
    """Return `statsmodels.api`, or say what to type where it is not installed.

    Raises
    ------
    ImportError
        If statsmodels is not installed.
    """
    try:
        api = importlib.import_module("statsmodels.api")
    except ImportError as error:
        raise ImportError(
            "uxcx.linkage needs statsmodels for its regressions, and it is not installed. Type: "
            'pip install "uxcx[linkage]"'
        ) from error
    return api
