"""UX metrics: how people get on with one product.

Every function takes data (a data frame of any engine, or a plain 1-D array), the column to
measure, and returns an `Estimate`; with ``by=`` it returns one for each group.
"""

from uxcx.ux.interaction import error_rate, task_success, time_on_task
from uxcx.ux.opinion import seq, sus

__all__ = ["task_success", "time_on_task", "error_rate", "seq", "sus"]  # noqa: RUF022 (course order)
