"""Some modules are named as their functions; importing such a module loses no function."""

from __future__ import annotations

import subprocess
import sys

CHECK = """
import importlib, pkgutil, sys, types
import uxcx

names = [m.name for m in pkgutil.walk_packages(uxcx.__path__, "uxcx.")]
names = [name for name in names if not name.endswith(("__main__", "spss_worker"))]
for name in sorted(names, reverse=True):
    importlib.import_module(name)
import uxcx.journeys.funnel, uxcx.relationships.holdout, uxcx.relationships.survival

lost = []
for package in names:
    module = sys.modules[package]
    for name in getattr(module, "__all__", ()):
        thing = getattr(module, name)
        if isinstance(thing, types.ModuleType) and not hasattr(thing, "__path__"):
            lost.append(f"{package}.{name}")
print(len(names) > 200, callable(uxcx.relationships.holdout), lost)
"""


def test_functions_stay_functions_whatever_module_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "[]"]
