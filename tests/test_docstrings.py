"""Public functions say what they take, give and refuse, and show an example in plain words."""

import inspect
import re
from collections.abc import Callable

import numpydoc.validate
import pytest

import uxcx
from uxcx import (
    concepts,
    cx,
    datasets,
    families,
    intake,
    journeys,
    learn,
    linkage,
    norms,
    pitfalls,
    plan,
    plots,
    questionnaires,
    relationships,
    reporting,
    tables,
    ux,
)

MODULES = (
    ux,
    cx,
    plots,
    datasets,
    concepts,
    intake,
    journeys,
    learn,
    linkage,
    linkage.guards,
    norms,
    pitfalls,
    plan,
    questionnaires,
    relationships,
    reporting,
    tables,
)
#: numpydoc's codes for what must not be wrong: https://numpydoc.readthedocs.io
REQUIRED = {
    "GL08",  # no docstring
    "SS01",  # no summary
    "SS05",  # summary not in the imperative
    "PR01",  # a parameter is not documented
    "PR02",  # a parameter is documented that is not there
    "PR04",  # a parameter has no type
    "PR07",  # a parameter has no description
    "RT03",  # what is returned has no description
}
INFERENCE = (
    "against",
    "catalogue",
    "compare",
    "compare_all",
    "effect_sizes",
    "equivalent",
    "not_worse",
    "single_usability_metric",
)
SHOW_AN_EXAMPLE = (
    ux,
    cx,
    journeys,
    questionnaires,
    norms,
    concepts,
    plan,
    relationships,
    linkage,
    intake,
)


def public() -> list[tuple[str, Callable[..., object]]]:
    found: dict[str, Callable[..., object]] = {
        f"uxcx.{name}": getattr(uxcx, name)
        for name in (*INFERENCE, "krippendorff_alpha", "sample_ratio", "shares")
    }
    for module in MODULES:
        names = getattr(module, "__all__", None) or [n for n in vars(module) if n[0] != "_"]
        for name in names:
            thing = getattr(module, name)
            if inspect.isfunction(thing) and thing.__module__.startswith("uxcx"):
                found[f"{module.__name__}.{name}"] = thing
    return sorted(found.items())


@pytest.mark.parametrize(("name", "function"), public(), ids=[name for name, _ in public()])
def test_docstring_is_complete(name: str, function: Callable[..., object]) -> None:
    problems = numpydoc.validate.validate(name)["errors"]
    assert [problem for problem in problems if problem[0] in REQUIRED] == []


@pytest.mark.parametrize(
    ("name", "function"),
    [(n, f) for n, f in public() if any(n.startswith(m.__name__ + ".") for m in SHOW_AN_EXAMPLE)],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_example_ends_in_a_plain_sentence(name: str, function: Callable[..., object]) -> None:
    text = inspect.getdoc(function) or ""
    assert "Examples\n--------\n>>> " in text, name
    last = text.split("Examples\n--------\n")[1].strip().split("\n\n")[-1]
    assert not last.startswith(">>>")
    assert re.match(r"[A-Z].*[.?]$", last, re.DOTALL), last


@pytest.mark.parametrize(
    "function", [getattr(m, n) for m in (ux, cx) for n in m.__all__], ids=lambda f: f.__name__
)
def test_metrics_document_sources_missing_values_and_refusals(
    function: Callable[..., object],
) -> None:
    text = inspect.getdoc(function) or ""
    assert not re.search(r"\{(common|returns|declaration)\}", text)
    for word in ("n_missing", "AnswerError", "ColumnError", "Notes", "confidence_level : float"):
        assert word in text
    parameters = inspect.signature(function).parameters
    keyword_only = [p.name for p in parameters.values() if p.kind is p.KEYWORD_ONLY]
    assert list(parameters)[2:] == keyword_only
    assert parameters["confidence_level"].default == 0.95


@pytest.mark.parametrize("family", [getattr(families, n) for n in families.__all__])
def test_families_are_frozen_and_documented(family: type) -> None:
    assert family.__dataclass_params__.frozen
    assert inspect.getdoc(family)
