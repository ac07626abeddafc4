"""Drag the number of participants and watch the interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uxcx import ux
from uxcx.families import Proportion
from uxcx.interactive.view import Interactive, paragraph, picture, slider, widgets
from uxcx.results import Estimate
from uxcx.tables import Shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: the sizes of the still view: what usability tests and surveys have
SIZES = (5, 10, 20, 50, 100, 400, 1000)
LARGEST = 1000


def drag_n(*, share: float = 0.8, n: int = 5) -> Interactive:
    """Drag the number of participants, and watch how sure you can be.

    Parameters
    ----------
    share : float, default 0.8
        The share that succeeds, 0 to 1; rounded to whole people.
    n : int, default 5
        How many participants to begin with, 1 to 1000.

    Returns
    -------
    Interactive
        Two sliders and a figure; its still view is a table of seven sizes.

    Raises
    ------
    ValueError
        If the share is outside 0 to 1, or n outside 1 to 1000.

    Examples
    --------
    >>> print(repr(drag_n()).splitlines()[1])
    - participants: 5

    The table begins with the five users of a small test.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is a proportion from 0 to 1; got {share!r}.")
    if n not in range(1, LARGEST + 1):
        raise ValueError(f"n is a whole number from 1 to {LARGEST}; got {n!r}.")
    rows = [[str(size), *cells(success(size, share))] for size in SIZES]
    header = ["participants", "succeeded", "95% interval", "width in points"]
    still = Shown("The same share, seen in more and more participants", header, rows)
    library = widgets()
    if library is None:
        return Interactive(None, still)
    size = slider(n, 1, LARGEST, "participants")
    percent = slider(round(100 * share), 0, 100, "succeed (%)")
    image = library.Image(format="png")
    words = library.HTML()

    def redraw(_: object = None) -> None:
        image.value, text = draw(size.value, percent.value / 100)
        words.value = paragraph(text)

    size.observe(redraw, names="value")
    percent.observe(redraw, names="value")
    redraw()
    return Interactive(library.VBox([size, percent, image, words]), still)


def success(n: int, share: float) -> Estimate:
    """Return the estimate from n people of whom that share succeeded, in whole people."""
    found = ux.task_success(Proportion(successes=round(share * n), n=n))
    if not isinstance(found, Estimate):
        raise TypeError("one estimate was expected")
    return found


def cells(estimate: Estimate) -> list[str]:
    """Return what the still view shows of an estimate."""
    low, high = (100 * end for end in (estimate.low, estimate.high))
    return [f"{estimate.value * estimate.n:.0f}", f"{low:.0f}% to {high:.0f}%", f"{high - low:.0f}"]


def draw(n: int, share: float) -> tuple[bytes, str]:
    """Return the figure for one setting, and its words."""
    from uxcx import plots

    estimate = success(n, share)

    def dots(ax: Axes) -> Axes:
        return plots.estimates(estimate, ax=ax)

    return picture(dots, height=1.9)
