"""What is measured for speed comes to the same numbers, however it is computed."""

import json
from pathlib import Path
from typing import Any

import performance
import pytest
import speed_contenders
import speed_log
import speed_models
from speed_page import verdicts

HERE = [
    (task, name)
    for task, contenders in speed_contenders.CONTENDERS.items()
    for name in contenders
    if name not in performance.PEERS and name != "DuckDB SQL"
]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("speed") / "events.parquet"
    speed_log.write(path, 2_000)
    assert [found.name for found in path.parent.iterdir()] == ["events.parquet"]
    return str(path)


@pytest.mark.parametrize(("task", "name"), HERE)
def test_contenders_agree_with_plain_sql(task: str, name: str, log: str) -> None:
    contenders = speed_contenders.CONTENDERS[task]
    plain = contenders["DuckDB SQL"](log)
    assert len(plain) > 3
    found = [
        performance.Measured(task, who, answer=answer)
        for who, answer in (("SQL", plain), (name, contenders[name](log)))
    ]
    performance.require_same(task, found)


def test_scipy_agrees_with_the_bootstrap_from_counts() -> None:
    low, high = speed_models.bootstrap_uxcx("").values()
    assert (low, high) == pytest.approx(tuple(speed_models.bootstrap_scipy("").values()), abs=1e-3)


def test_other_numbers_are_refused() -> None:
    found = [performance.Measured("x", who, answer={"a": n}) for who, n in (("b", 1), ("c", 2))]
    with pytest.raises(SystemExit, match="x: b and c differ"):
        performance.require_same("x", found)


def test_a_contender_works_in_a_process_of_its_own(log: str) -> None:
    found = performance.once("NPS by channel", "uxcx on Polars", Path(log))
    assert (found.reason, len(found.answer)) == ("", 4)
    assert found.seconds[0] > 0
    broken = performance.once("NPS by channel", "uxcx on Polars", Path("not there.parquet"))
    assert "not there.parquet" in broken.reason


class Paced:
    """Stands in for a process: how long it takes each time, or why it ends."""

    def __init__(self, command: list[str], more: object) -> None:
        self.times = iter(PACE[command[4]])
        OPEN.add(command[4])
        self.name = command[4]

    def work(self) -> dict[str, Any]:
        time = next(self.times)
        if isinstance(time, str):
            raise RuntimeError(time)
        return {"seconds": time, "answer": {"a": 1}, "peak": 5}

    def close(self) -> None:
        OPEN.discard(self.name)


PACE: dict[str, list[float | str]] = {
    "DuckDB SQL": [1.0, 2.0, 4.0, 3.0],
    "Polars": [20.0, 16.0],
    "uxcx on DuckDB": [91.0],
    "uxcx on Polars": [1.0, 2.0, "stopped: not done after 3 minutes"],
}
OPEN: set[str] = set()


def test_who_takes_longer_works_less_often(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(performance, "Child", Paced)
    said: list[str] = []
    task = "transitions, with sums over cases"
    found = performance.contest(speed_contenders, task, tmp_path, {}, said.append)
    assert [(each.contender, each.seconds, each.reason) for each in found] == [
        ("DuckDB SQL", [2.0, 4.0, 3.0], ""),
        ("Polars", [16.0], ""),
        ("uxcx on DuckDB", [91.0], ""),
        ("uxcx on Polars", [], "stopped: not done after 3 minutes"),
    ]
    assert not OPEN
    assert said[-1] == "  uxcx on Polars: stopped: not done after 3 minutes"
    monkeypatch.setattr("speed_page.PAGE", tmp_path / "page.md")
    monkeypatch.setattr(performance, "RAW", tmp_path / "raw.json")
    run = performance.Run(0, {})
    run.logs[10] = [found]
    run.open = ["funnel at 10 million events"]
    run.write()
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "stopped before its end. Not measured: funnel at 10 million events." in page
    raw = json.loads((tmp_path / "raw.json").read_text(encoding="utf-8"))
    assert raw["logs"]["10 million"][0][0]["seconds"] == [2.0, 4.0, 3.0]


def test_the_page_says_what_was_not_met() -> None:
    times = {"DuckDB SQL": 1.0, "uxcx on DuckDB": 1.6, "pm4py": 20.0, "Polars": 1.0}
    found = [performance.Measured("x", who, seconds=[s]) for who, s in times.items()]
    found.append(performance.Measured("x", "uxcx on Polars", reason="for want of memory"))
    assert verdicts([found]).splitlines() == [
        "- **Not met**: x, uxcx on Polars: no number, for want of memory.",
        "- **Not met**: x, uxcx on DuckDB: 1.60 times the hand-written query; "
        "aimed at 1.5 at most.",
        "- **Met**: x: 12.5 times as fast as pm4py; aimed at 10.",
    ]
