"""A study proposed from the names, the question texts and the values of columns."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from uxcx.frames import collect, names_of
from uxcx.intake.answers import NUMBER
from uxcx.intake.clock import likely_form
from uxcx.intake.opened import Opened
from uxcx.intake.privacy import personal_columns, spaced
from uxcx.intake.roles import ROLES, TIMED
from uxcx.intake.shapes import find_pairs
from uxcx.intake.study import Study
from uxcx.intake.words import likely_values
from uxcx.questionnaires.sus import SUS_ITEMS
from uxcx.questionnaires.umux import UMUX_LITE_ITEMS
from uxcx.results import as_plain
from uxcx.scales import MISSING_CODES, Scale

#: how many rows are looked at, and how many different answers a question can have
SAMPLE, MOST_ANSWERS = 1000, 30
#: entries that fewer rows have are not shown, as they may tell who answered
OFTEN = 5
#: how like a published statement a question must be
ALIKE = 0.75

#: words in a column's name, or in its question text, in the order in which roles are tried
_NAMES: tuple[tuple[str, str], ...] = (
    ("nps", r"nps|recommend\w*|promot\w*|ltr|weiterempfehl\w*"),
    ("ces", r"ces|effort|made it easy|ease"),
    ("seq", r"seq|single ease|difficult\w*|schwierig\w*|leichtigkeit"),
    ("csat", r"csat|satisf\w*|zufrieden\w*"),
    ("opportunities", r"opportunit\w*"),
    ("errors", r"errors?|mistakes?|fehler"),
    ("success", r"success\w*|complet(ed|ion)|passed|solved|erfolg\w*|gelöst"),
    ("duration", r"duration|total time|survey time|interviewtime|elapsed"),
    ("seconds", r"seconds?|secs?|time on task|task time|dauer|zeit"),
    ("clicks", r"clicks?"),
    (
        "respondent",
        r"respondent|participant|customer|client|user|subject|person|response id"
        r"|teilnehm\w*|kunden?(nummer|nr)?|proband\w*",
    ),
    ("task", r"task|aufgabe"),
    ("group", r"group|design|system|version|variant|product|condition|prototype|gruppe"),
    ("touchpoint", r"touch ?point|contact|channel|kanal"),
    ("time", r"answered|date|timestamp|ts|recorded ?date|submitted|submitdate|datum|start date"),
    ("comment", r"comments?|feedback|verbatim|why|kommentar|anmerkung\w*|reason"),
)
#: what the name of an export's column says alone
_EXACT = {"id": "respondent", "uid": "respondent", "time": "seconds", "sus": ""}


@dataclass(frozen=True, kw_only=True)
class _Column:
    """What can be seen of a column."""

    name: str
    question: str
    values: tuple[Any, ...]
    is_date: bool
    n: int

    @property
    def texts(self) -> list[str]:
        """The different entries that are text and not numbers."""
        found = (v.strip() for v in self.values if isinstance(v, str))
        return list(dict.fromkeys(t for t in found if t and not NUMBER.fullmatch(t)))

    @property
    def numbers(self) -> list[float]:
        """The entries that are numbers, or read as such."""
        found = []
        for value in self.values:
            if isinstance(value, bool | int | float) or (
                isinstance(value, str) and NUMBER.fullmatch(value.strip())
            ):
                found.append(float(value.strip() if isinstance(value, str) else value))
        return found

    @property
    def clock(self) -> str:
        """How its times are written, if it holds nothing else."""
        return "" if self.numbers else likely_form(self.texts)

    def fits(self, role: str, scale: Scale) -> bool:
        """Return whether most numbers keep the rule of a role, once likely words are turned."""
        if role in TIMED and self.clock:
            return True
        words = likely_values(self.texts, role) if len(self.texts) <= MOST_ANSWERS else {}
        if self.texts and not words:
            return False
        numbers = [v for v in (*self.numbers, *words.values()) if v not in MISSING_CODES or v == 1]
        inside = [
            scale.minimum <= v <= scale.maximum and (not scale.whole or v == int(v))
            for v in numbers
        ]
        return bool(inside) and sum(inside) >= 0.9 * len(inside)


def guess(data: Any, *, name: str, file: str | None) -> Study:
    """Return a proposed study; see `Study.guess`."""
    columns = _look_at(data)
    personal = personal_columns({c.name: c.values for c in columns})
    roles: dict[str, list[str]] = defaultdict(list)
    spoken = {words for words, _ in _pairs(data).values()}
    left = {column.name: column for column in columns if column.name not in spoken}
    for role, items in _sheets(columns).items():
        roles[role] = items
        for item in items:
            left.pop(item)
    for role, rule in _NAMES:
        fitting = _fits(role)
        for column in list(left.values()):
            if column.name in personal and role != "respondent":
                continue
            if _named(column, role, rule) and fitting(column):
                if roles[role] and not ROLES[role].several:
                    continue
                roles[role].append(column.name)
                left.pop(column.name)
    values = {}
    for role, names in roles.items():
        for column in columns:
            if column.name in names and ROLES[role].kind == "answer" and column.texts:
                values[column.name] = dict(
                    sorted(likely_values(column.texts, role).items(), key=lambda both: both[1])
                )
    given: dict[str, Any] = {r: n if ROLES[r].several else n[0] for r, n in roles.items() if n}
    role_of = {column: role for role, found in roles.items() for column in found}
    notes = [_note(column, role_of.get(column.name, ""), personal) for column in columns]
    sampled = any(column.n == SAMPLE for column in columns)
    seen = f"What was seen in each column{f', in the first {SAMPLE:,} rows' if sampled else ''}:"
    return Study(
        name=name,
        file=file,
        values=values,
        scales=_scales(roles, columns),
        clock={c.name: c.clock for c in columns if c.clock and role_of.get(c.name) in TIMED},
        notes=("A proposal: look at each line.", seen, *notes),
        **given,
    )


def _pairs(data: Any) -> dict[str, tuple[str, dict[str, float]]]:
    """Return the columns of words that stand beside the same in numbers, which are used."""
    native = data.frame if isinstance(data, Opened) else data
    return find_pairs(native) if type(native).__module__.startswith("pandas") else {}


def _look_at(data: Any) -> list[_Column]:
    """Return what the first rows show of each column."""
    questions = data.questions if isinstance(data, Opened) else {}
    native = data.frame if isinstance(data, Opened) else data
    frame: Any = nw.from_native(native, pass_through=True)
    if not isinstance(frame, nw.DataFrame | nw.LazyFrame):
        raise TypeError(f"The data must be a data frame; its type is {type(data).__name__}.")
    schema = frame.collect_schema()
    head = collect(frame.head(SAMPLE))
    found = []
    for column in names_of(frame):
        values = (as_plain(value) for value in head[column].to_list())
        found.append(
            _Column(
                name=column,
                question=str(questions.get(column, "")),
                values=tuple(value for value in values if value is not None),
                is_date=schema[column] in (nw.Datetime, nw.Date),
                n=len(head),
            )
        )
    return found


def _sheets(columns: Sequence[_Column]) -> dict[str, list[str]]:
    """Return the columns of questionnaires: by their statements, or by numbered names."""
    found = {}
    for role, statements in (("sus", SUS_ITEMS), ("umux_lite", UMUX_LITE_ITEMS)):
        named = [_asks(columns, statement) for statement in statements]
        if all(named) and len({*named}) == len(named):
            found[role] = [str(column) for column in named]
    if "sus" not in found:
        numbered = _numbered(columns)
        if numbered:
            found["sus"] = numbered
            if set(found.get("umux_lite", ())) & set(numbered):
                found.pop("umux_lite")
    return found


def _asks(columns: Sequence[_Column], statement: str) -> str | None:
    """Return the column whose question, or name, is most like a statement."""
    best, most = None, ALIKE
    target = re.sub(r"\W+", " ", statement.casefold()).strip()
    for column in columns:
        for text in (column.question, column.name):
            # Survey tools write the question of a matrix before its statement.
            asked = re.sub(r"\W+", " ", text.casefold()).strip()[-len(target) - 5 :]
            if len(asked) < len(target) / 2:
                continue
            matcher = difflib.SequenceMatcher(None, target, asked, autojunk=False)
            # The quick ratios are never below the ratio itself.
            if matcher.real_quick_ratio() > most and matcher.quick_ratio() > most:
                ratio = matcher.ratio()
                if ratio > most:
                    best, most = column.name, ratio
    return best


def _numbered(columns: Sequence[_Column]) -> list[str]:
    """Return ten columns whose names differ by 1 to 10 and that hold answers from 1 to 5."""
    stems: dict[str, dict[int, str]] = defaultdict(dict)
    scale = ROLES["sus"].scale
    for column in columns:
        match = re.fullmatch(r"(.*?)(\d{1,2})\D{0,3}", column.name.strip())
        if match and scale and column.fits("sus", scale):
            stems[match[1]].setdefault(int(match[2]), column.name)
    whole = {stem: n for stem, n in stems.items() if set(n) == set(range(1, 11))}
    named = [stem for stem in whole if "sus" in stem.casefold()] or list(whole)
    return [whole[named[0]][number] for number in range(1, 11)] if len(named) == 1 else []


def _named(column: _Column, role: str, rule: str) -> bool:
    words = spaced(column.name)
    if words in _EXACT:
        return _EXACT[words] == role
    pattern = rf"\b(?:{rule})\b"
    if re.search(pattern, words):
        return True
    # The names of survey exports say nothing (Q4_1); their questions do.
    asked = column.question.casefold()
    telling = ("nps", "ces", "csat", "seq", "comment")
    return (
        role in telling
        and bool(re.fullmatch(r"\w?\d+( \d+)*", words) and asked)
        and bool(re.search(pattern, asked))
    )


def _fits(role: str) -> Callable[[_Column], bool]:
    """Return what a column must look like to have a role."""
    scale = ROLES[role].scale

    def fitting(column: _Column) -> bool:
        different = len(set(column.values))
        if role == "csat":
            return any(
                column.fits(role, Scale(minimum=low, maximum=high, whole=True, rule=""))
                for low, high in ((1, 5), (1, 7), (1, 10), (0, 10))
            )
        if scale is not None:
            return column.fits(role, scale)
        if role == "time":
            return column.is_date
        if role == "comment":
            long = any(len(text) > 30 for text in column.texts)
            return bool(column.texts) and (long or different > MOST_ANSWERS)
        if role == "respondent":
            whole = all(value == int(value) for value in column.numbers)
            return bool(column.values) and not column.is_date and whole
        return 1 <= different <= MOST_ANSWERS and not column.is_date

    return fitting


def _scales(
    roles: Mapping[str, Sequence[str]], columns: Sequence[_Column]
) -> dict[str, tuple[int, int]]:
    """Return the scale that satisfaction was asked on, where it is not 1 to 5."""
    highest = [
        max(column.numbers)
        for column in columns
        if column.name in roles.get("csat", ()) and column.numbers
    ]
    highest = [high for high in highest if high not in MISSING_CODES]
    if highest and max(highest) > 5:
        return {"csat": (1, 7) if max(highest) <= 7 else (1, 10)}
    return {}


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _note(column: _Column, role: str, personal: Mapping[str, str]) -> str:
    """Return what was seen in a column, and no entry that may tell who somebody is.

    A study file is sent along and kept: an entry is shown only if many rows have it.
    """
    asked = f" ({' '.join(column.question.split())[:80]})" if column.question else ""
    return f"  {column.name}{asked}: {_seen(column, role, personal.get(column.name, ''))}"


def _seen(column: _Column, role: str, what: str) -> str:
    if what:
        return f"looks like {what}; left out unless it is asked for"
    if column.is_date or not column.values:
        return "dates" if column.values else "empty"
    if role in ("respondent", "comment"):
        return ROLES[role].words
    counts = Counter(map(_shown, column.values))
    kind = "texts" if column.texts else "numbers"
    if len(counts) > MOST_ANSWERS:
        return f"more than {MOST_ANSWERS} different {kind}"
    often = [entry for entry, n in counts.items() if n >= OFTEN and len(entry) <= 40]
    rare = len(counts) - len(often)
    shown = ", ".join(entry.replace("\n", " ") for entry in often)
    if not shown:
        return f"{rare} different {kind}"
    return f"{shown} and {rare} that fewer rows have" if rare else shown
