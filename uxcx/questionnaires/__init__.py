"""Questionnaires: how answers become scores, and what others scored (norms with their sources)."""

from uxcx.questionnaires.sus import (
    SUS_ITEMS,
    SusBand,
    sus_grade,
    sus_grades,
    sus_scores,
)

__all__ = ["SUS_ITEMS", "SusBand", "sus_grade", "sus_grades", "sus_scores"]
