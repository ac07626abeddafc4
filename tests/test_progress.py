"""Long work shows a line and takes it away; short work shows nothing; an interrupt is one."""

import threading
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pytest

from uxcx import cx, progress


class Line:
    """Stands in for tqdm, and says when it was made, moved and closed."""

    def __init__(self, desc: str, bar_format: str, leave: bool, delay: float) -> None:
        self.text, self.leave, self.closed = bar_format.replace("{desc}", desc), leave, False
        self.start_t = 100.0
        self.moved = threading.Event()
        MADE.append(self)
        _there.set()

    def refresh(self) -> None:
        self.moved.set()

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True


MADE: list[Line] = []
_there = threading.Event()


@pytest.fixture(autouse=True)
def line(monkeypatch: pytest.MonkeyPatch) -> None:
    MADE.clear()
    _there.clear()
    monkeypatch.setattr("tqdm.tqdm", Line)


def test_long_work_shows_one_line_that_goes_with_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LONG", 0.0)
    with progress.shown("query"), progress.shown("inside"):
        assert _there.wait(60)
        assert MADE[0].moved.wait(60)
        assert not MADE[0].closed
    assert [each.text for each in MADE] == [
        "query: at work for {elapsed}; Ctrl-C, or ■ in a notebook, stops it"
    ]
    assert (MADE[0].closed, MADE[0].leave) == (True, False)


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LONG", 3600.0)
    with progress.shown("query"):
        pass
    assert not MADE


def test_the_interrupt_of_duckdb_is_an_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt), progress.shown("query"):
        raise RuntimeError("Query interrupted")
    with pytest.raises(RuntimeError, match="else"), progress.shown("query"):
        raise RuntimeError("something else")
    with progress.shown("query"):  # the next one is shown again
        assert progress._shown.locked()


def test_queries_of_lazy_frames_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LONG", 0.0)
    collect = nw.LazyFrame.collect

    def waited(self: Any, *args: Any, **options: Any) -> Any:
        assert _there.wait(60)  # goes on only when the line is there
        return collect(self, *args, **options)

    monkeypatch.setattr(nw.LazyFrame, "collect", waited)
    assert cx.nps(duckdb.sql("SELECT unnest([9, 10, 3, 8]) AS likely"), "likely").value == 25
    assert MADE[0].closed
