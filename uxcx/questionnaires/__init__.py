"""Questionnaires: how answers become scores, and what others scored (norms with their sources)."""

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

__all__ = [
    "SUS_ITEMS",
    "SusBand",
    "SusPercentile",
    "SusWord",
    "sus_acceptability",
    "sus_adjective",
    "sus_grade",
    "sus_grades",
    "sus_item_benchmarks",
    "sus_percentile",
    "sus_scores",
    "sus_subscales",
]
