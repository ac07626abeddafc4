"""Sort statements into UX, CX and both."""

from __future__ import annotations

import html

from uxcx import concepts
from uxcx.interactive.view import Interactive, paragraph, widgets
from uxcx.tables import Shown

ANSWERS = ("UX", "CX", "both")


def sort_statements(*, lens: str | None = None) -> Interactive:
    """Sort statements into UX, CX and both; each choice says whether it is right, and why.

    Parameters
    ----------
    lens : {"UX", "CX", "both"}, optional
        Only statements of one kind; all by default.

    Returns
    -------
    Interactive
        Three buttons for each statement; its still view is a table with the answers.

    Raises
    ------
    ValueError
        If the lens is another word.

    Examples
    --------
    >>> sort_statements().still.header
    ['statement', 'belongs to', 'why']

    The still view gives the reason for each.
    """
    if lens is not None and lens not in ANSWERS:
        raise ValueError(f"lens is one of {', '.join(ANSWERS)}; got {lens!r}.")
    frame = concepts.statements()
    if lens is not None:
        frame = frame[frame["lens"] == lens]
    rows = [[str(row.statement), str(row.lens), str(row.why)] for row in frame.itertuples()]
    still = Shown("What belongs where", ["statement", "belongs to", "why"], rows)
    library = widgets()
    if library is None:
        return Interactive(None, still)
    score = library.HTML(value=paragraph(progress({}, rows)))
    given: dict[int, str] = {}

    def line(number: int, statement: str, right: str, why: str) -> object:
        buttons = library.ToggleButtons(
            options=ANSWERS, value=None, tooltips=[f"This is {word}" for word in ANSWERS]
        )
        said = library.HTML()

        def chosen(change: dict[str, str]) -> None:
            given[number] = change["new"]
            said.value = paragraph(verdict(change["new"], right, why))
            score.value = paragraph(progress(given, rows))

        buttons.observe(chosen, names="value")
        return library.VBox([library.HTML(value=f"<b>{html.escape(statement)}</b>"), buttons, said])

    lines = [line(number, *row) for number, row in enumerate(rows)]
    return Interactive(library.VBox([*lines, score]), still)


def verdict(given: str, right: str, why: str) -> str:
    """Return what is said to one choice."""
    return f"✔ Right. {why}" if given == right else f"✘ Not {given}. {why}"


def progress(given: dict[int, str], rows: list[list[str]]) -> str:
    """Return how far one has come."""
    right = sum(given[number] == rows[number][1] for number in given)
    return f"{len(given)} of {len(rows)} sorted, {right} of them right."
