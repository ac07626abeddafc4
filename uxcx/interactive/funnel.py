"""Break a funnel: one worse step, and what it does to the end."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from uxcx.interactive.view import Interactive, paragraph, slider, widgets
from uxcx.tables import Shown

#: a shop's checkout; shares of those who reached the step before
CHECKOUT = {"cart": 0.45, "address": 0.71, "payment": 0.85, "order": 0.95}


def break_the_funnel(
    steps: Mapping[str, float] | None = None, *, visitors: int = 1000
) -> Interactive:
    """Make one step of a funnel better or worse, and watch how many arrive.

    Parameters
    ----------
    steps : mapping of str to float, optional
        For each step, the share that gets through, 0 to 1; a shop's checkout by default.
    visitors : int, default 1000
        How many begin, 1 or more.

    Returns
    -------
    Interactive
        A slider for each step and a table; its still view shows each step made 10 points better.

    Raises
    ------
    ValueError
        If there is no step, a share is outside 0 to 1, or nobody begins.

    Examples
    --------
    >>> print(repr(break_the_funnel()).splitlines()[0])
    What ten points more at one step do to the end (5 rows)

    The first row is the funnel as it is.
    """
    shares = dict(CHECKOUT if steps is None else steps)
    if not shares:
        raise ValueError("A funnel needs at least one step.")
    for name, share in shares.items():
        if not 0 <= share <= 1:
            raise ValueError(f"The share of step {name!r} is from 0 to 1; got {share!r}.")
    if visitors < 1:
        raise ValueError(f"visitors is 1 or more; got {visitors!r}.")
    rows = [["none", "", *cells(shares, visitors)]]
    for name, share in shares.items():
        better = min(share + 0.1, 1.0)
        changed = {**shares, name: better}
        rows.append([name, f"{share:.0%} to {better:.0%}", *cells(changed, visitors)])
    header = ["step made better", "change", "arrive", f"of {visitors:,}"]
    still = Shown("What ten points more at one step do to the end", header, rows)
    library = widgets()
    if library is None:
        return Interactive(None, still)
    sliders = {
        name: slider(round(100 * share), 0, 100, f"{name} (%)") for name, share in shares.items()
    }
    table = library.HTML()
    words = library.HTML()

    def redraw(_: object = None) -> None:
        now = {name: moved.value / 100 for name, moved in sliders.items()}
        table.value = reached(now, visitors)._repr_html_()
        words.value = paragraph(sentence(shares, now, visitors))

    for moved in sliders.values():
        moved.observe(redraw, names="value")
    redraw()
    return Interactive(library.VBox([*sliders.values(), table, words]), still)


def cells(shares: Mapping[str, float], visitors: int) -> list[str]:
    """Return the share and number that reach the end."""
    end = prod(shares.values())
    return [f"{end:.1%}", f"{end * visitors:,.0f}"]


def reached(shares: Mapping[str, float], visitors: int) -> Shown:
    """Return a table of how many reach each step."""
    rows, left = [], float(visitors)
    for name, share in shares.items():
        lost = left * (1 - share)
        left *= share
        rows.append([name, f"{share:.0%}", f"{left:,.0f}", f"{lost:,.0f}"])
    return Shown("The funnel", ["step", "get through", "reach it", "lost here"], rows)


def sentence(before: Mapping[str, float], now: Mapping[str, float], visitors: int) -> str:
    """Return what a change does to the end."""
    old, new = prod(before.values()) * visitors, prod(now.values()) * visitors
    if round(old) == round(new):
        return f"Of {visitors:,} who begin, {new:,.0f} arrive, as before."
    more = "more" if new > old else "fewer"
    return (
        f"Of {visitors:,} who begin, {new:,.0f} arrive: "
        f"{abs(round(new) - round(old)):,.0f} {more} than before."
    )
