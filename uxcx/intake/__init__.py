"""Other people's data: read it, say what each column is, check it, and keep people private."""

from uxcx.intake.checked import Checked, Problem
from uxcx.intake.checking import check
from uxcx.intake.escaping import spreadsheet_safe, spreadsheet_text
from uxcx.intake.opened import Decision, Opened
from uxcx.intake.privacy import looks_personal, pseudonyms
from uxcx.intake.reading import read
from uxcx.intake.shapes import lengthen
from uxcx.intake.study import Study

__all__ = [
    "Checked",
    "Decision",
    "Opened",
    "Problem",
    "Study",
    "check",
    "lengthen",
    "looks_personal",
    "pseudonyms",
    "read",
    "spreadsheet_safe",
    "spreadsheet_text",
]
