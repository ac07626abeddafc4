"""What all interactive parts share: the widget, its still view, and a figure as a picture."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from uxcx.tables import Shown

WIDGET = "application/vnd.jupyter.widget-view+json"


class Interactive:
    """A part of a lesson to touch.

    JupyterLab shows the widget; where no kernel runs (a stored notebook, a page, a console), the
    still view stands in its place: a table of what touching would show.

    Parameters
    ----------
    widget : ipywidgets.Widget or None
        None where ipywidgets is not installed.
    still : Shown
        The still view.
    """

    def __init__(self, widget: Any, still: Shown) -> None:
        self.widget = widget
        self.still = still

    def __repr__(self) -> str:
        return repr(self.still)

    def _repr_mimebundle_(self, **_: Any) -> Mapping[str, Any]:
        bundle: dict[str, Any] = {
            "text/plain": repr(self.still),
            "text/html": self.still._repr_html_(),
        }
        if self.widget is not None:
            bundle[WIDGET] = {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.widget.model_id,
            }
        return bundle


def widgets() -> Any:
    """Return ipywidgets, or None where it is not installed."""
    try:
        import ipywidgets
    except ImportError:
        return None
    return ipywidgets


def slider(value: int, least: int, most: int, label: str) -> Any:
    """Return a slider for whole numbers, with room for its label."""
    library = widgets()
    return library.IntSlider(
        value=value,
        min=least,
        max=most,
        description=label,
        continuous_update=False,
        style={"description_width": "11em"},
        layout={"width": "36em", "max_width": "100%"},
    )


def picture(draw: Callable[[Axes], Axes], *, height: float) -> tuple[bytes, str]:
    """Return a figure as PNG and in words; `draw` gets the axes."""
    from matplotlib.figure import Figure

    from uxcx.plots import describe
    from uxcx.plots.look import style

    # A figure of its own, not pyplot's, so that a kernel does not show it a second time.
    figure = Figure(figsize=(8, height), layout="constrained", dpi=96)
    with style():
        ax = draw(figure.subplots())
    stored = io.BytesIO()
    figure.savefig(stored, format="png")
    return stored.getvalue(), describe(ax)


def paragraph(text: str) -> str:
    """Return text as HTML that a screen reader reads aloud when it changes."""
    lines = "<br>".join(html.escape(line) for line in text.splitlines())
    return f'<div role="status" aria-live="polite">{lines}</div>'
