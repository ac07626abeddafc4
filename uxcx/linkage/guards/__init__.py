"""Guards against paradoxes: numbers that are right, and mean something else than they seem to.

>>> from uxcx import datasets, linkage
>>> visits = datasets.load("ecommerce").sessions
>>> found = linkage.guards.simpson(visits, "ordered", group="design", treatment="autofill",
...                                segments=["device", "source"], unit="customer")
>>> [each.where for each in found.alarms]
['device', 'source']

Each guard speaks where it finds something, with numbers, and is quiet where there is nothing: its
alarm is corrected for how many segments or comparisons were looked at.
"""

from uxcx.linkage.guards.all_of_them import check_all
from uxcx.linkage.guards.finding import Finding, Findings
from uxcx.linkage.guards.levels import levels_that_disagree
from uxcx.linkage.guards.reversals import simpson
from uxcx.linkage.guards.selected import regression_to_the_mean
from uxcx.linkage.guards.survivors import survivors_only

__all__ = [
    "Finding",
    "Findings",
    "check_all",
    "levels_that_disagree",
    "regression_to_the_mean",
    "simpson",
    "survivors_only",
]
