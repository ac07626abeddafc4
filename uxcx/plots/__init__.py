"""Figures: each takes data or results, draws on an Axes, and can say in words what it shows.

UX is blue with round markers, CX is orange with square ones, in every figure of the course.
Intervals are always drawn. `describe(ax)` gives the figure in words, for readers who cannot see
it and for tests that read it.
"""

from uxcx.plots.balance import love_plot
from uxcx.plots.cohort_maps import cohorts, retention_curve
from uxcx.plots.differences import differences
from uxcx.plots.dots import estimates
from uxcx.plots.event_studies import event_study
from uxcx.plots.funnels import funnel
from uxcx.plots.grades import sus_scale
from uxcx.plots.importance import drivers, importance_performance
from uxcx.plots.interrupted import before_and_after
from uxcx.plots.journey_maps import journey_map
from uxcx.plots.lifetime import holdout, holdout_over_time, p_alive, projected_survival
from uxcx.plots.look import COLOURS, INK, MARKERS, describe
from uxcx.plots.mediations import mediation
from uxcx.plots.metrics_map import metrics_map
from uxcx.plots.nested import nested_sets
from uxcx.plots.nps import nps_stack
from uxcx.plots.power import power
from uxcx.plots.step_matrices import step_matrix
from uxcx.plots.studies import many_studies
from uxcx.plots.survival import survival
from uxcx.plots.times import task_times
from uxcx.plots.tornados import tornado
from uxcx.plots.transition_arcs import transitions

__all__ = [
    "COLOURS",
    "INK",
    "MARKERS",
    "before_and_after",
    "cohorts",
    "describe",
    "differences",
    "drivers",
    "estimates",
    "event_study",
    "funnel",
    "holdout",
    "holdout_over_time",
    "importance_performance",
    "journey_map",
    "love_plot",
    "many_studies",
    "mediation",
    "metrics_map",
    "nested_sets",
    "nps_stack",
    "p_alive",
    "power",
    "projected_survival",
    "retention_curve",
    "step_matrix",
    "survival",
    "sus_scale",
    "task_times",
    "tornado",
    "transitions",
]
