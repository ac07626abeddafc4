"""A researcher's own table: what cannot be answered is refused, with the column and the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from uxcx import AnswerError, linkage
from uxcx.linkage import guards


def table(n: int = 500) -> pd.DataFrame:
    """Return customers as somebody kept them."""
    rng = np.random.default_rng(0)
    ease, satisfaction = rng.integers(1, 8, n), rng.integers(1, 6, n)
    yes = rng.integers(0, 2, n)
    return pd.DataFrame(
        {
            "group": rng.choice(["A", "B"], n),
            "only": "A",
            "yes": yes,
            "copy": 2 * yes + 1,
            "renewed": np.where(yes == 1, "yes", "no"),
            "ease": ease,
            "ease again": ease,
            "satisfaction": satisfaction,
            "sum": ease + satisfaction,
            "const": 3,
            "score": np.where(np.arange(n) % 3 == 0, np.nan, rng.normal(size=n)),
            "day": pd.date_range("2025-01-01", periods=n, freq="12h").strftime("%d/%m/%Y"),
            "month": pd.date_range("2025-01-01", periods=n, freq="12h").strftime("%Y-%m"),
            "week": rng.integers(0, 14, n),
            "never": np.nan,
            "email": [f"c{i}@example.org" for i in range(n)],
        }
    )


ROWS = table()
GROUP: dict[str, Any] = {"group": "group", "treatment": "A"}
WAY: dict[str, Any] = {"mediator": "satisfaction", "outcome": "score", "resamples": 100}
DRIVERS: dict[str, Any] = {"outcome": "score", "resamples": 100}


def experiment(outcome: str = "score", **options: Any) -> Any:
    return linkage.experiment(ROWS, outcome, **(GROUP | options))


def matched(**options: Any) -> Any:
    return linkage.matched(ROWS, "score", **(GROUP | options))


def mediation(**options: Any) -> Any:
    return linkage.mediation(ROWS, **(WAY | options))


def before_after(**options: Any) -> Any:
    return linkage.before_after(ROWS, "score", **({"period": "week", "changed_at": 7} | options))


def rollout(**options: Any) -> Any:
    return linkage.difference_in_differences(ROWS, "score", **({"period": "week"} | options))


NOT_TWICE = "one column is the same in all rows, a copy of another, or follows from others"
REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: experiment("renewed"), AnswerError, r"'renewed' must be numbers; got 'yes', 'no'"),
    (
        lambda: experiment(group="only"),
        AnswerError,
        "'only' holds one group only, 'A': there",
    ),
    (lambda: experiment(group="yes", treatment="1"), AnswerError, "Did you mean 1?"),
    (lambda: experiment("yes", group="yes", treatment=1), ValueError, "both outcome and group"),
    (lambda: experiment(covariates="score"), ValueError, "both outcome and covariate"),
    (lambda: experiment("sum", covariates=["ease", "satisfaction"]), AnswerError, "exactly, so"),
    (lambda: matched(covariates="group"), ValueError, "'group' cannot be both group and covariate"),
    (
        lambda: matched(group="renewed", treatment="yes", covariates="copy"),
        AnswerError,
        f"Among those without the change, what was named tells the same twice: {NOT_TWICE}",
    ),
    (
        lambda: before_after(mix="email"),
        AnswerError,
        "'email' has 333 different values; at",
    ),
    (
        lambda: before_after(period="day", changed_at="01/03/2025"),
        AnswerError,
        "Column 'day' holds text, such as '01/01/2025', which is sorted by its letters and not by",
    ),
    (lambda: rollout(period="day", adopted="month"), AnswerError, "sorted by its letters"),
    (lambda: rollout(adopted="never"), AnswerError, "nobody got the change, by column 'never'"),
    (lambda: rollout(adopted="const"), AnswerError, "has 1 wave within 14 periods"),
    (
        lambda: linkage.drivers(ROWS, drivers=["ease", "ease"], **DRIVERS),
        ValueError,
        "'ease' stands twice among the drivers",
    ),
    (
        lambda: linkage.drivers(ROWS, drivers=["copy"], outcome="yes", resamples=100),
        AnswerError,
        "The logistic regression of 'yes' has no solution",
    ),
    (
        lambda: linkage.drivers(ROWS, drivers=["ease", "satisfaction", "sum"], **DRIVERS),
        AnswerError,
        "tell each other exactly",
    ),
    (lambda: mediation(treatment="group"), AnswerError, "Name both: treated=, control="),
    (lambda: mediation(treatment="const"), AnswerError, "Column 'const' is 3 in each of the 333"),
    (lambda: mediation(treatment="never"), AnswerError, "Column 'never' has no answers"),
    (lambda: mediation(treatment="yes", mediator="copy"), AnswerError, NOT_TWICE),
    (
        lambda: mediation(treatment="yes", covariates=["ease", "ease again"]),
        AnswerError,
        "What explains 'satisfaction' tells the same twice",
    ),
    (
        lambda: mediation(treatment="ease", treated=9, control=2),
        AnswerError,
        "Column 'ease' runs from 1 to 7 in the complete rows, so nothing is known of 9",
    ),
    (
        lambda: guards.simpson(ROWS, "yes", segments="email", **GROUP),
        AnswerError,
        "Is it an identifier, or a number that should be cut into groups first",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_refusals(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as refused:
        call()
    assert message in str(refused.value)
    assert "_uxcx" not in str(refused.value)


def test_what_does_not_differ_is_said() -> None:
    found = experiment("const")
    assert found.sentence.startswith("Const was the same with A and B. There is no variation")


def test_text_with_the_year_first_is_in_order() -> None:
    found = linkage.before_after(ROWS, "score", period="month", changed_at="2025-05")
    assert [each.period for each in found.periods] == sorted(set(ROWS["month"]))
