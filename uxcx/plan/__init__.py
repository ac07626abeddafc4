"""Planning a study: how many answers, for an interval or a difference, and how many participants.

>>> from uxcx import plan
>>> plan.precision("proportion", half_width=0.1).n
93
>>> plan.difference("proportion", first=0.9, second=0.75).n
100
>>> plan.discovery(0.15).n
12

Everything is computed for the intervals and tests that `uxcx` itself uses, and every answer says
what it takes for granted.
"""

from uxcx.plan.answer import SampleSize
from uxcx.plan.checks import PlanError
from uxcx.plan.differences import difference, power
from uxcx.plan.margins import equivalent, not_worse
from uxcx.plan.problems import (
    Discovery,
    design_effect,
    discovered,
    discovery,
    estimate_discovery,
)
from uxcx.plan.widths import precision

__all__ = [
    "Discovery",
    "PlanError",
    "SampleSize",
    "design_effect",
    "difference",
    "discovered",
    "discovery",
    "equivalent",
    "estimate_discovery",
    "not_worse",
    "power",
    "precision",
]
