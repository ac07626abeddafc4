"""Results of several groups, whatever they are of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from uxcx.errors import GroupError, nearest
from uxcx.results import Group, key_of

if TYPE_CHECKING:
    import pandas as pd


class OfGroup(Protocol):
    """A result that knows its group."""

    @property
    def group(self) -> Group:
        """The group, as columns and values."""

    def to_frame(self) -> pd.DataFrame:
        """Return the result as a pandas data frame."""

    def _repr_html_(self) -> str: ...


T = TypeVar("T", bound=OfGroup)


class Groups(Generic[T]):
    """Results of several groups: iterate, or pick one by its group, ``results["new"]``.

    Parameters
    ----------
    results : list
        One a group.
    by : tuple of str
        The columns that were grouped by.
    """

    def __init__(self, results: Sequence[T], *, by: tuple[str, ...]) -> None:
        self._by_key = {key_of(result.group): result for result in results}
        self.by = by

    def __len__(self) -> int:
        return len(self._by_key)

    def __iter__(self) -> Iterator[T]:
        return iter(self._by_key.values())

    @property
    def groups(self) -> list[Any]:
        """The groups in order."""
        return list(self._by_key)

    def __getitem__(self, group: Any) -> T:
        if group in self._by_key:
            return self._by_key[group]
        guess = nearest(str(group), [str(key) for key in self._by_key])
        hint = f" Did you mean {guess!r}?" if guess else ""
        groups = ", ".join(map(repr, self._by_key))
        raise GroupError(
            f"There is no group {group!r} of {' and '.join(self.by)}.{hint} "
            f"The groups are: {groups}."
        )

    def __repr__(self) -> str:
        return "\n".join(repr(result) for result in self)

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas data frame of all groups, one below the other."""
        import pandas as pd

        return pd.concat([result.to_frame() for result in self], ignore_index=True)

    def _repr_html_(self) -> str:
        return "".join(result._repr_html_() for result in self)
