"""The families of statistics, one a file: a summary that can be added, estimated and compared.

Published counts can enter here without any data: ``Proportion(successes=9, n=10).estimate()``.
"""

from uxcx.families.clustered import Clustered
from uxcx.families.counted import Counted
from uxcx.families.geometric_mean import GeometricMean
from uxcx.families.mean import Mean
from uxcx.families.median import Median
from uxcx.families.net_score import NetScore
from uxcx.families.paired_means import PairedMeans, PairedRatios
from uxcx.families.paired_net_scores import PairedNetScores
from uxcx.families.paired_proportions import PairedProportions
from uxcx.families.proportion import Proportion
from uxcx.families.rate import Rate
from uxcx.families.ratio import RatioOfSums
from uxcx.families.units import Overlap, UnitSums

__all__ = [
    "Clustered",
    "Counted",
    "GeometricMean",
    "Mean",
    "Median",
    "NetScore",
    "Overlap",
    "PairedMeans",
    "PairedNetScores",
    "PairedProportions",
    "PairedRatios",
    "Proportion",
    "Rate",
    "RatioOfSums",
    "UnitSums",
]
