"""From UX to CX: how far a better interaction moves the relationship.

The regressions are those of statsmodels, which the extra ``linkage`` brings
(``pip install "uxcx[linkage]"``). Every result says what its design allows it to claim: what was
assigned by lot may have caused a change; what was only observed went with it.
"""

from uxcx.linkage.difference_in_differences import (
    DifferenceInDifferences,
    PeriodEffect,
    difference_in_differences,
)
from uxcx.linkage.effect import Check, Effect
from uxcx.linkage.experiment import Experiment, experiment

__all__ = [
    "Check",
    "DifferenceInDifferences",
    "Effect",
    "Experiment",
    "PeriodEffect",
    "difference_in_differences",
    "experiment",
]
