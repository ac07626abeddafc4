"""How lines of several groups differ: by colour, marker and dashes, so that each alone will do."""

from __future__ import annotations

from typing import Any

from uxcx.plots.look import COLOURS, MARKERS

#: the first is that of CX, the others are of seaborn's colour-blind palette, without UX's blue
SERIES: tuple[tuple[str, str, Any], ...] = (
    (COLOURS["CX"], MARKERS["CX"], "-"),
    (COLOURS["any"], MARKERS["any"], "--"),
    ("#029e73", "^", "-."),
    ("#cc78bc", "v", ":"),
    ("#ca9161", "P", (0, (5, 1, 1, 1, 1, 1))),
)
