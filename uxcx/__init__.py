"""uxcx: measure user experience (UX) and customer experience (CX) honestly.

>>> from uxcx import ux, cx, compare
>>> ux.task_success([1, 1, 1, 1, 0])
task success 80% [36, 98] (4 of 5; 95%, adjusted Wald)

`ux` and `cx` hold the metrics, `families` the statistics behind them, `linkage` what leads from the
one to the other, `datasets` the worlds of the course, `plan` the sizes of studies,
`relationships` what customers will do and are worth, `plots` the figures, and `learn` the answer
checks of the lessons.
"""

from __future__ import annotations

import importlib
from typing import Any

from uxcx import cx, datasets, families, norms, questionnaires, ux
from uxcx.agreement import Agreement, krippendorff_alpha
from uxcx.allocation import SampleRatio, sample_ratio
from uxcx.benchmark import BenchmarkTest, against
from uxcx.categories import shares
from uxcx.comparison import Comparison, compare
from uxcx.effects import EffectSizes, effect_sizes
from uxcx.equivalence import EquivalenceTest, equivalent, not_worse
from uxcx.errors import AnswerError, ColumnError, IntakeError
from uxcx.metrics import catalogue
from uxcx.multiple import Comparisons, compare_all
from uxcx.results import Estimate, Estimates
from uxcx.single_usability import SingleUsability, single_usability_metric

__version__ = "0.1.0"

__all__ = [
    "Agreement",
    "AnswerError",
    "BenchmarkTest",
    "ColumnError",
    "Comparison",
    "Comparisons",
    "EffectSizes",
    "EquivalenceTest",
    "Estimate",
    "Estimates",
    "IntakeError",
    "SampleRatio",
    "SingleUsability",
    "Study",
    "against",
    "catalogue",
    "check",
    "compare",
    "compare_all",
    "concepts",
    "cx",
    "datasets",
    "effect_sizes",
    "equivalent",
    "families",
    "intake",
    "interactive",
    "journeys",
    "krippendorff_alpha",
    "learn",
    "linkage",
    "norms",
    "not_worse",
    "pitfalls",
    "plan",
    "plots",
    "questionnaires",
    "read",
    "relationships",
    "report",
    "reporting",
    "sample_ratio",
    "shares",
    "single_usability_metric",
    "ux",
]

# Loaded when first used: figures bring matplotlib and seaborn with them.
_LAZY = (
    "concepts",
    "intake",
    "interactive",
    "journeys",
    "learn",
    "linkage",
    "pitfalls",
    "plan",
    "plots",
    "relationships",
    "reporting",
)
_LAZY_NAMES = {
    "Study": "uxcx.intake",
    "check": "uxcx.intake",
    "read": "uxcx.intake",
    "report": "uxcx.reporting",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return importlib.import_module(f"uxcx.{name}")
    if name in _LAZY_NAMES:
        return getattr(importlib.import_module(_LAZY_NAMES[name]), name)
    raise AttributeError(f"module 'uxcx' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
