"""Move the mix of promoters and passives, and watch the NPS stay put."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uxcx import cx
from uxcx.families import NetScore
from uxcx.interactive.view import Interactive, paragraph, picture, slider, widgets
from uxcx.results import Estimate
from uxcx.tables import Shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def mix_the_nps(*, nps: int = 20, n: int = 200) -> Interactive:
    """Move the share of passives: the NPS stays, the customers behind it change.

    Parameters
    ----------
    nps : int, default 20
        The score to keep, -98 to 98.
    n : int, default 200
        How many answers, 50 or more.

    Returns
    -------
    Interactive
        A slider and a figure; its still view is a table of four mixes.

    Raises
    ------
    ValueError
        If the score or n is out of range.

    Examples
    --------
    >>> print(repr(mix_the_nps()).splitlines()[0])
    Different customers, the same NPS (4 rows)

    Each of the four rows has an NPS of 20.
    """
    if not -98 <= nps <= 98:
        raise ValueError(f"nps is in points from -98 to 98; got {nps!r}.")
    if n < 50:
        raise ValueError(f"n is at least 50, so that shares can move; got {n!r}.")
    most = 100 - abs(nps)
    rows = [cells(mix(nps, most * part // 3, n)) for part in range(4)]
    header = ["passives", "promoters", "detractors", "NPS", "95% interval"]
    still = Shown("Different customers, the same NPS", header, rows)
    library = widgets()
    if library is None:
        return Interactive(None, still)
    passives = slider(most // 2, 0, most, "passives (%)")
    image = library.Image(format="png")
    words = library.HTML()

    def redraw(_: object = None) -> None:
        image.value, text = draw(mix(nps, passives.value, n))
        words.value = paragraph(text)

    passives.observe(redraw, names="value")
    redraw()
    return Interactive(library.VBox([passives, image, words]), still)


def mix(nps: int, passives: int, n: int) -> NetScore:
    """Return n answers with that NPS and about that percentage of passives."""
    lead = round(n * nps / 100)
    rest = n - abs(lead)  # passives, and as many promoters as detractors
    pairs = max(rest - round(n * passives / 100), 0) // 2
    promoters, detractors = pairs + max(lead, 0), pairs + max(-lead, 0)
    return NetScore(promoters=promoters, passives=n - promoters - detractors, detractors=detractors)


def cells(counts: NetScore) -> list[str]:
    """Return what the still view shows of a mix."""
    score = estimate(counts)
    shares = (counts.passives, counts.promoters, counts.detractors)
    return [
        *(f"{100 * count / counts.n:.0f}%" for count in shares),
        f"{score.value:.0f}",
        f"{score.low:.0f} to {score.high:.0f}",
    ]


def estimate(counts: NetScore) -> Estimate:
    """Return the NPS of counts."""
    found = cx.nps(counts)
    if not isinstance(found, Estimate):
        raise TypeError("one estimate was expected")
    return found


def draw(counts: NetScore) -> tuple[bytes, str]:
    """Return the figure for one mix, and its words."""
    from uxcx import plots

    score = estimate(counts)

    def stack(ax: Axes) -> Axes:
        return plots.nps_stack(score, ax=ax)

    return picture(stack, height=2.4)
