"""Whether periods are in order when they are sorted: numbers and dates are, text seldom is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from uxcx.errors import AnswerError

if TYPE_CHECKING:
    import pandas as pd

#: a year first, then month and day, quarter or week: such text sorts as time does
ISO = re.compile(r"\d{4}(-\d{2}(-\d{2}([T ].*)?)?|-?Q[1-4]|-?W\d{2})?")


def require_in_order(periods: pd.Series[Any], column: str) -> None:
    """Refuse text that does not sort as time does, such as 01/03/2025."""
    import pandas as pd

    if not (pd.api.types.is_string_dtype(periods) or periods.dtype == object):
        return
    texts = [each for each in periods.dropna().unique() if isinstance(each, str)]
    wrong = next((text for text in texts if not ISO.fullmatch(text)), None)
    if wrong is not None:
        raise AnswerError(
            f"Column {column!r} holds text, such as {wrong!r}, which is sorted by its letters and "
            "not by time. Turn it into dates first, for example with pandas.to_datetime, or write "
            "the year first: '2025-03-01', '2025-03', '2025-W09'."
        )
