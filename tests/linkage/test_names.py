"""What is exported is what its name says, whatever was imported before."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from uxcx import linkage
from uxcx.linkage import guards


@pytest.mark.parametrize("package", [linkage, guards])
def test_no_module_is_called_as_what_it_exports(package: object) -> None:
    path, name = package.__path__, package.__name__  # type: ignore[attr-defined]
    modules = {module.name for module in pkgutil.iter_modules(path)}
    for module in modules:
        importlib.import_module(f"{name}.{module}")
    assert not modules & set(package.__all__) - {"guards"}  # type: ignore[attr-defined]
    for function in ("drivers", "link", "mediation", "experiment", "matched", "what_if"):
        assert callable(getattr(linkage, function))
