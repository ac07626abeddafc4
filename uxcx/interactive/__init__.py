"""Parts of the lessons to touch: each has a still view, which works without a kernel.

They need ipywidgets, which comes with the extra `lab`; without it the still view is shown.
"""

from uxcx.interactive.funnel import break_the_funnel
from uxcx.interactive.interval import drag_n
from uxcx.interactive.nps import mix_the_nps
from uxcx.interactive.sorting import sort_statements
from uxcx.interactive.view import Interactive

__all__ = ["Interactive", "break_the_funnel", "drag_n", "mix_the_nps", "sort_statements"]
