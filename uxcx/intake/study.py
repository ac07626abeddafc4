"""A study: what each column of a table is, as arguments or as a TOML file that people edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from uxcx.errors import IntakeError
from uxcx.intake import declared
from uxcx.intake.roles import ANSWERS, ROLES, require_known
from uxcx.results import html_table
from uxcx.scales import Scale, whole_scale

#: what `check` finds and leaves where it is, unless a study sets it aside
OPTIONAL_CHECKS = ("repeated", "straight-lining", "speeders", "very long times")


def _texts(what: str, value: Any) -> tuple[str, ...]:
    """Return column names given as one text, or as a list of texts."""
    if value is None or value == "":
        return ()
    found = (value,) if isinstance(value, str) else tuple(value)
    wrong = [name for name in found if not isinstance(name, str)]
    if wrong:
        raise IntakeError(f"{what}: columns are named by text; got {wrong[0]!r}.")
    return found


@dataclass(frozen=True, kw_only=True, repr=False)
class Study:
    """What each column of a table is: its roles, scales and declared values.

    Parameters
    ----------
    name : str
        The study's name, as a report shows it.
    file : str, optional
        The data file, seen from the folder of the study file.
    respondent, group, task, touchpoint, time : str, optional
        Columns that say who answered (a code, not a name), of which design or group, at which
        task or touchpoint, and when.
    success, seconds, errors, opportunities, clicks, duration : str, optional
        Columns of 1 and 0; of seconds on a task; of counts; of seconds for the questionnaire.
    seq, nps, csat, ces : str or list of str, optional
        Columns of ratings: one, or one for each touchpoint.
    sus, umux_lite : list of str, optional
        The ten items of the SUS and the two of the UMUX-Lite, in the order of the questionnaire.
    comment : str or list of str, optional
        Columns of free text. They are counted, and left out of everything else.
    keep : list of str, optional
        Further columns to keep. Columns that are not named in the study are left out.
    values : mapping, optional
        What words mean in numbers, by role or by column:
        ``{"csat": {"Very satisfied": 5, "Satisfied": 4, ...}}``. Capitals and spaces at the ends
        do not matter; no word is turned into a number without being declared here.
    missing : mapping, optional
        Numbers or words that stand for "no answer", by role or by column, or for ``"all"``
        answers: ``{"all": [99], "nps": ["don't know"]}``.
    scales : mapping, optional
        Lowest and highest answer of `csat` (1 and 5 by default) and `umux_lite` (1 and 7).
    clock : mapping, optional
        How times of `seconds` and `duration` are written that are text, by role or by column:
        ``{"seconds": "mm:ss"}``, or ``"hh:mm:ss"``. In Excel a typed 1:30 becomes 01:30:00, an
        hour and a half; ``"mm:ss:00"`` takes it for minutes and seconds.
    reversed : list of str, optional
        Columns of ratings whose numbers run the other way; `check` turns them. The even items of
        the SUS are turned by its score, so they are not named here.
    set_aside : list of str, optional
        Which rows to set aside beside those that cannot be measured: any of ``"repeated"``,
        ``"straight-lining"``, ``"speeders"`` and ``"very long times"``. They are kept otherwise.
    longest_seconds : float, optional
        A time on task above this is very long; 20 times the median by default.
    speeder : float, default 0.33
        Who took less than this share of the median duration of the questionnaire is a speeder.
    smallest_group : int, default 5
        Groups of fewer people are not shown in reports.
    personal : list of str, optional
        Columns with personal data that are wanted all the same.
    notes : tuple of str
        Remarks that `save` writes as comments, such as those of `guess`.

    Raises
    ------
    IntakeError
        If a role, a scale, a clock or a check is not known, a column has two roles, or a
        questionnaire has not its number of items.

    Examples
    --------
    >>> study = Study(success="completed", seconds="seconds", group="design")
    >>> study.columns
    {'group': ('design',), 'success': ('completed',), 'seconds': ('seconds',)}

    This study measures success and time of two designs.
    """

    name: str = "Study"
    file: str | None = None
    respondent: str | None = None
    group: str | None = None
    task: str | None = None
    touchpoint: str | None = None
    time: str | None = None
    success: str | None = None
    seconds: str | None = None
    errors: str | None = None
    opportunities: str | None = None
    clicks: str | None = None
    duration: str | None = None
    seq: str | Iterable[str] = ()
    sus: Iterable[str] = ()
    umux_lite: Iterable[str] = ()
    nps: str | Iterable[str] = ()
    csat: str | Iterable[str] = ()
    ces: str | Iterable[str] = ()
    comment: str | Iterable[str] = ()
    keep: Iterable[str] = ()
    values: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    missing: Mapping[str, Iterable[Any]] = field(default_factory=dict)
    scales: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    clock: Mapping[str, str] = field(default_factory=dict)
    reversed: Iterable[str] = ()
    set_aside: Iterable[str] = ()
    longest_seconds: float | None = None
    speeder: float = 0.33
    smallest_group: int = 5
    personal: Iterable[str] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for role in ROLES.values():
            given = _texts(role.name, getattr(self, role.name))
            if not role.several and len(given) > 1:
                more = " Name the others in keep, to measure by them." * (role.kind == "group")
                raise IntakeError(f"{role.name} is one column; got {len(given)}: {given!r}.{more}")
            if role.items and given and len(given) != role.items:
                raise IntakeError(
                    f"{role.name} has {role.items} columns, in the order of the questionnaire; "
                    f"got {len(given)}: {', '.join(map(repr, given))}."
                )
            self._set(role.name, given if role.several else next(iter(given), None))
        for option in ("keep", "reversed", "set_aside", "personal"):
            self._set(option, _texts(option, getattr(self, option)))
        self._refuse_twice()
        for check in self.set_aside:
            require_known("The check of set_aside", check, OPTIONAL_CHECKS)
        for column in self.reversed:
            require_known("The column of reversed", column, self.answers)
        self._normalise_declared()
        self._check_limits()

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def _refuse_twice(self) -> None:
        roles: dict[str, str] = {}
        for role, columns in self.columns.items():
            for column in columns:
                if column in roles:
                    raise IntakeError(
                        f"Column {column!r} cannot be both {roles[column]} and {role}."
                        if roles[column] != role
                        else f"Column {column!r} is named twice in {role}."
                    )
                roles[column] = role

    def _normalise_declared(self) -> None:
        """Check what is declared about answers, and bring it into one form."""
        places = [*ANSWERS, *self.answers]
        self._set("values", declared.values_in_numbers(self.values, places))
        self._set("missing", declared.codes_for_missing(self.missing, places))
        self._set("scales", declared.ends_of_scales(self.scales))
        self._set("clock", declared.forms_of_clocks(self.clock, self.answers))

    def _check_limits(self) -> None:
        limits = {
            "longest_seconds": (self.longest_seconds is None or self.longest_seconds > 0),
            "speeder": 0 <= self.speeder < 1,
            "smallest_group": self.smallest_group >= 1,
        }
        for limit, right in limits.items():
            if not right:
                raise IntakeError(f"{limit} cannot be {getattr(self, limit)!r}.")

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The columns by role; roles without a column are left out."""
        found = {role: _texts(role, getattr(self, role)) for role in ROLES}
        return {role: columns for role, columns in found.items() if columns}

    @property
    def answers(self) -> dict[str, str]:
        """The role of each column that holds answers."""
        found = self.columns
        return {column: role for role in ANSWERS for column in found.get(role, ())}

    def scale_of(self, role: str) -> Scale:
        """Return the rule of the answers of a role.

        Parameters
        ----------
        role : str
            A role that holds answers.

        Returns
        -------
        Scale
            As declared, or that of the metric.
        """
        if role in self.scales:
            return whole_scale(*self.scales[role])
        scale = ROLES[role].scale
        if scale is None:
            raise KeyError(role)
        return scale

    def values_of(self, column: str) -> dict[str, float]:
        """Return the declared words of a column, in small letters, and their numbers.

        Parameters
        ----------
        column : str
            A column that holds answers.

        Returns
        -------
        dict of str to float
            What is declared for the column comes before what is declared for its role.
        """
        words = {**self.values.get(self.answers[column], {}), **self.values.get(column, {})}
        return {word.strip().casefold(): number for word, number in words.items()}

    def missing_of(self, column: str) -> tuple[Any, ...]:
        """Return the codes for "no answer" of a column.

        Parameters
        ----------
        column : str
            A column that holds answers.

        Returns
        -------
        tuple
            Numbers, and words in small letters.
        """
        places = ("all", self.answers[column], column)
        codes = [code for place in places for code in self.missing.get(place, ())]
        return tuple(code.strip().casefold() if isinstance(code, str) else code for code in codes)

    def clock_of(self, column: str) -> str:
        """Return how the times of a column are written; ``""`` for numbers.

        Parameters
        ----------
        column : str
            A column that holds answers.

        Returns
        -------
        str
            What is declared for the column comes before what is declared for its role.
        """
        return self.clock.get(column, self.clock.get(self.answers[column], ""))

    @classmethod
    def read(cls, path: str | Path) -> Study:
        """Read a study file.

        Parameters
        ----------
        path : str or Path
            A TOML file, such as `save` writes it.

        Returns
        -------
        Study
            The study; its `file` is seen from the folder of the study file.

        Raises
        ------
        IntakeError
            If the file is not TOML, or says what a study does not know.
        """
        path = Path(path)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise IntakeError(f"{path.name} is not a study file: it is not UTF-8 text.") from None
        except OSError as problem:
            raise IntakeError(f"{path} cannot be read: {problem.strerror}.") from None
        return cls.from_toml(text, name=path.name)

    @classmethod
    def from_toml(cls, text: str, *, name: str = "The study") -> Study:
        """Return the study that a TOML text describes.

        Parameters
        ----------
        text : str
            The text.
        name : str
            What the text is called in messages.

        Returns
        -------
        Study
            The study.

        Raises
        ------
        IntakeError
            If the text is not TOML, or says what a study does not know.
        """
        from uxcx.intake.toml import options_of

        try:
            return cls(**options_of(text, name))
        except (TypeError, AttributeError) as problem:
            raise IntakeError(f"{name} has an entry of the wrong kind: {problem}.") from None

    def save(self, path: str | Path) -> Path:
        """Write the study as a TOML file, with remarks, to be edited.

        Parameters
        ----------
        path : str or Path
            The file; it must not exist yet, so that no edit is lost.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        IntakeError
            If the file is there already.
        """
        from uxcx.intake.toml import study_as_toml

        path = Path(path)
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(study_as_toml(self))
        except FileExistsError:
            raise IntakeError(
                f"{path} is there already, and is not written over. Choose another name, or "
                "delete it first."
            ) from None
        return path

    @classmethod
    def guess(cls, data: Any, *, name: str = "Study", file: str | None = None) -> Study:
        """Propose a study from the names and the values of the columns.

        Parameters
        ----------
        data : data frame, or Table
            What `uxcx.read` gave; question texts help the guess. Or a data frame.
        name : str
            The study's name.
        file : str, optional
            The data file, to be written into the study file.

        Returns
        -------
        Study
            A proposal to be read and edited; `notes` say what was seen in each column.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"participant": ["p1", "p2"], "completed": ["yes", "no"]})
        >>> study = Study.guess(frame)
        >>> study.columns
        {'respondent': ('participant',), 'success': ('completed',)}
        >>> study.values
        {'completed': {'no': 0.0, 'yes': 1.0}}

        The words yes and no are proposed as 1 and 0; look at the proposal before using it.
        """
        from uxcx.intake.guessing import guess

        return guess(data, name=name, file=file)

    def __repr__(self) -> str:
        roles = ", ".join(f"{role}: {' '.join(found)}" for role, found in self.columns.items())
        return f"{self.name} ({roles or 'no columns'})"

    def _repr_html_(self) -> str:
        rows = [
            [role, ", ".join(columns), ROLES[role].words] for role, columns in self.columns.items()
        ]
        return html_table(self.name, ["role", "column", "what it holds"], rows, list(self.notes))
