"""What is measured for speed comes to the same numbers, however it is computed."""

from pathlib import Path

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
