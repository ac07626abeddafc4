"""The catalogue: every metric once, with everything a reader needs."""

from __future__ import annotations

import inspect

import pytest

from uxcx import catalogue, cx, ux
from uxcx.measures import PERCENT, Measure, declared, per, rating

COLUMNS = [
    *("function", "metric", "lens", "level", "unit of analysis", "unit", "direction", "formula"),
    *("source", "articles", "note"),
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
    result = metric([1.0] if function != "sus" else [50.0])
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
