"""From UX to CX: how far a better interaction moves the relationship.

>>> from uxcx import datasets, linkage
>>> shop = datasets.load("ecommerce")
>>> found = linkage.drivers(shop.survey, outcome="recommend", drivers=["delivery", "trust"])
>>> found.drivers[0].name, found.first_leads
('trust', True)

The regressions are those of statsmodels, which the extra ``linkage`` brings
(``pip install "uxcx[linkage]"``). Every result says what its design allows it to claim: what was
assigned by lot may have caused a change; what was only observed went with it.
"""

from uxcx.linkage import guards
from uxcx.linkage.drivers_result import Driver, Drivers
from uxcx.linkage.effect import Check, Effect
from uxcx.linkage.event_effects import PeriodEffect
from uxcx.linkage.experiments import Experiment, experiment
from uxcx.linkage.interrupted import BeforeAndAfter, before_after
from uxcx.linkage.key_drivers import drivers
from uxcx.linkage.linked import Coverage, Linked
from uxcx.linkage.linking import link
from uxcx.linkage.links import Link, Uncertain
from uxcx.linkage.matching import Matched, matched
from uxcx.linkage.mediating import mediation
from uxcx.linkage.mediation_result import Mediation
from uxcx.linkage.performance import ImportancePerformance, Item, importance_performance
from uxcx.linkage.resampling import Quantity
from uxcx.linkage.rollouts import DifferenceInDifferences, difference_in_differences
from uxcx.linkage.scenario_result import Assumption, Change, WhatIf
from uxcx.linkage.scenarios import what_if
from uxcx.linkage.segments import Mix, Part
from uxcx.linkage.selection import Selected
from uxcx.linkage.sensitivity import e_value
from uxcx.linkage.shapley import shapley_values
from uxcx.linkage.sides import PeriodMean
from uxcx.linkage.sources import Source
from uxcx.linkage.weighting import Balance

__all__ = [
    "Assumption",
    "Balance",
    "BeforeAndAfter",
    "Change",
    "Check",
    "Coverage",
    "DifferenceInDifferences",
    "Driver",
    "Drivers",
    "Effect",
    "Experiment",
    "ImportancePerformance",
    "Item",
    "Link",
    "Linked",
    "Matched",
    "Mediation",
    "Mix",
    "Part",
    "PeriodEffect",
    "PeriodMean",
    "Quantity",
    "Selected",
    "Source",
    "Uncertain",
    "WhatIf",
    "before_after",
    "difference_in_differences",
    "drivers",
    "e_value",
    "experiment",
    "guards",
    "importance_performance",
    "link",
    "matched",
    "mediation",
    "shapley_values",
    "what_if",
]
