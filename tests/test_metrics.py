"""The catalogue: every metric once, with everything a reader needs."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import duckdb
import pandas as pd
import polars as pl
import pytest

from uxcx import catalogue, cx, ux
from uxcx.measures import PERCENT, Measure, declared, per, rating


class Case(NamedTuple):
    """Eight answers to a metric's question, and the value that they have by hand."""

    answers: list[float]
    value: float
    options: Mapping[str, Any] = MappingProxyType({})


#: what a metric may need beside its answers, for the same eight rows
FRAME = pd.DataFrame(
    {
        "group": ["a"] * 4 + ["b"] * 4,
        "who": ["p", "q"] * 4,
        "took": [10.0, 20, 30, 40, 50, 60, 70, 80],
        "different": [2, 2, 3, 3, 4, 4, 5, 5],
        "all": [20.0, 10, 40, 30, 10, 30, 40, 20],
        "won": [1, 0, 2, 3, 1, 1, 2, 2],
    }
)
YES = [1, 0, 1, 1, 0, 1, 1, 0]
DOUBLING = [1, 2, 4, 8] * 2
BOXES = [5, 4, 3, 2] * 2
MONEY = [10, 0, 20, 30, 5, 15, 40, 0]
LIKELY = [10, 9, 8, 0, 10, 7, 9, 3]
CASES = {
    "ux.task_success": Case(YES, 5 / 8),
    # of the five successes the one of 70 seconds came too late
    "ux.success_within": Case(YES, 4 / 8, {"seconds": "took", "limit": 60}),
    "ux.success_with_credit": Case(
        [2, 1, 0, 2, 1, 0, 2, 2], 5 / 8, {"scores": {0: 0, 1: 0.5, 2: 1}}
    ),
    "ux.time_on_task": Case(DOUBLING, 2**1.5),
    "ux.error_rate": Case([0, 1, 0, 2, 0, 0, 1, 0], 4 / 8),
    "ux.number_of_clicks": Case(DOUBLING, 2**1.5),
    # 0, 1/2, 1/3, the root of 1/4 + 1/9, 1/2, the root of 1/2, 0.6, the root of 0.61
    "ux.lostness": Case(
        [2, 4, 3, 6, 4, 8, 5, 10],
        (1 / 2 + 1 / 3 + math.sqrt(13 / 36) + 1 / 2 + math.sqrt(0.5) + 0.6 + math.sqrt(0.61)) / 8,
        {"different": "different", "needed": 2},
    ),
    "ux.click_through_rate": Case([1, 0, 0, 0, 0, 0, 1, 0], 2 / 8),
    "ux.seq": Case([7, 6, 5, 4] * 2, 5.5),
    "ux.satisfaction": Case(BOXES, 3.5),
    "ux.sus": Case([50, 60, 70, 80] * 2, 65),
    "ux.umux_lite": Case([50, 60, 70, 75] * 2, 63.75),
    "ux.conversion": Case(YES, 5 / 8),
    "ux.abandonment": Case(YES, 5 / 8),
    "ux.cart_abandonment": Case(YES, 5 / 8),
    "ux.time_to_value": Case(DOUBLING, 2**1.5),
    "ux.adoption": Case(YES, 5 / 8),
    "ux.app_rating": Case([5, 5, 1, 4, 5, 3, 2, 5], 30 / 8),
    "ux.product_nps": Case(LIKELY, 25),
    "ux.onboarding_success": Case(YES, 5 / 8),
    "ux.credibility": Case([7, 6, 5, 4] * 2, 5.5),
    "ux.engagement": Case(MONEY, 120 / 200, {"days": "all"}),
    "cx.upsell_rate": Case(YES, 5 / 8),
    "cx.brand_trust": Case([7, 6, 5, 4] * 2, 5.5),
    "cx.brand_perception": Case([1, 2, 3, 4] * 2, 2.5),
    "cx.csat": Case(BOXES, 4 / 8),
    "cx.csat_mean": Case(BOXES, 3.5),
    "cx.ces": Case([7, 6, 5, 4] * 2, 5.5),
    "cx.ces_2010": Case([1, 2, 3, 4] * 2, 2.5),
    "cx.first_contact_resolution": Case(YES, 5 / 8),
    "cx.nps": Case(LIKELY, 25),
    "cx.retention_rate": Case(YES, 5 / 8),
    "cx.churn_rate": Case(YES, 5 / 8),
    "cx.repeat_purchase": Case([1, 2, 3, 1] * 2, 4 / 8),
    "cx.referral_rate": Case(YES, 5 / 8),
    "cx.positive_reviews": Case(BOXES, 4 / 8),
    "cx.revenue_per_customer": Case(MONEY, 120 / 8),
    "cx.share_of_wallet": Case(MONEY, 120 / 200, {"category": "all"}),
    # three times 1/2, three times 1/3, twice 1/6
    "cx.wallet_allocation": Case([1, 2, 1, 3, 2, 1, 3, 2], 17 / 48, {"brands": 3}),
    "cx.support_load": Case([0, 1, 0, 2, 0, 0, 1, 0], 4 / 8),
    "cx.acquisition_cost": Case(MONEY, 120 / 12, {"customers": "won"}),
}
EVERY_CASE = pytest.mark.parametrize("name", CASES)


def measure(name, frame, **options):
    namespace, function = name.split(".")
    metric = getattr({"ux": ux, "cx": cx}[namespace], function)
    return metric(frame, "answer", **CASES[name].options, **options)


@EVERY_CASE
def test_every_metric_has_the_value_computed_by_hand(name):
    result = measure(name, FRAME.assign(answer=CASES[name].answers))
    assert result.value == pytest.approx(CASES[name].value, rel=1e-12)
    assert result.low < result.value < result.high
    assert (result.n_missing, result.n_excluded) == (0, 0)


@EVERY_CASE
@pytest.mark.parametrize("engine", ["polars", "polars lazy", "duckdb"])
def test_every_metric_is_the_same_on_every_engine(name, engine):
    frame = FRAME.assign(answer=CASES[name].answers)
    there = pl.from_pandas(frame)
    if engine == "polars lazy":
        there = there.lazy()
    if engine == "duckdb":
        there = duckdb.from_arrow(there.to_arrow())
    here = measure(name, frame, by="group", unit="who")
    for one, two in zip(here, measure(name, there, by="group", unit="who"), strict=True):
        assert one.group == two.group
        assert (one.value, one.low, one.high) == pytest.approx(
            (two.value, two.low, two.high), nan_ok=True
        )


@EVERY_CASE
def test_every_metric_knows_groups_and_units(name):
    frame = FRAME.assign(answer=CASES[name].answers)
    results = measure(name, frame, by="group", unit="who")
    assert results.groups == ["a", "b"]
    for result, rows in zip(results, (frame.iloc[:4], frame.iloc[4:]), strict=True):
        assert result.value == pytest.approx(measure(name, rows).value)
        assert (result.n_units, result.unit_name) == (2, "who")
        assert result.method.endswith(("over units (delta method)", "on logarithms over units"))


@EVERY_CASE
def test_every_metric_counts_missing_answers(name):
    answers = [*CASES[name].answers[:7], None]
    result = measure(name, FRAME.assign(answer=answers))
    assert result.value == pytest.approx(measure(name, FRAME.assign(answer=answers)[:7]).value)
    assert result.n_missing == 1


COLUMNS = [
    *("function", "metric", "lens", "level", "unit of analysis", "unit", "direction", "formula"),
    *("source", "articles", "note", "disputed"),
]


def test_the_catalogue_has_every_public_metric_once():
    functions = catalogue()["function"].tolist()
    public = [f"ux.{name}" for name in ux.__all__] + [f"cx.{name}" for name in cx.__all__]
    assert len(functions) == len(set(functions))
    assert set(public) <= set(functions)


def test_the_catalogue_has_its_columns_and_ux_first():
    table = catalogue()
    assert table.columns.tolist() == COLUMNS
    lenses = table["lens"].tolist()
    assert lenses == sorted(lenses, key=lambda lens: lens != "UX")


@pytest.mark.parametrize(
    "column", ["metric", "unit of analysis", "unit", "direction", "formula", "source"]
)
def test_no_metric_lacks_what_a_reader_needs(column):
    table = catalogue()
    assert table.loc[table[column] == "", "function"].tolist() == []


def test_the_catalogue_can_be_narrowed():
    assert set(catalogue(lens="CX")["lens"]) == {"CX"}
    assert set(catalogue(level="relationship")["level"]) == {"relationship"}
    assert catalogue(lens="UX", level="interaction")["function"].tolist()[0] == "ux.task_success"
    assert "cx.nps" in catalogue(search="REICHHELD")["function"].tolist()
    assert len(catalogue(search="no such word")) == 0
    assert catalogue(search="no such word").columns.tolist() == COLUMNS


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"lens": "ux"}, "lens must be one of UX, CX; got 'ux'."),
        (
            {"level": "touchpoint"},
            "level must be one of interaction, journey, relationship; got 'touchpoint'.",
        ),
    ],
)
def test_a_lens_or_level_that_is_none_is_refused(option, message):
    with pytest.raises(ValueError, match="must be one of") as error:
        catalogue(**option)
    assert str(error.value) == message


@pytest.mark.parametrize("name", declared())
def test_a_declaration_is_what_the_function_returns(name):
    namespace, function = name.split(".")
    if namespace not in {"ux", "cx"}:
        pytest.skip("declared elsewhere")
    metric = getattr({"ux": ux, "cx": cx}[namespace], function)
    case = CASES[name]
    result = metric(FRAME.assign(answer=case.answers), "answer", **case.options)
    assert result.measure == metric.measure == declared()[name]
    assert metric.__name__ == function
    assert inspect.signature(metric).parameters["confidence_level"].default == 0.95


def test_declarations_cannot_be_changed_from_outside():
    taken = declared()
    taken.clear()
    assert declared()


@pytest.mark.parametrize(
    ("unit", "name", "suffix", "ends"),
    [
        (PERCENT, "%", "%", (0, 1)),
        (rating(1, 7), "rating, 1 to 7", "", (1, 7)),
        (per("hour"), "per hour", " per hour", (0, float("inf"))),
    ],
)
def test_units_know_their_name_and_their_ends(unit, name, suffix, ends):
    assert (unit.name, unit.suffix) == (name, suffix)
    assert (unit.minimum, unit.maximum) == ends


def test_a_measure_needs_only_a_name():
    measure = Measure(name="waiting time")
    assert (measure.lens, measure.level, measure.direction) == ("any", "any", "neither")
