"""Questionnaires: how answers become scores, and what others scored (norms with their sources)."""

from uxcx.questionnaires.reliability import Reliability, cronbach_alpha
from uxcx.questionnaires.sus import (
    SUS_ITEMS,
    SusBand,
    sus_grade,
    sus_grades,
    sus_scores,
    sus_subscales,
)
from uxcx.questionnaires.sus_norms import (
    SusPercentile,
    SusWord,
    sus_acceptability,
    sus_adjective,
    sus_item_benchmarks,
    sus_percentile,
)
from uxcx.questionnaires.tlx import TLX_DIMENSIONS, tlx_scores
from uxcx.questionnaires.ueq import UEQ_S_ITEMS, ueq_s_scores
from uxcx.questionnaires.umux import (
    UMUX_ITEMS,
    UMUX_LITE_ITEMS,
    SusEquivalent,
    sus_equivalent,
    umux_lite_scores,
    umux_scores,
)

__all__ = [
    "SUS_ITEMS",
    "TLX_DIMENSIONS",
    "UEQ_S_ITEMS",
    "UMUX_ITEMS",
    "UMUX_LITE_ITEMS",
    "Reliability",
    "SusBand",
    "SusEquivalent",
    "SusPercentile",
    "SusWord",
    "cronbach_alpha",
    "sus_acceptability",
    "sus_adjective",
    "sus_equivalent",
    "sus_grade",
    "sus_grades",
    "sus_item_benchmarks",
    "sus_percentile",
    "sus_scores",
    "sus_subscales",
    "tlx_scores",
    "ueq_s_scores",
    "umux_lite_scores",
    "umux_scores",
]
