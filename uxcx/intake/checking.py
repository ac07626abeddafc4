"""Check a table against a study: every problem at once, and nothing dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.errors import IntakeError, column_missing
from uxcx.frames import Frame, collect, names_of
from uxcx.intake import checks, patterns
from uxcx.intake.answers import Mapped, as_numbers, with_values
from uxcx.intake.checked import Checked
from uxcx.intake.finding import N_REASONS, ROW, UnderCheck
from uxcx.intake.opened import Opened
from uxcx.intake.privacy import personal_columns, pseudonyms
from uxcx.intake.roles import ROLES
from uxcx.intake.study import Study
from uxcx.questionnaires.sus import sus_score
from uxcx.questionnaires.umux import umux_lite_score
from uxcx.results import as_plain

#: the column of the reasons why a row is set aside
REASON = "_uxcx_reason"
#: how many rows are looked at to tell what a column holds
SAMPLE = 1000


def check(data: Any, study: Study | str | Path, *, key: str | bytes | None = None) -> Checked:
    """Check a table against a study, and make its answers ready to be measured.

    Every problem is listed at once. Rows that cannot be measured (an answer off its scale, a word
    that is not declared, a time of 0, a row that is there twice) are set aside whole, with the
    reason; nothing is dropped, and no answer is changed but as the study declares.

    Parameters
    ----------
    data : data frame, or Opened
        What `uxcx.read` gave, or a frame of any engine. Lazy frames (DuckDB, lazy Polars) are
        checked by aggregates, and never loaded whole.
    study : Study, or path
        What each column is; or its TOML file.
    key : str or bytes, optional
        A secret of eight characters and more: respondents then get a pseudonym
        (see `pseudonyms`). It is nowhere in the result.

    Returns
    -------
    Checked
        The rows that can be measured, the rows set aside, and every problem.

    Raises
    ------
    IntakeError
        If the study file cannot be read, or pseudonyms are asked for of a lazy frame.
    TypeError
        If the data is not a data frame.

    Notes
    -----
    Columns that are not named in the study are left out of the result, and free text too.
    Respondents whose column looks like names, e-mail addresses, phone numbers or IP addresses
    are numbered instead, unless a key is given or the study names the column in `personal`.

    In lazy frames problems have counts and examples, but no row numbers, as rows have no order
    there; the other checks are the same.

    Examples
    --------
    >>> from uxcx import datasets, ux
    >>> frame = datasets.load("budgeting").attempts
    >>> study = Study(respondent="participant", task="task", success="completed", group="design")
    >>> checked = check(frame, study)
    >>> checked.n_kept == len(frame)
    True
    >>> ux.task_success(checked.frame, study.success, by=study.group).groups
    ['old', 'new']

    All rows of the clean table can be measured.
    """
    study = study if isinstance(study, Study) else Study.read(study)
    frame = _opened(data)
    columns = names_of(frame)
    if isinstance(frame, nw.DataFrame):
        frame = frame.with_row_index(ROW)
    table = UnderCheck(frame=frame, study=study, columns=columns)
    personal = _personal(frame, columns)
    _note_missing_columns(table)
    _note_no_questions(table)
    wanted = _wanted(table, personal)
    mapped = _map_answers(table)
    stats = _statistics(table, mapped)
    if not stats["rows"]:
        table.note("no rows", "must fix", "There are no rows.")
    _run(table, mapped, stats, columns)
    wanted = _hide_respondents(table, wanted, personal, key)
    _split(table)
    patterns.gaps(table, mapped, stats)
    patterns.groups(table)
    patterns.narrow(table, mapped, stats)
    patterns.backwards(table)
    left_out = tuple(column for column in columns if column not in wanted)
    return _result(table, wanted, mapped, int(stats["rows"]), personal=personal, left_out=left_out)


def _opened(data: Any) -> Frame:
    native = data.frame if isinstance(data, Opened) else data
    frame: Any = nw.from_native(native, pass_through=True)
    if not isinstance(frame, nw.DataFrame | nw.LazyFrame):
        raise TypeError(f"The data must be a data frame; its type is {type(data).__name__}.")
    return frame


def _personal(frame: Frame, columns: Sequence[str]) -> dict[str, str]:
    """Return the columns that look like personal data, from the first rows."""
    head = collect(frame.head(SAMPLE))
    return personal_columns({column: head[column].to_list() for column in columns})


def _note_missing_columns(table: UnderCheck) -> None:
    named = [(role, c) for role, listed in table.study.columns.items() for c in listed]
    named += [("keep", column) for column in table.study.keep]
    for role, column in named:
        if column not in table.columns:
            problem = column_missing(column, table.columns)
            message = f"{problem} The study names it as {role}."
            table.note("no such column", "must fix", message, column=column)


def _note_no_questions(table: UnderCheck) -> None:
    """Note a study that asks nothing: no problem of it could ever be found."""
    if not table.study.answers:
        table.note(
            "no questions",
            "look at",
            "The study names no column of answers, such as success, seconds, nps or csat, so no "
            "answer was checked, and a report would be empty. Is this a log of events? "
            "uxcx.journeys takes it as it is.",
        )


def _wanted(table: UnderCheck, personal: Mapping[str, str]) -> list[str]:
    """Return the columns that the result holds, and note those with personal data."""
    study, wanted = table.study, []
    for role in study.columns:
        wanted += [] if role == "comment" else table.of(role)
    for column in dict.fromkeys((*study.keep, *study.personal)):
        if column in table.columns and column not in wanted:
            what = personal.get(column)
            if what is None or column in study.personal:
                wanted.append(column)
            else:
                table.note(
                    "personal data",
                    "look at",
                    f"Column {column!r} looks like {what}; it is left out. If it is wanted all "
                    "the same, name it in personal= (in a study file under [privacy]).",
                    column=column,
                )
    for column in wanted:
        if column in personal and column not in study.personal and column not in study.answers:
            does = (
                "each respondent is given a number or a pseudonym instead"
                if column == study.respondent
                else "it is kept, as the study needs it"
            )
            message = f"Column {column!r} looks like {personal[column]}; {does}."
            table.note("personal data", "look at", message, column=column)
    return wanted


def _map_answers(table: UnderCheck) -> list[Mapped]:
    """Turn the answers into numbers; the columns as they came stay beside them."""
    mapped = []
    for index, column in enumerate(c for c in table.study.answers if c in table.columns):
        table.frame = table.frame.with_columns(nw.col(column).alias(_was(index)))
        table.frame, found = as_numbers(
            table.frame,
            column,
            index=index,
            words=table.study.values_of(column),
            codes=table.study.missing_of(column),
            clock=table.study.clock_of(column),
        )
        if table.study.clock_of(column) and not found.raw:
            table.note(
                "no clock",
                "look at",
                f"Column {column!r} holds numbers already. They are taken for seconds; the clock "
                "that the study declares is not used.",
                column=column,
            )
        mapped.append(found)
    return mapped


def _was(index: int) -> str:
    return f"_uxcx_was{index}"


def _statistics(table: UnderCheck, mapped: Sequence[Mapped]) -> dict[str, Any]:
    """Return the counts, ends and medians that the checks need, in one query."""
    answers = [each.column for each in mapped]
    gaps = {
        f"_uxcx_gap{place}": (nw.col(each.column).is_null() & (nw.col(each.unknown) == 0))
        for place, each in enumerate(mapped)
    }
    flagged = table.frame.with_columns(**{k: v.cast(nw.Int64) for k, v in gaps.items()})
    wanted = {"rows": nw.len()}
    for place, column in enumerate(answers):
        wanted[f"gaps {column}"] = nw.col(f"_uxcx_gap{place}").sum()
        wanted[f"codes {column}"] = nw.col(mapped[place].coded).sum()
        wanted[f"min {column}"] = nw.col(column).min()
        wanted[f"max {column}"] = nw.col(column).max()
    for column in filter(None, (table.first("seconds"), table.first("duration"))):
        wanted[f"median {column}"] = nw.col(column).median()
    row = collect(flagged.select(**wanted)).rows(named=True)[0]
    return {name: as_plain(value) for name, value in row.items()}


def _run(
    table: UnderCheck, mapped: Sequence[Mapped], stats: Mapping[str, Any], columns: Sequence[str]
) -> None:
    """Run every check that the columns of the study allow."""
    texts = [c for role in ("respondent", "group", "task") for c in table.of(role)]
    originals = [
        _was([each.column for each in mapped].index(column))
        if column in table.study.answers
        else column
        for column in columns
    ]
    table.look_for(
        [
            *checks.words(table, mapped),
            *checks.off_scale(table, mapped, stats),
            *checks.errors_within_opportunities(table),
            *checks.times(table),
            *checks.totals(table, texts),
            *patterns.repeats(table, originals),
            *checks.very_long(table, stats),
            *checks.straight_lines(table),
            *checks.speeders(table, stats),
            *patterns.incomplete_sheets(table),
            *checks.no_answer_to_any(table, mapped),
            *checks.no_group(table),
        ]
    )


def _split(table: UnderCheck) -> None:
    """Tell the rows that are set aside from those that are kept."""
    flags = [nw.col(flag) for flag, _ in table.aside]
    n_reasons = nw.sum_horizontal(*flags) if flags else nw.lit(0)
    table.frame = table.frame.with_columns(n_reasons.alias(N_REASONS))


def _why(table: UnderCheck) -> Frame:
    """Return the rows that are set aside, with the reasons in words."""
    aside = table.frame.filter(nw.col(N_REASONS) > 0)
    reasons = {
        f"_uxcx_why{place}": nw.when(nw.col(flag) == 1).then(nw.lit(reason))
        for place, (flag, reason) in enumerate(table.aside)
    }
    if not reasons:
        return aside.with_columns(nw.lit("").alias(REASON))
    joined = nw.concat_str(*reasons, separator="; ", ignore_nulls=True)
    return aside.with_columns(**reasons).with_columns(joined.alias(REASON))


def _count_reasons(table: UnderCheck) -> dict[str, int]:
    """Return how many rows were set aside for each first reason, most common first."""
    if not table.aside:
        return {}
    firsts, before = {}, nw.lit(0)
    for place, (flag, _) in enumerate(table.aside):
        firsts[f"_uxcx_first{place}"] = nw.when(before == 0).then(nw.col(flag)).otherwise(0)
        before = before + nw.col(flag)
    found = collect(table.frame.select(**firsts).select(nw.all().sum())).rows()[0]
    counted: Counter[str] = Counter()
    for n, (_, reason) in zip(found, table.aside, strict=True):
        counted[reason.split(":")[0]] += int(n or 0)
    counts = sorted(counted.items(), key=lambda both: (-both[1], both[0]))
    return {reason: n for reason, n in counts if n}


def _hide_respondents(
    table: UnderCheck, wanted: list[str], personal: Mapping[str, str], key: str | bytes | None
) -> list[str]:
    """Give respondents pseudonyms, or numbers where they look like persons."""
    column = table.first("respondent")
    if column is None or (
        key is None and (column not in personal or column in table.study.personal)
    ):
        return wanted
    if isinstance(table.frame, nw.LazyFrame):
        if key is not None:
            raise IntakeError(
                "Pseudonyms are made of rows in memory, and these rows are not. Give the columns "
                "of the study as a pandas or Polars frame, or leave out key=."
            )
        return [name for name in wanted if name != column]
    ids = [as_plain(value) for value in table.frame[column].to_list()]
    if key is not None:
        shown = pseudonyms(ids, key=key)
    else:
        places = {each: place for place, each in enumerate(dict.fromkeys(ids), 1)}
        shown = [None if each is None else f"r{places[each]}" for each in ids]
    table.frame = with_values(table.frame, column, shown, nw.String())
    return wanted


def _scores(table: UnderCheck) -> dict[str, tuple[str, nw.Expr]]:
    """Return the score of each questionnaire: its column, and how it comes of the items."""
    _, points = table.study.scales.get("umux_lite", (1, 7))
    found: dict[str, tuple[str, nw.Expr]] = {}
    for role in ("sus", "umux_lite"):
        items = table.of(role)
        if len(items) == ROLES[role].items:
            name = f"{role}_score"
            while name in table.columns:
                name += "_"
            whole = ~nw.any_horizontal(*(nw.col(i).is_null() for i in items), ignore_nulls=True)
            score = sus_score(items) if role == "sus" else umux_lite_score(items, points)
            found[role] = (name, nw.when(whole).then(score))
    return found


def _result(
    table: UnderCheck,
    wanted: list[str],
    mapped: Sequence[Mapped],
    n_rows: int,
    **facts: Any,
) -> Checked:
    """Return what was checked, by the engine it came from."""
    study = table.study
    answers = [each.column for each in mapped]
    scores = _scores(table)
    turned = [c for c in study.reversed if c in answers]
    ends = {c: study.scale_of(study.answers[c]) for c in turned}
    kept = table.frame.filter(nw.col(N_REASONS) == 0)
    if turned:
        kept = kept.with_columns(
            *((ends[c].minimum + ends[c].maximum - nw.col(c)).alias(c) for c in turned)
        )
    if scores:
        kept = kept.with_columns(*(formula.alias(name) for name, formula in scores.values()))
    names = {role: name for role, (name, _) in scores.items()}
    was = [nw.col(_was(answers.index(c)) if c in answers else c).alias(c) for c in wanted]
    row = [] if table.lazy else [nw.col(ROW).alias("row")]
    reasons = _count_reasons(table)
    order = {"must fix": 0, "look at": 1}
    return Checked(
        frame=kept.select(*wanted, *names.values()).to_native(),
        set_aside=_why(table).select(*row, nw.col(REASON).alias("reason"), *was).to_native(),
        problems=tuple(sorted(table.problems, key=lambda problem: order[problem.severity])),
        study=study,
        n_rows=n_rows,
        n_set_aside=sum(reasons.values()),
        scores=names,
        reasons=reasons,
        **facts,
    )
