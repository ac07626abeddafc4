"""UI inside UX inside CX, as a figure."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyBboxPatch

from uxcx.plots.look import COLOURS, INK, described

#: from the outside in: the letters, the words, and examples of what is in this ring only
_RINGS = (
    ("CX", "customer experience", "brand, price, sales, delivery, support, leaving"),
    ("UX", "user experience", "ease, order of content, accessibility, speed"),
    ("UI", "user interface", "buttons, menus, colours, text"),
)


def nested_sets(*, ax: Axes | None = None) -> Axes:
    """Draw UI inside UX inside CX, as the articles have it.

    Parameters
    ----------
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        `uxcx.plots.describe` says in words what it shows.

    Examples
    --------
    >>> from uxcx.plots import describe
    >>> print(describe(nested_sets()))
    Three boxes, each drawn inside the one before it.
    - outermost, CX (customer experience): brand, price, sales, delivery, support, leaving
    - inside CX, UX (user experience): ease, order of content, accessibility, speed
    - inside UX, UI (user interface): buttons, menus, colours, text

    A button is part of all three; a delivery is part of the outermost only.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 4.4), layout="constrained")
    colours = {"CX": COLOURS["CX"], "UX": COLOURS["UX"], "UI": COLOURS["UX"]}
    for depth, (letters, words, examples) in enumerate(_RINGS):
        left, bottom, top = 0.45 * depth, 0.35 * depth, 6.0 - 1.75 * depth
        # mixed with white, not transparent: transparent tints would mix with each other
        tint = tuple(1 - 0.22 * (1 - part) for part in to_rgb(colours[letters]))
        ax.add_patch(
            FancyBboxPatch(
                (left, bottom),
                10 - 2 * left,
                top - bottom,
                boxstyle="round,pad=0,rounding_size=0.3",
                facecolor="white" if letters == "UI" else tint,
                edgecolor=colours[letters],
                linewidth=2.5,
                linestyle="--" if letters == "UI" else "-",
            )
        )
        x = left + 0.35
        ax.text(x, top - 0.4, letters, va="center", fontsize=15, weight="bold", color=INK)
        ax.text(x + 0.85, top - 0.4, words, va="center", fontsize=12, color=INK)
        ax.text(x, top - 1.05, examples, va="center", fontsize=11, color=INK)
    ax.set(xlim=(-0.1, 10.1), ylim=(-0.1, 6.1))
    ax.set_axis_off()
    outside = [None, *(letters for letters, *_ in _RINGS)]
    return described(
        ax,
        "Three boxes, each drawn inside the one before it.",
        [
            f"- {f'inside {around}' if around else 'outermost'}, {letters} ({words}): {examples}"
            for around, (letters, words, examples) in zip(outside, _RINGS, strict=False)
        ],
    )
