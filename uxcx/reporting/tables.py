"""The numbers of a report as tidy tables, and the same tables to read."""

from __future__ import annotations

import hashlib
import importlib.metadata
import math
import platform
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from uxcx.intake import Study, spreadsheet_safe
from uxcx.intake.roles import ROLES
from uxcx.questionnaires import sus_grade
from uxcx.reporting.measured import (
    Measured,
    StudyResults,
    is_group,
    people_and_rows,
    values_of,
)
from uxcx.reporting.references import references_of
from uxcx.reporting.small_groups import too_small
from uxcx.results import Estimate

if TYPE_CHECKING:
    import pandas as pd

#: packages whose versions can change a number or a picture
PACKAGES = ("uxcx", "numpy", "scipy", "pandas", "narwhals", "matplotlib", "seaborn")


def asked(results: StudyResults, questions: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return what was asked: a row for each column of the study, with its wording if known."""
    import pandas as pd

    study = results.checked.study
    rows = []
    for role, columns in study.columns.items():
        for column in columns:
            rule = study.scale_of(role).rule if ROLES[role].kind == "answer" else ""
            turned = "yes" if column in study.reversed else ""
            question = (questions or {}).get(column, "")
            said = _declared(study, column) if rule else ""
            rows.append((role, column, question, ROLES[role].words, rule, said, turned))
    names = ["role", "column", "question", "what it is", "answers", "declared", "turned round"]
    return pd.DataFrame(rows, columns=names)


def _declared(study: Study, column: str) -> str:
    """Return what the study declares of a column's answers: words, codes, a clock."""
    words = [f"{word} = {number:g}" for word, number in study.values_of(column).items()]
    codes = [f"{code} = no answer" for code in study.missing_of(column)]
    clock = study.clock_of(column)
    return ", ".join([*words, *codes, *([f"written as {clock}"] if clock else [])])


def answered(results: StudyResults) -> pd.DataFrame:
    """Return who answered: people and rows, over all and by group, task and touchpoint.

    Groups of too few people have no numbers.
    """
    import pandas as pd

    study = results.checked.study
    frame = nw.from_native(results.frame)
    rows: list[tuple[Any, ...]] = [("all", "", *people_and_rows(study, frame), False)]
    for role in ("group", "task", "touchpoint"):
        column = getattr(study, role)
        values = [] if column is None else values_of(frame, column)
        counts = {
            (value,): people_and_rows(study, frame.filter(is_group(column, value)))
            for value in values
        }
        hidden = too_small({key: n for key, (n, _) in counts.items()}, study.smallest_group)
        for key, numbers in counts.items():
            shown = (None, None) if key in hidden else numbers
            rows.append((role, _named(key[0]), *shown, key in hidden))
        if role == "group":
            rows += [(role, _named(value), None, None, True) for value in results.small]
    table = pd.DataFrame(rows, columns=["by", "group", "people", "rows", "suppressed"])
    return table.astype({"people": "Int64", "rows": "Int64"})


def _named(value: Any) -> str:
    return "(missing)" if value is None else str(value)


def set_aside(results: StudyResults) -> pd.DataFrame:
    """Return how many rows were set aside for each reason, and what else somebody should know.

    Counts only: the rows themselves, and the words in them, may tell of people.
    """
    import pandas as pd

    checked = results.checked
    rows = [
        ("set aside" if p.set_aside else "kept", p.check, p.column, p.n or None)
        for p in sorted(checked.problems, key=lambda problem: not problem.set_aside)
    ]
    if results.n_small:
        group = str(checked.study.group)
        rows.insert(0, ("set aside", "group of too few people", group, results.n_small))
    if results.n_nameless:
        who = str(checked.study.respondent)
        rows.insert(0, ("set aside", "no respondent", who, results.n_nameless))
    table = pd.DataFrame(rows, columns=["what became of it", "check", "column", "rows"])
    return table.astype({"rows": "Int64"})


def metrics(results: StudyResults) -> pd.DataFrame:
    """Return every estimate, a row each; values as stored, and as shown."""
    import pandas as pd

    study = results.checked.study
    rows = []
    for measured in results:
        for split, estimate in _with_splits(measured):
            rows.append({**_start(measured, split), **_groups(study, estimate), **_row(estimate)})
        for each in measured.splits:
            for group in each.hidden:
                names = {_role(study, column): value for column, value in group}
                rows.append({**_start(measured, _by(study, each.by)), **names, "suppressed": True})
        if measured.overall is None:
            rows.append({**_start(measured, "all"), "note": measured.note, "suppressed": True})
    columns = [
        *("metric", "column", "split", "group", "task", "touchpoint", "shown", "value", "low"),
        *("high", "unit", "n", "n_missing", "n_excluded", "n_units", "confidence_level", "method"),
        *("lens", "level", "note", "suppressed"),
    ]
    return pd.DataFrame(rows, columns=columns)


def _with_splits(measured: Measured) -> Iterator[tuple[str, Estimate]]:
    if measured.overall is not None:
        yield "all", measured.overall
    for split in measured.splits:
        for estimate in split.estimates:
            yield "", estimate


def _by(study: Any, columns: tuple[str, ...]) -> str:
    return " and ".join(_role(study, column) for column in columns) or "all"


def _role(study: Any, column: str) -> str:
    return next(role for role in ("group", "task", "touchpoint") if getattr(study, role) == column)


def _start(measured: Measured, split: str) -> dict[str, Any]:
    return {"metric": measured.measure.name, "column": measured.column, "split": split}


def _groups(study: Any, estimate: Estimate) -> dict[str, Any]:
    columns = tuple(column for column, _ in estimate.group)
    names = {_role(study, column): value for column, value in estimate.group}
    return {"split": _by(study, columns), **names}


def _row(estimate: Estimate) -> dict[str, Any]:
    row = replace(estimate, group=())._row()
    text = f"{estimate._value_text()} {estimate._interval_text()}"
    return {**row, "shown": text, "suppressed": False}


def comparisons(results: StudyResults) -> pd.DataFrame:
    """Return every comparison, a row each, with its sentence."""
    import pandas as pd

    rows = []
    for measured in results:
        for split in measured.splits:
            for pair, sentence in zip(split.pairs, split.sentences, strict=True):
                row: dict[Any, Any] = pair.to_frame().to_dict("records")[0]
                where = {"column": measured.column, "split": _by(results.checked.study, split.by)}
                rows.append({"metric": row.pop("metric"), **where, **row, "sentence": sentence})
    return pd.DataFrame(rows, columns=None if rows else ["metric", "column", "split", "sentence"])


def methods(results: StudyResults) -> pd.DataFrame:
    """Return how each metric was computed, and the source of its formula."""
    import pandas as pd

    rows = [
        (
            measured.measure.name,
            measured.measure.function or "questionnaires.umux_lite_scores",
            measured.measure.formula,
            "; ".join(dict.fromkeys(e.method for e in measured.estimates)),
            measured.measure.source,
        )
        for measured in results
        if measured.overall is not None
    ]
    columns = ["metric", "function", "formula", "interval", "source"]
    return pd.DataFrame(rows, columns=columns).drop_duplicates()


def references(results: StudyResults) -> list[str]:
    """Return the sources of the intervals and tests that were used."""
    names = [e.method for measured in results for e in measured.estimates]
    pairs = [pair.comparison for measured in results for pair in measured.pairs]
    names += [text for pair in pairs for text in (pair.method, pair.test)]
    corrected = any(len(split.pairs) > 1 for measured in results for split in measured.splits)
    return references_of([*names, *(["Holm"] if corrected else [])])


def versions(data: str | Path | None = None) -> pd.DataFrame:
    """Return the versions of what made the numbers, and the hash of the data file."""
    import pandas as pd

    rows = [("Python", platform.python_version())]
    rows += [(name, importlib.metadata.version(name)) for name in PACKAGES]
    if data is not None:
        with Path(data).open("rb") as file:
            rows.append(
                (f"{Path(data).name}, SHA-256", hashlib.file_digest(file, "sha256").hexdigest())
            )
    return pd.DataFrame(rows, columns=["what", "version"])


def limits(results: StudyResults) -> list[str]:
    """Return what the numbers of this study cannot say, a sentence or two each."""
    study, checked = results.checked.study, results.checked
    level = f"{100 * results.confidence_level:g}%"
    found = [
        f"Intervals of {level} show how far chance alone may have moved a number. They do not show "
        "who was not asked, who did not answer, or how the questions were put.",
        "A difference between groups is not yet its cause: groups that people were not put into "
        "by lot may differ in more than what was tested.",
    ]
    if study.respondent is None:
        found.append(
            "The study names no column of respondents: every row was taken for another person. If "
            "people have several rows, the intervals are too narrow."
        )
    pairs = [pair for measured in results for pair in measured.pairs]
    compared = sum(bool(measured.pairs) for measured in results)
    if len(pairs) > 1:
        found.append(
            f"{len(pairs)} comparisons were made, over {compared} "
            f"{'metric' if compared == 1 else 'metrics'}. p-values are corrected within each table "
            "of comparisons, not over all of them: of many differences that are none, one in "
            "twenty passes for one."
            if results.confidence_level == 0.95
            else f"{len(pairs)} comparisons were made. p-values are corrected within each table of "
            "comparisons, not over all of them."
        )
    if any(pair.verdict == "no clear difference" for pair in pairs):
        found.append('"No difference was shown" does not mean that there is none.')
    found += [
        f"{measured.title}: {_share(e)} of the answers are missing. If those who did not answer "
        "differ from those who did, the number is off by more than its interval."
        for measured in results
        if (e := measured.overall) and e.n_missing >= 0.2 * (e.n + e.n_missing)
    ]
    small = [m.title for m in results if m.overall and m.overall.n < 20]
    if small:
        found.append(f"Fewer than twenty answers: {', '.join(small)}. Read the interval first.")
    if checked.n_set_aside:
        found.append(
            f"{checked.n_set_aside:,} of {checked.n_rows:,} rows were set aside. They may differ "
            "from the others; the numbers are of those that were kept."
        )
    if results.small:
        names = ", ".join(map(_named, results.small))
        found.append(
            f"{study.group}, {names}: fewer than {study.smallest_group} people. To keep them "
            "private they are in no number of this report, totals included."
        )
    return found


def _share(estimate: Estimate) -> str:
    return f"{100 * estimate.n_missing / (estimate.n + estimate.n_missing):.0f}%"


def grade_sentence(estimate: Estimate) -> str:
    """Return what a SUS score is worth, as a sentence."""
    ends = ""
    if not math.isnan(estimate.low):
        low, high = sus_grade(estimate.low).grade, sus_grade(estimate.high).grade
        ends = f", and the interval runs from {low} to {high}"
    return (
        "On the curved grading scale of Sauro and Lewis (2016) that is grade "
        f"{sus_grade(estimate.value).grade}{ends}."
    )


def save_tables(
    results: StudyResults,
    folder: str | Path,
    *,
    data: str | Path | None = None,
    questions: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write every table of a report as CSV, safe to open in a spreadsheet.

    Parameters
    ----------
    results : StudyResults
        From `measure`.
    folder : str or pathlib.Path
        Where; made if it is not there. Tables of the same names are replaced.
    data : str or pathlib.Path, optional
        The data file, whose hash stands among the versions.
    questions : mapping of str to str, optional
        The wording of each column's question.

    Returns
    -------
    list of pathlib.Path
        The files: ``asked``, ``answered``, ``set_aside``, ``metrics``, ``comparisons``,
        ``methods`` and ``versions``. Values are as stored: proportions 0 to 1, times in seconds.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    found = {
        "asked": asked(results, questions),
        "answered": answered(results),
        "set_aside": set_aside(results),
        "metrics": metrics(results),
        "comparisons": comparisons(results),
        "methods": methods(results),
        "versions": versions(data),
    }
    paths = []
    for name, frame in found.items():
        path = folder / f"{name}.csv"
        safe = spreadsheet_safe(frame)
        path.write_text(safe.to_csv(index=False, lineterminator="\n"), "utf-8", newline="\n")
        paths.append(path)
    return paths
