"""A report's parts as they stand in its notebook: headings, tables, figures with their words.

Everything that comes from the data is escaped.
"""

from __future__ import annotations

import html
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uxcx.multiple import pairs_table
from uxcx.reporting import tables
from uxcx.reporting.measured import Measured, Split, StudyResults
from uxcx.results import Estimate, as_plain, estimates_table, html_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

#: dots an inch; figures stay sharp on paper
_DPI = 160


class Shown:
    """A part of a report: HTML in a notebook, plain text elsewhere."""

    def __init__(self, body: str, text: str) -> None:
        self.body = body
        self.text = text

    def _repr_html_(self) -> str:
        return self.body

    def __repr__(self) -> str:
        return self.text


def table(
    caption: str, frame: pd.DataFrame, notes: Sequence[str] = (), *, missing: str = ""
) -> Shown:
    """Return a data frame as an accessible table; nothing in it is taken for HTML."""
    header = [str(column) for column in frame.columns]
    rows = [[_cell(value, missing) for value in row] for row in frame.itertuples(index=False)]
    text = "\n".join([caption, *("  ".join(row) for row in [header, *rows]), *notes])
    return Shown(html_table(caption, header, rows, list(notes)), text)


def _cell(value: Any, missing: str) -> str:
    value = as_plain(value)
    if value is None:
        return missing
    return f"{value:,}" if isinstance(value, int) else str(value)


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts)


def _list(texts: Sequence[str]) -> Shown:
    items = "".join(f"<li>{html.escape(text)}</li>" for text in texts)
    return Shown(f"<ul>{items}</ul>", "\n".join(f"- {text}" for text in texts))


def title(results: StudyResults, *, data: str, date: str) -> Shown:
    """Return the report's title, and what it is of.

    Parameters
    ----------
    results : StudyResults
        From `measure`.
    data : str
        The name of the data file.
    date : str
        The date of the report.

    Returns
    -------
    Shown
        HTML in a notebook, plain text elsewhere.
    """
    rows = f"{results.n_measured:,} of {results.checked.n_rows:,} rows measured"
    line = f"Data: {data}. Report of {date}. {rows}."
    name = results.checked.study.name
    return Shown(f"<h1>{html.escape(name)}</h1><p>{html.escape(line)}</p>", f"{name}\n{line}")


def in_short(results: StudyResults) -> Shown:
    """Return the numbers in short, and each difference that was found.

    Parameters
    ----------
    results : StudyResults
        From `measure`.

    Returns
    -------
    Shown
        HTML in a notebook, plain text elsewhere.
    """
    lines = [_short(measured) for measured in results]
    pairs = [pair for measured in results for pair in measured.pairs]
    found = [
        sentence
        for measured in results
        for pair, sentence in zip(measured.pairs, measured.sentences, strict=True)
        if pair.verdict == "difference"
    ]
    if pairs and not found:
        lines.append("No comparison shows a difference between the groups.")
    if not found:
        return _list(lines)
    head = "Differences between the groups that these data show:"
    shown, differences = _list(lines), _list(found)
    return Shown(
        f"{shown.body}<p>{head}</p>{differences.body}",
        f"{shown.text}\n{head}\n{differences.text}",
    )


def _short(measured: Measured) -> str:
    if measured.overall is None:
        return f"{measured.title}: {measured.note}"
    return f"{measured.title}: {repr(measured.overall).removeprefix(measured.measure.name).strip()}"


def asked(results: StudyResults, questions: Mapping[str, str] | None = None) -> Shown:
    """Return what was asked: a row for each column, or for each role if no wording is known.

    Parameters
    ----------
    results : StudyResults
        From `measure`.
    questions : mapping of str to str, optional
        The wording of each column's question, as `uxcx.read` finds it.

    Returns
    -------
    Shown
        HTML in a notebook, plain text elsewhere.
    """
    import pandas as pd

    found = tables.asked(results, questions)
    if found["question"].any():
        found["question"] = found["question"].where(found["question"] != "", found["what it is"])
        found = found.drop(columns="what it is")
    else:
        roles = [columns for _, columns in found.groupby("role", sort=False)]
        found = pd.concat(
            [
                roles_columns.head(1).assign(
                    column="; ".join(roles_columns["column"]),
                    declared="; ".join(filter(None, dict.fromkeys(roles_columns["declared"]))),
                    **{"turned round": ", ".join(roles_columns["turned round"]).strip(", ")},
                )
                for roles_columns in roles
            ]
        ).drop(columns="question")
    for column in ("turned round", "declared"):
        if not found[column].any():
            found = found.drop(columns=column)
    return table("Columns of the study", found)


def answered(results: StudyResults) -> Shown:
    """Return who answered.

    Parameters
    ----------
    results : StudyResults
        From `measure`.

    Returns
    -------
    Shown
        HTML in a notebook, plain text elsewhere.
    """
    study = results.checked.study
    notes = []
    found = tables.answered(results)
    if found["suppressed"].any():
        notes.append(
            f"not shown: groups of fewer than {study.smallest_group} people, and groups from which "
            "their number could be worked out."
        )
    if study.respondent is None:
        notes.append("the study names no respondents; every row is counted as a person.")
    shown = found.drop(columns="suppressed")
    return table("People and rows measured", shown, notes, missing="not shown")


def set_aside(results: StudyResults) -> Shown:
    """Return what was set aside, and why.

    Parameters
    ----------
    results : StudyResults
        From `measure`.

    Returns
    -------
    Shown
        HTML in a notebook, plain text elsewhere.
    """
    found = tables.set_aside(results)
    sentence = results.checked.sentence
    notes = ["Counts only: rows, and the words in them, may tell of people. uxcx check names them."]
    n_left = len(results.checked.not_named)
    if n_left:
        words = "column of the data is" if n_left == 1 else "columns of the data are"
        was = "was" if n_left == 1 else "were"
        notes.append(f"{n_left:,} {words} not in the study and {was} not used.")
    if found.empty:
        lines = [sentence, *notes[1:]]
        return Shown(_paragraphs(lines), "\n".join(lines))
    shown = table("Problems found in the data", found, notes)
    return Shown(_paragraphs([sentence]) + shown.body, f"{sentence}\n{shown.text}")


def show(results: StudyResults) -> None:
    """Show every metric: its numbers, its comparisons, a figure, and the figure in words.

    In a notebook; elsewhere `StudyResults` itself prints the numbers.

    Parameters
    ----------
    results : StudyResults
        From `measure`.
    """
    from IPython.display import display

    for measured in results:
        display(metric(measured))
        axes = figure(measured)
        if axes is not None:
            _display_figure(axes)


def metric(measured: Measured) -> Shown:
    """Return one metric in numbers and words, under its heading.

    Parameters
    ----------
    measured : Measured
        One of the metrics: ``results["task success"]``.

    Returns
    -------
    Shown
        HTML in a notebook, plain text elsewhere.
    """
    name = measured.title[:1].upper() + measured.title[1:]
    parts = [f"<h3>{html.escape(name)}</h3>"]
    if measured.overall is None:
        return Shown(parts[0] + _paragraphs([measured.note]), f"{name}\n{measured.note}")
    words = [measured.overall.sentence]
    if measured.role == "sus":
        words.append(tables.grade_sentence(measured.overall))
    parts.append(_paragraphs(words))
    parts.append(estimates_table([measured.overall]))
    for split in measured.splits:
        parts.append(_split(split))
    text = [name, *words, *(repr(e) for e in measured.estimates)]
    return Shown("".join(parts), "\n".join([*text, *measured.sentences]))


def _split(split: Split) -> str:
    parts = []
    if split.estimates:
        parts.append(estimates_table(list(split.estimates)))
    if split.note:
        parts.append(_paragraphs([split.note]))
    if split.empty:
        names = "; ".join(", ".join(str(value) for _, value in group) for group in split.empty)
        parts.append(_paragraphs([f"No answers from: {names}."]))
    if len(split.pairs) == 1:
        parts.append(split.pairs[0].comparison._repr_html_())
    elif split.pairs:
        parts.append(pairs_table(list(split.pairs)))
    return "".join(parts)


def figure(measured: Measured) -> Axes | None:
    """Draw the figure of one metric, or return None where there is nothing to draw.

    Parameters
    ----------
    measured : Measured
        One of the metrics: ``results["task success"]``.

    Returns
    -------
    matplotlib Axes, or None
        The finest split that may be shown: by task and group, else by group, else over all.
        `uxcx.plots.describe` says it in words.
    """
    from uxcx import plots

    drawn: list[Estimate] = [] if measured.overall is None else [measured.overall]
    for split in measured.splits:
        if split.estimates:
            drawn = list(split.estimates)
    if not drawn:
        return None
    if measured.role == "sus":
        return plots.sus_scale(drawn)
    if measured.role == "nps":
        return plots.nps_stack(drawn)
    return plots.estimates(drawn)


def _display_figure(axes: Axes) -> None:
    """Show a figure once, with its words as alternative text."""
    from IPython.display import publish_display_data
    from matplotlib import pyplot as plt

    from uxcx.plots import describe

    words = describe(axes)
    buffer = io.BytesIO()
    picture: Any = axes.get_figure()
    # Without the version of the program, the same numbers give the same bytes.
    picture.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
    plt.close(picture)
    alt = words.split("\n- ")[0].replace("\n", " ")
    publish_display_data(
        data={"image/png": buffer.getvalue(), "text/plain": words},
        metadata={"image/png": {"alt": f"{alt} The text below the figure names every value."}},
    )


def limits(results: StudyResults) -> Shown:
    """Return what the numbers cannot say.

    Parameters
    ----------
    results : StudyResults
        From `measure`.

    Returns
    -------
    Shown
        HTML in a notebook, plain text elsewhere.
    """
    return _list(tables.limits(results))


def methods(results: StudyResults, decisions: Sequence[Any] = ()) -> Shown:
    """Return how the numbers were computed, with sources, and how the file was read.

    Parameters
    ----------
    results : StudyResults
        From `measure`.
    decisions : sequence, optional
        What was decided while the file was read; of `uxcx.read`.

    Returns
    -------
    Shown
        HTML in a notebook, plain text elsewhere.
    """
    parts = [table("How each metric was computed", tables.methods(results))]
    sources = tables.references(results)
    for heading, lines in (
        ("Sources of the intervals and tests", sources),
        ("How the data file was read", [f"{d.what}: {d.value}" for d in decisions]),
    ):
        if lines:
            shown = _list(lines)
            parts.append(Shown(f"<h3>{heading}</h3>{shown.body}", f"{heading}\n{shown.text}"))
    return Shown("".join(part.body for part in parts), "\n".join(part.text for part in parts))


def versions(data: str | Path | None = None) -> Shown:
    """Return the versions of what made the numbers, and the hash of the data file.

    Parameters
    ----------
    data : str or pathlib.Path, optional
        The data file.

    Returns
    -------
    Shown
        HTML in a notebook, plain text elsewhere.
    """
    return table("What made the numbers", tables.versions(data))
